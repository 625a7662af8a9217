"""A tree of posts as ink on paper: time to the right, each subtree in rows of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..network.drawing import MOST_GROUPS, OTHER, SHAPES, UNKNOWN
from ..network.labels import place_labels, shortened
from ..palette import COLOURS, INK, PALE, QUIET
from .canvas import settle, write_notes
from .layout import Floats, Ints, Times, rows, since_root, subtree_sizes, thinned, time_axis

# Evidence by line, so that print in black and white keeps it apart: what it is called, its
# dashes in points, its colour. The less is known, the less ink.
LINES: dict[str, tuple[str, tuple[float, ...], str]] = {
    "observed": ("observed", (), INK),
    "given": ("given", (), "#666666"),
    "inferred:follow": ("inferred: follow", (4.5, 2.0), INK),
    "inferred:interaction": ("inferred: interaction", (5.0, 1.5, 1.0, 1.5), INK),
    "inferred:chain": ("inferred: order in time only", (9.0, 2.0, 3.0, 2.0), "#666666"),
    "root": ("root: nothing else known", (1.0, 2.2), INK),
}
# From so many lines on, vector files hold them as an image.
_MANY = 3_000
# Names keep clear of lines if there are no more than so many.
_MOST_CROSSED = 400


@dataclass
class _Group:
    """Some posts that look alike."""

    name: str
    colour: str
    shape: str
    posts: Ints
    count: int


@dataclass
class Tree:
    """The posts of one cascade that are drawn, and what is known of all of them."""

    parents: Ints
    depths: Ints
    at: Floats
    children: Ints
    evidence: list[str]
    names: list[str]
    groups: list[str | None] | None
    every: pa.Table
    kept: Ints


def read_tree(members: pa.Table, names: Sequence[str], most: int) -> Tree:
    """Take the members of a cascade as the compiled half gives them, so many at most."""
    parents = members["parent"].fill_null(-1).to_numpy().astype(np.int64)
    depths = members["depth"].to_numpy().astype(np.int64)
    children = np.bincount(parents[parents >= 0], minlength=len(parents))
    kept = thinned(subtree_sizes(parents, depths), most)
    new = np.full(len(parents) + 1, -1)
    new[kept] = np.arange(len(kept))
    at = members["at"].cast(pa.int64()).cast(pa.float64(), safe=False).to_numpy() / 1e6
    shown = members.take(pa.array(kept))
    return Tree(
        parents=new[parents[kept]],
        depths=depths[kept],
        at=np.asarray(at, dtype=float)[kept],
        children=children[kept],
        evidence=shown["evidence"].to_pylist(),
        names=[names[place] for place in kept],
        groups=shown["group"].to_pylist() if "group" in shown.column_names else None,
        every=members,
        kept=kept,
    )


def draw_tree(
    ax: Any,
    tree: Tree,
    *,
    heading: str,
    labels: int,
    scale: str,
    title: str | None,
    colours: Mapping[str, str] | None = None,
) -> None:
    """Draw a tree into axes; ``colours`` fixes those of groups, for pictures side by side."""
    times = since_root(tree.at, tree.parents, tree.depths)
    if np.isfinite(tree.at).any():
        x = time_axis(ax, times.seconds, scale)
    else:
        x = tree.depths.astype(float)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlabel("steps from the root (no times are known)")
    y = rows(tree.parents, tree.depths)
    _frame(ax, x, y)
    groups = _grouped(tree, colours)
    _legend(ax, tree, groups, heading)
    write_notes(ax, _notes(tree, times), title)
    settle(ax)
    pitch = ax.get_window_extent().height * 72.0 / ax.figure.dpi / (y.max() - y.min() + 1.0)
    areas = _areas(ax, tree.children, pitch)
    _draw_lines(ax, tree, x, y, pitch)
    _draw_marks(ax, x, y, areas, groups)
    _write_names(ax, tree, x, y, np.sqrt(areas / np.pi), labels)


def _frame(ax: Any, x: Floats, y: Floats) -> None:
    """Leave nothing but the axis of time, with room around the tree."""
    ax.set_yticks([])
    ax.grid(visible=False, axis="y")
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(QUIET)
    ax.tick_params(axis="x", labelsize=8.5)
    room = 0.6 + 0.02 * (y.max() - y.min())
    ax.set_ylim(y.max() + room, y.min() - room)
    to_page = ax.xaxis.get_transform()
    ends = to_page.transform(np.array([0.0, max(x.max(), 1e-9)]))
    span = ends[1] - ends[0]
    left, right = to_page.inverted().transform([ends[0] - 0.06 * span, ends[1] + 0.06 * span])
    ax.set_xlim(left, right)


def _areas(ax: Any, children: Ints, pitch: float) -> Floats:
    """Give each mark its area in square points, by how many posts came directly through it."""
    page = ax.get_window_extent()
    # All marks together cover no more than so much of the page.
    room = 0.1 * page.width * page.height * (72.0 / ax.figure.dpi) ** 2
    scale = min(160.0 / max(children.max(), 10), room / len(children))
    least = float(np.clip((0.75 * pitch) ** 2, 0.8, 12.0))
    return np.asarray(np.maximum(scale * children, min(least, room / len(children))))


def _draw_lines(ax: Any, tree: Tree, x: Floats, y: Floats, pitch: float) -> None:
    """Draw for each edge the way up or down at the parent's time, then the way to the child's."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgb

    child = np.flatnonzero(tree.parents >= 0)
    if not len(child):
        return
    parent = tree.parents[child]
    width = float(np.clip(0.35 * pitch, 0.2, 1.0))
    low, high = np.full(len(x), np.inf), np.full(len(x), -np.inf)
    np.minimum.at(low, parent, y[child])
    np.maximum.at(high, parent, y[child])
    stem = np.flatnonzero(high > low)
    upright = np.stack([np.stack([x[stem], low[stem]], 1), np.stack([x[stem], high[stem]], 1)], 1)
    drawn = [LineCollection(list(upright), linewidths=0.7, colors=QUIET, zorder=1)]
    level = np.stack([np.stack([x[parent], y[child]], 1), np.stack([x[child], y[child]], 1)], 1)
    evidence = np.array([tree.evidence[node] for node in child], dtype=object)
    for name in sorted(set(evidence)):
        _, dashes, colour = LINES[name]
        these = evidence == name
        # Where rows are dense, lines to posts that led nowhere would make one dark area.
        inks = np.where(tree.children[child[these]] > 0, 1.0, np.clip(pitch / 3.0, 0.15, 1.0))
        shades = np.column_stack([np.tile(to_rgb(colour), (len(inks), 1)), inks])
        styles = _dashes(dashes, width)
        made = LineCollection(
            list(level[these]), linewidths=width, colors=shades, linestyles=styles, zorder=2
        )
        made.set_label(name)
        drawn.append(made)
    for made in drawn:
        made.set_capstyle("butt")
        made.set_rasterized(len(child) > _MANY)
        ax.add_collection(made, autolim=False)


def _dashes(dashes: tuple[float, ...], width: float) -> list[Any]:
    """Turn dashes in points into styles; each row begins elsewhere, or columns would appear."""
    if not dashes:
        return ["solid"]
    # Dashes are multiples of the width: thin lines would have none to see.
    pattern = tuple(dash / width for dash in dashes)
    return [(0.618 * place % 1 * sum(pattern), pattern) for place in range(13)]


def _grouped(tree: Tree, colours: Mapping[str, str] | None) -> list[_Group]:
    """Sort posts into groups, the largest first; then those without one."""
    everyone = np.arange(len(tree.parents))
    if tree.groups is None:
        return [_Group("", COLOURS[0], "o", everyone, len(tree.every))]
    counts = {
        row["values"]: row["counts"] for row in tree.every["group"].value_counts().to_pylist()
    }
    unknown = counts.pop(None, 0)
    names = sorted(counts, key=lambda name: (-counts[name], len(name), name))
    shown = names if len(names) <= MOST_GROUPS else names[: MOST_GROUPS - 1]
    if colours is not None:
        shown = [name for name in shown if name in colours]
    of = np.array(tree.groups, dtype=object)
    groups = []
    for place, name in enumerate(shown):
        at = place if colours is None else list(colours).index(name)
        colour = COLOURS[place] if colours is None else colours[name]
        shape = SHAPES[at % len(SHAPES)]
        groups.append(_Group(name, colour, shape, np.flatnonzero(of == name), counts[name]))
    rest = [name for name in names if name not in shown]
    if rest:
        posts = np.flatnonzero([name in set(rest) for name in tree.groups])
        count = sum(counts[name] for name in rest)
        groups.append(_Group(f"{OTHER}: {len(rest)} groups", QUIET, "o", posts, count))
    if unknown:
        posts = np.flatnonzero([name is None for name in tree.groups])
        groups.append(_Group(UNKNOWN, PALE, "o", posts, unknown))
    return groups


def _draw_marks(ax: Any, x: Floats, y: Floats, areas: Floats, groups: list[_Group]) -> None:
    for group in sorted(groups, key=lambda group: group.colour not in (PALE, QUIET)):
        posts = group.posts[np.argsort(-areas[group.posts], kind="stable")]
        made = ax.scatter(
            x[posts],
            y[posts],
            s=areas[posts],
            c=group.colour,
            marker=group.shape,
            # A white rim parts marks that touch; tiny ones would drown in it.
            linewidths=np.clip(np.sqrt(areas[posts]) / 14, 0.0, 0.7 if len(x) <= _MANY else 0.0),
            edgecolors="white" if group.colour != PALE else QUIET,
            zorder=3,
            clip_on=False,
        )
        made.set_rasterized(len(x) > _MANY)


def _legend(ax: Any, tree: Tree, groups: list[_Group], heading: str) -> None:
    """Say beside the picture what colours, shapes and lines mean, in one list."""
    from matplotlib.lines import Line2D

    entries: list[tuple[Any, str, bool]] = []
    blank: dict[str, Any] = {"xdata": [], "ydata": [], "linestyle": "none"}
    if tree.groups is not None:
        entries.append((Line2D(**blank), shortened(heading), True))
        for group in groups:
            edge = QUIET if group.colour == PALE else group.colour
            mark = Line2D(**blank, marker=group.shape, markersize=6, color=group.colour,
                          markeredgecolor=edge)  # fmt: skip
            entries.append((mark, f"{shortened(group.name)} ({group.count:,})", False))
    inner = tree.every.filter(tree.every["parent"].is_valid())
    counts = {row["values"]: row["counts"] for row in inner["evidence"].value_counts().to_pylist()}
    if counts:
        entries.append((Line2D(**blank), "How an edge is known", True))
    for name, (words, dashes, colour) in LINES.items():
        if name in counts:
            style = (0, dashes) if dashes else "-"
            line = Line2D([], [], color=colour, linewidth=1.0, linestyle=style)
            entries.append((line, f"{words} ({counts[name]:,})", False))
    if not entries:
        return
    # Names are set afterwards: a legend leaves out those that begin with an underscore.
    legend = ax.legend(
        [handle for handle, _, _ in entries],
        ["x"] * len(entries),
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize=8,
        handlelength=3.2,
        labelcolor=INK,
    )
    for text, (_, words, bold) in zip(legend.get_texts(), entries, strict=True):
        text.set_parse_math(False)
        text.set_text(words)
        if bold:
            text.set_weight("bold")


def _notes(tree: Tree, times: Times) -> list[str]:
    """Say what area means, and what is not as it was."""
    most = int(tree.children.max())
    notes = [f"Area of a mark: posts that came directly through it (0 to {most:,})"]
    if len(tree.kept) < len(tree.every):
        notes.append(
            f"{len(tree.kept):,} of {len(tree.every):,} posts are shown, those with most posts "
            "below them"
        )
    if np.isfinite(tree.at).any():
        if times.rootless:
            notes.append("The time of the root is not known: time runs from the first post")
        if times.unknown:
            notes.append(f"{times.unknown:,} posts without a time stand at their parent's")
        if times.early:
            notes.append(f"{times.early:,} posts from before their parent stand at its time")
    return notes


def _write_names(ax: Any, tree: Tree, x: Floats, y: Floats, radii: Floats, labels: int) -> None:
    """Name the root and those through whom at least two came; of a small tree, all."""
    root = int(np.flatnonzero(tree.parents < 0)[0])
    order = [int(node) for node in np.argsort(-tree.children, kind="stable") if node != root]
    least = 0 if len(x) <= labels else 2
    chosen = [root, *(node for node in order if tree.children[node] >= least)][:labels]
    child = np.flatnonzero(tree.parents >= 0)
    turns = np.stack([x[tree.parents[child]], y[child]], axis=1)
    places = np.concatenate([np.stack([x, y], axis=1), turns])
    ends = np.stack([len(x) + np.arange(len(child)), child], axis=1)
    if len(child) > _MOST_CROSSED:
        ends = ends[:0]
    words = [shortened(tree.names[node]) for node in chosen]
    # A name had better cross a line than lie on a mark: marks keep some room around them.
    rims = np.append(radii + 0.8, np.zeros(len(child)))
    place_labels(ax, places, rims, ends, chosen, words)
