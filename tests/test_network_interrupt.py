"""Ctrl-C ends every long measure of a network soon, and nothing is left behind."""

from __future__ import annotations

from interrupts import check_ends_soon

LONG = """
import numpy as np, pyarrow as pa, twiplomacy as tw

draw = np.random.default_rng(1)
n, m = 150_000, 1_500_000
ends = (draw.pareto(1.2, (2, m)) * 50).astype(np.int64) % n
net = tw.Network.from_edges(ends[0], ends[1], draw.random(m))
plain = net.undirected()
names = ends.astype(str)
halves = dict(zip(net.nodes["node"].tolist(), "ab" * n))
columns = [pa.array(column) for column in names]


def state():
    return net.pagerank()["pagerank"].to_numpy().tobytes()


routines = {
    "from_edges": lambda: tw.Network.from_edges(*columns),
    "betweenness": lambda: net.betweenness(),
    "betweenness, weighted": lambda: net.betweenness(weighted=True),
    "closeness": lambda: net.closeness(),
    "closeness, weighted": lambda: net.closeness(weighted=True),
    "harmonic": lambda: net.harmonic(),
    "distances": lambda: net.distances(sources=None),
    "leiden": lambda: plain.communities(),
    "louvain": lambda: plain.communities("louvain"),
    "label_propagation": lambda: plain.communities("label_propagation"),
    "consensus": lambda: plain.consensus(runs=50),
    "stability": lambda: plain.stability(runs=50),
    "pagerank": lambda: net.pagerank(damping=0.9999, tol=1e-13),
    "hits": lambda: net.hits(tol=1e-14),
    "eigenvector": lambda: net.eigenvector(tol=1e-14),
    "katz": lambda: net.katz(tol=1e-14),
    "core_number": lambda: net.core_number(),
    "clustering": lambda: net.clustering(),
    "triads": lambda: net.triads(),
    "constraint": lambda: net.constraint(),
    "effective_size": lambda: net.effective_size(),
    "rewire": lambda: net.rewire(swaps=1000),
    "configuration": lambda: net.configuration(seed=1),
    "test": lambda: net.test("reciprocity"),
    "brokerage": lambda: net.brokerage(halves, draws=99),
    "brokerage_totals": lambda: net.brokerage_totals(halves),
    "brokered": lambda: net.brokered(halves, draws=99, null="rewire"),
    "layout": lambda: plain.layout(),
    "summary": lambda: net.summary(),
}
"""


def test_ctrl_c_ends_every_long_routine(elsewhere):
    check_ends_soon(LONG, elsewhere)
