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
chart = {str(v): str(v // 4) if v else None for v in range(n)}
halves = {node: int(node) % 2 for node in net.nodes["node"]}
NO_AGONY = ["krackhardt_hierarchy", "krackhardt_lub", "global_reaching_centrality"]
# Without circles, and each node with superiors of its own.
down = np.sort(draw.integers(0, 30_000, (2, 120_000)), axis=0)
chain = tw.Network.from_edges(down[0], down[1])
labels = net.nodes["node"]
sides = dict(zip(labels, draw.integers(0, 3, len(labels))))
many = dict(zip(labels, draw.integers(0, 200, len(labels))))
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
    "bypass": lambda: net.bypass(chart),
    "rank_correlation": lambda: net.rank_correlation(chart),
    "test, edges": lambda: net.test("reciprocity", null="edges"),
    "test, dyads": lambda: net.test("reciprocity", null="dyads"),
    "test, labels": lambda: net.test("modularity", null="labels", groups=halves),
    "hierarchy": lambda: net.hierarchy(exact=True),
    "hierarchy, drawn": lambda: net.hierarchy(NO_AGONY, exact=False, samples=1 << 22),
    "least upper bound": lambda: chain.hierarchy("krackhardt_lub", exact=True),
    "trophic_levels": lambda: net.trophic_levels(),
    "agony": lambda: net.agony(),
    "mixing": lambda: net.mixing(sides, draws=20_000),
    "mixing, rewired": lambda: net.mixing(sides, draws=999, null="rewire"),
    "ei_index": lambda: net.ei_index(sides, draws=20_000),
    "cross_reciprocity": lambda: net.cross_reciprocity(sides, draws=20_000),
    "polarisation": lambda: net.polarisation(sides, draws=20_000),
    "rwc": lambda: net.rwc(many),
    "group_distances": lambda: net.group_distances(sides, sources=None),
    "nearest": lambda: net.nearest(many),
    "brokerage": lambda: net.brokerage(halves, draws=99),
    "brokerage_totals": lambda: net.brokerage_totals(halves),
    "brokered": lambda: net.brokered(halves, draws=99, null="rewire"),
    "layout": lambda: plain.layout(),
    "summary": lambda: net.summary(),
}
"""


def test_ctrl_c_ends_every_long_routine(elsewhere):
    check_ends_soon(LONG, elsewhere)
