"""The command line: ``twiplomacy study`` and ``twiplomacy coverage``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .corpus import Corpus
from .errors import InputError, TwiplomacyError
from .frames import to_arrow


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 2 with a message if it cannot be done.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit status.

    Examples
    --------
    >>> main(["coverage", "no-such-file.jsonl"])
    2
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TwiplomacyError as error:
        print(f"twiplomacy: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever reads has seen enough, as head does; Python must not complain when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("twiplomacy: interrupted; what was there before is untouched", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="twiplomacy",
        description="The instrument for the study of digital diplomacy.",
    )
    parser.add_argument("--version", action="version", version=f"twiplomacy {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    study = commands.add_parser(
        "study",
        help="from an archive and a roster to a report",
        description="Read an archive and write a report with its tables and figures.",
    )
    _archive_arguments(study)
    study.add_argument("--demo", action="store_true", help="study the bundled senators")
    study.add_argument(
        "--out",
        type=Path,
        default=Path("study"),
        metavar="DIR",
        help="folder to write to (default: %(default)s)",
    )
    study.add_argument("--seed", type=int, default=0, help="seed of all draws (default: 0)")
    study.add_argument("--title", help="title of the report")
    study.add_argument(
        "--at",
        metavar="DATE",
        help="a date, such as 2015-07-14, to compare before and after",
    )
    study.add_argument(
        "--names",
        action="store_true",
        help="show accounts off the roster by name; they may be private people",
    )
    study.set_defaults(run=_study)
    coverage = commands.add_parser(
        "coverage",
        help="what an archive holds, lacks, and what could not be read",
        description="Read an archive and print its coverage table.",
    )
    _archive_arguments(coverage)
    coverage.set_defaults(run=_coverage)
    return parser


def _archive_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "archive",
        nargs="*",
        metavar="ARCHIVE",
        help="files or globs: JSON lines, CSV, Parquet; plain, .gz or .zst",
    )
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


def _read(options: argparse.Namespace) -> Corpus:
    from .reading import read

    if not options.archive:
        raise InputError("ARCHIVE: none given; wanted one or more files, or study --demo")
    columns = {}
    for pair in options.column:
        canonical, separator, own = pair.partition("=")
        if not separator or not canonical or not own:
            raise InputError(f"--column: {pair!r}; wanted CANONICAL=YOURS such as post_id=tweetid")
        columns[canonical] = own
    return read(
        options.archive, format=options.format, roster=options.roster, columns=columns or None
    )


def _study(options: argparse.Namespace) -> int:
    from . import datasets
    from .reading import _expand
    from .report import study

    inputs: list[Path] = []
    if options.demo:
        if options.archive or options.roster or options.column:
            raise InputError("--demo: takes no ARCHIVE, --roster or --column; it has its own")
        corpus = datasets.senators()
        title = options.title or "US senators on Twitter, 2012–2015"
    else:
        corpus = _read(options)
        inputs = [*_expand(options.archive), *([options.roster] if options.roster else [])]
        title = options.title or "A first study"
    report = study(
        corpus,
        options.out,
        seed=options.seed,
        names=options.names,
        inputs=inputs,
        title=title,
        at=options.at,
    )
    print(f"report: {report.resolve()}")
    return 0


def _coverage(options: argparse.Namespace) -> int:
    table = to_arrow(_read(options).coverage(), "coverage")
    for row in table.to_pylist():
        print(f"{row['measure']:22} {row['text']}")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
