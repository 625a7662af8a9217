"""Brokerage between groups, beside counts of every triple and enumerations of what chance gives."""

from __future__ import annotations

import itertools
import math

import matplotlib
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.network.brokerage import ROLES

matplotlib.use("Agg")

ALL = [*ROLES, "total"]


def named(groups: list) -> dict[str, str | None]:
    return {str(node): group for node, group in enumerate(groups)}


def network(edges: list[tuple], n: int, directed: bool = True) -> tw.Network:
    source, target = zip(*edges, strict=True) if edges else ((), ())
    nodes = pd.DataFrame({"node": [str(node) for node in range(n)]})
    return tw.Network.from_edges(
        [str(node) for node in source],
        [str(node) for node in target],
        directed=directed,
        nodes=nodes,
        backend="pandas",
    )


def open_two_paths(net: tw.Network, groups: dict) -> list[tuple[str, str, str]]:
    """Every a -> v -> b without a -> b, one triple after the other."""
    ties = set(zip(net.edges["source"], net.edges["target"], strict=True))
    if not net.directed:
        ties |= {(b, a) for a, b in ties}
    nodes = [node for node in net.nodes["node"] if groups.get(node) is not None]
    return [
        (a, v, b)
        for a, v, b in itertools.permutations(nodes, 3)
        if (a, v) in ties and (v, b) in ties and (a, b) not in ties
    ]


def role(a: str, v: str, b: str) -> str:
    """The role in the words of Gould and Fernandez."""
    if a == v == b:
        return "coordinator"
    if a == b:
        return "itinerant"
    if v == b:
        return "gatekeeper"
    return "representative" if a == v else "liaison"


@st.composite
def cases(draw, most: int = 7, partial: bool = True):
    n = draw(st.integers(0, most))
    pairs = list(itertools.product(range(n), repeat=2))
    ties = draw(st.lists(st.sampled_from(pairs), max_size=30)) if pairs else []
    kinds = ["x", "y", "z", None] if partial else ["x", "y", "z"]
    groups = draw(st.lists(st.sampled_from(kinds), min_size=n, max_size=n))
    return network(ties, n, draw(st.booleans())), named(groups)


@pytest.mark.filterwarnings("ignore:groups. .* nodes have no group")
@settings(deadline=None)
@given(cases())
def test_every_triple_is_counted_once(case):
    net, groups = case
    paths = open_two_paths(net, groups)
    table = net.brokerage(groups).set_index("node")
    assert table.index.tolist() == net.nodes["node"].tolist()
    for node, row in table.iterrows():
        if groups[node] is None:
            assert row[["group", *ALL]].isna().all()
            continue
        found = [role(*(groups[end] for end in path)) for path in paths if path[1] == node]
        assert row["group"] == groups[node]
        assert [row[name] for name in ROLES] == [found.count(name) for name in ROLES]
        assert row["total"] == len(found)
    totals = net.brokerage_totals(groups).set_index("role")["count"]
    assert totals.index.tolist() == ALL
    assert totals.tolist() == table[ALL].sum().tolist()
    passages = net.brokered(groups)
    kinds = sorted({group for group in groups.values() if group is not None})
    wanted = list(itertools.product(kinds, repeat=3))
    assert list(zip(*(passages[e] for e in ("from", "through", "to")), strict=True)) == wanted
    labelled = [tuple(groups[end] for end in path) for path in paths]
    assert passages["count"].tolist() == [labelled.count(cell) for cell in wanted]


@settings(deadline=None, max_examples=30)
@given(cases(most=6, partial=False))
def test_expectations_are_those_of_all_deals_of_the_labels(case):
    net, groups = case
    paths = open_two_paths(net, groups)
    deals = [
        dict(zip(groups, labels, strict=True)) for labels in itertools.permutations(groups.values())
    ]

    def moments(count, given):
        counts = np.array([count(deal) for deal in given], float)
        return counts.mean(), counts.std()

    totals = net.brokerage_totals(groups).set_index("role")
    table = net.brokerage(groups).set_index("node")
    for name in ROLES:

        def count(deal, node=None, name=name):
            return sum(
                role(*(deal[end] for end in path)) == name
                for path in paths
                if node is None or path[1] == node
            )

        row = totals.loc[name]
        assert (row["expected"], row["sd"]) == pytest.approx(moments(count, deals), abs=1e-7)
        for node in groups:
            kept = [deal for deal in deals if deal[node] == groups[node]]
            wanted = moments(lambda deal, node=node: count(deal, node), kept)
            row = table.loc[node]
            assert (row[f"expected_{name}"], row[f"sd_{name}"]) == pytest.approx(wanted, abs=1e-7)
    passages = net.brokered(groups)
    for row in passages.to_dict("records"):
        cell = (row["from"], row["through"], row["to"])
        wanted = moments(
            lambda deal, cell=cell: sum(tuple(deal[e] for e in path) == cell for path in paths),
            deals,
        )
        assert (row["expected"], row["sd"]) == pytest.approx(wanted, abs=1e-7)


def test_density_is_the_null_of_gould_and_fernandez():
    """Covariances of every two triples, summed by hand, at a density that is not one half."""
    groups = named(["x"] * 4 + ["y"] * 3 + ["z"] * 2)
    draw = np.random.default_rng(0)
    arcs = list(itertools.permutations(range(9), 2))
    net = network([arcs[place] for place in draw.choice(len(arcs), 25, replace=False)], 9)
    d = 25 / len(arcs)
    once = d * d * (1 - d)

    def both(one, other):
        there = {one[:2], one[1:], other[:2], other[1:]}
        absent = {one[::2], other[::2]}
        return 0.0 if there & absent else d ** len(there) * (1 - d) ** len(absent)

    def moments(triples):
        near = [
            (one, other)
            for one, other in itertools.product(triples, repeat=2)
            if len({*one, *other}) < 5
        ]
        return len(triples) * once, math.sqrt(sum(both(*pair) - once * once for pair in near))

    triples = list(itertools.permutations(groups, 3))
    totals = net.brokerage_totals(groups, null="density").set_index("role")
    table = net.brokerage(groups, null="density").set_index("node")
    for name in ALL:
        fit = [t for t in triples if name in ("total", role(*(groups[end] for end in t)))]
        assert tuple(totals.loc[name, ["expected", "sd"]]) == pytest.approx(moments(fit))
        for node in ("0", "5", "8"):
            mine = moments([t for t in fit if t[1] == node])
            found = table.loc[node, [f"expected_{name}", f"sd_{name}"]]
            assert tuple(found) == pytest.approx(mine)


def test_p_is_that_of_a_normal_z():
    net = tw.datasets.senators().network("mention", among="roster")
    table = net.brokerage_totals("party").dropna()
    z = (table["count"] - table["expected"]) / table["sd"]
    assert table["z"].tolist() == pytest.approx(z.tolist())
    wanted = [math.erfc(abs(one) / math.sqrt(2)) for one in z]
    assert table["p"].tolist() == pytest.approx(wanted)
    assert (table["p_adjusted"] >= table["p"] - 1e-12).all()


def test_totals_are_two_paths_that_are_not_closed():
    net = tw.datasets.senators().network("mention", among="roster")
    graph = net.to_networkx()
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    ties = nx.to_numpy_array(graph, weight=None)
    routes = ties @ ties
    np.fill_diagonal(routes, 0)
    table = net.brokerage("party")
    assert table["total"].sum() == routes[ties == 0].sum()
    assert table["total"].equals(table[list(ROLES)].sum(axis=1).astype("int64"))


def test_an_undirected_edge_is_an_arc_each_way():
    draw = np.random.default_rng(2)
    edges = list(zip(*draw.integers(0, 30, (2, 90)).tolist(), strict=True))
    groups = named(list("xyz" * 10))
    plain = network(edges, 30, directed=False).brokerage(groups)
    both = network(edges + [(b, a) for a, b in edges], 30).brokerage(groups)
    pd.testing.assert_frame_equal(plain, both)
    assert plain["gatekeeper"].equals(plain["representative"])
    assert plain["gatekeeper"].sum() > 0


def test_turning_the_arcs_turns_gatekeepers_into_representatives():
    net = tw.datasets.senators().network("mention", among="roster")
    there, back = net.brokerage("party"), net.reverse().brokerage("party")
    assert there["gatekeeper"].equals(back["representative"])
    assert there["liaison"].equals(back["liaison"])
    assert not there["gatekeeper"].equals(there["representative"])


def test_draws_of_labels_come_near_the_exact_moments():
    net = tw.datasets.senators().network("mention", among="roster")
    exact = net.brokerage_totals("party")[:5]
    drawn = net.brokerage_totals("party", draws=3000, seed=1)[:5]
    errors = (drawn["null_mean"] - exact["expected"]).abs() / exact["sd"]
    assert (errors < 5 / math.sqrt(3000)).all()
    assert drawn["null_sd"].tolist() == pytest.approx(exact["sd"].tolist(), rel=0.1)
    exact = net.brokerage("party").set_index("node").loc["senatorcollins"]
    drawn = net.brokerage("party", draws=3000, seed=1).set_index("node").loc["senatorcollins"]
    for name in ROLES:
        far = abs(drawn[f"null_mean_{name}"] - exact[f"expected_{name}"])
        assert far < 5 * exact[f"sd_{name}"] / math.sqrt(3000)


def test_rewiring_compares_with_the_same_networks_as_rewire():
    net = network([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (3, 1), (4, 1), (2, 4)], 5)
    groups = named(list("xxyyz"))
    table = net.brokerage_totals(groups, draws=60, seed=4, null="rewire")
    assert table.columns.tolist() == [
        "role", "count", "null_mean", "null_sd", "z", "p", "draws", "p_adjusted",
    ]  # fmt: skip
    rewired = [net._made(net._core.draw("rewire", 10.0, 4, k)) for k in range(60)]
    counts = pd.DataFrame([one.brokerage_totals(groups)["count"].to_numpy() for one in rewired])
    assert table["null_mean"].tolist() == pytest.approx(counts.mean().tolist())
    assert table["null_sd"].tolist() == pytest.approx(counts.std().tolist())
    far = (counts - counts.mean()).abs() >= (table["count"] - counts.mean()).abs() - 1e-9
    assert table["p"].tolist() == pytest.approx(((1 + far.sum()) / 61).tolist())


def test_columns_say_what_was_computed():
    net = network([(0, 1), (1, 2)], 3)
    groups = named(["x", "y", "y"])
    first = ["node", "group", *ALL]
    exact = [f"{part}_{name}" for part in ("expected", "sd", "z") for name in ROLES]
    assert net.brokerage(groups).columns.tolist() == first + exact
    drawn = ["null_mean", "null_sd", "z", "p", "p_adjusted"]
    wanted = first + [f"{part}_{name}" for part in drawn for name in ROLES]
    assert net.brokerage(groups, draws=9).columns.tolist() == wanted
    wanted = first + [f"{part}_{name}" for part in drawn for name in ALL]
    assert net.brokerage(groups, draws=9, null="rewire").columns.tolist() == wanted


def test_who_brokers_nothing_is_not_tested():
    table = network([(0, 1), (1, 2)], 3).brokerage(named(["x", "y", "y"]), draws=19)
    assert table["p_gatekeeper"].isna().tolist() == [True, False, True]
    assert table["p_adjusted_gatekeeper"].isna().tolist() == [True, False, True]


def test_strata_bound_where_labels_go():
    net = network([(0, 1), (1, 2), (3, 4), (4, 5)], 6)
    groups = named(list("abbcdd"))
    apart = named(["s"] * 3 + ["t"] * 3)
    table = net.brokered(groups, draws=200, strata=apart).set_index(["from", "through", "to"])
    assert table["null_mean"]["a", "b", "c"] == 0
    assert table["null_mean"]["a", "b", "b"] == pytest.approx(1 / 3, abs=0.15)
    free = net.brokered(groups, draws=200).set_index(["from", "through", "to"])
    assert free["null_mean"]["a", "b", "c"] > 0
    fixed = net.brokerage_totals(groups, draws=20, strata=groups)
    assert (fixed["null_sd"] == 0).all()
    assert fixed["null_mean"].tolist() == fixed["count"].tolist()


def test_nodes_without_a_group_are_counted_in_a_warning():
    net = network([(0, 1), (1, 2), (1, 3)], 4)
    with pytest.warns(UserWarning, match="groups: 1 of 4 nodes have no group"):
        table = net.brokerage({"0": "x", "1": "x", "2": "x"})
    assert table["coordinator"].tolist()[:3] == [0, 1, 0]
    assert table.loc[3, ["coordinator", "expected_coordinator"]].isna().all()
    with pytest.warns(UserWarning, match="no group"):
        drawn = net.brokerage({"0": "x", "1": "x", "2": "x"}, draws=9)
    assert drawn.loc[3, ["total", "null_mean_liaison", "p_liaison"]].isna().all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"groups": "height"}, "groups: no column 'height'"),
        ({"null": "chaos"}, "null: 'chaos'.*labels, rewire, density"),
        ({"null": "rewire"}, "draws: 0 with null='rewire'.*at least 1"),
        ({"null": "density", "draws": 9}, "draws: 9 with null='density'.*wanted 0"),
        ({"draws": -1}, "draws: -1"),
        ({"draws": 1.5}, "draws: 1.5"),
        ({"seed": -1}, "seed: -1"),
        ({"strata": {"0": "s"}}, "strata: given with null='labels' and draws=0"),
        ({"strata": {"0": "s"}, "draws": 9, "null": "rewire"}, "strata.*wanted null='labels'"),
        ({"strata": {"0": "s"}, "draws": 9}, "strata: 2 nodes with a group.*such as '1'"),
        ({"draws": 9, "null": "rewire", "swaps": -1}, "swaps"),
    ],
)
@pytest.mark.parametrize("method", ["brokerage", "brokerage_totals", "brokered"])
def test_what_does_not_fit_is_refused(method, arguments, words):
    net = network([(0, 1), (1, 2)], 3)
    with pytest.raises(tw.InputError, match=words):
        getattr(net, method)(**{"groups": named(["x", "y", "y"]), **arguments})


def test_too_many_groups_are_refused_where_rows_are_their_third_power():
    net = network([(0, 1)], 101)
    groups = {str(node): str(node) for node in range(101)}
    with pytest.raises(tw.InputError, match="groups: 101 groups, which make 1,030,301 rows"):
        net.brokered(groups)
    assert len(net.brokerage(groups)) == 101


def test_tables_are_of_the_users_kind():
    net = tw.Network.from_edges(["a", "b"], ["b", "c"], backend="polars")
    groups = {"a": 1, "b": 2, "c": 2}
    for table in (net.brokerage(groups), net.brokerage_totals(groups), net.brokered(groups)):
        assert isinstance(table, pl.DataFrame)
    assert net.brokerage(groups)["group"].to_list() == ["1", "2", "2"]


def test_the_picture_shows_the_foremost_brokers_and_their_roles():
    import matplotlib.pyplot as plt

    net = tw.datasets.senators().network("mention", among="roster")
    ax = net.plot_brokerage("party", top=5, title="$n$ brokers")
    best = net.brokerage("party").nlargest(5, "total")
    wanted = [f"{row.handle}  ({row.group})" for row in best.itertuples()]
    assert [label.get_text() for label in ax.get_yticklabels()] == wanted
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert widths[:5] == [best[name].tolist() for name in ROLES]
    expected = [best[f"expected_{name}"].tolist() for name in ROLES]
    assert np.array(widths[5:]) == pytest.approx(np.array(expected))
    assert [text.get_text().split(":")[0] for text in ax.get_legend().get_texts()] == list(ROLES)
    plt.close(ax.figure)
    _, mine = plt.subplots()
    assert net.plot_brokerage("party", null="density", ax=mine) is mine
    plt.close(mine.figure)


def test_the_picture_refuses_what_it_cannot_show():
    net = network([(0, 1), (1, 2)], 3)
    groups = named(["x", "y", "y"])
    with pytest.raises(tw.InputError, match="top: 0"):
        net.plot_brokerage(groups, top=0)
    with pytest.raises(tw.InputError, match="null: 'rewire'; wanted labels or density"):
        net.plot_brokerage(groups, null="rewire")
    with pytest.raises(tw.InputError, match="groups: no account brokers anything"):
        network([(0, 1)], 2).plot_brokerage(named(["x", "y"]))
