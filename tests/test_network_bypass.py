"""The formal chart beside the network: paths, ranks, charts that are none, and pictures of both."""

from __future__ import annotations

import math
from itertools import pairwise

import matplotlib
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyArrowPatch
from scipy.stats import false_discovery_control, spearmanr

import twiplomacy as tw
from twiplomacy.network.tidy import tidy_tree

matplotlib.use("Agg")

PATHS = ["line", "skip", "lateral", "external"]


@pytest.fixture(autouse=True)
def closed():
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


@pytest.fixture(scope="module")
def managers():
    nets = tw.datasets.high_tech_managers()
    reports = nets["reports"].edges
    return nets, pd.DataFrame({"node": reports["source"], "superior": reports["target"]})


def observed(table):
    rows = table[table["null"] == "rewire"].set_index("path")
    return rows["edges"].to_dict()


MINISTRY = {"head": None, "deputy": "head", "desk": "deputy", "clerk": "desk", "envoy": "head"}


def ministry(*edges, **options):
    source, target = zip(*edges, strict=True)
    return tw.Network.from_edges(list(source), list(target), **options)


def test_each_tie_is_of_the_path_that_the_chart_says():
    net = ministry(
        ("head", "deputy"),
        ("desk", "deputy"),
        ("clerk", "head"),
        ("deputy", "clerk"),
        ("envoy", "clerk"),
        ("public", "head"),
        ("public", "press"),
        ("desk", "desk"),
    )
    table = net.bypass(MINISTRY, draws=9)
    assert table["path"].tolist() == [path for path in PATHS for _ in range(2)]
    assert table["null"].tolist() == ["rewire", "chart"] * 4
    assert observed(table) == {"line": 2, "skip": 2, "lateral": 1, "external": 1}
    assert set(table["off_chart"]) == {1}
    assert set(table["self_loops"]) == {1}
    ties = net.chart_ties(MINISTRY).set_index(["source", "target"])
    assert ties.loc[("envoy", "clerk"), "distance"] == 4
    assert ties.loc[("public", "press"), "path"] == "off"
    assert pd.isna(ties.loc[("public", "head"), "distance"])
    assert ties.loc[("clerk", "head"), ["source_rank", "target_rank"]].tolist() == [4, 1]


def test_shares_go_by_weight():
    net = ministry(("head", "deputy"), ("head", "desk"), ("x", "head"), weight=[5.0, 2.0, 3.0])
    table = net.bypass(MINISTRY, draws=9)
    assert table["weight"].tolist()[::2] == [5.0, 2.0, 0.0, 3.0]
    assert table["share"].tolist()[::2] == [0.5, 0.2, 0.0, 0.3]


def test_traffic_that_follows_the_chart_is_all_line(managers):
    nets, chart = managers
    table = nets["reports"].bypass(chart, draws=199)
    lines = table[table["path"] == "line"]
    assert (lines["share"] == 1.0).all()
    assert (lines["p"] == 1 / 200).all()
    # Of 210 pairs 20 are lines: what dealing out the posts comes to on the mean.
    assert abs(lines["null_mean"].iloc[1] - 20 / 210) < 0.03
    assert float(nets["reports"].rank_correlation(chart, draws=19)["value"][0]) == pytest.approx(-1)


def test_managers_ask_and_befriend_along_the_chart_more_than_activity_makes_them(managers):
    nets, chart = managers
    known = {"advice": {"line": 29, "skip": 13, "lateral": 148, "external": 0}}
    known["friendship"] = {"line": 16, "skip": 2, "lateral": 84, "external": 0}
    for name, paths in known.items():
        table = nets[name].bypass(chart, draws=499)
        assert observed(table) == paths
        rewired = table[(table["path"] == "line") & (table["null"] == "rewire")]
        assert float(rewired["z"].iloc[0]) > 2
        tested = table.dropna(subset="p")
        assert len(tested) == 6, "nobody is off the chart, so nothing is external"
        adjusted = false_discovery_control(tested["p"])
        assert tested["p_adjusted"].tolist() == pytest.approx(adjusted.tolist())


def test_dealing_out_posts_leaves_what_is_external():
    net = ministry(("head", "deputy"), ("desk", "x"), ("x", "clerk"), ("deputy", "desk"))
    table = net.bypass(MINISTRY, draws=99).set_index(["path", "null"])
    fixed = table.loc[("external", "chart")]
    assert fixed["null_mean"] == fixed["share"] == 0.5
    assert fixed["null_sd"] == 0.0
    assert math.isnan(fixed["p"])
    assert not math.isnan(table.loc[("external", "rewire"), "p"])


def test_people_who_are_no_nodes_are_steps_of_the_chart():
    net = ministry(("clerk", "head"), ("envoy", "clerk"))
    ties = net.chart_ties(MINISTRY)
    assert ties["path"].tolist() == ["skip", "lateral"]
    assert ties["distance"].tolist() == [3, 4]
    # Named as superiors alone, they have none above them.
    two = {"clerk": "desk", "envoy": "desk"}
    assert net.chart_ties(two | {"desk": "head"})["distance"].tolist() == [2, 2]


def test_a_chart_comes_as_a_column_a_frame_or_a_mapping_and_in_any_backend():
    names = list(MINISTRY)
    frame = pd.DataFrame({"node": names, "superior": list(MINISTRY.values())})
    edges = (["clerk", "envoy", "deputy"], ["head", "desk", "desk"])
    tables = []
    for backend, kind in {
        "pandas": pd.DataFrame,
        "polars": pl.DataFrame,
        "pyarrow": pa.Table,
    }.items():
        net = tw.Network.from_edges(*edges, nodes=frame, backend=backend)
        for superior in ("superior", frame, MINISTRY, pl.from_pandas(frame)):
            found = net.bypass(superior, draws=19, seed=1)
            assert isinstance(found, kind)
            tables.append(pa.table(found).to_pandas())
    for other in tables[1:]:
        pd.testing.assert_frame_equal(other, tables[0], check_dtype=False)


def test_superiors_are_found_by_handle_in_any_case():
    roster = pd.DataFrame(
        {
            "account": ["@Head", "Desk", "clerk"],
            "side": ["official"] * 3,
            "superior": [None, "HEAD", "＠desk "],
        }
    )
    posts = pd.DataFrame(
        {
            "post_id": ["1", "2"],
            "author_id": ["7", "9"],
            "author": ["Head", "clerk"],
            "created_at": pd.to_datetime(["2020-01-01", "2020-01-02"], utc=True),
            "text": ["good morning", "@Head yes"],
        }
    )
    net = tw.from_frame(posts, roster=roster).network("mention", among="roster")
    ties = net.chart_ties("superior")
    assert ties["path"].tolist() == ["skip"]
    assert net.chart_ties({"@HEAD": "", "DESK": "7", "9": "@Desk"}).equals(ties)


def test_whole_numbers_with_gaps_name_superiors():
    net = tw.Network.from_edges([1, 2], [2, 3])
    frame = pd.DataFrame({"node": [1, 2, 3], "boss": [np.nan, 1, 2]})
    assert net.chart_ties(frame)["path"].tolist() == ["line", "line"]


def test_several_heads_are_a_forest_if_asked_for():
    two = {"a": "minister", "b": "a", "x": "secretary", "y": "x"}
    net = ministry(("a", "b"), ("b", "minister"), ("b", "x"), ("public", "y"))
    with pytest.raises(tw.InputError, match=r"2 heads: 'minister', 'secretary'.*forest=True"):
        net.bypass(two)
    table = net.bypass(two, draws=9, forest=True)
    assert observed(table) == dict.fromkeys(PATHS, 1)
    ties = net.chart_ties(two, forest=True).set_index(["source", "target"])
    assert pd.isna(ties.loc[("b", "x"), "distance"])


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        ({"a": None, "b": None}, "superior: nobody has one"),
        ({"a": "", "b": "  @"}, "superior: nobody has one"),
        ({"a": "a", "b": "a"}, "superior: 'a' above themselves; wanted no superior"),
        ({"a": "@A"}, "superior: 'a' above themselves"),
        ({"a": "b", "b": "a"}, "cycle of 2: 'a' below 'b' below 'a'"),
        (
            {"a": None, "b": "c", "c": "d", "d": "b"},
            "cycle of 3: 'b' below 'c' below 'd' below 'b'",
        ),
        ({str(v): str((v + 1) % 30) for v in range(30)}, "cycle of 30: .* below ... below '0'"),
        ({"a": None, "b": "a", "c": None, "d": "c"}, "2 heads: 'a', 'c'; wanted one"),
        ({"p": "q"}, "none of its 2 people is a node, such as 'p'"),
        ({"a": None, "@A": "b"}, "superior: 'a' stands there twice"),
        (pd.DataFrame({"node": ["a", "a"], "boss": ["b", "c"]}), "superior.*more than once"),
        (pd.DataFrame({"node": ["a"], "boss": ["b"], "rank": [1]}), "superior: a frame with"),
        (pd.DataFrame({"node": ["a"], "boss": [1.5]}), "superior"),
        ("party", "superior: no column 'party'"),
    ],
)
def test_a_chart_that_is_none_is_refused(chart, words):
    net = ministry(("a", "b"), ("b", "c"))
    for call in (net.bypass, net.chart_ties, net.rank_correlation, net.plot_chart):
        with pytest.raises(tw.InputError, match=words):
            call(chart)


def test_a_name_that_fits_two_nodes_is_refused():
    net = ministry(("Desk", "desk"), ("desk", "a"))
    assert net.chart_ties({"a": "desk", "desk": "Desk"})["path"].tolist() == ["line", "line"]
    with pytest.raises(tw.InputError, match="'DESK' may be more than one node"):
        net.bypass({"a": "DESK"})


def test_the_chart_that_came_in_is_not_changed(managers):
    nets, chart = managers
    before = chart.copy()
    nets["advice"].bypass(chart, draws=9)
    pd.testing.assert_frame_equal(chart, before)


@st.composite
def cases(draw):
    """A chart of up to nine people, each below an earlier one or alone, and ties among them."""
    n = draw(st.integers(2, 9))
    above = {0: None, 1: 0}
    for v in range(2, n):
        above[v] = draw(st.one_of(st.none(), st.integers(0, v - 1)))
    heads = {v for v in above if above[v] is None} & set(above.values())
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.integers(1, 4))
    ties = draw(st.lists(ends, min_size=1, max_size=20))
    return above, heads, [(0, 1, 1), *ties]


@given(cases(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_paths_and_distances_are_those_of_networkx(case, directed):
    above, heads, ties = case
    tree = nx.DiGraph([(s, v) for v, s in above.items() if s is not None])
    steps = dict(nx.all_pairs_shortest_path_length(tree.to_undirected()))
    source, target, weight = zip(*ties, strict=True)
    net = tw.Network.from_edges(source, target, weight, directed)
    found = net.chart_ties(above, forest=len(heads) > 1)
    weights = dict.fromkeys(PATHS, 0.0)
    for row in found.itertuples():
        u, v = int(row.source), int(row.target)
        if u not in tree or v not in tree:
            path = "off" if u not in tree and v not in tree else "external"
        elif steps[u].get(v) == 1:
            path = "line"
        elif u != v and (nx.has_path(tree, u, v) or nx.has_path(tree, v, u)):
            path = "skip"
        else:
            path = "lateral"
        assert row.path == path
        expected = steps.get(u, {}).get(v)
        assert (expected is None and pd.isna(row.distance)) or row.distance == expected
        if u != v and path != "off":
            weights[path] += row.weight
    table = net.bypass(above, draws=3, forest=len(heads) > 1)
    assert table["weight"].tolist()[::2] == [weights[path] for path in PATHS]
    if sum(weights.values()):
        assert table["share"].tolist()[::2] == pytest.approx(
            [weights[path] / sum(weights.values()) for path in PATHS]
        )


def test_rank_and_level_correlate_as_scipy_has_it(managers):
    nets, chart = managers
    for name in ("advice", "friendship"):
        net = nets[name]
        table, *_ = net._core.trophic_levels()
        found = net.rank_correlation(chart, draws=499).iloc[0]
        level = table.column("level").to_numpy().round(9)
        ours = spearmanr(level, net.nodes["level"])
        assert found["value"] == pytest.approx(ours.statistic, abs=1e-12)
        assert found["n"] == 21
        assert abs(found["null_mean"]) < 0.05
        assert found["null_sd"] == pytest.approx(1 / math.sqrt(20), rel=0.15)
        assert found["p"] == pytest.approx(ours.pvalue, abs=0.05)
        turned = net.reverse().rank_correlation(chart, draws=9).iloc[0]
        assert turned["value"] == pytest.approx(-found["value"], abs=1e-9)


def test_rank_counts_in_the_largest_component_alone():
    net = ministry(("head", "deputy"), ("deputy", "desk"), ("clerk", "envoy"), ("x", "head"))
    found = net.rank_correlation(MINISTRY, draws=99).iloc[0]
    assert found["n"] == 3
    assert found["value"] == pytest.approx(1)
    ring = ministry(("head", "desk"), ("desk", "clerk"), ("clerk", "head"))
    assert math.isnan(ring.rank_correlation(MINISTRY, draws=9)["value"][0])


@given(cases())
def test_a_tidy_tree_centres_superiors_and_keeps_rows_apart(case):
    above, _, _ = case
    superior = [above[v] for v in sorted(above)]
    x, depth = tidy_tree(superior)
    for v, boss in enumerate(superior):
        assert depth[v] == (0 if boss is None else depth[boss] + 1)
        below = [x[u] for u, b in enumerate(superior) if b == v]
        assert not below or x[v] == pytest.approx((min(below) + max(below)) / 2)
    for row in set(depth):
        places = sorted(x[v] for v in range(len(x)) if depth[v] == row)
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(places))
    assert min(x) == 0


def ties_drawn(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def written(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts if text.get_text()]


def test_the_chart_stands_beside_the_ties(managers):
    nets, chart = managers
    figure = nets["friendship"].plot_chart(chart, title="Friends, $x_$")
    left, right = figure.axes
    assert sorted(text.get_text() for text in left.texts) == sorted(str(v) for v in range(1, 22))
    assert len(ties_drawn(right)) == 102
    assert not ties_drawn(left)
    dashed = [tie for tie in ties_drawn(right) if tie.get_linestyle() not in ("-", "solid")]
    assert len(dashed) == 2, "those that skip somebody"
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "line: 16% of weight, 10% of pairs",
        "skip: 2% of weight, 8% of pairs",
        "lateral: 82% of weight, 83% of pairs",
    ]
    figure.canvas.draw()


def test_long_names_stand_beside_the_posts_or_in_a_key():
    net = ministry(("deputy", "head"), ("x", "clerk"), weight=[1.0, 3.0])
    figure = net.plot_chart(MINISTRY)
    assert {"head", "deputy", "clerk", "1", "5"} <= set(written(figure))
    (legend,) = figure.legends
    assert legend.get_texts()[-1].get_text() == "external, not drawn: 75% of weight"
    many = {f"ambassador{v}": f"ambassador{(v - 1) // 5}" for v in range(1, 60)}
    crowd = tw.Network.from_edges(["ambassador0", "ambassador9"], ["ambassador3", "ambassador1"])
    key = [text for text in written(crowd.plot_chart(many, labels=9)) if "ambassador" in text]
    top = {f"ambassador{v}" for v in (*range(6), *range(6, 31))}
    assert [line.split("  ")[0] for line in key] == [str(v) for v in range(1, 10)]
    assert key[0] == "1  ambassador0"
    assert {line.split("  ")[1] for line in key[1:6]} == {f"ambassador{v}" for v in range(1, 6)}
    assert {line.split("  ")[1] for line in key} <= top


def test_a_chart_of_too_many_is_refused_for_a_picture():
    chart = {str(v): str(v // 2) for v in range(1, 121)}
    net = tw.Network.from_edges(["0"], ["1"])
    with pytest.raises(tw.InputError, match="121 people on the chart; wanted at most 120"):
        net.plot_chart(chart)
    del chart["120"]
    assert len(net.plot_chart(chart).axes) == 2


def test_nodes_stand_at_their_levels():
    net = tw.Network.from_edges(["a", "a", "b", "y"], ["b", "c", "c", "z"])
    figure = net.plot_levels(by={"a": "p", "b": "q", "c": "q", "y": "p", "z": "p"})
    (ax,) = figure.axes
    heights = np.concatenate([dots.get_offsets()[:, 1] for dots in ax.collections])
    assert sorted(heights) == pytest.approx([0, 2 / 3, 4 / 3])
    text = " ".join(written(figure))
    assert "Incoherence 0.11" in text
    assert "2 nodes in smaller components are not drawn" in text
    assert figure.legends[0].get_texts()[0].get_text() == "arc up a level: 100% of weight"
    figure.canvas.draw()


def test_arcs_down_look_different_and_marks_do_not_cover_each_other():
    corpus = tw.datasets.senators()
    net = corpus.network("mention", among="roster")
    figure = net.plot_levels(by="party")
    (ax,) = figure.axes
    drawn = ties_drawn(ax)
    assert len({tie.get_linestyle() for tie in drawn}) == 2
    loops = net.self_loops
    assert len(drawn) == net.n_edges - loops
    dots = [(p, s) for marks in ax.collections for p, s in _marks(ax, marks)]
    for i, (p, s) in enumerate(dots):
        for q, t in dots[:i]:
            assert np.hypot(*(p - q)) > 0.6 * (s + t), "marks stand apart"
    few = net.plot_levels(max_edges=50)
    assert len(ties_drawn(few.axes[0])) == 50
    assert any("50 of" in text for text in written(few))


def _marks(ax, marks):
    places = ax.transData.transform(marks.get_offsets()) * 72 / ax.figure.dpi
    return zip(
        places, np.sqrt(np.broadcast_to(marks.get_sizes(), len(places)) / np.pi), strict=True
    )


@pytest.mark.parametrize(
    "net",
    [
        tw.Network.from_edges([], []),
        tw.Network.from_edges(["a"], ["a"]),
        tw.Network.from_edges(["a", "b", "c"], ["b", "c", "a"]),
        tw.Network.from_edges(["a"], ["b"], [0.0]),
        tw.Network.from_edges(["$a_$"], ["b_"], [3.0]),
    ],
    ids=["empty", "a loop", "a circle", "no weight", "odd names"],
)
def test_odd_networks_can_be_drawn(net):
    figure = net.plot_levels()
    figure.canvas.draw()
    assert figure.axes[0].get_ylabel() == "trophic level"
    if net.n_nodes > 1:
        first, second = net.nodes["node"][:2]
        figure = net.plot_chart({first: second})
        figure.canvas.draw()
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        assert titles[:2] == ["Formal chart", "Observed ties"]


def test_too_many_levels_are_refused_for_a_picture():
    net = tw.Network.from_edges(range(1600), range(1, 1601))
    with pytest.raises(tw.InputError, match="1,601 nodes in the largest component; wanted at most"):
        net.plot_levels()
