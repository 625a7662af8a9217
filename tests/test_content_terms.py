"""Terms counted: frequencies, sparse counts, collocations, co-occurrence."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw

TEXTS = ["Peace now, peace!", None, "", "NOW: #Peace @UN 🕊️ 3 https://un.example", "RT @x: theirs"]


def counts(table) -> dict[str, tuple[int, int]]:
    return {row["term"]: (row["count"], row["texts"]) for row in rows_of(table)}


def test_words_and_hashtags_in_own_words():
    table = tw.content.frequencies(TEXTS)
    assert counts(table) == {"now": (2, 2), "peace": (2, 1), "#peace": (1, 1)}
    assert table["term"].tolist() == ["now", "peace", "#peace"]
    assert table["share"].tolist() == [0.4, 0.4, 0.2]


@pytest.mark.parametrize("make", [list, pd.Series, pl.Series, pa.array])
def test_any_column_gives_its_kind(make):
    table = tw.content.frequencies(make(TEXTS))
    assert counts(table)["now"] == (2, 2)
    kinds = {list: pd.DataFrame, pd.Series: pd.DataFrame, pl.Series: pl.DataFrame}
    assert isinstance(table, kinds.get(make, pa.Table))


def test_options_say_what_a_term_is():
    def terms(**options):
        return set(counts(tw.content.frequencies(TEXTS, **options)))

    assert terms(kinds="mention") == {"@un"}
    assert terms(kinds=["emoji", "number"]) == {"🕊️", "3"}
    assert terms(fold=False) == {"Peace", "now", "peace", "NOW", "#Peace"}
    assert terms(own=False) == {"now", "peace", "#peace", "rt", "theirs"}
    assert terms(ngrams=2) == {"peace now"}
    assert terms(ngrams=(1, 2)) == {"peace", "now", "#peace", "peace now"}
    assert terms(min_count=2) == {"now", "peace"}
    assert terms(stopwords=["NOW"]) == {"peace", "#peace"}
    assert terms(stopwords="en") == {"now", "peace", "#peace"}
    assert terms(stopwords=[*tw.content.stopwords(), "now"]) == {"peace", "#peace"}
    assert set(counts(tw.content.frequencies(["I don’t, we DO!"], stopwords="en"))) == set()
    assert set(counts(tw.content.frequencies(["don’t don't"]))) == {"don't"}


def test_stop_words_of_a_language_that_has_none():
    with pytest.raises(tw.InputError, match="lang: 'de'; wanted 'en'"):
        tw.content.stopwords("de")


def test_by_group():
    table = tw.content.frequencies(["a b", "b", "c", "a"], by=["y", "x", None, "y"])
    assert rows_of(table[["group", "term", "count"]]) == [
        {"group": "x", "term": "b", "count": 1},
        {"group": "y", "term": "a", "count": 2},
        {"group": "y", "term": "b", "count": 1},
    ]
    with pytest.raises(tw.InputError, match="by: 1 rows; wanted 2"):
        tw.content.frequencies(["a", "b"], by=["x"])


@pytest.mark.parametrize(
    "options",
    [
        {"kinds": "words"},
        {"kinds": []},
        {"ngrams": 0},
        {"ngrams": (2, 1)},
        {"ngrams": 6},
        {"stopwords": "de"},
        {"min_count": 0},
    ],
)
def test_bad_options_are_named(options):
    with pytest.raises(tw.InputError, match=f"^{next(iter(options))}: "):
        tw.content.frequencies(TEXTS, **options)


@pytest.mark.parametrize("texts", [[], [None], [""], ["🕊️ …"]])
def test_no_term(texts):
    texts = pa.array(texts, pa.string())
    assert tw.content.frequencies(texts).num_rows == 0
    assert tw.content.document_term(texts).num_rows == 0
    assert tw.content.collocations(texts).num_rows == 0
    assert tw.content.similar(texts).num_rows == 0
    assert tw.content.cooccurrence(texts).n_nodes == 0


def test_a_megabyte_of_one_character():
    for sign in ("a", "#", "🕊", "'", "和"):
        long = [sign * 1_000_000]
        assert len(tw.content.frequencies(long)) <= 2
        assert len(tw.content.cooccurrence(long, "word").nodes) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(alphabet="abc #,A", max_size=20)), max_size=12))
def test_counted_as_by_hand(texts):
    count: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for text in texts:
        row = rows_of(tw.content.tokens([text or ""]))[0]
        kinds = zip(row["tokens"], row["kinds"], strict=True)
        terms = [token.lower() for token, kind in kinds if kind in ("word", "hashtag")]
        count.update(terms)
        held.update(set(terms))
    found = counts(tw.content.frequencies(pa.array(texts, pa.string())))
    assert found == {term: (count[term], held[term]) for term in count}


def test_sparse_counts_are_those_of_scikit_learn():
    from sklearn.feature_extraction.text import CountVectorizer

    texts = ["war and peace", "peace talks", "", "talks on talks on war"]
    ours, terms = tw.content.document_term(texts, sparse=True)
    peer = CountVectorizer(token_pattern=r"\w+")
    theirs = peer.fit_transform(texts)
    assert terms == peer.get_feature_names_out().tolist()
    assert (ours.toarray() == theirs.toarray()).all()
    long = tw.content.document_term(texts, min_texts=2)
    assert set(long["term"]) == {"war", "peace", "talks"}
    assert long["count"].sum() == ours[:, [terms.index(t) for t in set(long["term"])]].sum()


def test_collocations_as_quanteda_prints_them():
    texts = ["I like good ice cream.", "Me too!  I like good ice cream.", ""]
    table = tw.content.collocations(texts, measure="lambda", min_count=2)
    assert sorted(table["collocation"]) == ["good ice", "i like", "ice cream", "like good"]
    assert np.allclose(table["lambda"], 4.317488, atol=1e-6)
    assert np.allclose(table["z"], 2.027787, atol=1e-6)


def test_collocations_do_not_cross_marks():
    texts = ["alpha beta, gamma delta @un epsilon zeta https://x.example eta theta 🕊️ iota"]
    found = set(tw.content.collocations(texts, min_count=1)["collocation"])
    assert found == {"alpha beta", "gamma delta", "epsilon zeta", "eta theta"}
    three = tw.content.collocations(["a b c. d e f g"], size=3, min_count=1)
    assert set(three["collocation"]) == {"a b c", "d e f", "e f g"}
    near = tw.content.collocations(["a b c"], window=3, min_count=1)
    assert set(near["collocation"]) == {"a b", "b c", "a c"}
    for bad in ({"size": 4}, {"size": 3, "window": 3}, {"measure": "x"}, {"window": 1}):
        with pytest.raises(tw.InputError):
            tw.content.collocations(texts, **bad)


def test_collocation_measures_against_scipy():
    from scipy.stats import chi2_contingency

    words = re.findall(r"\w+", "a b a b a c b c a b c c a a b " * 7)
    table = tw.content.collocations([" ".join(words)], min_count=1).set_index("collocation")
    pairs = list(pairwise(words))
    for (one, two), count in Counter(pairs).items():
        row = table.loc[f"{one} {two}"]
        cells = np.zeros((2, 2))
        for first, second in pairs:
            cells[int(first != one), int(second != two)] += 1
        peer = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        expected = peer.expected_freq[0, 0]
        assert row["count"] == count == cells[0, 0]
        assert np.isclose(row["expected"], expected)
        assert np.isclose(abs(row["g2"]), peer.statistic)
        assert np.isclose(row["pmi"], np.log2(count / expected))
        assert np.isclose(row["t"], (count - expected) / np.sqrt(count))


def test_cooccurrence_is_a_network():
    texts = ["#a #b #B", "#A #b #c", "#c", None, "plain #ä #a"]
    net = tw.content.cooccurrence(texts, min_count=1)
    edges = {(row["source"], row["target"]): row["weight"] for row in rows_of(net.edges)}
    assert edges == {("#a", "#b"): 2, ("#a", "#c"): 1, ("#b", "#c"): 1, ("#a", "#ä"): 1}
    assert dict(net.nodes[["node", "texts"]].values.tolist()) == {
        "#a": 3,
        "#b": 2,
        "#c": 2,
        "#ä": 1,
    }
    assert not net.directed
    strong = tw.content.cooccurrence(texts, min_count=2, weight="association")
    assert rows_of(strong.edges)[0]["weight"] == pytest.approx(4 * 2 / (3 * 2))
    words = tw.content.cooccurrence(["a b c d", "a d"], "word", window=2, min_count=1)
    assert {tuple(pair) for pair in words.edges[["source", "target"]].values} == {
        ("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"),
    }  # fmt: skip


def test_posts_with_too_many_tags_are_left_out_and_named():
    texts = [" ".join(f"#t{i}x" for i in range(200)), "#a #b", "#a #b"]
    with pytest.warns(tw.CoverageWarning, match="1 texts have more than 100"):
        net = tw.content.cooccurrence(texts)
    assert net.n_edges == 1
    with pytest.raises(tw.InputError, match="^of: "):
        tw.content.cooccurrence(texts, "tags")
    with pytest.raises(tw.InputError, match="^weight: "):
        tw.content.cooccurrence(texts, weight="pmi")


def test_the_corpus_leaves_reposts_out():
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3"],
            "author_id": ["a", "b", "c"],
            "created_at": ["2020-01-01", "2020-01-02", "2020-01-03"],
            "text": ["#x #y", "RT: #x #y", "#X #Y"],
            "kind": ["original", "repost", "original"],
            "repost_of": [None, "1", None],
        }
    )
    net = tw.from_frame(frame).cooccurrence(min_count=1)
    assert rows_of(net.edges)[0]["weight"] == 2
