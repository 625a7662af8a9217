"""Pictures of cascades: every post once, no lines that cross, and nobody named unasked."""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PathCollection, QuadMesh

import twiplomacy as tw
from twiplomacy.cascades.layout import rows, since_root, subtree_sizes, thinned

mpl.use("Agg")


@pytest.fixture(autouse=True)
def closed():
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def tree(parents, at=None, name="t", **options):
    """Given edges of nodes that are called as their places."""
    labels = [str(place) for place in range(len(parents))]
    above = [None if parent < 0 else str(parent) for parent in parents]
    times = list(range(len(parents))) if at is None else at
    return tw.Cascades.from_edges([name] * len(labels), above, labels, at=times, **options)


def grown(n, seed=0):
    rng = np.random.default_rng(seed)
    return [-1, *(int(rng.integers(0, place)) for place in range(1, n))]


def depths_of(parents):
    found = np.zeros(len(parents), int)
    for place, parent in enumerate(parents):
        found[place] = 0 if parent < 0 else found[parent] + 1
    return found


def marks(ax):
    return sum(len(c.get_offsets()) for c in ax.collections if isinstance(c, PathCollection))


def lines(ax):
    """The segments of each evidence; the upright ones have no name."""
    found = [c for c in ax.collections if isinstance(c, LineCollection)]
    return {c.get_label(): c for c in found if not c.get_label().startswith("_")}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def notes(ax):
    return words(ax)[0].split("\n")


parents_drawn = st.lists(st.integers(0, 10**6), max_size=40).map(
    lambda draws: np.array([-1, *(draw % (place + 1) for place, draw in enumerate(draws))])
)


@given(parents_drawn)
@settings(deadline=None)
def test_rows_are_those_of_a_walk_through_the_tree(parents):
    def walk(node):
        below = [walk(child) for child in np.flatnonzero(parents == node)]
        if not below:
            found[node] = next(leaf)
        else:
            found[node] = (below[0] + below[-1]) / 2
        return found[node]

    found, leaf = {}, iter(range(len(parents)))
    walk(0)
    assert rows(parents, depths_of(parents)).tolist() == [found[n] for n in range(len(parents))]


@given(parents_drawn)
@settings(deadline=None)
def test_no_lines_cross(parents):
    """Lines at the height of a post never touch the upright of another than its parent."""
    y, x = rows(parents, depths_of(parents)), np.arange(len(parents))
    for node in range(1, len(parents)):
        start, end = x[parents[node]], x[node]
        for other in range(len(parents)):
            heights = y[parents == other]
            if other == parents[node] or not len(heights) or not start < x[other] < end:
                continue
            assert not heights.min() <= y[node] <= heights.max()


@given(parents_drawn, st.integers(1, 50))
@settings(deadline=None)
def test_what_is_left_of_a_tree_is_a_tree(parents, most):
    sizes = subtree_sizes(parents, depths_of(parents))
    slow = [1] * len(parents)
    for node in range(len(parents) - 1, 0, -1):
        slow[parents[node]] += slow[node]
    assert sizes.tolist() == slow
    kept = thinned(sizes, most)
    assert len(kept) == min(most, len(parents))
    assert {-1, *kept} >= set(parents[kept])


def test_a_chain_and_a_star_of_ten_thousand_posts():
    for parents in ([-1, *range(9_999)], [-1] + [0] * 9_999):
        ax = tree(parents).plot(labels=0)
        assert marks(ax) == 10_000
        assert len(lines(ax)["given"].get_segments()) == 9_999


def test_times_never_run_backwards():
    parents = np.array([-1, 0, 1, 1, 0])
    at = np.array([10.0, 20.0, 15.0, np.nan, 5.0])
    found = since_root(at, parents, depths_of(parents))
    assert found.seconds.tolist() == [0.0, 10.0, 10.0, 10.0, 0.0]
    assert (found.unknown, found.early, found.rootless) == (1, 2, False)
    rootless = since_root(np.array([np.nan, 7.0, 9.0]), parents[:3], depths_of(parents[:3]))
    assert rootless.seconds.tolist() == [0.0, 0.0, 2.0]
    assert (rootless.unknown, rootless.rootless) == (0, True)


def test_evidence_is_told_by_the_line():
    world = tw.datasets.simulate(seed=3, publics=60, originals=120, observed=0.5)
    cas = world.attach(follows=world.truth.follows).cascades()
    shape, edges = cas.shape(), cas.edges
    kinds = edges.groupby("cascade")["evidence"].nunique()
    name = kinds[kinds == kinds.max()].index[0]
    counts = edges[edges["cascade"] == name]["evidence"].value_counts()
    assert len(counts) > 1
    ax = cas.plot(name)
    drawn = {label: len(made.get_segments()) for label, made in lines(ax).items()}
    assert drawn == counts.to_dict()
    dashed = {label: made.get_linestyles()[0][1] is not None for label, made in lines(ax).items()}
    assert dashed == {label: label != "observed" for label in counts.index}
    assert any(f"({counts['observed']:,})" in text for text in legend(ax) if "observed" in text)
    assert marks(ax) == shape.set_index("cascade").loc[name, "size"]


@pytest.mark.parametrize(
    ("rule", "style"), [("root", "root: nothing else known"), ("chain", "order in time only")]
)
def test_each_rule_has_its_line(rule, style):
    posts = {"post_id": ["1", "2", "3"], "author": ["a", "b", "c"], "repost_of": [None, "1", "1"],
             "created_at": pd.date_range("2015-01-01", periods=3, freq="h")}  # fmt: skip
    ax = tw.from_frame(pd.DataFrame(posts)).cascades(attribution=rule).plot()
    assert any(style in text for text in legend(ax))


def test_nobody_off_the_roster_is_named_unasked():
    posts = {
        "post_id": list("123"), "author": ["MFA", "ann", "bob"], "repost_of": [None, "1", "1"],
        "created_at": pd.date_range("2015-01-01", periods=3, freq="h"),
    }  # fmt: skip
    corpus = tw.from_frame(pd.DataFrame(posts), roster=pd.DataFrame({"account": ["MFA"]}))
    cas = corpus.cascades()
    shown = set(words(cas.plot())[1:])
    assert "MFA" in shown and not shown & {"ann", "bob"}
    assert {text[:8] for text in shown - {"MFA"}} == {"account "}
    assert set(words(cas.plot(names=True))[1:]) == {"MFA", "ann", "bob"}
    mapped = set(words(cas.plot(names={"ann": "A."}))[1:])
    assert "A." in mapped and not mapped & {"MFA", "ann", "bob"}


@pytest.mark.filterwarnings("ignore:Glyph")
def test_hostile_names_and_groups_do_no_harm():
    evil = ["$\\frac{$", "a\nb\u202ec\x07", "سلام", "🎉👩‍👩‍👧", "_hidden", "x" * 500]
    cas = tree([-1, 0, 0, 0, 0, 0])
    names = {str(place): name for place, name in enumerate(evil)}
    ax = cas.plot(by=names, names=names, title="$1")
    assert not any(text.get_parse_math() for text in [*ax.texts, *ax.get_legend().get_texts()])
    assert all(c.isprintable() for text in words(ax)[1:] + legend(ax) for c in text)
    assert "_hidden (1)" in legend(ax)
    cas.plot_flow(names, draws=9, title="$1").figure.canvas.draw()


def test_of_many_groups_the_seven_largest_are_shown():
    cas = tree(grown(60))
    shown = legend(cas.plot(by={str(place): f"g{place % 12}" for place in range(59)}))
    assert shown[0] == "group" and shown[8] == "other: 5 groups (24)" and shown[9] == "unknown (1)"


def test_groups_hold_in_their_terms_only():
    posts = {
        "post_id": list("123"), "author": ["MFA", "ann", "bob"], "repost_of": [None, "1", "1"],
        "created_at": pd.to_datetime(["2015-01-01", "2015-01-02", "2015-02-01"]),
    }  # fmt: skip
    roster = {"account": ["ann", "bob"], "team": ["x", "x"], "until": ["2015-01-10"] * 2}
    corpus = tw.from_frame(pd.DataFrame(posts), roster=pd.DataFrame(roster))
    assert legend(corpus.cascades().plot(by="team"))[1:3] == ["x (1)", "unknown (2)"]


def test_the_axis_of_time_says_its_unit_and_scale():
    for span, unit in ((90, "seconds"), (3_000, "minutes"), (100_000, "hours"), (10**6, "days")):
        ax = tree([-1, 0, 0], at=[0, span - 5, span]).plot()
        assert ax.get_xlabel() == f"{unit} since the root (linear scale)"
    ax = tree([-1, 0, 0, 0], at=[0, 60, 61, 10**6]).plot()
    assert "logarithmic scale from 1 min" in ax.get_xlabel() and ax.get_xscale() == "symlog"
    ax = tree([-1, 0, 0, 0], at=[0, 60, 61, 10**6]).plot(scale="linear")
    assert ax.get_xscale() == "linear"
    ax = tree([-1, 0, 1], at=[None] * 3).plot()
    assert ax.get_xlabel() == "steps from the root (no times are known)"


def test_a_thinned_tree_says_so():
    ax = tree(grown(300)).plot(max_posts=50)
    assert marks(ax) == 50
    assert any(note.startswith("50 of 300 posts are shown") for note in notes(ax))
    assert "given (299)" in legend(ax)


def test_the_default_is_the_largest():
    both = tw.Cascades.from_edges(
        ["s"] * 2 + ["l"] * 3, [None, "a", None, "x", "x"], ["a", "b", "x", "y", "z"], at=range(5)
    )
    assert marks(both.plot()) == 3 and marks(both.plot("s")) == 2


def test_it_draws_where_it_is_told():
    from matplotlib import pyplot as plt

    _, (left, right) = plt.subplots(1, 2)
    cas = tree([-1, 0, 0])
    assert cas.plot(ax=left, title="a $ and a $") is left
    assert cas.plot_flow({"0": "X", "1": "Y"}, draws=9, ax=right, title="f") is right
    assert left.get_title(loc="left") == "a $ and a $"


def test_the_flow_shows_the_numbers_of_crossings():
    cas = tree(grown(400))
    groups = {str(place): "xyz"[place % 3] for place in range(390)}
    table = cas.crossings(groups, draws=99)
    ax = cas.plot_flow(groups, draws=99)
    cells = [text.get_text().split("\n") for text in ax.texts[1:]]
    assert [int(cell[0].rstrip("*").replace(",", "")) for cell in cells] == table["edges"].tolist()
    expected = table["expected"] * table["edges"].sum()
    log2 = np.log2((table["edges"] + 0.5) / (expected + 0.5))
    drawn = [float(cell[1].rstrip("*").replace("−", "-")) for cell in cells]
    assert drawn == pytest.approx(log2.tolist(), abs=0.051)
    starred = [cell[-1].endswith("*") for cell in cells]
    assert starred == (table["p_adjusted"] < 0.05).tolist()
    (mesh,) = (found for found in ax.collections if isinstance(found, QuadMesh))
    low, high = mesh.get_clim()
    assert low == -high
    left_out = cas.crossing_share(groups, draws=9)["ungrouped"][0]
    assert f"{left_out:.0f} edges with an end in no group are left out" in notes(ax)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["x", "y", "z"]


@pytest.mark.parametrize("groups", [2, 12, 20])
def test_cells_of_a_flow_do_not_overlap(groups):
    cas = tree(grown(3_000))
    by = {str(place): f"Ministry of the {place % groups:02}th" for place in range(3_000)}
    ax = cas.plot_flow(by, draws=9)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts[1:]]
    side = ax.get_window_extent()
    assert len(boxes) == groups**2
    assert max(box.width for box in boxes) < side.width / groups
    assert max(box.height for box in boxes) < side.height / groups
    ticks = [text.get_window_extent() for text in ax.get_xticklabels()]
    assert not any(a.overlaps(b) for a, b in pairwise(ticks))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cascade": "none"}, "cascade: 'none'"),
        ({"labels": -1}, "labels"),
        ({"max_posts": 1}, "max_posts"),
        ({"max_posts": True}, "max_posts"),
        ({"scale": "square"}, "scale: 'square'"),
        ({"by": "account"}, "by: 'account'"),
        ({"by": "month"}, "window of time"),
        ({"by": {"nobody": "x"}}, "by"),
    ],
)
def test_what_cannot_be_drawn_is_named(options, message):
    with pytest.raises(tw.InputError, match=message):
        tree([-1, 0]).plot(**options)


def test_what_no_flow_can_be_drawn_of_is_named():
    cas = tree(grown(30))
    with pytest.raises(tw.InputError, match="21 groups"):
        cas.plot_flow({str(place): f"g{place % 21}" for place in range(30)}, draws=9)
    with pytest.raises(tw.InputError, match="level"):
        cas.plot_flow({"0": "x", "1": "y"}, level=2)
    with pytest.raises(tw.InputError, match="no cascades"):
        tw.Cascades.from_edges([], [], []).plot()
