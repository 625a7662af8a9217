"""How texts feel."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import row_by_row, texts_in


def sentiment(texts: Any, own: bool = True) -> Frame:
    """Score how negative or positive a text sounds to readers of English.

    VADER: a lexicon of 7,500 words and emoticons whose valence (-4 to 4) ten people rated each,
    and rules for what stands around them: negation ("not", "n't", "least"), boosters and
    dampeners ("very", "kind of"), capitals among small letters, exclamation and question marks,
    "but", a few idioms. Emoji count as the words of their names. With the sum s of the valences,
    ``compound`` = s / sqrt(s^2 + 15).

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Score the author's own words only: see :func:`own_words`.

    Returns
    -------
    frame
        One row a text: ``negative, neutral, positive`` (shares of the text, together 1; three
        decimals) and ``compound`` (-1 most negative to 1 most positive; four decimals). All
        zero without words, NaN for a null text.

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    Source: Hutto & Gilbert (2014). The numbers equal those of the Python package vaderSentiment
    3.3.2 to every decimal that it gives, its peculiarities included. Linear in the length of the
    texts.

    Made for English: a text in another language scores near zero because its words are not in
    the lexicon, not because it is neutral. Take only texts whose :func:`language` is "en". The
    lexicon was rated for social media, not for diplomacy: "war", "defence" or "united" carry a
    valence whatever the post says of them, and irony is not seen. Validate on a sample of your
    posts, compare means of groups, not posts, and give each mean an interval (bootstrap over
    accounts).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.sentiment(["A great step for peace!", "This is not acceptable."])
    >>> table["compound"].tolist()
    [0.8356, -0.2411]
    """
    return row_by_row(_core.content_sentiment(texts_in(texts), own), texts)
