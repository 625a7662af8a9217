"""How often each text uses each term, for topic models and whatever else takes counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .. import _core
from ..arguments import check_whole
from ..errors import require
from ..frames import Frame
from ._columns import beside, texts_in
from ._options import KINDS, Kinds, Ngrams, Stop, options


def document_term(
    texts: Any,
    *,
    sparse: bool = False,
    kinds: Kinds = KINDS,
    fold: bool = True,
    ngrams: Ngrams = 1,
    stopwords: Stop = None,
    min_count: int = 1,
    min_texts: int = 1,
    own: bool = True,
) -> Any:
    """Count how often each text uses each term.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; a null text has no terms.
    sparse : bool
        Give a sparse matrix of scipy and its terms, for topic models and classifiers.
    kinds, fold, ngrams, stopwords, own
        What counts as a term, as in :func:`frequencies`.
    min_count, min_texts : int
        The fewest uses of a term, and the fewest texts that hold it.

    Returns
    -------
    frame, or (scipy.sparse.csr_array, list of str)
        ``text`` (row, from 0), ``term, count``, in order of text and then of the bytes of the
        term. With ``sparse`` a matrix of whole numbers with a row for each text and a column for
        each term, and the terms.

    Raises
    ------
    InputError
        If an argument cannot be used.
    MissingDependencyError
        If ``sparse`` is asked for and scipy is not installed.

    Notes
    -----
    O(n) in the length of the texts; 16 bytes an entry.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.content.document_term(["war and war", "peace"]).values.tolist()
    [[0, 'and', 1], [0, 'war', 2], [1, 'peace', 1]]
    >>> matrix, terms = tw.content.document_term(["war and war", "peace"], sparse=True)
    >>> matrix.shape, terms
    ((2, 3), ['and', 'peace', 'war'])
    """
    column = texts_in(texts)
    chosen = options(kinds, fold, ngrams, stopwords, own)
    if sparse:
        require("scipy", "network", "document_term(sparse=True)")
    least = check_whole(min_count, "min_count", 1), check_whole(min_texts, "min_texts", 1)
    entries, labels = _core.content_document_term(column, chosen, *least)
    terms = labels["term"]
    if sparse:
        return _matrix(entries, len(column), len(terms)), terms.to_pylist()
    table = pa.table(
        {
            "text": entries["row"].cast(pa.int64()),
            "term": terms.take(entries["term"]),
            "count": entries["count"],
        }
    )
    frame: Frame = beside(table, texts)
    return frame


def _matrix(entries: pa.RecordBatch, rows: int, terms: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    counts = np.bincount(entries["row"].to_numpy(), minlength=rows)
    starts = np.concatenate([[0], np.cumsum(counts)])
    places = entries["term"].to_numpy().astype(np.int64)
    return csr_array((entries["count"].to_numpy(), places, starts), shape=(rows, terms))
