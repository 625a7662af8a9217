"""The class of cascades."""

from __future__ import annotations

from .calibration import Calibration
from .comparison import Comparison
from .crossing import Crossing
from .given import Given
from .plot import Plot
from .reach import Reach
from .trees import Trees


class Cascades(Trees, Reach, Crossing, Comparison, Calibration, Given, Plot):
    """Trees of posts: each root with everything that passed it on.

    Made by :meth:`twiplomacy.Corpus.cascades`, or by :meth:`from_edges` of trees that somebody
    else has.
    """

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Cascades: {len(self):,}, attribution {self._attribution!r}>"
