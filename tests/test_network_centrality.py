"""Centrality against networkx and igraph, on random networks and on published ones."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from networks import by_node, graphs, known, relaxed, values, without_direction, without_loops

import twiplomacy as tw


def matrix(peer: nx.Graph, weighted: bool) -> np.ndarray:
    return nx.to_numpy_array(peer, weight="weight" if weighted else None)


@relaxed
@given(graphs(), st.booleans(), st.randoms(use_true_random=False))
def test_personalised_pagerank_solves_its_equations(pair, weighted, draw):
    net, peer = pair
    start = {node: float(draw.choice([0, 0, 1, 3])) for node in peer}
    assume(sum(start.values()) > 0)
    arcs = matrix(peer, weighted)
    out = arcs.sum(axis=1, keepdims=True)
    restart = np.array([start[node] for node in peer]) / sum(start.values())
    steps = np.where(out > 0, arcs / np.where(out > 0, out, 1), restart)
    wanted = np.linalg.solve(np.eye(len(peer)) - 0.85 * steps.T, 0.15 * restart)
    found = net.pagerank(weighted=weighted, tol=1e-12, personalization=start)
    assert values(found, "pagerank") == pytest.approx(wanted, abs=1e-9)


@relaxed
@given(graphs(), st.booleans())
def test_hits_are_singular_vectors(pair, weighted):
    net, peer = pair
    arcs = matrix(peer, weighted)
    assume(arcs.sum() > 0)
    table = net.hits(weighted=weighted, tol=1e-11)
    hub, authority = table["hub"].to_numpy(), table["authority"].to_numpy()
    assert hub.sum() == pytest.approx(1)
    assert authority.sum() == pytest.approx(1)
    assert (hub >= 0).all()
    assert (authority >= 0).all()
    top = np.linalg.norm(arcs, 2) ** 2
    assert arcs @ arcs.T @ hub == pytest.approx(top * hub, abs=1e-5 * top)
    assert arcs.T @ arcs @ authority == pytest.approx(top * authority, abs=1e-5 * top)


@pytest.mark.parametrize("name", ["karate", "florentine", "davis", "miserables"])
def test_known_networks_score_as_in_networkx(name):
    pytest.importorskip("scipy")
    net, peer = known(name)
    weight = "weight" if name == "miserables" else None
    if name != "davis":  # of two kinds of nodes, where the leading vectors are not unique
        plain = peer if weight else unweighted(peer)
        hubs, authorities = nx.hits(plain, tol=1e-12, max_iter=10_000)
        table = net.hits(tol=1e-13)
        assert by_node(table, "hub") == pytest.approx(named(hubs), abs=1e-7)
        assert by_node(table, "authority") == pytest.approx(named(authorities), abs=1e-7)
    wanted = nx.eigenvector_centrality_numpy(peer, weight=weight)
    assert by_node(net.eigenvector(), "eigenvector") == pytest.approx(named(wanted), abs=1e-7)
    alpha = 0.5 / max(abs(np.linalg.eigvalsh(nx.to_numpy_array(peer, weight=weight))))
    wanted = nx.katz_centrality_numpy(peer, alpha=alpha, weight=weight)
    assert by_node(net.katz(alpha=alpha), "katz") == pytest.approx(named(wanted), abs=1e-8)
    wanted = nx.constraint(peer, weight=weight)
    assert by_node(net.constraint(), "constraint") == pytest.approx(named(wanted))
    # Of all nodes at once networkx rounds whole weights down; node by node it does not.
    wanted = nx.effective_size(peer, nodes=list(peer), weight=weight)
    assert by_node(net.effective_size(), "effective_size") == pytest.approx(named(wanted))
    assert by_node(net.core_number(), "core_number") == named(nx.core_number(peer))


def named(scores: dict) -> dict:
    return {str(node): score for node, score in scores.items()}


def unweighted(peer: nx.Graph) -> nx.Graph:
    plain = nx.Graph()
    plain.add_nodes_from(peer)
    plain.add_edges_from(peer.edges)
    return plain


@relaxed
@given(graphs(), st.sampled_from([0.01, 0.1]), st.sampled_from([1.0, 2.5]))
def test_katz_solves_its_equations(pair, alpha, beta):
    net, peer = pair
    arcs = matrix(peer, True)
    top = max(abs(np.linalg.eigvals(arcs)), default=0)
    assume(alpha * top < 0.9)
    wanted = np.linalg.solve(np.eye(len(peer)) - alpha * arcs.T, np.full(len(peer), beta))
    wanted /= np.linalg.norm(wanted)
    found = net.katz(alpha=alpha, beta=beta, tol=1e-12)
    assert values(found, "katz") == pytest.approx(wanted, abs=1e-8)


@relaxed
@given(graphs())
def test_katz_chooses_an_alpha_that_converges(pair):
    net, _ = pair
    scores = net.katz()["katz"].to_numpy()
    assert np.isfinite(scores).all()
    assert np.linalg.norm(scores) == pytest.approx(1)


@relaxed
@given(graphs())
def test_core_numbers(pair):
    net, peer = pair
    plain = without_loops(peer)
    assert by_node(net.core_number(), "core_number") == nx.core_number(plain)
    if net.directed:
        for kind in ("in", "out"):
            found = by_node(net.core_number(kind), "core_number")
            assert found == {v: slow_core(plain, v, kind) for v in plain}


def slow_core(peer: nx.DiGraph, node: str, kind: str) -> int:
    """Strip nodes of too few ties until none is left."""
    core = 0
    for k in range(1, len(peer) + 1):
        left = peer.copy()
        while True:
            degrees = dict(left.in_degree() if kind == "in" else left.out_degree())
            weak = [v for v, degree in degrees.items() if degree < k]
            if not weak:
                break
            left.remove_nodes_from(weak)
        if node not in left:
            return core
        core = k
    return core


def test_cores_and_shells_are_parts():
    net, peer = known("karate")
    core, shell = net.k_core(4), net.k_shell(4)
    assert core.n_nodes == nx.k_core(peer, 4).number_of_nodes() == 10
    assert core.n_edges == nx.k_core(peer, 4).number_of_edges()
    assert shell.nodes["node"].tolist() == core.nodes["node"].tolist()
    assert net.k_shell(1).nodes["node"].tolist() == ["11"]


@relaxed
@given(graphs())
def test_constraint(pair):
    net, peer = pair
    plain = without_loops(peer)
    # networkx divides by zero where a node has ties of no weight alone.
    assume(all(weight > 0 for _, _, weight in plain.edges(data="weight")))
    wanted = nx.constraint(plain, weight="weight")
    assert by_node(net.constraint(), "constraint") == pytest.approx(wanted, nan_ok=True)


@relaxed
@given(graphs(), st.booleans())
def test_effective_size(pair, weighted):
    net, peer = pair
    plain = without_loops(peer)
    assume(all(weight > 0 for _, _, weight in plain.edges(data="weight")))
    weight = "weight" if weighted else None
    wanted = nx.effective_size(plain, nodes=list(plain), weight=weight)
    found = by_node(net.effective_size(weighted), "effective_size")
    for node, size in wanted.items():
        # networkx leaves a node that no arc leaves undefined, though it has contacts.
        if plain[node] or not net.directed:
            assert found[node] == pytest.approx(size, nan_ok=True)


@relaxed
@given(graphs(), st.randoms(use_true_random=False))
def test_participation(pair, draw):
    net, peer = pair
    group = {node: draw.randrange(3) for node in peer}
    both = without_loops(without_direction(peer))
    found = by_node(net.participation(group), "participation")
    for node in both:
        strength = both.degree(node, weight="weight")
        to = [0.0, 0.0, 0.0]
        for other, cells in both[node].items():
            to[group[other]] += cells["weight"]
        if strength == 0:
            assert math.isnan(found[node])
        else:
            assert found[node] == pytest.approx(1 - sum((k / strength) ** 2 for k in to))


def test_a_hub_and_its_spokes():
    star = tw.Network.from_edges(["c"] * 4, list("abde"), directed=False)
    assert by_node(star.constraint(), "constraint") == pytest.approx(
        {"c": 0.25, "a": 1, "b": 1, "d": 1, "e": 1}
    )
    assert star.centralization() == pytest.approx(1)
    ring = tw.Network.from_edges([0, 1, 2, 3], [1, 2, 3, 0], directed=False)
    assert ring.centralization() == pytest.approx(0)
