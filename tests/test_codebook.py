"""A researcher's codes: shares by group, coverage, agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw


@pytest.fixture(scope="module")
def corpus():
    posts = pd.DataFrame(
        {
            "post_id": [str(i) for i in range(1, 13)],
            "author_id": ["a"] * 4 + ["b"] * 4 + ["c"] * 4,
            "created_at": pd.date_range("2012-10-17", periods=12, freq="13h", tz="UTC"),
            "text": "We will talk.",
        }
    )
    roster = pd.DataFrame({"account": ["a", "b", "c"], "bloc": ["x", "x", "y"]})
    return tw.from_frame(posts, roster=roster)


def codes_of(corpus, tone):
    return pd.DataFrame({"post_id": corpus.posts["post_id"], "tone": tone})


def test_shares_by_hand(corpus):
    tone = [
        "warm",
        "cold",
        "warm",
        None,
        "cold",
        "cold",
        "",
        "warm",
        "cold",
        "cold",
        "cold",
        "cold",
    ]
    table = corpus.codebook(codes_of(corpus, tone)).shares("bloc", draws=200)
    assert table[["group", "code", "value", "posts", "accounts", "count"]].values.tolist() == [
        ["x", "tone", "cold", 6, 2, 3.0],
        ["x", "tone", "warm", 6, 2, 3.0],
        ["y", "tone", "cold", 4, 1, 4.0],
        ["y", "tone", "warm", 4, 1, 0.0],
    ]
    assert table["share"].tolist() == [0.5, 0.5, 1.0, 0.0]
    # c's posts lie on two days: on both all agree.
    bound = 1 - 0.025 ** (1 / 2)
    assert table.loc[2, ["ci_low", "ci_high"]].tolist() == pytest.approx([1 - bound, 1.0])
    assert table.loc[3, ["ci_low", "ci_high"]].tolist() == pytest.approx([0.0, bound])
    assert (table["ci_low"] <= table["share"]).all() and (table["share"] <= table["ci_high"]).all()


def test_the_interval_is_that_of_accounts(corpus):
    """Two accounts of shares 1 and 0: a draw is 0, 1/2 or 1."""
    tone = ["warm"] * 4 + ["cold"] * 4 + [None] * 4
    table = corpus.codebook(codes_of(corpus, tone)).shares(draws=400)
    assert table["share"].tolist() == [0.5, 0.5]
    assert table[["ci_low", "ci_high"]].values.tolist() == [[0.0, 1.0], [0.0, 1.0]]


def test_groups_of_accounts_months_and_several(corpus):
    book = corpus.codebook(codes_of(corpus, ["warm", "cold"] * 6))
    assert book.shares("account", draws=9).columns.tolist()[:4] == [
        "account",
        "handle",
        "code",
        "value",
    ]
    assert book.shares("month", draws=9)["group"].tolist() == ["2012-10"] * 2
    several = book.shares(["bloc", "month"], draws=9)
    assert several.columns.tolist()[:3] == ["bloc", "month", "code"]


def test_several_coders_and_columns(corpus):
    codes = pd.DataFrame(
        {
            "post_id": ["1", "1", "2", "2", "3", "99"],
            "who": ["p", "q", "p", "q", "p", "p"],
            "loop": [True, False, True, True, None, True],
            "tone": [1, 1, 2, 3, 3, 3],
        }
    )
    book = corpus.codebook(codes, coder="who")
    assert repr(book) == "<Codebook: loop, tone; 6 rows, 2 coders>"
    shares = book.shares(draws=9).set_index(["code", "value"])
    assert shares.loc[("loop", "true"), "count"] == 1.5
    assert shares.loc[("loop", "true"), "share"] == 0.75
    assert shares.loc[("tone", "3"), ["count", "posts"]].tolist() == [1.5, 3]
    coverage = book.coverage().set_index("code")
    assert coverage.loc["loop"].tolist() == [6, 5, 1, 1, 2, 2, 12, 2 / 12]
    assert coverage.loc["tone"].tolist() == [6, 6, 0, 1, 2, 3, 12, 3 / 12]
    table = book.agreement({"tone": "ordinal"}, draws=50).set_index("code")
    assert table["level"].tolist() == ["nominal", "ordinal"]
    assert table.loc["tone", "alpha"] == tw.content.agreement([1, 2], [1, 3], level="ordinal")
    assert table["units"].tolist() == [2, 2]


def test_the_same_for_any_order_of_rows(corpus):
    codes = codes_of(corpus, ["warm", "cold", "cool"] * 4)
    one = corpus.codebook(codes).shares("bloc", draws=50)
    other = corpus.codebook(codes.sample(frac=1, random_state=1)).shares("bloc", draws=50)
    pd.testing.assert_frame_equal(one, other)


def test_codes_are_left_alone(corpus):
    codes = codes_of(corpus, np.arange(12))
    before = codes.copy()
    corpus.codebook(codes).shares(draws=9)
    pd.testing.assert_frame_equal(codes, before)


@pytest.mark.parametrize(
    ("codes", "coder", "message"),
    [
        ({"id": ["1"], "tone": ["a"]}, None, r"codes: no column 'post_id'; the table has id, tone"),
        ({"post_id": ["1"]}, None, r"only post_id"),
        ({"post_id": ["1", None], "tone": ["a", "b"]}, None, r"1 nulls"),
        ({"post_id": ["1", "1"], "tone": ["a", "b"]}, None, r"post '1' .*coder="),
        ({"post_id": ["1", "1"], "tone": ["a", "b"], "who": ["p", "p"]}, "who", r"post '1'"),
        ({"post_id": ["1"], "tone": ["a"]}, "who", r"coder: no column 'who'"),
        ({"post_id": ["1"], "tone": ["a"], "who": [None]}, "who", r"coder: 1 nulls"),
        ({"post_id": ["1"], "tone": [["a"]]}, None, r"tone: a column of list.*; wanted labels"),
    ],
)
def test_tables_that_are_none(corpus, codes, coder, message):
    with pytest.raises(tw.InputError, match=message):
        corpus.codebook(pd.DataFrame(codes), coder)


def test_what_cannot_be_asked(corpus):
    book = corpus.codebook(codes_of(corpus, ["a", "b"] * 6))
    with pytest.raises(tw.InputError, match="one coder"):
        book.agreement()
    with pytest.raises(tw.InputError, match="by: 'planet'"):
        book.shares("planet")
    with pytest.raises(tw.InputError, match="no column of codes 'mood'"):
        book.agreement({"mood": "ordinal"})
    with pytest.raises(tw.InputError, match="level: 5; wanted"):
        book.agreement(5)
    ids = pd.DataFrame(
        {"post_id": [str(i) for i in range(600)], "id": [str(i) for i in range(600)]}
    )
    with pytest.raises(tw.InputError, match="600 values"):
        corpus.codebook(ids).shares()


def test_no_post_of_the_corpus_is_coded(corpus):
    book = corpus.codebook(pd.DataFrame({"post_id": ["99"], "tone": ["a"]}))
    assert len(book.shares(draws=9)) == 0
    assert book.coverage()[["not_in_corpus", "posts"]].values.tolist() == [[1, 0]]
