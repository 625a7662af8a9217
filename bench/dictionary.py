"""Dictionaries: 200 glob terms in 50 categories, twiplomacy beside pyahocorasick."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

CATEGORIES = 50
TERMS = 200


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=100_000)


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Compare on the senators' posts, over and over again until there are enough.

    Yields
    ------
    str
        The section in Markdown.
    """
    import ahocorasick

    import twiplomacy as tw

    texts = senators(options.posts)
    entries = terms(texts)
    dictionary = tw.Dictionary(entries)
    automaton = automaton_of(entries)
    lines = [
        f"`python -m bench dictionary`, on {os.cpu_count()} cores, from Python, conversions and "
        f"the table of results included: ours and the peer in turn, {options.rounds} rounds after "
        "one that warms up. Seconds are medians; the ratio is the peer's time by ours, pair by "
        "pair: median, least and greatest (above 1: twiplomacy is faster). The texts are "
        f"{len(texts):,} posts of the bundled senators (each of them several times), the terms "
        f"{TERMS} of their more frequent words in {CATEGORIES} categories, two thirds of them cut "
        "to a stem with `*`. The peer finds the terms in the lowered text and checks the borders "
        "of words in Python; twiplomacy also tells words from links and handles, so that a few "
        "cells differ.",
        "",
        "| task | who | seconds | ratio | result |",
        "|---|---|---|---|---|",
    ]

    def ours() -> pd.DataFrame:
        return tw.content.count(texts, dictionary, own=False)

    def theirs() -> pd.DataFrame:
        return by_automaton(texts, automaton, list(entries))

    found, wanted = ours()[list(entries)].to_numpy(), theirs().to_numpy()
    same = f"{(found == wanted).mean():.4%} of cells the same"
    yield "\n".join(lines)
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(options.rounds + 1)][1:]
    ratios = [their / our for our, their in pairs]
    our, their = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    version = getattr(ahocorasick, "__version__", "")
    task = f"{TERMS} terms, {CATEGORIES} categories"
    lines += [
        f"| {task} | twiplomacy {tw.__version__} | {our:.3g} |  | {found.sum():,} hits |",
        f"| {task} | pyahocorasick {version} | {their:.3g} | {ratio} | {wanted.sum():,} hits; "
        f"{same} |",
    ]
    own = statistics.median(_seconds(lambda: tw.content.markers(texts)) for _ in range(3))
    entries_there = sum(map(len, tw.content.marker_dictionary().values()))
    lines.append(
        f"| default markers, {entries_there} entries, own words | twiplomacy {tw.__version__} "
        f"| {own:.3g} |  |  |"
    )
    print(*lines[-3:], sep="\n", file=sys.stderr, flush=True)
    yield "\n".join(lines)


def senators(posts: int) -> pd.Series:
    """So many texts of the bundled senators."""
    import twiplomacy as tw

    texts = tw.datasets.senators().posts["text"].dropna()
    times = -(-posts // len(texts))
    return pd.concat([texts] * times, ignore_index=True).head(posts)


def terms(texts: pd.Series) -> dict[str, list[str]]:
    """Terms by category: words of middling frequency, two of three cut to a stem."""
    words: Counter[str] = Counter()
    for text in texts.drop_duplicates():
        words.update(w for w in text.lower().split() if w.isascii() and w.isalpha() and len(w) > 4)
    frequent = [word for word, _ in words.most_common(4 * TERMS)][::4]
    entries: dict[str, list[str]] = {f"c{i:02}": [] for i in range(CATEGORIES)}
    for place, word in enumerate(frequent):
        term = word if place % 3 == 0 else f"{word[: max(4, len(word) - 2)]}*"
        entries[f"c{place % CATEGORIES:02}"].append(term)
    return entries


def automaton_of(entries: dict[str, list[str]]) -> Any:
    """Literals and stems with their categories, and whether the word must end there."""
    import ahocorasick

    found: dict[str, list[tuple[int, bool]]] = {}
    for place, listed in enumerate(entries.values()):
        for term in listed:
            found.setdefault(term.rstrip("*"), []).append((place, not term.endswith("*")))
    automaton = ahocorasick.Automaton()
    for word, means in found.items():
        automaton.add_word(word, (len(word), means))
    automaton.make_automaton()
    return automaton


def by_automaton(texts: pd.Series, automaton: Any, categories: list[str]) -> pd.DataFrame:
    """Count each category once a word."""
    counts = np.zeros((len(texts), len(categories)), np.int64)
    for row, text in enumerate(texts):
        lowered = text.lower()
        last = len(lowered) - 1
        seen = set()
        for end, (length, means) in automaton.iter(lowered):
            start = end - length + 1
            if start and lowered[start - 1].isalnum():
                continue
            for category, whole in means:
                if whole and end < last and lowered[end + 1].isalnum():
                    continue
                if (start, category) not in seen:
                    seen.add((start, category))
                    counts[row, category] += 1
    return pd.DataFrame(counts, columns=categories)


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
