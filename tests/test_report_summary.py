"""The summary of the report: each sentence quotes a row, and nothing unsure counts as found."""

from __future__ import annotations

import html
import math
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.report.section import Finding, Section, show
from twiplomacy.report.summary import findings_table, summarise


def section(*findings: Finding, **more: object) -> Section:
    made = Section("dialogue", "5", "Dialogue", "Do they answer?", **more)
    made.findings = list(findings)
    return made


def said(finding: Finding) -> str:
    summary = summarise([section(finding)])
    (place,) = (name for name in ("found", "open") if getattr(summary, name))
    return place


def test_a_sentence_quotes_its_row():
    finding = Finding("rate", 0.25, "share", (0.2, 0.3), 1200, "posts", says="{value} answer.")
    (sentence,) = summarise([section(finding)]).found
    assert sentence.text == "25 % answer."
    assert sentence.certainty == "(95 % interval 20 % to 30 %; n = 1,200 posts)"
    assert (sentence.section, sentence.number) == ("dialogue", "5")


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding("a", 0.5, "share", (0.4, 0.6), says="{value}"), "found"),
        (Finding("a", 0.5, "share", (0.1, 0.9), says="{value}"), "open"),
        (Finding("a", 0.01, "share", (0.0, 0.06), says="{value}"), "found"),
        (Finding("a", 2.0, "number", (-1.0, 5.0), says="{value}"), "open"),
        (Finding("a", 2.0, "number", null=1.0, p=0.001, says="{value}"), "found"),
        (Finding("a", 2.0, "number", null=1.9, p=0.4, says="{value}"), "open"),
        (Finding("a", 2.0, "number", says="{value}"), "found"),
    ],
)
def test_what_chance_may_have_made_stays_open(finding, place):
    assert said(finding) == place


def test_what_was_held_against_chance_comes_first():
    many = section(
        Finding("a", 1.0, says="one {value}"),
        Finding("b", 2.0, says="two {value}"),
        Finding("c", 3.0, p=0.01, says="three {value}"),
        Finding("d", 4.0, p=0.5, says="four {value}"),
        Finding("e", 5.0, p=0.6, says="five {value}"),
    )
    summary = summarise([many])
    assert [sentence.text for sentence in summary.found] == ["three 3", "one 1"]
    assert [sentence.text for sentence in summary.open] == ["four 4"]
    assert summary.more == 2


def test_nothing_is_said_of_what_is_not_defined_or_has_no_sentence():
    summary = summarise(
        [section(Finding("a", math.nan, says="{value}"), Finding("b", 3.0)), section()]
    )
    assert not summary.found
    assert not summary.open


def test_what_the_data_lack_is_said():
    lacking = section(missing="Every repost names an account. Collect more.", cannot=["No public."])
    texts = [sentence.text for sentence in summarise([lacking]).cannot]
    assert texts == ["Do they answer? Every repost names an account.", "No public."]


numbers = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-1e6, 1e6)


@given(
    value=numbers,
    ci=st.none() | st.tuples(numbers, numbers),
    p=st.none() | st.floats(0, 1) | st.just(math.nan),
    null=st.none() | numbers,
    n=st.none() | st.integers(0, 2**40),
    unit=st.sampled_from(["share", "count", "seconds", "number"]),
)
def test_any_finding_can_be_written(value, ci, p, null, n, unit):
    finding = Finding("a", value, unit, ci, n, "things", null=null, p=p, says="{value} of it.")
    whole = section(finding)
    table = findings_table([whole])
    summary = summarise([whole])
    sentences = summary.found + summary.open
    assert len(table) == 1
    assert len(sentences) == math.isfinite(value)
    for sentence in sentences:
        assert sentence.text.startswith(show(table["value"][0].as_py(), unit))
        assert ("chance may have made it" in sentence.certainty) == (p is not None and p > 0.05)


def test_the_report_begins_with_sentences_from_its_table(tmp_path: Path):
    corpus = tw.datasets.senators().select(since="2015-06-01")
    page = tw.study(corpus, tmp_path, progress=False).read_text("utf-8")
    start, end = page.index('<div id="summary">'), page.index("<nav")
    summary = page[start:end]
    items = re.findall(r"<li>(.*?)</li>", summary, re.S)
    texts = [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in items]
    table = pd.read_parquet(tmp_path / "tables" / "findings.parquet")
    shown = [show(row.value, row.unit) for row in table.itertuples()]
    quoted = [text for text in texts if "n = " in text]
    assert len(quoted) > 5
    for text in quoted:
        n = int(re.search(r"n = ([\d,]+)", text).group(1).replace(",", ""))
        quotes = pd.Series([value in text for value in shown])
        rows = table[(table["n"] == n) & quotes]
        assert len(rows), text
        for row in rows.itertuples():
            if math.isfinite(row.ci_low) and "interval" in text:
                assert show(row.ci_low, row.unit) in text or len(rows) > 1
    assert "What cannot be said" in summary
    assert pa.parquet.read_schema(tmp_path / "tables" / "findings.parquet").names[0] == "section"
