"""Processes that hold one peer and one graph each and run one task when they are told to.

Loading, and what is made of the graph before the task, happen in the process and do not count.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from .graphs import Graph, ready
from .peers import Base
from .tasks import TASKS

WARM = "c5k"
LOADING = 1800.0
"""Seconds that a process may take for what does not count."""


class LeftOut(Exception):
    """Somebody cannot do the task, and why."""


class Sample(NamedTuple):
    """One run of a task. Memory is in bytes beyond what was there, None where it is not told."""

    seconds: float
    cpu: float
    peak: int | None
    kept: int | None
    quality: dict[str, Any]


class Lane:
    """One peer with one graph and one task, in a process of its own until it is closed.

    Parameters
    ----------
    peer, task, graph : str
        A module of ``bench.peers``, a task, a graph.
    budget : float
        Seconds that one run may take.
    warmed : bool
        Whether the process first runs the task on a small graph, so that what a package
        loads at its first call is not taken for the task's memory.

    Raises
    ------
    LeftOut
        If the peer is not installed or cannot make what the task needs.
    """

    def __init__(self, peer: str, task: str, graph: str, budget: float, warmed: bool = False):
        self.peer, self.task, self.graph, self.budget = peer, task, graph, budget
        self.samples: list[Sample] = []
        self.peak: int | None = None
        self.label, self.threads = peer.replace("_", "-"), 0
        # A fresh interpreter: after a fork, threads of OpenMP and rayon are gone.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, peer, task, graph, warmed), daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            self.label, self.threads = self._answer(LOADING, "loading")
        except LeftOut:
            self.close()
            raise

    def run(self, seed: int) -> Sample:
        """Run the task once.

        Raises
        ------
        LeftOut
            If it fails or takes longer than the budget; the process is then ended.
        """
        try:
            self._pipe.send(seed)
            measured = self._answer(self.budget, "a run")
            return Sample(*measured, self._answer(LOADING, "judging"))
        except LeftOut:
            self.close()
            raise

    def middle(self, name: str) -> Any:
        """Median of one number over the samples; None where it is not told."""
        return _median([getattr(sample, name) for sample in self.samples])

    def quality(self) -> str:
        """Write the median quality of the samples down."""
        found = [sample.quality for sample in self.samples]
        return TASKS[self.task].shown(
            {name: _median([q[name] for q in found]) for name in found[0]}
        )

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(timeout=1)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _answer(self, limit: float, doing: str) -> Any:
        if not self._pipe.poll(limit):
            raise LeftOut(f"{doing} took more than {limit:g} s")
        try:
            answer = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            self._process.join(timeout=10)
            code = self._process.exitcode
            raise LeftOut(f"the process ended by itself, exit code {code}") from error
        if isinstance(answer, LeftOut):
            raise answer
        return answer


def in_turn(lanes: list[Lane], rounds: int) -> list[tuple[Lane, LeftOut]]:
    """Run every lane once a round, A B C A B C; the first round warms up and does not count.

    Returns
    -------
    list of (Lane, LeftOut)
        Those that dropped out, and why; the others have a sample a round.
    """
    out: list[tuple[Lane, LeftOut]] = []
    for seed in range(rounds + 1):
        for lane in lanes:
            if any(lane is gone for gone, _ in out):
                continue
            try:
                sample = lane.run(seed)
            except LeftOut as why:
                out.append((lane, why))
                continue
            if seed:
                lane.samples.append(sample)
            else:
                # Later runs use again what the first has left behind, which hides what they need.
                lane.peak = sample.peak
    return out


def _median(values: list[Any]) -> Any:
    told = [value for value in values if value is not None]
    if not told or isinstance(told[0], str):
        return told[-1] if told else None
    return statistics.median(told)


def _serve(pipe: Connection, peer: str, task: str, graph: str, warmed: bool) -> None:
    """Do what comes through the pipe until it closes."""
    try:
        holder = _holder(peer, task, graph, warmed)
        call, judge = getattr(holder, task)(), TASKS[task].quality
        pipe.send((holder.label, holder.threads))
        while True:
            try:
                seed = pipe.recv()
            except EOFError:
                return
            gc.collect()
            _forget_peak()
            before = memory("VmRSS")
            cpu, start = time.process_time(), time.perf_counter()
            given = call.run(seed)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            peak = memory("VmHWM")
            gc.collect()
            after = memory("VmRSS")
            pipe.send((seconds, cpu, _beyond(peak, before), _beyond(after, before)))
            pipe.send(judge(holder.graph, call.result(given)))
            del given
    except Exception as error:  # whatever a peer does, the run goes on and says so
        pipe.send(LeftOut(_told(error)))


def _holder(peer: str, task: str, graph: str, warmed: bool) -> Base:
    """Give the peer with its graph."""
    try:
        module = importlib.import_module(f"bench.peers.{peer}")
    except ModuleNotFoundError as error:
        raise LeftOut(f"{error.name} is not installed") from error
    if warmed:
        getattr(module.Peer(ready(WARM)), task)().run(0)
    return module.Peer(Graph(graph))


def _told(error: Exception) -> str:
    if isinstance(error, LeftOut):
        return str(error)
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return words if len(words) <= 100 else f"{words[:99]}…"


def memory(name: str) -> int | None:
    """Bytes that the system counts for this process, where it tells (Linux)."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _forget_peak() -> None:
    """Let the highest memory count from now on, where the system lets us."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def _beyond(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else max(now - before, 0)
