"""Cascades, reach, borders, responses and coordination held to the truth of a made-up world.

Everything here is worked out from the world's truth and its posts, in pandas and by walking, and
never from the measure that is looked at. Conversations and dialogue: ``test_truth_talk.py``.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw

World = tuple[tw.Corpus, pd.DataFrame, Any]
SHAPES = ["size", "depth", "max_breadth", "unique_accounts", "duration_s", "half_life_s"]
TRACES = ["copy", "link", "name", "hashtag"]


@pytest.fixture(scope="module")
def world() -> World:
    """Nothing is lost, the platform names every parent, and who follows whom is known."""
    made = {"publics": 250, "originals": 500, "missing": 0.0, "observed": 1.0}
    corpus, roster, truth = tw.datasets.simulate(seed=21, **made)
    return corpus.attach(follows=truth.follows), roster.frame, truth


@pytest.fixture(scope="module")
def cascades(world: World) -> tw.Cascades:
    return world[0].cascades(attribution="observed")


@pytest.fixture(scope="module")
def reposts(world: World) -> pd.DataFrame:
    paths = world[2].paths
    return paths[paths["kind"] == "repost"]


@pytest.fixture(scope="module")
def accounts(world: World) -> pd.DataFrame:
    """What the roster says of each account, by its id."""
    ids = world[2].accounts[["handle", "account"]]
    return ids.merge(world[1].drop(columns="account"), left_on="handle", right_on=world[1].account)


def test_shapes_are_those_of_the_true_trees(world, cascades, reposts):
    times = world[0].posts.set_index("post_id")["created_at"]
    above = reposts.set_index("child")["parent"].to_dict()
    members: dict[str, list[str]] = {}
    for child, root in zip(reposts["child"], reposts["object"], strict=True):
        members.setdefault(root, [root]).append(child)

    def steps(post: str) -> list[str]:
        return [post, *steps(above[post])] if post in above else [post]

    rows = []
    for root, posts in members.items():
        walks = {post: steps(post) for post in posts}
        assert {walk[-1] for walk in walks.values()} == {root}
        depths = [len(walk) - 1 for walk in walks.values()]
        later = sorted((times[post] - times[root]).total_seconds() for post in posts)
        apart = [len({*walks[a]} ^ {*walks[b]}) for a, b in itertools.combinations(posts, 2)]
        half = later[-(-len(posts) // 2) - 1]
        breadth = max(Counter(depths).values())
        whole = (len(posts), max(depths), breadth, len(posts), later[-1], half)
        rows.append((root, *whole, np.mean(apart)))
    names = ["cascade", *SHAPES, "structural_virality"]
    wanted = pd.DataFrame(rows, columns=names).set_index("cascade").sort_index()
    found = cascades.shape().set_index("cascade").sort_index()[names[1:]]
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    assert len(wanted) > 300 and wanted["depth"].max() > 5


def test_given_paths_make_the_same_trees(world, cascades, reposts):
    posts = world[0].posts.set_index("post_id")
    roots = reposts["object"].unique()
    edges = pd.concat(
        [
            pd.DataFrame({"object": roots, "child": roots, "at": posts["created_at"][roots]}),
            reposts[["object", "parent", "child", "at"]],
        ]
    ).sample(frac=1, random_state=1)
    authors = posts["author_id"][edges["child"]]
    columns = edges["object"], edges["parent"], edges["child"]
    given = tw.Cascades.from_edges(*columns, at=edges["at"], author=authors)
    assert len(given.repairs) == 0
    found = given.shape().drop(columns="author_handle")
    pd.testing.assert_frame_equal(found, cascades.shape().drop(columns="author_handle"))


def test_reach_counts_sets_of_accounts(world, cascades):
    corpus, _, truth = world
    posts = corpus.posts
    followers = truth.follows.groupby("followed")["follower"].agg(set).to_dict()
    counts = truth.accounts.set_index("account")["followers"]
    edges, author = cascades.edges, posts.set_index("post_id")["author_id"].to_dict()
    adopted: dict[str, set[str]] = {root: {root} for root in edges["cascade"]}
    for root, child in zip(edges["cascade"], edges["child"], strict=True):
        adopted[root].add(child)
    root_of = {post: root for root, members in adopted.items() for post in members}
    engaged: dict[str, set[str]] = {root: set() for root in adopted}
    for name in ("repost_of", "reply_to", "quote_of"):
        for who, post in zip(posts["author_id"], posts[name], strict=True):
            if post in root_of and who != author[root_of[post]]:
                engaged[root_of[post]].add(who)
    table = cascades.reach().set_index("cascade")
    for root, members in adopted.items():
        people = {author[post] for post in members}
        row = table.loc[root]
        assert row["adopters"] == row["followers_known"] == len(people)
        assert row["engaged"] == len(engaged[root])
        assert row["potential"] == counts[list(people)].sum()
        assert row["unique_exposed"] == len(set().union(*(followers.get(p, ()) for p in people)))
    # All cascades of one root's country at once: each account counts once.
    by = cascades.reach(by="country").set_index("group")
    country = corpus.accounts.set_index("account")["country"].to_dict()
    for name in by.index.dropna():
        mine = [root for root in adopted if country[author[root]] == name]
        people = {author[post] for root in mine for post in adopted[root]}
        assert by.loc[name, "cascades"] == len(mine)
        assert by.loc[name, "engaged"] == len(set().union(*(engaged[root] for root in mine)))
        exposed = set().union(*(followers.get(person, ()) for person in people))
        assert by.loc[name, "unique_exposed"] == len(exposed)


def test_crossings_and_what_is_expected_of_dealt_out_groups(cascades, reposts, accounts):
    country = accounts.set_index("account")["country"]
    ends = pd.DataFrame(
        {"from": reposts["parent_author"].map(country), "to": reposts["child_author"].map(country)}
    )
    table = cascades.crossings("country", draws=999, seed=2).set_index(["from", "to"])
    wanted = ends.value_counts().reindex(table.index, fill_value=0)
    assert (table["edges"] == wanted).all() and wanted.sum() == len(reposts)
    # Groups are permuted among the accounts at the ends, and every edge has two of them.
    people = pd.unique(reposts[["parent_author", "child_author"]].to_numpy().ravel())
    sizes, n = country[people].value_counts(), len(people)
    share = pd.Series(
        {(a, b): sizes[a] * (sizes[b] - (a == b)) / (n * (n - 1)) for a, b in table.index}
    )
    sd = ((table["share"] - table["expected"]) / table["z"]).abs()
    assert ((table["expected"] - share).abs() < 5 * sd / 999**0.5).all()
    at_home = [a == b for a, b in table.index]
    assert (table.loc[at_home, "z"] > 5).all()  # people follow at home, as was planted
    assert (table["p"] >= 1 / 1000).all()


def test_groups_that_are_dealt_out_at_random_cross_as_expected(cascades, accounts):
    small = 0
    for seed in range(40):
        dealt = accounts["country"].sample(frac=1, random_state=seed).to_numpy()
        groups = dict(zip(accounts["account"], dealt, strict=True))
        small += cascades.crossing_share(groups, draws=99, seed=seed)["p"][0] <= 0.05
    assert small <= 6  # binomial with 0.05: more in 3 of 1,000 such tests


def firsts(cascades: tw.Cascades, reposts: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """The first of each group in each cascade, by time and id; the root comes before all."""
    edges = reposts[["object", "child", "at", "child_author", "parent_author"]]
    edges = edges.rename(columns={"object": "cascade", "child_author": "account"})
    roots = cascades.shape()[["cascade", "author"]].rename(columns={"author": "account"})
    roots["at"] = pd.Timestamp("2000-01-01", tz="UTC")
    rows = pd.concat([roots.assign(child=roots["cascade"]), edges])
    rows["group"] = rows["account"].map(group)
    rows = rows.sort_values(["at", "child"])
    return rows.drop_duplicates(["cascade", "group"])


@pytest.mark.parametrize("by", ["country", "home", "role"])
def test_arrivals_and_gatekeepers_are_those_of_the_true_paths(cascades, reposts, accounts, by):
    group = accounts.set_index("account")[by]
    wanted = firsts(cascades, reposts, group)
    found = cascades.arrivals(by)
    keys = ["cascade", "group"]
    found, wanted = found.sort_values(keys), wanted.sort_values(keys)
    for name, column in {**dict(zip(keys, keys, strict=True)), "account": "account"}.items():
        assert found[name].tolist() == wanted[column].tolist()
    assert found["post"].tolist() == wanted["child"].tolist()
    later = wanted.dropna(subset="parent_author")
    gates = later.groupby(["parent_author", "group"]).size()
    table = cascades.gatekeepers(by)
    assert table.set_index(["account", "group"])["arrivals"].to_dict() == gates.to_dict()
    share = table["arrivals"] / table["group"].map(later["group"].value_counts())
    assert table["share"].to_numpy() == pytest.approx(share.to_numpy())


def test_embassies_are_gates_to_their_host(cascades, accounts):
    """An embassy is read where it lives, so its ministry's words come through it."""
    gates = cascades.gatekeepers("country")
    host = accounts[accounts["role"] == "embassy"].set_index("handle")["home"]
    of_embassies = gates[gates["handle"].isin(host.index)]
    first = of_embassies.drop_duplicates("handle")  # most arrivals come first
    assert len(first) == len(host)
    assert (first["group"].to_numpy() == host[first["handle"]].to_numpy()).mean() > 0.9
    best = gates.drop_duplicates("group")
    assert (best["handle"].map(host) == best["group"]).all()


def test_groups_of_one_process_differ_in_size_and_not_at_the_same_size(cascades, reposts):
    """Groups are dealt out to the true trees by their size alone."""
    sizes = cascades.shape().set_index("cascade")["size"]
    roots = pd.DataFrame({"object": sizes.index, "child": sizes.index})
    edges = pd.concat([roots, reposts[["object", "parent", "child"]]])
    trees = tw.Cascades.from_edges(edges["object"], edges["parent"], edges["child"])
    large = sizes > sizes.median()
    plain, matched = [], []
    for seed in range(30):
        lot = np.random.default_rng(seed).random(len(sizes))
        groups = np.where(lot < np.where(large, 0.75, 0.25), "large", "small")
        by = dict(zip(sizes.index, groups, strict=True))
        for match, found in ((None, plain), ("size", matched)):
            table = trees.compare(by, match=match, draws=99, seed=seed).set_index("measure")
            found.append(table.loc["depth"].iloc[0]["p"])
            if match:
                assert (table["n"] == table["matched"] + table["dropped"]).all()
    assert max(plain) <= 0.02
    assert sum(p <= 0.05 for p in matched) <= 5  # binomial with 0.05: more in 3 of 1,000
    assert 0.3 < np.mean(matched) < 0.75


@pytest.fixture(scope="module")
def responses(world: World) -> tw.Responses:
    officials = world[1].query("side == 'official'")["account"].tolist()
    return world[0].responses(officials)


def words(text: str) -> list[str]:
    """Words as copies are compared: no links, no sign of a tag, no handles."""
    kept = [w for w in text.lower().split() if not w.startswith(("http", "@"))]
    return re.findall(r"\w+", " ".join(kept))


def likeness(one: str, other: str) -> float:
    """Jaccard similarity of runs of five characters; 0 with fewer than fifty in common."""
    joined = (" ".join(words(text)) for text in (one, other))
    a, b = ({text[at : at + 5] for at in range(len(text) - 4)} for text in joined)
    return len(a & b) / len(a | b) if a == b or len(a & b) >= 50 else 0.0


def test_every_channel_is_found_and_nothing_else(responses, world):
    planted, found = world[2].responses, responses.posts
    both = planted.merge(found, "outer", ["response", "to"], suffixes=("", "_found"))
    counts = pd.crosstab(both["channel"].fillna("none"), both["channel_found"].fillna("none"))
    copies = counts.loc["copy"]
    assert set(counts.index) == set(planted["channel"]) and len(counts) == 12
    for channel in counts.index.drop("copy"):
        assert counts.loc[channel, channel] == counts.loc[channel].sum() > 5, channel
    # A copy with too many edits is lost, or known by what else it took from its source.
    assert set(copies.index[copies > 0]) <= {"copy", "link", "hashtag", "none"}
    assert "none" not in set(both["channel"].fillna("none"))  # precision 1
    known = both.dropna(subset="channel_found")
    assert (known["notified"].astype(bool) == known["notified_found"].astype(bool)).all()


def test_copies_are_found_by_how_alike_they_are(responses, world):
    corpus, _, truth = world
    text = corpus.posts.set_index("post_id")["text"]
    found = responses.posts.query("channel == 'copy'").set_index("response")["to_post"]
    copies = truth.copies
    alike = [likeness(text[a], text[b]) for a, b in copies[["post", "source"]].to_numpy()]
    kept = copies["post"].isin(found.index)
    assert (kept == (np.array(alike) >= 0.65)).all()
    assert (found[copies["post"][kept]].to_numpy() == copies["source"][kept].to_numpy()).all()
    recall = kept.groupby(copies["edits"]).mean()
    assert len(copies) > 50 and recall[0] == 1
    # One edit in 12 to 22 words breaks some ten of the runs of characters; two edits some twenty.
    assert recall[1] > 0.97
    assert recall[2] > 0.85


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_the_unseen_share_is_the_planted_one(missing):
    corpus, roster, truth = tw.datasets.simulate(
        seed=8, publics=250, originals=500, missing=missing
    )
    officials = roster.frame.query("side == 'official'")["account"].tolist()
    table = corpus.responses(officials).unseen(seed=1).set_index("channel")
    told = truth.responses.groupby("response")["notified"].any()
    row = table.loc["all"]
    assert row["ci_low"] < 1 - told.mean() < row["ci_high"]
    assert row["ci_high"] - row["ci_low"] < 0.15
    assert row["responses"] <= len(told)
    if not missing:
        assert row["share"] == pytest.approx(1 - told.mean(), abs=0.005)
        by = 1 - truth.responses.groupby("channel")["notified"].mean()
        assert table.loc[by.index, "share"].to_dict() == pytest.approx(by.to_dict())


def test_amplifiers_are_those_who_passed_on(responses, world):
    passed = world[2].responses.query("channel in ['repost', 'deep_repost']")
    passed = passed.drop_duplicates("response")
    counts = passed["author"].value_counts()
    table = responses.amplifiers()
    assert table.set_index("account")["reposts"].to_dict() == counts.to_dict()
    assert table["share"].sum() == pytest.approx(1)
    found = responses.amplification(draws=9).set_index("measure")["value"]
    n, sizes = len(counts), np.sort(counts.to_numpy())
    gini = 2 * (np.arange(1, n + 1) * sizes).sum() / (n * sizes.sum()) - (n + 1) / n
    top = sizes[::-1][: -(-n // 100)].sum() / sizes.sum()
    wanted = {"reposts": len(passed), "amplifiers": n, "gini": gini, "top_1pct_share": top}
    assert found[list(wanted)].to_dict() == pytest.approx(wanted)


def within(rows: pd.DataFrame, window_s: float) -> Counter[tuple[str, str]]:
    """Pairs of rows of one object by two accounts within the window, by brute force."""
    pairs: Counter[tuple[str, str]] = Counter()
    for _, same in rows.groupby("repost_of"):
        cells = same[["author_id", "created_at"]].to_numpy()
        for (a, s), (b, t) in itertools.combinations(cells, 2):
            if a != b and abs((s - t).total_seconds()) <= window_s:
                pairs[min(a, b), max(a, b)] += 1
    return pairs


@pytest.mark.parametrize("window_s", [60, 600])
def test_pairs_of_the_uncoordinated_are_those_of_chance(world, responses, window_s):
    """Nobody agreed to anything here; still some pass on a post within a minute."""
    corpus = world[0]
    rows = corpus.posts[corpus.posts["repost_of"].notna()]
    pairs = within(rows, window_s)
    edges = corpus.coordination(window_s=window_s, min_participation=1).edges()
    found = edges.set_index(["account_a", "account_b"])["weight"]
    assert found.to_dict() == pairs
    assert len(pairs) > 50 and max(pairs.values()) < 5
    to = world[2].responses.query("channel in ['repost', 'deep_repost']")["response"]
    table = responses.co_timing(window_s).set_index(["account_a", "account_b"])["pairs"]
    assert table.to_dict() == within(rows[rows["post_id"].isin(to)], window_s)


def test_those_who_agreed_are_found_and_nobody_else(world, accounts):
    draw, posts = random.Random(5), world[0].posts
    roots = draw.sample(posts.loc[posts["kind"] == "original", "post_id"].tolist(), 30)
    cell = draw.sample(accounts.query("role == 'public'")["account"].tolist(), 6)
    times = posts.set_index("post_id")["created_at"]
    planted = [
        {
            "post_id": str(2 * 10**18 + 10 * number + place),
            "author_id": account,
            "repost_of": root,
            "created_at": times[root] + pd.Timedelta(900 + draw.uniform(0, 10), "s"),
            "text": "",
        }
        for number, root in enumerate(roots)
        for place, account in enumerate(cell)
    ]
    names = ["post_id", "author_id", "created_at", "text", "repost_of"]
    both = pd.concat([posts[names], pd.DataFrame(planted)])
    found = tw.from_frame(both).coordination(window_s=60, min_participation=10)
    edges = found.edges(min_weight=10)
    assert len(edges) == 15  # every two of the six
    assert {*edges["account_a"], *edges["account_b"]} == set(cell)
    assert edges["weight"].between(30, 33).all()
    assert set(found.network(min_weight=10).nodes["node"]) == set(cell)
    alike = tw.from_frame(both).co_sharing().pairs
    ours = alike["account_a"].isin(cell) & alike["account_b"].isin(cell)
    assert ours.sum() == 15
    # Likeness takes no time into account: who passes much else on is less like the others, and
    # two neighbours of whom nothing was planted come close.
    assert ours.head(15).sum() >= 14 and alike["similarity"][ours].min() > 0.6
