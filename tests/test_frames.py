"""Frames in and out: the same posts from any kind of table, and the same kind back."""

from __future__ import annotations

import datetime as dt

import archives
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of, without

import twiplomacy as tw

KINDS = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}


def as_kind(kind: str, table: pa.Table):
    if kind == "pandas":
        return table.to_pandas()
    return pl.from_arrow(table) if kind == "polars" else table


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


def posts(frame, **options):
    return rows_of(tw.from_frame(frame, backend="pyarrow", **options).posts)


def test_every_kind_of_frame_gives_the_same_posts(kind):
    assert posts(as_kind(kind, archives.table())) == posts(archives.table())
    assert len(posts(archives.table())) == 8


def test_results_come_in_the_kind_that_went_in(kind):
    corpus = tw.from_frame(as_kind(kind, archives.table()), roster=pa.table({"account": ["un"]}))
    net = corpus.network("any")
    res = corpus.responses("NordaliaMFA")
    for frame in (
        corpus.posts, corpus.accounts, corpus.rejects, corpus.coverage(), corpus.hashtags(),
        corpus.dialogue(draws=9), corpus.participation(draws=9), corpus.content(), net.nodes,
        net.edges, net.degree(), net.pagerank(), net.components(), net.communities(), res.posts,
        res.unseen(draws=9), corpus.select(kind="reply").posts, net.reverse().edges,
    ):  # fmt: skip
        assert isinstance(frame, KINDS[kind])


def test_backend_overrules_the_kind_that_went_in(kind):
    for other, wanted in KINDS.items():
        corpus = tw.from_frame(as_kind(kind, archives.table()), backend=other)
        assert isinstance(corpus.posts, wanted)


def test_set_backend_sets_it_for_files_and_lists(flat_file, kind):
    tw.set_backend(kind)
    assert isinstance(tw.read(flat_file).posts, KINDS[kind])
    assert isinstance(tw.Network.from_edges(["a"], ["b"]).edges, KINDS[kind])
    assert isinstance(tw.content.tokens(["a"]), KINDS[kind])
    assert isinstance(tw.datasets.coordinated_reposts(), KINDS[kind])
    assert isinstance(tw.from_frame(pl.from_arrow(archives.table())).posts, pl.DataFrame)


def test_an_unknown_backend(flat_file):
    for call in (
        lambda: tw.set_backend("excel"),
        lambda: tw.read(flat_file, backend="excel"),
        lambda: tw.from_frame(archives.table(), backend="excel"),
    ):
        with pytest.raises(tw.InputError, match="'excel'.*pandas, polars, pyarrow"):
            call()


def test_columns_are_mapped(kind):
    names = [f"my {name}" for name in archives.table().column_names]
    renamed = as_kind(kind, archives.table().rename_columns(names))
    columns = {name.removeprefix("my "): name for name in names}
    assert posts(renamed, columns=columns) == posts(archives.table())


def test_a_mapped_column_wins_over_one_of_the_canonical_name(kind):
    table = pa.table({"post_id": ["1"], "author": ["a"], "text": ["no"], "body": ["yes"]})
    (row,) = posts(as_kind(kind, table), columns={"text": "body"})
    assert row["text"] == "yes"


@pytest.mark.parametrize("from_file", [True, False])
def test_posts_go_round(kind, flat_file, from_file):
    table = archives.table()
    corpus = tw.read(flat_file, backend=kind) if from_file else tw.from_frame(table, backend=kind)
    frame = corpus.posts
    assert isinstance(frame, KINDS[kind])
    again = tw.from_frame(frame, backend="pyarrow")
    assert without(rows_of(again.posts), "nested") == without(rows_of(corpus.posts), "nested")
    for ties in ("repost", "reply", "quote", "mention", "any"):
        wanted = rows_of(corpus.network(ties).edges)
        assert len(wanted) > 0
        assert rows_of(again.network(ties).edges) == wanted


def test_whole_numbers_are_ids(kind):
    big = 2**53 + 1
    table = pa.table(
        {"post_id": [big, big + 1], "author_id": [7, 8], "reply_to": [None, big],
         "mentions": [[7], [8, big]], "author": ["a", "b"]}
    )  # fmt: skip
    first, second = posts(table if kind == "pyarrow" else pl.from_arrow(table))
    assert (first["post_id"], second["reply_to"]) == (str(big), str(big))
    assert second["mentions"] == ["8", str(big)]
    frame = pd.DataFrame({"post_id": [big, big + 1], "author": ["a", "b"]})
    frame["reply_to"] = pd.array([None, big], dtype="Int64")
    assert [row["reply_to"] for row in posts(frame)] == [None, str(big)]
    unsigned = pa.table({"post_id": pa.array([2**64 - 1], pa.uint64()), "author": ["a"]})
    assert posts(unsigned)[0]["post_id"] == str(2**64 - 1)


LABELS = {
    "post_id": ["1", "2", "3"],
    "author": ["a", "b", "a"],
    "lang": ["en", None, "en"],
    "kind": ["original", "repost", None],
    "mentions": ["@b", "@a @c", ""],
}


def coded() -> pa.Table:
    return pa.table({name: pa.array(cells).dictionary_encode() for name, cells in LABELS.items()})


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame(LABELS).astype("category"),
        lambda: pl.DataFrame(LABELS).with_columns(pl.all().cast(pl.Categorical)),
        lambda: pl.DataFrame(LABELS, schema_overrides={"lang": pl.Enum(["de", "en"])}),
        coded,
        lambda: pa.concat_tables([coded().slice(0, 1), coded().slice(1)]),
    ],
    ids=["pandas", "polars", "polars enum", "pyarrow", "pyarrow chunks"],
)
def test_categories_are_their_labels(make):
    wanted = posts(pa.table(LABELS))
    assert wanted[1]["mentions"] == ["a", "c"]
    assert posts(make()) == wanted


def test_every_way_to_write_a_time():
    wanted = dt.datetime(2031, 3, 2, 8, tzinfo=dt.UTC)
    naive = wanted.replace(tzinfo=None)
    ilva = dt.timezone(dt.timedelta(hours=5, minutes=30))
    ways = {
        "naive": pd.Series([naive]),
        "aware": pd.Series([wanted]),
        "elsewhere": pd.Series([wanted.astimezone(ilva)]),
        "seconds": pd.Series([naive]).astype("datetime64[s]"),
        "nanoseconds": pd.Series([naive]).astype("datetime64[ns]"),
        "objects": pd.Series([naive], dtype=object),
        "text": pd.Series(["2031-03-02 08:00:00"]),
        "iso": pd.Series(["2031-03-02T13:30:00+05:30"]),
        "twitter": pd.Series(["Sun Mar 02 08:00:00 +0000 2031"]),
        "unix": pd.Series([1_930_204_800]),
        "unix float": pd.Series([1_930_204_800.0]),
        "unix ms": pd.Series([1_930_204_800_000]),
        "polars": pl.Series([naive]),
        "polars aware": pl.Series([wanted]).dt.convert_time_zone("Asia/Kolkata"),
        "polars ms": pl.Series([naive]).dt.cast_time_unit("ms"),
        "category": pd.Series(["2031-03-02 08:00"]).astype("category"),
    }
    for name, column in ways.items():
        make = pl.DataFrame if isinstance(column, pl.Series) else pd.DataFrame
        (row,) = posts(make({"post_id": ["1"], "author": ["a"], "created_at": column}))
        assert row["created_at"] == wanted, name
    for column in (pd.Series([dt.date(2031, 3, 2)]), pl.Series([dt.date(2031, 3, 2)])):
        make = pl.DataFrame if isinstance(column, pl.Series) else pd.DataFrame
        (row,) = posts(make({"post_id": ["1"], "author": ["a"], "created_at": column}))
        assert row["created_at"] == wanted.replace(hour=0)


def test_times_with_gaps_and_fractions():
    frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"]})
    frame["created_at"] = pd.to_datetime(["2031-03-02 08:00:00.123456", None])
    times = [row["created_at"] for row in posts(frame)]
    assert times == [dt.datetime(2031, 3, 2, 8, 0, 0, 123_456, dt.UTC), None]


def test_incoming_frames_are_never_changed(kind):
    frame = as_kind(kind, archives.table().rename_columns(
        ["tweet", *archives.table().column_names[1:]]
    ))  # fmt: skip
    before = rows_of(frame)
    roster = as_kind(kind, pa.table({"account": ["@ELIN_kask"], "since": ["2031-01-01"]}))
    corpus = tw.from_frame(frame, columns={"post_id": "tweet"}, roster=roster)
    corpus.posts, corpus.accounts, corpus.dialogue("since", draws=9)
    assert rows_of(frame) == before
    assert rows_of(roster) == [{"account": "@ELIN_kask", "since": "2031-01-01"}]


def test_changing_a_result_changes_nothing_else(world):
    table = world.posts
    table["text"] = "gone"
    table.loc[0, "post_id"] = "gone"
    assert "gone" not in set(world.posts["post_id"]) | set(world.posts["text"])


@pytest.mark.parametrize(
    "cell",
    ["elin_kask tomas", "@elin_kask, @tomas", "elin_kask;tomas", "elin_kask|tomas",
     "['elin_kask', 'tomas']", '["elin_kask", "tomas"]', "[elin_kask,tomas]", " Elin_Kask  tomas "],
)  # fmt: skip
def test_lists_in_words(cell):
    table = pa.table({"post_id": ["1"], "author": ["a"], "mentions": [cell], "hashtags": [cell]})
    (row,) = posts(table)
    assert row["mentions"] == ["elin_kask", "tomas"]
    assert [tag.lower().lstrip("@") for tag in row["hashtags"]] == ["elin_kask", "tomas"]


@pytest.mark.parametrize("cell", ["[]", "", " ", None, "['']"])
def test_empty_lists_in_words(cell):
    mentions = pa.array([cell], pa.string())
    (row,) = posts(pa.table({"post_id": ["1"], "author": ["a"], "mentions": mentions}))
    assert row["mentions"] == []


def test_list_columns(kind):
    table = pa.table(
        {"post_id": ["1", "2", "3"], "author": ["a", "b", "c"],
         "mentions": [["@B", "c"], None, []], "hashtags": [["#Peace", None], [], ["和平"]],
         "urls": [["https://x.example/a,b;c"], None, []]}
    )  # fmt: skip
    found = posts(as_kind(kind, table))
    assert [row["mentions"] for row in found] == [["b", "c"], [], []]
    assert [row["hashtags"] for row in found] == [["Peace"], [], ["和平"]]
    assert found[0]["urls"] == ["https://x.example/a,b;c"]
    chunked = pa.concat_tables([table.slice(1), table.slice(0, 1)])
    assert posts(chunked) == found


def test_links_in_words_keep_their_commas():
    cell = "https://x.example/a,b;c https://y.example/?q=1|https://z.example"
    (row,) = posts(pa.table({"post_id": ["1"], "author": ["a"], "urls": [cell]}))
    wanted = ["https://x.example/a,b;c", "https://y.example/?q=1", "https://z.example"]
    assert row["urls"] == wanted


def test_counts_of_every_type_are_whole_numbers():
    nan = float("nan")
    columns = {"int": [3, None], "float": [3.0, nan], "text": ["3", ""], "dot": ["3.0", None]}
    for name, column in columns.items():
        frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "a"], "like_count": column})
        assert [row["like_count"] for row in posts(frame)] == [3, None], name


def test_any_arrow_table_will_do():
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql("SELECT '1' AS post_id, 'un' AS author, DATE '2031-03-02' AS created_at")
    assert posts(found)[0]["created_at"] == dt.datetime(2031, 3, 2, tzinfo=dt.UTC)


def test_an_index_carries_no_meaning():
    frame = archives.table().to_pandas().set_index("lang", drop=False)
    frame.index.name = "post_id"
    assert posts(frame) == posts(archives.table())


def test_texts_that_are_given_once_are_mended_too():
    with pytest.warns(tw.CoverageWarning, match="first in row 1"):
        found = tw.content.tokens(text for text in ["a", "b \ud83d"])
    assert len(found) == 2
