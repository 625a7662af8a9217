"""How far texts drift from the first of their family, and what of it is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed, check_whole
from ..cascades import Cascades
from ..errors import InputError
from ..frames import Frame
from .base import Base

DEPTHS = 10
"""Rows of a table by depth, unless the user asks for another number."""


class Drifting(Base):
    """Drift and retention."""

    def drift(
        self,
        by: str = "depth",
        cascades: Cascades | None = None,
        depths: int = DEPTHS,
        null: bool = True,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Measure how far texts are from the first of their family, step by step.

        distance = 1 - Jaccard similarity of the tokens of a copy and of its family's root

        Parameters
        ----------
        by : {"depth"}
            Steps that the text took.
        cascades : Cascades, optional
            Take the depth of the copies from these: only copies count that are in the cascade of
            their family's root, deeper than it. By default the depth is that of the lineage.
        depths : int
            So many depths have rows of their own; what is deeper stands in one more row.
        null : bool
            Whether to shuffle times; only the depth of a lineage needs it.
        draws : int
            Draws of the bootstrap and of the null.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``depth`` (of the last row the least), ``deeper`` (whether deeper copies stand in the
            row, too), ``copies, families, distance`` (the mean over copies), ``ci_low, ci_high,
            null_mean, null_low, null_high`` (mean and 95 % of the draws with shuffled times; NaN
            without null). :meth:`drift_slope` gives one number for the whole.

        Raises
        ------
        InputError
            If ``by`` is no depth, or an argument cannot be used.

        Notes
        -----
        The measure is ours; chains of texts: Simmons, Adamic & Adar 2011, ICWSM. Tokens as they are
        written, each once. The root is the earliest post of the family, so it is no copy and has no
        row. **Null**: a lineage hangs each copy on what it is most like, so its depth depends on
        distance, and distance grows with depth in texts without any history. Therefore times are
        shuffled among the members of each family, the lineage is rebuilt by the same rule, and
        depth and distance to the new root are measured; posts without a time are left out of it. A
        family of more than 500 different texts is represented there by 500, taken evenly in order
        of time. Interval: 95 %, percentile bootstrap of families. O(draws x members), and within
        families times the pairs that are nearly the same.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> texts = [text, text + " now", text + " now please", text + " now please do"]
        >>> var = tw.variants(texts, at=[1, 2, 3, 4])
        >>> table = var.drift(draws=9)
        >>> table[["depth", "copies"]].values.tolist(), table["distance"].round(2).tolist()
        ([[1, 1], [2, 1], [3, 1]], [0.08, 0.15, 0.21])
        """
        return self._frame(self._drift(by, cascades, depths, null, draws, seed, progress)[0])

    def drift_slope(
        self,
        by: str = "depth",
        cascades: Cascades | None = None,
        null: bool = True,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Measure how much distance to the root each step adds.

        Parameters
        ----------
        by, cascades, null, draws, seed, progress
            As in :meth:`drift`.

        Returns
        -------
        frame
            One row: ``slope`` (least squares of distance on depth over all copies; NaN where all
            have one depth), ``ci_low, ci_high, intercept, copies, families, null_mean, null_sd, p``
            (two-sided: (1 + draws at least as far from their mean) / (1 + draws)), ``draws`` (in
            which the slope is defined). Without null the last four are NaN, and 0.

        Raises
        ------
        InputError
            If ``by`` is no depth, or an argument cannot be used.

        Notes
        -----
        As for :meth:`drift`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> texts = [text, text + " now", text + " now please", text + " now please do"]
        >>> var = tw.variants(texts, at=[1, 2, 3, 4])
        >>> round(float(var.drift_slope(draws=9)["slope"][0]), 3)
        0.065
        """
        return self._frame(self._drift(by, cascades, DEPTHS, null, draws, seed, progress)[1])

    def _drift(
        self,
        by: str,
        cascades: Cascades | None,
        depths: int,
        null: bool,
        draws: int,
        seed: int,
        progress: bool | None,
    ) -> tuple[pa.RecordBatch, pa.RecordBatch]:
        if by != "depth":
            raise InputError(f"by: {by!r}; wanted 'depth'")
        depth = None if cascades is None else self._cascade_depth(cascades)
        rows = check_whole(depths, "depths", 1, 10_000)
        numbers = (check_draws(draws), check_seed(seed))
        with reporting("drift", "draw", progress) as report:
            return self._core.drift(depth, rows, numbers, bool(null) and depth is None, report)

    def _cascade_depth(self, cascades: Any) -> pa.UInt32Array:
        """Return how much deeper each post is than its family's root in the same cascade."""
        if not isinstance(cascades, Cascades):
            raise InputError(
                f"cascades: {type(cascades).__name__}; wanted what corpus.cascades(quotes=True) or "
                "Cascades.from_edges gives"
            )
        edges = pa.table(cascades._core.edges())
        posts = self._names.posts.cast(pa.large_string())
        # A root is nobody's child: it stands at depth 0 of the cascade of its children.
        parents = edges.filter(pc.equal(edges["depth"], 1))
        nodes = pa.chunked_array(
            [*edges["child"].chunks, *parents["parent"].chunks], edges["child"].type
        )
        names = pa.chunked_array(
            [*edges["cascade"].chunks, *parents["cascade"].chunks], edges["cascade"].type
        )
        steps = np.concatenate([edges["depth"].to_numpy(), np.zeros(len(parents), np.int64)])
        rows = pc.index_in(posts, nodes.combine_chunks().cast(pa.large_string()))
        cascade = names.combine_chunks().dictionary_encode().indices.take(rows)
        here = pa.array(steps, pa.int64()).take(rows)
        roots = pa.array(self._core.roots()).cast(pa.int64())
        same = pc.equal(cascade, cascade.take(roots))
        step = pc.subtract(here, here.take(roots))
        fits = pc.fill_null(pc.and_kleene(same, pc.greater(step, 0)), False)
        nothing = pa.scalar(None, pa.uint32())
        kept = pc.if_else(fits, step, pa.scalar(0, pa.int64())).cast(pa.uint32())
        return pc.if_else(fits, kept, nothing)

    def retention(self, depths: int = DEPTHS, draws: int = DRAWS, seed: int = 0) -> Frame:
        """Measure what of the first text is still there some steps later.

        share = items of the root that the copies at a depth have / items of the root, once a copy

        Parameters
        ----------
        depths : int
            So many depths have rows of their own; what is deeper stands in one more row.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same numbers on any number of threads.

        Returns
        -------
        frame
            ``kind`` (``hashtag, link, mention, number``), ``depth`` (in the lineage; of the last
            row the least), ``deeper`` (whether deeper copies stand in the row, too), ``copies``
            (whose root has an item of the kind), ``items, kept, share, ci_low, ci_high``. Rows
            without an item are left out. By kind and depth.

        Raises
        ------
        InputError
            If an argument cannot be used.

        Notes
        -----
        The measure is ours. Each distinct item of the root counts once; case does not matter, and
        links are the same that lead to one page (see :func:`twiplomacy.co_sharing`). Where the
        platform gives every post a short link of its own (``t.co``), links look lost that are not.
        Interval: 95 %, percentile bootstrap of families; where all agree the exact bound for as
        many families. Linear in the texts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text + " #Syria #UN", text + " #syria", text], at=[1, 2, 3])
        >>> var.retention(draws=9)[["kind", "depth", "items", "kept"]].values.tolist()
        [['hashtag', 1, 2, 1], ['hashtag', 2, 2, 0]]
        """
        rows = check_whole(depths, "depths", 1, 10_000)
        return self._frame(self._core.retention(rows, (check_draws(draws), check_seed(seed))))
