"""How far texts drift, as ink on paper."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa

from ..cascades.canvas import settle, write_notes
from ..palette import COLOURS, INK, PALE, QUIET


def draw_drift(ax: Any, curve: pa.Table, slope: pa.Table, title: str | None) -> None:
    """Draw mean distances by depth, with their intervals and what shuffled times give."""
    columns = {name: curve[name].to_numpy() for name in curve.column_names}
    x, y = columns["depth"].astype(float), columns["distance"]
    null = columns["null_mean"]
    if np.isfinite(null).any():
        ax.fill_between(
            x, columns["null_low"], columns["null_high"], color=PALE, alpha=0.6, linewidth=0,
            zorder=1, label="shuffled times, 95 %",
        )  # fmt: skip
        ax.plot(x, null, color=QUIET, linestyle=(0, (4, 2)), linewidth=1.2, zorder=2,
                label="shuffled times, mean")  # fmt: skip
    known = np.isfinite(columns["ci_low"])
    ax.vlines(
        x[known], columns["ci_low"][known], columns["ci_high"][known],
        color=COLOURS[0], linewidth=1.6, zorder=3,
    )  # fmt: skip
    ax.plot(x, y, color=COLOURS[0], linewidth=1.4, marker="o", markersize=5, zorder=4,
            markeredgecolor="white", label="copies, mean and 95 % interval")  # fmt: skip
    highest = np.nanmax([np.nanmax(columns[name]) if np.isfinite(columns[name]).any() else 0.0
                         for name in ("distance", "ci_high", "null_high")])  # fmt: skip
    ax.set_ylim(0, max(1.32 * float(highest), 0.05))
    ax.set_xlim(x.min() - 0.5, x.max() + 0.5)
    depths = [f"{d}+" if deep else f"{d}" for d, deep in zip(curve["depth"].to_pylist(),
              curve["deeper"].to_pylist(), strict=True)]  # fmt: skip
    ax.set_xticks(
        x, [f"{depth}\n{count:,}" for depth, count in zip(depths, columns["copies"], strict=True)]
    )
    ax.tick_params(labelsize=8.5)
    ax.set_xlabel("steps from the first text; below: copies")
    ax.set_ylabel("distance to the first text\n(1 - Jaccard of tokens)")
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    ax.legend(frameon=False, fontsize=8, loc="upper left", labelcolor=INK, ncols=1)
    write_notes(ax, _notes(slope), title)
    settle(ax)


def _notes(slope: pa.Table) -> list[str]:
    row = slope.to_pylist()[0]
    if math.isnan(row["slope"]):
        return [f"{row['copies']:,} copies in {row['families']:,} families; all of one depth"]
    lines = [f"slope {row['slope']:.3f} a step"]
    if not math.isnan(row["ci_low"]):
        lines[0] += f" (95 %: {row['ci_low']:.3f} to {row['ci_high']:.3f})"
    if not math.isnan(row["p"]):
        lines.append(f"with shuffled times {row['null_mean']:.3f}, p = {row['p']:.3f}")
    return [*lines, f"{row['copies']:,} copies in {row['families']:,} families"]
