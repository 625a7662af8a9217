"""Series: what they may look like, and what is said of gaps."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import twiplomacy as tw
from twiplomacy.change.series import read_series


def weekly(values, start="2015-01-05", freq="7D"):
    starts = pd.date_range(start, periods=len(values), freq=freq)
    return pd.DataFrame({"start": starts, "value": values})


@pytest.mark.parametrize(
    ("freq", "unit"),
    [
        ("7D", "week"), ("D", "day"), ("h", "hour"), ("2D", "2 days"), ("36h", "36 hours"),
        ("MS", "month"), ("QS", "quarter"), ("YS", "year"), ("2MS", "2 months"),
    ],
)  # fmt: skip
def test_windows_of_any_length_are_one_step_each(freq, unit):
    frame = weekly(np.arange(12.0), "2015-01-01", freq)
    found = read_series(frame)
    assert found.unit == unit
    assert found.places.tolist() == list(range(12))
    assert found.grid().tolist() == frame["start"].astype("datetime64[us]").astype(int).tolist()
    for place, start in enumerate(frame["start"]):
        assert found.place_of(start) == place
        assert found.place_of(start + pd.Timedelta("1h") * 0.9) == place


@given(st.permutations(range(9)))
def test_the_order_of_rows_does_not_matter(order):
    frame = weekly(np.arange(9.0) ** 2)
    found = read_series(frame.iloc[list(order)])
    assert found.y.tolist() == frame["value"].tolist()


def test_gaps_are_counted_and_keep_their_place():
    frame = weekly(np.arange(10.0)).drop(index=[3, 4])
    frame.loc[7, "value"] = np.nan
    with pytest.warns(tw.CoverageWarning, match=r"3 windows hold no number, first 2015-01-26"):
        found = read_series(frame)
    assert found.places.tolist() == [0, 1, 2, 5, 6, 8, 9]
    assert found.missing == 3


def test_windows_that_the_archive_does_not_span_are_left_out():
    frame = weekly([1.0, 2, 3, 4]).assign(complete=[False, True, True, True])
    with pytest.warns(tw.CoverageWarning, match="only a part of 1 windows"):
        found = read_series(frame)
    assert found.y.tolist() == [2, 3, 4]
    assert found.partial == 1


@pytest.mark.parametrize(
    "series",
    [
        weekly([1.0, 2.0, 4.0]),
        pl.from_pandas(weekly([1.0, 2.0, 4.0])),
        weekly([1.0, 2.0, 4.0]).set_index("start")["value"],
        weekly([1.0, 2.0, 4.0]).set_index("start")["value"].to_period("W"),
        [1, 2, 4],
        np.array([1, 2, 4]),
        pd.Series([1, 2, 4], index=[7, 8, 9]),
    ],
)
def test_all_kinds_of_series(series):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_series(series).y.tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    ("series", "says"),
    [
        (weekly([1.0, 2.0]).rename(columns={"value": "v"}), "no column 'value'; it has start, v"),
        (weekly([1.0, 2.0]).assign(group=["D", "R"]), "2 groups ('D', 'R')"),
        (pd.concat([weekly([1.0, 2.0])] * 2), "start where another does, first 2015-01-05"),
        (weekly([1.0, np.inf]), "1 values are infinite"),
        (weekly([np.nan, np.nan]), "no window holds a number"),
        (weekly([]), "no windows"),
        (weekly(["a", "b"]), "wanted numbers"),
        (["a", "b"], "wanted numbers"),
        ("ab", "wanted a frame"),
        (
            pd.DataFrame({"start": ["2015-01-01", "2015-01-02 03:04:05.678", "2015-02-07"],
                          "value": [1.0, 2, 3]}),
            "wanted windows of equal length",
        ),
        (pd.DataFrame({"start": ["2015-01-01", None], "value": [1.0, 2]}), "have no start"),
    ],
)  # fmt: skip
def test_what_is_no_series_says_so(series, says):
    with pytest.raises(tw.InputError) as caught:
        read_series(series)
    assert says in str(caught.value)


@pytest.mark.parametrize("at", ["2014-01-01", "2016-01-01", "soon", None])
def test_a_date_outside_the_series(at):
    with pytest.raises(tw.InputError, match="^at: "):
        tw.change.interrupted(weekly(np.arange(20.0)), at)
