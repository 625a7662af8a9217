"""Run one comparison and write its table into docs/benchmarks.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import reading

RUNS = {"reading": reading.run}
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    """Run the comparison that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("name", choices=sorted(RUNS))
    parser.add_argument("--posts", type=int, default=150_000)
    options = parser.parse_args()
    table = RUNS[options.name](options.posts)
    print(table)
    heading = f"## {options.name.capitalize()}\n"
    page = PAGE.read_text("utf-8")
    before, _, after = page.partition(heading)
    rest = after.partition("\n## ")
    tail = f"\n## {rest[2]}" if rest[1] else ""
    PAGE.write_text(f"{before}{heading}\n{table}\n{tail}", "utf-8")


if __name__ == "__main__":
    main()
