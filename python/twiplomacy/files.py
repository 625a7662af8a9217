"""Writing files so that a killed run leaves nothing half-written; the one writer of tables."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from .errors import ArchiveError, InputError

_FORMULA = r"^([=+\-@\t\r])"


@contextmanager
def written_whole(path: str | Path) -> Iterator[Path]:
    """Yield a path beside the wanted one, which takes its place once all went well.

    Parameters
    ----------
    path : str or Path
        Where the file is wanted; its folder is made if need be.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with written_whole(target) as beside:
    ...     _ = beside.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    target = Path(path).expanduser()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{target}: its folder cannot be made: {error}") from error
    # The suffix stays last: some writers choose the format by it.
    beside = target.with_name(f".{target.stem}.part{os.getpid()}{target.suffix}")
    try:
        yield beside
        beside.replace(target)
    except OSError as error:
        raise ArchiveError(f"{target}: cannot be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)


def write_table(table: pa.Table, path: str | Path) -> None:
    """Write a table as its name says: ``.parquet``, ``.csv`` or ``.csv.gz``.

    The one writer of tables in the package: no CSV leaves it with a cell that runs as a formula.
    """
    target = Path(path).expanduser()
    if not target.name.endswith((".parquet", ".csv", ".csv.gz")):
        raise InputError(f"{target.name!r}; wanted a name that ends in .parquet, .csv or .csv.gz")
    with written_whole(target) as beside:
        if target.suffix == ".parquet":
            pq.write_table(table, beside)
        elif target.suffix == ".csv":
            pacsv.write_csv(harmless(table), beside)
        else:
            with _gzipped(beside) as file:
                pacsv.write_csv(harmless(table), file)


def write_lines(lines: Iterable[str], path: str | Path) -> None:
    """Write lines of text, compressed if the name ends in ``.gz``."""
    target = Path(path).expanduser()
    with written_whole(target) as beside:
        text = "".join(f"{line}\n" for line in lines).encode()
        if target.suffix != ".gz":
            beside.write_bytes(text)
            return
        with _gzipped(beside) as file:
            file.write(text)


@contextmanager
def _gzipped(path: Path) -> Iterator[IO[Any]]:
    # Neither name nor time: the same data give the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        yield file  # type: ignore[misc]


def harmless(table: pa.Table) -> pa.Table:
    """Keep spreadsheets from running cells as formulas: such texts get an apostrophe in front.

    Numbers stay numbers.

    Examples
    --------
    >>> harmless(pa.table({"text": ["=1+1", "peace"], "n": [-1, 2]})).to_pydict()
    {'text': ["'=1+1", 'peace'], 'n': [-1, 2]}
    """
    for place, name in enumerate(table.column_names):
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            safe = pc.replace_substring_regex(column, _FORMULA, r"'\1")
            table = table.set_column(place, name, safe)
    return table.rename_columns([re.sub(_FORMULA, r"'\1", name) for name in table.column_names])
