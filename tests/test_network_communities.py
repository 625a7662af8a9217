"""Communities: quality against networkx and igraph, agreement against scikit-learn."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from networks import by_node, graphs, groups, known, relaxed, without_direction

import twiplomacy as tw

METHODS = ["leiden", "louvain", "label_propagation"]


def partitions(items: list) -> list[list[set]]:
    """All ways to put items into parts."""
    if not items:
        return [[]]
    first, rest = items[0], items[1:]
    found = []
    for smaller in partitions(rest):
        found.append([{first}, *smaller])
        for place, part in enumerate(smaller):
            found.append([*smaller[:place], part | {first}, *smaller[place + 1 :]])
    return found


def cpm(peer: nx.Graph, parts: list[set], resolution: float) -> float:
    """The constant Potts model by its definition."""
    return sum(
        peer.subgraph(part).size("weight") - resolution * len(part) * (len(part) - 1) / 2
        for part in parts
    )


@relaxed
@given(graphs(), st.randoms(use_true_random=False), st.sampled_from([0.5, 1.0, 2.0]))
def test_directed_modularity_is_that_of_networkx(pair, draw, resolution):
    net, peer = pair
    assume(peer.size("weight") > 0)
    label = {node: draw.randrange(3) for node in peer}
    parts = [{n for n in label if label[n] == part} for part in set(label.values())]
    wanted = nx.community.modularity(peer, parts, resolution=resolution)
    assert net.modularity(label, resolution, directed=True) == pytest.approx(wanted)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.integers(0, 5), st.sampled_from(["leiden", "louvain"]))
def test_no_partition_found_beats_the_best_there_is(pair, seed, method):
    net, peer = pair
    assume(len(peer) <= 7 and peer.size("weight") > 0)
    everything = partitions(list(peer))
    both = without_direction(peer)
    for directed in (False, True):
        table = net.communities(method, seed=seed, directed=directed)
        found = net.modularity(by_node(table, "community"), directed=directed)
        graph = peer if directed else both
        best = max(nx.community.modularity(graph, parts) for parts in everything)
        assert found <= best + 1e-9
        if method == "leiden":
            # On so few nodes it is never far from the best.
            assert found >= best - 0.12
    parts = groups(net.communities(method, 0.5, seed=seed, quality="cpm"), "community")
    assert cpm(both, parts, 0.5) <= max(cpm(both, p, 0.5) for p in everything) + 1e-9


@relaxed
@given(graphs(), st.sampled_from(METHODS), st.integers(0, 3), st.booleans())
def test_every_method_gives_a_partition_of_connected_parts(pair, method, seed, weighted):
    net, peer = pair
    table = net.communities(method, seed=seed, weighted=weighted)
    found = groups(table, "community")
    sizes = [len(part) for part in found]
    assert sizes == sorted(sizes, reverse=True)
    both = without_direction(peer)
    tied = both.edge_subgraph(
        [(u, v) for u, v, w in both.edges(data="weight") if w > 0 or not weighted]
    )
    for part in found:
        assert len(part) == 1 or nx.is_connected(tied.subgraph(part))
    assert table.equals(net.communities(method, seed=seed, weighted=weighted))


@pytest.mark.parametrize("method", METHODS)
def test_cliques_joined_by_one_tie_are_found(method):
    peer = nx.ring_of_cliques(8, 6)
    net = tw.Network.from_networkx(peer)
    found = groups(net.communities(method), "community")
    assert sorted(map(len, found)) == [6] * 8


def test_the_constant_potts_model_finds_small_cliques_where_modularity_merges_them():
    net = tw.Network.from_networkx(nx.ring_of_cliques(40, 4))
    modular = groups(net.communities(), "community")
    potts = groups(net.communities(quality="cpm", resolution=0.3), "community")
    assert len(potts) == 40
    assert len(modular) < 40


@pytest.mark.parametrize("name", ["karate", "florentine", "davis", "miserables"])
def test_leiden_is_as_good_as_igraph(name):
    igraph = pytest.importorskip("igraph")
    net, peer = known(name)
    other = igraph.Graph.from_networkx(peer)
    weights = "weight" if name == "miserables" else None
    theirs = max(
        other.modularity(
            # To convergence (-1) igraph can go on forever on small networks.
            other.community_leiden("modularity", weights=weights, n_iterations=10).membership,
            weights=weights,
        )
        for _ in range(10)
    )
    ours = max(net.modularity(net.communities(seed=seed)) for seed in range(20))
    assert ours >= theirs - 1e-9


def test_planted_groups_are_found_by_direction_alone():
    # Two groups that send to each other in a ring of four: no direction, no groups.
    draw = np.random.default_rng(3)
    block = np.repeat([0, 1], 30)
    arcs = [
        (i, j)
        for i, j in itertools.permutations(range(60), 2)
        if draw.random() < (0.4 if block[i] == block[j] else 0.02)
    ]
    source, target = zip(*arcs, strict=True)
    net = tw.Network.from_edges(source, target)
    found = net.communities(directed=True)
    truth = {str(node): int(block[node]) for node in range(60)}
    assert tw.compare_partitions(found, truth)["ari"][0] == pytest.approx(1)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_agreement_is_that_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    a, b = zip(*pairs, strict=True)
    found = tw.compare_partitions(dict(enumerate(a)), dict(enumerate(b)))
    assert found["nmi"][0] == pytest.approx(metrics.normalized_mutual_info_score(a, b), abs=1e-9)
    assert found["ari"][0] == pytest.approx(metrics.adjusted_rand_score(a, b), abs=1e-9)
    assert found["n"][0] == len(pairs)


def test_agreement_matches_nodes_by_label():
    a = {"x": 1, "y": 1, "z": 2}
    b = {"z": "u", "y": "v", "x": "v"}
    assert tw.compare_partitions(a, b)["ari"][0] == 1
    net = tw.Network.from_edges(["x"], ["y"])
    table = tw.compare_partitions(net.communities(), net.components())
    assert table["nmi"][0] == 1


def test_runs_that_agree_are_stable_and_their_own_consensus():
    net = tw.Network.from_networkx(nx.ring_of_cliques(8, 6))
    table = net.stability(runs=5).set_index("measure")["value"]
    assert table["ari_min"] == table["nmi_min"] == 1
    assert table["communities_min"] == table["communities_max"] == 8
    agreed = tw.compare_partitions(net.consensus(runs=5), net.communities())
    assert agreed["ari"][0] == 1


def test_a_random_network_is_less_stable_than_a_clustered_one():
    random = tw.Network.from_networkx(nx.gnm_random_graph(200, 500, seed=1))
    table = random.stability(runs=6).set_index("measure")["value"]
    assert table["ari_mean"] < 0.9
    assert table["modularity_min"] <= table["modularity_max"]
    parts = groups(random.consensus(runs=6), "community")
    assert sum(map(len, parts)) == 200


def test_communities_of_no_ties_are_single_nodes():
    net = tw.Network.from_edges(["a"], ["b"], [0.0])
    for method in METHODS:
        assert net.communities(method)["community"].nunique() == 2
    assert math.isnan(net.modularity({"a": 1, "b": 1}))
