"""How sure a statistic of the network is: the vertex bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed, several
from ..frames import Frame
from .base import Base


class Resample(Base):
    """Intervals of what is measured on the whole network."""

    def bootstrap(
        self,
        statistic: str | Sequence[str],
        draws: int = DRAWS,
        seed: int = 0,
        *,
        groups: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """Say how sure a statistic is, were other accounts of the same kind observed.

        Parameters
        ----------
        statistic : str or list of str
            Names from :meth:`statistics`.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        groups : str, frame or mapping, optional
            For the statistics of groups: a column of ``nodes``, a frame with ``node`` and one
            more column, or a mapping.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``statistic, value, ci_low, ci_high``, one row a statistic: a 95 % percentile
            interval. NaN for a network of fewer than two nodes.

        Raises
        ------
        InputError
            If a statistic is unknown, or groups are wanted and missing.

        Notes
        -----
        The vertex bootstrap of Snijders & Borgatti 1999, *Connections* 22(2):61: a draw takes as
        many nodes as there are, with replacement, and the ties among them; two copies of one
        node are tied as a pair drawn at random is. It takes the nodes for a sample of exchangeable
        accounts, and suits averages over ties (density, reciprocity) better than what hangs on
        single nodes or on how the whole hangs together (components, distances).
        O(draws (n log n + m + statistic)).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.datasets.high_tech_managers()["advice"]
        >>> row = net.bootstrap("density", draws=99).iloc[0]
        >>> bool(row["ci_low"] < row["value"] < row["ci_high"])
        True
        """
        labels = None if groups is None else self._groups(groups, "groups", partial=True)
        names = several(statistic, "statistic")
        with reporting("bootstrap", "network", progress) as report:
            found = self._core.bootstrap(
                names, labels, check_draws(draws), check_seed(seed), report
            )
        return self._frame(found)
