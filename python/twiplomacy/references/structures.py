"""The works that measures of hierarchy, brokerage and mixing come from."""

from __future__ import annotations

from .work import Work

STRUCTURES: dict[str, Work] = {
    "snijders1999": Work(
        "Snijders, T. A. B., & Borgatti, S. P.",
        1999,
        "Non-parametric standard errors and tests for network statistics",
        "Connections",
        "article",
        "22(2)",
        "61-70",
    ),
}
