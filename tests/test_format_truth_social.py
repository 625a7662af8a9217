"""Truth Social: statuses as truthbrush keeps them, against what was written by hand."""

from __future__ import annotations

from pathlib import Path

from archives import rows_of
from formats_shared import FORMATS, accounted, read_packed, table

import twiplomacy as tw

HERE = FORMATS / "truth_social"
ENVOY, QUIET = "107900000000000001", "107900000000000002"
FIRST = 112_000_000_000_000_001


def post(number: int) -> str:
    return str(FIRST + number)


def test_statuses():
    corpus = tw.read(HERE / "statuses.jsonl")
    found = table(corpus)
    assert len(found) == 4
    root = found[post(0)]
    assert root["text"] == "Port Ilva is open. https://vesper.example/a"
    assert root["urls"] == ["https://vesper.example/a"]
    assert (root["author_id"], root["author"]) == (ENVOY, "VesperEnvoy")
    assert {row["platform"] for row in found.values()} == {"truth_social"}
    counts = [root[f"{name}_count"] for name in ("reply", "repost", "quote", "like", "view")]
    assert counts == [1, 2, None, 3, None]
    reply = found[post(1)]
    assert (reply["kind"], reply["reply_to"], reply["reply_to_author"]) == ("reply", post(0), ENVOY)
    assert reply["mentions"] == [ENVOY]
    repost = found[post(2)]
    assert (repost["kind"], repost["repost_of"], repost["text"]) == ("repost", post(0), None)
    assert repost["repost_of_author"] == ENVOY
    quote = found[post(3)]
    assert (quote["kind"], quote["quote_of"], quote["text"]) == ("quote", post(0), "See")
    assert accounted(corpus)["post_lines"] == 4


def test_accounts_and_searches():
    corpus = tw.read(HERE / "search.jsonl")
    assert sorted(table(corpus)) == [post(0)]
    (envoy,) = rows_of(corpus.accounts)
    assert (envoy["account"], envoy["handle"], envoy["verified"]) == (ENVOY, "VesperEnvoy", True)
    assert (envoy["location"], envoy["followers_count"]) == ("Port Ilva", 10)
    accounted(corpus)


def test_whom_the_platform_tells_is_not_known():
    corpus = tw.read(HERE / "statuses.jsonl")
    assert corpus.conversations().shape()["posts"].tolist() == [2]
    assert len(corpus.cascades(attribution="observed")) == 1
    found = {row["response"]: row for row in rows_of(corpus.responses("VesperEnvoy").posts)}
    assert {name: row["channel"] for name, row in found.items()} == {
        post(1): "reply", post(2): "repost", post(3): "quote"
    }  # fmt: skip
    assert {row["notified"] for row in found.values()} == {None}


def test_packed_files_are_the_same(tmp_path: Path):
    packed = read_packed(tmp_path, HERE / "statuses.jsonl")
    assert rows_of(packed.posts) == rows_of(tw.read(HERE / "statuses.jsonl").posts)
