"""CSV of 4CAT 1.56 and Zeeschuimer 1.14, as their own code writes it of the invented posts."""

from __future__ import annotations

import warnings
from pathlib import Path

import collectors
import pandas as pd
import pytest
from archives import post_id, rows_of, user_id, written

import twiplomacy as tw

FOLDER = Path(__file__).parent / "formats" / "fourcat"
SAME = (
    "author_id", "author", "created_at", "text", "lang", "kind", "reply_to_author", "quote_of",
    "quote_of_author", "repost_of_author", "conversation_id", "mentions", "hashtags", "urls",
    "like_count", "reply_count", "repost_count", "quote_count", "view_count", "platform",
)  # fmt: skip


def by_id(corpus):
    return {row["post_id"]: row for row in rows_of(corpus.posts)}


def read(name):
    with pytest.warns(tw.CoverageWarning, match="NDJSON"):
        return tw.read(FOLDER / f"{name}.csv", backend="pyarrow")


@pytest.mark.parametrize("name", ["x", "zeeschuimer", "v2"])
def test_rows_are_the_posts_of_the_json_but_for_their_references(name, flat_file):
    found, wanted = by_id(read(name)), by_id(tw.read(flat_file, backend="pyarrow"))
    assert set(wanted) - set(found) == {post_id(0)}
    for number in range(1, 8):
        row, whole = found[post_id(number)], wanted[post_id(number)]
        assert (row["reply_to"], row["repost_of"]) == (None, None)
        for key in SAME:
            if key == "quote_of" and name == "v2":
                assert row[key] is None
            elif key == "quote_of_author" and number == 6:
                # Whoever wrote nothing in the table is known by handle alone.
                assert row[key] == "quiet_harbour"
            elif key == "reply_to_author" and number == 7:
                assert row[key] == "quiet_harbour"
            elif key == "mentions":
                assert len(row[key]) == len(whole[key])
            elif key in ("hashtags", "urls") and number == 2:
                assert name == "v2" or row[key] == whole[key]
            else:
                assert row[key] == whole[key], (number, key)


@pytest.mark.parametrize("name", ["x", "zeeschuimer", "v2"])
def test_what_is_missing_is_said_and_counted(name, counted):
    with pytest.warns(tw.CoverageWarning) as caught:
        corpus = tw.read(FOLDER / f"{name}.csv")
    (warning,) = caught
    for words in ("3 replies", "1 reposts", "threads and cascades", "NDJSON"):
        assert words in str(warning.message)
    assert Path(warning.filename) == Path(__file__)
    lines = counted(corpus)
    assert (lines["replies_author_only"], lines["reposts_author_only"]) == (3, 1)
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (7, 7, 0)


def test_what_can_be_served_is_served():
    table = rows_of(read("x").posts)
    reposts = [row for row in table if row["kind"] == "repost"]
    assert [row["repost_of_author"] for row in reposts] == [user_id("NordaliaMFA")]
    replies = [row["reply_to_author"] for row in table if row["kind"] == "reply"]
    assert replies == [user_id("NordaliaMFA"), user_id("Tomas_Oru"), "quiet_harbour"]


def test_the_ndjson_beside_it_is_the_cure(tmp_path, flat_file):
    items = [collectors.wrapped(item) for item in collectors.webs()]
    file = written(tmp_path / "x.ndjson", items)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        corpus = tw.read([FOLDER / "x.csv", file], backend="pyarrow")
    found, wanted = by_id(corpus), by_id(tw.read(flat_file, backend="pyarrow"))
    for name in ("reply_to", "repost_of", "quote_of", "text", "kind"):
        assert [row[name] for row in found.values()] == [row[name] for row in wanted.values()]


def test_frames_are_the_same_and_warn_too():
    frame = pd.read_csv(FOLDER / "v2.csv", dtype=str)
    with pytest.warns(tw.CoverageWarning, match="NDJSON"):
        corpus = tw.from_frame(frame, backend="pyarrow")
    assert rows_of(corpus.posts) == rows_of(read("v2").posts)


def test_a_table_of_originals_needs_no_warning(tmp_path):
    rows = (FOLDER / "x.csv").read_text("utf-8").splitlines(keepends=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        corpus = tw.read(written(tmp_path / "one.csv", "".join(rows[:2]).encode()))
    assert len(corpus) == 1


def test_followers_of_4cat():
    table = {row["handle"]: row for row in rows_of(read("v2").accounts)}
    assert table["VesperMission"]["followers_count"] == 200
    assert table["VesperMission"]["name"] == "Invented VesperMission 🌿"
    assert table["quiet_harbour"]["account"] == "quiet_harbour"
    # What X calls verified is who pays.
    assert rows_of(read("x").accounts)[0]["verified"] is None


def test_zeros_that_4cat_made_up_are_missing():
    assert by_id(read("v2"))[post_id(1)]["view_count"] is None


def test_bad_rows_are_rejects(tmp_path, counted):
    rows = (FOLDER / "zeeschuimer.csv").read_text("utf-8").splitlines(keepends=True)
    rows[1] = rows[1].replace("2031-03-02 08:01:00", "02/03/2031 08:01", 1)
    rows[2] = rows[2].replace("1900000000000000003", "1.9E+18", 1)
    with pytest.warns(tw.CoverageWarning):
        corpus = tw.read(written(tmp_path / "bad.csv", "".join(rows).encode()))
    reasons = {row["line"]: row["reason"] for row in rows_of(corpus.rejects)}
    assert "timestamp" in reasons[2]
    assert "rounded" in reasons[3]
    lines = counted(corpus)
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (7, 5, 2)


def test_other_tables_of_4cat_are_no_posts_of_twitter(tmp_path):
    table = b"id,thread_id,timestamp,body,author,subreddit\n1,1,2031-03-02 08:00:00,hello,elin,x\n"
    with pytest.raises(tw.InputError, match="columns="):
        tw.read(written(tmp_path / "reddit.csv", table))
