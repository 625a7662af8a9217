"""The command line: one file a group of commands.

| module | what it does |
|---|---|
| ``shared`` | what commands have in common: archives, rosters, results as text or JSON |
| ``reading`` | ``read``, ``coverage`` |
| ``converting`` | ``convert`` |
| ``studying`` | ``study`` |
| ``people`` | ``dehydrate``, ``pseudonymise`` |

Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .. import __version__
from ..errors import CoverageWarning, TwiplomacyError
from . import converting, people, reading, studying
from .shared import paragraphs

_AFTER = """\
examples:
  twiplomacy read tweets/*.jsonl.gz
  twiplomacy coverage tweets/*.jsonl.gz --roster officials.csv
  twiplomacy study tweets/*.jsonl.gz --roster officials.csv --out study
  twiplomacy convert tweets/*.jsonl.gz corpus --memory 4GB
  twiplomacy study corpus --roster officials.csv
  twiplomacy COMMAND --help

exit status:
  0    done
  1    a defect of twiplomacy; please report what it printed
  2    cannot be done as asked; the message says why, and what to do
  130  interrupted (Ctrl-C)

Results go to the standard output; messages and progress to the standard error.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 2 with a message if it cannot be done.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit status: 0 done, 2 cannot be done as asked, 130 interrupted. A defect of the
        package raises, which is 1 for the process.

    Examples
    --------
    >>> main(["coverage", "no-such-file.jsonl"])
    2
    """
    options = _parser().parse_args(arguments)
    try:
        with _spoken_warnings():
            _use_threads(options.threads)
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
        description="The instrument for the study of digital diplomacy: where a message goes, "
        "what it elicits, how it changes.",
        epilog=_AFTER,
        formatter_class=paragraphs,
    )
    parser.add_argument("--version", action="version", version=f"twiplomacy {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in (reading, converting, studying, people):
        module.add_commands(commands)
    return parser


def _use_threads(threads: int | None) -> None:
    """Set the number of threads, before any is started."""
    if threads is None:
        return
    import pyarrow as pa

    os.environ["RAYON_NUM_THREADS"] = str(threads)
    pa.set_cpu_count(threads)


@contextmanager
def _spoken_warnings() -> Iterator[None]:
    """Say what the archive lacks in a sentence, without a line of source code."""

    def show(message: Any, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, CoverageWarning):
            print(f"twiplomacy: {message}", file=sys.stderr)
        else:
            before(message, category, *place, **more)

    with warnings.catch_warnings():
        before = warnings.showwarning
        warnings.showwarning = show
        yield
