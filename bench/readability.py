"""Readability and diversity: twiplomacy beside textstat and lexicalrichness on senators' posts."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

WINDOW, DRAWS = 50, 42
ENGLISH = "en_US"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=2_000, help="posts for readability")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Compare readability by post and diversity by account.

    Yields
    ------
    str
        The section in Markdown.
    """
    import twiplomacy as tw

    posts = tw.datasets.senators().posts
    texts = posts["text"].dropna().head(options.posts).reset_index(drop=True)
    accounts = long_accounts(posts)
    lines = [
        f"`python -m bench readability`, on {os.cpu_count()} cores, from Python, conversions "
        f"included: ours and the peer in turn, {options.rounds} rounds after one that warms up. "
        "Seconds are medians; the ratio is the peer's time by ours, pair by pair: median, least "
        f"and greatest. Readability of {len(texts):,} posts one by one: ours gives all columns, "
        "textstat eight formulas (Flesch, Flesch-Kincaid, FOG, SMOG, ARI, Coleman-Liau, LIX, RIX), "
        "each of which counts anew; its dictionary is handed to it in memory. Diversity of "
        f"{accounts['author_id'].nunique():,} accounts, their posts joined: ours gives all its "
        "measures at each call, lexicalrichness the one that is named. The difference is the "
        "greatest: of Flesch's ease on "
        "posts made one run of words, where both count the same words and sentences; of a measure "
        "by account, relative, both fed the same words.",
        "",
        "| task | who | seconds | ratio | greatest difference |",
        "|---|---|---|---|---|",
    ]
    lines += readability_rows(texts, options.rounds)
    yield "\n".join(lines)
    for name in ("mtld", "mattr", "hdd", "all"):
        lines += diversity_rows(accounts, name, options.rounds)
        yield "\n".join(lines)


def readability_rows(texts: pd.Series, rounds: int) -> list[str]:
    """Time all of ours against eight formulas of textstat, post by post."""
    from textstat.backend import metrics

    import twiplomacy as tw

    one_run = [" ".join(re.findall("[a-z]+", text.lower())) for text in texts]
    one_run = [text for text in one_run if text.count(" ") > 1]
    lend_dictionary([*texts, *one_run])
    found = tw.content.readability(one_run, own=False)["flesch"]
    wanted = [metrics.flesch_reading_ease(text, ENGLISH) for text in one_run]
    return _beside(
        "readability",
        lambda: tw.content.readability(texts, own=False),
        lambda: pd.DataFrame([by_textstat(text) for text in texts]),
        f"textstat {version('textstat')}",
        rounds,
        float(np.abs(found - wanted).max()),
    )


def by_textstat(text: str) -> dict[str, float]:
    """Give the eight formulas that both have."""
    from textstat.backend import metrics

    return {
        "flesch": metrics.flesch_reading_ease(text, ENGLISH),
        "flesch_kincaid": metrics.flesch_kincaid_grade(text, ENGLISH),
        "fog": metrics.gunning_fog(text, ENGLISH),
        "smog": metrics.smog_index(text, ENGLISH),
        "ari": metrics.automated_readability_index(text),
        "coleman_liau": metrics.coleman_liau_index(text),
        "lix": metrics.lix(text),
        "rix": metrics.rix(text),
    }


def lend_dictionary(texts: list[str]) -> None:
    """Give textstat a dictionary in the form of NLTK's, with our syllables, for all its words."""
    from textstat.backend.counts import _count_syllables as module
    from textstat.backend.selections._list_words import list_words

    import twiplomacy as tw

    words = sorted({word for text in texts for word in list_words(text, lowercase=True)})
    counts = tw.content.readability(words, own=False)["n_syllables"]
    pairs = zip(words, counts, strict=True)
    book = {word: [["AH0"] * max(int(count), 1)] for word, count in pairs}
    module.get_cmudict = lambda lang: book


def long_accounts(posts: pd.DataFrame) -> pd.DataFrame:
    """Take the posts of the accounts with 150 posts or more."""
    busy = posts["author_id"].value_counts()
    kept = posts[posts["author_id"].isin(busy[busy >= 150].index) & posts["text"].notna()]
    return kept[["author_id", "text"]].reset_index(drop=True)


def diversity_rows(accounts: pd.DataFrame, name: str, rounds: int) -> list[str]:
    """Time all measures of ours against one, or as many, of lexicalrichness."""
    from lexicalrichness import LexicalRichness

    import twiplomacy as tw

    joined = accounts.groupby("author_id")["text"].agg(" ".join)
    task = "diversity, sixteen measures" if name == "all" else name

    def theirs() -> pd.DataFrame:
        return pd.DataFrame([by_peer(LexicalRichness(text), name) for text in joined])

    return _beside(
        task,
        lambda: tw.content.diversity(accounts["text"], own=False, by=accounts["author_id"]),
        theirs,
        f"lexicalrichness {version('lexicalrichness')}",
        rounds,
        _difference(joined, name),
    )


def by_peer(peer: Any, name: str) -> dict[str, float]:
    """Give the measure that is named, or all that both have."""
    one = {
        "mtld": lambda: peer.mtld(0.72),
        "mattr": lambda: peer.mattr(WINDOW),
        "hdd": lambda: peer.hdd(DRAWS),
        "msttr": lambda: peer.msttr(WINDOW),
        "ttr": lambda: peer.ttr,
        "root_ttr": lambda: peer.rttr,
        "corrected_ttr": lambda: peer.cttr,
        "log_ttr": lambda: peer.Herdan,
        "summer": lambda: peer.Summer,
        "dugast": lambda: peer.Dugast,
        "maas": lambda: peer.Maas,
        "yule_k": lambda: peer.yulek,
        "yule_i": lambda: peer.yulei,
        "simpson_d": lambda: peer.simpsond,
        "herdan_v": lambda: peer.herdanvm,
    }
    return {which: get() for which, get in one.items() if name in (which, "all")}


def _difference(joined: pd.Series, name: str) -> float:
    """Feed both the peer's own words; give the greatest relative difference."""
    from lexicalrichness import LexicalRichness

    import twiplomacy as tw

    peers = [LexicalRichness(text) for text in joined]
    # With a whole last segment, which the peer drops, MSTTR is another thing.
    peers = [peer for peer in peers if peer.words % WINDOW]
    found = tw.content.diversity([peer.wordlist for peer in peers])
    wanted = pd.DataFrame([by_peer(peer, name) for peer in peers])
    return float((found[wanted.columns] / wanted - 1).abs().to_numpy().max())


def _beside(
    task: str,
    ours: Callable[[], pd.DataFrame],
    theirs: Callable[[], pd.DataFrame],
    peer: str,
    rounds: int,
    difference: float,
) -> list[str]:
    import twiplomacy as tw

    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds + 1)][1:]
    ratios = [their / our for our, their in pairs]
    our, their = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    lines = [
        f"| {task} | twiplomacy {tw.__version__} | {our:.3g} |  | {difference:.1g} |",
        f"| {task} | {peer} | {their:.3g} | {ratio} |  |",
    ]
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    return lines


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
