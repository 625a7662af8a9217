"""How far ties keep to the formal chart."""

from __future__ import annotations

from .base import Base


class Bypass(Base):
    """The formal chart beside the network."""
