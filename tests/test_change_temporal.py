"""Events in time against random events: statistics by hand, nulls, bad input, seeds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import twiplomacy as tw

STATISTICS = tw.change.temporal_statistics()


def talk(n=30, asks=150, seed=0):
    """Whoever is asked answers after five seconds."""
    draw = np.random.default_rng(seed)
    rows = []
    for k in range(asks):
        a, b = (str(x) for x in draw.choice(n, 2, replace=False))
        rows += [(a, b, 1000 * k), (b, a, 1000 * k + 5)]
    frame = pd.DataFrame(rows, columns=["source", "target", "at"])
    return frame.assign(at=pd.to_datetime(frame["at"], unit="s"))


def test_every_statistic_has_its_row():
    table = tw.change.temporal_test(talk(), STATISTICS, draws=49)
    assert table["statistic"].tolist() == STATISTICS
    assert list(table.columns) == [
        "statistic", "value", "null_mean", "null_sd", "z", "p", "draws", "p_adjusted",
        "p_greater", "p_less",
    ]  # fmt: skip
    row = table.set_index("statistic")
    assert row.loc["median_response_s", "value"] == 5
    assert row.loc["median_response_s", "p"] == 1 / 50
    assert row.loc["repeated", "p"] == 1  # it does not depend on when
    assert np.isnan(row.loc["repeated", "z"])


def test_statistics_by_hand():
    seconds = [0, 10, 11, 12, 40, 41]
    frame = pd.DataFrame({"source": list("aaaaab"), "target": list("bbbbba"), "at": seconds})
    row = tw.change.temporal_test(frame, STATISTICS, draws=9).set_index("statistic")["value"]
    gaps = np.diff(seconds[:5])
    assert row["burstiness"] == pytest.approx(
        (gaps.std() - gaps.mean()) / (gaps.std() + gaps.mean())
    )
    assert row["memory"] == pytest.approx(np.corrcoef(gaps[:-1], gaps[1:])[0, 1])
    assert row["link_burstiness"] == row["burstiness"]
    assert row["repeated"] == pytest.approx(4 / 6)
    assert row["reciprocated"] == pytest.approx(5 / 6)
    assert row["median_response_s"] == 30
    assert row["reachability"] == 1


def test_a_function_sees_the_events_of_each_draw():
    frame = talk(asks=40)

    def waits(events):
        return float(events["at"].diff().dt.total_seconds().median())

    def answers(events):
        last = events.shift()
        return float(((events["source"] == last["target"]) & (events["target"] == last["source"]))
                     .mean())  # fmt: skip

    table = tw.change.temporal_test(frame, [waits, "reciprocated", answers], draws=29)
    assert table["statistic"].tolist() == ["waits", "reciprocated", "answers"]
    assert table["p"][0] == 1  # the times are dealt, not changed
    assert table["p"][2] == 1 / 30
    assert table["value"][2] >= 0.5


@pytest.mark.parametrize("null", ["times", "times_within", "targets", "links"])
def test_nulls_and_named_statistics_agree_with_functions(null):
    def repeated(events):
        return 1 - len(events[["source", "target"]].drop_duplicates()) / len(events)

    table = tw.change.temporal_test(talk(10), ["repeated", repeated], null, draws=9, seed=4)
    assert table.loc[0, "value":].tolist() == pytest.approx(
        table.loc[1, "value":].tolist(), nan_ok=True
    )


def test_what_is_left_out_is_counted():
    frame = talk()
    more = pd.DataFrame(
        {"source": ["1", None, "3"], "target": ["1", "2", "4"],
         "at": [pd.Timestamp(0), pd.Timestamp(0), pd.NaT]}
    )  # fmt: skip
    with pytest.warns(tw.CoverageWarning, match=r"2 lack .* and 1 lead from an account to itself"):
        found = tw.change.temporal_test(pd.concat([frame, more]), "repeated", draws=9)
    assert found.equals(tw.change.temporal_test(frame, "repeated", draws=9))


def test_the_frame_that_went_in_comes_out_and_order_does_not_matter():
    frame = talk()
    found = tw.change.temporal_test(pl.from_pandas(frame), STATISTICS, draws=19)
    assert isinstance(found, pl.DataFrame)
    shuffled = tw.change.temporal_test(frame.sample(frac=1, random_state=1), "memory", draws=19)
    assert shuffled["value"][0] == found.filter(pl.col("statistic") == "memory")["value"][0]


def test_reachability_from_some_is_near_that_from_all():
    frame = talk(60, 300)
    some, every = (
        tw.change.temporal_test(frame, "reachability", draws=9, sources=sources)["value"][0]
        for sources in (30, None)
    )
    assert some == pytest.approx(every, abs=0.1)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"statistic": "bursts"}, "statistic: 'bursts'"),
        ({"statistic": []}, "statistic: []"),
        ({"statistic": [3]}, "statistic: 3"),
        ({"null": "rewire"}, "null: 'rewire'; wanted one of times, times_within, targets, links"),
        ({"draws": 0}, "draws"),
        ({"sources": 0}, "sources"),
        ({"events": talk().rename(columns={"at": "when"})}, "events has no column 'at'"),
        ({"events": talk().head(0)}, "0 rows"),
        ({"events": talk().assign(target="1", source="1")}, "of which none"),
    ],
)
def test_what_cannot_be_tested_says_so(options, says):
    arguments = {"events": talk(), "statistic": "memory", "draws": 9, **options}
    with pytest.raises(tw.InputError) as caught:
        tw.change.temporal_test(**arguments)
    assert says in str(caught.value)


def test_the_same_bits_on_any_number_of_threads(elsewhere):
    code = """
import numpy as np, pandas as pd, twiplomacy as tw
draw = np.random.default_rng(1)
frame = pd.DataFrame({"source": draw.integers(0, 40, 600), "target": draw.integers(40, 80, 600),
                      "at": draw.integers(0, 9999, 600)})
for null in ("times", "times_within", "targets", "links"):
    table = tw.change.temporal_test(frame, tw.change.temporal_statistics(), null, 40, 3, sources=9)
    print([float(x).hex() for x in table.drop(columns="statistic").to_numpy().ravel()])
a, b = draw.normal(size=(2, 200))
print([float(x).hex() for x in tw.change.transfer_entropy(a, b, draws=50)["null_mean"]])
"""
    assert elsewhere(code, threads=1) == elsewhere(code, threads=4)


def test_events_of_a_corpus():
    corpus = tw.datasets.senators()
    events = corpus.events("mention", among="roster")
    net = corpus.network("mention", "attention", among="roster")
    assert len(events) == net.edges["weight"].sum()
    counted = events.groupby(["source", "target"]).size()
    edges = net.edges.set_index(["source", "target"])["weight"]
    assert (counted == edges.reindex(counted.index)).all()
    back = corpus.events("mention", "information", among="roster")
    assert back["source"].tolist() == events["target"].tolist()
    assert events["at"].is_monotonic_increasing
    few = corpus.events("reply", since="2015-07-01", until="2015-07-02")
    assert few["at"].between("2015-07-01", "2015-07-02", inclusive="left").all()
    for wrong in ({"kind": "follow"}, {"kind": "hashtag"}, {"direction": "both"}):
        with pytest.raises(tw.InputError, match=next(iter(wrong))):
            corpus.events(**wrong)
    with pytest.raises(tw.InputError, match="no account 'nobody'"):
        corpus.events(among=["nobody"])
