"""How far the network is ordered from top to bottom."""

from __future__ import annotations

from .base import Base


class Hierarchy(Base):
    """Measures of hierarchy of the whole network."""
