"""Ours, from Python: every call gives a frame, a network or a number."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

import twiplomacy as tw

from ..graphs import Array
from . import SAMPLED, Base, Call


def by_node(*columns: str) -> Callable[[pd.DataFrame], Any]:
    """Make arrays in order of nodes from the columns whose names begin so."""

    def arrays(frame: pd.DataFrame) -> Any:
        order = np.argsort(frame["node"].to_numpy().astype(np.int64))
        names = [next(n for n in frame.columns if n.startswith(begin)) for begin in columns]
        found = [frame[name].to_numpy()[order] for name in names]
        return found[0] if len(found) == 1 else tuple(found)

    return arrays


def _size(net: tw.Network) -> tuple[int, int]:
    return net.n_nodes, net.n_edges


class Peer(Base):
    """twiplomacy."""

    package = "twiplomacy"

    @property
    def label(self) -> str:
        """The package and its version."""
        return f"twiplomacy {tw.__version__}"

    @property
    def threads(self) -> int:
        """As many as there are cores, unless the environment says otherwise."""
        return int(os.environ.get("RAYON_NUM_THREADS", 0)) or os.cpu_count() or 1

    @cached_property
    def _everyone(self) -> pd.DataFrame:
        """All nodes, so that those without an edge count for us as they do for the peers."""
        return pd.DataFrame({"node": np.arange(self.graph.n_nodes)})

    @cached_property
    def _directed(self) -> tw.Network:
        graph = self.graph
        return tw.Network.from_edges(
            graph.source, graph.target, graph.weight, directed=True, nodes=self._everyone
        )

    @cached_property
    def _undirected(self) -> tw.Network:
        low, high, weight = self.graph.undirected
        return tw.Network.from_edges(low, high, weight, directed=False, nodes=self._everyone)

    def handles(self) -> Call:
        """Two columns of strings and one of weights."""
        frame = self.graph.handles
        columns = (frame["source"], frame["target"], frame["weight"])
        return Call(lambda seed: tw.Network.from_edges(*columns), _size)

    def integers(self) -> Call:
        """Two arrays of integers and one of weights."""
        columns = (self.graph.source, self.graph.target, self.graph.weight)
        return Call(lambda seed: tw.Network.from_edges(*columns), _size)

    def pagerank(self) -> Call:
        """Weighted."""
        net = self._directed
        return Call(lambda seed: net.pagerank(tol=1e-10), by_node("pagerank"))

    def hits(self) -> Call:
        """Both scores."""
        net = self._directed
        return Call(lambda seed: net.hits(), by_node("hub", "auth"))

    def betweenness(self) -> Call:
        """From every node."""
        net = self._directed
        return Call(lambda seed: net.betweenness(normalized=False), by_node("betweenness"))

    def betweenness_pivots(self) -> Call:
        """From some nodes, scaled up."""
        net = self._directed
        return Call(
            lambda seed: net.betweenness(normalized=False, pivots=SAMPLED, seed=seed),
            by_node("betweenness"),
        )

    def weak(self) -> Call:
        """Directions dropped."""
        net = self._directed
        return Call(lambda seed: net.components(), by_node("component"))

    def strong(self) -> Call:
        """Directions heeded."""
        net = self._directed
        return Call(lambda seed: net.components(strong=True), by_node("component"))

    def _communities(self, method: str, **options: Any) -> Call:
        net = self._undirected
        return Call(
            lambda seed: net.communities(method, seed=seed, **options), by_node("community")
        )

    def leiden(self) -> Call:
        """Two iterations."""
        return self._communities("leiden", iterations=2)

    def leiden_converged(self) -> Call:
        """Until nothing changes."""
        return self._communities("leiden", iterations=-1)

    def louvain(self) -> Call:
        """Until nothing changes."""
        return self._communities("louvain")

    def label_propagation(self) -> Call:
        """Weighted."""
        return self._communities("label_propagation")

    def label_propagation_plain(self) -> Call:
        """Without weights."""
        return self._communities("label_propagation", weighted=False)

    def core_number(self) -> Call:
        """Directions dropped."""
        net = self._undirected
        return Call(lambda seed: net.core_number(), by_node("core"))

    def transitivity(self) -> Call:
        """Directions dropped."""
        net = self._undirected
        return Call(lambda seed: net.transitivity())

    def clustering(self) -> Call:
        """Directions dropped, weights ignored."""
        net = self._undirected
        return Call(lambda seed: net.clustering(), by_node("clustering"))

    def closeness(self) -> Call:
        """Along the arcs."""
        net = self._directed
        return Call(lambda seed: net.closeness(direction="out"), by_node("closeness"))

    def harmonic(self) -> Call:
        """Along the arcs."""
        net = self._directed
        return Call(lambda seed: net.harmonic(direction="out"), by_node("harmonic"))

    def distances(self) -> Call:
        """Along the arcs."""
        net = self._directed

        def counts(frame: pd.DataFrame) -> Array:
            return np.bincount(frame["distance"].astype(np.int64), frame["pairs"])

        return Call(lambda seed: net.distances(sources=SAMPLED, seed=seed), counts)

    def trophic_levels(self) -> Call:
        """To a residual of 1e-12."""
        net = self._directed
        return Call(lambda seed: net.trophic_levels(), by_node("level"))

    def rewire(self) -> Call:
        """Make a new network; weights move with their arcs."""
        net = self._directed

        def arcs(rewired: tw.Network) -> tuple[Array, Array]:
            edges = rewired.edges
            return tuple(edges[end].to_numpy().astype(np.int64) for end in ("source", "target"))

        return Call(lambda seed: net.rewire(swaps=10, seed=seed), arcs)
