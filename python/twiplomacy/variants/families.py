"""Which texts are nearly the same, and which was taken from which."""

from __future__ import annotations

import pyarrow as pa

from ..frames import Frame
from .base import Base


class Families(Base):
    """Families and their lineage."""

    def families(self) -> Frame:
        """List the families: what is nearly the same text.

        Returns
        -------
        frame
            ``family`` (a number, 0 the largest), ``root`` (the post that came first), ``posts,
            accounts, texts`` (different ones, as they are written), ``first, last`` (times),
            ``copies`` (posts with a parent), ``mutation_rate`` (share of copies that differ from
            their parent; NaN without copies), ``least_similarity`` (of a member to the root),
            ``root_text``; and ``author`` of the root, with its ``author_handle`` where handles are
            known. The largest first, of equals the one that began first.

        Notes
        -----
        Two texts are linked if the Jaccard similarity of their shingles reaches the threshold; a
        family is what links hold together, so its ends may differ more: see
        ``least_similarity``.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> var = tw.datasets.senators().variants()
        >>> var.families()[["posts", "accounts", "texts"]].head(1).values.tolist()
        [[5, 1, 5]]
        """
        table = pa.table(self._core.families())
        roots = table["root"].combine_chunks()
        keys, handles = self._accounts_of(roots)
        table = table.set_column(1, "root", self._posts(roots))
        table = table.add_column(2, "author", keys)
        if handles is not None:
            table = table.add_column(3, "author_handle", handles)
        return self._frame(table)

    def lineage(self) -> Frame:
        """List every member of a family, from whom it was taken, and what was changed.

        The parent is the most similar earlier post that is nearly the same; of equals one with the
        very same text, then the latest.

        Returns
        -------
        frame
            ``family, post, parent`` (null: nothing that is like it came before), ``similarity`` (of
            the two, by shingles), ``depth`` (steps from a post without a parent), ``kept,
            dropped, added, substituted`` (tokens; null without a parent), ``touched`` (list of
            classes, see :func:`twiplomacy.compare_texts`), ``author, parent_author`` (and their
            handles, where known), ``at``. By family, then time.

        Notes
        -----
        All of this is inferred: that a text is like an earlier one does not prove that its author
        had read that one. Both may have copied a third that is not in the archive. ``at`` unknown:
        no parent, and nobody's. O(n log n) in members.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text, text + " #Syria", text + " #Syria!"], at=[1, 2, 3])
        >>> table = var.lineage()
        >>> table[["post", "depth", "added"]].fillna(-1).values.tolist()
        [[0, 0, -1], [1, 1, 1], [2, 2, 1]]
        >>> [list(cell) for cell in table["touched"][1:]]
        [['hashtag'], ['punctuation_or_case']]
        """
        return self._frame(self._lineage())

    def _lineage(self) -> pa.Table:
        table = pa.table(self._core.lineage())
        rows = {name: table[name].combine_chunks() for name in ("post", "parent")}
        for name, numbers in rows.items():
            place = table.column_names.index(name)
            table = table.set_column(place, name, self._posts(numbers))
        for name, role in (("post", "author"), ("parent", "parent_author")):
            keys, handles = self._accounts_of(rows[name])
            table = table.append_column(role, keys)
            if handles is not None:
                table = table.append_column(f"{role}_handle", handles)
        times = self._names.times.take(rows["post"]).cast(pa.timestamp("us", "UTC"))
        return table.append_column("at", times)
