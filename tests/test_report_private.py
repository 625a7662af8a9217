"""Sections 4, 6, 8 and 9 of the report: who has a name there, and what is said of tests."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import twiplomacy as tw
from twiplomacy.report import _date

SIMULATED = tw.datasets.simulate(publics=20, originals=150, seed=3)


def roster() -> pd.DataFrame:
    """Return the simulated roster, of all officials and of some of the public."""
    return SIMULATED.roster.frame.copy()


def words(out: Path) -> set[str]:
    """Collect whatever may be a name in the files of a study."""
    files = [path for path in out.rglob("*") if path.suffix in {".csv", ".svg", ".json", ".html"}]
    texts = [path.read_text("utf-8") for path in files]
    return {word for text in texts for word in re.findall(r"[\w@.:-]+", text)}


def named(corpus: tw.Corpus) -> set[str]:
    """Return the keys and handles of all who are no officials."""
    accounts = corpus.accounts
    others = accounts[~(accounts["on_roster"] & (accounts["side"] == "official"))]
    return {*others["account"], *others["handle"].dropna()}


@pytest.mark.parametrize("heads", ["one", "cycle"])
def test_a_roster_of_the_public_alone_names_nobody(tmp_path, heads):
    people = roster()
    people = people[people["side"] == "public"].head(40).copy()
    first, second = people["account"].head(2)
    people["superior"] = first
    people.loc[people["account"] == first, "superior"] = second if heads == "cycle" else None
    corpus = SIMULATED.attach(roster=tw.read_roster(people))
    tw.study(corpus, tmp_path, progress=False)
    assert not named(corpus) & words(tmp_path)


def test_a_superior_who_is_no_official_keeps_a_place_and_has_no_name(tmp_path):
    people = roster()
    boss = people.loc[people["side"] == "public", "account"].iloc[0]
    heads = (people["side"] == "official") & people["superior"].isna()
    people.loc[heads, "superior"] = f"@{boss.upper()}"
    corpus = SIMULATED.attach(roster=tw.read_roster(people))
    tw.study(corpus, tmp_path / "private", progress=False)
    seen = words(tmp_path / "private")
    assert not {boss, boss.upper()} & seen
    assert (tmp_path / "private" / "figures" / "hierarchy_chart.svg").exists()
    tw.study(corpus, tmp_path / "open", names=True, progress=False)
    assert {boss, boss.upper(), f"@{boss.upper()}"} & words(tmp_path / "open")


def test_no_section_quotes_a_private_person(tmp_path):
    tw.study(SIMULATED, tmp_path, progress=False)
    accounts = SIMULATED.accounts
    officials = accounts[accounts["on_roster"] & (accounts["side"] == "official")]["account"]
    posts = SIMULATED.posts
    theirs = posts["author_id"].isin(set(officials))
    quotes = {" ".join(text.split()[:6]) for text in posts[~theirs]["text"].dropna()}
    # Whoever copies an official has the official's words.
    open_to_all = " ".join(posts[theirs]["text"].dropna())
    quotes = {quote for quote in quotes if len(quote) > 25 and quote not in open_to_all}
    assert len(quotes) > 20
    files = [
        path for path in tmp_path.rglob("*") if path.suffix in {".csv", ".svg", ".json", ".html"}
    ]
    written = " ".join(" ".join(path.read_text("utf-8").split()) for path in files)
    assert [quote for quote in quotes if quote in written] == []
    ids = set(posts[~theirs]["post_id"])
    assert not ids & set(re.findall(r"[\w:/.-]+", written))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2015-01-20", "2015-01-20"),
        ("2015-01-20T00:00:00Z", "2015-01-20"),
        (pd.Timestamp("2015-01-20 13:30:05+01:00"), "2015-01-20T12:30:05"),
    ],
)
def test_a_date_is_said_in_one_way(at, said):
    assert _date(SIMULATED, at) == said


def test_p_is_adjusted_and_missing_where_chance_cannot_differ(tmp_path):
    corpus = tw.datasets.simulate(publics=20, originals=150, seed=3)
    tw.study(corpus, tmp_path, progress=False)
    read = {
        name: pd.read_parquet(tmp_path / "tables" / f"{name}.parquet")
        for name in ("findings", "hierarchy_tests", "bypass")
    }
    findings = read["findings"].set_index("finding")
    for row in read["hierarchy_tests"].itertuples():
        p = findings.loc[row.statistic.replace("_", " "), "p"]
        assert p == row.p_adjusted if row.null_sd > 0 else pd.isna(p)
    for row in read["bypass"].query("null == 'chart' and path != 'external'").itertuples():
        p = findings.loc[f"ties on the chart: {row.path}", "p"]
        assert p == row.p_adjusted if row.null_sd > 0 else pd.isna(p)
