"""Which groups a network falls into, how sure they are, and who spans them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import check_seed
from ..errors import InputError
from ..frames import Frame, backend_of, check_backend, from_arrow
from .base import Base, keyed

METHODS = ("leiden", "louvain", "label_propagation")
QUALITIES = ("modularity", "cpm")


class Communities(Base):
    """Communities and what partitions say of nodes."""

    def communities(
        self,
        method: str = "leiden",
        resolution: float = 1.0,
        weighted: bool = True,
        seed: int = 0,
        iterations: int = -1,
        quality: str = "modularity",
        directed: bool = False,
    ) -> Frame:
        """Group nodes that are tied more among each other than chance would have it.

        Directions are dropped, the weights of both adding up, unless ``directed=True``.

        Parameters
        ----------
        method : {"leiden", "louvain", "label_propagation"}
            Leiden is the best of the three, and its communities are always connected. Louvain is
            its forerunner. Label propagation takes the label of most neighbours until nothing
            changes: quick and rough; it knows no resolution, quality or direction.
        resolution : float
            Above 1: smaller communities; below 1: larger ones. With ``quality="cpm"`` the
            density that a community must exceed.
        weighted : bool
            Whether weights count.
        seed : int
            The same seed gives the same communities on any number of threads.
        iterations : int
            How often Leiden runs on its own result; -1 until it brings nothing more.
        quality : {"modularity", "cpm"}
            What is made as large as possible: modularity, or the constant Potts model, which
            finds small communities in large networks too.
        directed : bool
            Whether modularity is that of a directed network.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``community``: 0 for the largest.

        Raises
        ------
        InputError
            If a method or quality is unknown, or a number is out of range.

        Notes
        -----
        Sources: Traag, Waltman & van Eck 2019, *Scientific Reports* 9:5233; Blondel and others
        2008, *Journal of Statistical Mechanics* P10008; Raghavan, Albert & Kumara 2007, *Physical
        Review E* 76:036106; constant Potts model: Traag, Van Dooren & Nesterov 2011, *Physical
        Review E* 84:016114; directed: Leicht & Newman 2008, *Physical Review Letters*
        100:118703. Near-linear in edges for each iteration.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> net.communities()["community"].tolist()
        [0, 0, 0, 1, 1, 1]
        """
        return self._with_nodes(
            self._found(
                method, resolution, weighted, check_seed(seed), iterations, quality, directed
            )
        )

    def _found(
        self,
        method: str,
        resolution: float,
        weighted: bool,
        seed: int,
        iterations: int,
        quality: str,
        directed: bool,
    ) -> pa.RecordBatch:
        if method not in METHODS:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(METHODS)}")
        if quality not in QUALITIES:
            raise InputError(f"quality: {quality!r}; wanted one of {', '.join(QUALITIES)}")
        if directed and quality != "modularity":
            raise InputError("directed: True with quality='cpm'; wanted quality='modularity'")
        if directed:
            quality = "directed_modularity"
        return self._core.communities(method, quality, resolution, weighted, seed, iterations)

    def consensus(
        self,
        runs: int = 20,
        threshold: float = 0.5,
        method: str = "leiden",
        resolution: float = 1.0,
        weighted: bool = True,
        seed: int = 0,
    ) -> Frame:
        """Group nodes as most of many runs would.

        Edges are weighted by the share of runs that put both ends together, those below the
        threshold are dropped, and the runs are repeated on the result until all agree.

        Parameters
        ----------
        runs : int
            How many partitions vote, each with a seed of its own.
        threshold : float
            The least share of runs, from 0 to 1.
        method, resolution, weighted, seed
            As in :meth:`communities`.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``community``: 0 for the largest.

        Raises
        ------
        InputError
            If there are fewer than 2 runs, or the threshold is not between 0 and 1.

        Notes
        -----
        Source: Lancichinetti & Fortunato 2012, *Scientific Reports* 2:336, on the edges of the
        network as in Tandon and others 2019, *Physical Review E* 99:042301.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> net.consensus()["community"].tolist()
        [0, 0, 0, 1, 1, 1]
        """
        if method not in METHODS:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(METHODS)}")
        _check_runs(runs)
        return self._with_nodes(
            self._core.consensus(method, resolution, weighted, runs, threshold, check_seed(seed))
        )

    def stability(
        self,
        runs: int = 20,
        method: str = "leiden",
        resolution: float = 1.0,
        weighted: bool = True,
        seed: int = 0,
    ) -> Frame:
        """Say how far communities depend on the seed.

        Parameters
        ----------
        runs : int
            How many partitions are compared, each pair of them.
        method, resolution, weighted, seed
            As in :meth:`communities`.

        Returns
        -------
        frame
            ``measure``, ``value``: mean and least agreement of two runs (``nmi_mean, nmi_min,
            ari_mean, ari_min``), least and largest number of communities, least and largest
            modularity, ``runs``.

        Raises
        ------
        InputError
            If there are fewer than 2 runs.

        Notes
        -----
        Low agreement means that the network has no one partition: report what the runs share
        (:meth:`consensus`), or none. O(runs m + runs^2 n).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> float(net.stability().set_index("measure")["value"]["ari_min"])
        1.0
        """
        if method not in METHODS:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(METHODS)}")
        _check_runs(runs)
        return self._frame(
            self._core.stability(method, resolution, weighted, runs, check_seed(seed))
        )

    def modularity(
        self, communities: Any, resolution: float = 1.0, directed: bool = False
    ) -> float:
        """Score how much more tied a partition's groups are than chance would have it.

        Q = sum over groups of (e_c / m - resolution (k_c / 2m)^2), with m the total weight, e_c
        that inside group c and k_c the sum of its degrees; direction is dropped. Directed:
        Q = sum over groups of (e_c / m - resolution k_out k_in / m^2).

        Parameters
        ----------
        communities : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.
        resolution : float
            As in :meth:`communities`.
        directed : bool
            Whether the direction of arcs counts; no matter in an undirected network.

        Returns
        -------
        float
            NaN without edges.

        Raises
        ------
        InputError
            If a node has no group.

        Notes
        -----
        Newman & Girvan 2004, *Physical Review E* 69:026113; resolution: Reichardt & Bornholdt
        2006, *Physical Review E* 74:016110; directed: Leicht & Newman 2008, *Physical Review
        Letters* 100:118703. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "c"], ["b", "d"], directed=False)
        >>> net.modularity({"a": 0, "b": 0, "c": 1, "d": 1})
        0.5
        """
        groups = self._groups(communities, "communities")
        return self._core.modularity(groups, resolution, directed)

    def participation(self, communities: Any) -> Frame:
        """Measure how evenly a node's ties spread over the groups.

        P_v = 1 - sum over groups of (k_vc / k_v)^2, with k_vc the weight of v's ties to group c;
        direction is dropped.

        Parameters
        ----------
        communities : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``participation``: 0 for ties to one group alone;
            NaN without ties.

        Raises
        ------
        InputError
            If a node has no group.

        Notes
        -----
        Source: Guimera & Amaral 2005, *Nature* 433:895. Self-loops do not count. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "a"], ["b", "c"])
        >>> net.participation({"a": 1, "b": 1, "c": 2})["participation"].tolist()
        [0.5, 0.0, 0.0]
        """
        return self._with_nodes(self._core.participation(self._groups(communities, "communities")))


def _check_runs(runs: int) -> None:
    if not 2 <= runs <= 100_000:
        raise InputError(f"runs: {runs}; wanted a whole number from 2 to 100,000")


def compare_partitions(a: Any, b: Any) -> Frame:
    """Say how far two partitions of the same nodes agree.

    Parameters
    ----------
    a, b : frame or mapping
        A frame with ``node`` and one more column (as :meth:`Network.communities` gives it), or
        a mapping from node to group, on the same nodes.

    Returns
    -------
    frame
        One row: ``nmi`` (normalised mutual information, arithmetic mean), ``ari`` (adjusted Rand
        index), ``n`` (nodes).

    Raises
    ------
    InputError
        If the two are not on the same nodes, or a node has no group.

    Notes
    -----
    Sources: Danon and others 2005, *Journal of Statistical Mechanics* P09008; Hubert & Arabie
    1985, *Journal of Classification* 2:193. Both are 1 for equal partitions; the adjusted Rand
    index is 0 on average for random ones. O(n).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.compare_partitions({"x": 1, "y": 2}, {"x": "r", "y": "s"})["ari"].tolist()
    [1.0]
    """
    backend = check_backend(backend_of(a) or backend_of(b))
    (nodes, first), (others, second) = _partition(a, "a"), _partition(b, "b")
    rows = pc.index_in(nodes, others)
    if len(nodes) != len(others) or rows.null_count:
        raise InputError(
            f"b: {len(others)} nodes, {len(nodes) - rows.null_count} of them with a group in a and "
            f"in b; wanted the {len(nodes)} nodes of a"
        )
    matched = second.take(rows.cast(pa.int64()))
    batch = _core.compare_partitions(_numbered(first), _numbered(matched))
    return from_arrow(batch, backend)


def _partition(groups: Any, argument: str) -> tuple[pa.LargeStringArray, pa.Array]:
    nodes, numbers = keyed(groups, argument)
    if numbers.null_count:
        raise InputError(f"{argument}: {numbers.null_count} nodes have no group")
    return nodes, numbers


def _numbered(groups: pa.Array) -> pa.UInt32Array:
    return groups.cast(pa.large_string()).dictionary_encode().indices.cast(pa.uint32())
