"""Pictures of networks: where nodes are put, and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..arguments import check_seed
from ..errors import InputError, require
from ..frames import Frame
from .base import Base
from .chart_picture import draw_chart
from .drawing import draw
from .levels_picture import draw_levels

if TYPE_CHECKING:
    from .network import Network


_MOST_ITERATIONS = 1_000_000


class Plot(Base):
    """Layout and pictures."""

    def layout(self, seed: int = 0, iterations: int | None = None) -> Frame:
        """Put nodes where those tied to each other are near and others are not.

        Directions are dropped; heavier ties draw harder, by the logarithm of their weight.
        Components are laid out by themselves and packed side by side, the largest in the
        middle and isolated nodes in rows below.

        Parameters
        ----------
        seed : int
            The same seed gives the same picture on any number of threads. What differs between
            two seeds is no finding.
        iterations : int, optional
            How many rounds nodes are moved; by default 100.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``x``, ``y``: centred, the longer side of the whole
            from -1 to 1.

        Raises
        ------
        InputError
            If iterations or the seed is out of range.

        Notes
        -----
        Source: the forces of Jacomy, Venturini, Heymann & Bastian 2014, *PLoS ONE* 9:e98679,
        from outline to detail (Walshaw 2003, *Journal of Graph Algorithms and Applications*
        7:253). O(n log n + m) a round.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["b", "c"]).layout().columns.tolist()
        ['node', 'x', 'y']
        """
        if iterations is not None and not 1 <= iterations <= _MOST_ITERATIONS:
            raise InputError(
                f"iterations: {iterations}; wanted a whole number from 1 to {_MOST_ITERATIONS:,}"
            )
        return self._with_nodes(self._core.layout(check_seed(seed), iterations))

    def plot(
        self,
        by: Any | None = None,
        size: Any | None = "degree",
        labels: int = 15,
        *,
        ax: Any | None = None,
        seed: int = 0,
        max_edges: int = 20_000,
        title: str | None = None,
    ) -> Any:
        """Draw the network.

        Parameters
        ----------
        by : str, frame or mapping, optional
            A group for each node, shown by colour and shape: a column of ``nodes``, a frame with
            ``node`` and one more column, such as :meth:`communities` gives, or node to group. Of
            more than eight the seven largest are shown, the rest as "other".
        size : str, frame, mapping or None
            What the area of a mark stands for: a measure such as "degree", "in_degree", "weight",
            "pagerank" or "betweenness", a column of ``nodes``, a frame or a mapping; None: all
            marks are alike.
        labels : int
            How many of the largest nodes get a name, their handle where one is known. Names that
            would lie on others are left out.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        seed : int
            For the layout, and for which edges are drawn if there are too many.
        max_edges : int
            How many edges to draw at most, heavier ones more likely; a note says how many.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.axes.Axes
            ``.figure.savefig("network.pdf")`` makes a file of it.

        Raises
        ------
        InputError
            If an argument cannot be used.
        MissingDependencyError
            If matplotlib is not installed.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> net.plot(by={"a": "north", "b": "south", "c": "south"}).get_legend() is not None
        True
        """
        require("matplotlib", "study", "plot")
        places = self._core.layout(check_seed(seed), None)
        positions = np.column_stack([places["x"].to_numpy(), places["y"].to_numpy()])
        network = cast("Network", self)
        return draw(
            network,
            positions,
            by=by,
            size=size,
            labels=labels,
            ax=ax,
            seed=seed,
            max_edges=max_edges,
            title=title,
        )

    def plot_chart(
        self,
        superior: Any,
        labels: int = 40,
        *,
        forest: bool = False,
        title: str | None = None,
    ) -> Any:
        """Draw the formal chart and, in the same places, the ties that were observed.

        Parameters
        ----------
        superior, forest
            As in :meth:`bypass`.
        labels : int
            How many posts get a name, from the top of the chart on. Names of one or two letters
            stand in the marks; in place of longer ones both pictures have a number. Where posts
            are too close for a name there is none.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.figure.Figure
            Left the chart. Right the ties by their path: those of superior and subordinate
            straight, those that skip somebody dashed, lateral ones thin, within one row as arcs
            below it; wider where heavier, with an arrowhead if there are few. Ties with accounts
            off the chart are not drawn. Dotted marks are people who are no nodes. The legend has
            the shares of the weight, as in :meth:`bypass`, and those of all pairs of nodes on
            the chart, which is what chance would make of them.

        Raises
        ------
        InputError
            As in :meth:`bypass`, and for more than 120 people on the chart.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        The tree is laid out after Reingold & Tilford 1981, *IEEE Transactions on Software
        Engineering* 7:223.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b", "c"], ["b", "c", "a"])
        >>> len(net.plot_chart({"b": "a", "c": "a"}).axes)
        2
        """
        return draw_chart(cast("Network", self), superior, labels, forest, title)

    def plot_levels(
        self,
        by: Any | None = None,
        size: Any | None = "degree",
        labels: int = 15,
        *,
        seed: int = 0,
        max_edges: int = 5_000,
        title: str | None = None,
    ) -> Any:
        """Draw the network from bottom to top: each node at its trophic level.

        Only the largest weak component is drawn, as the levels of others do not compare with its
        own.

        Parameters
        ----------
        by, size
            As in :meth:`plot`.
        labels : int
            How many nodes get a name: the two highest and the two lowest, from 8 names on, then
            the largest. Names that would lie on others are left out.
        seed : int
            For the places from left to right, and for which arcs are drawn if there are too
            many. From left to right nothing is measured.
        max_edges : int
            How many arcs to draw at most, heavier ones more likely; a note says how many.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.figure.Figure
            Arcs that lead up are grey, those that lead down or stay on a level dashed and dark;
            wider where heavier, with an arrowhead if there are few. Above stands trophic
            incoherence, below the share of the weight that leads up.

        Raises
        ------
        InputError
            If the network is undirected, its largest component has more than 1,500 nodes, or an
            argument cannot be used.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        Levels: MacKay, Johnson & Sansom 2020, *Royal Society Open Science* 7:201138. From left to
        right: the forces of Fruchterman & Reingold 1991, *Software: Practice and Experience*
        21:1129, at given heights; O(n^2) a round.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "a", "b"], ["b", "c", "c"])
        >>> net.plot_levels().axes[0].get_ylabel()
        'trophic level'
        """
        network = cast("Network", self)
        return draw_levels(network, by, size, labels, seed, max_edges, title)
