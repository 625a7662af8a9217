"""Networks: twiplomacy beside the best peers of each task, in turn, on an invented graph."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Iterator

from . import graphs
from .lanes import Lane, LeftOut, in_turn
from .tasks import TASKS, Task

OURS = "ours"
HEAD = [
    "| task (graph) | who | threads | seconds | ratio | CPU s | peak MB | rounds | result |",
    "|---|---|---|---|---|---|---|---|---|",
]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument(
        "--graph", choices=sorted(graphs.SHAPES), default="a", help="for tasks not bound to c5k"
    )
    parser.add_argument(
        "--tasks", default=",".join(TASKS), help="some of %(default)s; other rows stay"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--budget", type=float, default=120.0, help="seconds for one run; beyond: left out"
    )


def chosen(names: str, known: dict[str, Task]) -> list[Task]:
    """Give the tasks that a list with commas names."""
    wanted = names.split(",")
    if unknown := [name for name in wanted if name not in known]:
        sys.exit(f"no task {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in wanted]


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Run each task in turn and give the section so far after each; rows of others stay.

    Yields
    ------
    str
        The section in Markdown.
    """
    rows = _rows(before)
    for task in chosen(options.tasks, TASKS):
        graph = graphs.ready(task.graph or options.graph)
        title = f"{task.title} ({graph.name})"
        rows[title] = list(_compared(task, title, graph.name, options))
        print(*rows[title], sep="\n", file=sys.stderr, flush=True)
        yield _section(rows)


def _compared(task: Task, title: str, graph: str, options: argparse.Namespace) -> Iterator[str]:
    """Run one task by ours and its peers; give a row for each."""
    lanes: list[Lane] = []
    notes: dict[str, str] = {}
    try:
        for peer in (OURS, *task.peers):
            try:
                lanes.append(Lane(peer, task.name, graph, options.budget))
            except LeftOut as why:
                notes[peer] = str(why)
        notes |= {lane.peer: str(why) for lane, why in in_turn(lanes, options.rounds)}
    finally:
        for lane in lanes:
            lane.close()
    running = {lane.peer: lane for lane in lanes}
    for peer in (OURS, *task.peers):
        label = running[peer].label if peer in running else peer.replace("_", "-")
        if peer == OURS and peer not in running:
            label = "twiplomacy"
        if peer in notes:
            cells = ["", "", "", "", "", "", f"left out: {notes[peer]}"]
        else:
            cells = _cells(running[peer], None if OURS in notes else running[OURS])
            if task.memory:
                cells[-1] += _memory(peer, task, graph, options.budget)
        yield "| " + " | ".join(c.replace("|", "/") for c in (title, label, *cells)) + " |"


def _cells(lane: Lane, ours: Lane | None) -> list[str]:
    return [
        str(lane.threads),
        f"{lane.middle('seconds'):.3g}",
        "" if ours is None or lane is ours else _ratio(lane, ours),
        f"{lane.middle('cpu'):.3g}",
        "" if lane.peak is None else f"{lane.peak / 1e6:.0f}",
        str(len(lane.samples)),
        lane.quality(),
    ]


def _ratio(lane: Lane, ours: Lane) -> str:
    """Their time by ours, pair by pair: the median, and the least and greatest."""
    pairs = zip(lane.samples, ours.samples, strict=True)
    ratios = [theirs.seconds / own.seconds for theirs, own in pairs]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _memory(peer: str, task: Task, graph: str, budget: float) -> str:
    """Bytes an edge in a process that has not held a network of this size before."""
    try:
        lane = Lane(peer, task.name, graph, budget, warmed=True)
        sample = lane.run(0)
        lane.close()
    except LeftOut as why:
        return f"; memory: {why}"
    if sample.peak is None or sample.kept is None:
        return ""
    edges = graphs.SHAPES[graph].edges
    return f"; {sample.peak / edges:.0f} bytes an edge at the peak, {sample.kept / edges:.0f} kept"


def _rows(section: str) -> dict[str, list[str]]:
    """Take the rows of a section apart by task."""
    rows: dict[str, list[str]] = {}
    for line in section.splitlines():
        if line.startswith("| ") and line not in HEAD:
            rows.setdefault(line.split(" | ")[0].removeprefix("| "), []).append(line)
    return rows


def _section(rows: dict[str, list[str]]) -> str:
    titles = [task.title for task in TASKS.values()]
    known = [title for title in rows if title.rpartition(" (")[0] in titles]
    known.sort(key=lambda title: titles.index(title.rpartition(" (")[0]))
    shapes = {title.rpartition(" (")[2].rstrip(")") for title in known}
    sizes = [
        f"`{name}` has {shape.nodes:,} nodes and {shape.edges:,} arcs"
        for name, shape in graphs.SHAPES.items()
        if name in shapes
    ]
    return "\n".join(
        [
            f"`python -m bench network`, on {os.cpu_count()} cores. Each task is run by us and by "
            "its best peers in turn, each in a process of its own that has loaded the graph; "
            "numbers are medians over the rounds, after one round that warms up. The ratio is the "
            "peer's time by ours, pair by pair: median, least and greatest (above 1: twiplomacy is "
            "faster). CPU seconds count all threads; the peak is the memory of the first run "
            "beyond what the process held before.",
            "",
            f"The graphs are invented networks of reposts ({'; '.join(sizes)}) with integer "
            "weights, heavy-tailed degrees and planted communities. Communities, cores and "
            "triangles are found on the graph without directions, which everybody is given ready "
            "made. Results are judged by one function for all: errors against a long power "
            "iteration (PageRank), the singular vectors (HITS) or all distances (betweenness, "
            "closeness), and the modularity with weights.",
            "",
            *HEAD,
            *(row for title in known for row in rows[title]),
        ]
    )
