"""Pictures of what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_whole, several
from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import COLOURS, INK, QUIET

SHOWN = ("hedges", "gratitude", "commitment", "praise", "blame")
"""The markers that are drawn unless others are named."""
_NEEDED = ("marker", "count", "n_words", "per_1000", "ci_low", "ci_high")


def plot_markers(
    rates: Any,
    markers: str | Sequence[str] | None = None,
    most: int = 15,
    title: str | None = None,
) -> Any:
    """Draw how often accounts or groups use markers: dots with their intervals, a panel a marker.

    Parameters
    ----------
    rates : frame
        What :meth:`twiplomacy.Corpus.markers` gives, by one grouping.
    markers : str or list of str, optional
        The markers to draw, from left to right; by default ``hedges, gratitude, commitment,
        praise, blame`` where they are there, else the first five.
    most : int
        How many accounts or groups to draw, those with most words; the figure says how many it
        leaves out.
    title : str, optional
        A heading.

    Returns
    -------
    matplotlib.figure.Figure
        ``.savefig("markers.pdf")`` makes a file of it.

    Raises
    ------
    InputError
        If the table is another one, or has no such marker.
    MissingDependencyError
        If matplotlib is not installed.

    Notes
    -----
    The highest rate of the first marker stands on top. A hollow dot has no interval: nothing was
    counted, or all comes from one account or day. The dashed line is the rate of all that the
    table holds. Intervals that end beyond the panel are cut.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> rates = tw.datasets.senators().markers("party", draws=99)
    >>> figure = tw.content.plot_markers(rates, ["hedges", "blame"])
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['hedges', 'blame']
    """
    require("matplotlib", "study", "a plot of markers")
    from matplotlib import pyplot as plt

    table = to_arrow(rates, "rates")
    lacking = [name for name in _NEEDED if name not in table.column_names]
    if lacking:
        raise InputError(f"rates: no column {lacking[0]!r}; wanted what corpus.markers() gives")
    names = _labels(table)
    table = table.append_column("label", names)
    there = pc.unique(table["marker"]).to_pylist()
    if markers is None:
        shown = [name for name in SHOWN if name in there] or there[:5]
    else:
        shown = several(markers, "markers")
    for name in shown:
        if name not in there:
            raise InputError(f"markers: {name!r}; the table has {', '.join(map(str, there))}")
    if not shown:
        raise InputError("rates: no rows; wanted what corpus.markers() gives")
    check_whole(most, "most", 1)
    rows = len({row["label"] for row in _rows(table, shown[0])})
    height = 1.3 + 0.24 * min(rows, most)
    figure = plt.figure(figsize=(1.6 + 1.75 * len(shown), height), layout="constrained")
    draw_markers(figure, table, shown, most)
    if title is not None:
        figure.suptitle(title, x=0.01, ha="left", color=INK, parse_math=False)
    return figure


def draw_markers(figure: Any, table: pa.Table, shown: Sequence[str], most: int = 15) -> None:
    """Draw rates into a figure, or a part of one: a panel a marker."""
    if "label" not in table.column_names:
        table = table.append_column("label", _labels(table))
    panels = [_rows(table, name) for name in shown]
    largest = sorted(panels[0], key=lambda row: -row["n_words"])[:most]
    largest.sort(key=lambda row: (-row["per_1000"], row["label"]))
    labels = [row["label"] for row in largest]
    places = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axes, name, rows in zip(places, shown, panels, strict=True):
        _panel(axes, name, {row["label"]: row for row in rows}, labels, rows)
    left_out = len(panels[0]) - len(labels)
    note = "per 1,000 words, with 95 % interval; dashed: all"
    if left_out:
        note += f"; {left_out:,} with fewer words not drawn"
    figure.supxlabel(note, fontsize=8, color="#555555")


def _labels(table: pa.Table) -> pa.ChunkedArray:
    """Return what each row is called: handle or account, or group."""
    if "account" in table.column_names:
        labels = table["account"].cast(pa.large_string())
        if "handle" in table.column_names:
            labels = pc.coalesce(table["handle"].cast(pa.large_string()), labels)
        return labels
    groups = table.column_names[: table.column_names.index("marker")]
    if len(groups) > 1:
        raise InputError(
            f"rates: by {', '.join(groups)}; wanted one grouping: draw each level by itself"
        )
    if not groups:
        return pa.chunked_array([pa.array(["all"] * len(table), pa.large_string())])
    return pc.fill_null(table[groups[0]].cast(pa.large_string()), "")


def _rows(table: pa.Table, marker: str) -> list[dict[str, Any]]:
    rows = table.filter(pc.equal(table["marker"], marker)).to_pylist()
    return [row for row in rows if row["n_words"]]


def _panel(
    axes: Any,
    name: str,
    rows: dict[str, dict[str, Any]],
    labels: list[str],
    every: list[dict[str, Any]],
) -> None:
    colour = COLOURS[0]
    largest = 0.0
    for place, label in enumerate(labels):
        row = rows[label]
        value, low, high = row["per_1000"], row["ci_low"], row["ci_high"]
        sure = low is not None and high is not None and low == low and high == high
        if sure:
            axes.plot([low, high], [place] * 2, color=colour, linewidth=1.6, solid_capstyle="butt")
        face = colour if sure else "white"
        axes.scatter([value], [place], s=24, zorder=3, color=face, edgecolors=colour, clip_on=False)
        largest = max(largest, value, min(high, 3 * value) if sure else 0.0)
    words = sum(row["n_words"] for row in every)
    mean = 1000.0 * sum(row["count"] for row in every) / words if words else 0.0
    axes.axvline(mean, color=QUIET, linewidth=1, linestyle="--", zorder=1)
    axes.set_xlim(0, 1.08 * max(largest, mean) or 1)
    axes.set_yticks(range(len(labels)), labels, fontsize=8, parse_math=False)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.set_title(name.replace("_", " "), loc="left", fontsize=9, color=INK, parse_math=False)
    axes.grid(axis="x", color="#e8e8e8", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
