"""Responses: every channel, and whether the source was told, on posts made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import twiplomacy as tw

NAMES = ("post_id", "author", "reply_to", "quote_of", "repost_of", "mentions", "text")
WEB = (
    ("a1", "source"),
    ("b1", "ann", "a1"),
    ("b2", "ann", None, "a1"),
    ("b3", "ann", None, None, "a1"),
    ("c1", "bob", "b1"),
    ("c2", "bob", None, "b1"),
    ("c3", "bob", None, None, "b2"),
    ("d1", "cleo", "c1"),
    ("e1", "cleo", None, None, None, "source", "hello @source"),
    ("f1", "dan", "e1"),
    ("f2", "dan", None, None, "e1"),
    ("g1", "dan", "b1", None, None, "source", "and @source"),
    ("a2", "source", "b1"),
    ("h1", "eve"),
    ("h2", "eve", "h1"),
    ("i1", "eve", "b1", "a1"),
)


def corpus(*rows: tuple, platform: str | None = "twitter", **more) -> tw.Corpus:
    frame = pd.DataFrame([[*row, *[None] * (len(NAMES) - len(row))] for row in rows])
    frame.columns = list(NAMES)
    frame["mentions"] = frame["mentions"].fillna("")
    frame["created_at"] = pd.date_range("2031-03-02", periods=len(rows), freq="min", tz="UTC")
    frame["platform"] = platform
    return tw.from_frame(frame.assign(**more))


def table(found: tw.Responses, column: str) -> dict:
    return found.posts.set_index("response")[column].to_dict()


def test_every_channel():
    found = corpus(*WEB).responses("@Source")
    assert table(found, "channel") == {
        "b1": "reply", "b2": "quote", "b3": "repost", "c1": "deep_reply", "c2": "deep_quote",
        "c3": "deep_repost", "d1": "deep_reply", "e1": "mention", "f1": "mention_thread",
        "f2": "mention_thread", "g1": "deep_reply", "i1": "quote",
    }  # fmt: skip
    assert len(found) == 12
    posts = table(found, "to_post")
    assert {posts[name] for name in ("b1", "b2", "b3", "c1", "c2", "c3", "d1", "i1")} == {"a1"}
    assert pd.isna(posts["e1"])
    assert (posts["f1"], posts["f2"]) == ("e1", "e1")
    assert table(found, "delay_s")["c1"] == 4 * 60
    assert set(found.posts["to"]) == {"source"}


def test_who_was_told_on_twitter():
    told = table(corpus(*WEB).responses("source"), "notified")
    assert {name for name, known in told.items() if known} == {"b1", "b2", "b3", "e1", "g1", "i1"}
    named = table(corpus(*WEB).responses("source"), "mentions_source")
    assert {name for name, known in named.items() if known} == {"e1", "g1"}


@pytest.mark.parametrize("platform", ["friendster", None, "Ilvagram"])
def test_nobody_knows_on_other_platforms(platform):
    found = corpus(*WEB, platform=platform).responses("source")
    assert found.posts["notified"].isna().all()
    everything = found.unseen(draws=9).iloc[0]
    assert (everything["responses"], everything["unknown"], everything["unseen"]) == (12, 12, 0)
    assert pd.isna(everything["share"])
    assert found.posts["discoverable"].isna().all()


def test_platforms_by_any_case():
    for platform in ("X", "x", "TWITTER"):
        found = corpus(*WEB, platform=platform).responses("source")
        assert found.posts["notified"].notna().all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 271 + " @source", True),
        ("x" * 272 + " @source", True),
        ("x" * 273 + " @source", False),
        ("x" * 273 + " @source and more", False),
        ("@source " + "x" * 400, True),
        ("和" * 272 + " @source" + "平" * 99, True),
        ("和" * 300 + " @source", False),
        ("@sourceful " + "x" * 300 + " @source", False),
        ("@SOURCE " + "x" * 300, True),
        ("x" * 400, True),  # named elsewhere than in the text: the platform says so
    ],
)
def test_mentions_after_the_first_280_characters_are_not_told(text, told):
    found = corpus(("a", "source"), ("b", "ann", None, None, None, "source", text))
    assert table(found.responses("source"), "notified") == {"b": told}


def test_own_posts_are_no_responses():
    rows = (("a", "source"), ("b", "source", "a"), ("c", "source", None, None, "a"))
    assert len(corpus(*rows).responses("source")) == 0


def test_where_only_the_account_is_known():
    more = {"repost_of_author": [None, "source", None], "reply_to_author": [None, None, "source"]}
    found = corpus(("a", "source"), ("b", "ann"), ("c", "ann"), **more).responses("source")
    assert table(found, "channel") == {"b": "repost", "c": "reply"}
    assert found.posts["to_post"].isna().all()
    assert table(found, "notified") == {"b": True, "c": True}


def test_a_source_of_which_no_post_is_there():
    rows = (("b", "ann", "gone"), ("c", "bob", "b"))
    found = corpus(*rows, reply_to_author=["source", None]).responses("source")
    assert table(found, "channel") == {"b": "reply", "c": "deep_reply"}
    assert table(found, "to_post") == {"b": "gone", "c": "gone"}
    assert found.posts["delay_s"].isna().all()


def test_rings_of_references_do_no_harm():
    rows = (("a", "source"), ("b", "ann", None, "c"), ("c", "bob", None, "b"), ("d", "cleo", "a"))
    assert table(corpus(*rows).responses("source"), "channel") == {"d": "reply"}
    rows = (*rows[:2], ("c", "bob", "a", "b"))
    found = table(corpus(*rows).responses("source"), "channel")
    assert found == {"b": "deep_quote", "c": "reply"}


def test_long_chains_are_followed_to_their_end():
    rows = [("0", "source"), *((str(n), f"user{n}", str(n - 1)) for n in range(1, 5_000))]
    found = corpus(*rows).responses("source").posts
    assert len(found) == 4_999
    assert set(found["to_post"]) == {"0"}


def test_several_sources():
    web = corpus(*WEB)
    found = web.responses(["source", "ann"])
    assert found.posts["to_handle"].tolist() == sorted(found.posts["to_handle"], reverse=True)
    assert table(web.responses("ann"), "channel")["a2"] == "reply"
    assert len(found) == len(web.responses("source")) + len(web.responses("ann"))
    assert len(web.responses(["source", "@SOURCE"])) == 12
    # b2 is ann's own; c1 is unseen by the source and seen by ann: once, and seen.
    everything = found.unseen(draws=99).iloc[0]
    assert everything["responses"] == found.posts["response"].nunique()
    told = found.posts.groupby("response")["notified"].any()
    assert everything["unseen"] == (~told.astype(bool)).sum()


def test_unseen_by_channel():
    found = corpus(*WEB).responses("source").unseen(draws=199)
    assert found["channel"].tolist() == [
        "all", "reply", "quote", "repost", "deep_reply", "deep_quote", "deep_repost", "mention",
        "mention_thread",
    ]  # fmt: skip
    assert found["responses"].tolist() == [12, 1, 2, 1, 3, 1, 1, 1, 2]
    assert found["unseen"].tolist() == [6, 0, 0, 0, 2, 1, 1, 0, 2]
    assert found["share"].tolist() == pytest.approx([6 / 12, 0, 0, 0, 2 / 3, 1, 1, 0, 1])
    everything = found.iloc[0]
    assert everything["ci_low"] <= everything["share"] <= everything["ci_high"]


def test_unseen_by_group():
    roster = pd.DataFrame({"account": ["ann", "bob"], "land": ["Vesper", "Ilva"]})
    web = corpus(*WEB).attach(roster=roster)
    found = web.responses("source").unseen("land", draws=9)
    assert found["group"].tolist()[:2] == ["Ilva", "Vesper"]
    assert pd.isna(found["group"][2])
    assert found["responses"].tolist() == [3, 3, 6]
    assert found["unseen"].tolist() == [3, 0, 3]
    both = web.responses("source").unseen(["land", "month"], draws=9)
    assert both.columns.tolist()[:2] == ["land", "month"]


def test_seeds_give_the_same_intervals():
    rows = []
    for n in range(30):
        rows += [(f"s{n}", "source"), (f"r{n}", "ann", f"s{n}")]
        rows += [(f"d{n}", "bob", f"r{n}")] * (n % 3 == 0)
    found = corpus(*rows).responses("source")
    one, same, other = (found.unseen(seed=seed) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, same)
    assert one["share"].equals(other["share"])
    assert not one.equals(other)
    assert one.loc[0, "ci_low"] < 10 / 40 < one.loc[0, "ci_high"]
    assert found.unseen(ci=None)["ci_low"].isna().all()


def test_what_responses_do_not_know():
    web = corpus(*WEB)
    for wrong, words in (
        ({"to": "nobody"}, "to: no account 'nobody'"),
        ({"to": "roster"}, "no roster"),
    ):
        with pytest.raises(tw.InputError, match=words):
            web.responses(**wrong)
    with pytest.raises(tw.InputError, match="ci"):
        web.responses("source").unseen(ci="normal")
    with pytest.raises(tw.InputError, match="by: 'land'"):
        web.responses("source").unseen("land")
    assert len(web.responses([])) == 0
