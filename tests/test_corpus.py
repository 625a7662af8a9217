"""The corpus: what is there and what is missing, some of the posts, the officials."""

from __future__ import annotations

import datetime as dt

import archives
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import post_id, rows_of, user_id

import twiplomacy as tw

ROSTER = pd.DataFrame(
    {
        "account": ["@NORDALIAmfa", user_id("VesperMission"), "Ghost_Envoy", "987654321"],
        "country": ["Nordalia", "Vesper", "Nordalia", None],
        "side": ["official"] * 4,
        "rank": [1, 2, 3, 4],
        "location": ["the capital", "the harbour", "nowhere", None],
    }
)


def ids(corpus) -> list[int]:
    return [int(post) - archives.FIRST_ID for post in corpus.posts["post_id"]]


def test_coverage_counts_what_is_known_of_the_world(world, counted):
    table = counted(world)
    wanted = {
        "files": 1, "lines": 7, "posts": 8, "accounts": 5, "authors": 5, "originals": 2,
        "replies": 3, "quotes": 2, "reposts": 1, "nested_posts": 1, "duplicates": 0, "edits": 0,
        "missing_parents": 1, "missing_roots": 0, "missing_quoted": 0, "replies_author_only": 0,
        "reposts_author_only": 0, "rejected_lines": 0, "error_objects": 0, "without_time": 0,
    }  # fmt: skip
    assert {name: table[name] for name in wanted} == wanted
    assert table["first"] == dt.datetime(2031, 3, 2, 7, tzinfo=dt.UTC).timestamp()
    assert table["last"] == dt.datetime(2031, 3, 2, 8, 7, tzinfo=dt.UTC).timestamp()
    assert pd.isna(table["off_roster_share"])
    texts = world.coverage().set_index("measure")["text"]
    assert (texts["first"], texts["last"]) == ("2031-03-02T07:00:00Z", "2031-03-02T08:07:00Z")


def test_coverage_counts_what_names_only_the_account(counted):
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "author": ["a", "b", "c", None],
            "reply_to_author": ["b", None, None, None],
            "repost_of_author": [None, "a", None, None],
            "kind": [None, None, "repost", "reply"],
        }
    )
    table = counted(tw.from_frame(frame))
    assert (table["replies_author_only"], table["reposts_author_only"]) == (1, 1)
    assert (table["reposts_of_unknown"], table["without_author"]) == (1, 1)
    assert (table["replies"], table["reposts"]) == (2, 2)


def test_select_by_account_in_any_spelling(world):
    for name in ("NordaliaMFA", "@nordaliamfa", " @NORDALIAMFA ", user_id("NordaliaMFA")):
        assert ids(world.select(accounts=name)) == [1, 5]
    assert ids(world.select(accounts=["@elin_kask", "quiet_harbour"])) == [0, 2, 6]
    assert ids(world.select(accounts=[])) == []
    with pytest.raises(tw.InputError, match="accounts.*'nobody'"):
        world.select(accounts=["elin_kask", "nobody"])


def test_select_since_is_within_and_until_is_not(world):
    assert ids(world.select(since="2031-03-02 08:03")) == [3, 4, 5, 6, 7]
    assert ids(world.select(until="2031-03-02T08:03:00Z")) == [0, 1, 2]
    edge = dt.datetime(2031, 3, 2, 8, 3)
    assert ids(world.select(since=edge, until=edge + dt.timedelta(minutes=1))) == [3]
    assert ids(world.select(since=pd.Timestamp("2031-03-02 13:33", tz="Asia/Kolkata"))) == [
        3, 4, 5, 6, 7
    ]  # fmt: skip
    assert ids(world.select(since=dt.date(2031, 3, 2))) == list(range(8))
    assert ids(world.select(since="2031-03-03")) == []
    for wrong in ("soon", "NaT", [], object()):
        with pytest.raises(tw.InputError, match="since"):
            world.select(since=wrong)
        with pytest.raises(tw.InputError, match="until"):
            world.select(until=wrong)


def test_posts_without_a_time_fit_no_time():
    corpus = tw.from_frame(pd.DataFrame({"post_id": ["1"], "author": ["a"]}))
    assert len(corpus.select(since="1900-01-01")) == len(corpus.select(until="2900-01-01")) == 0
    assert len(corpus.select()) == 1


def test_select_by_language_and_kind(world):
    assert ids(world.select(lang="ar")) == [3]
    assert ids(world.select(lang=["zh", "ar", "xx"])) == [3, 4]
    assert ids(world.select(kind="reply")) == [3, 5, 7]
    assert ids(world.select(kind=["repost", "original"])) == [0, 1, 2]
    assert ids(world.select(kind="reply", accounts="Tomas_Oru", lang="en")) == [7]
    with pytest.raises(tw.InputError, match=r"kind.*retweet.*repost"):
        world.select(kind="retweet")


def test_select_where(world):
    mask = [number in (1, 4) for number in range(8)]
    for where in (
        mask, tuple(mask), pa.array(mask), pa.chunked_array([mask[:3], mask[3:]]),
        pl.Series(mask), pd.Series(mask), pd.Series(mask).sample(frac=1, random_state=1),
        pd.array(mask, dtype="boolean"), pd.Series(mask).to_numpy(),
        lambda posts: posts["quote_of"].eq(post_id(1)) | posts["text"].str.contains("#"),
    ):  # fmt: skip
        found = ids(world.select(where=where))
        assert found == ([1, 2, 4] if callable(where) else [1, 4])
    nulls = pa.array([None, True, None, *[False] * 5])
    assert ids(world.select(where=nulls)) == [1]


@pytest.mark.parametrize("where", [[True], [True] * 9, [1] * 8, ["yes"] * 8, [], lambda posts: 1])
def test_select_where_wants_one_truth_value_a_post(world, where):
    with pytest.raises(tw.InputError, match="where"):
        world.select(where=where)


def test_where_takes_the_frame_of_the_backend(flat_file):
    corpus = tw.read(flat_file, backend="polars")
    assert len(corpus.select(where=lambda posts: posts["lang"] == "zh")) == 1
    corpus = tw.read(flat_file, backend="pyarrow")
    assert len(corpus.select(where=lambda posts: pa.compute.equal(posts["lang"], "zh"))) == 1


def test_select_leaves_parents_out_as_missing(world, counted):
    some = world.select(accounts=["VesperMission", "elin_kask", "Tomas_Oru"])
    table = counted(some)
    assert ids(some) == [2, 3, 4, 6, 7]
    assert (table["missing_parents"], table["missing_roots"]) == (2, 1)
    assert table["missing_quoted"] == 2
    row = {row["post_id"]: row for row in rows_of(some.posts)}[post_id(4)]
    assert (row["quote_of"], row["quote_of_author"]) == (post_id(1), user_id("NordaliaMFA"))
    assert len(some.responses("NordaliaMFA")) == 3
    assert len(world) == 8


def test_attach_knows_accounts_by_id_and_by_handle(world):
    corpus = world.attach(roster=ROSTER)
    table = corpus.accounts.set_index("handle")
    assert table.loc["NordaliaMFA", ["on_roster", "country", "rank"]].tolist() == [
        True, "Nordalia", 1
    ]  # fmt: skip
    assert table.loc["VesperMission", "country"] == "Vesper"
    assert not table.loc["elin_kask", "on_roster"]
    assert pd.isna(table.loc["elin_kask", "country"])
    # What the archive says holds.
    assert table.loc["NordaliaMFA", "location"] == "Port Ilva"
    assert world.roster is None
    assert "on_roster" not in world.accounts


def test_accounts_that_only_the_roster_knows_come_last(world):
    accounts = world.attach(roster=ROSTER).accounts
    assert accounts["account"].tolist()[5:] == ["ghost_envoy", "987654321"]
    ghost = accounts.iloc[5]
    assert (ghost["handle"], ghost["posts"], ghost["location"]) == ("Ghost_Envoy", 0, "nowhere")
    assert int(accounts["on_roster"].sum()) == 4


def test_a_roster_replaces_the_one_before(world):
    corpus = world.attach(roster=ROSTER).attach(roster=pd.DataFrame({"account": ["elin_kask"]}))
    accounts = corpus.accounts
    assert accounts.loc[accounts["on_roster"], "handle"].tolist() == ["elin_kask"]
    assert "country" not in accounts


def test_attach_keeps_what_is_attached(world):
    follows = pd.DataFrame({"follower": ["elin_kask"], "followed": ["@NordaliaMFA"]})
    corpus = world.attach(roster=ROSTER).attach(follows=follows)
    assert len(corpus.roster) == 4
    assert len(corpus.select(kind="reply").roster) == 4


def test_off_roster_share(world, counted):
    assert counted(world.attach(roster=ROSTER))["off_roster_share"] == 5 / 8
    everybody = pd.DataFrame({"account": archives.HANDLES})
    assert counted(world.attach(roster=everybody))["off_roster_share"] == 0


def test_terms_of_the_roster_bound_what_counts(world, counted):
    roster = pd.DataFrame(
        {
            "account": ["NordaliaMFA", "VesperMission", "elin_kask"],
            "country": ["Nordalia", "Vesper", "Nordalia"],
            "since": ["2031-03-02T08:02:00Z", None, "2031-03-02 08:02"],
            "until": [None, "2031-03-02T08:04:00Z", "2031-03-02 08:06"],
        }
    )
    corpus = world.attach(roster=roster)
    # Within their terms: post 5 of NordaliaMFA, post 2 of elin_kask, none of VesperMission.
    assert counted(corpus)["off_roster_share"] == 6 / 8
    table = corpus.dialogue("country", draws=9).set_index("group")
    assert table["posts"].to_dict() == {"Nordalia": 2}
    for name in ("since", "until"):
        roster[name] = pd.to_datetime(roster[name], format="ISO8601", utc=True)
    assert counted(world.attach(roster=roster))["off_roster_share"] == 6 / 8
    roster["until"] = [None, None, "2031-03-02T08:06:00.000001Z"]
    assert counted(world.attach(roster=roster))["off_roster_share"] == 4 / 8


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet", "polars", "pyarrow", "roster"])
def test_rosters_from_files_and_frames_are_the_same(tmp_path, world, kind):
    path = tmp_path / f"roster.{kind}"
    made = {
        "polars": lambda: pl.DataFrame(ROSTER),
        "pyarrow": lambda: pa.Table.from_pandas(ROSTER),
        "roster": lambda: tw.read_roster(ROSTER),
    }
    if kind in made:
        roster = made[kind]()
    else:
        (ROSTER.to_parquet if kind == "parquet" else ROSTER.to_csv)(path, index=False)
        roster = path
    wanted = rows_of(world.attach(roster=ROSTER).accounts)
    assert len(wanted) == 7
    corpus = world.attach(roster=roster)
    assert rows_of(corpus.accounts) == wanted
    assert corpus.dialogue("country", draws=9)["group"].tolist() == ["Nordalia", "Vesper"]
    assert corpus.network("any").nodes["country"].notna().sum() == 2


def test_a_roster_file_of_accounts_alone(tmp_path, world):
    path = tmp_path / "roster.csv"
    path.write_text("account\n@elin_kask\nNordaliaMFA\n")
    assert int(world.attach(roster=path).accounts["on_roster"].sum()) == 2


def test_a_roster_of_large_ids_in_a_file_keeps_every_digit(tmp_path, world):
    path = tmp_path / "roster.csv"
    path.write_text(f"account,country\n{user_id('elin_kask')},Nordalia\n")
    accounts = world.attach(roster=path).accounts.set_index("handle")
    assert accounts["on_roster"].sum() == 1
    assert accounts.loc["elin_kask", "country"] == "Nordalia"


def test_rejects_say_file_line_and_reason(tmp_path):
    first = archives.written(tmp_path / "a.jsonl", [archives.flats()[0], {"odd": 1}])
    second = archives.written(tmp_path / "b.jsonl", archives.lines(archives.flats()) + b"torn\n")
    rejects = tw.read([first, second]).rejects
    assert rejects.columns.tolist() == ["file", "line", "reason"]
    assert rejects[["file", "line"]].values.tolist() == [[str(first), 2], [str(second), 8]]


def test_hashtags_are_counted_once_a_post_and_by_group(counted):
    frame = pd.DataFrame(
        {
            "post_id": list("12345"),
            "author": ["a", "a", "b", "b", "c"],
            "created_at": ["2031-01-31", "2031-02-01", "2031-01-01", None, "2031-01-09"],
            "hashtags": [["Ilva", "ILVA"], ["ilva"], ["Peace"], ["peace"], ["Ilva"]],
            "repost_of_author": [None, None, None, None, "a"],
        }
    )
    corpus = tw.from_frame(frame, roster=pd.DataFrame({"account": ["a", "b"], "land": ["x", "y"]}))
    assert corpus.hashtags().values.tolist() == [["ilva", 2, 1], ["peace", 2, 1]]
    assert corpus.hashtags("month").values.tolist() == [
        ["2031-01", "ilva", 1, 1], ["2031-01", "peace", 1, 1], ["2031-02", "ilva", 1, 1]
    ]  # fmt: skip
    both = corpus.hashtags(by=["land", "month"])
    assert both.columns.tolist() == ["land", "month", "hashtag", "posts", "accounts"]
    assert both["land"].tolist() == ["x", "x", "y"]
    assert corpus.hashtags("account")["account"].tolist() == ["a", "b"]
    with pytest.raises(tw.InputError, match=r"by: 'party'.*land"):
        corpus.hashtags("party")


def test_hashtags_are_read_from_texts_where_none_are_listed():
    frame = pd.DataFrame({"post_id": ["1"], "author": ["a"], "text": ["#Ilva, #平和! no#tag #1"]})
    assert tw.from_frame(frame).hashtags()["hashtag"].tolist() == ["ilva", "平和"]


def test_groups_of_numbers_are_their_labels(world):
    table = world.attach(roster=ROSTER).dialogue("rank", draws=9)
    assert table["group"].tolist() == ["1", "2"]
