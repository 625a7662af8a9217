"""The formal chart on paper, and beside it the ties that run along it and past it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_whole
from ..cascades.canvas import settle
from ..errors import InputError, require
from ..palette import COLOURS, INK
from .formal_chart import Chart, read_chart
from .labels import shortened
from .tidy import tidy_tree

if TYPE_CHECKING:
    from .network import Network

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

MOST_POSTS = 120

# How ties of each path look, in colour and in grey: those that keep to the chart stand out.
_STYLES = {
    "lateral": ("#777777", "-", 0.4, 0.8),
    "skip": (COLOURS[1], (0, (3.5, 1.2)), 0.8, 0.95),
    "line": (COLOURS[0], "-", 0.8, 0.95),
}
_PATHS = ("line", "skip", "lateral", "external")
# Up to so many ties have arrowheads; more of them make a blur.
_MOST_ARROWS = 150
# The largest mark, how far apart posts are if a word is to fit in their marks, and how wide a
# letter is, in points.
_MARK, _ROOM, _LETTER = 14.0, 8.5, 4.4
_SIZE = 6.5
# Names of so many letters stand in the marks.
_SHORT = 2
# Room at the sides, in posts.
_MARGIN = 0.6
# How wide an entry of the legend is, and a column and a line of the key, in inches.
_ENTRY = 2.25
_KEY_WIDTH, _KEY_LINE = 1.5, 0.125
# Room below the lowest row, in rows.
_BELOW = 0.95


def draw_chart(
    network: Network, superior: Any, labels: int, forest: bool, title: str | None
) -> Any:
    """Draw the chart and, in the same places, the ties of the network; see ``plot_chart``."""
    require("matplotlib", "study", "plot_chart")
    from matplotlib import pyplot as plt

    most = check_whole(labels, "labels", 0)
    chart = read_chart(network, superior, forest)
    posts = _laid_out(chart, network.n_nodes)
    ties = _ties(network, chart)
    width = float(np.clip(0.31 * (posts.x.max() + 1.0), 3.4, 8.0))
    gaps = _gaps(posts, width)
    sizes = np.clip(0.8 * gaps, 2.5, _MARK)
    words = _words(_names(network, chart, posts), posts, gaps, most)
    height = float(np.clip(1.15 * (posts.depth.max() + 1) + 0.9, 3.0, 9.0))
    columns = max(1, int((2 * width) // _KEY_WIDTH))
    lines = -(-len(words.key) // columns)
    figure = plt.figure(figsize=(2 * width + 0.4, height + _KEY_LINE * lines), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(height, max(_KEY_LINE * lines, 1e-3)))
    axes = [figure.add_subplot(grid[0, side]) for side in (0, 1)]
    for ax, heading in zip(axes, ("Formal chart", "Observed ties"), strict=True):
        ax.set_title(heading, loc="left", fontsize=9, color=INK)
    _room(axes, posts)
    _legend(figure, ties, _pairs(posts), bool(posts.known.all()))
    if lines:
        _write_key(figure.add_subplot(grid[1, :]), words.key, columns)
    if title is not None:
        figure.suptitle(title, x=0.01, ha="left", fontsize=10, color=INK, parse_math=False)
    settle(axes[1])
    _draw_lines_of_command(axes[0], posts)
    _draw_ties(axes[1], posts, ties, sizes, network.directed)
    for ax in axes:
        _draw_posts(ax, posts, words, sizes)
    _write_names(axes[0], posts, words, sizes)
    return figure


@dataclass
class _Posts:
    """The people on the chart, in its order; where each is drawn."""

    people: Whole
    above: list[int | None]
    x: Numbers
    depth: Whole
    known: npt.NDArray[np.bool_]
    """Which of them are nodes of the network."""

    @property
    def y(self) -> Numbers:
        return -self.depth.astype(np.float64)


def _laid_out(chart: Chart, nodes: int) -> _Posts:
    people = np.flatnonzero(np.asarray(pc.is_valid(chart.ranks)))
    if len(people) > MOST_POSTS:
        raise InputError(
            f"superior: {len(people)} people on the chart; wanted at most {MOST_POSTS} in a "
            "picture. Draw those at the top, or one branch"
        )
    place = {int(person): at for at, person in enumerate(people)}
    superiors = chart.superior.take(pa.array(people)).to_pylist()
    above = [None if boss is None else place[boss] for boss in superiors]
    x, depth = tidy_tree(above)
    return _Posts(people, above, np.array(x), np.array(depth), people < nodes)


def _ties(network: Network, chart: Chart) -> pa.Table:
    """Who is tied to whom, along which path; self-loops are left out."""
    table = pa.Table.from_batches([network._core.edges()]).select(["source", "target", "weight"])
    table = table.append_column("path", network._core.chart_ties(chart.superior).column("path"))
    return table.filter(pc.not_equal(table["source"], table["target"]))


def _pairs(posts: _Posts) -> dict[str, float]:
    """Measure the share of each path among all pairs of nodes on the chart."""
    lines = [_line(posts.above, post) for post in range(len(posts.above))]
    counts = dict.fromkeys(("line", "skip", "lateral"), 0)
    nodes = np.flatnonzero(posts.known).tolist()
    for place, u in enumerate(nodes):
        for v in nodes[:place]:
            steps = [line.index(w) for line, w in ((lines[u], v), (lines[v], u)) if w in line]
            counts["lateral" if not steps else "skip" if steps[0] else "line"] += 1
    whole = sum(counts.values())
    return {path: count / whole for path, count in counts.items()} if whole else {}


def _line(above: list[int | None], post: int) -> list[int]:
    line = []
    boss = above[post]
    while boss is not None:
        line.append(boss)
        boss = above[boss]
    return line


@dataclass
class _Words:
    """What is written at each post, empty where nothing is, and what stands below the pictures."""

    inside: list[str]
    beside: list[str]
    key: list[str]


def _names(network: Network, chart: Chart, posts: _Posts) -> list[str]:
    """Say what each is called: by handle where one is known."""
    names = chart.names
    if "handle" in network._nodes.column_names:
        handles = network._nodes["handle"].combine_chunks().cast(pa.large_string())
        rest = pa.nulls(len(names) - len(handles), pa.large_string())
        names = pc.coalesce(pa.concat_arrays([handles, rest]), names)
    return [shortened(name) for name in names.take(pa.array(posts.people)).to_pylist()]


def _words(names: list[str], posts: _Posts, gaps: Numbers, most: int) -> _Words:
    """Write names in the marks if all are short, else beside them if there is room, else in a key.

    Those at the top come first. In place of longer names both pictures have a number. Where
    posts stand too close nothing is written.
    """
    reading = [int(post) for post in np.lexsort((posts.x, posts.depth))]
    number = {post: str(at) for at, post in enumerate(reading, 1)}
    chosen = [post for post in reading[:most] if gaps[post] >= _ROOM]
    blank = [""] * len(names)
    if all(len(names[post]) <= _SHORT for post in chosen):
        return _Words([names[p] if p in chosen else "" for p in range(len(names))], blank, [])
    inside = [number[post] if post in chosen else "" for post in range(len(names))]
    low = posts.depth.max()
    # Names stand upright below the lowest row, and across the page beside the others.
    fits = [
        posts.depth[post] == low or gaps[post] >= _MARK + _LETTER * len(names[post])
        for post in chosen
    ]
    if all(fits):
        beside = [names[post] if post in chosen else "" for post in range(len(names))]
        return _Words(inside, beside, [])
    return _Words(inside, blank, [f"{number[post]}  {names[post]}" for post in chosen])


def _gaps(posts: _Posts, width: float) -> Numbers:
    """Say how many points apart the nearest posts of each row are, by the inches there are."""
    scale = 72.0 * width / (posts.x.max() - posts.x.min() + 2 * _MARGIN)
    gaps = np.full(len(posts.x), 72.0 * width)
    for depth in np.unique(posts.depth):
        row = posts.depth == depth
        if row.sum() > 1:
            gaps[row] = np.diff(np.sort(posts.x[row])).min() * scale
    return gaps


def _room(axes: Any, posts: _Posts) -> None:
    """Give both pictures the same places: half a post at the sides, and room below for arcs."""
    for ax in axes:
        ax.set_axis_off()
        ax.set_xlim(posts.x.min() - _MARGIN, posts.x.max() + _MARGIN)
        ax.set_ylim(posts.y.min() - _BELOW, 0.3)


def _draw_lines_of_command(ax: Any, posts: _Posts) -> None:
    x, y = posts.x, posts.y
    for boss in sorted({boss for boss in posts.above if boss is not None}):
        below = [post for post, above in enumerate(posts.above) if above == boss]
        half = y[boss] - 0.5
        if len(below) == 1:
            lines = [([x[boss], x[boss]], [y[boss], y[below[0]]])]
        else:
            lines = [([x[boss], x[boss]], [y[boss], half])]
            lines += [([x[post], x[post]], [half, y[post]]) for post in below]
            lines.append(([min(x[below]), max(x[below])], [half, half]))
        for line in lines:
            ax.plot(*line, color=INK, linewidth=0.9, solid_capstyle="projecting", zorder=1)


def _draw_posts(ax: Any, posts: _Posts, words: _Words, sizes: Numbers) -> None:
    """Draw a mark for each, hollow for those who are no nodes, with what stands inside."""
    for known, style in ((True, "-"), (False, ":")):
        some = np.flatnonzero(posts.known == known)
        ax.scatter(
            posts.x[some],
            posts.y[some],
            s=sizes[some] ** 2,
            facecolors="white",
            edgecolors=INK,
            linewidths=0.8,
            linestyles=style,
            zorder=4,
        )
    for post, text in enumerate(words.inside):
        if text:
            ax.annotate(
                text,
                (posts.x[post], posts.y[post]),
                ha="center",
                va="center_baseline",
                fontsize=min(_SIZE, 0.55 * sizes[post]),
                color=INK,
                parse_math=False,
                zorder=5,
            )


def _write_names(ax: Any, posts: _Posts, words: _Words, sizes: Numbers) -> None:
    """Write names upright below the lowest row and to the right of the others."""
    low = posts.depth.max()
    for post, name in enumerate(words.beside):
        lowest = posts.depth[post] == low
        away = sizes[post] / 2 + 2
        if name:
            ax.annotate(
                name,
                (posts.x[post], posts.y[post]),
                (0, -away) if lowest else (away, 0),
                textcoords="offset points",
                ha="center" if lowest else "left",
                va="top" if lowest else "center",
                rotation=90 if lowest else 0,
                fontsize=_SIZE,
                color=INK,
                parse_math=False,
            )


def _write_key(ax: Any, key: list[str], columns: int) -> None:
    """Write who has which number, column by column."""
    ax.set_axis_off()
    ax.set_xlim(0, columns)
    lines = -(-len(key) // columns)
    ax.set_ylim(-lines, 0)
    for at, text in enumerate(key):
        place = (at // lines, -(at % lines) - 0.5)
        ax.text(*place, text, fontsize=_SIZE, va="center", color=INK, parse_math=False)


def _draw_ties(ax: Any, posts: _Posts, ties: pa.Table, sizes: Numbers, directed: bool) -> None:
    """Draw ties between posts, those that keep to the chart on top and straight."""
    place = {int(person): at for at, person in enumerate(posts.people)}
    inside = ties.filter(
        pc.is_in(ties["path"], value_set=pa.array(list(_STYLES), pa.large_string()))
    )
    weights = inside["weight"].to_numpy()
    top = weights.max(initial=0.0)
    arrows = directed and inside.num_rows <= _MOST_ARROWS
    faint = float(np.clip(9.0 / np.sqrt(max(inside.num_rows, 1)), 0.35, 1.0))
    for level, (path, (colour, dashes, least, alpha)) in enumerate(_STYLES.items()):
        rows = inside.filter(pc.equal(inside["path"], path))
        ends = zip(rows["source"].to_pylist(), rows["target"].to_pylist(), strict=True)
        for (u, v), weight in zip(ends, rows["weight"].to_pylist(), strict=True):
            share = np.sqrt(weight / top) if top > weights.min() else 0.3
            curve = _curve(posts, place[u], place[v], path)
            _draw_tie(
                ax,
                _clear(ax, curve, (sizes[place[u]] / 2, sizes[place[v]] / 2)),
                arrows,
                color=colour,
                linestyle=dashes,
                linewidth=least + 1.6 * share,
                alpha=alpha * (faint if path == "lateral" else 1.0),
                zorder=2 + 0.1 * level,
            )


def _draw_tie(ax: Any, curve: Numbers, arrow: bool, **style: Any) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    ax.add_patch(
        FancyArrowPatch(
            path=Path(curve),
            arrowstyle="-|>" if arrow else "-",
            mutation_scale=5.0,
            capstyle="butt",
            **style,
        )
    )


def _curve(posts: _Posts, u: int, v: int, path: str) -> Numbers:
    """Give the course of a tie: lines straight, ties within a row as arcs below it, others bent."""
    start, end = (np.array([posts.x[i], posts.y[i]]) for i in (u, v))
    span = max(float(posts.x.max() - posts.x.min()), 1.0)
    t = np.linspace(0.0, 1.0, 49)[:, None]
    straight = start + t * (end - start)
    if path == "line":
        return np.asarray(straight)
    if posts.depth[u] == posts.depth[v]:
        # Steep at both ends, and the lower the longer.
        sag = 0.16 + 0.84 * abs(end[0] - start[0]) / span
        along = (3 - 2 * t) * t**2
        return np.asarray(start + along * (end - start) - 3 * t * (1 - t) * [0.0, sag])
    # Bent to the right of its way, so that the two between a pair lie apart.
    way = end - start
    bend = 0.10 * np.array([way[1] * span / 6.0, -way[0] * 6.0 / span])
    return np.asarray(straight + 2 * t * (1 - t) * bend)


def _clear(ax: Any, curve: Numbers, radii: tuple[float, float]) -> Numbers:
    """Cut off what lies within the marks at both ends."""
    points = ax.transData.transform(curve) * 72.0 / ax.figure.dpi
    away = [np.hypot(*(points - points[end]).T) for end in (0, -1)]
    seen = np.flatnonzero((away[0] >= radii[0]) & (away[1] >= radii[1] + 0.5))
    kept = curve[seen[0] : seen[-1] + 1] if len(seen) > 1 else curve
    return np.asarray(kept)


def _legend(figure: Any, ties: pa.Table, pairs: dict[str, float], known: bool) -> None:
    """Say how ties of each path look, and what share of the weight they have."""
    from matplotlib.lines import Line2D

    sums = {
        path: pc.sum(ties.filter(pc.equal(ties["path"], path))["weight"]).as_py() or 0.0
        for path in _PATHS
    }
    whole = sum(sums.values())
    handles: list[Any] = []
    texts = []
    for path in ("line", "skip", "lateral"):
        colour, dashes, least, _ = _STYLES[path]
        width = 2 * least
        handles.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=width))
        share = f"{sums[path] / whole:.0%} of weight" if whole else "no weight"
        texts.append(f"{path}: {share}, {pairs.get(path, 0.0):.0%} of pairs")
    if not known:
        style = {"facecolors": "white", "edgecolors": INK, "linestyles": ":", "linewidths": 0.8}
        handles.append(figure.axes[0].scatter([], [], s=70, **style))
        texts.append("not in the network")
    if sums["external"]:
        handles.append(Line2D([], [], linestyle=""))
        texts.append(f"external, not drawn: {sums['external'] / whole:.0%} of weight")
    figure.legend(
        handles,
        texts,
        loc="outside lower right",
        ncols=max(1, min(len(handles), int(figure.get_figwidth() // _ENTRY))),
        frameon=False,
        fontsize=8,
        labelcolor=INK,
    )
