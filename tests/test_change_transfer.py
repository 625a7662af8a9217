"""Transfer entropy: classes, a planted driver, gaps, seeds, and p where there is nothing."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy.stats import kstest
from test_change_interrupted import memory
from test_change_lead_lag import pair
from test_change_series import weekly

import twiplomacy as tw


def by_counting(x, y, bins):
    def classes(z):
        return [int(sum(v > np.quantile(z, k / bins) for k in range(1, bins))) for v in z]

    x, y = classes(x), classes(y)
    states = Counter(zip(y[1:], y[:-1], x[:-1], strict=True))
    n = sum(states.values())
    total = 0.0
    for (new, own, other), count in states.items():
        both = sum(c for (_, o, z), c in states.items() if (o, z) == (own, other))
        alone = sum(c for (v, o, _), c in states.items() if (v, o) == (new, own))
        past = sum(c for (_, o, _), c in states.items() if o == own)
        total += count / n * math.log2(count / both / (alone / past))
    return total


@pytest.mark.parametrize("bins", [2, 3, 4])
def test_it_is_what_counting_says(bins):
    series = pair(150)
    table = tw.change.transfer_entropy(series, bins=bins, draws=19)
    for row in table.itertuples():
        wanted = by_counting(series[row.source], series[row.target], bins)
        assert row.transfer_entropy == pytest.approx(wanted)
        assert row.effective == pytest.approx(row.transfer_entropy - row.null_mean)


def test_a_driver_is_found_one_way():
    table = tw.change.transfer_entropy(pair(400), draws=199)
    assert table[["source", "target"]].values.tolist() == [
        ["officials", "public"], ["public", "officials"],
    ]  # fmt: skip
    assert table["p"][0] == 1 / 200
    assert table["p"][1] > 0.05
    assert table["effective"][0] > 0.1
    assert table["p_adjusted"][0] == pytest.approx(2 / 200)


def test_the_lag_must_be_within_the_history():
    draw = np.random.default_rng(1)
    leader = draw.normal(size=500)
    follower = np.r_[0, 0, leader[:-2]] + 0.3 * draw.normal(size=500)
    short = tw.change.transfer_entropy(leader, follower, bins=2, draws=99)
    long = tw.change.transfer_entropy(leader, follower, bins=2, source_history=2, draws=99)
    assert short["p"][0] > 0.05
    assert long["p"][0] == 0.01


def test_seeds():
    one, other, third = (
        tw.change.transfer_entropy(pair(), draws=49, seed=seed) for seed in (1, 1, 2)
    )
    assert one.equals(other)
    assert not one.equals(third)


def test_moments_with_gaps_are_left_out():
    series = pair(300)
    frame = weekly(series["officials"]).drop(index=[10, 11])
    with pytest.warns(tw.CoverageWarning, match="2 windows hold no number; they were left out"):
        table = tw.change.transfer_entropy(frame, weekly(series["public"]), draws=99)
    assert table["p"][0] == 0.01


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"bins": 1}, "bins"),
        ({"history": 0}, "history"),
        ({"null": "links"}, "null: 'links'; wanted one of shuffle, shift"),
        ({"draws": 0}, "draws"),
        ({"bins": 50, "history": 10}, "states"),
    ],
)
@pytest.mark.filterwarnings("ignore::twiplomacy.CoverageWarning")
def test_what_cannot_be_measured_says_so(options, says):
    with pytest.raises(tw.InputError) as caught:
        tw.change.transfer_entropy(pair(50), **options)
    assert says in str(caught.value)


def test_one_class_is_too_few():
    y = np.r_[np.ones(99), 0.0]
    with pytest.raises(tw.InputError, match="one class"):
        tw.change.transfer_entropy({"a": y, "b": np.random.default_rng(0).normal(size=100)})


def test_short_series_are_warned_of():
    with pytest.warns(tw.CoverageWarning, match="50 windows for 81 states"):
        tw.change.transfer_entropy(pair(50), history=2, draws=19)


@pytest.mark.slow
def test_p_is_uniform_where_there_is_nothing():
    found = [
        tw.change.transfer_entropy(
            memory(150, 0, 2 * k), memory(150, 0, 2 * k + 1), draws=99, seed=k
        )["p"][0]
        for k in range(300)
    ]
    assert kstest(found, "uniform").pvalue > 0.001


@pytest.mark.slow
@pytest.mark.parametrize("null", ["shuffle", "shift"])
def test_memory_alone_is_no_transfer(null):
    found = [
        tw.change.transfer_entropy(
            memory(200, 0.7, 2 * k), memory(200, 0.7, 2 * k + 1), null=null, draws=99, seed=k
        )["p"][0]
        for k in range(300)
    ]
    share = np.mean(np.array(found) <= 0.05)
    assert share <= {"shuffle": 0.2, "shift": 0.09}[null]
