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


def test_a_hashtag_of_one_private_person_is_not_shown(tmp_path):
    posts = pd.DataFrame(
        {
            "post_id": ["1", "2", "3"],
            "author": ["NordaliaMFA", "elin_kask", "elin_kask"],
            "text": ["a #Peace", "b #peace", "c #MyOwnName"],
        }
    )
    corpus = tw.from_frame(posts, roster=pd.DataFrame({"account": ["NordaliaMFA"]}))
    for names, shown in ((False, {"peace"}), (True, {"peace", "myownname"})):
        tw.study(corpus, tmp_path / str(names), names=names, progress=False)
        table = pd.read_csv(tmp_path / str(names) / "tables" / "hashtags.csv")
        assert set(table["hashtag"]) == shown
        html = (tmp_path / str(names) / "report.html").read_text("utf-8").lower()
        assert ("myownname" in html) == names


def test_of_many_on_the_roster_those_count_who_write():
    people = [f"quiet_{n}" for n in range(9)] + ["loud"]
    rows = [("1", "NordaliaMFA"), ("2", "loud"), ("3", "loud")]
    posts = pd.DataFrame(rows, columns=["post_id", "author"])
    roster = pd.DataFrame(
        {
            "account": ["NordaliaMFA", *people],
            "side": ["official"] + ["public"] * 10,
            "town": ["Capital"] + ["Ness"] * 10,
        }
    )
    made, table = merged(tw.from_frame(posts, roster=roster), 5)
    assert table.to_pylist()[0]["private_accounts"] == 1
    assert set(made.roster.frame["town"].dropna()) == {"Capital"}
    # Where nobody writes, all are alike.
    silent = tw.from_frame(posts.head(1), roster=roster)
    assert "Ness" in set(merged(silent, 5)[0].roster.frame["town"])


def test_reasons_in_a_report_quote_nothing(tmp_path):
    secret = "elinkask"
    lines = [
        '{"id": "1", "author_id": "7", "text": "a", "created_at": "2024-01-01"}',
        f'{secret}: "see',
        f'{{"data":"{secret}"}}',
        f'{{{secret}"id":"6","author_id":"7","referenced_tweets":"{secret}"}}',
        f'{{"{secret}": 1}}',
        f'{{"id":"2","author_id":"7","text":"a","created_at":"{secret}\\" {secret}\\n{secret}"}}',
        f'{{"id":"3","text":["{secret}"]}}',
    ]
    folder = tmp_path / "home_of_somebody"
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    corpus = tw.read(folder / "a.jsonl")
    assert corpus.rejects["reason"].str.contains(secret[:4]).sum() >= 5
    tw.study(corpus, tmp_path / "out", progress=False)
    table = pd.read_csv(tmp_path / "out" / "tables" / "rejects.csv")
    assert len(table) == len(corpus.rejects) and set(table["file"]) == {"a.jsonl"}
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in {".csv", ".html", ".json"}:
            text = path.read_text("utf-8")
            assert "elin" not in text and "home_of_somebody" not in text
