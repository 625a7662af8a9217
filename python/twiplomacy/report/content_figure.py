"""The figure of section 7: hashtags, key terms, and markers by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..content.figures import draw_keyness
from ..content.markers_figure import draw_markers
from ..palette import COLOURS, QUIET
from .context import Context
from .figures import Panel, bars, group_colours, stacked
from .section import Section

HASHTAGS = 15
TERMS = 12


def add_figure(
    result: Section,
    context: Context,
    hashtags: pa.Table,
    key: pa.Table | None,
    sides: Sequence[str],
    rates: pa.Table | None,
    markers: Sequence[str],
) -> None:
    """Draw what there is of the three, one below the other."""
    panels: list[Panel] = []
    captions = []
    leading = hashtags.slice(0, HASHTAGS)
    if len(leading):
        panels.append((1.0 + 0.23 * len(leading), lambda part: _draw_hashtags(part, leading)))
        captions.append("Most used hashtags: posts that carry them, accounts that use them.")
    if key is not None and pc.any(pc.is_finite(key["z"])).as_py():
        rows = min(2 * TERMS, len(key))
        panels.append((1.1 + 0.19 * rows, lambda part: _draw_key(part, context, key, sides)))
        captions.append(
            f"Key terms of {sides[0]} (right) and {sides[1]} (left), common words left out; hollow "
            "where a few accounts could be behind it."
        )
    if rates is not None and len(rates):
        groups = len(rates["group"].unique())
        panels.append((1.2 + 0.26 * groups, lambda part: draw_markers(part, rates, markers)))
        captions.append("Markers by group, per 1,000 words, with 95 % bootstrap interval.")
    if not panels:
        return
    result.draw, height = stacked(panels)
    result.caption = " ".join(captions)
    result.size = (7.0, height)


def _draw_hashtags(part: Any, leading: pa.Table) -> None:
    left, right = part.subplots(1, 2, sharey=True, width_ratios=(2, 1))
    labels = [f"#{tag}" for tag in leading["hashtag"].to_pylist()]
    bars(left, labels, leading["posts"].to_pylist(), COLOURS[0])
    bars(right, labels, leading["accounts"].to_pylist(), COLOURS[4])
    left.set_xlabel("posts")
    right.set_xlabel("accounts")
    left.set_title("Hashtags")


def _draw_key(part: Any, context: Context, key: pa.Table, sides: Sequence[str]) -> None:
    axes = part.subplots()
    _, entries = group_colours(context, [])
    colours = [entries.get(side, QUIET) for side in sides]
    draw_keyness(axes, key, TERMS, sides, colours)
    axes.set_title(f"Key terms: {sides[0]} and {sides[1]}")
