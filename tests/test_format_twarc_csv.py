"""CSV of ``twarc2 csv``; the fixtures are what twarc-csv 0.7.2 makes of the invented posts."""

from __future__ import annotations

from pathlib import Path

import archives
import pandas as pd
import polars as pl
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from archives import post_id, rows_of, user_id, without, written

import twiplomacy as tw

FOLDER = Path(__file__).parent / "formats" / "twarc_csv"
INLINE = FOLDER / "inline.csv"


def by_id(corpus):
    return {row["post_id"]: row for row in rows_of(corpus.posts)}


def read(name):
    return tw.read(FOLDER / f"{name}.csv", backend="pyarrow")


def test_rows_are_the_posts_of_the_json(world, counted):
    corpus = read("inline")
    found, wanted = by_id(corpus), by_id(tw.Corpus(world._core, "pyarrow"))
    repost, whole = found.pop(post_id(2)), wanted.pop(post_id(2))
    # Referenced posts are rows like all others.
    assert without(found.values(), "nested") == without(wanted.values(), "nested")
    assert not any(row["nested"] for row in found.values())
    # A repost takes the text, the marks and the counters of its original.
    for name in ("author_id", "kind", "created_at", "repost_of", "repost_of_author", "hashtags"):
        assert repost[name] == whole[name], name
    assert repost["text"] == archives.HEARD
    assert (repost["repost_count"], repost["like_count"], repost["reply_count"]) == (3, None, None)
    lines = counted(tw.read(INLINE))
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (8, 8, 0)


def test_accounts(counted):
    table = {row["handle"]: row for row in rows_of(read("inline").accounts)}
    assert set(table) == set(archives.HANDLES)
    mission = table["VesperMission"]
    assert mission["account"] == user_id("VesperMission")
    assert (mission["followers_count"], mission["following_count"]) == (200, 7)
    assert (mission["verified"], mission["post_count"]) == (True, 41)
    assert mission["created_at"].isoformat() == "2019-05-04T03:02:01+00:00"


@pytest.mark.parametrize("name", ["encode_all", "encode_text", "plain_lists", "whole_entities"])
def test_the_options_of_twarc_change_nothing(name):
    assert rows_of(read(name).posts) == rows_of(read("inline").posts)


def test_without_inlined_and_without_merged_posts(flat_file):
    wanted = by_id(tw.read(flat_file, backend="pyarrow"))
    assert set(by_id(read("alone"))) == set(wanted) - {post_id(0)}
    unmerged = by_id(read("unmerged"))
    assert unmerged[post_id(2)] == wanted[post_id(2)]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_and_under_another_name(tmp_path, suffix):
    packed = written(tmp_path / f"x.csv{suffix}", INLINE.read_bytes())
    misnamed = tmp_path / "tweets.jsonl"
    misnamed.write_bytes(packed.read_bytes())
    wanted = rows_of(read("inline").posts)
    assert rows_of(tw.read(packed).posts)[0]["post_id"] == wanted[0]["post_id"]
    assert rows_of(tw.read(misnamed, backend="pyarrow").posts) == wanted


def test_marks_returns_and_semicolons(tmp_path):
    text = INLINE.read_text("utf-8")
    wanted = rows_of(read("inline").posts)
    windows = written(tmp_path / "w.csv", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert rows_of(tw.read(windows, backend="pyarrow").posts) == wanted
    sheet = pd.read_csv(INLINE, dtype=str)
    sheet.to_csv(tmp_path / "s.csv", sep=";", index=False)
    assert rows_of(tw.read(tmp_path / "s.csv", backend="pyarrow").posts) == wanted


def test_frames_and_parquet_are_the_same(tmp_path):
    wanted = rows_of(read("inline").posts)
    for frame in (
        pd.read_csv(INLINE, dtype={"id": str, "conversation_id": str}),
        pl.read_csv(INLINE, infer_schema_length=0),
        pacsv.read_csv(INLINE),
    ):
        if isinstance(frame, pd.DataFrame):
            # pandas makes floats of ids beside missing cells: digits are lost, and it says so.
            with pytest.raises(tw.InputError, match=r"2\*\*53"):
                tw.from_frame(frame)
            frame = pd.read_csv(INLINE, dtype=str)
        assert rows_of(tw.from_frame(frame, backend="pyarrow").posts) == wanted
    pq.write_table(pacsv.read_csv(INLINE), tmp_path / "t.parquet")
    assert rows_of(tw.read(tmp_path / "t.parquet", backend="pyarrow").posts) == wanted


def test_flattened_posts_that_pandas_made_a_table(tmp_path, flat_file):
    frame = pd.json_normalize(archives.flats())
    frame.to_csv(tmp_path / "pandas.csv", index=False)
    wanted = by_id(tw.read(flat_file, backend="pyarrow"))
    del wanted[post_id(0)]
    for corpus in (tw.read(tmp_path / "pandas.csv"), tw.from_frame(frame)):
        found = by_id(tw.Corpus(corpus._core, "pyarrow"))
        # An account that a reply names by its id alone, or a mention by its handle, has no more.
        names = ("mentions", "quote_of_author", "repost_of_author", "reply_to_author")
        assert without(found.values(), *names) == without(wanted.values(), *names)


def test_bad_rows_are_rejects(tmp_path, counted):
    rows = INLINE.read_text("utf-8").splitlines(keepends=True)
    rows[2] = rows[2].replace("1900000000000000003", "1.9E+18", 1)
    rows[3] = rows[3].replace("2031-03-02T08:03:00.000Z", "soon")
    rows[4] = "1,2,3\n"
    corpus = tw.read(written(tmp_path / "bad.csv", "".join(rows).encode()))
    reasons = {row["line"]: row["reason"] for row in rows_of(corpus.rejects)}
    assert sorted(reasons) == [3, 4, 5]
    assert "rounded" in reasons[3]
    assert "soon" in reasons[4]
    assert "cells" in reasons[5]
    lines = counted(corpus)
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (8, 5, 3)


def test_people_and_compliance_are_known_records(tmp_path, counted):
    people = b"id,username,name,public_metrics.followers_count,description\n7,elin_kask,Elin,5,x\n"
    corpus = tw.read(written(tmp_path / "users.csv", people))
    assert counted(corpus)["account_records"] == 1
    assert rows_of(corpus.accounts)[0]["followers_count"] == 5
    notices = b"id,action,created_at,redacted_at,reason\n7,delete,,2031-03-02T08:00:00Z,deleted\n"
    corpus = tw.read(written(tmp_path / "compliance.csv", notices))
    assert counted(corpus)["compliance_records"] == 1
    assert counted(corpus)["record_lines"] == 1
