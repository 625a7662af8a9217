"""scikit-network (Cython and scipy): arrays in, arrays out, one thread."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from sknetwork.clustering import Louvain, PropagationClustering
from sknetwork.ranking import HITS

from . import Base, Call


class Peer(Base):
    """scikit-network."""

    package = "scikit-network"

    @cached_property
    def _directed(self) -> Any:
        graph = self.graph
        shape = (graph.n_nodes, graph.n_nodes)
        return sp.csr_matrix((graph.weight, (graph.source, graph.target)), shape=shape)

    @cached_property
    def _undirected(self) -> Any:
        low, high, weight = self.graph.undirected
        ends = (np.concatenate([low, high]), np.concatenate([high, low]))
        shape = (self.graph.n_nodes, self.graph.n_nodes)
        return sp.csr_matrix((np.concatenate([weight, weight]), ends), shape=shape)

    def hits(self) -> Call:
        """By the first singular vectors, weighted."""
        matrix = self._directed
        return Call(
            lambda seed: HITS().fit(matrix),
            lambda ranking: (ranking.scores_row_, ranking.scores_col_),
        )

    def louvain(self) -> Call:
        """Until nothing changes by its tolerance."""
        matrix = self._undirected
        return Call(lambda seed: Louvain(random_state=seed).fit_predict(matrix))

    def label_propagation_plain(self) -> Call:
        """Without weights; it has no seed."""
        matrix = self._undirected
        return Call(lambda seed: PropagationClustering(weighted=False).fit_predict(matrix))
