"""Lead and lag: coefficients by least squares, planted leaders, peers, gaps and scales."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as fisher
from test_change_series import weekly

import twiplomacy as tw

NAMES = ["officials", "public"]


def pair(n=200, seed=0, push=0.8):
    draw = np.random.default_rng(seed)
    leader = draw.normal(size=n)
    return {"officials": leader, "public": np.r_[0, push * leader[:-1]] + draw.normal(size=n)}


def least_squares(columns, lags):
    y = np.column_stack(list(columns.values()))
    n = len(y)
    x = np.column_stack([np.ones(n - lags)] + [y[lags - k : n - k] for k in range(1, lags + 1)])
    b, *_ = np.linalg.lstsq(x, y[lags:], rcond=None)
    left = y[lags:] - x @ b
    spread = left.T @ left / (n - lags - x.shape[1])
    errors = np.sqrt(np.outer(np.diag(np.linalg.inv(x.T @ x)), np.diag(spread)))
    return x, y[lags:], b, errors


@pytest.mark.parametrize("lags", [1, 3])
def test_terms_are_those_of_least_squares(lags):
    series = pair()
    fit = tw.change.lead_lag(series, lags=lags)
    _, _, b, errors = least_squares(series, lags)
    terms = fit.terms
    assert terms["equation"].tolist() == [n for n in NAMES for _ in range(1 + 2 * lags)]
    assert terms["term"].tolist() == (["(intercept)"] + NAMES * lags) * 2
    assert terms["lag"].tolist() == ([0] + [k for k in range(1, lags + 1) for _ in NAMES]) * 2
    np.testing.assert_allclose(terms["estimate"], b.T.ravel(), atol=1e-9)
    np.testing.assert_allclose(terms["std_error"], errors.T.ravel(), rtol=1e-6)
    assert fit.n == 200 - lags


def test_granger_is_the_f_test_of_the_cause_left_out():
    series = pair()
    table = tw.change.granger(series, lags=2)
    x, y, _, _ = least_squares(series, 2)
    for row in table.itertuples():
        effect, cause = NAMES.index(row.effect), NAMES.index(row.cause)
        kept = [0, *(k for k in range(1, 5) if (k - 1) % 2 != cause)]
        squares = [
            ((y[:, effect] - part @ np.linalg.lstsq(part, y[:, effect], rcond=None)[0]) ** 2).sum()
            for part in (x[:, kept], x)
        ]
        f = (squares[0] - squares[1]) / 2 / (squares[1] / (len(y) - 5))
        assert row.f == pytest.approx(f)
        assert row.p == pytest.approx(fisher.sf(f, row.df, row.df_resid))
    assert table["cause"].tolist() == NAMES
    assert (table["p_adjusted"] < 0.01).tolist() == [True, False]
    assert table["p_adjusted"][0] == pytest.approx(min(2 * table["p"].min(), table["p"].max()))


@pytest.mark.parametrize("orthogonal", [False, True])
@pytest.mark.parametrize("cumulative", [False, True])
def test_responses_are_those_of_the_peer(orthogonal, cumulative):
    from statsmodels.tsa.api import VAR

    series = pair()
    table = tw.change.impulse_responses(
        series, lags=2, horizon=6, orthogonal=orthogonal, cumulative=cumulative, draws=49
    )
    irf = VAR(np.column_stack(list(series.values()))).fit(2).irf(6)
    name = ("orth_" if orthogonal else "") + ("cum_effects" if cumulative else "irfs")
    wanted = getattr(irf, name)
    for row in table.itertuples():
        place = row.horizon, NAMES.index(row.response), NAMES.index(row.impulse)
        assert row.value == pytest.approx(wanted[place], abs=1e-9)
        assert row.ci_low <= row.ci_high


def test_intervals_of_responses_cover_the_truth():
    hits = 0
    for seed in range(40):
        table = tw.change.impulse_responses(pair(150, seed), lags=1, horizon=1, draws=99, seed=seed)
        row = table[(table["impulse"] == "officials") & (table["response"] == "public")].iloc[1]
        hits += row["ci_low"] < 0.8 < row["ci_high"]
    assert 33 <= hits <= 40


def test_the_same_seed_gives_the_same_intervals():
    one, other, third = (
        tw.change.impulse_responses(pair(), lags=1, draws=49, seed=seed) for seed in (1, 1, 2)
    )
    assert one.equals(other)
    assert not one.equals(third)


def test_the_lag_is_chosen():
    draw = np.random.default_rng(1)
    leader = draw.normal(size=400)
    follower = np.r_[0, 0, 0, leader[:-3]] + 0.5 * draw.normal(size=400)
    fit = tw.change.lead_lag(leader, follower)
    assert fit.terms["lag"].max() == 3
    assert "3 lags" in fit.methods()


def test_groups_of_a_frame_are_series_on_shared_windows():
    series = pair(60)
    frames = [
        weekly(series["officials"]).assign(group="officials"),
        weekly(series["public"]).assign(group="public").iloc[5:],
    ]
    frame = pd.concat(frames)
    with pytest.warns(tw.CoverageWarning, match="5 windows lie outside"):
        fit = tw.change.lead_lag(frame, lags=1)
    cut = {name: column[5:] for name, column in series.items()}
    _, _, b, _ = least_squares(cut, 1)
    np.testing.assert_allclose(fit.terms["estimate"], b.T.ravel(), atol=1e-9)
    assert fit.n == 54


def test_gaps_are_refused_or_filled_aloud():
    series = pair(60)
    frame = weekly(series["officials"]).drop(index=[10])
    other = weekly(series["public"])
    with pytest.raises(tw.InputError, match=r"1 windows, first 2015-03-16; .*interpolate"):
        tw.change.lead_lag(frame, other, lags=1)
    with pytest.warns(tw.CoverageWarning, match="1 windows hold no number; they were interpolated"):
        fit = tw.change.lead_lag(frame, other, lags=1, gaps="interpolate")
    filled = dict(series)
    filled["officials"] = filled["officials"].copy()
    filled["officials"][10] = (filled["officials"][9] + filled["officials"][11]) / 2
    _, _, b, _ = least_squares(filled, 1)
    np.testing.assert_allclose(fit.terms["estimate"], b.T.ravel(), atol=1e-9)
    assert "1 missing windows were interpolated" in fit.methods()


def test_scales():
    draw = np.random.default_rng(3)
    shares = {name: draw.uniform(0.1, 0.9, 80) for name in NAMES}
    logits = {name: np.log(y / (1 - y)) for name, y in shares.items()}
    for given, plain, scale in [
        (shares, logits, "logit"),
        (shares, {name: np.log(y) for name, y in shares.items()}, "log"),
        (shares, {name: np.diff(y) for name, y in shares.items()}, "difference"),
    ]:
        fit = tw.change.lead_lag(given, lags=1, transform=scale)
        np.testing.assert_allclose(
            fit.terms["estimate"], tw.change.lead_lag(plain, lags=1).terms["estimate"], atol=1e-9
        )
    counted = {name: weekly(np.round(y, 1)).assign(n=10) for name, y in shares.items()}
    counted["public"].loc[4, "value"] = 0.0
    fit = tw.change.lead_lag(counted, lags=1, transform="logit")
    assert np.isfinite(fit.terms["estimate"]).all()


def test_a_series_that_wanders_is_warned_of():
    draw = np.random.default_rng(2)
    walks = {name: draw.normal(size=150).cumsum() for name in NAMES}
    with pytest.warns(tw.CoverageWarning, match="may wander off for good"):
        tw.change.lead_lag(walks, lags=1)


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((np.arange(30.0) % 7,), {}, "b: None"),
        ((weekly(np.arange(30.0)),), {}, "without a column 'group'"),
        (({"a": np.ones(30), "b": np.arange(30.0) % 7},), {}, "'a' is the same in every window"),
        ((np.arange(30.0) % 7, np.arange(20.0) % 3), {}, "20 and 30 points without dates"),
        ((weekly(np.arange(30.0) % 7), np.arange(30.0) % 5), {}, "wanted all or none"),
        ((pair(30),), {"lags": 9}, "wanted at most 5"),
        ((pair(30),), {"lags": 0}, "lags"),
        ((pair(30),), {"lags": "fpe"}, "lags: 'fpe'"),
        ((pair(5),), {"lags": 1}, "too few"),
        ((pair(30),), {"transform": "sqrt"}, "transform"),
        ((pair(30),), {"transform": "logit"}, "wanted shares from 0 to 1"),
        ((pair(30),), {"transform": "log"}, "are not above 0"),
        ((pair(30),), {"gaps": "drop"}, "gaps"),
        (
            ({name: np.arange(30) % k / 6 for name, k in zip(NAMES, (5, 7), strict=True)},),
            {"transform": "logit"},
            "are 0 or 1",
        ),
        ((weekly(np.arange(30.0) % 7), weekly(np.arange(30.0) % 5, freq="D")), {}, "one length"),
        (
            (weekly(np.arange(30.0) % 7), weekly(np.arange(30.0) % 5, "2015-01-06")),
            {},
            "start at different times",
        ),
    ],
)
def test_what_cannot_be_fitted_says_so(arguments, options, says):
    with pytest.raises(tw.InputError) as caught:
        tw.change.lead_lag(*arguments, **options)
    assert says in str(caught.value)


def test_the_picture_has_a_panel_for_each_pair():
    table = tw.change.impulse_responses(pair(), lags=1, horizon=4, draws=49)
    figure = tw.change.plot_impulse_responses(table, window="weeks")
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles == [f"{a} → {b}" for a in NAMES for b in NAMES]
    with pytest.raises(tw.InputError, match="no column ci_low"):
        tw.change.plot_impulse_responses(table.drop(columns="ci_low"))
