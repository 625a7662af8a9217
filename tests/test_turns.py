"""Turns, exchanges, and what follows an answer: threads that can be counted by hand."""

from __future__ import annotations

import math

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of

import twiplomacy as tw

COUNTS = "turns from_a from_b alternations third_turns reciprocity first last"


def corpus(*rows: tuple, backend: str = "pandas", roster: object = None) -> tw.Corpus:
    """Rows of ``post, author, minute, reply_to`` and, last, ``conversation_id``."""
    names = ["post_id", "author", "minute", "reply_to", "conversation_id"]
    frame = pd.DataFrame([[*row, *[None] * (5 - len(row))] for row in rows], columns=names)
    start = pd.Timestamp("2031-03-02", tz="UTC")
    frame["created_at"] = [
        pd.NaT if pd.isna(minute) else start + pd.Timedelta(minutes=minute)
        for minute in frame.pop("minute")
    ]
    texts = dict.fromkeys(["reply_to", "conversation_id"], object)
    return tw.from_frame(frame.astype(texts), backend=backend, roster=roster)


TALK = (
    ("1", "envoy", 0),
    ("2", "ann", 1, "1"),
    ("3", "envoy", 2, "2"),
    ("4", "ann", 4, "3"),
    ("5", "bob", 5, "1"),
    ("6", "ann", 6, "4"),  # to herself
    ("7", "cleo", 7, "gone"),
)


def test_turns_of_each_pair_in_each_thread():
    threads = corpus(*TALK).conversations()
    turns = threads.turns()
    assert " ".join(turns.columns) == f"conversation a a_handle b b_handle {COUNTS}"
    first = turns.iloc[0].to_dict()
    assert (first["conversation"], first["a"], first["b"]) == ("1", "ann", "envoy")
    assert (first["turns"], first["from_a"], first["from_b"]) == (3, 2, 1)
    assert (first["alternations"], first["third_turns"], first["reciprocity"]) == (2, 2, 0.5)
    assert (first["last"] - first["first"]).total_seconds() == 180
    second = turns.iloc[1]
    assert (second["a"], second["turns"], second["third_turns"]) == ("bob", 1, 0)
    assert len(turns) == 2
    coverage = threads.coverage().set_index("measure")["value"]
    assert coverage[["self_replies", "unknown_accounts", "missing_parents"]].tolist() == [1, 1, 1]
    assert coverage["placed_share"] == 5 / 6
    assert (coverage["threads"], coverage["posts"], coverage["untimed"]) == (2, 7, 0)


def test_pairs_over_all_threads():
    more = (*TALK, ("8", "ann", 10), ("9", "envoy", 11, "8"))
    dyads = corpus(*more).conversations().dyads()
    assert " ".join(dyads.columns) == f"a a_handle b b_handle threads {COUNTS}"
    pair = dyads[dyads["a"] == "ann"].iloc[0]
    assert (pair["threads"], pair["turns"], pair["alternations"], pair["reciprocity"]) == (
        2, 4, 2, 1.0
    )  # fmt: skip


def test_the_trees_say_how_each_place_is_known():
    rows = (
        ("1", "envoy", 0, None, "1"),
        ("2", "ann", 1, "1", "1"),
        ("3", "bob", 2, "gone", "1"),
        ("4", "cleo", None, "3", "1"),
    )
    threads = corpus(*rows).conversations()
    posts = threads.posts
    assert posts["post"].tolist() == ["1", "2", "3", "4", "gone"]
    assert posts["depth"].tolist() == [0, 1, 2, 3, 1]
    assert posts["missing"].tolist() == [False] * 4 + [True]
    assert posts["placed"].tolist() == [True, True, False, False, False]
    assert posts["evidence"].tolist()[1:] == ["observed"] * 3 + ["root"]
    assert pd.isna(posts["evidence"][0]) and pd.isna(posts["parent"][0])
    assert posts["parent"].tolist()[1:] == ["1", "gone", "3", "1"]
    assert threads.shape()["placed_share"].tolist() == [1 / 3]


def test_exchanges_go_on_or_not():
    threads = corpus(*TALK).conversations()
    table = threads.sustained(draws=99)
    # Three turns of the envoy and Ann, one of Bob; the envoy wrote nothing after Bob.
    assert table["turn"].tolist() == [1, 2, 3]
    assert table["at_risk"].tolist() == [2, 1, 1]
    assert table["continued"].tolist() == [1, 1, 0]
    assert table["watched"].tolist() == [1, 1, 0]
    assert table["hazard"].tolist() == [0.5, 1, 0]
    assert table["reached_share"].tolist() == [1, 0.5, 0.5]
    assert table["median_latency_s"].tolist()[:2] == [60, 120]
    assert math.isnan(table["median_latency_s"][2])
    assert len(threads.sustained("bob", draws=9)) == 1
    assert len(threads.sustained(turns=2, draws=9)) == 2
    assert not len(threads.sustained("cleo", draws=9))


ROSTER = pd.DataFrame({"account": ["envoy", "ann"], "side": ["official", "public"]})


def answered(roster: object = ROSTER) -> tw.Corpus:
    """Two threads answered second, with two posts after it and none; three threads without."""
    long = [("ann", "envoy", "bob", "cleo"), ("ann", "envoy"), ("ann", "bob", "cleo")]
    long += [("ann", "bob"), ("envoy", "bob", "bob")]
    rows = []
    for thread, authors in enumerate(long):
        for place, author in enumerate(authors):
            rows.append((f"{thread}{place}", author, place, f"{thread}0" if place else None))
    return corpus(*rows, roster=roster)


def test_what_follows_an_answer():
    table = answered().conversations().after_answer(draws=99)
    assert table["size"].isna().tolist() == [True] * 4 + [False] * 4
    assert table["measure"].tolist() == ["posts", "posts_by_others", "accounts", "duration_s"] * 2
    overall, second = table.iloc[:4], table.iloc[4:]
    assert second["size"].tolist() == [2] * 4
    assert not second["root_is_theirs"].any()
    for part in (overall, second):
        assert part["threads_answered"].tolist() == [2] * 4
        assert part["threads_unanswered"].tolist() == [2] * 4
        assert part["answered"].tolist() == [1, 1, 1, 60]
        assert part["unanswered"].tolist() == [0.5, 0.5, 0.5, 30]
        assert part["difference"].tolist() == [0.5, 0.5, 0.5, 30]
        assert (part["answered_ci_low"] <= part["answered"]).all()
    named = answered(None).conversations().after_answer("envoy", draws=99)
    pd.testing.assert_frame_equal(named, table)
    # Ann begins threads and answers nobody.
    assert not len(answered().conversations().after_answer("ann", draws=9))


def test_the_terms_of_the_roster_hold():
    roster = ROSTER.assign(until=["2031-03-01", None])
    assert not len(answered(roster).conversations().after_answer(draws=9))
    assert len(answered(roster).conversations().after_answer("envoy", draws=9))


def test_seeds_and_errors():
    threads = answered().conversations()
    for measure in (threads.sustained, threads.after_answer):
        one, same = (measure(draws=99, seed=1) for _ in range(2))
        pd.testing.assert_frame_equal(one, same)
        with pytest.raises(tw.InputError, match="draws"):
            measure(draws=0)
        with pytest.raises(tw.InputError, match="of: no account 'nobody'"):
            measure("nobody")
    with pytest.raises(tw.InputError, match="turns: 0"):
        threads.sustained(turns=0)
    bare = answered(None).conversations()
    with pytest.raises(tw.InputError, match="of: 'official', but no roster"):
        bare.after_answer()


def test_every_backend_and_nothing():
    kinds = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}
    for backend, kind in kinds.items():
        for rows in (TALK, ()):
            threads = corpus(*rows, ("x", "zoe", 99), backend=backend).conversations()
            tables = [threads.turns(), threads.dyads(), threads.posts, threads.coverage()]
            tables += [threads.sustained(draws=9), threads.after_answer("zoe", draws=9)]
            assert all(isinstance(table, kind) for table in tables)
            assert len(threads.turns()) == (2 if rows else 0)
    empty = corpus(("x", "zoe", 99)).conversations()
    coverage = {row["measure"]: row["value"] for row in rows_of(empty.coverage())}
    assert coverage["threads"] == 0 and pd.isna(coverage["placed_share"])


def test_ids_beyond_53_bits_and_names_in_any_script():
    big = 2**60
    rows = ((str(big + 1), "سفير", 0), (str(big + 3), "外交官", 1, str(big + 1)))
    threads = corpus(*rows).conversations()
    turns = threads.turns()
    assert turns["conversation"].tolist() == [str(big + 1)]
    assert sorted(turns.loc[0, ["a", "b"]]) == sorted(["سفير", "外交官"])
