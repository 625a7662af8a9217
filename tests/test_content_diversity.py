"""Lexical diversity: values by hand and published, and lexicalrichness beside it."""

from __future__ import annotations

import math

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of

import twiplomacy as tw

MEASURES = [
    "ttr", "root_ttr", "corrected_ttr", "log_ttr", "summer", "dugast", "maas", "msttr", "mattr",
    "mtld", "hdd", "yule_k", "yule_i", "simpson_d", "herdan_v", "hapax_share",
]  # fmt: skip
THEIRS = {
    "ttr": "ttr", "root_ttr": "rttr", "corrected_ttr": "cttr", "log_ttr": "Herdan",
    "summer": "Summer", "dugast": "Dugast", "maas": "Maas", "yule_k": "yulek", "yule_i": "yulei",
    "simpson_d": "simpsond", "herdan_v": "herdanvm",
}  # fmt: skip

# The text of the README and of the tests of lexicalrichness 0.5.1.
LONG = """Measure of textual lexical diversity, computed as the mean length of sequential words in
a text that maintains a minimum threshold TTR score.

Iterates over words until TTR scores falls below a threshold, then increase factor
counter by 1 and start over. McCarthy and Jarvis (2010, pg. 385) recommends a factor
threshold in the range of [0.660, 0.750].
(McCarthy 2005, McCarthy and Jarvis 2010)"""


def row_of(text, **given):
    """As Arrow, where NaN is not null."""
    (row,) = tw.content.diversity(pa.array([text]), **given).to_pylist()
    return row


def test_values_by_hand():
    row = row_of(
        "Peace, peace and WAR! Peace @UN 2015 https://un.example 🕊️ #war", window=3, draws=2
    )
    n, v, squares = 6, 3, 9 + 1 + 4
    assert [row["n_tokens"], row["n_types"]] == [n, v]
    assert row["ttr"] == 0.5
    assert row["root_ttr"] == pytest.approx(v / math.sqrt(n))
    assert row["corrected_ttr"] == pytest.approx(v / math.sqrt(2 * n))
    assert row["log_ttr"] == pytest.approx(math.log(v) / math.log(n))
    assert row["summer"] == pytest.approx(math.log(math.log(v)) / math.log(math.log(n)))
    assert row["dugast"] == pytest.approx(math.log(n) ** 2 / (math.log(n) - math.log(v)))
    assert row["maas"] == pytest.approx(1 / row["dugast"])
    # ppa paw awp wpw, of which ppa and wpw are segments
    assert row["msttr"] == pytest.approx((2 + 2) / 6)
    assert row["mattr"] == pytest.approx((2 + 3 + 3 + 2) / 12)
    # Forward: pp | awpw without an end, 3/4; backward: wpw | app.
    forward, backward = n / (1 + (1 - 3 / 4) / 0.28), n / 2
    assert row["mtld"] == pytest.approx((forward + backward) / 2)
    assert row["hdd"] == pytest.approx((1 - 3 / 15 + 1 - 10 / 15 + 1 - 6 / 15) / 2)
    assert row["yule_k"] == pytest.approx(1e4 * (squares / n**2 - 1 / n))
    assert row["yule_i"] == pytest.approx(v**2 / (squares - v))
    assert row["simpson_d"] == pytest.approx((6 + 0 + 2) / 30)
    assert row["herdan_v"] == pytest.approx(math.sqrt(squares / n**2 - 1 / v))
    assert row["hapax_share"] == pytest.approx(1 / 3)


def test_values_of_the_readme_of_lexicalrichness():
    row = row_of(LONG, window=25)
    assert [row["n_tokens"], row["n_types"]] == [57, 39]
    wanted = {
        "ttr": 0.6842105263157895, "root_ttr": 5.165676192553671,
        "corrected_ttr": 3.6526846651686067, "msttr": 0.88, "mattr": 0.8351515151515151,
        "mtld": 46.79226361031519, "hdd": 0.7468703323966486,
    }  # fmt: skip
    for name, value in wanted.items():
        assert row[name] == pytest.approx(value, rel=1e-12), name


def test_values_of_the_tests_of_lexicalrichness():
    words = [
        "test",
        "text",
        "with",
        "some",
        "text",
        "numbers",
        "hyphenhere",
        "and",
        "text",
        "punctuations",
    ]
    row = row_of(words, window=5, draws=5)
    wanted = {
        "ttr": 0.8, "root_ttr": 2.5298221281347035, "corrected_ttr": 1.7888543819998317,
        "log_ttr": 0.9030899869919434, "summer": 0.8777828395738175,
        "dugast": 23.760032854423635, "maas": 0.04208748389057132, "mattr": 0.9,
        "mtld": 14.000000000000004, "hdd": 0.8833333333333332,
        # With discard=True it drops the last segment though it is whole, and has 0.8.
        "msttr": 0.9,
    }  # fmt: skip
    for name, value in wanted.items():
        assert row[name] == pytest.approx(value, rel=1e-12), name


def test_the_same_as_lexicalrichness_by_account():
    """Fed the same tokens. It raises where there is NaN here."""
    richness = pytest.importorskip("lexicalrichness").LexicalRichness
    posts = tw.datasets.senators().posts
    busy = posts["author_id"].value_counts()
    posts = posts[posts["author_id"].isin(sorted(busy[busy > 150].index)[:12])]
    table = tw.content.diversity(posts["text"], by=posts["author_id"])
    tokens = tw.content.tokens(tw.content.own_words(posts["text"])["own_words"])
    words = [
        [
            token.lstrip("#＃$").lower().replace("’", "'")
            for token, kind in zip(row["tokens"], row["kinds"], strict=True)
            if kind in ("word", "hashtag", "cashtag")
        ]
        for row in rows_of(tokens)
    ]
    pooled = pd.Series(words, index=posts["author_id"]).groupby(level=0).sum()
    assert table["group"].tolist() == pooled.index.tolist()
    as_lists = tw.content.diversity(words, by=posts["author_id"])
    pd.testing.assert_frame_equal(pd.DataFrame(as_lists), table)
    for row, own in zip(table.itertuples(), pooled, strict=True):
        peer = richness(own, preprocessor=None, tokenizer=None)
        assert (row.n_tokens, row.n_types) == (peer.words, peer.terms)
        assert row.n_tokens % 50
        for name, theirs in THEIRS.items():
            assert getattr(row, name) == pytest.approx(getattr(peer, theirs), rel=1e-9), name
        assert row.mtld == pytest.approx(peer.mtld(), rel=1e-12)
        assert row.mattr == pytest.approx(peer.mattr(50), rel=1e-12)
        assert row.msttr == pytest.approx(peer.msttr(50), rel=1e-12)
        assert row.hdd == pytest.approx(peer.hdd(42), rel=1e-9)


def test_settings_are_those_of_lexicalrichness():
    richness = pytest.importorskip("lexicalrichness").LexicalRichness
    words = LONG.lower().split()
    peer = richness(words, preprocessor=None, tokenizer=None)
    for window, threshold, draws in ((1, 0.5, 1), (7, 0.66, 10), (len(words), 0.9, len(words))):
        row = row_of(words, window=window, threshold=threshold, draws=draws)
        assert row["mattr"] == pytest.approx(peer.mattr(window))
        assert row["mtld"] == pytest.approx(peer.mtld(threshold))
        assert row["hdd"] == pytest.approx(peer.hdd(draws))


def test_texts_that_are_too_short():
    def undefined(text):
        row = row_of(text)
        return {name for name in MEASURES if math.isnan(row[name])}

    assert undefined("") == undefined("🕊️ @UN 2015") == set(MEASURES)
    long = {"msttr", "mattr", "hdd"}
    assert undefined("peace") == long | {
        "log_ttr", "summer", "dugast", "maas", "yule_i", "simpson_d",
    }  # fmt: skip
    assert undefined("peace now") == long | {"dugast", "yule_i"}
    assert undefined("peace peace") == long | {"summer"}
    assert undefined(" ".join("ab" * 21)) == {"msttr", "mattr"}
    assert undefined(" ".join("ab" * 25)) == set()
    (row,) = tw.content.diversity(pa.array([None], pa.string())).to_pylist()
    assert row["n_tokens"] is None and math.isnan(row["ttr"])


def test_own_words_alone_unless_told_otherwise():
    text = "Well said! RT @UN: Peace now"
    assert row_of(text)["n_tokens"] == 2
    assert row_of(text, own=False)["n_tokens"] == 5
    assert row_of(text.split(), own=True)["n_tokens"] == 6


@pytest.mark.parametrize("make", [list, pd.Series, pl.Series, pa.array])
def test_groups_are_their_texts_in_order(make):
    texts = ["Peace now", "War", None, "peace again", "nobody's"]
    found = rows_of(tw.content.diversity(make(texts), by=make(["b", "a", "b", "b", None])))
    assert [(row["group"], row["n_texts"], row["n_tokens"], row["n_types"]) for row in found] == [
        ("a", 1, 1, 1), ("b", 2, 4, 3),
    ]  # fmt: skip
    alone = row_of("Peace now peace again")
    for name in MEASURES:
        pooled = math.nan if found[1][name] is None else found[1][name]
        assert pooled == pytest.approx(alone[name], nan_ok=True)
    by_number = rows_of(tw.content.diversity(make(texts), by=make([7, 3, 7, 7, 3])))
    assert [(row["group"], row["n_texts"]) for row in by_number] == [("3", 2), ("7", 2)]


def test_columns_of_tokens():
    lists = [["Peace", "peace", " ", "2015", None], [], None]
    for make in (list, pd.Series, pl.Series, pa.array):
        table = tw.content.diversity(make(lists))
        assert [row["n_tokens"] for row in rows_of(table)] == [4, 0, None]
    assert rows_of(tw.content.diversity(lists))[0]["n_types"] == 4
    tokens = tw.content.tokens(["Peace now", None])["tokens"]
    assert [row["n_types"] for row in rows_of(tw.content.diversity(tokens))] == [2, None]


def test_what_cannot_be_measured():
    for wrong in ("one string", [1.5], [[1]], [["a"], "a"], 7, None):
        with pytest.raises(tw.InputError, match="texts"):
            tw.content.diversity(wrong)
    with pytest.raises(tw.InputError, match="by: 1 labels; wanted one for each of 2 texts"):
        tw.content.diversity(["a", "b"], by=["x"])
    for wrong in ({"window": 0}, {"draws": 0}, {"window": 2.5}, {"threshold": 1}, {"threshold": 0}):
        with pytest.raises(tw.InputError, match=next(iter(wrong))):
            tw.content.diversity(["a"], **wrong)
    with pytest.raises(tw.InputError, match="threshold"):
        tw.content.diversity(["a"], threshold=math.nan)


def test_no_texts():
    assert len(tw.content.diversity([])) == 0
    assert len(tw.content.diversity([], by=[])) == 0
    assert rows_of(tw.content.diversity(["a"], by=[None])) == []


def test_other_scripts_and_long_runs():
    texts = [
        "سلام سلام العالم",
        "和平和平",
        "Мир миру МИР",
        "a" * 10**6,
        "a " * 500_000,
        "🕊️" * 10**5,
    ]
    rows = rows_of(tw.content.diversity(texts))
    assert [(row["n_tokens"], row["n_types"]) for row in rows[2:]] == [
        (3, 2), (1, 1), (500_000, 1), (0, 0),
    ]  # fmt: skip
    assert (rows[0]["n_tokens"], rows[0]["n_types"]) == (3, 2)
    assert rows[1]["n_types"] <= 2
    assert rows[4]["mattr"] == pytest.approx(1 / 50) and rows[4]["mtld"] == 2


def test_a_measure_of_a_corpus(world):
    table = world.content("diversity", own=False)
    assert table.columns.tolist() == ["post_id", "n_tokens", "n_types", *MEASURES]
    alone = tw.content.diversity(world.posts["text"], own=False)
    assert table["mtld"].tolist() == pytest.approx(alone["mtld"].tolist(), nan_ok=True)
