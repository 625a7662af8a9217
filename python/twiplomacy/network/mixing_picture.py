"""A picture of the mixing matrix: what leads where, and how far that is from chance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa

from ..arguments import DRAWS, check_draws, check_whole
from ..errors import InputError, require
from ..frames import to_arrow
from ..palette import INK
from .mixing import Mixing

VALUES = ("ratio", "z")
_LEVEL = 0.05
_BOUNDS = {"ratio": (1.0, 4.0), "z": (3.0, 10.0)}
"""Where the colours end at least and at most, on either side of chance."""


class MixingPicture(Mixing):
    """Mixing as a heat map."""

    def plot_mixing(
        self,
        groups: Any,
        draws: int = DRAWS,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        value: str = "ratio",
        most: int = 20,
        title: str | None = None,
    ) -> Any:
        """Draw which group is tied to which, and how far that is from chance.

        Parameters
        ----------
        groups, draws, seed, null, strata
            As in :meth:`mixing`.
        value : {"ratio", "z"}
            What the colours stand for: weight over ``expected``, on a logarithmic scale, with half
            a mean tie added to both so that nothing where little is expected stays pale; or ``z``.
        most : int
            How many groups to draw, those with the most weight; the figure says how many it
            leaves out. They count all the same in what chance would give.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.figure.Figure
            ``.savefig("mixing.pdf")`` makes a file of it.

        Raises
        ------
        InputError
            If an argument cannot be used, or no node has a group.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        Rows send and columns receive; undirected networks show each pair twice. The number in a
        cell is the weight. A star marks ``p_adjusted`` below 0.05. Cells whose ``z`` is not defined
        are white. Orange is more than by chance, purple less: the colour-blind tell them apart.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.datasets.senators().network("mention", among="roster")
        >>> figure = net.plot_mixing("party", draws=99)
        >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
        ['D', 'I', 'R']
        """
        require("matplotlib", "study", "plot_mixing")
        from matplotlib import pyplot as plt

        if value not in VALUES:
            raise InputError(f"value: {value!r}; wanted one of {', '.join(VALUES)}")
        check_draws(draws)
        check_whole(most, "most", 1, 100)
        table = to_arrow(self.mixing(groups, draws, seed, null, strata), "mixing")
        if not len(table):
            raise InputError("groups: a network without nodes; wanted some with a group")
        square = Square(table, self._core.directed, value)
        kept = square.largest(most)
        side = (0.62 if len(kept) < 9 else 0.42) * len(kept) + 2.2
        figure = plt.figure(figsize=(side + 1.1, side), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.08)
        _draw(figure.subplots(), square, kept, value)
        chance = "labels permuted" if null == "labels" else "ties rewired, degrees kept"
        note = f"numbers: weight of ties; chance: {chance}, {draws:,} draws"
        note += f"\n* p < {_LEVEL} (Benjamini-Hochberg)"
        if len(kept) < len(square.names):
            note += f"; {len(square.names) - len(kept):,} groups with less weight not drawn"
        figure.supxlabel(note, fontsize=8, color="#555555")
        if title is not None:
            figure.suptitle(title, x=0.01, ha="left", color=INK, parse_math=False)
        return figure


class Square:
    """The mixing matrix as squares of weights, departures from chance and significance."""

    def __init__(self, table: pa.Table, directed: bool, value: str) -> None:
        ends = [table[name].to_pylist() for name in ("from", "to")]
        self.names: list[str] = sorted({*ends[0], *ends[1]})
        place = {name: at for at, name in enumerate(self.names)}
        shape = (len(self.names), len(self.names))
        self.weight = np.zeros(shape)
        self.departure = np.full(shape, np.nan)
        self.marked = np.zeros(shape, bool)
        weights = table["weight"].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            if value == "ratio":
                # Half a tie on either side: nothing where little is expected is no great lack.
                half = weights.sum() / table["edges"].to_numpy().sum() / 2
                departures = np.log2((weights + half) / (table["expected"].to_numpy() + half))
            else:
                departures = table["z"].to_numpy()
        marks = table["p_adjusted"].to_numpy() < _LEVEL
        cells = zip(*ends, weights, departures, marks, strict=True)
        for one, other, weight, departure, mark in cells:
            turns = [(place[one], place[other])]
            if not directed:
                turns.append(turns[0][::-1])
            for cell in turns:
                self.weight[cell], self.departure[cell] = weight, departure
                self.marked[cell] = mark

    def largest(self, most: int) -> list[int]:
        """Return the places of the groups with the most weight, in order of their names."""
        sums = self.weight.sum(0) + self.weight.sum(1)
        return sorted(np.argsort(-sums, kind="stable")[:most].tolist())


def _draw(axes: Any, square: Square, kept: list[int], value: str) -> None:
    import matplotlib as mpl

    at = np.ix_(kept, kept)
    weight, departure, marked = square.weight[at], square.departure[at], square.marked[at]
    names = [_short(square.names[place]) for place in kept]
    least, most = _BOUNDS[value]
    finite = np.abs(departure[np.isfinite(departure)])
    bound = min(max(least, math.ceil(finite.max())), most) if finite.size else least
    colours = mpl.colormaps["PuOr_r"].with_extremes(bad="white")
    # Cells as shapes: as an image they would be no part of an SVG.
    edges = np.arange(len(kept) + 1) - 0.5
    image = axes.pcolormesh(
        edges,
        edges,
        np.clip(departure, -bound, bound),
        cmap=colours,
        vmin=-bound,
        vmax=bound,
        edgecolors="white",
        linewidth=1.5,
    )
    axes.set_aspect("equal")
    axes.set_ylim(len(kept) - 0.5, -0.5)
    size = 9 if len(kept) < 9 else 7
    for row in range(len(kept)):
        for column in range(len(kept)):
            shade = departure[row, column]
            dark = abs(shade) > 0.65 * bound
            text = f"{weight[row, column]:,.4g}" + ("*" if marked[row, column] else "")
            axes.text(
                column,
                row,
                text,
                ha="center",
                va="center",
                fontsize=size,
                color="white" if dark else INK,
                fontweight="bold" if marked[row, column] else "normal",
            )
    places = range(len(kept))
    axes.set_yticks(places, names, fontsize=9, parse_math=False)
    turned = max(map(len, names)) > 4
    axes.set_xticks(
        places,
        names,
        fontsize=9,
        parse_math=False,
        rotation=45 if turned else 0,
        ha="right" if turned else "center",
    )
    axes.set_ylabel("from", color=INK)
    axes.set_xlabel("to", color=INK)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks(np.arange(len(kept) - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(kept) - 1) + 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="minor", length=0)
    _bar(axes, image, bound, value, bool((np.abs(departure) > bound).any()))


def _bar(axes: Any, image: Any, bound: float, value: str, cut: bool) -> None:
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.8, extend="both" if cut else "neither")
    bar.solids.set_rasterized(False)
    if value == "ratio":
        step = 1 if bound <= 3 else 2
        ticks = list(range(-int(bound), int(bound) + 1, step))
        names = [f"{2**tick:g}" if tick >= 0 else f"1/{2**-tick:g}" for tick in ticks]
        bar.set_ticks(ticks, labels=names)
        bar.set_label("weight / expected (times)", fontsize=8, color=INK)
    else:
        bar.set_label("z (standard deviations from chance)", fontsize=8, color=INK)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"
