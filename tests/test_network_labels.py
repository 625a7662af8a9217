"""Networks of columns of labels: of every type, in pieces, with nodes of their own."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import relaxed

import twiplomacy as tw

TEXTS = st.text(max_size=3) | st.sampled_from(["@Un", "🕊", "يونس", "外交部", "x" * 15, "x" * 16])


def pieces(column: pa.Array) -> pa.ChunkedArray:
    """The same column, cut out of a longer one and in pieces, some of them empty."""
    long = pa.concat_arrays([column[:1], column, column[:1]])[len(column[:1]) :][: len(column)]
    cut = len(long) // 2
    return pa.chunked_array([long[:0], long[:cut], long[cut:cut], long[cut:]], column.type)


def coded(column: pa.Array) -> pa.ChunkedArray:
    return pieces(column).dictionary_encode()


FORMS = {
    "list": list,
    "generator": iter,
    "numpy": lambda cells: np.array(cells, dtype=object),
    "numpy text": lambda cells: np.array(cells, dtype="U20"),
    "pandas": lambda cells: pd.Series(cells, dtype="str"),
    "objects": lambda cells: pd.Series(cells, dtype=object),
    "category": lambda cells: pd.Series(cells, dtype="str").astype("category"),
    "polars": lambda cells: pl.Series(cells, dtype=pl.String),
    "polars category": lambda cells: pl.Series(cells, dtype=pl.Categorical),
    "string": lambda cells: pieces(pa.array(cells, pa.string())),
    "large string": lambda cells: pieces(pa.array(cells, pa.large_string())),
    "string view": lambda cells: pa.array(cells, pa.string_view()),
    "dictionary": lambda cells: coded(pa.array(cells, pa.string())),
    "large dictionary": lambda cells: coded(pa.array(cells, pa.large_string())),
}


def wanted(*columns: list) -> list[str]:
    """Labels in the order in which a reader meets them, row by row."""
    return list(dict.fromkeys(map(str, itertools.chain.from_iterable(columns))))


@relaxed
@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=12),
    st.lists(TEXTS, unique=True, max_size=3),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(sorted(FORMS)),
)
def test_texts_of_any_form_give_the_same_network(rows, nodes, one, other):
    if "numpy text" in (one, other):  # numpy drops zero bytes at the end
        rows = [tuple(label.rstrip("\0") for label in row) for row in rows]
    source, target = ([row[end] for row in rows] for end in (0, 1))
    frame = pd.DataFrame({"node": pd.Series(nodes, dtype="str")})
    net = tw.Network.from_edges(
        FORMS[one](source), FORMS[other](target), nodes=frame, backend="pandas"
    )
    assert net.nodes["node"].tolist() == wanted(nodes, *rows)
    counts = pd.Series(rows).value_counts() if rows else {}
    edges = net.edges
    found = {(source, target): weight for source, target, weight in edges.to_numpy().tolist()}
    assert found == dict(counts)


WIDTHS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]


@pytest.mark.parametrize("width", WIDTHS)
def test_whole_numbers_of_any_width(width):
    span = np.iinfo(width)
    source = np.array([span.max, span.min, 3, 3], width)
    target = np.array([3, span.max, 3, 5], width)
    labels = [str(span.max), "3", str(span.min), "5"]
    weights = {(0, 1): 1, (2, 0): 1, (1, 1): 1, (1, 3): 1}
    edges = sorted((labels[s], labels[t], w) for (s, t), w in weights.items())
    for make in (np.asarray, pd.Series, pl.Series, lambda c: pieces(pa.array(c)), list):
        net = tw.Network.from_edges(make(source), make(target), backend="pandas")
        assert net.nodes["node"].tolist() == labels
        assert sorted(net.edges.itertuples(index=False, name=None)) == edges
    strided = tw.Network.from_edges(np.repeat(source, 2)[::2], np.repeat(target, 2)[::2])
    assert strided.nodes["node"].tolist() == labels


@given(
    st.lists(st.tuples(*2 * [st.integers(-3, 3)]), max_size=12),
    st.lists(st.integers(-5, 5), unique=True, max_size=3),
    st.sampled_from([0, 2**40, -(2**62)]),
)
def test_whole_numbers_and_their_texts_give_the_same_network(rows, nodes, far):
    rows = [(s + far, t) for s, t in rows]
    source, target = (np.array([row[end] for row in rows], np.int64) for end in (0, 1))
    frame = pd.DataFrame({"node": np.array(nodes, np.int64)})
    net = tw.Network.from_edges(source, target, nodes=frame)
    assert net.nodes["node"].tolist() == wanted(nodes, *rows)
    texts = tw.Network.from_edges(source.astype(str), target, nodes=frame)
    pd.testing.assert_frame_equal(texts.nodes, net.nodes)
    pd.testing.assert_frame_equal(texts.edges, net.edges)


def test_whole_numbers_with_gaps_in_the_type_are_still_whole():
    net = tw.Network.from_edges(pd.Series([1.0, 2.0]), pd.Series([2, 3], dtype="Int64"))
    assert net.nodes["node"].tolist() == ["1", "2", "3"]
    numbers = pd.Series([7, 8]).astype("category")
    assert tw.Network.from_edges(numbers, numbers).nodes["node"].tolist() == ["7", "8"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", None]),
        pa.array([1, None]),
        pa.chunked_array([["a"], [None]]),
        pa.DictionaryArray.from_arrays([0, None], ["a"]),
        pa.DictionaryArray.from_arrays([0, 1], ["a", None]),
        pa.nulls(2),
        pd.Series(["a", None]),
        pl.Series(["a", None], dtype=pl.Categorical),
        pd.Series([1.0, np.nan]),
        ["a", float("nan")],
    ],
)
def test_a_label_that_is_null_is_refused(column):
    with pytest.raises(tw.InputError, match=r"source: [12] nulls; wanted a label for each edge"):
        tw.Network.from_edges(column, ["b", "c"])


@pytest.mark.parametrize(
    "column", [[True, False], [1.5, 2.0], [["a"], ["b"]], [b"a", b"b"], [2.0**53, 1.0], 7, "ab"]
)
def test_what_is_no_column_of_labels_is_refused(column):
    with pytest.raises(tw.InputError, match="source: "):
        tw.Network.from_edges(column, ["b", "c"])


THREADS = """
import numpy as np, twiplomacy as tw
draw = np.random.default_rng(1)
ends = draw.integers(0, 9_000, (2, 150_000))
for columns in (ends, ends.astype(str)):
    net = tw.Network.from_edges(*columns)
    edges = net.edges
    print(net.nodes["node"].tolist()[:2_000], len(edges), edges["source"].tolist()[:2_000])
"""


def test_any_number_of_threads_numbers_alike(elsewhere):
    found = {elsewhere(THREADS, threads=threads) for threads in (1, 2, 4)}
    assert len(found) == 1
    numbers, texts = found.pop().strip().splitlines()
    assert numbers == texts
