"""CSV files as people have them: any separator, quoted line breaks, bad rows, a broken end."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from . import _core
from .errors import ArchiveError

Rejected = tuple[str, int, str]


@dataclass(frozen=True)
class CsvTable:
    """The good rows of a CSV as strings, where they stood, and the bad rows.

    ``lines`` is None where row after row stands on line after line, the header on line 1.
    """

    table: pa.Table
    lines: pa.Int64Array | None
    rejects: list[Rejected]


def read_csv(file: Path) -> CsvTable:
    """Read a CSV, plain or compressed, with commas, semicolons or tabs.

    Raises
    ------
    ArchiveError
        If it is not UTF-8 or no table.
    """
    data, rejects = _text(file)
    first = data[: data.find(b"\n")] if b"\n" in data else data
    delimiter = max(",\t;", key=lambda mark: first.count(mark.encode()))
    header, _ = next(_rows(file, data, delimiter), ([], 1))
    bad: list[tuple[int, str]] = []

    def skip(row: Any) -> str:
        cells = f"{row.actual_columns} cells; wanted {row.expected_columns} as in the header"
        bad.append((row.number, cells))
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.large_string() for name in header},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise ArchiveError(f"{file}: {error}; wanted a table with a header") from error
    physical = data.count(b"\n") + (not data.endswith(b"\n"))
    if not bad and physical == len(table) + 1:
        return CsvTable(table, None, rejects)
    # Rows are numbered from the header on, which is 1; lines are what an editor shows.
    lines = [line for _, line in _rows(file, data, delimiter)]
    skipped = {number - 1 for number, _ in bad}
    rejects += [(str(file), lines[number - 1], reason) for number, reason in bad]
    kept = [line for row, line in enumerate(lines) if row > 0 and row not in skipped]
    return CsvTable(table, pa.array(kept[: len(table)], pa.int64()), rejects)


def _text(file: Path) -> tuple[bytes, list[Rejected]]:
    """Return the bytes of a file that is UTF-8; if it breaks off, its whole lines."""
    data, fault = _core.read_all(file)
    rejects: list[Rejected] = []
    if fault is not None:
        data = data[: data.rfind(b"\n") + 1]
        reason = f"the file breaks off here: {fault}; what came before is kept"
        rejects.append((str(file), data.count(b"\n") + 1, reason))
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"{file}: is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        ) from error
    return data, rejects


def _rows(file: Path, data: bytes, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Yield each row, the header included, with the line on which it begins."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        text = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="")
        reader = csv.reader(text, delimiter=delimiter)
        before = 0
        for row in reader:
            if row:
                yield row, before + 1
            before = reader.line_num
    except csv.Error as error:
        raise ArchiveError(f"{file}: {error}; wanted a table with a header") from error
    finally:
        csv.field_size_limit(limit)
