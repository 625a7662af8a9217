"""The works that measures of models and change come from."""

from __future__ import annotations

from .work import Work

MODELS: dict[str, Work] = {
    "shao1995": Work(
        "Shao, J., & Tu, D.",
        1995,
        "The jackknife and bootstrap",
        "Springer",
        "book",
    ),
}
