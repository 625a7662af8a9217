"""Hierarchy: Krackhardt's four, flow, reach, levels and agony, and the table that holds them."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import graphs, known, relaxed, without_loops

import twiplomacy as tw

MEASURES = [
    "krackhardt_connectedness",
    "krackhardt_hierarchy",
    "krackhardt_efficiency",
    "krackhardt_lub",
    "flow_hierarchy",
    "global_reaching_centrality",
    "trophic_incoherence",
    "agony",
    "agony_hierarchy",
]


def network(n: int, arcs: list[tuple[int, int]], directed: bool = True) -> tw.Network:
    source, target = zip(*arcs, strict=True) if arcs else ((), ())
    nodes = pd.DataFrame({"node": [str(node) for node in range(n)]})
    return tw.Network.from_edges(list(source), list(target), None, directed, nodes)


def of(net: tw.Network, **options) -> dict[str, float]:
    table = net.hierarchy(**options)
    return dict(zip(table["measure"], table["value"], strict=True))


def krackhardt(peer: nx.Graph) -> dict[str, float]:
    """The four, word by word, of a network without self-loops."""
    plain = peer.to_directed()
    reach = {node: nx.descendants(plain, node) | {node} for node in plain}
    parts = list(nx.weakly_connected_components(plain))
    n, arcs = len(plain), plain.number_of_edges()
    pairs = [frozenset(pair) for pair in combinations(plain, 2)]
    joined = sum(len(part) * (len(part) - 1) // 2 for part in parts)
    ways = [(v in reach[u]) + (u in reach[v]) for u, v in map(tuple, pairs)]
    some = len(ways) - ways.count(0)
    spare = sum(len(part) * (len(part) - 1) - (len(part) - 1) for part in parts)
    most = sum((len(part) - 1) * (len(part) - 2) // 2 for part in parts)
    violations = 0
    for part in parts:
        for u, v in combinations(part, 2):
            upper = {node for node in part if {u, v} <= reach[node]}
            least = [node for node in upper if all(node in reach[other] for other in upper)]
            violations += len(part) > 2 and not least
    return {
        "krackhardt_connectedness": joined / len(pairs) if pairs else math.nan,
        "krackhardt_hierarchy": ways.count(1) / some if some else math.nan,
        "krackhardt_efficiency": 1 - (arcs - (n - len(parts))) / spare if spare else math.nan,
        "krackhardt_lub": 1 - violations / most if most else math.nan,
    }


def test_the_chart_of_the_managers_is_a_perfect_hierarchy():
    chart = tw.datasets.high_tech_managers()["reports"].reverse()
    table = chart.hierarchy()
    assert table.columns.tolist() == ["measure", "value", "ci_low", "ci_high", "exact", "note"]
    assert table["measure"].tolist() == MEASURES
    assert table["value"][:5].tolist() == [1, 1, 1, 1, 1]
    assert table["exact"].all()
    assert table["ci_low"].isna().all()
    assert of(chart)["trophic_incoherence"] == pytest.approx(0, abs=1e-9)
    assert (of(chart)["agony"], of(chart)["agony_hierarchy"]) == (0, 1)
    # From subordinate to superior the pairs of equals have no upper bound.
    assert of(chart.reverse())["krackhardt_lub"] < 0.2


@relaxed
@given(graphs())
def test_krackhardt_by_his_words(pair):
    net, peer = pair
    found = of(net, measures=MEASURES[:4])
    assert found == pytest.approx(krackhardt(without_loops(peer)), nan_ok=True)


@relaxed
@given(graphs())
def test_flow_and_reach_as_networkx_has_them(pair):
    net, peer = pair
    plain = without_loops(peer)
    found = of(net, measures=["flow_hierarchy", "global_reaching_centrality"])
    if not plain.number_of_edges():
        assert all(map(math.isnan, found.values()))
        return
    plain = plain.to_directed()
    assert found["flow_hierarchy"] == pytest.approx(nx.flow_hierarchy(plain))
    wanted = nx.global_reaching_centrality(plain)
    assert found["global_reaching_centrality"] == pytest.approx(wanted, abs=1e-12)


@relaxed
@given(graphs())
def test_the_table_says_what_the_other_methods_say(pair):
    net, _ = pair
    found = of(net)
    if not net.directed:
        assert all(math.isnan(found[name]) for name in MEASURES[6:])
        return
    assert found["trophic_incoherence"] == pytest.approx(net.trophic_incoherence(), nan_ok=True)
    rank = dict(zip(net.nodes["node"], net.agony()["rank"], strict=True))
    arcs = [row for row in net.edges.itertuples() if row.source != row.target]
    cost = sum(max(0, rank[a.source] - rank[a.target] + 1) * a.weight for a in arcs)
    total = sum(arc.weight for arc in arcs)
    wanted = (cost, 1 - cost / total) if total else (math.nan, math.nan)
    assert (found["agony"], found["agony_hierarchy"]) == pytest.approx(wanted, nan_ok=True)


def test_known_networks():
    forward = of(network(3, [(0, 1), (0, 2), (1, 2)]))
    assert list(forward.values()) == pytest.approx([1, 1, 0.75, 1, 1, 0.75, 1 / 9, 0, 1])
    cycle = of(network(4, [(0, 1), (1, 2), (2, 3), (3, 0)]))
    assert list(cycle.values()) == pytest.approx([1, 0, 8 / 9, 1, 0, 0, 1, 4, 0], abs=1e-9)
    star = of(network(5, [(0, leaf) for leaf in range(1, 5)]))
    assert star["global_reaching_centrality"] == 1
    # Two superiors who share two subordinates have no superior, and these no least one.
    square = of(network(4, [(0, 2), (0, 3), (1, 2), (1, 3)]))
    assert square["krackhardt_lub"] == pytest.approx(1 - 2 / 3)
    two = of(network(5, [(0, 1), (0, 2), (3, 4)]))
    assert two["krackhardt_connectedness"] == pytest.approx(4 / 10)
    assert [two[name] for name in MEASURES[1:4]] == [1, 1, 1]


@pytest.mark.parametrize(
    ("net", "connected", "note"),
    [
        (network(0, []), math.nan, "fewer than two nodes"),
        (network(1, []), math.nan, "fewer than two nodes"),
        (network(1, [(0, 0)]), math.nan, "fewer than two nodes"),
        (network(3, []), 0, "no arcs|three nodes|carries weight"),
        (network(3, [(0, 0), (1, 1)]), 0, "no arcs|three nodes|carries weight"),
    ],
)
def test_what_cannot_be_had_is_nan_with_its_reason(net, connected, note):
    table = net.hierarchy().set_index("measure")
    first = table["value"].iloc[0]
    assert first == connected or (math.isnan(first) and math.isnan(connected))
    rest = table.iloc[1:]
    assert rest["value"].isna().all()
    assert rest["note"].str.contains(note).all()


def test_undirected_edges_lead_both_ways():
    net, _ = known("karate")
    table = net.hierarchy().set_index("measure")
    value = table["value"]
    assert [value[name] for name in MEASURES[:2]] == [1, 0]
    assert value["krackhardt_efficiency"] == pytest.approx(1 - (2 * 78 - 33) / 33**2)
    assert [value[name] for name in MEASURES[3:6]] == [1, 0, 0]
    assert table["note"][MEASURES[6:]].str.contains("undirected").all()


def test_estimates_hold_what_is_counted():
    peer = nx.scale_free_graph(1500, seed=4)
    net = tw.Network.from_networkx(nx.DiGraph(peer))
    counted = net.hierarchy(MEASURES[:6], exact=True).set_index("measure")
    drawn = net.hierarchy(MEASURES[:6], exact=False, samples=20_000, seed=1).set_index("measure")
    sampled = ["krackhardt_hierarchy", "krackhardt_lub", "global_reaching_centrality"]
    assert drawn.index[~drawn["exact"]].tolist() == sampled
    for name in sampled:
        row, wide = drawn.loc[name], 0.02
        assert row["ci_low"] <= row["value"] <= row["ci_high"]
        assert row["ci_high"] - row["ci_low"] < wide
        assert row["value"] == pytest.approx(counted["value"][name], abs=wide)
        # Rounded up to a multiple of 512.
        assert "20480" in row["note"]
    rest = drawn.index[drawn["exact"]]
    assert drawn["value"][rest].tolist() == counted["value"][rest].tolist()
    assert net.hierarchy(exact=False).equals(net.hierarchy(exact=False))
    assert not net.hierarchy(exact=False).equals(net.hierarchy(exact=False, seed=1))


def test_a_few_measures_may_be_had_alone_and_come_in_their_order():
    net = tw.datasets.high_tech_managers()["advice"]
    table = net.hierarchy(["flow_hierarchy", "krackhardt_efficiency"])
    assert table["measure"].tolist() == ["krackhardt_efficiency", "flow_hierarchy"]
    assert net.hierarchy("agony")["measure"].tolist() == ["agony"]
    assert len(net.hierarchy([])) == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"measures": "magic"}, "measures: 'magic'.*flow_hierarchy"),
        ({"measures": 3.5}, "measures"),
        ({"exact": "yes"}, "exact: 'yes'"),
        ({"samples": 10}, "samples: 10.*1024"),
        ({"samples": 2.5e3 + 0.5}, "samples"),
        ({"seed": -1}, "seed: -1"),
    ],
)
def test_bad_arguments(options, words):
    with pytest.raises(tw.InputError, match=words):
        network(2, [(0, 1)]).hierarchy(**options)


def test_hierarchy_is_tested_against_chance():
    managers = tw.datasets.high_tech_managers()
    names = [name for name in MEASURES if name != "agony"]
    assert set(names) <= set(tw.Network.statistics())
    table = managers["advice"].test(names, draws=49, seed=1)
    assert table["value"].tolist() == pytest.approx(
        [of(managers["advice"])[name] for name in names]
    )
    chart = managers["reports"].reverse()
    rows = chart.test(names, null="edges", draws=199, seed=1).set_index("statistic")
    # As many arcs at random rarely hang together, and nobody stands above all.
    for name in ("krackhardt_connectedness", "krackhardt_lub", "global_reaching_centrality"):
        assert rows.loc[name, "p_greater"] <= 0.02
        assert rows.loc[name, "z"] > 2


@relaxed
@given(graphs(), st.integers(0, 3))
def test_weights_are_of_no_consequence_but_for_levels_and_agony(pair, factor):
    net, _ = pair
    edges = net.edges
    heavy = tw.Network.from_edges(
        edges["source"], edges["target"], edges["weight"] * factor, net.directed, net.nodes
    )
    assert of(heavy, measures=MEASURES[:6]) == pytest.approx(
        of(net, measures=MEASURES[:6]), nan_ok=True
    )
