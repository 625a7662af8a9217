"""What every family of measures stands on: the compiled network and its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..errors import InputError, warn
from ..frames import Backend, Frame, as_text, from_arrow, strings, to_arrow


class Base:
    """The compiled network, a table of its nodes in order, and the kind of table for results."""

    def __init__(self, core: _core.Network, nodes: pa.Table, backend: Backend) -> None:
        self._core = core
        self._nodes = nodes
        self._backend: Backend = backend

    def _made(self, core: _core.Network, nodes: pa.Table | None = None) -> Self:
        """Wrap another compiled network, by default on the same nodes."""
        return type(self)(core, self._nodes if nodes is None else nodes, self._backend)

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    def _labels(self) -> pa.LargeStringArray:
        return self._nodes["node"].combine_chunks()

    def _with_nodes(self, measures: pa.RecordBatch) -> Frame:
        """Put labels in front of one value a node."""
        table = self._nodes.select([n for n in ("node", "handle") if n in self._nodes.column_names])
        for name, column in zip(measures.schema.names, measures.columns, strict=True):
            table = table.append_column(name, column)
        return from_arrow(table, self._backend)

    def _with_ends(self, batch: pa.RecordBatch) -> pa.Table:
        """Put labels in place of the node numbers in the columns source and target."""
        table = pa.Table.from_batches([batch])
        labels = self._labels()
        for place, end in enumerate(("source", "target")):
            table = table.set_column(place, end, labels.take(table[end].combine_chunks()))
        return table

    def _edges(self) -> pa.Table:
        return self._with_ends(self._core.edges())

    def _column(self, values: Any, argument: str) -> pa.Array:
        """One value a node, from the name of a column, a frame or a mapping."""
        if isinstance(values, str):
            if values not in self._nodes.column_names:
                raise InputError(
                    f"{argument}: no column {values!r}; the nodes have "
                    f"{', '.join(self._nodes.column_names)}"
                )
            return self._nodes[values].combine_chunks()
        return self._joined(values, argument)

    def _groups(self, groups: Any, argument: str, partial: bool = False) -> pa.UInt32Array:
        """Give each node the number of its group; null, with a warning, if `partial`."""
        labels = self._column(groups, argument).cast(pa.large_string())
        if labels.null_count and not partial:
            missing = self._labels().filter(pc.is_null(labels))[0].as_py()
            raise InputError(
                f"{argument}: {labels.null_count} nodes have no group, such as {missing!r}; wanted "
                "one for each node"
            )
        if labels.null_count:
            warn(
                f"{argument}: {labels.null_count} of {len(labels)} nodes have no group; their "
                "edges are left out"
            )
        return labels.dictionary_encode().indices.cast(pa.uint32())

    def _numbers(self, values: Any, argument: str) -> pa.DoubleArray:
        """One number a node, NaN where there is none."""
        column = self._column(values, argument)
        try:
            numbers = column.cast(pa.float64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InputError(f"{argument}: a column of {column.type}; wanted numbers") from error
        return numbers.fill_null(float("nan"))

    def _joined(self, values: Any, argument: str) -> pa.Array:
        keys, cells = keyed(values, argument)
        rows = pc.index_in(self._labels(), keys)
        return cells.take(rows.cast(pa.int64()))

    def _node_numbers(self, nodes: Any, argument: str) -> pa.UInt32Array:
        """Find nodes by label, or by handle where no label fits."""
        one = isinstance(nodes, str | int)
        names = strings(several(nodes, argument) if one else nodes, argument)
        labels = self._labels()
        plain = plain_names(names)
        places = [pc.index_in(names, labels), pc.index_in(plain, labels)]
        if "handle" in self._nodes.column_names:
            handles = plain_names(self._nodes["handle"].combine_chunks())
            places.append(pc.index_in(plain, handles))
        found = pc.coalesce(*places)
        if found.null_count:
            name = names.filter(pc.is_null(found))[0].as_py()
            raise InputError(f"{argument}: no node {name!r} among the {len(labels):,} there are")
        if len(found.unique()) != len(found):
            raise InputError(f"{argument}: a node is named twice; wanted each once")
        return found.cast(pa.uint32())


def plain_names(names: pa.Array) -> pa.Array:
    """Bring accounts to the form in which they compare: lower case, without ``@``."""
    trimmed = pc.utf8_ltrim(pc.utf8_trim_whitespace(names.cast(pa.large_string())), "@＠")
    return pc.utf8_lower(trimmed)


def keyed(values: Any, argument: str) -> tuple[pa.LargeStringArray, pa.Array]:
    """Take a frame with node and one more column, or a mapping, as nodes and their values."""
    if isinstance(values, Mapping):
        table = pa.table({"node": [str(key) for key in values], "value": _cells(values)})
    else:
        table = to_arrow(values, argument)
    others = [name for name in table.column_names if name not in ("node", "handle")]
    if "node" not in table.column_names or len(others) != 1:
        raise InputError(
            f"{argument}: a frame with {', '.join(table.column_names)}; wanted node and one more "
            "column"
        )
    keys = as_text(table["node"], argument)
    if keys.null_count or len(keys.unique()) != len(keys):
        raise InputError(f"{argument}: a node is missing or stands there more than once")
    return keys, table[others[0]].combine_chunks()


def _cells(groups: Mapping[Any, Any]) -> pa.Array:
    """Turn the values of a mapping into a column: numbers where all are numbers, else strings."""
    values = [None if _is_missing(value) else value for value in groups.values()]
    try:
        column = pa.array(values)
        if not pa.types.is_nested(column.type):
            return column
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        pass
    return pa.array([None if value is None else str(value) for value in values])


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))
