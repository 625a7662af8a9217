"""The same bits from every method, on any number of threads."""

from __future__ import annotations

import twiplomacy as tw

CALLS = """
import hashlib, inspect
import numpy as np, pandas as pd
import twiplomacy as tw

draw = np.random.default_rng(5)
n, m = 3_000, 30_000
ends = (n * draw.random((2, m)) ** 2).astype(int)
weight = draw.random(m)  # sums depend on their order
nodes = pd.DataFrame({"node": np.arange(n), "party": draw.choice(["a", "b", "c"], n)})
nodes["rank"] = draw.random(n)
nodes["boss"] = [None, *(str(v // 4) for v in range(1, n))]
nets = [tw.Network.from_edges(*ends, weight, directed, nodes) for directed in (True, False)]


def each(*calls):
    return lambda net: [call(net) for call in calls]


CALLS = {
    "degree": lambda net: net.degree(),
    "pagerank": each(
        lambda net: net.pagerank(),
        lambda net: net.pagerank(weighted=False, personalization="rank"),
    ),
    "hits": lambda net: net.hits(),
    "eigenvector": lambda net: net.eigenvector(),
    "katz": lambda net: net.katz(),
    "core_number": each(*(lambda net, k=k: net.core_number(k) for k in ("in", "out", "all"))),
    "k_core": lambda net: net.k_core(5),
    "k_shell": lambda net: net.k_shell(5),
    "constraint": lambda net: net.constraint(),
    "effective_size": lambda net: net.effective_size(),
    "betweenness": each(
        lambda net: net.betweenness(pivots=200, seed=4),
        lambda net: net.betweenness(pivots=50, weighted=True, seed=4),
        lambda net: net.subgraph(net.nodes["node"][:300]).betweenness(),
    ),
    "closeness": each(
        lambda net: net.closeness(),
        lambda net: net.subgraph(net.nodes["node"][:300]).closeness(weighted=True),
    ),
    "harmonic": each(
        lambda net: net.harmonic(),
        lambda net: net.subgraph(net.nodes["node"][:300]).harmonic(weighted=True),
    ),
    "distances": each(
        lambda net: net.distances(sources=500, seed=2), lambda net: net.distances(None)
    ),
    "components": each(lambda net: net.components(), lambda net: net.components(strong=True)),
    "density": lambda net: net.density(),
    "reciprocity": each(
        *(lambda net, k=k: net.reciprocity(k) for k in ("edge", "dyad", "weighted"))
    ),
    "transitivity": lambda net: net.transitivity(),
    "clustering": each(*(lambda net, w=w: net.clustering(w) for w in ("none", "onnela", "barrat"))),
    "triads": lambda net: net.triads(),
    "assortativity": each(
        lambda net: net.assortativity(),
        lambda net: net.assortativity("party"),
        lambda net: net.assortativity("rank", numeric=True),
    ),
    "centralization": lambda net: net.centralization(),
    "summary": lambda net: net.summary(),
    "communities": each(
        *(
            lambda net, m=method, s=seed: net.communities(m, seed=s)
            for method in ("leiden", "louvain", "label_propagation")
            for seed in (0, 3)
        ),
        lambda net: net.communities(quality="cpm", resolution=0.01, seed=3),
        lambda net: net.communities(directed=True, seed=3),
    ),
    "modularity": lambda net: net.modularity("party"),
    "consensus": lambda net: net.consensus(runs=4, seed=3),
    "stability": lambda net: net.stability(runs=4, seed=3),
    "participation": lambda net: net.participation("party"),
    "hierarchy": each(lambda net: net.hierarchy(), lambda net: net.hierarchy(exact=False, seed=3)),
    "trophic_levels": lambda net: net.directed and net.trophic_levels(),
    "trophic_incoherence": lambda net: net.directed and net.trophic_incoherence(),
    "agony": lambda net: net.directed and net.agony(),
    "mixing": each(
        lambda net: net.mixing("party", draws=9, seed=3),
        lambda net: net.mixing("party", draws=3, seed=3, null="rewire"),
    ),
    "ei_index": lambda net: net.ei_index("party", weighted=True, draws=9, seed=3),
    "cross_reciprocity": lambda net: net.cross_reciprocity("party", draws=3, seed=3),
    "polarisation": lambda net: net.polarisation("party", draws=9, seed=3),
    "composition": lambda net: net.composition("party", seed=3),
    "rwc": lambda net: net.rwc("party"),
    "group_distances": lambda net: net.group_distances("party", sources=90, draws=9, seed=3),
    "nearest": lambda net: net.nearest("party"),
    "brokerage": each(
        lambda net: net.brokerage("party"),
        lambda net: net.brokerage("party", draws=5, seed=3),
        lambda net: net.brokerage("party", draws=3, seed=3, null="rewire"),
    ),
    "brokerage_totals": each(
        lambda net: net.brokerage_totals("party"),
        lambda net: net.brokerage_totals("party", null="density"),
        lambda net: net.brokerage_totals("party", draws=5, seed=3),
    ),
    "brokered": each(
        lambda net: net.brokered("party"),
        lambda net: net.brokered("party", draws=5, seed=3, strata="party"),
    ),
    "rewire": each(
        lambda net: net.rewire(seed=3), lambda net: net.rewire(seed=3, keep_reciprocity=True)
    ),
    "configuration": lambda net: net.configuration(seed=3),
    "backbone": each(
        lambda net: net.backbone(), lambda net: net.backbone("noise_corrected", alpha=0.01)
    ),
    "edge_significance": lambda net: net.edge_significance(),
    "bootstrap": each(lambda net: net.bootstrap(["density", "reciprocity"], draws=20, seed=3)),
    "test": each(
        lambda net: net.test(["reciprocity", "transitivity"], draws=20, seed=3),
        lambda net: net.test("transitivity", null="weights", draws=9, seed=3),
        lambda net: net.test("reciprocity", null="edges", draws=9, seed=3),
        lambda net: net.test("reciprocity", null="dyads", draws=9, seed=3),
        lambda net: net.subgraph(net.nodes["node"][:99]).test("density", "size", draws=9, seed=3),
        lambda net: net.test("modularity", "labels", draws=9, seed=3, groups="party"),
        lambda net: net.test(lambda drawn: drawn.n_edges, null="configuration", draws=3, seed=3),
    ),
    "bypass": lambda net: net.bypass("boss", draws=20, seed=3),
    "chart_ties": lambda net: net.chart_ties("boss"),
    "rank_correlation": lambda net: (
        net.rank_correlation("boss", draws=20, seed=3) if net.directed else []
    ),
    "layout": lambda net: net.layout(seed=3, iterations=30),
    "reverse": lambda net: net.reverse(),
    "undirected": lambda net: net.undirected(),
    "subgraph": lambda net: net.subgraph(net.nodes["node"][::3]),
}


def bits(found):
    if found is False:  # the measure needs arcs
        return "none"
    if isinstance(found, list):
        return "".join(map(bits, found))
    if isinstance(found, tw.Network):
        return bits([found.nodes, found.edges])
    if isinstance(found, float):
        return found.hex()
    return hashlib.sha256(pd.util.hash_pandas_object(found).to_numpy().tobytes()).hexdigest()


for name, call in CALLS.items():
    print(name, *(bits(call(net)) for net in nets))
"""

# They compute nothing, or only hand over what another method gave.
EXEMPT = {
    "n_nodes", "n_edges", "directed", "self_loops", "nodes", "edges", "statistics", "attach",
    "from_edges", "from_networkx", "to_networkx", "to_igraph", "to_scipy", "to_gexf",
    "to_graphml", "plot", "plot_chart", "plot_levels",
    "plot_mixing",
    "plot_brokerage",
}  # fmt: skip


def test_every_method_gives_the_same_bits_on_any_number_of_threads(elsewhere):
    one, two, four = (elsewhere(CALLS, threads=threads).splitlines() for threads in (1, 2, 4))
    assert two == one
    assert four == one
    named = {line.split(" ")[0] for line in one}
    public = {name for name in dir(tw.Network) if not name.startswith("_")}
    assert named == public - EXEMPT
