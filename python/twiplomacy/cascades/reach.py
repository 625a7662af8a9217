"""How many accounts a cascade moved, and how many it can have reached."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import warn
from ..frames import Frame
from ..grouped import By
from .base import Base


class Reach(Base):
    """Engaged and exposed audiences."""

    def reach(self, by: By | None = None) -> Frame:
        """Count the accounts that each cascade moved to act, and those that it can have reached.

        Parameters
        ----------
        by : str, list of str, mapping or frame, optional
            Groups of the root's account, each counted over all its cascades: ``"account"``, a
            column of the roster, a window such as ``"month"`` (of the root's time), or several; a
            mapping of accounts to groups; or a frame with ``account`` and one more column.

        Returns
        -------
        frame
            ``cascade`` (or ``group, cascades``; a last row whose group is null holds the roots in
            no group), ``engaged`` (distinct accounts, not the root's own, that repost, answer or
            quote a member; of given edges those that pass it on), ``adopters`` (distinct accounts
            of members, the root's included), ``followers_known`` (adopters whose number of
            followers is known), ``potential`` (the sum of those numbers: potential, not unique;
            NaN if none is known), ``unique_exposed`` (distinct followers of adopters; NaN without
            follower lists). In the order of :meth:`shape`, or of group.

        Raises
        ------
        InputError
            If a grouping is not known.

        Warns
        -----
        CoverageWarning
            If nothing is known of the adopters' followers, neither a number nor a list.

        Notes
        -----
        The measures are ours. Follower lists are those given to :meth:`twiplomacy.Corpus.attach`
        or to :meth:`twiplomacy.Corpus.cascades`. Linear in posts and in followers of adopters.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> posts = pd.DataFrame({
        ...     "post_id": ["1", "2", "3"],
        ...     "author": ["un", "ann", "bob"],
        ...     "repost_of": [None, "1", "1"],
        ... })
        >>> follows = pd.DataFrame({"follower": ["x", "y", "y"], "followed": ["un", "un", "ann"]})
        >>> reach = tw.from_frame(posts).attach(follows=follows).cascades().reach()
        >>> reach[["engaged", "adopters", "unique_exposed"]].values.tolist()
        [[2.0, 3.0, 2.0]]
        """
        groups = None if by is None else self._groups(by)
        found = self._core.reach(groups)
        if self._corpus is not None:
            _warn(found)
        return self._frame(found)


def _warn(found: pa.RecordBatch) -> None:
    """Warn where nothing is known of the adopters' followers."""
    adopters = pc.sum(found["adopters"]).as_py() or 0
    counted = pc.sum(found["followers_known"]).as_py()
    exposed = pc.sum(found["unique_exposed"]).as_py()
    wanted = (
        "engaged and adopters hold all the same; wanted followers_count of accounts in the "
        "archive, or lists of the accounts of this corpus: corpus.attach(follows=...)"
    )
    if adopters and exposed == 0:
        warn(
            f"reach: nobody in the follower lists follows any of the {adopters:,} adopters, so "
            f"unique_exposed is 0; {wanted}"
        )
    elif adopters and not counted and exposed is not None and exposed != exposed:
        warn(
            f"reach: of none of the {adopters:,} adopters is it known who follows them or how many "
            f"do, so potential and unique_exposed are NaN; {wanted}"
        )
