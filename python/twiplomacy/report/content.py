"""Section 7: what is said, in the authors' own words."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..content import BESIDE
from ..palette import COLOURS
from .context import Context
from .figures import bars
from .section import Finding, Section

HASHTAGS = 15
_STATUS = r"^https?://(www\.|mobile\.)?(twitter|x)\.com/[^/]+/status/"


def section(context: Context) -> Section:
    """Count what posts are made of, and which hashtags they carry."""
    result = Section(
        key="content",
        number="7",
        heading="Content is what matters",
        question="What do the posts talk about, and how hard are they to read?",
        definition="Posts that are their authors' own words: all but reposts. Words by Unicode's "
        "boundaries, links and handles apart. LIX = words per sentence + 100 x share of words of "
        "more than six letters; it was made for prose, so compare groups and not posts. Hashtags "
        "count once a post, whatever their case. Links are those that lead to something other than "
        "a post of the platform. Intervals: bootstrap over accounts.",
        sources=("tokens", "lix"),
    )
    own = context.posts.filter(pc.not_equal(context.posts["kind"], "repost"))
    own = own.filter(pc.is_valid(own["text"]))
    if not len(own):
        result.missing = (
            "No post in the archive has a text of its own. Reposts are another's words."
        )
        return result
    texts = pa.concat_arrays(own["text"].cast(pa.large_string()).chunks)
    counts = pa.Table.from_batches([BESIDE["readability"](texts, True)])
    authors = own["author_id"]
    questions = context.share(pc.greater(counts["n_questions"], 0), authors)
    links = context.share(_has_link(own["urls"]), authors)
    tagged = context.share(pc.greater(counts["n_hashtags"], 0), authors)
    words = context.share(counts["n_words"], authors)
    finite = pc.if_else(pc.is_finite(counts["lix"]), counts["lix"], pa.scalar(None, pa.float64()))
    lix = context.share(finite, authors)
    result.findings = [
        Finding("words a post", words[0], "number", words[1], words[2], "posts"),
        Finding("LIX, mean", lix[0], "number", lix[1], lix[2], "posts with words"),
        Finding(
            "posts that ask a question", questions[0], "share", questions[1], len(own), "posts"
        ),
        Finding("posts with a link", links[0], "share", links[1], len(own), "posts"),
        Finding("posts with a hashtag", tagged[0], "share", tagged[1], len(own), "posts"),
    ]
    table = pa.table({"post_id": context.post_labels(own["post_id"])})
    for name in counts.column_names:
        table = table.append_column(name, counts[name])
    corpus = context.corpus
    hashtags = pa.Table.from_batches([corpus._core.hashtags(([], corpus._terms()))])
    result.tables = {"hashtags": hashtags, "readability": table}
    if context.grouping:
        levels, terms = corpus._groups(context.grouping)
        found = corpus._core.hashtags((levels, terms))
        result.tables[f"hashtags_by_{context.grouping}"] = corpus._labelled(
            found, context.grouping, levels
        )
    if corpus.roster is not None and not context.names:
        # A hashtag of few accounts may be one private person's.
        result.coverage.append("Hashtags in the figure are used by at least two accounts.")
    leading = hashtags.filter(pc.greater_equal(hashtags["accounts"], 2)).slice(0, HASHTAGS)
    if len(leading):
        result.caption = "Most used hashtags: posts that carry them, accounts that use them."
        result.size = (7.0, 1.0 + 0.23 * len(leading))
        result.draw = lambda drawn: _draw(drawn, leading)
    return result


def _has_link(urls: pa.ChunkedArray) -> pa.Array:
    """Say of each post whether it links to something other than a post of the platform."""
    lists = pa.concat_arrays(urls.chunks)
    outward = pc.invert(pc.match_substring_regex(lists.flatten(), _STATUS))
    rows = pc.list_parent_indices(lists).filter(outward)
    return pc.is_in(pa.array(range(len(lists)), rows.type), rows)


def _draw(drawn: Any, leading: pa.Table) -> None:
    left, right = drawn.subplots(1, 2, sharey=True, width_ratios=(2, 1))
    labels = [f"#{tag}" for tag in leading["hashtag"].to_pylist()]
    bars(left, labels, leading["posts"].to_pylist(), COLOURS[0])
    bars(right, labels, leading["accounts"].to_pylist(), COLOURS[4])
    left.set_xlabel("posts")
    right.set_xlabel("accounts")
