"""Cascades and responses: how attribution, shapes and responses grow with the posts."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .lanes import memory

RULES = ("root", "observed", "recent", "first", "popular", "draw", "chain")
DRAWS = 19
SOURCES = [f"u{number}" for number in range(5)]
BESIDE = 200
"""Cascades of at most this many posts are also measured by networkx."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--originals", default="1200,12000,136000", help="stories of each world")
    parser.add_argument("--texts", default="100000,1000000", help="sizes of corpora of words")
    parser.add_argument("--rounds", type=int, default=3)


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Let simulated worlds grow; time every rule, the shapes and the responses.

    Yields
    ------
    str
        The section in Markdown.
    """
    head = [
        f"`python -m bench cascades`, on {os.cpu_count()} cores, from Python: simulated worlds of "
        "50,000 accounts with growing numbers of stories, each passed on about a hundred times. "
        f"Medians of {options.rounds} rounds after one that warms up. Attribution gives parents, "
        "depths and evidence of every edge; with follow lists, but where it says interaction.",
        "",
    ]
    rates = [
        "| task | reposts | cascades | seconds | edges a second |",
        "|---|---|---|---|---|",
    ]
    memory = [
        "",
        "| posts | memory of the corpus, bytes a post | responses | seconds | posts a second |",
        "|---|---|---|---|---|",
    ]
    beside: list[str] = []
    for originals in map(int, options.originals.split(",")):
        plain, world, bytes_a_post = _world(originals)
        for label, edges, cascades, seconds in _timed_rules(plain, world, options.rounds):
            rates.append(
                f"| {label} | {edges:,} | {cascades:,} | {seconds:.3g} | {edges / seconds:,.0f} |"
            )
            print(rates[-1], file=sys.stderr, flush=True)
        found, seconds = _responses(world, options.rounds)
        memory.append(
            f"| {len(world):,} | {bytes_a_post:.0f} | {found:,} | {seconds:.3g} "
            f"| {len(world) / seconds:,.0f} |"
        )
        print(memory[-1], file=sys.stderr, flush=True)
        beside = beside or _beside_networkx(world)
        del plain, world
        gc.collect()
        yield "\n".join([*head, *rates, *memory, "", *beside])
    words = [
        "",
        "Where every post has words of its own (20 of them, invented; no references; five sources "
        "with names on the roster), the words take the time:",
        "",
        "| posts | copies and names | seconds | posts a second |",
        "|---|---|---|---|",
    ]
    for posts in map(int, options.texts.split(",")):
        corpus = _wordy(posts)
        for label, arguments in (("yes", {}), ("names only", {"copies": False})):
            seconds = _median(
                lambda corpus=corpus, arguments=arguments: corpus.responses(
                    SOURCES, progress=False, **arguments
                ),
                options.rounds,
            )
            words.append(f"| {posts:,} | {label} | {seconds:.3g} | {posts / seconds:,.0f} |")
            print(words[-1], file=sys.stderr, flush=True)
        yield "\n".join([*head, *rates, *memory, "", *beside, *words])


def _wordy(posts: int) -> Any:
    """Make a corpus of posts of 20 words by 10,000 accounts, five of them sources with names."""
    import twiplomacy as tw

    draw = np.random.default_rng(1)
    words = np.array(["".join(draw.choice(list("abcdeilmnorst"), 6)) for _ in range(5000)])
    texts = [" ".join(row) for row in words[draw.integers(0, len(words), (posts, 20))]]
    frame = pa.table(
        {
            "post_id": np.arange(posts).astype(str),
            "author": np.char.add("u", draw.integers(0, 10_000, posts).astype(str)),
            "created_at": pa.array(np.arange(posts), pa.timestamp("s", "UTC")),
            "text": texts,
            "platform": ["twitter"] * posts,
        }
    )
    names = [f"Foreign Ministry of {name}" for name in ("Nordalia", "Sudria", "Westmark")]
    roster = pa.table({"account": SOURCES, "name": [*names, "Embassy of Nordalia", "Ada Brook"]})
    return tw.from_frame(frame, roster=roster)


def _world(originals: int) -> tuple[Any, Any, float]:
    """Make a world, without and with follow lists, and say how much memory its corpus takes."""
    import twiplomacy as tw

    made = tw.datasets.simulate(
        seed=1,
        publics=12_500,
        originals=originals,
        virality=1.027,
        days=365.0,
        replies=0.1,
        quotes=0.0,
        copies=0.02,
        hidden=0.02,
    )
    plain, corpus = made.attach(), made.attach(follows=made.truth.follows)
    del made
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.parquet"
        pq.write_table(plain._posts, path)
        # In a process of its own: here, memory that was freed is taken again.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            took = pool.apply(_weighed, (str(path),))
    return plain, corpus, took / len(plain)


def _weighed(path: str) -> int:
    """Read posts, and say by how many bytes that makes this process grow."""
    import twiplomacy as tw

    tw.datasets.weibo_cascades()
    start = memory("VmRSS") or 0
    corpus = tw.read(path, progress=False)
    gc.collect()
    pa.default_memory_pool().release_unused()
    return ((memory("VmRSS") or 0) - start) if len(corpus) else 0


def _timed_rules(plain: Any, corpus: Any, rounds: int) -> Iterator[tuple[str, int, int, float]]:
    kept: list[Any] = [None]

    def make(**options: Any) -> Callable[[], None]:
        def run() -> None:
            kept[0] = corpus.cascades(progress=False, **options)

        return run

    for rule in RULES:
        seconds = _median(make(attribution=rule), rounds)
        edges = _edges(kept[0])
        yield rule, edges, len(kept[0]), seconds
        if rule == "recent":
            yield "shape", edges, len(kept[0]), _median(kept[0].shape, rounds)
    seconds = _median(lambda: plain.cascades(progress=False), rounds)
    yield "recent, by interaction", edges, len(kept[0]), seconds
    seconds = _median(make(attribution="draw", draws=DRAWS), rounds)
    yield f"draw, {DRAWS} forests and their shapes", edges, len(kept[0]), seconds


def _edges(cascades: Any) -> int:
    return int(cascades._core.basis()[0])


def _responses(corpus: Any, rounds: int) -> tuple[int, float]:
    found: list[Any] = [None]

    def run() -> None:
        found[0] = corpus.responses("NordaliaMFA", progress=False)

    seconds = _median(run, rounds)
    return len(found[0]), seconds


def _beside_networkx(corpus: Any) -> list[str]:
    """Structural virality of small cascades by networkx, and ours on the same."""
    import networkx as nx

    shape = corpus.cascades(progress=False).shape()
    small = shape[shape["size"].between(2, BESIDE)].head(300)
    posts = small["cascade"].tolist()
    start = time.perf_counter()
    ours = corpus.cascades(of=posts, progress=False)
    values = ours.shape()["structural_virality"].to_numpy()
    own = time.perf_counter() - start
    edges = ours.edges
    start = time.perf_counter()
    theirs = []
    for _, tree in edges.groupby("cascade", sort=False):
        graph = nx.Graph(list(zip(tree["parent"], tree["child"], strict=True)))
        n = len(graph)
        theirs.append(2 * nx.wiener_index(graph) / (n * (n - 1)))
    peer = time.perf_counter() - start
    apart = max(abs(a - b) for a, b in zip(values, theirs, strict=True))
    return [
        f"Beside networkx {nx.__version__}: structural virality of {len(posts)} cascades of at "
        f"most {BESIDE} posts took it {peer:.3g} s, its graphs included, and us {own:.3g} s, "
        f"attribution and the whole shape included ({peer / own:,.0f} times). The values differ by "
        f"at most {apart:.0e}."
    ]


def _median(task: Callable[[], object], rounds: int) -> float:
    samples = []
    for _ in range(rounds + 1):
        gc.collect()
        start = time.perf_counter()
        task()
        samples.append(time.perf_counter() - start)
    return statistics.median(samples[1:])
