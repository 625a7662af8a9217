"""What users have: networks, matrices and attributes of nodes, each with its labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..frames import Backend, as_text, backend_of, to_arrow
from ..network import Network
from ..network.base import keyed

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

WANTED = (
    "a Network, a square matrix (pandas with labels in rows and columns, numpy, scipy), or an "
    "attribute of nodes (a mapping, a pandas Series, a frame with node and one more column)"
)


@dataclass(frozen=True)
class Sparse:
    """The cells of a matrix that are not 0: where they are and what they hold."""

    source: Places
    target: Places
    values: Numbers


@dataclass(frozen=True)
class Relation:
    """A number for each ordered pair of nodes.

    ``labels`` is an array of strings, or None where rows are only numbered.
    """

    name: str
    labels: Any
    n: int
    cells: Numbers | Sparse
    network: Network | None = None
    backend: Backend | None = None


@dataclass(frozen=True)
class Attribute:
    """A value for each of some nodes. ``keys`` is None where values are only numbered."""

    name: str
    keys: pa.LargeStringArray | None
    values: pa.Array


def read(value: Any, name: str) -> Relation | Attribute:
    """Tell what a value of ``data`` is.

    Raises
    ------
    InputError
        If it is neither a relation nor an attribute, or not whole; the message begins with
        ``name``.
    """
    if isinstance(value, Network):
        return _of_network(value, name)
    if isinstance(value, Mapping):
        if not value:
            raise InputError(f"{name}: an empty mapping; wanted {WANTED}")
        return Attribute(name, *keyed(value, name))
    if isinstance(value, pd.Series):
        return _of_series(value, name)
    if isinstance(value, pd.DataFrame):
        return _of_pandas(value, name)
    if hasattr(value, "tocoo"):
        return _of_scipy(value, name)
    if isinstance(value, pa.Array | pa.ChunkedArray) or type(value).__name__ == "Series":
        return Attribute(name, None, _column(value, name))
    if hasattr(value, "__arrow_c_stream__") or isinstance(value, pa.RecordBatch):
        return _of_table(to_arrow(value, name), name, backend_of(value))
    return _of_array(value, name)


def _of_network(net: Network, name: str) -> Relation:
    edges = net._core.edges()
    source, target = (edges[end].to_numpy().astype(np.int64) for end in ("source", "target"))
    values = edges["weight"].to_numpy().astype(np.float64)
    if not net.directed:
        apart = source != target
        ends = (source, target)
        source = np.concatenate((ends[0], ends[1][apart]))
        target = np.concatenate((ends[1], ends[0][apart]))
        values = np.concatenate((values, values[apart]))
    cells = Sparse(source, target, values)
    return Relation(name, net._labels(), net.n_nodes, cells, net, net._backend)


def _is_numbered(index: pd.Index) -> bool:
    """Whether rows have no labels but the numbers that pandas gives them."""
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1


def _of_series(series: pd.Series, name: str) -> Attribute:
    values = _column(series, name)
    if _is_numbered(series.index):
        return Attribute(name, None, values)
    return Attribute(name, _labels(series.index, name, "index"), values)


def _labels(index: pd.Index, name: str, what: str) -> pa.LargeStringArray:
    """Labels as strings, each once."""
    if index.hasnans:
        raise InputError(f"{name}: a label of its {what} is missing; wanted one for each")
    try:
        labels = as_text(pa.array(index.to_series(), from_pandas=True), f"{name}: its {what}")
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        labels = pa.array([str(label) for label in index], pa.large_string())
    _refuse_twice(labels, name, what)
    return labels


def _refuse_twice(labels: pa.LargeStringArray, name: str, what: str) -> None:
    counts = labels.value_counts()
    twice = counts.filter(pc.greater(counts.field(1), 1))
    if len(twice):
        raise InputError(
            f"{name}: label {twice[0]['values'].as_py()!r} stands in its {what} more than once"
        )


def _of_pandas(frame: pd.DataFrame, name: str) -> Relation | Attribute:
    if not _is_numbered(frame.index):
        return _of_labelled(frame, name)
    if "node" in map(str, frame.columns):
        return _of_table(to_arrow(frame, name), name, "pandas")
    if _is_numbered(frame.columns):
        return _of_array(frame, name)
    if {"source", "target"} <= set(frame.columns):
        raise InputError(
            f"{name}: a list of edges; wanted a network: tw.Network.from_edges(source, target, "
            "weight, nodes=...), with nodes that have no tie as well"
        )
    raise InputError(
        f"{name}: a frame whose rows have no labels; wanted a matrix with the same labels in index "
        "and columns, or columns node and one more (set_index or index= give labels)"
    )


def _of_labelled(frame: pd.DataFrame, name: str) -> Relation | Attribute:
    rows = _labels(frame.index, name, "index")
    columns = _labels(frame.columns, name, "columns")
    lacking = pc.is_null(pc.index_in(rows, columns))
    if len(rows) == len(columns) and not pc.any(lacking).as_py():
        order = pc.index_in(rows, columns).to_numpy()
        cells = _numbers(frame, name)[:, order]
        return Relation(name, rows, len(rows), cells, backend="pandas")
    if "node" in columns.to_pylist():
        return _of_table(to_arrow(frame, name), name, "pandas")
    if len(columns) == 1:
        return Attribute(name, rows, _column(frame.iloc[:, 0], name))
    shape = f"{len(rows)} rows and {len(columns)} columns"
    if len(rows) == len(columns):
        shape += f", where row {rows.filter(lacking)[0].as_py()!r} is no column"
    raise InputError(
        f"{name}: a frame of {shape}; wanted a square matrix with the same labels in index and "
        "columns"
    )


def _of_table(table: pa.Table, name: str, backend: Backend | None) -> Relation | Attribute:
    """Take a frame with node and one more column; or with a column for each node."""
    others = [column for column in table.column_names if column not in ("node", "handle")]
    if "node" not in table.column_names or len(others) == 1:
        return Attribute(name, *keyed(table, name))
    rows = as_text(table["node"], name)
    if rows.null_count:
        raise InputError(f"{name}: a label of column node is missing; wanted one for each")
    _refuse_twice(rows, name, "column node")
    columns = pa.array(others, pa.large_string())
    order = pc.index_in(rows, columns)
    if len(rows) != len(columns) or order.null_count:
        raise InputError(
            f"{name}: a frame with {', '.join(table.column_names)}; wanted node and one more "
            "column, or node and a column for each node"
        )
    wide = table.select(others).to_pandas()
    return Relation(name, rows, len(rows), _numbers(wide, name)[:, order.to_numpy()], None, backend)


def _of_scipy(matrix: Any, name: str) -> Relation:
    _check_square(matrix.shape, name)
    entries = matrix.tocoo(copy=True)
    entries.sum_duplicates()
    source, target = entries.row.astype(np.int64), entries.col.astype(np.int64)
    if entries.data.dtype.kind not in "biuf":
        raise InputError(f"{name}: a matrix of {entries.data.dtype}; wanted numbers")
    cells = Sparse(source, target, entries.data.astype(np.float64))
    _refuse_infinite(cells.values, name)
    return Relation(name, None, matrix.shape[0], cells)


def _of_array(value: Any, name: str) -> Relation | Attribute:
    if isinstance(value, str | bytes) or not hasattr(value, "__len__"):
        raise InputError(f"{name}: {type(value).__name__}; wanted {WANTED}")
    try:
        array = np.ma.filled(value, np.nan) if np.ma.isMaskedArray(value) else np.asarray(value)
    except (ValueError, TypeError) as error:
        raise InputError(f"{name}: rows of different lengths; wanted {WANTED}") from error
    if array.ndim == 1 and len(array):
        return Attribute(name, None, _column(value, name))
    if array.ndim != 2:
        raise InputError(f"{name}: {array.ndim} dimensions, {array.size} values; wanted {WANTED}")
    _check_square(array.shape, name)
    return Relation(name, None, len(array), _numbers(pd.DataFrame(array), name))


def _check_square(shape: tuple[int, ...], name: str) -> None:
    if len(shape) != 2 or shape[0] != shape[1] or not shape[0]:
        raise InputError(
            f"{name}: a matrix of {' x '.join(map(str, shape))}; wanted a square one, with a row "
            "and a column for each node"
        )


def _numbers(frame: pd.DataFrame, name: str) -> Numbers:
    """Cells as numbers, NaN where one is missing; True and False are 1 and 0."""
    kinds = set(frame.dtypes)
    if all(isinstance(kind, np.dtype) and kind.kind in "biuf" for kind in kinds):
        numbers: Numbers = frame.to_numpy(np.float64)
    else:
        numbers = _numbers_by_column(frame, name)
    _refuse_infinite(numbers, name)
    return numbers


def _refuse_infinite(numbers: Numbers, name: str) -> None:
    if np.isinf(numbers).any():
        raise InputError(f"{name}: a cell is infinite; wanted finite numbers, NaN where unknown")


def _numbers_by_column(frame: pd.DataFrame, name: str) -> Numbers:
    numbers = np.empty(frame.shape, np.float64)
    for place, (column, cells) in enumerate(frame.items()):
        try:
            known = pa.array(cells, from_pandas=True)
            fits = pa.types.is_null(known.type) or is_number(known.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            fits = False
        if not fits:
            raise InputError(f"{name}: column {column!r} of the matrix holds no numbers")
        numbers[:, place] = as_numbers(known)
    return numbers


def as_numbers(column: pa.Array) -> Numbers:
    """Numbers as floats, NaN where one is missing."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    numbers: Numbers = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    return numbers


def is_number(kind: pa.DataType) -> bool:
    """Whether a column of this type holds numbers; truth values are 0 and 1."""
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_decimal(kind)
    )


def _column(values: Any, name: str) -> pa.Array:
    """Take a column of any kind; what pandas takes for missing is null."""
    try:
        if isinstance(values, pa.Array | pa.ChunkedArray):
            column = values
        elif isinstance(values, pd.Series | np.ndarray):
            column = pa.array(values, from_pandas=True)
        elif hasattr(values, "__arrow_c_stream__"):
            column = pa.chunked_array(values)
        else:
            column = pa.array(list(values), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise InputError(f"{name}: values of mixed types ({error}); wanted one type") from error
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column
