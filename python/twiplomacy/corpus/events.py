"""The events of a corpus: who turned to whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..errors import InputError
from ..frames import Frame
from .base import Base
from .inputs import micros

KINDS = ("repost", "reply", "quote", "mention", "any")


class Events(Base):
    """Ties of a corpus one by one, before they become a network."""

    def events(
        self,
        kind: str = "mention",
        direction: str = "attention",
        among: Sequence[str] | str | None = None,
        since: Any | None = None,
        until: Any | None = None,
        progress: bool | None = None,
    ) -> Frame:
        """List who turned to whom, and when: a row for each post and account that it reaches.

        Parameters
        ----------
        kind : {"mention", "reply", "repost", "quote", "any"}
            As in :meth:`network`.
        direction : {"attention", "information"}
            ``attention``: from the author to who is named, answered, quoted or passed on;
            ``information``: the reverse.
        among : list of str or "roster", optional
            Only events between these accounts.
        since, until : str, datetime or pandas.Timestamp, optional
            From this time on; before this time.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``source, target`` (keys of accounts), ``at`` (null if unknown), in order of posts.
            Accounts that turn to themselves are there.

        Raises
        ------
        InputError
            If an argument is none of those above, or an account is not in the corpus.

        See Also
        --------
        twiplomacy.change.temporal_test : are they more than chance?

        Notes
        -----
        Linear in posts and mentions.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> events = tw.datasets.senators().events("mention", among="roster")
        >>> len(events), list(events.columns)
        (1037, ['source', 'target', 'at'])
        """
        if kind not in KINDS:
            raise InputError(f"kind: {kind!r}; wanted one of {', '.join(KINDS)}")
        if direction not in ("attention", "information"):
            raise InputError(f"direction: {direction!r}; wanted attention or information")
        with reporting("events", "post", progress) as report:
            source, target, at = _core.corpus_events(
                self._core,
                kind,
                direction == "attention",
                self._among(among),
                micros(since, "since"),
                micros(until, "until"),
                report,
            )
        keys = self._accounts["account"].combine_chunks()
        columns = [keys.take(source.cast(pa.int64())), keys.take(target.cast(pa.int64()))]
        return self._frame(pa.table([*columns, at["at"]], ["source", "target", "at"]))
