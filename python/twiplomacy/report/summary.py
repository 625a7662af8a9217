"""What the study found, in sentences that quote the rows of its table of findings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from .section import Finding, Section, show

LEVEL = 0.05
_SCHEMA = pa.schema(
    [
        ("section", pa.string()),
        ("finding", pa.string()),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("ci_low", pa.float64()),
        ("ci_high", pa.float64()),
        ("n", pa.int64()),
        ("n_of", pa.string()),
        ("null_mean", pa.float64()),
        ("p", pa.float64()),
        ("note", pa.string()),
    ]
)


@dataclass(frozen=True)
class Sentence:
    """A sentence, how sure it is, and the section that it comes from."""

    text: str
    certainty: str
    section: str
    number: str


@dataclass
class Summary:
    """What was found, what chance may have made or is too unsure, and what the data lack."""

    found: list[Sentence] = field(default_factory=list)
    open: list[Sentence] = field(default_factory=list)
    cannot: list[Sentence] = field(default_factory=list)
    more: int = 0


def findings_table(sections: list[Section]) -> pa.Table:
    """Return every number that the report shows on its own, one a row."""
    rows = [_row(section, finding) for section in sections for finding in section.findings]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _row(section: Section, finding: Finding) -> dict[str, Any]:
    low, high = finding.ci or (math.nan, math.nan)
    return {
        "section": section.key,
        "finding": finding.label,
        "value": float(finding.value),
        "unit": finding.unit,
        "ci_low": low,
        "ci_high": high,
        "n": finding.n,
        "n_of": finding.n_of,
        "null_mean": finding.null,
        "p": finding.p,
        "note": finding.note,
    }


def summarise(sections: list[Section]) -> Summary:
    """Sort what the findings say by how sure it is, and add what the data cannot answer.

    At most two sentences a section of what was found, those that were held against chance before
    others, and one of what stays open.
    """
    summary = Summary()
    for section in sections:
        said = {True: 0, False: 0}
        for finding, row in _worth_a_sentence(section):
            is_open = _is_open(row)
            said[is_open] += 1
            if said[is_open] > (1 if is_open else 2):
                summary.more += 1
                continue
            sentence = Sentence(
                finding.says.format(value=show(row["value"], row["unit"])),
                _certainty(row),
                section.key,
                section.number,
            )
            (summary.open if is_open else summary.found).append(sentence)
        if section.missing:
            text = f"{section.question} {section.missing.split('. ')[0].rstrip('.')}."
            summary.cannot.append(Sentence(text, "", section.key, section.number))
        summary.cannot += [
            Sentence(note, "", section.key, section.number) for note in section.cannot
        ]
    return summary


def _worth_a_sentence(section: Section) -> Iterator[tuple[Finding, dict[str, Any]]]:
    """Yield what has a sentence, first what was held against chance and is more."""
    for finding in sorted(section.findings, key=lambda one: not _beyond_chance(one)):
        if finding.says and math.isfinite(finding.value):
            yield finding, _row(section, finding)


def _beyond_chance(finding: Finding) -> bool:
    return finding.p is not None and finding.p <= LEVEL


def _is_open(row: dict[str, Any]) -> bool:
    """Say whether chance may have made it, or the interval leaves open what it is."""
    if row["p"] is not None and not math.isnan(row["p"]):
        return bool(row["p"] > LEVEL)
    width = row["ci_high"] - row["ci_low"]
    return bool(width > abs(row["value"]) and (row["unit"] != "share" or width > 0.25))


def _certainty(row: dict[str, Any]) -> str:
    """Write how sure a number is: interval, n, and what chance gives."""
    unit = row["unit"]
    parts = []
    if math.isfinite(row["ci_low"]) and math.isfinite(row["ci_high"]):
        parts.append(f"95 % interval {show(row['ci_low'], unit)} to {show(row['ci_high'], unit)}")
    if row["n"] is not None:
        parts.append(f"n = {row['n']:,} {row['n_of']}".rstrip())
    if row["p"] is not None and not math.isnan(row["p"]):
        by_chance = row["null_mean"]
        if by_chance is not None and math.isfinite(by_chance):
            parts.append(f"chance gives {show(by_chance, unit)}")
        parts.append(f"p = {row['p']:.2g}")
        if row["p"] > LEVEL:
            parts.append("chance may have made it")
    elif _is_open(row):
        parts.append("too unsure to say how much")
    if row["note"]:
        parts.append(row["note"])
    return f"({'; '.join(parts)})" if parts else ""
