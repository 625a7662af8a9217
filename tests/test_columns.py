"""Tables with other people's columns: a mapping is proposed, and works the same everywhere."""

from __future__ import annotations

import ast
import re

import archives
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import rows_of, written

import twiplomacy as tw
from twiplomacy.foreign import guess

OWN = {
    "post_id": "tweetid",
    "author_id": "userid",
    "author": "user_screen_name",
    "created_at": "tweet_time",
    "text": "full_text",
    "lang": "tweet_language",
    "reply_to": "in_reply_to_tweetid",
    "reply_to_author": "in_reply_to_userid",
    "quote_of": "quoted_status_id",
    "repost_of": "retweeted_status_id",
    "conversation_id": "thread",
    "mentions": "user_mentions",
    "like_count": "favorite_count",
}


@pytest.fixture
def foreign() -> pa.Table:
    """The invented posts under foreign names, beside columns that only sound like ours."""
    table = archives.table()
    names = [OWN.get(name, name) for name in table.column_names]
    table = table.rename_columns(names)
    nothing = pa.array(["cut off"] * len(table))
    return table.add_column(0, "text", nothing).append_column("mood", nothing)


def sheet(path, table):
    return archives.write_csv(path, table.to_pylist())


def test_a_mapping_works_alike_for_csv_parquet_and_frames(tmp_path, foreign):
    wanted = rows_of(tw.from_frame(archives.table(), backend="pyarrow").posts)
    pq.write_table(foreign, tmp_path / "t.parquet")
    for source in (sheet(tmp_path / "t.csv", foreign), tmp_path / "t.parquet"):
        assert rows_of(tw.read(source, columns=OWN, backend="pyarrow").posts) == wanted
    for frame in (foreign, foreign.to_pandas(), pl.from_arrow(foreign)):
        corpus = tw.from_frame(frame, columns=OWN, backend="pyarrow")
        assert rows_of(corpus.posts) == wanted


def test_one_column_may_be_two(tmp_path):
    table = pd.DataFrame({"n": ["1"], "who": ["12"]})
    columns = {"post_id": "n", "author": "who", "author_id": "who"}
    table.to_csv(tmp_path / "t.csv", index=False)
    wanted = rows_of(tw.from_frame(table, columns=columns).posts)
    found = rows_of(tw.read(tmp_path / "t.csv", columns=columns).posts)
    assert (found[0]["author_id"], found[0]["author"]) == ("12", "12")
    assert (wanted[0]["author_id"], wanted[0]["author"]) == ("12", "12")


def proposed(error: pytest.ExceptionInfo) -> dict[str, str]:
    """The mapping that a message proposes, read as Python."""
    found = re.search(r"columns=(\{.*\});", str(error.value))
    assert found, error.value
    return ast.literal_eval(found[1])


def test_the_error_of_an_unknown_table_proposes_a_mapping_to_copy(tmp_path, foreign):
    pq.write_table(foreign, tmp_path / "t.parquet")
    for read in (
        lambda **more: tw.read(sheet(tmp_path / "t.csv", foreign), **more),
        lambda **more: tw.read(tmp_path / "t.parquet", **more),
        lambda **more: tw.from_frame(foreign, **more),
    ):
        with pytest.raises(tw.InputError) as caught:
            read()
        columns = proposed(caught)
        # What is called like ours is taken for ours.
        assert columns == {
            own: name for own, name in OWN.items() if own not in ("text", "conversation_id")
        }
        for name in ("tweetid", "mood"):
            assert name in str(caught.value)
        assert len(read(columns=columns)) == len(foreign)


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ("tweet_id username full_text", "post_id=tweet_id author=username text=full_text"),
        ("Tweet Id|User-Name|TEXT", "post_id=Tweet Id author=User-Name text=TEXT"),
        ("id id_str", "post_id=id_str"),
        ("status_id screen_name user_id", "post_id=status_id author_id=user_id author=screen_name"),
        ("post_id author when", ""),
        ("url link mood", ""),
        ("", ""),
    ],
)
def test_guesses_from_common_names(there, wanted):
    columns = there.split("|") if "|" in there else there.split()
    pairs = re.findall(r"(\w+)=(.+?)(?= \w+=|$)", wanted)
    assert guess(columns) == dict(pairs)


def test_nothing_is_guessed_unseen_and_no_column_stands_for_two():
    assert guess(["user", "id"], {"author": "user"}) == {"author": "user", "post_id": "id"}
    found = guess(["tweetid", "user", "account", "date", "time", "text", "body"])
    assert len(set(found.values())) == len(found)
    with pytest.raises(tw.InputError, match="author"):
        tw.from_frame(pd.DataFrame({"post_id": ["1"], "username": ["elin_kask"]}))


def test_half_a_mapping_is_completed_in_the_proposal():
    frame = pd.DataFrame({"n": ["1"], "username": ["elin_kask"], "full_text": ["hello"]})
    with pytest.raises(tw.InputError) as caught:
        tw.from_frame(frame, columns={"post_id": "n"})
    assert proposed(caught) == {"post_id": "n", "author": "username", "text": "full_text"}


def test_thousands_of_columns(tmp_path):
    names = [f"c{number}" for number in range(5_000)]
    frame = pd.DataFrame([["x"] * len(names)], columns=names)
    with pytest.raises(tw.InputError) as caught:
        tw.from_frame(frame)
    assert "and 4,940 more" in str(caught.value)
    frame["tweetid"], frame["user"] = "7", "elin_kask"
    frame.to_csv(tmp_path / "wide.csv", index=False)
    corpus = tw.read(tmp_path / "wide.csv", columns={"post_id": "tweetid", "author": "user"})
    assert rows_of(corpus.posts)[0]["author"] == "elin_kask"


def test_lists_in_cells(tmp_path):
    table = (
        "post_id,author,hashtags,urls\r\n"
        '1,elin_kask,"[""\\u00e9t\\u00e9"", ""pe""]","https://a.example/x,y,https://b.example"\r\n'
        "2,elin_kask,\"['it\\'s', 'b']\",\"['https://a.example/x,y']\"\r\n"
        "3,elin_kask,a|b c,\r\n"
    )
    posts = rows_of(tw.read(written(tmp_path / "t.csv", table.encode())).posts)
    assert [list(row["hashtags"]) for row in posts] == [
        ["été", "pe"],
        ["it's", "b"],
        ["a", "b", "c"],
    ]
    assert [list(row["urls"]) for row in posts] == [
        ["https://a.example/x,y", "https://b.example"], ["https://a.example/x,y"], []
    ]  # fmt: skip
