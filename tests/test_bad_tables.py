"""Bad tables: which column or line is at fault, what was found and what was wanted."""

from __future__ import annotations

import archives
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of, written

import twiplomacy as tw

HEADER = b"post_id,author,text,created_at,reply_to\n"


def sheet(tmp_path, *rows: bytes, header: bytes = HEADER) -> tw.Corpus:
    return tw.read(written(tmp_path / "rows.csv", header + b"\n".join(rows) + b"\n"))


def rejected(corpus: tw.Corpus) -> dict[int, str]:
    return {row["line"]: row["reason"] for row in rows_of(corpus.rejects)}


def input_error(frame, *words: str, **options) -> None:
    with pytest.raises(tw.InputError) as caught:
        tw.from_frame(frame, **options)
    for word in words:
        assert word in str(caught.value)


def test_a_missing_column_lists_the_columns_and_a_guess():
    frame = pd.DataFrame({"post_ids": ["1"], "author": ["elin"], "words": ["a"]})
    there = "post_ids, author, words"
    input_error(frame, "'post_id'", there, "did you mean 'post_ids'", "columns=")
    frame = pd.DataFrame({"post_id": ["1"], "writer": ["elin"]})
    input_error(frame, "author_id", "'author'", "post_id, writer", "columns=")
    input_error(pd.DataFrame(), "post_id", "no columns")


def test_a_mapping_that_names_what_is_not_there():
    frame = pd.DataFrame({"tweetid": ["1"], "author": ["elin"]})
    input_error(frame, "'tweet_id'", "did you mean 'tweetid'", columns={"post_id": "tweet_id"})
    input_error(frame, "'postid'", "did you mean 'post_id'", columns={"postid": "tweetid"})


def test_repeated_columns(tmp_path):
    frame = pd.DataFrame([["1", "a", "b"]], columns=["post_id", "author", "author"])
    input_error(frame, "author")
    input_error(pa.table([["1"], ["2"], ["a"]], names=["post_id", "post_id", "author"]), "post_id")
    with pytest.raises(tw.InputError, match="'text'"):
        sheet(tmp_path, b"1,elin,a,b", header=b"post_id,author,text,text\n")


def test_what_is_no_table():
    for thing in (None, 7, "text", [{"post_id": "1"}], {"post_id": ["1"]}, object()):
        input_error(thing, type(thing).__name__, "wanted")


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table])
def test_ids_that_were_floats(kind):
    whole = {"post_id": [1.0, 2.0], "author": ["a", "b"], "reply_to": [None, 1.0]}
    corpus = tw.from_frame(kind(whole))
    assert [row["post_id"] for row in rows_of(corpus.posts)] == ["1", "2"]
    assert [row["reply_to"] for row in rows_of(corpus.posts)] == [None, "1"]
    input_error(kind({"post_id": [1.9e18], "author": ["a"]}), "post_id", "2**53", "strings")
    input_error(kind({"post_id": [1.5], "author": ["a"]}), "post_id", "fraction")
    input_error(kind({"post_id": ["1"], "author_id": [float(2**53)]}), "author_id", "2**53")
    input_error(kind({"post_id": [float("inf")], "author": ["a"]}), "post_id")


def test_columns_of_the_wrong_type():
    def frame(name, column):
        return pa.table({"post_id": ["1"], "author": ["a"]}).append_column(name, column)

    input_error(frame("text", pa.array([True])), "text", "bool")
    input_error(frame("text", pa.array([b"raw"])), "text", "binary")
    input_error(frame("mentions", pa.array([[1.5]])), "mentions", "double", "strings")
    input_error(frame("mentions", pa.array([[["a"]]])), "mentions", "strings")
    input_error(frame("mentions", pa.array([{"a": 1}])), "mentions")
    input_error(frame("created_at", pa.array([True])), "created_at")
    input_error(frame("reply_to", pa.array([["2"]])), "reply_to")
    input_error(frame("like_count", pa.array([[1]])), "like_count")


def test_a_column_of_mixed_types_in_pandas():
    frame = pd.DataFrame({"post_id": ["1", 2], "author": ["a", "b"]})
    input_error(frame, "post_id", "frame")
    frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"], "mentions": [["c"], "d"]})
    input_error(frame, "mentions")


def test_bad_rows_of_a_frame_are_rejects():
    frame = pd.DataFrame(
        {
            "post_id": ["1", None, "3", " ", "5", "6"],
            "author": ["a", "b", "c", "d", "e", None],
            "created_at": ["2031-03-02", "2031-03-02", "soon", "2031-03-02", "2031-13-45", None],
            "kind": [None, None, None, None, None, "poem"],
        }
    )
    corpus = tw.from_frame(frame)
    assert corpus.posts["post_id"].tolist() == ["1"]
    assert list(rejected(corpus)) == [2, 3, 4, 5, 6]
    assert "post_id is missing" in rejected(corpus)[2]
    assert "'soon'" in rejected(corpus)[3].replace('"', "'")
    assert "2012-10-17" in rejected(corpus)[3]
    assert "poem" in rejected(corpus)[6]
    assert set(corpus.rejects["file"]) == {"frame"}


def test_rejected_rows_are_numbered_from_one_in_large_frames():
    n = 45_000
    times = ["2031-03-02"] * n
    times[20_000] = times[44_999] = "soon"
    ids = list(map(str, range(n)))
    frame = pa.table({"post_id": ids, "author": ["a"] * n, "created_at": times})
    corpus = tw.from_frame(frame)
    assert list(rejected(corpus)) == [20_001, 45_000]
    assert len(corpus) == n - 2


def test_nulls_everywhere_in_a_frame(counted):
    names = archives.rows()[0]
    frame = pd.DataFrame({name: [None, None, None] for name in names}).astype(object)
    corpus = tw.from_frame(frame)
    assert (len(corpus), len(corpus.rejects)) == (0, 3)
    frame["post_id"] = ["1", "2", "3"]
    corpus = tw.from_frame(frame)
    assert len(corpus) == 3
    assert counted(corpus)["without_author"] == 3
    assert counted(corpus)["without_time"] == 3
    assert counted(corpus)["without_text"] == 3
    assert corpus.network("any").n_nodes == 0
    assert len(corpus.dialogue()) == 0
    assert len(corpus.content()) == 3


def test_an_empty_frame_is_an_empty_corpus(counted):
    corpus = tw.from_frame(pd.DataFrame({"post_id": [], "author": []}))
    assert (len(corpus), len(corpus.posts), len(corpus.accounts)) == (0, 0, 0)
    assert counted(corpus)["posts"] == 0
    assert corpus.network().n_nodes == 0
    assert len(corpus.dialogue()) == len(corpus.hashtags()) == len(corpus.content()) == 0
    assert corpus.participation()["gini"].isna().all()
    assert len(corpus.select(kind="reply")) == 0


def test_rows_with_too_few_or_too_many_cells(tmp_path):
    corpus = sheet(
        tmp_path,
        b"1,a,one,2031-03-02,",
        b"2,b,two",
        b"3,c,three,2031-03-02,",
        b"4,d,four,2031-03-02,,,extra",
        b"5,e,five,2031-03-02,",
        b"6,f,six,soon,",
        b"7,g,seven,2031-03-02,",
    )
    assert corpus.posts["post_id"].tolist() == ["1", "3", "5", "7"]
    assert sorted(rejected(corpus)) == [3, 5, 7]
    assert "3 cells; wanted 5" in rejected(corpus)[3]
    assert "7 cells; wanted 5" in rejected(corpus)[5]
    assert "soon" in rejected(corpus)[7]


def test_lines_are_right_behind_quoted_line_feeds(tmp_path):
    corpus = sheet(
        tmp_path,
        b'1,a,"one\nand\nmore",2031-03-02,',
        b"2,b,two",
        b"3,c,three,soon,",
        b'4,d,"fo""ur\n\n",2031-03-02,',
        b",e,five,2031-03-02,",
        b"6,f,six,2031-03-02,",
    )
    assert corpus.posts["post_id"].tolist() == ["1", "4", "6"]
    assert corpus.posts["text"].tolist() == ["one\nand\nmore", 'fo"ur\n\n', "six"]
    assert sorted(rejected(corpus)) == [5, 6, 10]


def test_lines_are_right_behind_blank_ones(tmp_path):
    corpus = sheet(
        tmp_path, b"1,a,one,2031-03-02,", b"", b"", b"2,b,two,soon,", b"", b"3,c", b"4,d,x,,"
    )
    assert corpus.posts["post_id"].tolist() == ["1", "4"]
    assert sorted(rejected(corpus)) == [5, 7]


def test_a_quote_that_never_ends(tmp_path):
    try:
        corpus = sheet(tmp_path, b"1,a,one,2031-03-02,", b'2,b,"two,2031-03-02,', b"3,c,three,,")
    except tw.ArchiveError as error:
        assert "rows.csv" in str(error)
    else:
        assert "1" in corpus.posts["post_id"].tolist()
        assert len(corpus.rejects) > 0


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_are_said(tmp_path, encoding):
    text = HEADER.decode() + "1,élin,señales,2031-03-02,\n2,b,plain,2031-03-02,\n"
    for name, data in {
        "body.csv": text,
        "head.csv": "post_id,author,señal\n1,a,b\n",
    }.items():
        with pytest.raises(tw.ArchiveError) as caught:
            tw.read(written(tmp_path / name, data.encode(encoding)))
        assert name in str(caught.value)
        assert "UTF-8" in str(caught.value)
    path = written(tmp_path / "roster.csv", "account,land\nelin,España\n".encode(encoding))
    with pytest.raises(tw.ArchiveError, match=r"roster\.csv.*UTF-8"):
        tw.read_roster(path)


def test_line_ends_of_old_machines(tmp_path):
    data = HEADER.replace(b"\n", b"\r") + b"1,a,one,2031-03-02,\r2,b,two,2031-03-02,\r"
    path = written(tmp_path / "old.csv", data)
    try:
        assert tw.read(path).posts["post_id"].tolist() == ["1", "2"]
    except tw.ArchiveError as error:
        assert "old.csv" in str(error)


def test_ids_that_a_spreadsheet_rounded_are_rejects(tmp_path):
    corpus = sheet(
        tmp_path,
        b"1.9E+18,a,one,2031-03-02,",
        b"1.9E+18,b,two,2031-03-02,",
        b"1900000000000000007,c,three,2031-03-02,",
    )
    assert corpus.posts["post_id"].tolist() == ["1900000000000000007"]
    assert sorted(rejected(corpus)) == [2, 3]


def test_counts_beyond_every_platform(tmp_path):
    frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "a"], "view_count": [5e9, -1]})
    corpus = tw.from_frame(frame)
    assert corpus.posts["view_count"].isna().tolist() == [False, True]
    assert corpus.posts["view_count"][0] == 5_000_000_000
    input_error(frame.assign(view_count=[1e300, 1]), "view_count")


def test_a_header_alone_and_a_header_with_a_gap(tmp_path):
    assert len(sheet(tmp_path)) == 0
    corpus = sheet(tmp_path, b"1,a,x", header=b"post_id,author,\n")
    assert corpus.posts["post_id"].tolist() == ["1"]


def test_a_header_with_a_quoted_line_feed(tmp_path):
    corpus = sheet(tmp_path, b"1,a,x", b",b,y", header=b'post_id,author,"a\nnote"\n')
    assert corpus.posts["post_id"].tolist() == ["1"]
    assert sorted(rejected(corpus)) == [4]


def test_bad_rosters(tmp_path, world):
    def fails(roster, *words):
        with pytest.raises(tw.InputError) as caught:
            tw.read_roster(roster)
        for word in words:
            assert word in str(caught.value)

    fails(tmp_path / "gone.csv", "gone.csv")
    fails(pd.DataFrame({"handle": ["a"], "land": ["b"]}), "account", "handle, land")
    fails(pd.DataFrame({"account": ["a", None]}), "row 2")
    fails(pd.DataFrame({"account": ["a", " @A "]}), "row 1", "row 2")
    fails(pd.DataFrame({"account": ["a"], "side": ["enemy"]}), "enemy", "official")
    fails(pd.DataFrame({"account": ["a"], "since": ["soon"]}), "since", "soon", "row 1")
    fails(pd.DataFrame({"account": ["a"], "until": [True]}), "until")
    fails(pd.DataFrame({"account": [1.9e18]}), "account", "2**53")
    fails(7, "roster")
    with pytest.raises(tw.InputError, match="one account"):
        world.attach(roster=pd.DataFrame({"account": ["elin_kask", archives.user_id("elin_kask")]}))
    follows = pd.DataFrame({"follower": ["elin_kask", None], "followed": ["a", "b"]})
    with pytest.raises(tw.InputError, match=r"follows\.follower"):
        world.attach(follows=follows)
    with pytest.raises(tw.InputError, match="followed"):
        world.attach(follows=follows[["follower"]])
