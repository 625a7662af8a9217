"""Who leads whom: vector autoregression of several series, Granger tests, impulse responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .. import _core
from ..arguments import check_draws, check_seed, check_whole
from ..errors import InputError, require, warn
from ..frames import Backend, Frame, from_arrow
from ..models import Fit
from .series import Floats, Ints, Series, read_several

CRITERIA = ("aic", "bic", "hqic")
TRANSFORMS = ("logit", "log", "difference")
GAPS = ("refuse", "interpolate")
_LONGEST = 12
"""Lags beyond this are not tried by a criterion."""

Lags = int | str


@dataclass(frozen=True)
class Autoregression:
    """A fitted system: statsmodels' results, and what is needed to write them down."""

    names: list[str]
    y: Floats
    lags: int
    results: Any
    backend: Backend
    unit: str
    transform: str | None
    filled: int


def lead_lag(
    a: Any,
    b: Any | None = None,
    lags: Lags = "bic",
    *,
    transform: str | None = None,
    gaps: str = "refuse",
) -> Fit:
    """Ask whether one series runs ahead of another: a vector autoregression.

    Each series is explained by the last windows of all of them.

    Parameters
    ----------
    a : series, or frame or mapping of several
        As for :func:`interrupted`. Without ``b``: a frame with ``start, group, value``, each group
        a series, or a mapping from names to series.
    b : series, optional
        The second series.
    lags : int or {"bic", "aic", "hqic"}
        How many windows back, or the criterion that chooses up to 12 of them.
    transform : {"logit", "log", "difference"}, optional
        ``logit``: for shares, log(x / (1 - x)); with a column ``n``, (x n + 1/2) / (n + 1) in place
        of x, so that shares of 0 and 1 have one. ``log``: for positive numbers. ``difference``:
        each window less the one before.
    gaps : {"refuse", "interpolate"}
        What to do with windows that hold no number: raise, or put a straight line between their
        neighbours, with a warning that counts them.

    Returns
    -------
    Fit
        ``.terms``: ``equation`` (the series explained), ``term`` ("(intercept)" or the series that
        explains), ``lag`` (windows; 0 for the intercept), ``estimate, std_error, ci_low, ci_high``
        (95 %), ``t, p`` (normal), by equation, then lag. ``.n`` counts the windows explained: those
        that all series share, without the first ``lags``.

    Raises
    ------
    InputError
        If there are not two or more series on the same windows, one is constant, windows are
        missing, too few for the lags, or the transformation does not fit the numbers.
    MissingDependencyError
        If statsmodels is not installed.

    Warns
    -----
    CoverageWarning
        If a series may wander off for good (augmented Dickey-Fuller test, p > 0.05), the system is
        not stable, windows were interpolated, or windows are not shared by all.

    Notes
    -----
    y(t) = c + A1 y(t-1) + ... + Ap y(t-p) + e(t), by least squares (Sims 1980, *Econometrica* 48:1;
    Luetkepohl 2005). In this manner Barbera and others 2019, *American Political Science Review*
    113:883, ask whether legislators follow the public or lead it; they take shares on the logit
    scale. That one runs ahead does not say that it is the cause: a third may move both, one of them
    sooner. O(n p^2 k^2) for k series.

    Examples
    --------
    >>> import numpy as np, twiplomacy as tw
    >>> draw = np.random.default_rng(0)
    >>> leader = draw.normal(size=200)
    >>> follower = np.r_[0, 0.8 * leader[:-1]] + draw.normal(size=200)
    >>> fit = tw.change.lead_lag(leader, follower, lags=1)
    >>> terms = fit.terms.set_index(["equation", "term"])["estimate"]
    >>> round(float(terms["b", "a"]), 1), abs(round(float(terms["a", "b"]), 1))
    (0.8, 0.0)
    """
    fit = fit_autoregression(a, b, lags, transform, gaps, "lead_lag")
    names = " and ".join(fit.names)
    return Fit(
        _terms(fit),
        backend=fit.backend,
        model="vector autoregression",
        outcome=names,
        n=int(fit.results.nobs),
        unit=f"windows of a {fit.unit}" if fit.unit != "step" else "points",
        works=("sims1980", "barbera2019"),
        methods=_sentence(fit),
        notes={
            "lags": fit.lags,
            "aic": float(fit.results.aic),
            "bic": float(fit.results.bic),
            "transform": fit.transform,
            "interpolated": fit.filled,
            "stable": bool(fit.results.is_stable()),
        },
    )


def granger(
    a: Any,
    b: Any | None = None,
    lags: Lags = "bic",
    *,
    transform: str | None = None,
    gaps: str = "refuse",
) -> Frame:
    """Test for each pair of series, both ways, whether the past of one helps to foretell the other.

    Parameters
    ----------
    a, b, lags, transform, gaps
        As for :func:`lead_lag`.

    Returns
    -------
    frame
        ``cause, effect, lags, f, df, df_resid, p, p_adjusted`` (Benjamini & Hochberg's over the
        rows), in order of cause, then effect, as the series were given.

    Raises
    ------
    InputError
        As for :func:`lead_lag`.
    MissingDependencyError
        If statsmodels is not installed.

    Warns
    -----
    CoverageWarning
        As for :func:`lead_lag`.

    Notes
    -----
    F test that all coefficients of the cause in the effect's equation are 0, the other series
    present (Granger 1969, *Econometrica* 37:424). To foretell is not to cause.

    Examples
    --------
    >>> import numpy as np, twiplomacy as tw
    >>> draw = np.random.default_rng(0)
    >>> leader = draw.normal(size=200)
    >>> follower = np.r_[0, 0.8 * leader[:-1]] + draw.normal(size=200)
    >>> table = tw.change.granger(leader, follower, lags=1)
    >>> (table["p_adjusted"] < 0.01).tolist()
    [True, False]
    """
    fit = fit_autoregression(a, b, lags, transform, gaps, "granger")
    pairs = [(cause, effect) for cause in fit.names for effect in fit.names if cause != effect]
    tests = [fit.results.test_causality(effect, cause, kind="f") for cause, effect in pairs]
    p = [float(test.pvalue) for test in tests]
    table = pa.table(
        {
            "cause": [pair[0] for pair in pairs],
            "effect": [pair[1] for pair in pairs],
            "lags": pa.array([fit.lags] * len(pairs), pa.int64()),
            "f": [float(test.test_statistic) for test in tests],
            "df": pa.array([int(test.df[0]) for test in tests], pa.int64()),
            "df_resid": pa.array([int(test.df[1]) for test in tests], pa.int64()),
            "p": p,
            "p_adjusted": _core.false_discovery(p),
        }
    )
    return from_arrow(table, fit.backend)


def impulse_responses(
    a: Any,
    b: Any | None = None,
    lags: Lags = "bic",
    horizon: int = 10,
    *,
    orthogonal: bool = False,
    cumulative: bool = False,
    draws: int = 999,
    seed: int = 0,
    transform: str | None = None,
    gaps: str = "refuse",
) -> Frame:
    """Follow what a push to one series does to all of them, window after window.

    Parameters
    ----------
    a, b, lags, transform, gaps
        As for :func:`lead_lag`.
    horizon : int
        How many windows to follow.
    orthogonal : bool
        False: the push is one unit of one series, in its (transformed) scale. True: it is one
        standard deviation of its error, and moves at once the series that were given after it
        (Cholesky); then the order of the series matters.
    cumulative : bool
        Whether responses add up over the windows.
    draws : int
        Draws of the bootstrap.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    frame
        ``horizon`` (0 is the window of the push), ``impulse, response, value, ci_low, ci_high``, by
        impulse, response, horizon.

    Raises
    ------
    InputError
        As for :func:`lead_lag`.
    MissingDependencyError
        If statsmodels is not installed.

    Warns
    -----
    CoverageWarning
        As for :func:`lead_lag`.

    Notes
    -----
    The response at h is the h-th matrix of the moving-average form: C0 = 1, Ch = sum of Ai C(h-i)
    (Luetkepohl 2005). Intervals: 95 %, percentiles of systems rebuilt from residuals drawn with
    replacement and fitted anew (Runkle 1987, *Journal of Business & Economic Statistics* 5:437);
    each stands for itself, not for the whole curve. O(draws n p k^2).

    Examples
    --------
    >>> import numpy as np, twiplomacy as tw
    >>> draw = np.random.default_rng(0)
    >>> leader = draw.normal(size=200)
    >>> follower = np.r_[0, 0.8 * leader[:-1]] + draw.normal(size=200)
    >>> table = tw.change.impulse_responses(leader, follower, lags=1, horizon=2, draws=99)
    >>> row = table[(table["impulse"] == "a") & (table["response"] == "b")].iloc[1]
    >>> bool(row["ci_low"] < 0.8 < row["ci_high"])
    True
    """
    steps = check_whole(horizon, "horizon", 1, 1_000)
    draws, seed = check_draws(draws), check_seed(seed)
    fit = fit_autoregression(a, b, lags, transform, gaps, "impulse_responses")
    residuals = np.asarray(fit.results.resid)
    coefs = np.asarray(fit.results.coefs)
    value = _responses(coefs[None], residuals[None], steps, orthogonal, cumulative)[0]
    again = _rebuilt(fit, draws, seed)
    drawn = _responses(*_refitted(again, fit.lags), steps, orthogonal, cumulative)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    count = len(fit.names)
    order = [
        (impulse, response, h)
        for impulse in range(count)
        for response in range(count)
        for h in range(steps + 1)
    ]
    table = pa.table(
        {
            "horizon": pa.array([h for _, _, h in order], pa.int64()),
            "impulse": [fit.names[i] for i, _, _ in order],
            "response": [fit.names[r] for _, r, _ in order],
            "value": [float(value[h, r, i]) for i, r, h in order],
            "ci_low": [float(low[h, r, i]) for i, r, h in order],
            "ci_high": [float(high[h, r, i]) for i, r, h in order],
        }
    )
    return from_arrow(table, fit.backend)


def fit_autoregression(
    a: Any, b: Any | None, lags: Lags, transform: str | None, gaps: str, method: str
) -> Autoregression:
    """Read the series, put them side by side and fit the system."""
    require("statsmodels", "change", f"change.{method}")
    import warnings

    from statsmodels.tsa.api import VAR

    if transform not in (None, *TRANSFORMS):
        raise InputError(f"transform: {transform!r}; wanted one of {', '.join(TRANSFORMS)} or None")
    if gaps not in GAPS:
        raise InputError(f"gaps: {gaps!r}; wanted one of {', '.join(GAPS)}")
    series = read_several(a, b)
    values, filled = together(series, transform, gaps, method)
    names = [one.name for one in series]
    _check_each(names, values, method)
    wanted = _check_lags(lags, *values.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an index without dates, which we do not need
        model = VAR(pd.DataFrame(values, columns=names))
        if isinstance(wanted, str):
            most = _most_lags(*values.shape)
            chosen = int(model.select_order(min(most, _LONGEST)).selected_orders[wanted])
            wanted = max(chosen, 1)  # without a lag there is nothing to lead
        results = model.fit(wanted)
    if not results.is_stable():
        warn(
            f"{method}: the system is not stable, what pushes it grows; wanted series that come "
            'back, such as with transform="difference"'
        )
    unit = series[0].unit
    return Autoregression(
        names, values, wanted, results, series[0].backend, unit, transform, filled
    )


def together(
    series: Sequence[Series], transform: str | None, gaps: str, method: str
) -> tuple[Floats, int]:
    """Return the windows that all series cover, one column a series, and how many were filled.

    With ``gaps="keep"`` windows that hold no number are NaN, and a warning counts them.
    """
    first, last, origins = _shared(series, method)
    columns = []
    filled = 0
    for one, origin in zip(series, origins, strict=True):
        y = np.full(last - first, np.nan)
        places: Ints = one.places + origin - first
        inside = (places >= 0) & (places < len(y))
        y[places[inside]] = _transformed(one, transform)[inside]
        absent = np.isnan(y)
        if absent.any():
            count = int(absent.sum())
            if gaps == "refuse":
                place = int(np.flatnonzero(absent)[0]) + first - origin
                raise InputError(
                    f"{method}: {one.name!r} holds no number in {count:,} windows, first "
                    f'{one.label(place)}; wanted a number in each, or gaps="interpolate"'
                )
            if gaps == "interpolate":
                known = np.flatnonzero(~absent)
                y[absent] = np.interp(np.flatnonzero(absent), known, y[known])
            filled += count
        columns.append(np.diff(y) if transform == "difference" else y)
    if filled:
        done = "left out" if gaps == "keep" else "interpolated between others"
        warn(f"{method}: {filled:,} windows hold no number; they were {done}")
    return np.column_stack(columns), filled


def _shared(series: Sequence[Series], method: str) -> tuple[int, int, list[int]]:
    """Return the first and last window that all share, and where each series begins."""
    dated = [one.starts is not None for one in series]
    if len(set(dated)) > 1:
        raise InputError(f"{method}: some series have dates and some have none; wanted all or none")
    units = sorted({one.unit for one in series})
    if len(units) > 1:
        raise InputError(
            f"{method}: windows of a {' and of a '.join(units)}; wanted windows of one length"
        )
    if not dated[0]:
        lengths = sorted({one.width for one in series})
        if len(lengths) > 1:
            raise InputError(
                f"{method}: series of {' and '.join(map(str, lengths))} points without dates; "
                "wanted series of one length"
            )
        return 0, lengths[0], [0] * len(series)
    begin = min(int(one.starts[0]) for one in series if one.starts is not None)
    leader = next(one for one in series if one.starts is not None and one.starts[0] == begin)
    until = max(one.end for one in series)
    width = leader.width
    while replace(leader, places=np.array([0, width - 1])).end < until:
        width *= 2
    grid = replace(leader, places=np.array([0, width - 1])).grid()
    origins = []
    for one in series:
        assert one.starts is not None
        origin = int(np.searchsorted(grid, one.starts[0]))
        if grid[origin] != one.starts[0]:
            raise InputError(
                f"{method}: windows of {one.name!r} and {leader.name!r} start at different times; "
                "wanted the same windows"
            )
        origins.append(origin)
    first = max(origins)
    last = min(origin + one.width for origin, one in zip(origins, series, strict=True))
    if last - first < 2:
        raise InputError(f"{method}: the series share {max(0, last - first)} windows; wanted more")
    outside = max(o + one.width for o, one in zip(origins, series, strict=True)) - (last - first)
    if outside:
        warn(f"{method}: {outside:,} windows lie outside what all series cover and were left out")
    return first, last, origins


def _transformed(one: Series, transform: str | None) -> Floats:
    y = one.y
    if transform == "log":
        if (y <= 0).any():
            raise InputError(
                f"transform: 'log', but {int((y <= 0).sum()):,} values of {one.name!r} are not "
                "above 0; wanted positive numbers"
            )
        return np.log(y)
    if transform != "logit":
        return y
    if ((y < 0) | (y > 1)).any():
        raise InputError(
            f"transform: 'logit', but values of {one.name!r} run from {y.min():.3g} to "
            f"{y.max():.3g}; wanted shares from 0 to 1"
        )
    if one.n is not None:
        y = (y * one.n + 0.5) / (one.n + 1)
    if ((y == 0) | (y == 1)).any():
        raise InputError(
            f"transform: 'logit', but {int(((y == 0) | (y == 1)).sum()):,} shares of {one.name!r} "
            "are 0 or 1; wanted a column n of how many each share is of, or longer windows"
        )
    return np.asarray(np.log(y / (1 - y)))


def _check_each(names: Sequence[str], values: Floats, method: str) -> None:
    for name, y in zip(names, values.T, strict=True):
        if np.ptp(y) == 0:
            raise InputError(
                f"{method}: {name!r} is the same in every window; wanted one that moves"
            )
    if len(values) < 12:
        return
    for name, y in zip(names, values.T, strict=True):
        p = _wanders(y)
        if p > 0.05:
            warn(
                f"{method}: {name!r} may wander off for good (augmented Dickey-Fuller test, p = "
                f'{p:.2g}), and series that do seem to lead each other; consider transform="'
                'difference", or windows over a longer time'
            )


def _wanders(y: Floats) -> float:
    """Return the p of the augmented Dickey-Fuller test that a series has a unit root."""
    import warnings

    from statsmodels.tsa.stattools import adfuller

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it will return one day, which is taken both ways
        found = adfuller(y, autolag="AIC")
    return float(found[1] if isinstance(found, tuple) else found.pvalue)


def _check_lags(lags: Lags, n: int, count: int) -> Lags:
    most = _most_lags(n, count)
    if most < 1:
        raise InputError(f"lags: {n} windows are too few for {count} series; wanted more windows")
    if isinstance(lags, str):
        if lags not in CRITERIA:
            raise InputError(f"lags: {lags!r}; wanted a number or one of {', '.join(CRITERIA)}")
        return lags
    wanted = check_whole(lags, "lags", 1)
    if wanted > most:
        raise InputError(
            f"lags: {wanted}; with {n} windows of {count} series wanted at most {most}, or more "
            "windows"
        )
    return wanted


def _most_lags(n: int, count: int) -> int:
    """Leave each equation twice as many windows as terms."""
    return max(0, (n - 2) // (1 + 2 * count))


def _terms(fit: Autoregression) -> pa.Table:
    results = fit.results
    estimate, errors = np.asarray(results.params), np.asarray(results.stderr)
    t, p = np.asarray(results.tvalues), np.asarray(results.pvalues)
    count = len(fit.names)
    rows = [
        (fit.names[equation], "(intercept)" if row == 0 else fit.names[(row - 1) % count],
         0 if row == 0 else 1 + (row - 1) // count, row, equation)
        for equation in range(count)
        for row in range(1 + count * fit.lags)
    ]  # fmt: skip
    at = ([row[3] for row in rows], [row[4] for row in rows])
    return pa.table(
        {
            "equation": [row[0] for row in rows],
            "term": [row[1] for row in rows],
            "lag": pa.array([row[2] for row in rows], pa.int64()),
            "estimate": estimate[at],
            "std_error": errors[at],
            "ci_low": estimate[at] - 1.959963984540054 * errors[at],
            "ci_high": estimate[at] + 1.959963984540054 * errors[at],
            "t": t[at],
            "p": p[at],
        }
    )


def _rebuilt(fit: Autoregression, draws: int, seed: int) -> Floats:
    """Return systems made of the fitted coefficients and of residuals drawn anew."""
    lags, (n, count) = fit.lags, fit.y.shape
    residuals = np.asarray(fit.results.resid)
    residuals = residuals - residuals.mean(axis=0)
    random = np.random.default_rng(seed)
    series = np.empty((draws, n, count))
    series[:, :lags] = fit.y[:lags]
    intercept, coefs = np.asarray(fit.results.intercept), np.asarray(fit.results.coefs)
    chosen = random.integers(len(residuals), size=(draws, n - lags))
    for t in range(lags, n):
        ahead = intercept + residuals[chosen[:, t - lags]]
        for lag in range(lags):
            ahead = ahead + series[:, t - 1 - lag] @ coefs[lag].T
        series[:, t] = ahead
    return series


def _refitted(series: Floats, lags: int) -> tuple[Floats, Floats]:
    """Return the coefficients and residuals of each system, by least squares."""
    draws, n, count = series.shape
    ones = np.ones((draws, n - lags, 1))
    x = np.concatenate([ones] + [series[:, lags - 1 - k : n - 1 - k] for k in range(lags)], axis=2)
    y = series[:, lags:]
    transposed = np.swapaxes(x, 1, 2)
    params = np.linalg.solve(transposed @ x, transposed @ y)
    coefs = params[:, 1:].reshape(draws, lags, count, count).swapaxes(2, 3)
    return coefs, y - x @ params


def _responses(
    coefs: Floats, residuals: Floats, steps: int, orthogonal: bool, cumulative: bool
) -> Floats:
    """Return the responses of each system: draw, horizon, response, impulse."""
    draws, lags, count, _ = coefs.shape
    found = np.zeros((draws, steps + 1, count, count))
    found[:, 0] = np.eye(count)
    for h in range(1, steps + 1):
        for lag in range(1, min(h, lags) + 1):
            found[:, h] += coefs[:, lag - 1] @ found[:, h - lag]
    if orthogonal:
        free = residuals.shape[1] - lags * count - 1
        spread = np.swapaxes(residuals, 1, 2) @ residuals / free
        found = found @ np.linalg.cholesky(spread)[:, None]
    return found.cumsum(axis=1) if cumulative else found


def _sentence(fit: Autoregression) -> str:
    scale = {
        "logit": " on the logit scale",
        "log": " on the log scale",
        "difference": " in differences",
    }.get(fit.transform or "", "")
    windows = f"windows of a {fit.unit}" if fit.unit != "step" else "points"
    filled = f"; {fit.filled} missing windows were interpolated" if fit.filled else ""
    return (
        f"We fitted a vector autoregression (Sims 1980; in the manner of Barberá et al. 2019) of "
        f"{', '.join(fit.names[:-1])} and {fit.names[-1]}{scale} with {fit.lags} "
        f"{'lag' if fit.lags == 1 else 'lags'} to {int(fit.results.nobs)} {windows}, by least "
        f"squares{filled}."
    )
