"""NetworKit (C++ with OpenMP), by its Python interface: lists of numbers, as many threads as cores.

What it finds in parallel may differ from run to run, whatever the seed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import networkit
import numpy as np

from ..graphs import Array
from . import SAMPLED, Base, Call


def _made(n: int, source: Array, target: Array, weight: Array, directed: bool) -> Any:
    ends = (source.astype(np.uint64), target.astype(np.uint64))
    return networkit.GraphFromCoo((weight, ends), n=n, weighted=True, directed=directed)


class Peer(Base):
    """NetworKit."""

    package = "networkit"

    @property
    def threads(self) -> int:
        """As many as OpenMP may have."""
        return networkit.getMaxNumberOfThreads()

    @cached_property
    def _directed(self) -> Any:
        graph = self.graph
        return _made(graph.n_nodes, graph.source, graph.target, graph.weight, directed=True)

    @cached_property
    def _undirected(self) -> Any:
        return _made(self.graph.n_nodes, *self.graph.undirected, directed=False)

    @cached_property
    def _arcs(self) -> Any:
        """Without weights: with them, paths are found by their length, much more slowly."""
        return networkit.graphtools.toUnweighted(self._directed)

    @cached_property
    def _edges(self) -> Any:
        return networkit.graphtools.toUnweighted(self._undirected)

    def pagerank(self) -> Call:
        """Until the sum of errors is at most 1e-10; dead ends lead anywhere, as elsewhere."""
        # The documented name, DISTRIBUTE_SINKS, is not there in 11.3.
        graph, sinks = self._directed, networkit.centrality.SinkHandling.DistributeSinks
        tolerance = 1e-10 * (1 - 0.85) / 0.85  # of the sum of changes

        def run(seed: int) -> list[float]:
            ranking = networkit.centrality.PageRank(
                graph, damp=0.85, tol=tolerance, distributeSinks=sinks
            )
            ranking.norm = networkit.centrality.Norm.L1_NORM
            ranking.maxIterations = 500
            return ranking.run().scores()

        return Call(run, np.asarray)

    def betweenness(self) -> Call:
        """From every node."""
        graph = self._arcs
        return Call(
            lambda seed: networkit.centrality.Betweenness(graph, normalized=False).run().scores(),
            np.asarray,
        )

    def betweenness_pivots(self) -> Call:
        """From some nodes, scaled up."""
        graph = self._arcs

        def run(seed: int) -> list[float]:
            networkit.setSeed(seed, False)
            return (
                networkit.centrality.EstimateBetweenness(graph, SAMPLED, False, True).run().scores()
            )

        return Call(run, np.asarray)

    def _components(self, kind: Any) -> Call:
        graph = self._arcs
        return Call(lambda seed: kind(graph).run().getPartition().getVector(), np.asarray)

    def weak(self) -> Call:
        """Directions dropped."""
        return self._components(networkit.components.WeaklyConnectedComponents)

    def strong(self) -> Call:
        """Directions heeded."""
        return self._components(networkit.components.StronglyConnectedComponents)

    def _communities(self, find: Callable[[Any], Any], weighted: bool = True) -> Call:
        graph = self._undirected if weighted else self._edges

        def run(seed: int) -> list[int]:
            networkit.setSeed(seed, False)
            return find(graph).run().getPartition().getVector()

        return Call(run, np.asarray)

    def leiden(self) -> Call:
        """Two iterations; it has no run to convergence."""
        return self._communities(lambda g: networkit.community.ParallelLeiden(g, iterations=2))

    def louvain(self) -> Call:
        """Its parallel form, PLM."""
        return self._communities(networkit.community.PLM)

    def label_propagation(self) -> Call:
        """Its parallel form, PLP."""
        return self._communities(networkit.community.PLP)

    def label_propagation_plain(self) -> Call:
        """Without weights."""
        return self._communities(networkit.community.PLP, weighted=False)

    def core_number(self) -> Call:
        """Directions dropped; the sequential form, which is several times as fast here."""
        graph = self._edges
        return Call(
            lambda seed: (
                networkit.centrality.CoreDecomposition(graph, enforceBucketQueueAlgorithm=True)
                .run()
                .scores()
            ),
            np.asarray,
        )

    def transitivity(self) -> Call:
        """Directions dropped."""
        graph = self._edges
        return Call(lambda seed: networkit.globals.ClusteringCoefficient.exactGlobal(graph))

    def clustering(self) -> Call:
        """Directions dropped, weights ignored; the fast form ("turbo")."""
        graph = self._edges
        return Call(
            lambda seed: (
                networkit.centrality.LocalClusteringCoefficient(graph, True).run().scores()
            ),
            np.asarray,
        )

    def closeness(self) -> Call:
        """Along the arcs; the form for graphs that do not hang together."""
        graph = self._arcs
        form = networkit.centrality.ClosenessVariant.GENERALIZED
        return Call(
            lambda seed: networkit.centrality.Closeness(graph, False, form).run().scores(),
            np.asarray,
        )

    def harmonic(self) -> Call:
        """Along the arcs."""
        graph = self._arcs
        return Call(
            lambda seed: networkit.centrality.HarmonicCloseness(graph, False).run().scores(),
            np.asarray,
        )

    def distances(self) -> Call:
        """All sources at once, on all threads; then counted."""
        graph, n = self._arcs, self.graph.n_nodes

        def run(seed: int) -> Array:
            sources = np.random.default_rng(seed).choice(n, SAMPLED, replace=False)
            search = networkit.distance.SPSP(graph, sources.tolist())
            search.run()
            found = search.getDistances(asarray=True)
            return np.bincount(found[found < n].astype(np.int64))

        return Call(run)

    def rewire(self) -> Call:
        """Rewire a copy, as it does by itself; weights are left out."""
        graph = self._arcs

        def run(seed: int) -> Any:
            networkit.setSeed(seed, False)
            switching = networkit.randomization.EdgeSwitching(graph, 10.0, False)
            switching.run()
            return switching.getGraph()

        return Call(run, lambda rewired: tuple(np.array(list(rewired.iterEdges())).T))
