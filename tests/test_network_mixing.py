"""Mixing, E-I, cross-group reciprocity, controversy, polarisation, paths between groups."""

from __future__ import annotations

import itertools
import math

import igraph
import matplotlib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve
from scipy.stats import contingency

import twiplomacy as tw

matplotlib.use("Agg")

KARATE = nx.karate_club_graph()
CLUB = nx.get_node_attributes(KARATE, "club")


@st.composite
def graphs(draw, directed: bool | None = None):
    """A small network with loops and weights, and a group for each node, or none."""
    n = draw(st.integers(2, 9))
    node = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(node, node, st.integers(0, 3)), max_size=20))
    directed = draw(st.booleans()) if directed is None else directed
    source, target, weight = zip(*edges, strict=True) if edges else ((), (), ())
    nodes = pd.DataFrame({"node": range(n)})
    net = tw.Network.from_edges(
        list(source), list(target), [float(w) for w in weight], directed, nodes
    )
    groups = {str(v): draw(st.sampled_from(["x", "y", "z"])) for v in range(n)}
    return net, groups


def plain_edges(net: tw.Network) -> list[tuple[str, str, float]]:
    edges = net.edges
    return [
        (s, t, w)
        for s, t, w in zip(edges["source"], edges["target"], edges["weight"], strict=True)
        if s != t
    ]


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_matrix_is_that_of_networkx(case):
    net, groups = case
    table = net.mixing(groups)
    graph = nx.DiGraph() if net.directed else nx.Graph()
    graph.add_nodes_from(net.nodes["node"])
    nx.set_node_attributes(graph, groups, "group")
    graph.add_edges_from((s, t) for s, t, _ in plain_edges(net))
    theirs = nx.attribute_mixing_dict(graph, "group")
    names = sorted(set(groups.values()))
    pairs = itertools.product(names, names)
    if not net.directed:
        pairs = itertools.combinations_with_replacement(names, 2)
    assert list(zip(table["from"], table["to"], strict=True)) == list(pairs)
    for row in table.itertuples(index=False):
        one, other = row[0], row[1]
        count = theirs.get(one, {}).get(other, 0)
        if not net.directed and one == other:
            count //= 2  # networkx counts both ends of an edge within a group
        assert row.edges == count
    assert table["weight"].sum() == sum(w for *_, w in plain_edges(net))
    assert math.isclose(table["expected"].sum(), table["weight"].sum(), abs_tol=1e-9)
    assert table[["null_mean", "null_sd", "z", "p", "p_adjusted"]].isna().all(axis=None)
    assert (table["draws"] == 0).all()


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_index_is_that_of_its_formula(case):
    net, groups = case
    pairs = {frozenset((s, t)) for s, t, _ in plain_edges(net)}
    table = net.ei_index(groups).set_index("group")
    for name in ("all", *set(groups.values())):
        inside = [
            [groups[v] for v in pair]
            for pair in pairs
            if name == "all" or name in {groups[v] for v in pair}
        ]
        internal = sum(a == b for a, b in inside)
        external = len(inside) - internal
        row = table.loc[name]
        assert (row["external"], row["internal"]) == (external, internal)
        if inside:
            assert math.isclose(row["value"], (external - internal) / len(inside))
        else:
            assert math.isnan(row["value"])


def test_the_karate_club_stays_together():
    net = tw.Network.from_networkx(KARATE)
    groups = {str(node): club for node, club in CLUB.items()}
    table = net.ei_index(groups, draws=499, seed=2)
    across = sum(CLUB[a] != CLUB[b] for a, b in KARATE.edges)
    row = table.iloc[0]
    assert (row["group"], row["external"], row["internal"]) == ("all", across, 78 - across)
    # Krackhardt and Stern: what is expected follows from the sizes of the groups alone.
    assert math.isclose(row["expected"], 1 - 2 * 2 * 17 * 16 / (34 * 33))
    assert abs(row["null_mean"] - row["expected"]) < 4 * row["null_sd"] / math.sqrt(499)
    assert row["p"] == 1 / 500 and row["z"] < -4
    mixed = net.mixing(groups, draws=499, seed=2)
    assert (mixed["p_adjusted"] < 0.02).all()
    weight = {("Mr. Hi", "Mr. Hi"): 0.0, ("Mr. Hi", "Officer"): 0.0, ("Officer", "Officer"): 0.0}
    for a, b, w in KARATE.edges(data="weight"):
        weight[tuple(sorted((CLUB[a], CLUB[b])))] += w
    assert mixed["weight"].tolist() == list(weight.values())
    assert np.allclose(mixed["share"], mixed["weight"] / mixed["weight"].sum())


def test_modularity_follows_from_the_matrix():
    """Newman's modularity is what the diagonal of a rewired null lacks, but for loops."""
    net = tw.datasets.senators().network("mention", among="roster")
    plain = tw.Network.from_edges(
        *(net.edges.query("source != target")[end] for end in ("source", "target")),
        nodes=net.nodes,
    )
    table = plain.mixing("party", null="rewire")
    within = table[table["from"] == table["to"]]
    excess = (within["weight"] - within["expected"]).sum() / table["weight"].sum()
    assert math.isclose(excess, plain.modularity("party", directed=True), abs_tol=1e-12)


def test_draws_keep_what_they_say():
    net = tw.datasets.senators().network("mention", among="roster")
    rewired = net.mixing("party", draws=99, null="rewire", seed=1)
    again = net.mixing("party", draws=99, null="rewire", seed=1)
    pd.testing.assert_frame_equal(rewired, again)
    assert not rewired.equals(net.mixing("party", draws=99, null="rewire", seed=2))
    # The weights that a group sends stay with it.
    sums = rewired.groupby("from")[["weight", "null_mean", "expected"]].sum()
    assert np.allclose(sums["weight"], sums["null_mean"])
    assert np.allclose(sums["weight"], sums["expected"])
    labels = net.mixing("party", draws=499, seed=1)
    gap = (labels["null_mean"] - labels["expected"]).abs()
    assert (gap <= 4 * labels["null_sd"] / math.sqrt(499) + 1e-9).all()


def test_strata_hold_labels_back():
    net = tw.datasets.senators().network("mention", among="roster")
    state = net.nodes["state"].fillna("none")
    strata = dict(zip(net.nodes["node"], state, strict=True))
    free = net.mixing("party", draws=199)
    held = net.mixing("party", draws=199, strata=strata)
    # Most states have two senators of one party, so that few labels can move.
    assert (held["null_sd"] < free["null_sd"]).sum() >= 6
    itself = dict(zip(net.nodes["node"], net.nodes["party"], strict=True))
    fixed = net.mixing("party", draws=19, strata=itself)
    assert np.allclose(fixed["expected"], fixed["weight"]) and (fixed["p"] == 1).all()


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_arcs_that_come_back_are_counted(case):
    net, groups = case
    arcs = {(s, t) for s, t, _ in plain_edges(net)}
    if not net.directed:
        arcs |= {(t, s) for s, t in arcs}
    table = net.cross_reciprocity(groups)
    for row in table.itertuples(index=False):
        own = [(s, t) for s, t in arcs if (groups[s], groups[t]) == (row[0], row[1])]
        back = sum((t, s) in arcs for s, t in own)
        assert (row.arcs, row.returned) == (len(own), back)
        assert math.isnan(row.share) if not own else math.isclose(row.share, back / len(own))
    if arcs:
        share = table["returned"].sum() / table["arcs"].sum()
        graph = igraph.Graph(directed=True, edges=[(int(s), int(t)) for s, t in arcs])
        assert math.isclose(share, graph.reciprocity())


def controversy(net: tw.Network, groups: dict, a: str, b: str, k: int) -> dict[str, float]:
    """Random-walk controversy by scipy, with the walk's own matrix."""
    nodes = [v for v in net.nodes["node"] if groups[v] in (a, b)]
    graph = nx.Graph((s, t) for s, t, _ in plain_edges(net))
    graph.add_nodes_from(nodes)
    graph = graph.subgraph(nodes)
    ends = {}
    for side in (a, b):
        own = [v for v in nodes if groups[v] == side]
        own.sort(key=lambda v: (-graph.degree(v), len(v), v))
        ends |= {v: float(side == a) for v in own[:k]}
    inside = [v for v in nodes if v not in ends and any(nx.has_path(graph, v, e) for e in ends)]
    place = {v: at for at, v in enumerate(inside)}
    walk = sparse.lil_matrix((len(inside), len(inside)))
    out = np.zeros(len(inside))
    for v in inside:
        for u in graph[v]:
            if u in place:
                walk[place[v], place[u]] = 1 / graph.degree(v)
            else:
                out[place[v]] += ends[u] / graph.degree(v)
    if inside:
        eye = sparse.identity(len(inside))
        ends |= dict(zip(inside, spsolve((eye - walk).tocsc(), out), strict=True))
    from_a, from_b = (np.mean([h for v, h in ends.items() if groups[v] == side]) for side in (a, b))
    with np.errstate(invalid="ignore"):
        p_aa = from_a / (from_a + from_b)
        p_bb = (1 - from_b) / (2 - from_a - from_b)
    rwc = p_aa * p_bb - (1 - p_aa) * (1 - p_bb)
    return {"rwc": rwc, "p_aa": p_aa, "p_bb": p_bb, "dropped": len(nodes) - len(ends)}


@given(graphs(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
@pytest.mark.filterwarnings("ignore:k:")
def test_controversy_is_what_scipy_solves(case, k):
    net, groups = case
    names = sorted(set(groups.values()))
    table = net.rwc(groups, k=k)
    pairs = list(itertools.combinations(names, 2))
    assert list(zip(table["a"], table["b"], strict=True)) == pairs
    for (a, b), row in zip(pairs, table.to_dict("records"), strict=True):
        slow = controversy(net, groups, a, b, k)
        assert row["dropped"] == slow["dropped"]
        for name in ("rwc", "p_aa", "p_bb"):
            assert math.isclose(row[name], slow[name], abs_tol=1e-9), (name, row, slow)
        assert math.isclose(row["p_aa"] + row["p_ba"], 1) and math.isclose(
            row["p_ab"] + row["p_bb"], 1
        )


def test_controversy_of_larger_networks():
    groups = {str(node): club for node, club in CLUB.items()}
    net = tw.Network.from_networkx(KARATE)
    split = net.rwc(groups, k=2).iloc[0]
    assert split["rwc"] > 0.6
    draw = np.random.default_rng(3)
    shuffled = dict(zip(groups, draw.permutation(list(groups.values())), strict=True))
    mixed = net.rwc(shuffled, k=2).iloc[0]["rwc"]
    assert abs(mixed) < split["rwc"] / 2
    # Nodes that two walks cannot leave are counted, not dropped in silence.
    apart = tw.Network.from_edges(
        ["a", "b", "c"],
        ["b", "a", "d"],
        nodes=pd.DataFrame({"node": list("abcdef"), "side": ["x", "x", "y", "y", "y", "x"]}),
    )
    row = apart.rwc("side", k=1).iloc[0]
    assert (row["nodes"], row["dropped"]) == (6, 2)
    assert row["rwc"] == 1.0


def test_sides_without_more_than_k_nodes_are_warned_of():
    net = tw.Network.from_networkx(KARATE)
    groups = {str(node): club for node, club in CLUB.items()}
    with pytest.warns(tw.CoverageWarning, match="k: 17, but 'Mr. Hi', 'Officer' has no more"):
        assert net.rwc(groups, k=17)["rwc"].tolist() == [1.0]


def test_polarisation_beside_its_peers():
    net = tw.datasets.senators().network("mention", among="roster")
    parts = net.communities(seed=0)
    table = net.polarisation("party", draws=99).set_index("measure")
    party = dict(zip(net.nodes["node"], net.nodes["party"], strict=True))
    counts = pd.crosstab(parts["community"], net.nodes["party"])
    v = contingency.association(counts.to_numpy(), method="cramer")
    assert math.isclose(table.loc["cramers_v", "value"], v)
    nmi = tw.compare_partitions(parts, party)["nmi"].iloc[0]
    assert math.isclose(table.loc["nmi", "value"], nmi)
    edges = net.edges.query("source != target")
    plain = tw.Network.from_edges(
        *(edges[c] for c in ("source", "target", "weight")), nodes=net.nodes
    )
    assert math.isclose(table.loc["modularity", "value"], plain.modularity("party"))
    theirs = plain.assortativity("party", weighted=True)
    assert math.isclose(table.loc["assortativity", "value"], theirs)
    # Fewer than four groups and some ten communities: shared information arises by chance.
    assert table.loc["nmi", "null_mean"] > 0.02
    shares = net.composition("party")
    wide = shares.pivot(index="community", columns="group", values="nodes")
    assert wide.to_numpy().tolist() == counts.to_numpy().tolist()
    assert np.allclose(shares.groupby("community")["share"].sum(), 1)
    assert shares["entropy"].between(0, 1).all()
    given = net.polarisation("party", communities=party, draws=9).set_index("measure")
    assert math.isclose(given.loc["nmi", "value"], 1.0)
    assert net.composition("party", communities="party")["purity"].eq(1.0).all()


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_paths_between_groups_are_those_of_networkx(case):
    net, groups = case
    graph = nx.DiGraph() if net.directed else nx.Graph()
    graph.add_nodes_from(net.nodes["node"])
    graph.add_edges_from((s, t) for s, t, _ in plain_edges(net))
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    table = net.group_distances(groups, sources=None)
    near = net.nearest(groups)
    for row in table.to_dict("records"):
        pairs = [
            (u, v)
            for u, v in itertools.permutations(groups, 2)
            if (groups[u], groups[v]) == (row["from"], row["to"])
        ]
        found = [steps[u][v] for u, v in pairs if v in steps[u]]
        assert row["pairs"] == len(pairs)
        if found:
            assert math.isclose(row["mean"], np.mean(found)) and row["median"] == np.median(found)
        else:
            assert math.isnan(row["mean"]) and math.isnan(row["median"])
        if pairs:
            assert math.isclose(row["unreachable"], 1 - len(found) / len(pairs), abs_tol=1e-12)
            assert math.isclose(row["share_2"], found.count(2) / len(pairs))
        nearest = {}
        for u, v in pairs:
            if v in steps[u]:
                nearest[u] = min(nearest.get(u, math.inf), steps[u][v])
        own = near[(near["from"] == row["from"]) & (near["to"] == row["to"])]
        counts = dict(zip(own["distance"].fillna(-1), own["nodes"], strict=True))
        members = [v for v in groups if groups[v] == row["from"]]
        wanted = pd.Series([nearest.get(v, -1) for v in members]).value_counts().to_dict()
        assert counts == wanted
        assert math.isclose(own["share"].sum(), 1.0)


def test_a_sample_of_sources_has_an_interval():
    corpus = tw.datasets.simulate(seed=1)
    net = corpus.network("any", among="roster")
    every = net.group_distances("side", sources=None).set_index(["from", "to"])
    some = net.group_distances("side", sources=400, seed=2).set_index(["from", "to"])
    assert every["ci_low"].isna().all()
    row = some.loc[("public", "official")]
    assert row["sources"] == 400 and row["ci_low"] < row["mean"] < row["ci_high"]
    whole = every.loc[("public", "official"), "mean"]
    width = row["ci_high"] - row["ci_low"]
    assert row["ci_low"] - width < whole < row["ci_high"] + width
    assert math.isnan(some.loc[("official", "public"), "ci_low"])


def test_nodes_without_a_group_are_left_out_with_a_warning():
    net = tw.Network.from_edges(["a", "b", "c"], ["b", "c", "a"])
    with pytest.warns(tw.CoverageWarning, match="groups: 1 of 3 nodes have no group"):
        table = net.mixing({"a": "x", "b": "y", "c": None})
    assert table["weight"].sum() == 1
    with pytest.warns(tw.CoverageWarning, match="1 of 3"):
        paths = net.group_distances({"a": "x", "b": "y"}).set_index(["from", "to"])
    # The way back leads through c, which has no group.
    assert paths.loc[("y", "x"), "mean"] == 2


@pytest.mark.parametrize("directed", [True, False])
def test_nothing_at_all_is_no_error(directed):
    empty = tw.Network.from_edges([], [], directed=directed)
    for table in (
        empty.mixing({}, draws=3),
        empty.cross_reciprocity({}, draws=3),
        empty.rwc({}),
        empty.group_distances({}),
        empty.nearest({}),
        empty.composition({}),
    ):
        assert len(table) == 0
    assert empty.ei_index({})["group"].tolist() == ["all"]
    assert empty.polarisation({}, draws=3)["value"].isna().all()
    still = tw.Network.from_edges(
        [], [], directed=directed, nodes=pd.DataFrame({"node": ["a", "b"]})
    )
    table = still.mixing({"a": "x", "b": "y"}, draws=3)
    assert (table["weight"] == 0).all() and table["share"].isna().all()


def test_frames_of_every_kind():
    import polars as pl

    net = tw.Network.from_edges(["a", "b", "c"], ["b", "c", "d"], backend="polars")
    groups = {"a": "x", "b": "x", "c": "y", "d": "y"}
    for table in (net.mixing(groups), net.rwc(groups, k=1), net.nearest(groups)):
        assert isinstance(table, pl.DataFrame)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("value", ["ratio", "z"])
def test_the_picture_shows_the_matrix(directed, value, tmp_path):
    net = tw.datasets.senators().network("mention", among="roster")
    net = net if directed else net.undirected()
    figure = net.plot_mixing("party", draws=99, value=value, title="$Senators_")
    axes = figure.axes[0]
    texts = [text.get_text().rstrip("*") for text in axes.texts]
    table = net.mixing("party")
    cells = {(a, b): w for a, b, w in table[["from", "to", "weight"]].itertuples(index=False)}
    wanted = [cells.get((a, b), cells.get((b, a))) for a in "DIR" for b in "DIR"]
    assert texts == [f"{weight:,.4g}" for weight in wanted]
    assert axes.get_ylabel() == "from" and axes.get_xlabel() == "to"
    assert figure.axes[1].get_ylabel()
    figure.savefig(tmp_path / "mixing.png")
    matplotlib.pyplot.close(figure)


def test_the_picture_of_many_groups_is_cut_and_says_so(tmp_path):
    net = tw.datasets.senators().network("mention", among="roster")
    state = net.nodes["state"].fillna("none")
    figure = net.plot_mixing(dict(zip(net.nodes["node"], state, strict=True)), draws=9, most=12)
    assert len(figure.axes[0].get_yticklabels()) == 12
    assert f"{state.nunique() - 12} groups with less weight not drawn" in figure.get_supxlabel()
    figure.savefig(tmp_path / "states.png")
    matplotlib.pyplot.close(figure)


NET = tw.Network.from_edges(["a", "b"], ["b", "c"])
SIDES = {"a": "x", "b": "x", "c": "y"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NET.mixing("height"), "groups: no column 'height'"),
        (lambda: NET.mixing({"q": 1}), "groups: none of 3 nodes has a group"),
        (lambda: NET.mixing(SIDES, draws=-1), "draws: -1"),
        (lambda: NET.mixing(SIDES, seed=-1), "seed"),
        (lambda: NET.mixing(SIDES, null="chaos"), "null: 'chaos'; wanted one of labels, rewire"),
        (
            lambda: NET.mixing(SIDES, null="rewire", strata=SIDES),
            "strata: given with null='rewire'",
        ),
        (lambda: NET.mixing(SIDES, strata={"a": 1}), "strata: 2 nodes have no group"),
        (lambda: NET.ei_index(SIDES, null="chaos"), "null"),
        (lambda: NET.cross_reciprocity(SIDES, draws=1.5), "draws: 1.5"),
        (lambda: NET.rwc(SIDES, k=0), "k: 0"),
        (lambda: NET.rwc(SIDES, k=2.5), "k: 2.5"),
        (
            lambda: NET.polarisation(SIDES, communities={"a": 1}),
            "communities: 2 nodes have no comm",
        ),
        (lambda: NET.composition(SIDES, communities="height"), "communities: no column"),
        (lambda: NET.group_distances(SIDES, sources=0), "sources: 0"),
        (lambda: NET.group_distances(SIDES, draws=0), "draws: 0"),
        (lambda: NET.nearest({}), "groups: none of 3 nodes"),
        (lambda: NET.plot_mixing(SIDES, value="p"), "value: 'p'; wanted one of ratio, z"),
        (lambda: NET.plot_mixing(SIDES, most=0), "most: 0"),
        (lambda: NET.plot_mixing(SIDES, draws=0), "draws: 0"),
        (lambda: tw.Network.from_edges([], []).plot_mixing({}), "groups: a network without nodes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_name(call, words):
    with pytest.raises(tw.InputError, match=words):
        call()


def test_too_many_groups_for_the_draws_are_refused():
    many = tw.Network.from_edges(list(range(300)), list(range(1, 301)))
    groups = {str(v): v for v in range(301)}
    with pytest.raises(tw.InputError, match="groups: 301 groups and 9999 draws.*coarser groups"):
        many.mixing(groups, draws=9999)
