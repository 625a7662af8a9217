"""Section 1: where it went."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS
from .context import Context
from .figures import bars, group_colours, intervals, legend_of, percent_axis, plain_log_axis
from .section import Finding, Section

RULES = ("root", "observed", "recent")
SOURCES = 15


def section(context: Context) -> Section:
    """Follow reposts: as cascades where posts are named, else from account to account."""
    result = Section(
        key="where",
        number="1",
        heading="Where does the information go?",
        question="Who passes on what, how far does it go, and through whom?",
        sources=("cascades", "structural_virality", "attribution"),
    )
    cascades = context.corpus.cascades(attribution="recent", progress=False)
    if len(cascades):
        _cascades(result, context)
    elif context.coverage["reposts_author_only"]:
        _accounts(result, context)
    else:
        result.missing = (
            "The archive holds no reposts. Collect the reposts of the officials' posts, with the "
            "id of the post passed on."
        )
    return result


def _cascades(result: Section, context: Context) -> None:
    result.definition = (
        "A cascade is a post and its reposts. Depth: edges from the root. Structural virality: "
        "the mean distance between two posts along the tree (2 for a wide star, large for a long "
        "chain). The path is rebuilt by rule: root hangs all on the root (a lower bound); "
        "observed takes what the platform says; recent takes the latest earlier adopter whom the "
        "account follows or had interacted with. Intervals: bootstrap over cascades."
    )
    shapes = {}
    evidence: dict[str, int] = {}
    for rule in RULES:
        cascades = context.corpus.cascades(attribution=rule, progress=False)
        shapes[rule] = pa.Table.from_batches([cascades._core.shape()])
        if rule == "recent":
            edges = pa.Table.from_batches([cascades._core.edges()])
            for entry in edges["evidence"].value_counts().to_pylist():
                evidence[entry["values"]] = entry["counts"]
    recent = shapes["recent"]
    each = pa.array(range(len(recent)))
    sizes = recent["size"]
    result.findings = [
        Finding("cascades", len(recent), note="with at least one repost"),
        Finding(
            "median size",
            pc.quantile(sizes, 0.5)[0].as_py(),
            "number",
            None,
            len(recent),
            "cascades",
            f"largest {pc.max(sizes).as_py():,}",
        ),
    ]
    rows = []
    for rule, shape in shapes.items():
        for measure in ("structural_virality", "depth"):
            value, ci, n = context.share(shape[measure], each)
            rows.append(
                {
                    "attribution": rule,
                    "measure": measure,
                    "mean": value,
                    "ci_low": ci[0],
                    "ci_high": ci[1],
                    "cascades": n,
                }
            )
    by_rule = pa.Table.from_pylist(rows)
    for row in rows:
        if row["attribution"] == "recent":
            root = next(
                r for r in rows if r["attribution"] == "root" and r["measure"] == row["measure"]
            )
            result.findings.append(
                Finding(
                    f"mean {str(row['measure']).replace('_', ' ')}",
                    float(row["mean"]),
                    "number",
                    (float(row["ci_low"]), float(row["ci_high"])),
                    int(row["cascades"]),
                    "cascades",
                    f"rule recent; lower bound {float(root['mean']):.3g}",
                )
            )
    total = sum(evidence.values())
    for name, count in sorted(evidence.items()):
        result.findings.append(
            Finding(f"edges known as {name}", count / total, "share", None, total, "edges")
        )
    roots = context.posts.filter(pc.is_in(context.posts["post_id"], recent["cascade"]))
    claimed = pc.sum(roots["repost_count"]).as_py()
    if claimed is not None:
        result.coverage.append(
            f"The archive holds {total:,} reposts; the platform counted {claimed:,} for the "
            f"{len(roots):,} roots that are in it. Sizes and shapes are those of what is held."
        )
    if context.coverage["missing_roots"]:
        result.coverage.append(
            f"{context.coverage['missing_roots']:,.0f} roots are not in the archive: their "
            "cascades have no start and no text."
        )
    if context.coverage["reposts_author_only"]:
        result.coverage.append(
            f"{context.coverage['reposts_author_only']:,.0f} reposts name only the author of "
            "their source and belong to no cascade."
        )
    if not context.corpus._core.n_follows():
        result.coverage.append(
            "No follow lists: earlier interaction stands in for them, which finds fewer parents."
        )
    shown = recent.set_column(0, "cascade", context.post_labels(recent["cascade"]))
    shown = shown.set_column(1, "author", context.labels(recent["author"]))
    result.tables = {
        "cascades": shown.drop_columns(["author_handle"]),
        "shape_by_rule": by_rule,
    }
    result.caption = (
        "Left: share of cascades of at least a size. Right: mean structural virality by rule of "
        "attribution, with 95 % bootstrap interval; a wide star has 2."
    )
    result.draw = lambda drawn: _draw_cascades(drawn, sizes, rows)


def _draw_cascades(drawn: Any, sizes: pa.ChunkedArray, rows: list[dict[str, Any]]) -> None:
    left, right = drawn.subplots(1, 2)
    ordered = sorted(sizes.to_pylist())
    n = len(ordered)
    left.step(ordered, [(n - place) / n for place in range(n)], where="pre", color=COLOURS[0])
    left.set_xscale("log")
    left.set_yscale("log")
    plain_log_axis(left.xaxis)
    percent_axis(left.yaxis, decimals=None)
    left.set_xlabel("size of the cascade (posts)")
    left.set_ylabel("share of cascades at least as large")
    chosen = [row for row in rows if row["measure"] == "structural_virality"]
    intervals(
        right,
        [row["attribution"] for row in chosen],
        [row["mean"] for row in chosen],
        [row["ci_low"] for row in chosen],
        [row["ci_high"] for row in chosen],
        COLOURS[1],
    )
    right.set_xlabel("mean structural virality")


def _accounts(result: Section, context: Context) -> None:
    result.definition = (
        "Reposts from account to account: an arc leads from the author of the source to who "
        "passed it on, its weight counting posts. Interval: bootstrap over reposting accounts."
    )
    result.sources = ("twiplomacy",)
    reposts = context.posts.filter(pc.is_valid(context.posts["repost_of_author"]))
    sources, by = reposts["repost_of_author"], reposts["author_id"]
    result.findings = [
        Finding("reposts", len(reposts), n=len(by.unique()), n_of="reposting accounts"),
        Finding("accounts passed on", len(sources.unique())),
    ]
    if context.roster_keys:
        keys = pa.array(sorted(context.roster_keys), pa.large_string())
        inside, ci, n = context.share(pc.is_in(sources, keys), by)
        result.findings.append(
            Finding("share whose source is on the roster", inside, "share", ci, n, "reposts")
        )
        own, ci, n = context.share(pc.equal(sources, by), by)
        result.findings.append(
            Finding("share in which an account passes on itself", own, "share", ci, n, "reposts")
        )
    result.coverage.append(
        "Every repost here names only the author of its source and not the post, so no path can "
        "be rebuilt: depth, speed and shape cannot be told. The API's JSON (v1.1 or v2) names the "
        "post."
    )
    counts = (
        reposts.group_by("repost_of_author")
        .aggregate([("post_id", "count"), ("author_id", "count_distinct")])
        .rename_columns(["source", "reposts", "reposted_by"])
    )
    counts = counts.sort_by([("reposts", "descending"), ("source", "ascending")])
    on_roster = pc.is_in(counts["source"], pa.array(sorted(context.roster_keys), pa.large_string()))
    shown = counts.set_column(0, "source", context.labels(counts["source"]))
    result.tables = {"sources": shown.append_column("on_roster", on_roster)}
    drawn_from = counts.filter(on_roster) if context.roster_keys else counts
    leading = drawn_from.slice(0, SOURCES)
    if not len(leading):
        return
    which = "accounts of the roster" if context.roster_keys else "accounts"
    result.caption = f"The {len(leading)} {which} that others passed on most, by number of reposts."
    result.size = (7.0, 1.0 + 0.23 * len(leading))
    result.draw = lambda drawn: _draw_accounts(drawn, leading, context)


def _draw_accounts(drawn: Any, leading: pa.Table, context: Context) -> None:
    axes = drawn.subplots()
    keys = leading["source"].to_pylist()
    colours, groups = group_colours(context, keys)
    bars(axes, [context.label(key) or "" for key in keys], leading["reposts"].to_pylist(), colours)
    axes.set_xlabel("reposts")
    if groups:
        legend_of(axes, groups, loc="lower right", title=context.grouping)
