"""Where each node stands from bottom to top: trophic levels and agony."""

from __future__ import annotations

from .. import _core
from ..errors import InputError, warn
from ..frames import Frame
from .base import Base

MEANINGS = ("information", "attention")

TOLERANCE = 1e-10
"""A relative residual of the equations above this is told to the user."""

SPREAD = 1e7
"""How much heavier than another a tie may be before levels are rough, by floats of 64 bits."""


class Levels(Base):
    """Levels of nodes."""

    def trophic_levels(self, direction: str = "information") -> Frame:
        """Say how far up each node stands, as a number: every arc should lead up by 1.

        Levels are the compromise that misses this least, in squares and by weight. A ministry
        that many pass on and that passes nobody on is at the bottom of its component; who only
        passes on what has gone through many hands is at the top.

        Parameters
        ----------
        direction : {"information", "attention"}
            What the arcs of this network mean: ``"information"`` leads from who was read to who
            passed it on, and levels rise along arcs; ``"attention"`` leads the other way, and
            arcs are turned round first. So levels always rise the way information goes.
            Turning arcs round mirrors levels within each component.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``level``, ``component``: 0 for the largest. Levels
            are 0 for the lowest of each weak component and are not to be compared between
            components. A node without ties is a component of its own, at level 0.

        Raises
        ------
        InputError
            If ``direction`` is none of these, or the network is undirected: levels need arcs.

        Warns
        -----
        CoverageWarning
            If some ties are 10 million times heavier than others of their component: between
            parts that only the light ones join, levels are then rough.

        Notes
        -----
        (diag(w_in + w_out) - W - W') h = w_in - w_out, with W_mn the weight of the arc from m to
        n, self-loops and arcs of weight 0 left out. Source: MacKay, Johnson & Sansom 2020, *Royal
        Society Open Science* 7:201138. What hangs on one tie only is exact; the rest is solved by
        conjugate gradients with the diagonal as preconditioner until the residual is 1e-12 of
        the right-hand side, for each component. O(m) a step; some dozens of steps in networks of
        accounts, more where paths are long.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["mfa", "mfa", "embassy"], ["embassy", "fan", "fan"])
        >>> net.trophic_levels()["level"].round(3).tolist()
        [0.0, 0.667, 1.333]
        """
        table, residual, spread = self._along(direction).trophic_levels()
        if residual > TOLERANCE or spread > SPREAD:
            warn(
                f"trophic_levels: some ties are {spread:.0e} times heavier than others of their "
                "component, and the levels of parts that only light ties join are rough (residual "
                f"{residual:.0e}); wanted weights within {SPREAD:.0e} of each other, such as counts"
            )
        return self._with_nodes(table)

    def trophic_incoherence(self) -> float:
        """Say how far arcs are from leading up by one level each.

        0: all lead up by exactly 1, as in a chain of command. 1: nothing leads up on the whole,
        as in a circle. In between: the less, the more of a hierarchy.

        Returns
        -------
        float
            NaN if no arc carries weight.

        Raises
        ------
        InputError
            If the network is undirected: levels need arcs.

        Notes
        -----
        F0 = sum of W_mn (h_n - h_m - 1)^2 / sum of W_mn over arcs from m to n, self-loops left out,
        with the levels h of :meth:`trophic_levels`. Turning arcs round changes nothing. Source:
        MacKay, Johnson & Sansom 2020, *Royal Society Open Science* 7:201138. Cost: that of the
        levels.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> net = tw.Network.from_edges(["mfa", "mfa", "embassy"], ["embassy", "fan", "fan"])
        >>> round(net.trophic_incoherence(), 6)
        0.111111
        """
        return self._core.trophic_incoherence()

    def agony(self, direction: str = "information") -> Frame:
        """Rank nodes so that as little weight as possible runs against the ranks.

        An arc that leads up costs nothing, one that stays on a rank costs its weight, one that
        leads down by k ranks k + 1 times its weight. No ranks cost less than these. How much they
        cost, and what share of the weight, stands in :meth:`hierarchy`.

        Parameters
        ----------
        direction : {"information", "attention"}
            What the arcs of this network mean, as in :meth:`trophic_levels`: ranks rise the way
            information goes.

        Returns
        -------
        frame
            ``node``, ``handle`` where known, ``rank``: 0 for the lowest. Where several rankings
            cost the least, this is the one in which every node is as low as in any of them.

        Raises
        ------
        InputError
            If ``direction`` is none of these, or the network is undirected: ranks need arcs.

        Notes
        -----
        min over whole ranks r of sum of w_uv max(0, r_u - r_v + 1) over arcs from u to v,
        self-loops left out. Sources: Gupte, Shankar, Li, Muthukrishnan & Iftode 2011, *WWW*
        20:557; with weights: Tatti 2017, *Data Mining and Knowledge Discovery* 31:702. Exact for
        networks of any size, by the heaviest flow in circles within strong components: for each
        length of way in turn, as many O(m) passes as it takes to find all of the flow. There are
        at most as many lengths as ranks in a component. Weights are whole multiples of 2^-61 of
        their sum, or become such.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> arcs = (["mfa", "embassy", "mfa", "fan"], ["embassy", "fan", "fan", "mfa"])
        >>> net = tw.Network.from_edges(*arcs)
        >>> net.agony()["rank"].tolist()
        [0, 0, 1]
        """
        return self._with_nodes(self._along(direction).agony())

    def _along(self, direction: str) -> _core.Network:
        """Give arcs as information goes."""
        if direction not in MEANINGS:
            raise InputError(f"direction: {direction!r}; wanted one of {', '.join(MEANINGS)}")
        return self._core if direction == "information" else self._core.reverse()
