"""Who shares the same things: at about the same time, or at all."""

from __future__ import annotations

from ..coordination import Coordination, CoSharing
from . import lacking
from .measures import Measures


class Coordinated(Measures):
    """The two methods that look for accounts that act alike."""

    def coordination(
        self,
        on: str = "repost",
        window_s: float = 60,
        min_participation: int = 2,
        progress: bool | None = None,
    ) -> Coordination:
        """Find the accounts that share the same things at about the same time.

        In five steps: (1) accounts with fewer than ``min_participation`` rows are left out; (2)
        rows of one object are paired where their times differ by at most ``window_s``; (3) pairs
        of one account or of one post are left out; (4) for each account, the rows left by (1)
        are counted whose post is in any pair; (5) a pair stays if one of its accounts has at
        least ``min_participation`` of these.

        Parameters
        ----------
        on : {"repost", "url", "hashtag", "reply", "text"}
            What makes a row: a post passed on; a link (to one page, in whatever form) or a hashtag
            (in any case) in an original, quote or reply, one row for each; a post answered; the
            words of an original, quote or reply, links, handles, emoji, punctuation and case
            aside. The content is the post that does it.
        window_s : float
            The most seconds between two posts of a pair; 0 for the same time, ``inf`` for any.
        min_participation : int
            The fewest rows of an account, m, in steps 1 and 5.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Coordination
            Rows without an author, a time or a known object are left out and counted in its
            ``dropped``.

        Raises
        ------
        InputError
            If an argument is none of those above, or there are more than 500 million pairs
            within the window.

        Warns
        -----
        CoverageWarning
            If there is no row, or none of which enough is known.

        Notes
        -----
        Source: Righetti & Balluff 2025 (the R package CooRTweet). What reposts hold is another's:
        their links, hashtags and words do not count. O(n log n) in rows, then linear in rows and in
        pairs within the window. See :func:`twiplomacy.coordination` for any columns.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().coordination("hashtag", window_s=60)
        <Coordination: 127 pairs>
        """
        made = Coordination._of(self, on, window_s, min_participation, progress)
        if not len(made):
            lacking.shared(self, "coordination", on, made._core.dropped())
        return made

    def co_sharing(
        self,
        on: str = "repost",
        min_participation: int = 10,
        min_similarity: float = 0.0,
        top: int | None = None,
        progress: bool | None = None,
    ) -> CoSharing:
        """Compare accounts by what they share, whenever they do.

        Each account is a vector over objects: tf-idf = tf (ln((1 + n) / (1 + df)) + 1), for an
        object that it shared tf times and that df of the n accounts shared. The similarity of
        two accounts is the cosine of the angle between their vectors.

        Parameters
        ----------
        on : {"repost", "url", "hashtag", "reply", "text"}
            As in :meth:`coordination`; reposts of and replies to one's own posts are left out.
        min_participation : int
            The fewest rows of an account; others are left out first. 10 as in the source.
        min_similarity : float
            The least similarity of a pair that is kept, from 0 to 1.
        top : int, optional
            Only so many pairs, the most similar ones. The source keeps the top 0.5 % of pairs.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        CoSharing
            Rows without an author or a known object are left out and counted in its ``dropped``.

        Raises
        ------
        InputError
            If an argument is none of those above, or there is too much to compare or to keep.

        Warns
        -----
        CoverageWarning
            If there is no row, or none of which enough is known.

        Notes
        -----
        Source: Pacheco and others 2021. The idf is the smoothed one of scikit-learn, tf the plain
        count. Exact: all pairs that share an object are compared, O(sum over objects of df^2).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().co_sharing("hashtag", min_similarity=0.5)
        <CoSharing: 4 pairs among 85 accounts>
        """
        made = CoSharing._of(self, on, min_participation, min_similarity, top, progress)
        if not len(made):
            lacking.shared(self, "co_sharing", on, made._core.dropped())
        return made
