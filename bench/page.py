"""The pages of results: a section for each run, or what stands between two markers."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def read(heading: str, page: Path = PAGE) -> str:
    """Give what stands under a heading or between its markers, empty if there is none."""
    return _parted(heading, page)[1].strip()


def write(heading: str, section: str, page: Path = PAGE) -> None:
    """Put a section in place of the one under a heading, or at the end of the page.

    Where the page has the markers of this heading, the section stands between them, and what is
    around it stays.
    """
    before, _, after = _parted(heading, page)
    begin = _markers(heading)[0]
    if begin in before:
        parts = [before.rstrip(), section.strip(), after.strip()]
    else:
        parts = [before.rstrip(), f"## {heading}\n\n{section.strip()}", after.strip()]
    page.write_text("\n\n".join(part for part in parts if part) + "\n", "utf-8")


def _markers(heading: str) -> tuple[str, str]:
    name = heading.lower()
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def _parted(heading: str, page: Path) -> tuple[str, str, str]:
    text = page.read_text("utf-8")
    begin, end = _markers(heading)
    if begin in text and end in text:
        before, _, rest = text.partition(begin)
        section, _, after = rest.partition(end)
        return before + begin, section, end + after
    before, _, after = text.partition(f"\n## {heading}\n")
    section, mark, rest = after.partition("\n## ")
    return before, section, mark.strip("\n") + rest
