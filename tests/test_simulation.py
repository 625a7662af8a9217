"""The made-up world: its archive, its truth, and how well the measures find it."""

from __future__ import annotations

import pandas as pd
import pytest

import twiplomacy as tw

SMALL = {"publics": 120, "originals": 120}


def test_the_same_seed_gives_the_same_world() -> None:
    one, two = (tw.datasets.simulate(seed=5, **SMALL) for _ in range(2))
    pd.testing.assert_frame_equal(one.posts, two.posts)
    pd.testing.assert_frame_equal(one.truth.paths, two.truth.paths)
    other = tw.datasets.simulate(seed=6, **SMALL)
    assert not one.posts["text"].equals(other.posts["text"])


def test_it_unpacks_to_corpus_roster_and_truth() -> None:
    corpus, roster, truth = tw.datasets.simulate(**SMALL)
    assert isinstance(corpus, tw.Corpus)
    assert set(roster.frame["account"]) == set(truth.accounts["handle"])
    assert set(roster.frame["side"]) == {"official", "public"}
    embassies = roster.frame.query("role == 'embassy'")
    assert embassies["superior"].isin(roster.frame["account"]).all()


def test_what_is_missing_is_missing() -> None:
    corpus, _, truth = tw.datasets.simulate(missing=0.2, **SMALL)
    lost = set(truth.missing["post"])
    assert lost and not lost & set(corpus.posts["post_id"])
    gone = truth.paths.loc[~truth.paths["in_archive"], "child"]
    assert set(gone) <= lost
    coverage = corpus.coverage().set_index("measure")["value"]
    assert coverage["missing_roots"] + coverage["missing_parents"] > 0


def test_observed_paths_are_the_true_ones() -> None:
    corpus, _, truth = tw.datasets.simulate(observed=1.0, missing=0.0, **SMALL)
    edges = corpus.cascades(attribution="observed").edges
    true = truth.paths.set_index("child")["parent"]
    assert len(edges) > 100
    assert (true.reindex(edges["child"]).to_numpy() == edges["parent"].to_numpy()).all()
    assert set(edges["evidence"]) == {"observed"}


def test_coarse_times_tie() -> None:
    corpus = tw.datasets.simulate(resolution_s=3600, **SMALL)
    times = corpus.posts["created_at"]
    assert times.duplicated().sum() > len(times) / 10
    assert (times.dt.floor("h") == times).all()


def test_every_response_by_reference_or_handle_is_found() -> None:
    corpus, roster, truth = tw.datasets.simulate(missing=0.0, **SMALL)
    officials = roster.frame.query("side == 'official'")["account"].tolist()
    found = corpus.responses(officials, copies=False).posts
    assert found.equals(corpus.responses("official", copies=False).posts)
    planted = truth.responses
    keys = ["response", "to", "channel"]
    by_reference = ~planted["channel"].isin(["copy", "link", "name", "hashtag"])
    wanted = planted.loc[by_reference, [*keys, "notified"]]
    found = found.loc[found["channel"].isin(wanted["channel"].unique()), [*keys, "notified"]]
    order = ["to", "response"]
    pd.testing.assert_frame_equal(
        found.sort_values(order).reset_index(drop=True).astype({"notified": bool}),
        wanted.sort_values(order).reset_index(drop=True),
        check_dtype=False,
    )


def test_answer_rates_are_recovered() -> None:
    corpus, roster, truth = tw.datasets.simulate(seed=2, publics=300, originals=1500, missing=0.0)
    table = corpus.dialogue(draws=199).merge(truth.accounts, on="account")
    officials = set(roster.frame.query("side == 'official'")["account"])
    table = table[table["handle_x"].isin(officials) & (table["addressed"] >= 50)]
    assert len(table) >= 8
    off = table["answer_rate_x"] - table["answer_rate_y"]
    # Binomial noise: sd at most 0.5 / sqrt(addressed).
    assert (off.abs() < 4 * 0.5 / table["addressed"] ** 0.5).all()
    assert abs(off.mean()) < 0.03
    reached = table.dropna(subset=["median_latency_s_ci_low", "median_latency_s_ci_high"])
    assert (reached["median_latency_s_x"] > 0).all()


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"countries": 1}, "countries"),
        ({"countries": 17}, "countries: 17; wanted a whole number from 2 to 16"),
        ({"publics": -1}, "publics: -1"),
        ({"missing": 1.5}, "missing: 1.5; wanted a share"),
        ({"resolution_s": 0}, "resolution_s: 0"),
        ({"resolution_s": float("nan")}, "resolution_s"),
        ({"virality": 50}, "virality: 50; wanted from 0 to 2"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, float], match: str) -> None:
    with pytest.raises(tw.InputError, match=match):
        tw.datasets.simulate(**arguments)  # type: ignore[arg-type]
