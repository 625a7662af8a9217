"""Mastodon: statuses, answers and events, against what was written by hand."""

from __future__ import annotations

from pathlib import Path

from archives import rows_of
from formats_shared import FORMATS, accounted, read_packed, table

import twiplomacy as tw

HERE = FORMATS / "mastodon"
MFA, ELIN, TOMAS = "nordaliamfa@ilva.example", "elin_kask@ilva.example", "tomas_oru@vesper.example"
FIRST = 114_000_000_000_000_001


def post(number: int) -> str:
    return str(FIRST + number)


def test_statuses():
    corpus = tw.read(HERE / "statuses.jsonl")
    found = table(corpus)
    assert len(found) == 7
    root = found[post(0)]
    assert root["text"] == (
        "Talks in Port Ilva & peace 🕊\n\n#Peace https://nordalia.example/talks?day=2&x=1"
    )
    assert root["urls"] == ["https://nordalia.example/talks?day=2&x=1"]
    assert (root["hashtags"], root["mentions"]) == (["peace"], [])
    assert (root["author_id"], root["author"]) == (MFA, "NordaliaMFA@ilva.example")
    assert (root["kind"], root["lang"], root["platform"]) == ("original", "en", "mastodon")
    assert root["created_at"].isoformat() == "2031-03-02T08:00:00+00:00"
    counts = [root[f"{name}_count"] for name in ("reply", "repost", "quote", "like", "view")]
    assert counts == [2, 1, 0, 9, None]
    assert root["conversation_id"] is None
    reply = found[post(1)]
    assert reply["text"] == "@NordaliaMFA When?\nغدا 明日"
    assert (reply["kind"], reply["reply_to"], reply["reply_to_author"]) == ("reply", post(0), MFA)
    assert reply["mentions"] == [MFA]
    assert (reply["author_id"], reply["lang"]) == (TOMAS, None)
    assert found[post(2)]["reply_to_author"] == TOMAS
    assert found[post(3)]["reply_to_author"] == MFA
    assert found[post(3)]["text"] == "Dates\n\nAnd after."
    repost = found[post(4)]
    assert (repost["kind"], repost["author_id"], repost["text"]) == ("repost", ELIN, None)
    assert (repost["repost_of"], repost["repost_of_author"]) == (post(0), MFA)
    quote = found[post(5)]
    assert (quote["kind"], quote["text"], quote["urls"]) == ("quote", "Worth a look", [])
    assert (quote["quote_of"], quote["quote_of_author"]) == (post(0), MFA)
    stray = found[post(6)]
    assert (stray["reply_to"], stray["reply_to_author"]) == ("113999999999999999", None)
    assert not any(row["nested"] for row in found.values())
    coverage = accounted(corpus)
    assert (coverage["lines"], coverage["post_lines"]) == (7, 7)


def test_accounts_of_two_servers_with_one_id_stay_two():
    found = {row["account"]: row for row in rows_of(tw.read(HERE / "statuses.jsonl").accounts)}
    assert set(found) == {MFA, ELIN, TOMAS}
    mfa = found[MFA]
    assert mfa["description"] == "nobody at all & NordaliaMFA"
    assert (mfa["followers_count"], mfa["following_count"]) == (101, 7)
    assert mfa["created_at"].isoformat() == "2029-01-02T00:00:00+00:00"


def test_answers_without_and_with_posts():
    corpus = tw.read(HERE / "answers.jsonl")
    assert sorted(table(corpus)) == [post(0), post(1), post(2), post(3)]
    coverage = accounted(corpus)
    assert (coverage["lines"], coverage["record_lines"]) == (8, 4)
    assert coverage["empty_pages"] == coverage["like_records"] == 1
    assert (coverage["account_records"], coverage["other_records"]) == (2, 2)


def test_events():
    corpus = tw.read(HERE / "stream.jsonl")
    assert sorted(table(corpus)) == [post(0), post(3)]
    coverage = accounted(corpus)
    assert coverage["lines"] == 5
    assert coverage["compliance_records"] == coverage["stream_notices"] == 1
    assert coverage["tombstones"] == 1
    assert coverage["reposts_without_id"] == 1


def test_cascades_threads_and_responses():
    corpus = tw.read(HERE / "statuses.jsonl")
    cascades = corpus.cascades(attribution="observed")
    assert [(row["parent"], row["child"]) for row in rows_of(cascades.edges)] == [
        (post(0), post(4))
    ]
    assert sorted(corpus.conversations().shape()["posts"]) == [1, 4]
    responses = corpus.responses("NordaliaMFA@ilva.example")
    found = {row["response"]: (row["channel"], row["notified"]) for row in rows_of(responses.posts)}
    assert found == {
        post(1): ("reply", True), post(4): ("repost", True), post(5): ("quote", True)
    }  # fmt: skip


def test_the_outbox_of_an_account():
    corpus = tw.read(HERE / "outbox.json")
    rows = rows_of(corpus.posts)
    assert [row["kind"] for row in rows] == ["original", "reply", "repost"]
    assert {row["author_id"] for row in rows} == {ELIN}
    first, reply, repost = rows
    assert first["post_id"] == "https://ilva.example/users/elin_kask/statuses/1"
    assert first["text"] == "Harbour & #peace https://nordalia.example/a"
    assert (first["hashtags"], first["urls"]) == (["peace"], ["https://nordalia.example/a"])
    assert (first["lang"], first["created_at"].hour) == ("en", 1)
    assert first["conversation_id"].startswith("tag:ilva.example")
    assert reply["text"] == "Short\n\n@Tomas_Oru yes"
    assert reply["reply_to"] == "https://vesper.example/users/Tomas_Oru/statuses/77"
    assert (reply["reply_to_author"], reply["mentions"]) == (TOMAS, [TOMAS, MFA])
    assert repost["repost_of"] == "https://ilva.example/users/NordaliaMFA/statuses/9"
    assert repost["repost_of_author"] == MFA
    assert accounted(corpus)["post_lines"] == 3


def test_packed_files_are_the_same(tmp_path: Path):
    for name in ("statuses.jsonl", "stream.jsonl"):
        packed = read_packed(tmp_path, HERE / name)
        assert rows_of(packed.posts) == rows_of(tw.read(HERE / name).posts)


def test_bad_lines_say_why(tmp_path: Path):
    line = (HERE / "statuses.jsonl").read_text().splitlines()[0]
    path = tmp_path / "spoilt.jsonl"
    path.write_text("\n".join([line, line[:200], line.replace("2031-03-02", "2031-13-02")]))
    corpus = tw.read(path)
    coverage = accounted(corpus)
    assert (coverage["posts"], coverage["rejected_lines"]) == (1, 2)
    assert "created_at" in corpus.rejects["reason"].tolist()[1]
