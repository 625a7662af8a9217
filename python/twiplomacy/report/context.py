"""What every section needs: the corpus, the seed, and who may be named."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..corpus import Corpus
from ..corpus.post_table import PostTable
from ..corpus.private import K
from .small import merged

DRAWS = 999


class Context:
    """The corpus of a study, and its rule of privacy.

    Accounts off the roster are private people until somebody says otherwise: unless ``names``
    is set they appear under a number that is the same in all tables of one study.
    """

    def __init__(
        self, corpus: Corpus, seed: int, names: bool, at: str | None = None, k: int = K
    ) -> None:
        self.k = 1 if names else k
        self.corpus, self.small_groups = merged(corpus, self.k)
        self.seed = seed
        self.names = names
        self.at = at
        self.coverage: dict[str, float] = dict(
            zip(*_columns(corpus._core.coverage(None), "measure", "value"), strict=True)
        )

    @cached_property
    def arrow(self) -> Corpus:
        """The corpus with methods that give Arrow tables, whatever frames the user works with."""
        corpus = copy(self.corpus)
        corpus._backend = "pyarrow"
        return corpus

    @cached_property
    def posts(self) -> PostTable:
        """All posts."""
        return self.corpus._posts

    @cached_property
    def accounts(self) -> pa.Table:
        """All accounts."""
        return self.corpus._accounts

    @cached_property
    def roster_keys(self) -> frozenset[str]:
        """The keys of the officials: the accounts of the roster whose side is not the public."""
        officials = self.corpus._officials()
        if officials is None:
            return frozenset()
        return frozenset(self.accounts.filter(officials)["account"].to_pylist())

    @cached_property
    def officials_names(self) -> frozenset[str]:
        """The keys and handles of the officials."""
        keys, handles = _columns(self.accounts, "account", "handle")
        pairs = zip(keys, handles, strict=True)
        own = {name for key, handle in pairs if key in self.roster_keys for name in (key, handle)}
        return frozenset(name for name in own if name is not None)

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels = {}
        keys, handles = _columns(self.accounts, "account", "handle")
        for number, (key, handle) in enumerate(zip(keys, handles, strict=True), start=1):
            open_name = self.names or key in self.roster_keys
            labels[key] = (handle or key) if open_name else f"account {number}"
        return labels

    def label(self, key: str | None) -> str | None:
        """Return the name under which an account may be shown."""
        return None if key is None else self._labels[key]

    def labels(self, keys: Any) -> pa.Array:
        """Return a column of accounts under the names by which they may be shown."""
        return pa.array([self.label(key) for key in keys.to_pylist()], pa.string())

    @cached_property
    def _post_labels(self) -> dict[str, str]:
        ids, authors = _columns(self.posts.select(["post_id", "author_id"]), "post_id", "author_id")
        return {
            post: post if self.names or author in self.roster_keys else f"post {number}"
            for number, (post, author) in enumerate(zip(ids, authors, strict=True), start=1)
        }

    def post_labels(self, ids: Any) -> pa.Array:
        """Return a column of posts under ids by which nobody off the roster can be looked up."""

        def label(post: str | None) -> str | None:
            if post is None or self.names:
                return post
            if post not in self._post_labels:
                self._post_labels[post] = f"missing post {len(self._post_labels) + 1}"
            return self._post_labels[post]

        return pa.array([label(post) for post in ids.to_pylist()], pa.string())

    @cached_property
    def grouping(self) -> str | None:
        """The column of the roster that tells its accounts apart best: a few groups, not one."""
        if self.corpus.roster is None:
            return None
        for name in ("country", "role", "party", "side", *self.corpus.roster.columns):
            # Superiors are accounts: groups by them would have their names.
            if name in ("account", "name", "superior") or name not in self.corpus.roster.columns:
                continue
            column = self.corpus.roster._arrow()[name]
            if name in self.corpus._core.accounts().schema.names:
                continue
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                groups = len(column.drop_null().unique())
                if 2 <= groups <= 12:
                    return name
        return None

    def officials(self) -> tuple[list[Any], Any]:
        """Group the officials as one; all accounts where there is no roster."""
        if self.corpus.roster is None:
            return [], None
        keys = self.accounts["account"].to_pylist()
        codes = [0 if key in self.roster_keys else None for key in keys]
        return [(pa.array(codes, pa.uint32()), ["officials"])], self.corpus._terms()

    def share(self, hits: pa.Array, clusters: Any) -> tuple[float, tuple[float, float], int]:
        """Return the mean of a column over rows, its interval by clusters of rows, and n."""
        table = pa.table({"hit": hits.cast(pa.float64()), "cluster": clusters}).drop_null()
        sums = table.group_by("cluster").aggregate([("hit", "sum"), ("hit", "count")])
        value, low, high = _core.bootstrap_ratio(
            _doubles(sums["hit_sum"]), _doubles(sums["hit_count"]), DRAWS, self.seed
        )
        if pa.types.is_boolean(hits.type) and value in (0, 1) and len(sums) > 1:
            # All clusters agree, so no draw can differ: the exact bound for that many clusters.
            margin = 1 - 0.025 ** (1 / len(sums))
            low, high = max(value - margin, 0), min(value + margin, 1)
        return value, (low, high), table.num_rows


def _columns(table: pa.Table | pa.RecordBatch, *names: str) -> list[list[Any]]:
    return [table.column(name).to_pylist() for name in names]


def _doubles(column: pa.ChunkedArray) -> pa.DoubleArray:
    return pa.concat_arrays(column.cast(pa.float64()).chunks)


def top(table: pa.Table, by: str, rows: int) -> pa.Table:
    """Return the rows with the largest values of a column."""
    order = pc.sort_indices(table, [(by, "descending")])
    return table.take(order[:rows])
