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


def test_the_curve_behind_the_median():
    talk = corpus(*TALK)
    curve = talk.latency()
    assert " ".join(curve.columns) == (
        "account handle time_s answered_share ci_low ci_high at_risk answered"
    )
    envoy = curve[curve["account"] == "envoy"]
    # Answers after 1 h among 4 and after 31 h among the 3 still open; watched for 37 h at most.
    assert envoy["time_s"].tolist() == [0, HOUR, 31 * HOUR, 37 * HOUR]
    assert envoy["at_risk"].tolist() == [4, 4, 3, 1]
    assert envoy["answered"].tolist() == [0, 1, 1, 0]
    assert envoy["answered_share"].tolist() == pytest.approx([0, 1 / 4, 1 / 2, 1 / 2])
    band = envoy.iloc[1:]
    assert math.isnan(envoy["ci_low"].iloc[0])
    assert (band["ci_low"] < band["answered_share"]).all()
    assert (band["answered_share"] < band["ci_high"]).all()
    # Greenwood by hand for the first step: log(-log) of 3/4 with variance 1 / (4 * 3).
    margin = 1.959964 * math.sqrt(1 / 12) / abs(math.log(3 / 4))
    assert band["ci_high"].iloc[0] == pytest.approx(1 - (3 / 4) ** math.exp(margin), abs=1e-6)
    assert band["ci_low"].iloc[0] == pytest.approx(1 - (3 / 4) ** math.exp(-margin), abs=1e-6)
    days = talk.latency("day")
    assert days.columns[0] == "group" and days["at_risk"].iloc[0] == days["at_risk"].max()
    with pytest.raises(tw.InputError, match="by: 'side'.*no roster"):
        talk.latency("side")


def league_corpus(**columns: list) -> tw.Corpus:
    frame = pd.DataFrame(
        {
            "post_id": list("1234567"),
            "author": ["envoy", "ann", "ann", "bob", "bob", "envoy", "envoy"],
            "created_at": pd.date_range("2031-03-02", periods=7, tz="UTC"),
            "reply_to": [None, "1", None, None, None, "2", None],
            "repost_of": [None, None, "1", "1", None, None, "2"],
            "quote_of": [None, None, None, None, "1", None, None],
            **columns,
        }
    )
    return tw.from_frame(frame)


def test_the_league_by_hand():
    table = league_corpus().league()
    assert table["account"].tolist() == ["ann", "envoy", "bob"]
    envoy = of(table, "envoy")
    assert (envoy["posts"], envoy["own_posts"], envoy["replies"]) == (3, 2, 1)
    assert envoy["reply_ratio"] == pytest.approx(1 / 3)
    received = [envoy[f"{kind}_received"] for kind in ("replies", "quotes", "reposts")]
    assert received == [1, 1, 2]
    assert (envoy["interactions_per_post"], envoy["reply_to_repost_ratio"]) == (2, 1 / 2)
    assert of(table, "ann")["interactions_per_post"] == 2
    assert of(table, "ann")["reply_to_repost_ratio"] == 1
    assert table["interactions_per_post_rank"].tolist() == [1, 1, 3]
    assert of(table, "ann")["reply_to_repost_ratio_rank"] == 1
    assert pd.isna(of(table, "bob")["reply_to_repost_ratio_rank"])
    assert table["mutual_follows"].isna().all() and table["mutual_follows_rank"].isna().all()
    assert table["like_count_mean"].isna().all()
    assert league_corpus().league(["bob"])["account"].tolist() == ["bob"]


def test_the_league_with_counters_and_follow_lists():
    counters = {
        "reply_count": [4, None, 9, 9, 1, 2, 9],
        "repost_count": [2, None, 9, 9, None, 4, 9],
        "like_count": [10, 2, 9, 9, 3, 20, 9],
    }
    follows = pd.DataFrame(
        {"follower": ["envoy", "ann", "bob", "zoe"], "followed": ["ann", "envoy", "envoy", "bob"]}
    )
    table = league_corpus(**counters).attach(follows=follows).league()
    envoy = of(table, "envoy")
    # The repost's counters are those of what it passes on.
    assert (envoy["reply_count_mean"], envoy["like_count_mean"]) == (3, 15)
    assert envoy["reply_to_repost_count_ratio"] == 1
    assert math.isnan(envoy["quote_count_mean"])
    mutual = table.set_index("account")["mutual_follows"].to_dict()
    assert mutual == {"envoy": 1, "ann": 1, "bob": 0}
    assert of(table, "bob")["mutual_follows_rank"] == 3


def test_the_league_of_a_roster_and_what_it_does_not_know():
    talk = league_corpus()
    with pytest.raises(tw.InputError, match="accounts: 'roster', but no roster"):
        talk.league("roster")
    with pytest.raises(tw.InputError, match="accounts: no account 'nobody'"):
        talk.league(["nobody"])
    roster = pd.DataFrame({"account": ["envoy", "silent"], "until": ["2031-03-03", None]})
    table = talk.attach(roster=roster).league("roster")
    assert table["account"].tolist() == ["envoy", "silent"]
    assert of(table, "envoy")["posts"] == 1
    assert of(table, "silent")["posts"] == 0
    assert math.isnan(of(table, "silent")["interactions_per_post"])
    with pytest.raises(tw.InputError, match="accounts: 'official', but no roster"):
        talk.league("official")
    sides = pd.DataFrame({"account": ["envoy", "ann"], "side": ["official", "public"]})
    assert talk.attach(roster=sides).league("official")["account"].tolist() == ["envoy"]


def test_replies_to_reposts_in_the_table_of_dialogue():
    envoy = of(league_corpus().dialogue(draws=99), "envoy")
    assert (envoy["replies_received"], envoy["reposts_received"]) == (1, 2)
    assert envoy["reply_to_repost_ratio"] == 1 / 2
    assert 0 <= envoy["reply_to_repost_ratio_ci_low"] <= envoy["reply_to_repost_ratio_ci_high"]
    bob = of(league_corpus().dialogue(draws=9), "bob")
    assert math.isnan(bob["reply_to_repost_ratio"])


def test_the_lorenz_curves_enclose_the_gini():
    corpus = tw.datasets.senators().select(since="2015-06-01")
    gini = corpus.participation(draws=9).set_index("measure")["gini"]
    for measure, curve in corpus.lorenz().groupby("measure"):
        x, y = curve["accounts_share"].to_numpy(), curve["share"].to_numpy()
        assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
        below = ((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum() / 2
        assert 1 - 2 * below == pytest.approx(gini[measure], abs=1e-9)
