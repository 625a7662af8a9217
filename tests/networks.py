"""What the tests of networks share: random networks, each beside its peer, and known ones."""

from __future__ import annotations

import networkx as nx
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

import twiplomacy as tw

relaxed = settings(max_examples=150, deadline=None)


@st.composite
def graphs(draw) -> tuple[tw.Network, nx.Graph]:
    """A network and its peer: self-loops, parallel edges, weights (0 as well) and isolates."""
    n = draw(st.integers(1, 12))
    directed = draw(st.booleans())
    node = st.integers(0, n - 1)
    weight = st.sampled_from([0.0, 0.25, 1.0, 1.5, 40.0])
    edges = draw(st.lists(st.tuples(node, node, weight), max_size=40))
    peer = nx.DiGraph() if directed else nx.Graph()
    peer.add_nodes_from(map(str, range(n)))
    for source, target, w in edges:
        known = peer.get_edge_data(str(source), str(target), {"weight": 0.0})["weight"]
        peer.add_edge(str(source), str(target), weight=known + w)
    source, target, weights = zip(*edges, strict=True) if edges else ([], [], [])
    nodes = pd.DataFrame({"node": list(map(str, range(n)))})
    net = tw.Network.from_edges(list(source), list(target), list(weights), directed, nodes)
    return net, peer


def by_node(frame: pd.DataFrame, column: str) -> dict:
    return dict(zip(frame["node"], frame[column], strict=True))


def groups(frame: pd.DataFrame, column: str) -> list[set]:
    """The sets of nodes, in the order of their numbers."""
    found: dict[int, set] = {}
    for node, number in by_node(frame, column).items():
        found.setdefault(number, set()).add(node)
    assert sorted(found) == list(range(len(found)))
    return [found[number] for number in range(len(found))]


def values(frame: pd.DataFrame, column: str) -> list[float]:
    """A measure in the order of nodes."""
    return frame[column].tolist()


def without_loops(peer: nx.Graph) -> nx.Graph:
    """The peer without its self-loops."""
    plain = peer.copy()
    plain.remove_edges_from(list(nx.selfloop_edges(peer)))
    return plain


def without_direction(peer: nx.Graph) -> nx.Graph:
    """The peer with the weights of both directions added up."""
    both = nx.Graph()
    both.add_nodes_from(peer)
    for source, target, weight in peer.edges(data="weight"):
        known = both.get_edge_data(source, target, {"weight": 0.0})["weight"]
        both.add_edge(source, target, weight=known + weight)
    return both


def known(name: str) -> tuple[tw.Network, nx.Graph]:
    """A published network, unweighted unless it is Les Misérables."""
    makers = {
        "karate": nx.karate_club_graph,
        "florentine": nx.florentine_families_graph,
        "davis": nx.davis_southern_women_graph,
        "miserables": nx.les_miserables_graph,
    }
    peer = makers[name]()
    weight = "weight" if name == "miserables" else None
    return tw.Network.from_networkx(peer, weight), peer
