"""A fitted model: its terms, how many cases, and the sentence for a methods section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ..frames import Backend, Frame, from_arrow


class Fit:
    """What a model says: one row a term, with its estimate and how sure it is.

    Made by :func:`twiplomacy.mrqap`, :func:`twiplomacy.change.interrupted` and
    :func:`twiplomacy.change.lead_lag`.
    """

    def __init__(
        self,
        terms: pa.Table,
        *,
        backend: Backend,
        model: str,
        outcome: str,
        n: int,
        unit: str,
        methods: str,
        r_squared: float = float("nan"),
        works: Sequence[str] = (),
        notes: Mapping[str, Any] | None = None,
    ) -> None:
        self._terms = terms
        self._backend: Backend = backend
        self._model = model
        self._outcome = outcome
        self._n = n
        self._unit = unit
        self._methods = methods
        self._r_squared = r_squared
        self._works = tuple(works)
        self._notes = dict(notes or {})

    def __repr__(self) -> str:
        return (
            f"<Fit, {self._model} of {self._outcome} on {self._n:,} {self._unit}, "
            f"{len(self._terms)} terms>"
        )

    @property
    def terms(self) -> Frame:
        """The terms, one a row: ``term, estimate`` and what the model adds."""
        return from_arrow(self._terms, self._backend)

    @property
    def n(self) -> int:
        """The number of cases: dyads, or points of time."""
        return self._n

    @property
    def r_squared(self) -> float:
        """The share of the outcome's variance that the model explains; NaN where it has none."""
        return self._r_squared

    def methods(self) -> str:
        """Return the sentence for a methods section."""
        return self._methods
