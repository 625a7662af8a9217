"""Networks of a corpus: kinds, directions, nodes; and the way out to networkx and Gephi."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of

import twiplomacy as tw

KINDS = ("repost", "reply", "quote", "mention", "any")


@pytest.fixture
def talk() -> tw.Corpus:
    """Posts of which every tie can be counted by hand."""
    rows = [
        ("1", "Ann", None, None, None, "Bob Bob cleo"),
        ("2", "bob", "1", None, None, "ann cleo"),
        ("3", "bob", None, "1", None, ""),
        ("4", "cleo", None, None, "1", "ann bob"),
        ("5", "cleo", None, None, "1", "ann bob"),
        ("6", "Ann", "2", "4", None, ""),
        ("7", "dan", "gone", None, None, "ann"),
        ("8", "Ann", "1", None, None, "ann"),
        ("9", "eve", None, None, None, ""),
    ]
    names = ["post_id", "author", "reply_to", "quote_of", "repost_of", "mentions"]
    frame = pd.DataFrame(rows, columns=names)
    frame["created_at"] = pd.date_range("2031-03-02", periods=9, freq="h", tz="UTC")
    return tw.from_frame(frame)


def ties(net: tw.Network) -> dict[tuple[str, str], float]:
    return {(row["source"], row["target"]): row["weight"] for row in rows_of(net.edges)}


def test_ties_of_every_kind(talk):
    assert ties(talk.network("repost")) == {("ann", "cleo"): 2}
    assert ties(talk.network("reply")) == {
        ("ann", "bob"): 1, ("bob", "ann"): 1, ("ann", "ann"): 1
    }  # fmt: skip
    assert ties(talk.network("quote")) == {("ann", "bob"): 1, ("cleo", "ann"): 1}


def test_mentions_leave_out_whom_a_post_answers_and_reposts():
    """The account replied to is no mention; a mention twice in a post is one."""
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "author": ["ann", "bob", "cleo", "dan"],
            "reply_to": [None, "1", None, None],
            "repost_of": [None, None, "1", None],
            "quote_of": [None, None, None, "1"],
            "mentions": ["bob bob cleo", "ann cleo", "ann bob", "ann"],
        }
    )
    net = tw.from_frame(frame).network("mention")
    named = {("ann", "bob"), ("ann", "cleo"), ("bob", "cleo"), ("dan", "ann")}
    assert {tuple(sorted(pair)) for pair in ties(net)} == {tuple(sorted(p)) for p in named}
    assert set(ties(net).values()) == {1}


def test_direction_says_where_information_goes(talk):
    for kind in KINDS:
        information = ties(talk.network(kind))
        attention = ties(talk.network(kind, direction="attention"))
        assert attention == {(target, source): w for (source, target), w in information.items()}
        assert ties(talk.network(kind).reverse()) == attention
    # Who is read comes first: cleo passed on what ann wrote.
    assert ("ann", "cleo") in ties(talk.network("repost"))


def test_any_counts_each_post_once_for_each_account(talk):
    found = ties(talk.network("any", direction="attention"))
    # Post 1 names bob and cleo; 6 answers bob and quotes cleo; 8 answers ann herself.
    assert found[("ann", "bob")] == 2
    assert found[("ann", "cleo")] == 2
    # Post 2 answers ann and names her; 3 quotes her.
    assert found[("bob", "ann")] == 2
    assert found[("cleo", "ann")] == 2


def test_edges_carry_their_first_and_last_time(talk):
    (row,) = rows_of(talk.network("repost").edges)
    assert row["first"] == pd.Timestamp("2031-03-02 03:00", tz="UTC")
    assert row["last"] == pd.Timestamp("2031-03-02 04:00", tz="UTC")


def test_since_and_until_bound_the_posts(talk):
    since = "2031-03-02 04:00"
    assert ties(talk.network("repost", since=since)) == {("ann", "cleo"): 1}
    assert ties(talk.network("repost", until=since)) == {("ann", "cleo"): 1}
    assert ties(talk.network("repost", since=since, until=since)) == {}
    assert ties(talk.network("reply", since="2031-03-02 05:00", until="2031-03-02 06:00")) == {
        ("bob", "ann"): 1
    }  # fmt: skip


def test_among_makes_nodes_of_those_named(talk):
    net = talk.network("any", among=["@ANN", "cleo", "eve"])
    assert net.nodes["node"].tolist() == ["ann", "eve", "cleo"]
    assert {end for pair in ties(net) for end in pair} == {"ann", "cleo"}
    assert "eve" not in set(talk.network("any").nodes["node"])
    roster = pd.DataFrame({"account": ["ann", "new_envoy"], "land": ["Ilva", "Vesper"]})
    net = talk.attach(roster=roster).network("reply", among="roster")
    assert net.nodes["node"].tolist() == ["ann", "new_envoy"]
    assert net.nodes["land"].tolist() == ["Ilva", "Vesper"]
    assert net.nodes["on_roster"].all()


def test_nodes_are_keys_with_handles_in_order_of_key(talk, world):
    assert talk.network("any").nodes.values.tolist()[:2] == [["ann", "Ann"], ["bob", "bob"]]
    nodes = world.network("any").nodes
    assert nodes["node"].tolist() == sorted(nodes["node"])
    assert nodes["handle"].tolist() == list(
        world.accounts.set_index("account").loc[nodes["node"], "handle"]
    )
    measures = world.network("any").degree()
    assert measures.columns.tolist()[:2] == ["node", "handle"]


def test_what_a_network_of_a_corpus_does_not_know(talk):
    for options, words in (
        ({"kind": "follows"}, "kind"),
        ({"direction": "up"}, "direction: 'up'.*information"),
        ({"weight": "time"}, "weight: 'time'.*count"),
        ({"among": "roster"}, "no roster"),
        ({"among": ["nobody"]}, "among: no account 'nobody'"),
        ({"since": "soon"}, "since"),
    ):
        with pytest.raises(tw.InputError, match=words):
            talk.network(**options)


def test_modularity_by_a_column_of_the_roster(talk):
    roster = pd.DataFrame({"account": ["ann", "bob", "cleo", "dan"], "land": ["x", "x", "y", "y"]})
    net = talk.attach(roster=roster).network("any")
    wanted = net.modularity({"ann": 1, "bob": 1, "cleo": 2, "dan": 2})
    assert net.modularity("land") == wanted
    assert net.modularity(pl.DataFrame(net.nodes[["node", "land"]])) == wanted
    assert net.modularity(pa.Table.from_pandas(net.nodes[["node", "handle", "land"]])) == wanted


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_attributes_of_nodes_stay_with_them(make):
    nodes = make({"node": ["c", "a"], "land": ["Ilva", None], "rank": [1, 2]})
    net = tw.Network.from_edges(["a", "b"], ["b", "c"], nodes=nodes, backend="pandas")
    table = net.nodes
    assert table["node"].tolist() == ["c", "a", "b"]
    assert [None if pd.isna(cell) else cell for cell in table["land"]] == ["Ilva", None, None]
    assert [None if pd.isna(cell) else cell for cell in table["rank"]] == [1, 2, None]


@pytest.mark.parametrize("directed", [True, False])
def test_gexf_is_read_back_by_networkx(tmp_path, directed):
    names = ["a", "<&\"'>", "平和 🕊️", "tab\tfeed\nend", "a\x00b\x0bc\ufffe"]
    nodes = pd.DataFrame(
        {"node": names, "handle": ["A", None, "<B>", "C", "D"], "rank": [1, None, 3, 4, 5],
         "score": [0.5, None, float("inf"), -1.0, 2.0], "official": [True, None, False, True, True],
         "since": pd.to_datetime(["2031-03-02"] * 5), "note & more": ["x", "", None, "]]>", "é"]}
    )  # fmt: skip
    ends = [0, 1, 2, 3, 0], [1, 2, 3, 4, 0]
    net = tw.Network.from_edges(
        [names[n] for n in ends[0]], [names[n] for n in ends[1]], [1, 2.5, 3, 4, 5], directed, nodes
    )
    path = net.to_gexf(tmp_path / "deep" / "net.gexf")
    assert path == tmp_path / "deep" / "net.gexf"
    assert [file.name for file in path.parent.iterdir()] == ["net.gexf"]
    graph = nx.read_gexf(path)
    assert graph.is_directed() == directed
    assert (len(graph), graph.number_of_edges()) == (5, 5)
    labels = [graph.nodes[node]["label"] for node in graph]
    assert labels == ["A", "<&\"'>", "<B>", "C", "D"]
    found = [attributes for _, attributes in graph.nodes(data=True)]
    assert [attributes.get("rank") for attributes in found] == [1, None, 3, 4, 5]
    assert found[2]["node"] == "平和 🕊️"
    assert found[0]["note & more"] == "x"
    assert found[3]["note & more"] == "]]>"
    assert sorted(w for _, _, w in graph.edges(data="weight")) == [1, 2.5, 3, 4, 5]


def test_gexf_of_a_corpus_holds_times_and_the_roster(tmp_path, talk):
    roster = pd.DataFrame({"account": ["ann"], "land": ["Ilva"], "since": ["2031-01-01"]})
    net = talk.attach(roster=roster).network("any")
    graph = nx.read_gexf(net.to_gexf(tmp_path / "net.gexf"))
    assert len(graph) == net.n_nodes
    by_label = {attributes["label"]: attributes for _, attributes in graph.nodes(data=True)}
    assert by_label["Ann"]["land"] == "Ilva"
    assert all(str(edge.get("first", "")).startswith("2031-03-02")
               for _, _, edge in graph.edges(data=True))  # fmt: skip


def test_gexf_that_cannot_be_written(tmp_path, talk):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((tw.ArchiveError, tw.InputError), match="net.gexf|file"):
        talk.network("any").to_gexf(tmp_path / "file" / "net.gexf")
    with pytest.raises((tw.ArchiveError, tw.InputError)):
        talk.network("any").to_gexf(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_networkx_holds_nodes_edges_and_attributes(talk):
    roster = pd.DataFrame({"account": ["ann"], "land": ["Ilva"]})
    net = talk.attach(roster=roster).network("any")
    graph = net.to_networkx()
    assert isinstance(graph, nx.DiGraph)
    assert graph.nodes["ann"]["land"] == "Ilva"
    assert graph.nodes["ann"]["handle"] == "Ann"
    assert "land" not in graph.nodes["bob"]
    assert graph.edges["ann", "cleo"]["weight"] == ties(net)[("ann", "cleo")]
    assert graph.edges["ann", "cleo"]["first"] == pd.Timestamp("2031-03-02 03:00", tz="UTC")
