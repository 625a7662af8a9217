"""Coordination: pairs within a window against a join of every row with every other; co-sharing."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from archives import rows_of
from sklearn.feature_extraction.text import TfidfTransformer

import twiplomacy as tw

COLUMNS = ["object_id", "account_id", "content_id", "at"]
PAIR = ["object", "account_a", "content_a", "at_a", "account_b", "content_b", "at_b", "delay_s"]


def joined(data: pd.DataFrame, window_s: float, least: int) -> pd.DataFrame:
    """The reference: the five steps as they read, by joining a table with itself."""
    data = data.assign(row=range(len(data)))
    left = data[data.groupby("account_id")["row"].transform("size") >= least]
    both = left.merge(left, on="object_id", suffixes=("_a", "_b"))
    apart = (both["at_b"] - both["at_a"]).dt.total_seconds()
    both = both.assign(delay_s=apart.abs())
    both = both[both["delay_s"] <= window_s]
    both = both[both["account_id_a"] < both["account_id_b"]]  # each pair once; no account twice
    both = both[both["content_id_a"] != both["content_id_b"]]
    for side in "ab":
        both = both[both[f"content_id_{side}"] != both["object_id"]]
    contents = pd.concat([both["content_id_a"], both["content_id_b"]]).unique()
    counts = left[left["content_id"].isin(contents)].groupby("account_id").size()
    active = counts.index[counts >= least]
    kept = both[both["account_id_a"].isin(active) | both["account_id_b"].isin(active)]
    names = {"object_id": "object", "delay_s": "delay_s"}
    names |= {
        f"{old}_{s}": f"{new}_{s}"
        for s in "ab"
        for old, new in (("account_id", "account"), ("content_id", "content"), ("at", "at"))
    }
    return kept.rename(columns=names)[PAIR]


def sorted_pairs(pairs: pd.DataFrame) -> list[tuple]:
    return sorted(pairs.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def reposts() -> pd.DataFrame:
    data = tw.datasets.coordinated_reposts()
    return data.assign(at=data["at"].dt.as_unit("us"))


def of(data: pd.DataFrame, *args, **options) -> tw.Coordination:
    return tw.coordination(*(data[name] for name in COLUMNS), *args, **options)


def random_rows(seed: int, n: int = 400) -> pd.DataFrame:
    """Rows with ties in time, contents that stand twice, and contents that are objects."""
    draw = np.random.default_rng(seed)
    data = pd.DataFrame({
        "object_id": draw.integers(0, 9, n).astype(str),
        "account_id": draw.integers(0, 40, n).astype(str),
        "content_id": draw.integers(0, 200, n).astype(str),
        "at": pd.Timestamp("2031-03-02", tz="UTC").as_unit("us")
        + pd.to_timedelta(draw.integers(0, 240, n) / 2, unit="s"),
    })  # fmt: skip
    # One width, so that the order of keys is that of pandas.
    for name, width in (("object_id", 4), ("account_id", 2), ("content_id", 4)):
        data[name] = data[name].str.zfill(width)
    return data


@pytest.mark.parametrize(
    ("window_s", "least"), [(0, 1), (1, 2), (10, 2), (60, 2), (60, 5), (600, 3)]
)
def test_reposts_give_the_pairs_of_the_join(reposts, window_s, least):
    wanted = joined(reposts, window_s, least)
    found = of(reposts, window_s, least)
    assert len(found) == len(wanted) > 0
    pairs = found.pairs
    assert pairs.columns.tolist() == PAIR
    assert sorted_pairs(pairs) == sorted_pairs(wanted)
    in_pairs = pd.unique(pd.concat([wanted["account_a"], wanted["account_b"]]))
    assert found.accounts()["account"].tolist() == sorted(in_pairs)
    assert found.objects()["object"].tolist() == sorted(wanted["object"].unique())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("window_s", [0, 0.5, 3, 1000, float("inf")])
@pytest.mark.parametrize("least", [1, 3, 12])
def test_random_rows_give_the_pairs_of_the_join(seed, window_s, least):
    data = random_rows(seed)
    assert sorted_pairs(of(data, window_s, least).pairs) == sorted_pairs(
        joined(data, window_s, least)
    )


def test_pairs_come_in_the_order_that_is_told(reposts):
    pairs = of(reposts, 60, 2).pairs
    one, other = (
        pairs[[f"{name}_{side}" for name in ("at", "account", "content")]].to_numpy().tolist()
        for side in "ab"
    )
    keys = [(o, *sorted((x, y))) for o, x, y in zip(pairs["object"], one, other, strict=True)]
    assert keys == sorted(keys)
    assert (pairs["account_a"] < pairs["account_b"]).all()


def test_rows_in_any_order_give_the_same(reposts):
    found = of(reposts, 60, 2)
    shuffled = of(reposts.sample(frac=1, random_state=4), 60, 2)
    for table in ("accounts", "objects", "edges"):
        pd.testing.assert_frame_equal(getattr(shuffled, table)(), getattr(found, table)())
    pd.testing.assert_frame_equal(shuffled.pairs, found.pairs)
    pd.testing.assert_frame_equal(shuffled.dropped, found.dropped)


@pytest.mark.parametrize("least", [1, 2])
def test_tables_are_those_of_the_pairs(reposts, least):
    found = of(reposts, 60, least)
    pairs = found.pairs
    grouped = pairs.groupby(["account_a", "account_b"])
    wanted = pd.DataFrame({
        "weight": grouped.size(),
        "contents_a": grouped["content_a"].nunique(),
        "contents_b": grouped["content_b"].nunique(),
    }).reset_index()  # fmt: skip
    sides = wanted[["contents_a", "contents_b"]]
    wanted["symmetry"] = sides.min(axis=1) / sides.max(axis=1)
    edges = found.edges()
    pd.testing.assert_frame_equal(edges, wanted)
    heavy = found.edges(min_weight=2)
    pd.testing.assert_frame_equal(heavy, wanted[wanted["weight"] >= 2].reset_index(drop=True))

    net = found.network(min_weight=2)
    assert not net.directed
    table = net.edges
    assert table["source"].tolist() == heavy["account_a"].tolist()
    assert table["target"].tolist() == heavy["account_b"].tolist()
    assert table["weight"].tolist() == heavy["weight"].tolist()
    assert net.nodes["node"].tolist() == sorted({*heavy["account_a"], *heavy["account_b"]})

    flat = pd.concat(
        pd.DataFrame(
            {
                "object": pairs["object"],
                "account": pairs[f"account_{side}"],
                "content": pairs[f"content_{side}"],
                "partner": pairs[f"account_{other}"],
            }
        )
        for side, other in ("ab", "ba")
    )
    kept = reposts.groupby("account_id").filter(lambda rows: len(rows) >= least)
    by_account = flat.groupby("account")
    accounts = found.accounts().set_index("account")
    assert accounts["pairs"].tolist() == by_account.size().tolist()
    assert accounts["contents"].tolist() == by_account["content"].nunique().tolist()
    assert accounts["partners"].tolist() == by_account["partner"].nunique().tolist()
    sizes = kept.groupby("account_id").size()
    assert accounts["rows"].tolist() == sizes[accounts.index].tolist()
    objects = found.objects().set_index("object")
    assert objects["pairs"].tolist() == pairs.groupby("object").size().tolist()
    assert objects["accounts"].tolist() == flat.groupby("object")["account"].nunique().tolist()
    sizes = kept.groupby("object_id").size()
    assert objects["rows"].tolist() == sizes[objects.index].tolist()
    few = len(reposts) - len(kept)
    assert dict(found.dropped.values.tolist()) == {
        "no_object": 0, "no_account": 0, "no_content": 0, "no_time": 0, "own": 0, "few_rows": few
    }  # fmt: skip


SMALL = pd.DataFrame({
    "object_id": ["x", "x", "x", None, "x", "x", "x", ""],
    "account_id": ["a", "b", "b", "a", None, "b", "a", "b"],
    "content_id": ["1", "2", "3", "4", "5", None, "7", "8"],
    "at": [0.0, 0.25, 9.0, 0.0, 0.0, 0.0, None, 0.0],
})  # fmt: skip


def test_what_is_not_known_is_counted_and_left_out():
    found = of(SMALL, 1, 1)
    assert found.pairs["delay_s"].tolist() == [0.25]
    assert dict(found.dropped.values.tolist()) == {
        "no_object": 2, "no_account": 1, "no_content": 1, "no_time": 1, "own": 0, "few_rows": 0
    }  # fmt: skip


@pytest.mark.parametrize("make", [pd.DataFrame, pl.from_pandas, pa.Table.from_pandas])
def test_any_table_comes_back_as_it_went_in(make):
    data = make(SMALL)
    found = of(data, 1, 1)
    assert type(found.pairs) is type(data)
    assert type(found.edges()) is type(data)
    assert rows_of(found.edges()) == rows_of(of(SMALL, 1, 1).edges())
    similar = tw.co_sharing(data["object_id"], data["account_id"], 1)
    assert type(similar.pairs) is type(data)


def test_times_of_any_form_are_the_same():
    seconds = [1.5, 61.5, 62.0]
    stamps = pd.to_datetime(seconds, unit="s", utc=True)
    forms = [
        seconds, np.array(seconds), stamps, stamps.tz_localize(None), stamps.as_unit("ns"),
        stamps.tz_convert("Asia/Tokyo"), stamps.to_pydatetime().tolist(),
        [stamp.isoformat() for stamp in stamps], pa.array(seconds), pl.Series(seconds),
    ]  # fmt: skip
    for form in forms:
        found = tw.coordination(["x"] * 3, list("abc"), list("123"), form, 60, 1)
        assert found.pairs["delay_s"].tolist() == [60.0, 0.5]
        assert found.pairs["at_a"].tolist() == [stamps[0], stamps[1]]
    whole = tw.coordination(
        ["x"] * 2, list("ab"), list("12"), [1_600_000_000, 1_600_000_060], 60, 1
    )
    assert len(whole) == 1


def test_ids_keep_every_digit():
    ids = [2**53 + 1, 2**53]
    found = tw.coordination([1, 1], ids, [7, 8], [0, 0], 0, 1)
    assert found.pairs[["account_a", "account_b"]].values.tolist() == [[str(ids[1]), str(ids[0])]]
    # 9 comes before 10, as everywhere: by length, then bytes.
    found = tw.coordination([1, 1], [10, 9], [7, 8], [0, 0], 0, 1)
    assert found.edges()["account_a"].tolist() == ["9"]
    assert found.network().nodes["node"].tolist() == ["9", "10"]


def test_labels_of_any_script():
    found = tw.coordination(["平和🕊️"] * 2, ["سلام", "Україна"], ["é", "e\u0301"], [0, 0], 0, 1)
    row = rows_of(found.pairs)[0]
    assert (row["object"], row["account_a"], row["account_b"]) == ("平和🕊️", "سلام", "Україна")


@pytest.mark.parametrize("n", [0, 1])
def test_none_or_one_row(n):
    found = of(SMALL.head(n), 60, 1)
    assert len(found) == 0
    assert found.pairs.columns.tolist() == PAIR
    for table in (found.accounts(), found.objects(), found.edges()):
        assert len(table) == 0
    assert found.network().n_nodes == 0
    similar = tw.co_sharing(SMALL["object_id"].head(n), SMALL["account_id"].head(n), 1)
    assert len(similar.pairs) == similar.network().n_edges == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"window_s": -1}, "window_s: -1"),
        ({"window_s": float("nan")}, "window_s: nan"),
        ({"window_s": "60"}, "window_s: '60'"),
        ({"min_participation": 0}, "min_participation: 0.*from 1 to"),
        ({"min_participation": 1.5}, "min_participation: 1.5"),
        ({"at": [0, 1]}, "at: 2 rows; wanted 8"),
        ({"at": [1e15] * 8}, "at: numbers as large as 1e.15; wanted seconds or milliseconds"),
        ({"at": ["soon"] * 8}, "at: 8 cells are no times, such as 'soon'"),
        ({"at": [True] * 8}, "at: a column of bool"),
        ({"account_id": "a"}, "account_id: one string"),
        ({"object_id": [0.5] * 8}, "object_id: numbers with a fraction"),
    ],
)
def test_what_cannot_be_used_is_named(options, words):
    columns = {name: SMALL[name] for name in COLUMNS}
    with pytest.raises(tw.InputError, match=words):
        tw.coordination(**(columns | options))


def test_arguments_of_the_tables_are_checked():
    found = of(SMALL, 1, 1)
    for call in (found.edges, found.network):
        with pytest.raises(tw.InputError, match="min_weight: -1"):
            call(-1)
    similar = tw.co_sharing(list("xx"), list("ab"), 1)
    for wrong in (-0.1, 1.1, float("nan"), "1"):
        with pytest.raises(tw.InputError, match="min_similarity"):
            similar.network(wrong)
        with pytest.raises(tw.InputError, match="min_similarity"):
            tw.co_sharing(list("xx"), list("ab"), 1, wrong)
    with pytest.raises(tw.InputError, match="top: 0"):
        tw.co_sharing(list("xx"), list("ab"), 1, top=0)
    with pytest.raises(tw.InputError, match="account_id: 1 rows; wanted 2"):
        tw.co_sharing(list("xx"), ["a"])


def test_too_many_pairs_say_how_many():
    n = 40_000
    accounts = [str(number) for number in range(n)]
    with pytest.raises(tw.InputError, match=r"799980000 pairs.*window"):
        tw.coordination(["x"] * n, accounts, accounts, [0] * n, 0, 1)


# --- a corpus ---


def test_reposts_of_a_corpus_are_those_of_the_columns(reposts):
    # A corpus takes each post once.
    data = reposts.drop_duplicates("content_id")
    frame = data.set_axis(["repost_of", "author", "post_id", "created_at"], axis=1)
    found = tw.from_frame(frame).coordination()
    wanted = of(data)
    pd.testing.assert_frame_equal(found.pairs, wanted.pairs)
    pd.testing.assert_frame_equal(found.edges(), wanted.edges())
    pd.testing.assert_frame_equal(found.objects(), wanted.objects())
    pd.testing.assert_frame_equal(found.accounts().drop(columns="handle"), wanted.accounts())
    pd.testing.assert_frame_equal(found.network(2).edges, wanted.network(2).edges)
    similar = tw.from_frame(frame).co_sharing()
    author = data["object_id"].map(data.set_index("content_id")["account_id"])
    others = data[author != data["account_id"]]
    assert dict(similar.dropped.values.tolist())["own"] == len(data) - len(others) > 0
    wanted = tw.co_sharing(others["object_id"], others["account_id"])
    pd.testing.assert_frame_equal(similar.pairs, wanted.pairs)


@pytest.fixture
def talk() -> tw.Corpus:
    rows = [
        ("1", "Ann", 0, None, None, ["Peace", "PEACE", "Kyiv"], ["https://un.org/1"]),
        ("2", "bob", 10, None, None, ["peace", "kyiv"], ["https://un.org/1"]),
        ("3", "cleo", 20, None, "1", ["peace"], ["https://un.org/1"]),
        ("4", "bob", 30, None, "1", [], []),
        ("5", "Ann", 31, None, "1", [], []),
        ("6", "bob", 40, "1", None, [], []),
        ("7", "cleo", 45, "1", None, ["Peace"], []),
        ("8", "dan", None, None, "1", [], []),
    ]
    names = ["post_id", "author", "at", "reply_to", "repost_of", "hashtags", "urls"]
    frame = pd.DataFrame(rows, columns=names)
    frame["created_at"] = pd.to_datetime(frame.pop("at"), unit="s", utc=True)
    return tw.from_frame(frame)


def tied(found: tw.Coordination) -> list[tuple[str, str, str]]:
    return [(r["object"], r["content_a"], r["content_b"]) for r in rows_of(found.pairs)]


def test_what_makes_a_row_of_a_corpus(talk):
    # Of the two reposts within a second, and of the earlier one; Ann's own counts.
    assert tied(talk.coordination("repost", 11, 1)) == [
        ("1", "4", "3"), ("1", "5", "3"), ("1", "5", "4")
    ]  # fmt: skip
    assert tied(talk.coordination("reply", 5, 1)) == [("1", "6", "7")]
    assert tied(talk.coordination("url", 60, 1)) == [("un.org/1", "1", "2")]
    # In any case; twice in a post is once; what a repost holds is another's.
    found = talk.coordination("hashtag", 60, 1)
    assert tied(found) == [
        ("kyiv", "1", "2"), ("peace", "1", "2"), ("peace", "1", "7"), ("peace", "2", "7")
    ]  # fmt: skip
    assert found.accounts()["rows"].tolist() == [2, 2, 1]
    assert found.accounts()["contents"].tolist() == [1, 1, 1]
    dropped = talk.coordination("repost", 60, 2).dropped
    assert dict(dropped.values.tolist())["no_time"] == 1


def test_the_words_of_a_post_make_a_row():
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4", "5"],
            "author": ["ann", "bob", "cleo", "dan", "eve"],
            "created_at": pd.date_range("2031-03-02", periods=5, freq="10s", tz="UTC"),
            "text": ["Peace, now! #平和", "@UN PEACE now 平和 https://un.org", "peace now 平和",
                     "now peace 平和", None],
            "repost_of": [None, None, "1", None, None],
        }
    )  # fmt: skip
    found = tw.from_frame(frame).coordination("text", 60, 1)
    assert tied(found) == [("peace now 平和", "1", "2")]


def test_near_duplicates_are_one_object():
    text = "We call on all sides to stop the fire at once and to talk"
    texts = [text, f"RT @ann: {text} today", text.replace("stop", "end"), "We call on all sides"]
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "author": ["ann", "bob", "cleo", "dan"],
            "created_at": pd.date_range("2031-03-02", periods=4, freq="10s", tz="UTC"),
            "text": texts,
        }
    )
    found = tw.from_frame(frame).coordination("text", 60, 1)
    assert tied(found) == [(text.lower(), *pair) for pair in (("1", "2"), ("1", "3"), ("2", "3"))]


def test_the_network_of_a_corpus_knows_handles_and_the_roster(talk):
    roster = pd.DataFrame({"account": ["ann"], "land": ["Ilva"]})
    corpus = talk.attach(roster=roster)
    for net in (
        corpus.coordination("hashtag", 60, 1).network(),
        corpus.co_sharing("hashtag", 1).network(),
    ):
        assert net.nodes["node"].tolist() == ["ann", "bob", "cleo"]
        assert net.nodes["handle"].tolist() == ["Ann", "bob", "cleo"]
        assert net.nodes["land"].fillna("").tolist() == ["Ilva", "", ""]
    assert corpus.coordination("hashtag", 60, 1).accounts()["handle"].tolist() == [
        "Ann",
        "bob",
        "cleo",
    ]


def test_ones_own_posts_are_no_evidence_of_likeness(talk):
    found = talk.co_sharing("repost", 1)
    assert dict(found.dropped.values.tolist())["own"] == 1
    tied = {(row["account_a"], row["account_b"]) for row in rows_of(found.pairs)}
    # By length first: dan comes before cleo.
    assert tied == {("bob", "cleo"), ("bob", "dan"), ("dan", "cleo")}


@pytest.mark.parametrize("call", ["coordination", "co_sharing"])
def test_an_unknown_object_lists_what_there_is(talk, call):
    with pytest.raises(tw.InputError, match='on: "picture".*repost, url, hashtag, reply'):
        getattr(talk, call)("picture")


# --- co-sharing ---


@pytest.mark.parametrize("least", [1, 3, 10])
def test_similarity_is_that_of_scikit_learn(reposts, least):
    kept = reposts.groupby("account_id").filter(lambda rows: len(rows) >= least)
    if least < 10:  # a matrix of all accounts would be large
        kept = kept[kept["object_id"].isin(sorted(kept["object_id"].unique())[:300])]
        kept = kept.groupby("account_id").filter(lambda rows: len(rows) >= least)
    counts = kept.groupby(["account_id", "object_id"]).size().unstack(fill_value=0)
    vectors = TfidfTransformer().fit_transform(counts.to_numpy())
    cosine = (vectors @ vectors.T).toarray()
    there = (counts.to_numpy() > 0).astype(int)
    shared = there @ there.T
    found = tw.co_sharing(kept["object_id"], kept["account_id"], least).pairs
    place = {account: row for row, account in enumerate(counts.index)}
    a, b = (found[name].map(place).to_numpy() for name in ("account_a", "account_b"))
    assert len(found) == (np.triu(shared, 1) > 0).sum() > 0
    np.testing.assert_allclose(found["similarity"], cosine[a, b], atol=1e-12)
    np.testing.assert_array_equal(found["shared"], shared[a, b])
    assert (a < b).all()
    keys = list(zip(-found["similarity"], a, b, strict=True))
    assert keys == sorted(keys)


def test_the_most_similar_pairs_and_their_network(reposts):
    columns = reposts["object_id"], reposts["account_id"]
    every = tw.co_sharing(*columns).pairs
    top = tw.co_sharing(*columns, top=25).pairs
    pd.testing.assert_frame_equal(top, every.head(25))
    least = float(every["similarity"].iloc[40])
    some = tw.co_sharing(*columns, min_similarity=least)
    kept = every[every["similarity"] >= least]
    pd.testing.assert_frame_equal(some.pairs, kept)
    net = tw.co_sharing(*columns).network(least)
    assert not net.directed
    edges = {(r["source"], r["target"]): r["weight"] for r in rows_of(net.edges)}
    assert edges == {(r["account_a"], r["account_b"]): r["similarity"] for r in rows_of(kept)}
    shuffled = reposts.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(
        tw.co_sharing(shuffled["object_id"], shuffled["account_id"]).pairs, every
    )


def test_accounts_that_share_everything_are_alike():
    data = [(o, a) for o, a in itertools.product("xyz", "ab")] + [
        ("w", "c"),
        ("w", "d"),
        ("v", "d"),
    ]
    found = tw.co_sharing([o for o, _ in data], [a for _, a in data], 1).pairs
    assert found.loc[0, ["account_a", "account_b", "shared"]].tolist() == ["a", "b", 3]
    assert found["similarity"].iloc[0] == pytest.approx(1)
    assert found["similarity"].max() <= 1
    # n = 4, df(w) = 2, df(v) = 1.
    w, v = np.log(5 / 3) + 1, np.log(5 / 2) + 1
    assert found["similarity"].iloc[1] == pytest.approx(w / np.hypot(w, v))


SAME = """
import hashlib
import pandas as pd
import twiplomacy as tw

data = tw.datasets.coordinated_reposts()
found = tw.coordination(*(data[name] for name in data.columns), 600, 2)
similar = tw.co_sharing(data["object_id"], data["account_id"], 3)
tables = [found.pairs, found.accounts(), found.objects(), found.edges(), similar.pairs]
tables += [found.network(2).edges, similar.network(0.1).edges]
for table in tables:
    print(hashlib.sha256(pd.util.hash_pandas_object(table).to_numpy().tobytes()).hexdigest())
"""


def test_any_number_of_threads_gives_the_same_bits(elsewhere):
    one = elsewhere(SAME, threads=1)
    assert elsewhere(SAME, threads=2) == one
    assert elsewhere(SAME, threads=4) == one


LONG = """
import os, signal, threading, time
import numpy as np, pyarrow as pa, twiplomacy as tw

draw = np.random.default_rng(1)
n = 400_000
column = lambda most: pa.array(draw.integers(0, most, n).astype(str))
objects, accounts = column(300), column(100_000)
contents = pa.array(np.arange(n).astype(str))
at = draw.integers(0, 10**6, n)
routines = [
    lambda: tw.coordination(objects, accounts, contents, at, 1e6, 1),
    lambda: tw.co_sharing(objects, accounts, 1),
]
for routine in routines:
    pressed = []
    def press():
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
    threading.Timer(0.4, press).start()
    try:
        while not pressed or time.monotonic() < pressed[0] + 10:
            routine()
        print("never ended")
    except KeyboardInterrupt:
        print("ended" if time.monotonic() - pressed[0] < 5 else "late")
    except tw.InputError:
        print("refused")
"""


def test_ctrl_c_ends_it_soon(elsewhere):
    assert elsewhere(LONG).split("\n")[:2] == ["ended", "ended"]


def test_links_to_one_page_are_one_object():
    posts = pd.DataFrame(
        {
            "post_id": ["1", "2"],
            "author": ["a", "b"],
            "created_at": ["2015-01-01 10:00:00", "2015-01-01 10:00:30"],
            "urls": [["http://www.un.org/a/"], ["https://un.org/a?utm_source=x"]],
        }
    )
    corpus = tw.from_frame(posts)
    pairs = corpus.coordination("url", min_participation=1).pairs
    assert pairs["object"].tolist() == ["un.org/a"]
    # The same in the network of accounts that share links.
    assert corpus.network("url").n_edges == 1
