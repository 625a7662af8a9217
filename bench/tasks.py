"""The tasks of the side-by-side run of networks: what is run, by whom, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import quality


class Task(NamedTuple):
    """One task; `name` is the method that runs it in each class of ``bench.peers``."""

    name: str
    title: str
    peers: tuple[str, ...]
    quality: Callable[..., quality.Quality]
    show: str
    graph: str | None = None
    """The graph, where the task is too long for the large one."""
    memory: bool = False
    """Whether memory in a fresh process is measured as well."""

    def shown(self, values: dict[str, Any]) -> str:
        """Write a quality down."""
        return self.show.format(**values)


_PARTITION = "modularity {modularity:.4f}, {groups:,.0f} groups"
_SIZE = "{nodes:,.0f} nodes, {edges:,.0f} edges"
_COUNT = "{components:,.0f} components, largest {largest:,.0f}"
_NEAREST = "error {error:.0e} ({definition})"

# The best peers of each task. Left out because they are slower at no better result: networkx,
# igraph for Louvain and (with weights: most of a minute) label propagation, scikit-network for
# cores, networkit for construction.
TASKS = {
    task.name: task
    for task in (
        Task(
            "handles",
            "handles to network",
            ("scipy", "igraph"),
            quality.size,
            _SIZE,
            memory=True,
        ),
        Task(
            "integers",
            "integers to network",
            ("scipy", "igraph"),
            quality.size,
            _SIZE,
            memory=True,
        ),
        Task(
            "pagerank",
            "PageRank",
            ("igraph", "networkit"),
            quality.pagerank,
            "L1 error {error:.0e}",
        ),
        Task(
            "hits",
            "HITS",
            ("scikit_network", "igraph"),
            quality.hits,
            "L1 error {error:.0e}",
        ),
        Task(
            "betweenness",
            "betweenness, exact",
            ("igraph", "networkit", "rustworkx"),
            quality.betweenness,
            "sum {sum:.6g}, off by {off:.0e}",
            graph="c5k",
        ),
        Task(
            "betweenness_pivots",
            "betweenness, 100 pivots",
            ("igraph", "networkit"),
            quality.total,
            "sum {sum:.3g}",
        ),
        Task("weak", "weak components", ("scipy", "networkit"), quality.components, _COUNT),
        Task("strong", "strong components", ("scipy", "networkit"), quality.components, _COUNT),
        Task(
            "leiden",
            "Leiden, 2 iterations",
            ("igraph", "networkit"),
            quality.partition,
            _PARTITION,
        ),
        Task(
            "leiden_converged",
            "Leiden, to convergence",
            ("igraph",),
            quality.partition,
            _PARTITION,
        ),
        Task(
            "louvain",
            "Louvain",
            ("networkit", "scikit_network"),
            quality.partition,
            _PARTITION,
        ),
        # scikit-network 0.33 votes with the weight of another edge: it has no weighted form.
        Task(
            "label_propagation",
            "label propagation",
            ("networkit",),
            quality.partition,
            _PARTITION,
        ),
        Task(
            "label_propagation_plain",
            "label propagation, weights ignored",
            ("networkit", "igraph", "scikit_network"),
            quality.partition,
            _PARTITION,
        ),
        Task(
            "core_number",
            "k-core",
            ("networkit", "igraph"),
            quality.cores,
            "deepest {deepest:.0f}, sum {sum:,.0f}",
        ),
        Task(
            "transitivity", "transitivity", ("igraph", "networkit"), quality.number, "{value:.8f}"
        ),
        Task(
            "clustering",
            "local clustering",
            ("igraph", "networkit"),
            quality.mean,
            "mean {mean:.8f}",
        ),
        Task(
            "closeness",
            "closeness, exact",
            ("igraph", "networkit"),
            quality.closeness,
            _NEAREST,
            graph="c5k",
        ),
        Task(
            "harmonic",
            "harmonic, exact",
            ("igraph", "networkit"),
            quality.harmonic,
            _NEAREST,
            graph="c5k",
        ),
        Task(
            "distances",
            "distances from 100 sources",
            ("igraph", "networkit", "scipy"),
            quality.distances,
            "{pairs:,.0f} pairs, mean {mean:.3f}",
        ),
        Task(
            "trophic_levels",
            "trophic levels",
            ("scipy",),
            quality.levels,
            "residual {residual:.0e}, incoherence {incoherence:.8f}",
        ),
        Task(
            "rewire",
            "rewiring, 10 swaps an edge",
            ("networkit", "igraph"),
            quality.rewired,
            "{kept:.2%} of arcs kept, degrees {degrees}",
        ),
    )
}
