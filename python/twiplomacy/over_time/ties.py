"""Series of networks: a network for each window, and a statistic of each."""

from __future__ import annotations

from typing import Any

from ..network import Network
from .request import Point, Points, Request


def network(request: Request, name: str) -> Points:
    """Measure a statistic of the network of each window; see :meth:`Network.statistics`."""
    found: Points = {}
    for key, window, corpus in request.parts():
        net = _network(request, key, corpus)
        groups: Any = request.options["groups"]
        labels = None if groups is None else net._groups(groups, "groups", partial=True)
        row = net._core.bootstrap([name], labels, request.draws, request.seed, None).to_pylist()[0]
        found[key, window] = Point(row["value"], net.n_nodes, row["ci_low"], row["ci_high"])
    return found


def _network(request: Request, key: tuple[str, ...], corpus: Any) -> Network:
    """Return the ties of a window, of a group those among its own accounts."""
    among = request.options["among"]
    if among is None and request.by:
        there = set(corpus._accounts["account"].to_pylist())
        among = [account for account in request.members(key) if account in there]
    return corpus.network(  # type: ignore[no-any-return]
        request.options["kind"], request.options["direction"], among=among, progress=False
    )
