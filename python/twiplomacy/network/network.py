"""The network itself: its size, its nodes, its edges."""

from __future__ import annotations

from ..frames import Frame
from .between import Between
from .brokerage import Brokerage
from .bypass import Bypass
from .centrality import Centrality
from .communities import Communities
from .construction import Construction
from .controversy import Controversy
from .exchange import Exchange
from .hierarchy import Hierarchy
from .levels import Levels
from .nulls import Nulls
from .paths import Paths
from .plot import Plot
from .resample import Resample
from .structure import Structure


class Network(
    Construction,
    Centrality,
    Paths,
    Structure,
    Hierarchy,
    Levels,
    Bypass,
    Brokerage,
    Controversy,
    Between,
    Communities,
    Nulls,
    Resample,
    Exchange,
    Plot,
):
    """Accounts (or anything else) and the ties between them.

    Made by :meth:`twiplomacy.Corpus.network`, :meth:`Network.from_edges` or
    :meth:`Network.from_networkx`. Parallel edges are added up, self-loops kept. Nothing changes
    in place.
    """

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"<Network, {kind}, of {self.n_nodes:,} nodes and {self.n_edges:,} edges>"

    @property
    def n_nodes(self) -> int:
        """The number of nodes.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1, 2], [2, 3]).n_nodes
        3
        """
        return self._core.n_nodes

    @property
    def n_edges(self) -> int:
        """The number of distinct edges, self-loops included.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1, 1], [2, 2]).n_edges
        1
        """
        return self._core.n_edges

    @property
    def directed(self) -> bool:
        """Whether an edge leads one way.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1], [2], directed=False).directed
        False
        """
        return self._core.directed

    @property
    def self_loops(self) -> int:
        """The number of edges from a node to itself.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges([1, 1], [1, 2]).self_loops
        1
        """
        return self._core.self_loops

    @property
    def nodes(self) -> Frame:
        """The nodes, one a row.

        Returns
        -------
        frame
            ``node`` (the label: an account's key), ``handle`` where the corpus knows one, and
            attributes: the roster's columns, or those given to :meth:`from_edges`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).nodes["node"].tolist()
        ['a', 'b']
        """
        return self._frame(self._nodes)

    @property
    def edges(self) -> Frame:
        """The edges, one a row, in order of source and then target.

        Returns
        -------
        frame
            ``source, target, weight``; from a corpus also ``first`` and ``last``, the earliest
            and latest time of a post behind the edge.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "a"], ["b", "b"]).edges["weight"].tolist()
        [2.0]
        """
        return self._frame(self._edges())
