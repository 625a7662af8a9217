"""Section 0: what the archive holds, before anything is said about it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..corpus.post_table import PostTable
from ..palette import COLOURS
from .context import Context
from .figures import date_axis
from .section import Finding, Section
from .small import NOTE

# In this order: a sign in quotes that is one itself must not open a pair.
_QUOTES = (
    (r"(?s)it begins with .*", "it begins with …"),
    (r"(?s)found [^'].*", "found …"),
    (r"found '.' where", "found another sign where"),
    (r"inside (post|status) \S+:", r"inside a \1:"),
    (r'(?s)"(?:[^"\\]|\\.)*"', '"…"'),
)
"""Parts of a reason that may quote a line, and what stands in the report instead."""

KINDS = ("original", "reply", "quote", "repost")


def section(context: Context) -> Section:
    """Count what is there, what is missing and what was rejected."""
    table = context.corpus._coverage()
    value = dict(zip(table["measure"].to_pylist(), table["value"].to_pylist(), strict=True))
    text = dict(zip(table["measure"].to_pylist(), table["text"].to_pylist(), strict=True))
    findings = [
        Finding(
            "posts",
            value["posts"],
            note=f"{text['first'][:10]} to {text['last'][:10]}"
            if len(context.posts["created_at"].drop_null())
            else "none has a time",
        ),
        Finding("authors", value["authors"], note=f"{value['accounts']:,.0f} accounts named"),
        Finding("lines rejected", value["rejected_lines"], n=int(value["lines"]), n_of="lines"),
        Finding(
            "posts answered, quoted or passed on that are not in the archive",
            value["missing_parents"] + value["missing_quoted"] + value["missing_roots"],
        ),
        Finding(
            "replies and reposts that name only an account",
            _author_only(context.posts),
            n=int(value["replies"] + value["reposts"]),
            n_of="replies and reposts",
        ),
    ]
    if context.corpus.roster is not None:
        findings.append(
            Finding(
                "share of posts by accounts off the roster",
                value["off_roster_share"],
                "share",
                n=len(context.corpus),
                n_of="posts",
            )
        )
    rejects = pa.Table.from_batches([context.corpus._core.rejects()])
    if not context.names:
        rejects = _without_quotes(rejects)
    result = Section(
        key="coverage",
        number="0",
        heading="What the archive holds",
        question="What is there, what is missing, and what could not be read?",
        findings=findings,
        tables={"coverage": table, "rejects": rejects},
        definition="Every number below rests on these posts and on no others. A post that is "
        "referred to and is not there, a post of which only the author is known, and a line that "
        "could not be read are counted here and dropped nowhere in silence.",
        caption="Posts over time, by kind; posts found only inside others are left out.",
    )
    if len(context.small_groups):
        result.tables["small_groups"] = context.small_groups
        result.notes["small_groups"] = NOTE.format(k=context.k)
    if len(_timed(context)):
        result.draw = lambda drawn: _draw(drawn, context)
    return result


def _without_quotes(rejects: pa.Table) -> pa.Table:
    """Leave out what reasons quote of lines, which may be posts, and folders before file names."""
    files = pc.replace_substring_regex(rejects["file"], r"(?s)^.*[/\\]", "")
    rejects = rejects.set_column(rejects.column_names.index("file"), "file", files)
    reasons = rejects["reason"]
    for pattern, instead in _QUOTES:
        reasons = pc.replace_substring_regex(reasons, pattern, instead)
    return rejects.set_column(rejects.column_names.index("reason"), "reason", reasons)


def _author_only(posts: PostTable) -> int:
    """Count posts that answer or pass on an account without naming the post."""

    def only(reference: str) -> pa.ChunkedArray:
        return pc.and_(pc.is_null(posts[reference]), pc.is_valid(posts[f"{reference}_author"]))

    return pc.sum(pc.or_(only("reply_to"), only("repost_of"))).as_py() or 0


def _timed(context: Context) -> pa.Table:
    """Return times and kinds of the posts that stand by themselves and have a time."""
    own = context.posts.filter(pc.invert(context.posts["nested"]))
    return own.select(["created_at", "kind"]).drop_null()


def _draw(drawn: Any, context: Context) -> None:
    posts = _timed(context)
    first, last = pc.min(posts["created_at"]).as_py(), pc.max(posts["created_at"]).as_py()
    days = (last - first).days
    unit, name = next(
        (unit, name)
        for limit, unit, name in (
            (3, "hour", "hour"),
            (120, "day", "day"),
            (900, "week", "week"),
            (10**9, "month", "month"),
        )
        if days <= limit
    )
    posts = posts.append_column("start", pc.floor_temporal(posts["created_at"], unit=unit))
    counts = posts.group_by(["start", "kind"]).aggregate([([], "count_all")])
    axes = drawn.subplots()
    starts = sorted(set(counts["start"].to_pylist()))
    bottom = [0] * len(starts)
    length = {"hour": 1 / 24, "day": 1, "week": 7, "month": 28}[unit]
    for kind, colour in zip(KINDS, COLOURS, strict=False):
        rows = counts.filter(pc.equal(counts["kind"], kind))
        if not len(rows):
            continue
        found = dict(zip(rows["start"].to_pylist(), rows["count_all"].to_pylist(), strict=True))
        heights = [found.get(start, 0) for start in starts]
        axes.bar(
            starts,
            heights,
            width=length,
            bottom=bottom,
            color=colour,
            label=kind,
            align="edge",
            linewidth=0,
        )
        bottom = [a + b for a, b in zip(bottom, heights, strict=True)]
    axes.set_ylabel(f"posts per {name}")
    axes.set_xlabel(f"time (UTC), {first:%d %B %Y} to {last:%d %B %Y}")
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", ncols=4)
    axes.set_ylim(0, max(bottom) * 1.15 or 1)
    date_axis(axes.xaxis)
