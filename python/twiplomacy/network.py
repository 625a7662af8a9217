"""Networks: who is tied to whom, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from . import _core
from .arguments import check_seed
from .errors import InputError, require
from .files import written_whole
from .frames import (
    Backend,
    Frame,
    as_text,
    backend_of,
    check_backend,
    from_arrow,
    strings,
    to_arrow,
)

COMMUNITY_METHODS = ("leiden",)


class Network:
    """Accounts (or anything else) and the ties between them.

    Made by :meth:`twiplomacy.Corpus.network` or :meth:`Network.from_edges`. Parallel edges are
    added up, self-loops kept. Nothing changes in place.
    """

    def __init__(self, core: _core.Network, nodes: pa.Table, backend: Backend) -> None:
        self._core = core
        self._nodes = nodes
        self._backend: Backend = backend

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"<Network, {kind}, of {self.n_nodes:,} nodes and {self.n_edges:,} edges>"

    @classmethod
    def from_edges(
        cls,
        source: Any,
        target: Any,
        weight: Any | None = None,
        directed: bool = True,
        nodes: Any | None = None,
        backend: Backend | None = None,
    ) -> Network:
        """Make a network from two columns of labels.

        Parameters
        ----------
        source, target : column or list of str or int
            The two ends of each edge. Labels come back as strings.
        weight : column or list of float, optional
            Not negative. Without it every edge counts 1. Parallel edges add up.
        directed : bool
            Whether an edge leads one way.
        nodes : frame, optional
            ``node`` and any further columns: nodes that may have no edge, and attributes. They
            come first, in the order given; then those of the edges as they appear.
        backend : {"pandas", "polars", "pyarrow"}, optional
            The kind of table for results; by default that of ``source``.

        Returns
        -------
        Network

        Raises
        ------
        InputError
            If the columns differ in length, a label is null, or a weight is negative, NaN or
            infinite.

        Notes
        -----
        O(m log d) for m edges and largest degree d.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["boss", "boss"], ["ann", "bob"])
        <Network, directed, of 3 nodes and 2 edges>
        """
        backend = check_backend(backend or backend_of(source))
        ends = {"source": strings(source, "source"), "target": strings(target, "target")}
        for name, column in ends.items():
            if column.null_count:
                raise InputError(f"{name}: {column.null_count} nulls; wanted a label for each edge")
        if len(ends["source"]) != len(ends["target"]):
            raise InputError(
                f"target: {len(ends['target'])} labels; wanted {len(ends['source'])}, one for each "
                "source"
            )
        attributes = None
        first = pa.array([], pa.large_string())
        if nodes is not None:
            attributes = to_arrow(nodes, "nodes")
            first = _node_column(attributes)
        core, labels = _core.label_network(
            ends["source"], ends["target"], _weights(weight, len(ends["source"])), directed, first
        )
        table = pa.Table.from_batches([labels])
        if attributes is not None:
            rows = pc.index_in(table["node"], first).cast(pa.int64())
            for name in attributes.column_names:
                if name != "node":
                    column = attributes[name].combine_chunks()
                    table = table.append_column(name, column.take(rows))
        return cls(core, table, backend)

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
        return from_arrow(self._nodes, self._backend)

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
        return from_arrow(self._edges(), self._backend)

    def _edges(self) -> pa.Table:
        table = pa.Table.from_batches([self._core.edges()])
        labels = self._nodes["node"].combine_chunks()
        for place, end in enumerate(("source", "target")):
            table = table.set_column(place, end, labels.take(table[end].combine_chunks()))
        return table

    def _with_nodes(self, measures: pa.RecordBatch) -> Frame:
        """Put labels in front of one value a node."""
        table = self._nodes.select([n for n in ("node", "handle") if n in self._nodes.column_names])
        for name, column in zip(measures.schema.names, measures.columns, strict=True):
            table = table.append_column(name, column)
        return from_arrow(table, self._backend)

    def reverse(self) -> Network:
        """Turn every arc around.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).reverse().edges["source"].tolist()
        ['b']
        """
        return Network(self._core.reverse(), self._nodes, self._backend)

    def degree(self) -> Frame:
        """Count the ties of each node.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, and ``in_degree, out_degree, in_weight,
            out_weight``; undirected: ``degree, weight``, to which a self-loop adds two.

        Notes
        -----
        O(n + m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "a"], ["b", "b"]).degree()["out_weight"].tolist()
        [2.0, 0.0]
        """
        return self._with_nodes(self._core.degree())

    def pagerank(self, damping: float = 0.85, weighted: bool = True, tol: float = 1e-10) -> Frame:
        """Find where a random reader ends up who follows arcs and now and then starts afresh.

        x_v = (1 - d)/n + d (sum over u -> v of x_u w_uv / w_u + D/n), with d the damping, w_u
        the weight of the arcs out of u, and D the share of readers at nodes without one.

        Parameters
        ----------
        damping : float
            Probability of following an arc, from 0 to below 1.
        weighted : bool
            Whether heavy arcs are followed more often.
        tol : float
            The sum of absolute errors is at most this.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``pagerank`` (adds up to 1).

        Raises
        ------
        InputError
            If damping or tol is out of range.

        Notes
        -----
        Source: Brin & Page 1998, *Computer Networks and ISDN Systems* 30:107. Power iteration,
        O(m) a sweep.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> ranks = tw.Network.from_edges(["a", "b"], ["c", "c"]).pagerank()
        >>> ranks["node"][ranks["pagerank"].idxmax()]
        'c'
        """
        return self._with_nodes(self._core.pagerank(damping, weighted, tol))

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

    def reciprocity(self) -> float:
        """Share of arcs that are returned, self-loops apart; NaN without arcs.

        Returns
        -------
        float
            Between 0 and 1; 1 for an undirected network.

        Notes
        -----
        Wasserman & Faust 1994, *Social Network Analysis*, chapter 13. O(m log d).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b", "a"], ["b", "a", "c"]).reciprocity().__round__(3)
        0.667
        """
        return self._core.reciprocity()

    def communities(
        self,
        method: str = "leiden",
        resolution: float = 1.0,
        weighted: bool = True,
        seed: int = 0,
        iterations: int = -1,
    ) -> Frame:
        """Group nodes that are tied more among each other than chance would have it.

        Directions are dropped, the weights of both adding up.

        Parameters
        ----------
        method : {"leiden"}
            The Leiden algorithm on modularity.
        resolution : float
            Above 1: smaller communities; below 1: larger ones.
        weighted : bool
            Whether weights count.
        seed : int
            The same seed gives the same communities on any number of threads.
        iterations : int
            How often the algorithm runs on its own result; -1 until it brings nothing more.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``community``: 0 for the largest.

        Raises
        ------
        InputError
            If the method is unknown or a number is out of range.

        Notes
        -----
        Source: Traag, Waltman & van Eck 2019, *Scientific Reports* 9:5233. Communities are
        always connected. Near-linear in edges for each iteration.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> net.communities()["community"].tolist()
        [0, 0, 0, 1, 1, 1]
        """
        if method not in COMMUNITY_METHODS:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(COMMUNITY_METHODS)}")
        return self._with_nodes(
            self._core.leiden(resolution, weighted, check_seed(seed), iterations)
        )

    def modularity(self, communities: Any, resolution: float = 1.0) -> float:
        """Score how much more tied a partition's groups are than chance would have it.

        Q = sum over groups of (e_c / m - resolution (k_c / 2m)^2), with m the total weight, e_c
        that inside group c and k_c the sum of its degrees; direction is dropped.

        Parameters
        ----------
        communities : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.
        resolution : float
            As in :meth:`communities`.

        Returns
        -------
        float

        Raises
        ------
        InputError
            If a node has no group.

        Notes
        -----
        Newman & Girvan 2004, *Physical Review E* 69:026113; resolution: Reichardt & Bornholdt
        2006, *Physical Review E* 74:016110. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "c"], ["b", "d"], directed=False)
        >>> net.modularity({"a": 0, "b": 0, "c": 1, "d": 1})
        0.5
        """
        return self._core.modularity(self._groups(communities, "communities"), resolution)

    def _groups(self, groups: Any, argument: str) -> pa.UInt32Array:
        """Give each node the number of its group, from a column name, frame or mapping."""
        if isinstance(groups, str):
            if groups not in self._nodes.column_names:
                raise InputError(
                    f"{argument}: no column {groups!r}; the nodes have "
                    f"{', '.join(self._nodes.column_names)}"
                )
            labels = self._nodes[groups].combine_chunks()
        else:
            labels = self._joined(groups, argument)
        labels = labels.cast(pa.large_string())
        if labels.null_count:
            missing = self._nodes["node"].filter(pc.is_null(labels))[0].as_py()
            raise InputError(
                f"{argument}: {labels.null_count} nodes have no group, such as {missing!r}; wanted "
                "one for each node"
            )
        return labels.dictionary_encode().indices.cast(pa.uint32())

    def _joined(self, groups: Any, argument: str) -> pa.Array:
        if isinstance(groups, Mapping):
            values = [None if value is None else str(value) for value in groups.values()]
            table = pa.table({"node": [str(key) for key in groups], "group": values})
        else:
            table = to_arrow(groups, argument)
        others = [name for name in table.column_names if name not in ("node", "handle")]
        if "node" not in table.column_names or len(others) != 1:
            raise InputError(
                f"{argument}: a frame with {', '.join(table.column_names)}; wanted node and one "
                "more column"
            )
        keys = as_text(table["node"], argument)
        rows = pc.index_in(self._nodes["node"].combine_chunks(), keys)
        return table[others[0]].combine_chunks().take(rows.cast(pa.int64()))

    def to_networkx(self) -> Any:
        """Give the network to networkx, with the attributes of nodes and edges.

        Returns
        -------
        networkx.DiGraph or networkx.Graph
            Nodes by label; nulls are left out.

        Raises
        ------
        MissingDependencyError
            If networkx is not installed.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).to_networkx().edges(data="weight")
        OutEdgeDataView([('a', 'b', 1.0)])
        """
        require("networkx", "network", "to_networkx")
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        for row in self._nodes.to_pylist():
            node = row.pop("node")
            graph.add_node(node, **{name: cell for name, cell in row.items() if cell is not None})
        for row in self._edges().to_pylist():
            source, target = row.pop("source"), row.pop("target")
            graph.add_edge(source, target, **{k: v for k, v in row.items() if v is not None})
        return graph

    def to_gexf(self, path: str | Path) -> Path:
        """Write a file that Gephi opens.

        Nodes carry their attributes, edges their weight and the times of their first and last
        post. The label of a node is its handle where one is known.

        Parameters
        ----------
        path : str or Path
            Where to write; an existing file is replaced once the new one is whole.

        Returns
        -------
        Path
            Where it is.

        Raises
        ------
        ArchiveError
            If the file cannot be written.

        Examples
        --------
        >>> import tempfile, twiplomacy as tw
        >>> net = tw.Network.from_edges(["a"], ["b"])
        >>> net.to_gexf(tempfile.mkdtemp() + "/net.gexf").name
        'net.gexf'
        """
        nodes = self._nodes
        labels = nodes["node"].combine_chunks()
        if "handle" in nodes.column_names:
            labels = pc.coalesce(nodes["handle"].combine_chunks(), labels)
        attributes = pa.record_batch(
            [_gexf_column(nodes[name]) for name in nodes.column_names], names=nodes.column_names
        )
        target = Path(path).expanduser()
        with written_whole(target) as beside:
            self._core.gexf(beside, labels.cast(pa.large_string()), attributes)
        return target


def _node_column(table: pa.Table) -> pa.LargeStringArray:
    if "node" not in table.column_names:
        raise InputError(f"nodes: no column 'node'; it has {', '.join(table.column_names)}")
    labels = as_text(table["node"], "nodes.node")
    if labels.null_count:
        raise InputError(f"nodes: {labels.null_count} rows have no node")
    if len(labels.unique()) != len(labels):
        twice = next(c["values"] for c in labels.value_counts().to_pylist() if c["counts"] > 1)
        raise InputError(f"nodes: {twice!r} stands there more than once")
    return labels


def _weights(weight: Any | None, length: int) -> pa.DoubleArray | None:
    if weight is None:
        return None
    try:
        column = weight if isinstance(weight, pa.Array | pa.ChunkedArray) else pa.array(weight)
        column = column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError) as error:
        raise InputError(f"weight: {error}; wanted numbers") from error
    if isinstance(column, pa.ChunkedArray):
        column = (
            pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.float64())
        )
    if column.null_count:
        raise InputError(f"weight: {column.null_count} nulls; wanted a number for each edge")
    if len(column) != length:
        raise InputError(f"weight: {len(column)} numbers; wanted {length}, one for each edge")
    return column


def _gexf_column(column: pa.ChunkedArray) -> pa.Array:
    kind = column.type
    if pa.types.is_integer(kind):
        return column.cast(pa.int64()).combine_chunks()
    if pa.types.is_floating(kind):
        return column.cast(pa.float64()).combine_chunks()
    return column.cast(pa.large_string()).combine_chunks()
