"""QAP the long way round: whole matrices, one least-squares fit a draw, numpy alone."""

from __future__ import annotations

from itertools import permutations

import numpy as np


def pairs(n: int, directed: bool) -> np.ndarray:
    """Which cells are cases."""
    return ~np.eye(n, dtype=bool) if directed else np.triu(np.ones((n, n), dtype=bool), 1)


def least_squares(y: np.ndarray, columns: list[np.ndarray]) -> tuple:
    """Estimates, classical errors, t and R², over the rows in which nothing is missing."""
    x = np.column_stack([np.ones(len(y)), *columns])
    known = ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    y, x = y[known], x[known]
    estimate, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ estimate
    variance = rest @ rest / (len(y) - x.shape[1])
    error = np.sqrt(variance * np.diag(np.linalg.inv(x.T @ x)))
    explained = 1 - rest @ rest / ((y - y.mean()) ** 2).sum()
    return estimate, error, estimate / error, explained, len(y)


def shuffled(matrix: np.ndarray, order) -> np.ndarray:
    return matrix[np.ix_(order, order)]


def null_t(
    y: np.ndarray,
    xs: list[np.ndarray],
    k: int,
    directed: bool,
    orders,
    method: str = "semi_partial",
) -> np.ndarray:
    """The t of predictor k in each draw; no cell may be missing."""
    cells = pairs(len(y), directed)
    others = [x[cells] for place, x in enumerate(xs) if place != k]
    if method == "semi_partial" and not others:
        method = "y"
    moved = y if method == "y" else xs[k]
    if method == "semi_partial":
        moved = unexplained(xs[k], [x for place, x in enumerate(xs) if place != k], cells)
    drawn = []
    for order in orders:
        cell = shuffled(moved, order)[cells]
        own, outcome = (xs[k][cells], cell) if method == "y" else (cell, y[cells])
        drawn.append(least_squares(outcome, [own, *others])[2][1])
    return np.array(drawn)


def unexplained(x: np.ndarray, others: list[np.ndarray], cells: np.ndarray) -> np.ndarray:
    """What is left of a matrix when others have explained what they can."""
    design = np.column_stack([np.ones(x.size), *[other.ravel() for other in others]])
    fit, *_ = np.linalg.lstsq(design[cells.ravel()], x[cells], rcond=None)
    return (x.ravel() - design @ fit).reshape(x.shape)


def every_order(n: int) -> list:
    return [list(order) for order in permutations(range(n))]


def correlation(a: np.ndarray, b: np.ndarray, directed: bool = True) -> float:
    cells = pairs(len(a), directed)
    return float(np.corrcoef(a[cells], b[cells])[0, 1])
