"""rustworkx (Rust with rayon): mappings from node to value."""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any

import numpy as np
import rustworkx

from ..graphs import Array
from . import Base, Call


class Peer(Base):
    """rustworkx."""

    package = "rustworkx"

    @property
    def threads(self) -> int:
        """As many as there are cores, unless the environment says otherwise."""
        return int(os.environ.get("RAYON_NUM_THREADS", 0)) or os.cpu_count() or 1

    @cached_property
    def _directed(self) -> Any:
        graph = rustworkx.PyDiGraph()
        graph.add_nodes_from(range(self.graph.n_nodes))
        ends = zip(self.graph.source.tolist(), self.graph.target.tolist(), strict=True)
        graph.extend_from_edge_list(list(ends))
        return graph

    def betweenness(self) -> Call:
        """From every node."""
        graph, n = self._directed, self.graph.n_nodes

        def scores(found: Any) -> Array:
            return np.array([found[node] for node in range(n)])

        return Call(
            lambda seed: rustworkx.digraph_betweenness_centrality(graph, normalized=False), scores
        )
