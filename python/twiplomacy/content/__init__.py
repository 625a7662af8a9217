"""What the texts say and how. One file a family of measures.

``tokens``      words, tags, handles, links, emoji; the author's own words
``readability`` how hard a text is to read
"""

from collections.abc import Callable, Mapping
from typing import Any

from .. import _core
from .readability import readability
from .tokens import own_words, tokens

__all__ = ["own_words", "readability", "tokens"]

BESIDE: Mapping[str, Callable[[Any, bool], Any]] = {
    "readability": _core.content_readability,
    "tokens": lambda texts, own: _core.content_tokens(texts),
    "own_words": lambda texts, own: _core.content_own_words(texts),
}
"""What gives columns beside a column of texts, for ``Corpus.content``: texts, own -> table."""
