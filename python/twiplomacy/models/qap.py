"""The correlation of two networks, with p-values from shuffled nodes."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import check_seed
from ..errors import InputError
from ..frames import Backend, Frame, check_backend, from_arrow
from .dyads import Data, Nodes, missing_pairs, spread
from .formula import Factor, Formula
from .mrqap import check_permutations, strata_of
from .sources import Relation, read


def qap_correlation(
    a: Any,
    b: Any,
    draws: int = 1000,
    seed: int = 0,
    *,
    directed: bool | None = None,
    strata: Any | None = None,
    nodes: Nodes = None,
    backend: Backend | None = None,
    progress: bool | None = None,
) -> Frame:
    """Say how much two networks agree about who is tied to whom.

    Parameters
    ----------
    a, b : Network or square matrix
        As in :func:`twiplomacy.mrqap`: matched by label, weights count, the diagonal does not.
    draws : int
        How many permutations of the nodes of one; at least 19.
    seed : int
        The same seed gives the same numbers on any number of threads.
    directed : bool, optional
        Whether the pair from i to j and that from j to i are two cases. By default they are, unless
        both are symmetric.
    strata, nodes, backend, progress
        As in :func:`twiplomacy.mrqap`.

    Returns
    -------
    frame
        One row: ``value`` (Pearson's correlation over pairs), ``null_mean, null_sd, z, p, draws``
        and ``n``, the pairs. p is two-sided: (1 + draws at least as far from the null's mean) / (1
        + draws).

    Raises
    ------
    InputError
        If one is no network or matrix or is constant, nodes differ, or draws are too few.

    Notes
    -----
    Sources: Mantel 1967, *Cancer Research* 27:209; Hubert & Schultz 1976, *British Journal of
    Mathematical and Statistical Psychology* 29:190. For each draw O(n²) on dense matrices, O(ties)
    on sparse ones.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> managers = tw.datasets.high_tech_managers()
    >>> table = tw.qap_correlation(managers["advice"], managers["reports"], draws=199)
    >>> table["p"].tolist()
    [0.005]
    """
    draws, seed = check_permutations(draws), check_seed(seed)
    for name, value in (("a", a), ("b", b)):
        if not isinstance(read(value, name), Relation):
            raise InputError(f"{name}: an attribute of nodes; wanted a network or a square matrix")
    one, other = Factor("a"), Factor("b")
    found = Data({"a": a, "b": b}, Formula("a ~ b", one, ((other,),)), nodes)
    kind = check_backend(backend or found.backend)
    ordered = found.directed(directed)
    n = len(found.nodes)
    cells = [found.cells(factor) for factor in (one, other)]
    for name, matrix in zip("ab", cells, strict=True):
        least, most, _ = spread(matrix, n)
        if not least < most:
            raise InputError(f"{name}: the same number in every pair; wanted one that varies")
    groups = strata_of(strata, found)
    with reporting("qap_correlation", "draw", progress) as report:
        value, null = _core.qap_correlation(
            found.outcome_dyads(), found.columns()[0][1], ordered, draws, seed, groups, report
        )
    table = pa.Table.from_batches([_core.null_table(["qap"], [value], [null])])
    pairs = n * (n - 1) - missing_pairs(cells, n)
    table = table.select(["value", "null_mean", "null_sd", "z", "p", "draws"])
    table = table.append_column("n", pa.array([pairs if ordered else pairs // 2]))
    return from_arrow(table, kind)
