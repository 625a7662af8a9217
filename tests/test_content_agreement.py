"""Krippendorff's alpha: published values, a slow reference, and codes that are none."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.content import agreement, agreement_table

N = None
MEG, OWEN = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
BEN, GERRY = list("aabbdcccedda"), list("babbbccceddd")
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


def test_the_examples_of_krippendorff_2011():
    assert agreement(MEG, OWEN) == pytest.approx(0.095, abs=5e-4)
    assert agreement(BEN, GERRY) == pytest.approx(0.692, abs=5e-4)
    for level, known in (
        ("nominal", 0.743),
        ("ordinal", 0.815),
        ("interval", 0.849),
        ("ratio", 0.797),
    ):
        assert agreement(*FOUR, level=level) == pytest.approx(known, abs=5e-4)


def test_it_is_a_float():
    assert type(agreement(BEN, GERRY)) is float


@pytest.mark.parametrize("make", [pd.Series, pl.Series, pa.array, list])
def test_any_column(make):
    codes = [make(row) for row in FOUR]
    assert agreement(*codes, level="ordinal") == agreement(*FOUR, level="ordinal")


def test_codes_are_the_same_in_any_dress():
    whole = agreement([1, 2, 1, 2], [1, 2, 2, 2])
    assert agreement([1.0, 2.0, 1.0, 2.0], pd.Series([1, 2, 2, 2], dtype="Int8")) == whole
    assert agreement(["1", "2", "1", "2"], [1, 2, 2, 2]) == whole
    assert agreement([False, True, False, True], [False, True, True, True]) == whole
    assert agreement(pd.Categorical(list("abab")), list("abbb")) == whole
    assert agreement([1.5, 2.5, 1.5, 2.5], [1.5, 2.5, 2.5, 2.5]) == whole
    words = agreement(list("lmhm"), list("lmmm"), level="ordinal", order=["l", "m", "h"])
    assert words == agreement([0, 1, 2, 1], [0, 1, 1, 1], level="ordinal")


def test_what_is_missing():
    known = agreement([1, 2, 1], [1, 2, 2])
    for gap in (None, float("nan")):
        assert agreement([1, 2, 1, gap], [1, 2, 2, 1]) == known
    assert agreement(["1", "2", "1", ""], ["1", "2", "2", "1"]) == known


def test_no_variation_is_nan():
    assert math.isnan(agreement([1, 1], [1, 1]))
    assert math.isnan(agreement([], []))
    assert math.isnan(agreement([None, 1], [1, None]))
    row = agreement_table([1, 1], [1, 1]).iloc[0]
    assert math.isnan(row["alpha"]) and math.isnan(row["ci_low"])


def test_the_table():
    table = agreement_table(*FOUR, level="ordinal", draws=300, seed=1)
    row = table.iloc[0]
    assert row["alpha"] == agreement(*FOUR, level="ordinal")
    assert row["ci_low"] < row["alpha"] < row["ci_high"]
    assert row[["coders", "units", "codes"]].tolist() == [4, 11, 40]
    assert row["alpha"] == pytest.approx(1 - row["observed"] / row["expected"])
    assert table.equals(agreement_table(*FOUR, level="ordinal", draws=300, seed=1))
    assert not table.equals(agreement_table(*FOUR, level="ordinal", draws=300, seed=2))


def test_the_interval_resamples_units():
    """By hand, with the same rule for percentiles, and draws of numpy's own."""
    rng = np.random.default_rng(0)
    a = rng.integers(0, 3, 150)
    b = np.where(rng.random(150) < 0.7, a, rng.integers(0, 3, 150))
    draws = []
    for _ in range(400):
        rows = rng.integers(0, 150, 150)
        draws.append(agreement(a[rows], b[rows]))
    low, high = np.percentile(draws, [2.5, 97.5])
    row = agreement_table(a, b, draws=2000).iloc[0]
    assert row["ci_low"] == pytest.approx(low, abs=0.025)
    assert row["ci_high"] == pytest.approx(high, abs=0.025)


def slow(coders, level):
    """The coincidence matrix as Krippendorff writes it, pair by pair."""
    units = [[c for c in unit if c is not None] for unit in zip(*coders, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = sorted({code for unit in units for code in unit})
    o = dict.fromkeys(itertools.product(values, values), 0.0)
    for unit in units:
        for c, k in itertools.permutations(unit, 2):
            o[c, k] += 1 / (len(unit) - 1)
    n_c = {c: sum(o[c, k] for k in values) for c in values}
    n = sum(n_c.values())

    def d2(c, k):
        if c == k:
            return 0.0
        if level == "nominal":
            return 1.0
        if level == "interval":
            return (c - k) ** 2
        if level == "ratio":
            return ((c - k) / (c + k)) ** 2
        between = sum(n_c[g] for g in values if min(c, k) <= g <= max(c, k))
        return (between - (n_c[c] + n_c[k]) / 2) ** 2

    above = sum(o[c, k] * d2(c, k) for c in values for k in values)
    below = sum(n_c[c] * n_c[k] * d2(c, k) for c in values for k in values)
    return 1 - (n - 1) * above / below if below else math.nan


codes = st.one_of(st.none(), st.sampled_from([0, 1, 2, 2.5, 7]))
coders = st.integers(1, 9).flatmap(
    lambda n: st.lists(st.lists(codes, min_size=n, max_size=n), min_size=2, max_size=4)
)


@settings(max_examples=200, deadline=None)
@given(coders, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_as_defined(coders, level):
    found, wanted = agreement(*coders, level=level), slow(coders, level)
    assert (math.isnan(found) and math.isnan(wanted)) or found == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: agreement([1, 2, 3], [1, 2]), r"coder 2: 2 codes, but 3 of coder 1"),
        (lambda: agreement([1], [1], [1, 2]), r"coder 3: 2 codes, but 1"),
        (lambda: agreement([1], [1], level="kappa"), r"level: 'kappa'; wanted one of nominal"),
        (lambda: agreement(["a"], ["b"], level="ordinal"), r"coder 1: .*order="),
        (lambda: agreement(["a"], ["b"], level="interval"), r"coder 1: .*wants numbers$"),
        (lambda: agreement([-1, 2], [1, 2], level="ratio"), r"level: a code of -1; wanted none"),
        (lambda: agreement([1, 2], [1, math.inf], level="interval"), r"coder 2: an infinite"),
        (lambda: agreement(["a"], ["c"], level="ordinal", order=["a", "b"]), r"coder 2: .*'c'"),
        (lambda: agreement(["a"], ["a"], level="ordinal", order=["a", "a"]), r"order: .*twice"),
        (lambda: agreement(["a"], ["a"], level="ordinal", order="ab"), r"order: 'ab'; wanted"),
        (lambda: agreement([1], [1], level="ordinal", order=5), r"order: 5; wanted a list"),
        (lambda: agreement([1], [1], order=[1]), r"order: given for level 'nominal'"),
        (lambda: agreement("ab", "ab"), r"coder 1: one string"),
        (lambda: agreement_table([1], [1], draws=0), r"draws: 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(call, message):
    with pytest.raises(tw.InputError, match=message):
        call()


def test_categories_of_any_library_are_codes():
    a, b = list("abbc"), list("abca")
    wanted = agreement(a, b)
    kinds = (
        lambda codes: pl.Series(codes, dtype=pl.Categorical),
        lambda codes: pd.Series(codes, dtype="category"),
        lambda codes: pa.array(codes).dictionary_encode(),
    )
    for kind in kinds:
        assert agreement(kind(a), kind(b)) == wanted
