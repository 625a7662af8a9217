"""Pictures: the path of one cascade, and the flow between groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError, require
from ..grouped import By
from .base import Base
from .flow_picture import MOST, draw_flow, figure_size
from .layout import SCALES
from .tree_picture import draw_tree, read_tree

_MOST_POSTS = 100_000


class Plot(Base):
    """Pictures of trees and of flows."""

    def plot(
        self,
        cascade: str | int | None = None,
        by: By | None = None,
        labels: int = 8,
        *,
        names: bool | Mapping[Any, Any] = False,
        scale: str = "auto",
        max_posts: int = 10_000,
        ax: Any | None = None,
        title: str | None = None,
    ) -> Any:
        """Draw the path of one cascade: who had it from whom, and when.

        Time runs to the right from the root. Each post hangs on the one that it came from; every
        subtree has rows of its own, so no lines cross, and earlier children stand above later
        ones. The line says how the edge is known, as in :attr:`edges`.

        Parameters
        ----------
        cascade : str or int, optional
            Its name in :meth:`shape`: the id of the root post, or of given edges the name of the
            tree. By default the largest, the first of equals.
        by : str, list of str, mapping or frame, optional
            Groups of accounts, as in :meth:`crossings`, shown by colour and shape. Of more than
            eight the seven largest of this cascade are shown, the rest as "other".
        labels : int
            How many posts are named: the root, then those through which most came directly.
            Names that would lie on others are left out.
        names : bool or mapping
            Accounts are private people unless they are officials of the roster: by default others
            appear as "account 12", a number of their own. True: all by handle, or id. A mapping
            gives names to ids of accounts.
        scale : {"auto", "linear", "log"}
            The axis of time, in seconds, minutes, hours or days; it says which. By default
            logarithmic if half of the posts came in the first tenth of the time. A logarithmic
            one begins with a short linear part, since the root stands at 0.
        max_posts : int
            How many posts to draw at most, up to 100,000: those with most posts below them, of
            equals evenly. A note says how many.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.axes.Axes
            ``.figure.savefig("cascade.pdf")`` makes a file of it.

        Raises
        ------
        InputError
            If there is no such cascade, or an argument cannot be used.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        A post without a time, or from before its parent, stands at its parent's time; a note
        counts them. Without any times the axis shows steps from the root. O(n log n) for n posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> weibo = tw.datasets.weibo_cascades().cascades(attribution="observed")
        >>> ax = weibo.plot("14709-0")
        >>> ax.get_xlabel()
        'time since the root (logarithmic scale from 1 min on)'
        """
        require("matplotlib", "study", "plot")
        _check_count("labels", labels, 0, 1_000)
        _check_count("max_posts", max_posts, 2, _MOST_POSTS)
        if scale not in SCALES:
            raise InputError(f"scale: {scale!r}; wanted one of {', '.join(SCALES)}")
        tree = self._tree(cascade, by, names, max_posts)
        if ax is None:
            from matplotlib import pyplot as plt

            leaves = int((tree.children == 0).sum())
            height = float(np.clip(1.4 + 0.13 * leaves, 2.6, 7.0))
            _, ax = plt.subplots(figsize=(9, height), layout="constrained")
        heading = by if isinstance(by, str) else "group"
        draw_tree(ax, tree, heading=heading, labels=labels, scale=scale, title=title)
        return ax

    def plot_flow(
        self,
        by: By,
        *,
        draws: int = DRAWS,
        seed: int = 0,
        level: float = 0.05,
        ax: Any | None = None,
        title: str | None = None,
        progress: bool | None = None,
    ) -> Any:
        """Draw how much goes from each group to each other, against chance.

        Rows are the groups that were passed on, columns those that passed on. Blue: more than
        expected; orange: less; white: as expected.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            Groups of accounts, as in :meth:`crossings`; at most 20.
        draws, seed, progress
            As in :meth:`crossings`.
        level : float
            Cells whose ``p_adjusted`` is below it have a star and are bold.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.axes.Axes
            In each cell the number of edges n and below it log2((n + 1/2) / (e + 1/2)), e the
            edges expected: +1 is twice, -1 half as many; colours end at a factor of 16. Where
            cells are too small for both, only the number of edges.

        Raises
        ------
        InputError
            If a grouping is not known, is a window of time, is empty or has more than 20 groups.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        The numbers are those of :meth:`crossings`. The half keeps pairs of which hardly an edge
        is expected from looking like great departures.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 4, [None, "a", "b", "a"], ["a", "b", "c", "d"])
        >>> ax = cas.plot_flow({"a": "X", "b": "X", "c": "Y", "d": "Y"}, draws=99)
        >>> [text.get_text() for text in ax.get_xticklabels()]
        ['X', 'Y']
        """
        require("matplotlib", "study", "plot_flow")
        if not 0 <= level <= 1:
            raise InputError(f"level: {level}; wanted a number from 0 to 1")
        groups = self._account_groups(by)
        # One draw says how many edges are left out.
        one = self._core.crossing_share(groups, 1, 0)
        with reporting("crossings", "draw", progress) as report:
            found = self._core.crossings(groups, check_draws(draws), check_seed(seed), report)
        table = pa.table(found)
        count = round(len(table) ** 0.5)
        if not 1 <= count <= MOST:
            raise InputError(
                f"by: {count:,} groups take part; wanted 1 to {MOST} for a picture. Put small ones "
                "together in a mapping, or read crossings(by)"
            )
        if ax is None:
            from matplotlib import pyplot as plt

            _, ax = plt.subplots(
                figsize=figure_size(table["from"].unique().to_pylist()), layout="constrained"
            )
        left_out = pa.table(one)["ungrouped"][0].as_py()
        heading = by if isinstance(by, str) else "group"
        draw_flow(ax, table, heading=heading, ungrouped=left_out, level=level, title=title)
        return ax

    def _tree(
        self, cascade: str | int | None, by: By | None, names: bool | Mapping[Any, Any], most: int
    ) -> Any:
        """Get the posts of one cascade, each with the name under which it may be shown."""
        if not len(self._core):
            raise InputError("cascade: there are no cascades; see shape()")
        if cascade is None:
            shape = pa.table(self._core.shape())
            cascade = shape["cascade"][int(np.argmax(shape["size"].to_numpy()))].as_py()
        if isinstance(by, str) and by == "account":
            raise InputError(
                "by: 'account'; wanted groups of several accounts, such as a column of the roster"
            )
        groups = None if by is None else self._account_groups(by)
        members = self._core.members(str(cascade), groups)
        if members is None:
            raise InputError(
                f"cascade: {cascade!r}; there is none of this name. Wanted one of the column "
                "cascade of shape(): the id of a root post, or of given edges the name of a tree"
            )
        table = pa.table(members)
        return read_tree(table, self._names(table, names), most)

    def _names(self, members: pa.Table, names: bool | Mapping[Any, Any]) -> list[str]:
        """Name accounts: officials and whoever the user wants named, others by number."""
        keys, handles, numbers = (
            members[name].to_pylist() for name in ("account", "handle", "number")
        )
        given = {} if isinstance(names, bool) else {str(key): names[key] for key in names}
        officials = None if self._corpus is None else self._corpus._officials()
        public = [] if officials is None else officials.to_pylist()
        found = []
        for key, handle, number in zip(keys, handles, numbers, strict=True):
            if key is None:
                found.append("unknown account")
            elif key in given:
                found.append(str(given[key]))
            elif names is True or (isinstance(names, bool) and public and public[number - 1]):
                found.append(handle or key)
            else:
                found.append(f"account {number}")
        return found


def _check_count(name: str, count: Any, least: int, most: int) -> None:
    plain = isinstance(count, int | np.integer) and not isinstance(count, bool)
    if not plain or not least <= count <= most:
        raise InputError(f"{name}: {count!r}; wanted a whole number from {least} to {most:,}")
