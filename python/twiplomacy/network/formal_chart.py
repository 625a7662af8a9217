"""The formal chart as a user gives it: who is whose superior, checked and numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..errors import InputError
from ..frames import as_text
from .base import Base, keyed, plain_names

_NAMED = 6


@dataclass(frozen=True)
class Chart:
    """Who is whose superior, by number: first the nodes, then people who are none."""

    superior: pa.UInt32Array
    names: pa.LargeStringArray

    @property
    def ranks(self) -> pa.Int64Array:
        """The formal rank of each, 1 at the top; null off the chart."""
        return _core.chart_ranks(self.superior).column("rank")


def read_chart(network: Base, superior: Any, forest: bool) -> Chart:
    """Take a column of the nodes, a frame or a mapping as a chart, and refuse what is none.

    Raises
    ------
    InputError
        If nobody has a superior, somebody is above themself, however indirectly, or there are
        several heads and ``forest`` is not set.
    """
    labels = network._labels()
    if isinstance(superior, str):
        keys: pa.Array = labels
        cells = network._column(superior, "superior")
        who = pa.array(range(len(labels)), pa.int64())
    else:
        keys, cells = keyed(superior, "superior")
        who = _find(network, keys)
    above = plain_cells(cells)
    bosses = _find(network, above)
    people = _People(labels)
    numbers = people.number(keys, who)
    if len(set(numbers)) != len(numbers):
        twice = next(n for place, n in enumerate(numbers) if n in numbers[:place])
        raise InputError(f"superior: {people.names[twice]!r} stands there twice; wanted each once")
    over = people.number(above, bosses)
    column = np.full(len(people.names), _NOBODY, dtype=np.int64)
    column[numbers] = over
    chart = Chart(
        pa.array(column, mask=column == _NOBODY).cast(pa.uint32()),
        pa.array(people.names, pa.large_string()),
    )
    _check(chart, column, len(labels), forest)
    return chart


_NOBODY = -1


def plain_cells(cells: pa.Array) -> pa.LargeStringArray:
    """Bring superiors to strings; an empty cell is nobody."""
    names = as_text(cells, "superior")
    empty = pc.equal(plain_names(names), "")
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), names)


class _People:
    """The nodes, then everyone else who is named, in the order in which they are."""

    def __init__(self, labels: pa.LargeStringArray) -> None:
        self.names: list[str] = labels.to_pylist()
        self._others: dict[str, int] = {}

    def number(self, names: pa.Array, found: pa.Array) -> list[int]:
        """Give people their place among the nodes or, where they are none, one by their name."""
        numbers = []
        plain = plain_names(names).to_pylist()
        shown = names.to_pylist()
        for place, name, key in zip(found.to_pylist(), shown, plain, strict=True):
            if name is None:
                place = _NOBODY
            elif place is None:
                if key not in self._others:
                    self._others[key] = len(self.names)
                    self.names.append(name)
                place = self._others[key]
            numbers.append(place)
        return numbers


def _find(network: Base, names: pa.Array) -> pa.Array:
    """Find nodes by label, then by label or handle in any case, with or without ``@``."""
    labels, plain = network._labels(), plain_names(names)
    columns = [plain_names(labels)]
    if "handle" in network._nodes.column_names:
        columns.append(plain_names(network._nodes["handle"].combine_chunks()))
    exact = pc.index_in(names.cast(pa.large_string()), labels)
    places = [exact]
    for column in columns:
        known = column.drop_null()
        counts = known.value_counts()
        double = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
        unsure = pc.and_(pc.is_null(exact), pc.is_in(plain, value_set=double))
        if pc.any(unsure).as_py():
            name = names.filter(unsure)[0].as_py()
            raise InputError(
                f"superior: {name!r} may be more than one node; wanted the label of one"
            )
        # A null among those looked for would be found among the nulls.
        at = pc.index_in(plain, column)
        places.append(pc.if_else(pc.is_null(plain), pa.scalar(None, pa.int32()), at))
    return pc.coalesce(*places).cast(pa.int64())


def _check(chart: Chart, above: npt.NDArray[np.int64], nodes: int, forest: bool) -> None:
    names = chart.names
    own = np.flatnonzero(above == np.arange(len(above)))
    if len(own):
        raise InputError(
            f"superior: {_listed(names, own)} above themselves; wanted no superior for the head"
        )
    if not (above != _NOBODY).any():
        raise InputError("superior: nobody has one; wanted the superior of each but the head")
    cycle = _core.chart_cycle(chart.superior)
    if cycle:
        names_round = names.take(pa.array([*cycle, cycle[0]])).to_pylist()
        if len(names_round) > _NAMED:
            names_round[_NAMED - 2 : -1] = ["..."]
        line = " below ".join(repr(name) if name != "..." else name for name in names_round)
        raise InputError(
            f"superior: a cycle of {len(cycle)}: {line}; wanted a chart in which nobody is above "
            "themself"
        )
    heads = np.intersect1d(np.flatnonzero(above == _NOBODY), above)
    if len(heads) > 1 and not forest:
        raise InputError(
            f"superior: {len(heads)} heads: {_listed(names, heads)}; wanted one. Give the others "
            "their superior, who need not be a node, or say forest=True if these are charts of "
            "their own"
        )
    on_chart = (above[:nodes] != _NOBODY).any() or bool(np.isin(np.arange(nodes), above).any())
    if nodes and not on_chart:
        raise InputError(
            f"superior: none of its {len(above) - nodes} people is a node, such as "
            f"{names[nodes].as_py()!r}; wanted ids or handles of nodes"
        )


def _listed(names: pa.LargeStringArray, places: Iterable[int]) -> str:
    some = [repr(names[int(place)].as_py()) for place in places]
    more = f" and {len(some) - _NAMED} more" if len(some) > _NAMED else ""
    return ", ".join(some[:_NAMED]) + more
