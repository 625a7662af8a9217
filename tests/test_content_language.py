"""The language of a text, or none."""

from __future__ import annotations

import math

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of
from hypothesis import given
from hypothesis import strategies as st

import twiplomacy as tw

SAID = {
    "en": "Everyone has the right to freedom of opinion and expression",
    "fr": "Tout individu a droit à la liberté d'opinion et d'expression",
    "es": "Todo individuo tiene derecho a la libertad de opinión y de expresión",
    "de": "Jeder hat das Recht auf Meinungsfreiheit und freie Meinungsäußerung",
    "ru": "Каждый человек имеет право на свободу убеждений",
    "uk": "Кожна людина має право на свободу переконань",
    "ar": "لكل شخص الحق في حرية الرأي والتعبير",
    "fa": "هر کس حق آزادی عقیده و بیان دارد",
    "hi": "प्रत्येक व्यक्ति को विचार और उसकी अभिव्यक्ति की स्वतन्त्रता का अधिकार है",
    "he": "כל אדם זכאי לחירות הדעה והביטוי",
    "el": "Καθένας έχει το δικαίωμα της ελευθερίας της γνώμης",
    "zh": "人人有权享有主张和发表意见的自由",
    "ja": "すべて人は、意見及び表現の自由に対する権利を有する",
    "ko": "모든 사람은 의견의 자유와 표현의 자유에 대한 권리를 가진다",
    "th": "ทุกคนมีสิทธิในอิสรภาพแห่งความเห็น",
}


def codes(texts: list[str | None]) -> list[str | None]:
    return tw.content.language(pa.array(texts, pa.large_string()))["lang"].to_pylist()


def test_many_languages():
    assert dict(zip(codes(list(SAID.values())), SAID, strict=True)) == {code: code for code in SAID}


def test_marks_of_posts_say_nothing():
    text = "@BBCBreaking {} https://t.co/thewaythat 🕊️🇺🇦 2015"
    bare = tw.content.language(list(SAID.values()))
    marked = tw.content.language([text.format(said) for said in SAID.values()])
    pd.testing.assert_frame_equal(bare, marked)
    tagged = ["#" + SAID["fr"].replace(" ", " #", 3)]
    assert codes(tagged) == ["fr"]


def test_what_cannot_be_told_is_null():
    texts = ["", "ok", "@UN", "🕊️🕊️", "https://www.lemonde.fr/une-adresse", "2015", "!?", None]
    found = tw.content.language(texts)
    assert found["lang"].isna().all()
    assert found["margin"].isna().all()


def test_columns_stand_beside_their_texts():
    cells = [SAID["en"], None, "", "\u202b" + SAID["ar"] + "\u202c"]
    for make, kind in ((list, pd.DataFrame), (pl.Series, pl.DataFrame), (pa.array, pa.Table)):
        table = tw.content.language(make(cells))
        assert isinstance(table, kind)
        rows = rows_of(table)
        assert [row["lang"] for row in rows] == ["en", None, None, "ar"]
        assert all(0.02 <= row["margin"] <= 1 for row in (rows[0], rows[3]))
        assert all(row["margin"] is None or math.isnan(row["margin"]) for row in rows[1:3])
    assert len(tw.content.language([])) == 0


def test_mixed_scripts_and_own_words():
    assert codes(["Meeting with Μητσοτάκης in Athens today"]) == ["en"]
    assert codes(["Συνάντηση στην Αθήνα σήμερα with friends"]) == ["el"]
    text = "Ein großer Tag. RT @UN: " + SAID["en"] + ". " + SAID["en"]
    own, whole = tw.content.language([text]), tw.content.language([text], own=False)
    assert (own.loc[0, "lang"], whole.loc[0, "lang"]) == ("de", "en")


def test_languages_that_are_not_known_by_ngrams():
    kazakh = "Әркімнің наным-сенім бостандығына құқығы бар"
    assert codes([kazakh, "Ѕвездите и ноќта", "هر څوک د فکر او بيان د آزادۍ حق لري ښه"]) == [
        None,
        "mk",
        "ps",
    ]


def test_lone_surrogates_and_long_texts():
    assert rows_of(tw.content.language(["\ud83d " + SAID["fr"]]))[0]["lang"] == "fr"
    wide = 1_000_000
    found = codes([piece * (wide // len(piece)) for piece in ("!", "🕊", "1", "@a ", "\u0301", "a")])
    assert found == [None] * 6
    assert codes([SAID["es"] + " " + "la libertad " * (wide // 12), "和" * wide]) == ["es", "zh"]


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_has_one_answer(texts):
    found = tw.content.language(pa.array(texts, pa.large_string())).to_pylist()
    for text, row in zip(texts, found, strict=True):
        assert (row["lang"] is None) == math.isnan(row["margin"])
        assert codes([text]) == [row["lang"]]


def test_senators_write_english():
    posts = tw.datasets.senators().posts
    found = tw.content.language(posts["text"])["lang"].dropna()
    assert len(found) > 14_000
    assert (found == "en").mean() > 0.99


def test_what_is_no_column_of_strings():
    for wrong in ("one string", [1.5], [["a"]], 7, None):
        with pytest.raises(tw.InputError, match="texts"):
            tw.content.language(wrong)


def test_languages_of_a_corpus(world):
    table = world.content(["language", "sentiment"])
    assert table.columns.tolist()[:3] == ["post_id", "lang", "margin"]
    assert len(table) == len(world.posts)
