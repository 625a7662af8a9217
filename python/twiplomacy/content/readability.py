"""How hard texts are to read."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import beside, texts_in


def readability(texts: Any, own: bool = True) -> Frame:
    """Count what a text is made of, and score how hard it is to read.

    Links, handles and emoji are taken out first; the word of a hashtag counts as a word. With c
    letters and digits, w words, s sentences and l long words (more than six letters):

    * ``ari`` = 4.71 c/w + 0.5 w/s - 21.43 (Senter & Smith 1967),
    * ``coleman_liau`` = 0.0588 (100 c/w) - 0.296 (100 s/w) - 15.8 (Coleman & Liau 1975),
    * ``lix`` = w/s + 100 l/w (Björnsson 1968),
    * ``rix`` = l/s (Anderson 1983).

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Count the author's own words only: see :func:`own_words`.

    Returns
    -------
    frame
        One row a text: ``n_characters, n_words, n_sentences, n_long_words, n_questions,
        n_hashtags, n_mentions, n_urls, n_emoji`` (null for a null text), ``ari, coleman_liau,
        lix, rix`` (NaN without words).

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    Linear in the length of the texts. The formulas were made for passages of prose; over single
    short posts compare means of groups, not posts. Where words are not parted by spaces
    (Chinese, Japanese, Thai) they mean nothing.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.readability(["We welcome the agreement. Will it hold? #Iran"])
    >>> table.loc[0, ["n_words", "n_sentences", "n_questions"]].tolist()
    [8, 3, 1]
    """
    return beside(_core.content_readability(texts_in(texts), own), texts)
