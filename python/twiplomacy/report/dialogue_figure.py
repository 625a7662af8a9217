"""The figure of section 5: who answers, how soon, and how far the talk goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS, QUIET
from .context import Context
from .figures import group_colours, intervals, legend_of, percent_axis
from .section import Section

ACCOUNTS = 20
FEWEST_POSTS = 10
GROUPS = 5
STEPS = 400
SHORTEST_S = 60.0
TICKS = {
    "1 min": 60.0,
    "10 min": 600.0,
    "1 h": 3_600.0,
    "6 h": 21_600.0,
    "1 day": 86_400.0,
    "1 week": 604_800.0,
    "30 days": 2_592_000.0,
    "1 year": 31_536_000.0,
}


def add_figure(
    result: Section, context: Context, leaders: pa.Table, mean: float, exchanges: pa.Table | None
) -> None:
    """Draw the accounts on top, and below them latency and turns, as far as they are known."""
    curves, others, silent = _largest(result.tables["latency"])
    panels: list[Callable[[Any], None]] = []
    captions = []
    if len(leaders):
        who = "the roster's posts" if context.corpus.roster is not None else "posts"
        captions.append(
            f"The {len(leaders)} highest reply ratios among accounts with at least {FEWEST_POSTS} "
            f"posts, with 95 % bootstrap interval over days; the line is the ratio of all {who}."
        )
    if curves:
        panels.append(lambda axes: _draw_latency(axes, context, curves))
        left_out = f" Groups with fewer messages, not drawn: {others}." if others else ""
        left_out += f" Groups that answered none: {silent}." if silent else ""
        captions.append(
            "Latency: share of messages answered within a time (Kaplan-Meier), with pointwise "
            f"95 % band; n is messages.{left_out}"
        )
    if exchanges is not None:
        panels.append(lambda axes: _draw_turns(axes, exchanges))
        captions.append(
            "Turns: share of exchanges that get to each turn, with 95 % bootstrap interval over "
            "pairs; below each turn the number of exchanges."
        )
    heights = [1.1 + 0.21 * len(leaders)] * bool(len(leaders)) + [3.0] * bool(panels)
    if not heights:
        return

    def draw(drawn: Any) -> None:
        parts = drawn.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        if len(leaders):
            _draw_accounts(parts[0].subplots(), context, leaders, mean)
        if panels:
            places = parts[-1].subplots(1, len(panels), squeeze=False)[0]
            for panel, axes in zip(panels, places, strict=True):
                panel(axes)

    result.draw = draw
    result.caption = " ".join(captions)
    result.size = (7.0, sum(heights))


def _largest(table: pa.Table) -> tuple[dict[str, pa.Table], int, int]:
    """Return the curves of the groups with most messages among those that gave an answer.

    Then how many of those are left out, and how many groups gave none.
    """
    if not len(table):
        return {}, 0, 0
    by_group = table.group_by("group").aggregate([("at_risk", "max"), ("answered", "sum")])
    rows = [row for row in by_group.to_pylist() if row["answered_sum"]]
    rows.sort(key=lambda row: (-row["at_risk_max"], row["group"]))
    kept = sorted(row["group"] for row in rows[:GROUPS])
    curves = {group: table.filter(pc.equal(table["group"], group)) for group in kept}
    return curves, max(len(rows) - GROUPS, 0), len(by_group) - len(rows)


def _draw_accounts(axes: Any, context: Context, leaders: pa.Table, mean: float) -> None:
    rows = leaders.to_pylist()
    labels = [context.label(row["account"]) or "" for row in rows]
    colours, groups = group_colours(context, [row["account"] for row in rows])
    intervals(
        axes,
        labels,
        [row["reply_ratio"] for row in rows],
        [row["reply_ratio_ci_low"] for row in rows],
        [row["reply_ratio_ci_high"] for row in rows],
        colours,
    )
    axes.axvline(mean, color=QUIET, linewidth=1, linestyle="--")
    axes.set_xlim(left=0)
    percent_axis(axes.xaxis)
    axes.set_xlabel("replies to others as a share of posts")
    axes.tick_params(axis="y", labelsize=8)
    if groups:
        legend_of(axes, groups, loc="lower right", title=context.grouping)


def _draw_latency(axes: Any, context: Context, curves: dict[str, pa.Table]) -> None:
    """Draw a step curve and its band for each group, on a logarithmic axis of time."""
    _, shades = group_colours(context, [])
    dashes = ("-", "--", ":", "-.", (0, (5, 1)))
    longest, first = SHORTEST_S, math.inf
    for place, (group, table) in enumerate(curves.items()):
        colour = shades.get(group, COLOURS[place])
        every = max(len(table) // STEPS, 1)
        rows = [row for at, row in enumerate(table.to_pylist()) if at % every == 0]
        rows += [] if (len(table) - 1) % every == 0 else table.slice(len(table) - 1).to_pylist()
        times = [max(row["time_s"], SHORTEST_S) for row in rows]
        longest = max(longest, times[-1])
        came = (time for time, row in zip(times, rows, strict=True) if row["answered"])
        first = min(first, next(came, math.inf))
        label = f"{group} (n = {rows[0]['at_risk']:,})"
        shares = [row["answered_share"] for row in rows]
        axes.step(times, shares, where="post", color=colour, linestyle=dashes[place], label=label)
        lows, highs = ([row[name] for row in rows] for name in ("ci_low", "ci_high"))
        axes.fill_between(times, lows, highs, step="post", color=colour, alpha=0.15, linewidth=0)
    # The axis begins at the last round time before the first answer.
    start = max(time for time in TICKS.values() if time <= max(first, SHORTEST_S))
    ticks = [(name, time) for name, time in TICKS.items() if start <= time <= 1.1 * longest]
    axes.set_xscale("log")
    axes.set_xlim(start, max(longest, 2 * start))
    shown = ticks if len(ticks) <= 5 else ticks[::-2][::-1]
    axes.set_xticks([time for _, time in shown], [name for name, _ in shown], fontsize=8)
    axes.minorticks_off()
    axes.set_ylim(0, None)
    percent_axis(axes.yaxis)
    axes.set_xlabel("time since the message")
    axes.set_ylabel("messages answered")
    # Above the axes, where no curve can pass under it.
    axes.legend(
        title="Latency",
        title_fontproperties={"weight": "bold", "size": 9.5},
        alignment="left",
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        borderaxespad=0.2,
        fontsize=8,
    )


def _draw_turns(axes: Any, exchanges: pa.Table) -> None:
    """Draw the share of exchanges that get to each turn."""
    rows = exchanges.to_pylist()
    turns = [row["turn"] for row in rows]
    for row in rows[1:]:
        ends = [row["reached_share_ci_low"], row["reached_share_ci_high"]]
        axes.plot([row["turn"]] * 2, ends, color=COLOURS[0], linewidth=1.6, solid_capstyle="butt")
    shares = [row["reached_share"] for row in rows]
    axes.plot(turns, shares, color=COLOURS[0], linewidth=0.8, alpha=0.5)
    axes.scatter(turns, shares, color=COLOURS[0], s=26, zorder=3)
    axes.set_xticks(turns, [f"{row['turn']}\n{_short(row['at_risk'])}" for row in rows], fontsize=8)
    axes.set_xlim(0.5, turns[-1] + 0.5)
    axes.set_ylim(0, 1.05)
    percent_axis(axes.yaxis)
    axes.set_xlabel("turn, and exchanges that got there")
    axes.set_ylabel("share of exchanges")
    axes.set_title("Turns")
    axes.grid(axis="x", visible=False)


def _short(count: int) -> str:
    """Write a count in at most four signs or so, since ten of them stand side by side."""
    return f"{count:,}" if count < 10_000 else f"{count / 1_000:,.0f}k"
