"""Temporal nulls: whether events are more bursty or prompt than chance would have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import check_draws, check_seed, check_whole
from ..errors import InputError, warn
from ..frames import (
    Backend,
    Frame,
    as_text,
    backend_of,
    check_backend,
    from_arrow,
    one_array,
    pick_columns,
    times,
    to_arrow,
)

NULLS = ("times", "times_within", "targets", "links")

Statistic = str | Callable[[Any], float]


def temporal_statistics() -> list[str]:
    """List the statistics that :func:`temporal_test` knows by name.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.change.temporal_statistics()[:3]
    ['burstiness', 'link_burstiness', 'memory']
    """
    return list(_core.temporal_statistics())


def temporal_test(
    events: Any,
    statistic: Statistic | Sequence[Statistic],
    null: str = "times",
    draws: int = 999,
    seed: int = 0,
    *,
    sources: int | None = 512,
    progress: bool | None = None,
) -> Frame:
    """Compare a statistic of events in time with what it is if chance decides when, or with whom.

    Parameters
    ----------
    events : frame
        ``source, target, at``, one row an event, as :meth:`twiplomacy.Corpus.events` gives.
    statistic : str, callable or a list of them
        ``burstiness``: (s - m) / (s + m) of the times between an account's events, m their mean
        and s their standard deviation; -1 for a clock, 0 for chance, towards 1 for bursts; the
        mean over accounts with three events or more. ``memory``: the correlation of consecutive
        times between events; the mean over accounts with five events or more. ``link_burstiness``,
        ``link_memory``: the same for the events from one account to another. ``repeated``: the
        share of events between two that had met in this direction before. ``reciprocated``: the
        share of events that are returned later. ``median_response_s``: the median time, in
        seconds, from an event to the first that returns it, of those that are returned.
        ``reachability``: the share of ordered pairs of accounts joined by a path on which each
        event is later than the one before. Or a function from a frame of events to a number
        (slower).
    null : {"times", "times_within", "targets", "links"}
        ``times``: times are dealt anew over the events; who meets whom stays. ``times_within``:
        over the events of each source, so that its rhythm stays. ``targets``: the targets are
        dealt anew over the events; when each source acts stays, and how often each target is met.
        ``links``: the network of those who meet is rewired, each account keeps its numbers of
        contacts, and the times of a link go with it.
    draws : int
        How many random lists of events.
    seed : int
        The same seed gives the same numbers on any number of threads.
    sources : int, optional
        For ``reachability``: from so many accounts, drawn once, or None for all.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    frame
        ``statistic, value, null_mean, null_sd, z, p, draws, p_adjusted, p_greater, p_less``, as
        :meth:`twiplomacy.Network.test` gives them.

    Raises
    ------
    InputError
        If a statistic or null is unknown, a column is missing, or no event is left.

    Warns
    -----
    CoverageWarning
        If events are left out: without a source, target or time, or from an account to itself.

    Notes
    -----
    Burstiness and memory: Goh & Barabasi 2008, *EPL* 81:48002. Nulls: Holme & Saramaki 2012,
    *Physics Reports* 519:97; Gauvin and others 2022, *SIAM Review* 64:763. p: Phipson & Smyth
    2010. A statistic that a null does not touch has no z, and p = 1: ``repeated`` under ``times``,
    ``burstiness`` under all but ``times``. O(m log m) a draw; reachability O(m sources / 64).

    Examples
    --------
    >>> import pandas as pd, twiplomacy as tw
    >>> asks = [(f"p{k}", "mfa", 1000 * k) for k in range(40)]
    >>> answers = [("mfa", f"p{k}", 1000 * k + 5) for k in range(40)]
    >>> events = pd.DataFrame(asks + answers, columns=["source", "target", "at"])
    >>> table = tw.change.temporal_test(events, "median_response_s", draws=99)
    >>> float(table["value"][0]), float(table["p"][0])
    (5.0, 0.01)
    """
    single = isinstance(statistic, str) or callable(statistic)
    wanted = [statistic] if single else statistic
    if not isinstance(wanted, Sequence) or not wanted:
        raise InputError(f"statistic: {statistic!r}; wanted a name, a function, or a list")
    known = temporal_statistics()
    for one in wanted:
        if not callable(one) and one not in known:
            raise InputError(f"statistic: {one!r}; wanted a function or one of {', '.join(known)}")
    if null not in NULLS:
        raise InputError(f"null: {null!r}; wanted one of {', '.join(NULLS)}")
    draws, seed = check_draws(draws), check_seed(seed)
    most = None if sources is None else check_whole(sources, "sources", 1)
    given = _Given(events)
    named = [one for one in wanted if isinstance(one, str)]
    with reporting("temporal test", "draw", progress) as report:
        found = _core.temporal_test(*given.columns, named, null, most, draws, seed, report)
    tested = iter(found)
    rows = [
        (one, *next(tested)) if isinstance(one, str) else given.called(one, null, draws, seed)
        for one in wanted
    ]
    table = _core.null_table(
        [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    )
    return from_arrow(table, given.backend)


class _Given:
    """Events as the user gave them, and as numbers."""

    def __init__(self, events: Any) -> None:
        self.backend: Backend = backend_of(events) or check_backend(None)
        table = to_arrow(events, "events")
        names = ("source", "target", "at")
        picked = pick_columns(table, None, names, names, "events")
        ends = [as_text(picked[name], f"events, {name}") for name in names[:2]]
        at = times(picked["at"], "events, at")
        whole = pc.and_(pc.and_(ends[0].is_valid(), ends[1].is_valid()), at.is_valid())
        other = pc.fill_null(pc.not_equal(*ends), True)
        keep = pc.and_(whole, other)
        self._warn(table.num_rows, pc.sum(whole).as_py() or 0, pc.sum(keep).as_py() or 0)
        every = pa.concat_arrays([end.filter(keep) for end in ends]).dictionary_encode()
        numbers = every.indices.cast(pa.uint32())
        half = len(numbers) // 2
        self._labels = every.dictionary
        self.columns = (
            len(every.dictionary), numbers.slice(0, half), numbers.slice(half), at.filter(keep)
        )  # fmt: skip

    @staticmethod
    def _warn(rows: int, whole: int, kept: int) -> None:
        if not kept:
            raise InputError(
                f"events: {rows:,} rows, of which none has a source, another target and a time; "
                "wanted some"
            )
        left = [
            (rows - whole, "lack a source, a target or a time"),
            (whole - kept, "lead from an account to itself"),
        ]
        said = " and ".join(f"{count:,} {why}" for count, why in left if count)
        if said:
            warn(f"events: of {rows:,} rows {said}; they were left out")

    def called(
        self, function: Any, null: str, draws: int, seed: int
    ) -> tuple[str, float, pa.DoubleArray]:
        """Measure a user's statistic of these events and of each random list."""
        value = float(function(self._frame(*self._sorted())))
        drawn = pa.array([float(function(frame)) for frame in self._drawn(null, draws, seed)])
        return getattr(function, "__name__", "statistic"), value, drawn.cast(pa.float64())

    def _sorted(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        _, source, target, at = self.columns
        order = pc.sort_indices(
            pa.table([at, source, target], ["at", "source", "target"]),
            sort_keys=[("at", "ascending"), ("source", "ascending"), ("target", "ascending")],
        )
        return source.take(order), target.take(order), at.take(order)

    def _drawn(self, null: str, draws: int, seed: int) -> Iterator[Frame]:
        for draw in range(draws):
            source, target, at = _core.temporal_draw(*self.columns, null, seed, draw)
            yield self._frame(source, target, one_array(pa.Table.from_batches([at])["at"]))

    def _frame(self, source: pa.Array, target: pa.Array, at: pa.Array) -> Frame:
        ends = [self._labels.take(end.cast(pa.int64())) for end in (source, target)]
        moments = at.cast(pa.timestamp("us", "UTC"))
        return from_arrow(pa.table([*ends, moments], ["source", "target", "at"]), self.backend)
