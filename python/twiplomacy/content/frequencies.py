"""Which terms texts are made of, and how often."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import check_whole
from ..errors import InputError
from ..frames import Frame, strings
from ._columns import beside, texts_in
from ._options import KINDS, Kinds, Ngrams, Stop, options


def frequencies(
    texts: Any,
    by: Any | None = None,
    *,
    kinds: Kinds = KINDS,
    fold: bool = True,
    ngrams: Ngrams = 1,
    stopwords: Stop = None,
    min_count: int = 1,
    own: bool = True,
) -> Frame:
    """Count how often each word and hashtag is used, and in how many texts.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; a null text has no terms.
    by : column or list, optional
        A group for each text: counts within each group. A text without a group does not count.
    kinds : str or list of str
        Which tokens are terms: some of ``word, number, hashtag, mention, url, emoji, cashtag,
        punctuation`` (see :func:`tokens`).
    fold : bool
        Whether case is folded (Unicode lower case).
    ngrams : int or (int, int)
        Tokens in a term, or the fewest and the most of them, up to 5. Terms do not run across
        punctuation, stop words and whatever else is no term.
    stopwords : "en", list of str or None
        Terms to leave out: the 174 English words of the Snowball project, or the words of a list.
    min_count : int
        The fewest uses of a term (within its group).
    own : bool
        Count the author's own words only: see :func:`own_words`.

    Returns
    -------
    frame
        ``group`` (with ``by``), ``term, count, texts`` (that hold it), ``share`` (of all terms of
        the group, those below ``min_count`` included). Most used first within each group, groups
        in order of label, ties by the bytes of the term.

    Raises
    ------
    InputError
        If an argument cannot be used, or ``by`` and the texts differ in length.

    Notes
    -----
    In words ’ counts as '. Hashtags and handles keep their sign, so that ``#peace`` is not
    ``peace``. O(n) in the length of the texts and O(v log v) in the rows.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.frequencies(["Peace now, peace!", "Now: #Peace"])
    >>> table[["term", "count", "texts"]].values.tolist()
    [['now', 2, 2], ['peace', 2, 1], ['#peace', 1, 1]]
    """
    column = texts_in(texts)
    chosen = options(kinds, fold, ngrams, stopwords, own)
    least = check_whole(min_count, "min_count", 1)
    if by is None:
        found = _core.content_frequencies(column, None, chosen, least)
        return beside(pa.Table.from_batches([found]).drop_columns(["by"]), texts)
    codes, names = groups_in(by, len(column), "by")
    table = pa.Table.from_batches([_core.content_frequencies(column, codes, chosen, least)])
    return beside(table.set_column(0, "group", names.take(table["by"].combine_chunks())), texts)


def groups_in(by: Any, rows: int, argument: str) -> tuple[pa.UInt32Array, pa.Array]:
    """Give numbers to the groups of a column, in the order of their labels; no label is null."""
    labels = strings(by, argument)
    if len(labels) != rows:
        raise InputError(f"{argument}: {len(labels):,} rows; wanted {rows:,}, one a text")
    names = pc.drop_null(labels.unique())
    names = names.take(pc.sort_indices(names))
    return pc.index_in(labels, names).cast(pa.uint32()), names
