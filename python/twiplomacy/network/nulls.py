"""What chance would have made: rewired networks, tests against them, and the backbone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import check_draws, check_seed
from ..errors import InputError
from ..frames import Frame
from .base import Base

NULLS = (
    "rewire",
    "rewire_reciprocal",
    "configuration",
    "weights",
    "size",
    "edges",
    "dyads",
    "labels",
)
BACKBONES = ("disparity", "noise_corrected")

Statistic = str | Callable[[Any], float]


def _check_dealt(wanted: Sequence[Statistic], groups: Any | None) -> None:
    """Refuse to deal labels where this cannot change anything."""
    known = _core.statistics(of_groups=True)
    for one in wanted:
        if one not in known:
            name = repr(one) if isinstance(one, str) else "a function"
            raise InputError(
                f"statistic: {name} with null='labels', which deals groups anew and leaves the "
                f"network as it is; wanted one of {', '.join(known)}"
            )
    if groups is None:
        raise InputError("groups: none; wanted a group for each node, which null='labels' deals")


class Nulls(Base):
    """Random networks that share some of this one's traits, and what they are good for."""

    def rewire(self, swaps: float = 10, seed: int = 0, keep_reciprocity: bool = False) -> Self:
        """Shuffle ties so that every node keeps as many as it has.

        Two edges a -> b and c -> d become a -> d and c -> b unless that makes a self-loop or a
        tie that is there already; again and again.

        Parameters
        ----------
        swaps : float
            How many swaps are tried for each edge.
        seed : int
            Which random network.
        keep_reciprocity : bool
            Whether every node keeps its number of returned ties too.

        Returns
        -------
        Network
            On the same nodes. Self-loops stay. Weights and times go with an edge's source.

        Raises
        ------
        InputError
            If ``swaps`` is negative or not a number.

        Notes
        -----
        Source: Maslov & Sneppen 2002, *Science* 296:910; Milo and others 2003, arXiv
        cond-mat/0312028. O(swaps m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 4], [2, 3, 4, 1])
        >>> net.rewire(seed=1).degree()["in_degree"].tolist()
        [1, 1, 1, 1]
        """
        return self._made(self._core.rewire(float(swaps), keep_reciprocity, check_seed(seed)))

    def configuration(self, seed: int = 0) -> Self:
        """Draw a network of the configuration model: the same degrees, ends joined at random.

        Parameters
        ----------
        seed : int
            Which random network.

        Returns
        -------
        Network
            On the same nodes, unweighted but for edges drawn more than once; self-loops arise.

        Notes
        -----
        Source: Molloy & Reed 1995, *Random Structures & Algorithms* 6:161. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 4], [2, 3, 4, 1])
        >>> float(net.configuration().edges["weight"].sum())
        4.0
        """
        return self._made(self._core.configuration(check_seed(seed)))

    def test(
        self,
        statistic: Statistic | Sequence[Statistic],
        null: str = "rewire",
        draws: int = 999,
        seed: int = 0,
        *,
        groups: Any | None = None,
        strata: Any | None = None,
        swaps: float = 10,
        progress: bool | None = None,
    ) -> Frame:
        """Compare a statistic of the network with what it is in random networks.

        The null says what is held and so explained away; the rest is left to chance. A conditional
        uniform graph (CUG) test holds the size, the edges or the dyads, and takes every such
        network as equally likely.

        Parameters
        ----------
        statistic : str, callable or a list of them
            A name from :meth:`statistics`, or a function from a :class:`Network` to a number
            (slower: one network at a time).
        null : str
            What is held:

            - ``"rewire"``: every node's degrees; ``"rewire_reciprocal"``: its returned ties too;
              ``"configuration"``: its degrees, where self-loops and repeated edges may arise.
            - ``"weights"``: all edges, while their weights are shuffled.
            - ``"size"``: the number of nodes. Each tie is there with probability 1/2 and weighs 1.
              For up to 5,000 nodes.
            - ``"edges"``: the numbers of nodes and edges. ``"dyads"``: of nodes, of pairs tied
              both ways and of pairs tied one way. Weights and times go with edges.
            - ``"labels"``: the whole network, while groups are dealt anew among the nodes that have
              one. For the statistics of groups.
        draws : int
            How many random networks.
        seed : int
            The same seed gives the same numbers on any number of threads.
        groups : str, frame or mapping, optional
            For the statistics of groups: a column of ``nodes``, a frame with ``node`` and one
            more column, or a mapping.
        strata : str, frame or mapping, optional
            With ``null="labels"``: groups are dealt anew only among nodes of one stratum, a country
            say, so that what strata explain is explained away. One for each node.
        swaps : float
            As in :meth:`rewire`.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``statistic, value, null_mean, null_sd, z, p, draws, p_adjusted, p_greater, p_less``,
            one row a statistic. p is two-sided: (1 + draws at least as far from the null's mean) /
            (1 + draws); ``p_greater`` and ``p_less`` count draws of at least and at most the value
            instead; ``draws`` counts those in which the statistic is defined; ``p_adjusted`` is
            Benjamini & Hochberg's over the rows, from p.

        Raises
        ------
        InputError
            If a statistic or null is unknown, groups are wanted and missing, strata are given for
            another null, labels are dealt for a statistic that has no use for them, or there are
            too many nodes for ``"size"``.

        Notes
        -----
        Sources: Milo and others 2002, *Science* 298:824; CUG: Butts 2008, *Journal of Statistical
        Software* 24(6); p: Phipson & Smyth 2010, *Statistical Applications in Genetics and
        Molecular Biology* 9:39. Self-loops stay where they are, but for ``"configuration"``.
        ``"size"``, ``"edges"`` and ``"dyads"`` are the ``cmode`` of R's ``sna::cug.test``; its
        one-sided p are ``p_greater`` and ``p_less`` here, without the added 1. Draws run in
        parallel. A draw is
        O(n^2) for ``"size"``, O(n) for ``"labels"``, else O(m) but for logarithms.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.datasets.high_tech_managers()["advice"]
        >>> table = net.test("reciprocity", draws=99)
        >>> bool(table["value"][0] > table["null_mean"][0])
        True
        >>> net.test("transitivity", null="dyads", draws=99)["p_greater"].round(2).tolist()
        [0.01]
        """
        wanted = [statistic] if isinstance(statistic, str) or callable(statistic) else statistic
        if not isinstance(wanted, Sequence) or not wanted:
            raise InputError(f"statistic: {statistic!r}; wanted a name, a function, or a list")
        if null not in NULLS:
            raise InputError(f"null: {null!r}; wanted one of {', '.join(NULLS)}")
        draws, seed = check_draws(draws), check_seed(seed)
        named = [one for one in wanted if isinstance(one, str)]
        if null == "labels":
            _check_dealt(wanted, groups)
        elif strata is not None:
            raise InputError(f"strata: given with null={null!r}; wanted null='labels'")
        labels = None if groups is None else self._groups(groups, "groups", partial=True)
        within = None if strata is None else self._groups(strata, "strata")
        with reporting("test", "network", progress) as report:
            found = self._core.test(named, labels, within, null, float(swaps), draws, seed, report)
        tested = dict(zip(named, found, strict=True))
        rows = []
        for one in wanted:
            if isinstance(one, str):
                rows.append((one, *tested[one]))
            elif callable(one):
                rows.append(
                    (
                        getattr(one, "__name__", "statistic"),
                        *self._called(one, null, swaps, draws, seed),
                    )
                )
            else:
                raise InputError(f"statistic: {one!r}; wanted a name or a function")
        return self._frame(
            _core.null_table(
                [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
            )
        )

    def _called(
        self, function: Callable[[Any], float], null: str, swaps: float, draws: int, seed: int
    ) -> tuple[float, pa.DoubleArray]:
        """Measure a user's statistic here and in each random network."""
        value = float(function(self))
        drawn = (self._made(self._core.draw(null, float(swaps), seed, k)) for k in range(draws))
        return value, pa.array([float(function(net)) for net in drawn], pa.float64())

    @staticmethod
    def statistics() -> list[str]:
        """List the statistics that :meth:`test` knows by name.

        Returns
        -------
        list of str

        Examples
        --------
        >>> import twiplomacy as tw
        >>> "transitivity" in tw.Network.statistics()
        True
        """
        return _core.statistics()

    def backbone(self, method: str = "disparity", alpha: float = 0.05) -> Self:
        """Keep the edges that are heavier than chance would make them.

        Parameters
        ----------
        method : {"disparity", "noise_corrected"}
            ``"disparity"``: against a node's weight falling evenly at random over its edges, at
            either end. ``"noise_corrected"``: against weights drawn in proportion to the
            strengths of both ends.
        alpha : float
            Edges with a p-value below this stay.

        Returns
        -------
        Network
            On the same nodes.

        Raises
        ------
        InputError
            If the method is none of these or alpha is not between 0 and 1.

        Notes
        -----
        Sources: Serrano, Boguna & Vespignani 2009, *PNAS* 106:6483; Coscia & Neffke 2017, *IEEE
        ICDE*, 425. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([0] * 5, [1, 2, 3, 4, 5], [90, 1, 1, 1, 1])
        >>> net.backbone().edges["target"].tolist()
        ['1']
        """
        if method not in BACKBONES:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(BACKBONES)}")
        return self._made(self._core.backbone(method, alpha))

    def edge_significance(self, method: str = "disparity") -> Frame:
        """Say for each edge how likely chance makes one as heavy.

        Parameters
        ----------
        method : {"disparity", "noise_corrected"}
            As in :meth:`backbone`.

        Returns
        -------
        frame
            ``source, target, weight, p``, in the order of ``edges``.

        Raises
        ------
        InputError
            If the method is none of these.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([0] * 5, [1, 2, 3, 4, 5], [90, 1, 1, 1, 1])
        >>> net.edge_significance()["p"].round(4).tolist()
        [0.0, 0.9581, 0.9581, 0.9581, 0.9581]
        """
        if method not in BACKBONES:
            raise InputError(f"method: {method!r}; wanted one of {', '.join(BACKBONES)}")
        return self._frame(self._with_ends(self._core.edge_significance(method)))
