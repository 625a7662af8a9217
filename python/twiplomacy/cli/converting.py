"""``twiplomacy convert``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import InputError
from .shared import Commands, add_command, columns_of, say, table_arguments

_AFTER = """\
examples:
  twiplomacy convert 'archive/*.jsonl.gz' corpus
  twiplomacy convert 'archive/*.jsonl.zst' corpus --memory 8GB --without text
  twiplomacy study corpus --roster officials.csv

A run that was stopped goes on where it was when the same command is given again. The folder
can be given to every other command in place of an archive, and opens at once.
"""


def add_commands(commands: Commands) -> None:
    """Add the command."""
    convert = add_command(
        commands,
        "convert",
        _convert,
        help="archives of any size to a corpus on disk, which opens at once",
        description="Read archives piece by piece, in the memory that is given, and make a folder\n"
        "of them: a corpus on disk.",
        epilog=_AFTER,
    )
    convert.add_argument(
        "archive",
        nargs="+",
        metavar="ARCHIVE",
        help="files or globs: JSON lines, CSV, Parquet; plain, .gz or .zst",
    )
    convert.add_argument("corpus", type=Path, metavar="CORPUS", help="the folder to make")
    convert.add_argument(
        "--memory",
        default="2GB",
        metavar="SIZE",
        help="memory to use, such as 500MB (default: %(default)s)",
    )
    convert.add_argument(
        "--restart", action="store_true", help="begin anew, and replace a corpus that is there"
    )
    table_arguments(convert)


def _convert(options: argparse.Namespace) -> int:
    from ..disk import convert

    if options.corpus.is_file():
        raise InputError(f"CORPUS: {str(options.corpus)!r} is a file; wanted a folder to make")
    corpus = convert(
        options.archive,
        options.corpus,
        format=options.format,
        memory=options.memory,
        columns=columns_of(options),
        without=options.without,
        restart=options.restart,
    )
    rejects = corpus._core.rejects().num_rows
    result = {"corpus": options.corpus, "posts": len(corpus), "rejects": rejects}
    say(options, result, f"{len(corpus):,} posts, {rejects:,} rejects: {options.corpus}")
    return 0
