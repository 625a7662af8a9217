"""Variants: what changes when a text is passed on.

=================== =======================================================
``variants``        the class; ``variants`` for any column of texts
``families``        which texts are nearly the same, and which came of which
``editing``         what each hand changed; ``compare_texts``
``drifting``        how far texts drift from the first, and what is kept
``framing``         what becomes of words between groups
``plot``            pictures: the edits of a family, the drift curve
``edit_picture``    a family as ink on paper
``drift_picture``   a curve as ink on paper
``paraphrasing``    candidates that say the same in other words
``base``            what all of these stand on; what ``by=`` means
=================== =======================================================
"""

from .editing import compare_texts
from .variants import Variants, variants

__all__ = ["Variants", "compare_texts", "variants"]
