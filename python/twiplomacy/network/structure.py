"""How a network is knit: components, triangles, triads, returned ties, who is tied to whom."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..frames import Frame
from .base import Base

CLUSTERINGS = ("none", "onnela", "barrat")
ENDS = ("in", "out")
RECIPROCITIES = ("edge", "dyad", "weighted")


class Structure(Base):
    """Measures of the whole network, and those that its triangles give each node."""

    def components(self, strong: bool = False) -> Frame:
        """Find which nodes hang together.

        Parameters
        ----------
        strong : bool
            Whether paths must lead both ways along the arcs.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``component``: 0 for the largest, ties to the one
            of the first node.

        Notes
        -----
        O(n + m): union-find; Tarjan 1972, *SIAM Journal on Computing* 1:146.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1, 2, 4], [2, 3, 5]).components()["component"].tolist()
        [0, 0, 0, 1, 1]
        """
        return self._with_nodes(self._core.components(strong))

    def density(self) -> float:
        """Share of all possible ties that are there, self-loops apart.

        Returns
        -------
        float
            Between 0 and 1; NaN for fewer than two nodes.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).density()
        0.5
        """
        return self._core.density()

    def reciprocity(self, kind: str = "edge") -> float:
        """Share of ties that are returned, self-loops apart.

        Parameters
        ----------
        kind : {"edge", "dyad", "weighted"}
            ``"edge"``: arcs u -> v with v -> u, over all arcs. ``"dyad"``: pairs tied both
            ways, over pairs tied at all. ``"weighted"``: the sum over pairs of 2 min(w_uv, w_vu)
            over all weight.

        Returns
        -------
        float
            Between 0 and 1; 1 for an undirected network, NaN without arcs.

        Raises
        ------
        InputError
            If the kind is none of these.

        Notes
        -----
        Wasserman & Faust 1994, *Social Network Analysis*, chapter 13; weighted: Squartini and
        others 2013, *Scientific Reports* 3:2729. O(n + m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b", "a"], ["b", "a", "c"])
        >>> round(net.reciprocity(), 3), net.reciprocity("dyad")
        (0.667, 0.5)
        """
        if kind not in RECIPROCITIES:
            raise InputError(f"kind: {kind!r}; wanted one of {', '.join(RECIPROCITIES)}")
        return self._core.reciprocity(kind)

    def transitivity(self) -> float:
        """Share of paths of two ties whose ends are tied as well; direction is dropped.

        Returns
        -------
        float
            Three times the triangles over the connected triples; NaN without such a triple.

        Notes
        -----
        Newman, Watts & Strogatz 2002, *PNAS* 99:2566. O(m sqrt(m)) at most.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1, 2, 3, 3], [2, 3, 1, 4]).transitivity()
        0.6
        """
        return self._core.transitivity()

    def clustering(self, weights: str = "none") -> Frame:
        """Measure how many of a node's contacts are tied to each other.

        c_v = 2 t_v / (k_v (k_v - 1)), with t_v the triangles at v and k_v its contacts. In a
        directed network each of the eight ways to close a triangle counts (Fagiolo).

        Parameters
        ----------
        weights : {"none", "onnela", "barrat"}
            ``"onnela"``: a triangle counts the geometric mean of its three weights over the
            largest weight of the network. ``"barrat"``: it counts the mean of the node's own two
            weights over the node's mean weight.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``clustering``; 0 with fewer than two contacts.

        Raises
        ------
        InputError
            If the form is none of these.

        Notes
        -----
        Sources: Watts & Strogatz 1998, *Nature* 393:440; Onnela and others 2005, *Physical
        Review E* 71:065103; Barrat and others 2004, *PNAS* 101:3747; Fagiolo 2007, *Physical
        Review E* 76:026107; directed Barrat: Clemente & Grassi 2018, *Chaos, Solitons & Fractals*
        107:26. Self-loops do not count. O(m sqrt(m)) at most.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 3], [2, 3, 1, 4], directed=False)
        >>> net.clustering()["clustering"].round(3).tolist()
        [1.0, 1.0, 0.333, 0.0]
        """
        if weights not in CLUSTERINGS:
            raise InputError(f"weights: {weights!r}; wanted one of {', '.join(CLUSTERINGS)}")
        return self._with_nodes(self._core.clustering(weights))

    def triads(self) -> Frame:
        """Count the sixteen ways in which three nodes can be tied.

        Returns
        -------
        frame
            ``triad`` (mutual, asymmetric and null pairs, then the variant: ``"003"`` to
            ``"300"``) and ``count``, in the usual order. In an undirected network every edge is
            a mutual pair.

        Notes
        -----
        Source: Holland & Leinhardt 1970, *American Journal of Sociology* 76:492; Batagelj & Mrvar
        2001, *Social Networks* 23:237. Self-loops and weights do not count.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> census = tw.Network.from_edges([1, 2, 3], [2, 3, 1]).triads()
        >>> census[census["count"] > 0]["triad"].tolist()
        ['030C']
        """
        return self._frame(self._core.triads())

    def assortativity(
        self,
        attribute: Any | None = None,
        *,
        numeric: bool = False,
        source: str = "out",
        target: str = "in",
        weighted: bool = False,
    ) -> float:
        """Measure whether ties join like with like, by degree or by an attribute.

        By degree, or with ``numeric=True``: Pearson's correlation over edges of the two ends'
        values. By an attribute: (sum e_gg - sum a_g b_g) / (1 - sum a_g b_g), with e_gh the share
        of edges from group g to group h, and a and b its sums.

        Parameters
        ----------
        attribute : str, frame or mapping, optional
            The name of a column of ``nodes``, a frame with ``node`` and one more column, or a
            mapping. Without it: degree.
        numeric : bool
            Whether the attribute is an amount rather than a group.
        source, target : {"out", "in"}
            By degree, directed: which degree of the source and of the target.
        weighted : bool
            By degree: strengths in place of degrees. By an attribute: edges count by weight.

        Returns
        -------
        float
            From -1 to 1; NaN where nothing varies. Nodes without a value are left out with
            their edges, with a warning.

        Raises
        ------
        InputError
            If there is no such attribute, it is not a number though ``numeric``, or an end is
            neither in nor out.

        Notes
        -----
        Source: Newman 2003, *Physical Review E* 67:026126; the directed kinds: Foster and others
        2010, *PNAS* 107:10815. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "c"], ["b", "d"], directed=False)
        >>> net.assortativity({"a": "x", "b": "x", "c": "y", "d": "y"})
        1.0
        """
        for name, end in (("source", source), ("target", target)):
            if end not in ENDS:
                raise InputError(f"{name}: {end!r}; wanted one of {', '.join(ENDS)}")
        if attribute is None:
            return self._core.degree_assortativity(source, target, weighted)
        if numeric:
            return self._core.numeric_assortativity(self._numbers(attribute, "attribute"), weighted)
        groups = self._groups(attribute, "attribute", partial=True)
        return self._core.attribute_assortativity(groups, weighted)

    def centralization(self, kind: str = "all") -> float:
        """Measure how far ties gather on one node, from 0 (even) to 1 (a star).

        The sum over nodes of the largest degree less their own, over that of a star.

        Parameters
        ----------
        kind : {"all", "in", "out"}
            Which degree; an undirected network has only one.

        Returns
        -------
        float
            NaN for fewer than three nodes.

        Raises
        ------
        InputError
            If the kind is none of these.

        Notes
        -----
        Source: Freeman 1979, *Social Networks* 1:215.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([0, 0, 0], [1, 2, 3], directed=False).centralization()
        1.0
        """
        if kind not in ("all", *ENDS):
            raise InputError(f"kind: {kind!r}; wanted one of all, {', '.join(ENDS)}")
        return self._core.centralization(kind)

    def summary(self) -> Frame:
        """Describe the network in a table.

        Returns
        -------
        frame
            ``measure``, ``value``: numbers of nodes, edges, self-loops and isolates; total
            weight, density, mean degree; components; reciprocity, transitivity, mean clustering,
            assortativity and centralisation by degree.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.Network.from_edges(["a"], ["b"]).summary()
        >>> float(table.set_index("measure")["value"]["nodes"])
        2.0
        """
        return self._frame(self._core.summary())
