"""Data of models: whatever holds the same numbers gives the same fit, matched by label."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse

import twiplomacy as tw

N = 9
LABELS = [f"n{place}" for place in range(N)]
RANDOM = np.random.default_rng(3)
X = RANDOM.integers(0, 4, (N, N)).astype(float)
Y = X.T * 0.5 + RANDOM.normal(size=(N, N))
AGE = RANDOM.integers(20, 60, N).astype(float)
TEAM = ["red", "blue", "red", "green", "blue", "red", "green", "blue", "red"]
SHUFFLED = RANDOM.permutation(N)


def framed(matrix: np.ndarray, order=None) -> pd.DataFrame:
    frame = pd.DataFrame(matrix, index=LABELS, columns=LABELS)
    return frame if order is None else frame.iloc[order, order[::-1]]


def networked(matrix: np.ndarray, order=None) -> tw.Network:
    order = list(range(N)) if order is None else order
    source, target = np.nonzero(matrix)
    nodes = pd.DataFrame({"node": np.array(LABELS)[order], "age": AGE[order]})
    nodes["team"] = np.array(TEAM)[order]
    names = np.array(LABELS)
    return tw.Network.from_edges(names[source], names[target], matrix[source, target], nodes=nodes)


def fit(formula: str, data, **options) -> tw.Fit:
    return tw.mrqap(formula, data, draws=19, **options)


def estimates(formula: str, data, **options) -> np.ndarray:
    return np.array(fit(formula, data, **options).terms["estimate"])


BASE = {"y": framed(Y), "x": framed(X)}
FORMULA = "y ~ x + t(x)"
WANTED_CELLS = ~np.eye(N, dtype=bool)


def by_hand(*columns: np.ndarray, y: np.ndarray = Y) -> np.ndarray:
    x = np.column_stack([np.ones(N * N - N), *[column[WANTED_CELLS] for column in columns]])
    return np.linalg.lstsq(x, y[WANTED_CELLS], rcond=None)[0]


def wide(matrix: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(matrix, columns=LABELS)
    frame.insert(0, "node", LABELS)
    return frame


@pytest.mark.parametrize(
    "x",
    [
        pytest.param(framed(X), id="frame"),
        pytest.param(framed(X, SHUFFLED), id="frame in another order"),
        pytest.param(networked(X), id="network"),
        pytest.param(networked(X, SHUFFLED), id="network in another order"),
        pytest.param(wide(X), id="frame with node and a column for each"),
        pytest.param(wide(X)[["node", *LABELS[::-1]]], id="in another order"),
        pytest.param(pl.from_pandas(wide(X)), id="polars with node"),
        pytest.param(pa.table(wide(X)), id="pyarrow with node"),
        pytest.param(framed(X).astype("Int64"), id="nullable"),
        pytest.param(framed(X).astype(object), id="objects"),
    ],
)
def test_labelled_data_are_matched_by_label(x):
    wanted = by_hand(X, X.T)
    for y in (framed(Y), framed(Y, SHUFFLED[::-1])):
        assert estimates(FORMULA, {"y": y, "x": x}) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "kind",
    [np.array, np.ndarray.tolist, sparse.csr_array, sparse.coo_matrix, np.ma.array, pd.DataFrame],
    ids=["array", "lists", "csr", "coo", "masked", "frame of numbers"],
)
def test_bare_matrices_of_one_size_are_in_one_order(kind):
    data = {"y": Y, "x": kind(X), "age": AGE, "team": TEAM}
    assert estimates(FORMULA, data) == pytest.approx(by_hand(X, X.T))
    apart = np.abs(AGE[:, None] - AGE[None])
    same = np.equal.outer(np.array(TEAM), np.array(TEAM)).astype(float)
    assert estimates("y ~ dist(age) + same(team)", data) == pytest.approx(by_hand(apart, same))


def test_labels_that_are_numbers_are_strings_like_those_of_networks():
    numbers = pd.Index(range(10, 10 + N))
    frame = pd.DataFrame(X, index=numbers, columns=numbers.astype(float))
    source, target = np.nonzero(Y)
    net = tw.Network.from_edges(source + 10, target + 10, np.abs(Y[source, target]))
    y = np.where(np.eye(N, dtype=bool), 0, np.abs(Y))
    wanted = by_hand(X, X.T, y=y)
    assert estimates(FORMULA, {"y": net, "x": frame}) == pytest.approx(wanted)


@pytest.mark.parametrize("x", [X, X.tolist(), sparse.csr_array(X), pd.DataFrame(X)])
def test_bare_matrices_beside_labels_need_their_labels(x):
    with pytest.raises(tw.InputError, match=r"rows of 'x' are only numbered.*nodes=\[...\]"):
        fit(FORMULA, {"y": framed(Y), "x": x})
    order = np.array(LABELS)[SHUFFLED]
    x = sparse.csr_array(X[np.ix_(SHUFFLED, SHUFFLED)])
    got = estimates(FORMULA, {"y": framed(Y), "x": x}, nodes=order)
    assert got == pytest.approx(by_hand(X, X.T))


def test_sizes_that_differ_are_refused():
    with pytest.raises(tw.InputError, match="'y' has 9 rows, 'x' has 8"):
        fit(FORMULA, {"y": Y, "x": X[:8, :8]})
    with pytest.raises(tw.InputError, match="8 labels for the 9 rows of 'y'"):
        fit(FORMULA, {"y": Y, "x": X}, nodes=LABELS[:8])
    with pytest.raises(tw.InputError, match="'age': 8 values for 9 nodes"):
        fit("y ~ dist(age)", {"y": Y, "age": AGE[:8]})


def test_nodes_that_differ_are_named_and_can_be_kept():
    some = framed(X).iloc[:7, :7].rename(index={"n6": "new"}, columns={"n6": "new"})
    data = {"y": framed(Y), "x": some}
    with pytest.raises(tw.InputError) as caught:
        fit(FORMULA, data)
    message = str(caught.value)
    assert "3 nodes ('n6', 'n7', 'n8') only in 'y'" in message
    assert "1 node ('new') only in 'x'" in message
    assert "nodes='common' keeps the 6" in message
    small = {"y": framed(Y).iloc[:6, :6], "x": framed(X).iloc[:6, :6]}
    wanted = estimates(FORMULA, small)
    assert estimates(FORMULA, data, nodes="common") == pytest.approx(wanted)
    assert fit(FORMULA, data, nodes="common").n == 30
    assert estimates(FORMULA, data, nodes=LABELS[5::-1]) == pytest.approx(wanted)
    assert estimates(FORMULA, BASE, nodes=LABELS[:6]) == pytest.approx(wanted)
    nets = {"y": networked(np.abs(Y)), "x": networked(X)}
    small = {"y": np.abs(Y)[:6, :6], "x": X[:6, :6]}
    assert estimates(FORMULA, nets, nodes=LABELS[:6]) == pytest.approx(estimates(FORMULA, small))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ("all", "wanted 'common' or a list"),
        (["n1", "n2", "zz"], "'zz'.* not in 'y'"),
        (["n1", "n2", "n2"], "wanted each once"),
        (["n1", "n2", None], "missing"),
        (["n1", "n2"], "2 nodes; wanted at least 3"),
        (7, "nodes"),
    ],
)
def test_nodes_that_cannot_be_kept(nodes, message):
    with pytest.raises(tw.InputError, match=message):
        fit(FORMULA, BASE, nodes=nodes)


def test_what_has_too_few_nodes_in_common():
    other = framed(X).rename(index=lambda name: name.replace("n", "m") if name > "n1" else name)
    other.columns = other.index
    with pytest.raises(tw.InputError, match="2 nodes in common; wanted at least 3"):
        fit(FORMULA, {"y": framed(Y), "x": other}, nodes="common")


ATTRIBUTES = [
    pytest.param(dict(zip(LABELS, AGE, strict=True)), id="mapping"),
    pytest.param(dict(zip(LABELS[::-1], AGE[::-1], strict=True)), id="in another order"),
    pytest.param({**dict(zip(LABELS, AGE, strict=True)), "elsewhere": 3.0}, id="and others"),
    pytest.param(pd.Series(AGE, index=LABELS), id="series"),
    pytest.param(pd.Series(AGE, index=LABELS).sort_values(), id="series in another order"),
    pytest.param(pd.DataFrame({"node": LABELS, "age": AGE}), id="frame"),
    pytest.param(pd.DataFrame({"years": AGE}, index=LABELS), id="frame with index"),
    pytest.param(pl.DataFrame({"node": LABELS, "age": AGE}), id="polars"),
    pytest.param(pa.table({"age": AGE, "node": LABELS}), id="pyarrow"),
]


@pytest.mark.parametrize("age", ATTRIBUTES)
def test_attributes_are_matched_by_label(age):
    apart = np.abs(AGE[:, None] - AGE[None])
    rows = np.repeat(AGE[:, None], N, axis=1)
    data = {"y": framed(Y, SHUFFLED), "age": age}
    assert estimates("y ~ dist(age)", data) == pytest.approx(by_hand(apart))
    got = estimates("y ~ ego(age) + alter(age)", data)
    assert got == pytest.approx(by_hand(rows, rows.T))


def test_attributes_of_the_outcome_are_found_unless_data_have_them():
    net = networked(np.abs(Y), SHUFFLED)
    y = np.abs(Y)
    same = np.equal.outer(np.array(TEAM), np.array(TEAM)).astype(float)
    apart = np.abs(AGE[:, None] - AGE[None])
    got = estimates("y ~ same(team) + dist(age)", {"y": net})
    assert got == pytest.approx(by_hand(same, apart, y=y))
    other = dict(zip(LABELS, AGE**2, strict=True))
    got = estimates("y ~ dist(age)", {"y": net, "age": other})
    assert got == pytest.approx(by_hand(np.abs(AGE[:, None] ** 2 - AGE[None] ** 2), y=y))


def test_handles_name_the_accounts_of_a_corpus():
    net = tw.datasets.senators().network("mention", among="roster")
    nodes = net.nodes
    by_key = dict(zip(nodes["node"], nodes["party"], strict=True))
    by_handle = {f"@{handle}": by_key[key] for key, handle in nodes[["node", "handle"]].values}
    wanted = estimates("y ~ same(party)", {"y": net})
    for party in (by_key, by_handle):
        assert estimates("y ~ same(p)", {"y": net, "p": party}).tolist() == wanted.tolist()


def test_an_attribute_in_words_gives_a_term_for_each_value_but_the_first():
    data = {"y": framed(Y), "team": dict(zip(LABELS, TEAM, strict=True))}
    found = fit("y ~ ego(team) + alter(team)", data)
    rows = [np.repeat(np.equal(TEAM, name)[:, None], N, axis=1) for name in ("green", "red")]
    assert found.terms["term"].tolist()[1:] == [
        "ego(team=green)", "ego(team=red)", "alter(team=green)", "alter(team=red)",
    ]  # fmt: skip
    wanted = by_hand(*[row.astype(float) for row in rows], *[row.T.astype(float) for row in rows])
    assert np.array(found.terms["estimate"]) == pytest.approx(wanted)
    assert found.notes["compared_to"] == {"team": "blue"}
    assert "Values of team are compared to 'blue'." in found.methods()
    crossed = fit("y ~ x:ego(team)", {**data, "x": framed(X)})
    assert crossed.terms["term"].tolist()[1:] == ["x:ego(team=green)", "x:ego(team=red)"]
    wanted = by_hand(*[X * row for row in rows])
    assert np.array(crossed.terms["estimate"]) == pytest.approx(wanted)


def test_truth_values_are_numbers_and_groups():
    flags = {name: place % 3 == 0 for place, name in enumerate(LABELS)}
    rows = np.repeat(np.array(list(flags.values()), float)[:, None], N, axis=1)
    data = {"y": framed(Y), "flag": flags}
    assert estimates("y ~ ego(flag)", data) == pytest.approx(by_hand(rows))
    same = (rows == rows.T).astype(float)
    assert estimates("y ~ same(flag)", data) == pytest.approx(by_hand(same))
    assert estimates("y ~ dist(flag)", data) == pytest.approx(by_hand(1 - same))


@pytest.mark.parametrize("gap", [None, np.nan, pd.NA], ids=["None", "NaN", "NA"])
def test_values_that_are_missing_leave_pairs_out_and_are_counted(gap):
    age = dict(zip(LABELS, AGE.tolist(), strict=True)) | {"n2": gap}
    with pytest.warns(tw.CoverageWarning, match="unknown 'age' of 1 of the 9 nodes"):
        found = fit("y ~ x + dist(age)", {**BASE, "age": age})
    assert found.n == N * (N - 1) - 2 * (N - 1)
    assert found.notes["missing"] == 2 * (N - 1)
    assert found.notes["nodes_without"] == {"age": 1}
    assert "16 with missing values were left out" in found.methods()
    kept = [place for place in range(N) if place != 2]
    small = {"y": Y[np.ix_(kept, kept)], "x": X[np.ix_(kept, kept)], "age": AGE[kept]}
    wanted = estimates("y ~ x + dist(age)", small)
    assert np.array(found.terms["estimate"]) == pytest.approx(wanted)
    del age["n2"]
    with pytest.warns(tw.CoverageWarning, match="unknown 'age' of 1"):
        assert estimates("y ~ x + dist(age)", {**BASE, "age": age}) == pytest.approx(wanted)


def test_groups_that_are_missing_are_no_group():
    team = dict(zip(LABELS, [*TEAM[:7], None, float("nan")], strict=True))
    with pytest.warns(tw.CoverageWarning, match="unknown 'team' of 2"):
        assert fit("y ~ same(team)", {**BASE, "team": team}).n == 7 * 6


def test_cells_that_are_missing_are_left_out_and_counted():
    holes = framed(X)
    holes.iloc[0, 3] = holes.iloc[5, 2] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit(FORMULA, {"y": framed(Y), "x": holes})
    assert found.notes["missing"] == 4  # x and t(x)
    assert found.n == N * (N - 1) - 4


def test_what_is_not_used_is_not_looked_at():
    data = {**BASE, "junk": object(), "other": np.zeros((2, 3)), 7: "x"}
    assert estimates(FORMULA, data).tolist() == estimates(FORMULA, BASE).tolist()


def test_data_stay_as_they_were():
    frame, array = framed(X), Y.copy()
    before = frame.copy()
    fit("y ~ binary(x)", {"y": array, "x": frame.to_numpy()})
    fit(FORMULA, {"y": framed(Y), "x": frame})
    assert frame.equals(before) and (array == Y).all()


BAD = {
    "a scalar": (3.0, "wanted a Network"),
    "a string": ("x", "wanted a Network"),
    "None": (None, "wanted a Network"),
    "an empty mapping": ({}, "empty mapping"),
    "no rows": (np.zeros((0, 0)), "square"),
    "three dimensions": (np.zeros((2, 2, 2)), "3 dimensions"),
    "not square": (np.zeros((9, 8)), "9 x 8"),
    "sparse, not square": (sparse.csr_array((9, 8)), "9 x 8"),
    "ragged": ([[1, 2], [3]], "different lengths"),
    "words": (np.full((9, 9), "a"), "holds no numbers"),
    "words in a frame": (framed(X).astype(str), "holds no numbers"),
    "complex": (X + 1j, "holds no numbers"),
    "infinite": (np.where(X > 2, np.inf, X), "infinite"),
    "infinite, sparse": (sparse.csr_array(np.where(X > 2, np.inf, X)), "infinite"),
    "rows without labels": (pd.DataFrame(X, columns=LABELS), "rows have no labels"),
    "a list of edges": (pd.DataFrame({"source": ["a"], "target": ["b"]}), "Network.from_edges"),
    "a label twice": (
        pd.DataFrame(X, index=[*LABELS[:8], "n0"], columns=LABELS),
        "label 'n0' stands in its index more than once",
    ),
    "a label missing": (pd.DataFrame(X, index=[*LABELS[:8], None], columns=LABELS), "missing"),
    "other columns": (pd.DataFrame(X, index=LABELS, columns=list("abcdefghi")), "'n0' is no col"),
    "rows and columns": (framed(X).iloc[:, :5], "9 rows and 5 columns"),
    "node and too many": (wide(X).iloc[:, :4], "node and one more column"),
    "a node twice": (wide(X).replace("n8", "n0"), "more than once"),
}


@pytest.mark.parametrize(("x", "message"), BAD.values(), ids=BAD)
def test_data_that_cannot_be_used(x, message):
    with pytest.raises(tw.InputError, match=message) as caught:
        fit("y ~ x", {"y": Y, "x": x})
    assert "'x'" in str(caught.value)


def test_errors_of_names_point_at_them():
    for formula, message in [
        ("y ~ z", "no 'z' in data; there are 'y', 'x'"),
        ("y ~ x + same(a)", "no 'a' in data or among the nodes' attributes; there are"),
        ("y ~ same(x)", "'x' is a network or matrix; wanted an attribute"),
    ]:
        with pytest.raises(tw.InputError) as caught:
            fit(formula, BASE)
        assert message in str(caught.value)
        assert str(caught.value).splitlines()[1] == f"  {formula}"
    for name in ("age", "team"):
        with pytest.raises(tw.InputError, match=rf"attribute of nodes; wanted same\({name}\)"):
            fit(f"y ~ {name}", {"y": networked(np.abs(Y))})
    with pytest.raises(tw.InputError, match="attribute of nodes; wanted same"):
        fit("y ~ a", {"y": Y, "a": AGE})
    with pytest.raises(tw.InputError, match="data: list; wanted a mapping"):
        fit("y ~ x", [Y, X])


def test_attributes_that_cannot_be_used():
    labelled = {"y": framed(Y)}
    for a, formula, message in [
        (AGE, "y ~ dist(a)", "only numbered, and the nodes have labels"),
        (pd.Series(AGE), "y ~ dist(a)", "only numbered, and the nodes have labels"),
        ({"q": 1.0, "r": 2.0}, "y ~ dist(a)", "none of its keys is a node.*'q', 'r'"),
        (pd.Series(AGE, index=[*LABELS[:8], "n0"]), "y ~ dist(a)", "more than once"),
        (dict(zip(LABELS, TEAM, strict=True)), "y ~ dist(a)", r"wants numbers; same\(a\)"),
        (dict.fromkeys(LABELS, "one"), "y ~ ego(a)", "1 different values in words"),
        (dict.fromkeys(LABELS, np.inf), "y ~ ego(a)", "is infinite"),
    ]:
        with pytest.raises(tw.InputError, match=message):
            fit(formula, {**labelled, "a": a})
    many = {str(place): f"w{place}" for place in range(60)}
    with pytest.raises(tw.InputError, match="60 different values in words"):
        fit("y ~ ego(a)", {"y": RANDOM.normal(size=(60, 60)), "a": many})
