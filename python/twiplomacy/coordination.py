"""Coordination: who does the same thing at about the same time, or shares the same things."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from . import _core
from ._progress import reporting
from .arguments import check_whole
from .errors import InputError
from .frames import Backend, Frame, backend_of, check_backend, from_arrow, strings, times
from .network import Network

if TYPE_CHECKING:
    from .corpus.base import Base

__all__ = ["CoSharing", "Coordination", "co_sharing", "coordination"]

_MOST = 2**32 - 1


class _Pairs:
    """The corpus that the pairs come from, if any, and the kind of table for results."""

    def __init__(self, corpus: Base | None, backend: Backend) -> None:
        self._corpus = corpus
        self._backend: Backend = backend

    def _frame(self, data: pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    def _network(self, made: tuple[_core.Network, pa.RecordBatch]) -> Network:
        core, labels = made
        nodes = pa.Table.from_batches([labels])
        if self._corpus is not None:
            nodes = self._corpus._nodes_named(labels["node"])
        return Network(core, nodes, self._backend)


class Coordination(_Pairs):
    """Pairs of rows in which two accounts shared one object at about the same time.

    Made by :meth:`twiplomacy.Corpus.coordination` and :func:`twiplomacy.coordination`. That two
    accounts share things within a minute, again and again, is no proof that they agreed to.
    """

    def __init__(self, core: _core.Coordination, corpus: Base | None, backend: Backend) -> None:
        super().__init__(corpus, backend)
        self._core = core

    @classmethod
    def _of(cls, corpus: Base, on: str, window_s: float, least: int, progress: bool | None) -> Self:
        window, least = _window(window_s), _least(least)
        with reporting("coordination", "row", progress) as report:
            core = corpus._core.coordination(on, window, least, report)
        return cls(core, corpus, corpus._backend)

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Coordination: {len(self):,} pairs>"

    @property
    def pairs(self) -> Frame:
        """The pairs, one a row.

        Returns
        -------
        frame
            ``object, account_a, content_a, at_a, account_b, content_b, at_b, delay_s`` (seconds
            between the two, never negative). Of the two accounts, ``a`` is the one whose key is
            smaller (by length, then bytes). In order of object, then of the earlier of the two
            rows and then of the later, rows being in order of time, account and content.

        Notes
        -----
        Made anew each time it is asked for: some hundred bytes a pair.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.coordination(["x"] * 3, list("abc"), list("123"), [0, 30.5, 95], 60, 1)
        >>> found.pairs[["account_a", "account_b", "delay_s"]].values.tolist()
        [['a', 'b', 30.5]]
        """
        return self._frame(self._core.pairs())

    @property
    def dropped(self) -> Frame:
        """What was left out before pairs were made, by the first reason that fits.

        Returns
        -------
        frame
            ``reason, rows``. ``no_object``, ``no_account``, ``no_content``, ``no_time``: null or
            empty (in a corpus, ``no_object``: only the account is known whose post it was);
            ``own``: posts of one's own, left out by ``co_sharing`` of a corpus alone;
            ``few_rows``: rows of accounts with fewer than ``min_participation``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.coordination(["x"] * 3, ["a", "b", None], ["1", "2", "3"], [0, 1, 2])
        >>> dict(found.dropped.values.tolist())["no_account"]
        1
        """
        return self._frame(self._core.dropped())

    def accounts(self) -> Frame:
        """List the accounts that are in a pair.

        Returns
        -------
        frame
            ``account``, ``handle`` (of a corpus), ``rows`` (that ``min_participation`` left),
            ``contents`` (distinct ones in pairs), ``pairs``, ``partners`` (accounts that it is in
            a pair with). In order of key.

        Notes
        -----
        O(p log p) for p pairs.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.coordination(["x"] * 3, list("abb"), list("123"), [0, 30, 95], 60, 1)
        >>> found.accounts().values.tolist()
        [['a', 1, 1, 1, 1], ['b', 2, 1, 1, 1]]
        """
        return self._frame(self._core.accounts())

    def objects(self) -> Frame:
        """List the objects that are in a pair.

        Returns
        -------
        frame
            ``object, rows`` (that ``min_participation`` left), ``pairs, accounts`` (in pairs).
            In order of key.

        Notes
        -----
        O(p log p) for p pairs.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.coordination(["x"] * 3, list("abb"), list("123"), [0, 30, 95], 60, 1)
        >>> found.objects().values.tolist()
        [['x', 3, 1, 2]]
        """
        return self._frame(self._core.objects())

    def edges(self, min_weight: int = 1) -> Frame:
        """Count the pairs of every two accounts.

        Parameters
        ----------
        min_weight : int
            The fewest pairs of two accounts that are kept.

        Returns
        -------
        frame
            ``account_a, account_b, weight`` (pairs), ``contents_a, contents_b`` (distinct
            contents of each in their pairs), ``symmetry`` (the smaller of these by the larger: 1
            if both did as much). In order of the two keys.

        Raises
        ------
        InputError
            If ``min_weight`` is not a whole number from 0 on.

        Notes
        -----
        Source: Righetti & Balluff 2025. O(p log p) for p pairs.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.coordination(["x"] * 3, list("abb"), list("123"), [0, 30, 50], 60, 1)
        >>> found.edges().values.tolist()
        [['a', 'b', 2, 1, 2, 0.5]]
        """
        return self._frame(self._core.edges(check_whole(min_weight, "min_weight", 0, _MOST)))

    def network(self, min_weight: int = 1) -> Network:
        """Build the network of accounts, tied by their pairs.

        Parameters
        ----------
        min_weight : int
            The fewest pairs of two accounts whose edge is kept.

        Returns
        -------
        Network
            Undirected; the weight of an edge is its number of pairs. Its nodes are the accounts
            that have an edge, in order of key; of a corpus with their handle and the roster's
            columns.

        Raises
        ------
        InputError
            If ``min_weight`` is not a whole number from 0 on.

        Notes
        -----
        O(p log p) for p pairs.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.coordination(["x"] * 3, list("abc"), list("123"), [0, 30, 95], 65, 1).network()
        <Network, undirected, of 3 nodes and 2 edges>
        """
        return self._network(self._core.network(check_whole(min_weight, "min_weight", 0, _MOST)))


class CoSharing(_Pairs):
    """Pairs of accounts that shared the same objects, and how alike they are in that.

    Made by :meth:`twiplomacy.Corpus.co_sharing` and :func:`twiplomacy.co_sharing`.
    """

    def __init__(self, core: _core.CoSharing, corpus: Base | None, backend: Backend) -> None:
        super().__init__(corpus, backend)
        self._core = core

    @classmethod
    def _of(
        cls,
        corpus: Base,
        on: str,
        least: int,
        similarity: float,
        top: int | None,
        progress: bool | None,
    ) -> Self:
        chosen = (_least(least), _share(similarity, "min_similarity"), _top(top))
        with reporting("co-sharing", "account", progress) as report:
            core = corpus._core.co_sharing(on, *chosen, report)
        return cls(core, corpus, corpus._backend)

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<CoSharing: {len(self):,} pairs among {self._core.n_accounts:,} accounts>"

    @property
    def pairs(self) -> Frame:
        """The pairs of accounts, one a row.

        Returns
        -------
        frame
            ``account_a, account_b, similarity`` (0 to 1), ``shared`` (objects that both shared).
            The most similar first, ties in order of the two keys.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.co_sharing(list("xyxy"), list("aabb"), min_participation=1)
        >>> found.pairs.round(3).values.tolist()
        [['a', 'b', 1.0, 2]]
        """
        return self._frame(self._core.pairs())

    @property
    def dropped(self) -> Frame:
        """What was left out; see :attr:`Coordination.dropped`.

        Returns
        -------
        frame
            ``reason, rows``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> found = tw.co_sharing(["x"] * 3, list("abb"), min_participation=2)
        >>> dict(found.dropped.values.tolist())["few_rows"]
        1
        """
        return self._frame(self._core.dropped())

    def network(self, min_similarity: float = 0.0) -> Network:
        """Build the network of accounts, tied by their similarity.

        Parameters
        ----------
        min_similarity : float
            The least similarity of two accounts whose edge is kept, from 0 to 1.

        Returns
        -------
        Network
            Undirected; the weight of an edge is the similarity. Its nodes are the accounts that
            have an edge, in order of key; of a corpus with their handle and the roster's columns.

        Raises
        ------
        InputError
            If ``min_similarity`` is not between 0 and 1.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.co_sharing(list("xyxyz"), list("aabbb"), min_participation=1).network(0.5)
        <Network, undirected, of 2 nodes and 1 edges>
        """
        return self._network(self._core.network(_share(min_similarity, "min_similarity")))


def coordination(
    object_id: Any,
    account_id: Any,
    content_id: Any,
    at: Any,
    window_s: float = 60,
    min_participation: int = 2,
    backend: Backend | None = None,
    progress: bool | None = None,
) -> Coordination:
    """Find the accounts that share the same objects at about the same time.

    In five steps: (1) accounts with fewer than ``min_participation`` rows are left out; (2) rows
    of one object are paired where their times differ by at most ``window_s``; (3) pairs of one
    account, of one content, or with a content that is the object are left out; (4) for each
    account, the rows left by (1) are counted whose content is in any pair; (5) a pair stays if
    one of its accounts has at least ``min_participation`` of these.

    Parameters
    ----------
    object_id : column or list of str or int
        What was shared: a post passed on, a link, a hashtag, a text.
    account_id : column or list of str or int
        Who shared it.
    content_id : column or list of str or int
        Through what: the repost, or the post that holds the link.
    at : column or list
        When: timestamps (without a zone: UTC), strings such as ``2012-10-17T09:00:00Z``, or
        seconds since 1970, with fractions if you like (from 10**11 on: milliseconds); taken to
        the microsecond.
    window_s : float
        The most seconds between two rows of a pair; 0 for the same time, ``inf`` for any.
    min_participation : int
        The fewest rows of an account, m, in steps 1 and 5.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table for results; by default that of ``object_id``.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    Coordination
        Rows with an empty cell are left out and counted in its ``dropped``.

    Raises
    ------
    InputError
        If the columns differ in length, a time cannot be read, the window or
        ``min_participation`` is none, or there are more than 500 million pairs within the window.

    Notes
    -----
    Source: Righetti & Balluff 2025 (the R package CooRTweet). O(n log n) in rows, then linear in
    rows and in pairs within the window; 24 bytes a row and 8 a pair beside the columns. The same
    pairs in the same order for any order of the rows and any number of threads.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> data = tw.datasets.coordinated_reposts()
    >>> tw.coordination(data["object_id"], data["account_id"], data["content_id"], data["at"])
    <Coordination: 3,791 pairs>
    """
    objects, accounts = strings(object_id, "object_id"), strings(account_id, "account_id")
    contents, when = strings(content_id, "content_id"), times(at, "at")
    _check_lengths(objects, account_id=accounts, content_id=contents, at=when)
    window, least = _window(window_s), _least(min_participation)
    with reporting("coordination", "row", progress) as report:
        core = _core.coordination_columns(objects, accounts, contents, when, window, least, report)
    return Coordination(core, None, check_backend(backend or backend_of(object_id)))


def co_sharing(
    object_id: Any,
    account_id: Any,
    min_participation: int = 10,
    min_similarity: float = 0.0,
    top: int | None = None,
    backend: Backend | None = None,
    progress: bool | None = None,
) -> CoSharing:
    """Compare accounts by the objects that they share, whenever they do.

    Each account is a vector over objects: tf-idf = tf (ln((1 + n) / (1 + df)) + 1), for an object
    that it shared tf times and that df of the n accounts shared. The similarity of two accounts
    is the cosine of the angle between their vectors. What everybody shares counts for little.

    Parameters
    ----------
    object_id : column or list of str or int
        What was shared.
    account_id : column or list of str or int
        Who shared it.
    min_participation : int
        The fewest rows of an account; others are left out first. 10 as in the source.
    min_similarity : float
        The least similarity of a pair that is kept, from 0 to 1.
    top : int, optional
        Only so many pairs, the most similar ones. The source keeps the top 0.5 % of pairs.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table for results; by default that of ``object_id``.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    CoSharing
        Rows with an empty cell are left out and counted in its ``dropped``.

    Raises
    ------
    InputError
        If the columns differ in length, an argument is out of range, there are more than 100
        million pairs, or more than 50 billion products to add up.

    Notes
    -----
    Source: Pacheco and others 2021. The idf is the smoothed one of scikit-learn, tf the plain
    count. Exact: all pairs that share an object are compared, O(sum over objects of df^2).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> data = tw.datasets.coordinated_reposts()
    >>> tw.co_sharing(data["object_id"], data["account_id"], min_similarity=0.5)
    <CoSharing: 17 pairs among 777 accounts>
    """
    objects, accounts = strings(object_id, "object_id"), strings(account_id, "account_id")
    _check_lengths(objects, account_id=accounts)
    chosen = (_least(min_participation), _share(min_similarity, "min_similarity"), _top(top))
    with reporting("co-sharing", "account", progress) as report:
        core = _core.co_sharing_columns(objects, accounts, *chosen, report)
    return CoSharing(core, None, check_backend(backend or backend_of(object_id)))


def _check_lengths(objects: pa.Array, **columns: pa.Array) -> None:
    for name, column in columns.items():
        if len(column) != len(objects):
            raise InputError(
                f"{name}: {len(column)} rows; wanted {len(objects)}, as many as object_id has"
            )


def _window(window_s: float) -> int:
    """Return a window in microseconds; any that is larger than time is as good as infinite."""
    if not isinstance(window_s, Real) or math.isnan(window_s) or window_s < 0:
        raise InputError(f"window_s: {window_s!r}; wanted seconds, 0 or more")
    return 2**64 - 1 if window_s * 1e6 >= 2**63 else round(window_s * 1_000_000)


def _least(min_participation: int) -> int:
    return check_whole(min_participation, "min_participation", 1, _MOST)


def _top(top: int | None) -> int | None:
    return None if top is None else check_whole(top, "top", 1, _MOST)


def _share(value: float, argument: str) -> float:
    if not isinstance(value, Real) or not 0 <= value <= 1:
        raise InputError(f"{argument}: {value!r}; wanted a number from 0 to 1")
    return float(value)
