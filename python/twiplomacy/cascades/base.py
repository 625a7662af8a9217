"""What every measure of cascades stands on: the compiled half, and what ``by=`` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from .. import _core
from ..frames import Backend, Frame, from_arrow
from ..grouped import Grouped

if TYPE_CHECKING:
    from ..corpus import Corpus


class Base(Grouped):
    """The compiled cascades, and the corpus that they come from, if any."""

    _WITHOUT_ROSTER = (
        "these cascades have no roster: wanted a mapping of accounts to groups, or a frame with "
        "account and one more column"
    )
    _NOBODY = "takes part in these cascades; wanted ids or handles as in edges"

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

    def _numbers_of(self, keys: pa.LargeStringArray) -> pa.UInt32Array:
        return self._core.find_accounts(keys.to_pylist())

    def _how_many(self) -> int:
        return self._core.n_accounts
