"""Pictures of change: an interrupted series, and responses to a push."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import COLOURS, INK, PALE, QUIET
from .interrupted import Segmented, fit_segments, read_request
from .series import Floats, Series


def plot_interrupted(
    series: Any,
    at: Any,
    lags: int | None = None,
    weights: Any | None = None,
    *,
    label: str | None = None,
    events: str | Sequence[str] | None = None,
    share: bool = False,
) -> Any:
    """Draw an interrupted series: points, fitted lines, and how it would have gone on.

    Parameters
    ----------
    series, at, lags, weights
        As for :func:`interrupted`.
    label : str, optional
        What the value is, for the axis.
    events : str or list of str, optional
        What happened, for each date in order of time.
    share : bool
        Whether to label the values in per cent.

    Returns
    -------
    matplotlib.figure.Figure
        Points with their intervals where the frame has any; solid the fitted lines; dashed, with
        its 95 % band (of the line, not of single windows), the first line as it would have gone on
        without the dates.

    Raises
    ------
    InputError
        As for :func:`interrupted`, and if there are not as many events as dates.
    MissingDependencyError
        If statsmodels or matplotlib is not installed.

    Warns
    -----
    CoverageWarning
        As for :func:`interrupted`.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> y = [1.0, 2.1, 2.9, 4.0, 5.1, 5.9, 12.0, 12.9, 14.1, 15.0, 15.9, 17.1]
    >>> figure = tw.change.plot_interrupted(y, at=6, events="agreement")
    >>> figure.axes[0].get_xlabel()
    'window'
    """
    require("matplotlib", "study", "plot_interrupted")
    require("statsmodels", "change", "plot_interrupted")
    # A notebook shows figures once this is loaded.
    import matplotlib.pyplot  # noqa: F401

    from ..report.figures import date_axis, figure, percent_axis

    data, dates, counts = read_request(series, at, weights)
    names = [events] if isinstance(events, str) else list(events or [])
    if names and len(names) != len(dates):
        raise InputError(f"events: {len(names)} for {len(dates)} dates; wanted one each")
    fit = fit_segments(data, dates, lags, counts)
    with figure(7.2, 3.4) as drawn:
        axes = drawn.subplots()
        _points(axes, data)
        _lines(axes, fit)
        for place, date in enumerate(dates):
            _mark(axes, data, date, names[place] if names else data.label(date), place)
        axes.set_ylabel(label or data.name, parse_math=False)
        if share:
            percent_axis(axes.yaxis, None)
        if data.starts is None:
            axes.set_xlabel("window")
        else:
            axes.set_xlabel(f"start of the window, a {data.unit} each")
            date_axis(axes.xaxis)
        axes.grid(axis="y", color=PALE, linewidth=0.4)
        axes.set_axisbelow(True)
        drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper right", ncols=4)
    return drawn


def _x(data: Series, places: Any) -> Any:
    """Return where windows are drawn; a half is the border between two."""
    places = np.asarray(places, dtype=np.float64)
    if data.starts is None:
        return places
    grid = data.grid().astype(np.float64)
    return np.interp(places, np.arange(len(grid)), grid).astype("datetime64[us]")


def _points(axes: Any, data: Series) -> None:
    at = _x(data, data.places)
    if data.low is not None and data.high is not None:
        axes.vlines(at, data.low, data.high, color=QUIET, alpha=0.5, linewidth=1.2)
    axes.scatter(at, data.y, s=13, color=QUIET, zorder=2, label="observed")


def _lines(axes: Any, fit: Segmented) -> None:
    data = fit.series
    ends = [0, *fit.dates, data.width]
    for place, (first, last) in enumerate(pairwise(ends)):
        places = np.arange(first, last, dtype=np.float64)
        axes.plot(
            _x(data, places),
            fit.design(places) @ fit.params,
            color=COLOURS[0] if place == 0 else COLOURS[1],
            linewidth=1.8,
            zorder=4,
            label=("before", "after")[place] if place < 2 else None,
        )
    places = np.arange(fit.dates[0], data.width, dtype=np.float64)
    value, half = _counterfactual(fit, places)
    axes.plot(
        _x(data, places),
        value,
        color=COLOURS[0],
        linewidth=1.3,
        linestyle=(0, (4, 2)),
        zorder=3,
        label="without the date" if len(fit.dates) == 1 else "without the dates",
    )
    axes.fill_between(
        _x(data, places), value - half, value + half, color=COLOURS[0], alpha=0.13, linewidth=0
    )


def _counterfactual(fit: Segmented, places: Floats) -> tuple[Floats, Floats]:
    from scipy.stats import t as student

    design = fit.design(places)
    design[:, 2:] = 0.0
    spread = np.einsum("ij,jk,ik->i", design, fit.covariance, design)
    half = student.ppf(0.975, fit.degrees) * np.sqrt(np.maximum(spread, 0.0))
    return design @ fit.params, np.asarray(half)


def _mark(axes: Any, data: Series, date: int, what: str, place: int) -> None:
    at = _x(data, [date - 0.5])[0]
    axes.axvline(at, color=INK, linewidth=0.9, linestyle=":")
    late = date > data.width / 2
    axes.annotate(
        what,
        (at, 1.0),
        (-4 if late else 4, -3 - 11 * place),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top",
        fontsize=8,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.0},
        zorder=5,
        parse_math=False,
    )


def plot_impulse_responses(table: Any, *, label: str | None = None, window: str = "windows") -> Any:
    """Draw what a push to each series does to all of them: a row an impulse, a column a response.

    Parameters
    ----------
    table : frame
        What :func:`impulse_responses` gives.
    label : str, optional
        What the value is, for the axis.
    window : str
        What the windows are, for the axis, such as ``"weeks"``.

    Returns
    -------
    matplotlib.figure.Figure
        Bands are the 95 % intervals. All responses of one series share a scale.

    Raises
    ------
    InputError
        If the table lacks a column or has more than six series.
    MissingDependencyError
        If matplotlib is not installed.

    Examples
    --------
    >>> import numpy as np, twiplomacy as tw
    >>> draw = np.random.default_rng(0)
    >>> leader = draw.normal(size=100)
    >>> follower = np.r_[0, 0.8 * leader[:-1]] + draw.normal(size=100)
    >>> table = tw.change.impulse_responses(leader, follower, lags=1, horizon=5, draws=99)
    >>> len(tw.change.plot_impulse_responses(table).axes)
    4
    """
    require("matplotlib", "study", "plot_impulse_responses")
    # A notebook shows figures once this is loaded.
    import matplotlib.pyplot  # noqa: F401

    from ..report.figures import figure

    data = to_arrow(table, "table")
    wanted = ("horizon", "impulse", "response", "value", "ci_low", "ci_high")
    lacking = [name for name in wanted if name not in data.column_names]
    if lacking:
        raise InputError(
            f"table: no column {', '.join(lacking)}; it has {', '.join(data.column_names)}; wanted "
            "what impulse_responses gives"
        )
    frame = data.select(wanted).to_pandas()
    names = list(frame["impulse"].drop_duplicates())
    if not 1 <= len(names) <= 6:
        raise InputError(f"table: {len(names)} series; wanted from one to six")
    count = len(names)
    with figure(2.6 * count + 1.0, 1.7 * count + 0.7) as drawn:
        grid = drawn.subplots(count, count, sharex=True, sharey="col", squeeze=False)
        for row, impulse in enumerate(names):
            for column, response in enumerate(names):
                chosen = (frame["impulse"] == impulse) & (frame["response"] == response)
                _response(grid[row, column], frame[chosen], impulse, response)
        for axes in grid[-1]:
            axes.set_xlabel(f"{window} after the push", parse_math=False)
        drawn.supylabel(label or "response", fontsize=9, parse_math=False)
    return drawn


def _response(axes: Any, rows: pd.DataFrame, impulse: str, response: str) -> None:
    from matplotlib.ticker import MaxNLocator

    colour = COLOURS[0] if impulse != response else QUIET
    axes.axhline(0.0, color=INK, linewidth=0.7)
    axes.fill_between(
        rows["horizon"], rows["ci_low"], rows["ci_high"], color=colour, alpha=0.2, linewidth=0
    )
    axes.plot(rows["horizon"], rows["value"], color=colour, linewidth=1.5, marker=".", ms=4)
    axes.set_title(f"{impulse} → {response}", loc="left", fontsize=9, parse_math=False)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.grid(axis="y", color=PALE, linewidth=0.4)
