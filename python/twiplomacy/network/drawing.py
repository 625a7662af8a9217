"""A network as ink on paper: marks, lines, names and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_seed
from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import COLOURS, INK, PALE, QUIET
from .labels import place_labels, shortened

if TYPE_CHECKING:
    from .network import Network

Numbers = npt.NDArray[np.float64]

# Each group has a shape besides its colour, so that print in black and white keeps them apart.
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "o")
# Marks of one area look unequal in these shapes; so much larger they look alike.
_EVEN = {"^": 1.15, "v": 1.15, "D": 0.8, "P": 1.2, "X": 1.2}
MOST_GROUPS = 8
OTHER = "other"
UNKNOWN = "unknown"

# Up to so many arcs have arrowheads; more of them make a blur.
_MOST_ARROWS = 400
# Names keep clear of lines if there are no more than so many.
_MOST_CROSSED = 2_000
# From so many lines on, vector files hold them as an image.
_MANY_LINES = 5_000

DEGREES = ("degree", "in_degree", "out_degree", "weight", "in_weight", "out_weight")
MEASURES = (
    "pagerank", "betweenness", "closeness", "harmonic", "eigenvector", "katz", "core_number",
)  # fmt: skip
# Betweenness from all nodes takes too long for a picture of more than so many.
_PIVOTS = 500


def draw(
    network: Network,
    positions: Any,
    *,
    by: Any | None = None,
    size: Any | None = "degree",
    labels: int = 15,
    ax: Any | None = None,
    seed: int = 0,
    max_edges: int = 20_000,
    title: str | None = None,
) -> Any:
    """Draw a network with its nodes in these places.

    Parameters
    ----------
    network : Network
        What to draw. Self-loops are not drawn.
    positions : array of shape (n, 2)
        Where each node is, in the order of ``network.nodes``.
    by : str, frame or mapping, optional
        A group for each node: a column of ``nodes``, a frame with ``node`` and one more column,
        or node to group. Groups differ in colour and shape; of more than eight the seven
        largest are shown and the rest as "other". Nodes without a group are pale.
    size : str, frame, mapping or None
        What the area of a mark stands for: a measure of the network such as "degree", "weight",
        "pagerank" or "betweenness", a column of ``nodes``, a frame or a mapping; None: all alike.
    labels : int
        How many of the largest nodes get a name, their handle where one is known. Names that
        would lie on others are left out.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.
    seed : int
        Which edges are drawn if there are too many, and the pivots of betweenness.
    max_edges : int
        How many edges to draw at most; heavier ones are more likely to be drawn.
    title : str, optional
        A heading.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If an argument cannot be used.
    MissingDependencyError
        If matplotlib is not installed.
    """
    require("matplotlib", "study", "plot")
    places = _checked(network, positions, labels, max_edges)
    values, meaning = _sizes(network, size, check_seed(seed))
    everyone = [_Group("", COLOURS[0], "o", np.arange(network.n_nodes))]
    groups = everyone if by is None else _grouped(network, by)
    ax = _canvas(ax)
    areas = _areas(ax, values)
    notes = _draw_edges(ax, network, places, areas, max_edges, seed)
    _draw_nodes(ax, places, areas, groups)
    if title is not None:
        ax.set_title(title, loc="left", color=INK, parse_math=False)
    if by is not None:
        _legend(ax, groups, by)
    _write_notes(ax, meaning, notes)
    _settle(ax)
    ranks = _degrees(network, "degree") if size is None else values
    _name(ax, network, places, areas, ranks, labels)
    return ax


def _checked(network: Network, positions: Any, labels: int, max_edges: int) -> Numbers:
    places = np.asarray(positions, dtype=np.float64)
    wanted = (network.n_nodes, 2)
    if places.shape != wanted:
        raise InputError(f"positions: an array of shape {places.shape}; wanted {wanted}")
    if not np.isfinite(places).all():
        raise InputError("positions: NaN or infinite; wanted a place for each node")
    for name, value in (("labels", labels), ("max_edges", max_edges)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
            raise InputError(f"{name}: {value!r}; wanted a whole number of at least 0")
    return places


def _canvas(ax: Any | None) -> Any:
    """Make axes ready: no frame, one scale for both directions, room around the nodes."""
    if ax is None:
        from matplotlib import pyplot as plt

        _, ax = plt.subplots(figsize=(8, 6), layout="constrained")
    ax.set_axis_off()
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.06)
    return ax


def _sizes(network: Network, size: Any | None, seed: int) -> tuple[Numbers, str | None]:
    """Give each mark the number that its area stands for, and say what it is."""
    if size is None:
        return np.ones(network.n_nodes), None
    values = _measure(network, size, seed)
    if (values < 0).any():
        raise InputError(f"size: {values[values < 0][0]:g}; wanted numbers of at least 0")
    name = size.replace("_", " ") if isinstance(size, str) else "value"
    known = values[np.isfinite(values)]
    span = f" ({known.min():,.4g} to {known.max():,.4g})" if len(known) else ""
    return np.where(np.isfinite(values), values, 0.0), f"Area of a node: {name}{span}"


def _measure(network: Network, size: Any, seed: int) -> Numbers:
    if isinstance(size, str) and size in DEGREES:
        return _degrees(network, size)
    if isinstance(size, str) and size in MEASURES:
        sampled = size == "betweenness" and network.n_nodes > 4 * _PIVOTS
        options = {"pivots": _PIVOTS, "seed": seed} if sampled else {}
        table = to_arrow(getattr(network, size)(**options), "size")
        return _as_numbers(table[size])
    nodes = network._nodes.column_names
    if isinstance(size, str) and size not in nodes:
        raise InputError(
            f"size: {size!r}; wanted one of {', '.join(DEGREES + MEASURES)}, or a column of the "
            f"nodes: {', '.join(nodes)}"
        )
    return np.asarray(network._numbers(size, "size").to_numpy(zero_copy_only=False))


def _degrees(network: Network, size: str) -> Numbers:
    """One of the degrees; of a directed network the plain one adds up both directions."""
    table = to_arrow(network.degree(), "size")
    if size in table.column_names:
        return _as_numbers(table[size])
    if f"in_{size}" in table.column_names:
        return _as_numbers(table[f"in_{size}"]) + _as_numbers(table[f"out_{size}"])
    plain = size.split("_", 1)[1]
    raise InputError(f"size: {size!r} of an undirected network; wanted {plain!r}")


def _as_numbers(column: pa.ChunkedArray) -> Numbers:
    numbers = column.cast(pa.float64()).combine_chunks().fill_null(float("nan"))
    return np.asarray(numbers.to_numpy(zero_copy_only=False))


def _areas(ax: Any, values: Numbers) -> Numbers:
    """Give each mark its area in square points: in proportion, but none too small to see."""
    page = ax.get_window_extent()
    room = page.width * page.height * (72.0 / ax.figure.dpi) ** 2 / max(len(values), 1)
    least = float(np.clip(0.03 * room, 0.6, 36.0))
    if not len(values) or values.min() == values.max():
        return np.full(len(values), float(np.clip(0.04 * room, 2.0, 120.0)))
    most = max(float(np.clip(0.9 * room, 60.0, 420.0)), 4 * least)
    return np.asarray(np.maximum(most * values / values.max(), least))


@dataclass
class _Group:
    """Some nodes that look alike."""

    name: str
    colour: str
    shape: str
    nodes: npt.NDArray[np.int64]


def _grouped(network: Network, by: Any) -> list[_Group]:
    """Sort nodes into groups, the largest first; then those without one."""
    column = network._column(by, "by")
    try:
        labels = column.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"by: a column of {column.type}; wanted words or numbers") from error
    of = np.array(labels.to_pylist(), dtype=object)
    counts = {row["values"]: row["counts"] for row in labels.value_counts().to_pylist()}
    unknown = counts.pop(None, 0)
    names = sorted(counts, key=lambda name: (-counts[name], len(name), name))
    shown = names if len(names) <= MOST_GROUPS else names[: MOST_GROUPS - 1]
    groups = [
        _Group(name, colour, shape, np.flatnonzero(of == name))
        for name, colour, shape in zip(shown, COLOURS, SHAPES, strict=False)
    ]
    rest = names[len(shown) :]
    if rest:
        others = np.flatnonzero(np.isin(labels.to_numpy(zero_copy_only=False), rest))
        groups.append(_Group(f"{OTHER}: {len(rest)} groups", QUIET, "o", others))
    if unknown:
        groups.append(_Group(UNKNOWN, PALE, "o", np.flatnonzero(of == None)))  # noqa: E711
    return groups


def _draw_nodes(ax: Any, places: Numbers, areas: Numbers, groups: list[_Group]) -> None:
    """Draw marks, those of small groups on top of those of large ones, small on large."""
    for group in sorted(groups, key=lambda group: group.colour not in (PALE, QUIET)):
        nodes = group.nodes[np.argsort(-areas[group.nodes], kind="stable")]
        ax.scatter(
            *places[nodes].T,
            s=areas[nodes] * _EVEN.get(group.shape, 1.0),
            c=group.colour,
            marker=group.shape,
            # A white rim parts marks that touch; tiny ones would drown in it.
            linewidths=np.clip(np.sqrt(areas[nodes]) / 14, 0.0, 0.7),
            edgecolors="white" if group.colour != PALE else QUIET,
            zorder=3,
        )


def _draw_edges(
    ax: Any, network: Network, places: Numbers, areas: Numbers, max_edges: int, seed: int
) -> list[str]:
    """Draw lines, heavy ones wider, darker and on top; say what is not drawn."""
    table = pa.Table.from_batches([network._core.edges()])
    ends = np.column_stack([table[end].to_numpy() for end in ("source", "target")]).astype(int)
    weights = table["weight"].to_numpy()
    plain = ends[:, 0] != ends[:, 1]
    loops = len(ends) - int(plain.sum())
    ends, weights = ends[plain], weights[plain]
    notes = []
    if len(ends) > max_edges:
        notes.append(f"{max_edges:,} of {len(ends):,} edges are shown")
        kept = _sample(weights, max_edges, seed)
        ends, weights = ends[kept], weights[kept]
    if loops:
        notes.append(
            f"{loops:,} self-loops are not shown" if loops > 1 else "1 self-loop is not shown"
        )
    order = np.argsort(weights, kind="stable")
    ends, weights = ends[order], weights[order]
    if not len(ends):
        return notes
    share = np.sqrt(weights / weights.max()) if weights.max() > 0 else np.ones(len(weights))
    ink = float(np.clip(10.0 / np.sqrt(len(ends)), 0.1, 0.4))
    alphas = np.clip(ink * (0.6 + share), 0.0, 0.7)
    widths = (0.3 + 1.1 * share) * float(np.clip(30.0 / np.sqrt(len(ends)), 0.45, 1.0))
    if network.directed and len(ends) <= _MOST_ARROWS:
        _draw_arrows(ax, places, areas, ends, widths, np.maximum(alphas, 0.25))
    else:
        _draw_lines(ax, places, ends, widths, alphas)
    return notes


def _sample(weights: Numbers, count: int, seed: int) -> npt.NDArray[np.int64]:
    """Draw edges without replacement, by weight (Efraimidis & Spirakis 2006)."""
    top = weights.max() if len(weights) else 0.0
    # Edges of weight 0 are there to be drawn, too, if seldom.
    chances = np.maximum(weights / top, 1e-9) if top > 0 else np.ones(len(weights))
    times = np.random.default_rng(seed).exponential(size=len(weights)) / chances
    return np.sort(np.argsort(times, kind="stable")[:count])


def _draw_lines(
    ax: Any, places: Numbers, ends: npt.NDArray[np.int64], widths: Numbers, alphas: Numbers
) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgb

    colours = np.column_stack([np.tile(to_rgb(INK), (len(ends), 1)), alphas])
    lines = LineCollection(list(places[ends]), linewidths=widths, colors=colours, zorder=1)
    lines.set_rasterized(len(ends) > _MANY_LINES)
    ax.add_collection(lines, autolim=False)


def _draw_arrows(
    ax: Any,
    places: Numbers,
    areas: Numbers,
    ends: npt.NDArray[np.int64],
    widths: Numbers,
    alphas: Numbers,
) -> None:
    """Draw arcs that bend, so that the two between a pair lie apart."""
    from matplotlib.patches import FancyArrowPatch

    radii = _radii(areas)
    for (source, target), width, alpha in zip(ends, widths, alphas, strict=True):
        arrow = FancyArrowPatch(
            places[source],
            places[target],
            arrowstyle="-|>",
            connectionstyle="arc3,rad=0.12",
            mutation_scale=5 + 2 * width,
            shrinkA=radii[source],
            shrinkB=radii[target] + 0.5,
            linewidth=width,
            color=INK,
            alpha=alpha,
            zorder=1,
        )
        ax.add_patch(arrow)


def _radii(areas: Numbers) -> Numbers:
    return np.asarray(np.sqrt(areas / np.pi))


def _legend(ax: Any, groups: list[_Group], by: Any) -> None:
    """Say beside the picture which group looks how, and how many it has."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=group.shape,
            markersize=7,
            markerfacecolor=group.colour,
            markeredgecolor=QUIET if group.colour == PALE else group.colour,
        )
        for group in groups
    ]
    # Names are set afterwards: a legend leaves out those that begin with an underscore.
    legend = ax.legend(
        handles,
        ["x"] * len(groups),
        title=by if isinstance(by, str) else None,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        frameon=False,
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        labelcolor=INK,
    )
    legend.get_title().set_parse_math(False)
    for text, group in zip(legend.get_texts(), groups, strict=True):
        text.set_parse_math(False)
        text.set_text(f"{shortened(group.name)} ({len(group.nodes):,})")


def _write_notes(ax: Any, meaning: str | None, notes: list[str]) -> None:
    """Say in the corners below what area means and what is not shown."""
    for text, x, side in ((meaning, 0.0, "left"), ("; ".join(notes), 1.0, "right")):
        if text:
            ax.text(
                x,
                -0.01,
                text,
                transform=ax.transAxes,
                ha=side,
                va="top",
                fontsize=7,
                color="#555555",
                parse_math=False,
            )


def _settle(ax: Any) -> None:
    """Give the axes their final place in the figure, as names are placed on the page."""
    figure = ax.figure.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    ax.autoscale_view()
    ax.apply_aspect()


def _name(
    ax: Any, network: Network, places: Numbers, areas: Numbers, ranks: Numbers, labels: int
) -> None:
    nodes = network._nodes
    names = nodes["node"]
    if "handle" in nodes.column_names:
        names = pc.coalesce(nodes["handle"].cast(names.type), names)
    chosen = np.argsort(-ranks, kind="stable")[:labels]
    words = [shortened(name) for name in names.take(pa.array(chosen)).to_pylist()]
    edges = network._core.edges()
    few = edges.num_rows <= _MOST_CROSSED
    shown = edges.slice(0, edges.num_rows if few else 0)
    ends = np.column_stack([shown.column(end).to_numpy() for end in (0, 1)])
    place_labels(ax, places, _radii(areas), ends, chosen.tolist(), words)
