"""Keyness: formulas, peers, accounts."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from archives import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import twiplomacy as tw

mpl.use("Agg")

# The two documents of quanteda's own tests of textstat_keyness.
D1 = "a a a b b c c c c c c d e f g h h"
D2 = "a a b c c d d d d e f h"
TARGET = dict(zip("abcdefgh", [3, 2, 6, 1, 1, 1, 1, 2], strict=True))
REFERENCE = dict(zip("abcdefgh", [2, 1, 2, 4, 1, 1, 0, 1], strict=True))


def keyed(method, **options) -> pd.DataFrame:
    return tw.content.keyness(TARGET, REFERENCE, method, **options).set_index("term")


def cells(term: str) -> np.ndarray:
    a, b = TARGET[term], REFERENCE[term]
    return np.array([[a, b], [sum(TARGET.values()) - a, sum(REFERENCE.values()) - b]])


def test_texts_frames_and_mappings_are_the_same():
    by_texts = tw.content.keyness([D1], [D2])
    frames = [tw.content.frequencies([text]) for text in (D1, D2)]
    assert by_texts.equals(tw.content.keyness(*frames))
    assert by_texts.equals(tw.content.keyness(TARGET, REFERENCE))


def test_log_odds_by_the_formula():
    found = keyed("log_odds", prior=500)
    n = sum(TARGET.values()), sum(REFERENCE.values())
    for term in TARGET:
        y = TARGET[term], REFERENCE[term]
        prior = 500 * sum(y) / sum(n)
        odds = [np.log((y[k] + prior) / (n[k] + 500 - y[k] - prior)) for k in (0, 1)]
        delta = odds[0] - odds[1]
        z = delta / np.sqrt(1 / (y[0] + prior) + 1 / (y[1] + prior))
        assert found.loc[term, "score"] == pytest.approx(delta, rel=1e-12)
        assert found.loc[term, "z"] == pytest.approx(z, rel=1e-12)
        assert found.loc[term, "p"] == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-9)


@pytest.mark.parametrize(
    ("method", "correction", "peer"),
    [
        ("g2", None, {"correction": False, "lambda_": "log-likelihood"}),
        ("chi2", None, {"correction": False}),
        ("chi2", "yates", {"correction": True}),
    ],
)
def test_four_cells_as_in_scipy(method, correction, peer):
    found = keyed(method, correction=correction)
    for term in TARGET:
        theirs = stats.chi2_contingency(cells(term), **peer)
        assert abs(found.loc[term, "score"]) == pytest.approx(theirs.statistic, abs=1e-9)
        assert found.loc[term, "p"] == pytest.approx(theirs.pvalue, abs=1e-9)
        above = cells(term)[0, 0] > theirs.expected_freq[0, 0]
        assert found.loc[term, "score"] == 0 or (found.loc[term, "score"] > 0) == above


def test_fisher_as_in_scipy():
    found = keyed("exact")
    for term in TARGET:
        theirs = stats.fisher_exact(cells(term)).pvalue
        assert found.loc[term, "p"] == pytest.approx(theirs, rel=1e-9)
        z = abs(found.loc[term, "z"])
        assert 2 * stats.norm.sf(z) == pytest.approx(min(theirs, 1.0), rel=1e-6)
    assert found.loc["g", "score"] == np.inf
    big = tw.content.keyness({"a": 60_000, "b": 900_000}, {"a": 50_000, "b": 950_000}, "exact")
    theirs = stats.fisher_exact([[60_000, 50_000], [900_000, 950_000]]).pvalue
    assert big["p"].iloc[0] == pytest.approx(theirs, rel=1e-6, abs=1e-300)
    assert np.isfinite(big["z"]).all()


def test_the_order_of_quanteda():
    # Its tests give this order for the uncorrected likelihood ratio.
    assert keyed("g2").index.tolist() == ["c", "g", "b", "h", "a", "e", "f", "d"]
    turned = tw.content.keyness(REFERENCE, TARGET, "g2")["term"].tolist()
    assert turned == ["d", "e", "f", "a", "b", "h", "g", "c"]


def test_williams_divides_by_his_factor():
    plain, divided = keyed("g2")["score"], keyed("g2", correction="williams")["score"]
    n, rows, column = 29, np.array([17, 12]), 8
    q = 1 + (n * (1 / rows).sum() - 1) * (n * (1 / column + 1 / (n - column)) - 1) / (6 * n)
    assert plain["c"] / divided["c"] == pytest.approx(q)


@pytest.mark.parametrize("adjust", ["bh", "holm", "bonferroni"])
def test_adjusted_for_many_terms(adjust):
    found = keyed("g2", adjust=adjust)
    p = found["p"].to_numpy()
    if adjust == "bh":
        wanted = stats.false_discovery_control(p)
    elif adjust == "bonferroni":
        wanted = np.minimum(1, p * len(p))
    else:
        order = np.argsort(p, kind="stable")
        steps = np.minimum(1, p[order] * np.arange(len(p), 0, -1))
        wanted = np.empty_like(p)
        wanted[order] = np.maximum.accumulate(steps)
    assert np.allclose(found["p_adjusted"], wanted)
    assert "p_adjusted" not in keyed("g2", adjust=None)


def test_rare_terms_still_count_in_the_total():
    whole, kept = keyed("g2"), keyed("g2", min_count=3)
    assert set(whole.index) - set(kept.index) == {"e", "f", "g"}
    assert kept.loc["c", "score"] == whole.loc["c", "score"]
    assert kept.loc["c", "target_share"] == 6 / 17


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=1), st.integers(0, 60), min_size=1),
    st.dictionaries(st.text("abcdef", min_size=1, max_size=1), st.integers(0, 60), min_size=1),
    st.sampled_from(["log_odds", "g2", "chi2", "exact"]),
)
def test_turning_the_sides_turns_the_sign(one, two, method):
    if not sum(one.values()) or not sum(two.values()):
        return
    found = tw.content.keyness(one, two, method).set_index("term")
    turned = tw.content.keyness(two, one, method).set_index("term").loc[found.index]
    assert np.allclose(found["z"], -turned["z"], equal_nan=True)
    assert ((found["p"] >= 0) & (found["p"] <= 1 + 1e-9) | found["p"].isna()).all()


@pytest.mark.parametrize(
    "options",
    [
        {"method": "pmi"},
        {"adjust": "fdr"},
        {"prior": 0},
        {"prior": float("nan")},
        {"prior": "many"},
        {"correction": "yates"},
        {"min_count": 0},
    ],
)
def test_bad_arguments_are_named(options):
    with pytest.raises(tw.InputError, match=f"^{next(iter(options))}: "):
        tw.content.keyness([D1], [D2], **options)


@pytest.mark.parametrize("side", [[], [None, ""], {}, {"a": 0}])
def test_a_side_without_a_term(side):
    with pytest.raises(tw.InputError, match="^reference: no term"):
        tw.content.keyness([D1], side)


def test_bad_counts():
    with pytest.raises(tw.InputError, match="^target: "):
        tw.content.keyness({"a": -1}, {"b": 1})
    with pytest.raises(tw.InputError, match="^target: "):
        tw.content.keyness({"a": 1.5}, {"b": 1})
    with pytest.raises(tw.InputError, match="wanted term and count"):
        tw.content.keyness(pd.DataFrame({"word": ["a"]}), {"b": 1})


@pytest.fixture(scope="module")
def senators() -> tw.Corpus:
    return tw.datasets.senators()


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ({"a": 1, "b": "x"}, "Could not convert 'x'"),
        ({"a": 2**70}, "wanted whole numbers"),
        ({"a\ud800": 1}, "row 0 holds the lone surrogate"),
        (pd.DataFrame({"term": ["a", None], "count": [1, 2]}), "1 terms are null"),
        ({"a": 2**62, "b": 2**62}, "counts that sum to 9.22e"),
    ],
)
def test_counts_that_are_none_are_named(side, message):
    with pytest.raises(tw.InputError, match=f"^target: .*{message}"):
        tw.content.keyness(side, {"a": 1})


def test_counts_too_large_for_fishers_test_are_told_before_memory_runs_out():
    sides = {"a": 10**12, "b": 10**12}, {"a": 10**12, "b": 5 * 10**12}
    with pytest.raises(tw.InputError, match="^method: .*g2"):
        tw.content.keyness(*sides, method="exact")
    assert tw.content.keyness(*sides, method="g2")["score"].max() > 0


def test_groups_of_a_corpus(senators):
    table = senators.keyness("party", stopwords="en")
    assert table["group"].unique().tolist() == ["D", "I", "R"]
    posts = senators.posts[senators.posts["kind"] != "repost"]
    party = senators.accounts.set_index("account")["party"]
    group = posts["author_id"].map(party)
    by_hand = tw.content.keyness(
        posts["text"][group == "D"], posts["text"][group != "D"], stopwords="en", min_count=5
    )
    ours = table[table["group"] == "D"].drop(columns="group").reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, by_hand)


def test_one_voice_is_told_from_a_group(senators):
    table = senators.keyness("party", "D", "R", draws=199, seed=1, min_count=20, stopwords="en")
    one = table.set_index("term")
    # A name that one account repeats: beyond doubt by words, not by accounts.
    assert one.loc["joe", "p"] < 1e-9
    assert one.loc["joe", "p_accounts"] > 0.02
    assert one.loc["workers", "p_accounts"] < 0.05
    assert (one["p_family"] >= one["p_accounts"]).all()
    assert (one["p_accounts"] >= 1 / 200).all()
    again = senators.keyness("party", "D", "R", draws=199, seed=1, min_count=20, stopwords="en")
    assert table.equals(again)


def test_groupings_that_cannot_be_compared(senators):
    with pytest.raises(tw.InputError, match="draws"):
        senators.keyness("year", draws=9)
    with pytest.raises(tw.InputError, match="draws"):
        senators.keyness("party", "D", method="exact", draws=9)
    for target, reference, named in [
        ("X", None, "target"), ("D", "D", "reference"), (None, "D", "reference"),
    ]:  # fmt: skip
        with pytest.raises(tw.InputError, match=f"^{named}: "):
            senators.keyness("party", target, reference)
    assert {"account", "handle"} <= set(senators.keyness("account", "SenSanders").columns)


def test_the_picture_shows_both_sides():
    table = tw.content.keyness([D1], [D2], prior=1)
    ax = tw.content.plot_keyness(table, top=2, labels=("one", "two"))
    names = [text.get_text() for text in ax.texts]
    assert names[:4] == [*table["term"].head(2), *table["term"].tail(2)]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[0] > 0 > widths[-1]
    hollow = any("hollow" in name for name in names)
    assert hollow == bool((table["p_adjusted"] >= 0.05).any())
    with pytest.raises(tw.InputError, match="table"):
        tw.content.plot_keyness(table.drop(columns="z"))
    with pytest.raises(tw.InputError, match="several groups"):
        tw.content.plot_keyness(pd.concat([table.assign(group=g) for g in "xy"]))


def test_scripts_that_the_font_lacks_are_no_error(recwarn):
    table = tw.content.keyness(["和平 🕊️ سلام"], ["война 🚀"], kinds=["word", "emoji"])
    tw.content.plot_keyness(table).figure.canvas.draw_idle()
    assert not [w for w in recwarn if "Glyph" in str(w.message)]
    assert rows_of(table)
