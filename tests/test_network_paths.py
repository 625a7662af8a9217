"""Shortest paths against networkx and igraph, on random networks and on published ones."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import by_node, graphs, known, relaxed

import twiplomacy as tw


def as_lengths(peer: nx.Graph) -> nx.Graph:
    """The peer with exact lengths of 1/weight; edges without weight lead nowhere."""
    turned = peer.__class__()
    turned.add_nodes_from(peer)
    for source, target, weight in peer.edges(data="weight"):
        if weight > 0:
            turned.add_edge(source, target, length=1 / Fraction(weight))
    return turned


@relaxed
@given(graphs(), st.booleans())
def test_betweenness(pair, normalized):
    net, peer = pair
    wanted = nx.betweenness_centrality(peer, normalized=normalized)
    found = by_node(net.betweenness(normalized=normalized), "betweenness")
    assert found == pytest.approx(wanted)


@relaxed
@given(graphs())
def test_weighted_betweenness_takes_weights_as_strengths(pair):
    net, peer = pair
    wanted = nx.betweenness_centrality(as_lengths(peer), weight="length")
    found = by_node(net.betweenness(weighted=True), "betweenness")
    assert found == pytest.approx({node: float(score) for node, score in wanted.items()})


@relaxed
@given(graphs())
def test_weighted_betweenness_takes_weights_as_lengths_if_asked(pair):
    net, peer = pair
    # A length of 0 leaves the number of shortest paths open.
    peer.add_weighted_edges_from([(u, v, w + 0.5) for u, v, w in peer.edges(data="weight")])
    source, target, weight = (
        zip(*peer.edges(data="weight"), strict=True) if peer.edges else ((),) * 3
    )
    net = tw.Network.from_edges(source, target, weight, net.directed, net.nodes[["node"]])
    wanted = nx.betweenness_centrality(peer, weight="weight")
    found = by_node(net.betweenness(weighted=True, lengths="weight"), "betweenness")
    assert found == pytest.approx(wanted)


def test_paths_that_differ_by_rounding_alone_are_ties():
    # One step of strength 1 is as long as three of strength 3: 1/3 + 1/3 + 1/3.
    net = tw.Network.from_edges(["a", "b", "c", "a"], ["b", "c", "d", "d"], [3.0, 3.0, 3.0, 1.0])
    found = by_node(net.betweenness(normalized=False, weighted=True), "betweenness")
    assert found == pytest.approx({"a": 0, "b": 1.5, "c": 1.5, "d": 0})
    # 0.1 + 0.2 is 0.30000000000000004.
    net = tw.Network.from_edges(["a", "b", "a"], ["b", "c", "c"], [0.1, 0.2, 0.3])
    found = by_node(
        net.betweenness(normalized=False, weighted=True, lengths="weight"), "betweenness"
    )
    assert found["b"] == pytest.approx(0.5)


@pytest.mark.parametrize("name", ["karate", "florentine", "davis", "miserables"])
def test_betweenness_of_known_networks(name):
    net, peer = known(name)
    wanted = {str(node): score for node, score in nx.betweenness_centrality(peer).items()}
    assert by_node(net.betweenness(), "betweenness") == pytest.approx(wanted)


def test_published_betweenness():
    karate = by_node(known("karate")[0].betweenness(), "betweenness")
    assert karate["0"] == pytest.approx(0.4376352813852815)
    assert karate["33"] == pytest.approx(0.3040749759499759)
    florentine = by_node(known("florentine")[0].betweenness(), "betweenness")
    # The Medici: Wasserman & Faust 1994, table 5.1.
    assert florentine["Medici"] == pytest.approx(0.522, abs=5e-4)
    assert florentine["Guadagni"] == pytest.approx(0.255, abs=5e-4)


def test_all_pivots_are_exact_and_some_estimate():
    net, _ = known("miserables")
    exact = net.betweenness()["betweenness"]
    whole = net.betweenness(pivots=net.n_nodes)
    assert whole["betweenness"].tolist() == pytest.approx(exact.tolist())
    assert whole["betweenness_se"].tolist() == pytest.approx([0] * net.n_nodes, abs=1e-12)
    inside, runs = 0, 40
    for seed in range(runs):
        part = net.betweenness(pivots=30, seed=seed)
        top = exact.idxmax()
        error = abs(part["betweenness"][top] - exact[top])
        inside += error <= 2 * part["betweenness_se"][top]
    # About 95 % if the standard error is right; 28 of 40 has a chance below 1e-6 then.
    assert inside > 28
    assert len({net.betweenness(pivots=5, seed=3)["betweenness"].sum() for _ in range(3)}) == 1


@relaxed
@given(graphs(), st.sampled_from(["in", "out"]))
def test_closeness_and_harmonic(pair, direction):
    net, peer = pair
    turned = peer.reverse() if direction == "out" and net.directed else peer
    found = by_node(net.closeness(direction), "closeness")
    assert found == pytest.approx(nx.closeness_centrality(turned))
    found = by_node(net.harmonic(direction), "harmonic")
    assert found == pytest.approx(nx.harmonic_centrality(turned))


@relaxed
@given(graphs())
def test_weighted_closeness_and_harmonic(pair):
    net, peer = pair
    turned = as_lengths(peer)
    wanted = nx.closeness_centrality(turned, distance="length")
    assert by_node(net.closeness(weighted=True), "closeness") == pytest.approx(
        {node: float(score) for node, score in wanted.items()}
    )
    wanted = nx.harmonic_centrality(turned, distance="length")
    assert by_node(net.harmonic(weighted=True), "harmonic") == pytest.approx(
        {node: float(score) for node, score in wanted.items()}
    )


@relaxed
@given(graphs())
def test_distances(pair):
    net, peer = pair
    counts: dict[int, int] = {}
    for _, reached in nx.all_pairs_shortest_path_length(peer):
        for distance in reached.values():
            if distance:
                counts[distance] = counts.get(distance, 0) + 1
    table = net.distances(sources=None)
    assert dict(zip(table["distance"], table["pairs"], strict=True)) == counts
    n = len(peer)
    if counts:
        assert table["share"].tolist() == pytest.approx(
            [counts[d] / (n * (n - 1)) for d in sorted(counts)]
        )
    assert net.distances(sources=n + 5).equals(table)


@pytest.mark.parametrize("directed", [True, False])
def test_more_than_64_sources_and_igraph(directed):
    igraph = pytest.importorskip("igraph")
    peer = nx.gnp_random_graph(300, 0.012, seed=5, directed=directed)
    net = tw.Network.from_networkx(peer)
    other = igraph.Graph.from_networkx(peer)
    assert net.betweenness(normalized=False)["betweenness"].tolist() == pytest.approx(
        other.betweenness(directed=directed)
    )
    assert net.harmonic("out")["harmonic"].tolist() == pytest.approx(
        other.harmonic_centrality(mode="out", normalized=False)
    )
    counts: dict[int, int] = {}
    for row in other.distances(mode="out"):
        for distance in row:
            if 0 < distance < 300:
                counts[int(distance)] = counts.get(int(distance), 0) + 1
    table = net.distances(sources=None)
    assert dict(zip(table["distance"], table["pairs"], strict=True)) == counts
