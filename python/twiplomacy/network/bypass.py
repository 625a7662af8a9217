"""How far ties keep to the formal chart."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .._progress import reporting
from ..arguments import check_draws, check_seed
from ..frames import Frame
from .base import Base
from .formal_chart import read_chart


class Bypass(Base):
    """The formal chart beside the network."""

    def bypass(
        self,
        superior: Any,
        draws: int = 999,
        seed: int = 0,
        progress: bool | None = None,
        *,
        forest: bool = False,
    ) -> Frame:
        """Say how much of the traffic keeps to the formal chart and how much goes past it.

        A tie is ``line`` between superior and subordinate; ``skip`` between two who are further
        apart in one line of command, past those between them; ``lateral`` between two on the
        chart of whom neither is set over the other; ``external`` with one end off the chart. Its
        direction does not matter. Off the chart are those who have neither a superior nor
        subordinates.

        Parameters
        ----------
        superior : str, frame or mapping
            The superior of each: a column of ``nodes``, a frame with ``node`` and one more
            column, or a mapping; ids or handles in any case, with or without ``@``; nobody
            (null or empty) for the head and for those off the chart. People who are no nodes
            may be on the chart: they are steps between others.
        draws : int
            How many networks, and how many orders of posts, chance makes.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.
        forest : bool
            Whether there may be several heads, such as the ministers of several countries. What
            runs between their charts is ``lateral``.

        Returns
        -------
        frame
            ``path, edges, weight, share, null, null_mean, null_sd, z, p, draws, p_adjusted,
            off_chart, self_loops``: one row a path and null. ``share`` is that of the weight of
            all four paths; ``null_mean`` and what follows say what chance makes of it, with p
            two-sided and ``p_adjusted`` Benjamini & Hochberg's over the rows that have a p.
            ``off_chart`` counts the ties with both ends off the chart, which are in no share,
            and ``self_loops`` those dropped; both are the same in all rows.

        Raises
        ------
        InputError
            If nobody has a superior or no node is on the chart; if somebody is above themself,
            directly or in a cycle, which is named; if there are several heads without
            ``forest=True``.

        Notes
        -----
        The measure is ours. Two nulls: ``"rewire"`` keeps everyone's numbers of ties and leaves
        to chance whom they tie them to (:meth:`rewire`), so it asks whether the traffic keeps to
        the chart more than activity alone would make it; ``"chart"`` keeps all ties and deals out
        anew who of the nodes on the chart holds which of their posts, so it asks whether it
        matters who holds which. Posts of people who are no nodes stay theirs. The second cannot
        change what is external, nor the first if all or no nodes are off the chart: there p is
        NaN. O(draws m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["head", "desk", "clerk"], ["desk", "clerk", "head"])
        >>> table = net.bypass({"head": None, "desk": "head", "clerk": "desk"}, draws=99)
        >>> table[table["null"] == "chart"].set_index("path")["edges"].to_dict()
        {'line': 2, 'skip': 1, 'lateral': 0, 'external': 0}
        """
        draws, seed = check_draws(draws), check_seed(seed)
        chart = read_chart(self, superior, forest)
        with reporting("bypass", "draw", progress) as report:
            return self._frame(self._core.bypass(chart.superior, draws, seed, report))

    def chart_ties(self, superior: Any, *, forest: bool = False) -> Frame:
        """Say of each tie how it runs on the formal chart.

        Parameters
        ----------
        superior, forest
            As in :meth:`bypass`.

        Returns
        -------
        frame
            ``source, target, weight, path, distance, source_rank, target_rank``, in the order of
            ``edges``: ``path`` as in :meth:`bypass`, and ``"off"`` where both ends are off the
            chart; ``distance`` the steps between both along the chart (0 for a self-loop, null
            off it and between the charts of a forest); formal ranks, 1 at the top.

        Raises
        ------
        InputError
            As in :meth:`bypass`.

        Notes
        -----
        The distance goes up to the first who is over both and down. O(m depth).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["clerk"], ["head"])
        >>> net.chart_ties({"desk": "head", "clerk": "desk"})[["path", "distance"]].values.tolist()
        [['skip', 2]]
        """
        chart = read_chart(self, superior, forest)
        table = pa.Table.from_batches([self._core.edges()]).select(["source", "target", "weight"])
        ties = self._core.chart_ties(chart.superior)
        ranks = {end: chart.ranks.take(table[end].combine_chunks()) for end in ("source", "target")}
        labels = self._labels()
        for place, end in enumerate(("source", "target")):
            table = table.set_column(place, end, labels.take(table[end].combine_chunks()))
        for name in ("path", "distance"):
            table = table.append_column(name, ties.column(name))
        for end, column in ranks.items():
            table = table.append_column(f"{end}_rank", column)
        return self._frame(table)

    def rank_correlation(
        self,
        superior: Any,
        draws: int = 999,
        seed: int = 0,
        progress: bool | None = None,
        *,
        forest: bool = False,
    ) -> Frame:
        """Say whether those ranked high on the chart stand high in the traffic.

        Spearman's correlation of trophic level (:meth:`trophic_levels`) and formal rank (1 at the
        top), over the nodes on the chart in the largest weak component.

        Parameters
        ----------
        superior, draws, seed, progress, forest
            As in :meth:`bypass`.

        Returns
        -------
        frame
            One row: ``value``; ``n``, the nodes that have both; ``null_mean, null_sd, z, p,
            draws``: what dealing the ranks out anew among them gives, p two-sided. NaN if levels
            or ranks do not differ.

        Raises
        ------
        InputError
            As in :meth:`bypass`, and for an undirected network.

        Notes
        -----
        An arc leads up, so the sign depends on what it means. Where arcs are information, from
        who was read to who passed it on, sources have the lowest levels: the value is near 1
        where what the top says trickles down the chart, near -1 where it is reported up. Where
        arcs are attention, it is the other way round. Equal levels and ranks share the mean of
        theirs. The measure is ours; correlation: Spearman 1904, *American Journal of Psychology*
        15:72. O(n log n + draws n) beyond the levels.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["head", "desk"], ["desk", "clerk"])
        >>> found = net.rank_correlation({"desk": "head", "clerk": "desk"}, draws=99)
        >>> round(float(found["value"][0]), 12)
        1.0
        """
        draws, seed = check_draws(draws), check_seed(seed)
        chart = read_chart(self, superior, forest)
        with reporting("rank_correlation", "draw", progress) as report:
            return self._frame(self._core.rank_correlation(chart.superior, draws, seed, report))
