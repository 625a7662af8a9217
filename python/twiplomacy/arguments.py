"""Checks of arguments that several nouns share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import InputError

DRAWS = 999
"""Draws of a bootstrap, unless the user asks for another number."""


def check_draws(draws: int) -> int:
    """Return a number of draws that a bootstrap can use."""
    return check_whole(draws, "draws", 1, 1_000_000)


def check_seed(seed: int) -> int:
    """Return a seed that fits 64 bits."""
    return check_whole(seed, "seed", 0, 2**64 - 1)


def check_whole(value: Any, argument: str, least: int, most: int | None = None) -> int:
    """Return a whole number between two bounds; 2.0 is one, 2.5 and True are none."""
    bound = 2**64 - 1 if most is None else most
    whole = _whole(value)
    if whole is None or not least <= whole <= bound:
        end = "2**64 - 1" if most == 2**64 - 1 else f"{most:,}" if most is not None else None
        wanted = f"from {least} on" if end is None else f"from {least} to {end}"
        raise InputError(f"{argument}: {value!r}; wanted a whole number {wanted}")
    return whole


def _whole(value: Any) -> int | None:
    if isinstance(value, bool | str | bytes):
        return None
    try:
        whole = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return whole if whole == value else None


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
