"""A fit on a page: its terms as LaTeX and as HTML."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from ..arguments import check_whole
from ..errors import InputError

Foot = Sequence[tuple[str, str]]
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "²": r"\textsuperscript{2}",
    # At the start of a row LaTeX would take it for an argument of the line break before.
    "[": "{[}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def escape_latex(text: str) -> str:
    """Escape the signs that LaTeX takes as its own."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return "".join(_LATEX.get(sign, sign) for sign in plain)


def latex_table(
    terms: pa.Table, caption: str, label: str | None, digits: int, foot: Foot, note: str
) -> str:
    """Write terms as a LaTeX table with the rules of booktabs."""
    digits = check_whole(digits, "digits", 0, 15)
    if not isinstance(caption, str):
        raise InputError(f"caption: {caption!r}; wanted a string")
    if label is not None and not re.fullmatch(r"[A-Za-z0-9:._-]+", str(label)):
        raise InputError(f"label: {label!r}; wanted letters, digits and :.-_ only")
    heads, rows = _cells(terms, digits, _latex_number)
    words = _words(terms)
    columns = "l" * words + "r" * (len(heads) - words)
    lines = [
        r"\begin{table}",
        r"  \centering",
        f"  \\caption{{{escape_latex(caption)}}}",
        *([] if label is None else [f"  \\label{{{label}}}"]),
        f"  \\begin{{tabular}}{{{columns}}}",
        r"    \toprule",
        _latex_row(_latex_head(head) for head in heads),
        r"    \midrule",
        *(_latex_row([escape_latex(c) for c in row[:words]] + row[words:]) for row in rows),
        r"    \bottomrule",
        r"  \end{tabular}",
        "",
        r"  \smallskip",
        f"  \\footnotesize {escape_latex(_below(foot, note))}",
        r"\end{table}",
    ]
    return "\n".join(lines)


def _latex_row(cells: Any) -> str:
    return f"    {' & '.join(cells)} \\\\"


def _below(foot: Foot, note: str) -> str:
    """Say below the terms how many cases, what is explained, and how p was had."""
    return ". ".join([*(f"{name}: {value}" for name, value in foot), *([note] if note else [])])


def _latex_head(head: str) -> str:
    return f"${head}$" if head in ("t", "z", "p") else escape_latex(head)


def _latex_number(text: str) -> str:
    """Put a number in mathematics, so that its minus is one."""
    if text == "":
        return ""
    digits, _, power = text.partition("e")
    return f"${digits}$" if not power else f"${digits} \\times 10^{{{int(power)}}}$"


def html_table(terms: pa.Table, heading: str, foot: Foot, note: str) -> str:
    """Write terms as an HTML table that stands by itself; names are escaped."""
    heads, rows = _cells(terms, 3, _html_number)
    words = _words(terms)
    body = [
        "<tr>"
        + "".join(f'<th style="text-align:left">{html.escape(cell)}</th>' for cell in row[:words])
        + "".join(f"<td>{cell}</td>" for cell in row[words:])
        + "</tr>"
        for row in rows
    ]
    return "\n".join(
        [
            "<table>",
            f"<caption>{html.escape(heading)}</caption>",
            f"<thead><tr>{''.join(f'<th>{html.escape(head)}</th>' for head in heads)}</tr></thead>",
            "<tbody>",
            *body,
            "</tbody>",
            f'<tfoot><tr><td colspan="{len(heads)}" style="text-align:left">'
            f"{html.escape(_below(foot, note))}</td></tr></tfoot>",
            "</table>",
        ]
    )


def _html_number(text: str) -> str:
    return html.escape(text).replace("-", "\u2212")


def _words(terms: pa.Table) -> int:
    """How many columns in words stand first: the term, and what tells it from others."""
    return len(_word_columns(terms))


def _word_columns(terms: pa.Table) -> list[str]:
    names = [
        field.name
        for field in terms.schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    return sorted(names, key=lambda name: name == "term")


def _cells(
    terms: pa.Table, digits: int, number: Callable[[str], str]
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: names, estimate, interval (else standard error), t or z, p."""
    there = terms.column_names
    names = _word_columns(terms)
    makers: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        (name, lambda row, name=name: "" if row[name] is None else row[name])  # type: ignore[misc]
        for name in names
    ]
    makers.append(("estimate", lambda row: number(decimals(row["estimate"], digits))))
    if {"ci_low", "ci_high"} <= set(there):
        makers.append(("95 % interval", lambda row: _interval(row, digits, number)))
    elif "std_error" in there:
        makers.append(("standard error", lambda row: number(decimals(row["std_error"], digits))))
    for statistic in ("t", "z"):
        if statistic in there:
            makers.append((statistic, _plain(statistic, min(digits, 2), number)))
    for p in ("p", "p_adjusted"):
        if p in there:
            head = "p" if p == "p" else "adjusted p"
            makers.append((head, lambda row, p=p: _p(row[p], digits, number)))  # type: ignore[misc]
    rows = [[make(row) for _, make in makers] for row in terms.to_pylist()]
    return [head for head, _ in makers], rows


def _plain(name: str, digits: int, number: Callable[[str], str]) -> Callable[[dict[str, Any]], str]:
    return lambda row: number("" if _unknown(row[name]) else f"{row[name]:.{digits}f}")


def _interval(row: dict[str, Any], digits: int, number: Callable[[str], str]) -> str:
    low, high = row["ci_low"], row["ci_high"]
    if _unknown(low) or _unknown(high):
        return ""
    return f"[{number(decimals(low, digits))}, {number(decimals(high, digits))}]"


def _p(value: float | None, digits: int, number: Callable[[str], str]) -> str:
    if _unknown(value):
        return ""
    assert value is not None
    places = max(digits, 1)
    least = 10.0**-places
    return number(f"<{least:.{places}f}" if value < least / 2 else f"{value:.{places}f}")


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)


def decimals(value: float | None, digits: int) -> str:
    """Write a number with so many decimals, or with a power of ten if they would make it 0."""
    if _unknown(value):
        return ""
    assert value is not None
    text = f"{value:.{digits}f}"
    if value != 0 and float(text) == 0:
        return f"{value:.{max(digits - 1, 0)}e}"
    return text if float(text) else text.lstrip("-")
