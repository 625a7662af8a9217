"""What counts as a term: the arguments that all counts of terms share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from ..arguments import check_whole, several
from ..errors import InputError

Kinds = str | Iterable[str]
Stop = str | Iterable[str] | None
Ngrams = int | tuple[int, int]
Options = tuple[list[str], bool, tuple[int, int], list[str], bool]

KINDS = ("word", "hashtag")
_MOST = 5
_ALL = ("word", "number", "hashtag", "mention", "url", "emoji", "cashtag", "punctuation")


def options(
    kinds: Kinds,
    fold: bool,
    ngrams: Ngrams,
    stopwords: Stop,
    own: bool,
    argument: str = "kinds",
) -> Options:
    """Check what counts as a term, as the compiled half takes it."""
    least, most = _ngrams(ngrams)
    names = several(kinds, argument)
    bad = [name for name in names if name not in _ALL]
    if bad or not names:
        found = repr(bad[0]) if bad else "none"
        raise InputError(f"{argument}: {found}; wanted some of {', '.join(_ALL)}")
    return names, bool(fold), (least, most), _stop(stopwords, fold), bool(own)


def _ngrams(ngrams: Ngrams) -> tuple[int, int]:
    pair = ngrams if isinstance(ngrams, tuple | list) else (ngrams, ngrams)
    if len(pair) != 2:
        raise InputError(f"ngrams: {ngrams!r}; wanted a number, or the fewest and the most tokens")
    least = check_whole(pair[0], "ngrams", 1, _MOST)
    most = check_whole(pair[1], "ngrams", 1, _MOST)
    if least > most:
        raise InputError(f"ngrams: {ngrams!r}; wanted the fewest first, then the most")
    return least, most


def _stop(stopwords: Stop, fold: bool) -> list[str]:
    if stopwords is None:
        return []
    words = list(english()) if stopwords == "en" else several(stopwords, "stopwords")
    if isinstance(stopwords, str) and stopwords != "en":
        raise InputError(f"stopwords: {stopwords!r}; wanted None, 'en' or a list of words")
    words = [word.replace("’", "'") for word in words]
    return sorted({word.lower() for word in words} if fold else set(words))


@cache
def english() -> tuple[str, ...]:
    """Return the bundled English stop words."""
    text = files(__package__).joinpath("stopwords_en.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
