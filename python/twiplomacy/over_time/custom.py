"""Series of a researcher's own measure: a function from a corpus to a number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from .request import Point, Points, Request

BLOCKS = 20
# The 97.5 percentiles of Student's t for 1, 2, ... degrees of freedom.
_T: tuple[float, ...] = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
_T += (2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093)


def custom(request: Request, measure: Callable[[Any], Any]) -> Points:
    """Measure each window; the interval is a jackknife that leaves out blocks of accounts."""
    found: Points = {}
    for key, window, corpus in request.parts():
        value = _number(measure, corpus)
        low, high = _jackknife(measure, corpus, value, request.seed)
        found[key, window] = Point(value, len(corpus), low, high)
    return found


def _number(measure: Callable[[Any], Any], corpus: Any) -> float:
    value = measure(corpus)
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        name = getattr(measure, "__name__", "measure")
        raise InputError(
            f"measure: {name} gave {value!r:.60}; wanted a function from a corpus to a number"
        ) from error


def _jackknife(
    measure: Callable[[Any], Any], corpus: Any, value: float, seed: int
) -> tuple[float, float]:
    """Leave out one block of accounts after the other (Shao & Tu 1995, ch. 2.3)."""
    authors = corpus._posts["author_id"].combine_chunks()
    accounts = authors.unique().drop_null()
    blocks = min(BLOCKS, len(accounts))
    if blocks < 2 or math.isnan(value):
        return float("nan"), float("nan")
    order = np.random.default_rng(seed).permutation(len(accounts))
    values = []
    for block in range(blocks):
        left_out = accounts.take(pa.array(order[block::blocks]))
        kept = pc.invert(pc.is_in(authors, left_out))
        values.append(_number(measure, corpus.select(where=kept)))
    error = float(np.sqrt((blocks - 1) * np.var(values)))
    margin = _T[blocks - 2] * error
    return value - margin, value + margin
