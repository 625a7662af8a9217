"""Tables as files: Parquet for machines, CSV for people and their spreadsheets."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..files import written_whole

_FORMULA = r"^([=+\-@\t\r])"


def write_table(table: pa.Table, folder: Path, name: str) -> None:
    """Write a table as Parquet and as CSV."""
    name = file_name(name)
    with written_whole(folder / f"{name}.parquet") as beside:
        pq.write_table(table, beside)
    with written_whole(folder / f"{name}.csv") as beside:
        pacsv.write_csv(harmless(table), beside)


def file_name(name: str) -> str:
    """Turn a name, part of which may come from a user's column, into a safe name of a file.

    Examples
    --------
    >>> file_name("dialogue_by_../party")
    'dialogue_by____party'
    """
    return re.sub(r"[^\w-]", "_", name)[:80]


def harmless(table: pa.Table) -> pa.Table:
    """Keep spreadsheets from running cells as formulas: such texts get an apostrophe in front.

    Examples
    --------
    >>> harmless(pa.table({"text": ["=1+1", "peace"]}))["text"].to_pylist()
    ["'=1+1", 'peace']
    """
    for place, name in enumerate(table.column_names):
        column = table[name]
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            safe = pc.replace_substring_regex(column, _FORMULA, r"'\1")
            table = table.set_column(place, name, safe)
    return table.rename_columns([re.sub(_FORMULA, r"'\1", name) for name in table.column_names])
