"""Trees that somebody else has: what is kept, and what is repaired in sight of the user."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of

import twiplomacy as tw

Row = tuple[str, str | None, str, float | None]
START = datetime(2031, 3, 2, tzinfo=UTC)


def trees(rows: list[Row], **more: Any) -> tw.Cascades:
    """Cascades of rows ``(cascade, parent, child, seconds)``."""
    columns = [[row[place] for row in rows] for place in range(4)]
    return tw.Cascades.from_edges(*columns[:3], at=columns[3], **more)


def told(cascades: tw.Cascades) -> list[str]:
    return [f"{e['parent']}>{e['child']} {e['evidence']}" for e in rows_of(cascades.edges)]


def repaired(cascades: tw.Cascades) -> list[str]:
    rows = rows_of(cascades.repairs)
    assert len(rows) == cascades.repaired
    return [f"{row['child']} {row['reason']} {row['found']}>{row['kept']}" for row in rows]


def test_closed_forms():
    star = [("star", None, "0", 0.0), *(("star", "0", str(n), float(n)) for n in range(1, 10))]
    chain = [("chain", None, "0", 0.0)]
    chain += [("chain", str(n - 1), str(n), float(n)) for n in range(1, 10)]
    shape = {row["cascade"]: row for row in rows_of(trees([*star, *chain]).shape())}
    assert shape["star"]["structural_virality"] == pytest.approx(1.8)
    assert shape["chain"]["structural_virality"] == pytest.approx(11 / 3)
    assert [shape[name]["depth"] for name in ("star", "chain")] == [1, 9]
    assert {row["size"] for row in shape.values()} == {10}
    assert shape["star"]["author"] == "0"


def test_what_is_sound_is_taken_as_it_is():
    rows: list[Row] = [("t", "a", "b", 60), ("t", None, "a", 0), ("t", "b", "c", 90)]
    cascades = trees(rows)
    assert told(cascades) == ["a>b given", "b>c given"]
    assert cascades.repaired == len(cascades.repairs) == 0
    assert list(cascades.repairs) == ["cascade", "child", "reason", "found", "kept"]
    levels = rows_of(cascades.time_to_depth())
    assert [(row["depth"], row["at_s"], row["posts"]) for row in levels] == [
        (0, 0, 1),
        (1, 60, 1),
        (2, 90, 1),
    ]
    assert repr(cascades) == "<Cascades: 1, attribution 'given'>"


def test_every_repair_has_its_rule():
    rows: list[Row] = [
        ("t", None, "r", 10),
        ("t", "r", "p", 20),
        ("t", "r", "p", 20),
        ("t", "p", "q", 30),
        ("t", "r", "q", 40),
        ("t", "q", "early", 15),
        ("t", "r", "before", 5),
        ("t", "y", "x", None),
        ("t", "x", "y", None),
        ("t", "other", "z", 50),
        ("t", "p", "r", 10),
    ]
    cascades = trees(rows)
    assert sorted(repaired(cascades)) == [
        "before later_root r>r",
        "early later_parent q>r",
        "other several_roots None>r",
        "p same_edge r>r",
        "q several_parents r>p",
        "q several_times 1970-01-01T00:00:40Z>1970-01-01T00:00:30Z",
        "r parent_of_root p>None",
        "x cycle y>r",
    ]
    assert "r>early root" in told(cascades)
    assert "r>before given" in told(cascades)
    ids = tw.Cascades.from_edges(["t"] * 3, [None] * 2 + ["9"], ["10", "9", "8"])
    assert repaired(ids) == ["10 several_roots None>9"]  # shorter before longer, as numbers go


def test_authors_are_accounts_of_their_own():
    cascades = tw.Cascades.from_edges(
        ["t"] * 4, [None, "1", "2", "2"], ["1", "2", "3", "3"], author=["ann", "bob", "ann", "cy"]
    )
    (row,) = rows_of(cascades.shape())
    assert (row["author"], row["size"], row["unique_accounts"]) == ("ann", 3, 3)
    assert repaired(cascades) == ["3 same_edge 2>2", "3 several_authors ann>cy"]
    assert [edge["child_author"] for edge in rows_of(cascades.edges)] == ["bob", "cy"]
    unknown = tw.Cascades.from_edges(["t"], ["1"], ["2"], author=[None])
    assert rows_of(unknown.shape())[0]["unique_accounts"] == 0


def test_labels_of_one_tree_are_not_those_of_another():
    rows: list[Row] = [("u", None, "1", 5), ("t", None, "1", 9), ("t", "1", "2", 10)]
    cascades = trees(rows)
    assert [row["cascade"] for row in rows_of(cascades.shape())] == ["u", "t"]
    assert [row["size"] for row in rows_of(cascades.shape())] == [1, 2]


@pytest.mark.parametrize("seed", range(40))
def test_any_order_of_rows_gives_the_same(seed):
    draw = random.Random(seed)
    labels = [str(n) for n in range(8)]
    rows: list[Row] = [
        (
            draw.choice("tu"),
            draw.choice([*labels, None]),
            draw.choice(labels),
            draw.choice([None, *range(6)]),
        )
        for _ in range(draw.randint(1, 30))
    ]
    first = trees(rows)
    draw.shuffle(rows)
    second = trees(rows)
    for name in ("edges", "repairs"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    pd.testing.assert_frame_equal(first.shape(), second.shape())
    nodes = {(row[0], label) for row in rows for label in row[1:3] if label is not None}
    assert int(first.shape()["size"].sum()) == len(nodes)


def test_columns_of_any_kind():
    names: list[str | None] = ["9007199254740993", "9007199254740992", "🕊", "سفارة"]
    parents = [None, *names[:-1]]
    cells = [START + timedelta(minutes=n) for n in range(4)]
    wanted = told(tw.Cascades.from_edges(["大使"] * 4, parents, names, at=cells))
    assert wanted == [f"{a}>{b} given" for a, b in zip(parents[1:], names[1:], strict=True)]
    for frame in (
        pd.DataFrame({"c": ["大使"] * 4, "p": parents, "n": names, "at": cells}),
        pl.DataFrame({"c": ["大使"] * 4, "p": parents, "n": names, "at": cells}),
    ):
        found = tw.Cascades.from_edges(frame["c"], frame["p"], frame["n"], at=frame["at"])
        assert told(found) == wanted
        assert type(found.edges) is type(frame)
    texts = [cell.isoformat() for cell in cells]
    assert told(tw.Cascades.from_edges(["大使"] * 4, parents, names, at=texts)) == wanted
    numbers = tw.Cascades.from_edges([7, 7], [np.nan, 1.0], np.array([1, 2]), backend="pyarrow")
    assert numbers.edges["parent"].to_pylist() == ["1"]
    coded = pa.array(["a", "b"]).dictionary_encode()
    assert told(tw.Cascades.from_edges(["t", "t"], [None, "a"], coded)) == ["a>b given"]


def test_numbers_are_seconds_or_milliseconds():
    for at in ([1_500, 1_560], [1_500.0, 1_560.0], [1.9e12, 1.9e12 + 60_000]):
        cascades = tw.Cascades.from_edges(["t", "t"], [None, "a"], ["a", "b"], at=at)
        assert rows_of(cascades.edges)[0]["delay_s"] == 60


def test_what_cannot_be_used_is_said():
    one = (["t"], [None], ["a"])
    wrong: list[tuple[Any, dict[str, Any], str]] = [
        (([None, "t"], [None, None], ["a", "b"]), {}, "cascade: 1 nulls; wanted a label"),
        ((["t", "t"], [None, None], ["a", None]), {}, "child: 1 nulls"),
        ((["t"], [None, "a"], ["a"]), {}, "parent: 2 rows; wanted 1"),
        (one, {"at": []}, "at: 0 rows; wanted 1"),
        (one, {"at": ["soon"]}, "at: 1 cells are no times, such as 'soon'"),
        (one, {"at": [1e15]}, "at: numbers as large as 1e\\+15"),
        (one, {"author": "ann"}, "author: one string"),
        ((["t"], [None], [0.5]), {}, "child: numbers with a fraction"),
        (one, {"backend": "excel"}, "backend: 'excel'"),
    ]
    for columns, more, message in wrong:
        with pytest.raises(tw.InputError, match=message):
            tw.Cascades.from_edges(*columns, **more)
    with pytest.raises(tw.InputError, match="repairs: cascades of a corpus"):
        _ = tw.datasets.weibo_cascades().cascades().repairs


def test_no_rows_are_no_cascades():
    none = tw.Cascades.from_edges([], [], [], at=[], author=[])
    assert len(none) == len(none.edges) == len(none.shape()) == len(none.repairs) == 0
    assert len(none.reach()) == len(none.time_to_depth()) == 0


def test_the_trees_of_a_corpus_come_back_as_they_were():
    weibo = tw.datasets.weibo_cascades().cascades(attribution="observed")
    edges, shape = weibo.edges, weibo.shape()
    roots = pd.DataFrame(
        {
            "cascade": shape["cascade"],
            "parent": None,
            "child": shape["cascade"],
            "at": shape["started_at"],
            "child_author": shape["author"],
        }
    )
    both = pd.concat([roots, edges[roots.columns]])
    again = tw.Cascades.from_edges(
        both["cascade"], both["parent"], both["child"], both["at"], both["child_author"]
    )
    assert again.repaired == 0
    same = shape.drop(columns="author_handle").sort_values("cascade", ignore_index=True)
    found = again.shape().drop(columns="author_handle").sort_values("cascade", ignore_index=True)
    pd.testing.assert_frame_equal(found, same)
