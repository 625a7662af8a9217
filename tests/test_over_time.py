"""Any measure over windows of time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw

MINE = pd.DataFrame(
    {
        "post_id": ["1", "2", "3", "4", "5", "6"],
        "author": ["a", "b", "a", "b", "c", "a"],
        "created_at": [
            "2015-01-05T10:00:00Z",
            "2015-01-06T10:00:00Z",
            "2015-01-06T11:00:00Z",
            "2015-01-20T10:00:00Z",
            "2015-01-21T10:00:00Z",
            None,
        ],
        "text": ["Hello @b #Peace", "no", "we thank you #peace", "x", "maybe @a", "lost in time"],
        "reply_to": [None, "1", None, None, None, None],
    }
)
ROSTER = pd.DataFrame({"account": ["a", "b"], "side": ["official", "official"], "land": ["X", "Y"]})


@pytest.fixture(scope="module")
def mine() -> tw.Corpus:
    return tw.from_frame(MINE, roster=ROSTER)


@pytest.fixture(scope="module")
def world() -> tw.Corpus:
    return tw.datasets.simulate(seed=3)


def test_counts_fill_the_gaps_and_say_which_windows_are_whole(mine):
    table = mine.over_time("posts", every="1w")
    assert table["value"].tolist() == [3, 0, 2]
    assert table["n"].tolist() == [3, 0, 2]
    assert table["complete"].tolist() == [False, True, False]
    assert table["start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2015-01-05",
        "2015-01-12",
        "2015-01-19",
    ]
    assert table["ci_low"].isna().all()
    assert mine.over_time("authors", every="1w")["value"].tolist() == [2, 0, 2]
    assert mine.over_time("replies", every="1w")["value"].tolist() == [1, 0, 0]


def test_groups_are_those_of_the_authors(mine):
    table = mine.over_time("posts", every="1w", by="land")
    assert table["group"].tolist() == ["X", "X", "X", "Y", "Y", "Y"]
    assert table["value"].tolist() == [2, 0, 0, 1, 0, 1]
    both = mine.over_time("posts", every="1w", by=["side", "land"])
    assert both.columns.tolist()[:3] == ["start", "side", "land"]
    assert both["value"].tolist() == table["value"].tolist()


def test_terms_of_office_count():
    roster = ROSTER.assign(since=["2015-01-06", None])
    table = tw.from_frame(MINE, roster=roster).over_time("posts", every="1w", by="land")
    assert table["value"].tolist() == [1, 0, 0, 1, 0, 1]
    shared = tw.from_frame(MINE, roster=roster).over_time("#peace", every="1w", by="land")
    assert shared["n"].tolist() == [1, 0, 0, 1, 0, 1]


def test_a_hashtag_in_any_case_and_with_or_without_posts(mine):
    table = mine.over_time("#PEACE", every="1w", draws=99)
    assert table["value"].tolist()[0] == pytest.approx(2 / 3)
    assert math.isnan(table["value"][1])
    assert table["value"].tolist()[2] == 0
    assert table["n"].tolist() == [3, 0, 2]


@pytest.mark.parametrize("every", ["month", "1w", "36h", "year"])
def test_counts_are_those_of_pandas(world, every):
    table = world.over_time("posts", every=every)
    assert table["value"].sum() == world.posts["created_at"].notna().sum()
    times = world.posts["created_at"].sort_values()
    starts = table["start"].tolist()
    for start, end, value in zip(starts, [*starts[1:], None], table["value"], strict=True):
        within = (times >= start) & (True if end is None else times < end)
        assert within.sum() == value


@given(
    hours=st.lists(st.integers(0, 2000), min_size=1, max_size=30),
    every=st.sampled_from(["1d", "week", "5h", "month"]),
)
@settings(max_examples=40, deadline=None)
def test_windows_hold_every_post_once(hours, every):
    start = pd.Timestamp("2014-12-01", tz="UTC")
    frame = pd.DataFrame(
        {
            "post_id": [str(place) for place in range(len(hours))],
            "author": [f"a{hour % 3}" for hour in hours],
            "created_at": [start + pd.Timedelta(hours=hour) for hour in hours],
        }
    )
    table = tw.from_frame(frame).over_time("posts", every=every)
    assert table["value"].sum() == len(hours)
    assert table["value"].iloc[0] > 0
    assert table["value"].iloc[-1] > 0
    assert table["start"].is_monotonic_increasing


def test_dialogue_is_that_of_dialogue(world):
    table = world.over_time("answer_rate", every="1w", by="country", draws=99)
    peer = world.dialogue(by=["country", "1w"], draws=99)
    peer["start"] = pd.to_datetime(peer["1w"], utc=True)
    both = table.merge(peer, left_on=["group", "start"], right_on=["country", "start"], how="left")
    known = both["answer_rate"].notna()
    assert known.sum() > 10
    for ours, theirs in (
        ("value", "answer_rate"),
        ("n", "addressed"),
        ("ci_low", "answer_rate_ci_low"),
        ("ci_high", "answer_rate_ci_high"),
    ):
        np.testing.assert_array_equal(both.loc[known, ours], both.loc[known, theirs])


def test_texts_are_averaged_and_markers_go_by_words(world):
    table = world.over_time("flesch", every="1w", draws=9)
    scores = (
        world.content(["readability"])
        .assign(at=world.posts["created_at"])
        .dropna(subset=["flesch", "at"])
    )
    first = table["start"].iloc[0]
    part = scores[scores["at"] < table["start"].iloc[1]]
    assert part["at"].min() >= first
    assert table["value"].iloc[0] == pytest.approx(part["flesch"].mean())
    assert table["n"].iloc[0] == len(part)
    senators = tw.datasets.senators()
    ours = senators.over_time("hedges", every="year", by="party", draws=9).dropna(subset=["value"])
    markers = senators.markers(["party", "year"], draws=9)
    peer = markers[markers["marker"] == "hedges"]
    assert ours["value"].tolist() == pytest.approx(peer["per_1000"].tolist())
    assert ours["n"].sum() > 10_000


def test_networks_are_those_of_the_window():
    senators = tw.datasets.senators().select(since="2015-05-01")
    table = senators.over_time("density", every="month", among="roster", draws=49)
    for row in table.itertuples():
        until = row.start + pd.offsets.MonthBegin(1)
        net = senators.network("mention", among="roster", since=row.start, until=until)
        assert row.value == net.density()
        assert row.ci_low <= row.value <= row.ci_high
    of_groups = senators.over_time(
        "attribute_assortativity", every="month", among="roster", groups="party", draws=9
    )
    assert of_groups["value"].notna().all()
    with pytest.raises(tw.InputError, match="groups"):
        senators.over_time("modularity", every="month", draws=9)


def test_a_group_has_the_ties_among_its_own():
    senators = tw.datasets.senators().select(since="2015-06-01", until="2015-07-01")
    table = senators.over_time("density", every="month", by="party", draws=9)
    roster = senators.roster.frame
    democrats = roster.loc[roster["party"] == "D", "account"].tolist()
    there = senators.select(accounts=democrats).network("mention", among=democrats)
    value = float(table.loc[table["group"] == "D", "value"].iloc[0])
    assert value == there.density()


@pytest.mark.parametrize(
    ("noun", "name", "column"),
    [("cascades", "cascade_size", "size"), ("conversations", "conversation_depth", "depth")],
)
def test_trees_are_averaged_by_their_start(world, noun, name, column):
    table = world.over_time(name, every="1w", draws=49).dropna()
    shape = getattr(world, noun)().shape()
    known = shape[shape[noun.removesuffix("s")].isin(world.posts["post_id"])]
    for row in table.itertuples():
        ends = row.start + pd.Timedelta(weeks=1)
        part = known[(known["started_at"] >= row.start) & (known["started_at"] < ends)]
        assert row.value == pytest.approx(part[column].mean())
        assert row.n == len(part)
        assert row.ci_low <= row.value <= row.ci_high


def test_inequality_and_the_unseen_have_intervals(world):
    gini = world.over_time("gini_posts", every="month", draws=49).dropna(subset=["value"])
    assert ((gini["ci_low"] <= gini["value"]) & (gini["value"] <= gini["ci_high"])).all()
    unseen = world.over_time("unseen_share", every="month", draws=49).dropna(subset=["value"])
    officials = world.accounts.query("on_roster and side == 'official'")["account"].tolist()
    peer = world.responses(officials).unseen(by="month", draws=49).dropna(subset=["group"])
    assert unseen["value"].tolist() == peer["share"].tolist()
    assert unseen["n"].tolist() == peer["responses"].tolist()


@pytest.mark.parametrize(("name", "n"), [("access", "publics"), ("talk_back", "posts")])
def test_barriers_are_those_of_the_corpus(world, name, n):
    table = world.over_time(name, every="1w", draws=49).dropna(subset=["value"])
    peer = getattr(world, name)("1w", draws=49).dropna(subset=[name])
    assert len(table) > 4
    assert table["value"].tolist() == peer[name].tolist()
    assert table["n"].tolist() == peer[n].tolist()
    assert table["ci_low"].tolist() == peer["ci_low"].tolist()


def test_a_function_of_ones_own_has_a_jackknife(world):
    posts = world.over_time(len, every="month")
    assert posts["value"].tolist() == world.over_time("posts", every="month")["value"].tolist()
    table = world.over_time(lambda corpus: corpus.posts["text"].str.len().mean(), every="month")
    assert (table["ci_low"] < table["value"]).all()
    assert (table["value"] < table["ci_high"]).all()
    again = world.over_time(lambda corpus: corpus.posts["text"].str.len().mean(), every="month")
    pd.testing.assert_frame_equal(table, again)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    frame = pd.DataFrame(
        {
            "post_id": [str(i) for i in range(12)],
            "author": [f"a{i}" for i in range(12)],
            "created_at": "2015-01-05T10:00:00Z",
            "like_count": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
        }
    )
    row = (
        tw.from_frame(frame)
        .over_time(lambda corpus: corpus.posts["like_count"].mean(), every="day")
        .iloc[0]
    )
    error = frame["like_count"].std(ddof=1) / math.sqrt(12)
    assert row["ci_high"] - row["value"] == pytest.approx(2.201 * error)


def test_one_account_has_no_interval(mine):
    alone = mine.select(accounts="a").over_time(len, every="1w")
    assert alone["ci_low"].isna().all()


def test_what_cannot_be_measured_is_said(mine):
    for measure, word in (("recprocity", "reciprocity"), ("", "measures"), (7, "measures")):
        with pytest.raises(tw.InputError, match=word):
            mine.over_time(measure)
    with pytest.raises(tw.InputError, match="every"):
        mine.over_time("posts", every="fortnight")
    with pytest.raises(tw.InputError, match="10000 windows"):
        tw.datasets.senators().over_time("posts", every="1h")
    for by in ("account", "week", "colour", ["land", "land"]):
        with pytest.raises(tw.InputError, match="by"):
            mine.over_time("posts", by=by)
    with pytest.raises(tw.InputError, match="gave 'many'"):
        mine.over_time(lambda corpus: "many")
    with pytest.raises(tw.InputError, match="no post of the corpus has a time"):
        tw.from_frame(MINE.assign(created_at=None)).over_time("posts")
    with pytest.raises(tw.InputError, match="roster"):
        tw.from_frame(MINE).over_time("unseen_share")


def test_every_name_gives_a_series(world):
    small = world.select(until=world.posts["created_at"].min() + pd.Timedelta(days=9))
    for name in tw.Corpus.measures()["measure"]:
        groups = "side" if name in ("modularity", "attribute_assortativity") else None
        table = small.over_time(name, every="1w", draws=2, groups=groups)
        assert table.columns.tolist()[:3] == ["start", "value", "n"], name
        assert len(table) in (2, 3)


def test_tables_come_in_the_kind_of_the_corpus(mine):
    pytest.importorskip("polars")
    corpus = tw.from_frame(MINE, backend="polars")
    table = corpus.over_time("posts", every="1w")
    assert type(table).__module__.startswith("polars")


def test_the_vertex_bootstrap_is_the_same_each_time():
    net = tw.datasets.high_tech_managers()["advice"]
    one = net.bootstrap(["density", "reciprocity"], draws=99, seed=1)
    pd.testing.assert_frame_equal(one, net.bootstrap(["density", "reciprocity"], draws=99, seed=1))
    assert one["value"].tolist() == [net.density(), net.reciprocity()]
    assert not one.equals(net.bootstrap(["density", "reciprocity"], draws=99, seed=2))
    with pytest.raises(tw.InputError, match="magic"):
        net.bootstrap("magic")


def test_the_picture_tells_groups_apart_and_marks_dates(mine):
    table = mine.over_time("posts", every="1w", by="land")
    figure = tw.change.plot_over_time(table, "posts", {"2015-01-12": "the $1 talks"})
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["X", "Y"]
    assert any(text.get_text() == "the $1 talks" for text in axes.texts)
    for bad, word in (
        (table.drop(columns="value"), "value"),
        (table.assign(value=np.nan), "no va"),
    ):
        with pytest.raises(tw.InputError, match=word):
            tw.change.plot_over_time(bad)
    with pytest.raises(tw.InputError, match="events"):
        tw.change.plot_over_time(table, events={"someday": "x"})
