"""What every measure of variants stands on: the compiled half, names, and what ``by=`` means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..frames import Backend, Frame, from_arrow
from ..grouped import By, Grouped
from ..network.base import plain_names

if TYPE_CHECKING:
    from ..corpus import Corpus


@dataclass(frozen=True)
class Names:
    """What rows and accounts are called."""

    posts: pa.Array
    """The id of each post; of a column of texts its place."""
    texts: pa.LargeStringArray
    times: pa.Int64Array
    authors: pa.UInt32Array
    """The number of each post's account."""
    accounts: pa.LargeStringArray
    handles: pa.LargeStringArray | None = None


class Base(Grouped):
    """The compiled variants, what rows are called, and the corpus that they come from, if any."""

    _WITHOUT_ROSTER = (
        'these texts have no roster: wanted a window such as "month", a mapping of accounts to '
        "groups, or a frame with account and one more column"
    )
    _NOBODY = "wrote one of these texts; wanted the names in the column author of lineage()"
    _ACCOUNT_IS_A_GROUP = False

    def __init__(
        self,
        core: _core.Variants,
        names: Names,
        backend: Backend,
        corpus: Corpus | None = None,
    ) -> None:
        self._core = core
        self._names = names
        self._backend: Backend = backend
        self._corpus = corpus

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    def _posts(self, rows: pa.Array) -> pa.Array:
        return self._names.posts.take(rows)

    def _accounts_of(self, rows: pa.Array) -> tuple[pa.Array, pa.Array | None]:
        """Return the key and the handle of who wrote these posts."""
        numbers = self._names.authors.take(rows)
        handles = self._names.handles
        return self._names.accounts.take(numbers), None if handles is None else handles.take(
            numbers
        )

    def _numbers_of(self, keys: pa.LargeStringArray) -> pa.UInt32Array:
        plain = plain_names(keys)
        places = [pc.index_in(keys, self._names.accounts)]
        places.append(pc.index_in(plain, plain_names(self._names.accounts)))
        if self._names.handles is not None:
            places.append(pc.index_in(plain, plain_names(self._names.handles)))
        return pc.coalesce(*places)

    def _how_many(self) -> int:
        return len(self._names.accounts)

    def _labelled(self, data: pa.RecordBatch, by: By | None, levels: Sequence[Any]) -> pa.Table:
        """Turn the numbers of groups at the front of a table into labels."""
        table = pa.Table.from_batches([data])
        named = isinstance(by, str) or (isinstance(by, Sequence) and not isinstance(by, Mapping))
        names = several(by, "by") if named and by is not None else ["group"] * len(levels)
        for place, (name, level) in enumerate(zip(names, levels, strict=True)):
            at = table.column_names.index(f"by{place}")
            column = table[f"by{place}"].combine_chunks()
            if not isinstance(level, str):
                column = pa.array(level[1], pa.large_string()).take(column)
            elif name == "account":
                if self._names.handles is not None:
                    handles = self._names.handles.take(column)
                    table = table.add_column(at + 1, "handle", handles)
                column = self._names.accounts.take(column)
            single = len(levels) == 1 and name != "account"
            table = table.set_column(at, "group" if single else name, column)
        return table
