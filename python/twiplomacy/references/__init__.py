"""The sources of every measure, ready to cite."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from ..errors import InputError
from .measures import MEASURES
from .works import WORKS

__all__ = ["Reference", "cite"]


@dataclass(frozen=True)
class Reference:
    """A source: the reference as text, and as BibTeX.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> print(tw.cite("structural_virality").text)
    Goel, S., Anderson, A., Hofman, J., & Watts, D. J. (2016). The structural virality of \
online diffusion. Management Science, 62(1), 180-196.
    """

    text: str
    bibtex: str

    def __str__(self) -> str:
        return f"{self.text}\n\n{self.bibtex}"


def cite(measure: str) -> Reference:
    """Give the source of a measure.

    Parameters
    ----------
    measure : str
        Such as ``"structural_virality"``, ``"leiden"`` or ``"latency"``; ``"twiplomacy"`` for
        the essay that the package answers to.

    Returns
    -------
    Reference
        ``.text`` for a bibliography, ``.bibtex`` for LaTeX; printing it shows both.

    Raises
    ------
    InputError
        If no measure has this name; the message lists those that have one.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.cite("latency").text.split(".")[0]
    'Kaplan, E'
    """
    if measure not in MEASURES:
        close = difflib.get_close_matches(str(measure), MEASURES, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise InputError(f"measure: {measure!r}{hint}; wanted one of {', '.join(sorted(MEASURES))}")
    key = MEASURES[measure]
    work = WORKS[key]
    return Reference(work.text(), work.bibtex(key))
