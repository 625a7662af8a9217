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
    y: np.ndarray, xs: list[np.ndarray], k: int, directed: bool, orders
) -> np.ndarray:
    """The t of predictor k in each draw of double semi-partialling; no cell may be missing."""
    n, cells = len(y), pairs(len(y), directed)
    others = [x for place, x in enumerate(xs) if place != k]
    rest = y.copy() if not others else xs[k].astype(float).copy()
    if others:
        design = np.column_stack([np.ones(n * n), *[x.ravel() for x in others]])
        known = cells.ravel()
        fit, *_ = np.linalg.lstsq(design[known], xs[k].ravel()[known], rcond=None)
        rest = (xs[k].ravel() - design @ fit).reshape(n, n)
    drawn = []
    for order in orders:
        if others:
            columns = [shuffled(rest, order)[cells], *[x[cells] for x in others]]
            drawn.append(least_squares(y[cells], columns)[2][1])
        else:
            drawn.append(least_squares(shuffled(rest, order)[cells], [xs[k][cells]])[2][1])
    return np.array(drawn)


def every_order(n: int) -> list:
    return [list(order) for order in permutations(range(n))]


def correlation(a: np.ndarray, b: np.ndarray, directed: bool = True) -> float:
    cells = pairs(len(a), directed)
    return float(np.corrcoef(a[cells], b[cells])[0, 1])
