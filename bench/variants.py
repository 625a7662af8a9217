"""Variants: families of near-duplicates and their lineage beside rensa, on planted copies."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from .planted import KINDS, MOST_EDITS, PLANTED, planted

SIMILARITY, SHINGLE, MIN_TOKENS, MIN_COMMON = 0.6, 3, 5, 6
PERMUTATIONS, BANDS, SEED = 128, 32, 42
BETWEEN = re.compile(r"https?://\S+|www\.\S+|@\w+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--posts", default="20000,100000,1000000", help="sizes of the corpus")
    parser.add_argument("--seed", type=int, default=0)


@dataclass
class Found:
    """Families and parents, a number a post, -1 for none; and where the time went."""

    family: np.ndarray
    parent: np.ndarray
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """All seconds."""
        return sum(self.seconds.values())


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Let the corpus grow; run ours and rensa in turn at each size.

    Yields
    ------
    str
        The section in Markdown.
    """
    import twiplomacy as tw

    lines = [
        f"`python -m bench variants`, on {os.cpu_count()} cores, from Python, tables included: "
        f"ours and rensa in turn, {options.rounds} rounds after one that warms up. Seconds are "
        "medians; the ratio is theirs by ours, round by round: median, least, greatest (above 1: "
        "twiplomacy is faster).",
        "",
        f"The corpus (`bench/planted.py`) is made of pieces, two to five words long, of the "
        f"bundled senators' posts. {PLANTED:.0%} of the posts are in planted families: "
        f"{', '.join(KINDS)} are the ways of copying, with up to {MOST_EDITS} changed words. "
        "Copies of copies drift, so some that were planted are no longer alike.",
        "",
        "Both find families (triples of words, Jaccard similarity of 0.6, exact for every link) "
        f"and parents. rensa {version('rensa')} is used as its README shows: R-MinHash of "
        f"{PERMUTATIONS} permutations from lists of shingles, LSH in {BANDS} bands, texts of the "
        "same shingles once; then each candidate is verified by the "
        "sets themselves, so that its precision is 1, too. *Sketches and LSH* is the time within "
        "rensa alone, without shingles and verification in Python.",
        "",
        "Pairs: of all pairs within planted families, those found in one family (recall), and of "
        "all pairs found, those planted (precision). Links: of the copies that are alike to their "
        "planted parent by the sets themselves, those in its family. Parents: copies whose parent "
        "is the planted one, or has the very same text; copies that differ by a link alone "
        "look the same, so not all can be told.",
        "",
        "| posts | who | seconds | sketches and LSH | ratio | microseconds a post "
        "| recall, precision of pairs | recall of links | recall, precision of parents |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size in map(int, options.posts.split(",")):
        corpus = planted(size, options.seed).posts
        texts, at = corpus["text"].tolist(), corpus["at"]
        ours, theirs = [], []
        for _ in range(options.rounds + 1):
            ours.append(by_us(texts, at))
            theirs.append(by_rensa(texts, at.astype(np.int64).to_numpy()))
        ratios = [their.total / our.total for our, their in zip(ours[1:], theirs[1:], strict=True)]
        ratio = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        for name, rounds, beside in (
            (f"twiplomacy {tw.__version__}", ours, ""),
            ("rensa", theirs, ratio),
        ):
            lines.append(_row(size, name, rounds, beside, corpus))
            print(lines[-1], file=sys.stderr, flush=True)
        yield "\n".join(lines)


def by_us(texts: list[str], at: pd.Series) -> Found:
    """Take the families and the lineage of the package."""
    import twiplomacy as tw

    start = time.perf_counter()
    table: Any = tw.variants(texts, at=at).lineage()
    seconds = time.perf_counter() - start
    family, parent = (np.full(len(texts), -1, np.int64) for _ in range(2))
    rows = table["post"].to_numpy(np.int64)
    family[rows] = table["family"].to_numpy(np.int64)
    parent[rows] = table["parent"].fillna(-1).to_numpy(np.int64)
    return Found(family, parent, {"all": seconds})


def shingles(text: str) -> list[str]:
    """List the runs of three words of a text, without case, links and handles."""
    words = WORD.findall(BETWEEN.sub(" ", text.lower()))
    if len(words) < MIN_TOKENS:
        return []
    return [" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def by_rensa(texts: list[str], at: np.ndarray) -> Found:
    """Sketch, index and verify, as a scholar would with care."""
    from rensa import RMinHash, RMinHashLSH

    start = time.perf_counter()
    forms: dict[frozenset[str], list[int]] = {}
    for row, text in enumerate(texts):
        if found := shingles(text):
            forms.setdefault(frozenset(found), []).append(row)
    sets, rows = list(forms), list(forms.values())
    read = time.perf_counter()
    sketches = RMinHash.from_token_sets([list(one) for one in sets], PERMUTATIONS, SEED)
    index = RMinHashLSH(SIMILARITY, PERMUTATIONS, BANDS)
    index.insert_many(sketches)
    candidates = index.query_all(sketches)
    sketched = time.perf_counter()
    family, parent = _verified(texts, at, sets, rows, candidates)
    end = time.perf_counter()
    seconds = {"shingles": read - start, "rensa": sketched - read, "verified": end - sketched}
    return Found(family, parent, seconds)


def _verified(
    texts: list[str],
    at: np.ndarray,
    sets: list[frozenset[str]],
    rows: list[list[int]],
    candidates: list[list[int]],
) -> tuple[np.ndarray, np.ndarray]:
    """Keep the candidates that are alike; join them, and give each post its parent."""
    leader = list(range(len(sets)))

    def find(form: int) -> int:
        while leader[form] != form:
            leader[form] = leader[leader[form]]
            form = leader[form]
        return form

    # Posts are in order of time, so the first row of a form is its earliest.
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)] * len(sets)
    for form, others in enumerate(candidates):
        own = sets[form]
        for other in others:
            if other <= form:
                continue
            its = sets[other]
            common = len(own & its)
            alike = common / (len(own) + len(its) - common)
            if alike < SIMILARITY or common < MIN_COMMON:
                continue
            leader[max(find(form), find(other))] = min(find(form), find(other))
            first, then = (form, other) if rows[form][0] < rows[other][0] else (other, form)
            before = [row for row in rows[first] if at[row] < at[rows[then][0]]]
            if before:
                best[then] = max(best[then], (alike, int(at[before[-1]]), before[-1]))
    family, parent = (np.full(len(texts), -1, np.int64) for _ in range(2))
    sizes: dict[int, int] = {}
    for form, own_rows in enumerate(rows):
        sizes[find(form)] = sizes.get(find(form), 0) + len(own_rows)
    for form, own_rows in enumerate(rows):
        if sizes[find(form)] > 1:
            family[own_rows] = find(form)
        parent[own_rows[0]] = best[form][2]
        same: dict[str, int] = {texts[own_rows[0]]: own_rows[0]}
        for earlier, row in pairwise(own_rows):
            parent[row] = same.get(texts[row], earlier)
            same[texts[row]] = row
    return family, parent


def quality(found: Found, corpus: pd.DataFrame) -> tuple[float, float, float, float, float]:
    """Recall and precision of pairs, recall of links, recall and precision of parents."""
    planted_family = corpus["family"].to_numpy()
    both = pd.DataFrame({"planted": planted_family, "found": found.family})
    kept = both[(both["planted"] >= 0) & (both["found"] >= 0)]
    right = _pairs(kept.groupby(["planted", "found"]).size())
    true = _pairs(both.loc[both["planted"] >= 0, "planted"].value_counts())
    said = _pairs(both.loc[both["found"] >= 0, "found"].value_counts())
    parent, texts = corpus["parent"].to_numpy(), corpus["text"].to_numpy(object)
    copies, named = parent >= 0, found.parent >= 0
    same = (found.parent == parent) | (texts[found.parent] == texts[parent])
    hits = (copies & named & same).sum()
    children = np.flatnonzero(copies)
    alike = [_alike(texts[row], texts[parent[row]]) for row in children]
    linked = children[alike]
    joined = found.family[linked] == found.family[parent[linked]]
    known = joined & (found.family[linked] >= 0)
    return right / true, right / said, known.mean(), hits / copies.sum(), hits / named.sum()


def _alike(one: str, other: str) -> bool:
    a, b = set(shingles(one)), set(shingles(other))
    common = len(a & b)
    return bool(a) and (
        a == b or (common >= MIN_COMMON and common >= SIMILARITY * (len(a) + len(b) - common))
    )


def _pairs(sizes: pd.Series) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _row(size: int, name: str, rounds: list[Found], ratio: str, corpus: pd.DataFrame) -> str:
    seconds = statistics.median(one.total for one in rounds[1:])
    within = [one.seconds["rensa"] for one in rounds[1:] if "rensa" in one.seconds]
    inner = f"{statistics.median(within):.3g}" if within else ""
    pairs, exact, links, parents, sure = quality(rounds[0], corpus)
    return (
        f"| {size:,} | {name} | {seconds:.3g} | {inner} | {ratio} | {seconds / size * 1e6:.2f} "
        f"| {pairs:.3f}, {exact:.3f} | {links:.4f} | {parents:.3f}, {sure:.3f} |"
    )
