"""Edits between texts and their copies: twiplomacy beside rapidfuzz, on planted copies."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version

import numpy as np
import pyarrow as pa

from .planted import planted


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=200_000, help="size of the corpus")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Align each planted copy with its parent.

    Yields
    ------
    str
        The section in Markdown.
    """
    from rapidfuzz.distance import Levenshtein

    import twiplomacy as tw

    corpus = planted(options.posts).posts
    copies = np.flatnonzero(corpus["parent"] >= 0)
    texts = corpus["text"].to_numpy()
    pairs = pa.array(texts[corpus["parent"].to_numpy()[copies]], pa.large_string())
    after = pa.array(texts[copies], pa.large_string())
    olds, news = (tw.content.tokens(column)["tokens"].to_pylist() for column in (pairs, after))

    def ours() -> int:
        return len(tw.compare_texts(pairs, after, keep=False, progress=False))

    def theirs() -> int:
        found = [
            Levenshtein.editops(old, new).as_list() for old, new in zip(olds, news, strict=True)
        ]
        return sum(map(len, found))

    def split() -> int:
        both = zip(pairs.to_pylist(), after.to_pylist(), strict=True)
        found = [Levenshtein.editops(old.split(), new.split()).as_list() for old, new in both]
        return sum(map(len, found))

    count = ours()
    same = "the same" if count == theirs() else "not the same"
    rounds = [(_seconds(ours), _seconds(theirs), _seconds(split)) for _ in range(options.rounds)]
    our, their, split_s = (statistics.median(each) for each in zip(*rounds, strict=True))
    yield "\n".join(
        [
            f"`python -m bench edits`, on {os.cpu_count()} cores, from Python: each of "
            f"{len(copies):,} planted copies with its parent, ours and the peer (rapidfuzz "
            f"{version('rapidfuzz')}) in turn, {options.rounds} rounds. Ours starts from texts, "
            "parts them into tokens, names what each edit touched, and gives a table; the peer "
            "gives a list of operations for each pair, from our tokens, made beforehand, or from "
            f"words between blanks. {count:,} edits; from our tokens the number of edits is "
            f"{same}. Ratios above 1: twiplomacy is faster.",
            "",
            "| who | µs a pair | ratio |",
            "|---|---|---|",
            f"| twiplomacy {tw.__version__} | {our / len(copies) * 1e6:,.2f} |  |",
            f"| rapidfuzz, our tokens | {their / len(copies) * 1e6:,.2f} | "
            f"{_ratio([(row[0], row[1]) for row in rounds])} |",
            f"| rapidfuzz, words between blanks | {split_s / len(copies) * 1e6:,.2f} | "
            f"{_ratio([(row[0], row[2]) for row in rounds])} |",
        ]
    )


def _ratio(pairs: list[tuple[float, float]]) -> str:
    ratios = [their / our for our, their in pairs]
    return f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
