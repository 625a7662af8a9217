"""What every measure of variants stands on: the compiled half, names, and what ``by=`` means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..errors import InputError
from ..frames import Backend, Frame, from_arrow, label_texts, to_arrow
from ..network.base import keyed, plain_names

if TYPE_CHECKING:
    from ..corpus import Corpus

By = str | Sequence[str] | Mapping[Any, Any] | Frame
_Groups = tuple[list[Any], tuple[pa.Array, pa.Array] | None]


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


class Base:
    """The compiled variants, what rows are called, and the corpus that they come from, if any."""

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

    def _groups(self, by: By) -> _Groups:
        """Turn ``by=`` into levels and terms, as the compiled half takes them."""
        if isinstance(by, pd.Series):
            by = by.to_dict()
        if isinstance(by, Mapping):
            return [self._coded(*keyed(by, "by"))], None
        if hasattr(by, "__arrow_c_stream__") or isinstance(by, pd.DataFrame | pa.RecordBatch):
            table = to_arrow(by, "by")
            if "account" in table.column_names and "node" not in table.column_names:
                names = ["node" if n == "account" else n for n in table.column_names]
                table = table.rename_columns(names)
            return [self._coded(*keyed(table, "by"))], None
        if self._corpus is not None:
            return self._corpus._groups(by)
        names = several(by, "by")
        for name in names:
            if name != "account" and not _core.is_window(name):
                raise InputError(
                    f'by: {name!r}; these texts have no roster: wanted a window such as "month", '
                    "a mapping of accounts to groups, or a frame with account and one more column"
                )
        return list(names), None

    def _account_groups(self, by: By) -> _Groups:
        """Turn ``by=`` into groups of accounts; a window of time is none."""
        groups = self._groups(by)
        for level in groups[0]:
            if isinstance(level, str):
                raise InputError(
                    f"by: {level!r}; wanted groups of accounts: a column of the roster, a "
                    "mapping, or a frame with account and one more column"
                )
        return groups

    def _coded(self, keys: pa.LargeStringArray, cells: pa.Array) -> tuple[pa.Array, list[str]]:
        """Give each account the number of its group."""
        plain = plain_names(keys)
        places = [pc.index_in(keys, self._names.accounts)]
        places.append(pc.index_in(plain, plain_names(self._names.accounts)))
        if self._names.handles is not None:
            places.append(pc.index_in(plain, plain_names(self._names.handles)))
        numbers = pc.coalesce(*places)
        known = numbers.is_valid().to_numpy(zero_copy_only=False)
        if not known.any():
            raise InputError(
                f"by: none of its {len(keys):,} accounts wrote one of these texts; wanted the "
                "names in the column author of lineage()"
            )
        rows = numbers.drop_null().to_numpy()
        if len(np.unique(rows)) != len(rows):
            raise InputError("by: an account is named twice, by id and by handle; wanted each once")
        labels = label_texts(pa.chunked_array([cells.filter(pa.array(known))]), "by")
        encoded = labels.dictionary_encode()
        count = len(self._names.accounts)
        codes = np.zeros(count, np.uint32)
        missing = np.ones(count, bool)
        codes[rows] = encoded.indices.fill_null(0).to_numpy()
        missing[rows] = encoded.indices.is_null().to_numpy(zero_copy_only=False)
        return pa.array(codes, mask=missing), encoded.dictionary.to_pylist()

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
