"""Measures of the corpus itself: who answers, who speaks how much, what is said."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core, content
from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed, several
from ..errors import InputError
from ..frames import Frame, one_array
from . import lacking
from .grouping import By
from .said import Said


class Measures(Said):
    """Measures that need no noun in between."""

    def dialogue(
        self, by: By = "account", draws: int = DRAWS, seed: int = 0, progress: bool | None = None
    ) -> Frame:
        """Measure dialogue: who answers, whom, how soon, and whether the answer is answered.

        A message is another account's post, no repost, that replies to or mentions the account,
        within the span of the account's own posts. It is answered by the account's first reply
        to that very post; where a reply names only the account, it answers the latest open
        message of that account.

        Parameters
        ----------
        by : str or list of str
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
            groupings), then ``posts, replies`` (to others), ``self_replies, reply_ratio``
            (replies / posts), ``addressed`` (messages), ``answered, answered_inferred`` (only
            the account was known), ``answer_rate, answered_24h`` (Kaplan-Meier: 1 - S(24 h)),
            ``median_latency_s`` (Kaplan-Meier; NaN if not reached), ``third_turns_known`` (replies
            to others without those to accounts of which the corpus has no post, and without
            those whose addressee later answered without naming a post), ``third_turn_share`` (of
            these, those whose addressee replied to that very reply), ``replies_received,
            reposts_received`` (by others, of accounts that wrote something in the corpus),
            ``reply_to_repost_ratio`` (of the two; NaN without reposts), each rate with its
            ``*_ci_low`` and ``*_ci_high``. In order of group.

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
        Intervals: 95 %, percentile bootstrap; over senders for answers, latency and the
        reply-to-repost ratio, over addressees for third turns, over days for the reply ratio of
        one account and over accounts for that of a group. Latency: Kaplan & Meier 1958; unanswered
        messages are censored at the account's last post, which cannot be later than the end of
        the collection. Third turn: Rafaeli 1988. Reply-to-repost ratio: Minot and others 2021, who
        take the platform's counters (see :meth:`league`). The claim: Kent & Taylor 1998.
        O(n log n) in posts and mentions, times draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().dialogue("party", draws=99)
        >>> table[["group", "posts", "replies"]].values.tolist()
        [['D', 7586, 186], ['I', 400, 10], ['R', 9600, 151]]
        """
        levels, terms = self._groups(by)
        with reporting("dialogue", "group", progress) as report:
            found = self._core.dialogue(
                (levels, terms), check_draws(draws), check_seed(seed), report
            )
        if not pc.sum(found["addressed"]).as_py():
            lacking.messages(self, "dialogue")
        return self._frame(self._labelled(found, by, levels))

    def participation(self, draws: int = DRAWS, seed: int = 0) -> Frame:
        """Measure how unequally speaking and being heard are shared.

        The Gini coefficient: 0 if all accounts have the same, towards 1 if one has all.

        Parameters
        ----------
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.

        Returns
        -------
        frame
            ``measure`` (``posts, replies_received, mentions_received``), ``accounts, gini,
            ci_low, ci_high``. Posts: over accounts that wrote one; received: over accounts that
            wrote or received one of the kind. Reposts answer and name nobody. Posts found only
            inside others count, too.

        Notes
        -----
        Source: Gini 1912. Intervals: 95 %, percentile bootstrap over accounts. O(n log n).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().participation(draws=99)
        >>> round(float(table.loc[0, "gini"]), 3)
        0.012
        """
        summary, _ = self._core.participation(check_draws(draws), check_seed(seed))
        return self._frame(summary)

    def lorenz(self) -> Frame:
        """Draw up the Lorenz curves behind :meth:`participation`: who has which share of all.

        Returns
        -------
        frame
            ``measure`` (as in :meth:`participation`), ``accounts_share`` (of the accounts, those
            with least first), ``share`` (of all posts, replies or mentions that these have). Each
            curve begins at 0, 0 and ends at 1, 1; where many have as much the line between two
            points is straight. In order of measure, then of the share of accounts.

        Notes
        -----
        Source: Lorenz 1905, *Publications of the American Statistical Association* 9:209. The Gini
        coefficient is twice the area between the curve and the diagonal. O(n log n).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> curves = tw.datasets.senators().lorenz()
        >>> mentions = curves[curves["measure"] == "mentions_received"]
        >>> least = mentions[mentions["accounts_share"] < 0.9].iloc[-1]
        >>> [round(float(least[name]), 2) for name in ("accounts_share", "share")]
        [0.88, 0.47]
        """
        _, curves = self._core.participation(1, 0)
        return self._frame(curves)

    def hashtags(self, by: By | None = None) -> Frame:
        """Count who uses which hashtag in their own words.

        Reposts do not count: their words are another's. Case does not matter.

        Parameters
        ----------
        by : str or list of str, optional
            A column of the roster, a window such as ``"month"``, or several: counts within each
            group.

        Returns
        -------
        frame
            ``hashtag`` (lower case), ``posts``, ``accounts``, after ``group`` (or one column for
            each of several groupings); most used first within each group, ties by name.

        Raises
        ------
        InputError
            If a grouping is not known.

        Notes
        -----
        Linear in posts and hashtags.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().hashtags()["hashtag"].head(3).tolist()
        ['irandeal', 'iran', 'scotus']
        """
        levels, terms = self._groups([] if by is None else by)
        return self._frame(self._labelled(self._core.hashtags((levels, terms)), by, levels))

    def content(self, measures: Sequence[str] = ("readability",), own: bool = True) -> Frame:
        """Measure the text of every post.

        Parameters
        ----------
        measures : list of str
            Functions of :mod:`twiplomacy.content` that give columns beside texts:
            ``readability, diversity, sentiment, language, markers, tokens, emoji, own_words``.
            Readability goes by the ``lang`` of each post; one without is taken for English.
        own : bool
            Measure the author's own words: of a repost nothing, of other posts what
            :func:`twiplomacy.content.own_words` keeps. If False, all that the posts carry.

        Returns
        -------
        frame
            ``post_id`` and the columns of each measure, in the order of ``posts``; null for a
            post without a text and, with ``own``, for a repost.

        Raises
        ------
        InputError
            If a measure is not known.

        Notes
        -----
        The cost is that of the measures.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators().select(accounts="SenSanders")
        >>> round(float(corpus.content()["lix"].mean()), 1)
        35.2
        """
        texts = self._texts(own)
        table = self._posts.select(["post_id"])
        for measure in several(measures, "measures"):
            if measure not in content.BESIDE:
                raise InputError(
                    f"measures: {measure!r}; wanted some of {', '.join(content.BESIDE)}"
                )
            if measure == "readability":
                langs = pc.fill_null(self._posts["lang"].cast(pa.large_string()), "en")
                found = _core.content_readability(texts, own, one_array(langs))
            else:
                found = content.BESIDE[measure](texts, own)
            for name, column in zip(found.schema.names, found.columns, strict=True):
                if name not in table.column_names:  # n_words is the same of every measure
                    table = table.append_column(name, column)
        return self._frame(table)
