"""Coordination: twiplomacy beside numpy and scikit-learn on the bundled reposts, and its growth."""

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

Rows = dict[str, Any]
COLUMNS = ("object_id", "account_id", "content_id", "at")
LEAST = 2
LEAST_ALIKE = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--rows", default="100000,1000000,10000000", help="sizes of the invented rows"
    )


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Compare on the bundled reposts, then let invented rows grow.

    Yields
    ------
    str
        The section in Markdown.
    """
    import twiplomacy as tw

    data = tw.datasets.coordinated_reposts()
    lines = [
        f"`python -m bench coordination`, on {os.cpu_count()} cores, from Python, tables of "
        f"results included: ours and the peer in turn, {options.rounds} rounds after one that "
        f"warms up. Seconds are medians; the ratio is the peer's time by ours, pair by pair: "
        "median, least and greatest (above 1: twiplomacy is faster). The rows are the bundled "
        f"{len(data):,} reposts. The peer of pairs is written with care in numpy and pandas "
        "(`bench/coordination.py`): ids as codes, one sort, a binary search for the end of each "
        "window, no loop in Python. That of co-sharing is scikit-learn's tf-idf and a product of "
        "sparse matrices in scipy. Both must give the same result.",
        "",
        "| task | who | seconds | ratio | result |",
        "|---|---|---|---|---|",
    ]
    columns = [data[name] for name in COLUMNS]
    for window in (60, 600, 86_400):
        lines += _beside(
            f"pairs within {window:,} s",
            lambda window=window: tw.coordination(*columns, window, LEAST).pairs,
            lambda window=window: pairs_by_numpy(data, window, LEAST),
            f"numpy {np.__version__}",
            options.rounds,
        )
        yield "\n".join(lines)
    lines += _beside(
        f"co-sharing, {LEAST_ALIKE} rows an account",
        lambda: tw.co_sharing(columns[0], columns[1], LEAST_ALIKE).pairs,
        lambda: alike_by_sklearn(data, LEAST_ALIKE),
        "scikit-learn, scipy",
        options.rounds,
    )
    lines += [
        "",
        "Growth, on invented rows with heavy-tailed objects and accounts (window 60 s):",
        "",
        "| rows | pairs | seconds, pairs found | seconds, network | nanoseconds a row and pair |",
        "|---|---|---|---|---|",
    ]
    for size in options.rows.split(","):
        lines.append(_grown(int(size), options.rounds))
        print(lines[-1], file=sys.stderr, flush=True)
        yield "\n".join(lines)


def pairs_by_numpy(data: pd.DataFrame, window: int, least: int) -> pd.DataFrame:
    """Take the five steps on sorted codes."""
    codes, _ = pd.factorize(pd.concat([data["content_id"], data["object_id"]], ignore_index=True))
    content, thing = codes[: len(data)], codes[len(data) :]
    account, names = pd.factorize(data["account_id"], sort=True)
    at = data["at"].dt.as_unit("s").astype(np.int64).to_numpy()
    taken = np.bincount(account)[account] >= least
    rows = np.flatnonzero(taken & (content != thing))
    rows = rows[np.lexsort((at[rows], thing[rows]))]
    # One number for object and time, so that one search finds the end of every window.
    start = at.min()
    width = int(at.max() - start) + window + 1
    key = thing[rows].astype(np.int64) * width + (at[rows] - start)
    after = np.searchsorted(key, key + window, side="right") - np.arange(len(rows)) - 1
    one = np.repeat(np.arange(len(rows)), after)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)
    one, other = rows[one], rows[other]
    keep = (account[one] != account[other]) & (content[one] != content[other])
    one, other = one[keep], other[keep]
    paired = np.zeros(codes.max() + 1, bool)
    paired[content[one]] = paired[content[other]] = True
    active = np.bincount(account[taken & paired[content]], minlength=len(names)) >= least
    keep = active[account[one]] | active[account[other]]
    one, other = one[keep], other[keep]
    swap = account[one] > account[other]
    a, b = np.where(swap, other, one), np.where(swap, one, other)
    return pd.DataFrame(
        {
            "object": data["object_id"].take(a).array,
            "account_a": data["account_id"].take(a).array,
            "content_a": data["content_id"].take(a).array,
            "at_a": data["at"].take(a).array,
            "account_b": data["account_id"].take(b).array,
            "content_b": data["content_id"].take(b).array,
            "at_b": data["at"].take(b).array,
            "delay_s": np.abs(at[a] - at[b]).astype(float),
        }
    )


def alike_by_sklearn(data: pd.DataFrame, least: int) -> pd.DataFrame:
    """Take the cosines of tf-idf vectors by a product of sparse matrices."""
    from scipy.sparse import coo_matrix, triu
    from sklearn.feature_extraction.text import TfidfTransformer

    kept = data[data.groupby("account_id")["account_id"].transform("size") >= least]
    account, names = pd.factorize(kept["account_id"], sort=True)
    thing, _ = pd.factorize(kept["object_id"])
    counts = coo_matrix((np.ones(len(kept)), (account, thing))).tocsr()
    vectors = TfidfTransformer().fit_transform(counts)
    cosine = triu(vectors @ vectors.T, 1).tocoo()
    there = (counts > 0).astype(np.int64)
    shared = triu(there @ there.T, 1).tocsr()
    order = np.lexsort((cosine.col, cosine.row, -cosine.data))
    row, col = cosine.row[order], cosine.col[order]
    return pd.DataFrame(
        {
            "account_a": names[row],
            "account_b": names[col],
            "similarity": cosine.data[order],
            "shared": np.asarray(shared[row, col]).ravel(),
        }
    )


def _beside(
    task: str,
    ours: Callable[[], pd.DataFrame],
    theirs: Callable[[], pd.DataFrame],
    peer: str,
    rounds: int,
) -> list[str]:
    import twiplomacy as tw

    found, wanted = ours(), theirs()
    _check_same(found, wanted)
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds + 1)][1:]
    ratios = [their / our for our, their in pairs]
    our, their = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
    lines = [
        f"| {task} | twiplomacy {tw.__version__} | {our:.3g} |  | {len(found):,} pairs |",
        f"| {task} | {peer} | {their:.3g} | {ratio} | {len(wanted):,} pairs |",
    ]
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    return lines


def _check_same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Stop if the two are not the same but for the order of rows and the last bits."""
    labels = ("object", "account_a", "content_a", "account_b", "content_b", "shared")
    by = [name for name in labels if name in found]
    one, other = (table[by].sort_values(by, ignore_index=True) for table in (found, wanted))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)
    measure = "delay_s" if "delay_s" in found else "similarity"
    np.testing.assert_allclose(np.sort(found[measure]), np.sort(wanted[measure]))


def invented(rows: int) -> Rows:
    """Rows whose objects and accounts have heavy tails; the same ones each time."""
    draw = np.random.default_rng(11)
    thing = _heavy(draw, rows, rows // 5)
    account = _heavy(draw, rows, rows // 4)
    start = draw.integers(0, 30 * 86_400, rows // 5)
    delay = (draw.pareto(1.0, rows) * 1_800).clip(max=20 * 86_400).astype(np.int64)
    ids = 10**18 + np.arange(rows)
    return {
        "object_id": _texts(2 * 10**18 + thing),
        "account_id": _texts(10**9 + account),
        "content_id": _texts(ids),
        "at": pa.array(1_600_000_000 + start[thing] + delay),
    }


def _heavy(draw: np.random.Generator, size: int, kinds: int) -> np.ndarray:
    """Draw some of these kinds; the k-th is about as frequent as 1 / sqrt(k)."""
    return (kinds * draw.random(size) ** 2).astype(np.int64)


def _texts(numbers: np.ndarray) -> pa.LargeStringArray:
    return pa.array(numbers).cast(pa.large_string())


def _grown(size: int, rounds: int) -> str:
    import twiplomacy as tw

    rows = invented(size)
    finding, tying, found = [], [], None
    for _ in range(rounds + 1):
        start = time.perf_counter()
        found = tw.coordination(*rows.values(), 60, LEAST)
        finding.append(time.perf_counter() - start)
        tying.append(_seconds(lambda found=found: found.network(min_weight=2)))
    seconds = statistics.median(finding[1:])
    pairs = len(found) if found is not None else 0
    each = seconds / (size + pairs) * 1e9
    return (
        f"| {size:,} | {pairs:,} | {seconds:.3g} | {statistics.median(tying[1:]):.3g} "
        f"| {each:.0f} |"
    )


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
