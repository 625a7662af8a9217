"""Conversations: the threads that grow from a post, and who takes turns in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from ._progress import reporting
from .arguments import DRAWS, check_draws, check_seed, check_whole
from .frames import Frame, from_arrow

if TYPE_CHECKING:
    from .corpus import Corpus

__all__ = ["Conversations"]


class Conversations:
    """Threads: each root with the replies below it, gone posts as placeholders.

    Made by :meth:`twiplomacy.Corpus.conversations`.
    """

    def __init__(self, core: _core.Conversations, corpus: Corpus) -> None:
        self._core = core
        self._corpus = corpus

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._corpus._backend)

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Conversations: {len(self):,} threads>"

    @property
    def unplaced(self) -> int:
        """Replies that hang on the root because nothing but their conversation is known.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().conversations().unplaced
        0
        """
        return self._core.unplaced

    def shape(self) -> Frame:
        """Measure each thread.

        Returns
        -------
        frame
            ``conversation`` (the platform's id of the thread, else the id of its root), ``posts``
            (that are there), ``accounts, depth`` (a lower bound where posts are missing),
            ``max_breadth, structural_virality, h_index`` (the deepest level h with at least h
            posts on it), ``missing_parents`` (placeholders, a missing root among them),
            ``placed_share`` (of the posts that are there, the root apart: those whose depth is
            known, since every step up to the root is a link that the archive holds and the root
            is one; NaN if there are none), ``started_at, duration_s``. In order of start and then
            of id.

        Notes
        -----
        Sources: Gómez, Kaltenbrunner & López 2008 (h-index); Goel and others 2016 (structural
        virality). Where posts are missing depth has a lower bound, which is ``depth``, and no
        upper one: any number of posts may have stood in between. Near linear in posts.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> chain = pd.DataFrame({
        ...     "post_id": [str(i) for i in range(10)],
        ...     "author": ["a", "b"] * 5,
        ...     "reply_to": [None] + [str(i) for i in range(9)],
        ... })
        >>> shape = tw.from_frame(chain).conversations().shape()
        >>> shape["depth"].tolist(), shape["structural_virality"].round(3).tolist()
        ([9], [3.667])
        """
        return self._frame(self._core.shape())

    @property
    def posts(self) -> Frame:
        """The trees themselves: one row a post, there or missing.

        Returns
        -------
        frame
            ``conversation, post`` (null for a root of which not even the id is known), ``parent``
            (the post above it; null for the root), ``author, author_handle, at, depth, missing``
            (a placeholder), ``evidence`` (``observed``: the post names its parent; ``root``: it
            hangs on the root because nothing else is known; null for the root), ``placed`` (its
            depth is known, not only bounded from below). In order of thread; in each the root
            first, then by time and id, then what is missing.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["un", "ann"]})
        >>> frame["reply_to"] = [None, "1"]
        >>> posts = tw.from_frame(frame).conversations().posts
        >>> posts.loc[1, ["post", "parent", "evidence"]].tolist()
        ['2', '1', 'observed']
        """
        return self._frame(self._core.posts())

    def coverage(self) -> Frame:
        """Say how much of the threads is known.

        Returns
        -------
        frame
            ``measure, value``: ``threads, posts, missing_parents, untimed`` (posts without a
            time), ``unplaced`` (see :attr:`unplaced`), ``placed_share`` (over all threads; see
            :meth:`shape`), ``self_replies`` and ``unknown_accounts`` (replies that are no turns:
            to oneself, and without a known author or addressee).

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["un", "un"]})
        >>> frame["reply_to"] = [None, "1"]
        >>> table = tw.from_frame(frame).conversations().coverage().set_index("measure")
        >>> int(table.loc["self_replies", "value"])
        1
        """
        posts = self._core.posts()
        there = pc.invert(posts["missing"])
        below = pc.and_(there, pc.is_valid(posts["evidence"]))
        placed = pc.mean(posts["placed"].filter(below)).as_py()
        _, self_replies, unknown = self._core.turns()
        measures = {
            "threads": len(self),
            "posts": pc.sum(there).as_py() or 0,
            "missing_parents": pc.sum(posts["missing"]).as_py() or 0,
            "untimed": pc.sum(pc.and_(there, pc.is_null(posts["at"]))).as_py() or 0,
            "unplaced": self.unplaced,
            "placed_share": float("nan") if placed is None else placed,
            "self_replies": self_replies,
            "unknown_accounts": unknown,
        }
        values = pa.array([float(value) for value in measures.values()], pa.float64())
        return self._frame(pa.table({"measure": list(measures), "value": values}))

    def turns(self) -> Frame:
        """Count the turns of each pair of accounts in each thread.

        A turn is a reply of one of the two to the other, either way; a reply that names only the
        account is one if its thread is known.

        Returns
        -------
        frame
            ``conversation, a, a_handle, b, b_handle`` (a before b in order of account), ``turns,
            from_a, from_b, alternations`` (how often the direction changes in order of time and
            id; posts without a time come last), ``third_turns`` (of the turns, those whose
            addressee replied to that very reply; each counts once), ``reciprocity`` (the smaller
            of ``from_a`` and ``from_b`` over the larger), ``first, last`` (times). In order of
            thread, then of a and b. Replies to oneself, and those without a known author or
            addressee, are left out; :meth:`coverage` counts them.

        Notes
        -----
        Third turn: Rafaeli 1988. Turns and alternations are ours. O(n log n) in replies.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({
        ...     "post_id": ["1", "2", "3", "4"],
        ...     "author": ["un", "ann", "un", "ann"],
        ...     "reply_to": [None, "1", "2", "3"],
        ... })
        >>> turns = tw.from_frame(frame).conversations().turns()
        >>> turns[["a", "b", "turns", "alternations", "third_turns"]].values.tolist()
        [['un', 'ann', 3, 2, 2]]
        """
        return self._frame(self._core.turns()[0])

    def dyads(self) -> Frame:
        """Count the turns of each pair of accounts over all threads.

        Returns
        -------
        frame
            ``a, a_handle, b, b_handle, threads`` (in which they speak to each other), then as in
            :meth:`turns`; alternations do not cross from one thread to another. In order of a and
            b.

        Notes
        -----
        For the reciprocity of the whole network see :meth:`twiplomacy.Network.reciprocity`.
        O(n log n) in replies.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({
        ...     "post_id": ["1", "2", "3", "4", "5"],
        ...     "author": ["un", "ann", "un", "un", "ann"],
        ...     "reply_to": [None, "1", "2", None, "4"],
        ... })
        >>> dyads = tw.from_frame(frame).conversations().dyads()
        >>> dyads[["threads", "from_a", "from_b", "reciprocity"]].values.tolist()
        [[2.0, 1.0, 2.0, 0.5]]
        """
        return self._frame(self._core.dyads())

    def sustained(
        self,
        of: str | Sequence[str] | None = None,
        turns: int = 20,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Follow conversations from turn to turn: how many go on, and how soon.

        An exchange is what two accounts say to each other in one thread, in order of time. Here a
        turn is a run of replies in one direction, so that turns alternate. The post with which
        the thread begins is said to nobody: turn 1 is the first reply.

        Parameters
        ----------
        of : str or list of str, optional
            Only exchanges in which one of these accounts takes part; ``"official"`` for the
            accounts of the roster whose side is not the public.
        turns : int
            The last turn to report.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``turn, at_risk`` (exchanges that got to this turn), ``reached_share`` (of all
            exchanges), ``continued`` (those that got a next turn), ``hazard`` (continued /
            at_risk), ``watched`` (those whose next turn would be seen: it came, or the one whose
            turn it is wrote something at that time or later), ``continued_24h`` (Kaplan-Meier, over
            the watched), ``median_latency_s`` (from the beginning of the turn to that of the next;
            NaN if not reached), each rate with its ``*_ci_low`` and ``*_ci_high``. In order of
            turn.

        Raises
        ------
        InputError
            If an account is not in the corpus, or ``"official"`` without a roster.

        Notes
        -----
        The measure is ours. ``hazard`` is a lower bound: an exchange may go on after the
        collection ends, or where the archive does not see it; continued / watched is an upper
        one, since who wrote nothing any more is left out of it. Latency: Kaplan & Meier 1958,
        censored at the last post of the one whose turn it is. Intervals: 95 %, percentile
        bootstrap over pairs of accounts; where all agree the exact bound for that many pairs
        (Clopper & Pearson 1934). O(n log n) in replies, and turns times draws.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({
        ...     "post_id": ["1", "2", "3", "4"],
        ...     "author": ["un", "ann", "un", "bob"],
        ...     "reply_to": [None, "1", "2", "1"],
        ... })
        >>> table = tw.from_frame(frame).conversations().sustained(draws=99)
        >>> table[["turn", "at_risk", "continued", "hazard"]].values.tolist()
        [[1.0, 2.0, 1.0, 0.5], [2.0, 1.0, 0.0, 0.0]]
        """
        turns = check_whole(turns, "turns", 1, 1_000)
        these = None if of is None else self._corpus._these(of, "of")
        with reporting("sustained", "draw", progress) as report:
            found = self._core.sustained(these, turns, check_draws(draws), check_seed(seed), report)
        return self._frame(found)

    def after_answer(
        self,
        of: str | Sequence[str] = "official",
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Describe what follows an official's answer, beside threads of that size without one.

        A thread whose k-th post is the first answer of one of the accounts (a reply to another
        account) stands beside the threads that have k posts or more and no such answer among the
        first k, and whose root is alike: by one of the accounts, or not.

        Parameters
        ----------
        of : str or list of str
            Whose answers; ``"official"`` for the accounts of the roster whose side is not the
            public, within their terms.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``size`` (k), ``root_is_theirs, measure`` (of what follows the k-th post: ``posts``,
            ``posts_by_others`` than the accounts, distinct ``accounts`` that wrote them,
            ``duration_s`` to the last post), ``threads_answered, threads_unanswered``, then the
            means ``answered`` and ``unanswered`` and their ``difference``, each with ``*_ci_low``
            and ``*_ci_high``. First all together, with null ``size``: both means weighted by the
            threads answered of each size and root, where both kinds are there; then in order of
            size and root. Empty if nothing was answered.

        Raises
        ------
        InputError
            If an account is not in the corpus, or ``"official"`` without a roster.

        Notes
        -----
        A description, not an effect: officials choose whom they answer, and an answer may come
        because a thread goes on. The comparison is only with what was not answered *yet*, so
        that a thread need not live long to be counted as unanswered. It does not match on age: an
        answer takes time, so a k-th post that is one tends to come later in the life of its thread
        than another k-th post, and less may follow for that reason alone (in
        :func:`twiplomacy.datasets.simulate`, where an answer can only add posts, less does). The
        measure is ours.
        Posts that are missing or have no time have no place in the order. Threads near the end of
        the collection are cut short on both sides. Intervals: 95 %, percentile bootstrap over
        threads; with few threads read them with care. O(n + draws times posts).

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({
        ...     "post_id": ["1", "2", "3", "4", "5"],
        ...     "author": ["ann", "un", "bob", "cy", "dan"],
        ...     "created_at": [f"2015-07-14 10:0{minute}" for minute in range(5)],
        ...     "reply_to": [None, "1", "2", None, "4"],
        ... })
        >>> table = tw.from_frame(frame).conversations().after_answer("un", draws=99)
        >>> table.loc[:0, ["measure", "answered", "unanswered"]].values.tolist()
        [['posts', 1.0, 0.0]]
        """
        these = self._corpus._these(of, "of")
        codes = pc.if_else(these, pa.scalar(0, pa.uint32()), pa.scalar(None, pa.uint32()))
        terms = self._corpus._terms() if isinstance(of, str) and of == "official" else None
        with reporting("after_answer", "draw", progress) as report:
            found = self._core.after_answer(
                ([(codes, ["theirs"])], terms), check_draws(draws), check_seed(seed), report
            )
        return self._frame(found)
