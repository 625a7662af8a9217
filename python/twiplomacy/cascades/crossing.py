"""Between which groups a cascade goes, when it first reaches them, and through whom."""

from __future__ import annotations

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..frames import Frame
from ..grouped import By
from .base import Base


class Crossing(Base):
    """Crossings of group borders."""

    def crossings(
        self, by: By, draws: int = DRAWS, seed: int = 0, progress: bool | None = None
    ) -> Frame:
        """Count the edges from each group to each other, against chance.

        Chance: groups are permuted among the accounts at the ends of these edges.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            Groups of accounts: a column of the roster, or several; a mapping of accounts to
            groups; or a frame with ``account`` and one more column.
        draws : int
            How many permutations.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``from`` (the group of the parent's account), ``to`` (of the child's), ``edges, share``
            (of all edges with a group at both ends), ``expected`` (mean share in the
            permutations), ``z, p`` (two-sided: (1 + draws at least as far from their mean) / (1 +
            draws)), ``p_adjusted`` (Benjamini & Hochberg 1995 over the rows). One row for every
            pair of groups, in order of ``from`` and ``to``.

        Raises
        ------
        InputError
            If a grouping is not known, is a window of time, or has too many groups.

        Notes
        -----
        The measure is ours; p: Phipson & Smyth 2010. Edges of an account to itself count. With
        terms in the roster an account has its group only while in office. O(m log m) for m edges,
        and the distinct pairs of accounts for each draw.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 4, [None, "a", "b", "a"], ["a", "b", "c", "d"])
        >>> table = cas.crossings({"a": "X", "b": "X", "c": "Y", "d": "Y"}, draws=99)
        >>> table[["from", "to", "edges"]].values.tolist()
        [['X', 'X', 1], ['X', 'Y', 2], ['Y', 'X', 0], ['Y', 'Y', 0]]
        """
        groups = self._account_groups(by)
        with reporting("crossings", "draw", progress) as report:
            found = self._core.crossings(groups, check_draws(draws), check_seed(seed), report)
        return self._frame(found)

    def crossing_share(
        self, by: By, draws: int = DRAWS, seed: int = 0, progress: bool | None = None
    ) -> Frame:
        """Give the share of edges that lead from one group to another, against chance.

        Parameters
        ----------
        by, draws, seed, progress
            As in :meth:`crossings`.

        Returns
        -------
        frame
            One row: ``edges`` (with a group at both ends), ``crossing`` (between two groups),
            ``share, expected, z, p`` as in :meth:`crossings`, ``ungrouped`` (edges with an end in
            no group, left out).

        Raises
        ------
        InputError
            If a grouping is not known or is a window of time.

        Notes
        -----
        As for :meth:`crossings`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 4, [None, "a", "b", "a"], ["a", "b", "c", "d"])
        >>> table = cas.crossing_share({"a": "X", "b": "X", "c": "Y"}, draws=99)
        >>> table[["edges", "crossing", "share", "ungrouped"]].values.tolist()
        [[2.0, 1.0, 0.5, 1.0]]
        """
        groups = self._account_groups(by)
        with reporting("crossings", "draw", progress) as report:
            found = self._core.crossing_share(groups, check_draws(draws), check_seed(seed), report)
        return self._frame(found)

    def arrivals(self, by: By) -> Frame:
        """Find the first of each group in each cascade.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            As in :meth:`crossings`.

        Returns
        -------
        frame
            ``cascade, group, account, handle, at, depth, post``: the member of that group with the
            earliest time, ties by id; the root comes before all, unknown times last. In order of
            cascade, then of arrival.

        Raises
        ------
        InputError
            If a grouping is not known or is a window of time.

        Notes
        -----
        The measure is ours. Linear in posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 3, [None, "a", "b"], ["a", "b", "c"], at=[0, 5, 9])
        >>> cas.arrivals({"a": "X", "b": "X", "c": "Y"})[["group", "account"]].values.tolist()
        [['X', 'a'], ['Y', 'c']]
        """
        return self._frame(self._core.arrivals(self._account_groups(by)))

    def by_depth(self, by: By) -> Frame:
        """Say how mixed the cascades are at each depth, all taken together.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            As in :meth:`crossings`.

        Returns
        -------
        frame
            ``depth, posts, grouped`` (posts of accounts in a group), ``entropy`` (of the groups of
            those, in nats: H = - sum p ln p; 0 if all are of one), ``home_share`` (share of the
            root's group, in cascades whose root has one). NaN where there is none. In order of
            depth.

        Raises
        ------
        InputError
            If a grouping is not known or is a window of time.

        Notes
        -----
        Entropy: Shannon 1948; its use here is ours. O(n log n) for n posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 3, [None, "a", "a"], ["a", "b", "c"])
        >>> cas.by_depth({"a": "X", "b": "X", "c": "Y"})[["depth", "home_share"]].values.tolist()
        [[0.0, 1.0], [1.0, 0.5]]
        """
        return self._frame(self._core.by_depth(self._account_groups(by)))

    def gatekeepers(self, by: By) -> Frame:
        """Find the accounts through which groups were first reached.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            As in :meth:`crossings`.

        Returns
        -------
        frame
            ``account, handle, group`` (the group reached), ``arrivals`` (cascades in which the
            first of that group had it from this account; not those whose root is in the group),
            ``share`` (of all such first arrivals of the group). Most arrivals first, ties by
            account, then group. A null account holds those whose parent's account is not known.

        Raises
        ------
        InputError
            If a grouping is not known or is a window of time.

        Notes
        -----
        The measure is ours. O(n log n) for n posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 3, [None, "a", "b"], ["a", "b", "c"])
        >>> table = cas.gatekeepers({"a": "X", "b": "X", "c": "Y"})
        >>> table[["account", "group", "arrivals", "share"]].values.tolist()
        [['b', 'Y', 1, 1.0]]
        """
        return self._frame(self._core.gatekeepers(self._account_groups(by)))
