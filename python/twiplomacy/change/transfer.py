"""Transfer entropy: what the past of one series says of what another does next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import check_draws, check_seed, check_whole
from ..errors import InputError, warn
from ..frames import Frame, from_arrow
from .lead_lag import together
from .series import Floats, read_several

NULLS = ("shuffle", "shift")


def transfer_entropy(
    a: Any,
    b: Any | None = None,
    bins: int = 3,
    history: int = 1,
    source_history: int = 1,
    *,
    null: str = "shuffle",
    transform: str | None = None,
    draws: int = 999,
    seed: int = 0,
    progress: bool | None = None,
) -> Frame:
    """Measure how much the past of one series says of the next value of another.

    It asks for no straight line, unlike :func:`lead_lag`: any dependence counts.

    Parameters
    ----------
    a, b : series, or frame or mapping of several
        As for :func:`lead_lag`.
    bins : int
        Each series is cut into so many classes of equal size, by its quantiles; equal values share
        a class.
    history : int
        How many windows of the target's own past are taken into account.
    source_history : int
        How many windows of the source's past.
    null : {"shuffle", "shift"}
        ``shuffle``: the source's windows in any order. ``shift``: the source moved on in time by a
        random stretch, the end put in front, which keeps its memory; for series with memory.
    transform : {"difference", "log", "logit"}, optional
        As for :func:`lead_lag`; only ``difference`` changes the classes.
    draws : int
        How many random sources for each pair.
    seed : int
        The same seed gives the same numbers on any number of threads.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    frame
        ``source, target, transfer_entropy`` (bits), ``effective`` (less the mean of the draws),
        ``null_mean, null_sd, z, p, draws, p_adjusted``, one row for each ordered pair. p is
        one-sided: (1 + draws at least as large) / (1 + draws); ``p_adjusted`` is Benjamini &
        Hochberg's over the rows.

    Raises
    ------
    InputError
        If there are not two or more series on the same windows, one has a single class, or the
        histories have too many states to be counted.

    Warns
    -----
    CoverageWarning
        If windows hold no number: moments that would need them are left out; or if there are fewer
        windows than three for each state.

    Notes
    -----
    H(y' | past of y) - H(y' | past of y, past of x), by the shares of states (Schreiber 2000,
    *Physical Review Letters* 85:461). Shares of few moments make it too large; the mean over
    shuffled sources is taken away (Marschinski & Kantz 2002, *European Physical Journal B* 30:275).
    O(draws n) for each pair.

    Examples
    --------
    >>> import numpy as np, twiplomacy as tw
    >>> draw = np.random.default_rng(0)
    >>> leader = draw.normal(size=300)
    >>> follower = np.r_[0, leader[:-1] ** 2] + 0.3 * draw.normal(size=300)
    >>> table = tw.change.transfer_entropy(leader, follower)
    >>> (table["p"] < 0.01).tolist()
    [True, False]
    """
    if null not in NULLS:
        raise InputError(f"null: {null!r}; wanted one of {', '.join(NULLS)}")
    classes = check_whole(bins, "bins", 2, 100)
    own = check_whole(history, "history", 1, 20)
    other = check_whole(source_history, "source_history", 1, 20)
    draws, seed = check_draws(draws), check_seed(seed)
    series = read_several(a, b)
    values, _ = together(series, transform, "keep", "transfer_entropy")
    columns = [
        _classes(column, classes, one.name) for one, column in zip(series, values.T, strict=True)
    ]
    states = classes ** (1 + own + other)
    if len(values) < 3 * states:
        warn(
            f"transfer_entropy: {len(values):,} windows for {states:,} states; wanted three "
            "windows a state, fewer bins or shorter histories: little can be told from noise"
        )
    count = len(series)
    pairs = [(i, j) for i in range(count) for j in range(count) if i != j]
    with reporting("transfer entropy", "draw", progress) as report:
        found = _core.transfer_entropy(
            columns, pairs, classes, own, other, null == "shift", draws, seed, report
        )
    names = {
        "source": pa.array([series[i].name for i, _ in pairs], pa.large_string()),
        "target": pa.array([series[j].name for _, j in pairs], pa.large_string()),
    }
    table = pa.Table.from_batches([found])
    return from_arrow(
        pa.table([*names.values(), *table.columns], [*names, *table.column_names]),
        series[0].backend,
    )


def _classes(values: Floats, bins: int, name: str) -> pa.UInt32Array:
    """Cut a column at its quantiles; windows without a number stay without a class."""
    known = ~np.isnan(values)
    edges = np.quantile(values[known], np.arange(1, bins) / bins)
    found = np.searchsorted(np.unique(edges), values, "left")
    if len(np.unique(found[known])) < 2:
        raise InputError(
            f"transfer_entropy: nearly all windows of {name!r} have one value, so they are of one "
            "class; wanted a series that moves, or more bins"
        )
    return pa.array(found.astype(np.uint32), mask=~known)
