"""Which group passes on to which, as a matrix of colours and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..network.labels import shortened
from ..palette import COLOURS, INK, QUIET
from .canvas import settle, write_notes
from .layout import Floats

MOST = 20
# Beyond a factor of 2^4 = 16 colours no longer tell more.
_MOST_LOG2 = 4.0
# Below so many points nobody can read two lines in a cell.
_LEAST = 4.5


def figure_size(names: Sequence[str]) -> tuple[float, float]:
    """Give a figure on which names and the numbers in the cells can be read, in inches."""
    side = float(np.clip(0.62 * len(names), 3.2, 9.5))
    words = 0.075 * max(len(shortened(name)) for name in names)
    return side + 1.6 + words, side + 1.1 + words


def draw_flow(
    ax: Any,
    table: pa.Table,
    *,
    heading: str,
    ungrouped: int,
    level: float = 0.05,
    title: str | None = None,
) -> None:
    """Draw crossings as :meth:`Cascades.crossings` gives them; ``level`` is that of the stars."""
    names = list(dict.fromkeys(table["from"].to_pylist()))
    n = len(names)
    edges = table["edges"].to_numpy().reshape(n, n)
    log2 = departures(table).reshape(n, n)
    starred = (table["p_adjusted"].to_numpy() < level).reshape(n, n)
    top = float(np.clip(np.ceil(np.abs(log2).max()), 1.0, _MOST_LOG2))
    ends = np.arange(n + 1) - 0.5
    # A mesh, not an image: vector files stay free of embedded ones.
    mesh = ax.pcolormesh(ends, ends, np.clip(log2, -top, top), cmap=_colours(), vmin=-top, vmax=top)
    ax.set_ylim(n - 0.5, -0.5)
    _frame(ax, names, heading)
    _bar(ax, mesh, top, bool((np.abs(log2) > top).any()))
    write_notes(ax, _notes(ungrouped, level), title)
    settle(ax)
    width = ax.get_window_extent().width * 72.0 / ax.figure.dpi / n
    if max(len(shortened(name)) for name in names) * 5.0 > width:
        ax.tick_params(axis="x", labelrotation=90)
        settle(ax)
    _write_cells(ax, edges, log2, starred, top)


def departures(table: pa.Table) -> Floats:
    """Compare the edges of each pair with those expected: log2((n + 1/2) / (expected + 1/2)).

    The half keeps pairs of which hardly an edge is expected from looking like great departures.
    """
    edges = table["edges"].to_numpy()
    expected = np.nan_to_num(table["expected"].to_numpy()) * edges.sum()
    return np.asarray(np.log2((edges + 0.5) / (expected + 0.5)), dtype=float)


def _colours() -> Any:
    """Make a map from rare to frequent that the colour-blind can read, white where as expected."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("departure", [COLOURS[1], "#ffffff", COLOURS[0]], N=49)


def _frame(ax: Any, names: list[str], heading: str) -> None:
    n = len(names)
    words = [shortened(name) for name in names]
    size = 8 if n <= 12 else 7
    ax.set_xticks(range(n), words, fontsize=size, parse_math=False)
    ax.set_yticks(range(n), words, fontsize=size, parse_math=False)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    ax.grid(visible=False)
    ax.grid(visible=True, which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="both", length=0)
    of = shortened(heading)
    ax.set_ylabel(f"from: who was passed on ({of})", fontsize=9, parse_math=False)
    ax.set_xlabel(f"to: who passed it on ({of})", fontsize=9, parse_math=False)


def _bar(ax: Any, mesh: Any, top: float, beyond: bool) -> None:
    """Say what colours mean."""
    extend = "both" if beyond else "neither"
    bar = ax.figure.colorbar(mesh, ax=ax, extend=extend, shrink=0.85, aspect=25)
    ticks = np.arange(-int(top), int(top) + 1)
    bar.set_ticks(ticks, labels=[_signed(float(tick)).removesuffix(".0") for tick in ticks])
    bar.solids.set(rasterized=False, edgecolor="face")
    bar.outline.set_visible(False)
    bar.ax.grid(visible=False)
    bar.ax.tick_params(labelsize=7.5, color=QUIET)
    bar.set_label("log2 (observed / expected edges)", fontsize=8)


def _notes(ungrouped: int, level: float) -> list[str]:
    notes = [
        "In a cell: edges; below, log2 (observed / expected),",
        f"half an edge added to both; * and bold: adjusted p < {level:g}",
    ]
    if ungrouped:
        notes.append(f"{ungrouped:,} edges with an end in no group are left out")
    return notes


def _write_cells(ax: Any, edges: Any, log2: Floats, starred: Any, top: float) -> None:
    """Write the numbers as large as the cells allow; where they do not fit, only the edges."""
    box = ax.get_window_extent()
    points = 72.0 / ax.figure.dpi
    n = len(edges)
    wide, high = box.width * points / n, box.height * points / n
    longest = max(len(f"{int(count):,}") for count in edges.flat) + 1
    # A bold digit is about 0.68 times as wide as high; two lines need 2.7 times the height.
    size = min(wide / (0.68 * max(longest, 5)), high / 2.7, 9.0)
    two = size >= _LEAST
    size = size if two else min(wide / (0.68 * longest), high / 1.3, 9.0)
    for (row, column), count in np.ndenumerate(edges):
        value, star = log2[row, column], "*" * bool(starred[row, column])
        words = f"{int(count):,}"
        if two and (count or star or abs(value) >= 0.05):
            words += f"\n{_signed(float(value))}"
        ax.text(
            column,
            row,
            words + star,
            ha="center",
            va="center",
            fontsize=size,
            linespacing=1.15,
            color="white" if value > 0.62 * top else INK,
            weight="bold" if star else "normal",
        )


def _signed(value: float) -> str:
    """Write a number with its sign, a true minus."""
    words = f"{value:+.1f}"
    return "0.0" if words in ("+0.0", "-0.0") else words.replace("-", "\u2212")
