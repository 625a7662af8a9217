"""The works that measures of hierarchy, brokerage and mixing come from."""

from __future__ import annotations

from .work import Work

STRUCTURES: dict[str, Work] = {
    "krackhardt1988": Work(
        "Krackhardt, D., & Stern, R. N.",
        1988,
        "Informal networks and organizational crises: An experimental simulation",
        "Social Psychology Quarterly",
        "article",
        "51(2)",
        "123-140",
    ),
    "garimella2018": Work(
        "Garimella, K., De Francisci Morales, G., Gionis, A., & Mathioudakis, M.",
        2018,
        "Quantifying controversy on social media",
        "ACM Transactions on Social Computing",
        "article",
        "1(1)",
        "3",
    ),
    "cramer1946": Work(
        "Cramér, H.",
        1946,
        "Mathematical methods of statistics",
        "Princeton University Press",
        "book",
    ),
    "then2014": Work(
        "Then, M., Kaufmann, M., Chirigati, F., Hoang-Vu, T.-A., Pham, K., Kemper, A., "
        "Neumann, T., & Vo, H. T.",
        2014,
        "The more the merrier: Efficient multi-source graph traversal",
        "Proceedings of the VLDB Endowment",
        "article",
        "8(4)",
        "449-460",
    ),
    "hestenes1952": Work(
        "Hestenes, M. R., & Stiefel, E.",
        1952,
        "Methods of conjugate gradients for solving linear systems",
        "Journal of Research of the National Bureau of Standards",
        "article",
        "49(6)",
        "409-436",
    ),
}
