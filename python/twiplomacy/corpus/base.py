"""What every method of a corpus stands on: the compiled half, the roster, the tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..errors import InputError
from ..frames import Backend, Frame, as_text, from_arrow, one_array
from ..roster import Roster
from .post_table import PostTable

_NAME_COLUMNS = {"name", "title", "titles", "aliases"}
"""Columns of the roster that hold what people call an account."""


class Base:
    """The compiled corpus, the roster and the account of each of its rows."""

    def __init__(
        self,
        core: _core.Corpus,
        backend: Backend,
        roster: Roster | None = None,
        numbers: pa.UInt32Array | None = None,
    ) -> None:
        self._core = core
        self._backend: Backend = backend
        self._roster = roster
        self._roster_numbers = numbers

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    @cached_property
    def _posts(self) -> PostTable:
        return PostTable(self._core)

    def _texts(self, own: bool = True) -> pa.LargeStringArray:
        """Return each post's text; with ``own`` null for a repost: its words are another's."""
        texts = self._posts["text"].cast(pa.large_string())
        if own:
            reposts = pc.equal(self._posts["kind"], "repost")
            texts = pc.if_else(reposts, pa.scalar(None, pa.large_string()), texts)
        return one_array(texts)

    @cached_property
    def _accounts(self) -> pa.Table:
        table = pa.Table.from_batches([self._core.accounts()])
        if self._roster is None or self._roster_numbers is None:
            return table
        place = pa.array(range(len(self._roster)), pa.int64())
        rows: list[int | None] = [None] * table.num_rows
        for number, row in zip(self._roster_numbers.to_pylist(), place.to_pylist(), strict=True):
            rows[number] = row
        take = pa.array(rows, pa.int64())
        table = table.append_column("on_roster", pc.is_valid(take))
        for name in self._roster.columns:
            if name == "account":
                continue
            column = self._roster._arrow()[name].combine_chunks().take(take)
            if name not in table.column_names:
                table = table.append_column(name, column)
                continue
            # What the archive says holds; the roster fills the gaps.
            own = table[name]
            try:
                filled = pc.coalesce(own, column.cast(own.type))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                table = table.append_column(f"roster_{name}", column)
            else:
                table = table.set_column(table.column_names.index(name), name, filled)
        return table

    def _nodes(self, rows: pa.Array) -> pa.Table:
        """Return the nodes of a network: the accounts in these rows, and what the roster says."""
        accounts = self._accounts.take(rows)
        names = ["account", "handle"]
        if self._roster is not None:
            roster_columns = [f"roster_{name}" for name in self._roster.columns]
            wanted = {"name", "on_roster", *self._roster.columns, *roster_columns}
            names += [n for n in accounts.column_names if n in wanted and n not in names]
        return accounts.select(names).rename_columns(["node", *names[1:]])

    def _nodes_named(self, keys: pa.Array) -> pa.Table:
        """Return the nodes with these keys, in this order."""
        rows = pc.index_in(keys, self._accounts["account"].combine_chunks())
        return self._nodes(rows.cast(pa.int64()))

    def _account_numbers(self, names: Sequence[str], argument: str) -> pa.UInt32Array:
        """Return the numbers of accounts that must be in the corpus."""
        texts = [str(name) for name in names]
        numbers = self._core.find_accounts(texts)
        for name, number in zip(texts, numbers.to_pylist(), strict=True):
            if number is None:
                raise InputError(
                    f"{argument}: no account {name!r} in the corpus; wanted an id or a handle of "
                    "corpus.accounts"
                )
        return numbers

    def _among(self, among: Sequence[str] | str | None) -> pa.BooleanArray | None:
        if among is None:
            return None
        if among == "roster":
            if self._roster_numbers is None:
                raise InputError("among: 'roster', but no roster is attached")
            numbers = self._roster_numbers
        else:
            numbers = self._account_numbers(several(among, "among"), "among")
        every = pa.array(range(len(self._accounts)), pa.uint32())
        return pc.is_in(every, numbers)

    def _posts_of(self, of: Sequence[str] | str | None) -> pa.UInt32Array | None:
        """Return the numbers of posts that are named, or whose authors are."""
        if of is None:
            return None
        names = several(of, "of")
        posts = self._core.find_posts(names).to_pylist()
        missing = [name for name, post in zip(names, posts, strict=True) if post is None]
        numbers = [post for post in posts if post is not None]
        if missing:
            authors = self._core.find_accounts(missing)
            for name, author in zip(missing, authors.to_pylist(), strict=True):
                if author is None:
                    raise InputError(
                        f"of: {name!r} is neither a post nor an account of the corpus; wanted ids "
                        "of corpus.posts, or ids or handles of corpus.accounts"
                    )
            numbers += self._core.posts_by(authors).to_pylist()
        return pa.array(numbers, pa.uint32())

    def _names_of(self, sources: pa.UInt32Array) -> list[tuple[int, str]]:
        """Return the names and titles that the roster knows of some accounts."""
        if self._roster is None or self._roster_numbers is None:
            return []
        wanted = set(sources.to_pylist())
        names = []
        for column in _NAME_COLUMNS & set(self._roster.columns):
            cells = as_text(self._roster._arrow()[column], f"roster.{column}").to_pylist()
            for number, cell in zip(self._roster_numbers.to_pylist(), cells, strict=True):
                if number in wanted:
                    parts = (cell or "").replace("|", ";").split(";")
                    names += [(number, part.strip()) for part in parts if part.strip()]
        return sorted(names)
