"""The estimates of a fit, drawn with their intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..cascades.canvas import settle
from ..errors import InputError
from ..palette import COLOURS, INK, PALE, QUIET

_LONGEST = 48
_SCALES = {"estimate": "estimate", "t": "estimate / standard error"}


def draw_terms(
    terms: pa.Table,
    title: str,
    *,
    scale: str,
    intercept: bool,
    level: float,
    p: str,
    ax: Any | None,
) -> Any:
    """Draw one row a term: a mark for the estimate, a line for its interval."""
    import matplotlib.pyplot as plt

    _check(terms, scale, level, p)
    if not intercept:
        terms = terms.filter(pc.not_equal(terms["term"], "(intercept)"))
    if not len(terms):
        raise InputError("plot: no term but the intercept; wanted intercept=True to draw that")
    places, low, high = _scaled(terms, scale)
    if ax is None:
        height = max(1.9, 1.1 + 0.3 * len(terms))
        _, ax = plt.subplots(figsize=(6.4, height), layout="constrained")
    sure = np.nan_to_num(terms[p].to_numpy().astype(float), nan=1.0) <= level
    rows = np.arange(len(terms))
    ax.axvline(0.0, color=QUIET, linewidth=0.9, zorder=1)
    ax.hlines(rows, low, high, color=COLOURS[0], linewidth=1.6, zorder=2)
    for filled in (True, False):
        some = sure == filled
        face = COLOURS[0] if filled else "white"
        ax.scatter(
            places[some],
            rows[some],
            s=36,
            color=face,
            edgecolor=COLOURS[0],
            linewidth=1.3,
            zorder=3,
        )
    names = [_short(name) for name in _names(terms)]
    ax.set_yticks(rows, names, parse_math=False)
    ax.set_ylim(len(terms) - 0.4, -0.6)
    ax.set_xlabel(f"{_SCALES[scale]}, with its 95 % interval")
    hollow = not sure.all()
    # The heading stands above what the marks mean.
    ax.set_title(title, loc="left", color=INK, parse_math=False, pad=16.0 if hollow else None)
    _dress(ax)
    if hollow:
        _note(ax, f"hollow: {p} above {level:g}, or unknown")
    settle(ax)
    return ax.figure.figure


def _check(terms: pa.Table, scale: str, level: float, p: str) -> None:
    if scale not in _SCALES:
        raise InputError(f"scale: {scale!r}; wanted one of {', '.join(_SCALES)}")
    wanted = ["estimate", "ci_low", "ci_high", p, *(["std_error"] if scale == "t" else [])]
    lacking = [name for name in wanted if name not in terms.column_names]
    if lacking:
        raise InputError(
            f"plot: the terms have no {', '.join(lacking)}; they have "
            f"{', '.join(terms.column_names)}"
        )
    if not isinstance(level, int | float) or not 0 < level < 1:
        raise InputError(f"level: {level!r}; wanted a number between 0 and 1")


def _scaled(terms: pa.Table, scale: str) -> list[Any]:
    columns = [terms[name].to_numpy().astype(float) for name in ("estimate", "ci_low", "ci_high")]
    if scale == "estimate":
        return columns
    errors = terms["std_error"].to_numpy().astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return [np.where(errors > 0, column / errors, np.nan) for column in columns]


def _names(terms: pa.Table) -> list[str]:
    """Name terms, with the words of other columns in front where there are any."""
    words = [
        field.name
        for field in terms.schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    order = sorted(words, key=lambda name: name == "term")
    return [": ".join(str(row[name]) for name in order) for row in terms.select(order).to_pylist()]


def _short(name: str) -> str:
    """Shorten a name to leave room for the figure: long ones lose their middle."""
    plain = "".join(sign if sign.isprintable() else " " for sign in name)
    if len(plain) <= _LONGEST:
        return plain
    half = (_LONGEST - 1) // 2
    return f"{plain[:half]}…{plain[-half:]}"


def _dress(ax: Any) -> None:
    for spine in ("top", "right", "left"):
        ax.spines[spine].set_visible(False)
    ax.tick_params(axis="y", length=0, colors=INK)
    ax.grid(axis="x", color=PALE, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.margins(x=0.06)


def _note(ax: Any, words: str) -> None:
    ax.annotate(
        words,
        (1.0, 1.0),
        (0.0, 3.0),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=7.0,
        color="#555555",
        annotation_clip=False,
    )
