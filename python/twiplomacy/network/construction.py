"""Making networks: from columns, from networkx, and from other networks."""

from __future__ import annotations

from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..errors import InputError
from ..frames import Backend, as_text, backend_of, check_backend, labels, to_arrow
from ..roster import Roster
from .base import Base, plain_names


class Construction(Base):
    """Networks from columns, and networks from networks."""

    @classmethod
    def from_edges(
        cls,
        source: Any,
        target: Any,
        weight: Any | None = None,
        directed: bool = True,
        nodes: Any | None = None,
        backend: Backend | None = None,
    ) -> Self:
        """Make a network from two columns of labels.

        Parameters
        ----------
        source, target : column or list of str or int
            The two ends of each edge: strings of any Arrow type, categories, or whole numbers.
            Labels come back as strings.
        weight : column or list of float, optional
            Not negative. Without it every edge counts 1. Parallel edges add up.
        directed : bool
            Whether an edge leads one way.
        nodes : frame, optional
            ``node`` and any further columns: nodes that may have no edge, and attributes. They
            come first, in the order given; then those of the edges as they appear. For
            attributes alone, see :meth:`attach`.
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
        O(m) for m edges. Columns of Arrow strings (pandas 3, polars, pyarrow) and of whole
        numbers are read where they lie; a list or a column of Python objects is copied first.
        A finished network takes 24 bytes an edge, and at most 40 while it is made.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["boss", "boss"], ["ann", "bob"])
        <Network, directed, of 3 nodes and 2 edges>
        """
        backend = check_backend(backend or backend_of(source))
        columns = {"source": labels(source, "source"), "target": labels(target, "target")}
        rows = len(columns["source"])
        if len(columns["target"]) != rows:
            raise InputError(
                f"target: {len(columns['target'])} labels; wanted {rows}, one for each source"
            )
        attributes = to_arrow(nodes, "nodes") if nodes is not None else None
        if attributes is not None:
            columns["nodes"] = _node_column(attributes)
        # All of them whole numbers, or all of them text.
        if not all(pa.types.is_integer(column.type) for column in columns.values()):
            columns = {name: _as_labels(column) for name, column in columns.items()}
        first = columns.get("nodes", pa.chunked_array([], columns["source"].type))
        core, known = _core.label_network(
            columns["source"], columns["target"], _weights(weight, rows), directed, first
        )
        table = pa.Table.from_batches([known])
        if attributes is not None:
            table = _joined(table, attributes, as_text(first, "nodes.node"), "node")
        return cls(core, table, backend)

    @classmethod
    def from_networkx(
        cls, graph: Any, weight: str | None = "weight", backend: Backend | None = None
    ) -> Self:
        """Take a network over from networkx.

        Parameters
        ----------
        graph : networkx.Graph, DiGraph, MultiGraph or MultiDiGraph
            Its nodes become strings. Node attributes that are single values become columns;
            others are left behind. Parallel edges add up.
        weight : str, optional
            The edge attribute that holds the weight; an edge without it counts 1, and so does
            every edge if this is None. Other edge attributes are left behind.
        backend : {"pandas", "polars", "pyarrow"}, optional
            The kind of table for results.

        Returns
        -------
        Network

        Raises
        ------
        InputError
            If it is no networkx graph, two nodes read the same as strings, or a weight is not
            a number of 0 or more.

        Examples
        --------
        >>> import networkx as nx, twiplomacy as tw
        >>> tw.Network.from_networkx(nx.karate_club_graph())
        <Network, undirected, of 34 nodes and 78 edges>
        """
        if not all(hasattr(graph, name) for name in ("is_directed", "nodes", "edges")):
            raise InputError(f"graph: {type(graph).__name__}; wanted a networkx graph")
        names = {node: str(node) for node in graph.nodes}
        if len(set(names.values())) != len(names):
            raise InputError("graph: two nodes read the same as strings, such as 1 and '1'")
        edges = list(graph.edges(data=weight, default=1.0)) if weight else list(graph.edges())
        return cls.from_edges(
            [names[edge[0]] for edge in edges],
            [names[edge[1]] for edge in edges],
            [edge[2] for edge in edges] if weight else None,
            bool(graph.is_directed()),
            _attributes(graph, names),
            check_backend(backend),
        )

    def attach(self, attributes: Any) -> Self:
        """Join what is known of the nodes: a roster, or a frame of attributes.

        Parameters
        ----------
        attributes : Roster or frame
            A roster is matched by ``account``, a frame by ``node`` (or ``account``), both
            against the nodes and then their handles, in any case, with or without ``@``. Rows
            that fit no node are left out; nodes without a row have nulls.

        Returns
        -------
        Network
            The same network with these columns; columns of the same name are replaced.

        Raises
        ------
        InputError
            If there is neither ``node`` nor ``account``, a key stands twice, or no row fits any
            node.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> roster = tw.read_roster(pd.DataFrame({"account": ["@UN"], "country": ["all"]}))
        >>> net = tw.Network.from_edges(["un"], ["who"]).attach(roster)
        >>> net.nodes["country"].fillna("").tolist()
        ['all', '']
        """
        if isinstance(attributes, Roster):
            table = attributes._arrow()
        else:
            table = to_arrow(attributes, "attributes")
        key = next((name for name in ("node", "account") if name in table.column_names), None)
        if key is None:
            raise InputError(
                f"attributes: no column 'node' or 'account'; it has {', '.join(table.column_names)}"
            )
        keys = plain_names(as_text(table[key], f"attributes.{key}"))
        if len(keys.unique()) != len(keys):
            raise InputError(f"attributes: a {key} stands there more than once")
        rows = pc.index_in(plain_names(self._labels()), keys)
        if "handle" in self._nodes.column_names:
            handles = plain_names(self._nodes["handle"].combine_chunks())
            rows = pc.coalesce(rows, pc.index_in(handles, keys))
        if len(rows) and table.num_rows and rows.null_count == len(rows):
            raise InputError(
                f"attributes: none of its {table.num_rows} rows fits a node; its first {key} is "
                f"{table[key][0].as_py()!r}, the first node {self._labels()[0].as_py()!r}"
            )
        nodes = self._nodes
        for name in table.column_names:
            if name in ("node", "account", "handle"):
                continue
            if name in nodes.column_names:
                nodes = nodes.drop_columns([name])
            column = table[name].combine_chunks()
            nodes = nodes.append_column(name, column.take(rows.cast(pa.int64())))
        return self._made(self._core, nodes)

    def reverse(self) -> Self:
        """Turn every arc around.

        Returns
        -------
        Network
            An undirected network stays as it is.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a"], ["b"]).reverse().edges["source"].tolist()
        ['b']
        """
        return self._made(self._core.reverse())

    def undirected(self) -> Self:
        """Drop the direction of ties; the weights of both directions add up.

        Returns
        -------
        Network

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["b", "a"]).undirected().edges["weight"].tolist()
        [2.0]
        """
        return self._made(self._core.undirected())

    def subgraph(self, nodes: Any) -> Self:
        """Keep some nodes and the edges among them.

        Parameters
        ----------
        nodes : list or column of str or int
            Labels or handles, in the order in which the new network shall have them.

        Returns
        -------
        Network
            With the attributes of its nodes and the weights and times of its edges.

        Raises
        ------
        InputError
            If a node is not there or stands twice.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "b"], ["b", "c"]).subgraph(["b", "c"])
        <Network, directed, of 2 nodes and 1 edges>
        """
        numbers = self._node_numbers(nodes, "nodes")
        return self._made(self._core.subgraph(numbers), self._nodes.take(numbers.cast(pa.int64())))


def _joined(table: pa.Table, attributes: pa.Table, keys: pa.Array, key: str) -> pa.Table:
    """Append the attributes of each node, matched by label."""
    rows = pc.index_in(table["node"], keys).cast(pa.int64())
    for name in attributes.column_names:
        if name != key:
            table = table.append_column(name, attributes[name].combine_chunks().take(rows))
    return table


def _node_column(table: pa.Table) -> pa.ChunkedArray:
    if "node" not in table.column_names:
        raise InputError(f"nodes: no column 'node'; it has {', '.join(table.column_names)}")
    column = table["node"]
    if column.null_count:
        raise InputError(f"nodes: {column.null_count} rows have no node")
    column = labels(column, "nodes.node")
    if len(column.unique()) != len(column):
        twice = next(c["values"] for c in column.value_counts().to_pylist() if c["counts"] > 1)
        raise InputError(f"nodes: {str(twice)!r} stands there more than once")
    return column


def _as_labels(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write whole numbers as text; text stays where it lies."""
    return column.cast(pa.large_string()) if pa.types.is_integer(column.type) else column


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


def _attributes(graph: Any, names: dict[Any, str]) -> pa.Table:
    """Take the nodes of a networkx graph and those attributes that fit a column."""
    columns: dict[str, list[Any]] = {}
    for row, (_, cells) in enumerate(graph.nodes(data=True)):
        for name, cell in cells.items():
            if isinstance(cell, str | int | float | bool) and name != "node":
                columns.setdefault(str(name), [None] * len(names))[row] = cell
    table = pa.table({"node": pa.array(list(names.values()), pa.large_string())})
    for name, cells in columns.items():
        try:
            column = pa.array(cells)
        except (pa.ArrowInvalid, pa.ArrowTypeError):  # mixed types
            column = pa.array([None if cell is None else str(cell) for cell in cells])
        table = table.append_column(name, column)
    return table
