"""Any measure over windows of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from .. import _core
from .. import over_time as machinery
from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed, several
from ..errors import InputError
from ..frames import Frame, check_backend, from_arrow
from ..over_time.request import Request
from .topics import Topics


class OverTime(Topics):
    """Series: one measure, many windows."""

    def over_time(
        self,
        measure: str | Callable[[Any], float],
        every: str = "1w",
        by: str | Sequence[str] | None = None,
        *,
        draws: int = DRAWS,
        seed: int = 0,
        kind: str = "mention",
        direction: str = "information",
        among: str | Sequence[str] | None = None,
        groups: Any | None = None,
        attribution: str = "recent",
        progress: bool | None = None,
    ) -> Frame:
        """Follow a measure over time: one number for each window, with its interval and n.

        Parameters
        ----------
        measure : str or callable
            A name from :meth:`measures`; a hashtag such as ``"#irandeal"`` (the share of own
            posts that use it); or a function that takes the corpus of a window and gives a
            number.
        every : str
            The length of a window: ``"year"``, ``"month"``, ``"week"``, ``"day"``, ``"hour"``, or
            a number of them such as ``"2w"`` or ``"36h"``. Weeks begin on Mondays; all is UTC.
        by : str or list of str, optional
            Columns of the roster: a series for each group of authors, within their terms.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same intervals on any number of threads.
        kind, direction, among
            Of the network, for its statistics: as in :meth:`network`. With ``by`` and without
            ``among`` the ties among the accounts of the group.
        groups : str, frame or mapping, optional
            For statistics of groups, such as ``"modularity"``: as in :meth:`Network.test`.
        attribution : str
            Of cascades: as in :meth:`cascades`.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``start`` (of the window), ``group`` (or one column for each of several groupings),
            ``value, n`` (what the value rests on: posts; messages, replies or reposts received
            for rates of dialogue; responses; accounts of the public, or their posts, for access
            and talking back; accounts for inequality and networks; cascades; conversations),
            ``ci_low, ci_high``, ``complete`` (whether the archive spans the whole window: the first
            and the last often are not, and do not belong in a trend). In order of group, then of
            start. Windows without a post are there: a count is 0, anything else NaN, with n = 0.

        Raises
        ------
        InputError
            If a measure, window or grouping is not known, no post has a time, there are more
            than 10,000 windows, or a function gives no number.

        See Also
        --------
        measures : the names.
        twiplomacy.change : what to do with a series.

        Notes
        -----
        Intervals: 95 %, percentile bootstrap. Shares, texts: over accounts (over days where one
        account wrote all posts). Dialogue, responses, barriers, participation: as their methods
        say. Cascades, conversations: over the accounts that began them. Networks: over nodes
        (:meth:`Network.bootstrap`). A function: a jackknife that leaves out each of 20 blocks of
        accounts (Shao & Tu 1995), so the function is called 21 times a window. Counts have none:
        nothing was sampled. The network of a window, inequality and functions cost a pass over
        the posts for each window and group; all others one pass.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators().select(since="2015-06-01", until="2015-07-01")
        >>> table = corpus.over_time("#scotus", every="1w", draws=99)
        >>> table[["value", "n"]].round(3).values.tolist()[-2:]
        [[0.062, 1502.0], [0.057, 371.0]]
        """
        if not isinstance(every, str) or not _core.is_window(every):
            raise InputError(f'every: {every!r}; wanted a window such as "month", "1w" or "36h"')
        names = [] if by is None else several(by, "by")
        there = [] if self._roster is None else self._roster.columns
        for name in names:
            if name not in there or name in ("account", "since", "until"):
                known = ", ".join(c for c in there if c not in ("account", "since", "until"))
                raise InputError(
                    f"by: {name!r}; wanted a column of the roster "
                    f"({known or 'none: no roster is attached'})"
                )
        if len(set(names)) < len(names):
            raise InputError(f"by: {names} names one grouping twice")
        options = {
            "kind": kind,
            "direction": direction,
            "among": among,
            "groups": groups,
            "attribution": attribution,
        }
        draws, seed = check_draws(draws), check_seed(seed)
        corpus: Any = self
        with reporting("over_time", "window", progress) as report:
            request = Request(corpus, every, tuple(names), draws, seed, options, report)
            return self._frame(machinery.series(measure, request))

    @staticmethod
    def measures() -> Frame:
        """List the measures that :meth:`over_time` knows by name.

        Returns
        -------
        frame
            ``measure, family, meaning``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.Corpus.measures()
        >>> table.loc[table["measure"] == "answer_rate", "meaning"].tolist()
        ['share of messages that are answered']
        """
        names, families, meanings = zip(*machinery.catalogue(), strict=True)
        table = pa.table(
            {"measure": list(names), "family": list(families), "meaning": list(meanings)}
        )
        return from_arrow(table, check_backend(None))
