"""Whether ties stay within groups."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .._progress import reporting
from ..arguments import DRAWS, check_seed, check_whole
from ..errors import InputError, warn
from ..frames import Frame
from .base import Base

NULLS = ("labels", "rewire")

Trial = tuple[str, pa.UInt32Array | None, int, int]


class Mixing(Base):
    """Ties within and across groups."""

    def mixing(
        self,
        groups: Any,
        draws: int = 0,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Count the ties from each group to each, against chance.

        Parameters
        ----------
        groups : str, frame or mapping
            A column of ``nodes``, a frame with ``node`` and one more column, or node to group.
            Nodes without a group are left out with their ties; a warning says how many.
        draws : int
            How many random networks; 0 for ``expected`` alone.
        seed : int
            The same seed gives the same numbers on any number of threads.
        null : {"labels", "rewire"}
            What is left to chance: which node is in which group, ties given; or who is tied to
            whom, every node's number of ties given.
        strata : str, frame or mapping, optional
            Labels are permuted only among nodes of the same stratum.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``from, to, edges`` (distinct ties), ``weight`` (their sum), ``share`` (of the weight
            of all), ``expected`` (the weight that chance would give), and from the draws
            ``null_mean, null_sd, z, p`` (of the weight; two-sided; NaN without draws), ``draws``,
            ``p_adjusted`` (Benjamini & Hochberg over the rows). One row for every pair of groups,
            also those without a tie, in order of ``from`` and ``to``; undirected: each unordered
            pair once.

        Raises
        ------
        InputError
            If an argument is none of those above, no node has a group, or there are so many
            groups that the draws would fill the memory.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Self-loops do not count. ``expected`` is exact. ``labels``: W n_A n_B / (n (n - 1)) from A
        to B, W n_A (n_A - 1) / (n (n - 1)) within A, with W the whole weight and n_A of the n nodes
        with a group in A; undirected twice that between two groups. ``rewire``: the mean of the
        configuration model, in which arcs keep their source and weight and are dealt their ends:
        w_out(A) k_in(B) / m, with k_in(B) of the m arcs into B; where weights are equal that is
        w_out(A) w_in(B) / W. Its draws are simple networks, whose mean is a little different.
        Source: Newman 2003, *Physical Review E* 67:026126. O(m) a draw of labels, O(swaps m) a
        rewired one, with 10 swaps a tie.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "a", "c"], ["b", "c", "d"])
        >>> table = net.mixing({"a": "X", "b": "X", "c": "Y", "d": "Y"})
        >>> table[["from", "to", "edges", "expected"]].values.tolist()
        [['X', 'X', 1, 0.5], ['X', 'Y', 1, 1.0], ['Y', 'X', 0, 1.0], ['Y', 'Y', 1, 0.5]]
        """
        codes, names = self._named_groups(groups, "groups")
        trial = self._trial(null, strata, draws, seed)
        with reporting("mixing", "draw", progress) as report:
            found = self._core.mixing(codes, len(names), trial, report)
        return self._frame(named(found, names, ("from", "to")))

    def ei_index(
        self,
        groups: Any,
        weighted: bool = False,
        draws: int = 0,
        seed: int = 0,
        null: str = "labels",
        strata: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Say whether ties lead out of groups rather than stay within: the E-I index.

        (E - I) / (E + I), with E pairs of nodes tied across groups and I such pairs within one:
        -1 if all ties stay within, 1 if none does.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`mixing`.
        weighted : bool
            Whether the weights of ties are added up; by default each tied pair counts once.
        draws, seed, null, strata, progress
            As in :meth:`mixing`. Permuted labels are the test of Krackhardt & Stern.

        Returns
        -------
        frame
            ``group`` (``"all"`` in the first row, then each group), ``external`` (pairs with one
            end in the group), ``internal`` (with both), ``value`` (the index; NaN without ties),
            ``expected``, and ``null_mean, null_sd, z, p, draws, p_adjusted`` as in
            :meth:`mixing`.

        Raises
        ------
        InputError
            As for :meth:`mixing`.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Direction is dropped; self-loops do not count. ``expected`` takes E and I as chance has them
        in :meth:`mixing`: for all groups under permuted labels that is the exact mean of the
        index, for one group a ratio of means. The index depends on the sizes of groups: read it
        beside ``expected``. Source: Krackhardt & Stern 1988, *Social Psychology Quarterly* 51:123.
        O(m) a draw.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "a"], ["b", "c"])
        >>> table = net.ei_index({"a": "X", "b": "X", "c": "Y", "d": "Y"})
        >>> table[["group", "external", "internal", "value"]].values.tolist()
        [['all', 1.0, 1.0, 0.0], ['X', 1.0, 1.0, 0.0], ['Y', 1.0, 0.0, 1.0]]
        """
        codes, names = self._named_groups(groups, "groups")
        trial = self._trial(null, strata, draws, seed)
        with reporting("ei_index", "draw", progress) as report:
            found = self._core.ei_index(codes, len(names), bool(weighted), trial, report)
        return self._frame(named(found, ["all", *names], ("group",)))

    def cross_reciprocity(
        self,
        groups: Any,
        draws: int = 0,
        seed: int = 0,
        null: str = "rewire",
        strata: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Measure how many of the ties from one group to another are returned.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`mixing`.
        draws, seed, null, strata, progress
            As in :meth:`mixing`.

        Returns
        -------
        frame
            ``from, to, arcs`` (distinct ties from one to the other), ``returned`` (those with a
            tie back between the same two nodes), ``share`` (returned / arcs; NaN without arcs),
            and ``null_mean, null_sd, z, p, draws, p_adjusted`` of the share as in :meth:`mixing`;
            ``draws`` counts those in which there were arcs. One row for every ordered pair of
            groups, each with itself among them.

        Raises
        ------
        InputError
            As for :meth:`mixing`.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        The measure is ours. Weights and self-loops do not count; over all pairs together it is
        :meth:`reciprocity`. Arcs from A to B and from B to A have as many returned ones, so the two
        shares differ by who sends more. Undirected: every tie leads both ways. O(m) a draw of
        labels, O(swaps m) a rewired one.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "a", "c"], ["c", "d", "a"])
        >>> table = net.cross_reciprocity({"a": "X", "c": "Y", "d": "Y"})
        >>> table[["from", "to", "arcs", "share"]].dropna().values.tolist()
        [['X', 'Y', 2, 0.5], ['Y', 'X', 1, 1.0]]
        """
        codes, names = self._named_groups(groups, "groups")
        trial = self._trial(null, strata, draws, seed)
        with reporting("cross_reciprocity", "draw", progress) as report:
            found = self._core.cross_reciprocity(codes, len(names), trial, report)
        return self._frame(named(found, names, ("from", "to")))

    def polarisation(
        self,
        groups: Any,
        communities: Any | None = None,
        draws: int = DRAWS,
        seed: int = 0,
        strata: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Say how far communities divide along groups.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`mixing`.
        communities : str, frame or mapping, optional
            A community for each node; by default those of :meth:`communities` with this seed.
        draws, seed, strata, progress
            As in :meth:`mixing`; labels are permuted, communities and ties stay.

        Returns
        -------
        frame
            ``measure, value`` and ``null_mean, null_sd, z, p, draws, p_adjusted`` as in
            :meth:`mixing`. ``nmi``: normalised mutual information of communities and groups, 1 if
            they are the same; ``cramers_v``: of their table, 1 if one follows from the other;
            ``modularity`` of the groups; ``assortativity`` by group, weights counted.

        Raises
        ------
        InputError
            As for :meth:`mixing`, and if a node has no community.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Over the nodes with a group and the ties among them; self-loops do not count. Sources:
        Danon and others 2005; Cramér 1946, *Mathematical Methods of Statistics*; Newman & Girvan
        2004; Newman 2003. ``nmi`` is above 0 by chance: read it beside ``null_mean``. O(n log n +
        m) a draw.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> sides = {1: "N", 2: "N", 3: "N", 4: "S", 5: "S", 6: "S"}
        >>> table = net.polarisation(sides, draws=99).set_index("measure")
        >>> round(float(table.loc["nmi", "value"]), 6)
        1.0
        """
        codes, names = self._named_groups(groups, "groups")
        trial = self._trial("labels", strata, draws, seed)
        parts = self._parts(communities, seed)
        with reporting("polarisation", "draw", progress) as report:
            found = self._core.polarisation(codes, len(names), parts[0], trial, report)
        return self._frame(found)

    def composition(self, groups: Any, communities: Any | None = None, seed: int = 0) -> Frame:
        """List which groups the members of each community are in.

        Parameters
        ----------
        groups : str, frame or mapping
            As in :meth:`mixing`.
        communities : str, frame or mapping, optional
            A community for each node; by default those of :meth:`communities` with this seed.
        seed : int
            For the communities.

        Returns
        -------
        frame
            ``community, group, nodes`` (members in the group), ``share`` (of the members that
            have a group), and of the whole community ``purity`` (the largest share) and
            ``entropy`` (of the shares, over the logarithm of the number of groups: 0 if all are in
            one group, 1 if groups are even; NaN with a single group). One row for every community
            with such members and every group.

        Raises
        ------
        InputError
            If an argument cannot be used or a node has no community.

        Warns
        -----
        CoverageWarning
            If nodes have no group.

        Notes
        -----
        Entropy: Shannon 1948. O(n log n).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 1, 2, 4, 4, 5, 3], [2, 3, 3, 5, 6, 6, 4])
        >>> sides = {1: "N", 2: "N", 3: "S", 4: "S", 5: "S", 6: "S"}
        >>> net.composition(sides)[["community", "group", "nodes"]].values.tolist()
        [[0, 'N', 2], [0, 'S', 1], [1, 'N', 0], [1, 'S', 3]]
        """
        codes, names = self._named_groups(groups, "groups")
        parts, labels = self._parts(communities, seed)
        found = pa.Table.from_batches([self._core.composition(codes, len(names), parts)])
        found = named(found, names, ("group",))
        place = found.column_names.index("community")
        return self._frame(found.set_column(place, "community", labels.take(found["community"])))

    def _parts(self, communities: Any | None, seed: int) -> tuple[pa.UInt32Array, pa.Array]:
        """Return the number of each node's community, and what each number is called."""
        if communities is None:
            found = self._core.communities("leiden", "modularity", 1.0, True, check_seed(seed), -1)
            column = found["community"]
        else:
            column = self._column(communities, "communities")
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        if column.null_count:
            raise InputError(
                f"communities: {column.null_count} nodes have no community; wanted one for each "
                "node"
            )
        distinct = pc.unique(column)
        distinct = distinct.take(pc.sort_indices(distinct))
        return pc.index_in(column, distinct).cast(pa.uint32()), distinct

    def _named_groups(self, groups: Any, argument: str) -> tuple[pa.UInt32Array, list[str]]:
        """Give each node the number of its group, in order of the groups' names; null without."""
        labels = self._column(groups, argument).cast(pa.large_string())
        missing, every = labels.null_count, len(labels)
        if every and missing == every:
            raise InputError(f"{argument}: none of {every:,} nodes has a group; wanted some")
        if missing:
            warn(
                f"{argument}: {missing:,} of {every:,} nodes have no group and are left out; wanted "
                "a group for each, or a network among those that have one"
            )
        names = sorted(pc.unique(labels.drop_null()).to_pylist())
        codes = pc.index_in(labels, pa.array(names, pa.large_string()))
        codes = pc.if_else(labels.is_valid(), codes, pa.scalar(None, codes.type))
        return codes.cast(pa.uint32()), names

    def _trial(self, null: str, strata: Any | None, draws: int, seed: int) -> Trial:
        if null not in NULLS:
            raise InputError(f"null: {null!r}; wanted one of {', '.join(NULLS)}")
        if strata is not None and null != "labels":
            raise InputError(f"strata: given with null={null!r}; wanted null='labels'")
        within = None if strata is None else self._groups(strata, "strata")
        return null, within, check_whole(draws, "draws", 0, 1_000_000), check_seed(seed)


def named(found: pa.RecordBatch | pa.Table, names: list[str], columns: tuple[str, ...]) -> pa.Table:
    """Put the names of groups in place of their numbers."""
    table = found if isinstance(found, pa.Table) else pa.Table.from_batches([found])
    labels = pa.array(names, pa.large_string())
    for name in columns:
        taken = labels.take(table[name].combine_chunks())
        table = table.set_column(table.column_names.index(name), name, taken)
    return table
