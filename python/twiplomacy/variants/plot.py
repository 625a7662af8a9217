"""Pictures: what each hand changed in a family, and how far texts drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import DRAWS, check_whole
from ..cascades import Cascades
from ..cascades.layout import SCALES
from ..errors import InputError, require
from .drift_picture import draw_drift
from .drifting import DEPTHS, Drifting
from .edit_picture import draw_edits, figure_size, read_versions
from .families import Families

KINDS = ("edits", "drift")


class Plot(Families, Drifting):
    """Pictures of families and of drift."""

    def plot(
        self,
        family: int | None = None,
        kind: str = "edits",
        *,
        names: bool | Mapping[Any, Any] = False,
        scale: str = "auto",
        versions: int = 40,
        cascades: Cascades | None = None,
        depths: int = DEPTHS,
        draws: int = DRAWS,
        seed: int = 0,
        ax: Any | None = None,
        title: str | None = None,
    ) -> Any:
        """Draw what each hand changed in a family, or how far texts drift from the first.

        ``edits``: one row a version of the text. A version is a post that differs from its parent,
        with the posts that pass it on unchanged; ×5 says that there are five. Time runs to the
        right from the first post, and a line leads from each version to those that were made of
        it. Beside it stand who made it and what was changed: words that were taken out are struck
        through and orange, those put in are underlined and blue, with the word before them.

        ``drift``: the mean distance to the root by depth, as in :meth:`drift`, with its interval
        and, grey, what shuffled times give.

        Parameters
        ----------
        family : int, optional
            For ``edits``: its number in :meth:`families`; by default that with most versions, the
            first of equals.
        kind : {"edits", "drift"}
            What to draw.
        names : bool or mapping
            Accounts are private people unless they are officials of the roster: by default others
            appear as "account 12", and handles in the text as "@…". True: all by handle, or id. A
            mapping gives names to ids of accounts. What a text says is shown in any case.
        scale : {"auto", "linear", "log"}
            For ``edits``: the axis of time. By default logarithmic if half of the versions came in
            the first tenth of the time.
        versions : int
            For ``edits``: how many rows to draw at most, 2 to 200: those with most posts below
            them. A note says how many there are.
        cascades, depths, draws, seed
            For ``drift``: as in :meth:`drift`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.axes.Axes
            ``.figure.savefig("edits.pdf")`` makes a file of it.

        Raises
        ------
        InputError
            If there is no such family or no copy, or an argument cannot be used.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        Posts without a time have no place in ``edits``; a note counts them. All lines are inferred:
        see :meth:`lineage`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text, text + " #Syria", text + " now"], at=[0, 3600, 7200])
        >>> ax = var.plot()
        >>> ax.get_title()
        ''
        """
        require("matplotlib", "study", "plot")
        if kind not in KINDS:
            raise InputError(f"kind: {kind!r}; wanted one of {', '.join(KINDS)}")
        if kind == "drift":
            curve, slope = self._drift("depth", cascades, depths, True, draws, seed, None)
            if not len(curve):
                raise InputError("drift: no text is a copy of another; see lineage()")
            ax = _axes((6.4, 4.2)) if ax is None else ax
            draw_drift(ax, pa.table(curve), pa.table(slope), title)
            return ax
        if scale not in SCALES:
            raise InputError(f"scale: {scale!r}; wanted one of {', '.join(SCALES)}")
        most = check_whole(versions, "versions", 2, 200)
        number = self._chosen(family)
        made = read_versions(self, number, self._known_by(names), most)
        ax = _axes(figure_size(len(made.rows))) if ax is None else ax
        draw_edits(ax, made, scale, title)
        return ax

    def _chosen(self, family: int | None) -> int:
        """Return the number of the family to draw."""
        if not len(self._core):
            raise InputError("family: there are no families; see families()")
        if family is not None:
            return check_whole(family, "family", 0, len(self._core) - 1)
        lineage = pa.table(self._core.lineage())
        changed = pc.greater(
            pc.add(pc.add(lineage["dropped"], lineage["added"]), lineage["substituted"]), 0
        )
        counts = lineage.append_column("changed", pc.fill_null(changed, False).cast(pa.int64()))
        sums = counts.group_by("family").aggregate([("changed", "sum")]).sort_by("family")
        return int(
            sums["family"][
                int(pc.index(sums["changed_sum"], pc.max(sums["changed_sum"])).as_py())
            ].as_py()
        )

    def _known_by(self, names: bool | Mapping[Any, Any]) -> dict[int, str]:
        """Return the names under which accounts may be shown, by their number."""
        keys = self._names.accounts.to_pylist()
        handles = keys if self._names.handles is None else self._names.handles.to_pylist()
        given = {} if isinstance(names, bool) else {str(key): str(names[key]) for key in names}
        officials = None if self._corpus is None else self._corpus._officials()
        public = [] if officials is None else officials.to_pylist()
        known = {}
        for number, (key, handle) in enumerate(zip(keys, handles, strict=True)):
            if key in given:
                known[number] = given[key]
            elif names is True or (isinstance(names, bool) and public and public[number]):
                known[number] = handle or key
        return known


def _axes(size: tuple[float, float]) -> Any:
    from matplotlib import pyplot as plt

    _, ax = plt.subplots(figsize=size, layout="constrained")
    return ax
