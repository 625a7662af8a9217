"""Where the posts of a tree stand: rows without crossings, and an axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SCALES = ("auto", "linear", "log")
_UNITS = (("seconds", 1.0, 120.0), ("minutes", 60.0, 7_200.0), ("hours", 3_600.0, 259_200.0))
_DAYS = ("days", 86_400.0)
_TICKS = {
    "1 s": 1.0,
    "10 s": 10.0,
    "1 min": 60.0,
    "10 min": 600.0,
    "1 h": 3_600.0,
    "6 h": 21_600.0,
    "1 day": 86_400.0,
    "1 week": 604_800.0,
    "30 days": 2_592_000.0,
    "1 year": 31_536_000.0,
    "10 years": 315_360_000.0,
}
_MOST_TICKS = 5
# A linear axis is given up if half of the posts would lie in so small a part of it.
_SQUEEZED = 0.1


def _levels(depths: Ints) -> list[Ints]:
    """Sort nodes by depth, the root first; within a depth they keep their order."""
    order = np.argsort(depths, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(depths[order])) + 1)


def _below(levels: list[Ints]) -> Iterator[Ints]:
    """Yield the levels below the root, the deepest first."""
    return iter(levels[:0:-1])


def subtree_sizes(parents: Ints, depths: Ints) -> Ints:
    """Count the nodes of each subtree, its top included.

    Examples
    --------
    >>> subtree_sizes(np.array([-1, 0, 0, 1]), np.array([0, 1, 1, 2])).tolist()
    [4, 2, 1, 1]
    """
    sizes = np.ones(len(parents), np.int64)
    for level in _below(_levels(depths)):
        np.add.at(sizes, parents[level], sizes[level])
    return sizes


def rows(parents: Ints, depths: Ints) -> Floats:
    """Give each node its row: every subtree has rows of its own, so that no lines cross.

    A leaf has one row, any other node the middle between its first and its last child. Children
    stand in the order of nodes, earlier ones above.

    Parameters
    ----------
    parents, depths : array
        The place of each node's parent, -1 for the root, and the steps from the root.

    Returns
    -------
    array
        From 0, at the top, to the number of leaves less one. O(n log n).

    Examples
    --------
    >>> rows(np.array([-1, 0, 0, 1, 1]), np.array([0, 1, 1, 2, 2])).tolist()
    [1.25, 0.5, 2.0, 0.0, 1.0]
    """
    n = len(parents)
    levels = _levels(depths)
    leaves = np.zeros(n, np.int64)
    leaves[np.bincount(parents[parents >= 0], minlength=n) == 0] = 1
    for level in _below(levels):
        np.add.at(leaves, parents[level], leaves[level])
    # Children of one parent side by side: the leaves of earlier ones are the room above a child.
    order = np.argsort(parents, kind="stable")[1:]
    above = np.cumsum(leaves[order]) - leaves[order]
    first = np.flatnonzero(np.diff(parents[order], prepend=-1))
    above -= np.repeat(above[first], np.diff(np.append(first, n - 1)))
    top = np.zeros(n, np.int64)
    top[order] = above
    for level in levels[1:]:
        top[level] += top[parents[level]]
    found = top.astype(float)
    low, high = np.full(n, np.inf), np.full(n, -np.inf)
    for level in _below(levels):
        inner = level[np.isfinite(low[level])]
        found[inner] = (low[inner] + high[inner]) / 2
        np.minimum.at(low, parents[level], found[level])
        np.maximum.at(high, parents[level], found[level])
    if n > 1:
        found[levels[0]] = (low[levels[0]] + high[levels[0]]) / 2
    return found


def thinned(sizes: Ints, most: int) -> Ints:
    """Choose so many nodes, those with the largest subtrees; of equals evenly in their order.

    The parent of a chosen node is chosen, since its subtree is larger.

    Examples
    --------
    >>> thinned(np.array([6, 2, 1, 1, 1, 1]), 4).tolist()
    [0, 1, 2, 4]
    """
    if len(sizes) <= most:
        return np.arange(len(sizes))
    least = np.sort(sizes)[-most]
    above, equal = np.flatnonzero(sizes > least), np.flatnonzero(sizes == least)
    wanted = most - len(above)
    even = equal[np.arange(wanted) * len(equal) // wanted]
    return np.sort(np.concatenate([above, even]))


class Times(NamedTuple):
    """Where each node stands in time, in seconds since the root, and what was moved for it."""

    seconds: Floats
    unknown: int
    early: int
    rootless: bool


def since_root(at: Floats, parents: Ints, depths: Ints) -> Times:
    """Give each node its seconds since the root, none before its parent's.

    A node without a time, or with one before its parent's, stands where its parent does. If the
    root has none, time runs from the first post that has.

    Examples
    --------
    >>> since_root(np.array([5.0, 7.0, np.nan]), np.array([-1, 0, 1]), np.array([0, 1, 2]))[:3]
    (array([0., 2., 2.]), 1, 0)
    """
    known = np.isfinite(at)
    root = int(np.flatnonzero(parents < 0)[0])
    start = at[root] if known[root] else at[known].min() if known.any() else 0.0
    seconds = np.where(known, at - start, 0.0)
    seconds[root] = 0.0
    early = 0
    for level in _levels(depths)[1:]:
        least = seconds[parents[level]]
        before = known[level] & (seconds[level] < least)
        early += int(before.sum())
        seconds[level] = np.maximum(seconds[level], least)
    unknown = len(at) - int(known.sum()) - (not known[root])
    return Times(seconds, unknown, early, not known[root])


def time_axis(ax: Any, seconds: Floats, scale: str) -> Floats:
    """Set the axis of time up in a fitting unit; return the places on it."""
    if scale not in SCALES:
        raise InputError(f"scale: {scale!r}; wanted one of {', '.join(SCALES)}")
    later = seconds[seconds > 0]
    squeezed = len(later) > 0 and np.median(later) < _SQUEEZED * later.max()
    if len(later) and (scale == "log" or (scale == "auto" and squeezed)):
        return _log_axis(ax, seconds, later)
    span = float(later.max()) if len(later) else 0.0
    unit, length = next(((name, one) for name, one, most in _UNITS if span <= most), _DAYS)
    ax.set_xlabel(f"{unit} since the root (linear scale)")
    return seconds / length


def _log_axis(ax: Any, seconds: Floats, later: Floats) -> Floats:
    """Set up a logarithmic axis with a short linear beginning, since the root stands at 0."""
    early = float(np.quantile(later, 0.05))
    name, start = max(
        ((n, t) for n, t in _TICKS.items() if t <= max(early, 1.0)), key=lambda tick: tick[1]
    )
    ax.set_xscale("symlog", linthresh=start, linscale=0.4)
    ticks = [(n, t) for n, t in _TICKS.items() if start <= t <= 1.05 * later.max()]
    every = -(-len(ticks) // _MOST_TICKS)
    ticks = ticks[::-every][::-1]
    ax.set_xticks([0.0, *(t for _, t in ticks)], ["0", *(n for n, _ in ticks)])
    ax.minorticks_off()
    ax.set_xlabel(f"time since the root (logarithmic scale from {name} on)")
    return seconds
