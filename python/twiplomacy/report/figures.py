"""The look of the figures: quiet, legible in print, safe for the colour-blind."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..files import written_whole
from ..palette import COLOURS, INK, QUIET

Panel = tuple[float, Callable[[Any], None]]
"""A height in inches, and what draws into a part of a figure."""

_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.hashsalt": "twiplomacy",
    # Names and hashtags are words, whatever signs they hold.
    "text.parse_math": False,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style, without touching the user's own settings."""
    import matplotlib as mpl

    with mpl.rc_context(_STYLE):
        yield


@contextmanager
def figure(width: float, height: float) -> Iterator[Any]:
    """Yield an empty figure in the house style."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with styled():
        drawn = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(drawn)
        yield drawn


def save(drawn: Any, folder: Path, name: str) -> bytes:
    """Write a figure as SVG and PNG; return the SVG."""
    for suffix in (".svg", ".png"):
        with written_whole(folder / f"{name}{suffix}") as beside:
            # No date: the same study gives the same file.
            metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
            with warnings.catch_warnings():
                # A script that the font lacks is drawn as boxes; that is no reason to stop.
                warnings.filterwarnings("ignore", message="Glyph")
                drawn.savefig(beside, metadata=metadata)
    return (folder / f"{name}.svg").read_bytes()


def stacked(panels: Sequence[Panel]) -> tuple[Callable[[Any], None], float]:
    """Return what draws panels below each other, and how high they are together."""
    heights = [height for height, _ in panels]

    def draw(drawn: Any) -> None:
        parts = drawn.subfigures(len(panels), 1, height_ratios=heights, squeeze=False)[:, 0]
        for part, (_, panel) in zip(parts, panels, strict=True):
            panel(part)

    return draw, sum(heights)


def intervals(
    axes: Any,
    labels: Sequence[str],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    colours: Sequence[str] | str = COLOURS[0],
) -> None:
    """Draw dots with their intervals, one row a label, the first on top."""
    rows = range(len(labels))
    colour = [colours] * len(labels) if isinstance(colours, str) else list(colours)
    for row, low, high, shade in zip(rows, lows, highs, colour, strict=True):
        axes.plot([low, high], [row, row], color=shade, linewidth=1.6, solid_capstyle="butt")
    axes.scatter(values, rows, c=colour, s=26, zorder=3)
    axes.set_yticks(list(rows), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)


def bars(axes: Any, labels: Sequence[str], values: Sequence[float], colours: Any) -> None:
    """Draw horizontal bars with their values, the first on top."""
    rows = range(len(labels))
    axes.barh(rows, values, color=colours, height=0.72)
    axes.set_yticks(list(rows), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    largest = max(values, default=0)
    for row, value in zip(rows, values, strict=True):
        axes.text(value + 0.01 * largest, row, f"{value:,.0f}", va="center", fontsize=7.5)
    axes.set_xlim(0, largest * 1.1 or 1)


def legend_of(axes: Any, entries: dict[str, str], **options: Any) -> None:
    """Draw a legend of coloured squares."""
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=label) for label, colour in entries.items()]
    axes.legend(handles=handles, **options)


def group_colours(context: Any, keys: Sequence[Any]) -> tuple[list[str], dict[str, str]]:
    """Colour accounts by the roster's grouping; return the colours and their legend."""
    name = context.grouping
    if not name:
        return [COLOURS[0]] * len(keys), {}
    table = context.accounts
    group_of = dict(zip(table["account"].to_pylist(), table[name].to_pylist(), strict=True))
    counts = Counter(str(group) for group in group_of.values() if group is not None)
    # Colours must not repeat: beyond them the smaller groups share one.
    most = len(COLOURS) if len(counts) <= len(COLOURS) else len(COLOURS) - 1
    leading = sorted(sorted(counts), key=lambda group: -counts[group])[:most]
    entries = {group: COLOURS[place] for place, group in enumerate(sorted(leading))}
    if len(counts) > most:
        entries[f"other {name}s" if f"other {name}s" not in counts else "others"] = QUIET
    return [entries.get(str(group_of.get(key)), QUIET) for key in keys], entries


def percent_axis(axis: Any, decimals: int | None = 0) -> None:
    """Label an axis of shares in per cent."""
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(xmax=1, decimals=decimals))


def date_axis(axis: Any) -> None:
    """Label an axis of times with few and short labels, so that no two touch."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=8)
    short = ["%Y", "%b %Y", "%d %b", "%d %b %H:%M", "%H:%M", "%S.%f"]
    axis.set_major_locator(locator)
    axis.set_major_formatter(
        ConciseDateFormatter(locator, formats=short, zero_formats=short, show_offset=False)
    )


def plain_log_axis(axis: Any) -> None:
    """Label a logarithmic axis of counts with plain numbers, few enough to read."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axis.get_view_interval()
    # Over more than about two decades 1, 2 and 5 of each would touch.
    subs = (1.0, 2.0, 5.0) if high < 60 * low else (1.0,)
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axis.set_minor_formatter(NullFormatter())
