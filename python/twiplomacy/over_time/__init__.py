"""Any measure of the package over windows of time.

============ ==================================================================
``request``  what is asked: the corpus, its windows, its groups
``catalogue`` which measures there are, by name, and what gives each
``posts``    counts, shares and means over posts
``talk``     dialogue, what is unseen, inequality
``ties``     statistics of networks
``shapes``   means over cascades and conversations
``custom``   a function of the researcher
============ ==================================================================
"""

from .catalogue import catalogue, series

__all__ = ["catalogue", "series"]
