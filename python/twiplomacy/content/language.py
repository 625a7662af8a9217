"""Which languages texts are written in."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import row_by_row, texts_in


def language(texts: Any, own: bool = True) -> Frame:
    """Tell which language a text is written in, or that it cannot be told.

    Handles, links, emoji, numbers and the signs of hashtags are left out first. Then the script
    with most letters decides, where one language is written in it: Greek, Hebrew, Armenian,
    Georgian, Amharic, Thai, Lao, Khmer, Burmese, Tibetan, Bengali, Punjabi, Gujarati, Oriya,
    Tamil, Telugu, Kannada, Malayalam, Sinhala, Dhivehi, Korean; ideographs are Japanese if a
    tenth of them are kana, else Chinese. Latin, Cyrillic, Arabic and Devanagari are decided by
    n-grams: each word is cut into pieces of four bytes, and each piece votes for the languages in
    which it is frequent. Letters that only Macedonian or only Pashto has decide at once.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Look at the author's own words only: see :func:`own_words`.

    Returns
    -------
    frame
        One row a text: ``lang`` (ISO 639-1 code; null below five letters, where two languages are
        within 0.02 of each other, and for Cyrillic letters of languages that are not told apart),
        ``margin`` (how far the language leads the next, as a share of its own score: 0 to 1, NaN
        where there is no ``lang``). The margin is no probability.

    Raises
    ------
    InputError
        If it is not a column of strings.

    Notes
    -----
    Source of the n-grams: Nito T.M. (2023), Efficient Language Detector; the rule is ours. Linear
    in the length of the texts.

    It does not know every language. Indonesian comes out as "ms" (Malay), Afrikaans as "nl",
    Bosnian as "hr", Nynorsk and Bokmål as "no", much Macedonian as "sr"; other languages in Latin
    script that it does not know (Swahili, Welsh, Zulu) get a wrong name. A text in two languages
    gets one name, with a small margin. Where a platform gives a ``lang`` of its own, hold the two
    against each other.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> texts = ["We welcome the agreement", "Nous saluons cet accord", "@UN 🕊️"]
    >>> tw.content.language(texts)["lang"].tolist()
    ['en', 'fr', nan]
    """
    return row_by_row(_core.content_language(texts_in(texts), own), texts)
