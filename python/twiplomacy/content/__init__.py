"""What the texts say and how. One file a family of measures.

``tokens``      words, tags, handles, links, emoji; the author's own words
``emoji``       which emoji, and whose flags
``language``    which language a text is written in
``dictionary``  dictionaries of categories, and counts by them
``markers``     the default diplomatic markers, each with its source
``agreement``   how far coders agree
``readability`` how hard a text is to read
``diversity``   how varied its words are
``sentiment``   how a text feels, by VADER's rules for English
``frequencies`` how often each term is used
``keyness``     which terms tell one body of texts from another
``collocations``  which words stand together
``similar``     which texts are most alike
``cooccurrence``  which terms are used in the same texts
``document_term``  counts for topic models
``figures``     pictures of key terms and of attention
"""

from collections.abc import Callable, Mapping
from typing import Any

from .. import _core
from .emoji import emoji
from .language import language
from .agreement import agreement, agreement_table
from .dictionary import Dictionary, count
from .markers import marker_dictionary, marker_sources, markers
from .plots import plot_markers
from .frequencies import frequencies
from .keyness import keyness
from .readability import readability
from .sentiment import sentiment
from .tokens import own_words, tokens

__all__ = ["emoji", "own_words", "readability", "tokens"]
from .diversity import DRAWS, THRESHOLD, WINDOW, diversity
from .readability import langs_in, readability
from .tokens import own_words, tokens

__all__ = ["diversity", "own_words", "readability", "tokens"]
__all__ = ["own_words", "readability", "sentiment", "tokens"]
__all__ = ["language", "own_words", "readability", "sentiment", "tokens"]
__all__ = ["Dictionary", "count", "own_words", "readability", "tokens"]
__all__ = [
    "Dictionary",
    "agreement",
    "agreement_table",
    "count",
    "marker_dictionary",
    "marker_sources",
    "markers",
    "own_words",
    "plot_markers",
    "readability",
    "tokens",
]
__all__ = ["frequencies", "keyness", "own_words", "readability", "tokens"]
from .collocations import collocations
from .cooccurrence import cooccurrence
from .document_term import document_term
from .figures import plot_attention, plot_keyness
from .frequencies import frequencies
from .keyness import keyness
from .readability import readability
from .similar import similar
from .tokens import own_words, tokens

__all__ = [
    "collocations",
    "cooccurrence",
    "document_term",
    "frequencies",
    "keyness",
    "own_words",
    "plot_attention",
    "plot_keyness",
    "readability",
    "similar",
    "tokens",
]

BESIDE: Mapping[str, Callable[[Any, bool], Any]] = {
    "emoji": _core.content_emoji,
    "readability": _core.content_readability,
    "tokens": lambda texts, own: _core.content_tokens(texts, False, None),
    "readability": lambda texts, own: _core.content_readability(texts, own, langs_in("en")),
    "language": _core.content_language,
    "sentiment": _core.content_sentiment,
    "markers": lambda texts, own: marker_dictionary()._core.count(texts, own, True),
    "tokens": lambda texts, own: _core.content_tokens(texts),
    "diversity": lambda texts, own: _core.content_diversity(texts, own, WINDOW, THRESHOLD, DRAWS),
    "own_words": lambda texts, own: _core.content_own_words(texts),
}
"""What gives columns beside a column of texts, for ``Corpus.content``: texts, own -> table."""
