"""The figure of section 1: sizes, shapes by rule, the largest path, and who passes on to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..cascades import Cascades
from ..cascades.flow_picture import draw_flow
from ..cascades.tree_picture import draw_tree
from ..palette import COLOURS, QUIET
from .context import Context
from .figures import Panel, group_colours, intervals, percent_axis, plain_log_axis, stacked
from .section import Section

POSTS = 3_000
NAMED = 6
HIGHEST = 4.6


def add_figure(
    result: Section,
    context: Context,
    cascades: Cascades,
    shape: pa.Table,
    rows: list[dict[str, Any]],
    crossings: pa.Table | None,
) -> None:
    """Draw sizes and rules side by side, below them a path and, if there is one, the flow."""
    sizes = shape["size"]
    largest = int(np.argmax(sizes.to_numpy()))
    tree = cascades._tree(shape["cascade"][largest].as_py(), context.grouping, context.names, POSTS)
    leaves = int((tree.children == 0).sum())
    label = context.post_labels(shape["cascade"].slice(largest, 1))[0].as_py()
    captions = [
        "Above, left: share of cascades of at least a size; right: mean structural virality by "
        "rule of attribution, with 95 % bootstrap interval; a wide star has nearly 2.",
        f"Path: the largest cascade ({label}, {sizes[largest].as_py():,} posts) by the rule "
        "recent, earlier posts above later ones.",
    ]
    panels: list[Panel] = [
        (2.7, lambda part: _draw_shapes(part, sizes, rows)),
        (
            float(np.clip(1.3 + 0.11 * leaves, 2.5, HIGHEST)),
            lambda part: _draw_path(part, context, tree),
        ),
    ]
    if crossings is not None:
        groups = round(len(crossings) ** 0.5)
        panels.append(
            (1.6 + 0.36 * max(groups, 4), lambda part: _draw_flow(part, context, crossings))
        )
        captions.append(
            f"Flow: edges of all cascades from {context.grouping} to {context.grouping} against "
            "groups permuted among the accounts; blue is more than by chance, orange less."
        )
    result.draw, height = stacked(panels)
    result.caption = " ".join(captions)
    result.size = (7.0, height)


def _draw_shapes(part: Any, sizes: pa.ChunkedArray, rows: list[dict[str, Any]]) -> None:
    left, right = part.subplots(1, 2)
    ordered = np.sort(sizes.to_numpy())
    n = len(ordered)
    left.step(ordered, (n - np.arange(n)) / n, where="pre", color=COLOURS[0])
    left.set_xscale("log")
    left.set_yscale("log")
    plain_log_axis(left.xaxis)
    percent_axis(left.yaxis, decimals=None)
    left.set_xlabel("size of the cascade (posts)")
    left.set_ylabel("share at least as large")
    left.set_title("Sizes")
    chosen = [row for row in rows if row["measure"] == "structural_virality"]
    intervals(
        right,
        [row["attribution"] for row in chosen],
        [row["mean"] for row in chosen],
        [row["ci_low"] for row in chosen],
        [row["ci_high"] for row in chosen],
        COLOURS[1],
    )
    right.set_xlabel("mean structural virality (steps)")
    right.set_title("Shapes by rule of attribution")


def _draw_path(part: Any, context: Context, tree: Any) -> None:
    _, entries = group_colours(context, [])
    colours = {group: colour for group, colour in entries.items() if colour != QUIET}
    draw_tree(
        part.subplots(),
        tree,
        heading=context.grouping or "group",
        labels=NAMED,
        scale="auto",
        title="Path of the largest cascade",
        colours=colours or None,
    )


def _draw_flow(part: Any, context: Context, crossings: pa.Table) -> None:
    total = pc.sum(crossings["edges"]).as_py()
    draw_flow(
        part.subplots(),
        crossings,
        heading=context.grouping or "group",
        ungrouped=0,
        title=f"Flow in all cascades ({total:,} edges)",
    )
