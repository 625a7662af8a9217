"""Reading an archive: twiplomacy beside DuckDB with a schema, on invented v2 posts."""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROUNDS = 5

_SCHEMA = """{
  id: 'VARCHAR', conversation_id: 'VARCHAR', author_id: 'VARCHAR', created_at: 'TIMESTAMP',
  text: 'VARCHAR', lang: 'VARCHAR', in_reply_to_user_id: 'VARCHAR',
  public_metrics: 'STRUCT(retweet_count BIGINT, reply_count BIGINT, like_count BIGINT,
    quote_count BIGINT)',
  entities: 'STRUCT(mentions STRUCT(username VARCHAR, id VARCHAR)[],
    hashtags STRUCT(tag VARCHAR)[], urls STRUCT(expanded_url VARCHAR)[])',
  referenced_tweets: 'STRUCT("type" VARCHAR, id VARCHAR)[]',
  author: 'STRUCT(id VARCHAR, username VARCHAR, "name" VARCHAR, description VARCHAR)'
}"""


def write_posts(path: Path, posts: int) -> None:
    """Write invented v2 posts, flattened, one a line; the same ones each time."""
    chance = random.Random(7)
    words = ["peace", "talks", "embassy", "statement", "дипломатія", "سلام", "accord", "region"]
    with path.open("w", encoding="utf-8") as out:
        for number in range(posts):
            author = int(chance.paretovariate(1.2)) % 50_000
            post = {
                "id": str(1_500_000_000_000_000_000 + number),
                "conversation_id": str(1_500_000_000_000_000_000 + number),
                "author_id": str(10**9 + author),
                "created_at": f"2022-06-{1 + number % 28:02}T{number % 24:02}:00:00.000Z",
                "text": " ".join(chance.choices(words, k=20)),
                "lang": "en",
                "public_metrics": {
                    "retweet_count": chance.randrange(500),
                    "reply_count": chance.randrange(50),
                    "like_count": chance.randrange(5000),
                    "quote_count": chance.randrange(20),
                },
                "entities": {
                    "mentions": [{"start": 0, "end": 9, "username": "un", "id": "14159148"}],
                    "hashtags": [{"start": 3, "end": 9, "tag": f"tag{chance.randrange(900)}"}],
                },
                "context_annotations": [{"domain": {"id": "46", "name": "Business"}}] * 2,
                "author": {
                    "id": str(10**9 + author),
                    "username": f"user_{author}",
                    "name": f"Embassy of {author}",
                    "description": "Official account. Reposts are not endorsements.",
                },
            }
            if number and chance.random() < 0.5:
                earlier = 1_500_000_000_000_000_000 + chance.randrange(number)
                post["referenced_tweets"] = [{"type": "retweeted", "id": str(earlier)}]
            out.write(json.dumps(post, ensure_ascii=False) + "\n")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command line takes."""
    parser.add_argument("--posts", type=int, default=150_000)


def run(options: argparse.Namespace, before: str) -> Iterator[str]:
    """Read the same file in turn, A B A B; give a table in Markdown."""
    import duckdb

    import twiplomacy as tw

    posts = options.posts

    def peer(path: Path) -> None:
        with duckdb.connect() as connection:
            connection.execute(
                f"create table posts as select * from read_json('{path}', "
                f"format='newline_delimited', columns={_SCHEMA})"
            )

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.jsonl"
        write_posts(path, posts)
        size = path.stat().st_size
        ours, theirs = [], []
        for _ in range(ROUNDS + 1):
            ours.append(_timed(lambda: tw.read(path, progress=False)))
            theirs.append(_timed(lambda: peer(path)))
    # The first round warms up.
    ratios = sorted(b / a for a, b in zip(ours[1:], theirs[1:], strict=True))
    middle = ROUNDS // 2
    yield "\n".join(
        [
            f"{posts:,} posts, {size / 1e6:.0f} MB, {ROUNDS} rounds in turn, medians:",
            "",
            "| reader | seconds |",
            "|---|---|",
            f"| twiplomacy | {sorted(ours[1:])[middle]:.2f} |",
            f"| DuckDB {duckdb.__version__}, with a schema | {sorted(theirs[1:])[middle]:.2f} |",
            "",
            f"Ratio, pair by pair: median {ratios[middle]:.2f} (above 1: twiplomacy is faster).",
        ]
    )


def _timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
