"""Tokens of many scripts, their forms, whose they are; emoji; what is no valid Unicode."""

from __future__ import annotations

import json
import unicodedata
import warnings
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import twiplomacy as tw


def tokens_of(text: str, **options: Any) -> list[str]:
    return tw.content.tokens(pa.array([text]), **options)["tokens"].to_pylist()[0]


def own_of(text: str) -> str:
    return tw.content.own_words(pa.array([text]))["own_words"].to_pylist()[0]


# What is whole, of sentences such as ministries write: words of one, and no half of a word.
SENTENCES = {
    "我们支持和平解决争端": ["我们", "支持", "和平", "解决", "争端"],
    "臺灣外交部感謝日本政府的支持": ["臺灣", "外交部", "感謝", "日本", "政府", "的", "支持"],
    "ウクライナの人々に連帯を示します": [
        "ウクライナ", "の", "人々", "に", "連帯", "を", "示し", "ます"
    ],
    "日本政府は人道支援を行います": ["日本", "政府", "は", "人道", "支援", "を", "行い", "ます"],
    "ประเทศไทยสนับสนุนสันติภาพในภูมิภาค": ["ประเทศไทย", "สนับสนุน", "สันติภาพ", "ใน", "ภูมิภาค"],
}  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES)
def test_scripts_without_blanks_are_parted_into_words(text):
    assert tokens_of(text) == SENTENCES[text]
    mixed = f"@UN: {text}。#和平 https://un.org/中 (NATO)"
    assert tokens_of(mixed) == [
        "@UN", ":", *SENTENCES[text], "。", "#和平", "https://un.org/中", "(", "NATO", ")"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["សន្តិភាព", "ສັນຕິພາບ", "ငြိမ်းချမ်းရေး"])
def test_khmer_lao_and_burmese_are_words_and_not_letters(text):
    assert len(tokens_of(text)) < len(text) / 2


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_tokens_and_blanks_give_the_text_back(text):
    place = 0
    for token in tokens_of(text):
        start = text.index(token, place)
        assert not any(c.isalnum() for c in text[place:start])
        place = start + len(token)
    assert not any(c.isalnum() for c in text[place:])


@pytest.mark.parametrize(
    "piece", ["中", "和平", "あ", "カ", "ก", "က", "a", "_", "@", "\u0301", "👍"]
)
def test_a_megabyte_of_one_thing(piece):
    text = piece * (1_000_000 // len(piece.encode()))
    found = tokens_of(text)
    assert "".join(found) == text
    assert own_of(text) == text


def test_folding_and_normalisation_by_name():
    text = "Straße STRASSE ΟΔΟΣ Don’t Cafe\u0301 ＵＮ #МИР @UN https://t.co/Ab"
    assert tokens_of(text, fold=True) == [
        "strasse", "strasse", "οδοσ", "don't", "cafe\u0301", "ｕｎ", "#мир", "@un",
        "https://t.co/Ab",
    ]  # fmt: skip
    assert tokens_of(text, normalise="NFC")[4:6] == ["Café", "ＵＮ"]
    assert tokens_of(text, fold=True, normalise="NFKC")[4:6] == ["café", "un"]
    assert tokens_of("Iİı", fold=True) == ["ii\u0307ı"]
    for wrong in ("nfc", "NFD", 1, True):
        with pytest.raises(tw.InputError, match="normalise"):
            tw.content.tokens(["a"], normalise=wrong)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(categories=["L", "M", "Nd"], max_codepoint=0x24FF), max_size=12))
def test_forms_are_those_of_python(text):
    words = tokens_of(text)
    # A mark that stands alone is a sign, and signs stay as they are.
    assume(all(any(c.isalnum() for c in word) for word in words))
    folded = tokens_of(text, fold=True)
    if unicodedata.unidata_version >= "16":
        assert folded == [word.casefold().replace("ʼ", "'") for word in words]
    for name in ("NFC", "NFKC"):
        assert tokens_of(text, normalise=name) == [unicodedata.normalize(name, w) for w in words]


def test_tokens_know_whose_they_are():
    (row,) = rows_of(tw.content.tokens(["“@UN: Peace now” We agree 🕊️ RT @MFA: Peace"]))
    assert len(row["own"]) == len(row["kinds"]) == len(row["tokens"])
    own = [token for token, own in zip(row["tokens"], row["own"], strict=True) if own]
    assert own == ["We", "agree", "🕊️"]
    assert rows_of(tw.content.tokens([None, ""]))[0]["own"] is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Well said! RT @UN: Peace. RT @a: again", "Well said! "),
        ("Oui ! RT : @ONU : la paix", "Oui ! "),
        ("“@UN: Peace now” Well said!", " Well said!"),
        ("「＠UN：平和」賛成", "賛成"),
        ("«@UN: سلام» نعم", " نعم"),
        ("> They said\nWe say", "We say"),
        ("We agree\n\nRE: https://social.example/@a/1", "We agree\n\n"),
        ("Art via @UN", "Art via @UN"),
        ("“Peace”, said @UN", "“Peace”, said @UN"),
        ("START @UN: now", "START @UN: now"),
        ("Please RT @UN today", "Please RT @UN today"),
    ],
)
def test_own_words(text, own):
    assert own_of(text) == own


def test_emoji_and_the_flags_among_them():
    texts = ["We stand with 🇺🇦🇺🇦 👩🏽‍🚒 RT @UN: 🇺🇳", None, "no", "🇽🇽🏴󠁧󠁢󠁳󠁣󠁴󠁿1️⃣"]
    found = rows_of(tw.content.emoji(texts))
    assert found[0] == {
        "n_emoji": 3, "distinct": 2, "emoji": ["🇺🇦", "🇺🇦", "👩🏽‍🚒"], "flags": ["UA", "UA"]
    }  # fmt: skip
    assert found[1] == {"n_emoji": None, "distinct": None, "emoji": None, "flags": None}
    assert (found[2]["n_emoji"], found[2]["emoji"]) == (0, [])
    assert (found[3]["n_emoji"], found[3]["flags"]) == (3, ["GB-SCT"])
    (all_of_it,) = rows_of(tw.content.emoji(texts[:1], own=False))
    assert all_of_it["flags"] == ["UA", "UA", "UN"]


BROKEN = ["fine", "half \ud83d", None, "two \ud83d\ude00 halves"]


@pytest.mark.parametrize(
    "make",
    [list, tuple, lambda cells: pd.Series(cells, dtype=object)],
    ids=["list", "tuple", "pandas object"],
)
def test_lone_surrogates_are_replaced_and_counted(make):
    with pytest.warns(
        tw.CoverageWarning, match=r"texts: 2 cells hold lone surrogates, first in row 1"
    ):
        found = rows_of(tw.content.tokens(make(BROKEN)))
    assert [row["tokens"] for row in found] == [
        ["fine"], ["half", "\ufffd"], None, ["two", "😀", "halves"]
    ]  # fmt: skip


def test_lone_surrogates_in_ids_name_their_row():
    with pytest.raises(tw.InputError, match=r"row 1 holds the lone surrogate '\\ud83d'"):
        tw.coordination(["a", "b\ud83d"], ["c", "d"], ["e", "f"], [0, 0])
    frame = pd.DataFrame({"post_id": ["1"], "author": ["a"]})
    frame["text"] = pd.Series(["\ud83d"], dtype=object)
    with pytest.raises(tw.InputError, match=r"column 'text': row 0 holds the lone surrogate"):
        tw.from_frame(frame)


def test_texts_that_are_whole_warn_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tw.content.tokens(pl.Series(["a", None, "\ufffd"]))
        tw.content.tokens(pd.Series(["a", None, "😀"]))


def test_an_archive_with_lone_surrogates(tmp_path):
    path = tmp_path / "broken.jsonl"
    lines = [
        json.dumps({"id": str(number), "author_id": "9", "text": text})
        for number, text in enumerate(["half \ud83d end", "whole 😀"])
    ]
    path.write_text("\n".join(lines))
    corpus = tw.read(path)
    assert corpus.posts["text"].tolist() == ["half \ufffd end", "whole 😀"]
    assert len(corpus.rejects) == 0
    coverage = corpus.coverage().set_index("measure")["value"]
    assert coverage["repaired_lines"] == 1
