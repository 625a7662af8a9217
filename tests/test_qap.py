"""Networks regressed on networks: against numpy, statsmodels and permutations one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from interrupts import check_ends_soon
from networks import relaxed

from twiplomacy import _core
from twiplomacy.errors import InputError

DRAWS = 20_000


def numbers(values) -> pa.DoubleArray:
    return pa.array(np.asarray(values, float).ravel(), pa.float64())


def groups(values) -> pa.UInt32Array:
    return pa.array(values, pa.uint32())


def dense(matrix) -> _core.Dyads:
    return _core.Dyads.dense(len(matrix), numbers(matrix))


def sparse(matrix) -> _core.Dyads:
    source, target = np.nonzero(matrix)
    cells = numbers(np.asarray(matrix)[source, target])
    return _core.Dyads.sparse(len(matrix), groups(source), groups(target), cells)


def cells(dyads: _core.Dyads) -> np.ndarray:
    return dyads.values().to_numpy().reshape(dyads.n, dyads.n)


def fit(outcome, predictors, directed=True, family="gaussian", method="semi_partial", draws=99,
        seed=1, strata=None, progress=None):  # fmt: skip
    rows, totals = _core.mrqap(
        outcome, predictors, directed, family, method, draws, seed, strata, progress
    )
    return rows.to_pandas(), totals


def chosen(n: int, directed: bool) -> np.ndarray:
    return ~np.eye(n, dtype=bool) if directed else np.triu(np.ones((n, n), bool), 1)


def design(outcome, predictors, directed):
    """Complete dyads as a design matrix, intercept first, and the outcome."""
    where = chosen(len(outcome), directed)
    columns = np.column_stack([np.ones(where.sum()), *(x[where] for x in predictors)])
    y = outcome[where]
    known = ~np.isnan(columns).any(axis=1) & ~np.isnan(y)
    return columns[known], y[known]


def ratios(columns, y):
    inverse = np.linalg.inv(columns.T @ columns)
    slopes = inverse @ (columns.T @ y)
    left = y - columns @ slopes
    return slopes / np.sqrt(left @ left / (len(y) - len(slopes)) * np.diag(inverse))


def permuted(matrix, order):
    return matrix[np.ix_(order, order)]


def drawn(outcome, predictors, directed, method, term, order):
    """The t of a term once what the method names is permuted."""
    if method == "y":
        return ratios(*design(permuted(outcome, order), predictors, directed))[term]
    own = predictors[term - 1]
    others = predictors[: term - 1] + predictors[term:]
    if method == "semi_partial":
        columns, values = design(own, others, directed)
        slopes = np.linalg.lstsq(columns, values, rcond=None)[0]
        own = own - slopes[0] - sum(b * x for b, x in zip(slopes[1:], others, strict=True))
    return ratios(*design(outcome, [*others, permuted(own, order)], directed))[-1]


def symmetric(matrix):
    return np.triu(matrix, 1) + np.triu(matrix, 1).T


def simulated(n, seed, directed=True, missing=0):
    """An outcome and three predictors that go together."""
    draw = np.random.default_rng(seed)
    first, second, third = draw.normal(size=(3, n, n))
    second += 0.6 * first
    outcome = 1.5 + 0.3 * first - 0.2 * third + draw.normal(size=(n, n))
    all_of_them = [outcome, first, second, third]
    if not directed:
        all_of_them = [symmetric(x) for x in all_of_them]
    for x in all_of_them:
        for _ in range(missing):
            i, j = draw.integers(n, size=2)
            x[i, j] = np.nan
            if not directed:
                x[j, i] = np.nan
    return all_of_them[0], all_of_them[1:]


@pytest.mark.parametrize("missing", [0, 6])
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("family", ["gaussian", "logit", "poisson"])
def test_estimates_are_those_of_statsmodels(family, directed, missing):
    import statsmodels.api as sm

    outcome, predictors = simulated(14, 3, directed, missing)
    if family == "logit":
        outcome = np.where(np.isnan(outcome), np.nan, outcome > 1.5)
    if family == "poisson":
        outcome = np.where(np.isnan(outcome), np.nan, np.floor(np.exp(np.minimum(outcome, 3))))
    columns, y = design(outcome, predictors, directed)
    model = {"gaussian": sm.OLS, "logit": sm.Logit, "poisson": sm.Poisson}[family]
    known = model(y, columns).fit(**({} if family == "gaussian" else {"disp": 0, "tol": 1e-12}))
    rows, totals = fit(dense(outcome), [dense(x) for x in predictors], directed, family, draws=5)
    assert rows["estimate"].to_numpy() == pytest.approx(known.params, rel=1e-6, abs=1e-8)
    assert rows["se"].to_numpy() == pytest.approx(known.bse, rel=1e-5)
    assert rows["t"].to_numpy() == pytest.approx(known.tvalues, rel=1e-5, abs=1e-7)
    squared = known.rsquared if family == "gaussian" else known.prsquared
    assert totals["r_squared"] == pytest.approx(squared, rel=1e-8)
    assert totals["n"] == len(y)
    assert totals["missing"] == chosen(14, directed).sum() - len(y)
    assert totals["df"] == known.df_resid
    generalised = {"logit": sm.families.Binomial, "poisson": sm.families.Poisson}
    if family == "gaussian":
        assert totals["deviance"] == pytest.approx(known.ssr)
        assert totals["null_deviance"] == pytest.approx(known.centered_tss)
    else:
        glm = sm.GLM(y, columns, family=generalised[family]()).fit(tol=1e-12)
        assert totals["deviance"] == pytest.approx(glm.deviance)
        assert totals["null_deviance"] == pytest.approx(glm.null_deviance)


@pytest.mark.parametrize("missing", [0, 3])
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("method", ["semi_partial", "y", "x"])
def test_p_is_the_share_of_all_permutations(method, directed, missing):
    """All 720 orders of six nodes, tried one by one, give the p that draws come near to."""
    outcome, predictors = simulated(6, 8, directed, missing if directed else missing // 3)
    rows, _ = fit(
        dense(outcome), [dense(x) for x in predictors], directed, method=method, draws=DRAWS
    )
    observed = ratios(*design(outcome, predictors, directed))
    orders = [np.array(order) for order in itertools.permutations(range(6))]
    for term in (1, 2, 3):
        with np.errstate(all="ignore"):
            t = np.array(
                [drawn(outcome, predictors, directed, method, term, order) for order in orders]
            )
        assert np.isfinite(t).all()
        row = rows.iloc[term]
        for name, extreme in {
            "p": np.abs(t) >= np.abs(observed[term]) - 1e-9,
            "p_greater": t >= observed[term] - 1e-9,
            "p_less": t <= observed[term] + 1e-9,
        }.items():
            share = extreme.mean()
            error = math.sqrt(share * (1 - share) / DRAWS)
            assert abs(row[name] - share) <= 4.5 * error + 1 / DRAWS, (term, name)
        assert row["null_mean"] == pytest.approx(t.mean(), abs=5 * t.std() / math.sqrt(DRAWS))
        assert row["null_sd"] == pytest.approx(t.std(), rel=0.1)
        assert row["draws"] == DRAWS


def test_intercept_as_in_netlm():
    """What the predictors leave of a column of ones, through the origin, is permuted."""
    outcome, predictors = simulated(5, 2)
    where = chosen(5, True)
    x = np.column_stack([one[where] for one in predictors])
    left = np.zeros((5, 5))
    left[where] = 1 - x @ np.linalg.lstsq(x, np.ones(20), rcond=None)[0]
    t = [
        ratios(np.column_stack([x, permuted(left, np.array(order))[where]]), outcome[where])[-1]
        for order in itertools.permutations(range(5))
    ]
    semi, _ = fit(dense(outcome), [dense(x) for x in predictors], draws=DRAWS)
    share = np.mean(np.abs(t) >= abs(semi["t"][0]) - 1e-9)
    assert semi["p"][0] == pytest.approx(share, abs=0.02)
    assert semi["null_mean"][0] == pytest.approx(np.mean(t), abs=0.05)
    by_x, _ = fit(dense(outcome), [dense(x) for x in predictors], method="x")
    assert math.isnan(by_x["p"][0])
    assert by_x["draws"].tolist() == [0, 99, 99, 99]


def test_one_predictor_permutes_the_outcome():
    outcome, predictors = simulated(9, 1)
    semi, _ = fit(dense(outcome), [dense(predictors[0])])
    by_y, _ = fit(dense(outcome), [dense(predictors[0])], method="y")
    assert semi.equals(by_y)


def kinds(n, seed):
    """Each kind of matrix beside the same one written out by numpy."""
    draw = np.random.default_rng(seed)
    v, w = draw.normal(size=(2, n)).round(1)
    g = draw.integers(3, size=n)
    few = draw.normal(size=(n, n)) * (draw.random((n, n)) < 0.2)
    off = ~np.eye(n, dtype=bool)
    made = [
        (_core.Dyads.ego(numbers(v)), np.repeat(v[:, None], n, 1)),
        (_core.Dyads.alter(numbers(w)), np.repeat(w[None, :], n, 0)),
        (_core.Dyads.same(groups(g)), (g[:, None] == g[None, :]).astype(float)),
        (_core.Dyads.distance(numbers(v)), np.abs(v[:, None] - v[None, :])),
        (sparse(few), few),
        (dense(few + 1), few + 1),
    ]
    return [(dyads, np.where(off, matrix, 0.0)) for dyads, matrix in made]


@relaxed
@given(st.integers(2, 8), st.integers(0, 500))
def test_kinds_products_and_transposes_as_numpy_has_them(n, seed):
    for dyads, matrix in kinds(n, seed):
        assert dyads.n == n
        assert np.allclose(cells(dyads), matrix)
        assert np.allclose(cells(dyads.transpose()), matrix.T)
        for other, factor in kinds(n, seed + 1):
            product = _core.Dyads.product(dyads, other)
            assert np.allclose(cells(product), matrix * factor)
            assert np.allclose(cells(product.transpose()), (matrix * factor).T)


@relaxed
@given(st.integers(7, 11), st.integers(0, 300), st.sampled_from(["semi_partial", "y", "x"]))
def test_attributes_and_sparse_ties_as_if_written_out(n, seed, method):
    some = kinds(n, seed)
    a = _core.Dyads.product(some[2][0], some[3][0])
    predictors = [some[0][0], some[1][0], a, some[4][0]]
    outcome = kinds(n, seed + 1)[4][0]
    written = [dense(cells(x)) for x in predictors]
    try:
        rows, totals = fit(outcome, predictors, method=method, draws=9)
    except InputError:
        assume(False)
    same, equal = fit(dense(cells(outcome)), written, method=method, draws=9)
    assert totals == pytest.approx(equal, rel=1e-9)
    both = rows.to_numpy(), same.to_numpy()
    assert np.allclose(*both, rtol=1e-6, atol=1e-8, equal_nan=True)


def test_missing_values_travel_through_kinds():
    n, nan = 4, math.nan
    ego = _core.Dyads.ego(numbers([1, nan, 3, 4]))
    assert np.isnan(cells(ego)[1, [0, 2, 3]]).all()
    assert not np.isnan(cells(ego)[[0, 2, 3], 1]).any()
    assert np.isnan(cells(ego.transpose())[[0, 2, 3], 1]).all()
    same = _core.Dyads.same(groups([0, None, 0, 1]))
    both = np.isnan(cells(same))
    assert both[1, 0] and both[0, 1] and both.sum() == 6
    distance = _core.Dyads.distance(numbers([1, nan, 3, 4]))
    assert (np.isnan(cells(distance)) == both).all()
    ties = sparse(np.eye(n, k=1))
    product = cells(_core.Dyads.product(ties, same))
    assert np.isnan(product)[1, 3], "0 times what is not known is not known"
    holes = np.zeros((n, n))
    holes[2, 0] = nan
    assert np.isnan(cells(_core.Dyads.product(ties, sparse(holes)))[2, 0])
    assert np.isnan(cells(_core.Dyads.product(sparse(holes), ties))[2, 0])


def test_parallel_cells_add_up_and_the_diagonal_does_not_count():
    ends = groups([0, 0, 1]), groups([1, 1, 1])
    assert cells(_core.Dyads.sparse(2, *ends, numbers([1, 2, 5]))).tolist() == [[0, 3], [0, 0]]
    matrix = np.array([[math.nan, 1.0], [2.0, math.inf]])
    assert cells(dense(matrix)).tolist() == [[0, 1], [2, 0]]


def test_nodes_are_permuted_within_their_strata():
    outcome, predictors = simulated(6, 5)
    strata = [0, 0, 0, 1, 1, 2]
    rows, _ = fit(
        dense(outcome), [dense(x) for x in predictors], method="y", draws=5_000,
        strata=groups(strata),
    )  # fmt: skip
    t = np.array([
        drawn(outcome, predictors, True, "y", 1, np.array([*order[:3], *order[3:], 5]))
        for order in itertools.permutations(range(5))
        if set(order[:3]) == {0, 1, 2}
    ])  # fmt: skip
    assert len(t) == 12
    assert rows["t_low"][1] >= t.min() - 1e-9
    assert rows["t_high"][1] <= t.max() + 1e-9
    share = np.mean(np.abs(t) >= abs(rows["t"][1]) - 1e-9)
    assert rows["p"][1] == pytest.approx(share, abs=0.03)


def test_correlation_as_numpy_has_it():
    outcome, (first, *_) = simulated(6, 4)
    where = chosen(6, True)
    value, draws = _core.qap_correlation(dense(outcome), dense(first), True, DRAWS, 1, None, None)
    assert value == pytest.approx(np.corrcoef(outcome[where], first[where])[0, 1])
    exact = [
        np.corrcoef(outcome[where], permuted(first, np.array(order))[where])[0, 1]
        for order in itertools.permutations(range(6))
    ]
    assert np.mean(draws) == pytest.approx(np.mean(exact), abs=0.01)
    found = np.mean(np.asarray(draws) >= value - 1e-9)
    assert found == pytest.approx(np.mean(np.array(exact) >= value - 1e-9), abs=0.015)
    holed = outcome.copy()
    holed[0, 1:3] = np.nan
    value, draws = _core.qap_correlation(dense(holed), dense(first), True, 9, 1, None, None)
    known = where & ~np.isnan(holed)
    assert value == pytest.approx(np.corrcoef(holed[known], first[known])[0, 1])
    assert not np.isnan(np.asarray(draws)).any()


def test_seeds():
    outcome, predictors = simulated(8, 6)
    made = [dense(x) for x in predictors]
    assert fit(dense(outcome), made, seed=3)[0].equals(fit(dense(outcome), made, seed=3)[0])
    assert not fit(dense(outcome), made, seed=3)[0].equals(fit(dense(outcome), made, seed=4)[0])


def test_no_draws_leave_p_open():
    outcome, predictors = simulated(8, 6)
    rows, _ = fit(dense(outcome), [dense(x) for x in predictors], draws=0)
    assert rows["t"].notna().all()
    assert rows["p"].isna().all()
    assert rows["draws"].tolist() == [0] * 4


def test_progress_counts_draws():
    outcome, predictors = simulated(8, 6)
    seen = []
    fit(
        dense(outcome), [dense(x) for x in predictors], draws=50,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen[-1] == (50, 50)


def test_a_perfect_fit_has_no_error():
    _, (first, second, _) = simulated(8, 6)
    rows, totals = fit(dense(2 * first + 3 * second + 1), [dense(first), dense(second)])
    assert rows["estimate"].to_numpy() == pytest.approx([1, 2, 3])
    assert rows["se"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-6)
    assert totals["r_squared"] == pytest.approx(1)
    assert rows["p"][1] == pytest.approx(0.01)


def test_what_cannot_be_used_is_named():
    outcome, predictors = simulated(7, 6)
    y, x = dense(outcome), [dense(one) for one in predictors]
    flat = dense(np.full((7, 7), 3.0))
    lost = dense(np.full((7, 7), np.nan))
    for words, call in {
        "predictor 3: a weighted sum": lambda: fit(y, [x[0], x[1], x[0]]),
        "predictor 2: the same value": lambda: fit(y, [x[0], flat]),
        "outcome: the same value": lambda: fit(flat, x),
        "outcome: 0 dyads": lambda: fit(y, [x[0], lost]),
        "predictors: none": lambda: fit(y, []),
        "predictor 1: 5 nodes": lambda: fit(y, [dense(np.ones((5, 5)))]),
        "outcome: cells that differ": lambda: fit(y, x, directed=False),
        "outcome: a cell of": lambda: fit(y, x, family="logit"),
        'family: "probit"': lambda: fit(y, x, family="probit"),
        'method: "rows"': lambda: fit(y, x, method="rows"),
        "strata: 2 numbers": lambda: fit(y, x, strata=groups([0, 1])),
        "strata: every node alone": lambda: fit(y, x, strata=groups(range(7))),
        "strata: none for node 6": lambda: fit(y, x, strata=groups([0] * 6 + [None])),
        "values: an infinite": lambda: _core.Dyads.ego(numbers([1, math.inf])),
        "values: 3 numbers": lambda: _core.Dyads.dense(2, numbers([1, 2, 3])),
        "node 2": lambda: _core.Dyads.sparse(2, groups([2]), groups([0]), numbers([1])),
        "product: 7 and 5": lambda: _core.Dyads.product(y, dense(np.ones((5, 5)))),
        "a, b: 7 and 5": lambda: _core.qap_correlation(
            y, dense(np.ones((5, 5))), True, 9, 1, None, None
        ),
        "a, b: the same value": lambda: _core.qap_correlation(y, flat, True, 9, 1, None, None),
    }.items():
        with pytest.raises(InputError, match=words):
            call()


def test_separation_is_named():
    outcome, predictors = simulated(9, 6)
    binary = (outcome > 1.5).astype(float)
    x = [dense(predictors[0]), dense(binary * 2 - 1)]
    with pytest.raises(InputError, match="predictor 2: a fit that never settles"):
        fit(dense(binary), x, family="logit")


def test_beyond_what_can_be_written_out():
    n = 2_001
    draw = np.random.default_rng(1)
    v, w = numbers(draw.random(n)), numbers(draw.random(n))
    ends = [groups(draw.integers(n, size=3_000)) for _ in range(2)]
    ties = _core.Dyads.sparse(n, *ends, numbers(np.ones(3_000)))
    distance = _core.Dyads.distance(v)
    rows, totals = fit(ties, [distance, _core.Dyads.ego(w)], draws=19)
    assert rows["draws"].tolist() == [19] * 3
    assert totals["n"] == n * (n - 1)
    holed = _core.Dyads.ego(numbers([math.nan, *draw.random(n - 1)]))
    for words, call in {
        "predictor 2: missing cells": lambda: fit(ties, [distance, holed]),
        "family: 2001 nodes": lambda: fit(ties, [distance, ties], family="poisson"),
        "values: 2001": distance.values,
        "product of two distances": lambda: _core.Dyads.product(distance, _core.Dyads.distance(w)),
        "n: 2001 nodes": lambda: _core.Dyads.dense(n, numbers([])),
    }.items():
        with pytest.raises(InputError, match=words):
            call()


CODE = """
import hashlib
import numpy as np, pyarrow as pa
from twiplomacy import _core

draw = np.random.default_rng(3)
n = 40
matrix = lambda: _core.Dyads.dense(n, pa.array(draw.normal(size=n * n)))
holed = draw.normal(size=n * n)
holed[draw.integers(n * n, size=50)] = np.nan
holed = _core.Dyads.dense(n, pa.array(holed))
counts = _core.Dyads.dense(n, pa.array(draw.integers(4, size=n * n).astype(float)))
x = [matrix(), _core.Dyads.distance(pa.array(draw.normal(size=n)))]
told = []
for outcome, family in ((matrix(), "gaussian"), (holed, "gaussian"), (counts, "poisson")):
    for method in ("semi_partial", "y", "x"):
        rows, totals = _core.mrqap(outcome, x, True, family, method, 40, 1, None, None)
        told += [rows.to_pylist(), totals]
told += _core.qap_correlation(x[0], holed, True, 40, 1, None, None)[1].to_pylist()
print(hashlib.sha256(repr(told).encode()).hexdigest())
"""


def test_same_bits_on_any_number_of_threads(elsewhere):
    assert elsewhere(CODE, threads=1) == elsewhere(CODE, threads=4)


LONG = """
import numpy as np, pyarrow as pa
from twiplomacy import _core

draw = np.random.default_rng(3)
n = 150
matrix = lambda: _core.Dyads.dense(n, pa.array(draw.normal(size=n * n)))
counts = _core.Dyads.dense(n, pa.array(draw.integers(4, size=n * n).astype(float)))
holed = draw.normal(size=n * n)
holed[draw.integers(n * n, size=50)] = np.nan
holed = _core.Dyads.dense(n, pa.array(holed))
y, x = matrix(), [matrix(), matrix()]


def state():
    return y.values().to_pylist()[:5]


def mrqap(outcome, family):
    _core.mrqap(outcome, x, True, family, "semi_partial", 10**6, 1, None, None)


routines = {
    "gaussian": lambda: mrqap(y, "gaussian"),
    "gaussian, missing": lambda: mrqap(holed, "gaussian"),
    "poisson": lambda: mrqap(counts, "poisson"),
    "correlation": lambda: _core.qap_correlation(y, x[0], True, 10**7, 1, None, None),
}
"""


def test_ctrl_c_ends_every_kind_of_fit(elsewhere):
    check_ends_soon(LONG, elsewhere)


def dependent(draw, n):
    """Numbers of dyads that depend on both ends."""
    rows, columns = draw.normal(size=(2, n))
    return rows[:, None] + columns[None, :] + draw.normal(size=(n, n))


@pytest.mark.slow
def test_size_and_recovery():
    """Of nulls in which dyads depend on nodes, 5 % are rejected at 5 %; planted slopes return."""
    from scipy import stats

    worlds, n = 800, 20
    draw = np.random.default_rng(11)
    rejected, naive, found = 0, 0, []
    for seed in range(worlds):
        second = dependent(draw, n)
        first = 0.5 * second + dependent(draw, n)
        outcome = 0.7 * second + dependent(draw, n)
        rows, totals = fit(dense(outcome), [dense(first), dense(second)], draws=199, seed=seed)
        rejected += rows["p"][1] <= 0.05
        naive += 2 * stats.t.sf(abs(rows["t"][1]), totals["df"]) <= 0.05
        found.append(rows["estimate"].to_numpy())
    low, high = stats.binom.interval(0.999, worlds, 0.05)
    assert low <= rejected <= high, rejected
    assert naive > 2 * high, "were dyads independent, there would be no need of all this"
    mean, error = np.mean(found, 0), np.std(found, 0) / math.sqrt(worlds)
    assert np.all(np.abs(mean - [0, 0, 0.7]) < 4 * error)
