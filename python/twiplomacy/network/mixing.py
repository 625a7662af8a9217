"""Whether ties stay within groups."""

from __future__ import annotations

from .base import Base


class Mixing(Base):
    """Ties within and across groups."""
