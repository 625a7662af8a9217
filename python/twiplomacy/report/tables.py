"""Tables as files: Parquet for machines, CSV for people and their spreadsheets."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from .. import files
from ..files import harmless

__all__ = ["file_name", "harmless", "write_table"]


def write_table(table: pa.Table, folder: Path, name: str) -> None:
    """Write a table as Parquet and as CSV."""
    name = file_name(name)
    for suffix in ("parquet", "csv"):
        files.write_table(table, folder / f"{name}.{suffix}")


def file_name(name: str) -> str:
    """Turn a name, part of which may come from a user's column, into a safe name of a file.

    Examples
    --------
    >>> file_name("dialogue_by_../party")
    'dialogue_by____party'
    """
    return re.sub(r"[^\w-]", "_", name)[:80]
