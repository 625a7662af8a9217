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
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: wanted a number from 1 on")
    return int(text)


def archive_arguments(parser: argparse.ArgumentParser, roster: bool = True) -> None:
    """Add what says which archive is read, and how."""
    parser.add_argument(
        "archive",
        nargs="*",
        metavar="ARCHIVE",
        help="files or globs: JSON lines, CSV, Parquet; plain, .gz or .zst; or one folder that "
        "convert made",
    )
    if roster:
        parser.add_argument(
            "--roster", type=Path, metavar="FILE", help="table of officials with a column account"
        )
    table_arguments(parser)


def table_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says how files are read."""
    parser.add_argument("--format", default="auto", help="format of all files (default: auto)")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="CANONICAL=YOURS",
        help="for tables: which of your columns is which; may be repeated",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="WHAT",
        help="what is not read: text, or profiles (names, self-descriptions, places); "
        "may be repeated",
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


def is_corpus(options: argparse.Namespace) -> bool:
    """Whether the archive is a folder that ``convert`` made, or was to make."""
    folders = [path for path in options.archive if Path(path).expanduser().is_dir()]
    made = [path for path in folders if (Path(path).expanduser() / "corpus.json").exists()]
    if made and len(options.archive) > 1:
        raise InputError(f"ARCHIVE: {made[0]!r} is a corpus on disk; wanted it alone, or files")
    return bool(made)


def read_corpus(options: argparse.Namespace) -> Corpus:
    """Read the archive that the options name, or open the corpus."""
    from ..reading import read

    if not options.archive:
        raise InputError("ARCHIVE: none given; wanted one or more files, or study --demo")
    columns, roster = columns_of(options), getattr(options, "roster", None)
    if not is_corpus(options):
        return read(
            options.archive,
            format=options.format,
            roster=roster,
            columns=columns,
            without=options.without,
        )
    if columns or options.without or options.format != "auto":
        raise InputError("--column, --without, --format: for archives; this is a corpus on disk")
    from ..disk import open as open_corpus

    corpus = open_corpus(options.archive[0])
    return corpus if roster is None else corpus.attach(roster=roster)


def input_files(options: argparse.Namespace) -> list[Path]:
    """Return the files behind a result, for its manifest."""
    from ..reading import _expand

    if is_corpus(options):
        files = [Path(options.archive[0]).expanduser() / "corpus.json"]
    else:
        files = _expand(options.archive)
    return [*files, *([options.roster] if options.roster else [])]


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
