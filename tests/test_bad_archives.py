"""Archives and arguments that cannot bear a measure: what is said, and what holds all the same.

Each message says what was found and what was wanted. Lines that cannot be read:
``test_bad_input.py``; tables: ``test_bad_tables.py``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import twiplomacy as tw

ROOT = "NordaliaMFA"
KEPT = ["post_id", "author_id", "author", "created_at", "text", "reply_to", "quote_of"]
KEPT += ["repost_of", "mentions", "conversation_id", "hashtags", "urls", "platform"]
STRANGERS = pd.DataFrame({"follower": ["x", "y"], "followed": ["y", "z"]})
Measure = Callable[[tw.Corpus], Any]


@pytest.fixture(scope="module")
def made() -> Any:
    return tw.datasets.simulate(seed=3, publics=60, originals=80, missing=0.0)


@pytest.fixture(scope="module")
def posts(made) -> pd.DataFrame:
    """Without roster, follow lists and numbers of followers."""
    return made.posts[KEPT]


def error_of(call: Callable[[], Any], *words: str) -> None:
    with pytest.raises(tw.InputError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


def warned(call: Callable[[], Any], *words: str) -> Any:
    """What a call gives; one warning, and no other, holds all the words and blames this file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = call()
    assert [w.category for w in caught] == [tw.CoverageWarning], [str(w.message) for w in caught]
    for word in (*words, "wanted"):
        assert word in str(caught[0].message)
    assert caught[0].filename == __file__
    return found


def silent(call: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return call()


NOBODY: dict[str, Measure] = {
    "of": lambda corpus: corpus.cascades(of="nobody"),
    "to": lambda corpus: corpus.responses([ROOT, "nobody"]),
    "accounts": lambda corpus: corpus.league("nobody"),
    "of: ": lambda corpus: corpus.conversations().sustained("nobody"),
    "of:": lambda corpus: corpus.conversations().after_answer("nobody"),
    "among": lambda corpus: corpus.network(among=["nobody"]),
}


@pytest.mark.parametrize("argument", NOBODY)
def test_an_account_that_is_not_there_is_named(made, argument):
    error_of(lambda: NOBODY[argument](made), argument, "'nobody'", "wanted", "corpus.accounts")


ROSTERLESS: dict[str, Measure] = {
    "to: 'roster'": lambda corpus: corpus.responses("roster"),
    "accounts: 'roster'": lambda corpus: corpus.league("roster"),
    "of: 'official'": lambda corpus: corpus.conversations().after_answer(),
    "by: 'country'": lambda corpus: corpus.dialogue("country"),
    "'country'; wanted a column of the roster": lambda c: c.responses(ROOT).unseen("country"),
    "'country'; wanted a column": lambda corpus: corpus.cascades().crossings("country"),
    "'country'": lambda corpus: corpus.cascades().reach("country"),
}


@pytest.mark.parametrize("words", ROSTERLESS)
def test_what_wants_a_roster_says_so(posts, words):
    corpus = tw.from_frame(posts)
    error_of(lambda: ROSTERLESS[words](corpus), words, "no roster is attached")


def test_groups_of_accounts_that_take_no_part(made):
    cascades = made.cascades()
    for call in (cascades.crossings, cascades.arrivals, cascades.reach, cascades.compare):
        error_of(lambda call=call: call({"nobody": "x"}), "by: none of its 1 accounts", "wanted")


def test_follow_lists_of_strangers(made, posts):
    corpus = tw.from_frame(posts)
    words = ("follows: none of its 3 accounts", "'x'", "corpus.accounts")
    attached = warned(lambda: corpus.attach(follows=STRANGERS), *words)
    cascades = warned(attached.cascades, "cascades: none of the", "by a follower in the lists")
    assert set(cascades.edges["evidence"]) == {"root"}
    reach = warned(cascades.reach, "reach: nobody in the follower lists", "unique_exposed is 0")
    assert (reach["unique_exposed"] == 0).all() and (reach["engaged"] > 0).any()
    with pytest.warns(tw.CoverageWarning, match="none of its 3 accounts"):
        made.cascades(follows=STRANGERS)


def test_follow_lists_some_of_whose_accounts_are_unknown_do_no_harm(made):
    follows = made.truth.follows
    more = pd.concat([STRANGERS, follows.assign(follower="f" + follows["followed"])])
    both = pd.concat([more, follows]).sample(frac=1, random_state=1)
    plain, mixed = (silent(lambda f=f: made.cascades(follows=f)) for f in (follows, both))
    pd.testing.assert_frame_equal(plain.edges, mixed.edges)
    exposed = mixed.reach()["unique_exposed"] - plain.reach()["unique_exposed"]
    assert (exposed >= 2).all()  # every account has got a follower whom the corpus lacks


def test_follow_lists_that_are_none(made):
    error_of(lambda: made.attach(follows=pd.DataFrame({"a": ["x"]})), "'follower'", "it has a")
    gap = STRANGERS.assign(followed=["y", None])
    error_of(lambda: made.cascades(follows=gap), "follows.followed: 1 nulls", "wanted")
    none = silent(lambda: made.attach(follows=STRANGERS[:0]))
    warned(none.cascades, "by a follower in the lists", "earlier interaction then stands in")


@pytest.mark.parametrize("rule", ["popular", "draw"])
def test_rules_that_go_by_followers_of_whom_nothing_is_known(posts, rule):
    corpus = tw.from_frame(posts)
    wanted = ("followers_count", "follows=", '"recent"')
    error_of(lambda: corpus.cascades(attribution=rule), "no account has a number of", *wanted)
    for other in ("recent", "first", "chain", "root", "observed"):
        silent(lambda other=other: corpus.cascades(attribution=other))
    cascades = corpus.cascades()
    reach = warned(cascades.reach, "potential and unique_exposed are NaN", "corpus.attach")
    assert reach["potential"].isna().all() and (reach["adopters"] > 1).all()
    warned(lambda: cascades.reach("month"), "reach: of none of the")


def test_no_times(posts):
    corpus = tw.from_frame(posts.assign(created_at=None))
    for rule in ("recent", "first", "chain"):
        cascades = warned(
            lambda rule=rule: corpus.cascades(attribution=rule), "has a time", repr(rule)
        )
        assert set(cascades.edges["evidence"]) == {"root"}
    silent(lambda: corpus.cascades(attribution="root"))
    found = warned(lambda: corpus.responses(ROOT), "has a time", "no copy, link or hashtag")
    assert set(found.posts["channel"]) <= {
        *("reply", "quote", "repost", "deep_reply", "deep_quote", "deep_repost"),
        *("mention", "mention_thread", "name"),
    }
    table = warned(lambda: corpus.dialogue(draws=9), "dialogue: none of the", "has a time")
    assert (table["addressed"] == 0).all() and table["posts"].sum() == len(posts)
    assert len(warned(corpus.latency, "latency: none of the", "has a time")) == 0
    threads = silent(corpus.conversations).shape()
    assert threads["started_at"].isna().all() and (threads["depth"] > 0).all()
    for on in ("repost", "reply", "url", "hashtag", "text"):
        pairs = warned(lambda on=on: corpus.coordination(on), "rows are left out (no_time")
        assert len(pairs) == 0
    silent(lambda: corpus.co_sharing(min_participation=1))  # it asks for no time


def test_no_reposts(posts):
    corpus = tw.from_frame(posts[posts["repost_of"].isna()])
    cascades = warned(corpus.cascades, "no post passes on another", "repost_of")
    assert len(cascades) == len(cascades.shape()) == len(cascades.reach()) == 0
    warned(corpus.coordination, "coordination: no repost in the corpus")
    warned(corpus.co_sharing, "co_sharing: no repost in the corpus")
    found = silent(lambda: corpus.responses(ROOT))
    assert len(found.amplifiers()) == 0 and len(found.co_timing()) == 0


def test_no_replies(posts):
    left = posts[posts["reply_to"].isna()].assign(mentions=None)
    corpus = tw.from_frame(left)
    threads = warned(corpus.conversations, "no reply names the post", "(0 replies name only")
    assert len(threads.turns()) == len(threads.sustained(draws=9)) == 0
    table = warned(lambda: corpus.dialogue(draws=9), "answers or names another", "reply_to or")
    assert table["answer_rate"].isna().all() and (table["reply_ratio"] == 0).all()
    warned(corpus.latency, "latency: none of the", "answers or names another")
    warned(lambda: corpus.coordination("reply"), "no reply in the corpus")


def test_replies_that_name_only_accounts(made, posts):
    to = made.posts["reply_to_author"]
    corpus = tw.from_frame(posts.assign(reply_to=None, reply_to_author=to))
    warned(corpus.conversations, f"({to.notna().sum():,} replies name only an account)")
    table = silent(lambda: corpus.dialogue(draws=9))
    assert table["answered"].sum() == table["answered_inferred"].sum() > 0
    warned(lambda: corpus.coordination("reply"), "rows are left out (no_object")


def test_platforms_without_a_rule(posts):
    for platform in (None, "a forum"):
        found = tw.from_frame(posts.assign(platform=platform)).responses(ROOT)
        words = ("rule of the platform", "NaN", "twitter", "platform=")
        table = warned(lambda found=found: found.unseen(draws=9), *words)
        assert table["share"].isna().all() and table["responses"][0] > 0
        warned(lambda found=found: found.unseen("month", ci=None), *words)
    silent(lambda: tw.from_frame(posts).responses(ROOT).unseen(draws=9))


def test_nobody_but_the_sources(made, posts):
    corpus = tw.from_frame(posts[posts["author"] == ROOT])
    found = warned(lambda: corpus.responses(ROOT), "by the sources themselves", "what others wrote")
    assert len(found) == 0
    silent(lambda: made.responses(ROOT))


def test_an_empty_corpus_gives_empty_tables(made):
    corpus = made.select(since="2040-01-01")
    assert len(corpus) == len(corpus.responses(ROOT).posts) == len(corpus.dialogue(draws=9)) == 0
    with pytest.warns(tw.CoverageWarning, match="no post passes on another"):
        assert len(corpus.cascades().reach()) == 0
    with pytest.warns(tw.CoverageWarning, match="no reply names the post"):
        assert len(corpus.conversations().shape()) == 0
