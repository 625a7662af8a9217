"""Who matters: by ties, by the standing of those tied to them, by holes between them."""

from __future__ import annotations

from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..frames import Frame
from .base import Base

CORES = ("all", "in", "out")


class Centrality(Base):
    """Measures of one number a node."""

    def degree(self) -> Frame:
        """Count the ties of each node.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, and ``in_degree, out_degree, in_weight,
            out_weight``; undirected: ``degree, weight``, to which a self-loop adds two. The
            weights are the strengths of Barrat and others (2004).

        Notes
        -----
        O(n + m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> tw.Network.from_edges(["a", "a"], ["b", "b"]).degree()["out_weight"].tolist()
        [2.0, 0.0]
        """
        return self._with_nodes(self._core.degree())

    def pagerank(
        self,
        damping: float = 0.85,
        weighted: bool = True,
        tol: float = 1e-10,
        personalization: Any | None = None,
    ) -> Frame:
        """Find where a random reader ends up who follows arcs and now and then starts afresh.

        x_v = (1 - d) r_v + d (sum over u -> v of x_u w_uv / w_u + D r_v), with d the damping, w_u
        the weight of the arcs out of u, D the share of readers at nodes without one, and r_v
        where readers start: 1/n, or the personalisation.

        Parameters
        ----------
        damping : float
            Probability of following an arc, from 0 to below 1.
        weighted : bool
            Whether heavy arcs are followed more often.
        tol : float
            The sum of absolute errors is at most this.
        personalization : str, frame or mapping, optional
            How likely a reader starts at each node, on any scale: the name of a column of
            ``nodes``, a frame with ``node`` and one more column, or a mapping from node to
            number. Nodes that it does not name are never started from.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``pagerank`` (adds up to 1).

        Raises
        ------
        InputError
            If damping, tol or the personalisation is out of range.

        Notes
        -----
        Source: Brin & Page 1998, *Computer Networks and ISDN Systems* 30:107. Power iteration,
        O(m) a sweep.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> ranks = tw.Network.from_edges(["a", "b"], ["c", "c"]).pagerank()
        >>> ranks["node"][ranks["pagerank"].idxmax()]
        'c'
        """
        restart = None
        if personalization is not None:
            numbers = self._numbers(personalization, "personalization")
            restart = pc.if_else(pc.is_nan(numbers), 0.0, numbers)
        return self._with_nodes(self._core.pagerank(damping, weighted, tol, restart))

    def hits(self, weighted: bool = True, tol: float = 1e-10) -> Frame:
        """Tell hubs, which point to good authorities, from authorities, which good hubs point to.

        a = A' h and h = A a, each scaled to add up to 1: the leading singular vectors of the
        matrix A of arc weights, found from equal scores.

        Parameters
        ----------
        weighted : bool
            Whether weights count.
        tol : float
            It stops once a sweep changes the scores by less than this in sum.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``hub``, ``authority``; each adds up to 1.

        Raises
        ------
        InputError
            If tol is out of range.

        Notes
        -----
        Source: Kleinberg 1999, *Journal of the ACM* 46:604. O(m) a sweep.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> scores = tw.Network.from_edges(["a", "b"], ["c", "c"]).hits()
        >>> scores["authority"].round(6).tolist()
        [0.0, 1.0, 0.0]
        """
        return self._with_nodes(self._core.hits(weighted, tol))

    def eigenvector(self, weighted: bool = True, tol: float = 1e-10) -> Frame:
        """Score nodes by the scores of those who lead to them.

        x is the leading eigenvector of A', x_v = (1/lambda) sum over u -> v of w_uv x_u, with
        Euclidean norm 1.

        Parameters
        ----------
        weighted : bool
            Whether weights count.
        tol : float
            It stops once a sweep changes the scores by less than this in sum.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``eigenvector``.

        Raises
        ------
        InputError
            If tol is out of range, or the scores do not settle.

        Notes
        -----
        Source: Bonacich 1987, *American Journal of Sociology* 92:1170. Nodes that no cycle leads
        to score 0; on directed networks :meth:`pagerank` or :meth:`katz` tell more. O(m) a sweep.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> star = tw.Network.from_edges(["c", "c"], ["a", "b"], directed=False)
        >>> star.eigenvector()["eigenvector"].round(3).tolist()
        [0.707, 0.5, 0.5]
        """
        return self._with_nodes(self._core.eigenvector(weighted, tol))

    def katz(
        self,
        alpha: float | None = None,
        beta: float = 1.0,
        weighted: bool = True,
        tol: float = 1e-10,
    ) -> Frame:
        """Count the walks that end at each node, long ones for less.

        x = alpha A' x + beta, scaled to Euclidean norm 1.

        Parameters
        ----------
        alpha : float, optional
            What a step costs; below 1 over the leading eigenvalue of A. By default 0.9 of a
            safe bound for that.
        beta : float
            What each node has of its own.
        weighted : bool
            Whether weights count.
        tol : float
            It stops once a sweep changes the scores by less than this in sum.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``katz``.

        Raises
        ------
        InputError
            If alpha is too large to converge, or a number is out of range.

        Notes
        -----
        Source: Katz 1953, *Psychometrika* 18:39. O(m) a sweep.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> chain = tw.Network.from_edges(["a", "b"], ["b", "c"])
        >>> chain.katz(alpha=0.5)["katz"].is_monotonic_increasing
        True
        """
        return self._with_nodes(self._core.katz(alpha, beta, weighted, tol))

    def core_number(self, kind: str = "all") -> Frame:
        """Find how deep in the core each node is.

        The k-core is the largest part in which everybody has k ties within the part; the core
        number is the largest k of which a node is still a member.

        Parameters
        ----------
        kind : {"all", "in", "out"}
            Which ties of a directed network count; ``"all"`` adds those in and those out.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``core_number``.

        Raises
        ------
        InputError
            If the kind is none of these.

        Notes
        -----
        Source: Seidman 1983, *Social Networks* 5:269; Batagelj & Zaversnik 2003. Self-loops and
        weights do not count. O(m).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 3], [2, 3, 1, 4], directed=False)
        >>> net.core_number()["core_number"].tolist()
        [2, 2, 2, 1]
        """
        return self._with_nodes(self._core.core_number(_core_kind(kind)))

    def k_core(self, k: int, kind: str = "all") -> Self:
        """Keep the nodes whose core number is k or more.

        Parameters
        ----------
        k : int
            The least core number.
        kind : {"all", "in", "out"}
            As in :meth:`core_number`.

        Returns
        -------
        Network

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 3], [2, 3, 1, 4], directed=False)
        >>> net.k_core(2).n_nodes
        3
        """
        return self._by_core(kind, lambda core: pc.greater_equal(core, k))

    def k_shell(self, k: int, kind: str = "all") -> Self:
        """Keep the nodes whose core number is exactly k.

        Parameters
        ----------
        k : int
            The core number.
        kind : {"all", "in", "out"}
            As in :meth:`core_number`.

        Returns
        -------
        Network

        Notes
        -----
        Source: Carmi and others 2007, *PNAS* 104:11150; Kitsak and others 2010, *Nature Physics*
        6:888.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges([1, 2, 3, 3], [2, 3, 1, 4], directed=False)
        >>> net.k_shell(1).nodes["node"].tolist()
        ['4']
        """
        return self._by_core(kind, lambda core: pc.equal(core, k))

    def _by_core(self, kind: str, keep: Any) -> Self:
        core = self._core.core_number(_core_kind(kind))["core_number"]
        numbers = pc.indices_nonzero(keep(core)).cast(pa.uint32())
        return self._made(self._core.subgraph(numbers), self._nodes.take(numbers.cast(pa.int64())))

    def constraint(self) -> Frame:
        """Measure how little room a node's contacts leave it to broker.

        c_i = sum over contacts j of (p_ij + sum over q of p_iq p_qj)^2, with p_ij the share of
        i's ties, by weight and in both directions, that go to j; q is neither i nor j.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``constraint``: near 0 for a broker among strangers;
            NaN without contacts.

        Notes
        -----
        Source: Burt 1992, *Structural Holes*. Self-loops do not count. O(sum of squared degrees)
        at most.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> star = tw.Network.from_edges(["c", "c"], ["a", "b"])
        >>> star.constraint()["constraint"].tolist()
        [0.5, 1.0, 1.0]
        """
        return self._with_nodes(self._core.constraint())

    def effective_size(self, weighted: bool | None = None) -> Frame:
        """Count a node's contacts, less those that are tied among themselves.

        Undirected and unweighted, Borgatti's form: n - 2t/n, with n contacts and t ties among
        them. Else Burt's: sum over contacts j of (1 - sum over q of p_iq m_jq), with m_jq the
        weight between j and q over j's heaviest.

        Parameters
        ----------
        weighted : bool, optional
            Whether weights count. By default they do, unless the network is undirected and
            every weight is 1.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``effective_size``; NaN without contacts.

        Notes
        -----
        Source: Burt 1992, *Structural Holes*; Borgatti 1997, *Connections* 20:35. Self-loops do
        not count.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> star = tw.Network.from_edges(["c", "c"], ["a", "b"], directed=False)
        >>> star.effective_size()["effective_size"].tolist()
        [2.0, 1.0, 1.0]
        """
        return self._with_nodes(self._core.effective_size(weighted))


def _core_kind(kind: str) -> str:
    if kind not in CORES:
        raise InputError(f"kind: {kind!r}; wanted one of {', '.join(CORES)}")
    return kind
