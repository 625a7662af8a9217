"""Attention to topics over time."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw

mpl.use("Agg")


def corpus() -> tw.Corpus:
    rows = [
        ("1", "a", "2020-01-06", "#Peace talks", "original"),
        ("2", "a", "2020-01-07", "trade", "original"),
        ("3", "b", "2020-01-08", "#peace and #war", "original"),
        ("4", "b", "2020-01-08", "RT @a: #peace talks", "repost"),
        ("5", "c", "2020-01-27", "#war", "original"),
        ("6", "d", "2020-01-28", "#war", "original"),
        ("7", "d", None, "#war", "original"),
    ]
    frame = pd.DataFrame(rows, columns=["post_id", "author_id", "created_at", "text", "kind"])
    roster = pd.DataFrame({"account": list("abc"), "camp": ["x", "x", "y"]})
    return tw.from_frame(frame).attach(roster=tw.read_roster(roster))


def cells(table, *names):
    return table[list(names)].values.tolist()


def test_every_window_group_and_topic_has_a_row():
    table = corpus().attention(["#peace", "war"], every="1w", by="camp", draws=0)
    assert len(table) == 4 * 2 * 2
    assert table["start"].dt.strftime("%Y-%m-%d").unique().tolist() == [
        "2020-01-06", "2020-01-13", "2020-01-20", "2020-01-27",
    ]  # fmt: skip
    first = table[table["start"] == "2020-01-06"]
    assert cells(first, "group", "topic", "posts", "of", "accounts") == [
        ["x", "#peace", 2, 3, 2],
        ["x", "#war", 1, 3, 2],
        ["y", "#peace", 0, 0, 0],
        ["y", "#war", 0, 0, 0],
    ]
    assert first["share"].iloc[0] == pytest.approx(2 / 3)
    assert first["share"].iloc[2:].isna().all()
    assert table["of"].sum() == 2 * (3 + 1)


def test_without_groups_and_with_the_most_used_tags():
    table = corpus().attention(every="month", top=1, draws=0)
    # The post without a time counts nowhere; tags are counted by posts.
    assert cells(table, "topic", "posts", "of") == [["#war", 3, 5]]
    assert table.columns.tolist()[0] == "start"


def test_codes_of_ones_own():
    codes = pd.DataFrame({"post_id": ["1", "1", "3", "5", "6"], "code": ["t", "u", None, "t", "t"]})
    table = corpus().attention(codes, every="month", draws=0)
    # Four posts are coded; one of them is about nothing.
    assert cells(table, "topic", "posts", "of") == [["t", 3, 4], ["u", 1, 4]]
    by_mapping = corpus().attention({"1": "t", "3": None, "5": "t"}, every="month", draws=0)
    assert cells(by_mapping, "topic", "posts", "of") == [["t", 2, 3]]
    with pytest.warns(tw.CoverageWarning, match="1 of 2 post ids"):
        corpus().attention({"1": "t", "99": "t"}, draws=0)


def test_intervals_come_from_accounts():
    found = corpus().attention(["peace"], every="month", draws=499, seed=3)
    row = found.iloc[0]
    # a: 1 of 2, b: 1 of 1, c and d: 0 of 1.
    assert row["share"] == pytest.approx(0.4)
    assert 0 <= row["ci_low"] < 0.4 < row["ci_high"] <= 1
    assert found.equals(corpus().attention(["peace"], every="month", draws=499, seed=3))
    none = corpus().attention(["absent"], every="month", draws=99).iloc[0]
    assert none["share"] == 0
    assert none["ci_high"] == pytest.approx(1 - 0.025 ** (1 / 4))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"topics": "words"}, "topics"),
        ({"topics": []}, "topics"),
        ({"topics": ["#"]}, "topics"),
        ({"topics": 3}, "topics"),
        ({"topics": {"99": "x"}}, "topics"),
        ({"topics": {"1": None}}, "topics"),
        ({"topics": {"1": "half \ud83d"}}, "topics"),
        ({"topics": ["#half\ud83d"]}, "topics"),
        ({"topics": pd.DataFrame({"id": ["1"]})}, "topics"),
        ({"every": "fortnight"}, "every"),
        ({"by": "month"}, "by"),
        ({"top": 0}, "top"),
        ({"draws": -1}, "draws"),
    ],
)
def test_bad_arguments_are_named(options, named):
    with pytest.raises(tw.InputError, match=f"^{named}: "):
        corpus().attention(**options)


def test_hours_over_centuries_are_refused():
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2"],
            "author_id": ["a", "b"],
            "created_at": ["1000-01-01", "2020-01-01"],
            "text": ["#a", "#a"],
        }
    )
    with pytest.raises(tw.InputError, match="^every: "):
        tw.from_frame(frame).attention(["#a", "#b", "#c"], every="1h", draws=0)


def test_counts_are_those_of_hashtags():
    senators = tw.datasets.senators()
    table = senators.attention("hashtag", every="month", by="party", top=5, draws=0)
    counted = senators.hashtags(by=["party", "month"])
    for _, row in table[table["posts"] > 0].sample(15, random_state=0).iterrows():
        here = counted[
            (counted["party"] == row["group"])
            & (counted["month"] == row["start"].strftime("%Y-%m"))
            & ("#" + counted["hashtag"] == row["topic"])
        ]
        assert here["posts"].tolist() == [row["posts"]]


def test_the_picture_has_one_panel_a_topic():
    table = tw.datasets.senators().attention("hashtag", every="month", by="party", top=4, draws=9)
    figure = tw.content.plot_attention(table, topics=3, columns=2)
    sums = table.groupby("topic")["posts"].sum().sort_values(ascending=False)
    assert [ax.get_title(loc="left") for ax in figure.axes] == sums.index[:3].tolist()
    shares = figure.axes[0].lines[0].get_ydata()
    assert np.nanmax(shares) <= 100
    weeks = tw.datasets.senators().attention(["#scotus"], every="1w", draws=0)
    drawn = tw.content.plot_attention(weeks, min_posts=1).axes[0].lines[0].get_xdata()
    middle = weeks["start"] + pd.Timedelta(days=3.5)
    assert pd.to_datetime(pd.Series(drawn), utc=True).tolist() == middle.tolist()
    with pytest.raises(tw.InputError, match="no topic"):
        tw.content.plot_attention(table, topics=["absent"])
    with pytest.raises(tw.InputError, match="no column"):
        tw.content.plot_attention(table.drop(columns="share"))


def test_categories_of_a_dictionary():
    pytest.importorskip("twiplomacy.content.dictionary")
    entries = {"calm": ["peace", "talk*"], "strife": ["war"]}
    table = corpus().attention(entries, every="month", draws=0)
    # The repost of peace talks does not count; one post is about both.
    assert cells(table, "topic", "posts", "of") == [["calm", 2, 5], ["strife", 3, 5]]
    assert table.equals(corpus().attention(tw.Dictionary(entries), every="month", draws=0))
