"""Invented graphs for side-by-side runs: the same ones each time, made once, kept in a folder.

They look like networks of reposts: heavy-tailed degrees, planted communities, some arcs that are
returned, small whole weights, edges in the random order of an archive.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Array = np.ndarray

ACROSS = 0.2  # share of arcs drawn without regard to communities
RETURNED = 0.08  # share of arcs drawn with their reverse
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz0123456789_"))


class Shape(NamedTuple):
    """What a graph is drawn from."""

    nodes: int
    edges: int
    blocks: int
    seed: int


SHAPES = {
    "a2k": Shape(2_000, 20_000, 50, 4),
    "a20k": Shape(20_000, 200_000, 50, 5),
    "a": Shape(200_000, 2_000_000, 50, 1),
    "c5k": Shape(5_000, 50_000, 20, 3),
    "b": Shape(2_000_000, 20_000_000, 50, 2),
}


def folder() -> Path:
    """Give the folder that holds the graphs: BENCH_DATA, or one among the temporary files."""
    default = Path(tempfile.gettempdir()) / "twiplomacy-bench"
    path = Path(os.environ.get("BENCH_DATA", default))
    path.mkdir(parents=True, exist_ok=True)
    return path


@dataclass(frozen=True)
class Graph:
    """A graph on disk. A column is read when it is first asked for, and once."""

    name: str

    @cached_property
    def _arrays(self) -> Any:
        return np.load(folder() / f"{self.name}.npz")

    @property
    def n_nodes(self) -> int:
        """The number of nodes, those without an edge included."""
        return SHAPES[self.name].nodes

    @property
    def n_edges(self) -> int:
        """The number of arcs."""
        return SHAPES[self.name].edges

    @cached_property
    def source(self) -> Array:
        """Where each arc starts."""
        return self._arrays["src"]

    @cached_property
    def target(self) -> Array:
        """Where each arc leads."""
        return self._arrays["dst"]

    @cached_property
    def weight(self) -> Array:
        """The weight of each arc."""
        return self._arrays["w"]

    @cached_property
    def block(self) -> Array:
        """The planted community of each node."""
        return self._arrays["block"]

    @cached_property
    def undirected(self) -> tuple[Array, Array, Array]:
        """Edges without direction: lower end, higher end, the weights of both directions added."""
        return self._arrays["uu"], self._arrays["uv"], self._arrays["uw"]

    @cached_property
    def handles(self) -> pd.DataFrame:
        """The arcs as a user has them: source and target by handle, weight."""
        return pd.read_parquet(folder() / f"{self.name}.parquet")


def ready(name: str) -> Graph:
    """Make a graph unless it is there; give it."""
    files = {ending: folder() / f"{name}.{ending}" for ending in ("npz", "parquet")}
    if not all(file.exists() for file in files.values()):
        shape = SHAPES[name]
        arrays = draw(shape)
        labels = pd.Series(_handles(shape)).astype("str")
        frame = pd.DataFrame(
            {
                "source": labels.take(arrays["src"]).to_numpy(),
                "target": labels.take(arrays["dst"]).to_numpy(),
                "weight": arrays["w"],
            }
        )
        # Files get their names when they are whole, so that a broken run leaves none behind.
        for ending, write in (
            ("npz", lambda path: np.savez(path, **arrays)),
            ("parquet", frame.to_parquet),
        ):
            aside = folder() / f"{name}-{os.getpid()}.{ending}"
            write(aside)
            aside.replace(files[ending])
    return Graph(name)


def draw(shape: Shape) -> dict[str, Array]:
    """Draw a graph; the order of the draws is what makes it the same each time.

    Returns
    -------
    dict of str to array
        ``n``; ``src, dst, w`` of the arcs; ``block``, the planted community of each node;
        ``uu, uv, uw`` of the edges without direction.
    """
    n, m, blocks, seed = shape
    chance = np.random.default_rng(seed)
    share = np.arange(1, blocks + 1) ** -0.7
    block = np.sort(chance.choice(blocks, n, p=share / share.sum())).astype(np.int32)
    liked = np.minimum(chance.pareto(1.1, n) + 0.05, n**0.75)
    eager = np.minimum(chance.pareto(1.5, n) + 0.3, n**0.6)
    keys = np.sort(chance.choice(_arcs(chance, shape, block, liked, eager), m, replace=False))

    # Blocks are ranges of numbers up to here; shuffled, a number says nothing about its block.
    number = chance.permutation(n)
    source = number[(keys // np.uint64(n)).astype(np.int64)].astype(np.uint32)
    target = number[(keys % np.uint64(n)).astype(np.int64)].astype(np.uint32)
    order = chance.permutation(m)
    source, target = source[order], target[order]
    planted = np.empty(n, np.int32)
    planted[number] = block
    weight = np.minimum(1 + np.floor(chance.pareto(1.8, m)), 500).astype(np.float64)

    low = np.minimum(source, target).astype(np.uint64)
    pairs, place = np.unique(
        low * np.uint64(n) + np.maximum(source, target).astype(np.uint64), return_inverse=True
    )
    return {
        "n": np.array(n),
        "src": source,
        "dst": target,
        "w": weight,
        "block": planted,
        "uu": (pairs // np.uint64(n)).astype(np.uint32),
        "uv": (pairs % np.uint64(n)).astype(np.uint32),
        "uw": np.bincount(place, weights=weight),
    }


def _arcs(
    chance: np.random.Generator, shape: Shape, block: Array, liked: Array, eager: Array
) -> Array:
    """Draw distinct arcs, at least as many as wanted, each as source * nodes + target."""
    n, m, blocks, _ = shape
    starts, total = np.cumsum(eager), np.cumsum(liked)
    first = np.searchsorted(block, np.arange(blocks))
    last = np.searchsorted(block, np.arange(blocks), side="right") - 1
    low = np.where(first > 0, total[first - 1], 0.0)
    high = total[last]
    found: list[Array] = []
    tries = int(m * 1.25)
    while True:
        source = np.searchsorted(starts, chance.random(tries) * starts[-1])
        inside = chance.random(tries) >= ACROSS
        home = block[source]
        place = chance.random(tries)
        place = np.where(inside, low[home] + place * (high[home] - low[home]), place * total[-1])
        target = np.minimum(np.searchsorted(total, place), n - 1)
        proper = source != target
        source, target = source[proper], target[proper]
        back = chance.random(source.size) < RETURNED
        starts_at = np.concatenate([source, target[back]]).astype(np.uint64)
        leads_to = np.concatenate([target, source[back]]).astype(np.uint64)
        found.append(starts_at * np.uint64(n) + leads_to)
        keys = np.unique(np.concatenate(found))
        if keys.size >= m:
            return keys
        found = [keys]
        tries = int((m - keys.size) * 2.0) + 1000


def _handles(shape: Shape) -> Array:
    """Invent a handle for each node; its end is the node's number, so that no two are equal."""
    chance = np.random.default_rng(shape.seed + 1)
    beginnings = LETTERS[chance.integers(0, len(LETTERS), (shape.nodes, 6))].view("<U6").ravel()
    return np.char.add(beginnings, np.char.mod("%x", np.arange(shape.nodes)))
