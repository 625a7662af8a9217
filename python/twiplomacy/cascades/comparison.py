"""Shapes of groups of cascades, compared at the same size."""

from __future__ import annotations

import warnings

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError
from ..frames import Frame
from ..grouped import By
from .base import Base


class Comparison(Base):
    """Comparisons of groups."""

    def compare(
        self,
        by: By,
        match: str | None = "size",
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Compare the shapes of the cascades of two groups at the same size.

        Larger cascades are deeper and broader whoever began them. So for each size s that both
        groups have, both group means at that size get the weight w(s) = min(n_A(s), n_B(s)); the
        matched value of a group is their weighted mean.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            Groups of the root's account, as in :meth:`reach`. More than two are compared two by
            two.
        match : {"size", None}
            None: plain means, nothing is matched, and p permutes freely.
        draws : int
            Draws of the bootstrap and permutations.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``group, against, measure`` (``depth, max_breadth, structural_virality,
            unique_accounts, duration_s, half_life_s``), ``value`` (the group's mean over all its
            cascades), ``matched_value, ci_low, ci_high`` (of the matched value), ``difference``
            (of the matched values, group minus against), ``difference_ci_low,
            difference_ci_high, p`` (two-sided, groups permuted within sizes), ``p_adjusted``
            (Benjamini & Hochberg 1995 over all pairs and measures), ``n`` (cascades of the group
            for which the measure is known), ``matched`` (those of a size that both groups have),
            ``dropped`` (the others). One row for each ordered pair of groups and measure, in that
            order.

        Raises
        ------
        InputError
            If a grouping or ``match`` is not known, or there are too many groups.

        Warns
        -----
        UserWarning
            If the root of some cascades is in no group; they are left out.

        Notes
        -----
        Source: Juul & Ugander 2021, *PNAS* 118(46):e2100786118. Intervals: 95 %, percentiles over
        draws in which the cascades of each group are resampled and matched again; NaN if a group
        has fewer than two. p: (1 + draws at least as far from their mean) / (1 + draws). O(g n)
        for each draw with g groups of n cascades.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> weibo = tw.datasets.weibo_cascades().cascades(attribution="observed")
        >>> first = weibo.shape()["author"][0]
        >>> accounts = set(weibo.shape()["author"])
        >>> groups = {name: "first" if name == first else "others" for name in accounts}
        >>> len(weibo.compare(groups, match=None, draws=99))
        12
        """
        if match not in ("size", None):
            raise InputError(f"match: {match!r}; wanted 'size' or None")
        groups = self._groups(by)
        ungrouped = self._core.ungrouped(groups)
        if ungrouped:
            warnings.warn(
                f"by: the roots of {ungrouped:,} of {len(self._core):,} cascades are in no group; "
                "these cascades are left out",
                stacklevel=2,
            )
        with reporting("compare", "draw", progress) as report:
            found = self._core.compare(
                groups, match == "size", check_draws(draws), check_seed(seed), report
            )
        return self._frame(found)
