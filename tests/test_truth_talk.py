"""Threads, turns and answers of a made-up world, worked out anew from its truth and its posts.

Cascades, responses and coordination: ``test_truth.py``.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw

MADE = {"seed": 31, "publics": 250, "originals": 700}
World = tuple[tw.Corpus, pd.DataFrame, Any]
DAY = 86_400.0


def simulated(**more: float) -> World:
    corpus, roster, truth = tw.datasets.simulate(**MADE, **more)
    return corpus, roster.frame, truth


@pytest.fixture(scope="module")
def world() -> World:
    return simulated(missing=0.0)


@pytest.fixture(scope="module")
def lossy() -> World:
    """The same world, of whose posts a tenth is lost."""
    return simulated(missing=0.1)


@pytest.fixture(scope="module")
def posts(world: World) -> pd.DataFrame:
    return world[0].posts


@pytest.fixture(scope="module")
def officials(world: World) -> set[str]:
    """Their ids."""
    roster, accounts = world[1], world[2].accounts
    names = set(roster.query("side == 'official'")["account"])
    return set(accounts.loc[accounts["handle"].isin(names), "account"])


def walked(posts: pd.DataFrame) -> pd.DataFrame:
    """Each post of each thread with its depth; what is gone hangs on the root."""
    there = set(posts["post_id"])
    talk = posts[posts["kind"] != "repost"]
    above = dict(zip(posts["post_id"], posts["reply_to"], strict=True))
    rows = []
    for root, own in talk.groupby("conversation_id"):
        replies = own["reply_to"].dropna()
        if not len(replies):
            continue
        nodes = {root, *own["post_id"], *replies}

        def steps(node: str, root: str = str(root)) -> int:
            if node == root:
                return 0
            return 1 + steps(above[node] if node in there else root)

        def sure(node: str, root: str = str(root)) -> bool:
            return node == root or (node in there and sure(above[node]))

        rows += [(root, node, steps(node), node not in there, sure(node)) for node in nodes]
    return pd.DataFrame(rows, columns=["conversation", "post", "depth", "missing", "placed"])


@pytest.mark.parametrize("which", ["world", "lossy"])
def test_threads_are_those_that_one_walks(request, which):
    posts = request.getfixturevalue(which)[0].posts
    wanted = walked(posts).sort_values(["conversation", "post"]).reset_index(drop=True)
    threads = request.getfixturevalue(which)[0].conversations()
    found = threads.posts.sort_values(["conversation", "post"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(found[list(wanted)], wanted, check_dtype=False)
    shape, thread = threads.shape().set_index("conversation"), wanted.groupby("conversation")
    for name, values in {
        "posts": (~wanted["missing"]).groupby(wanted["conversation"]).sum(),
        "depth": thread["depth"].max(),
        "missing_parents": thread["missing"].sum(),
        "max_breadth": thread["depth"].agg(lambda depths: depths.value_counts().max()),
        "h_index": thread["depth"].agg(
            lambda depths: max((h for h, n in depths.value_counts().items() if n >= h), default=0)
        ),
    }.items():
        assert shape[name].to_dict() == values.to_dict(), name
    assert wanted["missing"].any() == (which == "lossy")
    placed = wanted[~wanted["missing"] & (wanted["post"] != wanted["conversation"])]["placed"]
    coverage = threads.coverage().set_index("measure")["value"]
    assert coverage["placed_share"] == pytest.approx(placed.mean())


def test_what_is_lost_makes_threads_shallower_and_never_deeper(world, lossy):
    true = walked(world[0].posts).set_index("post")["depth"]
    left = lossy[0].conversations().posts
    left = left.dropna(subset="post").set_index("post")
    assert set(left.index) <= set(true.index)  # every placeholder is a post that there was
    off = left["depth"] - true[left.index]
    assert (off <= 0).all() and (off < 0).any()
    assert (off[left["placed"]] == 0).all()
    gone = left.index[left["missing"]]
    assert len(gone) > 50 and set(gone) <= set(lossy[2].missing["post"])


def test_turns_are_those_that_one_counts(posts, world):
    replies = posts[posts["reply_to"].notna() & (posts["author_id"] != posts["reply_to_author"])]
    answers = set(zip(replies["reply_to"], replies["author_id"], strict=True))
    wanted = {}
    pair = [tuple(sorted(ends)) for ends in replies[["author_id", "reply_to_author"]].to_numpy()]
    for (thread, a, b), own in replies.groupby(
        [replies["conversation_id"], [p[0] for p in pair], [p[1] for p in pair]]
    ):
        own = own.sort_values(["created_at", "post_id"])
        by = own["author_id"].tolist()
        third = sum(
            (post, to) in answers
            for post, to in zip(own["post_id"], own["reply_to_author"], strict=True)
        )
        turned = sum(x != y for x, y in itertools.pairwise(by))
        wanted[thread, a, b] = (len(own), by.count(a), by.count(b), turned, third)
    table = world[0].conversations().turns()
    names = ["turns", "from_a", "from_b", "alternations", "third_turns"]
    keys = table[["conversation", "a", "b"]].itertuples(index=False, name=None)
    assert dict(zip(keys, table[names].itertuples(index=False, name=None), strict=True)) == wanted
    assert len(wanted) > 500 and max(row[3] for row in wanted.values()) >= 3
    dyads = world[0].conversations().dyads()
    assert dyads["turns"].sum() == len(replies)
    assert dyads["threads"].sum() == len(wanted)


def messages(posts: pd.DataFrame, account: str) -> pd.DataFrame:
    """Messages to an account: how long each was open and watched, and whether it was answered."""
    own = posts[posts["author_id"] == account]
    first, last = own["created_at"].min(), own["created_at"].max()
    named = np.array([account in mentions for mentions in posts["mentions"]])
    to = named | (posts["reply_to_author"] == account)
    to &= (posts["author_id"] != account) & (posts["kind"] != "repost")
    open_ = posts[to & posts["created_at"].between(first, last)]
    answers = own.dropna(subset="reply_to").groupby("reply_to")["created_at"].min()
    answered = open_["post_id"].map(answers)
    until = answered.fillna(last)
    waited = (until - open_["created_at"]).dt.total_seconds()
    return pd.DataFrame({"waited": waited, "answered": answered.notna()})


def survival(waited: Any, happened: Any) -> pd.Series:
    """Kaplan and Meier's curve at the times at which something happened."""
    waited, happened = np.asarray(waited, float), np.asarray(happened, bool)
    times, left, curve = np.unique(waited[happened]), 1.0, {}
    for time in times:
        left *= 1 - (happened & (waited == time)).sum() / (waited >= time).sum()
        curve[time] = left
    return pd.Series(curve, dtype=float)


def share_at(curve: pd.Series, time: float) -> float:
    before = curve[curve.index <= time]
    return 1 - before.iloc[-1] if len(before) else 0.0


def test_dialogue_is_what_one_counts(posts, world, officials):
    table = world[0].dialogue(draws=9).set_index("account")
    replies = posts[posts["reply_to"].notna()]
    wrote = set(posts["author_id"])
    back = set(zip(replies["reply_to"], replies["author_id"], strict=True))
    curves = world[0].latency()
    for account in sorted(officials):
        row, own = table.loc[account], posts[posts["author_id"] == account]
        mine = own[own["reply_to"].notna() & (own["reply_to_author"] != account)]
        known = mine[mine["reply_to_author"].isin(wrote)]
        third = [
            pair in back for pair in zip(known["post_id"], known["reply_to_author"], strict=True)
        ]
        assert row["reply_ratio"] == pytest.approx(len(mine) / len(own))
        assert row["third_turns_known"] == len(third)
        if third:
            assert row["third_turn_share"] == pytest.approx(np.mean(third))
        others = posts["author_id"] != account
        received = (others & (posts["reply_to_author"] == account)).sum()
        passed = (others & (posts["repost_of_author"] == account)).sum()
        assert (row["replies_received"], row["reposts_received"]) == (received, passed)
        found = messages(posts, account)
        assert (row["addressed"], row["answered"]) == (len(found), found["answered"].sum())
        assert row["answered_inferred"] == 0
        curve = survival(found["waited"], found["answered"])
        assert row["answered_24h"] == pytest.approx(share_at(curve, DAY))
        half = curve.index[curve <= 0.5 + 1e-12]
        assert (
            (row["median_latency_s"] == half[0]) if len(half) else np.isnan(row["median_latency_s"])
        )
        steps = curves[(curves["account"] == account) & (curves["answered"] > 0)]
        assert steps["time_s"].tolist() == curve.index.tolist()
        assert steps["answered_share"].to_numpy() == pytest.approx(1 - curve.to_numpy())


@pytest.fixture(scope="module")
def busy() -> pd.DataFrame:
    """Officials of two worlds that are much spoken to, with what was planted beside the numbers."""
    rows = []
    for seed in (1, 2):
        made = {"countries": 6, "publics": 200, "originals": 2500, "missing": 0.0}
        corpus, roster, truth = tw.datasets.simulate(seed=seed, **made)
        names = set(roster.frame.query("side == 'official'")["account"])
        table = corpus.dialogue(draws=199, seed=seed).merge(
            truth.accounts, on="account", suffixes=("", "_planted")
        )
        curves = corpus.latency()
        for hours in (6, 24):
            at = curves[curves["time_s"] <= 3600 * hours].drop_duplicates("account", keep="last")
            at = at.set_index("account")[["answered_share", "ci_low", "ci_high"]]
            table = table.join(at.add_suffix(f"_{hours}"), on="account")
        rows.append(table[table["handle"].isin(names) & (table["addressed"] >= 30)])
    return pd.concat(rows, ignore_index=True)


def held(table: pd.DataFrame, measure: str, planted: pd.Series) -> float:
    """Share of the intervals that hold what was planted; an unknown end is open."""
    low = table[f"{measure}_ci_low"].fillna(np.inf if measure == "median_latency_s" else 0)
    high = table[f"{measure}_ci_high"].fillna(np.inf)
    return float(((low <= planted) & (planted <= high)).mean())


def by_then(table: pd.DataFrame, hours: float) -> pd.Series:
    """Chance that an answer has come: answers are exponential with the planted median."""
    left = np.exp(-np.log(2) * 3600 * hours / table["median_latency_s_planted"])
    return table["answer_rate_planted"] * (1 - left)


def test_intervals_of_answers_hold_what_was_planted(busy):
    assert len(busy) > 60
    planted = busy["answer_rate_planted"]
    off = busy["answer_rate"] - planted
    binomial = (planted * (1 - planted) / busy["addressed"]) ** 0.5
    assert (off.abs() < 4 * binomial + 0.01).all() and abs(off.mean()) < 0.02
    # 95 % of about 70: fewer than 62 would come in 1 of 100 such tests.
    assert held(busy, "answer_rate", planted) > 0.88
    assert held(busy, "answered_24h", by_then(busy, 24)) > 0.88
    # Half of all messages are answered at m log2(p / (p - 1/2)), if at all.
    chance = planted.clip(lower=0.5 + 1e-9)
    median = busy["median_latency_s_planted"] * np.log2(chance / (chance - 0.5))
    median = median.where(planted > 0.5, np.inf)
    assert np.isfinite(median).sum() > 5
    assert held(busy, "median_latency_s", median) > 0.88
    few = planted < 0.4
    assert busy.loc[few, "median_latency_s"].isna().mean() > 0.9


def test_the_curve_of_answers_is_the_planted_exponential(busy):
    for hours, most in ((6, 0.02), (24, 0.02)):
        planted, name = by_then(busy, hours), f"answered_share_{hours}"
        off = busy[name] - planted
        assert abs(off.mean()) < most
        noise = (planted * (1 - planted) / busy["addressed"]) ** 0.5
        assert (off.abs() < 4 * noise + 0.01).all()
        known = busy.dropna(subset=f"ci_low_{hours}")
        inside = planted[known.index].between(known[f"ci_low_{hours}"], known[f"ci_high_{hours}"])
        assert inside.mean() > 0.85


def exchanges(posts: pd.DataFrame) -> dict[tuple[str, str, str], list[tuple[str, Any]]]:
    """What two accounts say to each other in a thread: who begins each turn, and when."""
    found: dict[tuple[str, str, str], list[tuple[str, Any]]] = {}
    replies = posts[posts["reply_to"].notna() & (posts["author_id"] != posts["reply_to_author"])]
    for row in replies.sort_values(["created_at", "post_id"]).itertuples():
        a, b = sorted((row.author_id, row.reply_to_author))
        turns = found.setdefault((row.conversation_id, a, b), [])
        if not turns or turns[-1][0] != row.author_id:
            turns.append((row.author_id, row.created_at))
    return found


@pytest.mark.parametrize("of", [None, "official"])
def test_exchanges_go_on_as_one_counts(posts, world, officials, of):
    talks = {
        key: turns for key, turns in exchanges(posts).items() if not of or officials & set(key[1:])
    }
    last = posts.groupby("author_id")["created_at"].max()
    table = world[0].conversations().sustained(of, draws=9)
    assert len(table) == max(len(turns) for turns in talks.values()) >= 4
    for row in table.itertuples():
        there = {key: turns for key, turns in talks.items() if len(turns) >= row.turn}
        waited, came = [], []
        for (_, a, b), turns in there.items():
            who, since = turns[row.turn - 1]
            next_ = b if who == a else a
            if len(turns) > row.turn:
                waited.append((turns[row.turn][1] - since).total_seconds())
            elif next_ in last and last[next_] >= since:
                waited.append((last[next_] - since).total_seconds())
            else:
                continue
            came.append(len(turns) > row.turn)
        assert (row.at_risk, row.continued, row.watched) == (len(there), sum(came), len(came))
        assert row.reached_share == pytest.approx(len(there) / len(talks))
        assert row.hazard == pytest.approx(sum(came) / len(there))
        if came:
            day = share_at(survival(waited, came), DAY)
            assert row.continued_24h == pytest.approx(day)


def test_what_follows_an_answer_is_what_one_counts(posts, world, officials):
    talk = posts[posts["kind"] != "repost"].sort_values(["created_at", "post_id"])
    threads = []
    for _, own in talk.groupby("conversation_id"):
        if own["reply_to"].notna().any():
            theirs = own["author_id"].isin(officials)
            answers = theirs & own["reply_to"].notna()
            answers &= own["author_id"] != own["reply_to_author"]
            place = int(np.argmax(answers)) + 1 if answers.any() else None
            threads.append((len(own), bool(theirs.iloc[0]), place))
    table = world[0].conversations().after_answer(draws=9).query("measure == 'posts'")
    cells = Counter((place, theirs) for _, theirs, place in threads if place)
    weights, means = [], []
    found = table[table["size"].notna()].set_index(["size", "root_is_theirs"])
    for (k, theirs), count in cells.items():
        alike = [t for t in threads if t[1] == theirs and t[0] >= k]
        after = [n - k for n, _, place in alike if place == k]
        without = [n - k for n, _, place in alike if place is None or place > k]
        row = found.loc[(k, theirs)]
        assert (row["threads_answered"], row["threads_unanswered"]) == (count, len(without))
        assert row["answered"] == pytest.approx(np.mean(after))
        if without:
            assert row["unanswered"] == pytest.approx(np.mean(without))
            weights.append(count)
            means.append((np.mean(after), np.mean(without)))
    total = table[table["size"].isna()].iloc[0]
    wanted = np.average(means, axis=0, weights=weights)
    assert total[["answered", "unanswered"]].astype(float).tolist() == pytest.approx(list(wanted))
    assert total["threads_answered"] == sum(weights) > 50


def test_the_league_is_what_one_counts(posts, world, officials):
    follows = world[2].follows
    pairs = set(follows.itertuples(index=False, name=None))
    table = world[0].attach(follows=follows).league(sorted(officials)).set_index("account")
    received = {"replies": "reply_to_author", "quotes": "quote_of_author"}
    received["reposts"] = "repost_of_author"
    for account in officials:
        row = table.loc[account]
        others = posts[posts["author_id"] != account]
        counts = {name: (others[column] == account).sum() for name, column in received.items()}
        for name, count in counts.items():
            assert row[f"{name}_received"] == count
        own = (posts["author_id"] == account) & (posts["kind"] != "repost")
        assert row["interactions_per_post"] == pytest.approx(sum(counts.values()) / own.sum())
        mutual = [o for o in officials if {(account, o), (o, account)} <= pairs and o != account]
        assert row["mutual_follows"] == len(mutual)
    assert table["mutual_follows"].sum() > 0
