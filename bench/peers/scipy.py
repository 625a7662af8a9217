"""scipy, with pandas for handles: what one has without a package for networks; one thread."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, connected_components
from scipy.sparse.linalg import cg

from ..graphs import Array
from . import SAMPLED, Base, Call


def _made(n: int, source: Array, target: Array, weight: Array) -> Any:
    return sp.csr_matrix((weight, (source, target)), shape=(n, n))


class Peer(Base):
    """scipy."""

    package = "scipy"

    @cached_property
    def _directed(self) -> Any:
        graph = self.graph
        return _made(graph.n_nodes, graph.source, graph.target, graph.weight)

    def handles(self) -> Call:
        """Numbers by ``pandas.factorize``, then a matrix."""
        frame = self.graph.handles

        def run(seed: int) -> tuple[Any, Any]:
            ends, names = pd.factorize(
                pd.concat([frame["source"], frame["target"]], ignore_index=True)
            )
            source, target = ends[: len(frame)], ends[len(frame) :]
            return _made(len(names), source, target, frame["weight"].to_numpy()), names

        return Call(run, lambda made: (made[0].shape[0], made[0].nnz))

    def integers(self) -> Call:
        """Make a matrix; the number of nodes is given."""
        graph = self.graph
        columns = (graph.n_nodes, graph.source, graph.target, graph.weight)
        return Call(lambda seed: _made(*columns), lambda made: (made.shape[0], made.nnz))

    def _components(self, kind: str) -> Call:
        matrix = self._directed
        return Call(lambda seed: connected_components(matrix, connection=kind)[1])

    def weak(self) -> Call:
        """Directions dropped."""
        return self._components("weak")

    def strong(self) -> Call:
        """Directions heeded."""
        return self._components("strong")

    def trophic_levels(self) -> Call:
        """Conjugate gradients with the diagonal as preconditioner, to a residual of 1e-12.

        Levels are counted from the lowest of each component.
        """
        arcs, n = self._directed, self.graph.n_nodes

        def run(seed: int) -> Array:
            up, down = np.asarray(arcs.sum(0)).ravel(), np.asarray(arcs.sum(1)).ravel()
            strength = up + down
            inverse = np.divide(1.0, strength, out=np.zeros(n), where=strength > 0)
            equations = (sp.diags(strength) - arcs - arcs.T).tocsr()
            level, _ = cg(equations, up - down, rtol=1e-12, atol=0, M=sp.diags(inverse).tocsr())
            component = connected_components(arcs, connection="weak")[1]
            lowest = np.full(n, np.inf)
            np.minimum.at(lowest, component, level)
            return level - lowest[component]

        return Call(run)

    def distances(self) -> Call:
        """Breadth first from each source; the levels are read off the order and its parents.

        Its own shortest paths take many times as long.
        """
        matrix, n = self._directed, self.graph.n_nodes

        def run(seed: int) -> Array:
            pairs = np.zeros(n, np.int64)
            place = np.empty(n, np.int64)
            for source in np.random.default_rng(seed).choice(n, SAMPLED, replace=False):
                order, parents = breadth_first_order(matrix, source)
                place[order] = np.arange(len(order))
                # Parents appear in the order of their children: a level ends where they do.
                parent_at = place[parents[order[1:]]]
                start, end, level = 0, 1, 0
                while start < end:
                    pairs[level] += end - start
                    start, end = end, 1 + np.searchsorted(parent_at, end)
                    level += 1
            return pairs[: np.flatnonzero(pairs)[-1] + 1]

        return Call(run)
