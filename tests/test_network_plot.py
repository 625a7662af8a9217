"""Pictures of networks: what is drawn, what is said beside it, and names that do not overlap."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

import twiplomacy as tw
from twiplomacy.network.drawing import draw
from twiplomacy.network.labels import _crossings, shortened
from twiplomacy.palette import COLOURS, PALE

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed():
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def ring(n, directed=False, **nodes):
    labels = [f"n{i}" for i in range(n)]
    frame = pd.DataFrame({"node": labels, **nodes})
    net = tw.Network.from_edges(labels, labels[1:] + labels[:1], directed=directed, nodes=frame)
    turns = np.arange(n) / n * 2 * np.pi
    return net, np.column_stack([np.cos(turns), np.sin(turns)])


def marks(ax):
    return [found for found in ax.collections if isinstance(found, PathCollection)]


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def names(ax):
    return [text for text in ax.texts if text.get_text() and text.get_transform() != ax.transAxes]


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_every_node_and_edge_is_drawn_once():
    net, places = ring(30)
    ax = draw(net, places)
    (dots,) = marks(ax)
    assert {tuple(p) for p in dots.get_offsets()} == {tuple(p) for p in places}
    (lines,) = [found for found in ax.collections if isinstance(found, LineCollection)]
    assert len(lines.get_segments()) == 30
    assert ax.get_legend() is None


def test_few_arcs_have_heads_and_self_loops_are_mentioned():
    net = tw.Network.from_edges(["a", "b", "a"], ["b", "a", "a"])
    ax = draw(net, [[0, 0], [1, 0]])
    assert len([patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]) == 2
    assert "1 self-loop is not shown" in words(ax)


def test_groups_go_from_the_largest_down_and_those_without_one_are_pale():
    party = ["x"] * 3 + ["_$y$"] * 5 + [None] * 2
    net, places = ring(10, party=party)
    ax = draw(net, places, by="party")
    assert legend(ax) == ["_$y$ (5)", "x (3)", "unknown (2)"]
    assert not any(text.get_parse_math() for text in ax.get_legend().get_texts())
    drawn = {to_hex(dots.get_facecolor()[0]).upper(): len(dots.get_offsets()) for dots in marks(ax)}
    assert drawn == {COLOURS[0]: 5, COLOURS[1]: 3, PALE.upper(): 2}


def test_of_many_groups_the_seven_largest_are_shown():
    eight, places = ring(16, group=[str(i // 2) for i in range(16)])
    assert len(legend(draw(eight, places, by="group"))) == 8
    nine, places = ring(18, group=[i // 2 for i in range(18)])
    assert legend(draw(nine, places, by="group"))[-1] == "other: 2 groups (4)"


def test_a_mapping_and_a_frame_say_the_same():
    net, places = ring(4)
    mapping = {"n0": 1, "n1": 1, "n2": 2}
    frame = pd.DataFrame({"node": list(mapping), "community": list(mapping.values())})
    wanted = ["1 (2)", "2 (1)", "unknown (1)"]
    assert legend(draw(net, places, by=mapping)) == legend(draw(net, places, by=frame)) == wanted


def test_area_is_in_proportion():
    net, places = ring(4, posts=[40.0, 20.0, None, 10.0])
    ax = draw(net, places, size="posts")
    (dots,) = marks(ax)
    area = {tuple(p): s for p, s in zip(dots.get_offsets(), dots.get_sizes(), strict=True)}
    first, second, missing, least = (area[tuple(p)] for p in places)
    assert first == pytest.approx(2 * second) and second == pytest.approx(2 * least)
    assert missing <= least
    assert "Area of a node: posts (10 to 40)" in words(ax)


@pytest.mark.parametrize(
    ("size", "range_"),
    [
        ("degree", "2 to 2"),
        ("in_degree", "1 to 1"),
        ("out_weight", "1 to 1"),
        ("core_number", "2 to 2"),
        ("pagerank", "0.2 to 0.2"),
        ("betweenness", "0.5 to 0.5"),
    ],
)
def test_sizes_by_measure(size, range_):
    net, places = ring(5, directed=True)
    wanted = f"Area of a node: {size.replace('_', ' ')} ({range_})"
    assert wanted in words(draw(net, places, size=size))


def test_without_a_size_all_marks_are_alike():
    net, places = ring(5)
    ax = draw(net, places, size=None)
    assert len(set(marks(ax)[0].get_sizes())) == 1
    assert not any(word.startswith("Area") for word in words(ax))


def test_too_many_edges_are_sampled_by_the_seed_heavy_ones_first():
    hub = [f"n{i}" for i in range(200)]
    weight = [1000.0] * 20 + [0.001] * 180
    net = tw.Network.from_edges(["hub"] * 200, hub, weight, directed=False)
    turns = np.arange(201) / 201 * 2 * np.pi
    places = np.column_stack([np.cos(turns), np.sin(turns)])

    def segments(seed):
        ax = draw(net, places, max_edges=30, seed=seed)
        assert "30 of 200 edges are shown" in words(ax)
        (lines,) = [found for found in ax.collections if isinstance(found, LineCollection)]
        return {tuple(segment.ravel()) for segment in lines.get_segments()}

    assert len(segments(0)) == 30
    assert segments(0) == segments(0) != segments(1)
    assert len(segments(0) & segments(1)) >= 20


def test_names_are_handles_of_the_largest_and_lie_apart():
    rng = np.random.default_rng(5)
    handle = [
        f"@account ${i}$ of a ministry with a long name" if i % 2 else None for i in range(300)
    ]
    net, _ = ring(300, handle=handle, rank=np.arange(300.0))
    ax = draw(net, rng.normal(size=(300, 2)), size="rank", labels=40)
    drawn = names(ax)
    assert drawn[0].get_text() == "@account $299$ of a min…"
    assert drawn[1].get_text() == "n298"
    assert not any(text.get_parse_math() for text in drawn)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in drawn]
    assert 15 <= len(boxes) <= 40
    for i, box in enumerate(boxes):
        for other in boxes[:i]:
            assert not box.shrunk(0.9, 0.9).overlaps(other), drawn[i]


def test_long_and_broken_names():
    assert shortened("a" * 24) == "a" * 24
    assert shortened("a" * 25) == "a" * 23 + "…"
    assert shortened("two\nlines\x07and a bell") == "two lines and a bell"


def test_lines_that_touch_a_box():
    low, high = np.array([0.0, 0.0]), np.array([2.0, 1.0])
    lines = [
        [[-1, 0.5], [3, 0.5]],  # through
        [[0.5, 0.5], [0.6, 0.6]],  # inside
        [[-1, -1], [-1, 5]],  # beside, upright
        [[3, 0.5], [4, 0.5]],  # on its level, beyond it
        [[-1, 1.5], [1, 3.5]],  # past a corner
        [[-1, 0.5], [0.5, 2.0]],  # across a corner
        [[1, 0.5], [1, 0.5]],  # a point inside
    ]
    found = [_crossings(np.array([line], dtype=float), low, high) for line in lines]
    assert found == [1, 1, 0, 0, 0, 0, 1]
    assert _crossings(np.empty((0, 2, 2)), low, high) == 0


def test_nobody_and_one():
    nobody = tw.Network.from_edges([], [])
    assert draw(nobody, np.empty((0, 2))) is not None
    one = tw.Network.from_edges([], [], nodes=pd.DataFrame({"node": ["alone"]}))
    assert "alone" in words(draw(one, [[0.0, 0.0]], title="$1"))


def test_it_draws_where_it_is_told():
    from matplotlib import pyplot as plt

    _, (left, right) = plt.subplots(1, 2)
    net, places = ring(5)
    assert draw(net, places, ax=right, title="a $ and a $") is right
    assert not left.collections
    assert right.get_title(loc="left") == "a $ and a $"
    right.figure.canvas.draw()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"positions": [[0, 0]]}, "positions"),
        ({"positions": [[0, 0], [0, np.nan], [1, 1]]}, "positions"),
        ({"labels": -1}, "labels"),
        ({"max_edges": 1.5}, "max_edges"),
        ({"size": "height"}, "size: 'height'"),
        ({"size": {"n0": -1, "n1": 0, "n2": 1}}, "size: -1"),
        ({"size": "in_degree"}, "size: 'in_degree' of an undirected network; wanted 'degree'"),
        ({"by": "height"}, "by"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_used_is_named(options, message):
    net, places = ring(3)
    with pytest.raises(tw.InputError, match=message):
        draw(net, **{"positions": places, **options})
