"""A researcher's codes of posts: their shares by group, what they cover, how coders agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from ._progress import reporting
from .arguments import DRAWS, check_draws, check_seed
from .content.agreement import Row, coded, table_of
from .errors import InputError
from .frames import Frame, as_text, label_texts, to_arrow

if TYPE_CHECKING:
    from .corpus import Corpus
    from .corpus.grouping import By

MOST = 500
"""Values that a column of codes may have; one with more holds texts or ids."""


class Codebook:
    """Codes of the posts of a corpus: ``corpus.codebook(codes)`` makes one.

    Attributes
    ----------
    codes : list of str
        The columns that hold codes.
    """

    def __init__(self, corpus: Corpus, codes: Any, coder: str | None) -> None:
        table = to_arrow(codes, "codes")
        names = table.column_names
        for wanted, argument in (("post_id", "codes"), (coder, "coder")):
            if wanted is not None and wanted not in names:
                raise InputError(
                    f"{argument}: no column {wanted!r}; the table has {', '.join(names) or 'none'}"
                )
        self.codes = [name for name in names if name not in ("post_id", coder)]
        if not self.codes:
            raise InputError("codes: only post_id; wanted a column of codes beside it")
        self._corpus = corpus
        self._ids = as_text(table["post_id"], "codes.post_id")
        if self._ids.null_count:
            raise InputError(f"codes.post_id: {self._ids.null_count} nulls; wanted a post a row")
        numbers = corpus._core.find_posts(self._ids.to_pylist()).to_numpy(zero_copy_only=False)
        there = np.nan_to_num(numbers.astype(float), nan=-1.0)
        self._posts = np.where(there < len(corpus), there, -1).astype(np.int64)
        self._coders = self._coder_numbers(table, coder)
        self._columns = {name: label_texts(_plain(table[name]), name) for name in self.codes}
        self._table = table
        self._check_once(coder)

    @staticmethod
    def _coder_numbers(table: pa.Table, coder: str | None) -> np.ndarray[Any, Any]:
        if coder is None:
            return np.zeros(len(table), np.int64)
        names = label_texts(table[coder], coder)
        if names.null_count:
            raise InputError(f"coder: {names.null_count} nulls in {coder!r}; wanted a name a row")
        return _places(names)

    def _check_once(self, coder: str | None) -> None:
        keys = self._ids.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        keys = keys.astype(np.int64) * (int(self._coders.max(initial=0)) + 1) + self._coders
        _, first, counts = np.unique(keys, return_index=True, return_counts=True)
        if (counts > 1).any():
            post = self._ids[int(first[counts > 1].min())].as_py()
            hint = "; name the column that tells coders apart with coder=" if coder is None else ""
            raise InputError(f"codes: post {post!r} is coded twice by one coder{hint}")

    def shares(
        self, by: By | None = None, draws: int = DRAWS, seed: int = 0, progress: bool | None = None
    ) -> Frame:
        """Share of posts that got each code, by group.

        Parameters
        ----------
        by : str or list of str, optional
            ``"account"``, a column of the roster, a window such as ``"month"``, or several.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``account`` and ``handle``, or ``group`` (or one column for each of several
            groupings), ``code`` (the column), ``value``, ``posts`` (of the group that have a code
            in this column), ``accounts`` (their authors), ``count`` (posts with this value),
            ``share`` (count / posts), ``ci_low, ci_high``. In order of code, group and value.

        Raises
        ------
        InputError
            If a grouping is not known, or a column has more than 500 values.

        Notes
        -----
        Where several coders coded a post, it counts for a value by the share of its coders that
        gave it: ``count`` is then no whole number. Posts that are not in the corpus are left out:
        see :meth:`coverage`. Interval: 95 %, percentile bootstrap over accounts, over days where
        one account wrote all posts of the group; a share of 0 or 1 on which all agree has the
        exact bound (Clopper & Pearson 1934). Made for the dialogic principles (Kent & Taylor 1998;
        Kampf, Manor & Segev 2015) and for agenda-setting, presence and conversation (Bjola & Jiang
        2015), and good for any others. O(n log n), times draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> posts = corpus.posts.head(4)["post_id"]
        >>> codes = {"post_id": posts, "loop": ["yes", "no", "no", "yes"]}
        >>> import pandas as pd
        >>> table = corpus.codebook(pd.DataFrame(codes)).shares(draws=99)
        >>> table[["code", "value", "posts", "share"]].values.tolist()
        [['loop', 'no', 4, 0.5], ['loop', 'yes', 4, 0.5]]
        """
        check_draws(draws)
        check_seed(seed)
        levels, terms = self._corpus._groups([] if by is None else by)
        parts = []
        with reporting("codebook", "draw", progress) as report:
            for name in self.codes:
                posts, values, cells = self._matrix(name)
                found = self._corpus._core.rates(
                    (levels, terms),
                    pa.array(posts, pa.uint32()),
                    [pa.array(row) for row in cells],
                    pa.array(np.ones(len(posts))),
                    True,
                    draws,
                    seed,
                    report,
                )
                table = self._corpus._labelled(found, by, levels)
                parts.append(_named(table, name, values))
        return self._corpus._frame(pa.concat_tables(parts))

    def _matrix(self, name: str) -> tuple[np.ndarray, list[str], np.ndarray]:
        """Return posts, values, and for each value and post the share of coders that gave it."""
        column = self._columns[name]
        values = sorted(pc.drop_null(pc.unique(column)).to_pylist())
        if len(values) > MOST:
            raise InputError(
                f"codes: column {name!r} has {len(values):,} values; wanted codes, of which there "
                f"are at most {MOST}: leave columns of texts out"
            )
        codes = pc.index_in(column, pa.array(values, pa.large_string()))
        codes = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False)
        kept = (codes >= 0) & (self._posts >= 0)
        posts, places = np.unique(self._posts[kept], return_inverse=True)
        cells = np.zeros((len(values), len(posts)))
        np.add.at(cells, (codes[kept], places), 1.0)
        return posts, values, cells / np.maximum(cells.sum(axis=0), 1.0)

    def coverage(self) -> Frame:
        """Count what the codes cover, column by column.

        Returns
        -------
        frame
            ``code``, ``rows`` (of the table), ``coded`` (rows with a code), ``uncoded`` (rows
            without), ``not_in_corpus`` (rows whose post the corpus has not), ``coders``, ``posts``
            (of the corpus, with a code), ``corpus_posts``, ``share`` (posts / corpus_posts).

        Notes
        -----
        Linear in rows.

        Examples
        --------
        >>> import pandas as pd
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> codes = pd.DataFrame({"post_id": ["1", corpus.posts["post_id"][0]], "tone": ["a", "b"]})
        >>> table = corpus.codebook(codes).coverage()
        >>> table[["coded", "not_in_corpus", "posts"]].values.tolist()
        [[2, 1, 1]]
        """
        total = len(self._corpus)
        rows = []
        for name in self.codes:
            valid = pc.is_valid(self._columns[name]).to_numpy(zero_copy_only=False)
            posts = len(np.unique(self._posts[valid & (self._posts >= 0)]))
            rows.append(
                {
                    "code": name,
                    "rows": len(valid),
                    "coded": int(valid.sum()),
                    "uncoded": int((~valid).sum()),
                    "not_in_corpus": int((self._posts < 0).sum()),
                    "coders": len(np.unique(self._coders[valid])),
                    "posts": posts,
                    "corpus_posts": total,
                    "share": posts / total if total else float("nan"),
                }
            )
        return self._corpus._frame(pa.Table.from_pylist(rows))

    def agreement(
        self,
        level: str | Mapping[str, str] = "nominal",
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Measure for each column of codes how far its coders agree: Krippendorff's alpha.

        Parameters
        ----------
        level : str or mapping
            ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``; or column to level,
            nominal for columns that are not named.
        draws : int
            Draws of the bootstrap, over posts.
        seed : int
            The same seed gives the same intervals on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``code``, then the columns of :func:`twiplomacy.content.agreement_table`, whose notes
            say how alpha and its interval are made. Posts count whether the corpus has them or
            not.

        Raises
        ------
        InputError
            If there is one coder only, or codes do not fit the level.

        Examples
        --------
        >>> import pandas as pd
        >>> import twiplomacy as tw
        >>> codes = pd.DataFrame({
        ...     "post_id": ["1", "2", "3", "1", "2", "3"],
        ...     "coder": list("aaabbb"),
        ...     "tone": [1, 2, 2, 1, 2, 1],
        ... })
        >>> table = tw.datasets.senators().codebook(codes, coder="coder").agreement(draws=9)
        >>> table[["code", "coders", "units"]].values.tolist()
        [['tone', 2, 3]]
        """
        check_draws(draws)
        if not isinstance(level, str | Mapping):
            raise InputError(f"level: {level!r}; wanted a name, or a mapping of column to name")
        levels = dict.fromkeys(self.codes, level) if isinstance(level, str) else dict(level)
        for name in levels:
            if name not in self.codes:
                raise InputError(
                    f"level: no column of codes {name!r}; there are {', '.join(self.codes)}"
                )
        coders = int(self._coders.max(initial=0)) + 1
        if coders < 2:
            raise InputError(
                "agreement: one coder; wanted two or more, told apart by coder= of codebook"
            )
        units = _places(self._ids)
        rows: list[tuple[str, int, Row]] = []
        with reporting("agreement", "draw", progress) as report:
            for name in self.codes:
                scale = levels.get(name, "nominal")
                columns = self._by_coder(name, units, coders)
                codes, values = coded(columns, scale)
                row = _core.content_agreement(codes, values, scale, draws, check_seed(seed), report)
                given = sum(column.null_count < len(column) for column in codes)
                rows.append((scale, given, row))
        table = table_of(rows)
        names = pa.array(self.codes, pa.large_string())
        return self._corpus._frame(table.add_column(0, "code", names))

    def _by_coder(self, name: str, units: np.ndarray, coders: int) -> list[pa.Array]:
        """Return the codes of each coder, unit by unit; null where there is none."""
        column = _plain(self._table[name]).combine_chunks()
        found = []
        for coder in range(coders):
            rows = np.full(int(units.max(initial=-1)) + 1, -1, np.int64)
            own = np.flatnonzero(self._coders == coder)
            rows[units[own]] = own
            found.append(column.take(pa.array(rows, mask=rows < 0)))
        return found

    def __repr__(self) -> str:
        coders = int(self._coders.max(initial=0)) + 1
        return (
            f"<Codebook: {', '.join(self.codes)}; {len(self._ids):,} rows, "
            f"{coders} {'coder' if coders == 1 else 'coders'}>"
        )


def _places(names: pa.Array) -> np.ndarray[Any, Any]:
    """Give names numbers in their order, so that the order of rows plays no part."""
    ordered = pc.unique(names)
    ordered = ordered.take(pc.sort_indices(ordered))
    places: np.ndarray[Any, Any] = pc.index_in(names, ordered).to_numpy(zero_copy_only=False)
    return places.astype(np.int64)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return truth values as words."""
    return column.cast(pa.large_string()) if pa.types.is_boolean(column.type) else column


def _named(table: pa.Table, code: str, values: list[str]) -> pa.Table:
    """Put the code and its values in the place of their number."""
    place = table.column_names.index("measure")
    names = pa.array(values, pa.large_string()).take(table["measure"].combine_chunks())
    codes = pa.array([code] * len(table), pa.large_string())
    table = table.set_column(place, "value", names).add_column(place, "code", codes)
    renamed = {"rate": "share"}
    table = table.rename_columns([renamed.get(name, name) for name in table.column_names])
    return table.drop_columns(["total"])
