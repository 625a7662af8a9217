"""Hierarchy, brokerage, mixing and change: how the time of each rises with the input."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

import twiplomacy as tw

from . import graphs

SIZES = ("a2k", "a20k", "a")
MOST_SUBORDINATES = 8
LASTS = 30.0  # seconds after which agony is not tried on more
Call = Callable[[], Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--graphs", default=",".join(SIZES), help="some of %(default)s")
    parser.add_argument("--tasks", default="", help="those whose names hold one of these words")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--enough", type=float, default=5.0, help="seconds: then no more rounds")
    parser.add_argument("--lasts", type=float, default=LASTS, help="seconds: then no more agony")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Time each task on all graphs, agony on ever more arcs, series on ever more windows.

    Yields
    ------
    str
        The section in Markdown.
    """
    names = options.graphs.split(",")
    nets = [Made(graphs.ready(name)) for name in names]
    lines = [
        f"`python -m bench hierarchy`, on {os.cpu_count()} cores, from Python, tables of results "
        f"included: medians of up to {options.rounds} rounds, one where a round takes more than "
        f"{options.enough:g} s. The graphs are drawn alike, ten arcs a node, groups are their 50 "
        "planted communities, a side is every other of these, and a chart is a tree in each of "
        f"them, every superior with {MOST_SUBORDINATES} subordinates. "
        "Estimates are those made unless asked otherwise. Growth is the seconds of the last "
        "by those of the one before: 10 where time is linear in arcs.",
        "",
        "| task | " + " | ".join(f"{net.graph.n_edges:,} arcs" for net in nets) + " | growth |",
        "|---|" + "---|" * (len(nets) + 1),
    ]
    words = [word for word in options.tasks.split(",") if word]
    for task in tasks(nets[0]):
        if words and not any(word in task for word in words):
            continue
        seconds = [middle(tasks(net)[task], options.rounds, options.enough) for net in nets]
        lines.append(row(task, seconds))
        yield "\n".join(lines)
    for part in (agony, series):
        if words and not any(word in part.__name__ for word in words):
            continue
        for grown in part(options):
            yield "\n".join([*lines, "", *grown])
        lines += ["", *grown]


class Made:
    """A graph, its network, and what tasks ask for beside it."""

    def __init__(self, graph: graphs.Graph) -> None:
        self.graph = graph
        everyone = pd.DataFrame({"node": np.arange(graph.n_nodes)})
        columns = (graph.source, graph.target, graph.weight)
        self.net = tw.Network.from_edges(*columns, directed=True, nodes=everyone)
        nodes = self.net.nodes["node"]
        self.groups = pd.DataFrame(
            {"node": nodes, "group": graph.block[nodes.astype(np.int64)].astype(str)}
        )
        self.sides = self.groups.assign(group=(self.groups["group"].astype(int) % 2).astype(str))
        self.chart = chart(graph.block)


def chart(block: np.ndarray) -> pd.DataFrame:
    """Make a tree of each block: the k-th of a block is under the (k - 1) // 8-th."""
    order = np.argsort(block, kind="stable")
    first = np.searchsorted(block[order], block[order])
    place = np.arange(len(order)) - first
    over = order[first + np.maximum(place - 1, 0) // MOST_SUBORDINATES]
    below = place > 0
    return pd.DataFrame({"node": order[below].astype(str), "superior": over[below].astype(str)})


def tasks(made: Made) -> dict[str, Call]:
    """Give all tasks on a graph, by their titles."""
    net, groups = made.net, made.groups
    measures = {
        f"hierarchy: {name}": lambda name=name: net.hierarchy(name)
        for name in (
            "krackhardt_connectedness",
            "krackhardt_hierarchy",
            "krackhardt_efficiency",
            "krackhardt_lub",
            "flow_hierarchy",
            "global_reaching_centrality",
            "trophic_incoherence",
            "agony",
        )
    }
    return measures | {
        "trophic levels": net.trophic_levels,
        "brokerage": lambda: net.brokerage(groups, progress=False),
        "brokerage, 99 draws": lambda: net.brokerage(groups, draws=99, progress=False),
        "brokerage of the whole": lambda: net.brokerage_totals(groups, progress=False),
        "mixing, 999 draws": lambda: net.mixing(groups, draws=999, progress=False),
        "random-walk controversy of two sides": lambda: net.rwc(made.sides),
        "steps to the nearest": lambda: net.nearest(groups, progress=False),
        "traffic past a chart, 9 draws": lambda: net.bypass(
            made.chart, draws=9, progress=False, forest=True
        ),
    }


def agony(options: argparse.Namespace) -> Iterator[list[str]]:
    """Rank more and more nodes, until it takes long."""
    lines = [
        "Agony, exact, on graphs of the same kind and ever more arcs, one run each. Its time is "
        "bounded by no line in arcs.",
        "",
        "| nodes | arcs | on cycles | seconds | growth |",
        "|---|---|---|---|---|",
    ]
    last, nodes = 0.0, 1_000
    while True:
        drawn = graphs.draw(graphs.Shape(nodes, 10 * nodes, 50, 6))
        net = tw.Network.from_edges(drawn["src"], drawn["dst"], drawn["w"], directed=True)
        free = net.hierarchy("flow_hierarchy")["value"].iloc[0]
        seconds = timed(lambda net=net: net.hierarchy("agony", exact=True))
        growth = f"{seconds / last:.1f}" if last else ""
        arcs = 10 * nodes
        on_cycles = f"{arcs * (1 - free):,.0f}"
        lines.append(f"| {nodes:,} | {arcs:,} | {on_cycles} | {seconds:.3g} | {growth} |")
        print(lines[-1], file=sys.stderr, flush=True)
        yield lines
        # The next has twice as many arcs, and has taken up to four times as long.
        if 3 * seconds > options.lasts:
            return
        last, nodes = seconds, 2 * nodes


def series(options: argparse.Namespace) -> Iterator[list[str]]:
    """Follow a measure of a network over windows, and one series by another."""
    lines = [
        "Series: reciprocity of a simulated world, day by day with 199 draws, and the transfer of "
        "entropy between two series in both directions, 999 shuffles.",
        "",
        "| task | size | seconds | growth |",
        "|---|---|---|---|",
    ]
    last = 0.0
    for originals in (1_000, 4_000, 16_000):
        corpus, *_ = tw.datasets.simulate(
            seed=1, originals=originals, publics=4_000, days=60.0, progress=False
        )

        def follow(corpus: Any = corpus) -> Any:
            return corpus.over_time("reciprocity", every="day", draws=199, progress=False)

        seconds = middle(follow, options.rounds, options.enough)
        growth = f"{seconds / last:.1f}" if last else ""
        lines.append(f"| over_time | {len(corpus.posts):,} posts | {seconds:.3g} | {growth} |")
        print(lines[-1], file=sys.stderr, flush=True)
        yield lines
        last = seconds
    last = 0.0
    for windows in (100, 1_000, 10_000, 100_000):
        draw = np.random.default_rng(windows)
        source = pd.Series(draw.normal(size=windows))
        target = pd.Series(0.3 * source.shift(1, fill_value=0.0) + draw.normal(size=windows))

        def transfer(source: Any = source, target: Any = target) -> Any:
            return tw.change.transfer_entropy(source, target, progress=False)

        seconds = middle(transfer, options.rounds, options.enough)
        growth = f"{seconds / last:.1f}" if last else ""
        lines.append(f"| transfer of entropy | {windows:,} windows | {seconds:.3g} | {growth} |")
        print(lines[-1], file=sys.stderr, flush=True)
        yield lines
        last = seconds


def row(task: str, seconds: list[float]) -> str:
    """Write a task down."""
    growth = f"{seconds[-1] / seconds[-2]:.1f}" if len(seconds) > 1 else ""
    line = f"| {task} | " + " | ".join(f"{s:.3g}" for s in seconds) + f" | {growth} |"
    print(line, file=sys.stderr, flush=True)
    return line


def middle(call: Call, rounds: int, enough: float) -> float:
    """Give the median of some rounds, of fewer if one takes long."""
    taken = [timed(call)]
    while len(taken) < rounds and taken[-1] < enough:
        taken.append(timed(call))
    return statistics.median(taken)


def timed(call: Call) -> float:
    """Seconds that a call takes; what it warns of is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tw.CoverageWarning)
        start = time.perf_counter()
        call()
        return time.perf_counter() - start
