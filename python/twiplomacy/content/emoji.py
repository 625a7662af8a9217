"""The emoji of texts, and whose flags they wave."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import row_by_row, texts_in


def emoji(texts: Any, own: bool = True) -> Frame:
    """Find the emoji of each text, and the countries whose flags are among them.

    A sequence is one emoji: skin tones, families, keycaps and flags stay whole.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Look at the author's own words only: see :func:`own_words`.

    Returns
    -------
    frame
        One row a text: ``n_emoji``; ``distinct``, how many different ones; ``emoji`` (list of str,
        in order, each as often as it is there); ``flags`` (list of str): the country of each flag,
        as a code of ISO 3166-1 (``UA``; also ``EU``, ``UN``, ``XK``) or, for England, Scotland
        and Wales, of ISO 3166-2 (``GB-SCT``). Null for a null text.

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    What an emoji is: Unicode Technical Standard #51. ``❤`` and other signs of U+2600 to U+27BF
    count with and without U+FE0F, since many exports drop it; the two count as different. Pairs
    of regional letters that are no country's are emoji, and no flag. Linear in the length of the
    texts.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.emoji(["We stand with 🇺🇦🇺🇦 👩🏽‍🚒!"])
    >>> table[["n_emoji", "distinct"]].values.tolist(), list(table.loc[0, "flags"])
    ([[3, 2]], ['UA', 'UA'])
    """
    return row_by_row(_core.content_emoji(texts_in(texts), bool(own)), texts)
