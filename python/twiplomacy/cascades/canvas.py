"""What pictures of cascades share: notes above them, and a place that is final."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from ..palette import INK

_SIZE = 7.0
_LINE = 1.25 * _SIZE


def write_notes(ax: Any, notes: Sequence[str], title: str | None) -> None:
    """Write lines of small print above the axes, and the heading above these."""
    ax.annotate(
        "\n".join(notes),
        (0.0, 1.0),
        (0.0, 3.0),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=_SIZE,
        color="#555555",
        annotation_clip=False,
        parse_math=False,
    )
    if title is not None:
        pad = 7.0 + _LINE * len(notes)
        ax.set_title(title, loc="left", color=INK, pad=pad, parse_math=False)


def settle(ax: Any) -> None:
    """Give the axes their final place in the figure: names and numbers are placed on the page."""
    figure = ax.figure.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        with warnings.catch_warnings():
            # A script that the font lacks is drawn as boxes; that is no reason to stop.
            warnings.filterwarnings("ignore", message="Glyph")
            engine.execute(figure)
