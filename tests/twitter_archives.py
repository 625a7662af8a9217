"""The world of ``archives`` in the shapes that Twitter gives to owners and to researchers."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from archives import HANDLES, Record, by_id, people, references, user_id, world

QUOTE_LINK = "https://t.co/quoted"


def stamp(record: Record, shape: str) -> str:
    return datetime.fromisoformat(record["created_at"]).strftime(shape)


def reference(record: Record, kind: str) -> str | None:
    found = record.get("referenced_tweets", [])
    return next((one["id"] for one in found if one["type"] == kind), None)


def of_account(handle: str) -> list[Record]:
    return [record for record in world() if record["author_id"] == user_id(handle)]


def written_js(path: Path, name: str, records: list[Record]) -> Path:
    """Write a script that assigns records to a name, as an account archive does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(records, ensure_ascii=False, indent=2)
    path.write_text(f"window.YTD.{name} = {text}", encoding="utf-8")
    return path


def owned(record: Record) -> Record:
    """One post as ``tweets.js`` has it: no author, numbers in quotes, a quote only as a link."""
    users = people()
    names = {user["username"]: user for user in users.values()}
    entities = record.get("entities", {})
    links = [
        {"url": link["url"], "expanded_url": link["expanded_url"], "indices": ["0", "1"]}
        for link in entities.get("urls", [])
    ]
    text = record["text"]
    quoted = reference(record, "quoted")
    if quoted:
        author = users[by_id()[quoted]["author_id"]]["username"]
        address = f"https://twitter.com/{author}/status/{quoted}"
        links.append({"url": QUOTE_LINK, "expanded_url": address, "indices": ["2", "3"]})
        text = f"{text} {QUOTE_LINK}"
    found: Record = {
        "edit_info": {
            "initial": {
                "editTweetIds": [record["id"]],
                "editableUntil": record["created_at"],
                "editsRemaining": "5",
                "isEditEligible": False,
            }
        },
        "retweeted": False,
        "source": '<a href="https://quill.example" rel="nofollow">Quill</a>',
        "entities": {
            "hashtags": [
                {"text": tag["tag"], "indices": ["0", "1"]} for tag in entities.get("hashtags", [])
            ],
            "symbols": [],
            "user_mentions": [
                {
                    "name": names[who["username"]]["name"],
                    "screen_name": who["username"],
                    "indices": ["0", "1"],
                    "id_str": names[who["username"]]["id"],
                    "id": names[who["username"]]["id"],
                }
                for who in entities.get("mentions", [])
            ],
            "urls": links,
        },
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(record["public_metrics"]["like_count"]),
        "id_str": record["id"],
        "truncated": False,
        "retweet_count": str(record["public_metrics"]["retweet_count"]),
        "id": record["id"],
        "created_at": stamp(record, "%a %b %d %H:%M:%S +0000 %Y"),
        "favorited": False,
        "full_text": text,
        "lang": record["lang"],
    }
    answered = reference(record, "replied_to")
    if answered:
        whom = users[record["in_reply_to_user_id"]]
        found |= {
            "in_reply_to_status_id_str": answered,
            "in_reply_to_status_id": answered,
            "in_reply_to_user_id": whom["id"],
            "in_reply_to_user_id_str": whom["id"],
            "in_reply_to_screen_name": whom["username"],
        }
    return found


def account_record(handle: str) -> Record:
    user = people()[user_id(handle)]
    return {
        "account": {
            "email": "nobody@nowhere.example",
            "createdVia": "web",
            "username": handle,
            "accountId": user["id"],
            "createdAt": user["created_at"],
            "accountDisplayName": user["name"],
        }
    }


def account_archive(folder: Path, handle: str, wrapped: bool = True) -> Path:
    """Write the archive of an account; where its posts are. Before 2020 they were not wrapped."""
    written_js(folder / "account.js", "account.part0", [account_record(handle)])
    records = [owned(record) for record in of_account(handle)]
    if not wrapped:
        return written_js(folder / "tweet.js", "tweet.part0", records)
    items = [{"tweet": record} for record in records]
    return written_js(folder / "tweets.js", "tweets.part0", items)


def account_archives(folder: Path, wrapped: bool = True) -> list[Path]:
    return [account_archive(folder / handle, handle, wrapped) for handle in HANDLES]


OLD_COLUMNS = (
    "tweet_id", "in_reply_to_status_id", "in_reply_to_user_id", "timestamp", "source", "text",
    "retweeted_status_id", "retweeted_status_user_id", "retweeted_status_timestamp",
    "expanded_urls",
)  # fmt: skip


def old_row(record: Record) -> Record:
    """One post as the ``tweets.csv`` of old archives has it."""
    answered, passed_on = reference(record, "replied_to"), reference(record, "retweeted")
    original = by_id()[passed_on] if passed_on else None
    links = [link["expanded_url"] for link in record.get("entities", {}).get("urls", [])]
    shape = "%Y-%m-%d %H:%M:%S +0000"
    return {
        "tweet_id": record["id"],
        "in_reply_to_status_id": answered or "",
        "in_reply_to_user_id": record.get("in_reply_to_user_id", ""),
        "timestamp": stamp(record, shape),
        "source": "Quill",
        "text": record["text"],
        "retweeted_status_id": passed_on or "",
        "retweeted_status_user_id": original["author_id"] if original else "",
        "retweeted_status_timestamp": stamp(original, shape) if original else "",
        "expanded_urls": ",".join(links * 2),
    }


def old_archive(folder: Path, handle: str) -> Path:
    """Write the old archive of an account; where its ``tweets.csv`` is."""
    user = people()[user_id(handle)]
    details = {
        "screen_name": handle,
        "full_name": user["name"],
        "bio": user["description"],
        "id": user["id"],
        "created_at": "2019-05-04 03:02:01 +0000",
    }
    script = folder / "data" / "js" / "user_details.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(f"var user_details =  {json.dumps(details, indent=2)}", encoding="utf-8")
    return written_table(folder / "tweets.csv", list(map(old_row, of_account(handle))), OLD_COLUMNS)


def written_table(path: Path, rows: list[Record], columns: tuple[str, ...]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


PERSON_COLUMNS = (
    "userid", "user_display_name", "user_screen_name", "user_reported_location",
    "user_profile_description", "user_profile_url", "follower_count", "following_count",
    "account_creation_date", "account_language",
)  # fmt: skip
OPERATION_COLUMNS = (
    "tweetid", *PERSON_COLUMNS, "tweet_language", "tweet_text", "tweet_time", "tweet_client_name",
    "in_reply_to_userid", "in_reply_to_tweetid", "quoted_tweet_tweetid", "is_retweet",
    "retweet_userid", "retweet_tweetid", "latitude", "longitude", "quote_count", "reply_count",
    "like_count", "retweet_count", "hashtags", "urls", "user_mentions", "poll_choices",
)  # fmt: skip


def released_person(account: str) -> Record:
    user = people()[account]
    return {
        "userid": user["id"],
        "user_display_name": user["name"],
        "user_screen_name": user["username"],
        "user_reported_location": user["location"],
        "user_profile_description": user["description"],
        "user_profile_url": "",
        "follower_count": user["public_metrics"]["followers_count"],
        "following_count": f"{user['public_metrics']['following_count']}.0",
        "account_creation_date": user["created_at"][:10],
        "account_language": "en",
    }


def released(record: Record) -> Record:
    """One post as a release on information operations has it."""
    entities, metrics = record.get("entities", {}), record["public_metrics"]
    passed_on = reference(record, "retweeted")
    return released_person(record["author_id"]) | {
        "tweetid": record["id"],
        "tweet_language": record["lang"],
        "tweet_text": record["text"].replace("&amp;", "&").replace("&lt;", "<"),
        "tweet_time": stamp(record, "%Y-%m-%d %H:%M"),
        "tweet_client_name": "Quill",
        "in_reply_to_userid": record.get("in_reply_to_user_id", ""),
        "in_reply_to_tweetid": reference(record, "replied_to") or "",
        "quoted_tweet_tweetid": reference(record, "quoted") or "",
        "is_retweet": str(passed_on is not None),
        "retweet_userid": by_id()[passed_on]["author_id"] if passed_on else "",
        "retweet_tweetid": passed_on or "",
        "latitude": "absent",
        "longitude": "absent",
        "quote_count": f"{metrics['quote_count']}.0",
        "reply_count": f"{metrics['reply_count']}.0",
        "like_count": f"{metrics['like_count']}.0",
        "retweet_count": f"{metrics['retweet_count']}.0",
        "hashtags": repr([tag["tag"] for tag in entities.get("hashtags", [])]),
        "urls": repr([link["expanded_url"] for link in entities.get("urls", [])]),
        "user_mentions": repr([user_id(who["username"]) for who in entities.get("mentions", [])]),
        "poll_choices": "",
    }


def release(folder: Path) -> list[Path]:
    """Write a release: its posts, and its accounts."""
    tweets = [released(record) for record in world()]
    persons = [released_person(account) for account in people()]
    return [
        written_table(folder / "nordalia_tweets_csv_hashed.csv", tweets, OPERATION_COLUMNS),
        written_table(folder / "nordalia_users_csv_hashed.csv", persons, PERSON_COLUMNS),
    ]


def from_r(value: Any) -> Any:
    """What R writes: an empty list is an empty object."""
    if isinstance(value, dict):
        return {name: from_r(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [from_r(inner) for inner in value] if value else {}
    return value


def academic_folder(folder: Path, numbers: range) -> list[Path]:
    """Write a folder of academictwitteR: posts, what they include, what is gone."""
    everything, known = world(), by_id()
    records = [everything[number] for number in numbers]
    empty = {"mentions": [], "hashtags": [], "urls": []}
    posts = [
        {"referenced_tweets": [], "geo": [], "context_annotations": []}
        | record
        | {"entities": empty | record.get("entities", {})}
        for record in records
    ]
    named = {to for record in records for to in references(record)}
    included = {
        "users": list(people().values()),
        "tweets": [known[to] for to in sorted(named & set(known))],
        "media": [],
    }
    gone = [
        {
            "resource_id": to,
            "resource_type": "tweet",
            "title": "Not Found Error",
            "type": "https://api.twitter.com/2/problems/resource-not-found",
        }
        for to in sorted(named - set(known))
    ]
    files = {"data": posts, "users": included, "errors": gone}
    paths = []
    for name, content in files.items():
        if not content:
            continue
        path = folder / f"{name}_{records[0]['id']}.json"
        path.write_text(json.dumps(from_r(content), ensure_ascii=False), encoding="utf-8")
        paths.append(path)
    return paths
