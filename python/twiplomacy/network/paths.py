"""Who is near whom, and who lies between: measures of shortest paths."""

from __future__ import annotations

from ..arguments import check_seed
from ..errors import InputError
from ..frames import Frame
from .base import Base

DIRECTIONS = ("in", "out")
LENGTHS = ("inverse", "weight")


class Paths(Base):
    """Measures of shortest paths."""

    def betweenness(
        self,
        normalized: bool = True,
        weighted: bool = False,
        pivots: int | None = None,
        seed: int = 0,
        lengths: str = "inverse",
    ) -> Frame:
        """Find who lies on the shortest paths between others.

        b_v = sum over s and t of the share of shortest paths from s to t that pass through v.

        Parameters
        ----------
        normalized : bool
            Whether to divide by the number of pairs: (n - 1)(n - 2), half of it if undirected.
        weighted : bool
            Whether the length of a path counts weights; otherwise it counts steps.
        pivots : int, optional
            Start from so many nodes, drawn at random, instead of all: an estimate.
        seed : int
            Which pivots.
        lengths : {"inverse", "weight"}
            With ``weighted=True``: a heavy edge is a short one, of length 1/weight (weights
            are strengths; an edge of weight 0 leads nowhere), or the weight is itself a length.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``betweenness``, and with pivots
            ``betweenness_se``, its standard error.

        Raises
        ------
        InputError
            If there are no pivots or more than nodes, or ``lengths`` is none of these.

        Notes
        -----
        Source: Freeman 1977, *Sociometry* 40:35; Brandes 2001, *Journal of Mathematical Sociology*
        25:163; pivots: Brandes & Pich 2007, *International Journal of Bifurcation and Chaos*
        17:2303; strengths as 1/weight: Newman 2001, *Physical Review E* 64:016132. Paths whose
        lengths differ by rounding alone are ties. O(nm), or O(pivots m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> chain = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> chain.betweenness()["betweenness"].tolist()
        [0.0, 0.5, 0.0]
        """
        length = _length(weighted, lengths)
        _check_positive(pivots, "pivots")
        return self._with_nodes(
            self._core.betweenness(length, normalized, pivots, check_seed(seed))
        )

    def closeness(
        self, direction: str = "in", weighted: bool = False, lengths: str = "inverse"
    ) -> Frame:
        """Measure how near a node is to those that it is connected with.

        c_v = (r / (n - 1)) (r / sum of the distances), with r the number of other nodes that
        reach v.

        Parameters
        ----------
        direction : {"in", "out"}
            Distances from others to v, or from v to others.
        weighted : bool
            Whether the length of a path counts weights; otherwise it counts steps.
        lengths : {"inverse", "weight"}
            As in :meth:`betweenness`.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``closeness``: 0 to 1 unweighted; 0 where r is 0.

        Raises
        ------
        InputError
            If ``direction`` or ``lengths`` is none of these.

        Notes
        -----
        Source: Freeman 1979, *Social Networks* 1:215, in the form of Wasserman & Faust 1994 for
        networks that are not connected. O(nm).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["c", "c"]).closeness()["closeness"].tolist()
        [0.0, 1.0, 0.0]
        """
        return self._with_nodes(
            self._core.closeness(_direction(direction), _length(weighted, lengths))
        )

    def harmonic(
        self, direction: str = "in", weighted: bool = False, lengths: str = "inverse"
    ) -> Frame:
        """Add up how near every other node is, those out of reach counting nothing.

        h_v = sum over the other nodes u of 1 / distance(u, v).

        Parameters
        ----------
        direction : {"in", "out"}
            Distances from others to v, or from v to others.
        weighted : bool
            Whether the length of a path counts weights; otherwise it counts steps.
        lengths : {"inverse", "weight"}
            As in :meth:`betweenness`.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``harmonic``.

        Raises
        ------
        InputError
            If ``direction`` or ``lengths`` is none of these.

        Notes
        -----
        Source: Marchiori & Latora 2000, *Physica A* 285:539; Boldi & Vigna 2014, *Internet
        Mathematics* 10:222. O(nm).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["b", "c"]).harmonic()["harmonic"].tolist()
        [0.0, 1.0, 1.5]
        """
        return self._with_nodes(
            self._core.harmonic(_direction(direction), _length(weighted, lengths))
        )

    def distances(self, sources: int | None = 1000, seed: int = 0) -> Frame:
        """Count the steps from one node to another, over many pairs.

        Parameters
        ----------
        sources : int, optional
            How many nodes to start from, drawn at random; all if None or if there are no more.
        seed : int
            Which sources.

        Returns
        -------
        frame
            ``distance`` (1, 2, ...), ``pairs`` (of a source and another node so far away, along
            the arcs), ``share`` of all pairs; what the shares lack to 1 cannot be reached.

        Raises
        ------
        InputError
            If ``sources`` is below 1.

        Notes
        -----
        Breadth-first search from 64 sources at a time (Then and others 2014, *PVLDB* 8:449).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["b", "c"]).distances()["pairs"].tolist()
        [2, 1]
        """
        _check_positive(sources, "sources")
        return self._frame(self._core.distances(sources, check_seed(seed)))


def _check_positive(number: int | None, argument: str) -> None:
    if number is not None and number < 1:
        raise InputError(f"{argument}: {number}; wanted a whole number from 1 on, or None for all")


def _length(weighted: bool, lengths: str) -> str:
    if lengths not in LENGTHS:
        raise InputError(f"lengths: {lengths!r}; wanted one of {', '.join(LENGTHS)}")
    return lengths if weighted else "one"


def _direction(direction: str) -> str:
    if direction not in DIRECTIONS:
        raise InputError(f"direction: {direction!r}; wanted one of {', '.join(DIRECTIONS)}")
    return direction
