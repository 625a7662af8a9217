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
    "krackhardt1994": Work(
        "Krackhardt, D.",
        1994,
        "Graph theoretical dimensions of informal organizations",
        "Computational Organization Theory, Lawrence Erlbaum",
        "inproceedings",
        "",
        "89-111",
    ),
    "luo2011": Work(
        "Luo, J., & Magee, C. L.",
        2011,
        "Detecting evolving patterns of self-organizing networks by flow hierarchy measurement",
        "Complexity",
        "article",
        "16(6)",
        "53-61",
    ),
    "mones2012": Work(
        "Mones, E., Vicsek, L., & Vicsek, T.",
        2012,
        "Hierarchy measure for complex networks",
        "PLoS ONE",
        "article",
        "7(3)",
        "e33799",
    ),
    "butts2008": Work(
        "Butts, C. T.",
        2008,
        "Social network analysis with sna",
        "Journal of Statistical Software",
        "article",
        "24(6)",
        "1-51",
    ),
}
