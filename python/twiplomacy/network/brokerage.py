"""Who stands between the groups."""

from __future__ import annotations

from .base import Base


class Brokerage(Base):
    """Brokerage between groups."""
