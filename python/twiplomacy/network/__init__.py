"""Networks: who is tied to whom, and what follows from it.

One class, :class:`Network`; its methods stand in one file a family:

============== ======================================================================
``construction`` from columns, from networkx; parts, turned and relabelled networks
``centrality``   who matters: degree, PageRank, HITS, eigenvector, Katz, cores, brokers
``paths``        who is near and who lies between: betweenness, closeness, distances
``structure``    how it is knit: components, triangles, triads, reciprocity, mixing
``hierarchy``    how far it is ordered from top to bottom; ``levels``: who stands where
``bypass``       how far ties keep to the formal chart, which ``formal_chart`` reads
``brokerage``    who stands between groups
``mixing``       whether ties stay within groups; ``controversy``, ``between``: whether sides
                 hear each other, and how far they are from each other
``communities``  which groups there are, how sure they are, who spans them
``nulls``        rewired networks, tests against them, the backbone
``resample``     how sure a statistic is
``exchange``     to networkx, igraph, scipy, Gephi and GraphML
``plot``         layout and pictures; each of the larger ones is in a ``*_picture``
============== ======================================================================
"""

from .communities import compare_partitions
from .network import Network

__all__ = ["Network", "compare_partitions"]
