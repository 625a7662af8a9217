"""The page of benchmarks: a section for each run."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def read(heading: str) -> str:
    """Give what stands under a heading, empty if there is none."""
    return _parted(heading)[1].strip()


def write(heading: str, section: str) -> None:
    """Put a section in place of the one under a heading, or at the end of the page."""
    before, _, after = _parted(heading)
    parts = [before.rstrip(), f"## {heading}\n\n{section.strip()}", after.strip()]
    PAGE.write_text("\n\n".join(part for part in parts if part) + "\n", "utf-8")


def _parted(heading: str) -> tuple[str, str, str]:
    before, _, after = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")
    section, mark, rest = after.partition("\n## ")
    return before, section, mark.strip("\n") + rest
