"""Access of the public to officials, talking back, and barriers before and after a date."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw


@pytest.fixture(scope="module")
def world():
    return tw.datasets.simulate(seed=2, missing=0.0)


def officials(corpus: tw.Corpus) -> set[str]:
    accounts = corpus.accounts
    return set(accounts.loc[accounts["side"] == "official", "account"])


def letters(corpus: tw.Corpus) -> pd.DataFrame:
    """Messages of the public to officials, and whether the very post was answered."""
    posts = corpus.posts
    own = posts[posts["kind"] != "repost"]
    theirs = officials(corpus)
    span = posts.groupby("author_id")["created_at"].agg(["min", "max"])
    answers = own.dropna(subset=["reply_to"]).groupby(["reply_to", "author_id"]).size()
    rows = []
    for post in own.itertuples():
        to = {*post.mentions, post.reply_to_author}
        for name in sorted(name for name in to if name in theirs and name != post.author_id):
            if post.author_id in theirs or name not in span.index:
                continue
            if span.loc[name, "min"] <= post.created_at <= span.loc[name, "max"]:
                answered = (post.post_id, name) in answers.index
                rows.append((post.post_id, post.author_id, name, post.created_at, answered))
    return pd.DataFrame(rows, columns=["post", "sender", "to", "at", "answered"])


def test_access_is_the_share_of_senders_ever_answered(world):
    found = letters(world)
    ever = found.groupby("sender")["answered"].any()
    row = world.access(draws=199).iloc[0]
    assert row["messages"] == len(found) > 100
    assert row["answered_messages"] == found["answered"].sum()
    assert (row["publics"], row["answered_publics"]) == (len(ever), ever.sum())
    assert math.isclose(row["access"], ever.mean())
    assert row["ci_low"] < row["access"] < row["ci_high"]
    error = math.sqrt(row["access"] * (1 - row["access"]) / row["publics"])
    assert math.isclose(row["ci_high"] - row["ci_low"], 2 * 1.96 * error, rel_tol=0.25)
    assert math.isclose(row["answer_rate"], found["answered"].mean())


def test_access_by_what_officials_are(world):
    found = letters(world)
    accounts = world.accounts.set_index("account")
    found["role"] = found["to"].map(accounts["role"])
    found["country"] = found["to"].map(accounts["country"])
    table = world.access("role", draws=99).set_index("group")
    assert set(table.index) == {"embassy", "ministry"}
    for role, own in found.groupby("role"):
        ever = own.groupby("sender")["answered"].any()
        assert table.loc[role, "publics"] == len(ever)
        assert table.loc[role, "answered_publics"] == ever.sum()
    both = world.access(["country", "role"], draws=99)
    assert both.columns[:2].tolist() == ["country", "role"]
    assert both["messages"].sum() == len(found)
    each = world.access("account", draws=99)
    assert each.columns[:2].tolist() == ["account", "handle"]
    assert len(each) == len(officials(world))
    month = world.access("month", draws=99)
    assert month["messages"].sum() == len(found)


def test_windows_go_by_the_message(world):
    found = letters(world)
    at = found["at"].sort_values().iloc[len(found) // 2]
    early, late = world.access(until=at, draws=9), world.access(since=at, draws=9)
    assert early["messages"].iloc[0] == (found["at"] < at).sum()
    assert late["messages"].iloc[0] == (found["at"] >= at).sum()
    ever = found[found["at"] < at].groupby("sender")["answered"].any()
    assert early["answered_publics"].iloc[0] == ever.sum()


def test_planted_rates_are_found(world):
    """How many are ever answered follows from the planted chances and the messages."""
    rate = world.truth.accounts.set_index("account")["answer_rate"]
    posts = world.posts["created_at"]
    # Answers to the latest messages would come after the end.
    until = posts.max() - (posts.max() - posts.min()) / 5
    found = letters(world).query("at < @until")
    silent = 1 - found["to"].map(rate)
    ever = 1 - silent.groupby(found["sender"]).prod()
    row = world.access(until=until, draws=9).iloc[0]
    assert row["publics"] == len(ever)
    deviation = math.sqrt((ever * (1 - ever)).sum())
    assert abs(row["answered_publics"] - ever.sum()) < 3.3 * deviation


def test_talking_back_is_counted_post_by_post(world):
    posts, theirs = world.posts, officials(world)
    public = posts[~posts["author_id"].isin(theirs)]
    addressed = [
        row.kind != "repost" and bool(theirs & {*row.mentions, row.reply_to_author})
        for row in public.itertuples()
    ]
    row = world.talk_back(draws=99).iloc[0]
    assert row["posts"] == len(public) and row["publics"] == public["author_id"].nunique()
    assert row["addressed"] == sum(addressed)
    found = letters(world).groupby("post")["answered"].any()
    assert (row["messages"], row["answered"]) == (len(found), found.sum())
    assert row["ci_low"] < row["talk_back"] < row["ci_high"]
    by = world.talk_back("country", draws=99)
    assert by["posts"].sum() == len(public) and by["addressed"].sum() == sum(addressed)


def two_sides(answering: bool = True) -> pd.DataFrame:
    """Forty days on which a ministry speaks and the public asks; it answers from day 20 on."""
    rows = []
    for day in range(40):
        at = pd.Timestamp("2015-01-01", tz="UTC") + pd.Timedelta(days=day)
        rows.append((f"s{day}", "ministry", at, None, []))
        for who in range(4):
            sender, post = f"p{(day + who) % 9}", f"q{day}.{who}"
            rows.append((post, sender, at + pd.Timedelta(hours=1 + who), None, ["ministry"]))
            if day >= 20 and answering:
                later = at + pd.Timedelta(hours=10 + who)
                rows.append((f"r{day}.{who}", "ministry", later, post, []))
        rows.append((f"x{day}", f"p{day % 9}", at + pd.Timedelta(hours=20), None, ["p0"]))
    rows.append(("end", "ministry", pd.Timestamp("2015-02-20", tz="UTC"), None, []))
    return pd.DataFrame(rows, columns=["post_id", "author", "created_at", "reply_to", "mentions"])


ROSTER = pd.DataFrame({"account": ["ministry"], "side": ["official"], "role": ["ministry"]})
DATE = "2015-01-21"
COLUMNS = [
    "measure", "before", "after", "difference", "ci_low", "ci_high", "null_mean", "null_sd", "z",
    "p", "draws", "p_adjusted", "n_before", "n_after",
]  # fmt: skip


def test_what_changed_on_a_date_is_found():
    corpus = tw.from_frame(two_sides()).attach(roster=ROSTER)
    table = corpus.barriers(DATE, draws=199, seed=1)
    assert table.columns.tolist() == COLUMNS
    rows = table.set_index("measure")
    for name in ("access", "answer_rate", "cross_reciprocity"):
        row = rows.loc[name]
        assert (row["before"], row["after"], row["difference"]) == (0.0, 1.0, 1.0)
        assert row["p"] < 0.02 and row["p_adjusted"] < 0.05
    assert rows.loc["access", "n_before"] == rows.loc["access", "n_after"] == 9
    assert rows.loc["answer_rate", "n_before"] == 80
    before = corpus.access(until=DATE, draws=9).iloc[0]
    assert (before["publics"], before["access"]) == (9, 0.0)
    # Whom the ministry passes on from is nobody, until it answers.
    assert rows.loc["unreachable", "before"] == 1.0 and rows.loc["unreachable", "after"] == 0.0
    assert math.isnan(rows.loc["distance", "before"]) and rows.loc["distance", "after"] == 1.0
    assert math.isnan(rows.loc["distance", "p"]) and math.isnan(rows.loc["distance", "ci_low"])
    attention = corpus.barriers(DATE, draws=9, direction="attention").set_index("measure")
    assert attention.loc["distance", "before"] == 1.0
    same = tw.from_frame(two_sides(answering=False)).attach(roster=ROSTER)
    quiet = same.barriers(DATE, draws=199, seed=1).set_index("measure")
    assert quiet.loc["access", "p"] == 1.0 and quiet.loc["access", "difference"] == 0.0


def test_the_table_agrees_with_the_measures_it_names(world):
    at = world.posts["created_at"].quantile(0.4)
    rows = world.barriers(at, draws=19).set_index("measure")
    sides = {"before": {"until": at}, "after": {"since": at}}
    theirs = officials(world)
    for side, window in sides.items():
        access = world.access(draws=9, **window).iloc[0]
        assert math.isclose(rows.loc["access", side], access["access"])
        assert math.isclose(rows.loc["answer_rate", side], access["answer_rate"])
        talk = world.talk_back(draws=9, **window).iloc[0]
        assert math.isclose(rows.loc["talk_back", side], talk["talk_back"])
        net = world.network("any", **window)
        groups = {v: "official" if v in theirs else "public" for v in net.nodes["node"]}
        mixed = net.mixing(groups)
        across = mixed["from"] != mixed["to"]
        assert math.isclose(rows.loc["cross_share", side], mixed.loc[across, "share"].sum())
        assert rows.loc["cross_share", f"n_{side}"] == mixed["weight"].sum()
        arcs = net.cross_reciprocity(groups)
        arcs = arcs[arcs["from"] != arcs["to"]]
        share = arcs["returned"].sum() / arcs["arcs"].sum()
        assert math.isclose(rows.loc["cross_reciprocity", side], share)
        assert math.isclose(rows.loc["ei_index", side], net.ei_index(groups)["value"].iloc[0])
        near = net.nearest(groups)
        near = near[(near["from"] == "public") & (near["to"] == "official")]
        known = near.dropna(subset=["distance"])
        mean = np.average(known["distance"].astype(float), weights=known["nodes"])
        assert math.isclose(rows.loc["distance", side], mean)
        far = near.loc[near["distance"].isna(), "share"].sum()
        assert math.isclose(rows.loc["unreachable", side], far)


def test_volume_alone_is_no_finding(world):
    """Where nothing changed, uneven sides differ as much as shuffled days make them."""
    at = world.posts["created_at"].quantile(0.15)
    rows = world.barriers(at, draws=199, seed=4).set_index("measure")
    # More posts, more ways: that is the null's own mean.
    assert rows.loc["unreachable", "null_mean"] < -0.05
    assert (rows["p_adjusted"] > 0.01).all()


def test_the_same_seed_gives_the_same_table_and_another_another(world):
    at = world.posts["created_at"].median()
    one, two = (world.barriers(at, draws=29, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(world.barriers(at, draws=29, seed=6))
    assert world.access(draws=29, seed=5).equals(world.access(draws=29, seed=5))


def test_officials_may_be_named():
    corpus = tw.from_frame(two_sides())
    named = corpus.access(of=["ministry", "p0"], draws=9).iloc[0]
    # p0 is no longer of the public; those who named it are.
    assert named["publics"] == 8
    with pytest.raises(tw.InputError, match="of: 'official', but no roster is attached"):
        corpus.access()
    with pytest.raises(tw.InputError, match="of: 'official', but no roster"):
        corpus.talk_back()
    with pytest.raises(tw.InputError, match="of: 'official', but no roster"):
        corpus.barriers(DATE)
    with pytest.raises(tw.InputError, match="no account 'nobody'"):
        corpus.access(of=["nobody"])


CORPUS = tw.from_frame(two_sides()).attach(roster=ROSTER)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: CORPUS.access("height"), "by: 'height'"),
        (lambda: CORPUS.access(draws=0), "draws: 0"),
        (lambda: CORPUS.access(seed=-1), "seed"),
        (lambda: CORPUS.access(since="never"), "since: 'never'"),
        (lambda: CORPUS.talk_back("height"), "by: 'height'"),
        (lambda: CORPUS.talk_back(until="never"), "until: 'never'"),
        (lambda: CORPUS.barriers("never"), "at: 'never'"),
        (lambda: CORPUS.barriers(None), "at: None"),
        (lambda: CORPUS.barriers("2014-01-01"), "at: 0 posts before it and 321 from then on"),
        (lambda: CORPUS.barriers("2016-01-01"), "at: 321 posts before it and 0 from then on"),
        (lambda: CORPUS.barriers(DATE, kind="follow"), "kind: 'follow'; wanted one of any"),
        (lambda: CORPUS.barriers(DATE, direction="up"), "direction: 'up'"),
        (lambda: CORPUS.barriers(DATE, draws=0), "draws: 0"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_name(call, words):
    with pytest.raises(tw.InputError, match=words):
        call()


def test_archives_that_cannot_tell_say_so():
    senators = tw.datasets.senators()
    # On the roster all are officials; the others wrote nothing.
    with pytest.warns(tw.CoverageWarning, match="access: all .* posts are by officials"):
        assert senators.access("party", draws=9)["publics"].eq(0).all()
    posts = two_sides()
    posts["mentions"] = [[] for _ in range(len(posts))]
    posts["reply_to"] = None
    silent = tw.from_frame(posts).attach(roster=ROSTER)
    with pytest.warns(tw.CoverageWarning, match="access: none of the 200 posts by the public"):
        assert math.isnan(silent.access(draws=9)["access"].iloc[0])
    with pytest.warns(tw.CoverageWarning, match="talk_back: none"):
        assert silent.talk_back(draws=9)["talk_back"].iloc[0] == 0
    short = two_sides()[lambda p: p["created_at"] < "2015-01-05"]
    few = tw.from_frame(short).attach(roster=ROSTER)
    with pytest.warns(tw.CoverageWarning, match="barriers: posts on 2 days before and 2 after"):
        few.barriers("2015-01-03", draws=9)
    untimed = two_sides()
    untimed.loc[0, "created_at"] = pd.NaT
    some = tw.from_frame(untimed).attach(roster=ROSTER)
    with pytest.warns(tw.CoverageWarning, match="barriers: 1 posts have no time"):
        some.barriers(DATE, draws=9)


def test_groups_that_are_lacking_are_counted():
    two = pd.concat([ROSTER, pd.DataFrame({"account": ["p1"], "side": ["official"]})])
    corpus = tw.from_frame(two_sides()).attach(roster=two)
    with pytest.warns(
        tw.CoverageWarning, match="talk_back: .* posts are by accounts without"
    ) as seen:
        assert len(corpus.talk_back("role", draws=9)) == 0
    assert len(seen) == 1
    nobody = corpus.attach(roster=two.assign(role=[None, "observer"]))
    with pytest.warns(tw.CoverageWarning, match="access: .* messages are to officials without"):
        assert nobody.access("role", draws=9)["messages"].tolist() == [0]


def test_terms_that_exclude_all_are_told_of_and_barriers_says_that_it_has_no_terms():
    corpus = tw.datasets.simulate(publics=10, originals=60, seed=1)
    roster = corpus.roster.frame.copy()
    roster["since"], roster["until"] = "2030-01-01", "2031-01-01"
    late = corpus.attach(roster=tw.read_roster(roster))
    with pytest.warns(tw.CoverageWarning, match="access: 31 messages .* out of their term"):
        assert len(late.access(draws=9)) == 0
    with pytest.warns(tw.CoverageWarning, match="talk_back: 158 posts .* out of their term"):
        assert len(late.talk_back(draws=9)) == 0
    with pytest.warns(tw.CoverageWarning, match="barriers: terms on the roster"):
        late.barriers("2015-02-10", draws=9)
