"""Kill a conversion again and again: the corpus must be the same, byte for byte; its memory."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .reading import write_posts

_CONVERT = """
import sys, twiplomacy as tw
tw.convert(sys.argv[3:], sys.argv[1], memory=sys.argv[2], checkpoint_s={checkpoint}, progress=False)
"""
_MEMORY = """
import json, re, resource, sys, threading, time
most = dict.fromkeys(["RssAnon", "RssFile"], 0)
def watch():
    while True:
        status = open("/proc/self/status").read()
        for name in most:
            most[name] = max(most[name], int(re.search(name + r":\\s*(\\d+)", status)[1]))
        time.sleep(0.02)
threading.Thread(target=watch, daemon=True).start()
"""
_REPORT = """
most["maxrss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(most))
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--posts", type=int, default=300_000)
    parser.add_argument("--files", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kills", type=int, default=10, help="most kills of a round")
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--checkpoint", type=float, default=0.5, help="seconds between checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--archive", nargs="*", type=Path, help="files of your own instead")


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Convert undisturbed, then with kills; give a table in Markdown."""
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = options.archive or _archive(folder, options.posts, options.files)
        size = sum(path.stat().st_size for path in archive)
        rows = []
        seconds, peak = _undisturbed(folder / "whole", archive, options)
        wanted = _digests(folder / "whole")
        on_disk = sum(path.stat().st_size for path in (folder / "whole").rglob("*"))
        for number in range(options.rounds):
            threads = 1 + number % 2
            out = folder / f"round_{number}"
            kills, total = _disturbed(out, archive, threads, seconds, options, rng)
            equal = _digests(out) == wanted
            rows.append((threads, kills, total, equal))
            yield _section(size, on_disk, seconds, peak, rows)
            if not equal:
                raise SystemExit(f"round {number}: the bytes differ; see {out}")


def _archive(folder: Path, posts: int, files: int) -> list[Path]:
    """Write the same invented posts into several files, the last of them twice."""
    paths = [folder / f"posts_{number}.jsonl" for number in range(files)]
    for number, path in enumerate(paths):
        write_posts(path, posts // files + number)
    return [*paths, paths[-1]]


def _command(
    out: Path, archive: list[Path], options: argparse.Namespace, watched: bool
) -> list[str]:
    begin, end = (_MEMORY, _REPORT) if watched else ("", "")
    code = begin + _CONVERT.format(checkpoint=options.checkpoint) + end
    return [sys.executable, "-c", code, str(out), options.memory, *map(str, archive)]


def _undisturbed(
    out: Path, archive: list[Path], options: argparse.Namespace
) -> tuple[float, dict[str, int]]:
    begun = time.monotonic()
    done = subprocess.run(
        _command(out, archive, options, True), check=True, capture_output=True, text=True
    )
    return time.monotonic() - begun, json.loads(done.stdout.splitlines()[-1])


def _disturbed(
    out: Path,
    archive: list[Path],
    threads: int,
    longest: float,
    options: argparse.Namespace,
    rng: random.Random,
) -> tuple[int, float]:
    """Kill the run at random moments until it has had enough kills, then let it end."""
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    begun, kills = time.monotonic(), 0
    while True:
        process = subprocess.Popen(_command(out, archive, options, False), env=environment)
        wait = rng.uniform(0.1, 1.2 * longest) if kills < options.kills else None
        try:
            if process.wait(wait) != 0:
                raise SystemExit("the conversion failed by itself")
            return kills, time.monotonic() - begun
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in files
    }


def _section(
    size: int,
    on_disk: int,
    seconds: float,
    peak: dict[str, int],
    rows: list[tuple[int, int, float, bool]],
) -> str:
    mega = {name: kilobytes / 1000 for name, kilobytes in peak.items()}
    lines = [
        f"`python -m bench resume`: {size / 1e6:,.0f} MB of JSON lines, converted undisturbed in "
        f"{seconds:.1f} s to {on_disk / 1e6:,.0f} MB; at most {mega['RssAnon']:,.0f} MB of memory "
        f"of its own and {mega['RssFile']:,.0f} MB of mapped files (which the system takes back "
        f"when it needs them). Then killed (SIGKILL) at random moments and started again until it "
        "ended.",
        "",
        "| round | threads | kills | seconds in all | same bytes |",
        "|---|---|---|---|---|",
    ]
    for number, (threads, kills, total, equal) in enumerate(rows, start=1):
        verdict = "yes" if equal else "NO"
        lines.append(f"| {number} | {threads} | {kills} | {total:.1f} | {verdict} |")
    return "\n".join(lines)
