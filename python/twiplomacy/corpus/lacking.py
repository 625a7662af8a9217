"""What is said where the archive lacks what a measure rests on: found, wanted, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import warn

if TYPE_CHECKING:
    from .base import Base
    from .corpus import Corpus

_SHARED = {
    "repost": "repost",
    "reply": "reply",
    "url": "link in an original, quote or reply",
    "hashtag": "hashtag in an original, quote or reply",
    "text": "text of an original, quote or reply",
}


def ids(corpus: Corpus, formats: set[str]) -> None:
    """Say what a format cannot hold, if the archive has such posts."""
    if "4cat-csv" not in formats:
        return
    counts = _counts(corpus)
    replies = counts["replies_author_only"]
    reposts = counts["reposts_author_only"] + counts["reposts_of_unknown"]
    if replies or reposts:
        warn(
            "read: the CSV of 4CAT and Zeeschuimer has no id of the post that is answered or "
            f"passed on ({replies:,.0f} replies and {reposts:,.0f} reposts name an account at "
            "most), so threads and cascades cannot be rebuilt; wanted the NDJSON that both export "
            "of the same items. Who answers and who passes on whom is known by handle"
        )


def _counts(corpus: Corpus) -> dict[str, float]:
    table = corpus._coverage()
    return dict(zip(table["measure"].to_pylist(), table["value"].to_pylist(), strict=True))


def threads(corpus: Corpus) -> None:
    """Say why there are no threads."""
    counts = _counts(corpus)
    accounts = counts.get("replies_author_only", 0)
    warn(
        f"conversations: no reply names the post that it answers ({accounts:,.0f} replies name "
        "only an account); wanted an archive with reply_to, such as the platform's own JSON"
    )


def roots(min_size: int) -> None:
    """Say that what was named roots no cascade."""
    warn(
        f"of: none of these posts or accounts roots a cascade of {min_size:,} posts or more; "
        "wanted roots: the post that a repost passes on, which is the column cascade of edges"
    )


def responses(corpus: Corpus, sources: pa.UInt32Array) -> None:
    """Say where nobody else speaks, or no order in time is known."""
    every = len(corpus)
    by_sources = pc.sum(corpus._accounts["posts"].take(sources)).as_py() or 0
    if every and by_sources == every:
        warn(
            f"responses: all {every:,} posts are by the sources themselves; wanted an archive that "
            "holds what others wrote, such as replies, quotes, reposts and mentions"
        )
    elif every and not _timed(corpus):
        warn(
            f"responses: none of the {every:,} posts has a time, so no copy, link or hashtag is "
            "known to come later than its source; wanted created_at"
        )


def messages(corpus: Base, method: str) -> None:
    """Say why nobody is addressed."""
    every = len(corpus._posts)
    if every and not _timed(corpus):
        warn(
            f"{method}: none of the {every:,} posts has a time, so nobody is seen to answer; "
            "wanted created_at"
        )
    elif every:
        warn(
            f"{method}: none of the {every:,} posts answers or names another account within the "
            "span of that account's own posts, so no answer is known; wanted an archive that holds "
            "what the public wrote to them, with reply_to or mentions"
        )


def publics(corpus: Base, method: str, officials: pa.BooleanArray) -> None:
    """Say why nobody of the public addresses an official."""
    posts = corpus._accounts["posts"].combine_chunks()
    theirs = pc.sum(pc.if_else(officials, 0, posts)).as_py() or 0
    if not pc.any(officials).as_py():
        warn(
            f"{method}: none of the accounts is an official; wanted a roster with side, or names "
            "in of"
        )
    elif not theirs:
        warn(
            f"{method}: all {len(corpus._posts):,} posts are by officials, so nobody of the public "
            "is seen to address them; wanted an archive that holds what the public wrote to them"
        )
    else:
        warn(
            f"{method}: none of the {theirs:,} posts by the public replies to or mentions an "
            "official within the span of that official's own posts; wanted an archive with "
            "reply_to or mentions"
        )


def shared(corpus: Base, method: str, on: str, dropped: pa.RecordBatch) -> None:
    """Say why no two accounts shared anything, if the archive is why."""
    rows = _rows(corpus, on)
    counts = dict(zip(dropped["reason"].to_pylist(), dropped["rows"].to_pylist(), strict=True))
    unknown = {name: n for name, n in counts.items() if name.startswith("no_") and n}
    if not rows:
        warn(f"{method}: no {_SHARED[on]} in the corpus; wanted an archive that holds some")
    elif sum(unknown.values()) >= rows:
        reasons = ", ".join(f"{name} {n:,}" for name, n in unknown.items())
        warn(
            f"{method}: all {rows:,} rows are left out ({reasons}); wanted rows of which the "
            "object (repost_of, reply_to), the author and, for coordination, the time are known"
        )


def _timed(corpus: Base) -> bool:
    """Whether any post has a time."""
    times = corpus._posts["created_at"]
    return bool(times.null_count < len(times))


def _rows(corpus: Base, on: str) -> int:
    """Count what makes a row: posts, or links or hashtags in them."""
    posts = corpus._posts
    if on in ("repost", "reply"):
        known = [pc.is_valid(posts[name]) for name in (_OBJECT[on], f"{_OBJECT[on]}_author")]
        return pc.sum(pc.or_(*known)).as_py() or 0
    column = "text" if on == "text" else f"{on}s"
    own = posts[column].filter(pc.not_equal(posts["kind"], "repost"))
    if on == "text":
        return pc.sum(pc.is_valid(own)).as_py() or 0
    return pc.sum(pc.list_value_length(own)).as_py() or 0


_OBJECT = {"repost": "repost_of", "reply": "reply_to"}
