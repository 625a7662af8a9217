"""Private people: pseudonyms, ids alone, small groups."""

from __future__ import annotations

import copy
import functools
import gzip
import json
import pickle
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw

KEY = "a key for the tests, 16 bytes and more"
SIMULATED = tw.datasets.simulate(publics=15, originals=80, seed=4)


@functools.cache
def hidden() -> tw.Corpus:
    """Return the simulated corpus under pseudonyms."""
    return SIMULATED.pseudonymise(KEY)


def small() -> tw.Corpus:
    """Three posts: an official, somebody who answers, somebody of whom only the handle is known."""
    posts = pd.DataFrame(
        {
            "post_id": ["101", "102", "103"],
            "author_id": ["7", "8", None],
            "author": ["NordaliaMFA", "Elin_Kask", "Old_Harbour"],
            "created_at": ["2024-05-01", "2024-05-02", "2024-05-03"],
            "text": ["Talks. @elin_kask", "@NordaliaMFA when? @A_Friend", "no"],
            "reply_to": [None, "101", "102"],
            "conversation_id": ["101", "101", "101"],
            "urls": [["https://x.com/Elin_Kask/status/102"], ["https://un.example/a"], None],
        }
    )
    roster = pd.DataFrame(
        {
            "account": ["NordaliaMFA", "elin_kask"],
            "name": ["Ministry", "Elin Kask"],
            "side": ["official", "public"],
            "country": ["Nordalia", "Vesper"],
            "superior": [None, "@nordaliamfa"],
        }
    )
    return tw.from_frame(posts, roster=roster)


def everything(corpus: tw.Corpus) -> str:
    tables = [corpus.posts, corpus.accounts, corpus.rejects]
    if corpus.roster is not None:
        tables.append(corpus.roster.frame)
    return "\n".join(table.to_csv() for table in tables)


def test_nobody_is_left():
    text = everything(small().pseudonymise(KEY)).lower()
    for name in ("elin", "kask", "nordaliamfa", "harbour", "friend", "ministry", "101", "102"):
        assert name not in text
    assert re.fullmatch(r"u_[a-km-z2-9]{16}", small().pseudonymise(KEY).posts["author"][0])


def test_officials_stay_and_the_public_does_not():
    corpus = small().pseudonymise(KEY, keep="officials")
    posts = corpus.posts.set_index("author_id")
    assert posts.loc["7", "author"] == "NordaliaMFA"
    text = everything(corpus).lower()
    for name in ("elin", "kask", "harbour", "friend", "101", "102"):
        assert name not in text
    assert "@NordaliaMFA when?" in corpus.posts["text"][1]
    roster = corpus.roster.frame
    assert roster["name"].tolist()[0] == "Ministry" and pd.isna(roster["name"][1])
    assert roster["country"].tolist() == ["Nordalia", "Vesper"]
    assert roster["superior"][1] == "@nordaliamfa"
    assert corpus.accounts["on_roster"].sum() == 2
    assert small().pseudonymise(KEY, keep="official").posts.equals(corpus.posts)
    both = small().pseudonymise(KEY, keep="roster").posts["author"]
    assert both.tolist()[:2] == ["NordaliaMFA", "Elin_Kask"]
    named = small().pseudonymise(KEY, keep=["@ELIN_kask"]).posts["author"]
    assert named[1] == "Elin_Kask" and named[0].startswith("u_")


def test_one_name_in_columns_texts_and_corpora():
    corpus = small().pseudonymise(KEY)
    elin = corpus.posts["author_id"][1]
    assert corpus.posts["author"][1] == elin
    assert corpus.posts["text"][0] == f"Talks. @{elin}"
    assert corpus.posts["urls"][0][0].startswith(f"https://x.com/{elin}/status/")
    other = tw.from_frame(
        pd.DataFrame({"post_id": ["9"], "author_id": ["8"], "text": ["@A_FRIEND"]})
    )
    other = other.pseudonymise(KEY.encode())
    assert other.posts["author_id"][0] == elin
    assert other.posts["text"][0].split("@")[1] == corpus.posts["text"][1].split("@")[2]
    assert small().pseudonymise(KEY + "!").posts["author_id"][1] != elin


def test_post_ids_may_stay():
    kept = small().pseudonymise(KEY, post_ids="keep").posts
    assert kept["post_id"].tolist() == ["101", "102", "103"]
    assert kept["conversation_id"].tolist() == ["101"] * 3
    hidden = small().pseudonymise(KEY).posts
    assert hidden["conversation_id"][1] == hidden["reply_to"][1] == hidden["post_id"][0]


@pytest.mark.parametrize("key", ["", "short", b"fifteen bytes..", "ééééééé"])
def test_a_short_key(key):
    with pytest.raises(tw.InputError, match="at least 16 bytes") as raised:
        small().pseudonymise(key)
    assert not key or repr(key)[1:-1] not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"key": 12345678901234567}, "key: a int; wanted"),
        ({"key": None}, "key: a NoneType"),
        ({"key": KEY, "keep": ["nobody"]}, "nobody"),
        ({"key": KEY, "post_ids": "hide"}, "post_ids"),
    ],
)
def test_what_cannot_be(arguments, words):
    with pytest.raises(tw.InputError, match=words) as raised:
        small().pseudonymise(**arguments)
    assert "12345678901234567" not in str(raised.value)
    with pytest.raises(tw.InputError, match="no roster"):
        tw.from_frame(small().posts).pseudonymise(KEY, keep="officials")


def test_the_key_is_nowhere():
    corpus = small().pseudonymise(KEY)
    parts = [repr(corpus), repr(vars(corpus)), repr(corpus.roster), everything(corpus)]
    assert not any(KEY in part for part in parts)
    for copied in (copy.copy(corpus), corpus.select(kind="reply")):
        assert KEY not in repr(vars(copied))
    try:
        assert KEY.encode() not in pickle.dumps(corpus)
    except TypeError as error:  # no corpus can be pickled
        assert KEY not in str(error)


def test_rejects_tell_a_line_and_no_name(tmp_path):
    path = tmp_path / "elin_kask.jsonl"
    path.write_text('{"id": "1", "text": "a", "author_id": "7"}\nelin_kask wrote this\n')
    rejects = tw.read(path).pseudonymise(KEY).rejects
    assert rejects["line"].tolist() == [2]
    assert "elin" not in rejects.to_csv()


def hidden_names() -> dict[str, str]:
    """Tie what simulated accounts and posts are called to what they are called then."""
    old, new = SIMULATED.posts, hidden().posts
    at = ["created_at", "kind", "like_count", "lang"]
    assert old[at].equals(new[at])
    names = dict(zip(old["post_id"], new["post_id"], strict=True))
    for column in ("author_id", "reply_to_author", "quote_of_author", "repost_of_author"):
        names |= dict(zip(old[column].dropna(), new[column].dropna(), strict=True))
    for before, after in zip(old["mentions"], new["mentions"], strict=True):
        names |= dict(zip(before, after, strict=True))
    return names


def same(before: pd.DataFrame, after: pd.DataFrame, columns: list[str]) -> None:
    """Check that two tables hold the same rows under other names."""
    names = hidden_names()
    before = before.copy()
    for column in columns:
        before[column] = before[column].map(names)
    before = before.sort_values(list(before.columns)).reset_index(drop=True)
    after = after.sort_values(list(after.columns)).reset_index(drop=True)
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("kind", ["repost", "reply", "quote", "mention", "any", "url", "hashtag"])
def test_networks_are_the_same_up_to_names(kind):
    before, after = (corpus.network(kind).edges for corpus in (SIMULATED, hidden()))
    if kind in ("url", "hashtag"):  # undirected: which end comes first goes by name
        assert sorted(before["weight"]) == sorted(after["weight"])
    else:
        same(before, after, ["source", "target"])


def test_cascades_and_threads_are_the_same_up_to_names():
    columns = ["cascade", "size", "depth", "max_breadth", "structural_virality", "duration_s"]
    for rule in ("recent", "root", "observed", "chain"):
        before, after = (
            corpus.cascades(attribution=rule).shape()[columns] for corpus in (SIMULATED, hidden())
        )
        same(before, after, ["cascade"])
    shapes = ["posts", "accounts", "depth", "max_breadth", "h_index", "missing_parents"]
    before, after = (c.conversations().shape()[shapes] for c in (SIMULATED, hidden()))
    same(before, after, [])


def test_responses_are_the_same_up_to_names():
    columns = ["response", "author", "to_post", "channel", "mentions_source", "notified"]
    before = SIMULATED.pseudonymise(KEY, keep="roster", post_ids="keep")
    found = [corpus.responses("official").posts for corpus in (SIMULATED, before)]
    for table in found:
        table["author"] = table["channel"]
    pd.testing.assert_frame_equal(found[0][columns], found[1][columns])


def test_groups_and_counts_are_the_same():
    def settled(table: pd.DataFrame) -> pd.DataFrame:
        # Draws go by the order of accounts, which goes by their names.
        return table[[name for name in table.columns if "ci_" not in name]]

    for make in (
        lambda corpus: corpus.dialogue("role", draws=9),
        lambda corpus: corpus.participation(draws=9),
        lambda corpus: corpus.coverage(),
        lambda corpus: corpus.hashtags(),
        lambda corpus: corpus.access("country", draws=9),
    ):
        before, after = (settled(make(corpus)) for corpus in (SIMULATED, hidden()))
        pd.testing.assert_frame_equal(before, after, rtol=1e-12)


def test_variants_are_the_same_up_to_names():
    before, after = (c.variants().families() for c in (SIMULATED, hidden()))
    assert sorted(before["posts"]) == sorted(after["posts"])
    assert sorted(before["accounts"]) == sorted(after["accounts"])


HANDLE = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{4,14}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(HANDLE, st.sampled_from(["", "RT ", ".", "(", "见", "https://x.com/", "x.com/", "t.me/"]),
       st.sampled_from(["", ":", "!", " and", "/status/1", "?s=20", "…"]))  # fmt: skip
def test_a_handle_in_a_text_is_hidden(handle, before, after):
    sign = "" if before.endswith("/") else "@"
    frame = pd.DataFrame(
        {"post_id": ["1"], "author": ["b"], "text": [before + sign + handle + after]}
    )
    text = tw.from_frame(frame).pseudonymise(KEY).posts["text"][0]
    subject = handle in ("explore", "hashtag", "tags")  # pages of the platform
    if sign or not subject:
        assert handle.lower() not in text.lower() and "u_" in text


def test_what_was_deleted_is_not_dehydrated(tmp_path):
    lines = [
        {"id": "1", "text": "kept", "author_id": "5"},
        {"id": "2", "text": "regretted", "author_id": "5"},
        {"delete": {"status": {"id_str": "2", "user_id_str": "5"}}},
    ]
    path = tmp_path / "stream.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    corpus = tw.read(path)
    assert corpus.posts["deleted"].tolist() == [False, True]
    assert corpus.dehydrate(tmp_path / "ids.txt") == 1
    assert (tmp_path / "ids.txt").read_text() == "1\n"


def test_dehydrate(tmp_path):
    corpus = small()
    assert corpus.dehydrate(tmp_path / "deep" / "ids.txt") == 3
    assert (tmp_path / "deep" / "ids.txt").read_text() == "101\n102\n103\n"
    assert corpus.dehydrate(tmp_path / "ids.txt.gz", of="official") == 1
    assert gzip.decompress((tmp_path / "ids.txt.gz").read_bytes()) == b"101\n"
    assert corpus.dehydrate(tmp_path / "ids.csv", columns=["lang", "kind"], of=["8"]) == 1
    assert pd.read_csv(tmp_path / "ids.csv").columns.tolist() == ["post_id", "lang", "kind"]
    corpus.dehydrate(tmp_path / "ids.parquet", columns="created_at")
    assert pq.read_table(tmp_path / "ids.parquet").column_names == ["post_id", "created_at"]
    assert sorted(tmp_path.rglob(".*")) == []


def test_ids_are_sorted_as_numbers_and_once(tmp_path):
    ids = ["9007199254740993", "9", "10", "9007199254740992"]
    corpus = tw.from_frame(pd.DataFrame({"post_id": [*ids, "9"], "author": ["a"] * 5}))
    assert corpus.dehydrate(tmp_path / "ids.txt") == 4
    wanted = ["9", "10", "9007199254740992", "9007199254740993"]
    assert (tmp_path / "ids.txt").read_text().split() == wanted
    nothing = corpus.select(lang="xx")
    assert nothing.dehydrate(tmp_path / "none.txt") == 0
    assert (tmp_path / "none.txt").read_text() == ""


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("ids.txt", {"columns": "lang"}, "columns: a .txt"),
        ("ids.csv", {"columns": ["text"]}, "columns: 'text'"),
        ("ids.csv", {"columns": ["author"]}, "columns: 'author'"),
        ("ids.doc", {}, "ids.doc"),
        ("ids.txt", {"of": ["nobody"]}, "nobody"),
    ],
)
def test_what_is_not_dehydrated(tmp_path, name, options, words):
    with pytest.raises(tw.InputError, match=words):
        small().dehydrate(tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_ids_do_not_run_as_formulas(tmp_path):
    corpus = tw.from_frame(pd.DataFrame({"post_id": ["=1+1", "+2"], "author": ["a", "b"]}))
    corpus.dehydrate(tmp_path / "ids.csv")
    assert pd.read_csv(tmp_path / "ids.csv")["post_id"].tolist() == ["'+2", "'=1+1"]


def test_small_groups_by_hand():
    posts = pd.DataFrame(
        {
            "post_id": [str(n) for n in range(8)],
            "author": ["office", "a", "a", "b", "c", "d", "e", "f"],
            "created_at": ["2024-01-01"] * 4 + ["2024-02-01"] * 4,
        }
    )
    roster = pd.DataFrame(
        {
            "account": ["office", "a", "b", "c"],
            "side": ["official", "public", "public", "public"],
            "country": ["N", "N", "V", "V"],
        }
    )
    corpus = tw.from_frame(posts, roster=roster)
    assert corpus.small_groups("month", k=3).values.tolist() == [["2024-01", 2, 1, 3]]
    assert corpus.small_groups("month", k=2).empty
    assert corpus.small_groups("country", k=3).values.tolist() == [["N", 1, 1, 2], ["V", 2, 0, 2]]
    both = corpus.small_groups(["country", "month"])
    assert both[["country", "month", "private_accounts"]].values.tolist() == [
        ["N", "2024-01", 1],
        ["V", "2024-01", 1],
        ["V", "2024-02", 1],
    ]
    # Without a roster everybody is private.
    assert len(tw.from_frame(posts).small_groups("year", k=8)) == 1
    for wrong in ("account", "party"):
        with pytest.raises(tw.InputError, match=wrong):
            corpus.small_groups(wrong)
    with pytest.raises(tw.InputError, match="k: 0"):
        corpus.small_groups("month", k=0)


def with_own_columns() -> tw.Corpus:
    """Attach a roster as people have them: with columns of their own, in an order of their own."""
    roster = pd.DataFrame(
        {
            "account": ["Old_Harbour", "elin_kask", "NordaliaMFA"],
            "side": ["public", "public", "official"],
            "party": ["Greens", "Greens", "none"],
            "surname": ["Harbour", "Kask", "Ministry"],
            "phone": [5550001, 5550002, 5550003],
            "notes": ["asks a lot", "cousin of @a_friend", "open on weekdays"],
        }
    )
    return small().attach(roster=roster)


def test_a_roster_under_pseudonyms_keeps_no_columns_that_may_name(tmp_path):
    hidden = with_own_columns().pseudonymise(KEY)
    assert list(hidden.roster.columns) == ["account", "side"]
    text = everything(hidden) + repr(vars(hidden))
    assert not re.search("kask|harbour|555000|cousin|friend|weekdays", text, re.IGNORECASE)
    kept = with_own_columns().pseudonymise(KEY, keep="officials", columns="party")
    roster = kept.roster.frame.set_index("account")
    assert roster.loc["NordaliaMFA", ["party", "surname", "notes"]].tolist() == [
        "none", "Ministry", "open on weekdays",
    ]  # fmt: skip
    others = roster.drop("NordaliaMFA")
    assert others["party"].tolist() == ["Greens", "Greens"]
    assert others[["surname", "phone", "notes"]].isna().all(axis=None)
    kept.to_parquet(tmp_path / "kept")
    again = tw.open(tmp_path / "kept")
    assert again.roster.frame.equals(kept.roster.frame)
    assert again.accounts.equals(kept.accounts)


def test_the_order_of_a_roster_tells_nothing():
    corpus = with_own_columns()
    turned = corpus.attach(roster=corpus.roster.frame.iloc[::-1].reset_index(drop=True))
    hidden, other = (one.pseudonymise(KEY, columns="party") for one in (corpus, turned))
    assert hidden.roster.frame.equals(other.roster.frame)
    assert hidden.accounts.equals(other.accounts)
    named = hidden.accounts.set_index("account")["party"].dropna()
    assert named.to_dict() == hidden.roster.frame.set_index("account")["party"].to_dict()


@pytest.mark.parametrize("columns", ["town", "name", "account", ["superior"]])
def test_columns_that_cannot_stay(columns):
    with pytest.raises(tw.InputError, match="columns: "):
        small().pseudonymise(KEY, columns=columns)
