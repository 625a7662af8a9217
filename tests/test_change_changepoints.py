"""Change points: planted ones are found where they are, and noise has none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from test_change_interrupted import memory
from test_change_series import weekly

import twiplomacy as tw


def planted(levels, seed, spread=1.0):
    draw = np.random.default_rng(seed)
    return np.concatenate([draw.normal(level, spread, n) for level, n in levels])


def cost(y):
    return ((y - y.mean()) ** 2).sum()


def slowly(y, penalty, least):
    """Try every set of changes."""
    n, best = len(y), (cost(y), ())
    for count in (1, 2):
        for cuts in itertools.combinations(range(least, n - least + 1), count):
            ends = [0, *cuts, n]
            if min(np.diff(ends)) >= least:
                total = sum(cost(y[a:b]) for a, b in itertools.pairwise(ends)) + penalty * count
                best = min(best, (total, cuts))
    return list(best[1])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), jump=st.floats(0, 6), penalty=st.floats(5, 60))
def test_the_search_is_exact(seed, jump, penalty):
    y = planted([(0, 7), (jump, 7)], seed)
    found = tw.change.changepoints(y, penalty=penalty, min_size=3, draws=0)
    if len(found) <= 2:
        assert found["at"].tolist() == slowly(y, penalty, 3)


def test_planted_changes_are_found():
    y = planted([(0, 40), (3, 40), (-1, 40)], 1)
    frame = weekly(y)
    found = tw.change.changepoints(frame, seed=2)
    assert (found["at"] == frame["start"][[40, 80]].dt.tz_localize("UTC").to_numpy()).all()
    ends = [y[:40].mean(), y[40:80].mean(), y[80:].mean()]
    np.testing.assert_allclose(found["before"], ends[:2])
    np.testing.assert_allclose(found["after"], ends[1:])
    np.testing.assert_allclose(found["difference"], np.diff(ends))
    gain = cost(y[:80]) - cost(y[:40]) - cost(y[40:80])
    assert found["gain"][0] == pytest.approx(gain)
    assert (found["p"] == 1 / 200).all()


def test_a_change_of_spread_is_seen_by_the_kernel_only():
    draw = np.random.default_rng(4)
    y = np.concatenate([draw.normal(0, 0.2, 60), draw.normal(0, 3, 60)])
    assert len(tw.change.changepoints(y)) == 0
    found = tw.change.changepoints(y, model="rbf")
    assert len(found) == 1
    assert abs(found["at"][0] - 60) <= 3


def test_units_do_not_matter():
    y = planted([(0, 30), (2, 30)], 3)
    one, other = (tw.change.changepoints(y * scale + 7, seed=1) for scale in (1, 1000))
    assert one["at"].tolist() == other["at"].tolist()
    assert len(one) == 1
    assert one["p"].tolist() == other["p"].tolist()


def test_the_same_seed_gives_the_same_numbers():
    y = planted([(0, 30), (1, 30)], 5)
    one, other = (tw.change.changepoints(y, seed=3, alpha=1.0) for _ in range(2))
    assert one.equals(other)


@pytest.mark.parametrize("y", [np.zeros(30), np.arange(6.0) * 0])
def test_what_never_moves_has_no_change(y):
    found = tw.change.changepoints(y)
    assert list(found.columns) == ["at", "before", "after", "difference", "gain", "p", "draws"]
    assert len(found) == 0


def test_a_step_without_noise_is_a_change():
    found = tw.change.changepoints(np.r_[np.zeros(15), np.ones(15)])
    assert found["at"].tolist() == [15]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"method": "window"}, "method: 'window'; wanted pelt"),
        ({"model": "l3"}, "model: 'l3'; wanted one of l2, rbf"),
        ({"penalty": -1}, "penalty"),
        ({"penalty": float("nan")}, "penalty"),
        ({"alpha": 0}, "alpha"),
        ({"min_size": 11}, "wanted at least 2 min_size, 22"),
        ({"draws": -1}, "draws"),
    ],
)
def test_what_cannot_be_searched_says_so(options, says):
    with pytest.raises(tw.InputError) as caught:
        tw.change.changepoints(np.arange(20.0), **options)
    assert says in str(caught.value)


def alarms(n, phi, repeats, **options):
    return sum(
        len(tw.change.changepoints(memory(n, phi, k), draws=99, seed=k, **options)) > 0
        for k in range(repeats)
    )


def test_white_noise_has_no_change():
    assert alarms(60, 0.0, 100) <= binom.ppf(0.999, 100, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("phi", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("n", [50, 100])
def test_noise_with_memory_has_few(n, phi):
    """Blocks hold what they promise but for short series; without them it is another matter."""
    repeats = 200
    assert alarms(n, phi, repeats) <= binom.ppf(0.999, repeats, 0.08)
    assert alarms(n, phi, repeats, block=1) > binom.ppf(0.999, repeats, 0.05)
