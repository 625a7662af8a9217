"""Ours and the peers: one module each, whose class ``Peer`` has a method for each task it can do.

A peer's package is imported when its module is: who has not installed it can run the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..graphs import Graph

SAMPLED = 100
"""Pivots of the betweenness that is estimated, and sources of the distances."""


def unchanged(value: Any) -> Any:
    """Give back what came in."""
    return value


class Call(NamedTuple):
    """A task that is ready to run."""

    run: Callable[[int], Any]
    """Takes a seed. All of it counts, up to what the package gives its user."""
    result: Callable[[Any], Any] = unchanged
    """Makes of it what ``bench.quality`` takes: arrays in order of nodes. It does not count."""


class Base:
    """One peer with one graph. A method makes what its task needs; only its call is timed."""

    package: str
    threads = 1

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @property
    def label(self) -> str:
        """The package and its version."""
        from importlib.metadata import version

        return f"{self.package} {version(self.package)}"
