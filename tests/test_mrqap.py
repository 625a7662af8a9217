"""MRQAP and QAP correlation: the long way round, peers, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import slow_qap
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import twiplomacy as tw

relaxed = settings(max_examples=40, deadline=None)
COLUMNS = (
    "term estimate t p std_error ci_low ci_high p_adjusted p_greater p_less null_mean null_sd draws"
)


def made(seed: int, n: int, terms: int, directed: bool = True) -> tuple:
    """An outcome and related predictors."""
    random = np.random.default_rng(seed)
    xs = [random.normal(size=(n, n)) for _ in range(terms)]
    xs = [x + 0.7 * xs[0] for x in xs]
    y = 0.4 * xs[0] + random.normal(size=(n, n)) + random.normal(size=(n, 1))
    if not directed:
        y, xs = y + y.T, [x + x.T for x in xs]
    return y, xs


def fit(y, xs, draws: int = 19, **options) -> tw.Fit:
    names = [f"x{place}" for place in range(len(xs))]
    data = {"y": y, **dict(zip(names, xs, strict=True))}
    return tw.mrqap(f"y ~ {' + '.join(names)}", data, draws, **options)


def managers(formula: str, draws: int = 99, **options) -> tw.Fit:
    return tw.mrqap(formula, tw.datasets.high_tech_managers(), draws, **options)


@relaxed
@given(st.integers(0, 2**32), st.integers(5, 9), st.integers(1, 4), st.booleans())
def test_estimates_are_those_of_least_squares(seed, n, terms, directed):
    y, xs = made(seed, n, terms, directed)
    found = fit(y, xs)
    cells = slow_qap.pairs(n, directed)
    estimate, error, t, explained, cases = slow_qap.least_squares(y[cells], [x[cells] for x in xs])
    assert found.n == cases
    assert found.r_squared == pytest.approx(explained)
    for column, wanted in (("estimate", estimate), ("std_error", error), ("t", t)):
        assert found.terms[column].tolist() == pytest.approx(wanted.tolist(), rel=1e-7)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("terms", [1, 2, 3])
@pytest.mark.parametrize("method", ["semi_partial", "y", "x"])
def test_p_is_that_of_all_permutations(directed, terms, method):
    """With 6 nodes all 720 orders can be tried; many draws come near to them."""
    draws = 20_000
    y, xs = made(11 + terms, 6, terms, directed)
    rows = fit(y, xs, draws, seed=5, method=method).terms.iloc[1:]
    for k, row in enumerate(rows.itertuples()):
        null = slow_qap.null_t(y, xs, k, directed, slow_qap.every_order(6), method)
        for got, extreme in (
            (row.p, np.abs(null) >= abs(row.t) - 1e-9),
            (row.p_greater, null >= row.t - 1e-9),
            (row.p_less, null <= row.t + 1e-9),
        ):
            wanted = extreme.mean()
            spread = np.sqrt(wanted * (1 - wanted) / draws)
            assert abs(got - wanted) < 5 * spread + 2 / draws
        assert row.null_mean == pytest.approx(null.mean(), abs=6 * null.std() / np.sqrt(draws))
        assert row.null_sd == pytest.approx(null.std(), rel=0.1)


def test_the_interval_holds_0_unless_p_is_at_most_5_percent():
    sides = set()
    for seed in range(40):
        y, xs = made(seed, 8, 3)
        for row in fit(y, xs, 199, seed=seed).terms.iloc[1:].itertuples():
            outside = row.ci_low > 0 or row.ci_high < 0
            assert outside == (row.p <= 0.05)
            assert (row.ci_low + row.ci_high) / 2 == pytest.approx(row.estimate)
            sides.add(outside)
    assert sides == {True, False}


def test_columns_and_rows_are_as_documented():
    found = managers("friendship ~ advice + t(advice) + reports + same(dept) + dist(age)")
    assert found.terms.columns.tolist() == COLUMNS.split()
    assert found.terms["term"].tolist() == [
        "(intercept)", "advice", "t(advice)", "reports", "same(dept)", "dist(age)",
    ]  # fmt: skip
    rows = found.terms
    assert rows["p"].between(1 / 100, 1).all()
    assert (rows["draws"] == 99).all()
    assert np.isnan(rows["p_adjusted"][0])
    wanted = stats.false_discovery_control(rows["p"][1:])
    assert rows["p_adjusted"][1:].tolist() == pytest.approx(wanted.tolist())


def test_managers_are_friends_within_departments():
    """The formula of the contract, on the data as they are; against least squares by hand."""
    nets = tw.datasets.high_tech_managers()
    found = tw.mrqap(
        "friendship ~ advice + t(advice) + reports + same(dept) + dist(age) + dist(tenure)",
        {**nets},
    )
    nodes = nets["friendship"].nodes
    cells = {name: net.to_scipy().toarray() for name, net in nets.items()}
    xs = [cells["advice"], cells["advice"].T, cells["reports"]]
    dept, age, tenure = (nodes[name].to_numpy() for name in ("dept", "age", "tenure"))
    xs += [np.equal.outer(dept, dept).astype(float)]
    xs += [np.abs(np.subtract.outer(a, a)).astype(float) for a in (age, tenure)]
    apart = ~np.eye(21, dtype=bool)
    peer = sm.OLS(
        cells["friendship"][apart], sm.add_constant(np.column_stack([x[apart] for x in xs]))
    )
    peer = peer.fit()
    assert found.n == 420
    assert found.r_squared == pytest.approx(peer.rsquared)
    assert found.terms["estimate"].tolist() == pytest.approx(peer.params.tolist())
    assert found.terms["t"].tolist() == pytest.approx(peer.tvalues.tolist())
    p = dict(zip(found.terms["term"], found.terms["p"], strict=True))
    assert p["same(dept)"] < 0.05 < p["t(advice)"]


@pytest.mark.parametrize(
    ("family", "model"),
    [("logit", sm.families.Binomial()), ("poisson", sm.families.Poisson())],
)
def test_other_families_are_those_of_statsmodels(family, model):
    random = np.random.default_rng(2)
    x = random.normal(size=(15, 15))
    y = random.poisson(np.exp(0.3 * x)).astype(float)
    left = "binary(y)" if family == "logit" else "y"
    found = tw.mrqap(f"{left} ~ x + t(x)", {"y": y, "x": x}, draws=19, family=family)
    apart = ~np.eye(15, dtype=bool)
    cells = (y > 0).astype(float) if family == "logit" else y
    design = sm.add_constant(np.column_stack([x[apart], x.T[apart]]))
    peer = sm.GLM(cells[apart], design, family=model).fit()
    assert found.terms["estimate"].tolist() == pytest.approx(peer.params.tolist(), rel=1e-5)
    assert found.terms["std_error"].tolist() == pytest.approx(peer.bse.tolist(), rel=1e-4)
    assert found.r_squared == pytest.approx(1 - peer.llf / peer.llnull, rel=1e-5)
    assert "mcfadden1974" in [work.bibtex.split("{")[1].split(",")[0] for work in found.works]


def test_families_refuse_outcomes_that_they_cannot_explain():
    y, xs = made(0, 7, 1)
    with pytest.raises(tw.InputError, match=r"wanted binary\(y\)"):
        fit(y, xs, family="logit")
    for wrong in (y, np.round(y) - 5.0):
        with pytest.raises(tw.InputError, match="whole numbers from 0 on"):
            fit(wrong, xs, family="poisson")


def test_one_predictor_is_tested_by_shuffling_the_outcome():
    one = managers("friendship ~ advice").terms
    assert one.iloc[1].equals(managers("friendship ~ advice", method="y").terms.iloc[1])


def test_the_seed_and_the_number_of_draws_decide():
    formula = "friendship ~ advice + t(advice)"
    first = managers(formula, seed=1).terms
    assert first.equals(managers(formula, seed=1).terms)
    assert not first.equals(managers(formula, seed=2).terms)
    assert first["estimate"].equals(managers(formula, draws=19, seed=2).terms["estimate"])


def test_pairs_are_ordered_unless_all_is_symmetric():
    y, xs = made(4, 8, 2, directed=False)
    assert fit(y, xs).n == 28
    assert "28 pairs of 8 nodes" in fit(y, xs).methods()
    assert fit(y, xs, directed=True).n == 56
    once, twice = fit(y, xs).terms, fit(y, xs, directed=True).terms
    assert once["estimate"].tolist() == pytest.approx(twice["estimate"].tolist())
    xs[1][0, 1] += 1
    assert fit(y, xs).n == 56
    with pytest.raises(tw.InputError, match=r"directed=False, and x1 is not symmetric"):
        fit(y, xs, directed=False)
    with pytest.raises(tw.InputError, match="directed: 'no'; wanted True, False or None"):
        fit(y, xs, directed="no")


def test_terms_of_attributes_are_symmetric_as_they_are():
    y, _ = made(4, 8, 1, directed=False)
    data = {"y": y, "a": np.arange(8.0) ** 2, "g": list("aabbaabb")}
    for right, cases in [
        ("dist(a) + same(g)", 28),
        ("ego(a):alter(a)", 28),
        ("dist(a):same(g)", 28),
        ("ego(a)", 56),
        ("ego(a) + alter(a)", 56),
        ("ego(a):same(g)", 56),
    ]:
        assert tw.mrqap(f"y ~ {right}", data, draws=19).n == cases, right


def test_undirected_networks_count_each_pair_once():
    random = np.random.default_rng(1)
    upper = np.triu(random.integers(0, 3, (10, 10)), 1)
    source, target = np.nonzero(upper)
    nodes = pd.DataFrame({"node": range(10), "a": random.normal(size=10)})
    net = tw.Network.from_edges(source, target, upper[source, target], False, nodes)
    found = tw.mrqap("y ~ dist(a)", {"y": net}, draws=19)
    a = nodes["a"].to_numpy()
    cells = slow_qap.pairs(10, False)
    x = np.abs(np.subtract.outer(a, a))
    wanted = slow_qap.least_squares(upper[cells].astype(float), [x[cells]])
    assert found.n == 45
    assert found.terms["estimate"].tolist() == pytest.approx(wanted[0].tolist())


def test_self_loops_and_the_diagonal_do_not_count():
    y, xs = made(4, 8, 2)
    wanted = fit(y, xs).terms
    np.fill_diagonal(y, 1e9)
    np.fill_diagonal(xs[0], np.nan)
    assert fit(y, xs).terms.equals(wanted)
    plain = tw.Network.from_edges([0, 1, 2, 3, 4], [1, 2, 3, 4, 0])
    loops = tw.Network.from_edges([0, 1, 2, 3, 4, 0, 3], [1, 2, 3, 4, 0, 0, 3])
    data = {"x": dict(zip("01234", [1.0, 5.0, 2.0, 2.0, 9.0], strict=True))}
    one, other = (
        tw.mrqap("y ~ dist(x)", {**data, "y": net}, draws=19).terms for net in (plain, loops)
    )
    assert one.equals(other)


def test_strata_keep_nodes_among_their_own():
    """What depends on strata alone stays the same, whatever changes places within them."""
    team = np.array(list("aaaabbbbcc"))
    same = np.equal.outer(team, team).astype(float)
    noise = np.random.default_rng(0).normal(size=(10, 10))
    table = tw.qap_correlation(same, same * 2, 99, strata=team.tolist())
    assert table["value"][0] == pytest.approx(1)
    assert table["null_mean"][0] == pytest.approx(1)
    assert table["p"][0] == 1
    assert tw.qap_correlation(same, same * 2, 99)["null_mean"][0] < 0.9
    data = {"y": noise, "s": same, "team": team.tolist()}
    within = tw.mrqap("y ~ s", data, 99, strata="team").terms
    assert within["p"][1] == 1
    assert within["null_sd"][1] == pytest.approx(0, abs=1e-9)
    assert tw.mrqap("y ~ s", data, 99).terms["null_sd"][1] > 0.1


def test_strata_that_cannot_be_used():
    y, xs = made(0, 8, 1)
    for strata, message in [
        (list(range(8)), "nodes within their strata can be shuffled in 1 ways only"),
        ([0, 0, 1, 1, 2, 2, 3, 3], "shuffled in 16 ways only; wanted at least 20"),
        ([0, 0, 0, 0, None, 1, 1, 1], "1 of 8 nodes have none, such as '4'"),
        ([0, 0], "2 values for 8 nodes"),
        (y, "strata: a network or matrix"),
        ("zz", "strata: no 'zz' in data"),
        ("x0", "strata: 'x0' is a network or matrix"),
    ]:
        with pytest.raises(tw.InputError, match=message):
            fit(y, xs, strata=strata)


@pytest.mark.parametrize("draws", [1, 10, 18])
def test_too_few_draws_for_5_percent_are_refused(draws):
    least = 1 / (draws + 1)
    with pytest.raises(tw.InputError, match=f"{least:.3f}; wanted at least 19"):
        managers("friendship ~ advice", draws=draws)
    nets = tw.datasets.high_tech_managers()
    with pytest.raises(tw.InputError, match="wanted at least 19"):
        tw.qap_correlation(nets["advice"], nets["reports"], draws=draws)


def test_too_few_nodes_for_5_percent_are_refused():
    y, xs = made(0, 3, 1)
    with pytest.raises(tw.InputError, match="3 nodes can be shuffled in 6 ways only"):
        fit(y, xs)


def test_terms_that_are_combinations_of_others_are_named():
    y, xs = made(0, 8, 3)
    with pytest.raises(tw.InputError, match="x2: a weighted sum") as caught:
        fit(y, [xs[0], xs[1], 2 * xs[0] - xs[1] + 3])
    _, shown, caret = str(caught.value).splitlines()
    assert shown[caret.index("^") :] == "x2"
    symmetric = xs[0] + xs[0].T
    with pytest.raises(tw.InputError, match=r"t\(x\)"):
        tw.mrqap("y ~ x + t(x)", {"y": y, "x": symmetric}, draws=19)
    for constant in (np.ones((8, 8)), np.zeros((8, 8))):
        with pytest.raises(tw.InputError, match="x1"):
            fit(y, [xs[0], constant])
    data = {"y": y, "x": xs[0], "alone": list("abcdefgh")}
    with pytest.raises(tw.InputError, match=r"same\(alone\)"):
        tw.mrqap("y ~ x + same(alone)", data, draws=19)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.zeros((6, 6)), "y is 0 in every pair"),
        (np.full((6, 6), 2.5) + np.eye(6), r"y is 2\.5 in every pair"),
        (np.full((6, 6), np.nan), "every cell of y is missing"),
        (tw.Network.from_edges([], [], nodes=pd.DataFrame({"node": range(6)})), "y is 0 in every"),
    ],
)
def test_an_outcome_that_does_not_vary_is_refused(y, message):
    data = {"y": y, "a": {str(node): node**2 for node in range(6)}}
    with pytest.raises(tw.InputError, match=message):
        tw.mrqap("y ~ dist(a)", data, draws=19)


@pytest.mark.parametrize(
    "options",
    [{"family": "probit"}, {"method": "z"}, {"family": None}, {"seed": -1}, {"draws": 2.5}],
)
def test_arguments_are_checked_by_name(options):
    with pytest.raises(tw.InputError, match=f"^{next(iter(options))}: "):
        managers("friendship ~ advice", **{"draws": 19, **options})


def test_more_terms_than_pairs_allow_are_refused():
    random = np.random.default_rng(0)
    with pytest.raises(tw.InputError, match="pairs|dyads|nodes"):
        fit(random.normal(size=(4, 4)), [random.normal(size=(4, 4)) for _ in range(11)])


def test_tables_are_of_the_kind_of_the_outcome():
    net = tw.datasets.high_tech_managers()["friendship"]
    frame = net.edges
    polars = tw.Network.from_edges(pl.Series(frame["source"]), pl.Series(frame["target"]))
    data = {"y": polars, "x": tw.datasets.high_tech_managers()["advice"]}
    assert isinstance(tw.mrqap("y ~ x", data, draws=19).terms, pl.DataFrame)
    arrow = tw.mrqap("y ~ x", data, draws=19, backend="pyarrow").terms
    assert isinstance(arrow, pa.Table)
    assert isinstance(tw.qap_correlation(polars, net, 19), pl.DataFrame)
    with pytest.raises(tw.InputError, match="backend"):
        tw.mrqap("y ~ x", data, draws=19, backend="excel")


@relaxed
@given(st.integers(0, 2**32), st.integers(5, 10), st.booleans())
def test_a_correlation_is_that_of_the_cells(seed, n, directed):
    a, (b, *_) = made(seed, n, 1, directed)
    row = tw.qap_correlation(a, b, 19).iloc[0]
    assert row["value"] == pytest.approx(slow_qap.correlation(a, b, directed))
    assert row["n"] == slow_qap.pairs(n, directed).sum()
    assert row["draws"] == 19


def test_the_p_of_a_correlation_is_that_of_all_permutations():
    a, (b, *_) = made(8, 6, 1)
    null = np.array(
        [slow_qap.correlation(a, slow_qap.shuffled(b, order)) for order in slow_qap.every_order(6)]
    )
    draws = 20_000
    row = tw.qap_correlation(a, b, draws).iloc[0]
    far = np.abs(null - null.mean()) >= abs(row["value"] - null.mean()) - 1e-9
    assert row["null_mean"] == pytest.approx(null.mean(), abs=6 * null.std() / np.sqrt(draws))
    assert row["null_sd"] == pytest.approx(null.std(), rel=0.05)
    assert abs(row["p"] - far.mean()) < 0.02
    assert row["z"] == pytest.approx((row["value"] - row["null_mean"]) / row["null_sd"])


def test_a_correlation_counts_the_pairs_that_are_known():
    a, (b, *_) = made(8, 7, 1)
    a[0, 1] = b[0, 1] = b[3, 2] = np.nan
    known = ~np.eye(7, dtype=bool) & ~np.isnan(a) & ~np.isnan(b)
    row = tw.qap_correlation(a, b, 19).iloc[0]
    assert row["n"] == 40
    assert row["value"] == pytest.approx(np.corrcoef(a[known], b[known])[0, 1])


def test_correlations_match_by_label_and_refuse_what_is_no_network():
    nets = tw.datasets.high_tech_managers()
    advice = nets["advice"]
    labels = advice.nodes["node"].tolist()
    frame = pd.DataFrame(advice.to_scipy().toarray(), index=labels, columns=labels)
    mixed = frame.sample(frac=1, random_state=1)
    wanted = tw.qap_correlation(advice, nets["reports"], 99)
    assert tw.qap_correlation(mixed, nets["reports"], 99)["value"][0] == pytest.approx(
        wanted["value"][0]
    )
    pd.testing.assert_frame_equal(tw.qap_correlation(frame, nets["reports"], 99), wanted)
    for a, b, message in [
        ({"x": 1.0}, advice, "^a: an attribute"),
        (advice, [1.0, 2.0], "^b: an attribute"),
        (advice, frame * 0, "^b: the same number in every pair"),
        (advice, frame.iloc[:5, :5], "16 nodes .* only in 'a'"),
        (3, advice, "^a: int"),
    ]:
        with pytest.raises(tw.InputError, match=message):
            tw.qap_correlation(a, b, 99)
