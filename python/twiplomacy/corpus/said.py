"""What is said by whom: rates of a dictionary's categories, and a researcher's codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..codebook import Codebook
from ..content.dictionary import Dictionary, as_dictionary
from ..content.markers import marker_dictionary
from ..frames import Frame
from .answers import Answers
from .grouping import By


class Said(Answers):
    """Rates of words, and codes."""

    def markers(
        self,
        by: By = "account",
        dictionary: Dictionary | Mapping[str, Any] | str | Path | None = None,
        own: bool = True,
        hashtags: bool = True,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Measure how often accounts or groups use the markers of diplomacy, or other words.

        Parameters
        ----------
        by : str or list of str
            ``"account"``, a column of the roster, a window such as ``"month"``, or several.
        dictionary : Dictionary, mapping or path, optional
            Categories to count; without it the default markers
            (:func:`twiplomacy.content.markers`).
        own : bool
            Count in the authors' own words: none of a repost, of other posts what
            :func:`twiplomacy.content.own_words` keeps.
        hashtags : bool
            Whether the word of a hashtag counts as that word.
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
            groupings), ``marker``, ``posts`` (with a word), ``accounts`` (their authors),
            ``count``, ``n_words``, ``per_1000`` (count per 1,000 words), ``ci_low, ci_high``. In
            order of group, then of the dictionary.

        Raises
        ------
        InputError
            If a grouping is not known, or the dictionary cannot be used.

        See Also
        --------
        twiplomacy.content.plot_markers : draw the rates.

        Notes
        -----
        per_1000 = 1000 x sum of counts / sum of words over the posts of the group. Interval: 95 %,
        percentile bootstrap over accounts, over days where one account wrote all posts of the
        group (posts of a day are often of one matter); none (NaN) where nothing was counted, or
        for a single account or day. Many markers and accounts are many comparisons: read
        intervals, do not hunt for extremes. Linear in words, plus draws times accounts or days.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().markers("party", draws=99)
        >>> hedges = table[table["marker"] == "hedges"].set_index("group")
        >>> round(float(hedges.loc["D", "per_1000"]), 1)
        2.0
        """
        check_draws(draws)
        check_seed(seed)
        wanted = marker_dictionary() if dictionary is None else as_dictionary(dictionary)
        levels, terms = self._groups(by)
        counted = wanted._core.count(self._texts(own), bool(own), bool(hashtags))
        number = pa.float64()
        with reporting("markers", "draw", progress) as report:
            found = self._core.rates(
                (levels, terms),
                pa.array(range(len(counted)), pa.uint32()),
                [column.cast(number) for column in counted.columns[1:]],
                counted.column(0).cast(number),
                False,
                draws,
                seed,
                report,
            )
        return self._frame(_per_thousand(self._labelled(found, by, levels), wanted.categories))

    def codebook(self, codes: Any, coder: str | None = None) -> Codebook:
        """Take a researcher's codes of posts.

        Parameters
        ----------
        codes : frame
            ``post_id`` and one or more columns of codes: one row a post, or a post and coder.
            Null and ``""`` are no code.
        coder : str, optional
            The column that tells several coders apart.

        Returns
        -------
        Codebook
            ``.shares(by)``: how often each code was given; ``.coverage()``: how many posts are
            coded; ``.agreement()``: how far the coders agree.

        Raises
        ------
        InputError
            If a column is missing, or one coder coded a post twice.

        Examples
        --------
        >>> import pandas as pd
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> posts = corpus.posts["post_id"].head(3)
        >>> corpus.codebook(pd.DataFrame({"post_id": posts, "tone": ["warm", "cold", None]}))
        <Codebook: tone; 3 rows, 1 coder>
        """
        return Codebook(self, codes, coder)  # type: ignore[arg-type]


def _per_thousand(table: pa.Table, categories: list[str]) -> pa.Table:
    """Name the measures, and give rates for 1,000 words."""
    names = pa.array(categories, pa.large_string())
    columns = {}
    for name in table.column_names:
        column = table[name]
        if name == "measure":
            columns["marker"] = names.take(column.combine_chunks())
        elif name in ("rate", "ci_low", "ci_high"):
            columns["per_1000" if name == "rate" else name] = pc.multiply(column, 1000.0)
        elif name in ("count", "total"):
            columns["n_words" if name == "total" else name] = column.cast(pa.int64())
        else:
            columns[name] = column
    return pa.table(columns)
