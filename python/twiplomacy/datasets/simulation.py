"""A made-up world whose truth is known: for teaching, and to see how far estimates are off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import check_seed, check_whole
from ..corpus import Corpus
from ..errors import InputError
from ..frames import Backend, Frame, check_backend, from_arrow
from ..roster import Roster, read_roster

__all__ = ["SimulatedCorpus", "Truth", "simulate"]


class Truth:
    """What was planted in a simulated corpus; every property is a frame.

    Accounts and posts have the ids that they have in the corpus. ``in_archive`` is false for
    posts that the corpus lacks.
    """

    def __init__(self, core: _core.Simulation, backend: Backend) -> None:
        self._core = core
        self._backend: Backend = backend

    def __repr__(self) -> str:
        return "<Truth: accounts, copies, follows, missing, paths, responses>"

    @cached_property
    def accounts(self) -> Frame:
        """What each account is like.

        Returns
        -------
        frame
            ``account, handle, community, followers, answer_rate`` (the chance that it answers a
            message), ``median_latency_s`` (of its answers, whose times are exponential).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> truth = tw.datasets.simulate(publics=50, originals=60).truth
        >>> truth.accounts["handle"][:2].tolist()
        ['NordaliaMFA', 'NordaliaInSudria']
        """
        return self._frame(self._core.accounts())

    @cached_property
    def follows(self) -> Frame:
        """Who follows whom: ``follower, followed``, as :meth:`Corpus.attach` takes it.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> corpus = tw.datasets.simulate(publics=50, originals=60)
        >>> corpus.attach(follows=corpus.truth.follows)
        <Corpus of 340 posts, roster of 248>
        """
        return self._frame(self._core.follows())

    @cached_property
    def paths(self) -> Frame:
        """Through whom each repost, quote and copy came.

        Returns
        -------
        frame
            ``object`` (the post passed on), ``parent`` (the post in which its author met it),
            ``child, parent_author, child_author, at, kind`` (repost, quote or copy),
            ``in_archive``. In order of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> paths = tw.datasets.simulate(publics=50, originals=60).truth.paths
        >>> sorted(paths["kind"].unique())
        ['copy', 'quote', 'repost']
        """
        return self._frame(self._core.paths())

    @cached_property
    def responses(self) -> Frame:
        """Which post responds to which official, and how.

        Returns
        -------
        frame
            ``response, author, to, channel, notified`` (whether X would have told the official),
            ``in_archive``. In order of official, then of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> responses = tw.datasets.simulate(publics=50, originals=60).truth.responses
        >>> "deep_reply" in set(responses["channel"])
        True
        """
        return self._frame(self._core.responses())

    @cached_property
    def copies(self) -> Frame:
        """Posts that repeat another's words without naming it.

        Returns
        -------
        frame
            ``post, source`` (the post copied), ``edits`` (words dropped, added or put in another's
            place), ``in_archive``. In order of time.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> copies = tw.datasets.simulate(publics=50, originals=60).truth.copies
        >>> int(copies["edits"].max()) <= 2
        True
        """
        return self._frame(self._core.copies())

    @cached_property
    def missing(self) -> Frame:
        """Posts that the corpus lacks: ``post, author``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> len(tw.datasets.simulate(publics=50, originals=60, missing=0.0).truth.missing)
        0
        """
        return self._frame(self._core.missing())

    def _frame(self, table: pa.RecordBatch) -> Frame:
        return from_arrow(table, self._backend)


class SimulatedCorpus(Corpus):
    """A corpus whose truth is known. It unpacks to the corpus, its roster and the truth.

    Made by :func:`simulate`. What is selected from it or attached to it is a plain
    :class:`twiplomacy.Corpus`.
    """

    def __init__(self, made: Corpus, truth: Truth) -> None:
        super().__init__(made._core, made._backend, made._roster, made._roster_numbers)
        self._truth = truth

    @property
    def truth(self) -> Truth:
        """What was planted: accounts, follows, paths, responses, copies, missing posts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.datasets.simulate(publics=50, originals=60).truth
        <Truth: accounts, copies, follows, missing, paths, responses>
        """
        return self._truth

    def __iter__(self) -> Iterator[Any]:
        return iter((self, Roster(self._roster_table(), self._backend), self._truth))

    def _roster_table(self) -> pa.Table:
        assert self._roster is not None  # simulate() attaches one
        return self._roster._arrow()


def simulate(
    seed: int = 0,
    *,
    countries: int = 4,
    journalists: int = 8,
    publics: int = 400,
    originals: int = 500,
    days: float = 60.0,
    virality: float = 0.8,
    replies: float = 0.5,
    homophily: float = 0.7,
    quotes: float = 0.1,
    copies: float = 0.05,
    hidden: float = 0.06,
    missing: float = 0.02,
    observed: float = 0.0,
    resolution_s: float = 1.0,
    platform: str = "twitter",
    progress: bool | None = None,
) -> SimulatedCorpus:
    """Make a world of officials and publics, let it talk, and keep the truth.

    Every country has a ministry and an embassy in each other country, journalists and publics.
    They follow each other in communities. Posts spread along follows, and the archive hangs the
    reposts on the root, as platforms do. Publics answer and are answered, quote, copy an
    official's words without naming it, and speak of it by link, hashtag or name alone. Some
    posts are then lost.

    Parameters
    ----------
    seed : int
        The same seed gives the same world on any number of threads.
    countries : int
        From 2 to 16.
    journalists, publics : int
        In each country.
    originals : int
        Posts from which everything else comes: half by officials, a quarter questions to them.
    days : float
        Length of the collection, from 5 January 2015 on.
    virality : float
        How many pass on a post by an account with the mean number of followers. An account with
        f times as many followers reaches sqrt(f) times as many. Below about 1 stories end.
    replies : float
        The same for those who answer.
    homophily : float
        Share of follows within the own community.
    quotes, copies, hidden : float
        Of those who pass on, the shares that quote; that copy an official's words; that speak of
        them by link, hashtag or name alone.
    missing : float
        Share of posts that the archive lacks.
    observed : float
        Share of reposts of which the platform names the post through which they came (``via``).
    resolution_s : float
        Times are cut to multiples of it. With a coarse one many posts have equal times.
    platform : str
        The platform's name in the archive.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    SimulatedCorpus
        A corpus with its roster attached, and ``truth``; ``corpus, roster, truth =
        simulate()`` unpacks it. Follow lists are in ``truth.follows`` and not attached.

    Raises
    ------
    InputError
        If a number is out of its range.

    Notes
    -----
    The model is ours and simple. A follower of an author passes a post on with a chance of
    ``virality * sqrt(f / mean f) / f``, f the author's followers, 1.2 times as likely at home
    and 0.8 times abroad; who meets a post twice comes through whichever delay ends first
    (log-normal, median half an hour). Embassies pass on half of what their ministry says.
    Whoever is addressed answers with a chance and a median latency of its own. Near-linear in
    accounts, follows and posts.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> corpus, roster, truth = tw.datasets.simulate(seed=1)
    >>> len(corpus) + len(truth.missing) > 5000
    True
    >>> len(roster)
    1648
    """
    if not resolution_s > 0:
        raise InputError(f"resolution_s: {resolution_s}; wanted seconds, from 0.000001 to 86400")
    shown = check_backend(None)
    with reporting("simulation", "story", progress) as report:
        core = _core.simulate(
            check_seed(seed),
            (
                _size(countries, "countries"),
                _size(journalists, "journalists"),
                _size(publics, "publics"),
                _size(originals, "originals"),
            ),
            days,
            (virality, replies),
            (homophily, quotes, copies, hidden, missing, observed),
            round(min(resolution_s, 1e9) * 1e6),
            report,
        )
    made = Corpus(core.corpus(platform), shown)
    roster = read_roster(pa.Table.from_batches([core.roster()]))
    return SimulatedCorpus(made.attach(roster=roster), Truth(core, shown))


def _size(count: int, name: str) -> int:
    return check_whole(count, name, 0, 1_000_000)
