"""Pictures of key terms, and of attention over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_whole
from ..cascades.canvas import settle
from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import COLOURS, INK, PALE, QUIET

_LEVEL = 0.05


def plot_keyness(
    table: Any,
    top: int = 20,
    labels: Sequence[str] = ("target", "reference"),
    *,
    colours: Sequence[str] = COLOURS[:2],
    p: str | None = None,
    ax: Any | None = None,
    title: str | None = None,
) -> Any:
    """Draw the terms that tell two bodies of texts apart, the strongest of each side.

    Parameters
    ----------
    table : frame
        What :func:`keyness` or :meth:`twiplomacy.Corpus.keyness` gives, of one comparison.
    top : int
        How many terms of each side at most.
    labels : (str, str)
        What target and reference are called.
    colours : (str, str)
        Their colours.
    p : str, optional
        The column that says which terms are beyond chance at 5 %: by default the first that
        is there of ``p_accounts_adjusted, p_adjusted, p``. Others are drawn hollow.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a new figure.
    title : str, optional
        A heading.

    Returns
    -------
    matplotlib.axes.Axes
        Bars of z: to the right what the target uses more.

    Raises
    ------
    InputError
        If the table lacks a column, holds several comparisons or no term with a z.
    MissingDependencyError
        If matplotlib is not installed.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.keyness(["peace talks", "peace"], ["war", "war and talks"])
    >>> tw.content.plot_keyness(table, top=2, labels=("doves", "hawks")).get_xlabel()
    'z: hawks to the left, doves to the right'
    """
    require("matplotlib", "study", "plot_keyness")
    import matplotlib.pyplot as plt

    data = to_arrow(table, "table")
    column = _tested(data, p)
    if len(labels) != 2 or len(colours) != 2:
        raise InputError("labels, colours: wanted two, of target and reference")
    most = check_whole(top, "top", 1, 200)
    if ax is None:
        height = 0.9 + 0.2 * _strongest(data, most).num_rows
        _, ax = plt.subplots(figsize=(6.4, max(2.2, height)), layout="constrained")
    draw_keyness(ax, data, most, labels, colours, column)
    if title is not None:
        ax.set_title(title, loc="left", color=INK, parse_math=False)
    settle(ax)
    return ax


def draw_keyness(
    ax: Any,
    data: pa.Table,
    top: int,
    labels: Sequence[str],
    colours: Sequence[str] = COLOURS[:2],
    column: str | None = None,
) -> None:
    """Draw the strongest terms of both sides into axes."""
    column = _tested(data, column)
    rows = _strongest(data, top)
    z = rows["z"].to_pylist()
    sure = [value is not None and value < _LEVEL for value in rows[column].to_pylist()]
    for place, (value, beyond) in enumerate(zip(z, sure, strict=True)):
        colour = colours[0] if value > 0 else colours[1]
        face = colour if beyond else "white"
        ax.barh(place, value, height=0.66, color=face, edgecolor=colour, linewidth=0.9)
        side = "right" if value > 0 else "left"
        ax.annotate(
            rows["term"][place].as_py(),
            (0.0, place),
            (-4 if value > 0 else 4, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            fontsize=8,
            color=INK,
            parse_math=False,
        )
    ax.axvline(0.0, color=QUIET, linewidth=0.8)
    ax.set_ylim(rows.num_rows - 0.4, -0.6)
    widest = max(abs(value) for value in z)
    ax.set_xlim(-1.12 * widest, 1.12 * widest)
    ax.set_yticks([])
    ax.set_xlabel(f"z: {labels[1]} to the left, {labels[0]} to the right", parse_math=False)
    for spine in ("top", "right", "left"):
        ax.spines[spine].set_visible(False)
    ax.grid(axis="x", color=PALE, linewidth=0.5)
    ax.set_axisbelow(True)
    if not all(sure):
        _note(ax, f"hollow: {column} of {_LEVEL:.0%} or more")


def _tested(data: pa.Table, p: str | None) -> str:
    there = data.column_names
    lacking = [name for name in ("term", "z") if name not in there]
    known = [name for name in ("p_accounts_adjusted", "p_adjusted", "p") if name in there]
    if p is not None and p not in there:
        lacking.append(p)
    if lacking or not known:
        raise InputError(
            f"table: no column {', '.join(lacking) or 'p'}; it has {', '.join(there)}; wanted what "
            "keyness gives"
        )
    if "group" in there and len(data["group"].unique()) > 1:
        raise InputError("table: several groups; wanted the rows of one, such as group == 'D'")
    return known[0] if p is None else p


def _strongest(data: pa.Table, top: int) -> pa.Table:
    known = data.filter(pc.is_finite(data["z"]))
    order = pc.sort_indices(known, sort_keys=[("z", "descending")])
    known = known.take(order)
    above = known.filter(pc.greater(known["z"], 0.0)).slice(0, top)
    below = known.filter(pc.less(known["z"], 0.0))
    below = below.slice(max(0, below.num_rows - top))
    if not above.num_rows + below.num_rows:
        raise InputError("table: no term with a z; wanted at least one")
    return pa.concat_tables([above, below])


def _note(ax: Any, words: str) -> None:
    ax.annotate(
        words,
        (1.0, 0.0),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=7,
        color="#555555",
        parse_math=False,
    )


def plot_attention(
    table: Any,
    topics: Sequence[str] | int = 6,
    *,
    columns: int = 3,
    min_posts: int = 20,
    title: str | None = None,
) -> Any:
    """Draw attention to topics over time, one small picture a topic, one line a group.

    Parameters
    ----------
    table : frame
        What :meth:`twiplomacy.Corpus.attention` gives, for one grouping or none.
    topics : list of str or int
        Which topics, or how many of the most spoken of.
    columns : int
        Pictures side by side.
    min_posts : int
        Windows in which a group wrote fewer posts are not drawn: their shares tell little.
    title : str, optional
        A heading.

    Returns
    -------
    matplotlib.figure.Figure
        Pictures share the axis of time, and each has its own scale. A point stands in the middle
        of its window. Bars are the intervals of the table, but where none of the posts is about
        the topic, or all are; a line is broken where a group wrote too little.

    Raises
    ------
    InputError
        If the table lacks a column or a topic, or there are more than eight groups.
    MissingDependencyError
        If matplotlib is not installed.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> corpus = tw.datasets.senators()
    >>> table = corpus.attention(["#irandeal", "#scotus"], every="month", by="party", draws=19)
    >>> len(tw.content.plot_attention(table).axes)
    2
    """
    require("matplotlib", "study", "plot_attention")
    import matplotlib.pyplot as plt

    data = to_arrow(table, "table")
    wanted = ["start", "topic", "posts", "of", "share", "ci_low", "ci_high"]
    lacking = [name for name in wanted if name not in data.column_names]
    if lacking:
        raise InputError(
            f"table: no column {', '.join(lacking)}; it has {', '.join(data.column_names)}; wanted "
            "what Corpus.attention gives"
        )
    names = _shown(data, topics)
    least = check_whole(min_posts, "min_posts", 1)
    groups = data["group"].unique().to_pylist() if "group" in data.column_names else [None]
    if len(groups) > len(COLOURS):
        raise InputError(f"table: {len(groups)} groups; wanted at most {len(COLOURS)}")
    middles = _middles(data["start"])
    across = min(check_whole(columns, "columns", 1, 12), len(names))
    down = -(-len(names) // across)
    figure, axes = plt.subplots(
        down,
        across,
        figsize=(2.9 * across + 0.6, 1.9 * down + 0.6),
        sharex=True,
        squeeze=False,
        layout="constrained",
    )
    for place, ax in enumerate(axes.flat):
        if place >= len(names):
            ax.remove()
            continue
        rows = data.filter(pc.equal(data["topic"], names[place]))
        for group, colour in zip(groups, COLOURS, strict=False):
            own = rows if group is None else rows.filter(pc.equal(rows["group"], group))
            _line(ax, own, middles, colour, least)
        _scale(ax, rows, least)
        ax.set_title(names[place], loc="left", fontsize=9, color=INK, parse_math=False)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelsize=7)
        ax.grid(color=PALE, linewidth=0.4)
    _finish(figure, axes, groups, title)
    return figure


def _middles(starts: pa.ChunkedArray) -> pd.Series:
    """Give the middle of each window by its start: a share is of the days that follow."""
    windows = pd.Series(starts.unique().to_pandas()).sort_values(ignore_index=True)
    # The last has no next; it is taken to be as long as the one before.
    lengths = windows.diff().shift(-1).ffill().fillna(pd.Timedelta(0))
    return pd.Series((windows + lengths / 2).array, index=windows.array)


def _line(ax: Any, rows: pa.Table, middles: pd.Series, colour: str, least: int) -> None:
    at = rows["start"].to_pandas().map(middles)
    enough = pc.greater_equal(rows["of"], least)
    low, high, share = (
        pc.if_else(enough, rows[name], float("nan")).to_numpy() * 100
        for name in ("ci_low", "ci_high", "share")
    )
    # Bounds where nothing was said are as wide as the accounts are few, and hide what was.
    some = (share > 0) & (share < 100)
    ax.vlines(at[some], low[some], high[some], color=colour, alpha=0.35, linewidth=2.0)
    ax.plot(at, share, color=colour, linewidth=1.2, marker=".", ms=3)


def _scale(ax: Any, rows: pa.Table, least: int) -> None:
    """Fit the scale to the shares; a band of few accounts may run off it."""
    drawn = rows.filter(pc.greater_equal(rows["of"], least))
    most = pc.max(drawn["share"]).as_py() or 0.0
    some = drawn.filter(pc.greater(drawn["share"], 0.0))["ci_high"]
    wide = pc.max(some.filter(pc.is_finite(some))).as_py() or 0.0
    ax.set_ylim(0.0, 100 * max(1.05 * most, min(1.05 * wide, 2.0 * most), 0.001))


def _finish(figure: Any, axes: Any, groups: Sequence[str | None], title: str | None) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.lines import Line2D

    first = axes.flat[0]
    locator = AutoDateLocator(minticks=2, maxticks=5)
    first.xaxis.set_major_locator(locator)
    first.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    figure.supylabel("posts about it, %", fontsize=8, color=INK)
    if groups != [None]:
        handles = [
            Line2D([], [], color=colour, label=str(group))
            for group, colour in zip(groups, COLOURS, strict=False)
        ]
        figure.legend(
            handles=handles, loc="outside upper right", ncols=8, frameon=False, fontsize=8
        )
    if title is not None:
        figure.suptitle(title, x=0.01, ha="left", fontsize=10, color=INK, parse_math=False)
    settle(first)


def _shown(data: pa.Table, topics: Sequence[str] | int) -> list[str]:
    sums = data.group_by("topic", use_threads=False).aggregate([("posts", "sum")])
    order = pc.sort_indices(sums, sort_keys=[("posts_sum", "descending"), ("topic", "ascending")])
    there: list[str] = sums["topic"].take(order).to_pylist()
    if isinstance(topics, int):
        return there[: check_whole(topics, "topics", 1, 60)]
    names = [topics] if isinstance(topics, str) else list(topics)
    for name in names:
        if name not in there:
            raise InputError(f"topics: no topic {name!r} in the table; it has {', '.join(there)}")
    if not names:
        raise InputError("topics: none; wanted at least one")
    return names
