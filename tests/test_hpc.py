"""The script for SLURM is sound, and runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import twiplomacy as tw

SCRIPT = Path(__file__).resolve().parents[1] / "examples" / "study.slurm"
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None, reason="no bash")


def test_the_script_is_sound():
    subprocess.run([BASH, "-n", SCRIPT], check=True)
    head = [line for line in SCRIPT.read_text().splitlines() if line.startswith("#SBATCH")]
    assert any("--cpus-per-task" in line for line in head)
    assert any("--signal=B:USR1@" in line for line in head) and "#SBATCH --requeue" in head


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """Make what SLURM and the user set: an environment with the command, a scratch, a job."""
    binaries = tmp_path / "venv" / "bin"
    binaries.mkdir(parents=True)
    command = binaries / "twiplomacy"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m twiplomacy "$@"\n')
    command.chmod(0o755)
    package = str(Path(tw.__file__).parents[1])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "VENV": str(tmp_path / "venv"),
        "SCRATCH": str(tmp_path),
        "SLURM_JOB_ID": "42",
        "SLURM_CPUS_PER_TASK": "2",
        "OUT": str(tmp_path / "study"),
        **more,
    }


def test_the_script_runs_as_it_is(tmp_path):
    senators = tw.datasets.senators()
    senators.posts.to_parquet(tmp_path / "posts.parquet")
    senators.roster.frame.to_csv(tmp_path / "roster.csv", index=False)
    settings = environment(
        tmp_path, ARCHIVE=str(tmp_path / "*.parquet"), ROSTER=str(tmp_path / "roster.csv")
    )
    done = subprocess.run(
        [BASH, SCRIPT], env=settings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "study" / "report.html").exists()
    coverage = json.loads((tmp_path / "coverage-42.json").read_text())
    assert coverage["posts"]["value"] == len(senators) == len(tw.open(tmp_path / "corpus"))
    # Queued again, it opens what it made; the command to queue it is not here.
    made = (tmp_path / "corpus" / "corpus.json").stat().st_mtime_ns
    again = subprocess.run(
        [BASH, SCRIPT], env=settings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "corpus" / "corpus.json").stat().st_mtime_ns == made


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_queues_it_again(tmp_path):
    (tmp_path / "posts.jsonl").write_text('{"id": "1", "text": "a", "author_id": "7"}\n')
    settings = environment(
        tmp_path, ARCHIVE=str(tmp_path / "*.jsonl"), PATH=f"{tmp_path}:/usr/bin:/bin"
    )
    command = tmp_path / "venv" / "bin" / "twiplomacy"
    command.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nexec sleep 60\n")
    scontrol = tmp_path / "scontrol"
    scontrol.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n')
    scontrol.chmod(0o755)
    process = subprocess.Popen([BASH, SCRIPT], env=settings, cwd=tmp_path, stderr=subprocess.PIPE)
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGUSR1)
    process.communicate()
    assert process.returncode == 130
    assert (tmp_path / "asked").read_text() == "requeue 42\n"


def test_the_script_says_what_it_lacks(tmp_path):
    settings = environment(tmp_path)
    settings.pop("ARCHIVE", None)
    done = subprocess.run(
        [BASH, SCRIPT], env=settings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "ARCHIVE" in done.stderr
