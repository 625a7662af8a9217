"""How far the network is ordered from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from .. import _core
from ..arguments import check_seed, check_whole, several
from ..errors import InputError
from ..frames import Frame
from .base import Base

LEAST_SAMPLES = 1024
"""Fewer drawn nodes give no interval to rely on."""


class Hierarchy(Base):
    """Measures of hierarchy of the whole network."""

    def hierarchy(
        self,
        measures: str | Sequence[str] | None = None,
        *,
        exact: bool | None = None,
        samples: int = 8192,
        seed: int = 0,
    ) -> Frame:
        """Measure how far the network is ordered from top to bottom.

        An arc is read as leading from the one above to the one below: from superior to subordinate,
        from who was read to who passed it on. Where arcs lead the other way, ask
        ``net.reverse().hierarchy()``. This changes ``krackhardt_lub`` and
        ``global_reaching_centrality``; the others stay.

        Parameters
        ----------
        measures : str or list of str, optional
            Which rows to compute; by default all.
        exact : bool, optional
            Whether to count who reaches whom and least upper bounds (True), or to estimate them
            from drawn nodes and pairs (False). By default they are counted up to a stated size
            (Notes). Agony cannot be drawn: beyond 500,000 arcs in cycles it is computed with True
            alone.
        samples : int
            How many nodes or pairs are drawn where not all are counted, 1,024 or more; rounded up
            to a multiple of 512.
        seed : int
            Which of them. The same seed gives the same numbers on any number of threads.

        Returns
        -------
        frame
            ``measure, value, ci_low, ci_high, exact, note``, in this order of rows:

            - ``krackhardt_connectedness``: the share of pairs joined by a path that may go against
              arcs.
            - ``krackhardt_hierarchy``: of the pairs with a path in at least one direction, the
              share that have it in only one.
            - ``krackhardt_efficiency``: 1 where each component has no arc more than it needs to
              hang together, 0 where it has all.
            - ``krackhardt_lub``: how far any two have a least upper bound, a superior of both below
              all other superiors of both. Anyone counts as their own superior.
            - ``flow_hierarchy``: the share of arcs that are in no cycle.
            - ``global_reaching_centrality``: how far the nodes fall short, in the share of others
              they reach, of the one that reaches most.
            - ``trophic_incoherence``: how far arcs are from leading up by one level each; see
              :meth:`trophic_incoherence`.
            - ``agony``: the weight that runs against the ranks that suit the network best, see
              :meth:`agony`; ``agony_hierarchy``: 1 - agony / the weight of all arcs.

            ``ci_low`` and ``ci_high`` are a 95 % interval where a number was drawn, else NaN;
            ``exact`` says whether it was counted; ``note`` says why a number is NaN or was drawn,
            and which way arcs lead where that matters.

        Raises
        ------
        InputError
            If a measure is unknown, or samples or seed are out of range.

        Notes
        -----
        Self-loops are dropped. Incoherence and agony are weighted, the others are not. An
        undirected edge counts as two arcs, as in R's sna, so that hierarchy and flow hierarchy are
        0; incoherence and agony are NaN there.

        With N_i the sizes of the weak components and E the number of arcs, efficiency is
        1 - (E - sum (N_i - 1)) / sum (N_i (N_i - 1) - (N_i - 1)), and the least upper bound
        1 - violations / sum ((N_i - 1)(N_i - 2) / 2). An upper bound of two nodes is a node, they
        among them, that reaches both; a violation is a pair within a component none of whose
        upper bounds is reached by all its others. R's sna (2.7) tests the reverse order there, and
        so differs. Global reaching centrality is sum (C_max - C_i) / (N - 1), C_i the share of
        others that i reaches. What would be 0 / 0 is NaN.

        Sources: Krackhardt 1994, in Carley & Prietula (eds), *Computational Organization Theory*,
        89; Luo & Magee 2011, *Complexity* 16:53; Mones, Vicsek & Vicsek 2012, *PLoS ONE*
        7:e33799; MacKay, Johnson & Sansom 2020, *Royal Society Open Science* 7:201138; Gupte and
        others 2011, *WWW* 20:557.

        Cost: who reaches whom is found on the strong components, 64 nodes at a time: c k / 64 steps
        for k components and arcs between them and c kinds of components; least upper bounds take
        g^2 s / 128 steps for g groups of nodes with the same superiors and s kinds of superiors.
        Either is counted up to 1e10 steps, some ten seconds on two cores; beyond, means of reach
        come from drawn nodes and all who reach them, the greatest reach from the 64 nodes that
        seem to reach most, with Hoeffding's margin for the rest, and the share of violations from
        drawn pairs, with Wilson's interval.

        Examples
        --------
        The chart of a firm leads from superior to subordinate and is a tree:

        >>> import twiplomacy as tw
        >>> reports = tw.datasets.high_tech_managers()["reports"]
        >>> reports.reverse().hierarchy()["value"].tolist()[:4]
        [1.0, 1.0, 1.0, 1.0]
        >>> advice = tw.datasets.high_tech_managers()["advice"]
        >>> round(float(advice.hierarchy("krackhardt_efficiency")["value"][0]), 3)
        0.575
        """
        known = _core.hierarchy_measures()
        wanted = known if measures is None else several(measures, "measures")
        for name in wanted:
            if name not in known:
                raise InputError(f"measures: {name!r}; wanted some of {', '.join(known)}")
        if not (exact is None or isinstance(exact, bool)):
            raise InputError(f"exact: {exact!r}; wanted True, False or None")
        samples = check_whole(samples, "samples", LEAST_SAMPLES, 1 << 24)
        return self._frame(self._core.hierarchy(wanted, exact, samples, check_seed(seed)))
