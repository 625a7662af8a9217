"""Models that compare networks or series, and what they give.

=========== ===================================================================
``formula`` formulas such as ``"y ~ x + t(x)"``, as terms
``sources`` networks, matrices and attributes, as the user has them
``dyads``   the same nodes for all, matched by label; one number for each pair
``mrqap``   regression of one network on others, tested by permutation
``qap``     the correlation of two networks, tested by permutation
``fit``     ``Fit``: the terms of a fitted model, ready for a table or a page
``page``    a fit as LaTeX and as HTML
=========== ===================================================================
"""

from .fit import Fit
from .mrqap import mrqap
from .qap import qap_correlation

__all__ = ["Fit", "mrqap", "qap_correlation"]
