"""Where each node stands from bottom to top: trophic levels and agony."""

from __future__ import annotations

from .base import Base


class Levels(Base):
    """Levels of nodes."""
