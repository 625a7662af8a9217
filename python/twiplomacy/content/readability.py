"""How hard texts are to read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .. import _core
from ..errors import InputError
from ..frames import Frame, strings
from ._columns import row_by_row, texts_in

LANGS = ("en", "fr", "es", "de", "ru")


def langs_in(lang: Any) -> pa.LargeStringArray:
    """Take one code of a language, or a column of codes; nulls stay null."""
    if not isinstance(lang, str):
        return strings(lang, "lang")
    if lang.replace("_", "-").partition("-")[0].lower() not in LANGS:
        raise InputError(
            f"lang: {lang!r}; wanted one of {', '.join(LANGS)}, or a column of codes, in which "
            "others and nulls may be: they get what needs no syllables"
        )
    return pa.array([lang], pa.large_string())


def readability(texts: Any, own: bool = True, lang: Any = "en") -> Frame:
    """Count what a text is made of, and score how hard it is to read.

    Links, handles and emoji are taken out first; the word of a hashtag counts as a word. With c
    letters and digits, w words, s sentences, l long words (more than six letters), y syllables, p
    polysyllables (three syllables or more) and m monosyllables, for any language

    * ``ari`` = 4.71 c/w + 0.5 w/s - 21.43 (Senter & Smith 1967),
    * ``coleman_liau`` = 0.0588 (100 c/w) - 0.296 (100 s/w) - 15.8 (Coleman & Liau 1975),
    * ``lix`` = w/s + 100 l/w (Björnsson 1968),
    * ``rix`` = l/s (Anderson 1983),

    for English

    * ``flesch`` = 206.835 - 1.015 w/s - 84.6 y/w (Flesch 1948),
    * ``flesch_kincaid`` = 0.39 w/s + 11.8 y/w - 15.59 (Kincaid et al. 1975),
    * ``fog`` = 0.4 (w/s + 100 n_complex/w) (Gunning 1952),
    * ``smog`` = 1.043 sqrt(30 p/s) + 3.1291 (McLaughlin 1969),

    for French ``kandel_moles`` = 207 - 1.015 w/s - 73.6 y/w (Kandel & Moles 1958), for Spanish
    ``fernandez_huerta`` = 206.84 - 1.02 w/s - 60 y/w (Fernández Huerta 1959) and
    ``szigriszt_pazos`` = 206.835 - w/s - 62.3 y/w (Szigriszt Pazos 1993, the INFLESZ scale), for
    Russian ``oborneva`` = 206.835 - 1.3 w/s - 60.1 y/w (Oborneva 2006), for German ``amstad`` =
    180 - w/s - 58.5 y/w (Amstad 1978) and (Bamberger & Vanecek 1984)

    * ``wiener_1`` = 19.35 p/w + 0.1672 w/s + 12.97 l/w - 3.27 m/w - 0.875,
    * ``wiener_2`` = 20.07 p/w + 0.1682 w/s + 13.73 l/w - 2.779,
    * ``wiener_3`` = 29.63 p/w + 0.1905 w/s - 1.1144,
    * ``wiener_4`` = 27.44 p/w + 0.2656 w/s - 1.693.

    Of ``flesch`` and its kin in other languages more is easier; all others grow with difficulty.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Count the author's own words only: see :func:`own_words`.
    lang : str or column or list of str
        ``"en"``, ``"fr"``, ``"es"``, ``"de"`` or ``"ru"``, or the code of each text. What follows
        a hyphen does not matter (``"en-GB"``).

    Returns
    -------
    frame
        One row a text: ``n_characters, n_words, n_sentences, n_long_words, n_questions,
        n_hashtags, n_mentions, n_urls, n_emoji`` (null for a null text), ``n_syllables,
        n_monosyllables, n_polysyllables, n_complex`` (null if the language is another or null
        too), ``ari, coleman_liau, lix, rix`` (NaN without words), ``flesch, flesch_kincaid, fog,
        smog, kandel_moles, fernandez_huerta, szigriszt_pazos, amstad, wiener_1, wiener_2,
        wiener_3, wiener_4, oborneva`` (NaN in other languages too).

    Raises
    ------
    InputError
        If it is not a column of strings, or ``lang`` is another code or of another length.

    Notes
    -----
    Linear in the length of the texts. The formulas were made for passages of prose, SMOG for 30
    sentences; over single short posts compare means of groups, not posts. Where words are not
    parted by spaces (Chinese, Japanese, Thai) they mean nothing.

    English syllables are those of the CMU Pronouncing Dictionary; of a word that it lacks those of
    a rule of ours, right for 94 in 100 of its words. The other languages go by vowels. A number is
    one syllable. ``n_complex`` leaves out of the polysyllables those English words that have three
    by an ending ``-ed`` or ``-es``, as Gunning does; he leaves out names too, which no rule can.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.readability(["We welcome the agreement. Will it hold? #Iran"])
    >>> table.loc[0, ["n_words", "n_sentences", "n_questions", "n_syllables"]].tolist()
    [8, 3, 1, 12]
    """
    column, langs = texts_in(texts), langs_in(lang)
    if not isinstance(lang, str) and len(langs) != len(column):
        raise InputError(
            f"lang: {len(langs):,} codes; wanted one for each of {len(column):,} texts, or one str"
        )
    return row_by_row(_core.content_readability(column, own, langs), texts)
