"""Cascades: where a post goes, along which path, in which shape."""

from __future__ import annotations

from . import _core
from .frames import Backend, Frame, from_arrow

__all__ = ["Cascades"]


class Cascades:
    """Trees of posts: each root with everything that passed it on.

    Made by :meth:`twiplomacy.Corpus.cascades`.
    """

    def __init__(self, core: _core.Cascades, attribution: str, backend: Backend) -> None:
        self._core = core
        self._attribution = attribution
        self._backend: Backend = backend

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Cascades: {len(self):,}, attribution {self._attribution!r}>"

    @property
    def repaired(self) -> int:
        """Parents that the platform names and that cannot be; their posts hang on the root.

        A parent cannot come after its child, nor can posts pass on each other in a ring.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.weibo_cascades().cascades().repaired
        0
        """
        return self._core.repaired

    @property
    def edges(self) -> Frame:
        """Who had it from whom, one row for each post but the roots.

        Returns
        -------
        frame
            ``cascade`` (root post), ``parent, child`` (posts), ``parent_author, child_author,
            at`` (time of the child), ``delay_s`` (seconds from parent to child), ``depth,
            evidence``: ``observed`` (the platform says so), ``inferred:follow``,
            ``inferred:interaction``, or ``root`` (the platform attributes it to the root and
            nothing else is known). In order of cascade, then of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> edges = tw.datasets.weibo_cascades().cascades(attribution="observed").edges
        >>> len(edges), int(edges["depth"].max())
        (7117, 4)
        """
        return from_arrow(self._core.edges(), self._backend)

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
            half of the final size had arrived). In order of the root's time and id; cascades
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
        return from_arrow(self._core.shape(), self._backend)
