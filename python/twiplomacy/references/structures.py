"""The works that measures of hierarchy, brokerage and mixing come from."""

from __future__ import annotations

from .work import Work

STRUCTURES: dict[str, Work] = {
    "mackay2020": Work(
        "MacKay, R. S., Johnson, S., & Sansom, B.",
        2020,
        "How directed is a directed network?",
        "Royal Society Open Science",
        "article",
        "7(9)",
        "201138",
    ),
    "gupte2011": Work(
        "Gupte, M., Shankar, P., Li, J., Muthukrishnan, S., & Iftode, L.",
        2011,
        "Finding hierarchy in directed online social networks",
        "Proceedings of the 20th International Conference on World Wide Web",
        "inproceedings",
        "",
        "557-566",
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
