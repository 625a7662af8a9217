"""Series of cascades and conversations: the mean of those that began in each window."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .request import Point, Points, Request

_CASCADE = (
    "size",
    "depth",
    "max_breadth",
    "structural_virality",
    "unique_accounts",
    "duration_s",
    "half_life_s",
)
_CONVERSATION = (
    "posts",
    "accounts",
    "depth",
    "max_breadth",
    "structural_virality",
    "h_index",
    "duration_s",
)
CASCADES = {f"cascade_{name}": f"mean {name} of cascades that began then" for name in _CASCADE}
CONVERSATIONS = {
    f"conversation_{name}": f"mean {name} of conversations that began then"
    for name in _CONVERSATION
}


def cascade(request: Request, name: str) -> Points:
    """Average the shape of cascades; see :meth:`twiplomacy.Cascades.shape`."""
    forest = request.corpus.cascades(attribution=request.options["attribution"], progress=False)
    table = pa.Table.from_batches([forest._core.shape()])
    return _means(request, table, name.removeprefix("cascade_"), "cascade")


def conversation(request: Request, name: str) -> Points:
    """Average the shape of conversations; see :meth:`twiplomacy.Conversations.shape`."""
    threads = request.corpus.conversations(progress=False)
    table = pa.Table.from_batches([threads._core.shape()])
    return _means(request, table, name.removeprefix("conversation_"), "conversation")


def _means(request: Request, table: pa.Table, name: str, root: str) -> Points:
    """Average over trees; intervals resample the accounts that began them."""
    ids = request.corpus._posts["post_id"].combine_chunks()
    # Of a root that is not there neither author nor time are known for sure.
    rows = pc.index_in(table[root].combine_chunks().cast(ids.type), ids).fill_null(-1).to_numpy()
    values = table[name].cast(pa.float64()).fill_null(float("nan")).to_numpy()
    places = np.where(rows >= 0, request.places[rows], -1)
    known = (places >= 0) & ~np.isnan(values)
    places, values, authors = places[known], values[known], request.authors[rows[known]]
    found: Points = {}
    for place in np.unique(places).tolist():
        here = places == place
        _, clusters = np.unique(authors[here], return_inverse=True)
        above = np.bincount(clusters, weights=values[here])
        below = np.bincount(clusters).astype(float)
        mean = _core.bootstrap_ratio(pa.array(above), pa.array(below), request.draws, request.seed)
        found[request.at(place)] = Point(mean[0], int(here.sum()), *mean[1:])
    return found
