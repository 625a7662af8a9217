"""Which terms are used in the same texts, as a network."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .. import _core
from ..arguments import check_whole
from ..errors import warn
from ..frames import Backend, backend_of, check_backend
from ..network import Network
from ._columns import texts_in
from ._options import Kinds, Stop, options


def cooccurrence(
    texts: Any,
    of: Kinds = "hashtag",
    *,
    window: int | None = None,
    min_count: int = 2,
    weight: str = "count",
    max_terms: int = 100,
    fold: bool = True,
    stopwords: Stop = None,
    own: bool = True,
) -> Network:
    """Tie the hashtags or words that are used in the same texts.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; a null text has no terms.
    of : str or list of str
        Which tokens are nodes: ``hashtag``, ``word``, ``mention``, ``emoji`` or another kind of
        :func:`tokens`, or several.
    window : int, optional
        Tie only terms of which at most ``window - 2`` others lie between; by default all terms of
        a text. What is no node takes no place.
    min_count : int
        The fewest texts that use both.
    weight : {"count", "association", "npmi", "jaccard"}
        What an edge weighs: the c_ab texts that use both; n c_ab / (c_a c_b), how much oftener that
        is than by chance; ln of the same / -ln(c_ab / n), above 0 alone; or c_ab / (c_a + c_b -
        c_ab). n is the number of texts with a node.
    max_terms : int
        Texts with more distinct nodes are left out altogether, with a warning: pairs grow with
        the square, and a list of every tag ties everything to everything.
    fold, stopwords, own
        As in :func:`frequencies`.

    Returns
    -------
    Network
        Undirected; ``nodes`` has ``texts``, how many use the term. Each pair counts once a text.
        Terms without a tie are no nodes. In order of first appearance.

    Raises
    ------
    InputError
        If an argument cannot be used, or there are more than 100 million pairs.

    Warns
    -----
    CoverageWarning
        If texts are left out for their number of terms.

    Notes
    -----
    Association strength: van Eck & Waltman 2009, who set it beside the others; npmi: Bouma 2009.
    O(sum over texts of terms**2) time; memory linear in terms and in the pairs that are kept.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> net = tw.content.cooccurrence(["#peace #un", "#UN #Peace #nato", "#nato"])
    >>> net.edges.values.tolist()
    [['#peace', '#un', 2.0]]
    """
    backend = check_backend(backend_of(texts))
    return network_of(
        texts_in(texts), of, window, min_count, weight, max_terms, fold, stopwords, own, backend
    )


def network_of(
    column: pa.LargeStringArray,
    of: Kinds,
    window: int | None,
    min_count: int,
    weight: str,
    max_terms: int,
    fold: bool,
    stopwords: Stop,
    own: bool,
    backend: Backend,
) -> Network:
    """Make the network of texts in Arrow."""
    chosen = options(of, fold, 1, stopwords, own, "of")
    near = None if window is None else check_whole(window, "window", 2, 1_000_000)
    least = check_whole(min_count, "min_count", 1)
    most = check_whole(max_terms, "max_terms", 2, 100_000)
    core, nodes, left_out = _core.content_cooccurrence(column, chosen, near, least, most, weight)
    if left_out:
        warn(
            f"cooccurrence: {left_out:,} texts have more than {most:,} distinct terms and are left "
            "out; max_terms says how many a text may have"
        )
    return Network(core, pa.Table.from_batches([nodes]), backend)
