"""Cascades by group: reach, crossings, arrivals, gatekeepers, and comparisons."""

from __future__ import annotations

import math
import random
from typing import Any

import pandas as pd
import polars as pl
import pytest
from archives import rows_of

import twiplomacy as tw

GROUPS = {"un": "official", "mfa": "official", "ann": "public", "bob": "public"}


@pytest.fixture
def posts() -> pd.DataFrame:
    rows = [
        ("1", "un", None, None, 0),
        ("2", "ann", "1", None, 10),
        ("3", "bob", "1", "2", 20),
        ("4", "mfa", "1", "3", 30),
        ("5", "mfa", None, None, 40),
        ("6", "bob", "5", None, 50),
        ("7", "un", "5", None, 60),
        ("8", "zed", "5", None, 70),
    ]
    frame = pd.DataFrame(rows, columns=["post_id", "author", "repost_of", "via", "minute"])
    minutes = pd.to_timedelta(frame.pop("minute"), unit="min")
    frame["created_at"] = pd.Timestamp("2031-03-02 10:00", tz="UTC") + minutes
    return frame


@pytest.fixture
def corpus(posts: pd.DataFrame) -> tw.Corpus:
    roster = pd.DataFrame(
        {"account": list(GROUPS), "kind": list(GROUPS.values()), "seat": ["NY", "NY", None, "X"]}
    )
    return tw.from_frame(posts, roster=tw.read_roster(roster))


@pytest.fixture
def cascades(corpus: tw.Corpus) -> tw.Cascades:
    return corpus.cascades(attribution="observed")


def given() -> tw.Cascades:
    """The same trees, from edges."""
    rows = [
        ("1", None, "1", "un", 0),
        ("1", "1", "2", "ann", 10),
        ("1", "2", "3", "bob", 20),
        ("1", "3", "4", "mfa", 30),
        ("5", None, "5", "mfa", 40),
        ("5", "5", "6", "bob", 50),
        ("5", "5", "7", "un", 60),
        ("5", "5", "8", "zed", 70),
    ]
    cascade, parent, child, author, at = zip(*rows, strict=True)
    return tw.Cascades.from_edges(cascade, parent, child, [60 * minute for minute in at], author)


def table(frame: Any, *names: str) -> list[list[Any]]:
    return [[row[name] for name in names] for row in rows_of(frame)]


def test_groups_come_from_the_roster_a_mapping_or_a_frame(cascades):
    wanted = table(cascades.arrivals("kind"), "cascade", "group", "account", "post")
    assert wanted == [
        ["1", "official", "un", "1"],
        ["1", "public", "ann", "2"],
        ["5", "official", "mfa", "5"],
        ["5", "public", "bob", "6"],
    ]
    items = list(GROUPS.items())
    ways = [
        GROUPS,
        {f"@{name.upper()}": group for name, group in items},
        {**GROUPS, "nobody": "official", "zed": None},
        pd.Series(GROUPS),
        pd.DataFrame(items, columns=["account", "kind"]),
        pl.DataFrame(items, schema=["node", "kind"], orient="row"),
        ["kind"],
    ]
    for by in ways:
        found = table(cascades.arrivals(by), "cascade", "group", "account", "post")
        assert found == wanted
    for by in (GROUPS, pd.DataFrame(items, columns=["account", "kind"])):
        assert table(given().arrivals(by), "cascade", "group", "account", "post") == wanted
    both = table(cascades.arrivals(["kind", "seat"]), "cascade", "group", "account")
    assert both == [
        ["1", "official, NY", "un"],
        ["1", "public, X", "bob"],
        ["5", "official, NY", "mfa"],
        ["5", "public, X", "bob"],
    ]
    each = table(cascades.arrivals("account"), "cascade", "group")
    assert len(each) == 8


def test_groupings_that_are_none_are_refused(cascades):
    methods = ["arrivals", "by_depth", "gatekeepers", "crossings", "crossing_share"]
    for method in methods:
        with pytest.raises(tw.InputError, match="by: 'month' is a window of time; wanted groups"):
            getattr(cascades, method)("month")
    for method in (*methods, "reach", "compare"):
        with pytest.raises(tw.InputError, match="by: 'party'; wanted a column of the roster"):
            getattr(cascades, method)("party")
        with pytest.raises(tw.InputError, match="by: 'kind'; these cascades have no roster"):
            getattr(given(), method)("kind")
        with pytest.raises(tw.InputError, match="by: none of its 1 accounts takes part"):
            getattr(cascades, method)({"nobody": "x"})
        with pytest.raises(tw.InputError, match="wanted node and one more"):
            getattr(cascades, method)(pd.DataFrame({"account": ["un"]}))
    with pytest.raises(tw.InputError, match="by: an account is named twice"):
        cascades.arrivals({"un": "a", "@UN": "b"})


def test_reach_counts_each_account_once(corpus, posts):
    more = pd.DataFrame(
        {
            "post_id": ["20", "21", "22"],
            "author": ["cy", "un", "cy"],
            "reply_to": ["2", "2", None],
            "quote_of": [None, None, "5"],
        }
    )
    whole = tw.from_frame(pd.concat([posts, more]), roster=corpus.roster)
    follows = pd.DataFrame(
        {"follower": ["x", "y", "x", "un", "z"], "followed": ["un", "un", "ann", "ann", "cy"]}
    )
    reach = whole.attach(follows=follows).cascades(attribution="observed").reach()
    assert list(reach)[:3] == ["cascade", "engaged", "adopters"]
    assert reach["engaged"].tolist() == [4, 4]  # un does not count in its own
    assert reach["adopters"].tolist() == [4, 4]
    assert reach["unique_exposed"].tolist() == [3, 2]
    assert reach["potential"].isna().all()
    assert reach["followers_known"].tolist() == [0, 0]
    instead = whole.cascades(attribution="observed", follows=follows).reach()
    assert instead["unique_exposed"].tolist() == [3, 2]
    assert whole.cascades().reach()["unique_exposed"].isna().all()
    grouped = whole.cascades().reach("kind")
    assert table(grouped, "group", "cascades", "engaged", "adopters") == [["official", 2, 6, 5]]
    alone = whole.cascades().reach({"un": "un"})
    assert table(alone, "group", "cascades") == [["un", 1], [None, 1]]
    by_hour = whole.cascades().reach(["account", "hour"])
    assert table(by_hour, "group", "cascades") == [
        ["un, 2031-03-02T10:00Z", 1],
        ["mfa, 2031-03-02T10:00Z", 1],
    ]
    assert table(given().reach(), "cascade", "engaged", "adopters") == [["1", 3, 4], ["5", 3, 4]]


def test_potential_is_the_sum_of_known_follower_counts():
    weibo = tw.datasets.weibo_cascades()
    accounts = weibo.accounts
    counts = dict(zip(accounts["account"], accounts["followers_count"], strict=True))
    cascades = weibo.cascades(attribution="observed")
    edges = cascades.edges
    for row in rows_of(cascades.reach().head(3)):
        own = edges[edges["cascade"] == row["cascade"]]
        accounts = (set(own["parent_author"]) | set(own["child_author"])) - {None}
        known = [counts[name] for name in accounts if not pd.isna(counts[name])]
        assert (row["adopters"], row["followers_known"]) == (len(accounts), len(known))
        assert row["potential"] == (sum(known) if known else None)


def test_crossings_are_counted_against_chance(cascades):
    found = cascades.crossings("kind", draws=499, seed=3)
    names = ["from", "to", "edges", "share", "expected", "z", "p", "p_adjusted"]
    assert list(found) == names
    assert table(found, "from", "to", "edges") == [
        ["official", "official", 1],
        ["official", "public", 2],
        ["public", "official", 1],
        ["public", "public", 1],
    ]
    assert found["share"].sum() == pytest.approx(1)
    assert found["expected"].sum() == pytest.approx(1)
    assert ((found["p"] > 0) & (found["p"] <= found["p_adjusted"])).all()
    (share,) = rows_of(cascades.crossing_share("kind", draws=499, seed=3))
    assert (share["edges"], share["crossing"], share["ungrouped"]) == (5, 3, 1)
    assert share["share"] == pytest.approx(0.6)
    # Two of four accounts in each group: two thirds of the pairs of accounts are mixed.
    assert share["expected"] == pytest.approx(2 / 3, abs=0.03)
    pd.testing.assert_frame_equal(found, cascades.crossings("kind", draws=499, seed=3))
    assert not found.equals(cascades.crossings("kind", draws=499, seed=4))
    none = rows_of(cascades.crossing_share({"zed": "x"}, draws=9))[0]
    assert (none["edges"], none["share"], none["p"], none["ungrouped"]) == (0, None, None, 6)
    for wrong in (0, 10**7):
        with pytest.raises(tw.InputError, match="draws"):
            cascades.crossings("kind", draws=wrong)
    with pytest.raises(tw.InputError, match="seed"):
        cascades.crossing_share("kind", seed=-1)


def test_an_account_has_its_group_only_in_office(posts):
    roster = pd.DataFrame(
        {
            "account": ["un", "ann", "bob", "mfa"],
            "kind": ["a", "b", "b", "a"],
            "since": ["2031-03-02 10:15", None, None, None],
        }
    )
    cascades = tw.from_frame(posts, roster=tw.read_roster(roster)).cascades(attribution="observed")
    assert table(cascades.arrivals("kind"), "cascade", "group", "account") == [
        ["1", "b", "ann"],
        ["1", "a", "mfa"],
        ["5", "a", "mfa"],
        ["5", "b", "bob"],
    ]
    (share,) = rows_of(cascades.crossing_share("kind", draws=9))
    assert (share["edges"], share["ungrouped"]) == (4, 2)


def test_groups_by_depth_and_gatekeepers(cascades):
    depth = cascades.by_depth("kind")
    assert list(depth) == ["depth", "posts", "grouped", "entropy", "home_share"]
    assert table(depth, "depth", "posts", "grouped") == [[0, 2, 2], [1, 4, 3], [2, 1, 1], [3, 1, 1]]
    assert depth["home_share"].tolist() == pytest.approx([1, 1 / 3, 0, 1])
    mixed = -(1 / 3) * math.log(1 / 3) - (2 / 3) * math.log(2 / 3)
    assert depth["entropy"].tolist() == pytest.approx([0, mixed, 0, 0])
    gates = cascades.gatekeepers("kind")
    assert list(gates) == ["account", "handle", "group", "arrivals", "share"]
    assert table(gates, "account", "group", "arrivals", "share") == [
        ["un", "public", 1, 0.5],
        ["mfa", "public", 1, 0.5],
    ]
    assert table(given().gatekeepers(GROUPS), "account", "arrivals") == [["un", 1], ["mfa", 1]]


def planted(seed: int, depth_differs: bool) -> tw.Cascades:
    """Trees of two authors: those of "big" are larger, and deeper at equal size if asked for."""
    draw = random.Random(seed)
    rows: list[tuple[str, str | None, str, str]] = []
    for number in range(240):
        author = ("big", "small")[number % 2]
        size = draw.randint(3, 8) + (draw.randint(0, 6) if author == "big" else 0)
        tree = f"t{number}"
        rows.append((tree, None, f"{tree}-0", author))
        for child in range(1, size):
            low = max(0, child - 2) if depth_differs and author == "big" else 0
            parent = draw.randint(low, child - 1)
            rows.append((tree, f"{tree}-{parent}", f"{tree}-{child}", f"a{tree}-{child}"))
    cascade, parents, child, authors = zip(*rows, strict=True)
    return tw.Cascades.from_edges(cascade, parents, child, author=authors)


COMPARE = (
    "group against measure value matched_value ci_low ci_high difference difference_ci_low "
    "difference_ci_high p p_adjusted n matched dropped"
)


def test_a_difference_of_size_alone_goes_when_sizes_are_matched():
    cascades = planted(5, depth_differs=False)
    by = {"big": "big", "small": "small"}
    plain = cascades.compare(by, match=None, draws=199)
    matched = cascades.compare(by, draws=199)
    assert " ".join(matched) == COMPARE
    assert matched["group"].tolist() == ["big"] * 6 + ["small"] * 6
    measures = matched["measure"].tolist()[:6]
    assert measures[:4] == ["depth", "max_breadth", "structural_virality", "unique_accounts"]
    assert measures[4:] == ["duration_s", "half_life_s"]
    before, after = rows_of(plain)[0], rows_of(matched)[0]
    assert before["p"] < 0.05 < after["p"]
    assert before["difference_ci_low"] > 0
    assert after["difference_ci_low"] < 0 < after["difference_ci_high"]
    assert after["ci_low"] < after["matched_value"] < after["ci_high"]
    assert after["value"] == pytest.approx(before["matched_value"])
    assert (before["n"], before["matched"], before["dropped"]) == (120, 120, 0)
    assert after["n"] == after["matched"] + after["dropped"] == 120
    assert after["dropped"] > 0
    # Nothing has a time here.
    assert all(row["value"] is None and row["n"] == 0 for row in rows_of(matched)[4:6])
    pd.testing.assert_frame_equal(matched, cascades.compare(by, draws=199))


def test_a_difference_at_equal_size_is_found():
    cascades = planted(5, depth_differs=True)
    row = rows_of(cascades.compare({"big": "big", "small": "small"}, draws=199))[0]
    assert row["difference_ci_low"] > 0
    assert row["p"] < 0.05


def test_matched_means_are_those_of_the_definition():
    cascades = planted(2, depth_differs=True)
    shape = cascades.shape()
    means = shape.groupby(["author", "size"])["structural_virality"].agg(["mean", "count"])
    big, small = means.loc["big"], means.loc["small"]
    sizes = big.index.intersection(small.index)
    weights = pd.concat([big.loc[sizes, "count"], small.loc[sizes, "count"]], axis=1).min(axis=1)
    wanted = (big.loc[sizes, "mean"] * weights).sum() / weights.sum()
    row = rows_of(cascades.compare({"big": "big", "small": "small"}, draws=9))[2]
    assert row["matched_value"] == pytest.approx(wanted)
    assert row["matched"] == big.loc[sizes, "count"].sum()


def test_comparisons_of_a_corpus_say_what_they_leave_out(cascades):
    with pytest.warns(UserWarning, match="the roots of 1 of 2 cascades are in no group"):
        assert len(cascades.compare({"un": "x"}, draws=9)) == 0
    pair = cascades.compare("account", draws=9)
    assert pair["group"].tolist() == ["un"] * 6 + ["mfa"] * 6
    assert pair["ci_low"].isna().all()  # one cascade each
    assert len(cascades.compare("kind", draws=9)) == 0  # one group only
    with pytest.raises(tw.InputError, match="match: 'depth'; wanted 'size' or None"):
        cascades.compare("kind", match="depth")


def test_the_same_bits_on_any_number_of_threads(elsewhere):
    code = """
import twiplomacy as tw
cas = tw.datasets.weibo_cascades().cascades(attribution="observed")
names = sorted(set(cas.edges["child_author"]) | set(cas.shape()["author"]))
by = {name: "xyz"[k % 3] for k, name in enumerate(names)}
for found in (cas.crossings(by, draws=49), cas.crossing_share(by, draws=49), cas.shape(),
              cas.reach(by), cas.compare(by, match=None, draws=49)):
    print(found.to_csv())
"""
    assert elsewhere(code, threads=1) == elsewhere(code, threads=3) != ""
