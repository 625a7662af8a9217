"""Pictures of variants: each version once, words where they belong, nobody named unasked."""

from __future__ import annotations

import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import twiplomacy as tw

mpl.use("Agg")

TEXT = "We call on all sides to stop the fire at once and to talk"


@pytest.fixture(autouse=True)
def closed():
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


def story(count, seed=0):
    rng = np.random.default_rng(seed)
    texts = [TEXT + " in #Syria under the @UN https://un.org/a"]
    for step in range(count - 1):
        old = texts[int(rng.integers(max(0, len(texts) - 6), len(texts)))].split()
        if rng.random() < 0.7:
            old[int(rng.integers(1, len(old)))] = f"word{step}"
        texts.append(" ".join(old))
    times = np.cumsum(rng.exponential(3600, count))
    people = [f"p{number}" for number in rng.integers(0, 9, count)]
    return tw.variants(texts, at=times, author=people, similarity=0.4)


def test_a_family_by_hand():
    texts = [TEXT, TEXT, TEXT.replace("fire", "war"), TEXT + " #Syria @someone"]
    var = tw.variants(texts, at=[0, 60, 120, 180], author=["a", "b", "c", "d"])
    ax = var.plot(title="Fire")
    shown = words(ax)
    assert shown[0].startswith(
        "4 posts by 4 accounts, 3 versions; who had it from whom is inferred"
    )
    assert f"first text: {TEXT}" in shown[0]
    assert "×2" in shown and "the first text" in shown
    place = shown.index("fire")
    assert shown[place - 1 : place + 2] == ["the", "fire", "war"]
    assert "#Syria @…" in shown and not any("someone" in text for text in shown)
    assert {"account 1", "account 3", "account 4"} <= set(shown)
    assert ax.get_title(loc="left") == "Fire"
    named = words(var.plot(names=True))
    assert {"a", "c", "d"} <= set(named)
    assert "The MFA" in words(var.plot(names={"a": "The MFA"}))


def test_no_part_of_the_picture_names_a_private_person():
    links = ("https://twitter.com/Anna_B/status/2", "https://bsky.app/profile/anna_b.example/post/3",
             "https://social.example/@anna_b/4", "https://x.com/anna_b")  # fmt: skip
    root = f"@Anna_B {TEXT} {links[0]} @anna_b@social.example https://un.org/page"
    var = tw.variants([root, *(f"{root} see {link}" for link in links)], at=[0, 1, 2, 3, 4])
    shown = " ".join(words(var.plot()))
    assert "anna_b" not in shown.lower()
    assert f"first text: @… {TEXT} https://twitter.com/… @… https://un.org/page" in shown


def test_officials_are_named_and_others_are_not():
    frame = pd.DataFrame(
        {
            "post_id": ["1", "2"],
            "author": ["MFA", "someone"],
            "created_at": pd.to_datetime([1, 2], unit="h", utc=True),
            "text": [TEXT, TEXT + " @MFA @somebody"],
        }
    )
    roster = pd.DataFrame({"account": ["mfa"], "country": ["A"]})
    shown = words(tw.from_frame(frame, roster=roster).variants().plot())
    assert "MFA" in shown and "@MFA @…" in shown
    assert not any("some" in text for text in shown)


@pytest.mark.parametrize("count", [5, 40, 300])
def test_nothing_lies_on_anything_and_all_is_inside(count):
    var = story(count)
    ax = var.plot()
    figure = ax.figure
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text().strip()]
    page = figure.bbox
    for place, box in enumerate(boxes):
        assert box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1
        assert box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1
        for other in boxes[:place]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 1.5 or along <= 1.5
    tree = ax.child_axes[0]
    (marks,) = tree.collections
    assert len(marks.get_offsets()) == min(40, _versions(var))


def _versions(var):
    lineage = var.lineage()
    largest = 0
    for _, members in lineage.groupby("family"):
        changed = members[["dropped", "added", "substituted"]].fillna(0).sum(axis=1) > 0
        largest = max(largest, int((changed | members["parent"].isna()).sum()))
    return largest


def test_long_families_are_cut_and_say_so():
    var = story(120)
    ax = var.plot(versions=10)
    (marks,) = ax.child_axes[0].collections
    assert len(marks.get_offsets()) == 10
    assert "of which the 10 with most posts below them are shown" in words(ax)[0]


def test_the_drift_curve_shows_the_numbers_of_drift():
    var = story(60)
    ax = var.plot(kind="drift", draws=49, depths=4, title="Drift")
    table = var.drift(draws=49, depths=4)
    line = next(line for line in ax.lines if "copies" in str(line.get_label()))
    assert line.get_ydata().tolist() == table["distance"].tolist()
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert ticks[-1].startswith("5+\n") and len(ticks) == len(table)
    assert "slope" in words(ax)[0] and "p = " in words(ax)[0]


def test_posts_without_time_are_counted_and_strange_texts_do_not_stop_it():
    texts = [TEXT + " 🕊 $x$ 和平", TEXT + " مرحبا $y_{", TEXT + "\n\n\x07end"]
    var = tw.variants([*texts, TEXT], at=[1, 2, 3, None])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        ax = var.plot()
        ax.figure.canvas.draw()
    assert "1 post without a time is not shown" in words(ax)[0]
    assert "unknown account" in words(ax)


def test_what_cannot_be_drawn():
    var = story(5)
    for options, named in (
        ({"kind": "pie"}, "kind"), ({"family": 99}, "family"), ({"scale": "odd"}, "scale"),
        ({"versions": 1}, "versions"), ({"kind": "drift", "draws": 0}, "draws"),
    ):  # fmt: skip
        with pytest.raises(tw.InputError, match=named):
            var.plot(**options)
    for kind in ("edits", "drift"):
        with pytest.raises(tw.InputError, match=r"families|copy"):
            tw.variants(["a"]).plot(kind=kind)
    with pytest.raises(tw.InputError, match="time"):
        tw.variants([TEXT, TEXT]).plot()
