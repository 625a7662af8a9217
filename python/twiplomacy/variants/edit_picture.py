"""A family as ink on paper: who copied whom, and what each hand changed."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..cascades.canvas import settle, write_notes
from ..cascades.layout import time_axis
from ..errors import InputError
from ..network.labels import shortened
from ..palette import COLOURS, INK, QUIET
from .base import Base

SIZE = 8.0
_INSERTED, _STRUCK = COLOURS[0], COLOURS[1]
# Where the columns stand, in shares of the width.
_TREE, _NAME, _COUNT, _TEXT = 0.30, 0.325, 0.475, 0.525
_LONGEST_WORD = 22
_LONGEST_TEXT = 1_000
# A link that names a person: the platforms' own, and `server/@name` of Mastodon and its kin.
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|mobile\.|m\.)?"
    r"(?:(?:twitter|x|instagram|facebook|fb|tiktok|threads|vk|weibo|gettr|truthsocial)\.com/"
    r"|(?:reddit|youtube|linkedin)\.com/(?:u|user|in|c|channel)/|bsky\.app/profile/"
    r"|(?:t|telegram)\.me/|threads\.net/|[^/\s]+/(?:@|users/))"
    r"(?P<name>[^/?#]+)",
    re.IGNORECASE,
)
_WIDTH = 125


@dataclass
class Version:
    """A text that differs from its parent's, and the posts that pass it on unchanged."""

    parent: int
    at: float
    name: str
    changes: list[list[tuple[str, str]]]
    posts: int = 1


@dataclass
class Versions:
    """The versions of one family that are drawn, each parent before its children."""

    rows: list[Version]
    every: int
    posts: int
    untimed: int
    accounts: int
    root: str
    shown: list[int] = field(default_factory=list)


def figure_size(rows: int) -> tuple[float, float]:
    """Give so many rows room enough to be read."""
    return 10.0, float(np.clip(1.7 + 0.21 * rows, 2.4, 44.0))


def read_versions(variants: Base, family: int, known: dict[int, str], most: int) -> Versions:
    """Put posts that changed nothing together with the one that they passed on."""
    lineage = pa.table(variants._core.lineage())
    members = lineage.filter(pc.equal(lineage["family"], family))
    names = variants._names
    texts, times = names.texts, names.times
    posts = members["post"].combine_chunks()
    accounts = names.authors.take(posts)
    own = {key: place + 1 for place, key in enumerate(pc.unique(accounts).to_pylist())}
    handles = {name.lower() for name in known.values()}
    of: dict[int, int] = {}
    made: list[Version] = []
    untimed = 0
    for row, at, account in zip(
        members.to_pylist(), times.take(posts).to_pylist(), accounts.to_pylist(), strict=True
    ):
        if at is None:
            untimed += 1
            continue
        parent = row["parent"]
        changed = parent is None or row["dropped"] + row["added"] + row["substituted"] > 0
        if not changed:
            of[row["post"]] = of[parent]
            made[of[parent]].posts += 1
            continue
        of[row["post"]] = len(made)
        name = (
            "unknown account" if account is None else known.get(account, f"account {own[account]}")
        )
        changes = [] if parent is None else _changes(texts[parent], texts[row["post"]], handles)
        made.append(Version(-1 if parent is None else of[parent], at / 1e6, name, changes))
    if not made:
        raise InputError(
            f"family: no post of family {family} has a time; wanted times to draw its lineage"
        )
    root = pa.table(variants._core.families())["root_text"][family].as_py()
    first = _veiled(root or "", handles)
    found = Versions([], len(made), len(members), untimed, len(own), first)
    found.rows = _ordered(made, most)
    return found


def _ordered(made: list[Version], most: int) -> list[Version]:
    """Put each version below its parent, its own before those that came later; so many at most."""
    parents = np.array([version.parent for version in made], dtype=np.int64)
    # Posts below each version: later ones first, since parents come before their children.
    weight = np.array([version.posts for version in made], dtype=np.int64)
    for place in range(len(made) - 1, -1, -1):
        if parents[place] >= 0:
            weight[parents[place]] += weight[place]
    kept = set(_heaviest(weight, parents, most))
    children: dict[int, list[int]] = {}
    for place in sorted(kept):
        children.setdefault(int(parents[place]), []).append(place)
    order: list[int] = []
    waiting = children.get(-1, [])[::-1]
    while waiting:
        place = waiting.pop()
        order.append(place)
        waiting += children.get(place, [])[::-1]
    new = {place: row for row, place in enumerate(order)} | {-1: -1}
    for place in order:
        made[place].parent = new[made[place].parent]
    return [made[place] for place in order]


def _heaviest(weight: Any, parents: Any, most: int) -> list[int]:
    """Choose versions with most posts below them; of each its parent, too."""
    order = np.lexsort((np.arange(len(weight)), -weight))
    kept = order[:most].tolist()
    there = set(kept)
    # A parent weighs more than its child, or comes first: it is there.
    return [place for place in kept if parents[place] < 0 or int(parents[place]) in there]


def _changes(before: Any, after: Any, handles: set[str]) -> list[list[tuple[str, str]]]:
    """Return runs of changes: for each the word before it, and what goes and comes."""
    old, new = (pa.array([text.as_py()], pa.large_string()) for text in (before, after))
    table = pa.table(_core.compare_texts(old, new, True))
    runs: list[list[tuple[str, str]]] = []
    context = ""
    edits = zip(
        *(table[name].to_pylist() for name in ("op", "token_before", "token_after")), strict=True
    )
    for keep, run in groupby(edits, key=lambda edit: edit[0] == "keep"):
        edits_here = list(run)
        if keep:
            context = edits_here[-1][1]
            continue
        gone = [old for _, old, _ in edits_here if old is not None]
        come = [new for _, _, new in edits_here if new is not None]
        parts = [("context", _word(context, handles))] if context else []
        parts += [("struck", _line(gone, handles))] if gone else []
        parts += [("inserted", _line(come, handles))] if come else []
        runs.append(parts)
    return runs


def _line(words: Sequence[str], handles: set[str]) -> str:
    shown = [_word(word, handles) for word in words[:6]]
    return " ".join(shown) + (f" … ({len(words) - 6} more)" if len(words) > 6 else "")


def _word(word: str, handles: set[str]) -> str:
    """Shorten a token; handles of people who are not to be named are hidden."""
    word = _veil(word, handles)
    word = word.removeprefix("https://").removeprefix("http://")
    word = "".join(c if c.isprintable() else " " for c in word)
    return word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"


def _veil(token: str, handles: set[str]) -> str:
    """Hide the handle of a person who is not to be named, also in a link to a profile or post."""
    if token[:1] in "@＠" and len(token) > 1 and token[1:].lower() not in handles:
        return "@…"
    found = _PROFILE.match(token)
    if found is None or found["name"].lower() in handles:
        return token
    return f"{token[: found.start('name')]}…"


def _veiled(text: str, handles: set[str]) -> str:
    """Hide such handles in a text, as much of it as a picture may show."""
    text = text[:_LONGEST_TEXT]
    found = _core.content_tokens(pa.array([text], pa.large_string()), False, None)
    parts, at = [], 0
    for token in pa.table(found)["tokens"][0].as_py():
        place = text.find(token, at)
        if place >= 0:
            parts += [text[at:place], _veil(token, handles)]
            at = place + len(token)
    return "".join(parts) + text[at:]


def draw_edits(ax: Any, made: Versions, scale: str, title: str | None) -> None:
    """Draw versions into axes: time at the left, what was changed at the right."""
    ax.set_axis_off()
    ax.set_xlim(0, 1)
    count = len(made.rows)
    ax.set_ylim(count - 0.4, -0.6)
    tree = ax.inset_axes([0.0, 0.0, _TREE, 1.0])
    _draw_tree(tree, made.rows, scale)
    tree.set_ylim(count - 0.4, -0.6)
    with warnings.catch_warnings():
        # A script that the font lacks is drawn as boxes; that is no reason to stop.
        warnings.filterwarnings("ignore", message="Glyph")
        write_notes(ax, _notes(made), title)
        settle(ax)
        writer = _Writer(ax)
        for row, version in enumerate(made.rows):
            writer.row(row, version)


def _notes(made: Versions) -> list[str]:
    words = " ".join("".join(c if c.isprintable() else " " for c in made.root).split())
    lines = textwrap.wrap(words, _WIDTH, max_lines=3, placeholder=" …") or [""]
    lines[0] = f"first text: {lines[0]}"
    counts = ((made.posts, "post"), (made.accounts, "account"), (made.every, "version"))
    posts, accounts, versions = (f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in counts)
    note = f"{posts} by {accounts}, {versions}"
    if len(made.rows) < made.every:
        note += f", of which the {len(made.rows):,} with most posts below them are shown"
    if made.untimed:
        left_out = "post without a time is" if made.untimed == 1 else "posts without a time are"
        note += f"; {made.untimed:,} {left_out} not shown"
    return [f"{note}; who had it from whom is inferred", *lines]


def _draw_tree(ax: Any, rows: list[Version], scale: str) -> None:
    start = min(version.at for version in rows)
    seconds = np.array([version.at - start for version in rows])
    x = time_axis(ax, seconds, scale)
    ax.set_xlabel(ax.get_xlabel().replace(" since the root", ""), fontsize=SIZE)
    ax.tick_params(axis="x", labelsize=SIZE - 1)
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(QUIET)
    for row, version in enumerate(rows):
        if version.parent >= 0:
            ax.plot(
                [x[version.parent], x[version.parent], x[row]],
                [version.parent, row, row],
                color=QUIET, linewidth=0.9, zorder=1, clip_on=False, solid_joinstyle="miter",
            )  # fmt: skip
    # A thin rule leads the eye from each mark to its words.
    edge = ax.get_xlim()[1]
    for row in range(len(rows)):
        ax.plot([x[row], edge], [row, row], color="#e3e3e3", linewidth=0.6, zorder=0)
    ax.set_xlim(right=edge)
    sizes = 16.0 + 9.0 * np.sqrt([version.posts - 1 for version in rows])
    colours = [INK if version.parent < 0 else COLOURS[0] for version in rows]
    ax.scatter(
        x, np.arange(len(rows)), s=np.minimum(sizes, 90.0), c=colours, edgecolors="white",
        linewidths=0.6, zorder=3, clip_on=False,
    )  # fmt: skip


class _Writer:
    """Writes the words of a row, one after the other, until the line is full."""

    def __init__(self, ax: Any) -> None:
        self.ax = ax
        figure = ax.figure.figure
        self.renderer = figure.canvas.get_renderer()
        page = ax.get_window_extent(self.renderer)
        self.width = page.width
        self.pitch = page.height / abs(np.diff(ax.get_ylim())[0])

    def row(self, row: int, version: Version) -> None:
        """Write who made a version, of how many posts it is, and what was changed."""
        self._put(_NAME, row, shortened(version.name), INK)
        if version.posts > 1:
            self._put(_COUNT, row, f"×{version.posts:,}", INK)
        if version.parent < 0:
            self._put(_TEXT, row, "the first text" if row == 0 else "nothing like it before", QUIET)
            return
        at = _TEXT
        for place, run in enumerate(version.changes):
            left = len(version.changes) - place
            at, fits = self._run(at, row, run, place > 0, f" + {left:,} more" if left > 1 else "")
            if not fits:
                rest = "changed" if place == 0 else f"+ {left:,} more"
                self._put(at, row, rest, QUIET)
                return

    def _run(
        self, at: float, row: int, run: list[tuple[str, str]], apart: bool, rest: str
    ) -> tuple[float, bool]:
        """Write one run of changes, if it and the note of what is left have room."""
        start = at
        pieces: list[Any] = []
        if apart:
            at = self._add(pieces, at, row, "· ", QUIET)
        for kind, words in run:
            colour = {"context": QUIET, "struck": _STRUCK, "inserted": _INSERTED}[kind]
            begin = at
            at = self._add(pieces, at, row, words, colour)
            if kind != "context":
                pieces.append(self._rule(begin, at, row, kind, colour))
            at += 4.0 / self.width * self.ax.figure.dpi / 100
        room = self._length(rest) if rest else 0.0
        if at + room > 1.0:
            for piece in pieces:
                piece.remove()
            return start, False
        return at, True

    def _add(self, pieces: list[Any], at: float, row: int, words: str, colour: str) -> float:
        text = self._put(at, row, words, colour)
        pieces.append(text)
        return at + float(text.get_window_extent(self.renderer).width / self.width)

    def _put(self, at: float, row: int, words: str, colour: str) -> Any:
        return self.ax.text(
            at,
            row,
            words,
            fontsize=SIZE,
            color=colour,
            va="center_baseline",
            ha="left",
            parse_math=False,
        )

    def _rule(self, begin: float, end: float, row: int, kind: str, colour: str) -> Any:
        """Strike words through, or underline them."""
        points = 0.0 if kind == "struck" else 0.62 * SIZE
        shift = points * self.ax.figure.dpi / 72.0 / self.pitch
        (line,) = self.ax.plot(
            [begin, end], [row + shift] * 2, color=colour, linewidth=0.8, solid_capstyle="butt"
        )
        return line

    def _length(self, words: str) -> float:
        text = self._put(0.0, 0, words, QUIET)
        width = float(text.get_window_extent(self.renderer).width / self.width)
        text.remove()
        return width
