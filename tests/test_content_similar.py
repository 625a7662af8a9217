"""Similar texts: equal to scikit-learn on the same tokens."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw


def by_sklearn(texts, query=None):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    made = TfidfVectorizer(tokenizer=str.split, token_pattern=None)
    vectors = made.fit_transform(texts)
    if query is not None:
        return linear_kernel(made.transform(query), vectors)
    cosines = linear_kernel(vectors)
    np.fill_diagonal(cosines, 0)
    return cosines


def check(table, cosines, k, least=0.0):
    for text, row in enumerate(cosines):
        wanted = np.sort(row[(row > 1e-12) & (row >= least)])[::-1][:k]
        mine = table[table["text"] == text]
        assert np.allclose(mine["similarity"], wanted, atol=1e-9)
        assert np.allclose(row[mine["other"]], mine["similarity"], atol=1e-9)
        assert mine["rank"].tolist() == list(range(1, len(mine) + 1))


words = st.lists(st.sampled_from([*"abcdefgh", "the", "of"]), min_size=1, max_size=9)


@settings(max_examples=50, deadline=None)
@given(st.lists(words.map(" ".join), min_size=2, max_size=25), st.integers(1, 5))
def test_equal_to_scikit_learn(texts, k):
    check(tw.content.similar(texts, k=k), by_sklearn(texts), k)


def test_equal_to_scikit_learn_on_real_posts():
    corpus = tw.datasets.senators()
    texts = corpus.posts["text"].head(1500).tolist()
    tokens = tw.content.tokens(texts)
    plain = [
        " ".join(t for t, kind in zip(*row, strict=True) if kind == "word" and t.isascii())
        for row in zip(tokens["tokens"], tokens["kinds"], strict=True)
    ]
    plain = [text.replace("'", "") for text in plain if text]
    cosines = by_sklearn(plain)
    check(tw.content.similar(plain, k=7, own=False, kinds="word"), cosines, 7)
    check(tw.content.similar(plain, k=3, min_similarity=0.4, own=False), cosines, 3, 0.4)


def test_queries_are_others_texts():
    texts = ["peace talks in geneva", "trade talks", "war"]
    query = ["geneva talks unheard", "unheard", None]
    found = tw.content.similar(texts, query)
    check(found, by_sklearn(texts, [text or "" for text in query]), 10)
    assert found["text"].unique().tolist() == [0]


def test_nothing_in_common_and_all_the_same():
    assert not len(tw.content.similar(["a", "b", None, ""]))
    same = tw.content.similar(["peace talks"] * 5, k=2)
    assert same[["text", "other"]].values.tolist() == [
        [0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1], [3, 0], [3, 1], [4, 0], [4, 1],
    ]  # fmt: skip
    assert np.allclose(same["similarity"], 1.0)


@pytest.mark.parametrize("options", [{"k": 0}, {"min_similarity": 1.5}, {"min_similarity": "x"}])
def test_bad_arguments_are_named(options):
    with pytest.raises(tw.InputError, match=f"^{next(iter(options))}: "):
        tw.content.similar(["a"], **options)


def test_posts_of_a_corpus():
    corpus = tw.datasets.senators().select(accounts="SenSanders")
    every = corpus.similar(k=3)
    post = every["post"].iloc[0]
    one = corpus.similar(to=post, k=3)
    pd.testing.assert_frame_equal(one, every[every["post"] == post].reset_index(drop=True))
    assert not (every["post"] == every["other"]).any()
    with pytest.raises(tw.InputError, match="^to: "):
        corpus.similar(to="nowhere")
