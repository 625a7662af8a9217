"""What texts are made of: tokens, and whose words they are."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import beside, texts_in


def tokens(texts: Any) -> Frame:
    """Split social texts into words, numbers, hashtags, handles, links, emoji and signs.

    Words by Unicode's rules (UAX #29), so that accents, apostrophes, Arabic, Cyrillic and Hebrew
    are safe; hashtags, handles, links, cashtags and emoji sequences stay whole. Chinese and
    Japanese fall into single characters: segmentation is not there yet.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.

    Returns
    -------
    frame
        One row a text: ``tokens`` (list of str), ``kinds`` (list of str, aligned): ``word,
        number, hashtag, mention, url, emoji, cashtag, punctuation``.

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    Linear in the length of the texts. Source of the word boundaries: Unicode Standard Annex #29.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.tokens(["Thanks @UN, let's talk #Peace 🇺🇦 https://un.org."])
    >>> list(table.loc[0, "tokens"])
    ['Thanks', '@UN', ',', "let's", 'talk', '#Peace', '🇺🇦', 'https://un.org', '.']
    >>> list(table.loc[0, "kinds"])[:2]
    ['word', 'mention']
    """
    return beside(_core.content_tokens(texts_in(texts)), texts)


def own_words(texts: Any) -> Frame:
    """Keep of each text what its author wrote: without what it carries of somebody else.

    What stands after ``RT @name``, ``MT @name`` or ``QT @name`` is another's. The measures of
    this module count own words only, unless they are told ``own=False``.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.

    Returns
    -------
    frame
        One row a text: ``own_words``.

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    The rule is ours. Linear in the length of the texts.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.content.own_words(["Well said! RT @UN: Peace now"])["own_words"].tolist()
    ['Well said! ']
    """
    return beside(_core.content_own_words(texts_in(texts)), texts)
