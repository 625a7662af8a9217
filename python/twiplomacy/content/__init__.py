"""What the texts say and how. One file a family of measures.

``tokens``        words, tags, handles, links, emoji; the author's own words
``emoji``         which emoji, and whose flags
``language``      which language a text is written in
``readability``   how hard a text is to read
``diversity``     how varied its words are
``sentiment``     how a text feels, by VADER's rules for English
``dictionary``    dictionaries of categories, and counts by them
``markers``       the default diplomatic markers, each with its source
``agreement``     how far coders agree
``frequencies``   how often each term is used
``keyness``       which terms tell one body of texts from another
``collocations``  which words stand together
``similar``       which texts are most alike
``cooccurrence``  which terms are used in the same texts
``document_term`` counts for topic models
``stopwords``     words that say nothing of what a text is about
``figures``       pictures of key terms, of attention and of markers
"""

from collections.abc import Callable, Mapping
from typing import Any

from .. import _core
from .agreement import agreement, agreement_table
from .collocations import collocations
from .cooccurrence import cooccurrence
from .dictionary import Dictionary, count
from .diversity import DRAWS, THRESHOLD, WINDOW, diversity
from .document_term import document_term
from .emoji import emoji
from .figures import plot_attention, plot_keyness
from .frequencies import frequencies
from .keyness import keyness
from .language import language
from .markers import marker_dictionary, marker_sources, markers
from .markers_figure import plot_markers
from .readability import langs_in, readability
from .sentiment import sentiment
from .similar import similar
from .stopwords import stopwords
from .tokens import own_words, tokens

__all__ = [
    "Dictionary",
    "agreement",
    "agreement_table",
    "collocations",
    "cooccurrence",
    "count",
    "diversity",
    "document_term",
    "emoji",
    "frequencies",
    "keyness",
    "language",
    "marker_dictionary",
    "marker_sources",
    "markers",
    "own_words",
    "plot_attention",
    "plot_keyness",
    "plot_markers",
    "readability",
    "sentiment",
    "similar",
    "stopwords",
    "tokens",
]

BESIDE: Mapping[str, Callable[[Any, bool], Any]] = {
    "readability": lambda texts, own: _core.content_readability(texts, own, langs_in("en")),
    "diversity": lambda texts, own: _core.content_diversity(texts, own, WINDOW, THRESHOLD, DRAWS),
    "sentiment": _core.content_sentiment,
    "language": _core.content_language,
    "markers": lambda texts, own: marker_dictionary()._core.count(texts, own, True),
    "emoji": _core.content_emoji,
    "tokens": lambda texts, own: _core.content_tokens(texts, False, None),
    "own_words": lambda texts, own: _core.content_own_words(texts),
}
"""What gives columns beside a column of texts, for ``Corpus.content``: texts, own -> table."""
