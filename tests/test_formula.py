"""Formulas: what they mean, and errors that point at the place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.models.formula import MOST_TERMS, Factor, Formula, label, parse, quoted

relaxed = settings(max_examples=150, deadline=None)


def terms(right: str) -> list[str]:
    return [label(term) for term in parse(f"y ~ {right}").terms]


@pytest.mark.parametrize(
    ("right", "wanted"),
    [
        ("x", ["x"]),
        ("x + t(x) + same(country)", ["x", "t(x)", "same(country)"]),
        ("dist(a)+ego(a)+alter(a)", ["dist(a)", "ego(a)", "alter(a)"]),
        ("a:b", ["a:b"]),
        ("a*b", ["a", "b", "a:b"]),
        ("a*b*c", ["a", "b", "a:b", "c", "a:c", "b:c", "a:b:c"]),
        ("a + b*c", ["a", "b", "c", "b:c"]),
        ("a:b*c", ["a:b", "c", "a:b:c"]),
        ("(a + b):c", ["a:c", "b:c"]),
        ("(a + b)*c", ["a", "b", "c", "a:c", "b:c"]),
        ("((a))", ["a"]),
        ("a:same(p)", ["a:same(p)"]),
        ("t(y)", ["t(y)"]),
        ("t(t(x))", ["x"]),
        ("binary(t(x)) + binary(x)", ["t(binary(x))", "binary(x)"]),
        ("binary(binary(x))", ["binary(x)"]),
        (
            "`who follows whom` + same(`home country`)",
            ["`who follows whom`", "same(`home country`)"],
        ),
        ("`x`", ["x"]),
        ("`t`(x)"[:3] + " + same", ["t", "same"]),
        ("t + same + t(t)", ["t", "same", "t(t)"]),
        ("größe + 国家 + a.b_2", ["größe", "国家", "a.b_2"]),
        ("1 + x", ["x"]),
        ("x + 1", ["x"]),
        ("\n  x\n  + z\n", ["x", "z"]),
    ],
)
def test_what_a_formula_means(right, wanted):
    assert terms(right) == wanted


@pytest.mark.parametrize(
    ("right", "wanted"),
    [
        ("x + x", ["x"]),
        ("x + z + x", ["x", "z"]),
        ("a:b + b:a", ["a:b"]),
        ("a*b + a + b:a", ["a", "b", "a:b"]),
        ("a:a", ["a"]),
        ("a*a", ["a"]),
        ("x + t(t(x))", ["x"]),
        ("x + `x`", ["x"]),
    ],
)
def test_a_term_that_is_written_twice_counts_once(right, wanted):
    assert terms(right) == wanted


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "the outcome first"),
        ("~ x", 0, "the outcome first"),
        ("3 ~ x", 0, "the outcome first"),
        ("y", 1, "wanted ~ after the outcome"),
        ("y x", 2, "wanted ~ after the outcome"),
        ("y ~", 3, "the end; wanted the name of a network"),
        ("y ~ 1", 5, "no term"),
        ("y ~ x +", 7, "the end; wanted the name"),
        ("y ~ x z", 6, "wanted \\+, \\* or :"),
        ("y ~ x ~ z", 6, "wanted \\+, \\* or :"),
        ("y ~ x)", 5, "wanted \\+, \\* or :"),
        ("y ~ (x", 6, "a \\) for the \\( at character 5"),
        ("y ~ t(x", 7, "a \\) for the \\( at character 6"),
        ("y ~ (1)", 4, "no term between the brackets"),
        ("y ~ t()", 6, "wanted the name of a network"),
        ("y ~ same()", 9, "the name of an attribute"),
        ("y ~ same(a, b)", 10, "',' has no meaning"),
        ("y ~ same(t(x))", 10, "a \\) for the \\("),
        ("y ~ t(same(a))", 4, "wanted t of a network"),
        ("y ~ t(x + z)", 8, "a \\) for the \\("),
        ("y ~ x - z", 6, "takes nothing away"),
        ("y ~ x-z", 5, "in backticks"),
        ("y ~ x - 1", 6, "without an intercept"),
        ("y ~ x + -1", 8, "without an intercept"),
        ("y ~ 0 + x", 4, "without an intercept"),
        ("y ~ 2*x", 4, "the number 2 is no term"),
        ("y ~ x + 3.5", 8, "the number 3.5 is no term"),
        ("y ~ 2nd", 4, "in backticks if it begins with a digit"),
        ("y ~ `x", 4, "backticks"),
        ("y ~ ``", 4, "backticks"),
        ("y ~ x ^ 2", 6, "'\\^' has no meaning"),
        ("y ~ x | z", 6, "'\\|' has no meaning"),
        ("y ~ foo(x)", 4, "no function 'foo'"),
        ("y ~ sane(a)", 4, "did you mean 'same'"),
        ("y ~ y", 4, "would explain itself"),
        ("y ~ x + `y`", 8, "would explain itself"),
        ("same(a) ~ x", 0, "the outcome is same\\(a\\)"),
        ("y ~ `t`(x)", 7, "wanted \\+, \\* or :"),
        ("y ~ " + "(" * 50 + "x", 44, "brackets in more than 40"),
    ],
)
def test_errors_point_at_the_place(text, at, message):
    with pytest.raises(tw.InputError, match=message) as caught:
        parse(text)
    first, shown, caret = str(caught.value).split("\n")
    assert first.startswith("formula: ")
    assert shown == f"  {text}"
    assert caret == f"  {' ' * at}^"


def test_lines_and_tabs_do_not_move_the_caret():
    with pytest.raises(tw.InputError) as caught:
        parse("y ~\n\tx + foo(z)")
    _, shown, caret = str(caught.value).split("\n")
    assert shown[caret.index("^") :].startswith("foo(z)")


@pytest.mark.parametrize("wrong", [None, 3, b"y ~ x", ["y ~ x"]])
def test_what_is_no_string_is_no_formula(wrong):
    with pytest.raises(tw.InputError, match="wanted a string such as 'y ~ x"):
        parse(wrong)


def test_the_number_of_terms_has_an_end():
    names = " + ".join(f"x{k}" for k in range(MOST_TERMS))
    assert len(parse(f"y ~ {names}").terms) == MOST_TERMS
    for right in (f"{names} + z", " * ".join(f"x{k}" for k in range(40))):
        with pytest.raises(tw.InputError, match=f"more than {MOST_TERMS} terms"):
            parse(f"y ~ {right}")


names = st.text(st.characters(exclude_characters="`", exclude_categories=["Cs"]), min_size=1)


@st.composite
def factors(draw) -> Factor:
    name = draw(names)
    function = draw(st.sampled_from(["", "", "same", "dist", "ego", "alter"]))
    if function:
        return Factor(name, function)
    return Factor(name, "", draw(st.booleans()), draw(st.booleans()))


@st.composite
def formulas(draw) -> Formula:
    term = st.lists(factors(), min_size=1, max_size=3, unique=True).map(tuple)
    some = draw(st.lists(term, min_size=1, max_size=5, unique_by=frozenset))
    outcome = Factor(draw(names), "", draw(st.booleans()))
    return Formula("", outcome, tuple(one for one in some if one != (outcome,)))


@relaxed
@given(formulas())
def test_what_is_written_is_read_again(formula):
    if formula.terms:
        again = parse(str(formula))
        assert (again.outcome, again.terms) == (formula.outcome, formula.terms)


@relaxed
@given(names)
def test_every_name_can_be_quoted(name):
    formula = parse(f"{quoted(name)} ~ t({quoted(name)})")
    assert formula.outcome.name == formula.terms[0][0].name == name


@relaxed
@given(factors())
def test_a_transpose_of_a_transpose_is_what_it_was(factor):
    assert factor.transpose().transpose() == factor


words = st.sampled_from([*"yxt~+-*:()`01 2.", "same", "dist(", "ego(", "alter", "binary(", "\n"])


@relaxed
@given(st.lists(words, max_size=25).map("".join) | st.text(max_size=30))
@example("y ~ x\ud800")
@example("y ~ ``x`")
@example("\u2003y\u2003~\u2003x\u2003")
@example("y ~ x" + ":x" * 5000)
@example("y ~ x" + "\x00")
@example("y ~ " + "t(" * 3000)
def test_any_text_is_a_formula_or_an_input_error(text):
    try:
        formula = parse(text)
    except tw.InputError as error:
        lines = str(error).split("\n")
        assert len(lines) == 3
        assert lines[2].strip() == "^"
        assert len(lines[2]) <= len(lines[1]) + 1
    else:
        assert parse(str(formula)).terms == formula.terms
