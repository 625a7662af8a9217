"""Section 5: dialogue, or dicta."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..conversations import Conversations
from .context import DRAWS, Context, top
from .dialogue_figure import ACCOUNTS, FEWEST_POSTS, add_figure
from .section import Finding, Section

TURNS = 8


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
        "An exchange is what two accounts say to each other in one thread; its turns alternate, "
        "and the first reply is turn 1. After an answer: threads of the same size that had none "
        "yet stand beside; a description, not an effect. Intervals: bootstrap over senders, "
        "addressees, accounts, pairs and threads; of the curves pointwise (Greenwood).",
        sources=(
            "dialogue",
            "latency",
            "latency_band",
            "third_turn",
            "reply_to_repost_ratio",
            "league",
        ),
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
    result.findings = [
        _rate(
            "reply ratio",
            row,
            "reply_ratio",
            row["posts"],
            "posts",
            "{value} of the officials' posts answer somebody else.",
        ),
        _rate(
            "answer rate",
            row,
            "answer_rate",
            row["addressed"],
            "messages received",
            "{value} of the messages that the officials received are answered.",
        ),
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
            "{value} of the officials' replies are replied to in turn.",
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
    result.tables["league"] = _league(context)
    result.tables["latency"] = _latency(context)
    exchanges = _add_threads(result, context)
    enough = accounts.filter(pc.greater_equal(accounts["posts"], FEWEST_POSTS))
    leaders = top(enough, "reply_ratio", ACCOUNTS)
    if not len(leaders):
        result.coverage.append(f"No account has {FEWEST_POSTS} posts, so none is drawn.")
    add_figure(result, context, leaders, row["reply_ratio"], exchanges)
    return result


def _latency(context: Context) -> pa.Table:
    """Return the curve of latency of each group, or of the officials where there are none."""
    corpus = context.corpus
    if context.grouping:
        levels, terms = corpus._groups(context.grouping)
        return corpus._labelled(corpus._core.latency((levels, terms)), context.grouping, levels)
    table = pa.Table.from_batches([corpus._core.latency(context.officials())])
    if "by0" in table.column_names:
        table = table.drop_columns(["by0"])
    name = "all accounts" if corpus.roster is None else "officials"
    names = pa.array([name] * len(table), pa.large_string())
    return table.add_column(0, "group", names)


def _league(context: Context) -> pa.Table:
    """Set the officials beside each other; all who wrote something where there is no roster."""
    keys, posts = context.accounts["account"].to_pylist(), context.accounts["posts"].to_pylist()
    chosen = [
        number
        for number, (key, wrote) in enumerate(zip(keys, posts, strict=True))
        if (key in context.roster_keys if context.corpus.roster is not None else wrote)
    ]
    table = context.corpus._league(chosen)
    return table.set_column(0, "account", context.labels(table["account"])).drop_columns(["handle"])


def _add_threads(result: Section, context: Context) -> pa.Table | None:
    """Add what the threads say; return the exchanges by turn, if there are any."""
    threads = context.corpus.conversations(progress=False)
    shape = pa.Table.from_batches([threads._core.shape()])
    if not len(shape):
        result.coverage.append(
            "No reply in the archive names the post that it answers, so there are no threads: "
            "turns, and what follows an answer, cannot be told. The API's JSON (v1.1 or v2) names "
            "the posts."
        )
        return None
    turns = pa.Table.from_batches([threads._core.turns()[0]])
    for name, table in (("threads", shape), ("turns", turns)):
        conversations = context.post_labels(table["conversation"])
        result.tables[name] = table.set_column(0, "conversation", conversations)
    masked = result.tables["turns"].drop_columns(["a_handle", "b_handle"])
    for name in ("a", "b"):
        place = masked.column_names.index(name)
        masked = masked.set_column(place, name, context.labels(masked[name]))
    result.tables["turns"] = masked
    broken = pc.sum(pc.greater(shape["missing_parents"], 0)).as_py()
    result.findings.append(
        Finding("threads", len(shape), note=f"{broken:,} with a parent that is not there")
    )
    officials = context.corpus._officials()
    exchanges = pa.Table.from_batches(
        [threads._core.sustained(officials, TURNS, DRAWS, context.seed)]
    )
    if not len(exchanges):
        return None
    result.tables["sustained"] = exchanges
    if len(exchanges) > 1:
        second = exchanges.slice(1, 1).to_pylist()[0]
        n = exchanges["at_risk"][0].as_py()
        label = "exchanges in which the answer came back"
        result.findings.append(_rate(label, second, "reached_share", n, "exchanges"))
    _add_after_answer(result, context, threads)
    return exchanges


def _add_after_answer(result: Section, context: Context, threads: Conversations) -> None:
    if context.corpus.roster is None:
        return
    found = threads._core.after_answer(context.officials(), DRAWS, context.seed)
    table = pa.Table.from_batches([found])
    if not len(table):
        return
    result.tables["after_answer"] = table
    row = table.slice(0, 1).to_pylist()[0]
    if math.isfinite(row["difference"]):
        result.findings.append(
            Finding(
                "posts that follow an official's answer",
                row["answered"],
                "number",
                (row["answered_ci_low"], row["answered_ci_high"]),
                row["threads_answered"],
                "threads",
                f"{row['unanswered']:.3g} in threads of the same size without one yet; a "
                "description, not an effect",
            )
        )


def _rate(
    label: str, row: dict[str, Any], name: str, n: int | None, n_of: str, says: str = ""
) -> Finding:
    ends = (row[f"{name}_ci_low"], row[f"{name}_ci_high"])
    return Finding(label, row[name], "share", ends, n, n_of, says=says)


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
        little = (
            "The archive holds little or nothing by others: messages from the public are not in "
            "it, and the answer rate is that among officials."
        )
        result.coverage.append(little)
        result.cannot.append(little)
