"""Bluesky: posts, feeds, threads, records and events, against what was written by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archives import rows_of
from formats_shared import FORMATS, accounted, read_packed, table

import twiplomacy as tw

HERE = FORMATS / "bluesky"
MFA, ELIN, TOMAS = "did:plc:nordaliamfa", "did:plc:elinkask", "did:plc:tomasoru"
QUIET = "did:web:quiet.example"


def post(did: str, key: str) -> str:
    return f"at://{did}/app.bsky.feed.post/{key}"


def repost(did: str, key: str) -> str:
    return f"at://{did}/app.bsky.feed.repost/{key}"


def test_posts_as_the_api_shows_them():
    corpus = tw.read(HERE / "posts.json")
    found = table(corpus)
    assert len(found) == 6
    root = found[post(MFA, "3a1")]
    assert root["text"].startswith("#peace in Port Ilva 🕊: @elin")
    assert (root["author_id"], root["author"]) == (MFA, "mfa.nordalia.example")
    assert root["created_at"].isoformat() == "2031-03-02T08:00:00+00:00"
    assert (root["kind"], root["lang"], root["platform"]) == ("original", "en", "bluesky")
    assert root["mentions"] == [ELIN]
    assert root["hashtags"] == ["peace", "diplomacy"]
    assert root["urls"] == ["https://nordalia.example/talks?day=2"]
    counts = [root[f"{name}_count"] for name in ("reply", "repost", "quote", "like", "view")]
    assert counts == [1, 2, 1, 30, None]
    assert root["conversation_id"] == post(MFA, "3a1")
    assert not root["nested"]
    reply = found[post(TOMAS, "3a3")]
    assert (reply["kind"], reply["reply_to"]) == ("reply", post(ELIN, "3a2"))
    assert reply["reply_to_author"] == ELIN
    assert reply["conversation_id"] == post(MFA, "3a1")
    assert reply["text"] == "غدا 明日"
    quote = found[post(TOMAS, "3a4")]
    assert (quote["kind"], quote["quote_of"]) == ("quote", post(MFA, "3a1"))
    assert quote["quote_of_author"] == MFA
    assert found[post(QUIET, "3a5")]["quote_of"] == post(ELIN, "3zz")
    shared = found[post(ELIN, "3a6")]
    assert (shared["kind"], shared["quote_of"]) == ("original", None)
    assert shared["urls"] == [f"at://{ELIN}/app.bsky.graph.list/3ll"]
    coverage = accounted(corpus)
    assert (coverage["lines"], coverage["unavailable"], coverage["missing_quoted"]) == (6, 1, 1)


def test_a_time_that_cannot_be_is_when_the_post_was_seen():
    corpus = tw.read(HERE / "posts.json")
    odd = table(corpus)[post(TOMAS, "3a3")]
    assert odd["created_at"].isoformat() == "2031-03-02T08:10:00+00:00"
    assert accounted(corpus)["mended_times"] == 1


def test_without_any_time_the_key_tells_it(tmp_path: Path):
    record = {"$type": "app.bsky.feed.post", "createdAt": "soon", "text": "a"}
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps({"uri": post(ELIN, "3jzfcijpj2z2a"), "cid": "x", "value": record}))
    (row,) = table(tw.read(path)).values()
    assert row["created_at"].isoformat() == "2023-06-30T15:03:01.887007+00:00"


def test_accounts():
    corpus = tw.read(HERE / "posts.json")
    found = {row["account"]: row for row in rows_of(corpus.accounts)}
    assert set(found) == {MFA, ELIN, TOMAS, QUIET}
    mfa = found[MFA]
    assert (mfa["handle"], mfa["verified"]) == ("mfa.nordalia.example", True)
    assert mfa["name"] == "Invented mfa.nordalia.example"
    assert mfa["created_at"].isoformat() == "2030-05-06T07:08:09.010000+00:00"
    assert found[QUIET]["handle"] is None  # unconfirmed handles are all the same


def test_a_feed_has_its_reposts_and_the_posts_above():
    corpus = tw.read(HERE / "feed.json")
    found = table(corpus)
    assert len(found) == 6
    direct, onward = found[repost(ELIN, "3b1")], found[repost(TOMAS, "3b2")]
    for row, author, via in ((direct, ELIN, None), (onward, TOMAS, repost(ELIN, "3b1"))):
        assert (row["kind"], row["author_id"], row["via"]) == ("repost", author, via)
        assert (row["repost_of"], row["repost_of_author"]) == (post(MFA, "3a1"), MFA)
        assert row["text"] is None
    assert direct["created_at"].isoformat() == "2031-03-02T09:00:00+00:00"
    assert found[post(ELIN, "3a2")]["nested"]
    assert not found[post(MFA, "3a1")]["nested"]
    coverage = accounted(corpus)
    assert (coverage["reposts_without_id"], coverage["unavailable"]) == (1, 2)
    assert QUIET in corpus.accounts["account"].tolist()


@pytest.mark.parametrize(("name", "posts"), [("thread.json", 3), ("thread_v2.jsonl", 2)])
def test_threads_of_both_shapes(name, posts):
    corpus = tw.read(HERE / name)
    assert len(corpus) == posts
    assert accounted(corpus)["unavailable"] == 1
    shape = corpus.conversations().shape()
    assert shape["conversation"].tolist() == [post(MFA, "3a1")]


def test_records_and_answers_without_posts():
    corpus = tw.read(HERE / "records.jsonl")
    assert sorted(table(corpus)) == [post(ELIN, "3a2"), post(MFA, "3a1")]
    assert {row["author_id"] for row in table(corpus).values()} == {ELIN, MFA}
    coverage = accounted(corpus)
    assert coverage["lines"] == 5
    assert coverage["empty_pages"] == coverage["like_records"] == coverage["account_records"] == 1
    assert coverage["reposts_without_id"] == 2


def test_events():
    corpus = tw.read(HERE / "jetstream.jsonl")
    found = table(corpus)
    assert len(found) == 6
    assert {row["post_id"] for row in found.values() if row["kind"] == "repost"} == {
        repost(ELIN, "3b1"), repost(TOMAS, "3b2"), repost(QUIET, "3b3")
    }  # fmt: skip
    assert found[post(TOMAS, "3a7")]["text"] == "early"
    coverage = accounted(corpus)
    assert coverage["lines"] == 14
    assert coverage["compliance_records"] == coverage["tombstones"] == 2
    assert coverage["deleted_posts"] == 1  # the third repost; the post was never read
    assert coverage["like_records"] == 1
    assert coverage["other_records"] == 2
    assert coverage["account_records"] == 3
    people = {row["account"]: row for row in rows_of(corpus.accounts)}
    assert people[MFA]["handle"] == "mfa.nordalia.example"
    assert people[TOMAS]["description"] == "nobody at all"


def test_the_path_of_a_repost_is_observed():
    cascades = tw.read(HERE / "jetstream.jsonl").cascades(attribution="observed")
    edges = {(row["parent"], row["child"], row["evidence"]) for row in rows_of(cascades.edges)}
    root, first, second = post(MFA, "3a1"), repost(ELIN, "3b1"), repost(TOMAS, "3b2")
    assert {(a, b) for a, b, _ in edges} == {
        (root, first), (first, second), (second, repost(QUIET, "3b3"))
    }  # fmt: skip
    assert {evidence for a, _, evidence in edges if a != root} == {"observed"}
    assert cascades.shape()["depth"].tolist() == [3]


def test_threads_and_responses():
    corpus = tw.read(HERE / "posts.json")
    assert corpus.conversations().shape()["posts"].tolist() == [3]
    responses = corpus.responses("mfa.nordalia.example")
    found = {row["response"]: (row["channel"], row["notified"]) for row in rows_of(responses.posts)}
    assert found == {
        post(ELIN, "3a2"): ("reply", True),
        post(TOMAS, "3a3"): ("deep_reply", True),
        post(TOMAS, "3a4"): ("quote", True),
    }


def test_packed_files_and_several_shapes_are_the_same_posts(tmp_path: Path):
    names = ("posts.json", "jetstream.jsonl")
    for name in names:
        packed = read_packed(tmp_path, HERE / name)
        assert rows_of(packed.posts) == rows_of(tw.read(HERE / name).posts)
    both = tw.read([HERE / name for name in ("posts.json", "thread.json", "records.jsonl")])
    assert len(both) == 6
    assert accounted(both)["duplicates"] == 5


def test_every_line_is_accounted_and_bad_ones_say_why(tmp_path: Path):
    lines = (HERE / "jetstream.jsonl").read_text().splitlines()
    broken = json.loads(lines[1])
    del broken["commit"]["record"]["subject"]
    spoilt = [lines[0], "{", json.dumps(broken), lines[0][:-1], '{"$type":"app.bsky.feed.post"}']
    path = tmp_path / "spoilt.jsonl"
    path.write_text("\n".join(spoilt))
    corpus = tw.read(path)
    coverage = accounted(corpus)
    assert (coverage["posts"], coverage["rejected_lines"]) == (1, 4)
    reasons = dict(zip(corpus.rejects["line"], corpus.rejects["reason"], strict=True))
    assert "subject.uri" in reasons[3]
    assert "at-uri" in reasons[5]
