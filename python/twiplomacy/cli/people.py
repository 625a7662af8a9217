"""``twiplomacy dehydrate`` and ``twiplomacy pseudonymise``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..errors import InputError
from ..files import write_table
from ..frames import to_arrow
from .shared import Commands, add_command, archive_arguments, read_corpus, say

KEY = "TWIPLOMACY_KEY"

_DEHYDRATE = """\
examples:
  twiplomacy dehydrate 'archive/*.jsonl.gz' --out ids.txt.gz
  twiplomacy dehydrate tweets.jsonl --roster officials.csv --of official --out ids.txt
  twiplomacy dehydrate tweets.jsonl --columns created_at,lang --out ids.csv

Ids of posts may be shared under most terms of use; read those of your platform. Others
get the posts back with a tool that has access to the platform, but for those deleted since.
"""

_PSEUDONYMISE = f"""\
The key is never given on the command line, where others on the machine could see it.
Make one for each project, keep it apart from the data, and tell nobody:
  (umask 077; python -c 'import secrets; print(secrets.token_hex(32))' > ../project.key)

examples:
  twiplomacy pseudonymise tweets.jsonl --key-file ../project.key --out hidden.parquet
  {KEY}=... twiplomacy pseudonymise tweets.jsonl --roster officials.csv \\
      --keep officials --out hidden

Pseudonymous data are personal data still: what somebody wrote can be searched for.
"""


def add_commands(commands: Commands) -> None:
    """Add both commands."""
    dehydrate = add_command(
        commands,
        "dehydrate",
        _dehydrate,
        help="the ids of posts alone, to share",
        description="Write the ids of all posts, sorted, each once, one a line.",
        epilog=_DEHYDRATE,
    )
    archive_arguments(dehydrate)
    _out(dehydrate, ".txt, .txt.gz, .csv, .csv.gz or .parquet")
    dehydrate.add_argument(
        "--columns", default="", metavar="NAMES", help="for tables: further columns, by commas"
    )
    dehydrate.add_argument(
        "--of", metavar="WHOM", help="only posts by: official, roster, or accounts, by commas"
    )
    pseudonymise = add_command(
        commands,
        "pseudonymise",
        _pseudonymise,
        help="the posts under pseudonyms that only a key ties to people",
        description="Replace ids, handles, links to profiles and addresses by pseudonyms, in all\n"
        "columns and within texts, and write a corpus on disk (a folder, with the roster), or\n"
        "the posts alone as a table (.parquet). Both can be read again.",
        epilog=_PSEUDONYMISE,
    )
    archive_arguments(pseudonymise)
    _out(pseudonymise, ".parquet; or a new folder", "PATH")
    pseudonymise.add_argument(
        "--key-file", type=Path, metavar="FILE", help="a file with the key on its only line"
    )
    pseudonymise.add_argument(
        "--key-env",
        metavar="NAME",
        default=KEY,
        help="the environment variable with the key, where there is no file (default: %(default)s)",
    )
    pseudonymise.add_argument(
        "--keep", metavar="WHOM", help="who keeps their name: officials, roster, or accounts"
    )
    pseudonymise.add_argument(
        "--roster-columns",
        default="",
        metavar="NAMES",
        help="further columns of the roster that stay beside pseudonyms, by commas, such as party",
    )
    pseudonymise.add_argument(
        "--post-ids",
        choices=("hash", "keep"),
        default="hash",
        help="whether ids of posts are replaced, too (default: hash)",
    )


def _out(parser: argparse.ArgumentParser, kinds: str, what: str = "FILE") -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar=what, help=f"file to write: {kinds}"
    )


def _dehydrate(options: argparse.Namespace) -> int:
    columns = [name for name in options.columns.split(",") if name]
    count = read_corpus(options).dehydrate(options.out, columns=columns, of=_whom(options.of))
    say(options, {"file": options.out, "ids": count}, f"{count:,} ids: {options.out}")
    return 0


def _pseudonymise(options: argparse.Namespace) -> int:
    if options.out.suffix not in ("", ".parquet"):
        name = options.out.name
        raise InputError(f"--out: {name!r}; wanted a name that ends in .parquet, or a folder")
    key = _key(options)
    corpus = read_corpus(options)
    columns = [name for name in options.roster_columns.split(",") if name]
    hidden = corpus.pseudonymise(
        key, _whom(options.keep), post_ids=options.post_ids, columns=columns
    )
    if options.out.suffix:
        write_table(to_arrow(hidden.posts, "posts"), options.out)
    else:
        hidden.to_parquet(options.out)
    result = {"out": options.out, "posts": len(hidden)}
    say(options, result, f"{len(hidden):,} posts: {options.out}")
    return 0


def _whom(names: str | None) -> str | list[str] | None:
    if names is None or names in ("official", "officials", "roster"):
        return names
    return [name for name in names.split(",") if name]


def _key(options: argparse.Namespace) -> str:
    if options.key_file is None:
        key = os.environ.get(options.key_env, "")
        if not key:
            raise InputError(
                f"key: no --key-file, and {options.key_env} is not set; see pseudonymise --help"
            )
        return key
    try:
        key = options.key_file.read_text("utf-8").strip()
        open_to_others = os.name == "posix" and options.key_file.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        # A message of the decoder would show bytes of the key.
        why = error.strerror if isinstance(error, OSError) else "is not text"
        raise InputError(f"--key-file: {str(options.key_file)!r}: {why}") from None
    if open_to_others:
        print(f"twiplomacy: others can read {options.key_file}; wanted chmod 600", file=sys.stderr)
    return str(key)
