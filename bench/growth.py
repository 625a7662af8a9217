"""Growth: how twiplomacy's time for a task rises with the size of the network."""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator

from . import graphs
from .lanes import Lane, LeftOut, in_turn
from .network import OURS, chosen
from .tasks import TASKS, Task

GROWING = {
    name: TASKS[name]
    for name in (
        "handles",
        "integers",
        "pagerank",
        "weak",
        "strong",
        "core_number",
        "transitivity",
        "leiden",
    )
}
WITHOUT_DIRECTION = ("core_number", "transitivity", "leiden")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    for option, default in (("--small", "a"), ("--large", "b")):
        parser.add_argument(option, choices=sorted(graphs.SHAPES), default=default)
    parser.add_argument("--tasks", default=",".join(GROWING), help="some of %(default)s")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--budget", type=float, default=600.0, help="seconds for one run; beyond: left out"
    )


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Run each task on both graphs in turn; give the section so far after each.

    Yields
    ------
    str
        The section in Markdown.
    """
    small, large = (graphs.ready(name) for name in (options.small, options.large))
    lines = [
        f"`python -m bench growth`: the same task on `{small.name}` and on `{large.name}` "
        f"({large.n_nodes:,} nodes, {large.n_edges:,} arcs) in turn, medians "
        f"(rounds: {options.rounds}). Time is linear in edges where the ratio of times is that of "
        "edges; a network that no longer fits into the processor's caches costs more an edge.",
        "",
        f"| task | edges | seconds, `{small.name}` | seconds, `{large.name}` | ratio of times "
        "| ratio of edges | result |",
        "|---|---|---|---|---|---|---|",
    ]
    for task in chosen(options.tasks, GROWING):
        lines.append(_row(task, small, large, options))
        print(lines[-1], file=sys.stderr, flush=True)
        yield "\n".join(lines)


def _row(task: Task, small: graphs.Graph, large: graphs.Graph, options: argparse.Namespace) -> str:
    lanes: list[Lane] = []
    edges = [_edges(task, graph) for graph in (small, large)]
    cells = [task.title, f"{edges[1]:,}"]
    try:
        for graph in (small, large):
            lanes.append(Lane(OURS, task.name, graph.name, options.budget))
        for _, why in in_turn(lanes, options.rounds):
            raise why
        pairs = zip(*(lane.samples for lane in lanes), strict=True)
        ratio = statistics.median(long.seconds / short.seconds for short, long in pairs)
        cells += [f"{lane.middle('seconds'):.3g}" for lane in lanes]
        cells += [f"{ratio:.1f}", f"{edges[1] / edges[0]:.1f}", lanes[1].quality()]
    except LeftOut as why:
        cells += ["", "", "", f"{edges[1] / edges[0]:.1f}", f"left out: {why}"]
    finally:
        for lane in lanes:
            lane.close()
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _edges(task: Task, graph: graphs.Graph) -> int:
    return len(graph.undirected[0]) if task.name in WITHOUT_DIRECTION else graph.n_edges
