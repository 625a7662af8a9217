"""The invented posts of :mod:`archives` as scholars' collectors store them."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

from archives import IN_DATA, by_id, people, references, world

Record = dict[str, Any]


def web_user(user: Record) -> Record:
    """An account as X's website gets it."""
    return {
        "__typename": "User",
        "id": "VXNlcjo" + user["id"],
        "rest_id": user["id"],
        "is_blue_verified": False,
        "core": {
            "created_at": "Sat May 04 03:02:01 +0000 2019",
            "name": user["name"],
            "screen_name": user["username"],
        },
        "legacy": {
            "description": user["description"],
            "followers_count": user["public_metrics"]["followers_count"],
            "friends_count": user["public_metrics"]["following_count"],
            "statuses_count": user["public_metrics"]["tweet_count"],
        },
        "location": {"location": user["location"]},
        "verification": {"verified": user["verified"]},
    }


def web(record: Record, depth: int = 2) -> Record:
    """The post as X's website gets it: a result of GraphQL."""
    users, known = people(), by_id()
    names = {user["username"]: user for user in users.values()}
    entities = record.get("entities", {})
    time = datetime.fromisoformat(record["created_at"])
    metrics = record["public_metrics"]
    legacy: Record = {
        "id_str": record["id"],
        "user_id_str": record["author_id"],
        "created_at": time.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "full_text": record["text"],
        "lang": record["lang"],
        "conversation_id_str": record["conversation_id"],
        "is_quote_status": False,
        "reply_count": metrics["reply_count"],
        "retweet_count": metrics["retweet_count"],
        "quote_count": metrics["quote_count"],
        "favorite_count": metrics["like_count"],
        "entities": {
            "hashtags": [
                {"indices": [0, 1], "text": t["tag"]} for t in entities.get("hashtags", [])
            ],
            "symbols": [],
            "urls": [
                {
                    "display_url": url["expanded_url"].removeprefix("https://"),
                    "expanded_url": url["expanded_url"],
                    "url": url["url"],
                    "indices": [0, 1],
                }
                for url in entities.get("urls", [])
            ],
            "user_mentions": [
                {
                    "id_str": names[who["username"]]["id"],
                    "name": names[who["username"]]["name"],
                    "screen_name": who["username"],
                    "indices": [0, 1],
                }
                for who in entities.get("mentions", [])
            ],
        },
    }
    found: Record = {
        "__typename": "Tweet",
        "rest_id": record["id"],
        "core": {"user_results": {"result": web_user(users[record["author_id"]])}},
        "edit_control": {"edit_tweet_ids": [record["id"]], "edits_remaining": "5"},
        "views": {"state": "Enabled"},
        "source": '<a href="https://quill.example" rel="nofollow">Quill</a>',
        "legacy": legacy,
    }
    for reference in record.get("referenced_tweets", []):
        to = reference["id"]
        inner = web(known[to], depth - 1) if to in known and depth else None
        if reference["type"] == "replied_to":
            legacy["in_reply_to_status_id_str"] = to
            legacy["in_reply_to_user_id_str"] = record["in_reply_to_user_id"]
            legacy["in_reply_to_screen_name"] = users[record["in_reply_to_user_id"]]["username"]
        elif reference["type"] == "quoted":
            legacy["is_quote_status"] = True
            legacy["quoted_status_id_str"] = to
            tombstone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "gone"}}}
            found["quoted_status_result"] = {"result": inner or tombstone}
        else:
            legacy["retweeted_status_result"] = {"result": inner}
    # The number loses digits in the browser; nobody may use it.
    return found | {"id": float(record["id"]), "promoted": False}


def webs() -> list[Record]:
    return [web(world()[number]) for number in IN_DATA]


def wrapped(item: Record, platform: str = "twitter.com", number: int = 0) -> Record:
    """An item as Zeeschuimer exports it."""
    return {
        "id": number + 1,
        "nav_index": "1740000000000:3:0",
        "item_id": item["id"],
        "timestamp_collected": 1_930_300_000_000 + number,
        "last_updated": 1_930_300_000_000 + number,
        "source_platform": platform,
        "source_platform_url": "https://x.com/search?q=lumen",
        "source_url": "https://x.com/i/api/graphql/abc/SearchTimeline",
        "user_agent": "Mozilla/5.0",
        "data": item,
    }


def imported(item: Record) -> Record:
    """The same item as 4CAT stores and exports it."""
    meta = {name: value for name, value in item.items() if name != "data"}
    return {**item["data"], "__import_meta": meta}


def enriched(record: Record) -> Record:
    """A post of API v2 as 4CAT stores it: the author and the references put in."""
    users, known = people(), by_id()
    names = {user["username"]: user for user in users.values()}
    item = copy.deepcopy(record)
    item["author_user"] = users[record["author_id"]]
    if "in_reply_to_user_id" in record:
        item["in_reply_to_user"] = users[record["in_reply_to_user_id"]]
    for mention in item.get("entities", {}).get("mentions", []):
        mention |= names[mention["username"]]
    for url in item.get("entities", {}).get("urls", []):
        url["display_url"] = url["expanded_url"].removeprefix("https://")
    if references(record):
        item["referenced_tweets"] = [
            {**reference, **enriched(known[reference["id"]])}
            if reference["id"] in known
            else reference
            for reference in item["referenced_tweets"]
        ]
    return item


def enricheds() -> list[Record]:
    return [enriched(world()[number]) for number in IN_DATA]


def ndjson(items: list[Record]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
