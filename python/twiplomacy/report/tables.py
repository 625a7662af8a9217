"""Tables as files: Parquet for machines, CSV for people and their spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ..files import written_whole

_FORMULA = r"^([=+\-@\t\r])"


def write_table(table: pa.Table, folder: Path, name: str) -> None:
    """Write a table as Parquet and as CSV."""
    with written_whole(folder / f"{name}.parquet") as beside:
        pq.write_table(table, beside)
    with written_whole(folder / f"{name}.csv") as beside:
        pacsv.write_csv(harmless(table), beside)


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
    return table
