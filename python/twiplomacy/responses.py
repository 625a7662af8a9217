"""Responses: what a source's posts elicit, and what of it the source is never told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from .arguments import DRAWS, check_draws, check_seed, several
from .errors import InputError, warn
from .frames import Frame, as_text, from_arrow

if TYPE_CHECKING:
    from .corpus import By, Corpus

CHANNELS = (
    "reply",
    "quote",
    "repost",
    "deep_reply",
    "deep_quote",
    "deep_repost",
    "mention",
    "mention_thread",
    "copy",
    "link",
    "name",
    "hashtag",
)
"""The ways by which a post responds to a source; of several the first holds."""


class Responses:
    """Every post of a corpus that responds to a source.

    Made by :meth:`twiplomacy.Corpus.responses`.
    """

    def __init__(self, core: _core.Responses, corpus: Corpus) -> None:
        self._core = core
        self._corpus = corpus

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Responses: {len(self):,}>"

    @property
    def short_names(self) -> int:
        """How many names of the sources on the roster were too short to look for.

        Names of fewer than three letters (of one character in Chinese, Japanese and Korean)
        stand in too many words.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().responses("roster").short_names
        0
        """
        return self._core.short_names

    @property
    def posts(self) -> Frame:
        """The responses, one a row for each source and post.

        Returns
        -------
        frame
            ``response`` (post id), ``author, author_handle, at, to`` (the source's key),
            ``to_handle, to_post`` (the source's post; for ``mention_thread`` the post that
            mentions it; null where only the account is known), ``channel, mentions_source``
            (its own text names the source by handle), ``notified`` (the platform told the
            source), ``discoverable`` (it did not, but the source can look it up); both null
            where the platform's rule is not known; ``delay_s`` (seconds since ``to_post``). In
            order of source, then of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> corpus.responses("SenJohnMcCain").posts["channel"].value_counts().to_dict()
        {'mention': 28, 'repost': 6, 'hashtag': 3, 'reply': 1}
        """
        return from_arrow(self._core.posts(), self._corpus._backend)

    def select(self, channels: str | Sequence[str]) -> Responses:
        """Keep the responses by some of the channels.

        A hashtag that a source was the first to use in the corpus is a weak sign that a post
        responds to it; this leaves such posts out, or looks at them alone.

        Parameters
        ----------
        channels : str or list of str
            The channels to keep: ``reply, quote, repost, deep_reply, deep_quote, deep_repost,
            mention, mention_thread, copy, link, name, hashtag``.

        Returns
        -------
        Responses

        Raises
        ------
        InputError
            If a channel is none of these.

        Notes
        -----
        A post keeps the channel that it had: one that was found as a reply is not looked at
        again for links. Linear in responses.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().responses("SenJohnMcCain").select(["reply", "repost"])
        <Responses: 7>
        """
        return Responses(self._core.select(several(channels, "channels")), self._corpus)

    def unseen(
        self,
        by: By | None = None,
        ci: str | None = "bootstrap",
        seed: int = 0,
        draws: int = DRAWS,
    ) -> Frame:
        """Share of the responses that the platform did not tell the source of.

        U = 1 - notified / all, among responses whose platform's rule is known.

        Parameters
        ----------
        by : str or list of str, optional
            Without it by channel. Else a column of the roster (of the response's author), a
            window such as ``"month"`` (of its time), ``"channel"``, or several.
        ci : {"bootstrap", None}
            The interval: 95 %, percentile bootstrap over threads, since responses in one thread
            stand or fall together. A copy, and what carries a link or hashtag of the source's
            post, belongs to the thread of that post.
        seed : int
            The same seed gives the same interval on any number of threads.
        draws : int
            Draws of the bootstrap.

        Returns
        -------
        frame
            ``channel`` (``all`` first) or ``group``, then ``responses, unknown`` (platform
            without a known rule, left out of the share), ``unseen, discoverable`` (of the
            unseen those that the source can look up), ``share, ci_low, ci_high``. By channel
            each source and response counts; in ``all`` and by group a post that responds to
            several sources counts once, as seen if one of them was told. With ``by`` the last
            row, whose group is null, holds responses by authors in no group. With
            ``"channel"`` and others ``channel`` comes first, wherever it stands in the list.

        Raises
        ------
        InputError
            If ``by`` or ``ci`` is not known.

        Warns
        -----
        CoverageWarning
            If the rule of no response's platform is known.

        Notes
        -----
        The measure is ours; the point of reference is that at least 11 % of reactions escape
        replies and reposts: Barbosa, Cesar-Jr & Cosley 2015, IEEE e-Science. Linear in posts,
        times threads for the draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().responses("SenJohnMcCain").unseen()
        >>> table.head(1)[["channel", "responses", "unseen"]].values.tolist()
        [['all', 38, 3]]
        """
        if ci not in ("bootstrap", None):
            raise InputError(f"ci: {ci!r}; wanted 'bootstrap' or None")
        draws = 0 if ci is None else check_draws(draws)
        seed = check_seed(seed)
        names = [] if by is None else several(by, "by")
        others = [name for name in names if name != "channel"]
        if len(set(names)) < len(names):
            raise InputError(f"by: {names} names one grouping twice")
        table: pa.Table | pa.RecordBatch
        if not others:
            table = self._core.unseen_by_channel(draws, seed)
            _warn_of_platforms(table)
            return from_arrow(table, self._corpus._backend)
        groups = self._corpus._groups(others)
        by_channel = len(others) < len(names)
        found = self._core.unseen_by_group(groups, by_channel, draws, seed)
        _warn_of_platforms(found)
        table = self._corpus._labelled(found, others, groups[0])
        if by_channel:
            if "group" in table.column_names:
                (name,) = others
                table = table.rename_columns(
                    [name if column == "group" else column for column in table.column_names]
                )
            rest = [column for column in table.column_names if column != "channel"]
            table = table.select(["channel", *rest])
        return from_arrow(table, self._corpus._backend)

    def amplifiers(self) -> Frame:
        """Accounts that pass on what the sources said.

        Returns
        -------
        frame
            ``account, handle, reposts`` (responses by the channels ``repost`` and
            ``deep_repost``; a post that passes on something of two sources counts once),
            ``share`` (of all reposts by known accounts), ``rank`` (from 1). Most first, equals
            by key.

        Notes
        -----
        Reposts by unknown accounts are left out; :meth:`amplification` counts them.
        O(n log n) in reposts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().responses("roster").amplifiers()
        >>> table["rank"].head(3).tolist()
        [1, 2, 3]
        """
        return from_arrow(self._core.amplifiers(), self._corpus._backend)

    def amplification(self, draws: int = DRAWS, seed: int = 0) -> Frame:
        """Concentration of the reposts on few accounts, and how many come at the same time.

        Parameters
        ----------
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.

        Returns
        -------
        frame
            ``measure, value, ci_low, ci_high``: ``reposts`` (by known accounts),
            ``reposts_by_unknown`` (left out of all else), ``amplifiers`` (accounts with a
            repost), ``gini`` (of reposts over amplifiers), ``top_1pct_share`` and
            ``top_01pct_share`` (share of reposts by the first 1 % and 0.1 % of amplifiers,
            rounded up to whole accounts), ``co_timed_60s_share`` (share of reposts with another
            account's repost of the same post within 60 seconds, before or after; of reposts
            whose post and time are known), ``suspended_share`` (share of reposts by accounts
            whose ``status`` on the roster says suspended, of those by accounts that have a
            status there; NaN without such a column).

        Notes
        -----
        Gini 1912; the concentration of amplifiers and their co-timing after Schliebs, Bailey,
        Bright & Howard 2021, Oxford Internet Institute. Intervals: 95 %, percentile bootstrap
        over accounts, each with all its reposts; which reposts are co-timed is kept as it was
        observed. Counts have none. With few amplifiers 1 % of them is one account.
        O(n log n + draws * amplifiers).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().responses("roster").amplification(draws=99)
        >>> table["measure"].tolist()[2:5]
        ['amplifiers', 'gini', 'top_1pct_share']
        """
        table = self._core.amplification(self._suspended(), check_draws(draws), check_seed(seed))
        return from_arrow(table, self._corpus._backend)

    def _suspended(self) -> list[bool | None]:
        """Say of each account whether the roster's status calls it suspended."""
        roster = self._corpus._roster
        if roster is None or "status" not in roster.columns:
            return []
        status = as_text(self._corpus._of_roster("status"), "roster.status")
        trimmed = pc.utf8_lower(pc.utf8_trim_whitespace(status))
        known = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        flags: list[bool | None] = pc.match_substring(known, "suspend").to_pylist()
        return flags

    def co_timing(self, window_s: float = 60) -> Frame:
        """Pairs of accounts that pass on the same posts at the same time.

        Parameters
        ----------
        window_s : float
            The longest time between the two reposts, in seconds; it is included.

        Returns
        -------
        frame
            ``account_a, handle_a, account_b, handle_b, pairs`` (a repost by each, of one post,
            within the window), ``posts`` (posts with such a pair). Most pairs first, then most
            posts, equals by keys.

        Raises
        ------
        InputError
            If ``window_s`` is negative or not a number.

        Notes
        -----
        Schliebs, Bailey, Bright & Howard 2021, Oxford Internet Institute. That two accounts are
        quick says nothing of a plan: popular posts are passed on by many within a minute. Linear
        in reposts and in pairs, which grow with the square of the reposts within one window.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> list(tw.datasets.senators().responses("roster").co_timing().columns)
        ['account_a', 'handle_a', 'account_b', 'handle_b', 'pairs', 'posts']
        """
        if isinstance(window_s, bool) or not isinstance(window_s, int | float):
            raise InputError(f"window_s: {window_s!r}; wanted a number of seconds")
        if not (math.isfinite(window_s) and 0 <= window_s <= 1e9):
            raise InputError(f"window_s: {window_s}; wanted seconds from 0 to 1e9")
        table = self._core.co_timing(round(window_s * 1e6))
        return from_arrow(table, self._corpus._backend)


def _warn_of_platforms(found: pa.RecordBatch) -> None:
    """Warn where the rule of no response's platform is known."""
    responses, unknown = (pc.sum(found[name]).as_py() or 0 for name in ("responses", "unknown"))
    if 0 < responses == unknown:
        warn(
            "unseen: of none of the responses is the rule of the platform known, so the share is "
            "NaN; wanted twitter, x, bluesky, mastodon or telegram in the column platform, such as "
            'tw.from_frame(posts.assign(platform="twitter"))'
        )
