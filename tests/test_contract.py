"""The public names of cascades, responses, threads and coordination, and the columns they give."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import twiplomacy as tw

Get = Callable[[tw.Corpus], Any]
SEED = {"draws": 19, "seed": 0}

_DAYS = [1.0, 3, 2, 4, 1, 2, 5, 3, 1, 4, 8, 9, 7, 9, 8, 6, 9, 7, 8, 9]

TABLES: dict[str, tuple[Get, str]] = {
    "cascades.edges": (
        lambda c: c.cascades().edges,
        "cascade parent child parent_author child_author parent_handle child_handle at "
        "delay_s depth evidence",
    ),
    "cascades.shape": (
        lambda c: c.cascades().shape(),
        "cascade author size depth max_breadth structural_virality unique_accounts started_at "
        "duration_s half_life_s",
    ),
    "cascades.shape with draws": (
        lambda c: c.cascades(attribution="draw", draws=9).shape(),
        "cascade depth depth_ci_low depth_ci_high max_breadth_ci_low max_breadth_ci_high "
        "structural_virality_ci_low structural_virality_ci_high",
    ),
    "cascades.time_to_depth": (lambda c: c.cascades().time_to_depth(), "cascade depth at_s posts"),
    "cascades.reach": (
        lambda c: c.cascades().reach(),
        "cascade engaged potential unique_exposed",
    ),
    "cascades.reach by": (
        lambda c: c.cascades().reach("country"),
        "group engaged potential unique_exposed",
    ),
    "cascades.crossings": (
        lambda c: c.cascades().crossings("country", **SEED),
        "from to edges share expected z p",
    ),
    "cascades.arrivals": (
        lambda c: c.cascades().arrivals("country"),
        "cascade group account at depth",
    ),
    "cascades.gatekeepers": (
        lambda c: c.cascades().gatekeepers("country"),
        "account group arrivals share",
    ),
    "cascades.compare": (
        lambda c: c.cascades().compare("side", **SEED),
        "group measure value matched_value ci_low ci_high p n",
    ),
    "cascades.calibrate": (
        lambda c: c.cascades(quotes=True).calibrate(),
        "attribution edges precision depth_error",
    ),
    "events": (lambda c: c.events("mention"), "source target at"),
    "change.interrupted": (
        lambda c: tw.change.interrupted(_DAYS, 10).terms,
        "term estimate std_error ci_low ci_high t p",
    ),
    "change.placebo": (lambda c: tw.change.placebo(_DAYS, 10), "term at estimate t p dates"),
    "change.changepoints": (
        lambda c: tw.change.changepoints(_DAYS, draws=99),
        "at before after difference gain p draws",
    ),
    "change.lead_lag": (
        lambda c: tw.change.lead_lag(_DAYS, _DAYS[::-1], 1).terms,
        "equation term lag estimate std_error ci_low ci_high t p",
    ),
    "change.granger": (
        lambda c: tw.change.granger(_DAYS, _DAYS[::-1], 1),
        "cause effect lags f df df_resid p p_adjusted",
    ),
    "change.impulse_responses": (
        lambda c: tw.change.impulse_responses(_DAYS, _DAYS[::-1], 1, 3, draws=9),
        "horizon impulse response value ci_low ci_high",
    ),
    "change.transfer_entropy": (
        lambda c: tw.change.transfer_entropy(_DAYS, _DAYS[::-1], 2, draws=9),
        "source target transfer_entropy effective null_mean null_sd z p draws p_adjusted",
    ),
    "change.temporal_test": (
        lambda c: tw.change.temporal_test(c.events("any"), "burstiness", draws=9),
        "statistic value null_mean null_sd z p draws p_adjusted",
    ),
    "lorenz": (lambda c: c.lorenz(), "measure accounts_share share"),
    "over_time": (
        lambda c: c.over_time("reply_ratio", every="1w", draws=19),
        "start value n ci_low ci_high complete",
    ),
    "over_time by": (
        lambda c: c.over_time("posts", every="1w", by="country"),
        "start group value n ci_low ci_high complete",
    ),
    "responses.posts": (
        lambda c: c.responses("NordaliaMFA").posts,
        "response author at to to_post channel mentions_source notified delay_s",
    ),
    "responses.unseen": (
        lambda c: c.responses("NordaliaMFA").unseen(seed=0),
        "channel responses unseen share ci_low ci_high",
    ),
    "responses.unseen by": (
        lambda c: c.responses("NordaliaMFA").unseen(by="month", seed=0),
        "group responses unseen share ci_low ci_high",
    ),
    "responses.amplifiers": (
        lambda c: c.responses("NordaliaMFA").amplifiers(),
        "account reposts share rank",
    ),
    "responses.amplification": (
        lambda c: c.responses("NordaliaMFA").amplification(),
        "measure value",
    ),
    "conversations.shape": (
        lambda c: c.conversations().shape(),
        "conversation posts accounts depth max_breadth structural_virality h_index "
        "missing_parents started_at duration_s",
    ),
    "conversations.turns": (
        lambda c: c.conversations().turns(),
        "conversation a b turns alternations third_turns",
    ),
    "dialogue": (
        lambda c: c.dialogue(draws=19),
        "account posts replies self_replies reply_ratio reply_ratio_ci_low addressed answered "
        "answer_rate answer_rate_ci_low answer_rate_ci_high answered_24h answered_24h_ci_low "
        "median_latency_s median_latency_s_ci_low third_turn_share third_turn_share_ci_high",
    ),
    "access": (
        lambda c: c.access("role", **SEED),
        "group publics messages answered_publics access ci_low ci_high answered_messages "
        "answered_inferred answer_rate answer_rate_ci_low answer_rate_ci_high",
    ),
    "talk_back": (
        lambda c: c.talk_back("country", **SEED),
        "group publics posts addressed talk_back ci_low ci_high messages answered answered_share "
        "answered_share_ci_low answered_share_ci_high",
    ),
    "barriers": (
        lambda c: c.barriers(c.posts["created_at"].median(), **SEED),
        "measure before after difference ci_low ci_high null_mean null_sd z p draws p_adjusted "
        "n_before n_after",
    ),
    "coordination.pairs": (
        lambda c: c.coordination(window_s=60).pairs,
        "object account_a content_a account_b content_b",
    ),
    "content.tokens": (lambda c: tw.content.tokens(c.posts["text"]), "tokens kinds own"),
    "content.emoji": (
        lambda c: tw.content.emoji(c.posts["text"]),
        "n_emoji distinct emoji flags",
    ),
    "content.sentiment": (
        lambda c: tw.content.sentiment(c.posts["text"]),
        "negative neutral positive compound",
    ),
    "content.language": (lambda c: tw.content.language(c.posts["text"]), "lang margin"),
    "content.own_words": (lambda c: tw.content.own_words(c.posts["text"]), "own_words"),
    "content.count": (
        lambda c: tw.content.count(c.posts["text"], {"peace": ["peace*", "a truce"], "war": "*"}),
        "n_words peace war",
    ),
    "content.markers": (
        lambda c: tw.content.markers(c.posts["text"], share=True),
        "n_words hedges threat questions negation",
    ),
    "content.agreement_table": (
        lambda c: tw.content.agreement_table(
            c.posts["kind"][::2].array, c.posts["kind"][1::2].array, **SEED
        ),
        "level alpha ci_low ci_high coders units codes observed expected",
    ),
    "content.similar": (
        lambda c: tw.content.similar(c.posts["text"], k=2),
        "text other similarity rank",
    ),
    "content": (
        lambda c: c.content(["readability", "diversity"], own=False),
        "post_id n_words n_sentences n_syllables n_polysyllables n_complex ari coleman_liau lix "
        "rix flesch flesch_kincaid fog smog kandel_moles fernandez_huerta szigriszt_pazos amstad "
        "wiener_1 wiener_4 oborneva n_tokens n_types ttr mattr mtld hdd yule_k hapax_share",
    ),
    "content.diversity by": (
        lambda c: tw.content.diversity(c.posts["text"], by=c.posts["author_id"]),
        "group n_texts n_tokens n_types ttr root_ttr corrected_ttr log_ttr summer dugast maas "
        "msttr mattr mtld hdd yule_k yule_i simpson_d herdan_v hapax_share",
    ),
    "markers": (
        lambda c: c.markers(draws=19),
        "account marker posts accounts count n_words per_1000 ci_low ci_high",
    ),
    "markers by": (
        lambda c: c.markers("month", {"peace": ["peace", "talk*"]}, draws=19),
        "group marker posts accounts count n_words per_1000 ci_low ci_high",
    ),
    "content of markers": (
        lambda c: c.content(["markers"]),
        "post_id n_words hedges boosters gratitude please apology indirect_request deference "
        "greeting commitment intention appeal demand obligation threat praise blame expressive "
        "questions second_person first_person_plural invitation negation",
    ),
    "codebook.shares": (
        lambda c: c.codebook(c.posts[["post_id", "kind"]]).shares("country", draws=19),
        "group code value posts accounts count share ci_low ci_high",
    ),
    "codebook.coverage": (
        lambda c: c.codebook(c.posts[["post_id", "kind"]]).coverage(),
        "code rows coded uncoded not_in_corpus coders posts corpus_posts share",
    ),
    "keyness": (
        lambda c: c.keyness("side", min_count=1, draws=19),
        "group term target reference target_share reference_share score z p p_adjusted "
        "p_accounts p_accounts_adjusted p_family",
    ),
    "attention": (
        lambda c: c.attention("hashtag", every="month", by="country", draws=19),
        "start group topic posts of accounts share ci_low ci_high",
    ),
    "similar": (lambda c: c.similar(k=2), "post other similarity rank"),
    "cooccurrence": (
        lambda c: c.cooccurrence("word", min_count=1).edges,
        "source target weight",
    ),
    "content.frequencies": (
        lambda c: tw.content.frequencies(c.posts["text"], by=c.posts["kind"]),
        "group term count texts share",
    ),
    "content.keyness": (
        lambda c: tw.content.keyness(c.posts["text"][::2], c.posts["text"][1::2]),
        "term target reference target_share reference_share score z p p_adjusted",
    ),
    "content.collocations": (
        lambda c: tw.content.collocations(c.posts["text"], min_count=1),
        "collocation count expected pmi npmi g2 t lambda z",
    ),
    "content.document_term": (
        lambda c: tw.content.document_term(c.posts["text"]),
        "text term count",
    ),
    "variants.families": (
        lambda c: c.variants().families(),
        "family root posts accounts texts first last copies mutation_rate least_similarity "
        "root_text author author_handle",
    ),
    "variants.lineage": (
        lambda c: c.variants().lineage(),
        "family post parent similarity depth kept dropped added substituted touched author "
        "author_handle parent_author parent_author_handle at",
    ),
    "variants.mutation_rate": (
        lambda c: c.variants().mutation_rate("side", **SEED),
        "group copies mutated mutation_rate ci_low ci_high",
    ),
    "variants.operations": (
        lambda c: c.variants().operations("side", **SEED),
        "group op class count share ci_low ci_high",
    ),
    "variants.drift": (
        lambda c: c.variants().drift(**SEED),
        "depth deeper copies families distance ci_low ci_high null_mean null_low null_high",
    ),
    "variants.drift_slope": (
        lambda c: c.variants().drift_slope(**SEED),
        "slope ci_low ci_high intercept copies families null_mean null_sd p draws",
    ),
    "variants.retention": (
        lambda c: tw.datasets.senators().variants().retention(**SEED),
        "kind depth deeper copies items kept share ci_low ci_high",
    ),
    "variants.substitutions": (
        lambda c: c.variants().substitutions(),
        "before after class count families accounts",
    ),
    "variants.substitution_bias": (
        lambda c: c.variants().substitution_bias(**SEED),
        "class tokens substituted expected susceptibility ci_low ci_high replacements",
    ),
    "variants.substitution_bias by frequency": (
        lambda c: c.variants().substitution_bias("frequency", **SEED),
        "bin texts_low texts_high tokens substituted expected susceptibility ci_low ci_high "
        "replacements",
    ),
    "variants.frame_shift": (
        lambda c: c.variants().frame_shift("side", **SEED),
        "from to crossing copies families divergence ci_low ci_high null_mean p",
    ),
    "variants.frame_words": (
        lambda c: tw.datasets.senators().variants().frame_words("party"),
        "word lost gained lost_within gained_within",
    ),
    "mrqap": (
        lambda c: (
            tw.mrqap(
                "reply ~ t(reply) + repost + same(country) + ego(role)",
                {kind: c.network(kind, among="roster") for kind in ("reply", "repost")},
                **SEED,
            ).terms
        ),
        "term estimate t p std_error ci_low ci_high p_adjusted p_greater p_less null_mean null_sd "
        "draws",
    ),
    "qap_correlation": (
        lambda c: tw.qap_correlation(
            c.network("any", among="roster"), c.network("repost", among="roster"), **SEED
        ),
        "value null_mean null_sd z p draws n",
    ),
    "compare_texts": (
        lambda c: tw.compare_texts(c.posts["text"][:-1].array, c.posts["text"][1:].array),
        "pair op token_before token_after class",
    ),
}


@pytest.fixture(scope="module")
def world() -> tw.Corpus:
    made = tw.datasets.simulate(seed=2, publics=150, originals=150)
    return made.attach(follows=made.truth.follows)


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_columns_that_are_promised(name: str, world: tw.Corpus) -> None:
    get, columns = TABLES[name]
    table = get(world)
    missing = [column for column in columns.split() if column not in table.columns]
    assert not missing, f"{name} lacks {missing}; it has {list(table.columns)}"
    assert len(table)


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_same_the_second_time(name: str, world: tw.Corpus) -> None:
    get, _ = TABLES[name]
    first, second = get(world), get(world)
    assert first.equals(second)


@pytest.mark.parametrize("backend", ["polars", "pyarrow"])
def test_tables_come_in_the_kind_that_is_asked_for(backend: str, world: tw.Corpus) -> None:
    posts = world.posts.head(400)
    corpus = tw.from_frame(posts, backend=backend)
    for table in (
        corpus.cascades(min_size=1).edges,
        corpus.responses("NordaliaMFA").posts,
        corpus.conversations().shape(),
        corpus.coordination().pairs,
        corpus.variants().families(),
    ):
        assert type(table).__module__.split(".")[0] == backend


def test_the_same_bits_on_any_number_of_threads() -> None:
    """Every seeded table, in processes of 1 and of 3 threads."""
    code = """
import sys, hashlib
sys.path.insert(0, sys.argv[1])
import pandas as pd, twiplomacy as tw
from test_contract import TABLES
made = tw.datasets.simulate(seed=2, publics=150, originals=150)
world = made.attach(follows=made.truth.follows)
for name, (get, _) in TABLES.items():
    print(name, hashlib.sha256(get(world).to_json(double_precision=15).encode()).hexdigest())
"""
    here = str(Path(__file__).parent)
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, here],
            env=os.environ | {"RAYON_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "3")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == len(TABLES)
