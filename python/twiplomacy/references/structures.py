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
    "spearman1904": Work(
        "Spearman, C.",
        1904,
        "The proof and measurement of association between two things",
        "American Journal of Psychology",
        "article",
        "15(1)",
        "72-101",
    ),
    "reingold1981": Work(
        "Reingold, E. M., & Tilford, J. S.",
        1981,
        "Tidier drawings of trees",
        "IEEE Transactions on Software Engineering",
        "article",
        "SE-7(2)",
        "223-228",
    ),
    "krackhardt1987": Work(
        "Krackhardt, D.",
        1987,
        "Cognitive social structures",
        "Social Networks",
        "article",
        "9(2)",
        "109-134",
    ),
}
