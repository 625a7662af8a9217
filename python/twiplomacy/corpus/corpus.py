"""The corpus: its tables, and the nouns that come from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import check_seed, check_whole, several
from ..cascades import Cascades
from ..conversations import Conversations
from ..errors import InputError
from ..frames import Frame
from ..network import Network
from ..responses import Responses
from ..roster import Roster, read_roster
from ..variants import Variants
from ..variants.variants import of_corpus, options
from . import lacking
from .disk import OnDisk
from .events import Events
from .inputs import check_distinct, follow_pairs, mask, micros, with_follows
from .over_time import OverTime
from .private import Private

DIRECTIONS = ("information", "attention")


class Corpus(OverTime, Events, OnDisk, Private):
    """An archive of posts, read once, with everything that is known of its accounts.

    Made by :func:`twiplomacy.read`, :func:`twiplomacy.from_frame` or
    :mod:`twiplomacy.datasets`. Nothing changes in place: every method gives something new.
    """

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        roster = "" if self._roster is None else f", roster of {len(self._roster):,}"
        return f"<Corpus of {len(self):,} posts{roster}>"

    @property
    def roster(self) -> Roster | None:
        """The roster that is attached, if any."""
        return None if self._roster is None else Roster(self._roster._arrow(), self._backend)

    @property
    def posts(self) -> Frame:
        """All posts, one a row, in order of time (unknown last) and then of id.

        Returns
        -------
        frame
            ``post_id, author_id, author, created_at, text, lang, kind, reply_to,
            reply_to_author, quote_of, quote_of_author, repost_of, repost_of_author, via,
            conversation_id, mentions, hashtags, urls, reply_count, repost_count, quote_count,
            like_count, view_count, platform, nested, deleted``. Accounts are given by their key
            (the platform's id, or the handle in lower case where no id is known); ``author`` is
            the handle. ``kind`` when several apply: repost, then reply, then quote. ``nested``
            marks posts found only inside others, which no query of the collector asked for;
            ``deleted`` those that the platform says were deleted later.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> corpus.posts.loc[0, ["author", "kind"]].tolist()
        ['SenBillNelson', 'original']
        """
        return self._frame(self._posts.whole())

    @property
    def accounts(self) -> Frame:
        """All accounts that the archive names in any way, one a row.

        Returns
        -------
        frame
            ``account`` (the key), ``handle, name, description, location, verified, created_at,
            followers_count, following_count, post_count`` (all as last seen, null where never
            seen), ``posts`` (in this corpus); with a roster ``on_roster`` and the roster's
            columns. In order of key (length, then bytes); accounts that only the roster knows
            come last.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> accounts = tw.datasets.senators().accounts
        >>> int(accounts["on_roster"].sum())
        89
        """
        return self._frame(self._accounts)

    @property
    def rejects(self) -> Frame:
        """Every line or part of a line that could not be used.

        Returns
        -------
        frame
            ``file, line`` (from 1; 0 for the file as a whole), ``reason``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> len(tw.datasets.senators().rejects)
        0
        """
        return self._frame(self._core.rejects())

    def coverage(self) -> Frame:
        """Say what is there, what is missing and what was rejected.

        Returns
        -------
        frame
            ``measure, value, text``: counts of files, lines, posts by kind and accounts; posts
            that others refer to and that are not there (``missing_parents``, ``missing_roots``,
            ``missing_quoted``); replies and reposts that name only the account; rejected lines,
            error objects and compliance records; ``first`` and ``last`` (unix seconds, ISO 8601
            in ``text``); ``off_roster_share``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().coverage().set_index("measure")
        >>> int(table.loc["reposts_author_only", "value"])
        2966
        """
        return self._frame(self._coverage())

    def attach(self, roster: Roster | Any | None = None, follows: Any | None = None) -> Corpus:
        """Add what the archive does not know: the officials, and who follows whom.

        Parameters
        ----------
        roster : Roster, path or frame, optional
            See :func:`twiplomacy.read_roster`. It replaces a roster that is attached.
        follows : frame, optional
            ``follower, followed``: one row a pair, ids or handles. It replaces follow lists
            that are attached.

        Returns
        -------
        Corpus
            A new one with the same posts.

        Raises
        ------
        InputError
            If a column is missing or two rows of the roster turn out to be one account.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> corpus = tw.from_frame(pd.DataFrame({"post_id": ["1"], "author": ["UN"]}))
        >>> corpus.attach(roster=pd.DataFrame({"account": ["@un"], "country": ["—"]}))
        <Corpus of 1 posts, roster of 1>
        """
        core, known, numbers = self._core, self._roster, self._roster_numbers
        if roster is not None:
            known = read_roster(roster)
            names = known._arrow()["account"].to_pylist()
            core, numbers = core.with_accounts(names)
            check_distinct(names, numbers)
        if follows is not None:
            core = with_follows(core, follows)
        return Corpus(core, self._backend, known, numbers)

    def select(
        self,
        accounts: Sequence[str] | str | None = None,
        since: Any | None = None,
        until: Any | None = None,
        lang: str | Sequence[str] | None = None,
        kind: str | Sequence[str] | None = None,
        where: Callable[[Frame], Any] | Any | None = None,
    ) -> Corpus:
        """Keep the posts that fit every condition given.

        Parameters
        ----------
        accounts : str or list of str, optional
            Authors, by id or handle.
        since, until : str, datetime or pandas.Timestamp, optional
            From this time on; before this time. Without a zone: UTC. Posts without a time fit
            neither.
        lang : str or list of str, optional
            Language codes as in ``posts``.
        kind : str or list of str, optional
            ``"original"``, ``"reply"``, ``"quote"``, ``"repost"``.
        where : callable or sequence of bool, optional
            One truth value for each post, or a function that takes ``posts`` and gives that. A
            pandas Series is matched by its index.

        Returns
        -------
        Corpus
            A new one. Posts left out that others refer to count as missing in it; the rows of
            ``coverage()`` about reading (lines, rejects, duplicates) stay those of the archive.

        Raises
        ------
        InputError
            If an account is not in the corpus, a time is not a time, a kind is unknown, or
            ``where`` has another length.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> len(corpus.select(since="2015-01-01", kind="repost"))
        2706
        >>> len(corpus.select(where=lambda posts: posts["text"].str.contains("Iran")))
        645
        """
        numbers = (
            None
            if accounts is None
            else self._account_numbers(several(accounts, "accounts"), "accounts")
        )
        chosen = None
        if where is not None:
            chosen = mask(where(self.posts) if callable(where) else where)
        core = self._core.select(
            numbers,
            micros(since, "since"),
            micros(until, "until"),
            None if lang is None else several(lang, "lang"),
            None if kind is None else several(kind, "kind"),
            chosen,
        )
        return Corpus(core, self._backend, self._roster, self._roster_numbers)

    def network(
        self,
        kind: str = "repost",
        direction: str = "information",
        weight: str = "count",
        among: Sequence[str] | str | None = None,
        since: Any | None = None,
        until: Any | None = None,
        progress: bool | None = None,
    ) -> Network:
        """Build the network of accounts that a kind of post ties.

        Parameters
        ----------
        kind : {"repost", "reply", "quote", "mention", "any", "follow", "hashtag", "url"}
            ``mention``: accounts named in originals, quotes and replies, without the account
            replied to; reposts add none. ``any``: each post counts once for each account that
            it reaches, in one of those four ways. References count, whatever the post's
            ``kind``; a source of which only the account is known counts too. ``follow``: who
            follows whom, by the lists given to :meth:`attach`. ``hashtag`` and ``url``: undirected,
            between accounts that used the same hashtag (in any case) or linked to the same page
            (in whatever form of the link) in originals, quotes or replies; the weight is the
            number of hashtags or pages that both used.
        direction : {"information", "attention"}
            ``information``: from who was read to who passed it on, answered, quoted, named or
            followed; ``attention``: the reverse.
        weight : {"count"}
            The weight of an edge is its number of posts (or of hashtags or links).
        among : list of str or "roster", optional
            Only ties between these accounts, all of which become nodes; ``"roster"`` for the
            accounts of the roster. Otherwise the nodes are the accounts that are tied.
        since, until : str, datetime or pandas.Timestamp, optional
            From this time on; before this time.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Network
            Its nodes are account keys, with their handle and the roster's columns, in order of
            key; its edges carry the times of their first and last post (with hashtags and links:
            of the second account's first use).

        Raises
        ------
        InputError
            If an argument is none of those above, an account is not in the corpus, there are no
            lists of followers where ``follow`` wants them, or too many accounts used the same.

        Notes
        -----
        Linear in posts and mentions; ``hashtag`` and ``url``: in pairs of accounts that used
        the same.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().network("mention", among="roster")
        <Network, directed, of 89 nodes and 551 edges>
        """
        if direction not in DIRECTIONS:
            raise InputError(f"direction: {direction!r}; wanted {' or '.join(DIRECTIONS)}")
        if weight != "count":
            raise InputError(f"weight: {weight!r}; wanted 'count'")
        with reporting("network", "post", progress) as report:
            core, numbers = _core.corpus_network(
                self._core,
                kind,
                direction == "attention",
                self._among(among),
                micros(since, "since"),
                micros(until, "until"),
                report,
            )
        return Network(core, self._nodes(numbers.cast(pa.int64())), self._backend)

    def cascades(
        self,
        of: Sequence[str] | str | None = None,
        attribution: str = "recent",
        follows: Any | None = None,
        min_size: int = 2,
        quotes: bool = False,
        draws: int = 0,
        alpha: float = 1.0,
        beta: float = 1.0,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Cascades:
        """Rebuild where posts went: each root with its reposts, and who had it from whom.

        Platforms hang every repost on the root. A rule of attribution rebuilds the path; each
        edge says how it is known. An adopter's candidates are the earlier adopters whom it
        follows or, without follow lists, with whom it had interacted before.

        Parameters
        ----------
        of : str or list of str, optional
            Only cascades of these posts (ids), or of posts by these accounts.
        attribution : {"recent", "observed", "root", "first", "popular", "draw", "chain"}
            ``root``: all hang on the root: a lower bound on depth. ``observed``: what the
            platform says (``via``, chains of quotes), else the root. ``recent``: what the
            platform says, else the latest candidate, else the root. In the same way ``first``:
            the earliest candidate; ``popular``: the one with most followers; ``draw``: one drawn
            with a chance that goes with ``followers**alpha / seconds**beta``. ``chain``: the
            latest earlier adopter of all, whoever it is: an upper bound on depth among the
            rules that infer.
        follows : frame, optional
            ``follower, followed``: in place of those attached to the corpus.
        min_size : int
            The fewest posts of a cascade that is kept, its root included.
        quotes : bool
            Whether quotes pass a post on, too.
        draws : int
            With ``draw``: so many more forests are drawn, and ``shape()`` gives the interval of
            depth, breadth and virality over them. What else it gives is the same in all.
        alpha, beta : float
            With ``draw``: the exponents of the candidate's followers and of the time since it
            adopted; an unknown number of followers counts as 1.
        seed : int
            The same seed gives the same forests on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Cascades

        Raises
        ------
        InputError
            If the rule is unknown, ``of`` names neither a post nor an account, a rule goes by
            followers and no number is known, or ``draws`` is given to a rule that draws nothing.

        Warns
        -----
        CoverageWarning
            If the corpus has no post that passes on another by its id, no post that does has a
            time, nobody who does is a follower in the lists, or nothing in ``of`` roots a cascade.

        Notes
        -----
        Shapes and influence depend on the rule: DeVerna and others 2024, arXiv 2410.21554; see
        :meth:`Cascades.calibrate`. Candidates are strictly earlier; of several at one time the
        smaller id. Followers are those that the platform counts, else those in the lists.
        Near-linear in posts and interactions, times draws. Reposts of which only the author of
        the source is known belong to no cascade; ``coverage()`` counts them.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> weibo = tw.datasets.weibo_cascades()
        >>> weibo.cascades(attribution="observed")
        <Cascades: 30, attribution 'observed'>
        """
        min_size = check_whole(min_size, "min_size", 1)
        corpus, pairs = self._core, None
        if follows is not None:
            corpus, *pairs = follow_pairs(corpus, follows)
        with reporting("cascades", "cascade", progress) as report:
            core = corpus.cascades(
                self._posts_of(of),
                attribution,
                None if pairs is None else (pairs[0], pairs[1]),
                min_size,
                quotes,
                (check_whole(draws, "draws", 0, 1_000_000), alpha, beta, check_seed(seed)),
                report,
            )
        made = Cascades(core, attribution, self._backend, self)
        if of is None:
            made._warn(self._coverage())
        elif not len(made):
            lacking.roots(min_size)
        return made

    def conversations(self, progress: bool | None = None) -> Conversations:
        """Rebuild the threads: who answered what, also where a post is gone.

        A post that was answered and is not in the archive becomes a placeholder, so that a
        thread survives a deletion. Where the platform names the conversation, a placeholder
        hangs on its root.

        Parameters
        ----------
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Conversations
            The threads with at least one reply whose parent is named.

        Warns
        -----
        CoverageWarning
            If there is no such reply.

        Notes
        -----
        Linear in posts. Replies that name only an account belong to no thread; ``coverage()``
        counts them.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> frame = pd.DataFrame({"post_id": ["2"], "author": ["un"], "reply_to": ["1"]})
        >>> tw.from_frame(frame).conversations().shape()["missing_parents"].tolist()
        [1]
        """
        with reporting("conversations", "thread", progress) as report:
            made = Conversations(self._core.conversations(report), self)
        if not len(made):
            lacking.threads(self)
        return made

    def responses(
        self, to: str | Sequence[str], copies: bool = True, progress: bool | None = None
    ) -> Responses:
        """Find every post that responds to a source, through whatever channel.

        A response is a post by another that fits a channel; the first that fits, in this order:
        ``reply``, ``quote``, ``repost`` of the source's post, or of the source where the archive
        names only the account; ``deep_reply``, ``deep_quote``, ``deep_repost``: named by its own
        link, whose chain of references reaches a post of the source; ``mention``;
        ``mention_thread``: its chain reaches another's post that mentions the source; ``copy``:
        nearly the text of an earlier post of the source, without a reference; ``link``: a link
        that the source shared first; ``name``: a name or title of the source from the roster in
        the text; ``hashtag``: a hashtag that the source used first.

        Parameters
        ----------
        to : str or list of str
            The sources, by id or handle; ``"roster"`` for all accounts of the roster;
            ``"official"`` for those of them whose side is not the public.
        copies : bool
            Whether to look for copies of the text without a reference.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Responses

        Raises
        ------
        InputError
            If an account is not in the corpus.

        Warns
        -----
        CoverageWarning
            If all posts are by the sources, or none has a time.

        Notes
        -----
        Names are the cells of the roster's columns ``name``, ``title``, ``titles`` and
        ``aliases``, parted at ``;`` and ``|``; names of one or two letters are not looked for
        (:attr:`Responses.short_names` counts them). "First" is first in this corpus: who
        collected only the source finds that it was first in everything. Reposts count for
        ``copy``, ``link``, ``name`` and ``hashtag`` on neither side, since their words are
        another's. Linear in posts, references and words, then for each source in the posts that
        lead to it.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().responses("SenJohnMcCain")
        <Responses: 38>
        """
        sources = self._numbers_of(to, "to")
        names = self._names_of(sources)
        with reporting("responses", "source", progress) as report:
            made = Responses(self._core.responses(sources, names, bool(copies), report), self)
        lacking.responses(self, sources)
        return made

    def variants(
        self,
        similarity: float = 0.6,
        shingle: int = 3,
        min_tokens: int = 5,
        seed: int = 0,
        *,
        min_common: int | None = None,
        unit: str = "word",
        progress: bool | None = None,
    ) -> Variants:
        """Find posts whose texts are nearly the same, and which was taken from which.

        Reposts are left out: their text is the original's, and where it went is the question of
        :meth:`cascades`.

        Parameters
        ----------
        similarity : float
            The least Jaccard similarity of the sets of shingles, above 0 and at most 1.
        shingle : int
            Words (or characters) in a shingle.
        min_tokens : int
            Posts of fewer words are in no family; half as many must stand outside hashtags.
        seed : int
            Changes nothing: nothing is drawn, the families are exact.
        min_common : int, optional
            Shingles that two posts must have in common, unless their sets are the same: so a
            short phrase in common makes no variants. By default 6 of words (eight
            words in a row) and 50 of characters.
        unit : {"word", "character"}
            What a shingle is made of.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Variants

        Raises
        ------
        InputError
            If a setting makes no sense.

        Warns
        -----
        CoverageWarning
            If no post has a time: then there are families and no lineage.

        Notes
        -----
        Words without case, links, handles, emoji and a leading ``RT @name:`` are what is matched;
        what is compared between parent and copy is the text as it was written. Every pair is
        verified. Near-linear in the posts, but for those that share rare phrases and are not
        nearly the same.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> var = tw.datasets.senators().variants()
        >>> int(var.families()["posts"].max())
        5
        """
        check_seed(seed)
        settings = options(unit, shingle, similarity, min_tokens, min_common)
        return of_corpus(self, settings, progress)
