"""How many steps lie between groups."""

from __future__ import annotations

from typing import Any

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed, check_whole
from ..frames import Frame
from .mixing import Mixing, named


class Between(Mixing):
    """Paths from group to group."""

    def group_distances(
        self,
        groups: Any,
        sources: int | None = 1000,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Measure how many steps it takes from the members of one group to those of another.

        Parameters
        ----------
        groups : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.
            Paths may lead through any node, also through those without a group.
        sources : int, optional
            How many members of each group to start from at most, drawn at random; all if None.
        draws : int
            Draws of the bootstrap, where sources were drawn.
        seed : int
            Which sources and draws.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``from, to, sources`` (members of ``from`` started from), ``pairs`` (ordered: of a
            source and another member of ``to``), ``mean`` (steps along the arcs, over pairs with
            a path; NaN without), ``ci_low, ci_high`` (95 % of the mean; NaN where all members are
            sources: then it is exact), ``median`` (likewise), ``unreachable`` (share of all pairs
            without a path), ``share_1, share_2, share_3`` (share of all pairs at that distance).
            One row for every ordered pair of groups.

        Raises
        ------
        InputError
            If an argument cannot be used or no node has a group.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Read the mean beside ``unreachable``: it is short where few can be reached. In a network by
        ``direction="information"`` a path from the public to officials is one that their words could
        have taken. Interval: percentile bootstrap over sources. Breadth-first search from 64
        sources at a time (Then and others 2014, *PVLDB* 8:449); O(sources m) at worst.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> table = net.group_distances({"a": "public", "b": "public", "c": "official"})
        >>> table[["from", "to", "pairs", "mean"]].values.tolist()[-1]
        ['public', 'official', 2, 1.5]
        """
        codes, names = self._named_groups(groups, "groups")
        if sources is not None:
            check_whole(sources, "sources", 1)
        draws, seed = check_draws(draws), check_seed(seed)
        with reporting("group_distances", "source", progress) as report:
            found = self._core.group_distances(codes, len(names), sources, draws, seed, report)
        return self._frame(named(found, names, ("from", "to")))

    def nearest(self, groups: Any, progress: bool | None = None) -> Frame:
        """Count how many steps it takes from the members of a group to the nearest of another.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`group_distances`.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``from, to, distance`` (steps along the arcs to the nearest member of ``to``, oneself
            left out; null where none can be reached), ``nodes`` (members of ``from``), ``share``
            (of its members). One row for each distance that occurs, in order of ``from``, ``to``
            and distance, null last.

        Raises
        ------
        InputError
            If no node has a group.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Exact: one breadth-first search for each group, from all of its members at once.
        O(groups m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> table = net.nearest({"a": "public", "b": "public", "c": "official"})
        >>> table[table["to"] == "official"][["from", "distance", "nodes"]].dropna().values.tolist()
        [['public', 1.0, 1], ['public', 2.0, 1]]
        """
        codes, names = self._named_groups(groups, "groups")
        with reporting("nearest", "group", progress) as report:
            found = self._core.nearest(codes, len(names), report)
        return self._frame(named(found, names, ("from", "to")))
