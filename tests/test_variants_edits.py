"""Edits between texts: the fewest, they turn one into the other, and each says what it touched."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw

TOKENS = st.sampled_from(
    ["a", "b", "c", "#a", "@b", "7", "Not", ".", "😀", "和", "https://a.org/1"]
)
TEXTS = st.one_of(st.lists(TOKENS, max_size=9).map(" ".join), st.text(max_size=15))


def tokens(text):
    return tw.content.tokens(pa.array([text]))["tokens"].to_pylist()[0]


def slow_distance(before, after):
    """Levenshtein's distance by the whole table."""
    row = list(range(len(after) + 1))
    for place, old in enumerate(before, 1):
        last, row[0] = row[0], place
        for at, new in enumerate(after, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (old != new))
    return row[-1]


def edits(before, after, **options):
    table = tw.compare_texts(before, after, **options)
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in table.itertuples(index=False)
    ]


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_the_edits_turn_one_text_into_the_other(before, after):
    table = tw.compare_texts(pa.array([before]), pa.array([after])).to_pylist()
    old, new = tokens(before), tokens(after)
    assert [row["token_before"] for row in table if row["op"] != "add"] == old
    assert [row["token_after"] for row in table if row["op"] != "drop"] == new
    for row in table:
        same = row["token_before"] == row["token_after"]
        assert (row["op"] == "keep") == same == (row["class"] is None)
        assert (row["op"] == "add") == (row["token_before"] is None)
        assert (row["op"] == "drop") == (row["token_after"] is None)
    changed = [row for row in table if row["op"] != "keep"]
    assert len(changed) == slow_distance(old, new)
    fewer = tw.compare_texts(pa.array([before]), pa.array([after]), keep=False).to_pylist()
    assert fewer == changed


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("join #Peace now", "join #peace now", ("substitute", "punctuation_or_case")),
        ("join #Peace now", "join Peace now", ("substitute", "hashtag")),
        ("we read https://a.org/1", "we read https://a.org/2", ("substitute", "link")),
        ("we thank @UN today", "we thank today", ("drop", "mention")),
        ("12 dead in camp", "15 dead in camp", ("substitute", "number")),
        ("we met Kerry there", "we met Lavrov there", ("substitute", "name")),
        ("we are sure", "we are not sure", ("add", "negation")),
        ("we don’t know", "we do know", ("substitute", "negation")),
        ("talks may fail", "talks will fail", ("substitute", "hedge")),
        ("we are sorry", "we are deeply sorry", ("add", "intensifier")),
        ("a good talk", "a bad talk", ("substitute", "word")),
        ("a good talk", "a good talk!", ("add", "punctuation_or_case")),
        ("a good talk", "a good talk 🕊", ("add", "emoji")),
        ("we DON’T know", "we don't know", ("substitute", "punctuation_or_case")),
        ("buy $TSLA now", "buy now", ("drop", "hashtag")),
    ],
)
def test_each_class_by_hand(before, after, wanted):
    found = edits(before, after, keep=False)
    assert [(row[0], row[3]) for row in found] == [wanted]


def test_a_pair_of_texts_has_no_pair_and_columns_keep_their_kind():
    assert edits("a b", "a c") == [("keep", "a", "a", None), ("substitute", "b", "c", "word")]
    assert list(tw.compare_texts("a", "b").columns) == [
        "op", "token_before", "token_after", "class",
    ]  # fmt: skip
    before, after = ["x y", None, "x", "", "x"], ["x z", "x", None, "x", ""]
    wanted = [(0, "substitute"), (3, "add"), (4, "drop")]
    for make, kind in ((list, pd.DataFrame), (pd.Series, pd.DataFrame), (pl.Series, pl.DataFrame),
                       (pa.array, pa.Table)):  # fmt: skip
        table = tw.compare_texts(make(before), make(after), keep=False)
        assert isinstance(table, kind)
        rows = (
            table.to_pylist()
            if kind is pa.Table
            else table.to_dict(
                **({"orient": "records"} if kind is pd.DataFrame else {"as_series": False})
            )
        )
        if kind is pl.DataFrame:
            rows = [dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)]
        assert [(row["pair"], row["op"]) for row in rows] == wanted


def test_texts_of_a_megabyte_take_little_time():
    one = "a" * 1_000_000
    assert len(tw.compare_texts(one, one)) == 1
    # Folded once, and not for each of the words that it may be paired with.
    long = tw.compare_texts("ا" * 3_000_000, "b " * 4000)
    assert long["op"].tolist() == ["substitute"] + ["add"] * 3999
    signs, others = "!" * 1_000_000, "?" * 1_000_000
    table = tw.compare_texts([signs], [others], keep=False)
    assert len(table) == 1_000_000 and set(table["op"]) == {"substitute"}
    words = " ".join(f"w{number}" for number in range(120_000))
    table = tw.compare_texts(words, "new " + words)
    assert (table["op"] == "keep").sum() == 120_000


def test_broken_and_strange_texts():
    assert edits("", "") == []
    assert edits("مرحبا بالعالم", "مرحبا") == [
        ("keep", "مرحبا", "مرحبا", None), ("drop", "بالعالم", None, "word"),
    ]  # fmt: skip
    assert edits("世界和平", "世界") == [
        ("keep", "世界", "世界", None), ("drop", "和平", None, "word"),
    ]  # fmt: skip
    assert [row[0] for row in edits("🕊️👩‍🚒", "👩‍🚒")] == ["drop", "keep"]
    with pytest.warns(tw.CoverageWarning, match="after: 1 cells hold lone surrogates"):
        assert edits("peace", "peace \ud83d")[0] == ("keep", "peace", "peace", None)


def test_what_cannot_be_compared():
    for before, after in (("a", ["a"]), (["a"], "a"), (["a"], ["a", "b"]), ([1.5], ["a"])):
        with pytest.raises(tw.InputError, match=r"before|after"):
            tw.compare_texts(before, after)


def test_any_number_of_threads_gives_the_same(elsewhere):
    code = """
import hashlib, twiplomacy as tw
posts = tw.datasets.senators().posts["text"]
table = tw.compare_texts(posts[:-1].reset_index(drop=True), posts[1:].reset_index(drop=True))
print(hashlib.sha256(table.to_csv().encode()).hexdigest())
"""
    assert elsewhere(code, threads=1) == elsewhere(code, threads=3)
