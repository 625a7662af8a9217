"""Groups of so few private people that the report does not show them by themselves."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest

import twiplomacy as tw
from twiplomacy.report.small import TOGETHER, merged, without_few

SIMULATED = tw.datasets.simulate(publics=20, originals=120, seed=5)


def with_towns(towns: list[str | None]) -> tw.Corpus:
    """Give the public of the simulated roster towns; officials live in the capital."""
    roster = SIMULATED.roster.frame.copy()
    public = roster["side"] == "public"
    roster["town"] = "Capital"
    cells = [towns[n] if n < len(towns) else "Harbour" for n in range(int(public.sum()))]
    roster.loc[public, "town"] = cells
    return SIMULATED.attach(roster=roster)


def test_groups_without_officials_are_merged():
    corpus = with_towns(["Ness", "Ness", "Holm", "Holm", "Holm", "Capital", None])
    made, table = merged(corpus, 5)
    towns = table.to_pandas().query("column == 'town'")
    assert towns["shown"].tolist() == ["itself", "together", "together"]
    assert towns["private_accounts"].tolist() == [1, 3, 2]
    assert towns["group"].tolist() == ["Capital", "group 2", "group 3"]
    shown = set(made.roster.frame["town"].dropna())
    assert shown == {"Capital", "Harbour", TOGETHER}
    assert made.roster.frame["name"].equals(corpus.roster.frame["name"])


def test_what_is_too_few_even_together_is_left_out():
    made, table = merged(with_towns(["Ness", "Holm"]), 5)
    assert set(made.roster.frame["town"].dropna()) == {"Capital", "Harbour"}
    assert set(table.to_pandas().query("column == 'town'")["shown"]) == {"left out"}


@pytest.mark.parametrize("k", [1, 0])
def test_nothing_is_merged_for_one(k):
    corpus = with_towns(["Ness"])
    made, table = merged(corpus, k)
    assert made is corpus and len(table) == 0


def test_numbers_of_few_publics_are_left_out():
    table = pa.table({"group": ["a", "b", "c"], "publics": [4, 5, 0], "share": [0.25, 0.2, 0.0]})
    assert without_few(table, 5).to_pydict() == {
        "group": ["a", "b", "c"],
        "publics": [None, 5, 0],
        "share": [None, 0.2, 0.0],
        "fewer_than_k": [True, False, False],
    }
    assert without_few(table, 4) is table
    assert without_few(table.drop_columns("publics"), 5) == table.drop_columns("publics")


def test_the_study_says_so_and_shows_no_small_group(tmp_path):
    corpus = with_towns(["Tinyness", "Tinyness", "Tinyholm"])
    tw.study(corpus, tmp_path / "k", progress=False)
    files = [
        path for path in (tmp_path / "k").rglob("*") if path.suffix in {".csv", ".html", ".svg"}
    ]
    assert not any("Tiny" in path.read_text("utf-8") for path in files)
    listed = pd.read_csv(tmp_path / "k" / "tables" / "small_groups.csv")
    assert "left out" in set(listed["shown"])
    assert json.loads((tmp_path / "k" / "manifest.json").read_text())["arguments"]["k"] == 5
    with pytest.raises(tw.InputError, match="k: 0"):
        tw.study(corpus, tmp_path / "none", k=0)
