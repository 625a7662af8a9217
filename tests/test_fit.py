"""Fits: the sentence, the LaTeX table, the HTML table and the figure."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.models.page import decimals, escape_latex

mpl.use("Agg")

relaxed = settings(max_examples=80, deadline=None)


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")


def made(names=("(intercept)", "a", "b"), **columns) -> tw.Fit:
    size = len(names)
    table = {
        "term": list(names),
        "estimate": np.linspace(-1.5, 2.0, size),
        "t": np.linspace(-3.0, 4.0, size),
        "p": np.linspace(0.0, 0.6, size),
        "std_error": np.full(size, 0.5),
        "ci_low": np.linspace(-2.5, 1.0, size),
        "ci_high": np.linspace(-0.5, 3.0, size),
        **columns,
    }
    return tw.Fit(
        pa.table({name: cells for name, cells in table.items() if cells is not None}),
        backend="pandas",
        model="Regression",
        outcome="trust & 50%",
        n=1234,
        unit="ordered pairs",
        methods="We did this.",
        r_squared=0.25,
        works=("dekker2007", "leiden"),
        notes={"seed": 1},
        note="p: by hand",
    )


def test_what_a_fit_says():
    fit = made()
    assert repr(fit) == "<Fit, Regression of trust & 50% on 1,234 ordered pairs, 3 terms>"
    assert (fit.n, fit.r_squared, fit.outcome) == (1234, 0.25, "trust & 50%")
    assert fit.methods() == "We did this."
    assert isinstance(fit.terms, pd.DataFrame)


def test_notes_cannot_be_changed_from_outside():
    fit = made()
    fit.notes["seed"] = 2
    assert fit.notes == {"seed": 1}


def test_works_can_be_cited_by_work_or_by_measure():
    first, second = made().works
    assert first == tw.cite("mrqap")
    assert second == tw.cite("leiden")


def test_the_sentence_says_how_it_was_done():
    managers = tw.datasets.high_tech_managers()
    fit = tw.mrqap("friendship ~ advice + same(dept)", managers, draws=99, seed=3)
    sentence = fit.methods()
    for part in (
        "friendship on advice and same(dept)",
        "420 ordered pairs of 21 nodes",
        "99 permutations",
        "seed 3",
        "Dekker, Krackhardt & Snijders 2007",
        f"twiplomacy {tw.__version__}",
    ):
        assert part in sentence
    assert (
        "within strata"
        in tw.mrqap("friendship ~ advice", managers, draws=19, strata="dept").methods()
    )


def rows(latex: str) -> list[list[str]]:
    """The cells of a tabular."""
    body = latex.partition("\\toprule")[2].partition("\\bottomrule")[0]
    lines = [line.strip() for line in body.splitlines() if line.strip().endswith("\\\\")]
    cells = [re.split(r"(?<!\\)&", line.removesuffix("\\\\")) for line in lines]
    return [[cell.strip() for cell in line] for line in cells]


def test_the_latex_table():
    latex = made().to_latex(label="tab:a_1", digits=2)
    assert rows(latex) == [
        ["term", "estimate", r"95 \% interval", "$t$", "$p$"],
        ["(intercept)", "$-1.50$", "[$-2.50$, $-0.50$]", "$-3.00$", "$<0.01$"],
        ["a", "$0.25$", "[$-0.75$, $1.25$]", "$0.50$", "$0.30$"],
        ["b", "$2.00$", "[$1.00$, $3.00$]", "$4.00$", "$0.60$"],
    ]
    for part in (
        r"\begin{tabular}{lrrrr}",
        r"\caption{Regression of trust \& 50\%}",
        r"\label{tab:a_1}",
        r"n: 1,234 ordered pairs. R\textsuperscript{2}: 0.250. p: by hand",
        r"\midrule",
    ):
        assert part in latex
    assert "\\label" not in made().to_latex()
    assert r"\caption{What I saw: 3 \#1}" in made().to_latex("What I saw: 3 #1")


def test_the_latex_table_of_a_model_without_intervals():
    latex = made(ci_low=None, ci_high=None, t=None, equation=["x", "x", "y"]).to_latex()
    assert rows(latex)[0] == ["equation", "term", "estimate", "standard error", "$p$"]
    assert rows(latex)[3][:2] == ["y", "b"]


def test_what_is_not_known_is_left_empty():
    fit = made(p=[np.nan, 0.5, 0.1], ci_low=[np.nan, 0.0, 1.0], t=[None, 1.0, 2.0])
    assert rows(fit.to_latex())[1] == ["(intercept)", "$-1.500$", "", "", ""]
    assert "nan" not in fit._repr_html_().lower()


PLAIN = re.compile(
    r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\textless\{\}"
    r"|\\textgreater\{\}|\\textbar\{\}|\\textquotedbl\{\}|\\textsuperscript\{2\}"
    r"|\{\[\}|\\[#$%&_{}]|[^\\#$%&_{}~^<>|\"\n\[]"
)


@relaxed
@given(st.text(max_size=20))
def test_latex_takes_every_name(name):
    text = escape_latex(name)
    assert "".join(PLAIN.findall(text)) == text
    latex = made(names=("(intercept)", name, "b")).to_latex(name)
    assert len(latex.splitlines()) == len(made().to_latex().splitlines())
    assert all(len(row) == 5 for row in rows(latex))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"label": "a b"}, "label"),
        ({"label": "a}"}, "label"),
        ({"label": ""}, "label"),
        ({"digits": -1}, "digits"),
        ({"digits": 1.5}, "digits"),
        ({"caption": 3}, "caption"),
    ],
)
def test_arguments_of_the_latex_table_are_checked(options, message):
    with pytest.raises(tw.InputError, match=f"^{message}: "):
        made().to_latex(**options)


@pytest.mark.parametrize(
    ("value", "digits", "wanted"),
    [
        (1.23456, 3, "1.235"),
        (-0.5, 1, "-0.5"),
        (0.0, 3, "0.000"),
        (-0.0, 3, "0.000"),
        (0.0000321, 3, "3.21e-05"),
        (-0.0000321, 2, "-3.2e-05"),
        (12345.678, 1, "12345.7"),
        (0.4, 0, "4e-01"),
        (math.nan, 3, ""),
        (None, 3, ""),
    ],
)
def test_numbers_are_written_so_that_none_becomes_0(value, digits, wanted):
    assert decimals(value, digits) == wanted


def test_small_numbers_have_a_power_of_ten():
    fit = made(estimate=[1.0, 0.0000321, 2.0])
    assert rows(fit.to_latex())[2][1] == r"$3.21 \times 10^{-5}$"


class Cells(HTMLParser):
    """The texts of cells, and the tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)


@relaxed
@given(st.text(min_size=1, max_size=20))
def test_names_are_no_html(name):
    page = Cells()
    page.feed(made(names=("(intercept)", f"<b>{name}<script>", "b"))._repr_html_())
    page.close()
    assert page.tags == {"table", "caption", "thead", "tr", "th", "tbody", "td", "tfoot"}
    assert "Regression of trust & 50%" in page.texts
    assert "[−2.500, −0.500]" in page.texts


def marks(figure) -> dict[float, bool]:
    """Where marks stand, and whether they are filled."""
    found = {}
    for points in figure.axes[0].collections:
        if isinstance(points, mpl.collections.PathCollection):
            for place, _ in points.get_offsets():
                face = points.get_facecolor()[0]
                found[round(float(place), 6)] = not np.allclose(face, 1)
    return found


def lines(figure) -> list[list[float]]:
    (segments,) = [
        part.get_segments()
        for part in figure.axes[0].collections
        if isinstance(part, mpl.collections.LineCollection)
    ]
    return [[float(start[0]), float(end[0])] for start, end in segments]


def test_the_figure_shows_estimates_and_intervals():
    figure = made(p=[0.001, 0.05, 0.06]).plot()
    axes = figure.axes[0]
    assert isinstance(figure, mpl.figure.Figure)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert marks(figure) == {0.25: True, 2.0: False}
    assert lines(figure) == [[-0.75, 1.25], [1.0, 3.0]]
    assert axes.get_xlabel() == "estimate, with its 95 % interval"
    assert axes.get_title(loc="left") == "Regression of trust & 50%"
    assert "hollow: p above 0.05, or unknown" in [text.get_text() for text in axes.texts]
    top, bottom = axes.transData.transform([(0, 0), (0, 1)])[:, 1]
    assert top > bottom, "the first term is at the top"
    assert not made(p=[0.0, 0.0, 0.0]).plot().axes[0].texts


def test_the_figure_on_the_scale_of_t():
    figure = made().plot(scale="t", intercept=True)
    assert marks(figure) == {-3.0: True, 0.5: False, 4.0: False}
    assert lines(figure)[0] == [-5.0, -1.0]
    assert "standard error" in figure.axes[0].get_xlabel()


def test_the_figure_goes_where_it_is_wanted():
    figure, axes = plt.subplots(1, 2)
    assert made().plot(ax=axes[1], title="Mine", level=0.5) is figure
    assert axes[1].get_title(loc="left") == "Mine"
    assert marks_of(axes[1]) == {0.25: True, 2.0: False}
    assert not axes[0].collections


def marks_of(axes) -> dict[float, bool]:
    class Holder:
        pass

    holder = Holder()
    holder.axes = [axes]
    return marks(holder)


def test_signs_of_mathematics_in_names_are_drawn_as_they_are():
    figure = made(names=("(intercept)", "$x_{", "\u202e\x00" + "long " * 30)).plot()
    figure.canvas.draw()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "$x_{"
    assert len(labels[1]) < 50


@pytest.mark.parametrize(
    ("fit", "options", "message"),
    [
        (made(), {"scale": "z"}, "scale: 'z'"),
        (made(), {"level": 0}, "level: 0"),
        (made(), {"level": "x"}, "level: 'x'"),
        (made(), {"p": "q"}, "no q"),
        (made(ci_low=None), {}, "no ci_low"),
        (made(std_error=None), {"scale": "t"}, "no std_error"),
        (made(names=["(intercept)"]), {}, "no term"),
    ],
)
def test_figures_that_cannot_be_drawn(fit, options, message):
    with pytest.raises(tw.InputError, match=message):
        fit.plot(**options)


def test_terms_come_in_the_users_kind():
    for backend, kind in (("polars", pl.DataFrame), ("pyarrow", pa.Table)):
        fit = tw.mrqap("friendship ~ advice", tw.datasets.high_tech_managers(), 19, backend=backend)
        assert isinstance(fit.terms, kind)
        assert "advice" in fit._repr_html_()


def test_a_name_in_brackets_is_no_argument_of_the_line_above():
    matrix = np.arange(36.0).reshape(6, 6) % 7
    data = {"y": matrix.T * 1.5 + matrix**2, "x": matrix}
    fit = tw.change.lead_lag(
        {
            "[a]": [1.0, 3, 2, 5, 4, 1, 2, 6, 3, 2, 5, 1] * 3,
            "b": [2.0, 1, 4, 3, 6, 2, 1, 5, 3, 4, 1, 2] * 3,
        },
        lags=1,
    )
    rows = fit.to_latex().split(r"\midrule")[1].splitlines()
    assert [row for row in rows if "{[}a]" in row]
    assert not [row for row in rows if row.strip().startswith("[")]
    assert tw.mrqap("y ~ `x`", data, draws=19).to_latex().count("{[}") == 0


def test_the_heading_of_a_picture_and_what_its_marks_mean_do_not_overlap():
    draw = np.random.default_rng(2)
    fit = tw.mrqap("y ~ x", {"y": draw.random((8, 8)), "x": draw.random((8, 8))}, draws=19)
    figure = fit.plot(title="A heading as long as the picture is wide, or very nearly so, indeed")
    figure.canvas.draw()
    (ax,) = figure.axes
    (note,) = (text for text in ax.texts if text.get_text().startswith("hollow"))
    heading = next(t for t in (ax._left_title, ax.title) if t.get_text())
    assert not heading.get_window_extent().overlaps(note.get_window_extent())
