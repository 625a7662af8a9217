"""Which terms tell one body of texts from another."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import check_whole
from ..errors import InputError
from ..frames import Frame, as_text, backend_of, check_backend, from_arrow, strings, to_arrow
from ._columns import texts_in
from ._options import KINDS, Kinds, Ngrams, Options, Stop, options

Counts = tuple[pa.LargeStringArray, pa.Int64Array]
Test = tuple[str, str | None, float, str | None, int]
MOST = 2**53
"""Terms that a side may have: beyond, counts are no longer exact as floats."""


def keyness(
    target: Any,
    reference: Any,
    method: str = "log_odds",
    *,
    adjust: str | None = "bh",
    prior: float = 500.0,
    correction: str | None = None,
    min_count: int = 1,
    kinds: Kinds = KINDS,
    fold: bool = True,
    ngrams: Ngrams = 1,
    stopwords: Stop = None,
    own: bool = True,
) -> Frame:
    """Find the terms that tell one body of texts from another.

    Parameters
    ----------
    target, reference : column or list of str, frame, or mapping
        Two bodies of texts; or counts: a frame with ``term`` and ``count``, such as
        :func:`frequencies` gives, or term to count.
    method : {"log_odds", "g2", "chi2", "exact"}
        How the difference is measured. For a term used y_i times among the n_i terms of the
        target and y_j among the n_j of the reference:

        * ``log_odds``: score = ln((y_i + a_w) / (n_i + a_0 - y_i - a_w)) - ln((y_j + a_w) / (n_j +
          a_0 - y_j - a_w)), with a_w = a_0 (y_i + y_j) / (n_i + n_j), which draws rare terms
          towards no difference; z = score / sqrt(1 / (y_i + a_w) + 1 / (y_j + a_w)).
        * ``g2``: log-likelihood of four cells, 2 sum O ln(O / E), below 0 where the target uses the
          term less than expected; z = its root, with that sign.
        * ``chi2``: sum (O - E)**2 / E, with the sign and z of ``g2``.
        * ``exact``: Fisher's exact test; score = ln of the odds ratio (infinite where one side has
          none), z = the normal deviate with the same p.
    adjust : {"bh", "holm", "bonferroni"} or None
        How p is adjusted for as many terms: the share of false findings (Benjamini & Hochberg), or
        any false finding.
    prior : float
        a_0, the weight of the prior in terms, for ``log_odds``.
    correction : {"yates", "williams"} or None
        For small counts: Yates's with ``chi2`` (each cell half a count nearer to E, and no further
        than E, as in R), Williams's with ``g2``.
    min_count : int
        The fewest uses of a term in both bodies together. Terms with fewer have no row and are no
        tests; they still count in n.
    kinds, fold, ngrams, stopwords, own
        What counts as a term, as in :func:`frequencies`; of no use with counts.

    Returns
    -------
    frame
        ``term, target, reference`` (uses), ``target_share, reference_share`` (of all terms),
        ``score, z, p`` (two-sided), ``p_adjusted``. In order of z: what tells the target comes
        first, what tells the reference last; ties by the bytes of the term.

    Raises
    ------
    InputError
        If an argument cannot be used, or one side has no term.

    Notes
    -----
    All these take each term for an independent draw. It is not: an author repeats himself, and a
    topic brings its words along. So z and p overstate; they order terms rather than test them.
    :meth:`twiplomacy.Corpus.keyness` offers a p that permutes accounts.

    Sources: Monroe, Colaresi & Quinn 2008 (log-odds); Dunning 1993 and Rayson & Garside 2000 (G2);
    Fisher 1935; Benjamini & Hochberg 1995; Holm 1979. Linear in the texts; v log v in the terms.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.keyness(["peace and talks", "talks"], ["war and trade"], prior=1)
    >>> table["term"].tolist()
    ['talks', 'peace', 'and', 'trade', 'war']
    """
    chosen = options(kinds, fold, ngrams, stopwords, own)
    test = tested_by(method, correction, prior, adjust, min_count)
    sides = [counts_of(target, "target", chosen), counts_of(reference, "reference", chosen)]
    found = _core.content_keyness(sides[0], sides[1], test)
    return from_arrow(found, check_backend(backend_of(target)))


def tested_by(
    method: str, correction: str | None, prior: float, adjust: str | None, min_count: int
) -> Test:
    """Check how terms are tested, as the compiled half takes it."""
    if not isinstance(prior, Real) or isinstance(prior, bool):
        raise InputError(f"prior: {prior!r}; wanted a number above 0")
    for name, value in (("method", method), ("correction", correction), ("adjust", adjust)):
        if value is not None and not isinstance(value, str):
            raise InputError(f"{name}: {value!r}; wanted a name")
    least = check_whole(min_count, "min_count", 1)
    return method, correction, float(prior), adjust, least


def counts_of(side: Any, argument: str, chosen: Options) -> Counts:
    """Take texts, a table of counts, or a mapping as terms and how often each is used."""
    if isinstance(side, Mapping):
        terms = strings([str(term) for term in side], argument)
        counts = _whole(list(side.values()), argument)
    elif hasattr(side, "columns"):
        table = to_arrow(side, argument)
        lacking = {"term", "count"} - set(table.column_names)
        if lacking:
            raise InputError(
                f"{argument}: a frame with {', '.join(table.column_names)}; wanted term and count, "
                "or a column of texts"
            )
        terms = as_text(table["term"], argument)
        counts = _whole(table["count"].combine_chunks(), argument)
        if terms.null_count:
            raise InputError(f"{argument}: {terms.null_count:,} terms are null; wanted each named")
    else:
        found = _core.content_frequencies(texts_in(side, argument), None, chosen, 1)
        terms, counts = found["term"], found["count"]
    if not (pc.sum(counts).as_py() or 0):
        raise InputError(f"{argument}: no term; wanted at least one")
    return terms, counts


def _whole(counts: pa.Array | list[Any], argument: str) -> pa.Int64Array:
    try:
        cells = pa.array(counts) if isinstance(counts, list) else counts
        whole = cells.cast(pa.int64())
    except (pa.ArrowException, OverflowError) as error:
        raise InputError(f"{argument}: {error}; wanted whole numbers as counts") from error
    if whole.null_count or (pc.min(whole).as_py() or 0) < 0:
        raise InputError(f"{argument}: a count is missing or below 0; wanted whole numbers from 0")
    total = pc.sum(whole.cast(pa.float64(), safe=False)).as_py() or 0.0
    if total > MOST:
        raise InputError(f"{argument}: counts that sum to {total:.3g}; wanted at most {MOST:,}")
    return whole
