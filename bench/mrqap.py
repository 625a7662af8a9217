"""Regression of networks on networks with double semi-partialling: beside a careful numpy."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

Matrices = tuple[np.ndarray, list[np.ndarray]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--draws", type=int, default=1_000)
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--grown", type=int, default=99, help="draws of the table of growth")
    parser.add_argument(
        "--dense", default="100,200,500,1000,2000", help="nodes of the matrices written out"
    )
    parser.add_argument("--sparse", default="200,1000,5000,10000,20000", help="nodes of the others")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Fit the same regressions by both, in turn.

    Yields
    ------
    str
        The section in Markdown.
    """
    lines = [
        f"`python -m bench mrqap`, on {os.cpu_count()} cores, from Python: ours and numpy "
        f"{np.__version__} in turn, {options.rounds} rounds after one that warms up, "
        f"{options.draws:,} permutations, one for all predictors of a draw. Seconds are medians; "
        "the ratio is numpy's time by ours, round by round: median, least and greatest. numpy does "
        "what a careful hand would: what stays is projected out once, a draw permutes each "
        "residual and multiplies it once. Both test the same three predictors, ours the intercept "
        "too. The difference is the greatest between the t of both, and between the standard "
        "deviations of their draws, which are other permutations.",
        "",
        "| networks | nodes | who | seconds | ratio | t apart | spread of draws apart |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, make, nodes in (
        ("ties, a group and a rank", attributes, options.nodes),
        ("numbers in every cell", written_out, options.nodes),
        ("ties, a group and a rank", attributes, 5 * options.nodes),
    ):
        lines += rows(name, make(nodes), options)
        yield "\n".join(lines)
    lines += [
        "",
        f"Growth, ours alone, {options.grown} permutations: seconds are medians of three rounds. "
        "In a matrix written out a draw takes time in proportion to its cells; ties, a group and a "
        "rank are never written out above 512 nodes, and ten ties a node make it nodes times a "
        "logarithm.",
        "",
        "| networks | nodes | dyads | seconds | milliseconds a draw |",
        "|---|---|---|---|---|",
    ]
    for name, make, sizes in (
        ("numbers in every cell", dense, options.dense),
        ("ties, a group and a rank", unwritten, options.sparse),
    ):
        for nodes in [int(size) for size in sizes.split(",") if size]:
            lines.append(growth(name, make(nodes), nodes, options.grown))
            yield "\n".join(lines)


def attributes(n: int) -> tuple[Matrices, list[Any]]:
    """Count ties by sparse ties, being of one group, and the distance of ranks."""
    from twiplomacy import _core

    draw = np.random.default_rng(1)
    few = min(0.05, 10 / n)
    tie = (draw.random((n, n)) < few).astype(float)
    group, rank = draw.integers(8, size=n), draw.random(n)
    same = (group[:, None] == group[None, :]).astype(float)
    distance = np.abs(rank[:, None] - rank[None, :])
    outcome = draw.poisson(few * np.exp(tie + 0.5 * same - distance)).astype(float)
    matrices = outcome, [tie, same, distance]
    for matrix in (outcome, tie, same, distance):
        np.fill_diagonal(matrix, 0)
    dyads = [
        sparse(outcome),
        sparse(tie),
        _core.Dyads.same(pa.array(group, pa.uint32())),
        _core.Dyads.distance(pa.array(rank)),
    ]
    return matrices, dyads


def written_out(n: int) -> tuple[Matrices, list[Any]]:
    """Make numbers, none of them zero."""
    from twiplomacy import _core

    draw = np.random.default_rng(2)
    outcome, first, second, third = draw.normal(size=(4, n, n))
    second += 0.5 * first
    outcome += 0.2 * first
    matrices = outcome, [first, second, third]
    for matrix in (outcome, first, second, third):
        np.fill_diagonal(matrix, 0)
    every = [outcome, first, second, third]
    return matrices, [_core.Dyads.dense(n, pa.array(matrix.ravel())) for matrix in every]


def dense(n: int) -> list[Any]:
    """Leave the matrices themselves out."""
    return written_out(n)[1]


def unwritten(n: int) -> list[Any]:
    """Make the dyads of `attributes` with ten ties a node, without any matrix."""
    from twiplomacy import _core

    draw = np.random.default_rng(3)

    def ties(values: np.ndarray) -> Any:
        ends = [pa.array(draw.integers(n, size=len(values)), pa.uint32()) for _ in range(2)]
        return _core.Dyads.sparse(n, *ends, pa.array(values))

    return [
        ties(draw.poisson(2.0, 10 * n) + 1.0),
        ties(np.ones(10 * n)),
        _core.Dyads.same(pa.array(draw.integers(8, size=n), pa.uint32())),
        _core.Dyads.distance(pa.array(draw.random(n))),
    ]


def growth(name: str, dyads: list[Any], nodes: int, draws: int) -> str:
    """Time ours alone."""
    from twiplomacy import _core

    outcome, *predictors = dyads

    def ours() -> None:
        _core.mrqap(outcome, predictors, True, "gaussian", "semi_partial", draws, 1, None, None)

    def without_draws() -> None:
        _core.mrqap(outcome, predictors, True, "gaussian", "semi_partial", 0, 1, None, None)

    seconds = statistics.median(timed(ours) for _ in range(3))
    rest = statistics.median(timed(without_draws) for _ in range(3))
    each = 1_000 * max(0.0, seconds - rest) / draws
    pairs = nodes * (nodes - 1)
    return f"| {name} | {nodes:,} | {pairs:,} | {seconds:.3g} | {each:.3g} |"


def sparse(matrix: np.ndarray) -> Any:
    """Hand over the cells that are not zero."""
    from twiplomacy import _core

    source, target = np.nonzero(matrix)
    ends = pa.array(source, pa.uint32()), pa.array(target, pa.uint32())
    return _core.Dyads.sparse(len(matrix), *ends, pa.array(matrix[source, target]))


def by_numpy(matrices: Matrices, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the t of each predictor and the t of each draw."""
    outcome, predictors = matrices
    n = len(outcome)
    off = 1.0 - np.eye(n)
    draw = np.random.default_rng(0)
    orders = [draw.permutation(n) for _ in range(draws)]
    degrees = n * (n - 1) - len(predictors) - 1
    observed, drawn = [], []
    for k, own in enumerate(predictors):
        others = [off, *predictors[:k], *predictors[k + 1 :]]
        basis, _ = np.linalg.qr(np.column_stack([x.ravel() for x in others]))
        y = outcome.ravel() - basis @ (basis.T @ outcome.ravel())
        residual = own.ravel() - basis @ (basis.T @ own.ravel())
        square, total = residual @ residual, y @ y
        # What stays, a row each, so that a draw is one product of a matrix and a vector.
        stays = np.ascontiguousarray(np.vstack([basis.T, y]))
        matrix = residual.reshape(n, n)

        def t(z: np.ndarray, stays=stays, square=square, total=total) -> float:
            products = stays @ z
            left = square - products[:-1] @ products[:-1]
            return products[-1] / np.sqrt((total - products[-1] ** 2 / left) / degrees * left)

        observed.append(t(residual))
        drawn.append([t(matrix[np.ix_(order, order)].ravel()) for order in orders])
    return np.array(observed), np.array(drawn)


def rows(name: str, made: tuple[Matrices, list[Any]], options: argparse.Namespace) -> list[str]:
    """Time both and compare what they say."""
    from twiplomacy import _core

    matrices, (outcome, *predictors) = made
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = _core.mrqap(
            outcome, predictors, True, "gaussian", "semi_partial", options.draws, 1, None, None
        )[0]

    def theirs() -> None:
        found["numpy"] = by_numpy(matrices, options.draws)

    times = [(timed(ours), timed(theirs)) for _ in range(options.rounds + 1)][1:]
    ratios = [numpy / own for own, numpy in times]
    t, draws = found["numpy"]
    apart = np.abs(found["ours"]["t"].to_numpy()[1:] - t).max()
    spread = np.abs(found["ours"]["null_sd"].to_numpy()[1:] - draws.std(axis=1, ddof=1)).max()
    nodes = f"{len(matrices[0]):,}"
    own, numpy = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    return [
        f"| {name} | {nodes} | twiplomacy | {own:.3f} | {ratio} | {apart:.0e} | {spread:.2f} |",
        f"| | | numpy | {numpy:.3f} | | | |",
    ]


def timed(call: Callable[[], None]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
