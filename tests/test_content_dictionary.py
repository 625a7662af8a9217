"""Dictionaries: what files say, how entries match, and what overlaps count for."""

from __future__ import annotations

import re
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.content import count


def counts(texts, entries, **options):
    """Rows of counts, without the words."""
    return count(texts, entries, **options).iloc[:, 1:].values.tolist()


UNITED = [
    "The United States is bordered by the Atlantic Ocean and the Pacific Ocean.",
    "The Supreme Court of the United States is seldom in a united state.",
    "It's Arsenal versus Manchester United, states the announcer.",
    "We need Manchester Unity in the Federal Republic of Germany today.",
    "United statehood is a good state.",
    "luv the united states XXOO!",
]


def test_quanteda_multi_word_entries():
    """The example of quanteda's tests for tokens_lookup, with punctuation kept."""
    fixed = {
        "Countries": ["United States", "Federal Republic of Germany"],
        "oceans": ["Atlantic Ocean", "Pacific Ocean"],
        "Institutions": ["federal government", "Supreme Court"],
        "team": ["Manchester United", "Arsenal"],
    }
    exact = counts(UNITED, tw.Dictionary(fixed, ignore_case=False))
    assert [row[0] for row in exact] == [1, 1, 0, 1, 0, 0]
    assert [row[3] for row in exact] == [0, 0, 2, 0, 0, 0]
    # "Manchester United, states": a comma parts words here.
    assert [row[0] for row in counts(UNITED, fixed)] == [1, 1, 0, 1, 0, 1]
    globs = {
        "Countries": ["United States", "Federal * of *"],
        "oceans": ["* Ocean"],
        "Institutions": ["federal gover*", "Supreme Court"],
        "team": ["Manchester *", "Arsenal"],
    }
    found = counts(UNITED, tw.Dictionary(globs, ignore_case=False))
    assert [row[0] for row in found] == [1, 1, 0, 1, 0, 0]
    assert [row[1] for row in found] == [2, 0, 0, 0, 0, 0]
    assert [row[3] for row in found] == [0, 0, 2, 1, 0, 0]


def test_quanteda_single_words_and_keys_that_share_a_token():
    single = {"Countries": ["States", "Germany"], "swords": ["States"], "oceans": "*ic", "s": "*s"}
    found = counts(UNITED[:2], single)
    assert found == [[1, 1, 2, 2], [1, 1, 0, 2]]
    both = {"Countries": ["Stat*"], "gameconsoles": ["?box", "Nintendo*"], "swords": "*s"}
    assert counts(UNITED[:2], both) == [[1, 0, 2], [2, 0, 2]]
    assert counts(UNITED[:2], tw.Dictionary(both, ignore_case=False)) == [[1, 0, 2], [1, 0, 2]]


def test_quanteda_the_longer_entry_of_a_key_wins():
    entries = {"Countries": ["United States", "United States of America"], "oceans": "Ocean"}
    texts = [
        "The United States of America is bordered by the Atlantic Ocean and the Pacific Ocean."
    ]
    assert counts(texts, entries) == [[1, 2]]
    assert counts(["A B C"], {"key": ["A B", "A B C"]}) == [[1]]
    assert counts(["A B C"], {"key": ["B C", "A B C"]}) == [[1]]


def test_quanteda_levels():
    nested = {
        "geo": {"Countries": ["States"], "oceans": ["Atlantic", "Pacific"]},
        "other": {"gameconsoles": ["Xbox", "Nintendo"], "swords": ["States"]},
    }
    dictionary = tw.Dictionary(nested)
    names = ["geo.Countries", "geo.oceans", "other.gameconsoles", "other.swords"]
    assert dictionary.categories == names
    assert counts(UNITED[:2], dictionary) == [[1, 2, 0, 1], [1, 0, 0, 1]]
    assert counts(UNITED[:2], dictionary.at_level(1)) == [[3, 1], [1, 1]]
    assert dictionary.at_level(5) == dictionary


def test_tags_handles_links_and_case():
    texts = ["#Brexit means Brexit, says @Brexit https://brexit.org/brexit US us"]
    entries = {"word": "brexit", "tag": "#brex*", "handle": "@brexit", "us": "us", "US": "US"}
    assert counts(texts, entries) == [[2, 1, 1, 2, 2]]
    assert counts(texts, entries, hashtags=False) == [[1, 1, 1, 2, 2]]
    dictionary = tw.Dictionary(entries, exact=["US", "us"])
    assert counts(texts, dictionary) == [[2, 1, 1, 1, 1]]
    assert counts(["Don’t. don't"], {"a": "don't", "b": "*n’t"}) == [[2, 2]]
    assert counts(["Why? Really?! *"], {"asks": r"\?", "star": r"\*"}) == [[2, 1]]


def test_own_words_and_shares():
    texts = ["War! RT @UN: war war", "RT @UN: war", None, "", "🕊️"]
    own = count(texts, {"war": "war"})
    assert own["war"].tolist()[:2] == [1, 0]
    assert own["war"].isna().tolist() == [False, False, True, False, False]
    assert count(texts, {"war": "war"}, own=False)["war"].tolist()[:2] == [3, 1]
    share = count(texts, {"war": "war"}, share=True, own=False)["war"].tolist()
    assert share[:2] == [3 / 4, 1 / 2]
    assert all(value != value for value in share[2:])
    signs = count(["?", "? no"], {"asks": r"\?"}, share=True)["asks"].tolist()
    assert signs[0] != signs[0] and signs[1] == 1


def test_words_are_those_of_readability():
    texts = ["We won 1,000.5 #G7 @UN https://t.co/x 👍 COVID-19 l’homme", "和平", "", None]
    words = tw.content.readability(texts)["n_words"]
    assert count(texts, {"x": "x"})["n_words"].equals(words)


@pytest.mark.parametrize("make", [pd.Series, pl.Series, pa.array, list])
def test_any_column_and_its_own_kind_back(make):
    found = count(make(["war", None, "peace"]), {"war": "war"})
    kind = {pl.Series: pl.DataFrame, pa.array: pa.Table}.get(make, pd.DataFrame)
    assert isinstance(found, kind)
    column = found["war"]
    values = column.to_pylist() if isinstance(found, pa.Table) else list(column)
    assert values[0] == 1 and values[2] == 0


def test_awkward_texts():
    million = "a" * 1_000_000
    texts = [
        million,
        "not " * 200_000,
        "\ud83d war".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "سلام war שלום 和平 😀war",
        "\u202ewar\u202c",
    ]
    entries = {
        "a": ["*a*b*c*", "aa*"],
        "b": ["not not good"],
        "war": "war",
        "peace": ["سلام", "和平"],
    }
    assert counts(texts, entries) == [
        [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 2, 2], [0, 0, 1, 0]
    ]  # fmt: skip


def test_thousands_of_categories():
    entries = {f"c{i}": [f"w{i}", f"w{i} w{i + 1}"] for i in range(3000)}
    found = count(["w0 w1 w2999", "w7"], entries)
    assert found.shape == (2, 3001)
    assert found.iloc[0, 1:].sum() == 3 and found["c7"].tolist() == [0, 1]


# --- A slow reference: globs as regular expressions, token by token ---------------------------


def fits(entry, tokens):
    parts = [
        re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in part), re.DOTALL)
        for part in entry.lower().split()
    ]
    for first in range(len(tokens) - len(parts) + 1):
        window = tokens[first : first + len(parts)]
        if all(
            any(part.fullmatch(form) for form in forms)
            for part, forms in zip(parts, window, strict=True)
        ):
            yield len(parts), first


def slow(text, entries, hashtags):
    table = tw.content.tokens([text])
    tokens = []
    for token, kind in zip(table.loc[0, "tokens"], table.loc[0, "kinds"], strict=True):
        forms = [token.lower()]
        if hashtags and kind == "hashtag":
            forms.append(forms[0][1:])
        tokens.append(forms)
    found = sorted(
        (hit for entry in entries for hit in fits(entry, tokens)), key=lambda h: (-h[0], h[1])
    )
    taken, total = set(), 0
    for length, first in found:
        span = set(range(first, first + length))
        if not span & taken:
            taken |= span
            total += 1
    return total


word = st.text("abé*?", min_size=1, max_size=3).filter(lambda w: w != "*" and "**" not in w)
entry = st.one_of(
    word, st.lists(word, min_size=2, max_size=3).map(" ".join), word.map("#a{}".format)
)
words = st.lists(st.sampled_from(["a", "b", "ab", "é", "Ba", "#ab", "#aé", ",", "aab", "béa", "."]))


@settings(max_examples=300, deadline=None)
@given(words.map(" ".join), st.lists(entry, min_size=1, max_size=5), st.booleans())
def test_counts_are_those_of_the_slow_way(text, entries, hashtags):
    found = counts([text], {"key": entries}, hashtags=hashtags)
    assert found == [[slow(text, dict.fromkeys(entries), hashtags)]]


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(min_size=1, max_size=8))
def test_any_text_and_any_entry(text, pattern):
    try:
        dictionary = tw.Dictionary({"x": pattern})
        found = count([text], dictionary)
    except tw.InputError:
        return
    assert found["x"][0] >= 0


# --- Files ------------------------------------------------------------------------------------

LIWC = """%
1\tsocial (Social Words)
\t2\ttalk (Talking)
\t3\tpeace
%
negotiat*\t1\t2
kind of\t1
cease fire   3
talk 1 2

like\t(02 134)125/464\t1
kind\t<of>131/125 2
"""


def save(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_liwc(tmp_path):
    path = save(tmp_path, "own.dic", LIWC)
    with pytest.warns(tw.CoverageWarning, match=r"parts of 2 entries.*line 11"):
        dictionary = tw.Dictionary.read(path)
    assert dict(dictionary) == {
        "social": ("negotiat*", "kind of", "talk", "like"),
        "talk": ("negotiat*", "talk", "kind"),
        "peace": ("cease fire",),
    }
    assert dictionary.labels == {"social": "Social Words", "talk": "Talking"}
    assert dictionary.notes["line"].tolist() == [11, 12]
    assert dictionary.notes["note"].tolist() == [
        "left out: (02 134)125/464",
        "left out: <of>131/125",
    ]
    assert dictionary.entries.values.tolist()[0] == ["social", "negotiat*"]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("1\tsocial\n%\n", 1, "1\\tsocial"),
        ("", 1, ""),
        ("%\n1\tsocial\n", 2, "the end"),
        ("%\nsocial\n%\n", 2, "social"),
        ("%\n1\tsocial\n1\ttalk\n%\n", 3, "talk"),
        ("%\n1\tsocial\n2\tsocial\n%\n", 3, "social"),
        ("%\n1\tsocial\n%\n\nwar\t7\n", 5, "category 7"),
        ("%\n1\tsocial\n%\nwar\tx\n", 4, "x"),
        ("%\n1\tsocial\n%\nwar\n", 4, "war"),
        (f"%\n{'9' * 5000}\tsocial\n%\n", 2, "999"),
        (f"%\n1\tsocial\n%\nwar\t{'9' * 5000}\n", 4, "999"),
        # Hours, if a run of blanks were tried from each of its places.
        ("%\n" + "\t" * 500_000 + "social\n%\n", 2, "social"),
        ("%\n1\tsocial\n%\nwar" + " " * 500_000 + "peace\n", 4, "war"),
    ],
)
def test_liwc_errors_name_file_and_line(tmp_path, text, line, found):
    path = save(tmp_path, "bad.dic", text)
    with pytest.raises(tw.InputError, match=rf"bad\.dic, line {line}: .*wanted") as error:
        tw.Dictionary.read(path)
    assert found in str(error.value)


def test_lexicoder(tmp_path):
    text = "+positive\n good \nfair deal\n=strong\nexcel*\n+negative\nbad*\n"
    dictionary = tw.Dictionary.read(save(tmp_path, "own.lc3", text))
    assert dict(dictionary) == {
        "positive": ("good", "fair deal"),
        "positive.strong": ("excel*",),
        "negative": ("bad*",),
    }
    for bad, line in (("good\n", 1), ("+a\nb\n+a\n", 3), ("+\n", 1), ("\n\n", 1)):
        with pytest.raises(tw.InputError, match=rf"bad\.lc3, line {line}: "):
            tw.Dictionary.read(save(tmp_path, "bad.lc3", bad))


def test_yaml(tmp_path):
    text = "talk:\n  - negotiat*\n  - no\n  - deal: [pact, '1']\nwar: tank*\n"
    dictionary = tw.Dictionary.read(save(tmp_path, "own.yml", text))
    assert dict(dictionary) == {
        "talk": ("negotiat*", "no"),
        "talk.deal": ("pact", "1"),
        "war": ("tank*",),
    }
    cases = {
        "a: [b\nc: d\n": r"line [23]",
        "a:\n  - b\na: c\n": "line 3: .*again",
        "a:\n  - b\n  -\n": "line 3: .*empty",
        "": "line 1: 'nothing'",
        "- a\n": "wanted categories",
        "? [a]\n: b\n": "line 1: .*name",
        "a: &x [*x]\n": "line 1: .*aliases",
    }
    for bad, message in cases.items():
        with pytest.raises(tw.InputError, match=rf"bad\.yaml.*{message}"):
            tw.Dictionary.read(save(tmp_path, "bad.yaml", bad))


def test_yaml_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(tw.MissingDependencyError, match=r"twiplomacy\[content\]"):
        tw.Dictionary.read(save(tmp_path, "own.yml", "a: b\n"))


def test_json_and_back(tmp_path):
    dictionary = tw.Dictionary({"talk": {"deal": ["pact", "#cop*"]}, "war": [], "é": "ß"})
    for name in ("own.json", "own.yml"):
        path = tmp_path / name
        (dictionary.to_json if name.endswith("json") else dictionary.to_yaml)(path)
        assert tw.Dictionary.read(path) == dictionary
    cases = {
        '{"a": ["b",]}': r"line 1",
        '{"a": "b",\n"a": "c"}': "category 'a' is there twice",
        '{"a": [1]}': "the entry 1 in category 'a'",
        '{"a": {"b": null}}': "None in category 'a.b'",
        "[1]": "wanted categories",
        "[" * 10_000: "deep|line 1",
    }
    for bad, message in cases.items():
        with pytest.raises(tw.InputError, match=rf"bad\.json.*({message})"):
            tw.Dictionary.read(save(tmp_path, "bad.json", bad))


def test_wordstat(tmp_path):
    text = "ECONOMY\n\tJOBS\n\t\tLABOUR_MARKET (1)\n\t\tWORK* (2)\n\tTAX* (1)\n\t@A [B] (1)\n"
    with pytest.warns(tw.CoverageWarning):
        dictionary = tw.Dictionary.read(save(tmp_path, "own.cat", text))
    assert dict(dictionary) == {"ECONOMY.JOBS": ("LABOUR MARKET", "WORK*"), "ECONOMY": ("TAX*",)}
    assert dictionary.notes["line"].tolist() == [4, 6]
    blanks = " " * 500_000
    found = tw.Dictionary.read(save(tmp_path, "long.cat", f"A\n\tB{blanks}C\n\tD{blanks}(1)\n"))
    assert dict(found) == {"A": ("D",)}
    for bad, line in (("\tA\n", 1), ("A (1)\n", 1), ("A\n", 1), ("A\n\t(1)\n", 1)):
        with pytest.raises(tw.InputError, match=rf"bad\.cat, line {line}: "):
            tw.Dictionary.read(save(tmp_path, "bad.cat", bad))


def test_yoshikoder(tmp_path):
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<dictionary style="050805">\n<cnode name="own">'
        '<cnode name="talk"><pnode name="negotiat*"/></cnode><pnode name="peace"/></cnode>'
        "</dictionary>"
    )
    dictionary = tw.Dictionary.read(save(tmp_path, "own.ykd", text))
    assert dict(dictionary) == {"own.talk": ("negotiat*",), "own": ("peace",)}
    for bad, message in (
        ("<a>\n<b></a>", "line 2"),
        ("<a/>", "no entry"),
        ('<a><pnode name="x"/></a>', "no category"),
        ("<a><cnode/></a>", "without a name"),
    ):
        with pytest.raises(tw.InputError, match=rf"bad\.ykd.*{message}"):
            tw.Dictionary.read(save(tmp_path, "bad.ykd", bad))


def test_encodings(tmp_path):
    text = "+État\ncafé*\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "windows-1252"):
        dictionary = tw.Dictionary.read(save(tmp_path, "own.lc3", text, encoding))
        assert dict(dictionary) == {"État": ("café*",)}
    latin = save(tmp_path, "own.lc3", text, "iso8859-15")
    assert tw.Dictionary.read(latin, encoding="iso8859-15").categories == ["État"]
    with pytest.raises(tw.InputError, match="encoding"):
        tw.Dictionary.read(latin, encoding="utf-8")
    with pytest.raises(tw.InputError, match="encoding: 'klingon'"):
        tw.Dictionary.read(latin, encoding="klingon")
    with pytest.raises(tw.InputError, match="encoding"):
        tw.Dictionary.read(save(tmp_path, "own.lc3", "+a\n\x81", "latin-1"))


def test_files_that_are_none(tmp_path):
    with pytest.raises(tw.InputError, match=r"\.txt.*format="):
        tw.Dictionary.read(save(tmp_path, "own.txt", LIWC))
    with pytest.raises(tw.InputError, match="No such file"):
        tw.Dictionary.read(tmp_path / "none.dic")
    with pytest.raises(tw.InputError, match="format: 'liwc22'"):
        tw.Dictionary.read(save(tmp_path, "own.txt", LIWC), format="liwc22")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"a": 1}, "1 in category 'a'"),
        ({"a": ["b", None]}, "the entry None"),
        ({"a": ["  "]}, "the entry '  '"),
        ({"a": ["\u200b"]}, "wanted a word or a sign"),
        ({1: "a"}, "a category named 1"),
        ({"": "a"}, "a category named ''"),
        ({"n_words": "a"}, "n_words"),
        ({"a.b": "c", "a": {"b": "d"}}, "'a.b' is there twice"),
        ({"a": "\ud83d"}, "half a character"),
        ("abc", "wanted categories"),
    ],
)
def test_mappings_that_are_none(entries, message):
    with pytest.raises(tw.InputError, match=re.escape(message)):
        tw.Dictionary(entries)
    if not isinstance(entries, str):
        with pytest.raises(tw.InputError):
            count(["a"], entries)


def test_paths_that_are_none():
    for path in (5, None):
        with pytest.raises(tw.InputError, match=f"^path: {path}; wanted"):
            tw.Dictionary.read(path)


def test_arguments():
    with pytest.raises(tw.InputError, match="dictionary: int"):
        count(["a"], 1)
    with pytest.raises(tw.InputError, match="ignore_case"):
        tw.Dictionary({"a": "b"}, ignore_case="yes")
    with pytest.raises(tw.InputError, match="exact: 'c'"):
        tw.Dictionary({"a": "b"}, exact=["c"])
    with pytest.raises(tw.InputError, match="level: 0"):
        tw.Dictionary({"a": "b"}).at_level(0)
    deep = {"a": "b"}
    for _ in range(100):
        deep = {"a": deep}
    with pytest.raises(tw.InputError, match="deep"):
        tw.Dictionary(deep)


def test_nothing_in_nothing_out():
    assert count([], {"a": "b"}).shape == (0, 2)
    assert count(["a"], {}).columns.tolist() == ["n_words"]
    assert repr(tw.Dictionary({})) == "<Dictionary: 0 categories, 0 entries>"
    assert tw.Dictionary({}).entries.columns.tolist() == ["category", "entry"]
    assert tw.Dictionary({}).notes.columns.tolist() == ["line", "entry", "note"]
