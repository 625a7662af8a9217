"""The figure of section 3: what is touched, how far texts drift, and one family by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS
from ..variants import Variants
from ..variants.drift_picture import draw_drift
from ..variants.edit_picture import draw_edits, read_versions
from .context import Context
from .figures import Panel, legend_of, stacked
from .section import Section

VERSIONS = 14
OPERATIONS = {"drop": COLOURS[1], "add": COLOURS[0], "substitute": COLOURS[2]}
NAMES = {"punctuation_or_case": "punctuation, case", "mention": "handle", "word": "other word"}


def add_figure(result: Section, context: Context, variants: Variants) -> None:
    """Draw the mix of operations and the drift; below them a family, if it may be shown."""
    operations, curve = result.tables["operations"], result.tables["drift"]
    slope = result.tables["drift_slope"]
    panels: list[Panel] = [(3.3, lambda part: _draw_both(part, operations, curve, slope))]
    captions = [
        "Above, left: edits of all copies by what they touched; right: distance to the first text "
        "by steps from it, with 95 % bootstrap interval, and what times shuffled within families "
        "give."
    ]
    family = _to_show(context, variants)
    if family is not None:
        known = variants._known_by(context.names)
        versions = read_versions(variants, family, known, VERSIONS)
        panels.append(
            (
                1.5 + 0.24 * len(versions.rows),
                lambda part: draw_edits(part.subplots(), versions, "auto", "One family, by hand"),
            )
        )
        captions.append(
            "Below: the largest family by officials, each version at its time with the "
            "hand that made it; words taken out are struck through, words put in underlined."
        )
    result.draw, height = stacked(panels)
    result.caption = " ".join(captions)
    result.size = (8.4, height)


def _to_show(context: Context, variants: Variants) -> int | None:
    """Choose the largest family whose posts are all by officials, if there is one."""
    lineage = pa.table(variants._core.lineage())
    accounts = variants._names.accounts.take(
        variants._names.authors.take(lineage["post"].combine_chunks())
    )
    open_to_all = pa.array(sorted(context.roster_keys), pa.large_string())
    may = pc.fill_null(pc.is_in(accounts, open_to_all), False)
    members = pa.table({"family": lineage["family"], "account": accounts, "may": may})
    sums = members.group_by("family").aggregate(
        [("account", "count_distinct"), ("account", "count"), ("may", "min")]
    )
    if not context.names:
        sums = sums.filter(sums["may_min"])
    sums = sums.sort_by(
        [
            ("account_count", "descending"),
            ("account_count_distinct", "descending"),
            ("family", "ascending"),
        ]
    )
    return int(sums["family"][0].as_py()) if len(sums) else None


def _draw_both(part: Any, operations: pa.Table, curve: pa.Table, slope: pa.Table) -> None:
    left, right = part.subplots(1, 2, width_ratios=(1, 1.25))
    rows = operations.to_pylist()
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["class"]] = totals.get(row["class"], 0) + row["count"]
    classes = [name for name in totals if totals[name]]
    places = range(len(classes))
    start = [0] * len(classes)
    for op, colour in OPERATIONS.items():
        counts = {row["class"]: row["count"] for row in rows if row["op"] == op}
        widths = [counts.get(name, 0) for name in classes]
        left.barh(places, widths, left=start, color=colour, height=0.74)
        start = [a + b for a, b in zip(start, widths, strict=True)]
    left.set_yticks(list(places), [NAMES.get(name, name) for name in classes])
    left.set_ylim(len(classes) - 0.4, -0.6)
    left.grid(axis="y", visible=False)
    left.set_xlabel("edits")
    left.set_title("What was touched")
    legend_of(left, OPERATIONS, loc="best", fontsize=8)
    draw_drift(right, curve, slope, "Drift")
