"""One contract for the whole class: what every method does with odd networks and bad arguments."""

from __future__ import annotations

import math

import matplotlib
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import twiplomacy as tw

matplotlib.use("Agg")


def network(n: int, edges: list[tuple], directed: bool) -> tw.Network:
    """A network on the nodes 0 to n - 1; an edge is (source, target) or with a weight."""
    source, target, *weight = zip(*edges, strict=True) if edges else ((), ())
    nodes = pd.DataFrame(
        {
            "node": [str(node) for node in range(n)],
            "party": pd.Series(["a", "b"] * n, dtype="str")[:n],
            "rank": [float(node) for node in range(n)],
        }
    )
    return tw.Network.from_edges(
        [str(node) for node in source],
        [str(node) for node in target],
        list(weight[0]) if weight else None,
        directed,
        nodes,
        "pandas",
    )


SHAPES = {
    "empty": (0, []),
    "one node": (1, []),
    "one loop": (1, [(0, 0)]),
    "two apart": (2, []),
    "no weight": (3, [(0, 1, 0.0), (1, 2, 0.0)]),
    "loops and parts": (6, [(0, 1), (1, 0), (1, 1), (3, 4), (4, 4), (3, 4)]),
    "a triangle and a tail": (4, [(0, 1, 2.0), (1, 2, 1.0), (2, 0, 0.5), (2, 3, 7.0)]),
}
NETWORKS = {
    f"{name}, {'directed' if directed else 'undirected'}": network(n, edges, directed)
    for name, (n, edges) in SHAPES.items()
    for directed in (True, False)
}

# A call of each method that must go well with any network, and the columns it must give.
PER_NODE = {
    "degree": (lambda net: net.degree(), None),
    "pagerank": (lambda net: net.pagerank(), ["pagerank"]),
    "hits": (lambda net: net.hits(), ["hub", "authority"]),
    "katz": (lambda net: net.katz(), ["katz"]),
    "eigenvector": (lambda net: net.eigenvector(), ["eigenvector"]),
    "core_number": (lambda net: net.core_number(), ["core_number"]),
    "constraint": (lambda net: net.constraint(), ["constraint"]),
    "effective_size": (lambda net: net.effective_size(), ["effective_size"]),
    "betweenness": (lambda net: net.betweenness(), ["betweenness"]),
    "closeness": (lambda net: net.closeness(), ["closeness"]),
    "harmonic": (lambda net: net.harmonic(), ["harmonic"]),
    "components": (lambda net: net.components(strong=True), ["component"]),
    "clustering": (lambda net: net.clustering(), ["clustering"]),
    "communities": (lambda net: net.communities(), ["community"]),
    "consensus": (lambda net: net.consensus(runs=3), ["community"]),
    "participation": (lambda net: net.participation("party"), ["participation"]),
    "layout": (lambda net: net.layout(), ["x", "y"]),
}
TABLES = {
    "distances": (lambda net: net.distances(), ["distance", "pairs", "share"]),
    "triads": (lambda net: net.triads(), ["triad", "count"]),
    "summary": (lambda net: net.summary(), ["measure", "value"]),
    "stability": (lambda net: net.stability(runs=3), ["measure", "value"]),
    "edge_significance": (
        lambda net: net.edge_significance(),
        ["source", "target", "weight", "p"],
    ),
    "test": (
        lambda net: net.test("reciprocity", draws=5),
        [
            "statistic",
            "value",
            "null_mean",
            "null_sd",
            "z",
            "p",
            "draws",
            "p_adjusted",
            "p_greater",
            "p_less",
        ],
    ),
    "hierarchy": (
        lambda net: net.hierarchy(),
        ["measure", "value", "ci_low", "ci_high", "exact", "note"],
    ),
}
NUMBERS = {
    "density": lambda net: net.density(),
    "reciprocity": lambda net: net.reciprocity(),
    "transitivity": lambda net: net.transitivity(),
    "assortativity": lambda net: net.assortativity(),
    "centralization": lambda net: net.centralization(),
    "modularity": lambda net: net.modularity("party"),
}
NETS = {
    "reverse": lambda net: net.reverse(),
    "undirected": lambda net: net.undirected(),
    "rewire": lambda net: net.rewire(),
    "configuration": lambda net: net.configuration(),
    "backbone": lambda net: net.backbone(),
    "subgraph": lambda net: net.subgraph(net.nodes["node"]),
    "attach": lambda net: net.attach(pd.DataFrame({"node": net.nodes["node"], "size": 1})),
    "k_core": lambda net: net.k_core(0),
}
# They need arcs, and refuse networks without direction.
ARCS = {
    "trophic_levels": (lambda net: net.trophic_levels(), ["level", "component"]),
    "agony": (lambda net: net.agony(), ["rank"]),
}
ARC_NUMBERS = {"trophic_incoherence": lambda net: net.trophic_incoherence()}
OTHERS = {
    "k_shell", "to_networkx", "to_igraph", "to_scipy", "to_gexf", "to_graphml", "plot",
    "statistics", "from_edges", "from_networkx",
}  # fmt: skip
PROPERTIES = {"n_nodes", "n_edges", "directed", "self_loops", "nodes", "edges"}


def test_the_contract_covers_the_whole_class():
    public = {name for name in dir(tw.Network) if not name.startswith("_")}
    covered = {*PER_NODE, *TABLES, *NUMBERS, *NETS, *ARCS, *ARC_NUMBERS, *OTHERS, *PROPERTIES}
    assert public == covered


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("method", PER_NODE)
def test_one_row_a_node_in_the_order_of_nodes(method, name):
    net = NETWORKS[name]
    call, columns = PER_NODE[method]
    table = call(net)
    assert table["node"].tolist() == net.nodes["node"].tolist()
    if columns is not None:
        assert table.columns.tolist() == ["node", *columns]
    assert table.equals(call(net)), "the same call gives the same table"


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("method", [*ARCS, *ARC_NUMBERS])
def test_what_needs_arcs_takes_any_and_refuses_networks_without_direction(method, name):
    net = NETWORKS[name]
    if method in ARCS:
        call, columns = ARCS[method]
    else:
        call, columns = ARC_NUMBERS[method], []
    if not net.directed:
        with pytest.raises(tw.InputError, match="network: no directions; wanted arcs"):
            call(net)
    elif not columns:
        value = call(net)
        assert isinstance(value, float)
        assert math.isnan(value) or math.isfinite(value)
    else:
        table = call(net)
        assert table.columns.tolist() == ["node", *columns]
        assert table["node"].tolist() == net.nodes["node"].tolist()
        assert table.equals(call(net)), "the same call gives the same table"


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("method", TABLES)
def test_tables_have_their_columns(method, name):
    call, columns = TABLES[method]
    assert call(NETWORKS[name]).columns.tolist() == columns


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("method", NUMBERS)
def test_numbers_are_numbers_or_nan(method, name):
    value = NUMBERS[method](NETWORKS[name])
    assert isinstance(value, float)
    assert math.isnan(value) or math.isfinite(value)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("method", NETS)
def test_networks_keep_their_nodes_and_change_nothing_in_place(method, name):
    net = NETWORKS[name]
    before = (net.nodes.copy(), net.edges.copy())
    made = NETS[method](net)
    assert isinstance(made, tw.Network)
    assert made.nodes["node"].tolist() == net.nodes["node"].tolist()
    pd.testing.assert_frame_equal(net.nodes, before[0])
    pd.testing.assert_frame_equal(net.edges, before[1])


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_can_be_drawn_and_written(name, tmp_path):
    import matplotlib.pyplot as plt

    net = NETWORKS[name]
    axes = net.plot(by="party")
    axes.figure.savefig(tmp_path / "net.png")
    plt.close(axes.figure)
    assert net.to_gexf(tmp_path / "net.gexf").stat().st_size > 0
    assert net.to_graphml(tmp_path / "net.graphml").stat().st_size > 0
    assert net.to_networkx().number_of_nodes() == net.n_nodes


def test_tables_come_in_the_kind_that_went_in():
    kinds = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}
    for backend, kind in kinds.items():
        net = tw.Network.from_edges(["a", "b"], ["b", "c"], backend=backend)
        tables = [net.nodes, net.edges, net.subgraph(["a", "b"]).nodes]
        for call, _ in (PER_NODE["pagerank"], *TABLES.values()):
            tables.append(call(net))
        assert all(isinstance(table, kind) for table in tables)


TRIANGLE = NETWORKS["a triangle and a tail, directed"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda net: net.pagerank(damping=1.5), "damping: 1.5"),
        (lambda net: net.pagerank(damping=math.nan), "damping"),
        (lambda net: net.pagerank(tol=0), "tol"),
        (lambda net: net.pagerank(personalization={"0": -1.0}), "personalization"),
        (lambda net: net.pagerank(personalization={"0": 0.0}), "personalization"),
        (lambda net: net.pagerank(personalization={"0": math.inf}), "personalization"),
        (lambda net: net.pagerank(personalization={"nobody": 1.0}), "personalization"),
        (lambda net: net.pagerank(personalization="party"), "personalization.*numbers"),
        (lambda net: net.pagerank(personalization="height"), "no column 'height'.*party"),
        (lambda net: net.hits(tol=-1), "tol"),
        (lambda net: net.hits(tol=math.nan), "tol"),
        (lambda net: net.eigenvector(tol=0), "tol"),
        (lambda net: net.katz(alpha=10.0), "alpha"),
        (lambda net: net.katz(alpha=-1.0), "alpha"),
        (lambda net: net.katz(alpha=math.nan), "alpha"),
        (lambda net: net.katz(beta=math.inf), "beta"),
        (lambda net: net.katz(tol=0), "tol"),
        (lambda net: net.core_number(kind="both"), "kind: 'both'.*all, in, out"),
        (lambda net: net.k_core(1, kind="both"), "kind"),
        (lambda net: net.k_shell(1, kind="both"), "kind"),
        (lambda net: net.betweenness(pivots=0), "pivots"),
        (lambda net: net.betweenness(pivots=5), "pivots"),
        (lambda net: net.betweenness(pivots=-1), "pivots"),
        (lambda net: net.betweenness(seed=-1, pivots=2), "seed"),
        (lambda net: net.betweenness(weighted=True, lengths="cost"), "lengths: 'cost'"),
        (lambda net: net.closeness(direction="up"), "direction: 'up'"),
        (lambda net: net.closeness(weighted=True, lengths="cost"), "lengths"),
        (lambda net: net.harmonic(direction="up"), "direction"),
        (lambda net: net.harmonic(weighted=True, lengths="cost"), "lengths"),
        (lambda net: net.distances(sources=0), "sources"),
        (lambda net: net.distances(sources=-3), "sources"),
        (lambda net: net.distances(seed=2**64), "seed"),
        (lambda net: net.reciprocity(kind="mutual"), "kind: 'mutual'"),
        (lambda net: net.clustering(weights="heavy"), "weights: 'heavy'"),
        (lambda net: net.assortativity("height"), "attribute: no column 'height'"),
        (lambda net: net.assortativity("party", numeric=True), "attribute.*numbers"),
        (lambda net: net.assortativity(source="up"), "source: 'up'"),
        (lambda net: net.assortativity(target="up"), "target: 'up'"),
        (lambda net: net.centralization(kind="up"), "kind: 'up'"),
        (lambda net: net.communities(method="magic"), "method: 'magic'.*leiden, louvain"),
        (lambda net: net.communities(quality="beauty"), "quality: 'beauty'"),
        (lambda net: net.communities(quality="cpm", directed=True), "directed"),
        (lambda net: net.communities(resolution=-1), "resolution"),
        (lambda net: net.communities(resolution=math.inf), "resolution"),
        (lambda net: net.communities(iterations=0), "iterations"),
        (lambda net: net.communities(seed=-1), "seed"),
        (lambda net: net.consensus(runs=1), "runs"),
        (lambda net: net.consensus(threshold=1.5), "threshold"),
        (lambda net: net.consensus(threshold=math.nan), "threshold"),
        (lambda net: net.consensus(method="magic"), "method"),
        (lambda net: net.stability(runs=1), "runs"),
        (lambda net: net.stability(method="magic"), "method"),
        (lambda net: net.modularity("height"), "communities: no column 'height'"),
        (lambda net: net.modularity({"0": 1}), "communities: 3 nodes have no group"),
        (lambda net: net.participation({"0": 1}), "communities: 3 nodes have no group"),
        (lambda net: net.participation([1, 2]), "communities"),
        (lambda net: net.rewire(swaps=-1), "swaps"),
        (lambda net: net.rewire(swaps=math.nan), "swaps"),
        (lambda net: net.rewire(seed=-1), "seed"),
        (lambda net: net.configuration(seed=-1), "seed"),
        (lambda net: net.backbone(method="spine"), "method: 'spine'.*disparity"),
        (lambda net: net.backbone(alpha=-0.1), "alpha"),
        (lambda net: net.backbone(alpha=math.nan), "alpha"),
        (lambda net: net.edge_significance(method="spine"), "method"),
        (lambda net: net.test("charm"), 'statistic: "charm".*reciprocity'),
        (lambda net: net.test([]), "statistic"),
        (lambda net: net.test([7]), "statistic: 7"),
        (lambda net: net.test(7), "statistic: 7"),
        (lambda net: net.test("reciprocity", null="chaos"), "null: 'chaos'.*rewire"),
        (lambda net: net.test("reciprocity", draws=0), "draws"),
        (lambda net: net.test("reciprocity", seed=-1), "seed"),
        (lambda net: net.test("modularity"), "groups"),
        (lambda net: net.test("modularity", groups="height"), "groups: no column 'height'"),
        (lambda net: net.subgraph(["0", "nobody"]), "nodes: no node 'nobody' among the 4"),
        (lambda net: net.subgraph(["0", "0"]), "nodes.*twice"),
        (lambda net: net.subgraph(None), "nodes"),
        (lambda net: net.attach(pd.DataFrame({"name": ["x"]})), "attributes: no column 'node'"),
        (lambda net: net.attach(pd.DataFrame({"node": ["x"]})), "attributes: none of its 1 rows"),
        (lambda net: net.attach(pd.DataFrame({"node": ["0", "0"]})), "attributes.*more than once"),
        (lambda net: net.layout(seed=-1), "seed"),
        (lambda net: net.layout(iterations=-1), "iterations"),
        (lambda net: net.plot(by="height"), "by: no column 'height'"),
        (lambda net: net.plot(size="height"), "size"),
        (lambda net: net.plot(labels=-1), "labels"),
        (lambda net: net.plot(seed=-1), "seed"),
        (lambda net: tw.Network.from_networkx("a graph"), "graph: str"),
        (lambda net: tw.compare_partitions({"a": 1}, {"b": 1}), "b: 1 nodes"),
        (lambda net: tw.compare_partitions({"a": 1}, {"a": None}), "b: 1 nodes have no group"),
        (lambda net: tw.compare_partitions(net.degree(), {"a": 1}), "a: a frame with"),
        (lambda net: tw.compare_partitions([1], [1]), "a: list"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_name(call, words):
    with pytest.raises(tw.InputError, match=words):
        call(TRIANGLE)


def test_nodes_without_a_group_are_left_out_with_a_warning():
    with pytest.warns(UserWarning, match="attribute: 1 of 4 nodes have no group"):
        TRIANGLE.assortativity({"0": "x", "1": "x", "2": "y"})
