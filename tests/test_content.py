"""What texts are made of: rows stay aligned with the column that came in."""

from __future__ import annotations

import math

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of

import twiplomacy as tw

TEXTS = ["Peace now!", None, "", "Will @UN act? #Ilva 和平 🕊️ https://un.example/a?b=1."]
COLUMNS = {
    "list": (list, pd.DataFrame),
    "pandas": (pd.Series, pd.DataFrame),
    "pandas object": (lambda cells: pd.Series(cells, dtype=object), pd.DataFrame),
    "pandas sliced": (lambda cells: pd.Series(["x", *cells])[1:], pd.DataFrame),
    "pandas category": (lambda cells: pd.Series(cells, dtype="category"), pd.DataFrame),
    "polars": (pl.Series, pl.DataFrame),
    "polars category": (lambda cells: pl.Series(cells, dtype=pl.Categorical), pl.DataFrame),
    "pyarrow": (pa.array, pa.Table),
    "pyarrow chunks": (lambda cells: pa.chunked_array([cells[:1], cells[1:]]), pa.Table),
    "pyarrow codes": (lambda cells: pa.array(cells).dictionary_encode(), pa.Table),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_tokens_and_readability_stand_beside_their_texts(name):
    make, kind = COLUMNS[name]
    column = make(TEXTS)
    tokens, scores = tw.content.tokens(column), tw.content.readability(column)
    assert isinstance(tokens, kind)
    assert isinstance(scores, kind)
    found = rows_of(tokens)
    assert [row["tokens"] for row in found[:3]] == [["Peace", "now", "!"], None, []]
    assert [row["kinds"] for row in found[:3]] == [["word", "word", "punctuation"], None, []]
    assert [row["n_words"] for row in rows_of(scores)] == [2, None, 0, 4]


ROW_BY_ROW = {
    "tokens": tw.content.tokens,
    "own_words": tw.content.own_words,
    "emoji": tw.content.emoji,
    "language": tw.content.language,
    "readability": tw.content.readability,
    "diversity": tw.content.diversity,
    "sentiment": tw.content.sentiment,
    "markers": tw.content.markers,
    "count": lambda texts: tw.content.count(texts, {"peace": ["peace"]}),
}


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_a_series_keeps_its_index(name):
    texts = pd.Series(TEXTS, index=[7, 3, 3, 1])
    found = ROW_BY_ROW[name](texts)
    assert found.index.tolist() == [7, 3, 3, 1]
    pd.testing.assert_frame_equal(found.reset_index(drop=True), ROW_BY_ROW[name](TEXTS))


def test_what_is_assigned_to_chosen_rows_belongs_to_them():
    posts = pd.DataFrame({"text": ["a b", "a b c", "a"], "keep": [False, True, True]})
    kept = posts[posts["keep"]].copy()
    kept["n"] = tw.content.readability(kept["text"])["n_words"]
    assert kept["n"].tolist() == [3, 1]


def test_every_kind_of_token():
    text = "Will @UN pay $TSLA 3.5 now, #Ilva_2 سلام 🧑🏽‍🚀? https://un.example/a?b=1."
    (row,) = rows_of(tw.content.tokens([text]))
    assert dict(zip(row["tokens"], row["kinds"], strict=True)) == {
        "Will": "word", "@UN": "mention", "pay": "word", "$TSLA": "cashtag", "3.5": "number",
        "now": "word", ",": "punctuation", "#Ilva_2": "hashtag", "سلام": "word",
        "🧑🏽‍🚀": "emoji", "?": "punctuation", "https://un.example/a?b=1": "url",
        ".": "punctuation",
    }  # fmt: skip


def test_tokens_are_pieces_of_their_text_in_order():
    words, marks = "it's 和平・naïve—co-op", "RT @a_b: 😀😀 #x#y"
    for text in (words, marks, "\u200fمرحبا\u200f @un", "a\r\nb\0c"):
        (row,) = rows_of(tw.content.tokens([text]))
        place = 0
        for token in row["tokens"]:
            place = text.index(token, place) + len(token)
        assert len(row["tokens"]) == len(row["kinds"]) > 0


def test_counts_and_formulas_by_hand():
    text = "Our friends negotiate quietly. Will it hold? #Iran @UN 🕊️ https://a.example/b"
    (row,) = rows_of(tw.content.readability([text]))
    counts = {name: row[name] for name in list(row)[:9]}
    words, characters, sentences, long = 8, 3 + 7 + 9 + 7 + 4 + 2 + 4 + 4, 3, 3
    assert counts == {
        "n_characters": characters, "n_words": words, "n_sentences": sentences,
        "n_long_words": long, "n_questions": 1, "n_hashtags": 1, "n_mentions": 1, "n_urls": 1,
        "n_emoji": 1,
    }  # fmt: skip
    assert row["ari"] == pytest.approx(4.71 * characters / words + 0.5 * words / sentences - 21.43)
    assert row["coleman_liau"] == pytest.approx(
        0.0588 * 100 * characters / words - 0.296 * 100 * sentences / words - 15.8
    )
    assert row["lix"] == pytest.approx(words / sentences + 100 * long / words)
    assert row["rix"] == pytest.approx(long / sentences)


def test_texts_without_words_have_no_score():
    for row in tw.content.readability(pa.array(["🕊️ @UN https://a.example", "", "?!"])).to_pylist():
        assert row["n_words"] == 0
        for name in ("ari", "coleman_liau", "lix", "rix"):
            assert math.isnan(row[name])


def test_no_texts_give_no_rows():
    for nothing in ([], pd.Series([], dtype=str), pl.Series([], dtype=pl.String), pa.array([])):
        assert len(tw.content.tokens(nothing)) == 0
        assert len(tw.content.readability(nothing)) == 0
    assert (
        rows_of(tw.content.tokens([None, None]))
        == [{"tokens": None, "kinds": None, "own": None}] * 2
    )


def test_what_is_no_column_of_strings():
    for wrong in ("one string", b"bytes", [1.5], [["a"]], [object()], ["a", 1], [True], 7, None):
        for measure in (tw.content.tokens, tw.content.readability):
            with pytest.raises(tw.InputError, match="texts"):
                measure(wrong)


def test_numbers_are_not_lost_in_large_columns():
    texts = [f"word{number} #tag" if number % 3 else None for number in range(40_000)]
    found = tw.content.tokens(pa.array(texts))["tokens"].to_pylist()
    assert found == [text and text.split(" ") for text in texts]


def test_measures_of_a_corpus_stand_beside_its_posts(world):
    table = world.content(["readability", "tokens"], own=False)
    assert table["post_id"].tolist() == world.posts["post_id"].tolist()
    alone = tw.content.readability(world.posts["text"], own=False)
    assert table["lix"].tolist() == pytest.approx(alone["lix"].tolist(), nan_ok=True)
    assert list(map(list, table["tokens"])) == [
        list(tokens) for tokens in tw.content.tokens(world.posts["text"])["tokens"]
    ]
    reposts = world.posts["kind"] == "repost"
    own = world.content()["n_words"]
    assert own[reposts].isna().all() and own[~reposts].notna().any()
    assert world.content("tokens").columns.tolist() == ["post_id", "tokens", "kinds", "own"]
    with pytest.raises(tw.InputError, match=r"'mood'.*readability, .*tokens"):
        world.content("mood")
