"""Bad archives: a clear error, or a counted reject beside all the good rows."""

from __future__ import annotations

import gzip
import json

import archives
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import moment, post_id, written

import twiplomacy as tw

GOOD = [archives.post(number, "elin_kask", f"sound {number}") for number in range(4)]
GOOD_IDS = [record["id"] for record in GOOD]


def around(bad: bytes) -> bytes:
    """The bad line as the third of a file, between good ones."""
    lines = archives.lines(GOOD).splitlines()
    return b"\n".join([*lines[:2], bad, *lines[2:]]) + b"\n"


def only_reject(corpus) -> tuple[int, str]:
    (row,) = archives.rows_of(corpus.rejects)
    return row["line"], row["reason"]


def error_of(wanted: type[Exception], paths, *words: str, **options) -> str:
    """Reading raises just this class; the message holds all the words."""
    with pytest.raises(wanted) as caught:
        tw.read(paths, **options)
    assert type(caught.value) is wanted
    for word in words:
        assert word in str(caught.value)
    return str(caught.value)


def test_the_errors_are_what_they_are_called():
    assert issubclass(tw.InputError, ValueError)
    assert issubclass(tw.ArchiveError, OSError)
    for error in (tw.InputError, tw.ArchiveError, tw.MissingDependencyError):
        assert issubclass(error, tw.TwiplomacyError)


def test_a_missing_file(tmp_path):
    error_of(tw.InputError, tmp_path / "gone.jsonl", "gone.jsonl", "wanted")
    error_of(tw.InputError, str(tmp_path / "*.jsonl"), "*.jsonl", "finds no file")
    error_of(tw.InputError, [], "wanted at least one file")
    there = written(tmp_path / "there.jsonl", GOOD)
    error_of(tw.InputError, [there, tmp_path / "gone.jsonl"], "gone.jsonl")


@pytest.mark.parametrize("paths", [None, 7, [None], b"posts.jsonl"])
def test_what_is_no_path_at_all(paths):
    error_of(tw.InputError, paths, "paths")


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.csv", "empty.gz", "empty.zst"])
@pytest.mark.parametrize("content", [b"", b"\n \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_reject_beside_the_good_ones(tmp_path, name, content):
    empty = written(tmp_path / name, content)
    corpus = tw.read([empty, written(tmp_path / "good.jsonl", GOOD)])
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    line, reason = only_reject(corpus)
    assert (line, corpus.rejects["file"][0]) == (0, str(empty))
    assert "empty" in reason
    assert len(tw.read(empty)) == 0


def test_a_directory(tmp_path):
    error_of(tw.InputError, tmp_path, "directory", str(tmp_path), "*.jsonl")


def test_a_torn_gzip_keeps_what_came_before(tmp_path):
    records = archives.many(3_000)
    packed = gzip.compress(archives.lines(records))
    torn = written(tmp_path / "torn.bin", packed[: len(packed) * 2 // 3])
    corpus = tw.read(torn)
    assert 0 < len(corpus) < 3_000
    # The half line is rejected, too, if the break left one.
    assert set(corpus.rejects["line"]) == {len(corpus) + 1}
    assert corpus.rejects["reason"].str.contains("breaks off").sum() == 1
    assert set(corpus.posts["post_id"]) == {record["id"] for record in records[: len(corpus)]}


def test_a_torn_table_keeps_what_came_before(tmp_path):
    sheet = archives.write_csv(
        tmp_path / "rows.csv",
        [{"post_id": post_id(n), "author": "elin", "text": f"{n * 7919} words"}
         for n in range(5_000)],
    )  # fmt: skip
    packed = gzip.compress(sheet.read_bytes())
    corpus = tw.read(written(tmp_path / "torn.csv.bin", packed[: len(packed) // 2]))
    line, reason = only_reject(corpus)
    assert 0 < len(corpus) < 5_000
    assert line == len(corpus) + 2  # the header is a line
    assert "breaks off" in reason


def test_a_binary_file(tmp_path):
    error_of(tw.ArchiveError, written(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n\0\0"), "a.png")
    error_of(tw.ArchiveError, written(tmp_path / "z", bytes(range(256)) * 9), "binary", "JSON")
    error_of(tw.ArchiveError, written(tmp_path / "short.gz.bin", b"\x1f\x8b\x08"), "short.gz.bin")
    error_of(tw.ArchiveError, written(tmp_path / "p.parquet", b"PAR1 and no more"), "p.parquet")
    wide = json.dumps(GOOD[0]).encode("utf-16")
    error_of(tw.ArchiveError, written(tmp_path / "wide.jsonl", wide), "UTF-16", "UTF-8")
    bare = json.dumps(GOOD[0]).encode("utf-16-le")
    error_of(tw.ArchiveError, written(tmp_path / "bare.jsonl", bare), "bare.jsonl")


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b'{"id": "1", "text": "torn',
        b"{'id': '1', 'text': 'python'}",
        b'{"id": "1", "text": "trailing"} {"id": "2"}',
        b'{"id": "1", "text": "\xff\xfe not UTF-8"}',
        b'{"id": NaN, "text": "a"}',
        b'{"id": 1.5, "text": "a fraction"}',
        b'"a string"',
        b"17",
        b"null",
        b"[]",
        b"[[1, 2], 3]",
        b"{}",
        b'{"hello": "world"}',
        b'{"id": "3", "type": "replied_to"}',
        b'{"id": "", "text": "no id"}',
        b'{"id": {"a": 1}, "text": "a"}',
        b'{"data": [17, "text"]}',
        b'{"data": "text"}',
        b'{"id": "3", "text": "a", "entities": {"mentions": ["a", 7, null]}}',
        b'{"id": "3", "text": "a", "entities": {"mentions": "elin"}}',
        b'{"id": "3", "text": "a", "referenced_tweets": [{"type": 9, "id": []}]}',
        b'{"id": "3", "text": "a", "created_at": "the day before"}',
        b'{"id_str": "3", "full_text": "a", "user": "elin"}',
        b'{"id_str": "3", "full_text": "nobody"}',
        b'{"id":' * 5_000,
        b"[" * 100_000,
        b'{"id": "3", "text": "a", "referenced_tweets": [' * 9_000 + b"]}" * 9_000,
    ],
)
def test_a_bad_line_is_a_reject_and_the_others_stay(tmp_path, counted, bad):
    corpus = tw.read(written(tmp_path / "mixed.jsonl", around(bad)))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    line, reason = only_reject(corpus)
    assert line == 3
    assert corpus.rejects["file"][0].endswith("mixed.jsonl")
    assert 0 < len(reason) <= 301
    assert counted(corpus)["rejected_lines"] == 1
    assert counted(corpus)["lines"] == 5


def test_half_a_surrogate_pair_and_a_long_id_lose_no_post(tmp_path, counted):
    line = b'{"id": 123456789012345678901234567890, "text": "so \\ud83d", "lang": "\\ude00"}'
    corpus = tw.read(written(tmp_path / "half.jsonl", around(line)))
    assert len(corpus.rejects) == 0
    texts = dict(zip(corpus.posts["post_id"], corpus.posts["text"], strict=True))
    assert texts["123456789012345678901234567890"] == "so \ufffd"
    assert counted(corpus)["repaired_lines"] == 1


def test_longer_lists_and_deeper_posts_than_anybody_writes_are_rejects(tmp_path):
    def reason(bad: bytes) -> str:
        return only_reject(tw.read(written(tmp_path / "mixed.jsonl", around(bad))))[1]

    mentions = b",".join([b'{"username": "elin"}'] * 100_001)
    long = b'{"id": "3", "text": "a", "entities": {"mentions": [' + mentions + b"]}}"
    assert "100000 items" in reason(long)
    post = b'{"id": "3", "text": "a", "referenced_tweets": ['
    assert "16 deep" in reason(post * 18 + b"]}" * 18)
    assert "128 deep" in reason(
        b'{"id": "3", "text": "a", "geo": ' + b"[" * 200 + b"]" * 200 + b"}"
    )


@pytest.mark.parametrize("bad", [b"[1, 2]", b"{", b"[", b'["data": 1}', b"]", b'{"id": "1"'])
def test_a_bad_first_line_does_not_spoil_the_rest(tmp_path, bad):
    data = bad + b"\n" + archives.lines(GOOD)
    corpus = tw.read(written(tmp_path / "first.jsonl", data))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    assert set(corpus.rejects["line"]) == {1}


def test_zero_bytes_in_a_line_do_not_spoil_the_rest(tmp_path):
    for bad in (b'{"id": "1", "text": "\0"}', b"\0" * 4096):
        corpus = tw.read(written(tmp_path / "zeros.jsonl", around(bad)))
        assert corpus.posts["post_id"].tolist() == GOOD_IDS
        assert only_reject(corpus)[0] == 3


def test_reasons_say_what_was_found_and_wanted(tmp_path):
    def reason(bad: bytes) -> str:
        return only_reject(tw.read(written(tmp_path / "mixed.jsonl", around(bad))))[1]

    assert "hello" in reason(b'{"hello": "world"}')
    assert "wanted" in reason(b'{"hello": "world"}')
    assert "not js" in reason(b"not json at all")
    assert "the day before" in reason(b'{"id":"3","text":"a","created_at":"the day before"}')
    assert "2012-10-17" in reason(b'{"id":"3","text":"a","created_at":"the day before"}')
    assert "hydrate" in reason(b'{"id": "31"}')


def test_a_bad_post_in_an_answer_is_a_reject_and_its_neighbours_stay(tmp_path):
    answer = archives.page(GOOD)
    answer["data"] = [*GOOD[:2], {"id": "77", "text": "a", "created_at": "never"}, *GOOD[2:]]
    answer["includes"]["tweets"] = [{"id": "78"}]
    corpus = tw.read(written(tmp_path / "page.jsonl", [answer]))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    assert corpus.rejects["line"].tolist() == [1, 1]
    assert corpus.rejects["reason"].str.contains("includes.tweets").sum() == 1


def test_a_torn_document_keeps_what_came_before(tmp_path):
    whole = json.dumps(GOOD, indent=1).encode()
    cut = whole[: whole.rfind(b'"text"')]
    corpus = tw.read(written(tmp_path / "array.json", cut))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS[:3]
    line, reason = only_reject(corpus)
    assert line == cut[: cut.rfind(b"\n {\n") + 1].count(b"\n") + 1
    assert "breaks" in reason


@pytest.mark.parametrize(("depth", "read"), [(100, True), (100_000, False)])
def test_depth_that_no_field_needs_does_no_harm(tmp_path, depth, read):
    deep = b'{"id": "3", "text": "a", "x": ' + b"[" * depth + b"]" * depth + b"}"
    corpus = tw.read(written(tmp_path / "deep.jsonl", around(deep)))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS + ["3"] * read
    assert len(corpus.rejects) == (not read)


def test_a_line_of_ten_megabytes(tmp_path):
    long = archives.post(9, "elin_kask", "سلام " * 1_200_000)
    corpus = tw.read(written(tmp_path / "long.jsonl", around(json.dumps(long).encode())))
    assert len(corpus) == 5
    assert corpus.posts["text"].str.len().max() == 6_000_000
    corpus = tw.read(written(tmp_path / "junk.jsonl", around(b"x" * 10_000_000)))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    line, reason = only_reject(corpus)
    assert (line, len(reason) < 400) == (3, True)
    first = b"y" * 10_000_000 + b"\n" + archives.lines(GOOD)
    corpus = tw.read(written(tmp_path / "first.jsonl", first), format="twitter-v2")
    assert corpus.posts["post_id"].tolist() == GOOD_IDS


def test_an_unknown_format(tmp_path):
    good = written(tmp_path / "good.jsonl", GOOD)
    error_of(tw.InputError, good, "format", "'xml'", "twitter-v2", "csv", format="xml")
    prose = written(tmp_path / "prose.txt", b"Dear diary.\nNothing happened.\n")
    error_of(tw.ArchiveError, prose, "prose.txt", "Dear diary", "wanted")
    other = written(tmp_path / "other.jsonl", [{"uri": "at://x", "cid": "b"}])
    error_of(tw.ArchiveError, other, "other.jsonl", "uri", "cid")


def test_the_wrong_format_named(tmp_path):
    good = written(tmp_path / "good.jsonl", GOOD)
    error_of(tw.ArchiveError, good, "good.jsonl", format="parquet")
    with pytest.raises((tw.ArchiveError, tw.InputError)):
        tw.read(good, format="csv")
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows())
    corpus = tw.read(sheet, format="twitter-v2")
    assert (len(corpus), len(corpus.rejects)) == (0, 9)


def test_nulls_everywhere(tmp_path):
    record = dict.fromkeys(archives.flats()[3])
    kept = archives.post(3, "elin_kask", "sound 3")
    corpus = tw.read(
        written(
            tmp_path / "nulls.jsonl",
            [record, record | {"id": "5", "text": ""}, record | {"id": "6", "text": "a"}, kept],
        )
    )
    assert {"6", kept["id"]} <= set(corpus.posts["post_id"])
    assert corpus.rejects["line"].tolist()[0] == 1
    old = dict.fromkeys(archives.statuses()[1]) | {"id_str": "7", "user": {"id_str": "8"}}
    corpus = tw.read(written(tmp_path / "old.jsonl", [old]))
    (row,) = archives.rows_of(corpus.posts)
    assert (row["post_id"], row["author_id"], row["text"]) == ("7", "8", None)
    for table in (corpus.coverage(), corpus.dialogue(draws=9), corpus.content()):
        assert len(table) > 0


def test_duplicated_ids(tmp_path, counted):
    twice = [*GOOD, archives.post(2, "elin_kask", "sound 2, and longer")]
    corpus = tw.read(written(tmp_path / "twice.jsonl", twice))
    assert corpus.posts["post_id"].tolist() == GOOD_IDS
    assert counted(corpus)["duplicates"] == 1
    assert corpus.posts["text"].tolist()[2] == "sound 2, and longer"


def test_a_reply_to_itself(tmp_path, counted):
    ring = archives.post(9, "elin_kask", "me", refs={"replied_to": post_id(9)})
    corpus = tw.read(written(tmp_path / "self.jsonl", [*GOOD, ring]))
    assert len(corpus) == 5
    assert corpus.posts["reply_to"].isna().all()
    assert counted(corpus)["self_references"] == 1
    assert len(corpus.dialogue(draws=9)) == 1


def test_a_ring_of_replies_is_cut_at_its_earliest_post(tmp_path, counted):
    ring = [
        archives.post(10 + number, "elin_kask" if number % 2 else "Tomas_Oru", "round",
                      refs={"replied_to": post_id(10 + (number + 1) % 5)})
        for number in range(5)
    ]  # fmt: skip
    corpus = tw.read(written(tmp_path / "ring.jsonl", [*ring, *GOOD]))
    assert len(corpus) == 9
    assert counted(corpus)["reply_rings"] == 1
    table = corpus.posts.set_index("post_id")["reply_to"]
    assert table.isna()[post_id(10)]
    assert table[post_id(11)] == post_id(12)
    answers = corpus.responses(archives.user_id("elin_kask")).posts
    assert answers["response"].tolist() == [post_id(12)]


def test_a_parquet_table_without_its_columns(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"tweet_id": ["1"], "txt": ["a"]}), path)
    error_of(tw.InputError, path, "post_id", "tweet_id, txt", "columns=")
    pq.write_table(pa.table({"post_id": ["1"], "txt": ["a"]}), path)
    error_of(tw.InputError, path, "author", "post_id, txt")
    path.write_bytes(path.read_bytes()[:-30])
    error_of(tw.ArchiveError, path, "t.parquet")


def test_files_that_hold_nothing_but_a_bad_line(tmp_path):
    late = GOOD[0] | {"created_at": moment(1)[:-5] + "+99:99"}
    corpus = tw.read(written(tmp_path / "one.jsonl", [late]))
    assert (len(corpus), len(corpus.rejects)) == (0, 1)


@pytest.mark.parametrize("wrong", [1.5, "9", True, None, float("nan"), -1])
def test_what_is_no_whole_number_is_refused(wrong):
    posts = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"], "reply_to": [None, "1"]})
    corpus = tw.from_frame(posts)
    threads = corpus.conversations()
    for argument, call in {
        "draws": lambda: corpus.dialogue(draws=wrong),
        "seed": lambda: corpus.dialogue(draws=9, seed=wrong),
        "min_size": lambda: corpus.cascades(min_size=wrong),
        "turns": lambda: threads.sustained(turns=wrong),
        "min_participation": lambda: corpus.coordination(min_participation=wrong),
        "publics": lambda: tw.datasets.simulate(publics=wrong),
    }.items():
        with pytest.raises(tw.InputError, match=f"^{argument}: .*; wanted a whole number from"):
            call()
    assert len(corpus.dialogue(draws=np.int64(9), seed=9.0)) == 2
