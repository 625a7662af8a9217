"""Section 5: dialogue, or dicta."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import QUIET
from .context import DRAWS, Context, top
from .figures import group_colours, intervals, legend_of, percent_axis
from .section import Finding, Section

ACCOUNTS = 20
FEWEST_POSTS = 10


def section(context: Context) -> Section:
    """Measure who answers, and who is answered."""
    result = Section(
        key="dialogue",
        number="5",
        heading="People expect dialogue, not dicta",
        question="Do the officials answer, how soon, and is their answer answered?",
        definition="Reply ratio = replies to others / posts. A message is another account's post "
        "(no repost) that replies to or mentions the account within the span of its own posts; it "
        "is answered by the first reply to that very post or, where a reply names only the "
        "account, by the next reply to its author. Latency: Kaplan-Meier, unanswered messages "
        "censored at the account's last post. Third turn: a reply to which its addressee replied. "
        "Intervals: bootstrap over senders, addressees and accounts.",
        sources=("dialogue", "latency", "third_turn"),
    )
    corpus = context.corpus
    whole = corpus._core.dialogue(context.officials(), DRAWS, context.seed, None).to_pylist()
    if not whole or not whole[0]["posts"]:
        result.missing = (
            "The archive holds no post by an account of the roster."
            if (corpus.roster is not None)
            else "The archive holds no posts with an author."
        )
        return result
    row = whole[0]
    who = "the roster's posts" if corpus.roster is not None else "posts"
    result.findings = [
        _rate("reply ratio", row, "reply_ratio", row["posts"], "posts"),
        _rate("answer rate", row, "answer_rate", row["addressed"], "messages received"),
        _rate("answered within 24 hours", row, "answered_24h", row["addressed"], "messages"),
        Finding(
            "median time to the answer",
            row["median_latency_s"],
            "seconds",
            (row["median_latency_s_ci_low"], row["median_latency_s_ci_high"]),
            row["addressed"],
            "messages",
            "not reached: fewer than half are answered"
            if row["addressed"] and math.isnan(row["median_latency_s"])
            else "",
        ),
        _rate(
            "third turns",
            row,
            "third_turn_share",
            row["third_turns_known"],
            "replies that can be told",
        ),
    ]
    _note_gaps(result, context, row)
    groups, terms = corpus._groups("account")
    by_account = corpus._core.dialogue((groups, terms), DRAWS, context.seed, None)
    accounts = corpus._labelled(by_account, "account", groups)
    if corpus.roster is not None:
        keep = pc.is_in(
            accounts["account"], pa.array(sorted(context.roster_keys), pa.large_string())
        )
        accounts = accounts.filter(keep)
    result.tables["dialogue"] = accounts.set_column(
        0, "account", context.labels(accounts["account"])
    ).drop_columns(["handle"])
    if context.grouping:
        groups, terms = corpus._groups(context.grouping)
        found = corpus._core.dialogue((groups, terms), DRAWS, context.seed, None)
        result.tables[f"dialogue_by_{context.grouping}"] = corpus._labelled(
            found, context.grouping, groups
        )
    threads = corpus.conversations(progress=False)
    shape = pa.Table.from_batches([threads._core.shape()])
    if len(shape):
        result.tables["threads"] = shape.set_column(
            0, "conversation", context.post_labels(shape["conversation"])
        )
        broken = pc.sum(pc.greater(shape["missing_parents"], 0)).as_py()
        result.findings.append(
            Finding("threads", len(shape), note=f"{broken:,} with a parent that is not there")
        )
    enough = accounts.filter(pc.greater_equal(accounts["posts"], FEWEST_POSTS))
    leaders = top(enough, "reply_ratio", ACCOUNTS)
    if not len(leaders):
        result.coverage.append(f"No account has {FEWEST_POSTS} posts, so none is drawn.")
        return result
    result.caption = (
        f"The {len(leaders)} highest reply ratios among accounts with at least {FEWEST_POSTS} "
        f"posts, with 95 % bootstrap interval over days; the line is the ratio of all {who}."
    )
    result.size = (7.0, 1.1 + 0.21 * len(leaders))
    result.draw = lambda drawn: _draw(drawn, context, leaders, row["reply_ratio"])
    return result


def _rate(label: str, row: dict[str, Any], name: str, n: int | None, n_of: str) -> Finding:
    ends = (row[f"{name}_ci_low"], row[f"{name}_ci_high"])
    return Finding(label, row[name], "share", ends, n, n_of)


def _note_gaps(result: Section, context: Context, row: dict[str, Any]) -> None:
    if row["answered_inferred"]:
        result.coverage.append(
            f"{row['answered_inferred']:,} of {row['answered']:,} answers name only the account: "
            "which message they answer is inferred."
        )
    if context.coverage["missing_parents"]:
        result.coverage.append(
            f"{context.coverage['missing_parents']:,.0f} posts that were answered are not in the "
            "archive; they stand in the threads as placeholders."
        )
    if not row["replies"]:
        result.coverage.append("The officials answered nobody, so there are no third turns.")
    elif not row["third_turns_known"]:
        result.coverage.append(
            "Third turns cannot be told: the archive has no post by those whom the officials "
            "answered, or their answers name no post."
        )
    if context.corpus.roster is not None and context.coverage["authors"] <= len(
        context.roster_keys
    ):
        result.coverage.append(
            "The archive holds little or nothing by others: messages from the public are not in "
            "it, and the answer rate is that among officials."
        )


def _draw(drawn: Any, context: Context, leaders: pa.Table, mean: float) -> None:
    axes = drawn.subplots()
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
