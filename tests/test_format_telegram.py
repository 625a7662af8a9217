"""Telegram Desktop exports, against what was written by hand."""

from __future__ import annotations

import json
from pathlib import Path

from archives import rows_of
from formats_shared import FORMATS, accounted, read_packed, table

import twiplomacy as tw

HERE = FORMATS / "telegram"
MFA, DESK = "channel1500000001", "channel1500000002"
ELIN, TOMAS = "user7000000001", "user7000000002"


def in_channel(number: int) -> str:
    return f"1500000001/{number}"


def in_group(number: int) -> str:
    return f"1600000003/{number}"


def test_a_channel():
    corpus = tw.read(HERE / "channel.json")
    found = table(corpus)
    assert list(found) == [in_channel(number) for number in (2, 3, 4, 5)]
    root = found[in_channel(2)]
    assert root["text"] == (
        "Talks in Port Ilva 🕊 #peace https://nordalia.example/talks agenda ask @elin_kask"
    )
    assert root["hashtags"] == ["peace"]
    assert root["urls"] == ["https://nordalia.example/talks", "https://nordalia.example/agenda"]
    assert root["mentions"] == ["elin_kask"]
    assert (root["author_id"], root["platform"]) == (MFA, "telegram")
    # From `date_unixtime`: `date` is in the zone of whoever exported.
    assert root["created_at"].isoformat() == "2031-03-02T08:00:00+00:00"
    assert (root["like_count"], root["view_count"], root["reply_count"]) == (5, None, None)
    forward = found[in_channel(3)]
    assert (forward["kind"], forward["repost_of"]) == ("repost", None)
    assert forward["repost_of_author"] == DESK
    reply = found[in_channel(4)]
    assert (reply["kind"], reply["reply_to"], reply["text"]) == ("reply", in_channel(2), "غدا 明日")
    assert found[in_channel(5)]["text"] == ""
    coverage = accounted(corpus)
    assert (coverage["lines"], coverage["other_records"]) == (6, 2)
    names = {row["account"]: row["name"] for row in rows_of(corpus.accounts)}
    assert (names[MFA], names[DESK]) == ("Nordalia MFA", "Vesper Desk")


def test_all_chats_of_an_account():
    corpus = tw.read(HERE / "account.json")
    found = table(corpus)
    assert set(found) == {in_group(n) for n in range(10, 15)} | {"77/5", "77/6"}
    assert (found[in_group(10)]["kind"], found[in_group(10)]["author_id"]) == ("repost", MFA)
    # The forward names its source by title alone, and the title is a known channel's.
    assert found[in_group(10)]["repost_of_author"] == MFA
    reply = found[in_group(11)]
    assert (reply["reply_to"], reply["reply_to_author"]) == (in_group(10), MFA)
    assert found[in_group(12)]["mentions"] == [TOMAS]
    assert found[in_group(12)]["reply_to_author"] == TOMAS
    assert found[in_group(13)]["reply_to"] == in_channel(2)
    passed_on = found[in_group(14)]
    assert (passed_on["kind"], passed_on["repost_of_author"]) == ("repost", None)
    assert found["77/5"]["author_id"] == "user42"
    assert found["77/6"]["author_id"] == MFA  # 0x200000000 and the channel's id
    assert found["77/6"]["hashtags"] == ["peace"]
    coverage = accounted(corpus)
    assert (coverage["lines"], coverage["other_records"]) == (8, 1)
    assert (coverage["reposts_author_only"], coverage["reposts_of_unknown"]) == (1, 1)


def test_exports_meet_across_files():
    corpus = tw.read([HERE / "channel.json", HERE / "account.json"])
    found = table(corpus)
    assert found[in_group(13)]["reply_to_author"] == MFA
    assert accounted(corpus)["missing_parents"] == 0


def test_threads_and_responses():
    corpus = tw.read([HERE / "channel.json", HERE / "account.json"])
    assert sorted(corpus.conversations().shape()["posts"]) == [3, 3]
    found = {row["response"]: row for row in rows_of(corpus.responses(MFA).posts)}
    assert found[in_group(13)]["channel"] == "reply"
    assert found[in_group(13)]["notified"]


def test_packed_files_are_the_same(tmp_path: Path):
    for name in ("channel.json", "account.json"):
        packed = read_packed(tmp_path, HERE / name)
        assert rows_of(packed.posts) == rows_of(tw.read(HERE / name).posts)


def test_an_export_that_breaks_off_keeps_what_came_before(tmp_path: Path):
    text = (HERE / "channel.json").read_text()
    path = tmp_path / "result.json"
    path.write_text(text[: text.index('"id": 5')])
    corpus = tw.read(path)
    assert list(table(corpus)) == [in_channel(2), in_channel(3), in_channel(4)]
    assert "does not end" in corpus.rejects["reason"].tolist()[-1]


def test_bad_messages_say_why(tmp_path: Path):
    export = json.loads((HERE / "channel.json").read_text())
    export["messages"][1]["date_unixtime"] = "soon"
    export["messages"][2]["text"] = 7
    path = tmp_path / "result.json"
    path.write_text(json.dumps(export))
    corpus = tw.read(path)
    coverage = accounted(corpus)
    assert (coverage["posts"], coverage["rejected_lines"]) == (2, 2)
    reasons = corpus.rejects["reason"].tolist()
    assert "date_unixtime" in reasons[0]
    assert "a text or a list" in reasons[1]
