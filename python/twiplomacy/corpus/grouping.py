"""Groups: columns of the roster, accounts, and windows of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..errors import InputError
from ..frames import label_texts
from ..roster import term_micros
from .base import Base

By = str | Sequence[str]


class Grouping(Base):
    """What ``by=`` means, on the way in and on the way out."""

    def _groups(self, by: By) -> tuple[list[Any], tuple[pa.Array, pa.Array] | None]:
        """Turn ``by=`` into levels: columns of the roster, "account" and windows of time."""
        levels: list[Any] = []
        names = several(by, "by")
        if len(set(names)) < len(names):
            raise InputError(f"by: {names} names one grouping twice")
        roster_columns = [] if self._roster is None else self._roster.columns
        for name in names:
            if name == "account":
                levels.append(name)
            elif name in roster_columns:
                column = self._of_roster(name)
                encoded = label_texts(column, name).dictionary_encode()
                codes = encoded.indices.cast(pa.uint32())
                levels.append((codes, encoded.dictionary.to_pylist()))
            elif _core.is_window(name):
                levels.append(name)
            else:
                there = ", ".join(roster_columns) or "none: no roster is attached"
                raise InputError(
                    f"by: {name!r}; wanted a column of the roster ({there}) or a window such as "
                    '"month", "week" or "7d"'
                )
        return levels, self._terms()

    def _of_roster(self, name: str) -> pa.ChunkedArray:
        """Return a column of the roster, one cell an account; null off the roster."""
        if self._roster is None or self._roster_numbers is None:
            raise InputError(f"{name!r}: no roster is attached")
        rows: list[int | None] = [None] * len(self._accounts)
        for row, number in enumerate(self._roster_numbers.to_pylist()):
            rows[number] = row
        column = self._roster._arrow()[name].combine_chunks()
        return pa.chunked_array([column.take(pa.array(rows, pa.int64()))])

    def _terms(self) -> tuple[pa.Array, pa.Array] | None:
        if self._roster is None or self._roster_numbers is None:
            return None
        table = self._roster._arrow()
        if not {"since", "until"} & set(table.column_names):
            return None
        columns = []
        for name in ("since", "until"):
            cells: list[int | None] = [None] * len(self._accounts)
            for number, time in zip(
                self._roster_numbers.to_pylist(), term_micros(table, name), strict=True
            ):
                cells[number] = time
            columns.append(pa.array(cells, pa.int64()))
        return columns[0], columns[1]

    def _officials(self) -> pa.BooleanArray | None:
        """Say of each account whether it is on the roster and not of the public; None without."""
        if self._roster is None:
            return None
        officials = self._accounts["on_roster"]
        if "side" in self._roster.columns:
            public = pc.equal(self._of_roster("side").cast(pa.large_string()), "public")
            officials = pc.and_(officials, pc.invert(pc.fill_null(public, False)))
        return officials.combine_chunks()

    def _these(self, of: str | Sequence[str], argument: str) -> pa.BooleanArray:
        """Say of each account whether it is meant: ``"official"``, or named."""
        if of != "official":
            numbers = self._account_numbers(several(of, argument), argument)
            return pc.is_in(pa.array(range(len(self._accounts)), pa.uint32()), numbers)
        officials = self._officials()
        if officials is None:
            raise InputError(
                f"{argument}: 'official', but no roster is attached; attach one, or name accounts"
            )
        return officials

    def _numbers_of(self, accounts: str | Sequence[str], argument: str) -> pa.UInt32Array:
        """Find the accounts that are meant: ``"roster"``, ``"official"``, or named."""
        if accounts == "roster":
            if self._roster_numbers is None:
                raise InputError(f"{argument}: 'roster', but no roster is attached")
            return self._roster_numbers
        if accounts == "official":
            return pc.indices_nonzero(self._these(accounts, argument)).cast(pa.uint32())
        return self._account_numbers(several(accounts, argument), argument)

    def _labelled(self, data: pa.RecordBatch, by: By | None, levels: list[Any]) -> pa.Table:
        """Turn the numbers of groups at the front of a table into labels.

        The kernel gives one column ``by0``, ``by1``, ... for each level: the number of a
        roster label or an account, or the start of a window, which comes as its label.
        """
        table = pa.Table.from_batches([data])
        names = [] if by is None else several(by, "by")
        for place, (name, level) in enumerate(zip(names, levels, strict=True)):
            column = table[f"by{place}"].combine_chunks()
            if not isinstance(level, str):
                column = pa.array(level[1], pa.large_string()).take(column)
            elif name == "account":
                handles = self._accounts["handle"].combine_chunks().take(column)
                column = self._accounts["account"].combine_chunks().take(column)
                table = table.add_column(place + 1, "handle", handles)
            single = len(names) == 1 and name != "account"
            at = table.column_names.index(f"by{place}")
            table = table.set_column(at, "group" if single else name, column)
        return table

    def _coverage(self) -> pa.Table:
        groups = None
        if self._roster_numbers is not None:
            codes: list[int | None] = [None] * len(self._accounts)
            for number in self._roster_numbers.to_pylist():
                codes[number] = 0
            groups = ([(pa.array(codes, pa.uint32()), ["on"])], self._terms())
        return pa.Table.from_batches([self._core.coverage(groups)])
