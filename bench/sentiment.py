"""Sentiment: twiplomacy beside vaderSentiment on the bundled posts, and on emoji as they grow."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

COLUMNS = {"neg": "negative", "neu": "neutral", "pos": "positive", "compound": "compound"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--emoji", default="1000,10000,100000", help="lengths of a text of emoji")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Compare on the senators' posts, then on one text of emoji that grows.

    Yields
    ------
    str
        The section in Markdown.
    """
    import twiplomacy as tw

    posts = tw.datasets.senators().posts["text"].dropna()
    lines = [
        f"`python -m bench sentiment`, on {os.cpu_count()} cores, from Python, columns of results "
        f"included: ours and the peer (vaderSentiment) in turn, {options.rounds} rounds after one "
        "that warms up. Microseconds a text are medians; the ratio is the peer's time by ours, "
        "pair by pair: median, least and greatest (above 1: twiplomacy is faster). The last "
        "column is the greatest absolute difference between the two, over all four scores.",
        "",
        "| texts | who | µs a text | ratio | greatest difference |",
        "|---|---|---|---|---|",
    ]
    lines += _beside(f"{len(posts):,} posts of senators", posts.tolist(), options.rounds)
    yield "\n".join(lines)
    for length in map(int, options.emoji.split(",")):
        lines += _beside(f"one text of {length:,} emoji", ["😀" * length], options.rounds)
        yield "\n".join(lines)


def ours_of(texts: Sequence[str]) -> Callable[[], pa.Table]:
    """Give what asks twiplomacy for the scores of texts."""
    import twiplomacy as tw

    column = pa.array(texts, pa.large_string())
    return lambda: tw.content.sentiment(column, own=False)


def theirs_of(texts: Sequence[str]) -> Callable[[], pa.Table]:
    """Give what asks vaderSentiment, text by text."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    peer = SentimentIntensityAnalyzer()

    def scores() -> pa.Table:
        rows = [peer.polarity_scores(text) for text in texts]
        return pa.table({ours: [row[name] for row in rows] for name, ours in COLUMNS.items()})

    return scores


def _beside(name: str, texts: Sequence[str], rounds: int) -> list[str]:
    import twiplomacy as tw

    ours, theirs = ours_of(texts), theirs_of(texts)
    found, wanted = ours(), theirs()
    apart = max(
        float(np.abs(found[column].to_numpy() - wanted[column].to_numpy()).max())
        for column in COLUMNS.values()
    )
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds + 1)][1:]
    ratios = [their / our for our, their in pairs]
    our, their = (statistics.median(each) / len(texts) * 1e6 for each in zip(*pairs, strict=True))
    ratio = f"{statistics.median(ratios):.0f} ({min(ratios):.0f} to {max(ratios):.0f})"
    lines = [
        f"| {name} | twiplomacy {tw.__version__} | {our:,.2f} |  | {apart:.4f} |",
        f"| {name} | vaderSentiment | {their:,.2f} | {ratio} |  |",
    ]
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    return lines


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
