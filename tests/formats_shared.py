"""What the tests of formats share: a fixture as rows, and whether all its lines are accounted."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from archives import rows_of

import twiplomacy as tw

FORMATS = Path(__file__).parent / "formats"
# What a line may be without holding a post.
RECORDS = (
    "error_objects", "compliance_records", "stream_notices", "empty_pages", "account_records",
    "like_records", "other_records", "unavailable", "reposts_without_id",
)  # fmt: skip


def table(corpus: tw.Corpus) -> dict[str, dict[str, Any]]:
    """The posts by id."""
    return {row["post_id"]: row for row in rows_of(corpus.posts)}


def measures(corpus: tw.Corpus) -> dict[str, float]:
    found = corpus.coverage()
    return dict(zip(found["measure"], found["value"], strict=True))


def accounted(corpus: tw.Corpus) -> dict[str, float]:
    """The coverage; every line is posts, a known record or a reject."""
    found = measures(corpus)
    lines = found["post_lines"] + found["record_lines"] + found["rejected_lines"]
    assert found["lines"] == lines
    assert sum(found[name] for name in RECORDS) >= found["record_lines"]
    return found


def read_packed(tmp_path: Path, path: Path) -> tw.Corpus:
    """The same file compressed and under a name that says nothing."""
    packed = tmp_path / "archive"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return tw.read(packed)
