"""Names beside marks in a picture, so that none lies on another."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..palette import INK, QUIET

LONGEST = 24
SIZE = 8.0

# Where a name may stand, seen from its mark: beside it first, then above and below, then aslant.
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
# How far from the rim of the mark, in points. A line leads to names that are not next to it.
_GAPS = (1.5, 8.0, 16.0, 26.0)
_FAR = 2
_THICKET = 14.0


_Box = tuple[float, float, float, float]
_Floats = npt.NDArray[np.float64]


class _Place(NamedTuple):
    """A box on the page in points, and the offset of its middle from the mark."""

    box: _Box
    offset: tuple[float, float]
    far: bool


def shortened(name: str) -> str:
    """Cut a long name, and keep it on one line.

    Examples
    --------
    >>> shortened("Ministry of Foreign Affairs of Ruritania")
    'Ministry of Foreign Aff…'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


@dataclass
class _Page:
    """What is on the page already, in points."""

    bounds: _Box
    centres: _Floats
    radii: _Floats
    lines: _Floats
    names: list[_Box]

    def best(self, mark: int, size: tuple[float, float]) -> _Place | None:
        """Find the place of the least cost among those that cover no other name."""
        best, least = None, np.inf
        for step, gap in enumerate(_GAPS):
            for rank, side in enumerate(_SIDES):
                distance = self.radii[mark] + gap
                place = _place(self.centres[mark], distance, side, size, step >= _FAR)
                if any(_overlap(place.box, other) for other in self.names):
                    continue
                cost = 6.0 * step + 0.3 * rank + self.cost(place.box, mark)
                if cost < least:
                    best, least = place, cost
        return best

    def cost(self, box: _Box, own: int) -> float:
        """Say how much a name would cover: depth in other marks, in points, and lines."""
        low, high = np.array(box[:2]), np.array(box[2:])
        gaps = np.maximum(np.maximum(low - self.centres, self.centres - high), 0.0)
        depth = self.radii - np.hypot(*gaps.T)
        depth[own] = 0.0
        off = (low < self.bounds[:2]).any() or (high > self.bounds[2:]).any()
        covered = float(depth[depth > 0].sum()) + 1.5 * _crossings(self.lines, low, high)
        # In a thicket nowhere is clear: there a name had better stay near its mark.
        return min(covered, _THICKET) + 200.0 * bool(off)


def place_labels(
    ax: Any,
    positions: _Floats,
    radii: _Floats,
    ends: npt.NDArray[Any],
    chosen: Sequence[int],
    names: Sequence[str],
) -> int:
    """Write names beside the marks that were chosen, the first with the freest choice of place.

    A name goes where it covers no other name, and few marks and lines. One for which no place
    is free is left out.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits and its place in the figure must be final.
    positions, radii : array
        Of all marks: data coordinates, and points.
    ends : array of shape (m, 2)
        The marks at the ends of the lines to keep clear of.
    chosen : list of int
        The marks that get a name.
    names : list of str
        One for each of those; never parsed as mathematics.

    Returns
    -------
    int
        How many names there are.
    """
    points = ax.figure.dpi / 72.0
    centres = ax.transData.transform(positions) / points if len(positions) else positions
    x0, y0, x1, y1 = np.array(ax.get_window_extent().extents) / points
    page = _Page((x0, y0, x1, y1), centres, radii, centres[ends.astype(int)], [])
    for mark, name in zip(chosen, names, strict=True):
        text = _written(ax, positions[mark], name)
        size = _extent(text, points)
        place = page.best(mark, size)
        if place is None:
            text.remove()
            continue
        page.names.append(place.box)
        text.xyann = place.offset
        if place.far:
            _lead(ax, positions[mark], place.offset, size)
    return len(page.names)


def _written(ax: Any, position: _Floats, name: str) -> Any:
    from matplotlib.patheffects import withStroke

    text = ax.annotate(
        name,
        position,
        xytext=(0, 0),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=SIZE,
        color=INK,
        zorder=5,
        parse_math=False,
        annotation_clip=False,
        path_effects=[withStroke(linewidth=2.4, foreground="white")],
    )
    # The layout of the figure is settled; a name at the rim must not change it.
    text.set_in_layout(False)
    return text


def _extent(text: Any, points: float) -> tuple[float, float]:
    with warnings.catch_warnings():
        # A script that the font lacks is drawn as boxes; that is no reason to stop.
        warnings.filterwarnings("ignore", message="Glyph")
        box = text.get_window_extent()
    return box.width / points, box.height / points


def _place(
    centre: _Floats,
    distance: float,
    side: tuple[int, int],
    size: tuple[float, float],
    far: bool,
) -> _Place:
    # Aslant, a box at the same distance starts nearer on each axis.
    reach = distance if 0 in side else distance * 0.75
    dx = side[0] * (reach + size[0] / 2)
    dy = side[1] * (reach + size[1] / 2)
    x, y = centre[0] + dx, centre[1] + dy
    box = (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
    return _Place(box, (dx, dy), far)


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crossings(lines: _Floats, low: _Floats, high: _Floats) -> int:
    """Count the lines that touch a box (Liang & Barsky 1984)."""
    start, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (low - start) / way, (high - start) / way
    # Along an axis on which a line does not move it is always inside or never.
    inside = (start >= low) & (start <= high)
    enter = np.where(way == 0, np.where(inside, 0.0, 2.0), np.minimum(first, second))
    leave = np.where(way == 0, np.where(inside, 1.0, -1.0), np.maximum(first, second))
    begins, ends = np.maximum(enter.max(axis=1), 0.0), np.minimum(leave.min(axis=1), 1.0)
    return int((begins <= ends).sum()) if len(lines) else 0


def _lead(
    ax: Any,
    position: _Floats,
    offset: tuple[float, float],
    size: tuple[float, float],
) -> None:
    """Draw a thin line from a mark to the nearest point of its name."""
    nearest = [np.sign(d) * max(abs(d) - s / 2, 0.0) for d, s in zip(offset, size, strict=True)]
    line = ax.annotate(
        "",
        position,
        xytext=nearest,
        textcoords="offset points",
        arrowprops={
            "arrowstyle": "-",
            "color": QUIET,
            "linewidth": 0.6,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        annotation_clip=False,
        zorder=4,
    )
    line.set_in_layout(False)
