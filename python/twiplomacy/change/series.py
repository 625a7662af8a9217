"""Reading a series: what was measured in each window of time, checked before anything is fitted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..corpus.inputs import micros
from ..errors import InputError, warn
from ..frames import Backend, backend_of, check_backend, one_array, times, to_arrow

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NAMES = {1: "microsecond", 10**6: "second", 60 * 10**6: "minute", 3_600 * 10**6: "hour"}
_NAMES |= {86_400 * 10**6: "day", 7 * 86_400 * 10**6: "week"}
_SPARSEST = 20
"""So many windows for one that is there, and the starts are no grid but times of some sort."""


@dataclass(frozen=True)
class Series:
    """A series on its grid: window 0 is the first, and ``places`` says which windows are there.

    ``y`` holds no NaN; ``starts`` (microseconds) is None for plain numbers. ``missing`` counts
    windows without a number, and ``partial`` those that the archive does not span.
    """

    name: str
    y: Floats
    places: Ints
    starts: Ints | None
    unit: str
    missing: int
    partial: int = 0
    low: Floats | None = None
    high: Floats | None = None
    n: Floats | None = None
    backend: Backend = "pandas"

    def __len__(self) -> int:
        return len(self.y)

    @property
    def width(self) -> int:
        """How many windows there are from the first to the last, gaps included."""
        return int(self.places[-1]) + 1

    def place_of(self, at: Any, argument: str = "at") -> int:
        """Return the window in which a date lies; for plain numbers the place itself."""
        if self.starts is None:
            if isinstance(at, bool) or not isinstance(at, int | np.integer):
                raise InputError(
                    f"{argument}: {at!r}; the series has no dates: wanted a place from 0 to "
                    f"{self.width - 1}"
                )
            place = int(at)
            if not 0 <= place < self.width:
                raise InputError(f"{argument}: {at!r}; wanted a place from 0 to {self.width - 1}")
            return place
        time = micros(at, argument)
        if time is None:
            raise InputError(f"{argument}: None; wanted a date")
        if not self.starts[0] <= time < self.end:
            raise InputError(
                f"{argument}: {at!r} lies outside the series, which runs from "
                f"{day(self.starts[0])} to {day(self.end)}; wanted a date within it"
            )
        grid = self.grid()
        return int(np.searchsorted(grid, time, "right")) - 1

    @property
    def end(self) -> int:
        """The end of the last window, in microseconds."""
        return int(self._edges()[-1])

    def grid(self) -> Ints:
        """Return the start of every window, gaps included; places for plain numbers."""
        if self.starts is None:
            return np.arange(self.width, dtype=np.int64)
        return self._edges()[:-1]

    def _edges(self) -> Ints:
        assert self.starts is not None
        months = _months_of(self.unit)
        every = np.arange(self.width + 1)
        if months:
            first = self.starts[:1].astype("datetime64[us]").astype("datetime64[M]")
            return (first + months * every).astype("datetime64[us]").astype(np.int64)
        edges: Ints = self.starts[0] + every * _length_of(self.unit)
        return edges

    def column(self, places: Any) -> pa.Array:
        """Return windows as their starts, or as their places if there are no dates."""
        cells = [int(place) for place in places]
        if self.starts is None:
            return pa.array(cells, pa.int64())
        return pa.array([int(self.grid()[p]) for p in cells], pa.int64()).cast(
            pa.timestamp("us", "UTC")
        )

    def label(self, place: int) -> str:
        """Write a window for a heading or a term."""
        return str(place) if self.starts is None else day(int(self.grid()[place]))


def day(time: int) -> str:
    """Write a time in microseconds as a date, with the hour where it has one."""
    stamp = pd.Timestamp(int(time), unit="us")
    return str(stamp.date()) if stamp == stamp.normalize() else stamp.strftime("%Y-%m-%d %H:%M")


def read_series(series: Any, argument: str = "series") -> Series:
    """Read a series and warn of windows that are not there or hold no number.

    Raises
    ------
    InputError
        If it is no series: several groups, a start that is there twice, unequal windows, no
        numbers or infinite ones.
    """
    found = _one(series, argument)
    if found.missing:
        absent = np.setdiff1d(np.arange(found.width), found.places)
        warn(
            f"{argument}: {found.missing:,} windows hold no number"
            + (f", first {found.label(int(absent[0]))}" if len(absent) else " at its ends")
            + "; they were left out and keep their place in time. Wanted a number in each"
        )
    return found


def read_several(a: Any, b: Any | None) -> list[Series]:
    """Read two series, or the groups of one frame, or a mapping of names to series.

    Raises
    ------
    InputError
        If there are fewer than two, or two of one name.
    """
    if b is not None:
        found = [_one(a, "a"), _one(b, "b")]
        if found[0].name == found[1].name:
            found = [replace(one, name=name) for one, name in zip(found, "ab", strict=True)]
        return found
    if isinstance(a, Mapping):
        found = [replace(_one(one, f"a[{name!r}]"), name=str(name)) for name, one in a.items()]
    elif _is_frame(a):
        table = to_arrow(a, "a")
        if "group" not in table.column_names:
            raise InputError("a: a frame without a column 'group' and no b; wanted two series")
        groups = sorted(str(group) for group in table["group"].unique().to_pylist())
        texts = table["group"].cast(pa.large_string())
        found = [_one(table.filter(pc.equal(texts, group)), f"a, {group}") for group in groups]
        found = [replace(one, backend=backend_of(a) or check_backend(None)) for one in found]
    else:
        raise InputError("b: None; wanted a second series, or a mapping or a frame with groups")
    if len(found) < 2:
        raise InputError(f"a: {len(found)} series; wanted at least two")
    return found


def _one(series: Any, argument: str) -> Series:
    found = _frame(series, argument) if _is_frame(series) else _plain(series, argument)
    if found.partial:
        warn(
            f"{argument}: the archive spans only a part of {found.partial:,} windows (complete is "
            "false); they were left out. Wanted windows that it spans"
        )
    return found


def _is_frame(series: Any) -> bool:
    return isinstance(series, pd.DataFrame | pa.Table | pa.RecordBatch) or hasattr(
        series, "columns"
    )


def _frame(frame: Any, argument: str) -> Series:
    table = to_arrow(frame, argument)
    there = table.column_names
    for name in ("start", "value"):
        if name not in there:
            raise InputError(
                f"{argument}: no column {name!r}; it has {', '.join(there) or 'no columns'}; "
                "wanted start and value, as corpus.over_time gives"
            )
    name = "value"
    if "group" in there:
        groups = table["group"].unique().to_pylist()
        if len(groups) > 1:
            shown = ", ".join(repr(group) for group in groups[:5])
            raise InputError(
                f"{argument}: {len(groups)} groups ({shown}{', ...' if len(groups) > 5 else ''}); "
                f"wanted the rows of one, such as frame[frame['group'] == {groups[0]!r}]"
            )
        name = str(groups[0]) if groups and groups[0] is not None else name
    partial = 0
    if "complete" in there and pa.types.is_boolean(table["complete"].type):
        whole = pc.fill_null(table["complete"], True)
        partial = table.num_rows - (pc.sum(whole).as_py() or 0)
        table = table.filter(whole)
    optional = {
        name: _numbers(table[column], f"{argument}, {column}")
        for name, column in (("low", "ci_low"), ("high", "ci_high"), ("n", "n"))
        if column in there
    }
    found = _gridded(
        name,
        _numbers(table["value"], f"{argument}, value", finite=True),
        times(table["start"], f"{argument}, start"),
        argument,
        backend_of(frame) or check_backend(None),
        optional,
    )
    return replace(found, partial=partial)


def _plain(series: Any, argument: str) -> Series:
    if isinstance(series, str | bytes) or series is None:
        raise InputError(f"{argument}: {series!r}; wanted a frame, a Series or numbers")
    name = "value"
    if isinstance(series, pd.Series):
        name = "value" if series.name is None else str(series.name)
        index = series.index
        if isinstance(index, pd.PeriodIndex):
            index = index.to_timestamp()
        if isinstance(index, pd.DatetimeIndex):
            values = _numbers(series.to_numpy(), argument, finite=True)
            starts = times(pd.Series(index), f"{argument}, index")
            return _gridded(name, values, starts, argument, check_backend(None), {})
    values = _numbers(series, argument, finite=True)
    return _gridded(name, values, None, argument, check_backend(None), {})


def _numbers(values: Any, argument: str, finite: bool = False) -> Floats:
    try:
        if isinstance(values, pa.ChunkedArray | pa.Array):
            column = one_array(values).cast(pa.float64(), safe=False)
            found: Floats = column.to_numpy(zero_copy_only=False).astype(np.float64)
        else:
            found = pd.Series(values).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"{argument}: {error}; wanted numbers") from error
    if finite and np.isinf(found).any():
        count = int(np.isinf(found).sum())
        raise InputError(f"{argument}: {count:,} values are infinite; wanted finite numbers")
    return found


def _gridded(
    name: str,
    values: Floats,
    starts: pa.Int64Array | None,
    argument: str,
    backend: Backend,
    optional: Mapping[str, Floats],
) -> Series:
    """Put values on the grid of their windows, in order of time, without those that are NaN."""
    if not len(values):
        raise InputError(f"{argument}: no windows; wanted a series")
    if starts is None:
        places, at, unit = np.arange(len(values), dtype=np.int64), None, "step"
        order = places
    else:
        if starts.null_count:
            raise InputError(f"{argument}: {starts.null_count:,} windows have no start")
        at = starts.to_numpy()
        order = np.argsort(at, kind="stable")
        at = at[order]
        twice = at[1:][at[1:] == at[:-1]]
        if len(twice):
            raise InputError(
                f"{argument}: {len(twice) + 1:,} windows start where another does, first "
                f"{day(twice[0])}; wanted each window once"
            )
        places, unit = _places(at, argument)
    values = values[order]
    there = ~np.isnan(values)
    if not there.any():
        raise InputError(f"{argument}: no window holds a number; wanted a series")
    first, last = int(places[0]), int(places[-1])
    places = places[there]
    missing = last - first + 1 - len(places)
    kept = {name: column[order][there] for name, column in optional.items()}
    shifted = places - places[0]
    at = None if at is None else at[there]
    return Series(
        name,
        values[there],
        shifted,
        at,
        unit,
        missing,
        backend=backend,
        low=kept.get("low"),
        high=kept.get("high"),
        n=kept.get("n"),
    )


def _places(at: Ints, argument: str) -> tuple[Ints, str]:
    """Return the number of each window and how long windows are."""
    if len(at) < 2:
        return np.zeros(len(at), np.int64), "day"
    months = at.astype("datetime64[us]").astype("datetime64[M]")
    if (months.astype("datetime64[us]").astype(np.int64) == at).all():
        numbers = months.astype(np.int64)
        steps = np.diff(numbers)
        step = math.gcd(*map(int, steps))
        if (numbers[-1] - numbers[0]) // step < _SPARSEST * len(at):
            return (numbers - numbers[0]) // step, _months(step)
    step = math.gcd(*map(int, np.diff(at)))
    if (at[-1] - at[0]) // step >= _SPARSEST * len(at):
        lengths = np.unique(np.diff(at)) / 86_400e6
        raise InputError(
            f"{argument}: windows are {len(lengths)} different lengths apart, from "
            f"{lengths[0]:.3g} to {lengths[-1]:.3g} days; wanted windows of equal length, such as "
            "corpus.over_time gives"
        )
    return (at - at[0]) // step, _length(step)


def _months(step: int) -> str:
    if step % 12 == 0:
        return "year" if step == 12 else f"{step // 12} years"
    return {1: "month", 3: "quarter"}.get(step, f"{step} months")


def _months_of(unit: str) -> int:
    """How many months a unit has; 0 for one of fixed length."""
    count, _, name = unit.rpartition(" ")
    size = {"year": 12, "month": 1, "quarter": 3}.get(name.removesuffix("s"), 0)
    return size * int(count or 1)


def _length(step: int) -> str:
    for size, name in sorted(_NAMES.items(), reverse=True):
        if step % size == 0:
            return name if step == size else f"{step // size} {name}s"
    raise AssertionError(step)


def _length_of(unit: str) -> int:
    count, _, name = unit.rpartition(" ")
    sizes = {name: size for size, name in _NAMES.items()}
    return sizes[name.removesuffix("s")] * int(count or 1)
