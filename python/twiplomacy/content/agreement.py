"""How far coders agree: Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError
from ..frames import Frame, _column, _decoded, as_text, check_backend, from_arrow, one_array

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def agreement(
    a: Any, b: Any, *more: Any, level: str = "nominal", order: Sequence[str] | None = None
) -> float:
    """Measure how far coders agree beyond chance: Krippendorff's alpha.

    alpha = 1 - D_o / D_e, the observed disagreement over that expected by chance. 1 is perfect
    agreement, 0 chance, below 0 systematic disagreement. Krippendorff asks for 0.8, and 0.667 for
    tentative conclusions.

    Parameters
    ----------
    a, b, *more : column or list
        The codes of each coder, one a unit, in the same order; null, NaN and ``""`` are missing.
    level : str
        ``"nominal"``, ``"ordinal"``, ``"interval"`` or ``"ratio"``.
    order : list of str, optional
        For ordinal codes that are words: from the lowest to the highest.

    Returns
    -------
    float
        alpha; NaN where all codes are the same or no unit has two: agreement cannot be told from
        a lack of variation there. :func:`agreement_table` gives its interval.

    Raises
    ------
    InputError
        If coders coded different numbers of units, or codes do not fit the level.

    Notes
    -----
    With o_ck the coincidences of codes c and k within units (each unit weighs its codes by
    1 / (m_u - 1)), n_c how often c was given, n their sum:
    alpha = 1 - (n - 1) sum o_ck d_ck^2 / sum n_c n_k d_ck^2, d^2 being 1 (nominal), the squared
    difference of mid-ranks (ordinal), (c - k)^2 (interval), ((c - k) / (c + k))^2 (ratio); sources:
    Krippendorff 2011; Hayes & Krippendorff 2007. Units with a single code are left out. Linear in
    codes; for ratios quadratic in distinct values.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> ben = list("aabbdcccedda")
    >>> gerry = list("babbbccceddd")
    >>> round(tw.content.agreement(ben, gerry), 3)
    0.692
    """
    coders, values = coded([a, b, *more], level, order)
    return _core.content_agreement(coders, values, level, 0, 0)[0]


def agreement_table(
    a: Any,
    b: Any,
    *more: Any,
    level: str = "nominal",
    order: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: bool | None = None,
) -> Frame:
    """Give Krippendorff's alpha with its interval and what it rests on.

    Parameters
    ----------
    a, b, *more, level, order
        As for :func:`agreement`.
    draws : int
        Draws of the bootstrap.
    seed : int
        The same seed gives the same interval on any number of threads.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    frame
        One row: ``level, alpha, ci_low, ci_high, coders, units`` (with two codes or more),
        ``codes`` (in them), ``observed, expected`` (disagreement).

    Raises
    ------
    InputError
        As :func:`agreement`.

    Notes
    -----
    Interval: 95 %, percentile bootstrap over units, both disagreements anew in each draw. Hayes &
    Krippendorff 2007 resample pairs and hold the expected disagreement fixed, which takes the
    pairs of one unit for independent. Draws without variation are left out.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.agreement_table([1, 2, 2, 3, 1], [1, 2, 3, 3, 1], level="ordinal")
    >>> table[["coders", "units", "codes"]].values.tolist()
    [[2, 5, 10]]
    """
    check_draws(draws)
    coders, values = coded([a, b, *more], level, order)
    with reporting("agreement", "draw", progress) as report:
        row = _core.content_agreement(coders, values, level, draws, check_seed(seed), report)
    return from_arrow(table_of([(level, len(coders), row)]), check_backend(None))


Row = tuple[float, float, float, int, int, float, float]


def table_of(rows: Sequence[tuple[str, int, Row]]) -> pa.Table:
    """Set alphas below each other."""
    number = pa.float64()
    columns: dict[str, tuple[list[Any], pa.DataType]] = {
        "level": ([level for level, _, _ in rows], pa.large_string()),
        "alpha": ([row[0] for _, _, row in rows], number),
        "ci_low": ([row[1] for _, _, row in rows], number),
        "ci_high": ([row[2] for _, _, row in rows], number),
        "coders": ([coders for _, coders, _ in rows], pa.int64()),
        "units": ([row[3] for _, _, row in rows], pa.int64()),
        "codes": ([row[4] for _, _, row in rows], pa.int64()),
        "observed": ([row[5] for _, _, row in rows], number),
        "expected": ([row[6] for _, _, row in rows], number),
    }
    return pa.table({name: pa.array(cells, kind) for name, (cells, kind) in columns.items()})


def coded(
    columns: Sequence[Any], level: str, order: Sequence[str] | None = None
) -> tuple[list[pa.UInt32Array], pa.DoubleArray]:
    """Turn the codes of coders into places among the distinct values, which ascend."""
    if level not in LEVELS:
        raise InputError(f"level: {level!r}; wanted one of {', '.join(LEVELS)}")
    if order is not None and level != "ordinal":
        raise InputError(f"order: given for level {level!r}; wanted level='ordinal' with it")
    taken = [one_array(_column(c, f"coder {i}", "a column")) for i, c in enumerate(columns, 1)]
    lengths = [len(column) for column in taken]
    for i, length in enumerate(lengths[1:], 2):
        if length != lengths[0]:
            raise InputError(
                f"coder {i}: {length:,} codes, but {lengths[0]:,} of coder 1; wanted the same "
                "units in the same order from each, with nulls where a code is missing"
            )
    taken = [_plain(column) for column in taken]
    if order is not None:
        return _ordered(taken, order)
    numeric = all(pa.types.is_floating(c.type) or pa.types.is_null(c.type) for c in taken)
    if level == "nominal" and not numeric:
        taken = [as_text(_whole(column), f"coder {i}") for i, column in enumerate(taken, 1)]
        values = pc.drop_null(pc.unique(pa.concat_arrays(taken)))
        places = pa.array(range(len(values)), pa.float64())
        return [pc.index_in(column, values).cast(pa.uint32()) for column in taken], places
    taken = [_numbers(column, f"coder {i}", level) for i, column in enumerate(taken, 1)]
    values = pc.drop_null(pc.unique(pa.concat_arrays(taken)))
    values = values.take(pc.sort_indices(values))
    return [pc.index_in(column, values).cast(pa.uint32()) for column in taken], values


def _plain(column: pa.Array) -> pa.Array:
    """Return numbers as floats and words as strings; what is missing is null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = _decoded(column)
        kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        column = column.cast(pa.int64()) if pa.types.is_boolean(kind) else column
        column = column.cast(pa.float64(), safe=False)
        # One zero, and no NaN.
        column = pc.add(column, 0.0)
        return pc.if_else(pc.is_nan(column), pa.scalar(None, pa.float64()), column)
    if pa.types.is_null(kind):
        return column
    text = as_text(column, "codes")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)


def _whole(column: pa.Array) -> pa.Array:
    """Return whole numbers as such, so that beside words 1.0 is the code 1."""
    return column.cast(pa.large_string()) if pa.types.is_null(column.type) else column


def _numbers(column: pa.Array, argument: str, level: str) -> pa.Array:
    try:
        numbers = column.cast(pa.float64())
    except pa.ArrowInvalid as error:
        hint = ", or order= with the codes from the lowest to the highest"
        raise InputError(
            f"{argument}: {error}; level={level!r} wants numbers{hint * (level == 'ordinal')}"
        ) from error
    numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    if pc.any(pc.is_inf(numbers)).as_py():
        raise InputError(f"{argument}: an infinite code; wanted finite numbers")
    return numbers


def _ordered(
    columns: list[pa.Array], order: Sequence[str]
) -> tuple[list[pa.UInt32Array], pa.DoubleArray]:
    if isinstance(order, str) or not isinstance(order, Iterable):
        raise InputError(f"order: {order!r}; wanted a list of codes, the lowest first")
    order = list(order)
    ranks = pa.array([str(code) for code in order], pa.large_string())
    if pc.count_distinct(ranks).as_py() != len(ranks):
        raise InputError(f"order: {list(order)!r} names a code twice")
    places = []
    for i, column in enumerate(columns, 1):
        text = as_text(column, f"coder {i}")
        found = pc.index_in(text, ranks)
        unknown = text.filter(pc.and_(pc.is_valid(text), pc.is_null(found)))
        if len(unknown):
            raise InputError(
                f"coder {i}: the code {unknown[0].as_py()!r} is not in order=; it has "
                f"{', '.join(map(str, order))}"
            )
        places.append(found.cast(pa.uint32()))
    return places, pa.array(range(len(ranks)), pa.float64())
