"""Series of what each post is or says: counts, shares, and means over posts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .. import content
from ..corpus.post_table import PostTable
from .request import Point, Points, Request

COUNTS = {
    "posts": "posts of any kind",
    "originals": "posts that are no reply, quote or repost",
    "replies": "replies",
    "quotes": "quotes",
    "reposts": "reposts",
    "authors": "accounts that wrote something",
}
_KIND = {"originals": "original", "replies": "reply", "quotes": "quote", "reposts": "repost"}

SHARES = {
    "original_share": "share of posts that are originals",
    "reply_share": "share of posts that are replies, those to oneself too",
    "quote_share": "share of posts that are quotes",
    "repost_share": "share of posts that are reposts",
    "mention_share": "share of own posts (no reposts) that name an account",
    "hashtag_share": "share of own posts with a hashtag",
    "link_share": "share of own posts with a link",
}
_LISTS = {"mention_share": "mentions", "hashtag_share": "hashtags", "link_share": "urls"}


@cache
def texts() -> Mapping[str, str]:
    """Return the measures of texts by name, and which function of ``tw.content`` gives each."""
    names: dict[str, str] = {}
    empty = pa.array([], pa.large_string())
    for function in ("readability", "diversity", "sentiment", "emoji", "markers"):
        schema = content.BESIDE[function](empty, True).schema
        for field in schema:
            if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
                names.setdefault(field.name, function)
    return names


def counts(request: Request, name: str) -> Points:
    """Count posts, or their authors. A count has no interval: nothing was sampled."""
    wanted = _KIND.get(name)
    kinds = request.corpus._posts["kind"].combine_chunks()
    counts = np.ones(len(kinds), bool)
    if wanted is not None:
        counts = pc.equal(kinds, wanted).to_numpy(zero_copy_only=False)
    cells = len(request.keys) * len(request.windows)
    there = request.places >= 0
    posts = np.bincount(request.places[there], minlength=cells)
    if name == "authors":
        pairs = np.unique(np.stack([request.places[there], request.authors[there]]), axis=1)
        values = np.bincount(pairs[0][pairs[1] >= 0], minlength=cells)
    else:
        values = np.bincount(request.places[there & counts], minlength=cells)
    return {
        request.at(place): Point(float(values[place]), int(posts[place])) for place in range(cells)
    }


def shares(request: Request, name: str) -> Points:
    """Measure which share of the posts is of a kind, or has something."""
    posts = request.corpus._posts
    if name in _LISTS:
        has = pc.greater(pc.fill_null(pc.list_value_length(posts[_LISTS[name]]), 0), 0)
        return _rates(request, has, _own(posts), share=True)
    is_kind = pc.equal(posts["kind"], name.removesuffix("_share"))
    return _rates(request, is_kind, np.ones(len(posts)), share=True)


def hashtag(request: Request, name: str) -> Points:
    """Measure which share of the own posts uses a hashtag, in any case."""
    posts = request.corpus._posts
    wanted = name.lstrip("#＃").casefold()
    uses = [
        any(str(tag).casefold() == wanted for tag in tags or ())
        for tags in posts["hashtags"].to_pylist()
    ]
    return _rates(request, pa.array(uses, pa.bool_()), _own(posts), share=True)


def text(request: Request, name: str) -> Points:
    """Average a measure over the texts that have one; markers: per 1,000 words."""
    function = texts()[name]
    corpus = request.corpus
    beside = content.BESIDE[function](corpus._texts(True), True)
    values = beside[name].cast(pa.float64())
    if function == "markers" and name != "n_words":
        words = beside["n_words"].cast(pa.float64()).fill_null(0.0)
        return _rates(request, values.fill_null(0.0), words, share=False, factor=1000.0)
    known = pc.and_(values.is_valid(), pc.is_finite(values)).fill_null(False)
    numbers = pc.if_else(known, values, 0.0)
    return _rates(request, numbers, known.cast(pa.float64()), share=False)


def _own(posts: PostTable) -> pa.Array:
    return pc.not_equal(posts["kind"], "repost").cast(pa.float64())


def _plain(values: object) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return pa.array(values) if isinstance(values, np.ndarray) else values


def _rates(
    request: Request, above: object, below: object, share: bool, factor: float = 1.0
) -> Points:
    """Hold sums of one column against sums of another; intervals over accounts."""
    corpus = request.corpus
    names = [*request.by, request.every]
    levels, terms = corpus._groups(names)
    found = corpus._core.rates(
        (levels, terms),
        pa.array(range(len(corpus._posts)), pa.uint32()),
        [_plain(above).cast(pa.float64())],
        _plain(below).cast(pa.float64()),
        share,
        request.draws,
        request.seed,
        None,
    )
    table = corpus._labelled(found, names, levels)
    return points(request, table, "rate", "posts", ("ci_low", "ci_high"), factor)


def points(
    request: Request,
    table: pa.Table,
    value: str,
    n: str,
    interval: tuple[str, str],
    factor: float = 1.0,
) -> Points:
    """Read points from a table whose windows are labels."""
    rows = table.to_pylist()
    label = request.every if request.by else "group"
    windows = _window_numbers(request, {row[label] for row in rows} - {None, ""})
    found: Points = {}
    for row in rows:
        key = tuple(row[name] for name in request.by)
        if row[label] in windows and None not in key:
            cells = (row[value], *(row[end] for end in interval))
            middle, low, high = (float("nan") if c is None else c * factor for c in cells)
            found[key, windows[row[label]]] = Point(middle, int(row[n]), low, high)
    return found


def _window_numbers(request: Request, labels: set[str]) -> dict[str, int]:
    """Say which window each label names."""
    ordered = sorted(labels)
    stamps = [pd.Timestamp(label.removesuffix("Z"), tz="UTC").as_unit("us") for label in ordered]
    micros = np.array([int(stamp.asm8.astype("int64")) for stamp in stamps], dtype=np.int64)
    return dict(zip(ordered, request.window_of(micros).tolist(), strict=True))
