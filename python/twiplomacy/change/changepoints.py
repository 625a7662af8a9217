"""Change points: when the level of a series changed, if it did."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..arguments import check_seed, check_whole
from ..errors import InputError, require
from ..frames import Frame, from_arrow
from .series import Floats, read_series

MODELS = {"l2": "linear", "rbf": "rbf"}
METHODS = ("pelt",)
_MOST = {"l2": 100_000, "rbf": 4_000}
"""Windows that a model takes: rbf holds a number for every two of them."""
_CHANCE = 1.645
"""Correlations below this over sqrt(n) are no memory."""


def changepoints(
    series: Any,
    method: str = "pelt",
    penalty: float | None = None,
    model: str = "l2",
    min_size: int = 3,
    draws: int = 199,
    seed: int = 0,
    *,
    block: int | None = None,
    alpha: float = 0.05,
) -> Frame:
    """Find when a series changed, and say how often chance would have it so.

    Parameters
    ----------
    series : frame, pandas.Series or numbers
        As for :func:`interrupted`.
    method : {"pelt"}
        The exact search for the set of changes that costs least.
    penalty : float, optional
        What a change must save to be one; by default 2 log(n) s^2.
    model : {"l2", "rbf"}
        ``l2``: the mean changes, the cost of a stretch is its sum of squares. ``rbf``: anything of
        the distribution changes (spread, shape), by a Gaussian kernel.
    min_size : int
        The fewest windows between two changes.
    draws : int
        Shuffles of the series; 0 for no test: all changes that the search finds are kept.
    seed : int
        The same seed gives the same shuffles.
    block : int, optional
        Windows that are shuffled together, so that what depends on each other stays together; by
        default chosen from the data. 1 for a series without memory.
    alpha : float
        Changes with a larger p are dropped, the weakest first.

    Returns
    -------
    frame
        ``at`` (start of the first window after the change, or its place), ``before, after`` (means
        of the windows since the change before and until the next), ``difference, gain`` (cost
        saved), ``p`` (NaN without draws), ``draws``. In order of time; no row without a change.

    Raises
    ------
    InputError
        If the series is none or too short, or an argument is not one of those above.
    MissingDependencyError
        If ruptures is not installed.

    Warns
    -----
    CoverageWarning
        If windows hold no number. They are left out, and the rest are taken to follow each other.

    Notes
    -----
    PELT: Killick, Fearnhead & Eckley 2012, *Journal of the American Statistical Association*
    107:1590, by ruptures (Truong, Oudre & Vayatis 2020, *Signal Processing* 167:107299). A change
    has two parameters, its place and its height, hence 2 log(n) s^2 (Schwarz 1978, *Annals of
    Statistics* 6:461). s is robust against the changes: for l2, 1.4826 times the median size of
    the steps from window to window, over sqrt 2; for rbf, s^2 is the mean of 1 - k(y(t), y(t-1)),
    and the bandwidth is the median distance.

    p = (1 + #{shuffles whose largest gain is at least as large}) / (1 + draws): the search runs
    on every shuffle, so that p holds for all changes together. Blocks: consecutive windows from a
    random start, in random order (Carlstein 1986, *Annals of Statistics* 14:1171, without
    replacement). Their default length is that of Andrews 1991 (*Econometrica* 59:817) for errors
    that follow an AR(1), 1 if the series has no more memory than chance, n / 6 at most. The guide
    says how often noise with memory passes for change.

    The search is linear in n if changes are many, quadratic at worst; times draws.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> y = [0.1, -0.2, 0.3, 0.0, -0.1, 0.2, -0.3, 0.1] + [5.2, 4.9, 5.1, 4.8, 5.0, 5.3, 4.9, 5.1]
    >>> found = tw.change.changepoints(y)
    >>> found["at"].tolist(), found["difference"].round(1).tolist()
    ([8], [5.0])
    """
    if method not in METHODS:
        raise InputError(f"method: {method!r}; wanted {', '.join(METHODS)}")
    if model not in MODELS:
        raise InputError(f"model: {model!r}; wanted one of {', '.join(MODELS)}")
    require("ruptures", "change", "change.changepoints")
    data = read_series(series)
    least = check_whole(min_size, "min_size", 1)
    draws, seed = check_whole(draws, "draws", 0, 1_000_000), check_seed(seed)
    n = len(data)
    if n < 2 * least:
        raise InputError(f"series: {n} windows; wanted at least 2 min_size, {2 * least}")
    if n > _MOST[model]:
        raise InputError(f"series: {n:,} windows; wanted at most {_MOST[model]:,} with {model!r}")
    if not 0 < alpha <= 1:
        raise InputError(f"alpha: {alpha!r}; wanted a number above 0 and up to 1")
    if penalty is not None and not (math.isfinite(penalty) and penalty > 0):
        raise InputError(f"penalty: {penalty!r}; wanted a positive number")
    search = _Search(data.y, model, least, penalty)
    changes = search.find(np.arange(n))
    nulls = np.empty(0)
    if changes and draws:
        length = _block(data.y, changes) if block is None else check_whole(block, "block", 1, n)
        nulls = search.nulls(length, draws, seed)
        changes = search.kept(changes, nulls, alpha)
    gains = search.gains(np.arange(n), changes)
    means = [float(part.mean()) for part in np.split(data.y, changes)]
    p = [_p(gain, nulls) if draws else math.nan for gain in gains]
    table = pa.table(
        {
            "at": data.column(data.places[changes]),
            "before": pa.array(means[:-1], pa.float64()),
            "after": pa.array(means[1:], pa.float64()),
            "difference": pa.array(np.diff(means), pa.float64()),
            "gain": pa.array(gains, pa.float64()),
            "p": pa.array(p, pa.float64()),
            "draws": pa.array([draws] * len(changes), pa.int64()),
        }
    )
    return from_arrow(table, data.backend)


class _Search:
    """The search for changes, in the series and in its shuffles."""

    def __init__(self, values: Floats, model: str, least: int, penalty: float | None) -> None:
        self._values = (values - values.mean()).reshape(-1, 1)
        self._model, self._least = model, least
        self._params: dict[str, float] = {}
        if model == "rbf":
            distances = np.abs(values[:, None] - values[None, :])[np.triu_indices(len(values), 1)]
            squares = distances[distances > 0] ** 2
            self._params = {"gamma": 1 / float(np.median(squares)) if len(squares) else 1.0}
        self._penalty = self._default() if penalty is None else float(penalty)

    def _default(self) -> float:
        y = self._values[:, 0]
        steps = np.diff(y)
        if self._model == "rbf":
            variance = float(np.mean(1 - np.exp(-self._params["gamma"] * steps**2)))
        else:
            variance = (1.4826 * float(np.median(np.abs(steps)))) ** 2 / 2
            if variance == 0:  # most windows are as the one before: the mean step says more
                variance = float(np.mean(steps**2)) / 2
        return 2 * math.log(len(y)) * variance

    def find(self, order: npt.NDArray[np.int64]) -> list[int]:
        """Return the first windows after each change of the series in this order."""
        import ruptures

        y = self._values[order]
        if np.ptp(y) == 0 or self._penalty <= 0:
            return []
        kernel = ruptures.KernelCPD(
            kernel=MODELS[self._model], min_size=self._least, params=self._params or None
        )
        found: list[int] = kernel.fit(y).predict(pen=self._penalty)[:-1]
        return found

    def gains(self, order: npt.NDArray[np.int64], changes: list[int]) -> list[float]:
        """Return what each change saves, its neighbours as they are."""
        y = self._values[order, 0]
        ends = [0, *changes, len(y)]
        return [
            self._cost(y[a:c]) - self._cost(y[a:b]) - self._cost(y[b:c])
            for a, b, c in zip(ends, ends[1:], ends[2:], strict=False)
        ]

    def _cost(self, part: Floats) -> float:
        if self._model == "l2":
            return float(((part - part.mean()) ** 2).sum())
        alike = np.exp(-self._params["gamma"] * (part[:, None] - part[None, :]) ** 2)
        return float(len(part) - alike.sum() / len(part))

    def nulls(self, length: int, draws: int, seed: int) -> Floats:
        """Return the largest gain of each shuffle, 0 where the search finds no change."""
        largest = np.zeros(draws)
        for draw in range(draws):
            order = _shuffled(len(self._values), length, np.random.default_rng([seed, draw]))
            largest[draw] = max(self.gains(order, self.find(order)), default=0.0)
        return largest

    def kept(self, changes: list[int], nulls: Floats, alpha: float) -> list[int]:
        """Drop the weakest change for as long as chance has its like."""
        order = np.arange(len(self._values))
        changes = list(changes)
        while changes:
            gains = self.gains(order, changes)
            weakest = int(np.argmin(gains))
            if _p(gains[weakest], nulls) <= alpha:
                break
            del changes[weakest]
        return changes


def _p(gain: float, nulls: Floats) -> float:
    return float((1 + (nulls >= gain * (1 - 1e-12)).sum()) / (1 + len(nulls)))


def _shuffled(n: int, length: int, draw: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return windows in blocks of this length from a random start, the blocks in random order."""
    if length == 1:
        return draw.permutation(n)
    first = int(draw.integers(length))
    blocks = np.split(np.arange(n), np.arange(first, n, length)[first == 0 :])
    return np.concatenate([blocks[place] for place in draw.permutation(len(blocks))])


def _block(values: Floats, changes: list[int]) -> int:
    """Choose the length of blocks from the memory that the series seems to have.

    What the changes leave says too little of it, since the search takes memory for changes; the
    steps from window to window hardly see changes, and say it with more noise. The larger counts.
    """
    left = np.concatenate([part - part.mean() for part in np.split(values, changes)])
    n = len(left)
    memory = _echo(left)
    memory += (1 + 3 * memory) * (len(changes) + 1) / n  # what fitting the means took
    steps = np.diff(values)
    # An AR(1) with coefficient a has steps that echo each other by -(1 - a) / 2.
    memory = max(memory, 1 + 2 * _echo(steps - steps.mean()))
    if memory <= _CHANCE / math.sqrt(n):
        return 1
    memory = min(memory, 0.97)
    size: float = (4 * memory**2 / (1 - memory**2) ** 2) ** (1 / 3)
    return int(max(1, min(math.ceil(1.1447 * size * n ** (1 / 3)), n // 6)))


def _echo(values: Floats) -> float:
    """Return the correlation of values with the next ones."""
    total = float((values**2).sum())
    return float((values[1:] * values[:-1]).sum()) / total if total > 0 else 0.0
