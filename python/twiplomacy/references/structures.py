"""The works that measures of hierarchy, brokerage and mixing come from."""

from __future__ import annotations

from .work import Work

STRUCTURES: dict[str, Work] = {
    "gupte2011": Work(
        "Gupte, M., Shankar, P., Li, J., Muthukrishnan, S., & Iftode, L.",
        2011,
        "Finding hierarchy in directed online social networks",
        "Proceedings of the 20th International Conference on World Wide Web",
        "inproceedings",
        "",
        "557-566",
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
    "mackay2020": Work(
        "MacKay, R. S., Johnson, S., & Sansom, B.",
        2020,
        "How directed is a directed network?",
        "Royal Society Open Science",
        "article",
        "7(9)",
        "201138",
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
    "snijders1999": Work(
        "Snijders, T. A. B., & Borgatti, S. P.",
        1999,
        "Non-parametric standard errors and tests for network statistics",
        "Connections",
        "article",
        "22(2)",
        "61-70",
    ),
    "spearman1904": Work(
        "Spearman, C.",
        1904,
        "The proof and measurement of association between two things",
        "American Journal of Psychology",
        "article",
        "15(1)",
        "72-101",
    ),
    "tatti2017": Work(
        "Tatti, N.",
        2017,
        "Tiers for peers: a practical algorithm for discovering hierarchy in weighted networks",
        "Data Mining and Knowledge Discovery",
        "article",
        "31(3)",
        "702-738",
    ),
}
