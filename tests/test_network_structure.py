"""Structure against networkx and igraph, on random networks and on published ones."""

from __future__ import annotations

import math
import warnings

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import by_node, graphs, known, relaxed, values, without_direction, without_loops

import twiplomacy as tw


@relaxed
@given(graphs())
def test_transitivity_drops_direction(pair):
    net, peer = pair
    both = without_loops(without_direction(peer))
    if sum(degree * (degree - 1) for _, degree in both.degree()) == 0:
        assert math.isnan(net.transitivity())
    else:
        assert net.transitivity() == pytest.approx(nx.transitivity(both))


@relaxed
@given(graphs())
def test_clustering(pair):
    net, peer = pair
    plain = without_loops(peer)
    assert by_node(net.clustering(), "clustering") == pytest.approx(nx.clustering(plain))
    if sum(weight for _, _, weight in plain.edges(data="weight")) > 0:
        wanted = nx.clustering(plain, weight="weight")
        found = by_node(net.clustering("onnela"), "clustering")
        assert found == pytest.approx(wanted)


@relaxed
@given(graphs())
def test_the_clustering_of_barrat_is_that_of_igraph(pair):
    igraph = pytest.importorskip("igraph")
    net, peer = pair
    plain = without_loops(peer)
    if net.directed or any(weight == 0 for _, _, weight in plain.edges(data="weight")):
        return
    number = {node: place for place, node in enumerate(plain)}
    edges = [(number[u], number[v]) for u, v in plain.edges]
    other = igraph.Graph(len(plain), edges)
    other.es["weight"] = [weight for _, _, weight in plain.edges(data="weight")]
    wanted = other.transitivity_local_undirected(mode="zero", weights="weight")
    assert values(net.clustering("barrat"), "clustering") == pytest.approx(wanted)


@relaxed
@given(graphs())
def test_triads(pair):
    net, peer = pair
    wanted = nx.triadic_census(without_loops(peer.to_directed()))
    table = net.triads()
    assert dict(zip(table["triad"], table["count"], strict=True)) == wanted


@relaxed
@given(graphs())
def test_density_and_reciprocity(pair):
    net, peer = pair
    plain = without_loops(peer)
    if len(plain) < 2:
        assert math.isnan(net.density())
    else:
        assert net.density() == pytest.approx(nx.density(plain))
    arcs = set(plain.edges) | (set() if net.directed else {(v, u) for u, v in plain.edges})
    pairs = {frozenset(arc) for arc in arcs}
    mutual = sum((u, v) in arcs and (v, u) in arcs for u, v in map(tuple, pairs))
    if pairs:
        assert net.reciprocity("dyad") == pytest.approx(mutual / len(pairs))
    else:
        assert math.isnan(net.reciprocity("dyad"))
    weight = {arc: plain.edges[arc]["weight"] for arc in arcs}
    total = sum(weight.values())
    if total:
        back = sum(min(w, weight.get((v, u), 0.0)) for (u, v), w in weight.items())
        assert net.reciprocity("weighted") == pytest.approx(back / total)
    else:
        assert math.isnan(net.reciprocity("weighted"))


def correlation(peer: nx.Graph, source: dict, target: dict) -> float:
    """Pearson's correlation over edges, an edge without direction read both ways."""
    arcs = list(peer.edges)
    if not peer.is_directed():
        # A self-loop reads the same both ways, and networkx reads it once.
        arcs += [(v, u) for u, v in arcs if u != v]
    x, y = [source[u] for u, _ in arcs], [target[v] for _, v in arcs]
    if len(arcs) < 2 or np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return math.nan
    return float(np.corrcoef(x, y)[0, 1])


@relaxed
@given(graphs(), st.sampled_from(["in", "out"]), st.sampled_from(["in", "out"]), st.booleans())
def test_degree_assortativity(pair, source, target, weighted):
    net, peer = pair
    weight = "weight" if weighted else None
    if net.directed:
        degrees = {
            "in": dict(peer.in_degree(weight=weight)),
            "out": dict(peer.out_degree(weight=weight)),
        }
    else:
        both = dict(peer.degree(weight=weight))
        degrees = {"in": both, "out": both}
    wanted = correlation(peer, degrees[source], degrees[target])
    found = net.assortativity(source=source, target=target, weighted=weighted)
    assert found == pytest.approx(wanted, nan_ok=True, abs=1e-9)


@relaxed
@given(graphs(), st.randoms(use_true_random=False))
def test_attribute_assortativity(pair, draw):
    net, peer = pair
    group = {node: draw.choice("abc") for node in peer}
    number = {node: float(draw.randrange(5)) for node in peer}
    nx.set_node_attributes(peer, group, "group")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wanted = nx.attribute_assortativity_coefficient(peer, "group")
        except (ZeroDivisionError, nx.NetworkXError):
            wanted = math.nan
    found = net.assortativity(group)
    if math.isfinite(wanted) and peer.edges:
        assert found == pytest.approx(wanted)
    else:
        assert math.isnan(found)
    found = net.assortativity(number, numeric=True)
    assert found == pytest.approx(correlation(peer, number, number), nan_ok=True, abs=1e-9)


@pytest.mark.parametrize("name", ["karate", "florentine", "davis", "miserables"])
def test_known_networks(name):
    igraph = pytest.importorskip("igraph")
    net, peer = known(name)
    other = igraph.Graph.from_networkx(peer)
    assert net.transitivity() == pytest.approx(other.transitivity_undirected(), nan_ok=True)
    assert net.assortativity() == pytest.approx(other.assortativity_degree(directed=False))
    assert net.density() == pytest.approx(other.density())
    local = other.transitivity_local_undirected(mode="zero")
    assert values(net.clustering(), "clustering") == pytest.approx(local)


def test_published_values():
    karate, _ = known("karate")
    assert karate.transitivity() == pytest.approx(0.2556818181818182)
    assert karate.clustering()["clustering"].mean() == pytest.approx(0.5706384782076823)
    assert karate.assortativity() == pytest.approx(-0.4756130976846144)
    table = karate.summary().set_index("measure")["value"]
    assert table["nodes"] == 34
    assert table["edges"] == 78
    assert table["mean_distance"] == pytest.approx(2.408199643493761)
    census = karate.triads().set_index("triad")["count"]
    assert (census["300"], census.sum()) == (45, 34 * 33 * 32 / 6)


def test_the_four_directed_kinds_differ():
    # Arcs lead from nodes of out-degree 2 to nodes of in-degree 1 or 2.
    net = tw.Network.from_edges(list("aabbcd"), list("bccdda"))
    kinds = {
        (source, target): net.assortativity(source=source, target=target)
        for source in ("in", "out")
        for target in ("in", "out")
    }
    peer = net.to_networkx()
    for (source, target), found in kinds.items():
        wanted = nx.degree_pearson_correlation_coefficient(peer, x=source, y=target)
        assert found == pytest.approx(wanted)


@relaxed
@given(graphs(), st.randoms(use_true_random=False))
def test_subgraph(pair, draw):
    net, peer = pair
    chosen = [node for node in peer if draw.random() < 0.5]
    draw.shuffle(chosen)
    part = net.subgraph(chosen)
    assert part.nodes["node"].tolist() == chosen
    left = peer.subgraph(chosen)
    assert part.n_edges == left.number_of_edges()
    for source, target, weight in part.edges.itertuples(index=False):
        assert left.edges[source, target]["weight"] == pytest.approx(weight)


@relaxed
@given(graphs())
def test_summary_agrees_with_the_methods(pair):
    net, _ = pair
    table = net.summary().set_index("measure")["value"].to_dict()
    wanted = {
        "nodes": net.n_nodes, "edges": net.n_edges, "self_loops": net.self_loops,
        "total_weight": net.edges["weight"].sum(), "density": net.density(),
        "reciprocity": net.reciprocity(), "transitivity": net.transitivity(),
        "assortativity": net.assortativity(), "degree_centralization": net.centralization(),
        "components": net.components()["component"].nunique(),
    }  # fmt: skip
    for name, value in wanted.items():
        assert table[name] == pytest.approx(value, nan_ok=True), name


def test_attach_joins_a_roster_by_handle():
    corpus = tw.datasets.senators()
    net = corpus.network("mention", among="roster")
    extra = pd.DataFrame({"account": ["@SENSANDERS"], "note": ["independent"]})
    joined = net.attach(extra)
    assert joined.nodes["note"].notna().sum() == 1
    row = joined.nodes[joined.nodes["note"].notna()].iloc[0]
    assert row["handle"].lower() == "sensanders"
