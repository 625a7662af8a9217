"""Which texts are most alike by the words that they share."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..arguments import check_whole
from ..errors import InputError
from ..frames import Frame
from ._columns import beside, texts_in
from ._options import KINDS, Kinds, Ngrams, Stop, options


def similar(
    texts: Any,
    query: Any | None = None,
    k: int = 10,
    min_similarity: float = 0.0,
    *,
    kinds: Kinds = KINDS,
    fold: bool = True,
    ngrams: Ngrams = 1,
    stopwords: Stop = None,
    own: bool = True,
) -> Frame:
    """Find for each text those most like it, by the words that they share, rare ones above all.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; a null text is like none.
    query : column or list of str, optional
        Other texts, each of which is compared with ``texts``; by default each of ``texts`` is
        compared with all others.
    k : int
        How many matches at most for each text.
    min_similarity : float
        The least similarity of a match, from 0 to 1; texts without a common term never match.
    kinds, fold, ngrams, stopwords, own
        What counts as a term, as in :func:`frequencies`.

    Returns
    -------
    frame
        ``text, other`` (rows of ``query`` and ``texts``, from 0), ``similarity, rank`` (from 1). In
        order of text and rank; of equals the earlier row comes first.

    Raises
    ------
    InputError
        If an argument cannot be used.

    Notes
    -----
    A text is a vector over terms, tf (ln((1 + n) / (1 + df)) + 1) for a term that it uses tf times
    and that df of the n texts hold (the smoothed idf of scikit-learn; Spärck Jones 1972, Salton &
    Buckley 1988). Similarity is the cosine, from 0 to 1. Terms of a query that no text holds do
    not count.

    Exact, and never all pairs in memory: texts are found through the lists of their terms, rare
    ones first, until common words alone could not lift a new text above the k-th best. At worst
    O(sum over terms of df**2).

    Two texts can share their words and say the opposite; see the variants of a text for copies.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> texts = ["Peace talks in Geneva", "Talks on trade", "Geneva peace talks go on"]
    >>> table = tw.content.similar(texts, k=1)
    >>> table[["text", "other"]].values.tolist()
    [[0, 2], [1, 2], [2, 0]]
    """
    column = texts_in(texts)
    asked = None if query is None else texts_in(query, "query")
    chosen = options(kinds, fold, ngrams, stopwords, own)
    most = check_whole(k, "k", 1, 1_000_000)
    least = share(min_similarity, "min_similarity")
    return beside(_core.content_similar(column, asked, chosen, most, least), texts)


def share(value: float, argument: str) -> float:
    """Return a number from 0 to 1."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise InputError(f"{argument}: {value!r}; wanted a number from 0 to 1")
    return number
