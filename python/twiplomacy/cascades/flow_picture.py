"""Which group passes on to which, as a matrix of colours and numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ..network.labels import shortened
from ..palette import COLOURS, INK, PALE, QUIET

MOST = 20
# Beyond a factor of 2^4 = 16 colours no longer tell more.
_MOST_LOG2 = 4.0


def figure_size(groups: int) -> tuple[float, float]:
    """Give a figure on which the numbers in the cells can be read, in inches."""
    side = float(np.clip(0.62 * groups, 2.4, 9.5))
    return side + 2.9, side + 1.9


def draw_flow(
    ax: Any, table: pa.Table, *, heading: str, ungrouped: int, level: float, title: str | None
) -> None:
    """Draw crossings as :meth:`Cascades.crossings` gives them; ``level`` is that of the stars."""
    names = list(dict.fromkeys(table["from"].to_pylist()))
    n = len(names)
    edges = table["edges"].to_numpy().reshape(n, n)
    ratio = _log_ratio(table).reshape(n, n)
    starred = (table["p_adjusted"].to_numpy() < level).reshape(n, n)
    finite = np.abs(ratio[np.isfinite(ratio)])
    top = float(np.clip(np.ceil(finite.max(initial=1.0)), 1.0, _MOST_LOG2))
    image = ax.imshow(
        np.ma.masked_invalid(np.clip(ratio, -top, top)),
        cmap=_colours(),
        vmin=-top,
        vmax=top,
        aspect="auto",
    )
    _frame(ax, names, heading)
    if title is not None:
        ax.set_title(title, loc="left", color=INK, parse_math=False)
    _bar(ax, image, top, bool((np.abs(ratio) > top).any()))
    _write_note(ax, ungrouped, level)
    _settle(ax)
    _write_cells(ax, edges, ratio, starred, top)


def _log_ratio(table: pa.Table) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Compare shares with those expected: log2, -inf where there is no edge, NaN without chance."""
    share, expected = table["share"].to_numpy(), table["expected"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log2(share / expected), dtype=float)


def _colours() -> Any:
    """Make a map from rare to frequent that the colour-blind can read, white where as expected."""
    from matplotlib.colors import LinearSegmentedColormap

    found = LinearSegmentedColormap.from_list("departure", [COLOURS[1], "#ffffff", COLOURS[0]])
    found.set_bad(PALE)
    return found


def _frame(ax: Any, names: list[str], heading: str) -> None:
    n = len(names)
    words = [shortened(name) for name in names]
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(range(n), ["x"] * n)
        for text, word in zip(axis.get_ticklabels(), words, strict=True):
            text.set_parse_math(False)
            text.set_text(word)
        axis.set_ticklabels(words, parse_math=False)
    if n > 3 or max(map(len, words), default=0) > 9:
        ax.tick_params(axis="x", labelrotation=90)
    ax.tick_params(length=0, labelsize=8 if n <= 12 else 7)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    ax.grid(visible=True, which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    of = f" ({shortened(heading)})"
    ax.set_ylabel(f"from: who was passed on{of}", parse_math=False)
    ax.set_xlabel(f"to: who passed it on{of}", parse_math=False)


def _bar(ax: Any, image: Any, top: float, beyond: bool) -> None:
    """Say what colours mean, as factors as well as in powers of two."""
    bar = ax.figure.colorbar(image, ax=ax, extend="both" if beyond else "neither", shrink=0.85)
    ticks = np.arange(-int(top), int(top) + 1)
    bar.set_ticks(ticks, labels=[f"{tick:+d}" if tick else "0" for tick in ticks])
    bar.outline.set_visible(False)
    bar.ax.grid(visible=False)
    bar.ax.tick_params(labelsize=7.5, color=QUIET)
    bar.set_label("log2 (observed / expected share of edges)", fontsize=8)


def _write_note(ax: Any, ungrouped: int, level: float) -> None:
    lines = [
        "In a cell: edges; below, log2 (observed / expected)",
        f"* adjusted p < {level:g}; grey: none expected",
    ]
    if ungrouped:
        lines.append(f"{ungrouped:,} edges with an end in no group are left out")
    ax.text(
        0.0, 1.01, "\n".join(lines), transform=ax.transAxes, ha="left", va="bottom",
        fontsize=7, color="#555555",
    )  # fmt: skip


def _settle(ax: Any) -> None:
    figure = ax.figure.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def _write_cells(ax: Any, edges: Any, ratio: Any, starred: Any, top: float) -> None:
    """Write the numbers as large as the cells allow; where they do not fit, only the edges."""
    box = ax.get_window_extent()
    points = 72.0 / ax.figure.dpi
    n = len(edges)
    wide, high = box.width * points / n, box.height * points / n
    longest = max(5, max(len(f"{int(count):,}") for count in edges.flat))
    # A digit of this font is 0.64 times as wide as high; two lines need 2.5 times the height.
    size = min(wide / (0.68 * longest), high / 2.7, 9.0)
    two = size >= 4.0
    size = size if two else min(wide / (0.68 * (longest - 1)), high / 1.3, 9.0)
    for (row, column), count in np.ndenumerate(edges):
        value = ratio[row, column]
        words = f"{int(count):,}"
        if two:
            words += f"\n{_signed(value)}{'*' if starred[row, column] else ''}"
        elif starred[row, column]:
            words += "*"
        dark = np.isfinite(value) and value > 0.62 * top
        ax.text(
            column, row, words, ha="center", va="center", fontsize=size, linespacing=1.15,
            color="white" if dark else INK, weight="bold" if starred[row, column] else "normal",
        )  # fmt: skip


def _signed(value: float) -> str:
    if np.isnan(value):
        return "–"
    if np.isinf(value):
        return "-∞"
    return f"{value:+.1f}"
