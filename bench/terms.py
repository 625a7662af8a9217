"""Terms: counting and TF-IDF beside polars and scikit-learn, on the senators' posts."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

K = 10
WORD = r"\w+"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=500_000, help="posts whose terms are counted")
    parser.add_argument("--alike", type=int, default=20_000, help="posts that are compared")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Count terms, then find the most similar posts.

    Yields
    ------
    str
        The section in Markdown.
    """
    import polars as pl
    import sklearn

    import twiplomacy as tw

    texts = posts(options.posts)
    columns = pd.Series(texts), pl.Series("text", texts)
    lines = [
        f"`python -m bench terms`, on {os.cpu_count()} cores, from Python, tables of results "
        f"included: ours and the peer in turn, {options.rounds} rounds after one that warms up. "
        "Seconds are medians; the ratio is the peer's time by ours, pair by pair: median, least "
        "and greatest (above 1: twiplomacy is faster). The posts are those of the bundled "
        "senators, again and again with another word at the end, "
        f"{options.posts:,} for counting. The peers split at whatever is no letter or digit; ours "
        "keeps hashtags, handles and emoji whole, and leaves out words after `RT @name`: more "
        "work, and other counts, so the numbers of terms differ. Similar posts are found among "
        "words that both split alike, and must be equal.",
        "",
        "| task | who | seconds | ratio | result |",
        "|---|---|---|---|---|",
    ]
    lines += _beside(
        "counts of terms",
        lambda: tw.content.frequencies(columns[1]),
        lambda: by_polars(columns[1]),
        f"polars {pl.__version__}",
        options.rounds,
    )
    yield "\n".join(lines)
    lines += _beside(
        "texts by terms, sparse",
        lambda: tw.content.document_term(columns[0], sparse=True)[0],
        lambda: by_sklearn(columns[0]),
        f"scikit-learn {sklearn.__version__}",
        options.rounds,
    )
    yield "\n".join(lines)
    lines += _beside(
        "counts of terms",
        lambda: tw.content.frequencies(columns[0]),
        lambda: by_sklearn(columns[0]).sum(axis=0),
        f"scikit-learn {sklearn.__version__}",
        options.rounds,
    )
    yield "\n".join(lines)
    few = plain(posts(options.alike))
    lines += _beside(
        f"the {K} most similar of {options.alike:,} posts",
        lambda: tw.content.similar(few, k=K, kinds="word", own=False),
        lambda: alike_by_sklearn(few, K),
        "scikit-learn",
        options.rounds,
    )
    ours = tw.content.similar(few, k=K, kinds="word", own=False)
    theirs = alike_by_sklearn(few, K)
    gap = abs(ours["similarity"].sum() - theirs["similarity"].sum()) / len(theirs)
    lines += ["", f"Mean difference of the similarities, ours and the peer's: {gap:.1e}."]
    yield "\n".join(lines)


def posts(size: int) -> list[str]:
    """Repeat the senators' posts, each time with words of its own at the end."""
    import twiplomacy as tw

    own = tw.datasets.senators().posts["text"].tolist()
    draw = np.random.default_rng(0).zipf(1.3, size) % 1_000_000
    return [f"{own[row % len(own)]} w{draw[row]}" for row in range(size)]


def plain(texts: list[str]) -> list[str]:
    """Leave only words that everybody splits alike."""
    return pd.Series(texts).str.lower().str.replace(r"[^a-z]+", " ", regex=True).tolist()


def by_polars(texts: Any) -> Any:
    """Count as a user of polars would: uses, and texts that hold the term."""
    import polars as pl

    words = pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("term")
    frame = pl.LazyFrame({"text": texts}).with_row_index("row").select("row", words)
    counted = frame.explode("term").drop_nulls("term").group_by("term")
    return (
        counted.agg(pl.len().alias("count"), pl.col("row").n_unique().alias("texts"))
        .sort("count", descending=True)
        .collect()
    )


def by_sklearn(texts: Any) -> Any:
    """Count as a user of scikit-learn would."""
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(token_pattern=WORD).fit_transform(texts)


def alike_by_sklearn(texts: list[str], k: int) -> pd.DataFrame:
    """Multiply TF-IDF vectors a thousand posts at a time, and keep the best of each row."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(token_pattern=WORD).fit_transform(texts)
    turned = vectors.T.tocsr()
    found = []
    for start in range(0, vectors.shape[0], 1000):
        cosines = (vectors[start : start + 1000] @ turned).toarray()
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = 0.0
        best = np.argpartition(-cosines, k, axis=1)[:, :k]
        values = np.take_along_axis(cosines, best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        values = np.take_along_axis(values, order, axis=1)
        keep = values > 0
        best = np.take_along_axis(best, order, axis=1)
        text = np.repeat(start + rows, keep.sum(axis=1))
        found.append(pd.DataFrame({"text": text, "other": best[keep], "similarity": values[keep]}))
    return pd.concat(found, ignore_index=True)


def _beside(
    task: str, ours: Callable[[], Any], peer: Callable[[], Any], name: str, rounds: int
) -> list[str]:
    results = ours(), peer()
    seconds: list[list[float]] = [[], []]
    for _ in range(rounds):
        for who, function in enumerate((ours, peer)):
            start = time.perf_counter()
            function()
            seconds[who].append(time.perf_counter() - start)
    ratios = sorted(theirs / own for own, theirs in zip(*seconds, strict=True))
    ratio = f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    rows = [
        f"| {task} | {who} | {statistics.median(taken):.2f} | {shown} | {_size(result)} |"
        for who, taken, shown, result in zip(
            ("twiplomacy", name), seconds, (ratio, ""), results, strict=True
        )
    ]
    print(*rows, sep="\n", file=sys.stderr, flush=True)
    return rows


def _size(result: Any) -> str:
    if isinstance(result, pa.Table):
        return f"{result.num_rows:,} rows"
    if hasattr(result, "shape") and len(result.shape) == 2 and hasattr(result, "nnz"):
        return f"{result.shape[1]:,} terms, {result.nnz:,} entries"
    if isinstance(result, np.ndarray):
        return f"{result.size:,} terms"
    return f"{len(result):,} rows"
