"""Access of the public to officials, and what changed on a date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError, warn
from ..frames import Frame
from . import lacking
from .grouping import By, Grouping
from .inputs import micros

KINDS = ("any", "reply", "mention", "quote", "repost")
DIRECTIONS = ("information", "attention")
FEW_DAYS = 14


class Barriers(Grouping):
    """Who of the public is answered, who talks back, and how far they are from officials."""

    def access(
        self,
        by: By | None = None,
        draws: int = DRAWS,
        seed: int = 0,
        *,
        of: str | Sequence[str] = "official",
        since: Any | None = None,
        until: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Measure access: the share of the public that officials ever answered.

        Of the public is every account that is not an official. It seeks access by a message: a
        post, no repost, that replies to or mentions an official within the span of the official's
        own posts. Answers are those of :meth:`dialogue`.

        Parameters
        ----------
        by : str or list of str, optional
            How officials are grouped: a column of the roster, ``"account"``, a window such as
            ``"month"`` (of the message), or several; by default all are one group.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        of : "official" or list of str
            Who the officials are: the accounts of the roster whose ``side``, if it has one, is not
            ``"public"``; or ids and handles.
        since, until : str, datetime or pandas.Timestamp, optional
            Messages from this time on; before this time. Their answers may come later.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``group`` (or ``account`` and ``handle``, or one column for each of several groupings;
            none without ``by``), ``publics`` (accounts of the public that sent it a message),
            ``messages, answered_publics`` (those that it answered at least once), ``access``
            (answered_publics / publics), ``ci_low, ci_high``, ``answered_messages,
            answered_inferred`` (only the account was known), ``answer_rate`` (answered_messages /
            messages), ``answer_rate_ci_low, answer_rate_ci_high``. A row for every group of
            officials that wrote or was addressed, in order of group.

        Raises
        ------
        InputError
            If no roster is attached where officials are those of the roster, or a grouping or
            account is not known.

        Warns
        -----
        CoverageWarning
            If nobody of the public addresses an official, or officials have no group.

        Notes
        -----
        The measure is ours; the claim: Seib 2012. Whoever writes more often has more chances to be
        answered, so access over a longer time is higher: compare times of equal length, or use
        :meth:`barriers`. Messages shortly before the end of the archive may have been answered
        later: see :meth:`latency`. Intervals: 95 %, percentile bootstrap over accounts of the
        public. O(n log n) in posts and mentions, times draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.simulate(publics=50, originals=200, seed=1)
        >>> table = corpus.access("role", draws=99)
        >>> table[["group", "publics", "answered_publics"]].values.tolist()[0]
        ['embassy', 47, 16]
        """
        levels, terms = self._groups([] if by is None else by)
        officials, between = self._these(of, "of"), _between(since, until)
        draws, seed = check_draws(draws), check_seed(seed)
        with reporting("access", "group", progress) as report:
            found, ungrouped = self._core.access(
                officials, (levels, terms), between, draws, seed, report
            )
        if not ungrouped and not pc.sum(found["messages"]).as_py():
            lacking.publics(self, "access", officials)
        if ungrouped:
            warn(
                f"access: {ungrouped:,} messages are to officials {_outside(by)} at that time and "
                f"are left out; wanted a roster with {_inside(by)} for each official"
            )
        return self._frame(self._labelled(found, by, levels))

    def talk_back(
        self,
        by: By | None = None,
        draws: int = DRAWS,
        seed: int = 0,
        *,
        of: str | Sequence[str] = "official",
        since: Any | None = None,
        until: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Measure talking back: the share of the public's posts that address an official.

        Parameters
        ----------
        by : str or list of str, optional
            How the public is grouped: a column of the roster, ``"account"``, a window such as
            ``"month"``, or several; by default all are one group.
        draws, seed, of, progress
            As in :meth:`access`.
        since, until : str, datetime or pandas.Timestamp, optional
            Posts from this time on; before this time.

        Returns
        -------
        frame
            ``group`` (as in :meth:`access`), ``publics`` (accounts that wrote something),
            ``posts`` (reposts among them), ``addressed`` (those that reply to or mention an
            official), ``talk_back`` (addressed / posts), ``ci_low, ci_high, messages`` (those
            addressed within the span of the official's own posts: an answer could be seen),
            ``answered`` (those of the messages that an official answered), ``answered_share``
            (answered / messages), ``answered_share_ci_low, answered_share_ci_high``. In order of
            group.

        Raises
        ------
        InputError
            As for :meth:`access`.

        Warns
        -----
        CoverageWarning
            If nobody of the public addresses an official, or accounts have no group.

        Notes
        -----
        The measure is ours; the claim: Seib 2012. An archive that was collected by the names of
        officials holds little else of the public: the share is then that of the collection.
        Intervals: 95 %, percentile bootstrap over accounts of the public. O(n log n) in posts and
        mentions, times draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.simulate(publics=50, originals=200, seed=1)
        >>> corpus.talk_back(draws=99)[["publics", "posts", "addressed"]].values.tolist()
        [[222, 936, 190]]
        """
        levels, terms = self._groups([] if by is None else by)
        officials, between = self._these(of, "of"), _between(since, until)
        draws, seed = check_draws(draws), check_seed(seed)
        with reporting("talk_back", "group", progress) as report:
            found, ungrouped = self._core.talk_back(
                officials, (levels, terms), between, draws, seed, report
            )
        if not ungrouped and not pc.sum(found["addressed"]).as_py():
            lacking.publics(self, "talk_back", officials)
        if ungrouped:
            warn(
                f"talk_back: {ungrouped:,} posts are by accounts {_outside(by)} at that time and "
                f"are left out; wanted a roster with {_inside(by)} for each account"
            )
        return self._frame(self._labelled(found, by, levels))

    def barriers(
        self,
        at: Any,
        kind: str = "any",
        direction: str = "information",
        draws: int = DRAWS,
        seed: int = 0,
        *,
        of: str | Sequence[str] = "official",
        progress: bool | None = None,
    ) -> Frame:
        """Compare the barriers between officials and the public before and after a date.

        Parameters
        ----------
        at : str, datetime or pandas.Timestamp
            What was written from this time on is after. Without a zone: UTC.
        kind : {"any", "reply", "mention", "quote", "repost"}
            What ties two accounts, as in :meth:`network`.
        direction : {"information", "attention"}
            Whether a path leads from who was read to who passed it on, or the reverse. By
            ``"information"`` the distance is how many hands the public's words must go through.
        draws : int
            Draws of the bootstrap, and of the days.
        seed : int
            The same seed gives the same numbers on any number of threads.
        of : "official" or list of str
            As in :meth:`access`.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``measure, before, after, difference`` (after - before), ``ci_low, ci_high`` (of the
            difference), ``null_mean, null_sd, z, p, draws`` (of the difference where days are
            shuffled), ``p_adjusted`` (Benjamini & Hochberg over the rows), ``n_before, n_after``.
            ``access``: see :meth:`access` (n: accounts of the public that sent a message);
            ``answer_rate``: messages of the public answered (n: messages); ``talk_back``: see
            :meth:`talk_back` (n: posts of the public); ``cross_share``: ties between an official
            and the public, of all (n: ties, one a post and account that it reaches);
            ``cross_reciprocity``: arcs between the two that are returned, of all (n: arcs);
            ``ei_index``: see :meth:`Network.ei_index` (n: tied pairs); ``distance``: mean steps
            from the public to the nearest official (n: accounts of the public that are tied and
            have a path); ``unreachable``: share of them without a path (n: those that are tied).

        Raises
        ------
        InputError
            If there is no post on one side of the date, an argument is none of those above, or no
            roster is attached where officials are those of the roster.

        Warns
        -----
        CoverageWarning
            If posts have no time, nobody of the public addresses an official, there are too few
            days for p to tell much, or the roster has terms: officials count as such at any time.

        Notes
        -----
        Intervals: 95 %, percentile bootstrap over accounts with what they have on both sides; the
        networks stay as they are. p: what grows with the number of posts (who is ever answered,
        which arcs are there) differs between sides of different size whether or not the date
        matters. So days of 24 hours, counted from the date, are put in random order, and as many of
        the first as hold about as many posts as there were before become the side before; p is
        two-sided round the null's mean. ``difference`` alone is not what changed: set it against
        ``null_mean``. A trend that began earlier makes p small, too: see interrupted time series.
        The table is ours. O(draws (posts + ties)).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.simulate(publics=50, originals=200, seed=1)
        >>> middle = corpus.posts["created_at"].median()
        >>> corpus.barriers(middle, draws=99)["measure"].tolist()[:3]
        ['access', 'answer_rate', 'talk_back']
        """
        if kind not in KINDS:
            raise InputError(f"kind: {kind!r}; wanted one of {', '.join(KINDS)}")
        if direction not in DIRECTIONS:
            raise InputError(f"direction: {direction!r}; wanted one of {', '.join(DIRECTIONS)}")
        officials, time = self._these(of, "of"), micros(at, "at")
        if time is None:
            raise InputError('at: None; wanted a time such as "2012-10-17"')
        draws, seed = check_draws(draws), check_seed(seed)
        attention = direction == "attention"
        with reporting("barriers", "draw", progress) as report:
            found, days, untimed = self._core.barriers(
                officials, kind, attention, time, draws, seed, report
            )
        if isinstance(of, str) and of == "official" and self._terms() is not None:
            warn(
                "barriers: terms on the roster (since, until) do not count here, unlike in access; "
                "wanted a corpus and a date within the terms of its officials"
            )
        if untimed:
            warn(
                f"barriers: {untimed:,} posts have no time and are left out; wanted created_at for "
                "each"
            )
        if sum(days) < FEW_DAYS:
            warn(
                f"barriers: posts on {days[0]} days before and {days[1]} after; with fewer than "
                f"{FEW_DAYS} days in all p can hardly be small; wanted a longer archive"
            )
        rows = found.filter(pc.equal(found["measure"], "access"))
        if not (rows["n_before"][0].as_py() + rows["n_after"][0].as_py()):
            lacking.publics(self, "barriers", officials)
        return self._frame(pa.Table.from_batches([found]))


def _outside(by: By | None) -> str:
    return "out of their term on the roster" if not by else f"without a group in {by!r}"


def _inside(by: By | None) -> str:
    return "a term that covers the archive" if not by else "a group"


def _between(since: Any | None, until: Any | None) -> tuple[int | None, int | None]:
    return micros(since, "since"), micros(until, "until")
