"""What the posts are about, as the user says it: hashtags, a dictionary, or codes of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_whole
from ..errors import InputError, warn
from ..frames import as_text, strings, to_arrow

if TYPE_CHECKING:
    from .base import Base

Coded = tuple[list[str], pa.UInt32Array, pa.UInt32Array, pa.BooleanArray | None]
Topics = int | list[str] | Coded

_WANTED = (
    "wanted 'hashtag', a list of hashtags, a dictionary (category to a list of entries), a mapping "
    "of post_id to topic, or a frame with post_id and topic"
)


def topics_in(corpus: Base, topics: Any, top: int) -> Topics:
    """Take what the topics are as the compiled half takes it."""
    if isinstance(topics, str):
        if topics == "hashtag":
            return check_whole(top, "top", 1, 10_000)
        if not topics.startswith("#"):
            raise InputError(f"topics: {topics!r}; {_WANTED}")
        return _tags([topics])
    if hasattr(topics, "categories") or _is_dictionary(topics):
        return _of_dictionary(corpus, topics)
    if isinstance(topics, Mapping):
        keys = strings([str(key) for key in topics], "topics")
        values = [None if value is None else str(value) for value in topics.values()]
        return _coded(corpus, keys, strings(values, "topics"))
    if hasattr(topics, "columns"):
        return _of_frame(corpus, topics)
    if isinstance(topics, Sequence):
        return _tags(list(topics))
    raise InputError(f"topics: {type(topics).__name__}; {_WANTED}")


def _tags(tags: list[Any]) -> list[str]:
    bad = [tag for tag in tags if not isinstance(tag, str) or not tag.lstrip("#＃")]
    if bad or not tags:
        raise InputError(f"topics: {bad[0] if bad else tags!r}; wanted hashtags such as '#iran'")
    found: list[str] = strings([tag.lstrip("#＃") for tag in tags], "topics").to_pylist()
    return found


def _is_dictionary(topics: Any) -> bool:
    """Whether the values of a mapping are lists of entries, or mappings of them."""
    if not isinstance(topics, Mapping) or not topics:
        return False
    return all(isinstance(value, list | tuple | set | Mapping) for value in topics.values())


def _of_dictionary(corpus: Base, dictionary: Any) -> Coded:
    """Say that a post is about the categories of which it holds an entry."""
    from ..content.dictionary import WORDS, count

    table = count(corpus._texts(), dictionary)
    names = [name for name in table.column_names if name != WORDS]
    rows, codes = [], []
    for code, name in enumerate(names):
        held = pc.indices_nonzero(pc.fill_null(pc.greater(table[name], 0), False))
        rows.append(held.cast(pa.uint32()))
        codes.append(pa.array([code], pa.uint32()).take(pa.array([0] * len(held), pa.int64())))
    return names, pa.concat_arrays(rows), pa.concat_arrays(codes), None


def _of_frame(corpus: Base, frame: Any) -> Coded:
    table = to_arrow(frame, "topics")
    others = [name for name in table.column_names if name != "post_id"]
    if "post_id" not in table.column_names or len(others) != 1:
        raise InputError(
            f"topics: a frame with {', '.join(table.column_names)}; wanted post_id and one more "
            "column, its topic"
        )
    return _coded(
        corpus, as_text(table["post_id"], "post_id"), as_text(table[others[0]], others[0])
    )


def _coded(corpus: Base, ids: pa.LargeStringArray, topics: pa.LargeStringArray) -> Coded:
    """Give numbers to posts and topics; posts that are not named do not count."""
    every = len(corpus._posts)
    rows = corpus._core.find_posts(pc.fill_null(ids, "").to_pylist())
    there = pc.fill_null(pc.less(rows, pa.scalar(every, pa.uint32())), False)
    missing = len(rows) - (pc.sum(there).as_py() or 0)
    if missing == len(rows):
        raise InputError(f"topics: none of {len(rows):,} post ids is in the corpus; {_WANTED}")
    if missing:
        warn(f"topics: {missing:,} of {len(rows):,} post ids are not in the corpus")
    names = pc.drop_null(topics.unique())
    names = names.take(pc.sort_indices(names))
    if not len(names):
        raise InputError("topics: no topic; wanted at least one that is not null")
    seen = pc.is_in(pa.array(range(every), pa.uint32()), rows.filter(there))
    known = pc.and_(there, pc.is_valid(topics))
    codes = pc.index_in(topics, names).cast(pa.uint32())
    return names.to_pylist(), rows.filter(known), codes.filter(known), pc.invert(seen)
