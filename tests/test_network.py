"""Networks: every measure against networkx, on random graphs and on cases made by hand."""

from __future__ import annotations

import math
import random

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import by_node, graphs, groups, relaxed

import twiplomacy as tw


@relaxed
@given(graphs())
def test_edges_are_those_of_the_peer(pair):
    net, peer = pair
    assert (net.n_nodes, net.n_edges) == (len(peer), peer.number_of_edges())
    assert net.directed == peer.is_directed()
    back = net.to_networkx()
    assert nx.utils.graphs_equal(nx.Graph(back) if not net.directed else back, peer)
    edges = net.edges
    assert edges["weight"].sum() == pytest.approx(peer.size("weight"))


@relaxed
@given(graphs())
def test_degrees(pair):
    net, peer = pair
    table = net.degree()
    assert table["node"].tolist() == list(peer)
    if net.directed:
        assert by_node(table, "in_degree") == dict(peer.in_degree())
        assert by_node(table, "out_degree") == dict(peer.out_degree())
        assert by_node(table, "in_weight") == pytest.approx(dict(peer.in_degree(weight="weight")))
        assert by_node(table, "out_weight") == pytest.approx(dict(peer.out_degree(weight="weight")))
    else:
        assert by_node(table, "degree") == dict(peer.degree())
        assert by_node(table, "weight") == pytest.approx(dict(peer.degree(weight="weight")))


def exact_pagerank(peer: nx.Graph, damping: float, weighted: bool) -> dict[str, float]:
    """The definition, as a system of linear equations."""
    n = len(peer)
    arcs = nx.to_numpy_array(peer, weight="weight" if weighted else None)
    out = arcs.sum(axis=1, keepdims=True)
    # Who has no way out, or none of any weight, starts afresh.
    steps = np.where(out > 0, arcs / np.where(out > 0, out, 1), 1 / n)
    found = np.linalg.solve(np.eye(n) - damping * steps.T, np.full(n, (1 - damping) / n))
    return dict(zip(peer, found, strict=True))


@relaxed
@given(graphs(), st.sampled_from([0.0, 0.3, 0.85, 0.99]), st.booleans())
def test_pagerank(pair, damping, weighted):
    net, peer = pair
    found = net.pagerank(damping, weighted, tol=1e-12)
    wanted = exact_pagerank(peer, damping, weighted)
    assert by_node(found, "pagerank") == pytest.approx(wanted, abs=1e-8)
    assert found["pagerank"].sum() == pytest.approx(1)


def test_pagerank_of_a_large_graph_is_that_of_networkx():
    pytest.importorskip("scipy")
    peer = nx.scale_free_graph(2_000, seed=3)
    source, target = zip(*((u, v) for u, v, _ in peer.edges), strict=True)
    net = tw.Network.from_edges(list(source), list(target))
    wanted = nx.pagerank(net.to_networkx(), tol=1e-13, max_iter=1_000)
    assert by_node(net.pagerank(tol=1e-12), "pagerank") == pytest.approx(wanted, abs=1e-8)


@relaxed
@given(graphs())
def test_components(pair):
    net, peer = pair
    weak = nx.weakly_connected_components if net.directed else nx.connected_components
    strong = nx.strongly_connected_components if net.directed else nx.connected_components
    for flag, peers in ((False, weak), (True, strong)):
        found = groups(net.components(strong=flag), "component")
        assert sorted(map(sorted, found)) == sorted(map(sorted, peers(peer)))
        order = list(peer)
        key = [(-len(part), min(map(order.index, part))) for part in found]
        assert key == sorted(key)


@relaxed
@given(graphs())
def test_reciprocity(pair):
    net, peer = pair
    peer.remove_edges_from(list(nx.selfloop_edges(peer)))
    if peer.number_of_edges() == 0:
        assert math.isnan(net.reciprocity())
    elif net.directed:
        assert net.reciprocity() == pytest.approx(nx.overall_reciprocity(peer))
    else:
        assert net.reciprocity() == 1


@relaxed
@given(graphs(), st.randoms(use_true_random=False), st.sampled_from([0.3, 1.0, 2.5]))
def test_modularity(pair, draw, resolution):
    net, peer = pair
    both = nx.Graph()
    both.add_nodes_from(peer)
    for source, target, weight in peer.edges(data="weight"):
        known = both.get_edge_data(source, target, {"weight": 0.0})["weight"]
        both.add_edge(source, target, weight=known + weight)
    label = {node: draw.randrange(3) for node in peer}
    parts = [{n for n in label if label[n] == part} for part in set(label.values())]
    found = net.modularity(label, resolution)
    if both.size("weight") == 0:
        assert math.isnan(found)
    else:
        wanted = nx.community.modularity(both, parts, resolution=resolution)
        assert found == pytest.approx(wanted)
        labels = pd.DataFrame({"node": list(label), "group": list(label.values())})
        assert net.modularity(labels, resolution) == found
        assert net.reverse().modularity(label, resolution) == pytest.approx(found)


@relaxed
@given(graphs(), st.integers(0, 3), st.sampled_from([0.5, 1.0, 3.0]))
def test_communities_are_a_partition_into_connected_parts(pair, seed, resolution):
    net, peer = pair
    table = net.communities(resolution=resolution, seed=seed)
    found = groups(table, "community")
    sizes = [len(part) for part in found]
    assert sizes == sorted(sizes, reverse=True)
    tied = nx.Graph(peer.to_undirected() if peer.is_directed() else peer)
    tied.remove_edges_from(
        [
            (u, v)
            for u, v, w in peer.edges(data="weight")
            if w == 0 and not (peer.get_edge_data(v, u) or {"weight": 0})["weight"]
        ]
    )
    for part in found:
        assert nx.is_connected(tied.subgraph(part))
    pd.testing.assert_frame_equal(table, net.communities(resolution=resolution, seed=seed))
    if peer.size("weight") > 0:
        alone = {node: node for node in peer}
        labels = by_node(table, "community")
        assert net.modularity(labels, resolution) >= net.modularity(alone, resolution) - 1e-12


def karate() -> tw.Network:
    source, target = zip(*nx.karate_club_graph().edges(), strict=True)
    return tw.Network.from_edges(list(source), list(target), directed=False)


def test_the_best_partition_of_the_karate_club_is_found():
    net = karate()
    scores = [net.modularity(net.communities(seed=seed)) for seed in range(20)]
    assert max(scores) >= 0.4197
    assert min(scores) > 0.40
    assert max(scores) <= 0.41979  # the optimum of Brandes and others 2008


def test_communities_beat_or_meet_louvain_on_planted_groups():
    peer = nx.planted_partition_graph(6, 30, 0.4, 0.02, seed=4)
    source, target = zip(*peer.edges(), strict=True)
    net = tw.Network.from_edges(list(source), list(target), directed=False)
    found = groups(net.communities(), "community")
    planted = [{str(n) for n in part} for part in peer.graph["partition"]]
    assert sorted(map(sorted, found)) == sorted(map(sorted, planted))


@pytest.mark.parametrize("directed", [True, False])
def test_igraph_agrees_on_a_large_graph(directed):
    igraph = pytest.importorskip("igraph")
    draw = random.Random(7)
    # Without self-loops: igraph takes one of an undirected graph twice, networkx once.
    edges = [tuple(draw.sample(range(800), 2)) for _ in range(4_000)]
    source, target = zip(*edges, strict=True)
    nodes = pd.DataFrame({"node": list(map(str, range(800)))})
    net = tw.Network.from_edges(list(source), list(target), None, directed, nodes)
    peer = igraph.Graph(800, edges, directed=directed)
    assert net.pagerank(tol=1e-12)["pagerank"].tolist() == pytest.approx(peer.pagerank(), abs=1e-8)
    weak = peer.connected_components(mode="weak").membership
    assert len(set(weak)) == net.components()["component"].nunique()
    strong = peer.connected_components(mode="strong").membership
    assert len(set(strong)) == net.components(strong=True)["component"].nunique()


THREADS = """
import random, sys, twiplomacy as tw
draw = random.Random(5)
ends = [[draw.randrange(3_000) for _ in range(30_000)] for _ in range(2)]
net = tw.Network.from_edges(*ends, [draw.random() for _ in ends[0]], directed=False)
print(net.communities(seed=3)["community"].tolist(), net.pagerank()["pagerank"].tolist(),
      net.degree()["weight"].tolist(), net.components()["component"].tolist())
"""


def test_any_number_of_threads_gives_the_same_measures(elsewhere):
    assert len({elsewhere(THREADS, threads=threads) for threads in (1, 2, 4)}) == 1


def test_a_network_of_nothing_and_of_one():
    for directed in (True, False):
        empty = tw.Network.from_edges([], [], directed=directed)
        assert (empty.n_nodes, empty.n_edges) == (0, 0)
        one = tw.Network.from_edges([], [], directed=directed, nodes=pd.DataFrame({"node": ["a"]}))
        loop = tw.Network.from_edges(["a"], ["a"], directed=directed)
        for net, n in ((empty, 0), (one, 1), (loop, 1)):
            for table in (
                net.nodes, net.degree(), net.pagerank(), net.components(),
                net.components(strong=True), net.communities(),
            ):  # fmt: skip
                assert len(table) == n
            assert math.isnan(net.reciprocity())
            assert len(net.to_networkx()) == n
        assert math.isnan(empty.modularity({}))
        assert one.pagerank()["pagerank"].tolist() == [1]
        assert loop.pagerank()["pagerank"].tolist() == [1]


def test_labels_of_any_type_come_back_as_strings():
    big = 2**53 + 1
    for make in (list, pd.Series, pl.Series, pa.array, np.array):
        net = tw.Network.from_edges(make([big, 7]), make([7, 8]), backend="pandas")
        assert net.nodes["node"].tolist() == [str(big), "7", "8"]
    codes = pd.Series(["b", "a"], dtype="category")
    assert tw.Network.from_edges(codes, codes).nodes["node"].tolist() == ["b", "a"]


def test_labels_and_weights_that_cannot_be_used():
    def fails(words, *args, **options):
        with pytest.raises(tw.InputError, match=words):
            tw.Network.from_edges(*args, **options)

    fails("source.*1 nulls", ["a", None], ["b", "c"])
    fails("target", ["a"], [1.5])
    fails("target.*2 labels.*wanted 1", ["a"], ["b", "c"])
    fails("source", "a", ["b"])
    fails("source", None, ["b"])
    for weight in ([-1.0], [math.nan], [math.inf], [None], ["heavy"], [1.0, 2.0], 7, [[1.0]]):
        fails("weight", ["a"], ["b"], weight)
    fails("nodes.*'node'.*name", ["a"], ["b"], nodes=pd.DataFrame({"name": ["a"]}))
    fails("nodes.*'a'.*more than once", ["a"], ["b"], nodes=pd.DataFrame({"node": ["a", "a"]}))
    fails("nodes", ["a"], ["b"], nodes=pd.DataFrame({"node": ["a", None]}))
    fails("nodes", ["a"], ["b"], nodes=["a"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda net: net.communities(method="magic"), r"method: 'magic'.*leiden"),
        (lambda net: net.communities(seed=-1), "seed"),
        (lambda net: net.communities(seed=2**64), "seed"),
        (lambda net: net.communities(resolution=-1), "resolution"),
        (lambda net: net.communities(resolution=math.nan), "resolution"),
        (lambda net: net.communities(iterations=-2), "iterations"),
        (lambda net: net.pagerank(damping=1.0), "damping"),
        (lambda net: net.pagerank(damping=-0.1), "damping"),
        (lambda net: net.pagerank(damping=math.nan), "damping"),
        (lambda net: net.pagerank(tol=0), "tol"),
        (lambda net: net.pagerank(tol=math.nan), "tol"),
        (lambda net: net.modularity("party"), r"communities: no column 'party'.*node"),
        (lambda net: net.modularity({"0": 1}), r"communities: 33 nodes have no group.*'1'"),
        (lambda net: net.modularity([0] * 34), "communities"),
        (lambda net: net.modularity(net.degree().assign(m=1)), r"communities.*node and one more"),
        (lambda net: net.modularity(net.communities(), resolution=math.nan), "resolution"),
    ],
)
def test_arguments_that_cannot_be_used(call, words):
    with pytest.raises(tw.InputError, match=words):
        call(karate())
