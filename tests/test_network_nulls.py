"""Null models: what they keep, what they shuffle, and what a test against them says."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import graphs, known, relaxed, values

import twiplomacy as tw


def degrees(net: tw.Network) -> list:
    table = net.degree()
    names = ["in_degree", "out_degree"] if net.directed else ["degree"]
    return table[names].to_numpy().tolist()


def mutual(net: tw.Network) -> dict[str, int]:
    arcs = {(u, v) for u, v in zip(net.edges["source"], net.edges["target"], strict=True)}
    return {n: sum((n, v) in arcs and (v, n) in arcs and v != n for v in net.nodes["node"])
            for n in net.nodes["node"]}  # fmt: skip


@relaxed
@given(graphs(), st.integers(0, 3), st.booleans())
def test_rewiring_keeps_degrees_loops_and_weights(pair, seed, keep):
    net, _ = pair
    made = net.rewire(swaps=5, seed=seed, keep_reciprocity=keep)
    assert made.n_edges == net.n_edges
    assert made.self_loops == net.self_loops
    assert degrees(made) == degrees(net)
    assert sorted(made.edges["weight"]) == pytest.approx(sorted(net.edges["weight"]))
    assert made.edges.equals(net.rewire(swaps=5, seed=seed, keep_reciprocity=keep).edges)
    if keep and net.directed:
        assert mutual(made) == mutual(net)


def test_rewiring_shuffles():
    net = tw.Network.from_networkx(nx.gnp_random_graph(60, 0.1, seed=2, directed=True))
    before = set(zip(net.edges["source"], net.edges["target"], strict=True))
    made = net.rewire(seed=1).edges
    after = set(zip(made["source"], made["target"], strict=True))
    # About as many ties stay as a random network shares with another: a tenth.
    assert len(before & after) < 0.3 * len(before)
    assert net.rewire(swaps=0).edges.equals(net.edges)


@relaxed
@given(graphs(), st.integers(0, 3))
def test_the_configuration_model_keeps_the_number_of_ends(pair, seed):
    net, peer = pair
    made = net.configuration(seed)
    table, own = made.degree(), net.degree()
    if net.directed:
        assert values(table, "out_weight") == values(own, "out_degree")
        assert values(table, "in_weight") == values(own, "in_degree")
    else:
        assert values(table, "weight") == values(own, "degree")
    assert made.edges["weight"].sum() == peer.number_of_edges()


def test_returned_ties_are_found_to_be_more_than_chance():
    draw = np.random.default_rng(4)
    arcs = [(i, (i + k) % 80) for i in range(80) for k in (1, 2, 3)]
    arcs += [(j, i) for i, j in arcs if draw.random() < 0.7]
    source, target = zip(*arcs, strict=True)
    net = tw.Network.from_edges(source, target)
    table = net.test(["reciprocity", "transitivity", "density"], draws=199, seed=1)
    rows = table.set_index("statistic")
    assert rows.loc["reciprocity", "p"] == pytest.approx(1 / 200)
    assert rows.loc["reciprocity", "z"] > 5
    assert rows.loc["density", "p"] == 1
    assert (table["p_adjusted"] >= table["p"] - 1e-12).all()
    kept = net.test("reciprocity", null="rewire_reciprocal", draws=50).iloc[0]
    assert kept["null_sd"] == pytest.approx(0, abs=1e-12)
    assert kept["p"] == 1


def test_a_random_network_is_not_found_to_be_special():
    peer = nx.gnp_random_graph(50, 0.1, seed=9, directed=True)
    net = tw.Network.from_networkx(peer)
    table = net.test(["reciprocity", "transitivity"], draws=199, seed=3)
    assert (table["p"] > 0.01).all()
    assert (table["z"].abs() < 4).all()


def test_a_function_and_a_name_say_the_same():
    net, _ = known("karate")

    def transitivity(network: tw.Network) -> float:
        return network.transitivity()

    table = net.test(["transitivity", transitivity], draws=30, seed=5)
    named, called = table.iloc[0], table.iloc[1]
    assert named.tolist() == called.tolist()


def test_statistics_of_groups_and_of_weights():
    net, peer = known("karate")
    club = {str(node): cells["club"] for node, cells in peer.nodes(data=True)}
    table = net.test(["modularity", "attribute_assortativity"], draws=99, groups=club)
    assert (table["p"] <= 0.02).all()
    arcs = [(u, v) for u in range(20) for v in range(20) if u != v and (u + v) % 3]
    source, target = zip(*arcs, strict=True)
    heavy = tw.Network.from_edges(source, target, [10 if u < v else 1 for u, v in arcs])
    row = heavy.test("weighted_reciprocity", null="weights", draws=99).iloc[0]
    assert row["value"] < row["null_mean"]
    assert row["p"] == pytest.approx(0.01)


def test_p_is_what_its_formula_says():
    net, _ = known("florentine")
    table = net.test("assortativity", draws=60, seed=2)
    drawn = [net._made(net._core.draw("rewire", 10.0, 2, k)).assortativity() for k in range(60)]
    mean, sd = np.mean(drawn), np.std(drawn, ddof=1)
    row = table.iloc[0]
    extreme = sum(abs(d - mean) >= abs(row["value"] - mean) - 1e-12 for d in drawn)
    assert row["null_mean"] == pytest.approx(mean)
    assert row["null_sd"] == pytest.approx(sd)
    assert row["z"] == pytest.approx((row["value"] - mean) / sd)
    assert row["p"] == pytest.approx((1 + extreme) / 61)


CUG = ("size", "edges", "dyads")


@relaxed
@given(graphs(), st.integers(0, 3), st.sampled_from(CUG))
def test_conditional_uniform_networks_keep_what_they_must(pair, seed, null):
    net, _ = pair
    made = net._made(net._core.draw(null, 10.0, seed, 0))
    assert (made.n_nodes, made.directed) == (net.n_nodes, net.directed)
    loops = [
        e.loc[e["source"] == e["target"], ["source", "weight"]] for e in (made.edges, net.edges)
    ]
    assert loops[0].to_numpy().tolist() == loops[1].to_numpy().tolist()
    if null == "size":
        return
    assert made.n_edges == net.n_edges
    assert sorted(made.edges["weight"]) == pytest.approx(sorted(net.edges["weight"]))
    if null == "dyads" and net.directed:
        assert sum(mutual(made).values()) == sum(mutual(net).values())


def test_cug_tests_have_the_moments_of_their_formulas():
    net = tw.Network.from_networkx(nx.gnp_random_graph(30, 0.2, seed=5, directed=True))
    arcs, pairs = net.n_edges, 30 * 29
    half = net.test("density", null="size", draws=400, seed=1).iloc[0]
    assert half["null_mean"] == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(400 * pairs))
    assert half["null_sd"] == pytest.approx(0.5 / math.sqrt(pairs), rel=0.15)
    kept = net.test(["density", "reciprocity"], null="edges", draws=400, seed=1)
    assert kept["null_sd"][0] == 0
    expected = (arcs - 1) / (pairs - 1)
    assert kept["null_mean"][1] == pytest.approx(expected, abs=4 * kept["null_sd"][1] / 20)
    dyads = net.test(["reciprocity", "transitivity"], null="dyads", draws=50, seed=1)
    assert dyads["null_sd"][0] == 0
    assert dyads["null_sd"][1] > 0


def test_one_sided_p_count_draws_on_their_side():
    net, _ = known("florentine")
    row = net.test("transitivity", null="edges", draws=60, seed=2).iloc[0]
    drawn = [net._made(net._core.draw("edges", 10.0, 2, k)).transitivity() for k in range(60)]
    drawn = [value for value in drawn if not math.isnan(value)]
    above = sum(value >= row["value"] - 1e-12 for value in drawn)
    below = sum(value <= row["value"] + 1e-12 for value in drawn)
    assert row["p_greater"] == pytest.approx((1 + above) / (1 + len(drawn)))
    assert row["p_less"] == pytest.approx((1 + below) / (1 + len(drawn)))


def test_groups_are_dealt_within_strata():
    # Two crowds that are tied within; the groups are the crowds but for a node of each.
    peer = nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(10))
    net = tw.Network.from_networkx(peer)
    crowd = {str(node): node // 10 for node in peer}
    groups = {**crowd, "0": 1, "10": 0}
    free = net.test("attribute_assortativity", "labels", draws=199, groups=groups).iloc[0]
    assert free["value"] == pytest.approx(net.assortativity(groups))
    assert free["p_greater"] == pytest.approx(1 / 200)
    # Of random labels, -1 / (n - 1) but for the marginals.
    assert free["null_mean"] == pytest.approx(-1 / 19, abs=0.03)
    held = net.test(
        ["attribute_assortativity", "modularity"], "labels", draws=199, groups=groups, strata=crowd
    )
    assert (held["p"] > 0.5).all()
    some = {node: group for node, group in groups.items() if node != "3"}
    with pytest.warns(UserWarning, match="1 of 20 nodes have no group"):
        partial = net.test("modularity", "labels", draws=9, groups=some)
    assert partial["draws"].tolist() == [9]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"statistic": "density", "null": "labels", "groups": "club"}, "'density'.*'labels'"),
        ({"statistic": len, "null": "labels", "groups": "club"}, "function.*'labels'"),
        ({"statistic": "modularity", "null": "labels"}, "groups: none"),
        ({"statistic": "modularity", "groups": "club", "strata": "club"}, "strata.*'rewire'"),
        (
            {"statistic": "modularity", "null": "labels", "groups": "club", "strata": {"0": 1}},
            "strata: 33 nodes",
        ),
    ],
)
def test_labels_are_dealt_only_where_they_matter(options, words):
    net, _ = known("karate")
    with pytest.raises(tw.InputError, match=words):
        net.test(**options)


def test_half_of_all_ties_is_too_much_for_many_nodes():
    many = tw.Network.from_edges(range(5001), [0] * 5001)
    with pytest.raises(tw.InputError, match=r"5001 nodes.*null=\"edges\""):
        many.test("density", null="size", draws=1)


def test_a_statistic_that_is_not_defined_counts_no_draws():
    net = tw.Network.from_edges(["a"], ["b"])
    row = net.test("transitivity", draws=10).iloc[0]
    assert math.isnan(row["value"])
    assert row["draws"] == 0


def test_every_statistic_has_a_number_for_a_usual_network():
    net, peer = known("miserables")
    club = {str(node): place % 3 for place, node in enumerate(peer)}
    table = net.test(tw.Network.statistics(), draws=3, groups=club)
    assert table["statistic"].tolist() == tw.Network.statistics()
    # Levels and ranks need arcs.
    missing = table["statistic"][table["value"].isna()]
    assert missing.tolist() == ["trophic_incoherence", "agony_hierarchy"]
    advice = tw.datasets.high_tech_managers()["advice"]
    whole = advice.test(tw.Network.statistics(), draws=3, groups="dept")
    assert whole["value"].notna().all()


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_the_disparity_filter_by_its_formula(pair):
    net, peer = pair

    def significance(weight: float, ties: list[float]) -> float:
        ties = [tie for tie in ties if tie > 0]
        strength, k = sum(ties), len(ties)
        return 1.0 if k < 2 or strength == 0 else (1 - weight / strength) ** (k - 1)

    table = net.edge_significance("disparity")
    for source, target, weight, p in table.itertuples(index=False):
        if weight == 0:
            assert p == 1
            continue
        out = [cells["weight"] for _, _, cells in peer.edges(source, data=True)]
        into = peer.in_edges if net.directed else peer.edges
        back = [cells["weight"] for _, _, cells in into(target, data=True)]
        assert p == pytest.approx(min(significance(weight, out), significance(weight, back)))
    kept = net.backbone(alpha=0.3)
    assert kept.n_edges == (table["p"] < 0.3).sum()


def test_both_backbones_keep_what_stands_out():
    draw = np.random.default_rng(8)
    source, target = zip(*[(i, j) for i in range(30) for j in range(30) if i < j], strict=True)
    weight = draw.poisson(5, len(source)) + 1.0
    weight[100] = 400
    net = tw.Network.from_edges(source, target, weight, directed=False)
    for method in ("disparity", "noise_corrected"):
        table = net.edge_significance(method)
        assert table["p"].idxmin() == table["weight"].idxmax()
        assert 0 < net.backbone(method, alpha=0.001).n_edges < 40
