"""``twiplomacy study``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import InputError
from .shared import Commands, add_command, archive_arguments, input_files, read_corpus, say

_AFTER = """\
examples:
  twiplomacy study --demo
  twiplomacy study 'archive/*.jsonl.gz' --roster officials.csv --out study
  twiplomacy study tweets.jsonl --roster officials.csv --at 2015-07-14 --seed 1

The report is DIR/report.html: one file that opens without a network. Beside it are
its tables (Parquet and CSV), its figures (SVG and PNG), and manifest.json.
"""


def add_commands(commands: Commands) -> None:
    """Add the command."""
    study = add_command(
        commands,
        "study",
        _study,
        help="from an archive and a roster to a report",
        description="Read an archive and write a report with its tables and figures.",
        epilog=_AFTER,
    )
    archive_arguments(study)
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
    study.add_argument(
        "--k",
        type=int,
        default=5,
        help="the fewest private people of a group that is shown by itself (default: 5)",
    )


def _study(options: argparse.Namespace) -> int:
    from .. import datasets
    from ..report import study

    inputs: list[Path] = []
    if options.demo:
        if options.archive or options.roster or options.column:
            raise InputError("--demo: takes no ARCHIVE, --roster or --column; it has its own")
        corpus = datasets.senators()
        title = options.title or "US senators on Twitter, 2012–2015"
    else:
        corpus = read_corpus(options)
        inputs = input_files(options)
        title = options.title or "A first study"
    report = study(
        corpus,
        options.out,
        seed=options.seed,
        names=options.names,
        inputs=inputs,
        title=title,
        at=options.at,
        k=options.k,
    ).resolve()
    result = {
        "report": report,
        "manifest": report.with_name("manifest.json"),
        "posts": len(corpus),
    }
    say(options, result, f"report: {report}")
    return 0
