"""The roster: who the officials are, and what is known of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import _core
from .csvfiles import read_csv
from .errors import ArchiveError, InputError
from .frames import Backend, Frame, as_text, backend_of, check_backend, from_arrow, plain, to_arrow

SIDES = ("official", "public")


class Roster:
    """Officials and other accounts of interest, one row an account.

    Made by :func:`twiplomacy.read_roster`.
    """

    def __init__(self, table: pa.Table, backend: Backend) -> None:
        self._table = table
        self._backend = backend

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __repr__(self) -> str:
        return f"<Roster of {len(self):,} accounts: {', '.join(self.columns)}>"

    @property
    def columns(self) -> list[str]:
        """The names of its columns.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().roster.columns[:3]
        ['account', 'name', 'side']
        """
        return list(self._table.column_names)

    @property
    def frame(self) -> Frame:
        """The roster as a table.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> len(tw.datasets.senators().roster.frame)
        89
        """
        return from_arrow(self._table, self._backend)

    def _arrow(self) -> pa.Table:
        return self._table


def read_roster(path_or_frame: Roster | str | Path | Any) -> Roster:
    """Read a list of officials.

    Parameters
    ----------
    path_or_frame : str, Path or frame
        A CSV or Parquet file, or a frame, with one row an account and at least the column
        ``account`` (an id, or a handle in any case, with or without ``@``). Further columns that
        the package knows: ``name``, ``country``, ``role``, ``side`` (``"official"`` or
        ``"public"``), ``rank``, ``superior`` (an account), ``since`` and ``until`` (dates
        between which the account counts as on the roster; ``until`` is not included). Any other
        column can be named in ``by=``.

    Returns
    -------
    Roster

    Raises
    ------
    InputError
        If there is no column ``account``, an account is empty or stands twice, a side is
        neither of the two, or a date is not a date.

    Examples
    --------
    >>> import pandas as pd, twiplomacy as tw
    >>> tw.read_roster(pd.DataFrame({"account": ["@UN"], "side": ["official"]}))
    <Roster of 1 accounts: account, side>
    """
    if isinstance(path_or_frame, Roster):
        return path_or_frame
    if isinstance(path_or_frame, str | Path):
        table = _read_table(Path(path_or_frame).expanduser())
        backend = check_backend(None)
    else:
        table = to_arrow(path_or_frame, "roster")
        backend = check_backend(backend_of(path_or_frame))
    return Roster(_checked(table), backend)


def _read_table(path: Path) -> pa.Table:
    if not path.is_file():
        raise InputError(f"roster: no file {str(path)!r}; wanted a CSV or Parquet file")
    # A table of one column has no separator that could be told from text: the name decides.
    kind = "csv" if ".csv" in path.suffixes else _core.sniff(path)
    if kind == "csv":
        found = read_csv(path)
        if found.rejects:
            file, line, reason = found.rejects[0]
            raise InputError(f"roster: {file}, line {line}: {reason}")
        return _typed(found.table)
    if kind == "parquet":
        try:
            return plain(pq.read_table(path))
        except pa.ArrowException as error:
            raise ArchiveError(f"{path}: {error}") from error
    raise InputError(f"roster: {str(path)!r} holds {kind}; wanted a CSV or Parquet file")


def _typed(table: pa.Table) -> pa.Table:
    """Turn columns of strings that are all numbers into numbers; ids stay strings."""
    for place, name in enumerate(table.column_names):
        if name in ("account", "superior") or table.column_names.count(name) > 1:
            continue
        for kind in (pa.int64(), pa.float64()):
            try:
                table = table.set_column(place, name, table[name].cast(kind))
            except pa.ArrowInvalid:
                continue
            break
    return table


def _checked(table: pa.Table) -> pa.Table:
    for name in table.column_names:
        if table.column_names.count(name) > 1:
            raise InputError(f"roster: column {name!r} is there more than once")
    if "account" not in table.column_names:
        raise InputError(
            f"roster: no column 'account'; it has {', '.join(table.column_names) or 'no columns'}"
        )
    accounts = as_text(table["account"], "roster.account")
    table = table.set_column(table.column_names.index("account"), "account", accounts)
    seen: dict[str, int] = {}
    for row, account in enumerate(accounts.to_pylist(), start=1):
        key = (account or "").strip().lstrip("@＠").lower()
        if not key:
            raise InputError(f"roster: row {row} has no account; wanted an id or a handle")
        if key in seen:
            raise InputError(f"roster: {account!r} stands in row {seen[key]} and in row {row}")
        seen[key] = row
    terms = zip(term_micros(table, "since"), term_micros(table, "until"), strict=True)
    for row, (since, until) in enumerate(terms, start=1):
        if since is not None and until is not None and until < since:
            raise InputError(f"roster: row {row} has an until before its since")
    for field in table.schema:
        if pa.types.is_nested(field.type):
            raise InputError(f"roster: column {field.name!r} holds {field.type}; wanted one value")
    if "side" in table.column_names:
        sides = set(as_text(table["side"], "roster.side").to_pylist()) - {None, ""}
        for side in sorted(sides - set(SIDES)):
            raise InputError(f"roster: side {side!r}; wanted {' or '.join(SIDES)}")
    return table


def term_micros(table: pa.Table, name: str) -> list[int | None]:
    """Return a column of dates of the roster as microseconds, or None where it is open."""
    if name not in table.column_names:
        return [None] * table.num_rows
    column = table[name]
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.string())
    texts = [text or None for text in as_text(column, f"roster.{name}").to_pylist()]
    times = _core.parse_times(texts)
    for row, (text, time) in enumerate(zip(texts, times, strict=True), start=1):
        if text is not None and time is None:
            raise InputError(
                f"roster: {name} {text!r} in row {row} is not a date; wanted one such as 2012-10-17"
            )
    return times
