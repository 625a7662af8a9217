"""NDJSON of Zeeschuimer and 4CAT: the same posts as the platform's own JSON."""

from __future__ import annotations

import json
import random

import archives
import collectors
import pytest
from archives import post_id, rows_of, user_id, written
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw


def posts(paths):
    return rows_of(tw.read(paths, backend="pyarrow").posts)


WRAPPINGS = {
    "zeeschuimer": collectors.wrapped,
    "x.com": lambda item: collectors.wrapped(item, "x.com"),
    "4cat": lambda item: collectors.imported(collectors.wrapped(item)),
    "bare": lambda item: item,
    "visibility": lambda item: collectors.wrapped(
        {"__typename": "TweetWithVisibilityResults", "id": None, "tweet": item}
    ),
}


@pytest.mark.parametrize("name", WRAPPINGS)
@pytest.mark.parametrize("suffix", [".ndjson", ".gz"])
def test_items_are_the_posts_of_the_api(tmp_path, flat_file, counted, name, suffix):
    items = [WRAPPINGS[name](item) for item in collectors.webs()]
    file = written(tmp_path / f"items{suffix}", items)
    assert posts(file) == posts(flat_file)
    lines = counted(tw.read(file))
    assert (lines["lines"], lines["post_lines"], lines["rejected_lines"]) == (7, 7, 0)


def test_4cat_items_of_the_api_are_its_posts(tmp_path, flat_file):
    file = written(tmp_path / "items.ndjson", collectors.enricheds())
    assert posts(file) == posts(flat_file)
    wanted, found = (rows_of(tw.read(name).accounts) for name in (flat_file, file))
    assert found == wanted


def test_accounts(tmp_path):
    file = written(tmp_path / "x.ndjson", [collectors.wrapped(i) for i in collectors.webs()])
    table = {row["handle"]: row for row in rows_of(tw.read(file).accounts)}
    assert set(table) == set(archives.HANDLES)
    mission = table["VesperMission"]
    assert mission["account"] == user_id("VesperMission")
    assert (mission["followers_count"], mission["following_count"]) == (200, 7)
    assert (mission["verified"], mission["location"]) == (True, "Port Ilva")
    assert mission["name"] == "Invented VesperMission 🌿"


def test_other_records_are_counted(tmp_path, counted):
    items = [collectors.wrapped(item) for item in collectors.webs()]
    items[0]["data"]["promoted"] = True
    items += [
        collectors.wrapped({"id": "7", "desc": "a dance"}, "tiktok.com"),
        collectors.imported(collectors.wrapped({"id": "8", "text": "a meal"}, "instagram.com")),
        collectors.wrapped({"id": "9", "__typename": "TweetUnavailable"}),
        collectors.wrapped({"id": "10", "what": "this"}),
    ]
    corpus = tw.read(written(tmp_path / "mixed.ndjson", items))
    lines = counted(corpus)
    assert (lines["posts"], lines["promoted_posts"]) == (8, 1)
    assert (lines["other_platforms"], lines["error_objects"]) == (2, 1)
    assert (lines["lines"], lines["post_lines"]) == (11, 7)
    assert (lines["record_lines"], lines["rejected_lines"]) == (3, 1)
    assert "legacy" in rows_of(corpus.rejects)[0]["reason"]


def test_what_cannot_be_seen_any_more(tmp_path, counted):
    items = [item for item in collectors.webs() if "quoted_status_result" in item]
    gone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "unavailable"}}}
    for item in items:
        item["quoted_status_result"] = {"result": gone}
    corpus = tw.read(written(tmp_path / "gone.ndjson", items))
    table = {row["post_id"]: row for row in rows_of(corpus.posts)}
    assert table[post_id(4)]["quote_of"] == post_id(1)
    assert counted(corpus)["error_objects"] == 2
    assert counted(corpus)["missing_quoted"] == 2


LINES = [json.dumps(collectors.wrapped(item)) for item in collectors.webs()]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(0, 2**32), st.sampled_from(["cut", "drop", "type"]))
def test_spoilt_lines_are_posts_records_or_rejects(tmp_path_factory, number, seed, how):
    """Whatever becomes of a line, it is counted once."""
    draw = random.Random(seed)
    line = LINES[number]
    if how == "cut":
        line = line[: draw.randrange(len(line))]
    else:
        item = json.loads(line)
        parent, name = draw.choice(list(places(item)))
        if how == "drop":
            del parent[name]
        else:
            parent[name] = draw.choice([None, 7, -1.5, "x", [], {}, [[]], True])
        line = json.dumps(item)
    folder = tmp_path_factory.mktemp("spoilt")
    content = LINES[0] + "\n" + line + "\n"
    corpus = tw.read(written(folder / "x.ndjson", content.encode()))
    table = corpus.coverage()
    counts = dict(zip(table["measure"], table["value"], strict=True))
    parts = counts["post_lines"] + counts["record_lines"] + counts["rejected_lines"]
    assert counts["lines"] == parts == (2 if line else 1)


def places(value):
    """Every field of an object, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield value, name
            yield from places(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner)
