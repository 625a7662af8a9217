"""Section 2: what comes back unseen."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS
from ..responses import CHANNELS, Responses
from .context import DRAWS, Context
from .figures import bars, intervals, percent_axis
from .section import Finding, Section, Unit

TRACES = ("copy", "link", "name")
"""Channels without a reference that speak of the source by themselves."""


def section(context: Context) -> Section:
    """Count the responses to the roster, and those that no notification told of."""
    result = Section(
        key="unseen",
        number="2",
        heading="What responses does it elicit that the source is not aware of?",
        question="Of all responses to the officials, how many did the platform not tell them of?",
        definition="A response is a post by another that answers, quotes or passes on a post of "
        "the official, is tied to one by a chain of references (deep), mentions the official, "
        "hangs below a mention, copies the text of an earlier post without a reference, carries a "
        "link that the official shared first, or has a name or title of the official in its text. "
        "Unseen share U = 1 - notified / all, by the platform's rule of notification. X tells "
        "the author of a post that is answered, quoted or passed on, and whoever is mentioned (in "
        "long posts within the first 280 characters). Posts that only carry a hashtag that an "
        "official was the first to use in this archive are counted apart: a tag of the day is "
        "seldom somebody's. U is a share of the responses in this archive, not of all that there "
        "were. Interval: bootstrap over threads; where all agree, the exact binomial bound. "
        "Amplifiers are the accounts that pass on; Gini coefficient and share of the 1 % with "
        "most (rounded up), bootstrap over accounts.",
        sources=("unseen", "amplification", "gini", "bootstrap"),
    )
    if not context.roster_keys:
        result.missing = (
            "Without a roster of officials nothing says who the sources are. Name them with "
            "--roster FILE (a table with a column account)."
        )
        return result
    every = context.corpus.responses(sorted(context.roster_keys), progress=False)
    by_channel = _shares(every, context)
    responses = every.select([name for name in CHANNELS if name != "hashtag"])
    if not len(responses):
        result.missing = (
            "No post in the archive responds to an account of the roster. Collect the replies, "
            "quotes, reposts and mentions of the officials, not only their own posts."
        )
        return result
    everything = _shares(responses, context).slice(0, 1).to_pylist()[0]
    posts = pa.Table.from_batches([every._core.posts()])
    result.tables = {"unseen": by_channel, "responses": _masked(posts, context)}
    counted = Finding(
        "responses",
        everything["responses"],
        n=len(context.roster_keys),
        n_of="officials on the roster",
    )
    result.findings = [counted, *_amplified(result, responses, context)]
    tagged = len(every) - len(responses)
    if tagged:
        result.coverage.append(
            f"{tagged:,} times a post carries a hashtag that an official was the first to use in "
            "this archive, and is no other response; they are in the table and not in the shares."
        )
    channels = by_channel.slice(1)
    result.size = (7.0, 1.4 + 0.36 * len(channels))
    public = _by_the_public(posts, context)
    if not public:
        result.coverage.append(
            "All responses here are by accounts of the roster: the archive holds the officials' "
            "own posts, and what the public answered is not in it."
        )
    chains = _names_posts(context)
    traced = any(name in TRACES for name in channels["channel"].to_pylist())
    if not chains and not (public and traced):
        result.missing = (
            "Replies, quotes and reposts name an account and not a post, so no chain can be "
            "followed, and "
            + ("what is left" if public else "what officials say to officials")
            + " is mostly what the platform tells of: its unseen share is not that of the public's "
            "responses. The API's JSON (v1.1 or v2) names the posts; collect it with the public's "
            "responses."
        )
        result.caption = (
            "Responses to the officials by channel, hashtags apart. A post that responds to "
            "several of them counts for each here, and once in the number above."
        )
        shown = channels.filter(pc.not_equal(channels["channel"], "hashtag"))
        if len(shown):
            result.draw = lambda drawn: _draw_counts(drawn, shown)
        return result
    if not chains:
        result.coverage.append(
            "Replies, quotes and reposts name an account and not a post, so no chain can be "
            "followed: the unseen share is a lower bound."
        )
    if everything["unknown"]:
        result.coverage.append(
            f"{everything['unknown']:,} responses are on platforms whose rule is not known."
        )
    known = everything["responses"] - everything["unknown"]
    result.findings = [
        Finding(
            "unseen share of responses",
            everything["share"],
            "share",
            (everything["ci_low"], everything["ci_high"]),
            known,
            "responses",
            "without hashtags" if chains else "without hashtags; a lower bound",
            says="Of {value} of the responses to the officials the platform did not tell them.",
        ),
        counted,
        Finding("responses the sources were not told of", everything["unseen"]),
        *result.findings[1:],
    ]
    if everything["discoverable"]:
        result.findings.append(
            Finding("of these the source can look up", everything["discoverable"])
        )
    result.caption = (
        "Unseen share by channel, with 95 % bootstrap interval; n is responses. All: without "
        "hashtags."
    )
    rows = [everything, *channels.to_pylist()]
    result.draw = lambda drawn: _draw(drawn, rows)
    return result


def _shares(responses: Responses, context: Context) -> pa.Table:
    return pa.Table.from_batches([responses._core.unseen_by_channel(DRAWS, context.seed)])


def _by_the_public(posts: pa.Table, context: Context) -> int:
    """Count the responses by accounts off the roster."""
    keys = pa.array(sorted(context.roster_keys), pa.large_string())
    from_roster = pc.sum(pc.fill_null(pc.is_in(posts["author"], keys), False)).as_py() or 0
    return int(len(posts) - from_roster)


def _amplified(result: Section, responses: Responses, context: Context) -> list[Finding]:
    """Add the tables of amplification, and give what is worth a sentence."""
    suspended = responses._suspended()
    table = pa.Table.from_batches([responses._core.amplification(suspended, DRAWS, context.seed)])
    rows = {row["measure"]: row for row in table.to_pylist()}
    if not rows["amplifiers"]["value"]:
        return []
    amplifiers = pa.Table.from_batches([responses._core.amplifiers()])
    names = context.labels(amplifiers["account"])
    result.tables["amplification"] = table
    result.tables["amplifiers"] = amplifiers.set_column(0, "account", names).drop_columns("handle")
    accounts = int(rows["amplifiers"]["value"])
    labels: dict[str, tuple[str, Unit]] = {
        "gini": ("inequality of reposts over amplifiers (Gini)", "number"),
        "top_1pct_share": ("share of reposts by the 1 % that pass on most", "share"),
        "co_timed_60s_share": ("share of reposts within 60 s of another's of the post", "share"),
        "suspended_share": ("share of reposts by suspended accounts", "share"),
    }
    return [
        Finding(
            label,
            rows[name]["value"],
            unit,
            (rows[name]["ci_low"], rows[name]["ci_high"]),
            accounts,
            "amplifiers",
        )
        for name, (label, unit) in labels.items()
        if math.isfinite(rows[name]["value"])
    ]


def _names_posts(context: Context) -> bool:
    """Whether any post of the archive names the post that it refers to."""
    references = ("reply_to", "quote_of", "repost_of")
    return any(context.posts[name].null_count < len(context.posts) for name in references)


def _masked(posts: pa.Table, context: Context) -> pa.Table:
    for name in ("author", "to"):
        place = posts.column_names.index(name)
        posts = posts.set_column(place, name, context.labels(posts[name]))
    for name in ("response", "to_post"):
        place = posts.column_names.index(name)
        posts = posts.set_column(place, name, context.post_labels(posts[name]))
    return posts.drop_columns(["author_handle", "to_handle"])


def _draw(drawn: Any, rows: list[dict[str, Any]]) -> None:
    axes = drawn.subplots()
    labels = [f"{row['channel'].replace('_', ' ')}  (n = {row['responses']:,})" for row in rows]
    intervals(
        axes,
        labels,
        [row["share"] for row in rows],
        [row["ci_low"] for row in rows],
        [row["ci_high"] for row in rows],
    )
    axes.set_xlim(-0.02, 1.02)
    percent_axis(axes.xaxis)
    axes.set_xlabel("share of responses that the source was not told of")


def _draw_counts(drawn: Any, channels: pa.Table) -> None:
    axes = drawn.subplots()
    names = [name.replace("_", " ") for name in channels["channel"].to_pylist()]
    bars(axes, names, channels["responses"].to_pylist(), COLOURS[0])
    axes.set_xlabel("responses")
