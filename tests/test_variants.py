"""What changes when a text is passed on: by hand, against slow references, and planted."""

from __future__ import annotations

import inspect
import math
from collections import Counter

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import twiplomacy as tw

TEXT = "We call on all sides to stop the fire at once and to talk"
LOW = {"similarity": 0.3, "min_common": 1}


def chain(*texts, **options):
    return tw.variants(list(texts), at=list(range(1, len(texts) + 1)), **options)


def rows(table):
    return table.to_dict("records")


def test_a_family_by_hand():
    var = tw.variants(
        [TEXT, "Good morning to you all", TEXT + " #Syria", None, TEXT.upper() + " #Syria"],
        at=[10, 20, 30, 40, 50],
        author=["a", "b", "b", "c", None],
        post=["p", "q", "r", "s", "t"],
    )
    assert (len(var), repr(var)) == (1, "<Variants: 1 families, 2 copies>")
    (family,) = rows(var.families())
    assert (family["root"], family["posts"], family["accounts"], family["texts"]) == ("p", 3, 2, 3)
    assert (family["copies"], family["mutation_rate"], family["root_text"]) == (2, 1.0, TEXT)
    assert family["first"] == pd.Timestamp(10, unit="s", tz="UTC")
    assert family["last"] == pd.Timestamp(50, unit="s", tz="UTC")
    assert family["author"] == "a"
    first, second, third = rows(var.lineage())
    assert (first["post"], first["depth"], pd.isna(first["parent"])) == ("p", 0, True)
    assert pd.isna(first["kept"]) and first["touched"] is None
    assert (second["post"], second["parent"], second["depth"]) == ("r", "p", 1)
    assert (second["kept"], second["added"], list(second["touched"])) == (14, 1, ["hashtag"])
    assert (second["author"], second["parent_author"]) == ("b", "a")
    assert (third["parent"], third["substituted"]) == ("r", 14)
    assert list(third["touched"]) == ["punctuation_or_case"]


def test_identical_copies_are_no_mutations_and_spaces_are_no_difference():
    var = chain(TEXT, TEXT, TEXT.replace(" ", "  "), TEXT + ".")
    (rate,) = rows(var.mutation_rate(draws=99))
    assert (rate["copies"], rate["mutated"], rate["mutation_rate"]) == (3, 1, 1 / 3)
    assert math.isnan(rate["ci_low"])  # one family tells nothing of others


def test_operations_sum_to_one_and_go_by_group():
    texts = [TEXT, TEXT + " #Syria", TEXT + " now", TEXT.replace("stop", "end")]
    var = tw.variants(texts, at=[1, 2, 3, 4], author=["a", "b", "c", "d"], **LOW)
    table = var.operations(draws=99)
    assert len(table) == 33 and table["share"].sum() == pytest.approx(1.0)
    groups = {"a": "X", "b": "Y", "c": "Y", "d": "Z"}
    by = var.operations(groups, draws=99)
    assert set(by["group"]) == {"Y", "Z"} and len(by) == 66
    found = by[by["count"] > 0][["group", "op", "class"]].values.tolist()
    assert ["Y", "add", "hashtag"] in found and ["Z", "substitute", "word"] in found
    frame = pd.DataFrame({"account": list(groups), "bloc": list(groups.values())})
    pd.testing.assert_frame_equal(by, var.operations(frame, draws=99))
    rate = var.mutation_rate("account", draws=9)
    assert rate["account"].tolist() == ["b", "c", "d"]
    assert var.mutation_rate("year", draws=9)["group"].tolist() == ["1970"]
    two = var.mutation_rate(["year", "account"], draws=9)
    assert two[["year", "account"]].values.tolist() == [["1970", a] for a in "bcd"]


def jaccard_distance(a, b):
    first, second = (set(tw.content.tokens(pa.array([t]))["tokens"].to_pylist()[0]) for t in (a, b))
    return 1 - len(first & second) / len(first | second)


EDITS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["#a", "not", "Vienna", "5"])), max_size=2
)


@given(st.lists(st.tuples(EDITS, st.integers(1, 6)), min_size=2, max_size=9))
@settings(max_examples=60, deadline=None)
def test_drift_and_retention_against_their_definitions(posts):
    texts = []
    for changes, _ in posts:
        words = (TEXT + " #UN https://un.org/a").split(" ")
        for place, word in changes:
            words[place] = word
        texts.append(" ".join(words))
    var = tw.variants(texts, at=[at for _, at in posts], **LOW)
    lineage = var.lineage()
    roots = dict(zip(var.families()["family"], var.families()["root"], strict=True))
    copies = lineage[lineage["parent"].notna()]
    slow = {}
    for row in rows(copies):
        far = jaccard_distance(texts[row["post"]], texts[roots[row["family"]]])
        slow.setdefault(row["depth"], []).append(far)
    drift = var.drift(draws=9, depths=50)
    assert dict(zip(drift["depth"], drift["distance"], strict=True)) == pytest.approx(
        {depth: np.mean(far) for depth, far in slow.items()}
    )
    x = [depth for depth, far in slow.items() for _ in far]
    y = [one for far in slow.values() for one in far]
    slope = float(var.drift_slope(draws=9)["slope"].iloc[0])
    if len(set(x)) > 1:
        assert slope == pytest.approx(np.polyfit(x, y, 1)[0], abs=1e-9)
    else:
        assert math.isnan(slope)
    kept = Counter()
    for row in rows(copies):
        for item in ("#un", "https://un.org/a"):
            there = item in texts[roots[row["family"]]].lower().split()
            if there:
                kept[row["depth"], item[0] == "#"] += item in texts[row["post"]].lower().split()
    table = var.retention(draws=9, depths=50)
    found = {
        (row["depth"], row["kind"] == "hashtag"): row["kept"]
        for row in rows(table)
        if row["kind"] in ("link",)
    }
    for (depth, tag), count in found.items():
        assert kept[depth, tag] == count


def test_depth_of_cascades_replaces_that_of_the_lineage():
    texts = [TEXT, TEXT + " now", TEXT + " now please", TEXT + " today"]
    var = tw.variants(texts, at=[1, 2, 3, 4], post=["p", "q", "r", "s"])
    cas = tw.Cascades.from_edges(["c", "c", "d"], ["p", "q", "z"], ["q", "r", "s"])
    table = var.drift(cascades=cas, draws=9)
    assert table[["depth", "copies"]].values.tolist() == [[1, 1], [2, 1]]
    wanted = [jaccard_distance(TEXT, texts[1]), jaccard_distance(TEXT, texts[2])]
    assert table["distance"].tolist() == pytest.approx(wanted)
    assert table["null_mean"].isna().all()
    with pytest.raises(tw.InputError, match="cascades"):
        var.drift(cascades="observed")
    with pytest.raises(tw.InputError, match="by"):
        var.drift(by="size")


def test_the_null_finds_no_drift_in_shuffled_times_and_finds_the_planted():
    """Texts that grow by a word each time drift; the same texts in random order do not."""
    rng = np.random.default_rng(0)
    words = [f"word{number}" for number in range(400)]
    texts, order, wild = [], [], []
    for family in range(30):
        base = list(rng.choice(words, 14, replace=False))
        for step in range(8):
            texts.append(" ".join(base))
            order.append(family * 1000 + step)
            base[int(rng.integers(14))] = f"new{family}x{step}"
    for family in range(30):
        wild += list(family * 1000 + rng.permutation(8))
    drifting = tw.variants(texts, at=order, **LOW).drift_slope(draws=199)
    shuffled = tw.variants(texts, at=wild, **LOW).drift_slope(draws=199)
    assert drifting["p"][0] <= 0.02 and drifting["slope"][0] > drifting["null_mean"][0]
    assert shuffled["p"][0] > 0.02
    # Depth depends on distance: even without order the slope is not zero.
    assert shuffled["null_mean"][0] > 0.01
    curve = tw.variants(texts, at=order, **LOW).drift(draws=99)
    assert (curve["ci_low"] <= curve["distance"]).all() and (
        curve["distance"] <= curve["ci_high"]
    ).all()


def test_retention_counts_items_whatever_their_case_or_link_form():
    var = chain(
        TEXT + " #Syria 12 @UN https://www.un.org/a?utm_source=x",
        TEXT + " #SYRIA 12 @un http://un.org/a",
        TEXT + " 13",
    )
    table = var.retention(draws=99)
    assert table[["kind", "depth", "items", "kept"]].values.tolist() == [
        ["hashtag", 1, 1, 1], ["hashtag", 2, 1, 0], ["link", 1, 1, 1], ["link", 2, 1, 0],
        ["mention", 1, 1, 1], ["mention", 2, 1, 0], ["number", 1, 1, 1], ["number", 2, 1, 0],
    ]  # fmt: skip
    deep = chain(*[TEXT + " #UN"] * 6).retention(depths=2, draws=9)
    assert deep[["depth", "deeper", "copies"]].values.tolist() == [
        [1, False, 1], [2, False, 1], [3, True, 3],
    ]  # fmt: skip


def test_substitutions_and_their_bias_by_hand():
    var = chain(TEXT, TEXT.replace("fire", "War"), TEXT.replace("fire", "war") + "!", **LOW)
    table = var.substitutions()
    assert table[["before", "after", "count"]].values.tolist() == [["fire", "war", 1]]
    texts = [TEXT + " #UN in Kyiv", TEXT + " #EU in Kyiv"]
    (tag, name, word) = rows(chain(*texts).substitution_bias(draws=9))
    assert (tag["class"], tag["tokens"], tag["substituted"]) == ("hashtag", 1, 1)
    assert tag["expected"] == pytest.approx(1 / 17) and tag["susceptibility"] == pytest.approx(17)
    assert (name["class"], name["substituted"], name["susceptibility"]) == ("name", 0, 0.0)
    assert word["expected"] == pytest.approx(15 / 17)
    bins = chain(*texts, "to the fire", "to all", "to").substitution_bias("frequency", draws=9)
    assert bins["substituted"].sum() == 1 and bins["bin"].tolist() == list(range(1, len(bins) + 1))
    assert bins["substituted"].iloc[0] == 1  # the tag is among the rarest
    with pytest.raises(tw.InputError, match="class, frequency"):
        var.substitution_bias("length")


def test_a_planted_bias_is_found_and_none_where_none_is():
    """Hashtags replaced four times as often as words; and all tokens alike."""
    rng = np.random.default_rng(1)
    found = []
    for odds in (4.0, 1.0):
        texts, times = [], []
        for family in range(150):
            base = [f"w{family}x{place}" for place in range(12)] + [f"#t{family}", f"#u{family}"]
            weights = np.array([1.0] * 12 + [odds] * 2)
            place = int(rng.choice(14, p=weights / weights.sum()))
            copy = base.copy()
            copy[place] = "#other" if place >= 12 else "other"
            texts += [" ".join(base), " ".join(copy)]
            times += [1, 2]
        table = tw.variants(texts, at=times, **LOW).substitution_bias(draws=199)
        found.append(table.set_index("class").loc["hashtag"])
    planted, none = found
    assert planted["ci_low"] > 1 and planted["ci_low"] < 4 / (20 / 14) < planted["ci_high"]
    assert none["ci_low"] < 1 < none["ci_high"]


def test_frames_shift_where_the_planted_hand_is():
    """Accounts of Y add words to what they take from X; nobody else changes anything."""
    texts, times, people = [], [], []
    for family in range(25):
        base = " ".join(f"w{family}x{place}" for place in range(12))
        texts += [base, base, base + " or face justice"]
        times += [1, 2, 3]
        people += [f"x{family}", f"x{family + 100}", f"y{family}"]
    var = tw.variants(texts, at=times, author=people, **LOW)
    groups = {name: name[0].upper() for name in people}
    table = var.frame_shift(groups, draws=199)
    crossing, within = table.iloc[0], table.iloc[1]
    assert (crossing["copies"], within["copies"]) == (25, 25)
    assert crossing["divergence"] > 0.1 and within["divergence"] == 0
    assert crossing["p"] == within["p"] == 1 / 200
    pair = table[(table["from"] == "X") & (table["to"] == "Y")].iloc[0]
    assert pair["divergence"] == crossing["divergence"] and pair["crossing"]
    words = var.frame_words(groups)
    assert words[["word", "lost", "gained", "gained_within"]].values.tolist() == [
        ["face", 0, 25, 0], ["justice", 0, 25, 0], ["or", 0, 25, 0],
    ]  # fmt: skip
    assert len(var.frame_words(groups, "X", "Y")) == 3
    assert len(var.frame_words(groups, "Y", "X")) == 0
    for wrong in (("X", None), ("X", "Z")):
        with pytest.raises(tw.InputError, match=r"source|target"):
            var.frame_words(groups, *wrong)
    for by in ("month", "account", "party", {"nobody": "X"}):
        with pytest.raises(tw.InputError, match="by"):
            var.frame_shift(by)


@pytest.fixture(scope="module")
def planted():
    """Posts of the senators, each passed on along a known path with one known edit a step."""
    posts = tw.datasets.senators().posts
    posts = posts[(posts["kind"] == "original") & (posts["text"].str.split().str.len() > 14)]
    rng = np.random.default_rng(4)
    made = []
    for family, text in enumerate(posts["text"].drop_duplicates().sample(60, random_state=5)):
        path = [text]
        made.append((f"{family}-0", None, text, family * 100, None))
        for step in range(1, 4):
            words = path[-1].split()
            kind = ["add", "drop", "substitute"][int(rng.integers(3))]
            at = int(rng.integers(1, len(words) - 1))
            while not words[at].isalpha():
                at = int(rng.integers(1, len(words) - 1))
            if kind == "add":
                words.insert(at, f"zz{family}x{step}")
            elif kind == "drop":
                del words[at]
            else:
                words[at] = f"zz{family}x{step}"
            path.append(" ".join(words))
            made.append(
                (f"{family}-{step}", f"{family}-{step - 1}", path[-1], family * 100 + step, kind)
            )
    return pd.DataFrame(made, columns=["post", "parent", "text", "at", "kind"])


def test_planted_edits_are_found(planted):
    shuffled = planted.sample(frac=1, random_state=1)
    var = tw.variants(shuffled["text"], at=shuffled["at"], post=shuffled["post"], similarity=0.5)
    lineage = var.lineage().merge(planted, on="post", suffixes=("", "_true"))
    copies = lineage[lineage["kind"].notna()]
    right = copies["parent"] == copies["parent_true"]
    assert len(copies) > 170 and right.mean() > 0.95
    column = {"add": "added", "drop": "dropped", "substitute": "substituted"}
    for row in rows(copies[right]):
        assert (row["added"] + row["dropped"] + row["substituted"]) == 1
        assert row[column[row["kind"]]] == 1
    table = var.operations(draws=9)
    sums = table.groupby("op")["count"].sum()
    for kind, count in copies["kind"].value_counts().items():
        assert abs(sums[kind] - count) <= 0.1 * len(copies)


def test_nothing_and_little():
    for texts in ([], [None, None], ["", ""], ["🕊", "🕊"], [TEXT], ["a b c", "a b c"]):
        var = tw.variants(texts, at=list(range(len(texts))))
        assert len(var) == 0
        assert len(var.families()) == len(var.lineage()) == 0
        assert len(var.drift(draws=9)) == len(var.retention(draws=9)) == 0
        assert len(var.substitutions()) == len(var.substitution_bias(draws=9)) == 0
        (rate,) = rows(var.mutation_rate(draws=9))
        assert rate["copies"] == 0 and math.isnan(rate["mutation_rate"])
        slope = var.drift_slope(draws=9)
        assert slope["copies"][0] == 0 and math.isnan(slope["slope"][0])
        assert var.operations(draws=9)["count"].sum() == 0


def test_without_times_there_are_families_and_no_lineage():
    var = tw.variants([TEXT, TEXT, TEXT + " now"])
    assert len(var) == 1
    (family,) = rows(var.families())
    assert family["posts"] == 3 and pd.isna(family["first"]) and math.isnan(family["mutation_rate"])
    assert var.lineage()["parent"].isna().all()
    some = tw.variants([TEXT, TEXT, TEXT], at=[2, None, 1])
    lineage = some.lineage()
    assert lineage["post"].tolist() == [2, 0, 1]
    assert lineage["parent"].fillna(-1).tolist() == [-1, 2, -1]
    ties = tw.variants([TEXT, TEXT, TEXT], at=[1, 1, 2]).lineage()
    assert ties["parent"].fillna(-1).tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"at": [1]}, "at"), ({"author": ["a"]}, "author"), ({"post": ["a"]}, "post"),
        ({"similarity": 0}, "similarity"), ({"similarity": "high"}, "similarity"),
        ({"shingle": 0}, "shingle"), ({"unit": "line"}, "unit"), ({"min_tokens": -1}, "min_tokens"),
        ({"min_common": 1.5}, "min_common"), ({"seed": -1}, "seed"),
    ],
)  # fmt: skip
def test_arguments_that_cannot_be_used(options, named):
    with pytest.raises(tw.InputError, match=named):
        tw.variants([TEXT, TEXT], **options)


def test_draws_and_depths_are_checked():
    var = chain(TEXT, TEXT)
    for measure in (var.drift, var.drift_slope, var.retention, var.operations, var.mutation_rate,
                    var.substitution_bias):  # fmt: skip
        with pytest.raises(tw.InputError, match="draws"):
            measure(draws=0)
    with pytest.raises(tw.InputError, match="depths"):
        var.drift(depths=0)


def test_tables_come_in_the_kind_of_the_texts():
    for make, kind in ((pl.Series, pl.DataFrame), (pa.array, pa.Table), (pd.Series, pd.DataFrame)):
        var = tw.variants(make([TEXT, TEXT]), at=[1, 2])
        for table in (var.families(), var.lineage(), var.drift(draws=9), var.operations(draws=9)):
            assert isinstance(table, kind)


def test_a_corpus_leaves_reposts_out_and_knows_its_roster():
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2", "3", "4"],
            "author": ["MFA", "Embassy", "someone", "Other"],
            "created_at": pd.to_datetime([1, 2, 3, 4], unit="h", utc=True),
            "text": [TEXT, TEXT + " #UN", TEXT, TEXT + " or else"],
            "repost_of": [None, None, "1", None],
        }
    )
    roster = pd.DataFrame({"account": ["mfa", "embassy", "other"], "country": ["A", "A", "B"]})
    var = tw.from_frame(frame, roster=roster).variants()
    lineage = var.lineage()
    assert lineage["post"].tolist() == ["1", "2", "4"]
    assert lineage["author_handle"].tolist() == ["MFA", "Embassy", "Other"]
    rate = var.mutation_rate("country", draws=9)
    assert rate["group"].tolist() == ["A", "B"]
    shift = var.frame_shift("country", draws=9)
    assert shift["copies"].tolist()[:2] == [1, 1]
    # Groups by handle, whatever its case.
    mine = var.frame_shift({"@MFA": "x", "embassy": "x", "OTHER": "y"}, draws=9)
    assert mine["copies"].tolist()[:2] == [1, 1]


def test_a_corpus_without_times_warns():
    frame = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"], "text": [TEXT, TEXT]})
    with pytest.warns(tw.CoverageWarning, match="no post has a time"):
        var = tw.from_frame(frame).variants()
    assert len(var) == 1 and var.lineage()["parent"].isna().all()


def test_both_ways_in_have_the_defaults_of_the_kernel():
    unit, shingle, similarity, min_tokens, min_common = tw._core.variant_defaults()
    wanted = {
        "unit": unit, "shingle": shingle, "similarity": similarity, "min_tokens": min_tokens,
        "min_common": None,
    }  # fmt: skip
    assert (min_common, tw._core.variant_defaults("character")[4]) == (6, 50)
    for function in (tw.variants, tw.Corpus.variants):
        defaults = inspect.signature(function).parameters
        assert {name: defaults[name].default for name in wanted} == wanted


GREETINGS = ["Happy birthday to my friend Ann", "Happy birthday to my friend Bob"]


@pytest.mark.parametrize("unit", ["word", "character"])
def test_short_texts_that_share_a_phrase_are_strangers(unit):
    assert len(tw.variants(GREETINGS, unit=unit)) == 0
    assert len(tw.variants(GREETINGS[:1] * 2, unit=unit)) == 1
    assert len(tw.variants(GREETINGS, unit="character", min_common=6)) == 1


def test_half_characters_are_mended_as_everywhere():
    with pytest.warns(tw.CoverageWarning, match="texts: 1 cells hold lone surrogates"):
        var = tw.variants([TEXT + " \ud83d", TEXT], at=[1, 2])
    assert var.lineage()["parent"].fillna(-1).tolist() == [-1, 0]


def test_numbers_too_large_for_times():
    with pytest.raises(tw.InputError, match="^at: "):
        tw.variants([TEXT, TEXT], at=[10**30, 1])


def test_nothing_shuffled_has_no_spread():
    slope = tw.variants([]).drift_slope(draws=9)
    assert slope["null_sd"].isna().all() and slope["draws"].tolist() == [0]


def test_the_arguments_of_the_contract_stand_in_their_order():
    names = list(inspect.signature(tw.Corpus.variants).parameters)
    assert names[:5] == ["self", "similarity", "shingle", "min_tokens", "seed"]
    corpus = tw.datasets.senators()
    assert len(corpus.variants(0.6, 3, 5, 7)) == len(corpus.variants())
