"""Pictures of networks: where nodes are put, and how they are drawn."""

from __future__ import annotations

from ..frames import Frame
from .base import Base


class Plot(Base):
    """Layout and pictures."""

    def layout(self, seed: int = 0, iterations: int | None = None) -> Frame:
        """Put nodes where those tied to each other are near."""
        raise NotImplementedError
