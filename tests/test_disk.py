"""A corpus on disk is the corpus that was written; a run that was killed goes on where it was."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import archives
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from archives import rows_of, without, written

import twiplomacy as tw
from twiplomacy.disk import parse_size

CONVERT = """
import sys, twiplomacy as tw
tw.convert(sys.argv[2:], sys.argv[1], checkpoint_s=0.0)
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def arrow(corpus: tw.Corpus) -> tw.Corpus:
    return tw.Corpus(corpus._core, "pyarrow", corpus._roster, corpus._roster_numbers)


def same(a: tw.Corpus, b: tw.Corpus) -> None:
    """Everything that the one gives the other gives."""
    a, b = arrow(a), arrow(b)
    for table in ("posts", "accounts", "rejects", "deletions", "handles"):
        assert getattr(a, table).equals(getattr(b, table)), table
    assert str(rows_of(a.coverage())) == str(rows_of(b.coverage()))  # NaN is NaN here


@pytest.fixture
def senators() -> tw.Corpus:
    return tw.datasets.senators()


@pytest.fixture
def many_files(tmp_path) -> list[Path]:
    records = archives.many(3000, seed=3, width=300)
    third = len(records) // 3
    paths = [
        written(tmp_path / f"posts_{i}.jsonl", records[i * third : (i + 1) * third + 200])
        for i in range(3)
    ]
    with paths[1].open("a") as file:
        file.write("not json\n")
    return paths


@pytest.mark.filterwarnings("ignore::twiplomacy.CoverageWarning")
@pytest.mark.parametrize("world", ["senators", "simulated"])
def test_an_opened_corpus_gives_what_the_one_in_memory_gives(tmp_path, world):
    corpus = tw.datasets.senators() if world == "senators" else tw.datasets.simulate(seed=1)
    opened = tw.open(corpus.to_parquet(tmp_path / "corpus"), verify=True)
    same(opened, corpus)
    assert opened.roster.columns == corpus.roster.columns
    source = corpus.roster.frame["account"][0]
    for kind in ("repost", "reply", "mention", "hashtag"):
        a, b = arrow(opened).network(kind), arrow(corpus).network(kind)
        assert a.edges.equals(b.edges)
        assert a.nodes.equals(b.nodes)
    for noun in (
        lambda corpus: corpus.cascades().shape(),
        lambda corpus: corpus.conversations().shape(),
        lambda corpus: corpus.responses(source).posts,
        lambda corpus: corpus.variants().families(),
        lambda corpus: corpus.dialogue(),
        lambda corpus: corpus.over_time("posts", every="month"),
        lambda corpus: corpus.content(("readability",)),
        lambda corpus: corpus.select(since="2012-10-01", kind="reply").posts,
    ):
        assert str(rows_of(noun(arrow(opened)))) == str(rows_of(noun(arrow(corpus))))


def test_follow_lists_and_accounts_of_the_roster_are_kept(tmp_path):
    frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"]})
    corpus = tw.from_frame(frame).attach(
        roster=pd.DataFrame({"account": ["@zeta", "A"], "country": ["Nordalia", "Ilva"]}),
        follows=pd.DataFrame({"follower": ["b", "c"], "followed": ["a", "a"]}),
    )
    opened = tw.open(corpus.to_parquet(tmp_path / "corpus"))
    same(opened, corpus)
    assert len(opened.network("follow").edges) == 2
    again = opened.attach(roster=pd.DataFrame({"account": ["b", "new"]}))
    assert again.accounts["account"].tolist()[-1] == "new"
    same(tw.open(again.to_parquet(tmp_path / "corpus")), again)


def test_an_empty_corpus_is_a_corpus(tmp_path, senators):
    empty = senators.select(since="2031-01-01")
    opened = tw.open(empty.to_parquet(tmp_path / "corpus"), verify=True)
    assert len(opened) == 0
    same(opened, empty)


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_posts_go_to_parquet_and_back(tmp_path, backend):
    frame = pl.DataFrame(
        {
            "post_id": ["9007199254740993", "9007199254740992", "2"],
            "author_id": ["18446744073709551616", "7", "7"],
            "author": ["NordaliaMFA", "embassy", None],
            "created_at": [pd.Timestamp("2031-03-02T08:03:00.000001Z"), None, None],
            "text": ["Grüße 👋🏽 مرحبا 你好", None, "b"],
            "mentions": [["embassy", "ilva"], [], None],
            "hashtags": [["Łódź"], None, []],
            "like_count": [2**53 + 1, None, 0],
            "reply_to": [None, "2", "9007199254740993"],
        }
    )
    corpus = tw.from_frame(frame, backend="pyarrow")
    table = tw.open(corpus.to_parquet(tmp_path / "corpus"), backend).posts
    path = tmp_path / "posts.parquet"
    if backend == "pandas":
        table.to_parquet(path)
    elif backend == "polars":
        table.write_parquet(path)
    else:
        pq.write_table(table, path)
    for source in (path, tmp_path / "corpus" / "posts.parquet"):
        assert tw.read(source, backend="pyarrow").posts.equals(corpus.posts)


def test_a_folder_that_is_no_corpus_is_refused(tmp_path, senators):
    with pytest.raises(tw.ArchiveError, match="no such folder"):
        tw.open(tmp_path / "none")
    with pytest.raises(tw.ArchiveError, match="is no corpus"):
        tw.open(tmp_path)
    (tmp_path / "thesis.docx").write_text("all of it")
    for write in (senators.to_parquet, lambda folder: tw.convert(__file__, folder, "twitter-v2")):
        with pytest.raises(tw.InputError, match="no corpus"):
            write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_damage_is_found(tmp_path, senators):
    folder = senators.to_parquet(tmp_path / "corpus")
    text = folder / "columns" / "text.bytes"
    with text.open("r+b") as file:
        file.write(b"\xff")
    assert len(tw.open(folder)) == len(senators)
    with pytest.raises(tw.ArchiveError, match=r"text\.bytes.*damaged"):
        tw.open(folder, verify=True)
    text.write_bytes(b"")
    with pytest.raises(tw.ArchiveError, match=r"text\.bytes.*bytes; wanted"):
        tw.open(folder)


def test_to_convert_is_to_read(tmp_path, many_files):
    parquet = tmp_path / "more.parquet"
    pq.write_table(archives.table(), parquet, row_group_size=3)
    sheet = archives.write_csv(tmp_path / "rows.csv", archives.rows())
    paths = [*many_files, parquet, sheet]
    converted = tw.convert(paths, tmp_path / "corpus")
    same(converted, tw.read(paths))
    assert not (tmp_path / "corpus" / ".work").exists()
    # The same command finds it done; another is refused, unless it is to begin anew.
    before = (tmp_path / "corpus" / "corpus.json").stat()
    same(tw.convert(paths, tmp_path / "corpus"), converted)
    assert (tmp_path / "corpus" / "corpus.json").stat() == before
    with pytest.raises(tw.InputError, match="restart"):
        tw.convert(many_files, tmp_path / "corpus")
    anew = tw.convert(many_files, tmp_path / "corpus", restart=True)
    same(anew, tw.read(many_files))


def test_what_is_converted_is_the_same_on_any_number_of_threads(tmp_path, many_files):
    found = []
    for threads in ("1", "2"):
        folder = tmp_path / threads
        subprocess.run(
            [sys.executable, "-c", CONVERT, folder, *many_files],
            env={**os.environ, "RAYON_NUM_THREADS": threads},
            check=True,
        )
        found.append(files_of(folder))
    assert found[0] == found[1]


def killed_and_resumed(folder: Path, paths: list[Path], longest: float, rng: random.Random) -> int:
    """Run until it ends; kill all runs but the last. How often it was killed."""
    kills = 0
    while True:
        run = subprocess.Popen([sys.executable, "-c", CONVERT, folder, *paths])
        try:
            assert run.wait(rng.uniform(0, longest) if kills < 12 else None) == 0
            return kills
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += 1


def check_kills(tmp_path: Path, paths: list[Path], rounds: int) -> None:
    begun = time.monotonic()
    tw_folder = tmp_path / "whole"
    subprocess.run([sys.executable, "-c", CONVERT, tw_folder, *paths], check=True)
    longest = time.monotonic() - begun
    whole = files_of(tw_folder)
    rng = random.Random(7)
    kills = 0
    for attempt in range(rounds):
        folder = tmp_path / f"killed_{attempt}"
        kills += killed_and_resumed(folder, paths, longest, rng)
        assert files_of(folder) == whole
    assert kills


def test_a_run_that_is_killed_goes_on_and_gives_the_same_bytes(tmp_path, many_files):
    check_kills(tmp_path, many_files, 2)


@pytest.mark.slow
def test_many_kills_of_a_larger_archive(tmp_path):
    paths = [
        written(tmp_path / f"{seed}.jsonl", archives.many(30_000, seed=seed)) for seed in range(3)
    ]
    check_kills(tmp_path, paths, 10)


def begun(folder: Path, paths: list[Path], memory: str = "129MB") -> None:
    """Leave a run behind that its memory stopped."""
    with pytest.raises(tw.InputError, match="at least"):
        tw.convert(paths, folder, memory=memory)


def test_a_run_that_lacks_memory_says_so_and_goes_on_with_more(tmp_path, many_files):
    begun(tmp_path / "corpus", many_files)
    with pytest.raises(tw.ArchiveError, match="is no corpus"):
        tw.open(tmp_path / "corpus")
    same(tw.convert(many_files, tmp_path / "corpus"), tw.read(many_files))


def test_a_run_goes_on_only_with_the_same_inputs_and_options(tmp_path, many_files):
    begun(tmp_path / "corpus", many_files)
    with pytest.raises(tw.InputError, match="without"):
        tw.convert(many_files, tmp_path / "corpus", without="text")
    with many_files[2].open("a") as file:
        file.write("\n")
    with pytest.raises(tw.InputError, match="bytes"):
        tw.convert(many_files, tmp_path / "corpus")
    checkpoint = tmp_path / "corpus" / ".work" / "checkpoint.json"
    state = json.loads(checkpoint.read_text())
    checkpoint.write_text(json.dumps({**state, "twiplomacy": "0.0.1"}))
    with pytest.raises(tw.ArchiveError, match="another release"):
        tw.convert(many_files, tmp_path / "corpus")
    same(tw.convert(many_files, tmp_path / "corpus", restart=True), tw.read(many_files))


def test_two_runs_at_once_are_refused(tmp_path, many_files):
    from twiplomacy import _core

    arguments = (tmp_path / "corpus", "{}", [], 2**30, 5.0, False)
    building = _core.Building(*arguments)
    with pytest.raises(tw.ArchiveError, match="another run"):
        _core.Building(*arguments)
    building.close()
    assert _core.Building(*arguments).position == (0, 0)


@pytest.mark.parametrize("take", [tw.read, tw.convert])
def test_what_is_not_wanted_is_never_stored(tmp_path, flat_file, take):
    secret = "the harbour sleeps"
    assert secret in Path(flat_file).read_text()
    out = (tmp_path / "corpus",) if take is tw.convert else ()
    corpus = take(flat_file, *out, without=["text", "profiles"], backend="pyarrow")
    assert corpus.posts["text"].null_count == len(corpus)
    assert without(rows_of(corpus.posts), "text") == without(
        rows_of(tw.read(flat_file, backend="pyarrow").posts), "text"
    )
    for column in ("name", "description", "location"):
        assert corpus.accounts[column].null_count == len(corpus.accounts)
    assert corpus.accounts["followers_count"].null_count < len(corpus.accounts)
    if out:
        stored = b"".join(files_of(out[0]).values())
        assert secret.encode() not in stored
    with pytest.raises(tw.InputError, match="without"):
        tw.read(flat_file, without="handles")


def test_versions_of_a_post_are_merged(tmp_path):
    """A stub here, the whole there: what the whole lacks is filled, and it is counted."""
    whole = {"id": "1", "author_id": "7", "text": "all of it", "created_at": archives.moment(1)}
    stub = {"id": "1", "text": "all of it", "lang": "sl", "conversation_id": "1"}
    a = written(tmp_path / "a.jsonl", [whole])
    b = written(tmp_path / "b.jsonl", [stub])
    for paths in ([a, b], [b, a], [a, b, a, b]):
        corpus = tw.read(paths, "twitter-v2", backend="pyarrow")
        (row,) = rows_of(corpus.posts)
        assert (row["author_id"], row["lang"], row["text"]) == ("7", "sl", "all of it")
        assert row["conversation_id"] == "1"
        table = {row["measure"]: row["value"] for row in rows_of(corpus.coverage())}
        assert table["filled_posts"] == 1
        assert table["duplicates"] == len(paths) - 1


def test_accounts_that_changed_their_handle_are_found_by_both(tmp_path):
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "author_id": ["7", "7", "8", "9"],
            "author": ["OldName", "NewName", "OldName", "steady"],
        }
    )
    corpus = tw.from_frame(frame)
    rows = list(corpus.handles.itertuples(index=False, name=None))
    assert rows == [
        ("7", "OldName", False),
        ("7", "NewName", True),
        ("8", "OldName", True),
        ("9", "steady", True),
    ]
    table = corpus.coverage().set_index("measure")["value"]
    assert table["renamed_accounts"] == 1
    # Another account has the old handle now.
    assert corpus.select(accounts="oldname").posts["author_id"].tolist() == ["8"]
    assert len(tw.from_frame(frame[:2]).select(accounts="@oldname")) == 2


@pytest.mark.parametrize(
    ("size", "wanted"), [("500MB", 500_000_000), ("1 GiB", 2**30), (7, 7), ("2gb", 2 * 10**9)]
)
def test_sizes_are_taken_as_people_write_them(size, wanted):
    assert parse_size(size) == wanted


@pytest.mark.parametrize("size", ["", "many", "-1GB", "1 XB", True])
def test_other_sizes_are_refused(size):
    with pytest.raises(tw.InputError, match="memory"):
        parse_size(size)
