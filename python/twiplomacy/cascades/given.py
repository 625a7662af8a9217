"""Trees that somebody else has."""

from __future__ import annotations

from typing import Any, Self

from .. import _core
from ..errors import InputError
from ..frames import Backend, backend_of, check_backend, strings, times
from .base import Base


class Given(Base):
    """Cascades of given edges."""

    @classmethod
    def from_edges(
        cls,
        cascade: Any,
        parent: Any,
        child: Any,
        at: Any | None = None,
        author: Any | None = None,
        backend: Backend | None = None,
    ) -> Self:
        """Take trees that somebody else has, one row an edge.

        Parameters
        ----------
        cascade : column or list of str or int
            The tree that an edge belongs to.
        parent, child : column or list of str or int
            From whom, and who has it. Labels are those of their tree: another may have the same.
            A row whose parent is null, or the child itself, declares a root.
        at : column or list of time, optional
            When the child came: times, texts, or numbers: seconds, or from 10**11 on
            milliseconds.
        author : column or list of str or int, optional
            The account of the child. Without it nodes are accounts themselves. A root has one if
            a row declares it.
        backend : {"pandas", "polars", "pyarrow"}, optional
            The kind of table for results; by default that of ``child``.

        Returns
        -------
        Cascades
            In order of the root's time (unknown last), then of label (length, then bytes).

        Raises
        ------
        InputError
            If the columns differ in length, a cascade or child is null, or a time is none.

        Notes
        -----
        What is no tree is made one, by rules that do not depend on the order of rows. Ids go by
        length, then bytes. Each repair is a row of :attr:`repairs`, with its reason:

        - ``same_edge``: a row said twice counts once.
        - ``several_times``, ``several_authors``: the earliest time and the smallest id hold.
        - ``parent_of_root``: a node that is declared a root has no parent.
        - ``several_parents``: the latest one strictly before the child is kept; else one at the
          child's time, else one where a time is unknown, else a later one; of equals the smallest
          id.
        - ``several_roots``: the earliest node without a parent is the root, unknown times last;
          of equals one that is declared, then the smallest id. The others hang on it.
        - ``later_parent``: a child whose parent came later hangs on the root.
        - ``later_root``: unless that parent is the root, which is kept.
        - ``cycle``: a ring is cut at its smallest id, which hangs on the root.

        Edges that were kept have the evidence ``given``, those to the root by repair ``root``.
        O(m log m) for m rows.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> chain = [None, *range(1, 10)], list(range(1, 11))
        >>> cas = tw.Cascades.from_edges(["chain"] * 10, *chain)
        >>> round(float(cas.shape()["structural_virality"][0]), 3)
        3.667
        """
        backend = check_backend(backend or backend_of(child))
        nodes, trees = strings(child, "child"), strings(cascade, "cascade")
        parents = strings(parent, "parent")
        moments = None if at is None else times(at, "at")
        authors = None if author is None else strings(author, "author")
        for name, column in {"child": nodes, "cascade": trees}.items():
            if column.null_count:
                raise InputError(f"{name}: {column.null_count} nulls; wanted a label in each row")
        columns = {"cascade": trees, "parent": parents, "at": moments, "author": authors}
        for name, column in columns.items():
            if column is not None and len(column) != len(nodes):
                raise InputError(
                    f"{name}: {len(column)} rows; wanted {len(nodes)}, one for each child"
                )
        core = _core.given_cascades(trees, parents, nodes, moments, authors)
        return cls(core, "given", backend)
