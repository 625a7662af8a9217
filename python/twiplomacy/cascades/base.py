"""What every measure of cascades stands on: the compiled half, and what ``by=`` means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .. import _core
from ..arguments import several
from ..errors import InputError
from ..frames import Backend, Frame, from_arrow, label_texts, to_arrow
from ..network.base import keyed

if TYPE_CHECKING:
    from ..corpus import Corpus

By = str | Sequence[str] | Mapping[Any, Any] | Frame
_Groups = tuple[list[Any], tuple[pa.Array, pa.Array] | None]


class Base:
    """The compiled cascades, and the corpus that they come from, if any."""

    def __init__(
        self,
        core: _core.Cascades,
        attribution: str,
        backend: Backend,
        corpus: Corpus | None = None,
    ) -> None:
        self._core = core
        self._attribution = attribution
        self._backend: Backend = backend
        self._corpus = corpus

    def _frame(self, data: pa.Table | pa.RecordBatch) -> Frame:
        return from_arrow(data, self._backend)

    def _account_groups(self, by: By) -> _Groups:
        """Turn ``by=`` into groups of accounts; a window of time is none."""
        groups = self._groups(by)
        for level in groups[0]:
            if isinstance(level, str) and level != "account":
                raise InputError(
                    f"by: {level!r} is a window of time; wanted groups of accounts: a column of "
                    "the roster, a mapping, or a frame with account and one more column"
                )
        return groups

    def _groups(self, by: By) -> _Groups:
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
                raise InputError(
                    f"by: {name!r}; these cascades have no roster: wanted a mapping of accounts "
                    "to groups, or a frame with account and one more column"
                )
        return list(names), None

    def _coded(self, keys: pa.LargeStringArray, cells: pa.Array) -> tuple[pa.Array, list[str]]:
        """Give each account the number of its group."""
        numbers = self._core.find_accounts(keys.to_pylist())
        known = numbers.is_valid().to_numpy(zero_copy_only=False)
        if not known.any():
            raise InputError(
                f"by: none of its {len(keys):,} accounts takes part in these cascades; wanted ids "
                "or handles as in edges"
            )
        places = numbers.drop_null().to_numpy()
        if len(np.unique(places)) != len(places):
            raise InputError("by: an account is named twice, by id and by handle; wanted each once")
        labels = label_texts(pa.chunked_array([cells.filter(pa.array(known))]), "by")
        encoded = labels.dictionary_encode()
        codes = np.zeros(self._core.n_accounts, np.uint32)
        missing = np.ones(self._core.n_accounts, bool)
        codes[places] = encoded.indices.fill_null(0).to_numpy()
        missing[places] = encoded.indices.is_null().to_numpy(zero_copy_only=False)
        return pa.array(codes, mask=missing), encoded.dictionary.to_pylist()
