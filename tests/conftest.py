"""What several test files share: archives on disk, coverage, processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import archives
import pytest

import twiplomacy as tw


@pytest.fixture(autouse=True)
def pandas_backend() -> Iterator[None]:
    """No test leaves another backend behind."""
    yield
    tw.set_backend("pandas")


@pytest.fixture
def pages_file(tmp_path: Path) -> Path:
    return archives.written(tmp_path / "pages.jsonl", archives.pages())


@pytest.fixture
def flat_file(tmp_path: Path) -> Path:
    return archives.written(tmp_path / "flat.jsonl", archives.flats())


@pytest.fixture
def world(flat_file: Path) -> tw.Corpus:
    """The eight posts of ``archives.world`` as a corpus."""
    return tw.read(flat_file)


@pytest.fixture
def counted() -> Callable[[tw.Corpus], dict[str, float]]:
    """Turn a coverage table into a dictionary of its values."""

    def measures(corpus: tw.Corpus) -> dict[str, float]:
        table = corpus.coverage()
        return dict(zip(table["measure"], table["value"], strict=True))

    return measures


@pytest.fixture
def elsewhere() -> Callable[..., str]:
    """Run Python code in a process of its own, with so many threads; what it prints."""

    def run(code: str, *args: Any, threads: int | None = None) -> str:
        environment = dict(os.environ)
        if threads is not None:
            environment["RAYON_NUM_THREADS"] = str(threads)
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, args)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
