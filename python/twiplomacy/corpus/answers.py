"""Measures of answering: how soon, and how accounts stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..frames import Frame
from . import lacking
from .barriers import Barriers
from .grouping import By

RANKED = ("interactions_per_post", "reply_ratio", "mutual_follows", "reply_to_repost_ratio")


class Answers(Barriers):
    """Latency as a curve, and the league table."""

    def latency(self, by: By = "account") -> Frame:
        """Follow how the share of the answered grows with time: the curve behind the median.

        Messages and their answers are those of :meth:`dialogue`; a message without an answer is
        watched until the last post of the account that it addresses.

        Parameters
        ----------
        by : str or list of str
            ``"account"``, a column of the roster, a window such as ``"month"`` (in which the
            message was sent), or several.

        Returns
        -------
        frame
            ``account`` and ``handle``, or ``group`` (or one column for each of several
            groupings), then ``time_s`` (seconds since the message), ``answered_share`` (of the
            messages, were all watched that long), ``ci_low, ci_high`` (NaN where the share is 0 or
            1), ``at_risk`` (messages still open and watched just before), ``answered`` (at that
            very time). One row for time 0, one for each time at which an answer came, one for the
            end of the longest watching; the share stays the same in between. In order of group,
            then of time.

        Raises
        ------
        InputError
            If a grouping is not known.

        Warns
        -----
        CoverageWarning
            If no post has a time, or none is a message to anybody.

        Notes
        -----
        Answered share = 1 - S(t) with S(t) the product over answer times u <= t of 1 - d(u)/n(u)
        (Kaplan & Meier 1958). Interval: 95 %, for each time by itself, with the variance of
        Greenwood 1926 on the scale of log(-log S) (Kalbfleisch & Prentice 1980). It takes messages
        for independent of each other, which those of one sender are not; the intervals of
        :meth:`dialogue` resample senders. O(n log n) in posts and mentions.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> curve = tw.datasets.senators().latency("party")
        >>> curve.groupby("group")["at_risk"].first().to_dict()
        {'D': 257, 'I': 18, 'R': 294}
        """
        levels, terms = self._groups(by)
        found = self._core.latency((levels, terms))
        if not len(found):
            lacking.messages(self, "latency")
        return self._frame(self._labelled(found, by, levels))

    def league(self, accounts: str | Sequence[str] | None = None) -> Frame:
        """Set accounts beside each other as the Twiplomacy studies do.

        Parameters
        ----------
        accounts : str or list of str, optional
            ``"roster"``; ``"official"`` for the accounts of the roster whose side is not the
            public; or ids and handles. Without it all accounts that wrote something in the corpus.

        Returns
        -------
        frame
            ``account, handle, posts, own_posts`` (no reposts), ``replies`` (to others),
            ``reply_ratio`` (replies / posts), ``replies_received, quotes_received,
            reposts_received`` (by others, in the corpus), ``interactions_per_post`` (their sum /
            own posts), ``mutual_follows`` (accounts of this table that it follows and is followed
            by; null without follow lists), ``reply_to_repost_ratio`` (replies / reposts received),
            ``reply_count_mean, repost_count_mean, quote_count_mean, like_count_mean`` (the
            platform's counters over own posts that have one; NaN where none has),
            ``reply_to_repost_count_ratio`` (sum of the reply counters / sum of the repost counters,
            over own posts that have both), and the rank in four of them, 1 the highest, ties
            sharing the better rank: ``interactions_per_post_rank, reply_ratio_rank,
            mutual_follows_rank, reply_to_repost_ratio_rank``. Most interactions per post first
            (unknown last), then in order of account.

        Raises
        ------
        InputError
            If an account is not in the corpus, or ``"roster"`` or ``"official"`` without a roster.

        Notes
        -----
        Sources: Burson-Marsteller 2014 (mutual connections among the accounts of the study, share
        of replies, reactions per post); Minot and others 2021 (replies to reposts, from the
        platform's counters). Interactions in the corpus are only those that were collected; the
        counters are as last seen. A high ratio of replies to reposts often means dispute, so its
        rank is no praise. Posts and reactions outside a term on the roster are left out. Linear
        in posts and in follow lists.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().league("roster")
        >>> table.loc[:1, ["handle", "reply_ratio_rank"]].values.tolist()
        [['MartinHeinrich', 38], ['SenatorLeahy', 38]]
        """
        if accounts is None:
            wrote = pc.greater(self._accounts["posts"], 0)
            numbers = pc.indices_nonzero(wrote).cast(pa.uint32())
        else:
            numbers = self._numbers_of(accounts, "accounts")
        return self._frame(self._league(sorted(set(numbers.to_pylist()))))

    def _league(self, accounts: list[int]) -> pa.Table:
        numbers = pa.array(accounts, pa.uint32())
        table = pa.Table.from_batches([self._core.league(numbers, (["account"], self._terms()))])
        for name in RANKED:
            table = table.append_column(f"{name}_rank", _ranks(table[name]))
        # Stable, so accounts that are level stay in order.
        first = pc.fill_null(table["interactions_per_post_rank"], len(table) + 1)
        return table.take(pc.sort_indices(first))


def _ranks(values: pa.ChunkedArray) -> pa.Array:
    """Rank values, the highest first; NaN and null have no rank."""
    cells = values.combine_chunks().cast(pa.float64())
    cells = pc.if_else(pc.is_nan(cells), pa.scalar(None, pa.float64()), cells)
    ranks = pc.rank(cells, "descending", tiebreaker="min")
    return pc.if_else(pc.is_valid(cells), ranks, pa.scalar(None, pa.uint64())).cast(pa.int64())
