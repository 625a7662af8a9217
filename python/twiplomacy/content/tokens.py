"""What texts are made of: tokens, and whose words they are."""

from __future__ import annotations

from typing import Any, Literal

from .. import _core
from ..errors import InputError
from ..frames import Frame
from ._columns import row_by_row, texts_in


def tokens(
    texts: Any, fold: bool = False, normalise: Literal["NFC", "NFKC"] | None = None
) -> Frame:
    """Split social texts into words, numbers, hashtags, handles, links, emoji and signs.

    Words by Unicode's rules (UAX #29), so that accents, apostrophes, Arabic, Cyrillic and Hebrew
    are safe; hashtags, handles, links, cashtags and emoji sequences stay whole. Chinese, Japanese,
    Thai, Lao, Khmer and Burmese words are found by ICU's dictionaries.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    fold : bool
        Give tokens in one case: the full case folding of Unicode (``CaseFolding.txt``, C and F),
        so that ``STRASSE`` is ``straße`` and a final ``ς`` is ``σ``. Turkish is not special:
        ``I`` is ``i``. A typographic apostrophe becomes ``'``.
    normalise : {"NFC", "NFKC"}, optional
        Give one form (UAX #15) to what can be written in several: NFC makes ``é`` one character;
        NFKC also turns ligatures, fullwidth letters and ``²`` into their plain letters. With
        ``fold``, equal forms are Unicode's canonical or compatible caseless match. None leaves
        the characters as they are.

    Returns
    -------
    frame
        One row a text: ``tokens`` (list of str); aligned with it ``kinds`` (list of str: ``word,
        number, hashtag, mention, url, emoji, cashtag, punctuation``) and ``own`` (list of bool):
        whether the token is its author's own, as :func:`own_words` tells it.

    Raises
    ------
    InputError
        If it is not a column of strings, or ``normalise`` is another name.

    Warns
    -----
    CoverageWarning
        If texts hold lone surrogates, as broken JSON leaves them: they are read as U+FFFD.

    Notes
    -----
    Links, emoji and punctuation are neither folded nor normalised. The tokens as written, and the
    white space between them, give the text back. Linear in the length of the texts. Source of the
    word boundaries: Unicode Standard Annex #29.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.tokens(["Thanks @UN, let's talk #Peace 🇺🇦 https://un.org."])
    >>> list(table.loc[0, "tokens"])
    ['Thanks', '@UN', ',', "let's", 'talk', '#Peace', '🇺🇦', 'https://un.org', '.']
    >>> list(table.loc[0, "kinds"])[:2]
    ['word', 'mention']
    >>> list(tw.content.tokens(["ΕΙΡΉΝΗ 世界和平"], fold=True).loc[0, "tokens"])
    ['ειρήνη', '世界', '和平']
    """
    return row_by_row(_core.content_tokens(texts_in(texts), bool(fold), _form(normalise)), texts)


def _form(normalise: Any) -> str | None:
    if normalise is None or isinstance(normalise, str):
        return normalise
    raise InputError(f'normalise: {normalise!r}; wanted "NFC", "NFKC" or None')


def own_words(texts: Any) -> Frame:
    """Keep of each text what its author wrote: without what it carries of somebody else.

    Another's are: all from ``RT @name`` (``MT``, ``PRT``, ``QT``; with or without a colon) on; a
    quotation that begins with a handle and a colon, ``“@name: text”``, up to its closing mark;
    lines that begin with ``> ``; a line of ``RE:``, ``QT:`` or ``RN:`` and a link; and a link to a
    post at the end. ``please RT @name``, ``via @name`` and any other passage in quotation marks
    are the author's. The measures of this module count own words only, unless they are told
    ``own=False``.

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
    >>> texts = ["Well said! RT @UN: Peace now", "“@UN: Peace now” Well said!"]
    >>> tw.content.own_words(texts)["own_words"].tolist()
    ['Well said! ', ' Well said!']
    """
    return row_by_row(_core.content_own_words(texts_in(texts)), texts)
