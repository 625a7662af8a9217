"""The default markers: every category by its sentences, its sources, its page and its picture."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import twiplomacy as tw
from twiplomacy.content.markers import _listed, markers_page
from twiplomacy.references.works import WORKS

MARKERS = {marker["category"]: marker for marker in _listed()}


@pytest.mark.parametrize("category", MARKERS)
def test_each_category_fits_its_sentences(category):
    marker = MARKERS[category]
    assert len(marker["fits"]) >= 2 and len(marker["misses"]) >= 2
    fits = tw.content.markers(marker["fits"])[category].tolist()
    assert all(fits), list(zip(marker["fits"], fits, strict=True))
    misses = tw.content.markers(marker["misses"])[category].tolist()
    assert not any(misses), list(zip(marker["misses"], misses, strict=True))


@pytest.mark.parametrize("category", MARKERS)
def test_each_category_has_sources_and_every_entry_can_match(category):
    marker = MARKERS[category]
    assert marker["label"] and marker["definition"].endswith(".")
    assert marker["sources"] and set(marker["sources"]) <= set(WORKS)
    assert len(set(marker["entries"])) == len(marker["entries"])
    assert set(marker["exact"]) <= set(marker["entries"])
    plain = [entry for entry in marker["entries"] if "*" not in entry]
    texts = [entry.replace("\\", "") for entry in plain]
    found = tw.content.markers(texts)[category]
    assert (found >= 1).all(), [e for e, n in zip(plain, found, strict=True) if not n]


def test_the_columns():
    table = tw.content.markers(["We condemn it.", None])
    assert table.columns.tolist() == ["n_words", *MARKERS]
    assert table["blame"].tolist()[0] == 1 and table["blame"].isna()[1]
    share = tw.content.markers(["We condemn it."], share=True)
    assert share["blame"].tolist() == [1 / 3]


def test_us_and_may_are_told_from_names():
    table = tw.content.markers(["The US in May", "Join us, it may help"])
    assert table["first_person_plural"].tolist() == [0, 1]
    assert table["hedges"].tolist() == [0, 1]


def test_another_is_not_the_author():
    texts = ["RT @UN: Thank you", "Thank you RT @UN: please"]
    assert tw.content.markers(texts)[["gratitude", "please"]].values.tolist() == [[0, 0], [1, 0]]
    assert tw.content.markers(texts, own=False)["gratitude"].tolist() == [1, 1]


def test_sources():
    table = tw.content.marker_sources()
    assert table.columns.tolist() == [
        "category", "label", "definition", "source", "entries", "example",
    ]  # fmt: skip
    assert table["category"].tolist() == list(MARKERS)
    assert table["source"].str.contains(r"\(\d{4}\)").all()
    dictionary = tw.content.marker_dictionary()
    assert table["entries"].tolist() == [len(dictionary[name]) for name in dictionary]


def test_the_page_is_current():
    page = Path(__file__).parents[1] / "docs" / "markers.md"
    assert page.read_text(encoding="utf-8") == markers_page()


# --- Rates by group ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus():
    posts = pd.DataFrame(
        {
            "post_id": list("12345678"),
            "author_id": list("aaaabbcc"),
            "created_at": pd.date_range("2012-10-17", periods=8, freq="D", tz="UTC"),
            "text": [
                "Thank you", "Thank you all so much", "No words", "Thanks",
                "We condemn this", "We will talk", "RT @a: Thank you", None,
            ],
            "repost_of": [None] * 6 + ["1", None],
        }
    )  # fmt: skip
    roster = pd.DataFrame({"account": list("abc"), "bloc": ["x", "x", "y"]})
    return tw.from_frame(posts, roster=roster)


def test_rates_by_hand(corpus):
    table = corpus.markers("account", draws=200)
    assert table.columns.tolist() == [
        "account", "handle", "marker", "posts", "accounts", "count", "n_words", "per_1000",
        "ci_low", "ci_high",
    ]  # fmt: skip
    rows = table[table["marker"] == "gratitude"].set_index("account")
    assert rows.loc["a", ["posts", "count", "n_words"]].tolist() == [4, 3, 10]
    assert rows.loc["a", "per_1000"] == 300.0
    assert rows.loc["a", "ci_low"] < 300 < rows.loc["a", "ci_high"]
    assert rows.loc["b", "per_1000"] == 0 and pd.isna(rows.loc["b", "ci_low"])
    # c only passed on: no own word, no rate.
    assert rows.loc["c", "posts"] == 0 and pd.isna(rows.loc["c", "per_1000"])
    everything = corpus.markers("account", own=False, draws=9)
    rows = everything[everything["marker"] == "gratitude"].set_index("account")
    assert rows.loc["c", "count"] == 1


def test_rates_by_other_words_and_groups(corpus):
    table = corpus.markers("bloc", {"talk": ["talk*"], "war": "war"}, draws=99)
    assert table["group"].tolist() == ["x", "x", "y", "y"]
    assert table["marker"].tolist() == ["talk", "war"] * 2
    assert table.loc[0, ["accounts", "count", "n_words"]].tolist() == [2, 1, 16]
    assert corpus.markers(["bloc", "month"], draws=9).columns.tolist()[:3] == [
        "bloc", "month", "marker",
    ]  # fmt: skip
    with pytest.raises(tw.InputError, match="by: 'planet'"):
        corpus.markers("planet")


def test_rates_agree_with_the_texts():
    corpus = tw.datasets.senators().select(accounts=["SenSanders", "SenTedCruz"])
    counted = corpus.content(["markers"]).merge(corpus.posts[["post_id", "author_id"]])
    sums = counted.groupby("author_id")[["hedges", "n_words"]].sum()
    rates = corpus.markers(draws=9)
    rates = rates[rates["marker"] == "hedges"].set_index("account")
    assert rates["count"].tolist() == sums["hedges"].tolist()
    assert rates["n_words"].tolist() == sums["n_words"].tolist()


def test_content_gives_words_once():
    corpus = tw.datasets.senators().select(accounts="SenSanders")
    table = corpus.content(["readability", "markers"])
    assert table.columns.is_unique
    assert {"post_id", "lix", "n_words", "threat"} <= set(table.columns)


# --- The picture ------------------------------------------------------------------------------


def test_the_picture(corpus):
    pytest.importorskip("matplotlib")
    rates = corpus.markers(draws=99)
    figure = tw.content.plot_markers(rates, ["gratitude", "blame"], title="Own $words$")
    first, second = figure.axes
    assert first.get_title(loc="left") == "gratitude"
    labels = [label.get_text() for label in first.get_yticklabels()]
    assert labels == ["a", "b"]  # c has no words; the highest rate on top
    dots = [tuple(dot.get_offsets()[0]) for dot in first.collections]
    assert dots == [(300.0, 0), (0.0, 1)]
    assert len([line for line in first.lines if len(set(line.get_ydata())) == 1]) == 1
    assert second.get_title(loc="left") == "blame"
    one = tw.content.plot_markers(rates, "gratitude", most=1)
    assert [label.get_text() for label in one.axes[0].get_yticklabels()] == ["a"]
    assert "1 with fewer words" in one._supxlabel.get_text()


@pytest.mark.parametrize(
    ("by", "options", "message"),
    [
        ("account", {"markers": "joy"}, "markers: 'joy'; the table has hedges"),
        (["bloc", "month"], {}, "by bloc, month"),
        ("account", {"most": 0}, "most: 0"),
    ],
)
def test_pictures_that_cannot_be_drawn(corpus, by, options, message):
    pytest.importorskip("matplotlib")
    with pytest.raises(tw.InputError, match=message):
        tw.content.plot_markers(corpus.markers(by, draws=9), **options)
    with pytest.raises(tw.InputError, match="rates: no column 'marker'"):
        tw.content.plot_markers(pd.DataFrame({"a": [1]}))
