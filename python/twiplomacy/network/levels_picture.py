"""A network on paper with each node at its trophic level, from the bottom up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_seed, check_whole
from ..cascades.canvas import settle
from ..errors import InputError, require
from ..palette import COLOURS, INK, PALE
from .drawing import (
    _areas,
    _draw_nodes,
    _Group,
    _grouped,
    _legend,
    _name,
    _radii,
    _sample,
    _sizes,
)

if TYPE_CHECKING:
    from .network import Network

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MOST_NODES = 1_500

_WIDTH, _HEIGHT = 8.0, 6.0
# Up to so many arcs have arrowheads; more of them make a blur.
_MOST_ARROWS = 250
# A difference of levels below this is none: the equations are solved to about so much.
_EVEN = 1e-6
# So many of the lowest and of the highest get a name.
_ENDS = 2
# How hard nodes are held near the middle, in the unit of the pull of all ties of a node.
_HOLD = 0.6
_UP, _DOWN = "#8c8c8c", INK


def draw_levels(
    network: Network,
    by: Any | None,
    size: Any | None,
    labels: int,
    seed: int,
    max_edges: int,
    title: str | None,
) -> Any:
    """Draw the largest component by level; see ``plot_levels``."""
    require("matplotlib", "study", "plot_levels")
    from matplotlib import pyplot as plt

    most, seed = check_whole(labels, "labels", 0), check_seed(seed)
    most_edges = check_whole(max_edges, "max_edges", 0)
    part, levels, left = _largest(network)
    values, meaning = _sizes(part, size, seed)
    groups = [_Group("", COLOURS[0], "o", np.arange(part.n_nodes))]
    if by is not None:
        groups = _grouped(part, by)
    ends, weights = _arcs(part)
    figure, ax = plt.subplots(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    x = _spread(part, levels, ends, weights, seed)
    _axis(ax, levels)
    if title is not None:
        ax.set_title(title, loc="left", fontsize=10, color=INK, pad=20, parse_math=False)
    if by is not None:
        _legend(ax, groups, by)
    _caption(ax, part, levels, ends, weights)
    notes = [f"{left:,} nodes in smaller components are not drawn"] if left else []
    shown = np.arange(len(ends))
    if len(ends) > most_edges:
        shown = _sample(weights, most_edges, seed)
        notes.append(f"{most_edges:,} of {len(ends):,} arcs drawn")
    _notes(ax, meaning, notes)
    settle(ax)
    areas = 0.6 * _areas(ax, values)
    places = _parted(ax, np.column_stack([x, levels]), _radii(areas))
    _draw_arcs(ax, places, areas, ends[shown], weights[shown])
    _draw_nodes(ax, places, areas, groups)
    _name(ax, part, places, areas, _first(values, levels, most), most)
    return figure


def _first(values: Numbers, levels: Numbers, most: int) -> Numbers:
    """Who gets a name first: those at both ends, if there are names for more, then the largest."""
    ranks = values.copy()
    ends = np.argsort(levels, kind="stable")
    if most >= 4 * _ENDS:
        ranks[ends[[*range(_ENDS), *range(-_ENDS, 0)]] if len(ends) > 2 * _ENDS else ends] = np.inf
    return ranks


def _largest(network: Network) -> tuple[Network, Numbers, int]:
    """Find the part whose levels compare, those levels, and how many nodes are left out."""
    table, *_ = network._core.trophic_levels()
    inside = pc.equal(table.column("component"), 0)
    part = network.subgraph(network._labels().filter(inside))
    if part.n_nodes > MOST_NODES:
        raise InputError(
            f"network: {part.n_nodes:,} nodes in the largest component; wanted at most "
            f"{MOST_NODES:,} in a picture. Draw a part, such as k_core or backbone leaves"
        )
    levels = np.asarray(table.column("level").filter(inside).to_numpy())
    return part, levels, network.n_nodes - part.n_nodes


def _arcs(network: Network) -> tuple[Whole, Numbers]:
    """List ends and weights of all arcs but self-loops, the light ones first."""
    table = pa.Table.from_batches([network._core.edges()])
    ends = np.column_stack([table[end].to_numpy() for end in ("source", "target")]).astype(int)
    weights = np.asarray(table["weight"].to_numpy())
    order = np.argsort(weights, kind="stable")
    order = order[ends[order, 0] != ends[order, 1]]
    return ends[order], weights[order]


def _spread(network: Network, levels: Numbers, ends: Whole, weights: Numbers, seed: int) -> Numbers:
    """Place nodes from left to right: ties pull together, nodes that are near push apart.

    The forces of Fruchterman & Reingold 1991 at given heights, from where a layout in the plane
    has them.
    """
    n = network.n_nodes
    if n < 2:
        return np.full(n, 0.5)
    start = network._core.layout(seed, None)["x"].to_numpy()
    # Equal places would never part.
    x = _rank(start) * _WIDTH
    y = levels * (_HEIGHT / max(float(np.ptp(levels)), 1.0))
    gap = np.sqrt(_WIDTH * _HEIGHT / n)
    top = weights.max(initial=0.0)
    pull = np.sqrt(weights / top) if top > 0 else np.ones(len(weights))
    # On average as strong as what holds a node near the middle, however many arcs there are.
    pull = pull / max(float(np.bincount(ends.ravel(), np.repeat(pull, 2), n).mean()), 1e-9)
    apart = (y[:, None] - y[None, :]) ** 2 + 1e-3 * gap**2
    for step in np.geomspace(0.08 * _WIDTH, 0.002 * _WIDTH, 300 if n <= 300 else 100):
        away = x[:, None] - x[None, :]
        force = gap**2 * (away / (away**2 + apart)).sum(axis=1)
        along = (x[ends[:, 0]] - x[ends[:, 1]]) * pull
        force -= np.bincount(ends[:, 0], along, n) - np.bincount(ends[:, 1], along, n)
        force -= _HOLD * (x - x.mean())
        x = x + np.clip(force, -step, step)
    # Half by order, so that a few who are far off do not press the others together.
    even = 0.5 * _rank(x) + 0.5 * (x - x.min()) / max(float(np.ptp(x)), 1e-9)
    return np.asarray(even)


def _rank(values: Numbers) -> Numbers:
    """Where each stands in order, from 0 to 1."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(order / max(len(values) - 1, 1))


def _parted(ax: Any, places: Numbers, radii: Numbers) -> Numbers:
    """Push marks that lie on one another apart, to the left and the right only."""
    scale = ax.transData.transform([[0.0, 0.0], [1.0, 0.0]])[:, 0] * 72.0 / ax.figure.dpi
    points = ax.transData.transform(places) * 72.0 / ax.figure.dpi
    x, y = points.T.copy()
    low, high = scale
    need = (radii[:, None] + radii[None, :] + 2.0) ** 2 - (y[:, None] - y[None, :]) ** 2
    need = np.sqrt(np.maximum(need, 0.0))
    np.fill_diagonal(need, 0.0)
    # Of two in one place the later goes right.
    side = np.where(np.arange(len(x))[:, None] > np.arange(len(x))[None, :], 1.0, -1.0)
    for _ in range(60):
        away = x[:, None] - x[None, :]
        lack = np.maximum(need - np.abs(away), 0.0)
        if not lack.any():
            break
        push = (lack * np.where(away == 0.0, side, np.sign(away))).sum(axis=1)
        many = np.maximum((lack > 0).sum(axis=1), 1)
        x = np.clip(x + 0.5 * push / many, low, high)
    return np.column_stack([(x - low) / (high - low), places[:, 1]])


def _axis(ax: Any, levels: Numbers) -> None:
    """Levels on the left, with a thin line at each whole one."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlim(-0.05, 1.05)
    top = float(levels.max(initial=0.0))
    room = 0.06 * max(top, 1.0)
    ax.set_ylim(-room, top + room if top > 0 else 1.0)
    ax.set_ylabel("trophic level", fontsize=9, color=INK)
    ax.set_xticks([])
    ax.yaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    ax.tick_params(axis="y", labelsize=8, color=PALE)
    ax.grid(axis="y", color=PALE, linewidth=0.5, zorder=0)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.spines["left"].set_color(PALE)


def _caption(ax: Any, network: Network, levels: Numbers, ends: Whole, weights: Numbers) -> None:
    """Say above the picture how lines look, and how far the network is from all arcs leading up."""
    from matplotlib.lines import Line2D

    rise = levels[ends[:, 1]] - levels[ends[:, 0]]
    whole = weights.sum()
    share = weights[rise > _EVEN].sum() / whole if whole > 0 else float("nan")
    incoherence = network._core.trophic_incoherence()
    texts = ["arc up a level", "arc down or level"]
    if whole > 0:
        texts = [f"{texts[0]}: {share:.0%} of weight", f"{texts[1]}: {1 - share:.0%}"]
    figure = ax.figure
    figure.legend(
        [
            Line2D([], [], color=_UP, linewidth=1.2),
            Line2D([], [], color=_DOWN, linewidth=1.2, linestyle=(0, (3.5, 1.4))),
        ],
        texts,
        loc="outside lower right",
        ncols=2,
        frameon=False,
        fontsize=8,
        labelcolor=INK,
    )
    value = "undefined" if np.isnan(incoherence) else f"{incoherence:.2f}"
    ax.annotate(
        f"Incoherence {value} (0: every arc leads up one level; 1: on the whole none does)",
        (0.0, 1.0),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=8,
        color="#555555",
    )


def _notes(ax: Any, meaning: str | None, notes: list[str]) -> None:
    text = "; ".join([*([meaning] if meaning else []), *notes])
    if text:
        ax.annotate(
            text,
            (0.0, 0.0),
            (0, -4),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=7,
            color="#555555",
            parse_math=False,
        )


def _draw_arcs(ax: Any, places: Numbers, areas: Numbers, ends: Whole, weights: Numbers) -> None:
    """Draw arcs, those that lead up below the others, each bent a little to its right."""
    from matplotlib.patches import FancyArrowPatch

    if not len(ends):
        return
    radii = _radii(areas)
    vary = weights.max() > weights.min()
    share = np.sqrt(weights / weights.max()) if vary else np.full(len(weights), 0.3)
    thin = float(np.clip(15.0 / np.sqrt(len(ends)), 0.4, 1.0))
    faint = float(np.clip(12.0 / np.sqrt(len(ends)), 0.25, 0.9))
    arrow = "-|>" if len(ends) <= _MOST_ARROWS else "-"
    rise = places[ends[:, 1], 1] - places[ends[:, 0], 1]
    for (source, target), up, part in zip(ends, rise > _EVEN, share, strict=True):
        width = thin * (0.5 + 1.6 * part)
        ax.add_patch(
            FancyArrowPatch(
                places[source],
                places[target],
                arrowstyle=arrow,
                connectionstyle="arc3,rad=0.1",
                mutation_scale=4 + 3 * width,
                shrinkA=radii[source],
                shrinkB=radii[target] + 0.5,
                linewidth=width,
                linestyle="-" if up else (0, (3.5, 1.4)),
                color=_UP if up else _DOWN,
                alpha=min(1.0, faint * (0.6 + 0.6 * part)),
                zorder=1.0 if up else 1.5,
            )
        )
