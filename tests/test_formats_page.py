"""The page on formats knows every format that can be read, and claims no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from twiplomacy import _core

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")
TABLE = [line for line in PAGE.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("name", _core.formats())
def test_every_format_has_a_row_and_a_paragraph(name):
    assert sum(f"`{name}`" in line.split("|")[1] for line in TABLE) == 1
    assert len(re.findall(rf"^\*\*.*`{name}`.*\*\*", PAGE, re.MULTILINE)) == 1


def test_no_other_format_is_claimed():
    named = {name for line in TABLE for name in re.findall("`([^`]+)`", line.split("|")[1])}
    assert named == set(_core.formats())


def test_every_mark_is_explained():
    marks = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
    used = {mark for line in TABLE for mark in marks.findall(line)}
    below = PAGE[PAGE.index(TABLE[-1]) :].split("## Each format")[0].removeprefix(TABLE[-1])
    assert used == set(marks.findall(below))


def test_formats_say_how_well_they_are_known():
    paragraphs = re.findall(r"^\*\*`.*?\*\* \(([a-z ]+)", PAGE, re.MULTILINE)
    assert len(paragraphs) >= len(_core.formats()) - 4
    for known in paragraphs:
        assert known.startswith(("verified", "from source", "unverified"))
