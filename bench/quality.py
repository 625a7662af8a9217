"""How good a result is: one function for all who run a task, in numpy and scipy.

scipy is imported where it is needed: who compares readers need not have it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from .graphs import Array, Graph, folder

Quality = dict[str, float | str]


def size(graph: Graph, counts: tuple[int, int]) -> Quality:
    """Count nodes and edges of a finished network."""
    return {"nodes": counts[0], "edges": counts[1]}


def partition(graph: Graph, groups: Array) -> Quality:
    """Modularity of a partition, weights counted and directions dropped."""
    low, high, weight = graph.undirected
    group = np.unique(groups, return_inverse=True)[1]
    n, total = graph.n_nodes, weight.sum()
    strength = np.bincount(low, weight, n) + np.bincount(high, weight, n)
    inside = weight[group[low] == group[high]].sum() / total
    expected = ((np.bincount(group, strength) / (2 * total)) ** 2).sum()
    return {"modularity": float(inside - expected), "groups": int(group.max()) + 1}


def pagerank(graph: Graph, scores: Array) -> Quality:
    """Sum of absolute errors against a power iteration that runs until nothing changes."""

    def reference() -> Array:
        import scipy.sparse as sp

        n, step, out = graph.n_nodes, _matrix(graph).T.tocsr(), _out_weight(graph)
        step = step @ sp.diags(1 / np.where(out > 0, out, 1))
        rank = np.full(n, 1 / n)
        for _ in range(1000):
            before = rank
            rank = 0.85 * (step @ before + before[out == 0].sum() / n) + 0.15 / n
            if abs(rank - before).sum() < 1e-15:
                break
        return rank

    return {"error": float(abs(scores - _kept(graph, "pagerank", reference)).sum())}


def hits(graph: Graph, scores: tuple[Array, Array]) -> Quality:
    """Sum of absolute errors of hubs and authorities, each adding up to 1, against the SVD."""

    def reference() -> Array:
        from scipy.sparse.linalg import svds

        left, _, right = svds(_matrix(graph), k=1, tol=0, random_state=0)
        return np.vstack([left[:, 0], right[0]])

    wanted = _kept(graph, "hits", reference)
    errors = [abs(_share(a) - _share(b)).sum() for a, b in zip(scores, wanted, strict=True)]
    return {"error": float(sum(errors))}


def betweenness(graph: Graph, scores: Array) -> Quality:
    """Sum of the scores; a pair of nodes at distance d adds d - 1 to it, which says what is due."""
    distance = _distances(graph)
    due = float((distance[distance > 0] - 1).sum())
    return {"sum": float(scores.sum()), "off": abs(float(scores.sum()) / due - 1)}


def total(graph: Graph, scores: Array) -> Quality:
    """Sum of the scores."""
    return {"sum": float(np.nansum(scores))}


def components(graph: Graph, groups: Array) -> Quality:
    """Count the groups, and the nodes of the largest."""
    sizes = np.unique(groups, return_counts=True)[1]
    return {"components": len(sizes), "largest": int(sizes.max())}


def cores(graph: Graph, scores: Array) -> Quality:
    """Give the deepest core, and the sum of all core numbers."""
    return {"deepest": int(scores.max()), "sum": int(scores.sum())}


def number(graph: Graph, value: float) -> Quality:
    """Give the result itself."""
    return {"value": value}


def mean(graph: Graph, scores: Array) -> Quality:
    """Mean over nodes; those of which it cannot be said count 0."""
    return {"mean": float(np.nan_to_num(scores).mean())}


def closeness(graph: Graph, scores: Array) -> Quality:
    """Largest error under the definition that the scores are nearest to; packages differ in it."""
    definitions = {}
    for direction, distance in _both_ways(graph):
        reached = (distance > 0).sum(axis=1)
        away = np.where(distance > 0, distance, 0).sum(axis=1)
        plain = np.divide(reached, away, out=np.zeros(len(away)), where=away > 0)
        definitions[f"reached / distance{direction}"] = plain
        definitions[f"Wasserman & Faust{direction}"] = plain * reached / (graph.n_nodes - 1)
    return _nearest(scores, definitions)


def harmonic(graph: Graph, scores: Array) -> Quality:
    """Largest error under the definition that the scores are nearest to."""
    definitions = {}
    for direction, distance in _both_ways(graph):
        near = np.where(distance > 0, 1 / np.maximum(distance, 1), 0).sum(axis=1)
        definitions[f"sum{direction}"] = near
        definitions[f"mean{direction}"] = near / (graph.n_nodes - 1)
    return _nearest(scores, definitions)


def distances(graph: Graph, pairs: Array) -> Quality:
    """Count the pairs that are joined, and their mean distance; `pairs[d]` are at distance d."""
    joined = pairs[1:].sum()
    return {
        "pairs": float(joined),
        "mean": float((pairs[1:] * np.arange(1, len(pairs))).sum() / joined),
    }


def levels(graph: Graph, level: Array) -> Quality:
    """Give what is left of the equations of trophic levels, and the incoherence of these."""
    source, target, weight = graph.source, graph.target, graph.weight
    n, step = graph.n_nodes, level[target] - level[source] - 1
    left = np.bincount(target, weight * step, n) - np.bincount(source, weight * step, n)
    gain = np.bincount(target, weight, n) - np.bincount(source, weight, n)
    return {
        "residual": float(np.linalg.norm(left) / np.linalg.norm(gain)),
        "incoherence": float((weight * step**2).sum() / weight.sum()),
    }


def rewired(graph: Graph, arcs: tuple[Array, Array]) -> Quality:
    """Share of arcs that are still there, and whether every node has the degrees it had."""
    n = graph.n_nodes
    source, target = (np.asarray(end).astype(np.uint64) for end in arcs)
    before = graph.source.astype(np.uint64) * np.uint64(n) + graph.target
    after = np.unique(source * np.uint64(n) + target)
    same = all(
        np.array_equal(np.bincount(old, minlength=n), np.bincount(new.astype(np.int64), None, n))
        for old, new in ((graph.source, source), (graph.target, target))
    )
    return {
        "kept": len(np.intersect1d(before, after, assume_unique=True)) / len(before),
        "degrees": "kept" if same else "changed",
        "parallel": len(source) - len(after),
    }


def _matrix(graph: Graph) -> Any:
    import scipy.sparse as sp

    shape = (graph.n_nodes, graph.n_nodes)
    return sp.csr_matrix((graph.weight, (graph.source, graph.target)), shape=shape)


def _out_weight(graph: Graph) -> Array:
    return np.bincount(graph.source, graph.weight, graph.n_nodes)


def _share(scores: Array) -> Array:
    return abs(scores) / abs(scores).sum()


def _nearest(scores: Array, definitions: dict[str, Array]) -> Quality:
    errors = {
        name: float(abs(np.nan_to_num(scores) - wanted).max())
        for name, wanted in definitions.items()
    }
    name = min(errors, key=errors.__getitem__)
    return {"error": errors[name], "definition": name}


def _both_ways(graph: Graph) -> list[tuple[str, Array]]:
    distance = _distances(graph)
    return [("", distance), (", inwards", distance.T)]


def _distances(graph: Graph) -> Array:
    """Distance from each node to each other, -1 where there is no path: for small graphs."""

    def reference() -> Array:
        n = graph.n_nodes
        back = _matrix(graph).T.astype(bool).astype(np.float32).tocsr()
        distance = np.full((n, n), -1, np.int16)  # a column a source until it is turned
        edge_of_it = np.eye(n, dtype=bool)
        for step in range(n):
            distance[edge_of_it] = step
            edge_of_it = (back @ edge_of_it.astype(np.float32) > 0) & (distance < 0)
            if not edge_of_it.any():
                break
        return np.ascontiguousarray(distance.T)

    return _kept(graph, "distances", reference)


def _kept(graph: Graph, name: str, compute: Callable[[], Array]) -> Array:
    """Read a reference from beside the graph; compute it the first time."""
    path = folder() / f"{graph.name}-{name}.npy"
    if not path.exists():
        aside = path.with_name(f"{path.stem}-{os.getpid()}.npy")
        np.save(aside, compute())
        aside.replace(path)
    return np.load(path)
