"""Section 2: what comes back unseen."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS
from .context import DRAWS, Context
from .figures import bars, intervals, percent_axis
from .section import Finding, Section


def section(context: Context) -> Section:
    """Count the responses to the roster, and those that no notification told of."""
    result = Section(
        key="unseen",
        number="2",
        heading="What responses does it elicit that the source is not aware of?",
        question="Of all responses to the officials, how many did the platform not tell them of?",
        definition="A response is a post by another that answers, quotes or passes on a post of "
        "the official, is tied to one by a chain of references (deep), mentions the official, or "
        "hangs below a mention. Unseen share U = 1 - notified / all, by the platform's rule of "
        "notification. X tells the author of a post that is answered, quoted or passed on, and "
        "whoever is mentioned (in long posts within the first 280 characters). Copies without a "
        "reference are not counted yet. U is a share of the responses in this archive, not of all "
        "that there were. Interval: bootstrap over threads; where all agree, the exact binomial "
        "bound.",
        sources=("unseen", "bootstrap"),
    )
    if not context.roster_keys:
        result.missing = (
            "Without a roster of officials nothing says who the sources are. Name them with "
            "--roster FILE (a table with a column account)."
        )
        return result
    responses = context.corpus.responses(sorted(context.roster_keys), progress=False)
    if not len(responses):
        result.missing = (
            "No post in the archive responds to an account of the roster. Collect the replies, "
            "quotes, reposts and mentions of the officials, not only their own posts."
        )
        return result
    table = pa.Table.from_batches([responses._core.unseen_by_channel(DRAWS, context.seed)])
    everything = table.slice(0, 1).to_pylist()[0]
    known = everything["responses"] - everything["unknown"]
    posts = pa.Table.from_batches([responses._core.posts()])
    result.tables = {"unseen": table, "responses": _masked(posts, context)}
    result.findings = [
        Finding(
            "responses",
            everything["responses"],
            n=len(context.roster_keys),
            n_of="accounts on the roster",
        ),
    ]
    keys = pa.array(sorted(context.roster_keys), pa.large_string())
    from_roster = pc.sum(pc.fill_null(pc.is_in(posts["author"], keys), False)).as_py() or 0
    if from_roster == len(posts):
        result.coverage.append(
            "All responses here are by accounts of the roster: the archive holds the officials' "
            "own posts, and what the public answered is not in it."
        )
    channels = table.slice(1)
    result.size = (7.0, 1.2 + 0.36 * len(channels))
    if not _names_posts(context):
        result.missing = (
            "Its replies, quotes and reposts name an account and not a post, so no chain can be "
            "followed, and the responses that are left are those that the platform tells of. The "
            "API's JSON (v1.1 or v2) names the posts; collect it with the public's responses."
        )
        result.caption = "Responses to the roster by channel."
        result.draw = lambda drawn: _draw_counts(drawn, channels)
        return result
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
            "without copies",
        ),
        *result.findings,
        Finding("responses the sources were not told of", everything["unseen"]),
    ]
    result.caption = "Unseen share by channel, with 95 % bootstrap interval; n is responses."
    result.draw = lambda drawn: _draw(drawn, table)
    return result


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


def _draw(drawn: Any, table: pa.Table) -> None:
    axes = drawn.subplots()
    rows = table.to_pylist()
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
