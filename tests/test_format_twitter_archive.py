"""Twitter's own archives: who wrote the posts, what was deleted, what is lost on the way."""

from __future__ import annotations

import gzip
import json

import archives
import pytest
import twitter_archives
from archives import post_id, rows_of, user_id, written
from twitter_archives import written_js, written_table

import twiplomacy as tw

OWNER = "NordaliaMFA"


def table_of(corpus):
    return {row["post_id"]: row for row in rows_of(corpus.posts)}


def accounted(table):
    parts = ("post_lines", "record_lines", "rejected_lines")
    return table["lines"] == sum(table[part] for part in parts)


@pytest.fixture
def archive(tmp_path):
    return twitter_archives.account_archive(tmp_path / "data", OWNER)


def test_posts_hold_what_the_archive_says(archive):
    table = table_of(tw.read(archive))
    assert set(table) == {post_id(1), post_id(5)}
    first = table[post_id(1)]
    assert (first["author_id"], first["author"]) == (user_id(OWNER), OWNER)
    assert first["created_at"].isoformat() == "2031-03-02T08:01:00+00:00"
    assert first["text"] == archives.HEARD
    assert (first["kind"], first["lang"], first["platform"]) == ("original", "en", "twitter")
    assert (first["hashtags"], first["urls"]) == (["LumenAccord"], ["https://lumen.example/a"])
    assert (first["like_count"], first["repost_count"], first["view_count"]) == (9, 3, None)
    reply = table[post_id(5)]
    assert (reply["kind"], reply["reply_to"]) == ("reply", post_id(3))
    assert reply["reply_to_author"] == user_id("Tomas_Oru")
    assert reply["mentions"] == [user_id("Tomas_Oru"), user_id("elin_kask")]


def test_a_repost_names_its_author_and_a_quote_its_post(tmp_path):
    table = table_of(tw.read(twitter_archives.account_archive(tmp_path, "elin_kask")))
    repost, quote = table[post_id(2)], table[post_id(6)]
    assert (repost["kind"], repost["repost_of"]) == ("repost", None)
    assert repost["repost_of_author"] == user_id(OWNER)  # the mention beside it knows the id
    assert (quote["kind"], quote["quote_of"]) == ("quote", post_id(0))
    assert quote["quote_of_author"] == "quiet_harbour"  # nobody here knows the id


def test_without_account_js_posts_have_no_author_and_coverage_says_so(archive, counted):
    archive.with_name("account.js").unlink()
    corpus = tw.read(archive)
    assert {row["author_id"] for row in rows_of(corpus.posts)} == {None}
    assert counted(corpus)["without_author"] == 2


def test_only_the_folder_of_the_file_is_looked_at(tmp_path, counted):
    inner = twitter_archives.account_archive(tmp_path / "data", OWNER)
    (tmp_path / "account.js").write_bytes(inner.with_name("account.js").read_bytes())
    inner.with_name("account.js").write_text("window.YTD.account.part0 = [ nonsense", "utf-8")
    assert counted(tw.read(inner))["without_author"] == 2


def test_parts_and_packed_files_are_the_same(archive, tmp_path):
    whole = rows_of(tw.read(archive, backend="pyarrow").posts)
    parts = archive.parent / "parts"
    written_js(parts / "account.js", "account.part0", [twitter_archives.account_record(OWNER)])
    for number, record in enumerate(twitter_archives.of_account(OWNER)):
        name = "tweets.js" if number == 0 else f"tweets-part{number}.js"
        items = [{"tweet": twitter_archives.owned(record)}]
        written_js(parts / name, f"tweets.part{number}", items)
    assert rows_of(tw.read(parts / "tweets*.js", backend="pyarrow").posts) == whole
    packed = archive.with_name("tweets.js.gz")
    packed.write_bytes(gzip.compress(archive.read_bytes()))
    assert rows_of(tw.read(packed, backend="pyarrow").posts) == whole


def test_the_account_s_own_records(archive, counted):
    folder = archive.parent
    about = {"profile": {"description": {"bio": "words", "website": "", "location": "Port Ilva"}}}
    written_js(folder / "profile.js", "profile.part0", [about])
    written_js(folder / "follower.js", "follower.part0", [
        {"follower": {"accountId": "99", "userLink": "https://twitter.com/intent/user?user_id=99"}}
    ])  # fmt: skip
    written_js(folder / "like.js", "like.part0", [
        {"like": {"tweetId": "98", "fullText": "not the owner's", "expandedUrl": ""}}
    ])  # fmt: skip
    corpus = tw.read(sorted(folder.glob("*.js")))
    table = counted(corpus)
    assert (table["posts"], table["account_records"], table["other_records"]) == (2, 3, 1)
    assert accounted(table)
    owner = next(row for row in rows_of(corpus.accounts) if row["account"] == user_id(OWNER))
    assert (owner["description"], owner["location"]) == ("words", "Port Ilva")
    assert owner["created_at"].isoformat() == "2019-05-04T03:02:01+00:00"


def test_deleted_posts_and_their_headers(archive, counted):
    gone = twitter_archives.owned(archives.post(40, OWNER, "said in haste"))
    folder = archive.parent
    written_js(folder / "deleted-tweets.js", "deleted_tweets.part0", [{"tweet": gone}])
    header = {
        "tweet_id": post_id(40),
        "user_id": user_id(OWNER),
        "created_at": "Sun Mar 02 08:40:00 +0000 2031",
        "deleted_at": "Sun Mar 02 09:00:00 +0000 2031",
    }
    headers = folder / "deleted-tweet-headers.js"
    written_js(headers, "deleted_tweet_headers.part0", [{"tweet": header}])
    corpus = tw.read([archive, folder / "deleted-tweets.js", headers])
    assert table_of(corpus)[post_id(40)]["text"] == "said in haste"
    table = counted(corpus)
    assert (table["posts"], table["compliance_records"]) == (3, 1)
    assert accounted(table)


@pytest.mark.parametrize("names_its_post", [True, False])
def test_a_long_text_takes_the_place_of_its_beginning(archive, counted, names_its_post):
    words = "the harbour and the accord and the monitors " * 12
    cut = archives.post(41, OWNER, f"{words[:275]}… https://t.co/more")
    folder = archive.parent
    written_js(folder / "tweets-part1.js", "tweets.part1", [
        {"tweet": twitter_archives.owned(cut)}
    ])  # fmt: skip
    marks = {"hashtags": [{"text": "Lumen"}], "urls": [], "symbols": []}
    note = {"noteTweetId": "77", "createdAt": cut["created_at"]}
    if names_its_post:
        results = {"text": words, "entitySet": marks | {"userMentions": []}}
        note |= {"tweetId": cut["id"], "noteTweetResults": results}
    else:
        note |= {"lifecycle": {"name": "x"}, "core": {"text": words, "mentions": []} | marks}
    written_js(folder / "note-tweet.js", "note_tweet.part0", [{"noteTweet": note}])
    corpus = tw.read(sorted(folder.glob("*t*.js")))
    row = table_of(corpus)[post_id(41)]
    assert (row["text"] == words, row["hashtags"] == ["Lumen"]) == (names_its_post,) * 2
    assert not row["nested"]
    # Who does not name a post is counted, and its beginning stays.
    assert row["text"].startswith(words[:275])
    assert counted(corpus)["other_records"] >= (not names_its_post)


def test_spoilt_items_cost_themselves_alone(tmp_path, counted):
    items = [
        {"tweet": {"id_str": "1", "full_text": "sound", "created_at": "soon"}},
        {"tweet": {"full_text": "whose?"}},
        {"tweet": ["no", "object"]},
        {"hello": "world"},
        "words",
        {"tweet": twitter_archives.owned(archives.world()[1])},
    ]
    path = written_js(tmp_path / "tweets.js", "tweets.part0", items)
    corpus = tw.read(path)
    assert len(corpus) == 1
    rejects = rows_of(corpus.rejects)
    assert len(rejects) == 5
    assert 'created_at: "soon" is not a date' in rejects[0]["reason"]
    table = counted(corpus)
    assert (table["lines"], table["rejected_lines"]) == (6, 5)
    assert accounted(table)


def test_the_monthly_scripts_of_old_archives_are_statuses(tmp_path, flat_file):
    statuses = [
        status | {"created_at": record["created_at"].replace("T", " ").replace(".000Z", " +0000")}
        for status, record in zip(archives.statuses("text"), archives.world()[1:], strict=True)
    ]
    path = tmp_path / "2031_03.js"
    path.write_text(f"Grailbird.data.tweets_2031_03 = \n {json.dumps(statuses, indent=1)}", "utf-8")
    found = archives.without(rows_of(tw.read(path, backend="pyarrow").posts), "conversation_id")
    wanted = rows_of(tw.read(flat_file, backend="pyarrow").posts)
    assert found == archives.without(wanted, "conversation_id")


def test_ids_that_went_through_a_float_are_no_references(tmp_path, counted):
    """The copy of one account's ``tweets.csv`` that is used in teaching has such columns."""
    empty = dict.fromkeys(twitter_archives.OLD_COLUMNS, "")
    rows = [
        empty | {"tweet_id": "886266357075128320", "text": "an answer",
                 "timestamp": "2017-07-15 16:51:35 +0000",
                 "in_reply_to_status_id": "8.862664e+17", "in_reply_to_user_id": "2281181600.0"},
        empty | {"tweet_id": "8.9e+17", "text": "no id"},
        empty | {"tweet_id": "", "text": "no id"},
        empty | {"tweet_id": "886267009285017600", "text": "nobody said when", "timestamp": "then"},
    ]  # fmt: skip
    corpus = tw.read(written_table(tmp_path / "a.csv", rows, twitter_archives.OLD_COLUMNS))
    (row,) = rows_of(corpus.posts)
    assert (row["kind"], row["reply_to"], row["reply_to_author"]) == ("reply", None, "2281181600")
    rejects = rows_of(corpus.rejects)
    assert [reject["line"] for reject in rejects] == [2, 3, 4, 5]
    assert "8.862664e+17" in rejects[0]["reason"]
    assert "is kept without it" in rejects[0]["reason"]
    table = counted(corpus)
    assert (table["lines"], table["rejected_lines"], table["rejected_parts"]) == (4, 3, 1)
    assert table["without_author"] == 1


def test_hashes_are_ids_and_no_handles(tmp_path):
    hashed = "ygQRwhQRrh1+6N7J6IMFnzWgqUGimWqg0KZptLpxDY="
    row = twitter_archives.released(archives.world()[2]) | {
        "userid": hashed,
        "user_screen_name": hashed,
        "user_display_name": hashed,
        "user_mentions": "[1400000000000000011]",
        "hashtags": "[LumenAccord, peace]",
        "retweet_userid": "",
        "retweet_tweetid": "",
    }
    columns = twitter_archives.OPERATION_COLUMNS
    corpus = tw.read(written_table(tmp_path / "tweets.csv", [row], columns))
    (post,) = rows_of(corpus.posts)
    assert (post["author_id"], post["author"]) == (hashed, None)
    assert (post["kind"], post["repost_of"]) == ("repost", None)
    assert post["repost_of_author"] == OWNER.lower()
    assert post["mentions"] == [user_id(OWNER)]
    assert post["hashtags"] == ["LumenAccord", "peace"]
    (author,) = [row for row in rows_of(corpus.accounts) if row["account"] == hashed]
    assert (author["name"], author["following_count"]) == (None, 7)


def test_records_of_the_interfaces_that_are_no_posts(tmp_path, counted):
    records = [
        archives.flats()[0],
        {"data": [{"start": "2031-03-02T08:00:00.000Z", "end": "2031-03-02T09:00:00.000Z",
                   "tweet_count": 3}], "meta": {"total_tweet_count": 3}},
        {"start": "2031-03-02T08:00:00.000Z", "end": "2031-03-02T09:00:00.000Z", "tweet_count": 3},
        {"data": {"delete": {"tweet": {"id": post_id(1), "author_id": user_id(OWNER)},
                             "event_at": "2031-03-05T00:00:00.000Z"}}},
        {"data": {"user_suspend": {"user": {"id": "4"}, "event_at": "2031-03-05T00:00:00.000Z"}}},
        {"id": post_id(1), "action": "delete", "created_at": "2031-03-02T08:01:00.000Z",
         "redacted_at": "2031-03-05T00:00:00.000Z", "reason": "deleted"},
        {"delete": {"status": {"id": 3, "id_str": "3", "user_id": 4, "user_id_str": "4"},
                    "timestamp_ms": "1930435200000"}},
        {"status_withheld": {"id": 5, "user_id": 4, "withheld_in_countries": ["XX"]}},
        {"user_withheld": {"id": 4, "withheld_in_countries": ["XX"]}},
        {"title": "ConnectionException", "detail": "too many",
         "type": "https://api.twitter.com/2/problems/streaming-connection"},
        {"errors": [{"title": "operational-disconnect"}]},
        archives.page([archives.world()[1]])
        | {"matching_rules": [{"id": 1377649934414049282, "tag": None}]},
    ]  # fmt: skip
    corpus = tw.read(written(tmp_path / "stream.jsonl", records))
    table = counted(corpus)
    assert (table["posts"], len(corpus.rejects)) == (1, 0)
    assert table["compliance_records"] == 6
    assert table["other_records"] == 2
    assert table["error_objects"] == 2
    assert accounted(table)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"tweet": {"id_str": "1", "full_text": "a"}}, "twitter-archive"),
        ({"id": "1", "full_text": "a", "entities": {}}, "twitter-archive"),
        ({"id_str": "1", "full_text": "a", "entities": {}, "user": {"id": 1}}, "twitter-v1"),
        ({"users": [], "tweets": []}, "twitter-v2"),
        ({"start": "a", "end": "b", "tweet_count": 1}, "twitter-v2"),
        ({"id": "1", "text": "a", "author_id": "2"}, "twitter-v2"),
        ({"data": {"delete": {}}}, "twitter-v2"),
        ({"delete": {}}, "twitter-v1"),
    ],
)
def test_formats_are_told_from_their_records(tmp_path, record, name):
    path = written(tmp_path / "some.json", [record])
    assert tw._core.sniff(path) == name


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (twitter_archives.OLD_COLUMNS, "twitter-archive-csv"),
        (twitter_archives.OPERATION_COLUMNS, "twitter-operations"),
        (twitter_archives.PERSON_COLUMNS, "twitter-operations"),
        (("tweet_id", "text"), "csv"),
    ],
)
def test_tables_are_told_from_their_columns(tmp_path, columns, name):
    path = written_table(tmp_path / "some.csv", [], columns)
    assert tw._core.sniff(path) == name


def test_a_release_in_memory_is_the_release(tmp_path):
    pandas = pytest.importorskip("pandas")
    path, _ = twitter_archives.release(tmp_path)
    frame = pandas.read_csv(path, dtype=str)
    found = rows_of(tw.from_frame(frame, backend="pyarrow").posts)
    assert found == rows_of(tw.read(path, backend="pyarrow").posts)
    frame.to_parquet(tmp_path / "release.parquet")
    packed = tw.read(tmp_path / "release.parquet", backend="pyarrow")
    assert rows_of(packed.posts) == found
