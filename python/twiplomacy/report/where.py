"""Section 1: where it went. With paths see ``paths``; without, from account to account."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .context import Context
from .figures import bars, group_colours, legend_of
from .paths import add_paths
from .section import Finding, Section

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
        add_paths(result, context, cascades)
    elif context.coverage["reposts_author_only"]:
        _accounts(result, context)
    else:
        result.missing = (
            "The archive holds no reposts. Collect the reposts of the officials' posts, with the "
            "id of the post passed on."
        )
    return result


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
            Finding(
                "share whose source is on the roster",
                inside,
                "share",
                ci,
                n,
                "reposts",
                says="{value} of the reposts pass on an account of the roster.",
            )
        )
        own, ci, n = context.share(pc.equal(sources, by), by)
        result.findings.append(
            Finding("share in which an account passes on itself", own, "share", ci, n, "reposts")
        )
    result.missing = (
        "Every repost here names only the author of its source and not the post, so no path can "
        "be rebuilt: depth, speed, shape, reach and crossings of borders cannot be told. The API's "
        "JSON (v1.1 or v2) names the post. What is left is who was passed on, and how often."
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
