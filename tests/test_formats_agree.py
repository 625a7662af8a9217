"""One small world, written in every format of Twitter's: the same rows in what each can carry."""

from __future__ import annotations

import archives
import pytest
import twitter_archives
from archives import post_id, rows_of, without, written

import twiplomacy as tw

SEEN_WHOLE = ("nested",)


def posts(paths, *left_out):
    return without(rows_of(tw.read(paths, backend="pyarrow").posts), *SEEN_WHOLE, *left_out)


def profiles(paths, *left_out):
    return without(rows_of(tw.read(paths, backend="pyarrow").accounts), *left_out)


def lines_add_up(table):
    parts = ("post_lines", "record_lines", "rejected_lines")
    return table["lines"] == sum(table[part] for part in parts)


@pytest.fixture
def wanted(flat_file):
    def rows(*left_out):
        return posts(flat_file, *left_out)

    return rows


def quotes_without_link(rows):
    link = f" {twitter_archives.QUOTE_LINK}"
    return [row | {"text": row["text"].removesuffix(link)} for row in rows]


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_archives_of_all_accounts_are_the_world(tmp_path, wanted, counted, wrapped):
    paths = twitter_archives.account_archives(tmp_path, wrapped)
    # Neither threads nor the post that was passed on; the link of a quote is one of the links.
    lacks = ("conversation_id", "reply_count", "quote_count", "repost_of", "urls")
    assert quotes_without_link(posts(paths, *lacks)) == wanted(*lacks)
    links = {row["post_id"]: row["urls"] for row in posts(paths)}
    assert links[post_id(1)] == ["https://lumen.example/a"]
    assert len(links[post_id(6)]) == 2
    table = counted(tw.read(paths))
    assert table["reposts_author_only"] == 1
    assert table["without_author"] == 0
    assert lines_add_up(table)


def test_the_old_tables_of_all_accounts_are_the_world(tmp_path, wanted, counted):
    paths = [twitter_archives.old_archive(tmp_path / name, name) for name in archives.HANDLES]
    lacks = (
        "conversation_id", "lang", "reply_count", "repost_count", "quote_count", "like_count",
        "quote_of", "quote_of_author", "kind",
    )  # fmt: skip
    assert posts(paths, *lacks) == wanted(*lacks)
    kinds = {row["post_id"]: row["kind"] for row in posts(paths)}
    assert kinds[post_id(4)] == kinds[post_id(6)] == "original"  # quotes are not to be told
    assert [kinds[post_id(number)] for number in (2, 3, 5, 7)] == ["repost"] + 3 * ["reply"]
    table = counted(tw.read(paths))
    assert (table["without_author"], table["marks_from_text"]) == (0, 8)
    assert lines_add_up(table)


def test_a_release_on_information_operations_is_the_world(tmp_path, wanted, flat_file, counted):
    paths = twitter_archives.release(tmp_path)
    lacks = ("conversation_id",)
    assert posts(paths, *lacks) == wanted(*lacks)
    # A day, where the other says the second; how often they wrote is not said.
    unsaid = ("created_at", "post_count", "verified")
    assert profiles(paths, *unsaid) == profiles(flat_file, *unsaid)
    table = counted(tw.read(paths))
    assert (table["post_lines"], table["account_records"]) == (8, 5)
    assert lines_add_up(table)


def test_folders_of_academictwitter_are_the_world(tmp_path, wanted, flat_file, counted):
    twitter_archives.academic_folder(tmp_path, range(1, 5))
    twitter_archives.academic_folder(tmp_path, range(5, 8))
    paths = tmp_path / "*.json"
    assert posts(paths) == wanted()
    assert profiles(paths) == profiles(flat_file)
    table = counted(tw.read(paths))
    assert (len(tw.read(paths).rejects), table["error_objects"]) == (0, 1)
    assert table["nested_posts"] == 1
    assert lines_add_up(table)


def test_posts_without_their_people_keep_their_ids(tmp_path, wanted):
    paths = twitter_archives.academic_folder(tmp_path, range(1, 8))
    alone = {row["post_id"]: row for row in posts(paths[0])}
    for row in wanted():
        if row["post_id"] in alone:
            assert alone[row["post_id"]]["author_id"] == row["author_id"]
            assert alone[row["post_id"]]["author"] is None


@pytest.mark.parametrize("backwards", [False, True])
def test_all_formats_together_are_the_world_once(tmp_path, wanted, backwards):
    academic = tmp_path / "academic"
    academic.mkdir()
    paths = [
        written(tmp_path / "pages.jsonl", archives.pages()),
        written(tmp_path / "flat.jsonl", archives.flats()),
        written(tmp_path / "old.jsonl", archives.statuses()),
        *twitter_archives.release(tmp_path),
        *twitter_archives.academic_folder(academic, range(1, 8)),
    ]
    rows = posts(paths[::-1] if backwards else paths)
    assert rows == wanted()
