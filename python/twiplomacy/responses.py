"""Responses: what a source's posts elicit, and what of it the source is never told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _core
from .arguments import DRAWS, check_draws, check_seed
from .errors import InputError
from .frames import Frame, from_arrow

if TYPE_CHECKING:
    from .corpus import By, Corpus


class Responses:
    """Every post of a corpus that responds to a source.

    Made by :meth:`twiplomacy.Corpus.responses`.
    """

    def __init__(self, core: _core.Responses, corpus: Corpus) -> None:
        self._core = core
        self._corpus = corpus

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Responses: {len(self):,}>"

    @property
    def posts(self) -> Frame:
        """The responses, one a row for each source and post.

        Returns
        -------
        frame
            ``response`` (post id), ``author, author_handle, at, to`` (the source's key),
            ``to_handle, to_post`` (the source's post; for ``mention_thread`` the post that
            mentions it; null where only the account is known), ``channel, mentions_source``
            (its own text names the source), ``notified`` (null: the platform's rule is not
            known), ``delay_s`` (seconds since ``to_post``). In order of source, then of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> corpus.responses("SenJohnMcCain").posts["channel"].value_counts().to_dict()
        {'mention': 28, 'repost': 6, 'reply': 1}
        """
        return from_arrow(self._core.posts(), self._corpus._backend)

    def unseen(
        self,
        by: By | None = None,
        ci: str | None = "bootstrap",
        seed: int = 0,
        draws: int = DRAWS,
    ) -> Frame:
        """Share of the responses that the platform did not tell the source of.

        U = 1 - notified / all, among responses whose platform's rule is known.

        Parameters
        ----------
        by : str or list of str, optional
            Without it by channel. Else a column of the roster (of the response's author), a
            window such as ``"month"`` (of its time), or several.
        ci : {"bootstrap", None}
            The interval: 95 %, percentile bootstrap over threads, since responses in one thread
            stand or fall together.
        seed : int
            The same seed gives the same interval on any number of threads.
        draws : int
            Draws of the bootstrap.

        Returns
        -------
        frame
            ``channel`` (``all`` first) or ``group``, then ``responses, unknown`` (platform
            without a known rule, left out of the share), ``unseen, share, ci_low, ci_high``. By
            channel each source and response counts; in ``all`` and by group a post that
            responds to several sources counts once, as seen if one of them was told. With
            ``by`` the last row, whose group is null, holds responses by authors in no group.

        Raises
        ------
        InputError
            If ``by`` or ``ci`` is not known.

        Notes
        -----
        The measure is ours; the point of reference is that at least 11 % of reactions escape
        replies and reposts: Barbosa, Cesar-Jr & Cosley 2015, IEEE e-Science. Linear in posts,
        times threads for the draws.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.senators().responses("SenJohnMcCain").unseen()
        >>> table.head(1)[["channel", "responses", "unseen"]].values.tolist()
        [['all', 35, 0]]
        """
        if ci not in ("bootstrap", None):
            raise InputError(f"ci: {ci!r}; wanted 'bootstrap' or None")
        draws = 0 if ci is None else check_draws(draws)
        seed = check_seed(seed)
        if by is None:
            table = self._core.unseen_by_channel(draws, seed)
        else:
            groups = self._corpus._groups(by)
            found = self._core.unseen_by_group(groups, draws, seed)
            table = self._corpus._labelled(found, by, groups[0])
        return from_arrow(table, self._corpus._backend)
