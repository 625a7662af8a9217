"""References: every source can be cited, as text and as BibTeX that LaTeX takes."""

from __future__ import annotations

import re

import pytest

import twiplomacy as tw
from twiplomacy.references.change import CHANGE
from twiplomacy.references.measures import MEASURES
from twiplomacy.references.models import MODELS
from twiplomacy.references.structures import STRUCTURES
from twiplomacy.references.texts import TEXTS
from twiplomacy.references.works import WORKS
from twiplomacy.report import _steps
from twiplomacy.report.context import Context

ENTRY = re.compile(r"@(article|book|inproceedings|misc)\{([a-z0-9]+),\n(.*)\n\}", re.DOTALL)
FIELD = re.compile(r"  ([a-z]+) = \{(.*)\},?")


def entry(measure: str) -> tuple[str, str, dict[str, str]]:
    """Kind, key and fields of a BibTeX entry."""
    found = ENTRY.fullmatch(tw.cite(measure).bibtex)
    assert found, tw.cite(measure).bibtex
    lines = [FIELD.fullmatch(line) for line in found[3].split("\n")]
    assert all(lines), found[3]
    fields = {line[1]: line[2] for line in lines if line}
    assert len(fields) == len(lines)
    return found[1], found[2], fields


def test_no_list_of_works_hides_a_work_of_another():
    lists = [STRUCTURES, CHANGE, MODELS, TEXTS]
    assert len(set().union(*lists)) == sum(map(len, lists))
    for works in lists:
        assert all(WORKS[key] is work for key, work in works.items())


def test_two_works_of_one_year_stay_apart():
    assert "Stern" in tw.cite("ei_index").text
    assert "Stern" not in tw.cite("mrqap_outcome_permutation").text


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_the_text_is_a_whole_reference(measure):
    text = tw.cite(measure).text
    assert re.fullmatch(r"\S.* \(\d{4}\)\. .+\. .+\.", text), text
    assert not re.search(r"\.\.|,,|, \.|  |\(\)", text), text


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_bibtex_has_the_fields_of_its_kind(measure):
    kind, _, fields = entry(measure)
    assert {"author", "year", "title"} <= set(fields)
    place = {"article": "journal", "book": "publisher", "inproceedings": "booktitle"}
    assert fields[place.get(kind, "howpublished")]
    assert re.fullmatch(r"\d{4}", fields["year"])
    assert all(value == value.strip() and value for value in fields.values())


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_bibtex_is_safe_for_latex(measure):
    _, _, fields = entry(measure)
    for name, value in fields.items():
        assert value.count("{") == value.count("}"), (name, value)
        assert not re.search(r"(?<!\\)[&#%$_]", value), (name, value)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_bibtex_tells_authors_apart(measure):
    """Each is "Family, G. N.", or braced if it is no person."""
    _, _, fields = entry(measure)
    for author in fields["author"].split(" and "):
        person = re.fullmatch(r"[^,{}]+, (\w\.[- ]?)+", author)
        assert person or re.fullmatch(r"\{.+\}", author), author


def test_text_and_bibtex_agree():
    for measure in MEASURES:
        reference = tw.cite(measure)
        _, _, fields = entry(measure)
        assert fields["title"].strip("{}") in reference.text
        assert f"({fields['year']})" in reference.text
        for author in fields["author"].split(" and "):
            assert author.strip("{}").partition(",")[0] in reference.text
        assert str(reference) == f"{reference.text}\n\n{reference.bibtex}"
    assert "pages = {180--196}" in tw.cite("structural_virality").bibtex
    assert "volume = {62},\n  number = {1}" in tw.cite("structural_virality").bibtex


def test_every_source_is_there_and_used():
    assert set(MEASURES.values()) == set(WORKS)


def test_every_source_of_the_report_resolves():
    whole = tw.datasets.senators().select(since="2015-07-10")
    for corpus in (whole, tw.datasets.weibo_cascades()):
        for make in _steps():
            section = make(Context(corpus, 0, False))
            for source in section.sources:
                assert tw.cite(source).text
            if section.key != "coverage":
                assert section.sources


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("leyden", "leiden"), ("structural_viralty", "structural_virality"), ("Gini", "gini")],
)
def test_an_unknown_name_suggests_and_lists(wrong, meant):
    with pytest.raises(tw.InputError) as caught:
        tw.cite(wrong)
    message = str(caught.value)
    assert repr(wrong) in message
    assert f"did you mean {meant!r}" in message
    assert all(measure in message for measure in MEASURES)


@pytest.mark.parametrize("wrong", ["", "zzz"])
def test_a_name_like_no_other_lists_what_there_is(wrong):
    with pytest.raises(tw.InputError, match="structural_virality"):
        tw.cite(wrong)
