"""Categories within categories, made flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from ..errors import InputError

DEEPEST = 50
"""Categories within each other; deeper ones are a mistake or hold themselves."""


def flat(nested: Any, source: str) -> dict[str, list[str]]:
    """Return category to entries; the names of inner categories follow on those of outer ones.

    A category that holds only others has no entries of its own and is left out.
    """
    if not isinstance(nested, Mapping):
        raise InputError(
            f"{source}: {type(nested).__name__}; wanted categories with their entries, such as "
            "{'talk': ['negotiat*', 'cease fire']}"
        )
    found: dict[str, list[str]] = {}
    _add(nested, "", source, found, 0)
    return found


def _add(
    nested: Mapping[Any, Any], outer: str, source: str, found: dict[str, list[str]], depth: int
) -> None:
    if depth > DEEPEST:
        raise InputError(f"{source}: categories more than {DEEPEST} deep, at {outer[:80]!r}...")
    for key, value in nested.items():
        if not isinstance(key, str) or not key.strip():
            raise InputError(f"{source}: a category named {key!r}; wanted a name")
        name = f"{outer}.{key.strip()}" if outer else key.strip()
        if isinstance(value, str):
            entries, inner = [value], []
        elif isinstance(value, Mapping):
            entries, inner = [], [value]
        elif isinstance(value, Sequence | Set) and not isinstance(value, bytes):
            entries = [item for item in value if not isinstance(item, Mapping)]
            inner = [item for item in value if isinstance(item, Mapping)]
        else:
            raise InputError(
                f"{source}: {value!r} in category {name!r}; wanted a string, a list of strings, or "
                "categories within it"
            )
        for entry in entries:
            if not isinstance(entry, str) or not entry.strip():
                raise InputError(
                    f"{source}: the entry {entry!r} in category {name!r}; wanted a word or pattern "
                    "as a string"
                )
        if entries or not inner:
            if name in found:
                raise InputError(f"{source}: category {name!r} is there twice")
            found[name] = [entry.strip() for entry in entries]
        for more in inner:
            _add(more, name, source, found, depth + 1)
