"""Responses without a reference, the rules of the platforms, and amplification."""

from __future__ import annotations

import pandas as pd
import pytest

import twiplomacy as tw
from twiplomacy import _core

TEXT = "We call on all sides to stop the fire at once and to come to the table"


def corpus(rows: list[dict], platform: str | None = "x", roster=None) -> tw.Corpus:
    """Posts one minute apart, unless they say when."""
    frame = pd.DataFrame(rows)
    clock = pd.date_range("2031-03-02", periods=len(rows), freq="min", tz="UTC")
    if "created_at" not in frame:
        frame["created_at"] = clock
    if "platform" not in frame:
        frame["platform"] = platform
    frame["post_id"] = frame.get("post_id", pd.Series([f"p{n}" for n in range(len(rows))]))
    for name in ("hashtags", "urls", "mentions"):
        if name in frame:
            frame[name] = frame[name].map(lambda cell: cell if isinstance(cell, list) else [])
    return tw.from_frame(frame, roster=roster)


def channels(found: tw.Responses) -> dict[str, str]:
    return found.posts.set_index("response")["channel"].to_dict()


def test_the_channels_without_a_reference():
    rows = [
        {"author": "mfa", "text": TEXT, "urls": ["https://example.org/plan"]},
        {"author": "ann", "text": f"{TEXT} https://t.co/abc 🕊"},
        {"author": "bob", "text": "Read", "urls": ["http://www.example.org/plan/?utm_source=x"]},
        {"author": "cy", "text": "Will the FOREIGN  minister's plan hold?"},
        {"author": "mfa", "text": "Peace", "hashtags": ["Truce"]},
        {"author": "dee", "text": "So be it", "hashtags": ["truce"]},
        {"author": "eve", "text": TEXT, "reply_to": "p2"},
        {"author": "fay", "text": "Nothing of this"},
    ]
    roster = pd.DataFrame({"account": ["mfa"], "name": ["MFA"], "title": ["Foreign Minister|FM"]})
    posts = corpus(rows, roster=roster)
    found = posts.responses("mfa")
    assert channels(found) == {"p1": "copy", "p2": "link", "p3": "name", "p5": "hashtag"}
    assert found.short_names == 1
    table = found.posts.set_index("response")
    assert table["to_post"].fillna("").to_dict() == {"p1": "p0", "p2": "p0", "p3": "", "p5": "p4"}
    assert not table["notified"].any()
    assert table.loc["p1", "delay_s"] == 60
    assert channels(posts.responses("mfa", copies=False)) == {
        "p2": "link", "p3": "name", "p5": "hashtag",
    }  # fmt: skip
    assert channels(found.select("copy")) == {"p1": "copy"}
    assert len(found.select([])) == 0
    with pytest.raises(tw.InputError, match='channels: "like"'):
        found.select(["like"])


def test_names_are_whole_words_and_shared_names_count_for_both():
    rows = [
        {"author": "mali", "text": "a"},
        {"author": "chad", "text": "b"},
        {"author": "ann", "text": "Somalia is not far"},
        {"author": "bob", "text": "#Mali and the president"},
        {"author": "cy", "text": "国家主席习近平会见"},
        {"author": "dee", "text": "@Mali https://example.org/Mali"},
    ]
    roster = pd.DataFrame(
        {
            "account": ["mali", "chad"],
            "name": ["Mali", "习近平"],
            "aliases": ["The President; x", "the president"],
        }
    )
    posts = corpus(rows, roster=roster)
    found = posts.responses("roster").posts
    rows = found[["to", "response", "channel"]].values.tolist()
    # A handle in the text is a mention, whatever name it spells.
    assert sorted(rows) == [
        ["chad", "p3", "name"],
        ["chad", "p4", "name"],
        ["mali", "p3", "name"],
        ["mali", "p5", "mention"],
    ]


def test_unseen_by_channel_and_month():
    rows = [
        {"author": "mfa", "text": TEXT, "created_at": "2031-01-01"},
        {"author": "ann", "text": TEXT, "created_at": "2031-01-02"},
        {"author": "bob", "text": TEXT, "created_at": "2031-02-02"},
        {"author": "cy", "text": "no", "reply_to": "p0", "created_at": "2031-02-03"},
    ]
    found = corpus(rows).responses("mfa")
    for by in (["channel", "month"], ["month", "channel"]):
        table = found.unseen(by, draws=9)
        assert table.columns.tolist() == [
            "channel", "month", "responses", "unknown", "unseen", "discoverable", "share",
            "ci_low", "ci_high",
        ]  # fmt: skip
        assert table.iloc[:, :3].values.tolist() == [
            ["reply", "2031-02", 1], ["copy", "2031-01", 1], ["copy", "2031-02", 1],
        ]  # fmt: skip
    pd.testing.assert_frame_equal(found.unseen("channel", draws=9), found.unseen(draws=9))
    assert found.unseen("month", draws=9)["group"].tolist() == ["2031-01", "2031-02"]
    with pytest.raises(tw.InputError, match="twice"):
        found.unseen(["channel", "channel"])
    # Copies of one post and the reply to it are one thread, so there is no interval.
    assert found.unseen(draws=99)["ci_low"].isna().all()


def test_each_platform_has_its_rule():
    rows = [{"author": "mfa", "text": "a"}]
    rows += [{"author": "ann", "text": "b", "reply_to": f"p{n}"} for n in range(6)]
    rows += [{"author": "bob", "text": "c", "repost_of": "p0"}]

    def told(platform: str) -> list[bool]:
        return corpus(rows, platform).responses("mfa").posts["notified"].astype(bool).tolist()

    assert told("x") == [True, False, False, False, False, False, True]
    assert told("Bluesky") == [True, True, True, True, False, False, True]
    assert told("mastodon") == [False] * 6 + [True]
    assert told("telegram") == [True] + [False] * 6
    telegram = corpus(rows, "telegram").responses("mfa")
    assert telegram.posts["discoverable"].tolist() == [False] * 6 + [True]
    everything = telegram.unseen(draws=9).iloc[0]
    assert (everything["unseen"], everything["discoverable"]) == (6, 1)
    rules = _core.notification_rules().to_pandas()
    assert rules["platform"].tolist() == ["twitter, x", "bluesky, bsky", "mastodon", "telegram"]
    assert rules["source"].str.len().min() > 40


def reposts() -> list[dict]:
    start = pd.Timestamp("2031-03-02", tz="UTC")
    posts = [("mfa", None, 0), ("mfa", None, 0)]
    posts += [("ann", "p0", 10), ("bob", "p0", 70), ("ann", "p1", 100), ("bob", "p1", 161)]
    posts += [("cy", "p0", 500), ("ann", "p0", 900)]
    return [
        {"author": author, "repost_of": of, "created_at": start + pd.Timedelta(seconds=seconds)}
        for author, of, seconds in posts
    ]


def test_amplification():
    roster = pd.DataFrame({"account": ["ann", "bob"], "status": ["Suspended", "active"]})
    found = corpus(reposts(), roster=roster).responses("mfa")
    table = found.amplifiers()
    assert table.columns.tolist() == ["account", "handle", "reposts", "share", "rank"]
    assert table[["account", "reposts", "rank"]].values.tolist() == [
        ["ann", 3, 1], ["bob", 2, 2], ["cy", 1, 3],
    ]  # fmt: skip
    assert table["share"].sum() == pytest.approx(1)
    measures = found.amplification(draws=199, seed=1).set_index("measure")
    wanted = {
        "reposts": 6,
        "reposts_by_unknown": 0,
        "amplifiers": 3,
        "gini": 2 / 9,
        "top_1pct_share": 1 / 2,
        "top_01pct_share": 1 / 2,
        "co_timed_60s_share": 2 / 6,
        "suspended_share": 3 / 5,
    }
    assert measures["value"].to_dict() == pytest.approx(wanted)
    again = found.amplification(draws=199, seed=1).set_index("measure")
    pd.testing.assert_frame_equal(measures, again)
    assert not measures.equals(found.amplification(draws=199, seed=2).set_index("measure"))
    assert measures.loc["gini", "ci_low"] <= 2 / 9 <= measures.loc["gini", "ci_high"]
    plain = corpus(reposts()).responses("mfa").amplification(draws=9).set_index("measure")
    assert pd.isna(plain.loc["suspended_share", "value"])


def test_co_timing():
    found = corpus(reposts()).responses("mfa")
    assert found.co_timing().iloc[0].tolist() == ["ann", "ann", "bob", "bob", 1, 1]
    assert len(found.co_timing()) == 1
    wider = found.co_timing(window_s=61)
    assert wider.iloc[0][["pairs", "posts"]].tolist() == [2, 2]
    assert len(found.co_timing(window_s=0)) == 0
    for wrong in (-1, float("nan"), "60", True):
        with pytest.raises(tw.InputError, match="window_s"):
            found.co_timing(wrong)


def test_co_timing_of_too_many_is_refused():
    rows = [{"post_id": "s", "author": "mfa"}]
    rows += [{"post_id": str(n), "author": f"a{n}", "repost_of": "s"} for n in range(40_000)]
    frame = pd.DataFrame(rows).assign(created_at=pd.Timestamp("2031-03-02", tz="UTC"))
    with pytest.raises(tw.InputError, match=r"^window_s: 799980000 pairs .*narrower window"):
        tw.from_frame(frame).responses("mfa").co_timing()


def test_nobody_amplifies():
    found = corpus([{"author": "mfa", "text": "a"}]).responses("mfa")
    assert len(found.amplifiers()) == len(found.co_timing()) == 0
    measures = found.amplification(draws=9).set_index("measure")["value"]
    assert measures["reposts"] == 0
    assert pd.isna(measures["gini"])


def test_planted_responses_are_found_again():
    """In a made-up world every response is found by its channel, and nothing else is."""
    made, roster, truth = tw.datasets.simulate(missing=0.0, publics=200, originals=400, seed=5)
    officials = roster.frame.query("side == 'official'")["account"].tolist()
    found = made.responses(officials).posts
    both = truth.responses.merge(
        found, on=["response", "to"], how="outer", suffixes=("_planted", ""), indicator=True
    )
    lost = both[both["_merge"] != "both"]
    assert set(lost["_merge"]) <= {"left_only"}
    assert set(lost["channel_planted"]) <= {"copy"}
    planted = both["channel_planted"].value_counts()
    assert {"copy", "link", "name", "hashtag"} <= set(planted.index)
    # A short text with two words put in another's place is no longer nearly the same.
    copies = both[both["channel_planted"] == "copy"]
    assert (copies["channel"] == "copy").mean() > 0.85
    others = both[both["channel_planted"] != "copy"]
    assert (others["channel"] == others["channel_planted"]).all()
    there = both[both["_merge"] == "both"]
    assert (there["notified"].astype(bool) == there["notified_planted"].astype(bool)).all()
