"""Dialogue and participation, on posts whose answers can be counted by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import twiplomacy as tw

HOUR = 3600


def corpus(*rows: tuple, roster=None) -> tw.Corpus:
    """Rows of ``post, author, hours, reply_to, mentions`` and, last, ``reply_to_author``."""
    names = ["post_id", "author", "hours", "reply_to", "mentions", "reply_to_author"]
    frame = pd.DataFrame([[*row, *[None] * (6 - len(row))] for row in rows], columns=names)
    start = pd.Timestamp("2031-03-02", tz="UTC")
    frame["created_at"] = [
        start + pd.Timedelta(hours=hours) if hours is not None else pd.NaT
        for hours in frame.pop("hours")
    ]
    frame["mentions"] = frame["mentions"].fillna("")
    return tw.from_frame(frame.astype({"reply_to": object}), roster=roster)


def of(table: pd.DataFrame, account: str) -> dict:
    return table[table["account"] == account].iloc[0].to_dict()


TALK = (
    ("1", "envoy", 0),
    ("2", "ann", 1, "1"),
    ("3", "envoy", 2, "2"),
    ("4", "ann", 3, "3"),
    ("5", "bob", 4, None, "envoy"),
    ("6", "cleo", 5, "1", "envoy"),
    ("7", "envoy", 6, "1"),
    ("8", "envoy", 36, "6"),
    ("9", "envoy", 40),
    ("10", "dan", 41, None, "envoy"),
)


def test_dialogue_by_account():
    envoy = of(corpus(*TALK).dialogue(draws=99), "envoy")
    assert (envoy["posts"], envoy["replies"], envoy["self_replies"]) == (5, 2, 1)
    assert envoy["reply_ratio"] == 2 / 5
    # Posts 2, 4, 5 and 6 are messages; 10 comes after the envoy's last post.
    assert (envoy["addressed"], envoy["answered"], envoy["answered_inferred"]) == (4, 2, 0)
    assert envoy["answer_rate"] == 2 / 4
    # Kaplan-Meier: an answer after 1 h among 4 at risk, the next after 31 h among the 4 - 1.
    assert envoy["answered_24h"] == pytest.approx(1 / 4)
    assert envoy["median_latency_s"] == 31 * HOUR
    # Of the replies to ann and cleo one was answered in turn.
    assert envoy["third_turn_share"] == 1 / 2
    for name in ("reply_ratio", "answer_rate", "answered_24h", "third_turn_share"):
        assert envoy[f"{name}_ci_low"] <= envoy[name] <= envoy[f"{name}_ci_high"]


def test_a_reply_that_names_only_the_account_answers_its_latest_open_message():
    rows = (
        ("1", "envoy", 0),
        ("2", "ann", 1, None, "envoy"),
        ("3", "ann", 2, None, "envoy"),
        ("4", "envoy", 3, None, None, "ann"),
        ("5", "envoy", 7, None, None, "ann"),
        ("6", "envoy", 8, None, None, "ann"),
    )
    envoy = of(corpus(*rows).dialogue(draws=9), "envoy")
    assert (envoy["addressed"], envoy["answered"], envoy["answered_inferred"]) == (2, 2, 2)
    assert (envoy["posts"], envoy["replies"]) == (4, 3)
    # Waits of 1 h (post 3) and 6 h (post 2): half are answered at the first.
    assert envoy["median_latency_s"] == 1 * HOUR
    # Ann wrote nothing more, so nothing in turn.
    assert envoy["third_turn_share"] == 0


def test_third_turns_that_nobody_can_tell_are_left_out():
    rows = (("1", "ann", 0), ("2", "envoy", 1, "1"), ("3", "ann", 2, None, None, "envoy"))
    vague = of(corpus(*rows).dialogue(draws=9), "envoy")
    assert (vague["replies"], math.isnan(vague["third_turn_share"])) == (1, True)
    gone = of(corpus(("1", "envoy", 0, "x", None, "ghost")).dialogue(draws=9), "envoy")
    assert (gone["replies"], math.isnan(gone["third_turn_share"])) == (1, True)
    told = of(corpus(*rows, ("4", "ann", 3, "2")).dialogue(draws=9), "envoy")
    assert told["third_turn_share"] == 1


def test_nobody_is_addressed_by_reposts_or_by_oneself():
    frame = pd.DataFrame(
        {
            "post_id": list("1234"),
            "author": ["envoy", "ann", "envoy", "envoy"],
            "created_at": pd.date_range("2031-03-02", periods=4, tz="UTC"),
            "repost_of": [None, "1", None, None],
            "reply_to": [None, None, "1", None],
            "mentions": ["", "envoy", "envoy", ""],
        }
    )
    envoy = of(tw.from_frame(frame).dialogue(draws=9), "envoy")
    assert (envoy["addressed"], envoy["self_replies"], envoy["replies"]) == (0, 1, 0)
    assert math.isnan(envoy["answer_rate"])


def test_dialogue_by_groups():
    roster = pd.DataFrame(
        {"account": ["envoy", "ann", "bob", "cleo"], "side": ["official", *["public"] * 3]}
    )
    talk = corpus(*TALK, roster=roster)
    table = talk.dialogue("side", draws=99)
    assert table["group"].tolist() == ["official", "public"]
    assert table["posts"].tolist() == [5, 4]
    assert table["replies"].tolist() == [2, 3]
    both = talk.dialogue(["side", "day"], draws=9)
    assert both[["side", "day"]].values.tolist() == [
        ["official", "2031-03-02"], ["official", "2031-03-03"], ["public", "2031-03-02"]
    ]  # fmt: skip
    assert both["posts"].tolist() == [3, 2, 4]
    days = talk.dialogue("day", draws=9)
    assert days["posts"].tolist() == [7, 3]
    accounts = talk.dialogue(["account", "day"], draws=9)
    assert {"account", "handle", "day"} <= set(accounts.columns)
    assert accounts["posts"].sum() == 10


def test_seeds_give_the_same_intervals():
    talk = corpus(*TALK)
    one, same, other = (talk.dialogue(draws=99, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)
    plain = [name for name in one if "_ci_" not in name]
    pd.testing.assert_frame_equal(one[plain], other[plain])


def test_what_dialogue_does_not_know():
    talk = corpus(*TALK)
    with pytest.raises(tw.InputError, match="by: 'side'.*no roster"):
        talk.dialogue("side")
    for wrong in (0, -1, 10**7):
        with pytest.raises(tw.InputError, match="draws"):
            talk.dialogue(draws=wrong)
    for wrong in (-1, 2**64):
        with pytest.raises(tw.InputError, match="seed"):
            talk.dialogue(seed=wrong)


def test_participation_by_hand():
    rows = [(str(n), "ann", n) for n in range(3)]
    rows += [("3", "bob", 3, "0"), ("4", "cleo", 4, "3", "bob ann ann"), ("5", "ann", 5, "2")]
    table = corpus(*rows).participation(draws=99).set_index("measure")
    assert table.index.tolist() == ["posts", "replies_received", "mentions_received"]
    # Posts 4, 1, 1: sum of differences 2 (3 + 3) over 2 * 3 * 6.
    assert table.loc["posts", "gini"] == pytest.approx(12 / 36)
    assert table.loc["posts", "accounts"] == 3
    # Replies: ann 1 (the one to herself is none), bob 1, cleo 0.
    assert table.loc["replies_received", "gini"] == pytest.approx(4 / (2 * 3 * 2))
    # Mentions: ann 1; bob is the one replied to.
    assert table.loc["mentions_received", "gini"] == pytest.approx(4 / (2 * 3 * 1))
    assert (table["ci_low"] <= table["gini"]).all()
    assert (table["gini"] <= table["ci_high"]).all()


def test_participation_of_equals_is_zero():
    table = corpus(("1", "a", 0), ("2", "b", 1)).participation(draws=9).set_index("measure")
    assert table.loc["posts", "gini"] == 0
    assert math.isnan(table.loc["replies_received", "gini"])
