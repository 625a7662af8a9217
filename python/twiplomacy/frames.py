"""Tables in and out: whatever frame the user works with, Arrow in between."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from .errors import InputError, require, warn

Backend = Literal["pandas", "polars", "pyarrow"]
Frame = Any
"""A pandas or polars data frame, or a pyarrow table: the kind that the user works with."""

BACKENDS: tuple[Backend, ...] = ("pandas", "polars", "pyarrow")
_process_backend: Backend = "pandas"


def set_backend(backend: Backend) -> None:
    """Choose the kind of table that results come in, for the whole process.

    A corpus made from a frame gives back that frame's kind; one made with ``backend=`` gives
    back that. This sets the kind for all others.

    Parameters
    ----------
    backend : {"pandas", "polars", "pyarrow"}
        The kind of table.

    Raises
    ------
    InputError
        If the name is not one of these.
    MissingDependencyError
        If the package is not installed.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.set_backend("pyarrow")
    >>> type(tw.datasets.senators().coverage()).__name__
    'Table'
    >>> tw.set_backend("pandas")
    """
    global _process_backend
    _process_backend = check_backend(backend)


def check_backend(backend: str | None) -> Backend:
    """Return the backend of this name, or the process's for None."""
    if backend is None:
        return _process_backend
    if backend not in BACKENDS:
        raise InputError(f"backend: {backend!r}; wanted one of {', '.join(BACKENDS)}")
    require(backend, "all", f"backend={backend!r}")
    return backend


def backend_of(frame: Any) -> Backend | None:
    """Return the kind of a frame, or None if it is none of the three."""
    module = type(frame).__module__.partition(".")[0]
    return next((backend for backend in BACKENDS if backend == module), None)


def to_arrow(frame: Any, argument: str) -> pa.Table:
    """Take any frame as an Arrow table; the frame itself is never changed."""
    if isinstance(frame, pd.DataFrame) and not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f"{argument}: column {twice!r} is there more than once")
    try:
        if isinstance(frame, pa.Table):
            return plain(frame)
        if isinstance(frame, pa.RecordBatch):
            return plain(pa.Table.from_batches([frame]))
        if isinstance(frame, pd.DataFrame):
            return plain(pa.Table.from_pandas(frame, preserve_index=False))
        if hasattr(frame, "__arrow_c_stream__"):
            return plain(pa.table(frame))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise InputError(
            f"{argument}: a column of mixed types ({error}); wanted one type a column and ids as "
            "strings"
        ) from error
    except UnicodeEncodeError as error:
        for name in frame.columns:
            _refuse_surrogates(frame[name], f"{argument}: column {name!r}", error)
        raise
    raise InputError(
        f"{argument}: {type(frame).__name__}; wanted a pandas or polars data frame, a pyarrow "
        "table, or anything with the Arrow interface"
    )


def plain(table: pa.Table) -> pa.Table:
    """Bring views and dictionaries to the types that every Arrow function knows."""
    for place, field in enumerate(table.schema):
        column = _plain_column(table.column(place))
        if column.type != field.type:
            table = table.set_column(place, field.name, column)
    return table


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        chunks = [_decoded(chunk) for chunk in column.chunks]
        return pa.chunked_array(chunks, chunks[0].type if chunks else pa.large_string())
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    return column


def _decoded(column: pa.DictionaryArray) -> pa.Array:
    values = column.dictionary
    if pa.types.is_string_view(values.type):  # Arrow cannot take from views
        values = values.cast(pa.large_string())
    return values.take(column.indices)


def from_arrow(data: pa.Table | pa.RecordBatch, backend: Backend) -> Frame:
    """Hand a table to the user in the kind that they work with."""
    table = pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data
    if backend == "pyarrow":
        return table
    if backend == "polars":
        import polars as pl

        return pl.from_arrow(table)
    return _to_pandas(table)


_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    """Convert to pandas; whole numbers and truth values with gaps stay what they are."""
    frame: pd.DataFrame = table.to_pandas()
    for name in table.column_names:
        column = table[name]
        if column.null_count and column.type in _NULLABLE:
            frame[name] = column.to_pandas(types_mapper=_NULLABLE.get)
    return frame


def strings(values: Any, argument: str) -> pa.LargeStringArray:
    """Take a column of ids or handles as Arrow strings; nulls stay nulls.

    Raises
    ------
    InputError
        If it is not a column of strings, or a cell is no valid Unicode: to repair an id would be
        to change it.
    """
    return as_text(_column(values, argument, "a column of strings"), argument)


def texts(values: Any, argument: str) -> pa.LargeStringArray:
    """Take a column of texts as Arrow strings; nulls stay nulls.

    Half a surrogate pair, as broken JSON leaves it in a Python string, becomes U+FFFD; two halves
    become their character. A warning says how many cells held one.
    """
    if isinstance(values, Iterator):  # it gives its cells once, and they may be asked for twice
        values = list(values)
    try:
        return strings(values, argument)
    except InputError as error:
        if not isinstance(error.__cause__, UnicodeEncodeError):
            raise
    cells = list(values)
    repaired = [_repaired(cell) for cell in cells]
    changed = [row for row, cell in enumerate(cells) if cell is not repaired[row]]
    warn(
        f"{argument}: {len(changed):,} cells hold lone surrogates, first in row {changed[0]:,}; "
        "halves of a character were read as U+FFFD. Wanted valid Unicode"
    )
    return strings(repaired, argument)


def _repaired(cell: Any) -> Any:
    if not isinstance(cell, str) or not _surrogate(cell):
        return cell
    return cell.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _surrogate(cell: str) -> str:
    try:
        cell.encode()
    except UnicodeEncodeError as error:
        return cell[error.start]
    return ""


def _refuse_surrogates(values: Any, argument: str, error: UnicodeEncodeError) -> None:
    """Name the row that Arrow could not take."""
    for row, cell in enumerate(values):
        found = _surrogate(cell) if isinstance(cell, str) else ""
        if found:
            raise InputError(
                f"{argument}: row {row:,} holds the lone surrogate {found!r}, half a character; "
                'wanted valid Unicode, such as text.encode("utf-16-le", "surrogatepass")'
                '.decode("utf-16-le", "replace") gives'
            ) from error


def lists_of_strings(values: Any, argument: str) -> pa.LargeListArray | None:
    """Take a column of lists of strings; nulls stay nulls. None if it holds no lists.

    Raises
    ------
    InputError
        If the lists hold anything but strings.
    """
    column = one_array(_column(values, argument, "a column of strings or of lists of them"))
    kind = column.type
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return None
    item = kind.value_type
    if not (_is_string(item) or pa.types.is_null(item)):
        raise InputError(f"{argument}: lists of {item}; wanted lists of strings")
    return column.cast(pa.large_list(pa.large_string()))


def labels(values: Any, argument: str) -> pa.ChunkedArray:
    """Take a column of labels as it lies in memory: strings of any kind, or whole numbers.

    Raises
    ------
    InputError
        If it holds anything else, or nulls.
    """
    column = _column(values, argument, "a column of strings or whole numbers")
    kind = column.type
    coded = pa.types.is_dictionary(kind) and _is_string(kind.value_type)
    if not (coded or _is_string(kind) or pa.types.is_integer(kind)):
        column = as_text(column, argument)
    if not isinstance(column, pa.ChunkedArray):
        column = pa.chunked_array([column])
    if coded and any(chunk.dictionary.null_count for chunk in column.chunks):
        column = pa.chunked_array([_decoded(chunk) for chunk in column.chunks])
    if column.null_count:
        raise InputError(f"{argument}: {column.null_count} nulls; wanted a label for each edge")
    return column


def _column(values: Any, argument: str, wanted: str) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, str | bytes):
        raise InputError(f"{argument}: one string; wanted a column or list of strings")
    try:
        if isinstance(values, pa.Array | pa.ChunkedArray):
            return values
        if isinstance(values, pd.Series):
            return pa.Array.from_pandas(values)
        if hasattr(values, "__arrow_c_stream__"):
            return pa.chunked_array(values)
        if isinstance(values, np.ndarray) and values.ndim == 1:
            return pa.array(values, from_pandas=True)
        return pa.array(list(values), from_pandas=True)
    except UnicodeEncodeError as error:
        _refuse_surrogates(values, argument, error)
        raise
    except (
        pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError, OverflowError
    ) as error:  # fmt: skip
        raise InputError(f"{argument}: {error}; wanted {wanted}") from error


def _is_string(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def as_text(column: pa.Array | pa.ChunkedArray, name: str) -> pa.LargeStringArray:
    """Cast a column to strings without losing a digit of an id.

    Raises
    ------
    InputError
        If it holds fractions, or whole numbers as floats beyond 2**53, whose digits are lost.
    """
    column = one_array(column)
    if isinstance(column, pa.DictionaryArray):
        column = _decoded(column)
    kind = column.type
    if pa.types.is_floating(kind):
        column = _whole_numbers(column, name)
    elif not (pa.types.is_integer(kind) or _is_string(kind) or pa.types.is_null(kind)):
        raise InputError(f"{name}: a column of {kind}; wanted strings")
    return column.cast(pa.large_string())


def one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # pyarrow keeps a chunked array for no chunk
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column


def label_texts(column: pa.ChunkedArray, name: str) -> pa.LargeStringArray:
    """Return labels of groups as strings; empty cells are null."""
    if not pa.types.is_dictionary(column.type):
        try:
            column = column.cast(pa.large_string())
        except pa.ArrowNotImplementedError as error:
            raise InputError(f"{name}: a column of {column.type}; wanted labels") from error
    texts = as_text(column, name)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)


def times(values: Any, argument: str) -> pa.Int64Array:
    """Take a column of times as microseconds; nulls stay nulls.

    Timestamps and dates without a zone are UTC. Numbers are seconds below 10**11 and milliseconds
    from there on. Texts are what the formats of posts have.

    Raises
    ------
    InputError
        If a cell is no time.
    """
    column = one_array(_column(values, argument, "a column of times"))
    kind = column.type
    if pa.types.is_null(kind):
        return column.cast(pa.int64())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        zone = None if pa.types.is_date(kind) else kind.tz
        return column.cast(pa.timestamp("us", zone), safe=False).cast(pa.int64())
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _from_numbers(column, argument)
    texts = as_text(column, argument).to_pylist()
    found = _core.parse_times([text or None for text in texts])
    bad = [text for text, time in zip(texts, found, strict=True) if text and time is None]
    if bad:
        raise InputError(
            f"{argument}: {len(bad):,} cells are no times, such as {bad[0]!r}; wanted times such "
            'as "2012-10-17 09:30:00", or seconds'
        )
    return pa.array(found, pa.int64())


def _from_numbers(column: pa.Array, argument: str) -> pa.Int64Array:
    numbers = column.cast(pa.float64(), safe=False)
    numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    size = pc.abs(numbers)
    if (pc.max(size).as_py() or 0.0) >= 1e14:
        raise InputError(
            f"{argument}: numbers as large as {pc.max(size).as_py():.3g}; wanted seconds or "
            "milliseconds"
        )
    scale = pc.if_else(pc.less(size, 1e11), 1e6, 1e3)
    return pc.round(pc.multiply(numbers, scale)).cast(pa.int64())


def _whole_numbers(column: pa.Array, name: str) -> pa.Array:
    column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    largest = pc.max(pc.abs(column)).as_py() or 0.0
    if largest >= 2**53:
        raise InputError(
            f"{name}: numbers with a fraction part, as large as {largest:.0f}; beyond 2**53 their "
            "last digits are lost: read ids as strings (in pandas: dtype=str)"
        )
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid as error:
        raise InputError(f"{name}: numbers with a fraction ({error}); wanted strings") from error


def pick_columns(
    table: pa.Table,
    columns: dict[str, str] | None,
    known: Iterable[str],
    required: Sequence[str],
    source: str,
) -> dict[str, pa.ChunkedArray]:
    """Find the columns of canonical names, through the user's mapping where it names them.

    Raises
    ------
    InputError
        If the mapping names a column that is not canonical or not there, or if a required
        column is missing; the message lists what there is.
    """
    known = list(known)
    if columns is not None and not isinstance(columns, Mapping):
        raise InputError(
            f"columns: {columns!r}; wanted a dict such as {{'post_id': 'your column'}}"
        )
    mapping = dict(columns or {})
    there = table.column_names
    for canonical, own in mapping.items():
        if canonical not in known:
            raise InputError(
                f"columns: no canonical column {canonical!r}{_hint(canonical, known)}; "
                f"wanted {', '.join(known)}"
            )
        if own not in there:
            raise InputError(
                f"columns: {source} has no column {own!r}{_hint(own, there)}; "
                f"it has {', '.join(there)}"
            )
    repeated = {name for name in there if there.count(name) > 1}
    if repeated:
        raise InputError(f"{source}: column {sorted(repeated)[0]!r} is there more than once")
    found = {name: mapping.get(name, name) for name in known if mapping.get(name, name) in there}
    for name in required:
        if name not in found:
            raise InputError(
                f"{source} has no column {name!r}{_hint(name, there)}; it has "
                f"{', '.join(there) or 'no columns'}. "
                f"Name it with columns={{{name!r}: 'your column'}}"
            )
    return {name: table[own] for name, own in found.items()}


def _hint(name: str, there: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, there, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
