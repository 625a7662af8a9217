"""Section 7: what is said, in the authors' own words."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..errors import InputError
from ..frames import one_array
from .content_figure import add_figure
from .context import DRAWS, Context
from .section import Finding, Section

_STATUS = r"^https?://(www\.|mobile\.)?(twitter|x)\.com/[^/]+/status/"
MARKERS = ("hedges", "commitment", "praise", "blame", "second_person")
KEY_DRAWS = 1_999
KEY_LEAST = 20


def section(context: Context) -> Section:
    """Count what posts are made of, what tells groups apart, and how they speak."""
    result = Section(
        key="content",
        number="7",
        heading="Content is what matters",
        question="What do the posts talk about, what tells groups apart, and how do they speak?",
        definition="Posts in their authors' own words: no reposts, and nothing after RT @name. "
        "Words by Unicode's boundaries, links and handles apart. LIX = words per sentence + 100 x "
        "share of words of more than six letters; it was made for prose, so compare groups and "
        "not posts. Sentiment: VADER's compound score, -1 to 1, of posts in English, as detected. "
        "Hashtags count once a post, whatever their case. Links are those that lead to "
        "something other than a post of the platform. Key terms: log-odds with an informative "
        "prior, z; a bar is filled where accounts dealt anew to the two sides seldom give as much "
        f"(p below 5 %, {KEY_DRAWS:,} draws, adjusted for many terms). Markers: how often the "
        "words of a category are used, per 1,000 words; cues in English, not acts. Intervals: "
        "bootstrap over accounts.",
        sources=("tokens", "lix", "sentiment", "language", "keyness", "hedges", "boosters"),
    )
    own = context.posts.filter(pc.not_equal(context.posts["kind"], "repost"))
    own = own.filter(pc.is_valid(own["text"]))
    if not len(own):
        result.missing = (
            "No post in the archive has a text of its own. Reposts are another's words."
        )
        return result
    texts = one_array(own["text"].cast(pa.large_string()))
    langs = one_array(pc.fill_null(own["lang"].cast(pa.large_string()), "en"))
    counts = pa.Table.from_batches([_core.content_readability(texts, True, langs)])
    tones = pa.Table.from_batches([_core.content_sentiment(texts, True)])
    spoken = pa.Table.from_batches([_core.content_language(texts, True)])["lang"]
    result.findings = _findings(context, own, counts, tones["compound"], spoken)
    table = pa.table({"post_id": context.post_labels(own["post_id"])})
    for name in counts.column_names:
        table = table.append_column(name, counts[name])
    table = table.append_column("lang", spoken).append_column("sentiment", tones["compound"])
    corpus = context.corpus
    every = pa.Table.from_batches([corpus._core.hashtags(([], corpus._terms()))])
    hashtags = _open_hashtags(context, every)
    result.tables = {"hashtags": hashtags, "content": table}
    if corpus.roster is not None and not context.names:
        # A hashtag of few accounts may be one private person's.
        result.coverage.append("Hashtags in the figure are used by at least two accounts.")
    if len(hashtags) < len(every):
        result.notes["hashtags"] = (
            f"{len(every) - len(hashtags):,} hashtags that fewer than {context.k} accounts and no "
            "official used are left out."
        )
    leading = hashtags.filter(pc.greater_equal(hashtags["accounts"], 2))
    sides: tuple[str, ...] = ()
    key = rates = None
    if context.grouping:
        levels, terms = corpus._groups(context.grouping)
        found = corpus._core.hashtags((levels, terms))
        grouped = corpus._labelled(found, context.grouping, levels)
        shown = pc.is_in(grouped["hashtag"], hashtags["hashtag"].combine_chunks())
        result.tables[f"hashtags_by_{context.grouping}"] = grouped.filter(shown)
        sides, key = _key_terms(context, context.grouping)
        rates = context.arrow.markers(
            context.grouping, draws=DRAWS, seed=context.seed, progress=False
        )
        result.tables["markers"] = rates
    if key is not None:
        result.tables["key_terms"] = key
        result.notes["key_terms"] = f"target: {sides[0]}; reference: {sides[1]}"
    add_figure(result, context, leading, key, sides, rates, MARKERS)
    return result


def _open_hashtags(context: Context, table: pa.Table) -> pa.Table:
    """Return the hashtags that tell of no single private person: of many, or of an official."""
    if context.k < 2 or not context.roster_keys:
        return table
    officials = context.corpus._core.hashtags(context.officials())
    many = pc.greater_equal(table["accounts"], context.k)
    return table.filter(pc.or_(many, pc.is_in(table["hashtag"], officials.column("hashtag"))))


def _findings(
    context: Context, own: pa.Table, counts: pa.Table, tone: Any, spoken: Any
) -> list[Finding]:
    authors = own["author_id"]
    words = context.share(counts["n_words"], authors)
    finite = pc.if_else(pc.is_finite(counts["lix"]), counts["lix"], pa.scalar(None, pa.float64()))
    lix = context.share(finite, authors)
    found = [
        Finding("words a post", words[0], "number", words[1], words[2], "posts"),
        Finding("LIX, mean", lix[0], "number", lix[1], lix[2], "posts with words"),
    ]
    english = pc.fill_null(pc.equal(spoken, "en"), False)
    known = pc.and_(english, pc.is_finite(tone))
    if pc.any(known).as_py():
        mean = context.share(pc.if_else(known, tone, pa.scalar(None, pa.float64())), authors)
        found.append(
            Finding("sentiment, mean", mean[0], "number", mean[1], mean[2], "posts in English")
        )
    for label, hits, says in (
        (
            "posts that ask a question",
            pc.greater(counts["n_questions"], 0),
            "{value} of the posts ask a question.",
        ),
        (
            "posts with a link",
            _has_link(own["urls"]),
            "{value} of the posts lead elsewhere by a link.",
        ),
        ("posts with a hashtag", pc.greater(counts["n_hashtags"], 0), ""),
        ("posts in English", english, ""),
    ):
        share = context.share(hits, authors)
        found.append(Finding(label, share[0], "share", share[1], len(own), "posts", says=says))
    return found


def _key_terms(context: Context, grouping: str) -> tuple[tuple[str, ...], pa.Table | None]:
    """Set the two groups with most posts against each other."""
    accounts = pa.table({"group": context.accounts[grouping], "posts": context.accounts["posts"]})
    sums = accounts.drop_null().group_by("group").aggregate([("posts", "sum")])
    sums = sums.sort_by([("posts_sum", "descending"), ("group", "ascending")])
    sides = tuple(str(name) for name in sums["group"].to_pylist()[:2])
    if len(sides) < 2:
        return sides, None
    try:
        table = context.arrow.keyness(
            grouping,
            *sides,
            stopwords="en",
            min_count=KEY_LEAST,
            draws=KEY_DRAWS,
            seed=context.seed,
            progress=False,
        )
    except InputError:
        return sides, None  # a side without a text
    found = table.drop_columns(["group"])
    return sides, found if len(found) else None


def _has_link(urls: pa.ChunkedArray) -> pa.Array:
    """Say of each post whether it links to something other than a post of the platform."""
    lists = pa.concat_arrays(urls.chunks)
    outward = pc.invert(pc.match_substring_regex(lists.flatten(), _STATUS))
    rows = pc.list_parent_indices(lists).filter(outward)
    return pc.is_in(pa.array(range(len(lists)), rows.type), rows)
