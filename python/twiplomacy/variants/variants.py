"""The class of variants, and how it is made of any column of texts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import check_seed, check_whole
from ..errors import InputError, warn
from ..frames import Backend, backend_of, check_backend, strings, times
from ..frames import texts as as_texts
from .base import Names
from .drifting import Drifting
from .editing import Editing
from .families import Families
from .framing import Framing
from .paraphrasing import Paraphrasing
from .plot import Plot


class Variants(Plot, Families, Editing, Drifting, Framing, Paraphrasing):
    """Texts that are nearly the same, and what changes when one is passed on.

    Made by :meth:`twiplomacy.Corpus.variants`, or by :func:`twiplomacy.variants` of any column of
    texts. A **family** holds what is nearly the same, a **lineage** says from which earlier post
    each was taken, and a **copy** is a post with a parent.
    """

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        return f"<Variants: {len(self):,} families, {self._core.n_copies():,} copies>"


def options(
    unit: str, shingle: int, similarity: float, min_tokens: int, min_common: int | None
) -> tuple[str, int, float, int, int]:
    """Check what counts as nearly the same."""
    if isinstance(similarity, bool) or not isinstance(similarity, int | float):
        raise InputError(f"similarity: {similarity!r}; wanted a number above 0 and at most 1")
    if min_common is None:
        min_common = _core.variant_defaults(str(unit))[4]
    return (
        str(unit),
        check_whole(shingle, "shingle", 1, 1_000),
        float(similarity),
        check_whole(min_tokens, "min_tokens", 0, 1_000_000),
        check_whole(min_common, "min_common", 0, 1_000_000),
    )


def find(
    names: Names,
    settings: tuple[str, int, float, int, int],
    backend: Backend,
    corpus: Any | None,
    progress: bool | None,
) -> Variants:
    """Find the families of texts and their lineage."""
    with reporting("variants", "text", progress) as report:
        core = _core.variants_of(names.texts, names.times, names.authors, settings, report)
    return Variants(core, names, backend, corpus)


def variants(
    texts: Any,
    at: Any | None = None,
    author: Any | None = None,
    post: Any | None = None,
    *,
    similarity: float = 0.6,
    shingle: int = 3,
    min_tokens: int = 5,
    min_common: int | None = None,
    unit: str = "word",
    seed: int = 0,
    progress: bool | None = None,
) -> Variants:
    """Find texts that are nearly the same, in any column, and which was taken from which.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list. Nulls are in no family.
    at : column or list of time, optional
        When each was posted: times, texts, or numbers: seconds, or from 10**11 on milliseconds.
        Without a time a text has no parent and is nobody's; without the column there are families
        and no lineage.
    author : column or list of str or int, optional
        By whom.
    post : column or list of str or int, optional
        What each is called; by default its place, from 0.
    similarity : float
        The least Jaccard similarity of the sets of shingles, above 0 and at most 1.
    shingle : int
        Words (or characters) in a shingle.
    min_tokens : int
        Texts of fewer words are in no family; half as many must stand outside hashtags.
    min_common : int, optional
        Shingles that two texts must have in common, unless their sets are the same: so a short
        phrase in common makes no variants. By default 6 of words (eight words in a
        row) and 50 of characters.
    unit : {"word", "character"}
        What a shingle is made of.
    seed : int
        Changes nothing: nothing is drawn, the families are exact.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    Variants
        Its tables come in the kind of ``texts``.

    Raises
    ------
    InputError
        If a column is no column of its kind, columns differ in length, or a setting makes no sense.

    Notes
    -----
    Words without case, links, handles, emoji and a leading ``RT @name:`` are what is matched; what
    is compared between parent and copy is the text as it was written. Every pair is verified, so
    families do not depend on the order of texts. Near-linear in the texts, but for those that share
    rare phrases and are not nearly the same.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> text = "We call on all sides to stop the fire at once"
    >>> tw.variants([text, text + " #Syria", "Good morning"], at=[1, 2, 3])
    <Variants: 1 families, 1 copies>
    """
    check_seed(seed)
    settings = options(unit, shingle, similarity, min_tokens, min_common)
    cells = as_texts(texts, "texts")
    count = len(cells)
    moments = pa.nulls(count, pa.int64()) if at is None else times(at, "at")
    people = pa.nulls(count, pa.large_string()) if author is None else strings(author, "author")
    ids = pa.array(range(count), pa.int64()) if post is None else strings(post, "post")
    for name, column in (("at", moments), ("author", people), ("post", ids)):
        if len(column) != count:
            raise InputError(f"{name}: {len(column)} rows; wanted {count}, one for each text")
    encoded = people.dictionary_encode()
    names = Names(
        posts=ids,
        texts=cells,
        times=moments,
        authors=encoded.indices.cast(pa.uint32()),
        accounts=encoded.dictionary,
    )
    return find(names, settings, check_backend(backend_of(texts)), None, progress)


def of_corpus(
    corpus: Any, settings: tuple[str, int, float, int, int], progress: bool | None
) -> Variants:
    """Find the variants among the posts of a corpus that are no reposts."""
    posts, accounts = corpus._posts, corpus._accounts
    keys = accounts["account"].combine_chunks()
    names = Names(
        posts=posts["post_id"].combine_chunks(),
        texts=corpus._texts(),
        times=posts["created_at"].combine_chunks().cast(pa.int64()),
        authors=pc.index_in(posts["author_id"].combine_chunks(), keys).cast(pa.uint32()),
        accounts=keys,
        handles=accounts["handle"].combine_chunks(),
    )
    if len(posts) and names.times.null_count == len(posts):
        warn(
            "variants: no post has a time, so nothing can be told of who took a text from whom; "
            "families are found all the same"
        )
    return find(names, settings, corpus._backend, corpus, progress)
