"""The roster: read from files and frames, with dates, sides, and what is refused."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import rows_of, user_id, written

import twiplomacy as tw

ROWS = [
    {"account": "@NordaliaMFA", "country": "Nordalia", "side": "official", "rank": 1},
    {"account": "elin_kask", "country": "Vesper", "side": "public", "rank": 2},
    {"account": "1400000000000000014", "country": None, "side": None, "rank": None},
]
CSV = (
    b"account,country,side,rank\n@NordaliaMFA,Nordalia,official,1\nelin_kask,Vesper,public,2\n"
    b"1400000000000000014,,,\n"
)


def known(roster: tw.Roster) -> list[dict[str, object]]:
    """The rows of a roster; empty cells are nulls."""
    rows = rows_of(roster._arrow())
    return [{name: None if cell == "" else cell for name, cell in row.items()} for row in rows]


def one(**columns: object) -> tw.Roster:
    return tw.read_roster(pa.table({name: [cell] for name, cell in columns.items()}))


def refused(source: object, *words: str) -> None:
    with pytest.raises(tw.TwiplomacyError) as caught:
        tw.read_roster(source)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", ["r.csv", "r.csv.gz", "r.csv.zst", "r.txt", "r"])
def test_a_csv_of_any_name(tmp_path, name):
    path = written(tmp_path / name, CSV)
    for source in (path, str(path)):
        assert known(tw.read_roster(source)) == ROWS


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators(tmp_path, mark):
    """Spreadsheets of half of Europe write semicolons."""
    path = written(tmp_path / "roster.csv", CSV.replace(b",", mark.encode()))
    assert known(tw.read_roster(path)) == ROWS


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_csv_of_other_programs(tmp_path, before, end):
    path = written(tmp_path / "roster.csv", before + CSV.replace(b"\n", end))
    assert known(tw.read_roster(path)) == ROWS


def test_parquet(tmp_path):
    path = tmp_path / "roster.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    assert known(tw.read_roster(path)) == ROWS


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist])
def test_frames_give_back_their_kind(make):
    roster = tw.read_roster(make(ROWS))
    assert len(roster) == 3
    assert roster.columns == ["account", "country", "side", "rank"]
    assert type(roster.frame) is type(make(ROWS))
    assert [row["country"] for row in known(roster)] == ["Nordalia", "Vesper", None]
    assert repr(roster) == "<Roster of 3 accounts: account, country, side, rank>"
    assert tw.read_roster(roster) is roster


def test_the_only_column_may_be_account(tmp_path):
    path = written(tmp_path / "roster.csv", b"account\n@UN\nWHO\n")
    assert [row["account"] for row in known(tw.read_roster(path))] == ["@UN", "WHO"]
    ids = written(tmp_path / "ids.csv", b"account\n1400000000000000011\n007\n")
    assert [row["account"] for row in known(tw.read_roster(ids))] == ["1400000000000000011", "007"]
    frame = tw.read_roster(pd.DataFrame({"account": ["@UN"]}))
    assert (len(frame), frame.columns) == (1, ["account"])
    corpus = tw.from_frame(pd.DataFrame({"post_id": ["1"], "author": ["un"]}), roster=path)
    assert corpus.accounts["on_roster"].tolist() == [True, True]


def test_ids_stay_strings(tmp_path):
    text = b"account,superior\n1400000000000000011,007\n007,\n"
    roster = tw.read_roster(written(tmp_path / "roster.csv", text))
    assert [row["account"] for row in known(roster)] == ["1400000000000000011", "007"]
    assert known(roster)[0]["superior"] == "007"
    assert known(one(account=1400000000000000011))[0]["account"] == "1400000000000000011"
    refused(pd.DataFrame({"account": [1400000000000000011, None]}), "account", "strings")


def test_what_has_no_accounts(tmp_path):
    refused(pd.DataFrame({"handle": ["un"], "country": ["x"]}), "'account'", "handle, country")
    refused(written(tmp_path / "a.csv", b"handle,country\nun,x\n"), "'account'", "handle, country")
    refused(pd.DataFrame(), "'account'", "no columns")
    refused(pd.DataFrame({"account": ["un", None]}), "row 2")
    for empty in ("", "@", "  ", " @ "):
        refused(pd.DataFrame({"account": ["un", empty]}), "row 2", "no account")


@pytest.mark.parametrize("other", ["un", "@UN", "Un ", " @un", "＠UN"])
def test_an_account_stands_once(other):
    refused(pd.DataFrame({"account": ["x", "UN", other]}), repr(other), "row 2", "row 3")


def test_a_column_stands_once(tmp_path):
    refused(written(tmp_path / "r.csv", b"account,account\na,b\n"), "account", "more than once")
    refused(written(tmp_path / "s.csv", b"account,rank,rank\na,1,2\n"), "rank", "more than once")


def test_two_names_of_one_account_are_told_when_attached(world):
    both = pd.DataFrame({"account": ["NordaliaMFA", user_id("NordaliaMFA")]})
    with pytest.raises(tw.InputError, match="'NordaliaMFA' and '14.*' are one account"):
        world.attach(roster=both)


def test_sides():
    frame = pd.DataFrame({"account": ["a", "b", "c"], "side": ["official", "public", None]})
    assert len(tw.read_roster(frame)) == 3
    for wrong in ("Official", "both", "officials"):
        refused(pd.DataFrame({"account": ["a"], "side": [wrong]}), wrong, "official or public")


@pytest.mark.parametrize(
    "since",
    ["2031-03-02", "2031-03-02T08:00:00Z", dt.date(2031, 3, 2), dt.datetime(2031, 3, 2),
     dt.datetime(2031, 3, 2, tzinfo=dt.UTC), pd.Timestamp("2031-03-02 08:00", tz="Asia/Kolkata")],
)  # fmt: skip
def test_dates_of_every_kind(since, world, counted):
    """The world begins on 2031-03-02 at 07:00 and ends at 08:07 UTC."""
    account = "NordaliaMFA"  # two posts at 08:01 and 08:05
    assert counted(world.attach(roster=one(account=account)))["off_roster_share"] == 6 / 8
    term = one(account=account, since=since)
    assert counted(world.attach(roster=term))["off_roster_share"] == 6 / 8
    term = one(account=account, until=since)
    assert counted(world.attach(roster=term))["off_roster_share"] == 1


def test_until_is_not_included(world, counted):
    def off(**term: str) -> float:
        roster = one(account="NordaliaMFA", **term)
        return counted(world.attach(roster=roster))["off_roster_share"] * 8

    assert off(since="2031-03-02T08:01:00Z") == 6
    assert off(since="2031-03-02T08:01:01Z") == 7
    assert off(until="2031-03-02T08:05:00Z") == 7
    assert off(until="2031-03-02T08:05:01Z") == 6
    assert off(since="2031-03-02T08:02:00Z", until="2031-03-02T08:05:00Z") == 8


def test_dates_in_a_csv(tmp_path, world, counted):
    text = b"account,since,until\nNordaliaMFA,2030-01-01,2031-03-03\nelin_kask,,\n"
    corpus = world.attach(roster=written(tmp_path / "r.csv", text))
    assert counted(corpus)["off_roster_share"] == 4 / 8


@pytest.mark.parametrize("wrong", ["soon", "2031-13-01", "2031-02-30", "03/02"])
def test_what_is_no_date(wrong):
    refused(pd.DataFrame({"account": ["a", "b"], "since": [None, wrong]}), "since", wrong, "row 2")
    refused(pd.DataFrame({"account": ["a"], "until": [wrong]}), "until", wrong, "row 1")


def test_a_year_is_no_moment_of_1970(tmp_path):
    """A bare year means that year or nothing: it is no count of seconds."""
    for source in (pa.table({"account": ["a"], "since": [2012]}),
                   written(tmp_path / "r.csv", b"account,since\na,2012\n")):  # fmt: skip
        frame = pd.DataFrame(
            {"post_id": ["1"], "author": ["a"], "created_at": ["1999-01-01T00:00:00Z"]}
        )
        try:
            corpus = tw.from_frame(frame, roster=source)
        except tw.InputError:
            continue
        assert corpus.coverage().set_index("measure").loc["off_roster_share", "value"] == 1


def test_a_term_that_ends_before_it_begins_is_refused():
    refused(one_frame(since="2031-03-02", until="2030-03-02"), "since", "until")


def one_frame(**columns: str) -> pd.DataFrame:
    return pd.DataFrame({"account": ["a"]} | {name: [cell] for name, cell in columns.items()})


def test_what_is_no_roster(tmp_path):
    refused(tmp_path / "none.csv", "no file", "none.csv")
    refused(tmp_path, "CSV or Parquet")
    refused(written(tmp_path / "posts.jsonl", b'{"id":"1","text":"a","author_id":"2"}\n'), "CSV")
    refused(written(tmp_path / "empty.csv", b""), "empty.csv")
    refused(written(tmp_path / "ragged.csv", b"account,country\na,b,c\n"), "ragged.csv")
    refused(written(tmp_path / "latin.csv", "account,country\na,Perú\n".encode("latin-1")), "UTF-8")
    refused(written(tmp_path / "broken.parquet", b"PAR1 and no more PAR1"), "broken.parquet")
    for thing in (None, 7, [{"account": "a"}], {"account": ["a"]}):
        refused(thing, "roster", type(thing).__name__)


def test_a_header_alone_is_an_empty_roster(tmp_path, world, counted):
    roster = tw.read_roster(written(tmp_path / "r.csv", b"account,country\n"))
    assert len(roster) == 0
    assert counted(world.attach(roster=roster))["off_roster_share"] == 1


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist])
def test_groups_are_the_same_from_every_frame(world, make):
    corpus = world.attach(roster=make(ROWS))
    table = corpus.dialogue(by="country")
    assert table["group"].tolist() == ["Nordalia", "Vesper"]
    assert table["posts"].tolist() == [2, 2]


def test_groups_of_a_column_that_the_archive_has_too_are_those_of_the_roster(world):
    """Only accounts of the roster have a group, and it is the roster's."""
    frame = pd.DataFrame({"account": ["NordaliaMFA"], "location": ["the capital"]})
    table = world.attach(roster=frame).dialogue(by="location")
    assert table["group"].tolist() == ["the capital"]


def test_accounts_that_only_the_roster_knows_come_last(world):
    accounts = world.attach(roster=pd.DataFrame({"account": ["Ghost", "elin_kask"]})).accounts
    assert accounts["account"].tolist()[-1] == "ghost"
    assert accounts["on_roster"].sum() == 2
