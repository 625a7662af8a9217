"""What commands have in common: archives, rosters, results as text or as JSON."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..corpus import Corpus
from ..errors import InputError

paragraphs = argparse.RawDescriptionHelpFormatter

Commands = Any
"""What argparse calls the collection of commands; its type is private."""


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], **words: str
) -> argparse.ArgumentParser:
    """Add a command with the options that all have."""
    parser: argparse.ArgumentParser = commands.add_parser(name, formatter_class=paragraphs, **words)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="give the result as JSON, for programs")
    parser.add_argument(
        "--threads",
        type=_threads,
        metavar="N",
        help="how many processors to use (default: RAYON_NUM_THREADS, else all)",
    )
    return parser


def _threads(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: wanted a number from 1 on")
    return number


def archive_arguments(parser: argparse.ArgumentParser, roster: bool = True) -> None:
    """Add what says which archive is read, and how."""
    parser.add_argument(
        "archive",
        nargs="*",
        metavar="ARCHIVE",
        help="files or globs: JSON lines, CSV, Parquet; plain, .gz or .zst",
    )
    if roster:
        parser.add_argument(
            "--roster", type=Path, metavar="FILE", help="table of officials with a column account"
        )
    parser.add_argument("--format", default="auto", help="format of all files (default: auto)")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="CANONICAL=YOURS",
        help="for tables: which of your columns is which; may be repeated",
    )


def columns_of(options: argparse.Namespace) -> dict[str, str] | None:
    """Return which column is which, as ``--column`` says."""
    columns = {}
    for pair in options.column:
        canonical, separator, own = pair.partition("=")
        if not separator or not canonical or not own:
            raise InputError(f"--column: {pair!r}; wanted CANONICAL=YOURS such as post_id=tweetid")
        columns[canonical] = own
    return columns or None


def read_corpus(options: argparse.Namespace) -> Corpus:
    """Read the archive that the options name."""
    from ..reading import read

    if not options.archive:
        raise InputError("ARCHIVE: none given; wanted one or more files, or study --demo")
    return read(
        options.archive,
        format=options.format,
        roster=getattr(options, "roster", None),
        columns=columns_of(options),
    )


def say(options: argparse.Namespace, result: Any, *lines: str) -> None:
    """Print a result: as JSON if asked, else these lines."""
    if options.json:
        print(json.dumps(_plain(result), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in lines:
            print(line)
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    """Return what JSON can hold: a number that is none is null."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
