"""The works that measures of hierarchy, brokerage and mixing come from."""

from __future__ import annotations

from .work import Work

STRUCTURES: dict[str, Work] = {
    "gould1989": Work(
        "Gould, R. V., & Fernandez, R. M.",
        1989,
        "Structures of mediation: A formal approach to brokerage in transaction networks",
        "Sociological Methodology",
        "article",
        "19",
        "89-126",
    ),
}
