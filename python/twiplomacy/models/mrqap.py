"""Regression of one network on others, with p-values from shuffled nodes."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import check_draws, check_seed
from ..errors import InputError
from ..frames import Backend, check_backend
from .dyads import Data, Nodes, codes, nan_to_null, spread
from .fit import Fit
from .formula import Formula, label, parse
from .sources import Attribute, Relation, read

FEWEST_DRAWS = 19
"""Fewer cannot give a p of 0.05."""
FAMILIES = {
    "gaussian": "ordinary least squares",
    "logit": "logistic regression",
    "poisson": "Poisson regression",
}
METHODS = {
    "semi_partial": ("double semi-partialling", "Dekker, Krackhardt & Snijders 2007"),
    "y": ("permutation of the outcome", "Krackhardt 1988"),
    "x": ("permutation of each predictor", "Dekker, Krackhardt & Snijders 2007"),
}
_COUNTS = ("n", "missing", "df")
_AS_THEY_ARE = ("p_adjusted", "p_greater", "p_less", "null_mean", "null_sd", "draws")
_WORKS = {
    "semi_partial": ("dekker2007", "krackhardt1988"),
    "y": ("krackhardt1988", "dekker2007"),
    "x": ("dekker2007", "krackhardt1988"),
}


def mrqap(
    formula: str,
    data: Any,
    draws: int = 1000,
    seed: int = 0,
    *,
    family: str = "gaussian",
    method: str = "semi_partial",
    directed: bool | None = None,
    strata: Any | None = None,
    nodes: Nodes = None,
    backend: Backend | None = None,
    progress: bool | None = None,
) -> Fit:
    r"""Say what predicts who is tied to whom: regress one network on others.

    The ties of one account are not independent of each other, so the usual standard errors of a
    regression on pairs are wrong. Here p comes from shuffling nodes, which keeps what ties have in
    common within rows and columns (multiple regression quadratic assignment procedure, MRQAP).

    Parameters
    ----------
    formula : str
        Such as ``"mention ~ follow + t(mention) + same(party)"``. On the left a network or matrix
        of ``data``. On the right, joined by ``+``:

        ========================= =========================================================
        ``x``                     a network (its weights, 0 without a tie) or matrix
        ``t(x)``                  the other way round: from j to i
        ``binary(x)``             1 where x is not 0
        ``same(a)``               1 where i and j have the same value of an attribute
        ``dist(a)``               how far the numbers of i and j are apart, in absolute terms
        ``ego(a)``, ``alter(a)``  the value of i, who sends the tie; of j, who gets it
        ``x:y``                   the product of two terms, cell by cell
        ``x*y``                   short for ``x + y + x:y``
        ========================= =========================================================

        ``ego`` and ``alter`` of an attribute in words give a term for each value but the first in
        the order of the alphabet, to which they compare. Names with other characters than letters,
        digits, ``_`` and ``.`` stand in backticks. The intercept is always there. A term that is
        written twice counts once.
    data : mapping
        Names to networks, square matrices (pandas with the same labels in index and columns, numpy,
        scipy), or attributes (mapping of nodes to values, Series with nodes as index, frame with
        ``node`` and one more column). Names that the formula does not use are left alone. An
        attribute that is not in ``data`` is looked up among the ``nodes`` of the outcome's network.
    draws : int
        How many permutations for each term; at least 19, as fewer cannot give a p of 0.05.
    seed : int
        The same seed gives the same numbers on any number of threads.
    family : {"gaussian", "logit", "poisson"}
        Ordinary least squares; for an outcome of 0 and 1; for counts.
    method : {"semi_partial", "y", "x"}
        What is shuffled: the part of each predictor that the others do not explain (double
        semi-partialling, which holds its level when predictors are related); the outcome; or the
        predictor itself.
    directed : bool, optional
        Whether the pair from a to b and that from b to a are two cases. By default they are, unless
        the outcome and all terms are symmetric.
    strata : str, mapping, Series or frame, optional
        Nodes change places only with others of their stratum: an attribute's name or values.
    nodes : "common" or list, optional
        Which nodes to keep if not all networks and matrices have the same: those that they share,
        or these. Also names the rows of matrices without labels.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table; by default that of the outcome.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    Fit
        ``.terms``: ``"(intercept)"`` and then the terms in order, with ``term, estimate, t, p``
        (two-sided: (1 + draws with \|t\| at least as large) / (1 + draws)), ``std_error``
        (classical), ``ci_low, ci_high`` (95 %; see Notes), ``p_adjusted`` (Benjamini & Hochberg,
        over the terms without the intercept), ``p_greater, p_less`` (one-sided), ``null_mean,
        null_sd`` (of t in the draws) and ``draws`` (those that could be fitted). ``.n`` counts
        pairs, ``.notes`` those that are missing.

    Raises
    ------
    InputError
        If the formula is none (a caret shows where), a name is unknown, nodes differ, the outcome
        is constant, a term is a combination of others, or draws are too few.

    Warns
    -----
    CoverageWarning
        If some nodes lack an attribute; their pairs are left out.

    Notes
    -----
    Networks and matrices are matched by label, never by position. The diagonal does not count.
    Sources: Dekker, Krackhardt & Snijders 2007, *Psychometrika* 72:563; Krackhardt 1988, *Social
    Networks* 10:359. The interval is the test turned round: the estimate, plus and minus q se,
    where se is the classical error and q how far from 0 a t must be for p to be at most 5 %. So it
    holds 0 exactly where p is above 5 %. It is approximate, as it takes the draws of t for what
    they would be at any other value than 0. With ``family="logit"`` or ``"poisson"`` the share of
    variance is McFadden's pseudo R². For each draw O(n²) on dense matrices, O(ties) on sparse ones.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> managers = tw.datasets.high_tech_managers()
    >>> fit = tw.mrqap("friendship ~ advice + t(advice) + same(dept)", managers, draws=199)
    >>> fit.terms["term"].tolist()
    ['(intercept)', 'advice', 't(advice)', 'same(dept)']
    >>> fit.n
    420
    """
    _check_choice(family, FAMILIES, "family")
    _check_choice(method, METHODS, "method")
    draws, seed = check_permutations(draws), check_seed(seed)
    model = parse(formula)
    found = Data(data, model, nodes)
    kind = check_backend(backend or found.backend)
    ordered = found.directed(directed)
    _check_outcome(model, found, family)
    names, columns = zip(*found.columns(), strict=True)
    outcome = found.outcome_dyads()
    found.warn_of_gaps()
    groups = strata_of(strata, found)
    with reporting("mrqap", "draw", progress) as report:
        try:
            batch, facts = _core.mrqap(
                outcome, list(columns), ordered, family, method, draws, seed, groups, report
            )
        except InputError as error:
            raise _named(error, names, model, found) from error
    notes = {
        **{name: int(facts[name]) if name in _COUNTS else facts[name] for name in facts},
        "nodes": len(found.nodes),
        "directed": ordered,
        "family": family,
        "method": method,
        "draws": draws,
        "seed": seed,
        "strata": strata is not None,
        "compared_to": {name: levels[0] for name, levels in found.levels.items()},
        "nodes_without": found.without,
    }
    return Fit(
        _terms(batch, names),
        backend=kind,
        model="MRQAP",
        outcome=model.outcome.label,
        n=int(facts["n"]),
        unit="ordered pairs" if ordered else "pairs",
        methods=_sentence(model, notes),
        r_squared=float(facts["r_squared"]),
        works=_WORKS[method] + (() if family == "gaussian" else ("mcfadden1974",)),
        notes=notes,
        note=_note(notes),
        r_squared_name="R²" if family == "gaussian" else "McFadden's pseudo R²",
    )


def check_permutations(draws: int) -> int:
    """Return a number of draws that can give a p of 0.05."""
    draws = check_draws(draws)
    if draws < FEWEST_DRAWS:
        raise InputError(
            f"draws: {draws}; p can then be no smaller than 1 / {draws + 1} = {1 / (draws + 1):.3f}"
            f"; wanted at least {FEWEST_DRAWS}, so that p can reach 0.05"
        )
    return draws


def _check_choice(value: Any, choices: dict[str, Any], argument: str) -> None:
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{argument}: {value!r}; wanted one of {', '.join(choices)}")


def _check_outcome(model: Formula, found: Data, family: str) -> None:
    """Refuse an outcome that the family cannot explain."""
    outcome = model.outcome
    cells = found.cells(outcome)
    least, most, _ = spread(cells, len(found.nodes))
    name = outcome.label
    if math.isnan(least):
        raise model.wrong(outcome.at, f"every cell of {name} is missing")
    if least == most:
        raise model.wrong(
            outcome.at, f"{name} is {least:g} in every pair; wanted an outcome that varies"
        )
    values = cells if isinstance(cells, np.ndarray) else cells.values
    if isinstance(cells, np.ndarray):
        values = cells[~np.eye(len(cells), dtype=bool)]
    values = values[~np.isnan(values)]
    if family == "logit" and not np.isin(values, (0.0, 1.0)).all():
        raise model.wrong(
            outcome.at,
            f"{name} holds other numbers than 0 and 1, and family='logit'; wanted "
            f"binary({name}) ~ ... for whether there is a tie at all",
        )
    if family == "poisson" and (least < 0 or (values != np.round(values)).any()):
        raise model.wrong(
            outcome.at,
            f"{name} holds numbers that are no counts, and family='poisson'; wanted "
            "whole numbers from 0 on",
        )


def strata_of(strata: Any, found: Data) -> pa.UInt32Array | None:
    """Give each node the number of its stratum.

    Raises
    ------
    InputError
        If a node has none, or if there are too few ways to shuffle for a p of 0.05.
    """
    ways = math.lgamma(len(found.nodes) + 1)
    groups = None
    if strata is not None:
        values = nan_to_null(_values(strata, found))
        if values.null_count:
            lacking = found.nodes.labels.filter(values.is_null())[0].as_py()
            raise InputError(
                f"strata: {values.null_count} of {len(values)} nodes have none, such as "
                f"{lacking!r}; wanted one for each"
            )
        groups = codes(values)
        sizes = np.bincount(groups.to_numpy())
        ways = sum(math.lgamma(size + 1) for size in sizes)
    if ways < math.log(FEWEST_DRAWS + 1) - 1e-9:
        where = "nodes" if strata is None else "nodes within their strata"
        raise InputError(
            f"{'data' if strata is None else 'strata'}: the {len(found.nodes)} {where} can be "
            f"shuffled in {round(math.exp(ways))} ways only; wanted at least {FEWEST_DRAWS + 1}, "
            "so that p can reach 0.05"
        )
    return groups


def _values(strata: Any, found: Data) -> pa.Array:
    if isinstance(strata, str):
        return found.named_attribute(strata, "strata")
    values = read(strata, "strata")
    if isinstance(values, Relation):
        raise InputError("strata: a network or matrix; wanted one value for each node")
    assert isinstance(values, Attribute)
    return found.matched(values)


def _named(error: InputError, names: tuple[str, ...], model: Formula, found: Data) -> InputError:
    """Put the name of a term in place of the kernel's number, and point at it."""
    number = re.search(r"predictor (\d+)", str(error))
    if number is None or not 1 <= int(number[1]) <= len(names):
        return error
    name = names[int(number[1]) - 1]
    return model.wrong(found.places[name], str(error).replace(number[0], name))


def _terms(batch: pa.RecordBatch, names: tuple[str, ...]) -> pa.Table:
    column = {name: batch[name] for name in batch.schema.names}
    half = pc.multiply(column["t_reach"], column["se"])
    return pa.table(
        {
            "term": pa.array(["(intercept)", *names], pa.large_string()),
            "estimate": column["estimate"],
            "t": column["t"],
            "p": column["p"],
            "std_error": column["se"],
            "ci_low": pc.subtract(column["estimate"], half),
            "ci_high": pc.add(column["estimate"], half),
            **{name: column[name] for name in _AS_THEY_ARE},
        }
    )


def _sentence(model: Formula, notes: dict[str, Any]) -> str:
    procedure, source = METHODS[notes["method"]]
    terms = [label(term) for term in model.terms]
    listed = terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} and {terms[-1]}"
    pairs = "ordered pairs" if notes["directed"] else "pairs"
    within = " within strata" if notes["strata"] else ""
    missing = int(notes["missing"])
    left_out = f" ({missing:,} with missing values were left out)" if missing else ""
    levels = "".join(
        f" Values of {name} are compared to {level!r}."
        for name, level in notes["compared_to"].items()
    )
    return (
        f"We regressed {model.outcome.label} on {listed} by {FAMILIES[notes['family']]} over "
        f"{int(notes['n']):,} {pairs} of {notes['nodes']:,} nodes{left_out}, with p-values from "
        f"{notes['draws']:,} permutations of nodes{within} (multiple regression quadratic "
        f"assignment procedure, {procedure}: {source}; two-sided; seed {notes['seed']}; "
        f"twiplomacy {_core.__version__}).{levels}"
    )


def _note(notes: dict[str, Any]) -> str:
    """Say below a table of the terms how p was had."""
    return (
        f"p: two-sided, {notes['draws']:,} permutations of nodes, {METHODS[notes['method']][0]}; "
        "the intervals turn that test round"
    )
