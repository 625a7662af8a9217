"""Levels and agony: known values, numpy's least squares, scipy's linear programmes, brute force."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import by_node, values
from scipy.optimize import linprog

import twiplomacy as tw

relaxed = settings(max_examples=100, deadline=None)


@st.composite
def directed(draw, most: int = 10, weights: tuple[float, ...] = (0.0, 0.25, 1.0, 3.0)):
    """A directed network with loops, parallel arcs, arcs of weight 0 and isolates."""
    n = draw(st.integers(1, most))
    node = st.integers(0, n - 1)
    arcs = draw(st.lists(st.tuples(node, node, st.sampled_from(weights)), max_size=30))
    source, target, weight = zip(*arcs, strict=True) if arcs else ((), (), ())
    nodes = pd.DataFrame({"node": [str(v) for v in range(n)]})
    return tw.Network.from_edges(list(source), list(target), list(weight), True, nodes)


def matrix(net: tw.Network) -> np.ndarray:
    """The weights between nodes in their order, without self-loops."""
    place = {node: at for at, node in enumerate(net.nodes["node"])}
    found = np.zeros((net.n_nodes, net.n_nodes))
    for source, target, weight in net.edges[["source", "target", "weight"]].itertuples(index=False):
        found[place[source], place[target]] += weight
    np.fill_diagonal(found, 0)
    return found


def grounded(levels: np.ndarray, component: np.ndarray) -> np.ndarray:
    """Levels with the least of each component at 0."""
    return pd.Series(levels).groupby(component).transform(lambda part: part - part.min()).to_numpy()


def slow_levels(net: tw.Network) -> tuple[np.ndarray, np.ndarray]:
    """Levels by least squares, and the component of each node."""
    w = matrix(net)
    laplacian = np.diag(w.sum(0) + w.sum(1)) - w - w.T
    levels = np.linalg.lstsq(laplacian, w.sum(0) - w.sum(1), rcond=None)[0]
    component = np.zeros(len(w), int)
    for number, part in enumerate(nx.connected_components(nx.from_numpy_array(w + w.T))):
        component[list(part)] = number
    return grounded(levels, component), component


def cost(net: tw.Network, ranks: np.ndarray) -> float:
    """The agony of these ranks, by the definition."""
    step = np.subtract.outer(ranks, ranks) + 1
    return float((matrix(net) * np.maximum(step, 0)).sum())


def ranked(net: tw.Network) -> np.ndarray:
    return net.agony()["rank"].to_numpy()


def slow_agony(net: tw.Network) -> float:
    """Agony as a linear programme: a rank a node and a cost an arc."""
    w = matrix(net)
    source, target = np.nonzero(w)
    n, m = len(w), len(source)
    if m == 0:
        return 0.0
    rows = np.zeros((m, n + m))
    rows[np.arange(m), source] += 1
    rows[np.arange(m), target] -= 1
    rows[np.arange(m), n + np.arange(m)] = -1
    found = linprog(np.r_[np.zeros(n), w[source, target]], rows, -np.ones(m))
    assert found.success
    return float(found.fun)


def test_the_levels_of_a_feed_forward_triangle():
    net = tw.Network.from_edges(["a", "a", "b"], ["b", "c", "c"])
    assert values(net.trophic_levels(), "level") == pytest.approx([0, 2 / 3, 4 / 3], abs=1e-12)
    assert net.trophic_incoherence() == pytest.approx(1 / 9, abs=1e-12)


def test_a_chain_of_command_is_coherent_and_a_circle_is_not():
    chain = tw.Network.from_edges([3, 2, 1], [2, 1, 0])
    assert by_node(chain.trophic_levels(), "level") == {"3": 0, "2": 1, "1": 2, "0": 3}
    assert chain.trophic_incoherence() == 0
    assert by_node(chain.agony(), "rank") == {"3": 0, "2": 1, "1": 2, "0": 3}
    circle = tw.Network.from_edges([0, 1, 2, 3], [1, 2, 3, 0])
    assert values(circle.trophic_levels(), "level") == [0, 0, 0, 0]
    assert circle.trophic_incoherence() == 1
    assert values(circle.agony(), "rank") == [0, 0, 0, 0]


@relaxed
@given(directed())
def test_levels_are_those_of_least_squares(net):
    table = net.trophic_levels()
    wanted, component = slow_levels(net)
    assert table["level"].to_numpy() == pytest.approx(wanted, abs=1e-8)
    ours = table["component"].to_numpy()
    assert (np.equal.outer(ours, ours) == np.equal.outer(component, component)).all()
    sizes = np.bincount(ours)
    assert list(sizes) == sorted(sizes, reverse=True)


@relaxed
@given(directed())
def test_incoherence_follows_its_formula(net):
    w, (levels, _) = matrix(net), slow_levels(net)
    step = np.subtract.outer(levels, levels).T - 1
    value = net.trophic_incoherence()
    if w.sum() == 0:
        assert math.isnan(value)
    else:
        assert value == pytest.approx((w * step**2).sum() / w.sum(), abs=1e-8)
        assert -1e-12 <= value <= 1 + 1e-9


@relaxed
@given(directed())
def test_reversing_mirrors_levels_and_keeps_incoherence_and_agony(net):
    back = net.reverse()
    table = net.trophic_levels("attention")
    pd.testing.assert_frame_equal(table, back.trophic_levels())
    plain = net.trophic_levels()
    highest = plain.groupby("component")["level"].transform("max")
    assert table["level"].to_numpy() == pytest.approx(
        (highest - plain["level"]).to_numpy(), abs=1e-8
    )
    incoherence = net.trophic_incoherence(), back.trophic_incoherence()
    assert incoherence[0] == pytest.approx(incoherence[1], abs=1e-8, nan_ok=True)
    ranks = net.agony("attention")["rank"].to_numpy()
    assert (ranks == ranked(back)).all()
    assert cost(net, -ranks) == cost(net, ranked(net))


@settings(max_examples=60, deadline=None)
@given(directed(most=4))
def test_no_ranks_cost_less_and_none_that_cost_as_much_are_lower(net):
    ranks = ranked(net)
    n = net.n_nodes
    every = [np.array(some) for some in itertools.product(range(n), repeat=n)]
    costs = np.array([cost(net, some) for some in every])
    assert cost(net, ranks) == costs.min()
    best = np.array(every)[costs == costs.min()]
    assert (ranks == best.min(axis=0)).all()


@relaxed
@given(directed(most=12, weights=(0.1, 1.0, 2.5, 1e6)))
def test_agony_is_that_of_a_linear_programme(net):
    wanted = slow_agony(net)
    assert cost(net, ranked(net)) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_agony_of_larger_networks_is_that_of_a_linear_programme(seed):
    draw = np.random.default_rng(seed)
    ends = (60 * draw.random((2, 400)) ** 1.5).astype(int)
    net = tw.Network.from_edges(*ends, draw.integers(1, 9, 400))
    assert cost(net, ranked(net)) == pytest.approx(slow_agony(net))


def test_levels_need_arcs():
    net = tw.Network.from_edges([0], [1], directed=False)
    for call in (net.trophic_levels, net.trophic_incoherence, net.agony):
        with pytest.raises(tw.InputError, match="network: no directions"):
            call()
    arcs = tw.Network.from_edges([0], [1])
    for call in (arcs.trophic_levels, arcs.agony):
        with pytest.raises(tw.InputError, match="direction: 'up'; wanted one of information"):
            call("up")


def test_nodes_without_ties_are_components_of_their_own_at_the_bottom():
    nodes = pd.DataFrame({"node": ["a", "b", "c", "d", "e"], "handle": list("ABCDE")})
    arcs = (["a", "b", "c"], ["b", "b", "d"], [2.0, 1.0, 0.0])
    net = tw.Network.from_edges(*arcs, True, nodes)
    table = net.trophic_levels()
    assert table.columns.tolist() == ["node", "handle", "level", "component"]
    assert table["level"].tolist() == [0, 1, 0, 0, 0]
    assert table["component"].tolist() == [0, 0, 1, 2, 3]
    assert net.agony()["rank"].tolist() == [0, 1, 0, 0, 0]


def two_circles(heavy: float) -> tw.Network:
    """Two circles of arcs of this weight, with one arc of weight 1 from one to the other."""
    return tw.Network.from_edges(
        [0, 1, 2, 3, 4, 5, 0], [1, 2, 0, 4, 5, 3, 3], [heavy] * 6 + [1.0], True
    )


def test_weights_that_differ_too_much_are_told():
    with pytest.warns(tw.CoverageWarning, match="trophic_levels: some ties are 1e.12 times"):
        two_circles(1e12).trophic_levels()


@pytest.mark.filterwarnings("error")
def test_levels_without_a_warning_are_sure():
    levels = by_node(two_circles(1e4).trophic_levels(), "level")
    assert levels["3"] - levels["0"] == pytest.approx(1, abs=1e-7)
