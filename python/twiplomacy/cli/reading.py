"""``twiplomacy read`` and ``twiplomacy coverage``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..corpus import Corpus
from ..errors import InputError, TwiplomacyError
from ..frames import to_arrow
from .shared import (
    Commands,
    add_command,
    archive_arguments,
    columns_of,
    is_corpus,
    read_corpus,
    say,
)

_READ = """\
examples:
  twiplomacy read tweets.jsonl
  twiplomacy read 'archive/*.jsonl.gz' --rejects rejects.csv
  twiplomacy read posts.csv --column post_id=tweetid --column author=user
"""

_COVERAGE = """\
examples:
  twiplomacy coverage tweets.jsonl --roster officials.csv
  twiplomacy coverage 'archive/*.jsonl.gz' --json > coverage.json
"""

_COUNTS = ("lines", "posts", "rejects")


def add_commands(commands: Commands) -> None:
    """Add both commands."""
    read = add_command(
        commands,
        "read",
        _read,
        help="what is in these files: format, lines, posts, and what could not be read",
        description="Try to read files, and say for each which format it holds, how many lines\n"
        "and posts there are, and how many lines or parts could not be used. Several\n"
        "files are read one by one and then together: the last row counts each post once.\n"
        "A file that cannot be read at all is named, and the others are read; the exit\n"
        "status is 2 then.",
        epilog=_READ,
    )
    archive_arguments(read, roster=False)
    read.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE.csv",
        help="write what could not be used: file, line, reason (.csv, .csv.gz or .parquet)",
    )
    coverage = add_command(
        commands,
        "coverage",
        _coverage,
        help="what an archive holds, lacks, and what could not be read",
        description="Read an archive and print its coverage table: posts by kind, what they refer\n"
        "to and is not there, what was rejected, the first and the last day.",
        epilog=_COVERAGE,
    )
    archive_arguments(coverage)


def _read(options: argparse.Namespace) -> int:
    from ..files import write_table

    if not options.archive:
        raise InputError("ARCHIVE: none given; wanted one or more files")
    corpus, faults = _what_can_be_read(options)
    rows = [{"file": options.archive[0], "format": "corpus", **_counts(corpus)}]
    if not is_corpus(options):
        rows = _each(options, corpus)
    total = {"files": len(rows), **_counts(corpus)}
    if options.rejects is not None:
        write_table(to_arrow(corpus.rejects, "rejects"), options.rejects)
    width = max(len(row["file"]) for row in rows)
    kind = max(8, *(len(row["format"]) for row in rows))
    lines = [f"{'file':{width}}  {'format':{kind}} " + "".join(f"{name:>12}" for name in _COUNTS)]
    together = {"file": "together", "format": "", **total}
    for row in [*rows, *([together] if len(rows) > 1 else [])]:
        numbers = "".join(f"{row[name]:>12,}" for name in _COUNTS)
        lines.append(f"{row['file']:{width}}  {row['format']:{kind}} {numbers}")
    result = {"files": rows, "together": total}
    say(options, result | ({"unreadable": faults} if faults else {}), *lines)
    for fault in faults:
        print(f"twiplomacy: {fault['reason']}", file=sys.stderr)
    return 2 if faults else 0


def _what_can_be_read(options: argparse.Namespace) -> tuple[Corpus, list[dict[str, str]]]:
    """Read all files, or those that can be read; the others, and why not."""
    from ..reading import _expand

    try:
        return read_corpus(options), []
    except TwiplomacyError:
        if is_corpus(options):
            raise
        files, sound, faults = _expand(options.archive), [], []
        for file in files:
            try:
                _alone(options, file)
                sound.append(str(file))
            except TwiplomacyError as error:
                faults.append({"file": str(file), "reason": str(error)})
        if not sound or not faults:
            raise
    options.archive = sound
    return read_corpus(options), faults


def _alone(options: argparse.Namespace, file: Path) -> Corpus:
    """Read one of several files; columns are named for tables only."""
    from ..reading import _format_of, read

    columns = columns_of(options)
    is_table = _format_of(file, options.format, columns) in {"csv", "parquet"}
    named = columns if is_table else None
    return read(file, format=options.format, columns=named, without=options.without)


def _each(options: argparse.Namespace, corpus: Corpus) -> list[dict[str, Any]]:
    """Count what is in each file by itself."""
    from ..reading import _expand, _format_of

    columns, files, rows = columns_of(options), _expand(options.archive), []
    for file in files:
        kind = _format_of(file, options.format, columns)
        alone = _alone(options, file) if len(files) > 1 else corpus
        rows.append({"file": str(file), "format": kind, **_counts(alone)})
    return rows


def _counts(corpus: Corpus) -> dict[str, int]:
    table = corpus._coverage()
    pairs = zip(table["measure"].to_pylist(), table["value"].to_pylist(), strict=True)
    lines = next(value for name, value in pairs if name == "lines")
    rejects = corpus._core.rejects().num_rows
    return {"lines": int(lines), "posts": len(corpus), "rejects": rejects}


def _coverage(options: argparse.Namespace) -> int:
    rows = to_arrow(read_corpus(options).coverage(), "coverage").to_pylist()
    table = {row["measure"]: {"value": row["value"], "text": row["text"]} for row in rows}
    say(options, table, *(f"{row['measure']:22} {row['text']}" for row in rows))
    return 0
