"""Reading archives: every format and wrapping gives the same posts, and every line is accounted."""

from __future__ import annotations

import json
from pathlib import Path

import archives
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import post_id, rows_of, user_id, without, written

import twiplomacy as tw


def posts(paths, **options):
    return rows_of(tw.read(paths, backend="pyarrow", **options).posts)


def by_id(paths):
    return {row["post_id"]: row for row in posts(paths)}


def test_pages_and_flattened_posts_are_the_same(pages_file, flat_file):
    assert len(posts(pages_file)) == 8
    assert posts(pages_file) == posts(flat_file)


@pytest.mark.parametrize("text", ["full_text", "text", "extended_tweet"])
def test_v1_statuses_are_the_same_but_for_their_threads(tmp_path, flat_file, text):
    old = written(tmp_path / "old.jsonl", archives.statuses(text))
    names = ("conversation_id",)
    assert without(posts(old), *names) == without(posts(flat_file), *names)


def test_a_csv_and_a_parquet_table_are_the_same_as_their_posts(tmp_path, flat_file):
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows())
    pq.write_table(archives.table(), tmp_path / "rows.parquet")
    names = ("nested", "reply_count", "repost_count", "quote_count")
    wanted = without(posts(flat_file), *names)
    assert without(posts(sheet), *names) == wanted
    assert without(posts(tmp_path / "rows.parquet"), *names) == wanted


def test_posts_hold_what_the_archive_says(world):
    table = {row["post_id"]: row for row in rows_of(world.posts)}
    assert [table[post_id(number)]["kind"] for number in range(8)] == [
        "original", "original", "repost", "reply", "quote", "reply", "quote", "reply"
    ]  # fmt: skip
    reply = table[post_id(5)]
    assert (reply["reply_to"], reply["reply_to_author"]) == (post_id(3), user_id("Tomas_Oru"))
    assert reply["mentions"] == [user_id("Tomas_Oru"), user_id("elin_kask")]
    assert table[post_id(4)]["quote_of_author"] == user_id("NordaliaMFA")
    assert table[post_id(2)]["repost_of"] == post_id(1)
    assert table[post_id(6)]["urls"] == ["https://ilva.example/b?x=1,2"]
    assert table[post_id(7)]["reply_to"] == archives.MISSING
    assert [row["nested"] for row in rows_of(world.posts)] == [True] + [False] * 7
    assert table[post_id(3)]["created_at"].isoformat() == "2031-03-02T08:03:00+00:00"


def test_accounts_hold_what_the_archive_says(world):
    table = {row["handle"]: row for row in rows_of(world.accounts)}
    assert set(table) == set(archives.HANDLES)
    mission = table["VesperMission"]
    assert mission["account"] == user_id("VesperMission")
    assert (mission["followers_count"], mission["following_count"]) == (200, 7)
    assert (mission["verified"], mission["posts"]) == (True, 1)
    assert mission["name"] == "Invented VesperMission 🌿"


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_archives_are_the_same(tmp_path, flat_file, suffix):
    packed = written(tmp_path / f"flat.jsonl{suffix}", archives.flats())
    assert posts(packed) == posts(flat_file)
    misnamed = tmp_path / "flat.txt"
    misnamed.write_bytes(packed.read_bytes())
    assert posts(misnamed) == posts(flat_file)


def test_gzip_and_zstd_of_several_members_are_read_to_their_end(tmp_path, flat_file):
    records = archives.flats()
    for suffix in (".gz", ".zst"):
        parts = [
            written(tmp_path / f"{number}{suffix}", [record]).read_bytes()
            for number, record in enumerate(records)
        ]
        joined = written(tmp_path / f"joined{suffix}.bin", b"".join(parts))
        assert posts(joined) == posts(flat_file)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_tables_are_the_same(tmp_path, suffix):
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows())
    packed = written(tmp_path / f"rows.csv{suffix}", sheet.read_bytes())
    assert posts(packed) == posts(sheet)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_parquet_table_may_be_compressed_too(tmp_path, suffix):
    pq.write_table(archives.table(), tmp_path / "rows.parquet")
    whole = (tmp_path / "rows.parquet").read_bytes()
    packed = written(tmp_path / f"rows.parquet{suffix}", whole)
    assert posts(packed) == posts(tmp_path / "rows.parquet")


def test_several_files_and_globs_in_any_order_are_one_archive(tmp_path, flat_file):
    folder = tmp_path / "month [1]" / "deep"
    folder.mkdir(parents=True)
    records = archives.flats()
    parts = [
        written(folder / "a.jsonl", records[:3]),
        written(folder / "b.jsonl.gz", records[3:5]),
        written(folder / "c.jsonl.zst", records[5:]),
    ]
    wanted = posts(flat_file)
    assert posts(parts) == wanted
    assert posts([str(part) for part in reversed(parts)]) == wanted
    assert posts(str(tmp_path / "**" / "*.jsonl*")) == wanted
    assert posts([parts[0], f"{tmp_path}/mon*/deep/[bc].jsonl.*"]) == wanted


def test_files_of_several_formats_are_one_archive(tmp_path, pages_file):
    old = written(tmp_path / "old.jsonl", archives.statuses()[:3])
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows()[3:])
    inside = {post_id(0)}  # no status of the first three holds it, and no row names it
    assert {row["post_id"] for row in posts([old, sheet])} == set(by_id(pages_file)) - inside


def test_lines_of_several_formats_in_one_file_are_read(tmp_path, flat_file):
    mixed = [archives.flats()[0], *archives.statuses()[1:5], *archives.pages(2)[2:]]
    corpus = tw.read(written(tmp_path / "mixed.jsonl", mixed))
    assert len(corpus.rejects) == 0
    assert {row["post_id"] for row in rows_of(corpus.posts)} == set(by_id(flat_file))


def test_posts_inside_posts_become_rows_once(tmp_path, counted):
    source = archives.post(1, "NordaliaMFA", "the source")
    quotes = [
        archives.post(number, "elin_kask", f"see {number}", refs={"quoted": post_id(1)})
        for number in range(2, 6)
    ]
    for record in quotes:
        record["referenced_tweets"][0] |= source
    corpus = tw.read(written(tmp_path / "quotes.jsonl", quotes))
    assert corpus.posts["post_id"].tolist() == [post_id(number) for number in range(1, 6)]
    assert counted(corpus)["nested_posts"] == 1
    assert counted(corpus)["duplicates"] == 0
    again = tw.read([tmp_path / "quotes.jsonl", written(tmp_path / "source.jsonl", [source])])
    assert not again.posts["nested"].any()
    assert len(again) == 5


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_the_fullest_version_of_a_post_is_kept(tmp_path, counted, order):
    cut = archives.status(archives.world()[1])
    cut |= {"truncated": True, "text": "We welcome the Lumen…"}
    del cut["full_text"]
    bare = {"id": post_id(1), "author_id": user_id("NordaliaMFA"), "text": archives.CALL}
    whole = archives.flat(archives.world()[1])
    versions = [cut, bare, whole]
    corpus = tw.read(written(tmp_path / "v.jsonl", [versions[number] for number in order]))
    (row,) = rows_of(corpus.posts)
    assert (row["text"], row["like_count"]) == (archives.HEARD, 9)
    assert counted(corpus)["duplicates"] == 2


@pytest.mark.parametrize("reverse", [False, True])
def test_edited_posts_keep_their_latest_version(tmp_path, counted, reverse):
    history = [post_id(20), post_id(21), post_id(22)]
    versions = [
        archives.post(20 + number, "NordaliaMFA", f"version {number}",
                      edit_history_tweet_ids=history[: number + 1])
        for number in range(3)
    ]  # fmt: skip
    answers = [
        archives.post(30, "elin_kask", "to the first", refs={"replied_to": history[0]}),
        archives.post(31, "Tomas_Oru", "to the second", refs={"quoted": history[1]}),
        archives.post(32, "Tomas_Oru", "to the third", refs={"retweeted": history[2]}),
    ]
    records = versions + answers
    path = written(tmp_path / "edits.jsonl", records[::-1] if reverse else records)
    corpus = tw.read(path)
    table = {row["post_id"]: row for row in rows_of(corpus.posts)}
    assert set(table) == {history[2], post_id(30), post_id(31), post_id(32)}
    assert table[history[2]]["text"] == "version 2"
    assert table[post_id(30)]["reply_to"] == history[2]
    assert table[post_id(31)]["quote_of"] == history[2]
    assert table[post_id(31)]["quote_of_author"] == user_id("NordaliaMFA")
    assert table[post_id(32)]["repost_of"] == history[2]
    assert counted(corpus)["edits"] == 2
    assert counted(corpus)["missing_parents"] == 0


def test_errors_and_compliance_records_are_counted_and_are_no_posts(tmp_path, counted):
    records = [
        archives.flats()[0],
        {"errors": [{"title": "Not Found Error"}, {"title": "Forbidden"}]},
        {"id": post_id(50), "action": "delete", "created_at": "2031-03-03T00:00:00.000Z",
         "reason": "protected"},
        {"meta": {"result_count": 0}},
        {"delete": {"status": {"id": 3, "id_str": "3"}}},
        {"limit": {"track": 12}},
        {"scrub_geo": {"user_id": 4, "up_to_status_id": 5}},
        {"disconnect": {"code": 4}},
        {"id": user_id("elin_kask"), "username": "elin_kask", "name": "Elin"},
    ]  # fmt: skip
    corpus = tw.read(written(tmp_path / "mixed.jsonl", records))
    table = counted(corpus)
    assert (len(corpus), len(corpus.rejects)) == (1, 0)
    assert table["lines"] == 9
    assert table["error_objects"] == 2
    assert table["compliance_records"] == 3
    assert table["stream_notices"] == 2
    assert table["empty_pages"] == 1
    assert table["account_records"] == 1


def test_ids_beyond_floats_stay_exact(tmp_path):
    big = 2**53 + 1
    old = archives.status(archives.world()[1]) | {"id": big - 1, "id_str": str(big)}
    new = {"id": big + 2, "text": "a number for an id", "author_id": big + 4}
    corpus = tw.read(written(tmp_path / "big.jsonl", [old, new]))
    assert set(corpus.posts["post_id"]) == {str(big), str(big + 2)}
    assert str(big + 4) in set(corpus.accounts["account"])


def test_every_script_comes_through_intact(world):
    texts = {row["post_id"]: row["text"] for row in rows_of(world.posts)}
    assert texts[post_id(3)] == archives.ARABIC
    assert texts[post_id(4)] == archives.CHINESE
    assert texts[post_id(1)] == archives.HEARD


def test_written_escapes_are_the_same_characters(tmp_path, flat_file):
    ascii_only = b"\n".join(json.dumps(record).encode() for record in archives.flats())
    assert posts(written(tmp_path / "ascii.jsonl", ascii_only)) == posts(flat_file)


@pytest.mark.parametrize("indent", [None, 2])
def test_json_documents_are_read_like_lines(tmp_path, flat_file, pages_file, indent):
    array = json.dumps(archives.flats(), indent=indent).encode()
    assert posts(written(tmp_path / "array.json", array)) == posts(flat_file)
    answer = json.dumps(archives.pages(7)[0], indent=indent).encode()
    assert posts(written(tmp_path / "page.json", answer)) == posts(pages_file)
    several = b"\n".join(json.dumps(page, indent=indent).encode() for page in archives.pages())
    assert posts(written(tmp_path / "pages.json.gz", several)) == posts(pages_file)


def test_marks_of_other_editors_do_no_harm(tmp_path, flat_file):
    plain = archives.lines(archives.flats())
    crlf = plain.replace(b"\n", b"\r\n")
    spaced = b"\n \n" + plain.replace(b"\n", b"\n\n\t\n")
    for name, data in {
        "bom": b"\xef\xbb\xbf" + plain,
        "crlf": crlf,
        "both": b"\xef\xbb\xbf" + crlf,
        "spaced": spaced,
        "unended": plain.rstrip(b"\n"),
    }.items():
        corpus = tw.read(written(tmp_path / name, data), backend="pyarrow")
        assert rows_of(corpus.posts) == posts(flat_file), name
        assert len(corpus.rejects) == 0, name
    array = b"\xef\xbb\xbf" + json.dumps(archives.flats(), indent=1).encode()
    assert posts(written(tmp_path / "bom.json", array)) == posts(flat_file)


def test_tables_with_marks_of_other_editors(tmp_path):
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows(), lineterminator="\n")
    crlf = sheet.read_bytes().replace(b"\n", b"\r\n")
    windows = written(tmp_path / "windows.csv", b"\xef\xbb\xbf" + crlf)
    assert posts(windows) == posts(sheet)
    for mark in ("\t", ";"):
        other = archives.write_csv(tmp_path / "other.csv", archives.rows(), delimiter=mark)
        assert posts(other) == posts(sheet)


def test_columns_of_a_file_can_be_named(tmp_path):
    renamed = [
        {"tweetid" if name == "post_id" else name: cell for name, cell in row.items()}
        for row in archives.rows()
    ]
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows())
    other = archives.write_csv(tmp_path / "renamed.csv", renamed)
    assert posts(other, columns={"post_id": "tweetid"}) == posts(sheet)


def test_the_roster_comes_along(flat_file):
    assert tw.read(flat_file).roster is None
    roster = pa.table({"account": ["@nordaliamfa"], "country": ["Nordalia"]})
    assert len(tw.read(flat_file, roster=roster).roster) == 1


THREADS = """
import hashlib, json, sys, twiplomacy as tw
corpus = tw.read(sys.argv[1], backend="pyarrow")
tables = [corpus.posts, corpus.accounts, corpus.rejects, corpus.coverage()]
print(hashlib.sha256(json.dumps([t.to_pylist() for t in tables], default=str).encode()).hexdigest())
"""


def test_any_number_of_threads_gives_the_same_corpus(tmp_path, elsewhere):
    body = archives.lines(archives.many(6_000, width=2_500))
    assert len(body) > 8 << 20, "several blocks, so that threads share the work"
    body = body.replace(b'"lang": "en"', b'"lang": en', 7) + body[:100_000]
    path: Path = written(tmp_path / "many.jsonl", body)
    digests = {elsewhere(THREADS, path, threads=threads) for threads in (1, 4)}
    assert len(digests) == 1
