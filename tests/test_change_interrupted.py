"""Interrupted series: against Newey and West by hand, with planted changes, and how often noise
passes for change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from test_change_series import weekly

import twiplomacy as tw


def memory(n, phi, seed):
    draw = np.random.default_rng([n, int(100 * phi), seed])
    shocks, y = draw.normal(size=n + 100), np.zeros(n + 100)
    for t in range(1, n + 100):
        y[t] = phi * y[t - 1] + shocks[t]
    return y[100:]


def by_hand(y, dates, lags, there, weights):
    """Least squares and its errors, sum by sum."""
    t = np.arange(len(y), dtype=float)
    columns = [np.ones(len(y)), t]
    for date in dates:
        columns += [(t >= date) * 1.0, np.where(t >= date, t - date, 0)]
    x = np.column_stack(columns)
    bread = np.linalg.inv(sum(weights[i] * np.outer(x[i], x[i]) for i in there))
    b = bread @ sum(weights[i] * x[i] * y[i] for i in there)
    score = {i: weights[i] * x[i] * (y[i] - x[i] @ b) for i in there}
    meat = np.zeros_like(bread)
    for i in there:
        for j in there:
            if abs(i - j) <= lags:
                meat += (1 - abs(i - j) / (lags + 1)) * np.outer(score[i], score[j])
    n, k = len(there), x.shape[1]
    return b, np.sqrt(np.diag(bread @ meat @ bread) * n / (n - k))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 1000),
    lags=st.integers(0, 6),
    dates=st.sampled_from([[8], [12], [7, 15]]),
    weighted=st.booleans(),
)
def test_terms_are_what_the_formulas_say(seed, lags, dates, weighted):
    y = memory(24, 0.4, seed)
    weights = np.random.default_rng(seed).uniform(1, 5, 24) if weighted else np.ones(24)
    fit = tw.change.interrupted(y, dates, lags, weights if weighted else None)
    b, errors = by_hand(y, dates, lags, range(24), weights / weights.mean())
    np.testing.assert_allclose(fit.terms["estimate"], b, atol=1e-9)
    np.testing.assert_allclose(fit.terms["std_error"], errors, rtol=1e-7)
    np.testing.assert_allclose(fit.terms["t"], b / errors, rtol=1e-6)
    assert fit.n == 24


@pytest.mark.filterwarnings("ignore::twiplomacy.CoverageWarning")
def test_gaps_keep_their_place_in_the_lags():
    y = memory(30, 0.5, 3)
    frame = weekly(y).drop(index=[4, 5, 20])
    there = [i for i in range(30) if i not in (4, 5, 20)]
    fit = tw.change.interrupted(frame, "2015-04-20", lags=4)
    b, errors = by_hand(y, [15], 4, there, np.ones(30))
    np.testing.assert_allclose(fit.terms["estimate"], b, atol=1e-9)
    np.testing.assert_allclose(fit.terms["std_error"], errors, rtol=1e-7)
    assert fit.n == 27
    assert "3 windows hold no number" in fit.methods()


def test_planted_changes_are_found():
    t = np.arange(80.0)
    y = 2 + 0.1 * t + np.where(t >= 40, 5 - 0.3 * (t - 40), 0)
    y += np.random.default_rng(0).normal(0, 0.5, 80)
    frame = weekly(y).assign(n=100)
    fit = tw.change.interrupted(frame, "2015-10-12", weights="n")
    wanted = dict(zip(fit.terms["term"], [2, 0.1, 5, -0.3], strict=True))
    for row in fit.terms.itertuples():
        assert row.ci_low < wanted[row.term] < row.ci_high
    assert (fit.terms["p"] < 1e-4).all()
    assert fit.r_squared > 0.9
    assert "3 lags" in fit.methods()  # floor(4 (80 / 100)^(2/9))
    assert "2015-10-12" in fit.methods()
    placebo = tw.change.placebo(frame, "2015-10-12")
    assert placebo["p"].tolist() == [1 / placebo["dates"][0]] * 2
    pd.testing.assert_series_equal(
        placebo["t"], tw.change.interrupted(frame, "2015-10-12").terms["t"][2:], check_index=False
    )


def test_several_dates_have_terms_of_their_own():
    y = np.r_[np.zeros(10), np.full(10, 4.0), np.full(10, 1.0)]
    y += np.random.default_rng(1).normal(0, 0.1, 30)
    terms = tw.change.interrupted(weekly(y), ["2015-05-25", "2015-03-16"]).terms
    assert terms["term"].tolist() == [
        "(intercept)", "trend", "level change 2015-03-16", "slope change 2015-03-16",
        "level change 2015-05-25", "slope change 2015-05-25",
    ]  # fmt: skip
    assert terms["estimate"][2] == pytest.approx(4, abs=0.3)
    assert terms["estimate"][4] == pytest.approx(-3, abs=0.4)


def test_a_date_within_a_window_makes_it_the_first_after():
    frame = weekly(np.r_[np.zeros(10), np.ones(10)])
    one, other = (tw.change.interrupted(frame, at).terms for at in ("2015-03-16", "2015-03-19"))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"at": 2}, "leaves 2, 18 windows"),
        ({"at": 18}, "leaves 18, 2 windows"),
        ({"at": [8, 9]}, "leaves 8, 1, 11 windows"),
        ({"at": [8, 8]}, "two dates in one window"),
        ({"at": []}, "no date"),
        ({"at": 25}, "from 0 to 19"),
        ({"at": "2015-01-01"}, "the series has no dates"),
        ({"at": 8, "lags": 20}, "lags"),
        ({"at": 8, "lags": -1}, "lags"),
        ({"at": 8, "weights": [1, 2]}, "weights: 2; wanted one a window, 20"),
        ({"at": 8, "weights": [0] * 20}, "not above 0"),
        ({"at": 8, "weights": "n"}, "column n"),
    ],
)
def test_what_cannot_be_fitted_says_so(options, says):
    with pytest.raises(tw.InputError) as caught:
        tw.change.interrupted(np.random.default_rng(0).normal(size=20), **options)
    assert says in str(caught.value)


def test_placebo_wants_one_date():
    with pytest.raises(tw.InputError, match="2 dates; wanted one"):
        tw.change.placebo(np.arange(30.0), [10, 20])


def test_the_picture_shows_the_fit_and_what_it_would_have_been():
    frame = weekly(np.r_[np.zeros(10), np.ones(10)] + np.arange(20) * 0.1)
    frame = frame.assign(ci_low=frame["value"] - 1, ci_high=frame["value"] + 1)
    figure = tw.change.plot_interrupted(frame, "2015-03-16", events="$x$ agreement", label="share")
    axes = figure.axes[0]
    assert axes.get_ylabel() == "share"
    assert "$x$ agreement" in [text.get_text() for text in axes.texts]
    before, after, without = (line for line in axes.lines if line.get_label()[0] != "_")
    np.testing.assert_allclose(before.get_ydata(), np.arange(10) * 0.1, atol=1e-9)
    np.testing.assert_allclose(after.get_ydata(), 1 + np.arange(10, 20) * 0.1, atol=1e-9)
    np.testing.assert_allclose(without.get_ydata(), np.arange(10, 20) * 0.1, atol=1e-9)
    with pytest.raises(tw.InputError, match="2 for 1 dates"):
        tw.change.plot_interrupted(frame, "2015-03-16", events=["a", "b"])


@pytest.mark.slow
@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_how_often_noise_passes_for_change(phi):
    """The guide gives these shares: the errors are too small, and less so in longer series."""
    draws = 400
    shares = {}
    for n in (40, 200):
        p = [tw.change.interrupted(memory(n, phi, k), n // 2).terms["p"][2] for k in range(draws)]
        shares[n] = float(np.mean(np.array(p) < 0.05))
    low, high = binom.interval(0.999, draws, {0.0: 0.08, 0.5: 0.12}[phi]) / np.array([draws])
    assert low <= shares[200] <= high
    assert shares[200] < shares[40] < 0.35


@pytest.mark.slow
@pytest.mark.parametrize("phi", [0.0, 0.5, 0.7])
def test_placebo_dates_keep_the_size(phi):
    p = np.array([tw.change.placebo(memory(60, phi, k), 30)["p"] for k in range(200)])
    assert ((p <= 0.05).mean(axis=0) <= binom.ppf(0.999, 200, 0.05) / 200).all()


@pytest.mark.parametrize("test", [tw.change.interrupted, tw.change.placebo])
def test_a_series_that_never_moves_is_refused(test):
    with pytest.raises(tw.InputError, match="is 0.5 in every window; wanted one that moves"):
        test([0.5] * 12, at=6)
