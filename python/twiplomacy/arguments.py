"""Checks of arguments that several nouns share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import InputError

DRAWS = 999
"""Draws of a bootstrap, unless the user asks for another number."""


def check_draws(draws: int) -> int:
    """Return a number of draws that a bootstrap can use."""
    if not 1 <= draws <= 1_000_000:
        raise InputError(f"draws: {draws}; wanted a whole number from 1 to 1,000,000")
    return int(draws)


def check_seed(seed: int) -> int:
    """Return a seed that fits 64 bits."""
    if not 0 <= seed < 2**64:
        raise InputError(f"seed: {seed}; wanted a whole number from 0 to 2**64 - 1")
    return int(seed)


def several(value: Any, argument: str) -> list[str]:
    """Return one name or many as a list of strings; ids may be whole numbers."""
    if isinstance(value, str | int):
        return [str(value)]
    if not isinstance(value, Iterable) or isinstance(value, bytes):
        raise InputError(f"{argument}: {value!r}; wanted a string or a list of strings")
    names = list(value)
    for name in names:
        if not isinstance(name, str | int):
            raise InputError(f"{argument}: {name!r} in the list; wanted strings")
    return [str(name) for name in names]
