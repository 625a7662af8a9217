"""Conversations: the threads that grow from a post."""

from __future__ import annotations

from . import _core
from .frames import Backend, Frame, from_arrow

__all__ = ["Conversations"]


class Conversations:
    """Threads: each root with the replies below it, gone posts as placeholders.

    Made by :meth:`twiplomacy.Corpus.conversations`.
    """

    def __init__(self, core: _core.Conversations, backend: Backend) -> None:
        self._core = core
        self._backend: Backend = backend

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Conversations: {len(self):,} threads>"

    @property
    def unplaced(self) -> int:
        """Replies that hang on the root because nothing but their conversation is known.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.senators().conversations().unplaced
        0
        """
        return self._core.unplaced

    def shape(self) -> Frame:
        """Measure each thread.

        Returns
        -------
        frame
            ``conversation`` (the platform's id of the thread, else the id of its root), ``posts``
            (that are there), ``accounts, depth`` (a lower bound where posts are missing),
            ``max_breadth, structural_virality, h_index`` (the deepest level h with at least h
            posts on it), ``missing_parents`` (placeholders, a missing root among them),
            ``started_at, duration_s``. In order of start and then of id.

        Notes
        -----
        Sources: Gómez, Kaltenbrunner & López 2008 (h-index); Goel and others 2016 (structural
        virality). Linear in posts.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> chain = pd.DataFrame({
        ...     "post_id": [str(i) for i in range(10)],
        ...     "author": ["a", "b"] * 5,
        ...     "reply_to": [None] + [str(i) for i in range(9)],
        ... })
        >>> shape = tw.from_frame(chain).conversations().shape()
        >>> shape["depth"].tolist(), shape["structural_virality"].round(3).tolist()
        ([9], [3.667])
        """
        return from_arrow(self._core.shape(), self._backend)
