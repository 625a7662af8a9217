"""minet's CSV; the fixtures are what twitwi 0.25 makes of the invented posts."""

from __future__ import annotations

from pathlib import Path

import archives
import pandas as pd
import pytest
from archives import post_id, rows_of, user_id, written

import twiplomacy as tw

FOLDER = Path(__file__).parent / "formats" / "minet"
SAME = (
    "author_id", "author", "created_at", "lang", "kind", "reply_to", "reply_to_author",
    "quote_of", "quote_of_author", "repost_of", "repost_of_author", "platform", "nested",
)  # fmt: skip


def by_id(corpus):
    return {row["post_id"]: row for row in rows_of(corpus.posts)}


def read(name):
    return tw.read(FOLDER / f"{name}.csv", backend="pyarrow")


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_rows_are_the_posts_of_the_json(name, flat_file):
    found, wanted = by_id(read(name)), by_id(tw.read(flat_file, backend="pyarrow"))
    # twitwi's v2 takes the post that is replied to from those it has; the last one is gone.
    gone = found[post_id(7)] if name == "v2" else {}
    assert set(found) == set(wanted)
    for number in range(8):
        row, whole = found[post_id(number)], wanted[post_id(number)]
        if row is gone:
            assert row["reply_to"] in (None, archives.MISSING)
            continue
        assert {key: row[key] for key in SAME} == {key: whole[key] for key in SAME}
        assert row["conversation_id"] is None
        assert row["text"] == whole["text"]
        assert row["mentions"] == whole["mentions"] or set(row["mentions"]) == set(
            whole["mentions"]
        )
        if whole["kind"] != "repost":
            tags = [tag.lower() for tag in whole["hashtags"]]
            assert [tag.lower() for tag in row["hashtags"]] == tags
            assert row["like_count"] == whole["like_count"] == 9
    assert found[post_id(1)]["urls"] == ["https://lumen.example/a"]


def test_a_repost_has_no_counters_of_its_own():
    for name, reposts in [("v1", 3), ("v2", None)]:
        row = by_id(read(name))[post_id(2)]
        assert (row["repost_count"], row["like_count"], row["reply_count"]) == (reposts, None, None)


def test_every_line_is_accounted_for(counted):
    lines = counted(tw.read(FOLDER / "v1.csv"))
    assert (lines["lines"], lines["post_lines"], lines["duplicates"]) == (10, 10, 0)
    assert (lines["nested_posts"], lines["rejected_lines"]) == (1, 0)


def test_accounts():
    table = {row["handle"]: row for row in rows_of(read("v1").accounts)}
    assert set(table) == set(archives.HANDLES)
    mission = table["VesperMission"]
    assert mission["account"] == user_id("VesperMission")
    assert (mission["followers_count"], mission["following_count"]) == (200, 7)
    assert (mission["verified"], mission["location"]) == (True, "Port Ilva")


def test_tables_that_went_through_a_spreadsheet(tmp_path):
    wanted = rows_of(read("v1").posts)
    frame = pd.read_csv(FOLDER / "v1.csv", dtype=str)
    frame["retweet_count"] = frame["retweet_count"] + ".0"
    frame["timestamp_utc"] = frame["timestamp_utc"] + ".0"
    frame.to_csv(tmp_path / "floats.csv", index=False, lineterminator="\r\n")
    assert rows_of(tw.read(tmp_path / "floats.csv", backend="pyarrow").posts) == wanted
    frame["id"] = frame["id"].astype(float).map("{:.5E}".format)
    frame.to_csv(tmp_path / "rounded.csv", index=False)
    corpus = tw.read(tmp_path / "rounded.csv")
    assert (len(corpus), len(corpus.rejects)) == (0, len(frame))
    assert corpus.rejects["reason"].str.contains("rounded").all()


def test_frames_with_fractions_in_columns_that_are_not_read():
    frame = pd.read_csv(FOLDER / "v1.csv", dtype=str)
    frame["lat"] = 45.25
    frame["retweet_count"] = frame["retweet_count"].astype(float)
    corpus = tw.from_frame(frame, backend="pyarrow")
    assert rows_of(corpus.posts) == rows_of(read("v1").posts)
    frame["to_tweetid"] = frame["to_tweetid"].astype(float)
    with pytest.raises(tw.InputError, match="to_tweetid"):
        tw.from_frame(frame)


def test_bad_rows_are_rejects(tmp_path, counted):
    rows = (FOLDER / "v1.csv").read_text("utf-8").splitlines(keepends=True)
    rows[1] = rows[1].replace("1930204860", "soon", 1)
    rows[2] = rows[2].replace("1900000000000000002", "", 1)
    corpus = tw.read(written(tmp_path / "bad.csv", "".join(rows).encode()))
    reasons = {row["line"]: row["reason"] for row in rows_of(corpus.rejects)}
    assert "timestamp_utc" in reasons[2]
    assert "id is missing" in reasons[3]
    lines = counted(corpus)
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (10, 8, 2)


def test_posts_on_bluesky(counted):
    corpus = read("bluesky")
    at = "at://did:plc:{}/app.bsky.feed.post/3laaaaaaaaa2{}".format
    found = by_id(corpus)
    assert set(found) == {at("mfa", "a"), at("elin", "b"), at("tomas", "c"), at("vesper", "d")}
    root, again = found[at("mfa", "a")], found[at("tomas", "c")]
    assert (root["author_id"], root["author"]) == ("did:plc:mfa", "mfa.nordalia.example")
    assert root["created_at"].isoformat() == "2031-03-02T08:01:00+00:00"
    assert root["text"] == "We welcome the Lumen accord 🕊️ #LumenAccord"
    assert (root["hashtags"], root["lang"], root["platform"]) == (["lumenaccord"], "en", "bluesky")
    counters = ("reply_count", "repost_count", "quote_count", "like_count", "view_count")
    assert [root[name] for name in counters] == [1, 2, 4, 3, None]
    assert (again["kind"], again["reply_to"]) == ("reply", at("elin", "b"))
    assert (again["reply_to_author"], again["conversation_id"]) == ("did:plc:elin", at("mfa", "a"))
    assert again["mentions"] == ["did:plc:mfa"]
    quote = found[at("vesper", "d")]
    assert (quote["kind"], quote["quote_of"], quote["text"]) == (
        "quote", at("mfa", "a"), "as they said"
    )  # fmt: skip
    lines = counted(tw.read(FOLDER / "bluesky.csv"))
    assert (lines["lines"], lines["reposts_without_id"], lines["reposts"]) == (6, 1, 0)
