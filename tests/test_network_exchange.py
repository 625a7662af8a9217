"""Networks in other programs and files, and back."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from networks import by_node, graphs, known, relaxed

import twiplomacy as tw


@relaxed
@given(graphs())
def test_there_and_back_by_networkx(pair):
    net, peer = pair
    back = tw.Network.from_networkx(net.to_networkx())
    assert back.edges.equals(net.edges)
    assert back.nodes.equals(net.nodes)
    assert tw.Network.from_networkx(peer).edges.equals(net.edges)


def test_attributes_come_over_from_networkx():
    peer = nx.MultiDiGraph()
    peer.add_node("a", country="FR", rank=1, tags=["x"])
    peer.add_node("b", rank=2.5)
    peer.add_edge("a", "b", weight=2)
    peer.add_edge("a", "b")
    net = tw.Network.from_networkx(peer)
    assert net.nodes.columns.tolist() == ["node", "country", "rank"]
    assert net.nodes["rank"].tolist() == [1, 2.5]
    assert net.edges["weight"].tolist() == [3]
    assert tw.Network.from_networkx(peer, weight=None).edges["weight"].tolist() == [2]


def test_nodes_that_read_the_same_and_bad_weights_are_refused():
    peer = nx.Graph()
    peer.add_edge(1, "1")
    with pytest.raises(tw.InputError, match="read the same"):
        tw.Network.from_networkx(peer)
    peer = nx.Graph()
    peer.add_edge(1, 2, weight="heavy")
    with pytest.raises(tw.InputError, match="weight"):
        tw.Network.from_networkx(peer)
    peer.add_edge(1, 2, weight=-1)
    with pytest.raises(tw.InputError, match="weight"):
        tw.Network.from_networkx(peer)


@relaxed
@given(graphs())
def test_scipy_gets_the_matrix(pair):
    pytest.importorskip("scipy")
    net, peer = pair
    found = net.to_scipy()
    assert found.shape == (net.n_nodes, net.n_nodes)
    assert np.array_equal(found.toarray(), nx.to_numpy_array(peer))


def test_igraph_gets_nodes_edges_and_attributes():
    pytest.importorskip("igraph")
    net, peer = known("miserables")
    other = net.to_igraph()
    assert other.vs["name"] == [str(node) for node in peer]
    assert sorted(other.es["weight"]) == sorted(w for *_, w in peer.edges(data="weight"))
    assert by_node(net.pagerank(), "pagerank") == pytest.approx(
        dict(zip(other.vs["name"], other.pagerank(weights="weight"), strict=True)), abs=1e-8
    )
    senators = tw.datasets.senators().network("mention", among="roster").to_igraph()
    assert {"party", "handle"} <= set(senators.vs.attributes())
    assert {"weight", "first", "last"} <= set(senators.es.attributes())


def read_back(form: str, path: Path) -> nx.Graph:
    """The file as networkx reads it, its nodes under the key that the column node holds."""
    back = getattr(nx, f"read_{form}")(path)
    keys = {node: cells.get("node", node) for node, cells in back.nodes(data=True)}
    return nx.relabel_nodes(back, keys)


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_files_are_read_back_with_everything(form, tmp_path):
    corpus = tw.datasets.senators()
    net = corpus.network("mention", among="roster")
    path = getattr(net, f"to_{form}")(tmp_path / f"net.{form}")
    back = read_back(form, path)
    assert back.number_of_nodes() == net.n_nodes
    assert back.number_of_edges() == net.n_edges
    assert back.is_directed()
    nodes = net.nodes.set_index("node")
    for node, cells in back.nodes(data=True):
        assert cells["party"] == nodes.loc[node, "party"]
    weights = {
        (u, v): w for u, v, w in net.edges[["source", "target", "weight"]].itertuples(index=False)
    }
    for source, target, cells in back.edges(data=True):
        assert cells["weight"] == weights[source, target]
    text = path.read_text("utf-8")
    first = net.edges["first"].min()
    assert first.strftime("%Y-%m-%dT%H:%M:%S") in text


@pytest.mark.parametrize("form", ["gexf", "graphml"])
@pytest.mark.parametrize("directed", [True, False])
def test_odd_labels_and_gaps_survive_a_file(form, directed, tmp_path):
    labels = ["<&>\"'", "سلام", "和平", "🕊️", "a\u0000b\u0008", "  ", str(2**60 + 1)]
    nodes = pd.DataFrame(
        {
            "node": labels,
            "size": pd.array([1, None, 3, 4, 5, 6, 7], "Int64"),
            "share": [0.5, np.nan, 1e300, -1, 0, 2, 3],
            "note": ["]]>", None, "", "x", "&amp;", "\u2028", "y"],
        }
    )
    net = tw.Network.from_edges(labels[:-1], labels[1:], directed=directed, nodes=nodes)
    path = getattr(net, f"to_{form}")(tmp_path / f"net.{form}")
    back = read_back(form, path)
    assert back.number_of_nodes() == len(labels)
    assert back.number_of_edges() == net.n_edges
    assert back.is_directed() == directed
    assert {"سلام", "和平", "🕊️", str(2**60 + 1)} <= set(map(str, back.nodes))
    cells = back.nodes["سلام"]
    assert "size" not in cells
    assert back.nodes["和平"]["size"] == 3


def test_an_unwritable_place_is_said(tmp_path):
    net, _ = known("karate")
    (tmp_path / "file").write_text("x")
    with pytest.raises(tw.ArchiveError, match="file"):
        net.to_graphml(tmp_path / "file" / "net.graphml")
