"""A series as a picture: lines with their bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import COLOURS, INK

_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))


def plot_over_time(
    series: Any,
    label: str | None = None,
    events: dict[str, str] | None = None,
    share: bool = False,
) -> Any:
    """Draw a series, or one for each group, with its intervals and the dates that matter.

    Parameters
    ----------
    series : frame
        As :meth:`Corpus.over_time` gives it: ``start, value``, and ``group``, ``ci_low``,
        ``ci_high``, ``n``, ``complete`` where there are any.
    label : str, optional
        What the value is, for the axis.
    events : dict, optional
        Dates and what happened then, such as ``{"2015-07-14": "agreement"}``.
    share : bool
        Whether to label the values in per cent.

    Returns
    -------
    matplotlib.figure.Figure
        Windows that the archive does not span as a whole are drawn hollow.

    Raises
    ------
    InputError
        If a column is missing, there is nothing to draw, or there are more than 8 groups.
    MissingDependencyError
        If matplotlib is not installed.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> corpus = tw.datasets.senators()
    >>> table = corpus.over_time("#irandeal", every="month", by="party", draws=99)
    >>> figure = tw.change.plot_over_time(table, "posts with #irandeal", share=True)
    """
    require("matplotlib", "study", "plot_over_time")
    # A notebook shows figures once this is loaded.
    import matplotlib.pyplot  # noqa: F401

    from ..report.figures import date_axis, figure, percent_axis

    frame = to_arrow(series, "series").to_pandas()
    for name in ("start", "value"):
        if name not in frame:
            raise InputError(
                f"series: no column {name!r}; it has {', '.join(map(str, frame.columns))}"
            )
    groups = list(frame["group"].drop_duplicates()) if "group" in frame else [None]
    if len(groups) > len(COLOURS):
        raise InputError(f"series: {len(groups)} groups; wanted at most {len(COLOURS)}")
    if frame["value"].notna().sum() == 0:
        raise InputError("series: no value to draw")
    with figure(7.2, 3.2) as drawn:
        axes = drawn.subplots()
        for place, group in enumerate(groups):
            part = frame if group is None else frame[frame["group"] == group]
            _line(axes, part, COLOURS[place], _DASHES[place % len(_DASHES)], group)
        _dates(axes, events or {})
        axes.set_ylabel(label or "value", parse_math=False)
        if share:
            percent_axis(axes.yaxis, None)
            axes.set_ylim(bottom=0)
        date_axis(axes.xaxis)
        if groups != [None]:
            axes.legend(fontsize=8, loc="best")
    return drawn


def _line(axes: Any, part: pd.DataFrame, colour: str, dash: Any, group: Any) -> None:
    at = part["start"].dt.tz_localize(None).to_numpy()
    values = part["value"].to_numpy(float)
    axes.plot(at, values, color=colour, linestyle=dash, linewidth=1.4, label=group)
    if {"ci_low", "ci_high"} <= set(part):
        low, high = part["ci_low"].to_numpy(float), part["ci_high"].to_numpy(float)
        axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
    whole = part["complete"].to_numpy(bool) if "complete" in part else np.ones(len(part), bool)
    axes.scatter(at[whole], values[whole], s=14, color=colour, zorder=3)
    axes.scatter(at[~whole], values[~whole], s=16, facecolor="white", edgecolor=colour, zorder=3)


def _dates(axes: Any, events: dict[str, str]) -> None:
    from matplotlib.dates import date2num

    for date, what in events.items():
        try:
            at = pd.Timestamp(date)
        except ValueError as error:
            raise InputError(f"events: {date!r}; wanted a date such as '2015-07-14'") from error
        axes.axvline(at, color=INK, linewidth=0.9, linestyle=":")
        # Beside the line, on the side where there is room.
        left, right = axes.get_xlim()
        late = date2num(at) > (left + right) / 2
        axes.annotate(
            what,
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(-3 if late else 3, -3),
            textcoords="offset points",
            ha="right" if late else "left",
            va="top",
            fontsize=7.5,
            parse_math=False,
        )
