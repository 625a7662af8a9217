"""What a section of the report is made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

Unit = Literal["share", "points", "count", "seconds", "number", "date"]


@dataclass(frozen=True)
class Finding:
    """A number with what it takes to believe it."""

    label: str
    value: float
    unit: Unit = "count"
    ci: tuple[float, float] | None = None
    n: int | None = None
    n_of: str = ""
    note: str = ""
    null: float | None = None
    """What chance gives on average, where that was asked."""
    p: float | None = None
    """How often chance gives as much."""
    says: str = ""
    """The sentence for the summary, with {value}; without one the summary leaves it out."""

    @property
    def shown(self) -> str:
        """The number for people."""
        return show(self.value, self.unit)

    @property
    def interval(self) -> str:
        """The interval for people, or nothing."""
        if self.ci is None or not all(math.isfinite(end) for end in self.ci):
            return ""
        return f"95 % CI {show(self.ci[0], self.unit)} – {show(self.ci[1], self.unit)}"

    @property
    def chance(self) -> str:
        """What chance gives, for people, or nothing."""
        if self.p is None or not math.isfinite(self.p):
            return ""
        mean = "" if self.null is None else f"{show(self.null, self.unit)} by chance, "
        return f"{mean}p = {self.p:.2g}"


@dataclass(frozen=True)
class Picture:
    """A figure of its own: what makes it, and what it shows."""

    name: str
    caption: str
    make: Callable[[], Any]


@dataclass
class Section:
    """One heading of the study: its numbers, tables, figure, definition and sources."""

    key: str
    number: str
    heading: str
    question: str
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    # What a table says, in a sentence, by its name.
    notes: dict[str, str] = field(default_factory=dict)
    draw: Callable[[Any], None] | None = None
    size: tuple[float, float] = (7.0, 3.6)
    caption: str = ""
    pictures: list[Picture] = field(default_factory=list)
    definition: str = ""
    sources: tuple[str, ...] = ()
    coverage: list[str] = field(default_factory=list)
    missing: str = ""
    cannot: list[str] = field(default_factory=list)
    """What the summary must say that these data cannot tell, beside what is missing."""


def show(value: float, unit: Unit) -> str:
    """Write a number as a scholar would in a sentence."""
    if not math.isfinite(value):
        return "not defined"
    if unit == "share":
        percent = 100 * value
        return f"{percent:.1f} %" if percent < 10 or percent % 1 else f"{percent:.0f} %"
    if unit == "points":
        return f"{100 * value:+.1f} percentage points"
    if unit == "count":
        return f"{value:,.0f}"
    if unit == "seconds":
        return duration(value)
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"


def duration(seconds: float) -> str:
    """Write a duration in the largest unit that fits."""
    for name, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= length:
            return f"{seconds / length:.1f} {name}"
    return f"{seconds:.0f} s"
