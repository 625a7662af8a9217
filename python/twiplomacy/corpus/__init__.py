"""The corpus: posts, accounts, what is missing, and the nouns that come from it.

============ ======================================================================
``base``     the compiled corpus, its roster and its tables
``grouping`` ``by=``: groups of accounts and windows of time
``inputs``   what users hand in: times, masks, lists of followers, names of accounts
``measures`` measures of the corpus itself: dialogue, participation, hashtags, content
``corpus``   the class, its tables and the nouns that come from it
============ ======================================================================
"""

from .corpus import Corpus
from .grouping import By

__all__ = ["By", "Corpus"]
