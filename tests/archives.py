"""Synthetic archives: invented people and words in the shapes that the real APIs give."""

from __future__ import annotations

import copy
import csv
import gzip
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import zstandard

Record = dict[str, Any]
START = datetime(2031, 3, 2, 8, 0, tzinfo=UTC)
FIRST_ID = 1_900_000_000_000_000_001  # beyond 2**53: a float cannot hold it
FIRST_USER = 1_400_000_000_000_000_011
MISSING = "1899999999999999999"
HANDLES = ("NordaliaMFA", "VesperMission", "elin_kask", "Tomas_Oru", "quiet_harbour")


def user_id(handle: str) -> str:
    return str(FIRST_USER + HANDLES.index(handle))


def post_id(number: int) -> str:
    return str(FIRST_ID + number)


def moment(minutes: float) -> str:
    time = START + timedelta(minutes=minutes)
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def people() -> dict[str, Record]:
    """Users of v2 by id."""
    found = {}
    for number, handle in enumerate(HANDLES):
        found[user_id(handle)] = {
            "id": user_id(handle),
            "username": handle,
            "name": f"Invented {handle} 🌿",
            "description": "nobody at all",
            "location": "Port Ilva",
            "created_at": "2019-05-04T03:02:01.000Z",
            "verified": number < 2,
            "public_metrics": {
                "followers_count": 100 * (number + 1),
                "following_count": 7,
                "tweet_count": 41,
                "listed_count": 0,
            },
        }
    return found


def post(
    number: int,
    author: str,
    text: str,
    minutes: float | None = None,
    refs: dict[str, str] | None = None,
    mentions: tuple[str, ...] = (),
    hashtags: tuple[str, ...] = (),
    urls: tuple[str, ...] = (),
    answers: str | None = None,
    **more: Any,
) -> Record:
    """One post of v2 as it stands in ``data``: references are bare, mentions name the handle."""
    record: Record = {
        "id": post_id(number),
        "text": text,
        "author_id": user_id(author),
        "created_at": moment(number if minutes is None else minutes),
        "lang": "en",
        "conversation_id": post_id(number),
        "edit_history_tweet_ids": [post_id(number)],
        "possibly_sensitive": False,
        "source": "Quill",
        "public_metrics": {"retweet_count": 3, "reply_count": 1, "like_count": 9, "quote_count": 0},
    }
    if refs:
        record["referenced_tweets"] = [{"type": kind, "id": to} for kind, to in refs.items()]
    if answers:
        record["in_reply_to_user_id"] = user_id(answers)
    entities: Record = {}
    if mentions:
        entities["mentions"] = [{"start": 0, "end": 1, "username": name} for name in mentions]
    if hashtags:
        entities["hashtags"] = [{"start": 0, "end": 1, "tag": tag} for tag in hashtags]
    if urls:
        entities["urls"] = [
            {"start": 0, "end": 1, "url": "https://t.example/x", "expanded_url": url}
            for url in urls
        ]
    if entities:
        record["entities"] = entities
    return record | more


ARABIC = "شكرا جزيلا @NordaliaMFA 🙏🏽"
CHINESE = "歡迎這項協議，和平萬歲 👩‍👩‍👧‍👦"
CALL = "We welcome the Lumen accord &amp; its monitors: 3 &lt; 4 🕊️ #LumenAccord"
HEARD = CALL.replace("&amp;", "&").replace("&lt;", "<")


def world() -> list[Record]:
    """Eight posts: every kind, a source that only another post holds, a parent that is gone."""
    return [
        post(0, "quiet_harbour", "the harbour sleeps", minutes=-60),
        post(1, "NordaliaMFA", CALL, hashtags=("LumenAccord",), urls=("https://lumen.example/a",)),
        post(
            2,
            "elin_kask",
            f"RT @NordaliaMFA: {CALL}",
            refs={"retweeted": post_id(1)},
            mentions=("NordaliaMFA",),
            hashtags=("LumenAccord",),
        ),
        post(
            3,
            "Tomas_Oru",
            ARABIC,
            refs={"replied_to": post_id(1)},
            answers="NordaliaMFA",
            mentions=("NordaliaMFA",),
            lang="ar",
            conversation_id=post_id(1),
        ),
        post(4, "VesperMission", CHINESE, refs={"quoted": post_id(1)}, lang="zh"),
        post(
            5,
            "NordaliaMFA",
            "@Tomas_Oru any time, and @elin_kask too",
            refs={"replied_to": post_id(3)},
            answers="Tomas_Oru",
            mentions=("Tomas_Oru", "elin_kask"),
            conversation_id=post_id(1),
        ),
        post(
            6,
            "elin_kask",
            "as @VesperMission said",
            refs={"quoted": post_id(0)},
            mentions=("VesperMission",),
            urls=("https://ilva.example/b?x=1,2",),
        ),
        post(
            7,
            "Tomas_Oru",
            "@quiet_harbour gone?",
            refs={"replied_to": MISSING},
            answers="quiet_harbour",
            mentions=("quiet_harbour",),
            conversation_id=MISSING,
        ),
    ]


IN_DATA = range(1, 8)  # the first post of the world is only inside another


def by_id() -> dict[str, Record]:
    return {record["id"]: record for record in world()}


def references(record: Record) -> list[str]:
    return [reference["id"] for reference in record.get("referenced_tweets", [])]


def page(records: list[Record]) -> Record:
    """An answer of the API: posts, what they refer to, everybody named, and what is gone."""
    known = by_id()
    named = {to for record in records for to in references(record)}
    missing = sorted(named - set(known))
    answer: Record = {
        "data": records,
        "includes": {
            "users": list(people().values()),
            "tweets": [known[to] for to in sorted(named & set(known))],
        },
        "meta": {"result_count": len(records), "newest_id": records[0]["id"]},
    }
    if missing:
        answer["errors"] = [
            {
                "resource_id": to,
                "resource_type": "tweet",
                "title": "Not Found Error",
                "parameter": "referenced_tweets.id",
                "value": to,
            }
            for to in missing
        ]
    return answer


def pages(size: int = 3) -> list[Record]:
    records = [world()[number] for number in IN_DATA]
    return [page(records[at : at + size]) for at in range(0, len(records), size)]


def flat(record: Record, depth: int = 1) -> Record:
    """The post as twarc flattens it: whole authors, whole mentions, whole references."""
    users, known = people(), by_id()
    names = {user["username"]: user for user in users.values()}
    whole = copy.deepcopy(record)
    whole["author"] = users[record["author_id"]]
    if "in_reply_to_user_id" in record:
        whole["in_reply_to_user"] = users[record["in_reply_to_user_id"]]
    for mention in whole.get("entities", {}).get("mentions", []):
        mention |= names[mention["username"]]
    if depth:
        for reference in whole.get("referenced_tweets", []):
            if reference["id"] in known:
                reference |= flat(known[reference["id"]], depth - 1)
    return whole


def flats() -> list[Record]:
    return [flat(world()[number]) for number in IN_DATA]


def old_user(user: Record) -> Record:
    """The same account as v1.1 writes it."""
    return {
        "id": int(user["id"]),
        "id_str": user["id"],
        "screen_name": user["username"],
        "name": user["name"],
        "description": user["description"],
        "location": user["location"],
        "created_at": "Sat May 04 03:02:01 +0000 2019",
        "verified": user["verified"],
        "followers_count": user["public_metrics"]["followers_count"],
        "friends_count": user["public_metrics"]["following_count"],
        "statuses_count": user["public_metrics"]["tweet_count"],
    }


def status(record: Record, text: str = "full_text", depth: int = 2) -> Record:
    """The same post as v1.1 writes it; ``text`` is where its words stand."""
    users, known = people(), by_id()
    names = {user["username"]: user for user in users.values()}
    entities = record.get("entities", {})
    time = datetime.fromisoformat(record["created_at"])
    metrics = record["public_metrics"]
    found: Record = {
        "created_at": time.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "id": int(record["id"]),
        "id_str": record["id"],
        "truncated": text == "extended_tweet",
        "user": old_user(users[record["author_id"]]),
        "lang": record["lang"],
        "is_quote_status": False,
        "reply_count": metrics["reply_count"],
        "retweet_count": metrics["retweet_count"],
        "quote_count": metrics["quote_count"],
        "favorite_count": metrics["like_count"],
        "in_reply_to_status_id": None,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "entities": {
            "hashtags": [{"text": tag["tag"]} for tag in entities.get("hashtags", [])],
            "user_mentions": [
                {"id_str": names[who["username"]]["id"], "screen_name": who["username"]}
                for who in entities.get("mentions", [])
            ],
            "urls": [{"expanded_url": url["expanded_url"]} for url in entities.get("urls", [])],
        },
    }
    if text == "extended_tweet":
        found["text"] = record["text"][:20] + "…"
        found["extended_tweet"] = {"full_text": record["text"], "entities": found["entities"]}
    else:
        found[text] = record["text"]
    for reference in record.get("referenced_tweets", []):
        to = reference["id"]
        inner = status(known[to], text, depth - 1) if to in known and depth else None
        if reference["type"] == "replied_to":
            whom = users[record["in_reply_to_user_id"]]
            found |= {
                "in_reply_to_status_id": int(to),
                "in_reply_to_status_id_str": to,
                "in_reply_to_user_id": int(whom["id"]),
                "in_reply_to_user_id_str": whom["id"],
                "in_reply_to_screen_name": whom["username"],
            }
        elif reference["type"] == "quoted":
            found |= {"is_quote_status": True, "quoted_status_id_str": to, "quoted_status": inner}
        else:
            found["retweeted_status"] = inner
    return found


def statuses(text: str = "full_text") -> list[Record]:
    return [status(world()[number], text) for number in IN_DATA]


def rows() -> list[Record]:
    """The same posts as rows of a table with canonical names."""
    users, known = people(), by_id()
    column = {"replied_to": "reply_to", "quoted": "quote_of", "retweeted": "repost_of"}
    found = []
    for record in world():
        entities = record.get("entities", {})
        row: Record = {
            "post_id": record["id"],
            "author_id": record["author_id"],
            "author": users[record["author_id"]]["username"],
            "created_at": record["created_at"],
            "text": record["text"].replace("&amp;", "&").replace("&lt;", "<"),
            "lang": record["lang"],
            "reply_to": None,
            "reply_to_author": record.get("in_reply_to_user_id"),
            "quote_of": None,
            "repost_of": None,
            "conversation_id": record["conversation_id"],
            "mentions": [who["username"] for who in entities.get("mentions", [])],
            "hashtags": [tag["tag"] for tag in entities.get("hashtags", [])],
            "urls": [url["expanded_url"] for url in entities.get("urls", [])],
            "like_count": record["public_metrics"]["like_count"],
            "platform": "twitter",
        }
        for reference in record.get("referenced_tweets", []):
            row[column[reference["type"]]] = reference["id"]
            if reference["type"] != "replied_to":
                row[f"{column[reference['type']]}_author"] = known[reference["id"]]["author_id"]
        found.append(row)
    names = list(dict.fromkeys(name for row in found for name in row))
    return [{name: row.get(name) for name in names} for row in found]


def table() -> pa.Table:
    return pa.Table.from_pylist(rows())


def many(count: int, seed: int = 0, width: int = 900) -> list[Record]:
    """So many flattened posts with replies and reposts among them, each about ``width`` bytes."""
    draw = random.Random(seed)
    words = ["lumen", "accord", "harbour", "monitors", "和平", "سلام", "🕊️", "treaty", "ilva"]
    found = []
    for number in range(count):
        kind = draw.choice([None, None, "replied_to", "quoted", "retweeted"]) if number else None
        refs = {kind: post_id(draw.randrange(number))} if kind else None
        text = " ".join(draw.choices(words, k=max(1, (width - 600) // 7)))
        found.append(
            post(
                number,
                draw.choice(HANDLES),
                text,
                minutes=draw.randrange(count),
                refs=refs,
                mentions=(draw.choice(HANDLES),),
            )
        )
    return found


def lines(records: list[Record]) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def written(path: Path, content: bytes | list[Record]) -> Path:
    """Write bytes, or records one a line; compressed if the name says so."""
    data = content if isinstance(content, bytes) else lines(content)
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        data = zstandard.compress(data)
    path.write_bytes(data)
    return path


def write_csv(path: Path, records: list[Record], **options: Any) -> Path:
    """Write rows as CSV, lists as words."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(records[0]), **options)
        writer.writeheader()
        for row in records:
            cells = {k: " ".join(v) if isinstance(v, list) else v for k, v in row.items()}
            writer.writerow(cells)
    return path


def rows_of(frame: Any) -> list[Record]:
    """The rows of a pandas, polars or pyarrow table, nulls as None."""
    if isinstance(frame, pa.Table):
        return frame.to_pylist()
    return pa.table(frame).to_pylist()


def without(found: list[Record], *names: str) -> list[Record]:
    return [{name: cell for name, cell in row.items() if name not in names} for row in found]
