"""Sections 4, 6, 8 and 9 of the study: hierarchy, groups, barriers and change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import twiplomacy as tw


@pytest.fixture(scope="module")
def world() -> tw.Corpus:
    return tw.datasets.simulate(seed=1)


@pytest.fixture(scope="module")
def study(world: tw.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of a made-up world, with a date."""
    return tw.study(world, tmp_path_factory.mktemp("study"), at="2015-02-01", progress=False).parent


def table(study: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(study / "tables" / f"{name}.parquet")


def findings(study: Path) -> pd.DataFrame:
    return table(study, "findings").set_index("finding")


def test_the_chart_stands_beside_the_ties(study, world):
    officials = world.accounts.query("on_roster and side == 'official'")["account"].tolist()
    net = world.network("any", among=officials)
    own = net.bypass("superior", draws=199, seed=0, forest=True)
    shown = table(study, "bypass")
    assert shown["share"].tolist() == pytest.approx(own["share"].tolist(), nan_ok=True)
    assert shown["p"].tolist() == pytest.approx(own["p"].tolist(), nan_ok=True)
    rows = findings(study)
    line = own[(own["path"] == "line") & (own["null"] == "chart")].iloc[0]
    assert rows.loc["ties on the chart: line", "value"] == line["share"]
    assert rows.loc["ties on the chart: line", "p"] == line["p_adjusted"]
    for name in ("hierarchy_chart", "hierarchy_levels"):
        assert (study / "figures" / f"{name}.svg").stat().st_size > 1000


def test_hierarchy_is_that_of_the_network(study, world):
    officials = world.accounts.query("on_roster and side == 'official'")["account"].tolist()
    own = world.network("any", among=officials).hierarchy()
    shown = table(study, "hierarchy")
    assert shown["measure"].tolist() == own["measure"].tolist()
    assert shown["value"].tolist() == pytest.approx(own["value"].tolist(), nan_ok=True)


def test_access_is_that_of_the_corpus(study, world):
    own = world.access(draws=999, seed=0).iloc[0]
    row = findings(study).loc["access"]
    assert (row["value"], row["ci_low"], row["ci_high"]) == (
        own["access"],
        own["ci_low"],
        own["ci_high"],
    )
    assert row["n"] == own["publics"]
    steps = findings(study).loc["steps from the public to the nearest official"]
    assert 1 <= steps["value"] < 10


def test_the_date_is_compared_on_both_sides(study, world):
    own = world.barriers("2015-02-01", draws=999, seed=0)
    shown = table(study, "before_and_after")
    assert shown["measure"].tolist() == own["measure"].tolist()
    assert shown["difference"].tolist() == pytest.approx(own["difference"].tolist())
    series = table(study, "interrupted")
    assert set(series["term"]) >= {"trend", "level change", "slope change"}
    assert series["placebo_p"].dropna().between(0, 1).all()
    manifest = json.loads((study / "manifest.json").read_text("utf-8"))
    assert manifest["arguments"]["at"] == "2015-02-01"


def test_the_ties_are_explained(study):
    model = table(study, "ties_model")
    assert model["term"].tolist()[:2] == ["(intercept)", "t(tie)"]
    assert "same(country)" in set(model["term"])
    text = (study / "report.html").read_text("utf-8")
    assert "We regressed tie on" in text


def test_nobody_of_the_public_is_named(study, world):
    """Neither in the new tables nor in the figures."""
    public = world.accounts.query("side != 'official'")
    names = {*public["account"], *public["handle"].dropna()}
    for name in ("levels", "brokerage", "ties_model", "mixing", "access_by_country", "nearest"):
        path = study / "tables" / f"{name}.csv"
        if path.exists():
            cells = set(re.split(r"[,\n]", path.read_text("utf-8").replace('"', "")))
            assert not cells & names, name
    for path in (study / "figures").glob("*.svg"):
        words = set(re.findall(r"<!-- (.*?) -->", path.read_text("utf-8")))
        assert not words & names, path.name


def test_without_a_roster_or_a_chart_the_study_says_so(tmp_path):
    plain = pd.DataFrame(
        {
            "post_id": ["1", "2", "3"],
            "author": ["a", "b", "c"],
            "created_at": ["2015-01-01", "2015-01-02", "2015-01-03"],
            "text": ["hello @b", "hello @c and @a", "hello @a"],
        }
    )
    page = tw.study(tw.from_frame(plain), tmp_path / "plain", progress=False).read_text("utf-8")
    assert "Without a roster nothing says who the officials are" in page
    roster = pd.DataFrame({"account": ["a", "b", "c"]})
    corpus = tw.from_frame(plain, roster=roster)
    page = tw.study(corpus, tmp_path / "roster", progress=False).read_text("utf-8")
    assert "no column superior" in page
    assert "All posts are by the officials themselves" in page


@pytest.mark.parametrize(
    "superiors", [["b", "c", "a"], ["a", None, None], ["nobody", "nobody", None]]
)
def test_a_chart_that_is_none_breaks_nothing(superiors, tmp_path):
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3"],
            "author": ["a", "b", "c"],
            "created_at": ["2015-01-01", "2015-01-02", "2015-01-03"],
            "text": ["hello @b", "hello @c and @a", "hello @a"],
        }
    )
    roster = pd.DataFrame({"account": ["a", "b", "c"], "superior": superiors})
    corpus = tw.from_frame(frame, roster=roster)
    page = tw.study(corpus, tmp_path, progress=False).read_text("utf-8")
    assert ("The formal chart cannot be used" in page) == (superiors[0] != "nobody")


@pytest.mark.parametrize("at", ["2031-01-01", "1999-01-01", "someday"])
def test_a_date_must_lie_within_the_archive(at, world, tmp_path):
    with pytest.raises(tw.InputError, match="at"):
        tw.study(world, tmp_path, at=at, progress=False)
    assert not (tmp_path / "report.html").exists()
