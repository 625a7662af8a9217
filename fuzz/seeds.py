"""Seeds for the fuzzer: the fixtures of the tests, and their made-up archive in each shape."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "fuzz" / "corpus" / "seeds"
sys.path.insert(0, str(ROOT / "tests"))

import archives  # noqa: E402 - it stands among the tests

SEEDS.mkdir(parents=True, exist_ok=True)
for fixture in sorted((ROOT / "tests" / "formats").rglob("*")):
    if fixture.is_file():
        shutil.copy(fixture, SEEDS / "_".join(fixture.relative_to(ROOT).parts))
for name, records in {
    "pages": archives.pages(),
    "flats": archives.flats(),
    "statuses": archives.statuses(),
}.items():
    (SEEDS / f"{name}.jsonl").write_bytes(archives.lines(records))
    for number, record in enumerate(records):
        (SEEDS / f"{name}_{number}.jsonl").write_bytes(archives.lines([record]))
archives.write_csv(SEEDS / "rows.csv", archives.rows())
print(f"{sum(1 for _ in SEEDS.iterdir())} seeds in {SEEDS.relative_to(ROOT)}")
