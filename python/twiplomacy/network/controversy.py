"""Whether two sides hear each other."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..arguments import check_whole
from ..errors import warn
from ..frames import Frame
from .mixing import Mixing, named


class Controversy(Mixing):
    """Random-walk controversy."""

    def rwc(self, groups: Any, k: int = 10) -> Frame:
        """Measure random-walk controversy: whether a walk that starts on a side ends there.

        Walks start at any node of a side, go from neighbour to neighbour, and end at one of the
        ``k`` best-tied nodes of either side. Near 1 neither side reaches the voices of the other;
        near 0 a walk ends on either side alike.

        Parameters
        ----------
        groups : str, frame or mapping
            The sides: a column of ``nodes``, a frame with ``node`` and one more column, or node to
            group. Of more than two each pair is compared.
        k : int
            How many nodes of each side end walks: those of most neighbours, of equal ones the
            smaller label (by length, then letter by letter).

        Returns
        -------
        frame
            ``a, b`` (the sides), ``rwc`` (p_aa p_bb - p_ab p_ba), ``p_aa, p_ab, p_ba, p_bb``
            (p_ab: the probability that a walk that ended in b had started in a, both sides
            equally likely), ``nodes`` (of both sides), ``dropped`` (those of them from which no
            walk ends, left out). One row for each pair of sides.

        Raises
        ------
        InputError
            If an argument cannot be used.

        Warns
        -----
        CoverageWarning
            If nodes have no group, or a side has no more than ``k`` nodes, so that every walk of
            it ends where it starts.

        Notes
        -----
        Exact, where the source draws walks: the probability h to end on side a solves
        (D - A) h = A 1 over the other nodes, one sparse system a pair. Direction, weights and
        self-loops do not count. The walk of a pair stays among its nodes: other groups are not
        there. Who starts at an end ends there. Source: Garimella, De Francisci Morales, Gionis &
        Mathioudakis 2018, *ACM Transactions on Social Computing* 1:3. O(m) for each of some tens
        of steps.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["a", "b", "c"], ["b", "c", "d"], directed=False)
        >>> table = net.rwc({"a": "X", "b": "X", "c": "Y", "d": "Y"}, k=1)
        >>> table[["a", "b", "rwc", "dropped"]].values.tolist()
        [['X', 'Y', 1.0, 0]]
        """
        check_whole(k, "k", 1, 2**32 - 1)
        codes, names = self._named_groups(groups, "groups")
        labels = self._labels()
        order = pc.sort_indices(
            pa.table({"length": pc.binary_length(labels), "label": labels}),
            [("length", "ascending"), ("label", "ascending")],
        )
        rank = pc.sort_indices(order).cast(pa.uint32())
        found = self._core.rwc(codes, len(names), int(k), rank)
        sizes = dict(zip(*(c.to_pylist() for c in pc.value_counts(codes).flatten()), strict=True))
        small = [name for code, name in enumerate(names) if sizes.get(code, 0) <= k]
        if small and len(names) > 1:
            warn(
                f"k: {k}, but {', '.join(repr(name) for name in small[:5])} has no more nodes, so "
                "that every walk from there ends where it starts; wanted a smaller k"
            )
        return self._frame(named(found, names, ("a", "b")))
