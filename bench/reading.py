"""Reading archives of posts: twiplomacy beside DuckDB, polars, pyarrow and orjson."""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

ROUNDS = 5
EPOCH = 1_500_000_000_000_000_000

# What the peers are asked for, in each form of post: the fields that we keep. A list of one is a
# list, a dict is an object; "s" is text, "i" a whole number, "b" a yes or no.
_V2_PROFILE = {"followers_count": "i", "following_count": "i", "tweet_count": "i"}
_V2_USER = {
    **dict.fromkeys(("id", "username", "name", "description", "location", "created_at"), "s"),
    "verified": "b",
    "public_metrics": _V2_PROFILE,
}
_V2 = {
    **dict.fromkeys(("id", "conversation_id", "author_id", "created_at", "text", "lang"), "s"),
    "in_reply_to_user_id": "s",
    "public_metrics": dict.fromkeys(
        ("retweet_count", "reply_count", "like_count", "quote_count", "impression_count"), "i"
    ),
    "entities": {
        "mentions": [{"username": "s", "id": "s"}],
        "hashtags": [{"tag": "s"}],
        "urls": [{"url": "s", "expanded_url": "s", "unwound_url": "s"}],
    },
    "referenced_tweets": [{"type": "s", "id": "s"}],
    "edit_history_tweet_ids": ["s"],
    "author": _V2_USER,
}
_V1_USER = {
    **dict.fromkeys(("id_str", "screen_name", "name", "description", "location"), "s"),
    "created_at": "s",
    **dict.fromkeys(("followers_count", "friends_count", "statuses_count"), "i"),
    "verified": "b",
}
_V1_STATUS = {
    **dict.fromkeys(
        ("id_str", "created_at", "full_text", "lang", "in_reply_to_status_id_str"), "s"
    ),
    "in_reply_to_user_id_str": "s",
    "in_reply_to_screen_name": "s",
    "user": _V1_USER,
    "entities": {
        "hashtags": [{"text": "s"}],
        "user_mentions": [{"screen_name": "s", "id_str": "s"}],
        "urls": [{"url": "s", "expanded_url": "s"}],
    },
    "retweet_count": "i",
    "favorite_count": "i",
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "v2": _V2,
    "v1.1": {**_V1_STATUS, "retweeted_status": _V1_STATUS},
}


def _words(chance: random.Random) -> str:
    words = ["peace", "talks", "embassy", "statement", "дипломатія", "سلام", "accord", "region"]
    return " ".join(chance.choices(words, k=20))


def _author(chance: random.Random) -> int:
    return int(chance.paretovariate(1.2)) % 50_000


def _v2_post(number: int, chance: random.Random) -> dict[str, Any]:
    author = _author(chance)
    link = f"https://nordalia.example/{chance.randrange(9999)}"
    post = {
        "id": str(EPOCH + number),
        "conversation_id": str(EPOCH + number),
        "author_id": str(10**9 + author),
        "created_at": f"2022-06-{1 + number % 28:02}T{number % 24:02}:00:00.000Z",
        "text": _words(chance),
        "lang": "en",
        "source": "Twitter Web App",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "edit_history_tweet_ids": [str(EPOCH + number)],
        "edit_controls": {"edits_remaining": 5, "is_edit_eligible": True},
        "public_metrics": {
            "retweet_count": chance.randrange(500),
            "reply_count": chance.randrange(50),
            "like_count": chance.randrange(5000),
            "quote_count": chance.randrange(20),
            "impression_count": 0,
        },
        "entities": {
            "mentions": [{"start": 0, "end": 9, "username": "un", "id": "14159148"}],
            "hashtags": [{"start": 3, "end": 9, "tag": f"tag{chance.randrange(900)}"}],
            "urls": [
                {
                    "start": 80,
                    "end": 103,
                    "url": "https://t.co/abcdefghij",
                    "expanded_url": link,
                    "display_url": "nordalia.example/…",
                    "status": 200,
                    "title": "Statement on the talks",
                    "description": "The ministry has issued a statement on the talks.",
                    "unwound_url": link,
                }
            ],
        },
        "context_annotations": [
            {
                "domain": {"id": "46", "name": "Business", "description": "Brands by category"},
                "entity": {"id": "1557696848252391426", "name": "Government"},
            }
        ]
        * 2,
        "author": {
            "id": str(10**9 + author),
            "username": f"user_{author}",
            "name": f"Embassy of {author}",
            "description": "Official account. Reposts are not endorsements.",
            "created_at": "2011-03-04T10:00:00.000Z",
            "location": "Geneva",
            "verified": False,
            "protected": False,
            "public_metrics": {
                "followers_count": author * 3,
                "following_count": 120,
                "tweet_count": 9000,
                "listed_count": 12,
            },
        },
    }
    if number and chance.random() < 0.5:
        earlier = EPOCH + chance.randrange(number)
        post["referenced_tweets"] = [{"type": "retweeted", "id": str(earlier)}]
    return post


def _v1_user(author: int) -> dict[str, Any]:
    return {
        "id": 10**9 + author,
        "id_str": str(10**9 + author),
        "name": f"Embassy of {author}",
        "screen_name": f"user_{author}",
        "location": "Geneva",
        "description": "Official account. Reposts are not endorsements.",
        "url": None,
        "entities": {"description": {"urls": []}},
        "protected": False,
        "followers_count": author * 3,
        "friends_count": 120,
        "listed_count": 12,
        "created_at": "Fri Mar 04 10:00:00 +0000 2011",
        "favourites_count": 200,
        "utc_offset": None,
        "time_zone": None,
        "geo_enabled": True,
        "verified": False,
        "statuses_count": 9000,
        "lang": None,
        "contributors_enabled": False,
        "profile_background_color": "C0DEED",
        "profile_background_image_url": "http://pictures.example/themes/theme1/bg.png",
        "profile_background_image_url_https": "https://pictures.example/themes/theme1/bg.png",
        "profile_image_url": "http://pictures.example/profile_images/1/a_normal.jpg",
        "profile_image_url_https": "https://pictures.example/profile_images/1/a_normal.jpg",
        "profile_link_color": "1DA1F2",
        "default_profile": True,
        "following": None,
        "follow_request_sent": None,
        "notifications": None,
    }


def _v1_post(number: int, chance: random.Random, nested: bool = False) -> dict[str, Any]:
    day = time.strftime("%a %b %d %H:%M:%S +0000 %Y", time.gmtime(1_654_041_600 + 7 * number))
    status = {
        "created_at": day,
        "id": EPOCH + number,
        "id_str": str(EPOCH + number),
        "full_text": _words(chance),
        "truncated": False,
        "display_text_range": [0, 140],
        "source": '<a href="https://mobile.example" rel="nofollow">Mobile</a>',
        "in_reply_to_status_id": None,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": _v1_user(_author(chance)),
        "geo": None,
        "coordinates": None,
        "place": None,
        "contributors": None,
        "is_quote_status": False,
        "retweet_count": chance.randrange(500),
        "favorite_count": chance.randrange(5000),
        "entities": {
            "hashtags": [{"text": f"tag{chance.randrange(900)}", "indices": [3, 9]}],
            "symbols": [],
            "user_mentions": [
                {
                    "screen_name": "un",
                    "name": "United Nations",
                    "id": 14159148,
                    "id_str": "14159148",
                    "indices": [0, 9],
                }
            ],
            "urls": [
                {
                    "url": "https://t.co/abcdefghij",
                    "expanded_url": f"https://nordalia.example/{chance.randrange(9999)}",
                    "display_url": "nordalia.example/…",
                    "indices": [80, 103],
                }
            ],
        },
        "favorited": False,
        "retweeted": False,
        "possibly_sensitive": False,
        "lang": "en",
    }
    if number and not nested and chance.random() < 0.5:
        status["retweeted_status"] = _v1_post(chance.randrange(number), chance, nested=True)
    return status


POSTS = {"v2": _v2_post, "v1.1": _v1_post}


def write_posts(path: Path, posts: int, form: str = "v2") -> None:
    """Write invented posts, one a line; the same ones each time."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as out:
        for number in range(posts):
            post = POSTS[form](number, chance)
            out.write(json.dumps(post, ensure_ascii=False, separators=(",", ":")) + "\n")


Count = Callable[[], int]
Reader = Callable[[Path, str], Count]
"""Reads a file of one form; gives what counts the posts that stand on lines of their own."""


def _ours(path: Path, _: str) -> Count:
    import twiplomacy as tw

    corpus = tw.read(path, progress=False)

    def count() -> int:
        value = corpus.coverage().set_index("measure")["value"]
        return int(value["posts"] - value["nested_posts"])

    return count


def _duckdb(path: Path, form: str) -> Count:
    import duckdb

    def kind(field: Any) -> str:
        if isinstance(field, dict):
            inner = ", ".join(f'"{name}" {kind(value)}' for name, value in field.items())
            return f"STRUCT({inner})"
        if isinstance(field, list):
            return kind(field[0]) + "[]"
        return {"s": "VARCHAR", "i": "BIGINT", "b": "BOOLEAN"}[field]

    columns = ", ".join(f"'{name}': '{kind(field)}'" for name, field in SCHEMAS[form].items())
    connection = duckdb.connect()
    connection.execute(
        f"create table posts as select * from read_json('{path}', "
        f"format='newline_delimited', columns={{{columns}}})"
    )
    return lambda: int(connection.execute("select count(*) from posts").fetchall()[0][0])


def _polars(path: Path, form: str) -> Count:
    import polars as pl

    def kind(field: Any) -> Any:
        if isinstance(field, dict):
            return pl.Struct({name: kind(value) for name, value in field.items()})
        if isinstance(field, list):
            return pl.List(kind(field[0]))
        return {"s": pl.String, "i": pl.Int64, "b": pl.Boolean}[field]

    schema = {name: kind(field) for name, field in SCHEMAS[form].items()}
    frame = pl.scan_ndjson(path, schema=schema).collect()
    return lambda: int(frame.height)


def _pyarrow(path: Path, form: str) -> Count:
    import pyarrow as pa
    import pyarrow.json

    def kind(field: Any) -> pa.DataType:
        if isinstance(field, dict):
            return pa.struct([(name, kind(value)) for name, value in field.items()])
        if isinstance(field, list):
            return pa.list_(kind(field[0]))
        return {"s": pa.string(), "i": pa.int64(), "b": pa.bool_()}[field]

    schema = pa.schema([(name, kind(field)) for name, field in SCHEMAS[form].items()])
    table = pyarrow.json.read_json(
        path,
        read_options=pyarrow.json.ReadOptions(block_size=4 << 20),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=schema, unexpected_field_behavior="ignore"
        ),
    )
    return lambda: int(table.num_rows)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if path.suffix == ".zst":
        import io

        import zstandard

        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(path.open("rb")))
    return path.open("rb")


def _orjson(path: Path, _: str) -> Count:
    import orjson

    with _opened(path) as lines:
        posts = [orjson.loads(line) for line in lines]
    return lambda: len(posts)


READERS: dict[str, tuple[Reader, str, str]] = {
    "twiplomacy": (_ours, "twiplomacy", "a corpus: posts, accounts, references, all numbered"),
    "duckdb": (_duckdb, "DuckDB", "a table, with a schema"),
    "polars": (_polars, "polars", "a frame, with a schema"),
    "pyarrow": (_pyarrow, "pyarrow", "a table, with a schema"),
    "orjson": (_orjson, "orjson", "a list of dicts, one thread"),
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--posts", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--forms", nargs="+", choices=list(POSTS), default=list(POSTS))
    parser.add_argument("--packings", nargs="+", choices=list(PACKINGS), default=list(PACKINGS))
    parser.add_argument(
        "--readers", nargs="+", choices=list(READERS), default=list(READERS), help="who runs"
    )


def _gzip(path: Path) -> Path:
    packed = path.with_name(path.name + ".gz")
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as out:
        shutil.copyfileobj(plain, out, 1 << 20)
    return packed


def _zstd(path: Path) -> Path:
    import zstandard

    packed = path.with_name(path.name + ".zst")
    with path.open("rb") as plain, packed.open("wb") as out:
        zstandard.ZstdCompressor(level=3).copy_stream(plain, out)
    return packed


PACKINGS: dict[str, Callable[[Path], Path]] = {
    "plain": lambda path: path,
    ".gz": _gzip,
    ".zst": _zstd,
}


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Read the same files in turn, A B C A B C; give a table in Markdown."""
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for form in options.forms:
            path = Path(folder) / f"{form}.jsonl"
            write_posts(path, options.posts, form)
            for packing in options.packings:
                packed = PACKINGS[packing](path)
                rows += _compared(packed, form, packing, options)
                yield _section(rows, options)


def _compared(path: Path, form: str, packing: str, options: argparse.Namespace) -> list[str]:
    seconds: dict[str, list[float]] = {name: [] for name in options.readers}
    for _ in range(options.rounds + 1):
        for name in options.readers:
            elapsed, found = _timed(READERS[name][0], path, form)
            if found != options.posts:
                raise RuntimeError(f"{name} read {found} of {options.posts} posts of {path.name}")
            seconds[name].append(elapsed)
    size = path.stat().st_size / 1e6
    rows = []
    for name, times in seconds.items():
        # The first round warms up.
        times = times[1:]
        ratio = ""
        if name != "twiplomacy" and "twiplomacy" in seconds:
            ours = seconds["twiplomacy"][1:]
            pairs = sorted(b / a for a, b in zip(ours, times, strict=True))
            ratio = f"{statistics.median(pairs):.2f} ({pairs[0]:.2f} to {pairs[-1]:.2f})"
        _, label, gives = READERS[name]
        who = f"{label} {version(name)}"
        median = statistics.median(times)
        rows.append(
            f"| {form}, {packing}, {size:.0f} MB | {who} | {gives} | {median:.2f} | {ratio} |"
        )
    return rows


def _section(rows: list[str], options: argparse.Namespace) -> str:
    return "\n".join(
        [
            f"`python -m bench reading`: {options.posts:,} invented posts a file, each reader in "
            f"turn, {options.rounds} rounds after one that warms up; medians. The ratio is the "
            "peer's time by ours, pair by pair: median, least and greatest (above 1: twiplomacy "
            "is faster). Peers with a schema are asked for the fields that we keep, and give rows "
            "as they stand; we also merge duplicates, tell the accounts apart and number "
            "everything. The files are in the system's cache.",
            "",
            "| file | reader | gives | seconds | ratio |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def _timed(reader: Reader, path: Path, form: str) -> tuple[float, int]:
    gc.collect()
    start = time.perf_counter()
    count = reader(path, form)
    return time.perf_counter() - start, count()
