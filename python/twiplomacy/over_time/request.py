"""What is asked of a series: the corpus, its windows and its groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..errors import InputError
from ..frames import label_texts

if TYPE_CHECKING:
    from ..corpus import Corpus

MOST_WINDOWS = 10_000

Key = tuple[str, ...]
"""The labels of a group, one for each part of ``by``."""


class Point(NamedTuple):
    """What was measured in one window of one group."""

    value: float
    n: int
    low: float = float("nan")
    high: float = float("nan")


Points = dict[tuple[Key, int], Point]
"""Points by group and by the number of their window."""


@dataclass(frozen=True)
class Request:
    """A series that is wanted."""

    corpus: Corpus
    every: str
    by: tuple[str, ...]
    draws: int
    seed: int
    options: dict[str, Any]
    report: Callable[[int, int], None] | None = None

    @cached_property
    def span(self) -> tuple[int, int]:
        """The times of the first and of the last post, in microseconds."""
        times = self.times[self.timed]
        if not len(times):
            raise InputError("every: no post of the corpus has a time; wanted some that have one")
        return int(times.min()), int(times.max())

    @cached_property
    def times(self) -> npt.NDArray[np.int64]:
        """The time of each post, in microseconds; 0 without one."""
        column = self.corpus._posts["created_at"].combine_chunks()
        return np.asarray(column.cast(pa.int64()).fill_null(0), np.int64)

    @cached_property
    def timed(self) -> npt.NDArray[np.bool_]:
        """Whether each post has a time."""
        column = self.corpus._posts["created_at"].combine_chunks()
        return np.asarray(column.is_valid(), bool)

    @cached_property
    def starts(self) -> list[int]:
        """When each window begins, and when the one after the last does."""
        return _core.window_starts(self.every, *self.span, MOST_WINDOWS)

    @property
    def windows(self) -> range:
        """The numbers of the windows."""
        return range(len(self.starts) - 1)

    def window_of(self, micros: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the number of the window in which each time lies."""
        return np.searchsorted(np.array(self.starts), micros, side="right") - 1

    @cached_property
    def _accounts(self) -> tuple[npt.NDArray[np.int64], list[Key]]:
        """The number of each account's group, -1 off the roster, and what the numbers mean."""
        if not self.by:
            return np.zeros(len(self.corpus._accounts), np.int64), [()]
        columns = [label_texts(self.corpus._of_roster(name), name).to_pylist() for name in self.by]
        keys = list(zip(*columns, strict=True))
        ordered = sorted({key for key in keys if None not in key})
        numbers = {key: place for place, key in enumerate(ordered)}
        return np.array([numbers.get(key, -1) for key in keys], np.int64), ordered

    @property
    def keys(self) -> list[Key]:
        """The groups, in alphabetical order; one without a label where there are none."""
        return self._accounts[1]

    @cached_property
    def authors(self) -> npt.NDArray[np.int64]:
        """The number of each post's author, -1 where unknown."""
        accounts = self.corpus._accounts["account"].combine_chunks()
        authors = self.corpus._posts["author_id"].combine_chunks()
        numbers = pc.index_in(authors, accounts).fill_null(-1)
        return np.asarray(numbers.cast(pa.int64()), np.int64)

    @cached_property
    def groups(self) -> npt.NDArray[np.int64]:
        """The number of each post's group: its author's, within the term on the roster; else -1."""
        if not self.by:
            return np.zeros(len(self.authors), np.int64)
        known = self.authors >= 0
        groups = np.where(known, self._accounts[0][self.authors], -1)
        terms = self.corpus._terms()
        if terms is not None:
            since = terms[0].fill_null(np.iinfo(np.int64).min).to_numpy()[self.authors]
            until = terms[1].fill_null(np.iinfo(np.int64).max).to_numpy()[self.authors]
            groups[~((since <= self.times) & (self.times < until))] = -1
        return groups

    @cached_property
    def places(self) -> npt.NDArray[np.int64]:
        """The number of each post's group and window in one, -1 where either is unknown."""
        within = self.timed & (self.groups >= 0)
        return np.where(within, self.groups * len(self.windows) + self.window_of(self.times), -1)

    def at(self, place: int) -> tuple[Key, int]:
        """Return the group and the window that a number in :attr:`places` means."""
        group, window = divmod(place, len(self.windows))
        return self.keys[group], window

    def members(self, key: Key) -> list[str]:
        """Return the accounts of a group."""
        chosen = pa.array(self._accounts[0] == self.keys.index(key))
        return self.corpus._accounts["account"].filter(chosen).to_pylist()  # type: ignore[no-any-return]

    def parts(self) -> Iterator[tuple[Key, int, Corpus]]:
        """Yield the corpus of each window of each group; only those with a post."""
        places = np.unique(self.places[self.places >= 0]).tolist()
        for done, place in enumerate(places):
            if self.report is not None:
                self.report(done, len(places))
            key, window = self.at(place)
            yield key, window, self.corpus.select(where=pa.array(self.places == place))
