"""The works that measures of models and change come from."""

from __future__ import annotations

from .work import Work

MODELS: dict[str, Work] = {}
