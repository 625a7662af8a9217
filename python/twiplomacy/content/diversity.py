"""How varied the words of texts are."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import check_whole
from ..errors import InputError
from ..frames import Frame, strings
from ._columns import beside, row_by_row, texts_or_tokens

WINDOW, THRESHOLD, DRAWS = 50, 0.72, 42


def diversity(
    texts: Any,
    own: bool = True,
    by: Any = None,
    window: int = WINDOW,
    threshold: float = THRESHOLD,
    draws: int = DRAWS,
) -> Frame:
    """Measure how varied the words are: of each text, or of all the texts of a group.

    A single post is too short for most of these measures. To compare accounts, give ``by``: the
    texts of a group are read one after the other, in the order of the rows, as one text.

    With N words, V different words (types) and f the count of a type:

    * ``ttr`` = V/N; ``root_ttr`` = V/sqrt(N) (Guiraud 1954); ``corrected_ttr`` = V/sqrt(2N)
      (Carroll 1964); ``log_ttr`` = ln V / ln N (Herdan 1960); ``summer`` = ln ln V / ln ln N
      (Summer 1966); ``dugast`` = (ln N)^2 / (ln N - ln V) (Dugast 1978); ``maas`` = 1/dugast
      (Maas 1972; lower is more varied),
    * ``msttr``: mean ``ttr`` of successive segments of ``window`` words, the rest at the end left
      out (Johnson 1944); ``mattr``: mean ``ttr`` of all windows (Covington & McFall 2010),
    * ``mtld``: N by the number of times that the running ``ttr`` falls to ``threshold``, the last
      time in part; mean of the forward and the backward reading (McCarthy & Jarvis 2010). Where
      no word comes twice it is N, which is too low,
    * ``hdd``: the sum over types of the chance to be among ``draws`` words drawn without putting
      back, by ``draws`` (McCarthy & Jarvis 2007),
    * ``yule_k`` = 10,000 (sum f^2 / N^2 - 1/N) and ``yule_i`` = V^2 / (sum f^2 - V) (Yule 1944);
      ``simpson_d`` = sum f(f - 1) / (N(N - 1)) (Simpson 1949); ``herdan_v`` = sqrt(sum f^2 / N^2
      - 1/V) (Herdan 1955),
    * ``hapax_share``: the share of types that come once.

    Parameters
    ----------
    texts : column or list of str, or of lists of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null. Of a text those
        tokens count that are words, hashtags or cashtags (without the sign), in lower case, a curly
        apostrophe as a straight one; numbers, handles, links and emoji do not. Lists hold tokens
        of your own, which count as they are, but for nulls.
    own : bool
        Count the author's own words only: see :func:`own_words`. Lists are taken whole.
    by : column or list of str or int, optional
        The group of each text, such as its author; texts without one are left out.
    window : int
        Words in a window of ``mattr`` and in a segment of ``msttr``.
    threshold : float
        The type-token ratio at which ``mtld`` counts anew, between 0 and 1.
    draws : int
        Words drawn for ``hdd``.

    Returns
    -------
    frame
        One row a text: ``n_tokens, n_types`` (null for a null text), ``ttr, root_ttr,
        corrected_ttr, log_ttr, summer, dugast, maas, msttr, mattr, mtld, hdd, yule_k, yule_i,
        simpson_d, herdan_v, hapax_share``. With ``by`` one row a group, sorted, with ``group,
        n_texts`` before. NaN where the text is too short: ``mattr`` and ``msttr`` below
        ``window`` words, ``hdd`` below ``draws``, ``log_ttr``, ``maas`` and ``simpson_d`` below
        two, ``summer`` below two types, ``dugast`` and ``yule_i`` if no word comes twice, all
        without words.

    Raises
    ------
    InputError
        If it is no column of strings or of lists of strings, ``by`` is of another length, or a
        number is out of its range.

    Notes
    -----
    Linear in the length of the texts. ``ttr`` and its kin fall as a text grows: compare them at
    equal ``n_tokens`` only. ``mattr``, ``mtld`` and ``hdd`` depend on length little, from some
    hundred words on; none has an interval, so resample posts if you need one. Words are as they
    are written: languages with more word forms are more varied.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> posts = tw.datasets.senators().posts
    >>> posts = posts[posts["kind"] != "repost"]
    >>> table = tw.content.diversity(posts["text"], by=posts["author_id"])
    >>> table.loc[table["group"] == "sensanders", ["n_texts", "n_types"]].values.tolist()
    [[196, 779]]
    """
    column = texts_or_tokens(texts)
    settings = (
        check_whole(window, "window", 1),
        _check_threshold(threshold),
        check_whole(draws, "draws", 1),
    )
    if by is None:
        return row_by_row(_core.content_diversity(column, own, *settings), texts)
    groups = strings(by, "by")
    if len(groups) != len(column):
        raise InputError(
            f"by: {len(groups):,} labels; wanted one for each of {len(column):,} texts"
        )
    coded = groups.dictionary_encode()
    found = _core.content_diversity_by(
        column, own, coded.indices.cast(pa.uint32()), len(coded.dictionary), *settings
    )
    table = pa.Table.from_batches([found]).add_column(0, "group", coded.dictionary)
    return beside(table.take(pc.array_sort_indices(coded.dictionary)), texts)


def _check_threshold(threshold: float) -> float:
    if not 0 < threshold < 1 or math.isnan(threshold):
        raise InputError(f"threshold: {threshold}; wanted a ratio between 0 and 1, such as 0.72")
    return float(threshold)
