"""Models that compare networks or series, and what they give.

============ ==================================================================
``fit``      ``Fit``: the terms of a fitted model, ready for a table or a page
============ ==================================================================
"""

from .fit import Fit

__all__ = ["Fit"]
