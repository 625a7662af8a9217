"""Sentiment equals that of the original VADER on whatever is written."""

from __future__ import annotations

import math
import unicodedata

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as original

import twiplomacy as tw

PEER = original.SentimentIntensityAnalyzer()
COLUMNS = ["negative", "neutral", "positive", "compound"]


def theirs(text: str) -> list[float]:
    scores = PEER.polarity_scores(text)
    return [scores[name] for name in ("neg", "neu", "pos", "compound")]


def ours(texts: list[str]) -> list[list[float]]:
    table = tw.content.sentiment(pa.array(texts, pa.large_string()), own=False)
    return [[row[name] for name in COLUMNS] for row in table.to_pylist()]


def check_same(texts: list[str]) -> None:
    for text, found in zip(texts, ours(texts), strict=True):
        assert found == theirs(text), repr(text)


# Words that some rule knows, written as in the text of the rules.
ROLES = [
    "no",
    "or",
    "nor",
    "but",
    "at",
    "least",
    "very",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "kind",
    "sort",
    "of",
    "just",
    "enough",
    "the",
    "shit",
    "bomb",
    "bad",
    "ass",
    "badass",
    "bus",
    "stop",
    "yeah",
    "right",
    "kiss",
    "death",
    "to",
    "die",
    "for",
    "beating",
    "heart",
    "kind-of",
    "sort-of",
]
FELT = [
    "good",
    "GOOD",
    "bad",
    "great",
    "sux",
    "lol",
    ":)",
    ":(",
    ":D",
    "no",
    "hate",
    "love",
    "kill",
]
LEXICON = sorted(PEER.lexicon)
EMOJI = sorted(PEER.emojis)
ODD = [
    "\u212aill",
    "ﬁne",
    "ǅ",
    "İ",
    "ß",
    "ΑΣ",
    "\u200d",
    "\ufe0f",
    "\u0301",
    "和平",
    "سلام",
    "\ufffd",
]
KNOWN = sorted(map(chr, filter(lambda code: unicodedata.category(chr(code)) not in ("Cn", "Cs"),
                               range(0x110000))))  # fmt: skip

words = st.one_of(
    st.sampled_from(ROLES),
    st.sampled_from(FELT),
    st.sampled_from(LEXICON),
    st.sampled_from(original.NEGATE),
    st.sampled_from(sorted(original.BOOSTER_DICT)),
    st.sampled_from(EMOJI),
    st.sampled_from(ODD),
    st.text(st.sampled_from(KNOWN), max_size=4),
    st.text("abN'tn!?.,:)(-#@", max_size=5),
)
cased = st.builds(
    lambda word, case: case(word), words, st.sampled_from([str, str, str.upper, str.title])
)
signs = st.sampled_from(
    ["", "", "", "!", "?", "...", "'", '"', ",", "!!", "??", "😀", "\ufe0f", "n't"]
)
spaces = st.sampled_from([" ", " ", " ", "  ", "\n", "\t", "\x1c", "\xa0", "\u2028", "\u200b", ""])
pieces = st.builds(lambda left, word, right, space: left + word + right + space,
                   signs, cased, signs, spaces)  # fmt: skip
texts = st.lists(pieces, max_size=14).map("".join)
# Few values and many of them, so that "but" meets equal valences.
torn = st.lists(st.sampled_from(["good", "bad", "great", "but", "not", "very", "a", "GOOD!"]),
                min_size=3, max_size=90).map(" ".join)  # fmt: skip
anything = st.text(st.sampled_from(KNOWN), max_size=60)
many = st.lists(st.one_of(texts, texts, texts, torn, anything), min_size=10, max_size=10)


@given(many)
@settings(max_examples=60, deadline=None)
def test_equal_to_the_original(found):
    check_same(found)


@pytest.mark.slow
@given(many)
@settings(max_examples=6000, deadline=None)
def test_equal_to_the_original_on_many_more(found):
    check_same(found)


def test_every_word_and_emoji_of_the_lexicon_alone():
    check_same([*LEXICON, *map(str.upper, LEXICON), *EMOJI])
    check_same([f"this is not {word}!" for word in LEXICON])
    check_same([f"a {emoji}b{emoji} {emoji}" for emoji in EMOJI])


def test_every_word_with_a_part_around_a_word_of_feeling():
    pairs = [f"{a} {b}" for a in ROLES for b in ROLES]
    check_same([f"{pair} {word} x" for pair in pairs for word in ("good", "shit", "death", "no")])
    check_same([f"x {pair} good" for pair in pairs])
    check_same([f"x y z {word} {pair}" for pair in pairs for word in ("kiss", "good", "die")])
    check_same([f"{pair} so great" for pair in pairs])


def test_posts_of_senators():
    posts = tw.datasets.senators().posts["text"].dropna().tolist()[::11]
    assert len(posts) > 500
    check_same(posts)


DOCUMENTED = {
    "VADER is smart, handsome, and funny.": 0.8316,
    "VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!": 0.9469,
    "VADER is not smart, handsome, nor funny.": -0.7424,
    "At least it isn't a horrible book.": 0.431,
    "The plot was good, but the characters are uncompelling and the dialog is not great.": -0.7042,
    "Make sure you :) or :D today!": 0.8633,
    "Catch utf-8 emoji such as 💘 and 💋 and 😁": 0.875,
    "Sentiment analysis has never been this good!": 0.5672,
    "With VADER, sentiment analysis is the shit!": 0.6476,
    "Without a doubt, excellent idea.": 0.7013,
}


def test_values_of_the_original_documentation():
    table = tw.content.sentiment(list(DOCUMENTED))
    assert dict(zip(DOCUMENTED, table["compound"].tolist(), strict=True)) == DOCUMENTED


def test_columns_stand_beside_their_texts():
    cells = ["Great!", None, "", "🕊️", "\u202bسلام\u202c"]
    for make, kind in ((list, pd.DataFrame), (pl.Series, pl.DataFrame), (pa.array, pa.Table)):
        table = tw.content.sentiment(make(cells))
        assert isinstance(table, kind)
        rows = rows_of(table)
        assert [list(row) for row in rows] == [COLUMNS] * 5
        assert rows[0]["compound"] == 0.6588
        assert all(value is None or math.isnan(value) for value in rows[1].values())
        assert set(rows[2].values()) == {0.0}
        assert rows[3]["neutral"] == rows[4]["neutral"] == 1.0
    assert len(tw.content.sentiment([])) == 0


def test_what_was_passed_on_is_not_the_authors():
    text = "Sad day. RT @UN: What a great success!"
    own, whole = tw.content.sentiment([text]), tw.content.sentiment([text], own=False)
    assert own.loc[0, "compound"] == theirs("Sad day. ")[3] < 0 < whole.loc[0, "compound"]


def test_lone_surrogates_are_signs_like_others():
    (found,) = rows_of(tw.content.sentiment(["good \ud83d day\udc00"], own=False))
    assert found["compound"] == theirs("good \ufffd day\ufffd")[3]


def test_a_megabyte_of_one_thing_comes_to_an_end():
    neutral = [0.0, 1.0, 0.0, 0.0]
    wide = 1_000_000
    pieces = ["!", "?", "a", "'", "'t", "和", "🕊", "\u0301", "but ", "\x1c"]
    found = ours([piece * (wide // len(piece)) for piece in pieces])
    assert found[:-1] == [neutral] * 9
    assert found[-1] == [0.0] * 4
    grins, good = ours(["😀" * (wide // 4), "good " * (wide // 5)])
    assert grins == [0.0, 0.286, 0.714, 1.0]
    assert good == [0.0, 0.0, 1.0, 1.0]
    (both,) = ours(["good bad " * (wide // 20) + "but" + " good bad" * (wide // 20)])
    assert sum(both[:3]) == pytest.approx(1.0, abs=0.002)


def test_what_is_no_column_of_strings():
    for wrong in ("one string", [1.5], [["a"]], 7, None):
        with pytest.raises(tw.InputError, match="texts"):
            tw.content.sentiment(wrong)


def test_sentiment_of_a_corpus(world):
    table = world.content(["sentiment"])
    assert table.columns.tolist() == ["post_id", *COLUMNS]
    alone = tw.content.sentiment(world.posts["text"])
    reposts = world.posts["kind"] == "repost"
    assert table["compound"][~reposts].tolist() == pytest.approx(
        alone["compound"][~reposts].tolist(), nan_ok=True
    )
