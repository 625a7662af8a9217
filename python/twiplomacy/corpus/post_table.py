"""The posts as a table whose columns are made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from .. import _core


class PostTable:
    """The posts of a corpus, column by column: of a corpus on disk texts are not read in vain.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> posts = tw.datasets.senators()._posts
    >>> len(posts), posts.select(["kind", "lang"]).column_names
    (17586, ['kind', 'lang'])
    """

    def __init__(self, core: _core.Corpus) -> None:
        self._core = core
        self._columns: dict[str, pa.ChunkedArray] = {}
        self._whole: pa.Table | None = None

    def __len__(self) -> int:
        return len(self._core)

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        return self.select([name])[name]

    def select(self, names: Sequence[str]) -> pa.Table:
        """Return the columns of these names, as a table."""
        if self._whole is not None:
            return self._whole.select(list(names))
        lacking = [name for name in names if name not in self._columns]
        if lacking:
            batch = self._core.posts(lacking)
            for name in lacking:
                self._columns[name] = pa.chunked_array([batch.column(name)])
        return pa.table({name: self._columns[name] for name in names})

    def whole(self) -> pa.Table:
        """Return all columns."""
        if self._whole is None:
            self._whole = pa.Table.from_batches([self._core.posts()])
            self._columns = {}
        return self._whole

    def filter(self, mask: Any) -> pa.Table:
        """Return all columns of the rows for which the mask is true."""
        return self.whole().filter(mask)
