"""The corpus: posts, accounts, what is missing, and the nouns that come from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from ._progress import reporting
from .arguments import DRAWS, check_draws, check_seed, several
from .cascades import Cascades
from .conversations import Conversations
from .errors import InputError
from .frames import Backend, Frame, as_text, from_arrow, pick_columns, strings, to_arrow
from .network import Network
from .responses import Responses
from .roster import Roster, read_roster, term_micros

By = str | Sequence[str]
DIRECTIONS = ("information", "attention")


class Corpus:
    """An archive of posts, read once, with everything that is known of its accounts.

    Made by :func:`twiplomacy.read`, :func:`twiplomacy.from_frame` or
    :mod:`twiplomacy.datasets`. Nothing changes in place: every method gives something new.
    """

    def __init__(
        self,
        core: _core.Corpus,
        backend: Backend,
        roster: Roster | None = None,
        numbers: pa.UInt32Array | None = None,
    ) -> None:
        self._core = core
        self._backend: Backend = backend
        self._roster = roster
        self._roster_numbers = numbers

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        roster = "" if self._roster is None else f", roster of {len(self._roster):,}"
        return f"<Corpus of {len(self):,} posts{roster}>"

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    @property
    def roster(self) -> Roster | None:
        """The roster that is attached, if any."""
        return None if self._roster is None else Roster(self._roster._arrow(), self._backend)

    @cached_property
    def _posts(self) -> pa.Table:
        return pa.Table.from_batches([self._core.posts()])

    @property
    def posts(self) -> Frame:
        """All posts, one a row, in order of time (unknown last) and then of id.

        Returns
        -------
        frame
            ``post_id, author_id, author, created_at, text, lang, kind, reply_to,
            reply_to_author, quote_of, quote_of_author, repost_of, repost_of_author, via,
            conversation_id, mentions, hashtags, urls, reply_count, repost_count, quote_count,
            like_count, view_count, platform, nested``. Accounts are given by their key (the
            platform's id, or the handle in lower case where no id is known); ``author`` is the
            handle. ``kind`` when several apply: repost, then reply, then quote. ``nested`` marks
            posts found only inside others, which no query of the collector asked for.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> corpus.posts.loc[0, ["author", "kind"]].tolist()
        ['SenBillNelson', 'original']
        """
        return self._frame(self._posts)

    @cached_property
    def _accounts(self) -> pa.Table:
        table = pa.Table.from_batches([self._core.accounts()])
        if self._roster is None or self._roster_numbers is None:
            return table
        place = pa.array(range(len(self._roster)), pa.int64())
        rows: list[int | None] = [None] * table.num_rows
        for number, row in zip(self._roster_numbers.to_pylist(), place.to_pylist(), strict=True):
            rows[number] = row
        take = pa.array(rows, pa.int64())
        table = table.append_column("on_roster", pc.is_valid(take))
        for name in self._roster.columns:
            if name == "account":
                continue
            column = self._roster._arrow()[name].combine_chunks().take(take)
            if name not in table.column_names:
                table = table.append_column(name, column)
                continue
            # What the archive says holds; the roster fills the gaps.
            own = table[name]
            try:
                filled = pc.coalesce(own, column.cast(own.type))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                table = table.append_column(f"roster_{name}", column)
            else:
                table = table.set_column(table.column_names.index(name), name, filled)
        return table

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

    def _coverage(self) -> pa.Table:
        groups = None
        if self._roster_numbers is not None:
            codes: list[int | None] = [None] * len(self._accounts)
            for number in self._roster_numbers.to_pylist():
                codes[number] = 0
            groups = ([(pa.array(codes, pa.uint32()), ["on"])], self._terms())
        return pa.Table.from_batches([self._core.coverage(groups)])

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
            _check_distinct(names, numbers)
        if follows is not None:
            core = _with_follows(core, follows)
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
        mask = None
        if where is not None:
            mask = _mask(where(self.posts) if callable(where) else where)
        core = self._core.select(
            numbers,
            _micros(since, "since"),
            _micros(until, "until"),
            None if lang is None else several(lang, "lang"),
            None if kind is None else several(kind, "kind"),
            mask,
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
            between accounts that used the same hashtag (in any case) or link in originals,
            quotes or replies; the weight is the number of hashtags or links that both used.
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
                _micros(since, "since"),
                _micros(until, "until"),
                report,
            )
        accounts = self._accounts.take(numbers.cast(pa.int64()))
        names = ["account", "handle"]
        if self._roster is not None:
            roster_columns = [f"roster_{name}" for name in self._roster.columns]
            wanted = {"name", "on_roster", *self._roster.columns, *roster_columns}
            names += [n for n in accounts.column_names if n in wanted and n not in names]
        nodes = accounts.select(names).rename_columns(["node", *names[1:]])
        return Network(core, nodes, self._backend)

    def _among(self, among: Sequence[str] | str | None) -> pa.BooleanArray | None:
        if among is None:
            return None
        if among == "roster":
            if self._roster_numbers is None:
                raise InputError("among: 'roster', but no roster is attached")
            numbers = self._roster_numbers
        else:
            numbers = self._account_numbers(several(among, "among"), "among")
        every = pa.array(range(len(self._accounts)), pa.uint32())
        return pc.is_in(every, numbers)

    def cascades(
        self,
        of: Sequence[str] | str | None = None,
        attribution: str = "recent",
        follows: Any | None = None,
        min_size: int = 2,
        quotes: bool = False,
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
        attribution : {"recent", "observed", "root"}
            ``root``: all hang on the root: a lower bound on depth. ``observed``: what the
            platform says (``via``, chains of quotes), else the root. ``recent``: what the
            platform says, else the latest candidate, else the root.
        follows : frame, optional
            ``follower, followed``: in place of those attached to the corpus.
        min_size : int
            The fewest posts of a cascade that is kept, its root included.
        quotes : bool
            Whether quotes pass a post on, too.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Cascades

        Raises
        ------
        InputError
            If the rule is unknown, or ``of`` names neither a post nor an account.

        Notes
        -----
        Shapes and influence depend on the rule: DeVerna and others 2024, arXiv 2410.21554.
        Candidates are strictly earlier; of several at one time the smaller id. Near-linear in
        posts and interactions. Reposts of which only the author of the source is known belong
        to no cascade; ``coverage()`` counts them.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> weibo = tw.datasets.weibo_cascades()
        >>> weibo.cascades(attribution="observed")
        <Cascades: 30, attribution 'observed'>
        """
        if min_size < 1:
            raise InputError(f"min_size: {min_size}; wanted a whole number from 1 on")
        corpus, pairs = self._core, None
        if follows is not None:
            corpus, *pairs = _follow_pairs(corpus, follows)
        with reporting("cascades", "cascade", progress) as report:
            core = corpus.cascades(
                self._posts_of(of),
                attribution,
                None if pairs is None else (pairs[0], pairs[1]),
                min_size,
                quotes,
                report,
            )
        return Cascades(core, attribution, self._backend)

    def _posts_of(self, of: Sequence[str] | str | None) -> pa.UInt32Array | None:
        """Return the numbers of posts that are named, or whose authors are."""
        if of is None:
            return None
        names = several(of, "of")
        posts = self._core.find_posts(names).to_pylist()
        missing = [name for name, post in zip(names, posts, strict=True) if post is None]
        numbers = [post for post in posts if post is not None]
        if missing:
            authors = self._core.find_accounts(missing)
            for name, author in zip(missing, authors.to_pylist(), strict=True):
                if author is None:
                    raise InputError(
                        f"of: {name!r} is neither a post nor an account of the corpus; wanted ids "
                        "of corpus.posts, or ids or handles of corpus.accounts"
                    )
            numbers += self._core.posts_by(authors).to_pylist()
        return pa.array(numbers, pa.uint32())

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
            return Conversations(self._core.conversations(report), self._backend)

    def responses(
        self, to: str | Sequence[str], copies: bool = False, progress: bool | None = None
    ) -> Responses:
        """Find every post that responds to a source, through whatever channel.

        A response is a post by another that fits a channel; the first that fits, in this order:
        ``reply``, ``quote``, ``repost`` of the source's post, or of the source where the archive
        names only the account; ``deep_reply``, ``deep_quote``, ``deep_repost``: named by its own
        link, whose chain of references reaches a post of the source; ``mention``; and
        ``mention_thread``: its chain reaches another's post that mentions the source.

        Parameters
        ----------
        to : str or list of str
            The sources, by id or handle; ``"roster"`` for all accounts of the roster.
        copies : bool
            Copies of the text without a reference are not found yet: only False is accepted.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Responses

        Raises
        ------
        InputError
            If an account is not in the corpus, or ``copies=True``.

        Notes
        -----
        Linear in posts and references, then for each source in the posts that lead to it.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().responses("SenJohnMcCain")
        <Responses: 35>
        """
        if copies:
            raise InputError("copies: True; copies of a text are not found yet, wanted False")
        if to == "roster":
            if self._roster_numbers is None:
                raise InputError("to: 'roster', but no roster is attached")
            sources = self._roster_numbers
        else:
            sources = self._account_numbers(several(to, "to"), "to")
        with reporting("responses", "source", progress) as report:
            return Responses(self._core.responses(sources, report), self)

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
            these, those whose addressee replied to that very reply), each rate with its
            ``*_ci_low`` and ``*_ci_high``. In order of group.

        Raises
        ------
        InputError
            If a grouping is not known.

        Notes
        -----
        Intervals: 95 %, percentile bootstrap; over senders for answers and latency, over
        addressees for third turns, over days for the reply ratio of one account and over
        accounts for that of a group. Latency: Kaplan & Meier 1958; unanswered messages are
        censored at the account's last post. Third turn: Rafaeli 1988. The claim: Kent & Taylor
        1998. O(n log n) in posts and mentions, times draws.

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

    def content(self, measures: Sequence[str] = ("readability",)) -> Frame:
        """Measure the text of every post.

        Parameters
        ----------
        measures : list of {"readability", "tokens"}
            See :func:`twiplomacy.content.readability` and :func:`twiplomacy.content.tokens`.

        Returns
        -------
        frame
            ``post_id`` and the columns of each measure, in the order of ``posts``.

        Raises
        ------
        InputError
            If a measure is not known.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators().select(accounts="SenSanders")
        >>> round(float(corpus.content()["lix"].mean()), 1)
        35.0
        """
        known = {"readability": _core.readability, "tokens": _core.tokens}
        texts = self._posts["text"].combine_chunks().cast(pa.large_string())
        table = self._posts.select(["post_id"])
        for measure in several(measures, "measures"):
            if measure not in known:
                raise InputError(f"measures: {measure!r}; wanted some of {', '.join(known)}")
            found = known[measure](texts)
            for name, column in zip(found.schema.names, found.columns, strict=True):
                table = table.append_column(name, column)
        return self._frame(table)

    def _labelled(self, data: pa.RecordBatch, by: By | None, levels: list[Any]) -> pa.Table:
        """Turn the numbers of groups at the front of a table into labels.

        The kernel gives one column ``by0``, ``by1``, ... for each level: the number of a
        roster label or an account, or the start of a window, which comes as its label.
        """
        table = pa.Table.from_batches([data])
        names = [] if by is None else several(by, "by")
        for place, (name, level) in enumerate(zip(names, levels, strict=True)):
            column = table[f"by{place}"].combine_chunks()
            if not isinstance(level, str):
                column = pa.array(level[1], pa.large_string()).take(column)
            elif name == "account":
                handles = self._accounts["handle"].combine_chunks().take(column)
                column = self._accounts["account"].combine_chunks().take(column)
                table = table.add_column(place + 1, "handle", handles)
            single = len(names) == 1 and name != "account"
            at = table.column_names.index(f"by{place}")
            table = table.set_column(at, "group" if single else name, column)
        return table

    def _account_numbers(self, names: Sequence[str], argument: str) -> pa.UInt32Array:
        """Return the numbers of accounts that must be in the corpus."""
        texts = [str(name) for name in names]
        numbers = self._core.find_accounts(texts)
        for name, number in zip(texts, numbers.to_pylist(), strict=True):
            if number is None:
                raise InputError(
                    f"{argument}: no account {name!r} in the corpus; wanted an id or a handle of "
                    "corpus.accounts"
                )
        return numbers

    def _groups(self, by: By) -> tuple[list[Any], tuple[pa.Array, pa.Array] | None]:
        """Turn ``by=`` into levels: columns of the roster, "account" and windows of time."""
        levels: list[Any] = []
        names = several(by, "by")
        if len(set(names)) < len(names):
            raise InputError(f"by: {names} names one grouping twice")
        roster_columns = [] if self._roster is None else self._roster.columns
        for name in names:
            if name == "account":
                levels.append(name)
            elif name in roster_columns:
                column = self._of_roster(name)
                encoded = _labels(column, name).dictionary_encode()
                codes = encoded.indices.cast(pa.uint32())
                levels.append((codes, encoded.dictionary.to_pylist()))
            elif _is_window(name):
                levels.append(name)
            else:
                there = ", ".join(roster_columns) or "none: no roster is attached"
                raise InputError(
                    f"by: {name!r}; wanted a column of the roster ({there}) or a window such as "
                    '"month", "week" or "7d"'
                )
        return levels, self._terms()

    def _of_roster(self, name: str) -> pa.ChunkedArray:
        """Return a column of the roster, one cell an account; null off the roster."""
        if self._roster is None or self._roster_numbers is None:
            raise InputError(f"{name!r}: no roster is attached")
        rows: list[int | None] = [None] * len(self._accounts)
        for row, number in enumerate(self._roster_numbers.to_pylist()):
            rows[number] = row
        column = self._roster._arrow()[name].combine_chunks()
        return pa.chunked_array([column.take(pa.array(rows, pa.int64()))])

    def _terms(self) -> tuple[pa.Array, pa.Array] | None:
        if self._roster is None or self._roster_numbers is None:
            return None
        table = self._roster._arrow()
        if not {"since", "until"} & set(table.column_names):
            return None
        columns = []
        for name in ("since", "until"):
            cells: list[int | None] = [None] * len(self._accounts)
            for number, time in zip(
                self._roster_numbers.to_pylist(), term_micros(table, name), strict=True
            ):
                cells[number] = time
            columns.append(pa.array(cells, pa.int64()))
        return columns[0], columns[1]


def _is_window(name: str) -> bool:
    return _core.is_window(name)


def _labels(column: pa.ChunkedArray, name: str) -> pa.Array:
    """Return the labels of a roster column as strings; empty cells are null."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.large_string())
    texts = as_text(column, name)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)


def _micros(time: Any | None, argument: str) -> int | None:
    if time is None:
        return None
    try:
        stamp = pd.Timestamp(time)
    except (ValueError, TypeError) as error:
        raise InputError(f'{argument}: {time!r}; wanted a time such as "2012-10-17"') from error
    if pd.isna(stamp):
        raise InputError(f'{argument}: {time!r}; wanted a time such as "2012-10-17"')
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    return int(stamp.as_unit("us").asm8.astype("int64"))


def _mask(values: Any) -> pa.BooleanArray:
    if isinstance(values, pd.Series):
        # Rows are known by their place: a Series in another order is put back into it.
        places = pd.RangeIndex(len(values))
        if not values.index.equals(places):
            if not values.index.sort_values().equals(places):
                raise InputError("where: a Series with another index; wanted that of posts")
            values = values.reindex(places)
    try:
        if hasattr(values, "__arrow_c_stream__") and not isinstance(values, pd.Series):
            column = pa.chunked_array(values)
        else:
            column = pa.chunked_array([pa.array(values, from_pandas=True)])
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise InputError(f"where: {values!r:.80}; wanted one truth value a post") from error
    if not pa.types.is_boolean(column.type):
        raise InputError(f"where: values of type {column.type}; wanted one truth value a post")
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.bool_())


def _check_distinct(names: list[str], numbers: pa.UInt32Array) -> None:
    seen: dict[int, str] = {}
    for name, number in zip(names, numbers.to_pylist(), strict=True):
        if number in seen:
            raise InputError(f"roster: {seen[number]!r} and {name!r} are one account")
        seen[number] = name


def _with_follows(core: _core.Corpus, follows: Any) -> _core.Corpus:
    core, followers, followed = _follow_pairs(core, follows)
    return core.with_follows(followers, followed)


def _follow_pairs(
    core: _core.Corpus, follows: Any
) -> tuple[_core.Corpus, pa.UInt32Array, pa.UInt32Array]:
    """Find the accounts of follow lists, adding those that are new at the end."""
    table = to_arrow(follows, "follows")
    sides = ("follower", "followed")
    found = pick_columns(table, None, sides, sides, "follows")
    columns = [strings(found[side], f"follows.{side}") for side in sides]
    for side, column in zip(sides, columns, strict=True):
        if column.null_count:
            raise InputError(f"follows.{side}: {column.null_count} nulls; wanted an account a row")
    names = pa.concat_arrays(columns).to_pylist()
    core, numbers = core.with_accounts(names)
    half = len(columns[0])
    return core, numbers.slice(0, half), numbers.slice(half)
