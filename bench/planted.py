"""A corpus of recombined real posts with planted families: who copied whom, and what changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

PLANTED = 0.3
KINDS = ("verbatim", "words", "marks", "cut", "prefix")
SHARES = (0.4, 0.25, 0.15, 0.1, 0.1)
MOST_EDITS = 2
ONE_EDIT = 0.85
LEAST_WORDS = 14
LARGEST = 500


@dataclass(frozen=True)
class Planted:
    """Posts in order of time, and what was planted.

    Attributes
    ----------
    posts : pandas.DataFrame
        One row a post: ``text``, ``at`` (datetime), ``family`` (number, -1 for the rest),
        ``parent`` (row, -1 for roots and the rest), ``kind`` of the change from the parent
        (one of `KINDS`, ``root`` or ``filler``), ``edits`` (changed words).
    """

    posts: pd.DataFrame


class _Pieces:
    """Cuts posts into pieces of a few words and puts pieces together."""

    def __init__(self, rng: np.random.Generator) -> None:
        import twiplomacy as tw

        posts = tw.datasets.senators().posts
        texts = posts.loc[posts["kind"] != "repost", "text"].dropna()
        self.rng = rng
        self.real = [words for text in texts if len(words := text.split()) >= 4]
        self.words = [word for words in self.real for word in words]
        self.links = [word for word in self.words if word.startswith("http")]
        self.handles = [word for word in self.words if word.startswith("@")]
        self.tags = [word for word in self.words if word.startswith("#")]
        self.lengths = np.array([len(words) for words in self.real])

    def text(self, least: int = 4) -> list[str]:
        """Put pieces of two to five words together, to the length of a real post."""
        rng = self.rng
        length = max(least, int(self.lengths[int(rng.random() * len(self.lengths))]))
        found: list[str] = []
        while len(found) < length:
            words = self.real[int(rng.random() * len(self.real))]
            size = 2 + int(rng.random() * 4)
            start = int(rng.random() * max(1, len(words) - size + 1))
            found += words[start : start + size]
        return found[:length]

    def one(self, of: list[str]) -> str:
        """Draw one."""
        return of[int(self.rng.random() * len(of))]

    def changed(self, words: list[str], kind: str) -> tuple[list[str], int]:
        """Change a text in one way; give it with the number of changed words."""
        rng, new = self.rng, list(words)
        if kind == "words":
            edits = 1 if rng.random() < ONE_EDIT else MOST_EDITS
            for _ in range(edits):
                places = [at for at, word in enumerate(new) if _is_plain(word)]
                if not places:
                    break
                place, how = places[int(rng.random() * len(places))], rng.random()
                if how < 1 / 4 and len(places) > LEAST_WORDS - 2:
                    del new[place]
                elif how < 1 / 2:
                    new.insert(place, self.plain())
                else:
                    new[place] = self.plain()
            return new, edits
        if kind == "marks":
            kept = [word for word in new if not word.startswith(("http", "@"))]
            marks = [self.one(self.links), self.one(self.handles)]
            new = [*kept, marks[0]] if rng.random() < 1 / 2 else [marks[1], *kept, marks[0]]
        elif kind == "cut":
            kept_share = 0.8 + 0.15 * rng.random()
            new = [*new[: max(1, int(len(new) * kept_share))], "…"]
        elif kind == "prefix":
            new = [*(self.plain() for _ in range(1 + int(rng.random() * 2))), *new]
        return new, 0

    def plain(self) -> str:
        """Draw a word that is no mark."""
        while True:
            word = self.one(self.words)
            if _is_plain(word):
                return word


def _is_plain(word: str) -> bool:
    return word[0].isalnum() and not word.startswith("http")


def planted(posts: int, seed: int = 0) -> Planted:
    """Make so many posts, of which a share of `PLANTED` is in families.

    Roots and filler are made of pieces of the bundled senators' posts, two to five words long, so
    that words, marks and lengths are real and no text is. A family has two members or more, by a
    power law, up to `LARGEST`. Each member after the root has a parent: the root (half of the
    time) or any member before it, and changes it in one way of `KINDS`.

    Parameters
    ----------
    posts : int
        How many.
    seed : int
        The same seed gives the same posts.

    Returns
    -------
    Planted
        The posts in order of time.
    """
    rng = np.random.default_rng(seed)
    pieces = _Pieces(rng)
    texts: list[str] = []
    rows: list[tuple[int, int, str, int, float]] = []
    family = 0
    while len(texts) < posts * PLANTED:
        size = min(LARGEST, 1 + int(1 / (1 - rng.random()) ** (1 / 1.3)))
        _grow(pieces, family, max(2, size), texts, rows)
        family += 1
    while len(texts) < posts:
        texts.append(" ".join(pieces.text()))
        rows.append((-1, -1, "filler", 0, 365 * rng.random()))
    frame = pd.DataFrame(rows, columns=["family", "parent", "kind", "edits", "day"])
    frame["text"] = texts
    # In order of time, with parents as rows of that order.
    order = np.argsort(frame["day"].to_numpy(), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    parent = frame["parent"].to_numpy()
    frame["parent"] = np.where(parent < 0, -1, place[parent])
    frame["at"] = pd.Timestamp("2031-01-01", tz="UTC") + pd.to_timedelta(
        (frame["day"] * 86_400e6).astype(np.int64), unit="us"
    )
    frame = frame.iloc[order].reset_index(drop=True)
    return Planted(frame[["text", "at", "family", "parent", "kind", "edits"]])


def _grow(
    pieces: _Pieces,
    family: int,
    size: int,
    texts: list[str],
    rows: list[tuple[int, int, str, int, float]],
) -> None:
    """Add a family: a root and those who copied it, or each other."""
    rng = pieces.rng
    start = len(texts)
    words = [[word for word in pieces.text(LEAST_WORDS + 2) if word != "RT"]]
    while sum(map(_is_plain, words[0])) < LEAST_WORDS:
        words[0].append(pieces.plain())
    texts.append(" ".join(words[0]))
    rows.append((family, -1, "root", 0, 300 * rng.random()))
    for _ in range(1, size):
        parent = 0 if rng.random() < 1 / 2 else int(rng.random() * len(words))
        kind = KINDS[int(np.searchsorted(np.cumsum(SHARES), rng.random()))]
        new, edits = pieces.changed(words[parent], kind)
        words.append(new)
        texts.append(" ".join(new))
        day = rows[start + parent][4] + rng.exponential(0.5) + 1e-5
        rows.append((family, start + parent, kind, edits, day))
