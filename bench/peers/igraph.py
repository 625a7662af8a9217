"""igraph (C), by its Python interface: lists of numbers, one thread."""

from __future__ import annotations

import random
from collections import Counter
from functools import cached_property

import igraph
import numpy as np
import pandas as pd

from ..graphs import Array
from . import SAMPLED, Base, Call


def _made(n: int, source: Array, target: Array, weight: Array, directed: bool) -> igraph.Graph:
    edges = np.column_stack([source, target]).astype(np.int64)
    graph = igraph.Graph(n=n, edges=edges, directed=directed)
    graph.es["weight"] = weight
    return graph


def _size(graph: igraph.Graph) -> tuple[int, int]:
    return graph.vcount(), graph.ecount()


class Peer(Base):
    """igraph. It draws from Python's random numbers, so these are seeded."""

    package = "igraph"

    @cached_property
    def _directed(self) -> igraph.Graph:
        graph = self.graph
        return _made(graph.n_nodes, graph.source, graph.target, graph.weight, directed=True)

    @cached_property
    def _undirected(self) -> igraph.Graph:
        return _made(self.graph.n_nodes, *self.graph.undirected, directed=False)

    def handles(self) -> Call:
        """Numbers by pandas, then its constructor: far faster than its own from frames."""
        frame = self.graph.handles

        def run(seed: int) -> igraph.Graph:
            ends, names = pd.factorize(
                pd.concat([frame["source"], frame["target"]], ignore_index=True)
            )
            source, target = ends[: len(frame)], ends[len(frame) :]
            graph = _made(len(names), source, target, frame["weight"].to_numpy(), directed=True)
            graph.vs["name"] = names.tolist()
            return graph

        return Call(run, _size)

    def integers(self) -> Call:
        """Take an array of pairs, and a list of weights."""
        graph = self.graph
        columns = (graph.n_nodes, graph.source, graph.target, graph.weight)
        return Call(lambda seed: _made(*columns, directed=True), _size)

    def pagerank(self) -> Call:
        """PRPACK, whose tolerance is fixed at 1e-10."""
        graph = self._directed
        return Call(lambda seed: graph.pagerank(weights="weight"), np.asarray)

    def hits(self) -> Call:
        """Hubs and authorities are two calls."""
        graph = self._directed
        return Call(
            lambda seed: (
                graph.hub_score(weights="weight"),
                graph.authority_score(weights="weight"),
            ),
            lambda scores: tuple(np.asarray(score) for score in scores),
        )

    def betweenness(self) -> Call:
        """From every node."""
        graph = self._directed
        return Call(lambda seed: graph.betweenness(directed=True), np.asarray)

    def betweenness_pivots(self) -> Call:
        """From some nodes; the sums are scaled afterwards."""
        graph, n = self._directed, self.graph.n_nodes

        def run(seed: int) -> list[float]:
            pivots = np.random.default_rng(seed).choice(n, SAMPLED, replace=False)
            return graph.betweenness(directed=True, sources=pivots.tolist())

        return Call(run, lambda scores: np.asarray(scores) * n / SAMPLED)

    def weak(self) -> Call:
        """Directions dropped."""
        graph = self._directed
        return Call(lambda seed: graph.connected_components(mode="weak").membership, np.asarray)

    def strong(self) -> Call:
        """Directions heeded."""
        graph = self._directed
        return Call(lambda seed: graph.connected_components(mode="strong").membership, np.asarray)

    def _leiden(self, iterations: int) -> Call:
        graph = self._undirected

        def run(seed: int) -> list[int]:
            random.seed(seed)
            return graph.community_leiden(
                objective_function="modularity", weights="weight", n_iterations=iterations
            ).membership

        return Call(run, np.asarray)

    def leiden(self) -> Call:
        """Two iterations."""
        return self._leiden(2)

    def leiden_converged(self) -> Call:
        """Until nothing changes."""
        return self._leiden(-1)

    def label_propagation_plain(self) -> Call:
        """Without weights, until every node has a label that most of its neighbours have."""
        graph = self._undirected

        def run(seed: int) -> list[int]:
            random.seed(seed)
            return graph.community_label_propagation().membership

        return Call(run, np.asarray)

    def core_number(self) -> Call:
        """Directions dropped."""
        graph = self._undirected
        return Call(lambda seed: graph.coreness(), np.asarray)

    def transitivity(self) -> Call:
        """Directions dropped."""
        graph = self._undirected
        return Call(lambda seed: graph.transitivity_undirected())

    def clustering(self) -> Call:
        """Directions dropped, weights ignored."""
        graph = self._undirected
        return Call(lambda seed: graph.transitivity_local_undirected(mode="zero"), np.asarray)

    def closeness(self) -> Call:
        """Along the arcs."""
        graph = self._directed
        return Call(lambda seed: graph.closeness(mode="out"), np.asarray)

    def harmonic(self) -> Call:
        """Along the arcs."""
        graph = self._directed
        return Call(
            lambda seed: graph.harmonic_centrality(mode="out", normalized=False), np.asarray
        )

    def distances(self) -> Call:
        """All sources in one call, which is faster than one by one; then counted."""
        graph, n = self._directed, self.graph.n_nodes

        def run(seed: int) -> Counter[float]:
            sources = np.random.default_rng(seed).choice(n, SAMPLED, replace=False)
            pairs: Counter[float] = Counter()
            for row in graph.distances(source=sources.tolist(), mode="out"):
                pairs.update(row)
            return pairs

        def counts(pairs: Counter[float]) -> Array:
            finite = [int(d) for d in pairs if d != float("inf")]
            return np.array([pairs[d] for d in range(max(finite) + 1)])

        return Call(run, counts)

    def rewire(self) -> Call:
        """Rewire a copy, which counts because it rewires in place; weights are left out."""
        graph = self._directed.copy()
        del graph.es["weight"]

        def run(seed: int) -> igraph.Graph:
            random.seed(seed)
            other = graph.copy()
            other.rewire(n=10 * self.graph.n_edges)
            return other

        return Call(run, lambda graph: tuple(np.array(graph.get_edgelist()).T))
