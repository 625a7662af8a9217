"""Cascades: where a post goes, along which path, in which shape.

================ ==========================================================
``cascades``     the class
``trees``        edges, repairs, shapes, times to depth
``given``        trees that somebody else has
``reach``        how many accounts a cascade moved and can have reached
``crossing``     between which groups, when first, through whom
``calibration``  the rules of attribution held to known paths
``comparison``   shapes of groups at the same size
``plot``         pictures: the path of one cascade, the flow between groups
``tree_picture`` a path as ink on paper
``flow_picture`` a flow as ink on paper
``canvas``       what these share
``layout``       where the posts of a picture stand
``base``         what all of these stand on; what ``by=`` means
================ ==========================================================
"""

from .cascades import Cascades

__all__ = ["Cascades"]
