"""The works that measures of models and change come from."""

from __future__ import annotations

from .work import Work

MODELS: dict[str, Work] = {
    "dekker2007": Work(
        "Dekker, D., Krackhardt, D., & Snijders, T. A. B.",
        2007,
        "Sensitivity of MRQAP tests to collinearity and autocorrelation conditions",
        "Psychometrika",
        "article",
        "72(4)",
        "563-581",
    ),
    "hubert1976": Work(
        "Hubert, L., & Schultz, J.",
        1976,
        "Quadratic assignment as a general data analysis strategy",
        "British Journal of Mathematical and Statistical Psychology",
        "article",
        "29(2)",
        "190-241",
    ),
    "krackhardt1988": Work(
        "Krackhardt, D.",
        1988,
        "Predicting with networks: nonparametric multiple regression analysis of dyadic data",
        "Social Networks",
        "article",
        "10(4)",
        "359-381",
    ),
    "mantel1967": Work(
        "Mantel, N.",
        1967,
        "The detection of disease clustering and a generalized regression approach",
        "Cancer Research",
        "article",
        "27(2)",
        "209-220",
    ),
    "mcfadden1974": Work(
        "McFadden, D.",
        1974,
        "Conditional logit analysis of qualitative choice behavior",
        "Frontiers in Econometrics, edited by P. Zarembka, Academic Press",
        "inproceedings",
        "",
        "105-142",
    ),
    "shao1995": Work(
        "Shao, J., & Tu, D.",
        1995,
        "The jackknife and bootstrap",
        "Springer",
        "book",
    ),
}
