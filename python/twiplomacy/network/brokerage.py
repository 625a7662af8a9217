"""Who stands between the groups."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from .._progress import reporting
from ..arguments import check_seed, check_whole
from ..errors import InputError
from ..frames import Frame, from_arrow
from .base import Base
from .brokerage_picture import draw_brokerage

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
NULLS = ("labels", "rewire", "density")
MOST_GROUPS = 100
MOST_DRAWS = 1_000_000


class Brokerage(Base):
    """Brokerage between groups."""

    def brokerage(
        self,
        groups: Any,
        draws: int = 0,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        *,
        swaps: float = 10,
        progress: bool | None = None,
    ) -> Frame:
        """Count for each account between whom it stands, by the groups of all three.

        v brokers the ordered pair (a, b) when a -> v -> b and not a -> b. By their groups v is

        ================== ============ =====================================================
        role               a - v - b    v passes on
        ================== ============ =====================================================
        ``coordinator``    A - A - A    within its own group
        ``itinerant``      A - B - A    between two of another group
        ``gatekeeper``     A - B - B    from another group into its own
        ``representative`` A - A - B    from its own group to another
        ``liaison``        A - B - C    between two others of different groups
        ================== ============ =====================================================

        Arcs are read as information: in a network of attention turn them first
        (:meth:`reverse`), which makes gatekeepers representatives and the other way round. An
        undirected edge is an arc each way, so that each pair counts twice and gatekeeper equals
        representative. Weights and self-loops do not count.

        Parameters
        ----------
        groups : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.
            What involves a node without a group is left out, with a warning.
        draws : int
            0: what chance gives is computed exactly. Else how many random deals or networks it is
            estimated from, which gives p-values too.
        seed : int
            The same seed gives the same numbers on any number of threads.
        null : {"labels", "rewire", "density"}
            What is left to chance. ``"labels"``: who of the others has which group; the network
            and the node's own group stay. ``"rewire"`` (draws only): who is tied to whom; every
            node keeps its degrees and its group. ``"density"`` (without draws): each arc is there
            with the same chance, the network's density; the groups stay (the null of Gould &
            Fernandez and of R's sna).
        strata : str, frame or mapping, optional
            With ``null="labels"`` and draws: labels are dealt anew only among nodes of the same
            stratum, as among accounts of one platform.
        swaps : float
            With ``null="rewire"``: as in :meth:`rewire`.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            One row a node: ``node``, ``handle`` where known, ``group``, the five roles and
            ``total`` (null without a group). Then for each role what chance gives: without draws
            ``expected_*, sd_*, z_*``, exact; with draws ``null_mean_*, null_sd_*, z_*, p_*,
            p_adjusted_*``, p two-sided: (1 + draws at least as far from their mean) / (1 +
            draws), ``p_adjusted_*`` Benjamini & Hochberg's over the nodes. ``*`` is ``total`` too,
            but for ``"labels"``, which do not change it. z is NaN where chance leaves no choice; p
            is NaN for a node that brokers nothing, under ``"labels"``.

        Raises
        ------
        InputError
            If groups or strata cannot be used, or null and draws do not fit.

        Notes
        -----
        Source: Gould & Fernandez 1989, *Sociological Methodology* 19:89. With t open pairs round
        v, m_h the other nodes of group h, g the group of v and M their sum, labels give a
        gatekeeper (M - m_g) m_g t / (M (M - 1)) pairs on average, and so on; deviations come from
        how many pairs of pairs share a source, a target or both. A node's own group stays, or a
        member of a large group would seem a coordinator for that alone. Nodes are not
        independent: p-values of neighbours are no separate evidence.

        O(sum over arcs of the lesser out-degree of both ends) time for a count, and for each
        draw; nodes in parallel, or draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> table = net.brokerage({"a": "north", "b": "south", "c": "south"})
        >>> table[["gatekeeper", "total", "expected_gatekeeper"]].values.tolist()[1]
        [1.0, 1.0, 0.5]
        """
        numbers = self._groups(groups, "groups", partial=True)
        chance = self._chance(numbers, draws, seed, null, strata, swaps)
        with reporting("brokerage", "draw" if draws else "node", progress) as report:
            found = self._core.brokerage(numbers, *chance, report)
        columns = [n for n in ("node", "handle") if n in self._nodes.column_names]
        table = self._nodes.select(columns)
        table = table.append_column("group", self._group_names(groups))
        for name, column in zip(found.schema.names, found.columns, strict=True):
            table = table.append_column(name, column)
        return from_arrow(table, self._backend)

    def brokerage_totals(
        self,
        groups: Any,
        draws: int = 0,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        *,
        swaps: float = 10,
        progress: bool | None = None,
    ) -> Frame:
        """Say how much brokerage of each role a network has, and how much chance would give it.

        Parameters
        ----------
        groups, draws, seed, null, strata, swaps, progress
            As in :meth:`brokerage`. ``"labels"`` deals them anew to all nodes that have one.

        Returns
        -------
        frame
            One row a role, then ``total``. Without draws ``role, count, expected, sd, z, p,
            p_adjusted``: mean and standard deviation are exact, p is that of a normal z, two-sided,
            and rough where few pairs are expected. With draws ``role, count, null_mean, null_sd, z,
            p, draws, p_adjusted``. Labels do not change the total: its z and p are NaN then.

        Raises
        ------
        InputError
            If groups or strata cannot be used, or null and draws do not fit.

        Notes
        -----
        Source: Gould & Fernandez 1989, *Sociological Methodology* 19:89, whose null is
        ``"density"``. The exact deviation under ``"labels"`` rests on how many pairs of open
        two-paths share one, two or three nodes in each of 34 ways: O(sum over nodes of in-degree
        times out-degree) time, in parallel, O(n + m) memory. Under ``"density"`` the means are
        those of R's sna, whose deviations are larger for some roles; these are what an enumeration
        of all networks gives.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> table = net.brokerage_totals({"a": "north", "b": "south", "c": "south"})
        >>> table["count"].tolist()
        [0, 0, 1, 0, 0, 1]
        """
        numbers = self._groups(groups, "groups", partial=True)
        chance = self._chance(numbers, draws, seed, null, strata, swaps)
        with reporting("brokerage", "draw" if draws else "node", progress) as report:
            return self._frame(self._core.brokerage_totals(numbers, *chance, report))

    def brokered(
        self,
        groups: Any,
        draws: int = 0,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        *,
        swaps: float = 10,
        progress: bool | None = None,
    ) -> Frame:
        """Say which group stands between which: open two-paths from one through one to another.

        Parameters
        ----------
        groups, draws, seed, null, strata, swaps, progress
            As in :meth:`brokerage_totals`.

        Returns
        -------
        frame
            ``from, through, to``, and then the columns of :meth:`brokerage_totals`: one row for
            each three groups, even where ``count`` is 0, in the order of their names. The three may
            be the same.

        Raises
        ------
        InputError
            If groups or strata cannot be used, there are more than 100 groups, or null and draws
            do not fit.

        Notes
        -----
        A finer table of the roles of Gould & Fernandez (1989); means and deviations as in
        :meth:`brokerage_totals`. A cell is large where a group is: read ``z``, and ``count`` beside
        the expected number. O(groups^3) rows.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> table = net.brokered({"a": "north", "b": "south", "c": "south"})
        >>> table[table["count"] > 0][["from", "through", "to"]].values.tolist()
        [['north', 'south', 'south']]
        """
        numbers = self._groups(groups, "groups", partial=True)
        chance = self._chance(numbers, draws, seed, null, strata, swaps)
        names, ordered = _in_order(self._group_names(groups))
        if len(names) > MOST_GROUPS:
            raise InputError(
                f"groups: {len(names)} groups, which make {len(names) ** 3:,} rows; wanted at most "
                f"{MOST_GROUPS}"
            )
        with reporting("brokerage", "draw" if draws else "node", progress) as report:
            found = self._core.brokered(ordered, *chance, report)
        triples = [(a, v, b) for a in names for v in names for b in names]
        table = pa.table(
            {
                end: pa.array([triple[place] for triple in triples], pa.large_string())
                for place, end in enumerate(("from", "through", "to"))
            }
        )
        for name, column in zip(found.schema.names, found.columns, strict=True):
            table = table.append_column(name, column)
        return self._frame(table)

    def plot_brokerage(
        self,
        groups: Any,
        top: int = 12,
        *,
        null: str = "labels",
        ax: Any | None = None,
        title: str | None = None,
    ) -> Any:
        """Draw the roles of the accounts that broker most.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`brokerage`.
        top : int
            How many accounts, from 1 to 60: those with the highest total; of equal ones the first
            in the order of nodes.
        null : {"labels", "density"}
            What the marks of the expected number rest on: as in :meth:`brokerage`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        title : str, optional
            A heading.

        Returns
        -------
        matplotlib.axes.Axes
            One row an account, with its group: a bar of the pairs it brokers, in five parts, one a
            role, and under it a thin one of what chance gives on average.

        Raises
        ------
        InputError
            If groups cannot be used, ``top`` is out of range, or nobody brokers anything.
        MissingDependencyError
            If matplotlib is not installed.

        Notes
        -----
        The length of a bar says where an account stands in the network, and its parts with whom.
        Under ``"labels"`` both bars of an account have one length, and the parts alone can differ.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> axes = net.plot_brokerage({"a": "north", "b": "south", "c": "south"})
        >>> axes.get_xlabel()
        'pairs of accounts brokered'
        """
        most = check_whole(top, "top", 1, 60)
        if null not in ("labels", "density"):
            raise InputError(f"null: {null!r}; wanted labels or density")
        numbers = self._groups(groups, "groups", partial=True)
        found = self._core.brokerage(numbers, null, None, 0.0, 0, 0, None)
        labels = self._nodes["handle" if "handle" in self._nodes.column_names else "node"]
        names = pc.coalesce(labels.combine_chunks(), self._labels())
        return draw_brokerage(names, self._group_names(groups), found, most, null, ax, title)

    def _group_names(self, groups: Any) -> pa.LargeStringArray:
        return self._column(groups, "groups").cast(pa.large_string())

    def _chance(
        self,
        numbers: pa.UInt32Array,
        draws: int,
        seed: int,
        null: str,
        strata: Any | None,
        swaps: float,
    ) -> _Chance:
        """Check what is left to chance, and say it as the kernel has it."""
        draws, seed = check_whole(draws, "draws", 0, MOST_DRAWS), check_seed(seed)
        if null not in NULLS:
            raise InputError(f"null: {null!r}; wanted one of {', '.join(NULLS)}")
        if null == "rewire" and draws == 0:
            raise InputError("draws: 0 with null='rewire'; wanted at least 1, such as 999")
        if null == "density" and draws > 0:
            raise InputError(
                f"draws: {draws} with null='density', whose mean and deviation are exact; wanted 0"
            )
        if strata is None:
            return _Chance(null, None, float(swaps), draws, seed)
        if null != "labels" or draws == 0:
            raise InputError(
                f"strata: given with null={null!r} and draws={draws}; wanted null='labels' and "
                "draws, such as 999: what is exact is so for labels dealt to all nodes alike"
            )
        return _Chance(null, self._strata(numbers, strata), float(swaps), draws, seed)

    def _strata(self, numbers: pa.UInt32Array, strata: Any) -> pa.UInt32Array:
        labels = self._column(strata, "strata").cast(pa.large_string())
        missing = self._labels().filter(pc.and_(pc.is_null(labels), pc.is_valid(numbers)))
        if len(missing):
            raise InputError(
                f"strata: {len(missing)} nodes with a group have no stratum, such as "
                f"{missing[0].as_py()!r}; wanted one for each"
            )
        return labels.dictionary_encode().indices.cast(pa.uint32())


class _Chance(NamedTuple):
    """What is left to chance, in the order of the kernel's arguments."""

    null: str
    strata: pa.UInt32Array | None
    swaps: float
    draws: int
    seed: int


def _in_order(labels: pa.LargeStringArray) -> tuple[list[str], pa.UInt32Array]:
    """Give groups numbers in the order of their names."""
    names = sorted(name for name in labels.unique().to_pylist() if name is not None)
    numbers = pc.index_in(labels, pa.array(names, pa.large_string()))
    # A null is no group, wherever index_in may find it.
    return names, pc.if_else(pc.is_valid(labels), numbers, None).cast(pa.uint32())
