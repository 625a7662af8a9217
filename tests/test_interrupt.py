"""Ctrl-C ends every long measure of each noun soon."""

from __future__ import annotations

from interrupts import check_ends_soon

LONG = """
import numpy as np, pyarrow as pa, pyarrow.compute, twiplomacy as tw

made = tw.datasets.simulate(seed=1, publics=2000, originals=4000, virality=1.0, replies=0.8)
corpus = made.attach(follows=made.truth.follows)
officials = [name for name in made.truth.accounts["handle"] if "MFA" in name]
cas = corpus.cascades()
named = tw.datasets.simulate(seed=1, publics=500, originals=2000, observed=1.0)
named = named.attach(follows=named.truth.follows).cascades()
res = corpus.responses(officials)
threads = corpus.conversations()
draw = np.random.default_rng(1)
rows = 300_000
things, people = draw.integers(0, 3000, rows), draw.integers(0, 5000, rows)
times = draw.integers(0, 10**6, rows)
edges = cas.edges
said = draw.integers(0, 3000, (30_000, 14)).astype(str)
said[10_000:] = said[draw.integers(0, 10_000, 20_000)]
said[10_000:, 3] = "new"
texts = [" ".join(words) for words in said]
var = tw.variants(texts, at=np.arange(len(texts)), author=draw.integers(0, 500, len(texts)))
sides = {number: number % 2 for number in range(500)}
talk = pa.array(["Peace talks go on: will the ministers agree? #peace"] * 1_000_000)
speaker = pa.array(draw.integers(0, 5000, len(talk)))
book = corpus.codebook(corpus.posts[["post_id", "kind"]])
words = [" ".join(f"w{n}" for n in row) for row in draw.integers(0, 5000, (100_000, 20))]
chat = {"source": draw.integers(0, 9000, 150_000), "target": draw.integers(0, 9000, 150_000)}
chat = pa.table(chat | {"at": draw.integers(0, 10**8, 150_000)})
chat = chat.filter(pa.compute.not_equal(chat["source"], chat["target"]))
waves = draw.normal(size=(2, 100_000))
matrices = {name: draw.normal(size=(500, 500)) for name in "yxz"}


def state():
    return cas.shape().to_json()


routines = {
    "transfer_entropy": lambda: tw.change.transfer_entropy(*waves, draws=100_000),
    "temporal, times": lambda: tw.change.temporal_test(chat, "memory"),
    "temporal, links": lambda: tw.change.temporal_test(chat, "repeated", "links"),
    "temporal, targets": lambda: tw.change.temporal_test(chat, "reachability", "targets"),
    "simulate": lambda: tw.datasets.simulate(seed=2, publics=3000, originals=20_000),
    "cascades": lambda: corpus.cascades(),
    "cascades, drawn": lambda: corpus.cascades(attribution="draw", draws=500),
    "from_edges": lambda: tw.Cascades.from_edges(
        edges["cascade"], edges["parent"], edges["child"], at=edges["at"]
    ),
    "calibrate": lambda: named.calibrate(),
    "shape": lambda: cas.shape(),
    "reach": lambda: cas.reach(),
    "crossings": lambda: cas.crossings("country", draws=20_000),
    "compare": lambda: cas.compare("country", draws=20_000),
    "arrivals": lambda: cas.arrivals("country"),
    "gatekeepers": lambda: cas.gatekeepers("country"),
    "responses": lambda: corpus.responses(officials),
    "unseen": lambda: res.unseen(draws=20_000),
    "amplification": lambda: res.amplification(draws=20_000),
    "co_timing": lambda: res.co_timing(window_s=3600),
    "conversations": lambda: corpus.conversations(),
    "turns": lambda: threads.turns(),
    "sustained": lambda: threads.sustained(draws=20_000),
    "after_answer": lambda: threads.after_answer(draws=20_000),
    "dialogue": lambda: corpus.dialogue(draws=20_000),
    "latency": lambda: corpus.latency(),
    "access": lambda: corpus.access("account", draws=200_000),
    "talk_back": lambda: corpus.talk_back("country", draws=200_000),
    "barriers": lambda: corpus.barriers(corpus.posts["created_at"].median(), draws=20_000),
    "variants": lambda: tw.variants(texts, at=np.arange(len(texts))),
    "compare_texts": lambda: tw.compare_texts(texts * 5, texts[::-1] * 5),
    "operations": lambda: var.operations(draws=5_000),
    "drift": lambda: var.drift(draws=20_000),
    "retention": lambda: var.retention(draws=20_000),
    "substitutions": lambda: var.substitutions(),
    "substitution_bias": lambda: var.substitution_bias("frequency", draws=5_000),
    "frame_shift": lambda: var.frame_shift(sides, draws=20_000),
    "frame_words": lambda: var.frame_words(sides),
    "coordination": lambda: tw.coordination(things, people, np.arange(rows), times, 3600),
    "co_sharing": lambda: tw.co_sharing(things, people),
    "readability": lambda: tw.content.readability(talk),
    "diversity": lambda: tw.content.diversity(talk),
    "diversity by": lambda: tw.content.diversity(talk, by=speaker),
    "tokens": lambda: tw.content.tokens(talk),
    "own_words": lambda: tw.content.own_words(talk),
    "emoji": lambda: tw.content.emoji(talk),
    "sentiment": lambda: tw.content.sentiment(talk),
    "language": lambda: tw.content.language(talk),
    "count": lambda: tw.content.count(talk, {"peace": ["peace*", "*talk*"], "war": "war"}),
    "markers": lambda: corpus.markers(draws=20_000),
    "agreement": lambda: tw.content.agreement_table(things, people, level="ordinal", draws=20_000),
    "codebook": lambda: book.shares("month", draws=20_000),
    "keyness": lambda: corpus.keyness("side", draws=200_000, min_count=1),
    "attention": lambda: corpus.attention("hashtag", every="day", by="account", draws=5_000),
    "frequencies": lambda: tw.content.frequencies(words),
    "collocations": lambda: tw.content.collocations(words),
    "similar": lambda: tw.content.similar(words),
    "mrqap": lambda: tw.mrqap("y ~ x + t(x) + z", matrices, draws=200_000),
    "qap_correlation": lambda: tw.qap_correlation(matrices["x"], matrices["y"], draws=200_000),
    "cooccurrence": lambda: tw.content.cooccurrence(words, "word"),
}
"""


def test_ctrl_c_ends_every_long_routine(elsewhere):
    check_ends_soon(LONG, elsewhere)
