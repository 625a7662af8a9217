"""What users hand in, in the form that the compiled half takes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from .. import _core
from ..errors import InputError, warn
from ..frames import pick_columns, strings, to_arrow


def micros(time: Any | None, argument: str) -> int | None:
    """Return a time of any form as microseconds, taken as UTC where it names no zone."""
    if time is None:
        return None
    try:
        stamp = pd.Timestamp(time)
    except (ValueError, TypeError) as error:
        raise InputError(f'{argument}: {time!r}; wanted a time such as "2012-10-17"') from error
    if pd.isna(stamp):
        raise InputError(f'{argument}: {time!r}; wanted a time such as "2012-10-17"')
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    return int(stamp.as_unit("us").asm8.astype("int64"))


def mask(values: Any) -> pa.BooleanArray:
    """Return one truth value a post, from a Series, an array or a list."""
    if isinstance(values, pd.Series):
        # Rows are known by their place: a Series in another order is put back into it.
        places = pd.RangeIndex(len(values))
        if not values.index.equals(places):
            if not values.index.sort_values().equals(places):
                raise InputError("where: a Series with another index; wanted that of posts")
            values = values.reindex(places)
    try:
        if hasattr(values, "__arrow_c_stream__") and not isinstance(values, pd.Series):
            column = pa.chunked_array(values)
        else:
            column = pa.chunked_array([pa.array(values, from_pandas=True)])
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise InputError(f"where: {values!r:.80}; wanted one truth value a post") from error
    if not pa.types.is_boolean(column.type):
        raise InputError(f"where: values of type {column.type}; wanted one truth value a post")
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.bool_())


def check_distinct(names: list[str], numbers: pa.UInt32Array) -> None:
    """Refuse a roster that names one account twice, by id and by handle."""
    seen: dict[int, str] = {}
    for name, number in zip(names, numbers.to_pylist(), strict=True):
        if number in seen:
            raise InputError(f"roster: {seen[number]!r} and {name!r} are one account")
        seen[number] = name


def with_follows(core: _core.Corpus, follows: Any) -> _core.Corpus:
    """Attach lists of followers to a corpus."""
    core, followers, followed = follow_pairs(core, follows)
    return core.with_follows(followers, followed)


def follow_pairs(
    core: _core.Corpus, follows: Any
) -> tuple[_core.Corpus, pa.UInt32Array, pa.UInt32Array]:
    """Find the accounts of follow lists, adding those that are new at the end."""
    table = to_arrow(follows, "follows")
    sides = ("follower", "followed")
    found = pick_columns(table, None, sides, sides, "follows")
    columns = [strings(found[side], f"follows.{side}") for side in sides]
    for side, column in zip(sides, columns, strict=True):
        if column.null_count:
            raise InputError(f"follows.{side}: {column.null_count} nulls; wanted an account a row")
    names = pa.concat_arrays(columns).to_pylist()
    if names and core.find_accounts(names).null_count == len(names):
        warn(
            f"follows: none of its {len(set(names)):,} accounts is in the corpus (one is "
            f"{names[0]!r}); wanted ids or handles as in corpus.accounts"
        )
    core, numbers = core.with_accounts(names)
    half = len(columns[0])
    return core, numbers.slice(0, half), numbers.slice(half)
