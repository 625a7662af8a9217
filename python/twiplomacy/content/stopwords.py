"""Words that say nothing of what a text is about."""

from __future__ import annotations

from ..errors import InputError
from ._options import english


def stopwords(lang: str = "en") -> list[str]:
    """Give the stop words that ``stopwords="en"`` leaves out, to look at or to add to.

    Parameters
    ----------
    lang : {"en"}
        Their language.

    Returns
    -------
    list of str
        In lower case, with a straight apostrophe. For English the 174 of the Snowball project
        (Porter 2001).

    Raises
    ------
    InputError
        If there is no list for the language: give words of your own.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> mine = [*tw.content.stopwords(), "rt", "via"]
    >>> tw.content.frequencies(["Peace via talks"], stopwords=mine)["term"].tolist()
    ['peace', 'talks']
    """
    if lang != "en":
        raise InputError(f"lang: {lang!r}; wanted 'en', the one list that is bundled")
    return list(english())
