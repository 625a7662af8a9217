"""The picture of brokerage: whom the foremost brokers stand between."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ..cascades.canvas import settle, write_notes
from ..errors import InputError, require
from ..palette import COLOURS, INK, QUIET

ROLES = {
    "coordinator": "coordinator: within the own group",
    "itinerant": "itinerant: within another group",
    "gatekeeper": "gatekeeper: into the own group",
    "representative": "representative: out of the own group",
    "liaison": "liaison: between two other groups",
}
# Told apart by the colour-blind, and neighbours in the bar differ in lightness.
FILLS = dict(zip(ROLES, (COLOURS[0], COLOURS[4], COLOURS[2], COLOURS[3], COLOURS[7]), strict=True))
CHANCE = {
    "labels": "if groups were dealt anew to all others",
    "density": "if ties were drawn anew at the same density",
}


def draw_brokerage(
    names: pa.Array,
    groups: pa.Array,
    found: pa.RecordBatch,
    top: int,
    null: str,
    ax: Any | None,
    title: str | None,
) -> Any:
    """Draw a bar an account, and below it a thin one of what chance gives."""
    require("matplotlib", "study", "plot_brokerage")
    import matplotlib.pyplot as plt

    total = np.nan_to_num(_numbers(found, "total"))
    order = np.argsort(-total, kind="stable")[:top]
    order = order[total[order] > 0]
    if not len(order):
        raise InputError("groups: no account brokers anything between two with a group")
    if ax is None:
        size = (7.2, 1.9 + 0.36 * len(order))
        _, ax = plt.subplots(figsize=size, layout="constrained")
    labels = [f"{_plain(names[row])}  ({_plain(groups[row])})" for row in order.tolist()]
    rows = np.arange(len(order))
    observed = [_numbers(found, role)[order] for role in ROLES]
    expected = [_numbers(found, f"expected_{role}")[order] for role in ROLES]
    _bars(ax, rows - 0.1, observed, 0.52)
    _bars(ax, rows + 0.29, expected, 0.16, alpha=0.55)
    _dress(ax, labels)
    _legend(ax)
    note = f"thick: as observed; thin: on average {CHANCE[null]}"
    write_notes(ax, [note], title)
    settle(ax)
    return ax


def _plain(label: pa.Scalar) -> str:
    """Keep a label on its line."""
    return "".join(sign if sign.isprintable() else " " for sign in str(label.as_py()))


def _numbers(found: pa.RecordBatch, column: str) -> np.ndarray:
    cells = found.column(column).cast(pa.float64()).fill_null(float("nan"))
    return np.asarray(cells)


def _bars(ax: Any, y: np.ndarray, parts: list[np.ndarray], height: float, alpha: float = 1) -> None:
    left = np.zeros(len(y))
    for part, colour in zip(parts, FILLS.values(), strict=True):
        ax.barh(y, part, height, left, color=colour, alpha=alpha, linewidth=0)
        left += part


def _dress(ax: Any, labels: list[str]) -> None:
    ax.set_yticks(np.arange(len(labels)), labels, parse_math=False)
    ax.set_ylim(len(labels) - 0.45, -0.55)
    ax.set_xlim(left=0)
    ax.set_xlabel("pairs of accounts brokered")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.tick_params(colors=INK, length=0)
    ax.grid(axis="x", color=QUIET, alpha=0.25, linewidth=0.6)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)


def _legend(ax: Any) -> None:
    """Name the roles below the axis, where no bar can be, however long."""
    from matplotlib.patches import Patch
    from matplotlib.transforms import ScaledTranslation

    below = ScaledTranslation(0, -36 / 72, ax.figure.figure.dpi_scale_trans)
    ax.legend(
        handles=[Patch(color=FILLS[role], label=label) for role, label in ROLES.items()],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        bbox_transform=ax.transAxes + below,
        ncols=2,
        fontsize=7.5,
        frameon=False,
        borderaxespad=0,
    )
