"""Run one comparison and write its table into its page, docs/benchmarks.md for most."""

from __future__ import annotations

import argparse

from . import (
    cascades,
    coordination,
    dictionary,
    edits,
    growth,
    hierarchy,
    language,
    mrqap,
    network,
    page,
    readability,
    reading,
    resume,
    sentiment,
    terms,
    truth,
    variants,
)

# Each has `add_options(parser)`, and `run(options, before)` that gives the section of the page,
# again and again as it grows; `before` is the section as it stood. A module may have a `PAGE`.
RUNS = {
    "reading": reading,
    "resume": resume,
    "network": network,
    "growth": growth,
    "hierarchy": hierarchy,
    "coordination": coordination,
    "cascades": cascades,
    "dictionary": dictionary,
    "truth": truth,
    "variants": variants,
    "edits": edits,
    "readability": readability,
    "sentiment": sentiment,
    "language": language,
    "terms": terms,
    "mrqap": mrqap,
}


def main() -> None:
    """Run the comparison that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    runs = parser.add_subparsers(dest="name", required=True)
    for name, module in RUNS.items():
        words = (module.__doc__ or "").splitlines()[0]
        run = runs.add_parser(name, help=words, description=words)
        run.add_argument("--no-page", action="store_true", help="print, and leave the page alone")
        module.add_options(run)
    options = parser.parse_args()
    heading = options.name.capitalize()
    where = getattr(RUNS[options.name], "PAGE", page.PAGE)
    section = ""
    for section in RUNS[options.name].run(options, page.read(heading, where)):
        if not options.no_page:
            page.write(heading, section, where)
    print(section)


if __name__ == "__main__":
    main()
