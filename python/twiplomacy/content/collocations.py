"""Which words stand together more often than their own uses would bring about."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import check_whole
from ..errors import InputError
from ..frames import Frame
from ._columns import beside, texts_in
from ._options import Kinds, Stop, options

MEASURES = ("npmi", "pmi", "g2", "t", "lambda", "z", "count")


def collocations(
    texts: Any,
    size: int = 2,
    *,
    window: int | None = None,
    measure: str = "g2",
    min_count: int = 5,
    kinds: Kinds = ("word", "number"),
    fold: bool = True,
    stopwords: Stop = None,
    own: bool = True,
) -> Frame:
    """Find words that stand together more often than chance would bring them together.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; a null text has no terms.
    size : {2, 3}
        Words in a collocation.
    window : int, optional
        With size 2, a pair is a word and one of the ``window - 1`` words after it; by default
        only the next one. Punctuation, links, handles, stop words and whatever else is no term
        part words: a collocation does not run across them.
    measure : {"g2", "npmi", "pmi", "t", "lambda", "z", "count"}
        What the rows are ordered by. All are given.
    min_count : int
        The fewest uses of a collocation.
    kinds, fold, stopwords, own
        What counts as a term, as in :func:`frequencies`.

    Returns
    -------
    frame
        ``collocation, count, expected, pmi, npmi, g2, t, lambda, z``, the greatest ``measure``
        first, ties by the bytes of the collocation.

    Raises
    ------
    InputError
        If an argument cannot be used.

    Notes
    -----
    With N sequences of this size in all, O of this one, and n_k with its k-th word in the k-th
    place:

    * ``expected`` E = N (n_1 / N) (n_2 / N) ...,
    * ``pmi`` = log2(O / E) (Church & Hanks 1990), great for rare words,
    * ``npmi`` = pmi / (-(size - 1) log2(O / N)), from -1 to 1 (Bouma 2009); NaN for a sequence that
      is the only one,
    * ``g2`` = 2 sum o ln(o / e) over the 2**size cells of the table that says which places agree
      (Dunning 1993), below 0 where O < E,
    * ``t`` = (O - E) / sqrt(O) (Church and others 1991),
    * ``lambda``, ``z``: the interaction of all words in the saturated log-linear model with 1/2
      added to each cell, and its Wald statistic (Blaheta & Johnson 2001), as in quanteda.

    Sequences overlap, and authors repeat themselves: read these as an order, not as tests.
    O(n) in the texts (times the window), m log m in the distinct sequences.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> texts = ["I like good ice cream.", "Me too!  I like good ice cream."]
    >>> table = tw.content.collocations(texts, min_count=2)
    >>> table[["collocation", "count"]].head(2).values.tolist()
    [['good ice', 2], ['i like', 2]]
    >>> round(float(table.loc[0, "lambda"]), 6), round(float(table.loc[0, "z"]), 6)
    (4.317488, 2.027787)
    """
    column = texts_in(texts)
    chosen = options(kinds, fold, 1, stopwords, own)
    check_whole(size, "size", 2, 3)
    if window is not None and (size != 2 or check_whole(window, "window", 2, 1000) < 2):
        raise InputError(f"window: {window!r} with size {size}; wanted size 2")
    if measure not in MEASURES:
        raise InputError(f"measure: {measure!r}; wanted one of {', '.join(MEASURES)}")
    least = check_whole(min_count, "min_count", 1)
    found = _core.content_collocations(column, chosen, int(size), int(window or 2), least)
    table = pa.Table.from_batches([found])
    order = pc.sort_indices(
        table, sort_keys=[(measure, "descending"), ("collocation", "ascending")]
    )
    return beside(table.take(order), texts)
