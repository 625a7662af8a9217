"""What ``by=`` means where accounts may be grouped by hand: in cascades, and in variants."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa

from . import _core
from .arguments import several
from .errors import InputError
from .frames import Frame, label_texts, to_arrow
from .network.base import keyed

if TYPE_CHECKING:
    from .corpus import Corpus

By = str | Sequence[str] | Mapping[Any, Any] | Frame
Groups = tuple[list[Any], tuple[pa.Array, pa.Array] | None]


class Grouped(ABC):
    """Has accounts that a column of the roster, a window, a mapping or a frame may group."""

    _corpus: Corpus | None
    _WITHOUT_ROSTER: ClassVar[str]
    """What has no roster, and what is wanted in its place."""
    _NOBODY: ClassVar[str]
    """What none of the accounts that are named does, and what is wanted."""
    _ACCOUNT_IS_A_GROUP: ClassVar[bool] = True

    @abstractmethod
    def _numbers_of(self, keys: pa.LargeStringArray) -> pa.UInt32Array:
        """Return the number of each account; null for one that is not here."""

    @abstractmethod
    def _how_many(self) -> int:
        """Return how many accounts there are."""

    def _groups(self, by: By) -> Groups:
        """Turn ``by=`` into levels and terms, as the compiled half takes them."""
        if isinstance(by, pd.Series):
            by = by.to_dict()
        if isinstance(by, Mapping):
            return [self._coded(*keyed(by, "by"))], None
        if hasattr(by, "__arrow_c_stream__") or isinstance(by, pd.DataFrame | pa.RecordBatch):
            table = to_arrow(by, "by")
            if "account" in table.column_names and "node" not in table.column_names:
                names = ["node" if n == "account" else n for n in table.column_names]
                table = table.rename_columns(names)
            return [self._coded(*keyed(table, "by"))], None
        if self._corpus is not None:
            return self._corpus._groups(by)
        names = several(by, "by")
        for name in names:
            if name != "account" and not _core.is_window(name):
                raise InputError(f"by: {name!r}; {self._WITHOUT_ROSTER}")
        return list(names), None

    def _account_groups(self, by: By) -> Groups:
        """Turn ``by=`` into groups of accounts; a window of time is none."""
        groups = self._groups(by)
        for level in groups[0]:
            if isinstance(level, str) and not (level == "account" and self._ACCOUNT_IS_A_GROUP):
                what = "is a window of time; " if level != "account" else ""
                raise InputError(
                    f"by: {level!r} {what}wanted groups of accounts: a column of the roster, a "
                    "mapping, or a frame with account and one more column"
                )
        return groups

    def _coded(self, keys: pa.LargeStringArray, cells: pa.Array) -> tuple[pa.Array, list[str]]:
        """Give each account the number of its group."""
        numbers = self._numbers_of(keys)
        known = numbers.is_valid().to_numpy(zero_copy_only=False)
        if not known.any():
            raise InputError(f"by: none of its {len(keys):,} accounts {self._NOBODY}")
        rows = numbers.drop_null().to_numpy()
        if len(np.unique(rows)) != len(rows):
            raise InputError("by: an account is named twice, by id and by handle; wanted each once")
        labels = label_texts(pa.chunked_array([cells.filter(pa.array(known))]), "by")
        encoded = labels.dictionary_encode()
        codes = np.zeros(self._how_many(), np.uint32)
        missing = np.ones(self._how_many(), bool)
        codes[rows] = encoded.indices.fill_null(0).to_numpy()
        missing[rows] = encoded.indices.is_null().to_numpy(zero_copy_only=False)
        return pa.array(codes, mask=missing), encoded.dictionary.to_pylist()
