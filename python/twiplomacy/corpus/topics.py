"""What the posts talk about: key terms of groups, attention over time, terms used together."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import DRAWS, check_seed, check_whole
from ..content._options import KINDS, Kinds, Ngrams, Stop, options
from ..content.cooccurrence import network_of
from ..content.keyness import tested_by
from ..content.similar import share
from ..errors import InputError
from ..frames import Frame
from ..network import Network
from .codes import topics_in
from .coordinated import Coordinated
from .grouping import By


class Topics(Coordinated):
    """Measures of the words that the posts share, by group and over time."""

    def keyness(
        self,
        by: By,
        target: str | None = None,
        reference: str | None = None,
        method: str = "log_odds",
        *,
        adjust: str | None = "bh",
        prior: float = 500.0,
        correction: str | None = None,
        min_count: int = 5,
        draws: int = 0,
        seed: int = 0,
        kinds: Kinds = KINDS,
        fold: bool = True,
        ngrams: Ngrams = 1,
        stopwords: Stop = None,
        own: bool = True,
        progress: bool | None = None,
    ) -> Frame:
        """Find the terms that tell each group from the others.

        Parameters
        ----------
        by : str or list of str
            ``"account"``, a column of the roster, a window such as ``"month"``, or several.
        target : str, optional
            The one group to look at; by default each in turn.
        reference : str, optional
            The group to set it against; by default all other posts that have a group.
        method, adjust, prior, correction, min_count
            As in :func:`twiplomacy.content.keyness`. Adjustment is within one comparison.
        draws : int
            Permutations of accounts, for p-values that take the account, not the word, as what was
            drawn; 0 for none. Not with ``"exact"``, and only where no account wrote on both sides.
        seed : int
            The same seed gives the same p on any number of threads.
        kinds, fold, ngrams, stopwords, own
            What counts as a term, as in :func:`twiplomacy.content.frequencies`. With ``own``
            reposts do not count.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``group`` (or ``account`` and ``handle``, or one column for each of several groupings),
            then the columns of :func:`twiplomacy.content.keyness`; with ``draws`` also
            ``p_accounts``, ``p_accounts_adjusted`` (by ``adjust``) and ``p_family`` (any false
            finding, strictly). In order of group, then of z: what tells the group comes first.

        Raises
        ------
        InputError
            If an argument cannot be used, or fewer than two groups have a post.

        Notes
        -----
        z and p take each word for a draw of its own. Authors repeat themselves, so these overstate:
        one senator's slogan looks like a party's. ``p_accounts`` deals the accounts anew to the two
        sides, as many to each, and asks how often |z| is as large: (1 + those) / (1 + draws)
        (Phipson & Smyth 2010); accounts without a term of their own are not dealt. ``p_family``
        sets the largest |z| of all terms in a draw against it (Westfall & Young 1993); names and
        tags of single accounts make that large, so it is strict.
        Adjusted p cannot fall below terms / (1 + draws) over the terms that reach it: take draws in
        the thousands, or a larger ``min_count``.
        Linear in the texts; O(draws (distinct terms of accounts)) for each comparison.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> table = corpus.keyness("party", "D", "R", stopwords="en")
        >>> table["term"].head(3).tolist(), table["term"].tail(2).tolist()
        (['joe', 'workers', 'families'], ['senate', 'hearing'])
        """
        levels, terms = self._groups(by)
        codes, found = self._core.post_groups((levels, terms))
        groups = self._labelled(found, by, levels)
        pairs = _pairs(groups, target, reference)
        chosen = options(kinds, fold, ngrams, stopwords, own)
        test = tested_by(method, correction, prior, adjust, min_count)
        draws = check_whole(draws, "draws", 0, 1_000_000)
        with reporting("keyness", "draw", progress) as report:
            rows = _core.content_group_keyness(
                self._texts(own), codes, self._core.authors(), pairs, chosen, test, draws,
                check_seed(seed), report,
            )  # fmt: skip
        table = pa.Table.from_batches([rows])
        targets = pa.array([pair[0] for pair in pairs], pa.int64())
        whose = groups.take(targets.take(table["pair"].combine_chunks()))
        for place, name in enumerate(groups.column_names):
            table = table.add_column(place, name, whose[name])
        return self._frame(table.drop_columns(["pair"]))

    def attention(
        self,
        topics: Any = "hashtag",
        every: str = "1w",
        by: By | None = None,
        *,
        top: int = 10,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Follow how much of what each group says is about each topic.

        Parameters
        ----------
        topics : str, list of str, dictionary, mapping or frame
            ``"hashtag"``: the most used ones; a list of hashtags; a dictionary, that is a
            :class:`twiplomacy.Dictionary` or a mapping of category to a list of entries, of which
            a post is about those that it holds an entry of; or codes of your own: a mapping of
            post_id to topic, or a frame with ``post_id`` and one more column. A post may have
            several rows. Posts without a row were not coded and do not count; a null topic says
            that a post is about none.
        every : str
            The window: ``"1w"``, ``"month"``, ``"7d"``, ...
        by : str or list of str, optional
            A column of the roster, ``"account"``, or several.
        top : int
            How many hashtags, for ``"hashtag"``.
        draws : int
            Draws of the bootstrap; 0 for no intervals.
        seed : int
            The same seed gives the same intervals on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``start`` (of the window), ``group`` (with ``by``; or ``account`` and ``handle``, or one
            column for each of several groupings), ``topic, posts`` (about it), ``of`` (all posts
            of the group in the window), ``accounts`` (that wrote them), ``share, ci_low, ci_high``.
            Every window from the first to the last with a post, for every group and topic, in
            this order: where a group wrote nothing, ``of`` is 0 and the share NaN.

        Raises
        ------
        InputError
            If an argument cannot be used, or there are more than 20 million rows.

        Warns
        -----
        CoverageWarning
            If some of the post ids of codes are not in the corpus.

        Notes
        -----
        Posts are originals, quotes and replies with a time; a post counts once for each of its
        topics. Intervals: 95 %, percentile bootstrap over the accounts that wrote in the window;
        none with a single account; where none or all of the posts are about the topic, the exact
        bound for so many accounts (Clopper & Pearson 1934). The first and the last window may be
        cut by the ends of the collection. O(n log n) in posts, times draws in the accounts and
        topics of each window.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> table = corpus.attention(["#irandeal"], every="month", by="party", draws=99)
        >>> table[["group", "topic", "posts", "of"]].tail(3).values.tolist()
        [['D', '#irandeal', 24, 1636], ['I', '#irandeal', 6, 121], ['R', '#irandeal', 120, 1777]]
        """
        levels, terms = ([], self._terms()) if by is None else self._groups(by)
        if any(isinstance(level, str) and level != "account" for level in levels):
            raise InputError(f"by: {by!r} holds a window; wanted it as every=")
        chosen = topics_in(self, topics, top)
        seed = check_seed(seed)
        draws = check_whole(draws, "draws", 0, 1_000_000)
        with reporting("attention", "window", progress) as report:
            rows = self._core.attention((levels, terms), every, chosen, draws, seed, report)
        table = self._labelled(rows, by, levels)
        order = ["start", *[name for name in table.column_names if name != "start"]]
        return self._frame(table.select(order))

    def cooccurrence(
        self,
        of: Kinds = "hashtag",
        *,
        window: int | None = None,
        min_count: int = 2,
        weight: str = "count",
        max_terms: int = 100,
        fold: bool = True,
        stopwords: Stop = None,
        own: bool = True,
    ) -> Network:
        """Tie the hashtags or words that are used in the same posts.

        Parameters
        ----------
        of, window, min_count, weight, max_terms, fold, stopwords
            As in :func:`twiplomacy.content.cooccurrence`.
        own : bool
            Only the authors' own words; reposts do not count.

        Returns
        -------
        Network
            As :func:`twiplomacy.content.cooccurrence` gives it. Choose posts with :meth:`select`.

        Raises
        ------
        InputError
            If an argument cannot be used, or there are more than 100 million pairs.

        Warns
        -----
        CoverageWarning
            If posts are left out for their number of terms.

        Notes
        -----
        Tags are read from the texts. Cost: as :func:`twiplomacy.content.cooccurrence`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().cooccurrence(min_count=10).n_nodes
        36
        """
        return network_of(
            self._texts(own), of, window, min_count, weight, max_terms, fold, stopwords, own,
            self._backend,
        )  # fmt: skip

    def similar(
        self,
        to: str | None = None,
        k: int = 10,
        min_similarity: float = 0.0,
        *,
        kinds: Kinds = KINDS,
        fold: bool = True,
        ngrams: Ngrams = 1,
        stopwords: Stop = None,
        own: bool = True,
    ) -> Frame:
        """Find for each post those most like it, by the words that they share.

        Parameters
        ----------
        to : str, optional
            The id of one post; by default every post is asked for.
        k, min_similarity, kinds, fold, ngrams, stopwords
            As in :func:`twiplomacy.content.similar`.
        own : bool
            Only the authors' own words; reposts match nothing.

        Returns
        -------
        frame
            ``post, other`` (ids), ``similarity, rank``. In order of post and rank.

        Raises
        ------
        InputError
            If an argument cannot be used, or the post is not in the corpus.

        Notes
        -----
        Formula and cost: see :func:`twiplomacy.content.similar`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> corpus.similar(to=corpus.posts["post_id"].iloc[2], k=1).columns.tolist()
        ['post', 'other', 'similarity', 'rank']
        """
        texts = self._texts(own)
        chosen = options(kinds, fold, ngrams, stopwords, own)
        most = check_whole(k, "k", 1, 1_000_000)
        least = share(min_similarity, "min_similarity")
        ids = self._posts["post_id"].combine_chunks()
        if to is None:
            rows = _core.content_similar(texts, None, chosen, most, least)
            asked = ids.take(rows["text"])
        else:
            row = self._core.find_posts([str(to)])[0].as_py()
            if row is None or row >= len(texts):
                raise InputError(f"to: no post {to!r} in the corpus; wanted an id of corpus.posts")
            # One match more, since the post is among its own.
            query = texts.slice(row, 1)
            rows = _core.content_similar(texts, query, chosen, most + 1, least)
            rows = _without(rows, row, most)
            asked = pa.array([ids[row].as_py()] * rows.num_rows, ids.type)
        return self._frame(
            pa.table(
                {
                    "post": asked,
                    "other": ids.take(rows["other"]),
                    "similarity": rows["similarity"],
                    "rank": rows["rank"],
                }
            )
        )


def _without(rows: pa.RecordBatch, row: int, most: int) -> pa.RecordBatch:
    """Leave out one post among the matches, and number the others anew."""
    kept = rows.filter(pc.not_equal(rows["other"], row)).slice(0, most)
    return kept.set_column(3, "rank", pa.array(range(1, kept.num_rows + 1), pa.int64()))


def _pairs(
    groups: pa.Table, target: str | None, reference: str | None
) -> list[tuple[int, int | None]]:
    """Give numbers to the groups that are compared."""
    if groups.num_rows < 2:
        raise InputError(f"by: {groups.num_rows} groups have a post; wanted two or more")
    if target is None and reference is not None:
        raise InputError("reference: given without a target; wanted both, or target alone")
    if target is None:
        return [(number, None) for number in range(groups.num_rows)]
    first = _number(groups, target, "target")
    second = None if reference is None else _number(groups, reference, "reference")
    if first == second:
        raise InputError(f"reference: {reference!r}, as the target; wanted another group")
    return [(first, second)]


def _number(groups: pa.Table, label: str, argument: str) -> int:
    for name in ("group", "account", "handle"):
        if name in groups.column_names:
            found = pc.index(groups[name].cast(pa.large_string()), str(label)).as_py()
            if found >= 0:
                return int(found)
    if not {"group", "account"} & set(groups.column_names):
        raise InputError(f"{argument}: {label!r} with several groupings; wanted one in by=")
    names = groups[groups.column_names[0]].to_pylist()
    shown = ", ".join(str(name) for name in names[:10])
    raise InputError(f"{argument}: no group {label!r}; there are {shown}")
