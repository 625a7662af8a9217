"""The trees themselves: who had it from whom, and what shape that makes."""

from __future__ import annotations

from ..errors import InputError
from ..frames import Frame
from .base import Base


class Trees(Base):
    """Edges, repairs and shapes."""

    @property
    def repaired(self) -> int:
        """Parents that the platform names and that cannot be; their posts hang on the root.

        A parent cannot come after its child, nor can posts pass on each other in a ring. Of
        cascades made by :meth:`from_edges`: the rows of :attr:`repairs`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.weibo_cascades().cascades().repaired
        0
        """
        return self._core.repaired

    @property
    def repairs(self) -> Frame:
        """What was no tree in given edges, and what was made of it, one row a repair.

        Returns
        -------
        frame
            ``cascade, child, reason, found`` (what the rows say: a parent, or for
            ``several_times`` a time and for ``several_authors`` an account), ``kept`` (what holds
            instead). In order of cascade, child and reason. The reasons are those of
            :meth:`from_edges`.

        Raises
        ------
        InputError
            If the cascades come from a corpus: for those see :attr:`repaired`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> cas = tw.Cascades.from_edges(["t"] * 3, [None, "a", "b"], ["a", "c", "c"])
        >>> cas.repairs[["child", "reason", "kept"]].values.tolist()
        [['b', 'several_roots', 'a'], ['c', 'several_parents', 'a']]
        """
        found = self._core.repairs()
        if found is None:
            raise InputError(
                "repairs: cascades of a corpus; wanted those of from_edges. The number of theirs "
                "is in cas.repaired"
            )
        return self._frame(found)

    @property
    def edges(self) -> Frame:
        """Who had it from whom, one row for each post but the roots.

        Returns
        -------
        frame
            ``cascade`` (root post), ``parent, child`` (posts), ``parent_author, child_author,
            parent_handle, child_handle, at`` (time of the child), ``delay_s`` (seconds from
            parent to child), ``depth, evidence``: ``observed`` (the platform says so),
            ``inferred:follow``, ``inferred:interaction``, ``inferred:chain`` (only the order in
            time), ``root`` (the platform attributes it to the root and nothing else is known), or
            ``given`` (by :meth:`from_edges`). In order of cascade, then of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> edges = tw.datasets.weibo_cascades().cascades(attribution="observed").edges
        >>> len(edges), int(edges["depth"].max())
        (7117, 4)
        """
        return self._frame(self._core.edges())

    def shape(self) -> Frame:
        """Measure each tree.

        Structural virality is the mean distance between two posts along the tree: with n posts
        and s of them below an edge, v = 2 sum over edges of s (n - s) / (n (n - 1)).

        Returns
        -------
        frame
            ``cascade`` (root post), ``author, author_handle, size`` (posts, root included),
            ``depth, max_breadth, structural_virality`` (NaN for a lone root),
            ``unique_accounts, started_at, duration_s, half_life_s`` (from the root until at least
            half of the final size had arrived). With ``draws`` also ``depth_ci_low, depth_ci_high``
            and so on for ``max_breadth`` and ``structural_virality``: 95 % of the drawn forests
            lie between them. In order of the root's time and id; cascades
            whose root is not in the archive come last.

        Notes
        -----
        Sources: Goel, Anderson, Hofman & Watts 2016, *Management Science* 62:180; Vosoughi, Roy
        & Aral 2018, *Science* 359:1146. Linear in posts.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> star = pd.DataFrame({
        ...     "post_id": [str(i) for i in range(10)],
        ...     "author": [f"a{i}" for i in range(10)],
        ...     "repost_of": [None] + ["0"] * 9,
        ... })
        >>> tw.from_frame(star).cascades().shape()["structural_virality"].tolist()
        [1.8]
        """
        return self._frame(self._core.shape())

    def time_to_depth(self) -> Frame:
        """Say how long each cascade took to reach each depth.

        Returns
        -------
        frame
            ``cascade, depth`` (0: the root), ``at_s`` (seconds from the root to the first post at
            that depth; NaN if a time is not known), ``posts`` (at that depth). In the order of
            :meth:`shape`, then of depth.

        Notes
        -----
        Source: Vosoughi, Roy & Aral 2018, *Science* 359:1146. Linear in posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> chain = [None, "a", "b"], ["a", "b", "c"]
        >>> cas = tw.Cascades.from_edges(["t"] * 3, *chain, at=[0, 60, 90])
        >>> cas.time_to_depth()["at_s"].tolist()
        [0.0, 60.0, 90.0]
        """
        return self._frame(self._core.time_to_depth())
