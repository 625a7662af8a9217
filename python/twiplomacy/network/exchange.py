"""To and from other programs: networkx, igraph, scipy, Gephi."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import require
from ..files import written_whole
from .base import Base


class Exchange(Base):
    """The network in the form that another program wants."""

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

        graph = nx.DiGraph() if self._core.directed else nx.Graph()
        for row in self._nodes.to_pylist():
            node = row.pop("node")
            graph.add_node(node, **{name: cell for name, cell in row.items() if cell is not None})
        for row in self._edges().to_pylist():
            source, target = row.pop("source"), row.pop("target")
            graph.add_edge(source, target, **{k: v for k, v in row.items() if v is not None})
        return graph

    def to_igraph(self) -> Any:
        """Give the network to igraph, with the attributes of nodes and edges.

        Returns
        -------
        igraph.Graph
            Nodes in the order of ``nodes``, their label as ``name``; weights as ``weight``.

        Raises
        ------
        MissingDependencyError
            If igraph is not installed. It is under the GPL, so no extra of this package
            installs it.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a"], ["b"])
        >>> net.to_igraph().vs["name"]  # doctest: +SKIP
        ['a', 'b']
        """
        require("igraph", None, "to_igraph")
        import igraph

        edges = pa.Table.from_batches([self._core.edges()])
        ends = np.column_stack([edges["source"].to_numpy(), edges["target"].to_numpy()])
        graph = igraph.Graph(n=self._core.n_nodes, edges=ends, directed=self._core.directed)
        for name in self._nodes.column_names:
            graph.vs["name" if name == "node" else name] = self._nodes[name].to_pylist()
        for name in edges.column_names[2:]:
            graph.es[name] = edges[name].to_pylist()
        return graph

    def to_scipy(self) -> Any:
        """Give the network to scipy as a sparse matrix of weights.

        Returns
        -------
        scipy.sparse.csr_array
            Square, in the order of ``nodes``; row i, column j holds the weight of the edge from
            i to j. Symmetric if undirected, a self-loop standing once on the diagonal.

        Raises
        ------
        MissingDependencyError
            If scipy is not installed.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).to_scipy().toarray().tolist()
        [[0.0, 1.0], [0.0, 0.0]]
        """
        require("scipy", "network", "to_scipy")
        import scipy.sparse

        offsets, ids, weights = self._core.rows()
        shape = (self._core.n_nodes, self._core.n_nodes)
        parts = (weights.to_numpy(), ids.to_numpy(), offsets.to_numpy())
        return scipy.sparse.csr_array(parts, shape=shape)

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
        return self._written("gexf", path)

    def to_graphml(self, path: str | Path) -> Path:
        """Write a GraphML file, which igraph, networkx, Gephi, Cytoscape and visone open.

        Nodes carry their attributes, edges their weight and the times of their first and last
        post. The id of a node is its label.

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
        >>> net.to_graphml(tempfile.mkdtemp() + "/net.graphml").name
        'net.graphml'
        """
        return self._written("graphml", path)

    def _written(self, form: str, path: str | Path) -> Path:
        nodes = self._nodes
        labels = nodes["node"].combine_chunks()
        if form == "gexf" and "handle" in nodes.column_names:
            labels = pc.coalesce(nodes["handle"].combine_chunks(), labels)
        attributes = pa.record_batch(
            [_typed_column(nodes[name]) for name in nodes.column_names], names=nodes.column_names
        )
        target = Path(path).expanduser()
        with written_whole(target) as beside:
            self._core.write(form, beside, labels.cast(pa.large_string()), attributes)
        return target


def _typed_column(column: pa.ChunkedArray) -> pa.Array:
    kind = column.type
    if pa.types.is_integer(kind):
        return column.cast(pa.int64()).combine_chunks()
    if pa.types.is_floating(kind):
        return column.cast(pa.float64()).combine_chunks()
    return column.cast(pa.large_string()).combine_chunks()
