"""Which measures there are by name, and the table that a series is."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from .. import _core
from ..errors import InputError
from . import custom, posts, shapes, talk, ties
from .request import Point, Points, Request

Give = Callable[[Request, str], Points]


def catalogue() -> list[tuple[str, str, str]]:
    """Return all measures: name, family, and what it is."""
    return [
        *((name, "counts", what) for name, what in posts.COUNTS.items()),
        *((name, "shares", what) for name, what in posts.SHARES.items()),
        *((name, "dialogue", what) for name, (what, _) in talk.RATES.items()),
        *((name, "responses", what) for name, what in talk.UNSEEN.items()),
        *((name, "barriers", what) for name, what in talk.BARRIERS.items()),
        *((name, "participation", what) for name, what in talk.INEQUALITY.items()),
        *((name, "cascades", what) for name, what in shapes.CASCADES.items()),
        *((name, "conversations", what) for name, what in shapes.CONVERSATIONS.items()),
        *((name, "network", "statistic of the network") for name in _core.statistics()),
        *((name, f"content.{function}", _of_texts(function)) for name, function in _texts()),
    ]


def _texts() -> list[tuple[str, str]]:
    return list(posts.texts().items())


def _of_texts(function: str) -> str:
    return "per 1,000 own words" if function == "markers" else "mean over own posts"


_FAMILIES: dict[str, Give] = {
    "counts": posts.counts,
    "shares": posts.shares,
    "dialogue": talk.dialogue,
    "responses": talk.unseen,
    "barriers": talk.barriers,
    "participation": talk.inequality,
    "cascades": shapes.cascade,
    "conversations": shapes.conversation,
    "network": ties.network,
}


def series(measure: Any, request: Request) -> pa.Table:
    """Measure each window of each group, those without a post too."""
    if callable(measure):
        found = custom.custom(request, measure)
    else:
        found = _giver(measure)(request, measure)
    return _table(found, request)


def _giver(measure: Any) -> Give:
    if isinstance(measure, str) and measure[:1] in "#＃" and len(measure) > 1:
        return posts.hashtag
    families = {name: family for name, family, _ in reversed(catalogue())}
    if measure not in families:
        close = difflib.get_close_matches(str(measure), families, n=3)
        hint = f" (did you mean {' or '.join(close)}?)" if close else ""
        raise InputError(
            f"measure: {measure!r}{hint}; wanted a name of Corpus.measures(), a hashtag such as "
            "'#irandeal', or a function from a corpus to a number"
        )
    return _FAMILIES.get(families[measure], posts.text)


def _table(found: Points, request: Request) -> pa.Table:
    """Put the points in order, windows without a measure among them."""
    first, last = request.span
    nothing = Point(float("nan"), 0)
    rows = [
        (key, window, found.get((key, window), nothing))
        for key in request.keys
        for window in request.windows
    ]
    starts = request.starts
    columns: dict[str, Any] = {
        "start": pa.array([starts[window] for _, window, _ in rows], pa.timestamp("us", "UTC"))
    }
    for place, name in enumerate(request.by):
        label = "group" if len(request.by) == 1 else name
        columns[label] = pa.array([key[place] for key, _, _ in rows], pa.large_string())
    for name, kind in (("value", pa.float64()), ("n", pa.int64())):
        columns[name] = pa.array([getattr(point, name) for *_, point in rows], kind)
    columns["ci_low"] = pa.array([point.low for *_, point in rows], pa.float64())
    columns["ci_high"] = pa.array([point.high for *_, point in rows], pa.float64())
    whole = [starts[w] >= first and starts[w + 1] <= last + 1 for w in request.windows]
    columns["complete"] = pa.array([whole[window] for _, window, _ in rows], pa.bool_())
    return pa.table(columns)
