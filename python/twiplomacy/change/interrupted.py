"""Interrupted time series: whether the level or the slope changed at a date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..arguments import check_whole
from ..errors import InputError, require
from ..frames import Frame, from_arrow
from ..models import Fit
from .series import Floats, Ints, Series, read_series

_LEAST = 3
"""Points on either side of a date without which it has neither level nor slope."""
_TRIM = 0.15
"""The share of windows at either end in which no placebo lies: short lines are wild."""


@dataclass(frozen=True)
class Segmented:
    """A fitted series: what the figure needs beside the terms."""

    series: Series
    dates: list[int]
    lags: int
    params: Floats
    covariance: Floats
    degrees: int
    r_squared: float

    def design(self, places: Floats) -> Floats:
        """Return the predictors in these windows."""
        return _design(places, self.dates)


def interrupted(series: Any, at: Any, lags: int | None = None, weights: Any | None = None) -> Fit:
    """Fit an interrupted time series: what a date did to the level and to the slope.

    Parameters
    ----------
    series : frame, pandas.Series or numbers
        A frame with ``start`` and ``value``, one row a window, as ``Corpus.over_time`` gives (of
        one group); a Series with dates for its index; or numbers in order. Rows may come in any
        order.
    at : date, or list of dates
        When something happened; for plain numbers a place, from 0. The window in which the date
        lies is the first one after it. Several dates give a level and a slope each.
    lags : int, optional
        How many windows back errors may depend on each other; by default floor(4 (n /
        100)^(2/9)).
    weights : "n" or numbers, optional
        How much each window counts: ``"n"`` for the column ``n`` of the frame, or one number a row
        in order of time.

    Returns
    -------
    Fit
        ``.terms``: ``term`` ("(intercept)", "trend", "level change", "slope change"; with several
        dates the date behind the latter two), ``estimate, std_error, ci_low, ci_high`` (95 %),
        ``t, p``. Slopes are per window. ``.n`` counts windows.

    Raises
    ------
    InputError
        If the series is none or never moves, a date lies outside it, or there are fewer than three
        windows before, between or after the dates.
    MissingDependencyError
        If statsmodels is not installed.

    Warns
    -----
    CoverageWarning
        If windows hold no number. They are left out; those that remain keep their place in time.

    Notes
    -----
    y = b0 + b1 t + b2 D + b3 (t - t0) D, with t in windows from the first one (0), t0 the window of
    the date and D = 1 from t0 on. b0 is the level at the start, b1 the slope before, b2 the jump at
    the date, b3 by how much the slope differs after. Least squares; errors by Newey & West 1987,
    *Econometrica* 55:703, times n / (n - k), lags by the rule of Newey & West 1994, *Review of
    Economic Studies* 61:631, t with n - k degrees of freedom. Lags count windows of the calendar: a
    window that is missing is a lag without a product. The design: Wagner and others 2002, *Journal
    of Clinical Pharmacy and Therapeutics* 27:299; Bernal and others 2017, *International Journal of
    Epidemiology* 46:348. In short series with errors that depend on each other p is too small: see
    the guide for how much. O(n lags).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> y = [1.0, 2.1, 2.9, 4.0, 5.1, 5.9, 12.0, 12.9, 14.1, 15.0, 15.9, 17.1]
    >>> fit = tw.change.interrupted(y, at=6)
    >>> fit.terms["term"].tolist()
    ['(intercept)', 'trend', 'level change', 'slope change']
    >>> [round(float(b), 1) for b in fit.terms["estimate"]]
    [1.0, 1.0, 5.0, 0.0]
    """
    require("statsmodels", "change", "change.interrupted")
    data, dates, counts = read_request(series, at, weights)
    fit = fit_segments(data, dates, lags, counts)
    return Fit(
        _terms(fit),
        backend=data.backend,
        model="interrupted time series",
        outcome=data.name,
        n=len(data),
        unit=f"windows of a {data.unit}" if data.starts is not None else "points",
        r_squared=fit.r_squared,
        works=("wagner2002", "newey1987", "newey1994"),
        methods=_sentence(fit),
        notes={
            "lags": fit.lags,
            "at": [data.label(date) for date in fit.dates],
            "unit": data.unit,
            "missing": data.missing,
        },
    )


def placebo(series: Any, at: Any, lags: int | None = None) -> Frame:
    """Hold a date against every other date at which the series could be cut.

    Parameters
    ----------
    series : frame, pandas.Series or numbers
        As for :func:`interrupted`.
    at : date
        One date.
    lags : int, optional
        As for :func:`interrupted`.

    Returns
    -------
    frame
        ``term`` ("level change", "slope change"), ``at`` (the window of the date), ``estimate, t``
        (at that window), ``p`` (of the dates, those at which t is at least as far from 0, the own
        among them), ``dates`` (at which t is defined).

    Raises
    ------
    InputError
        As for :func:`interrupted`, and if there is more than one date.
    MissingDependencyError
        If statsmodels is not installed.

    Warns
    -----
    CoverageWarning
        If windows hold no number.

    Notes
    -----
    A placebo test in time (Abadie, Diamond & Hainmueller 2015, *American Journal of Political
    Science* 59:495). Dates with fewer than 15 % of the windows on one side are no placebos. Dates
    near a true change see it, too, so p errs on the high side; it cannot be smaller than 1 / dates.
    O(n^2 lags).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> y = [1.0, 2.1, 2.9, 4.0, 5.1, 5.9, 12.0, 12.9, 14.1, 15.0, 15.9, 17.1]
    >>> tw.change.placebo(y, at=6)[["term", "dates"]].values.tolist()
    [['level change', 7], ['slope change', 7]]
    """
    require("statsmodels", "change", "change.placebo")
    data = read_series(series)
    _refuse_constant(data)
    own = _dates(data, at)
    if len(own) > 1:
        raise InputError(f"at: {len(own)} dates; wanted one")
    dates = [date for date in range(data.width) if _inner(data, date) or date == own[0]]
    fits = {date: fit_segments(data, [date], lags, np.ones(len(data))) for date in dates}
    t = {date: _t(fit)[2:] for date, fit in fits.items()}
    here, every = t[own[0]], np.array(list(t.values()))
    known = ~np.isnan(every)
    far = np.abs(np.where(known, every, 0.0)) >= np.abs(here) * (1 - 1e-12)
    table = pa.table(
        {
            "term": ["level change", "slope change"],
            "at": data.column(own * 2),
            "estimate": fits[own[0]].params[2:],
            "t": here,
            "p": np.where(np.isnan(here), np.nan, (far & known).sum(axis=0) / known.sum(axis=0)),
            "dates": pa.array(known.sum(axis=0), pa.int64()),
        }
    )
    return from_arrow(table, data.backend)


def read_request(series: Any, at: Any, weights: Any | None) -> tuple[Series, list[int], Floats]:
    """Read a series, the windows of the dates and the weight of each window that is there."""
    data = read_series(series)
    _refuse_constant(data)
    return data, _dates(data, at), _weights(data, weights)


def _refuse_constant(data: Series) -> None:
    """Refuse a series of which a fit would give rounding errors, and tests of them."""
    if np.ptp(data.y) == 0:
        raise InputError(
            f"series: {data.name!r} is {data.y[0]:g} in every window; wanted one that moves"
        )


def fit_segments(data: Series, dates: list[int], lags: int | None, weights: Floats) -> Segmented:
    """Fit the lines between dates by least squares, with Newey and West's errors."""
    from statsmodels.regression.linear_model import WLS

    n, columns = len(data), 2 + 2 * len(dates)
    if lags is None:
        lags = min(math.floor(4 * (n / 100) ** (2 / 9)), n - 1)
    else:
        lags = check_whole(lags, "lags", 0, n - 1)
    # A window that is missing has weight 0: it moves no estimate, and keeps lags those of time.
    y, counts = np.zeros(data.width), np.zeros(data.width)
    y[data.places], counts[data.places] = data.y, weights
    x = _design(np.arange(data.width, dtype=np.float64), dates)
    model = WLS(y, x, weights=counts).fit()
    robust = model.get_robustcov_results("HAC", maxlags=lags, use_correction=False)
    mean = np.average(data.y, weights=weights)
    total = float((weights * (data.y - mean) ** 2).sum())
    left = float((counts * (y - x @ model.params) ** 2).sum())
    return Segmented(
        data,
        dates,
        lags,
        model.params,
        robust.cov_params() * n / (n - columns),
        n - columns,
        1 - left / total if total > 0 else math.nan,
    )


def _design(places: Floats, dates: Sequence[int]) -> Floats:
    columns = [np.ones_like(places), places]
    for date in dates:
        after = (places >= date).astype(np.float64)
        columns += [after, (places - date) * after]
    return np.column_stack(columns)


def _dates(data: Series, at: Any) -> list[int]:
    several = at if isinstance(at, list | tuple | np.ndarray | pd.Index | pd.Series) else [at]
    dates = sorted(data.place_of(one) for one in several)
    if not dates:
        raise InputError("at: no date; wanted one, or a list")
    for first, second in pairwise(dates):
        if first == second:
            raise InputError(f"at: two dates in one window, {data.label(first)}; wanted one each")
    if not _enough(data, dates):
        counts = _counts(data.places, dates)
        raise InputError(
            f"at: {', '.join(data.label(date) for date in dates)} leaves "
            f"{', '.join(map(str, counts))} windows in its parts; wanted at least {_LEAST} before, "
            "between and after, and more windows than terms"
        )
    return dates


def _counts(places: Ints, dates: Sequence[int]) -> list[int]:
    return [len(part) for part in np.split(places, np.searchsorted(places, dates))]


def _enough(data: Series, dates: list[int]) -> bool:
    return min(_counts(data.places, dates)) >= _LEAST and len(data) > 2 + 2 * len(dates)


def _inner(data: Series, date: int) -> bool:
    counts = _counts(data.places, [date])
    return _enough(data, [date]) and min(counts) >= _TRIM * len(data)


def _weights(data: Series, weights: Any | None) -> Floats:
    if weights is None:
        return np.ones(len(data))
    if isinstance(weights, str):
        if weights != "n" or data.n is None:
            raise InputError(f"weights: {weights!r}; wanted numbers, or 'n' with a column n")
        found = data.n
    else:
        found = np.asarray(weights, dtype=np.float64)
        if found.shape == (data.width,):
            found = found[data.places]
    if found.shape != (len(data),):
        raise InputError(f"weights: {len(found)}; wanted one a window, {len(data)}")
    if not (np.isfinite(found).all() and (found > 0).all()):
        raise InputError("weights: some are not above 0; wanted positive numbers")
    return np.asarray(found / found.mean())


def _errors(fit: Segmented) -> Floats:
    # Of a perfect fit rounding leaves something on either side of 0.
    return np.asarray(np.sqrt(np.maximum(np.diag(fit.covariance), 0.0)))


def _t(fit: Segmented) -> Floats:
    errors = _errors(fit)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(errors > 0, fit.params / errors, np.nan))


def _terms(fit: Segmented) -> pa.Table:
    from scipy.stats import t as student

    names = ["(intercept)", "trend"]
    for date in fit.dates:
        behind = "" if len(fit.dates) == 1 else f" {fit.series.label(date)}"
        names += [f"level change{behind}", f"slope change{behind}"]
    errors = _errors(fit)
    half = student.ppf(0.975, fit.degrees) * errors
    t = _t(fit)
    return pa.table(
        {
            "term": names,
            "estimate": fit.params,
            "std_error": errors,
            "ci_low": fit.params - half,
            "ci_high": fit.params + half,
            "t": t,
            "p": 2 * student.sf(np.abs(t), fit.degrees),
        }
    )


def _sentence(fit: Segmented) -> str:
    data = fit.series
    dates = " and ".join(data.label(date) for date in fit.dates)
    kind = f"a {data.unit}" if data.starts is not None else "a point"
    gaps = f"; {data.missing} windows hold no number and were left out" if data.missing else ""
    return (
        f"We fitted an interrupted time series (Wagner et al. 2002) to {data.name} in {len(data)} "
        f"windows, each {kind}, with a change of level and of slope at {dates}, by least squares "
        f"with Newey-West errors of {fit.lags} lags (Newey & West 1987, 1994) and "
        f"{fit.degrees} degrees of freedom{gaps}."
    )
