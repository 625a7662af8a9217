"""A column of texts in, a table of the same kind beside it out."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ..frames import Frame, backend_of, check_backend, from_arrow
from ..frames import texts as as_texts


def texts_in(texts: Any, argument: str = "texts") -> pa.LargeStringArray:
    """Take any column or list of strings; nulls stay null, lone surrogates become U+FFFD."""
    return as_texts(texts, argument)


def beside(data: Any, like: Any) -> Frame:
    """Give back the kind of table that the column came from."""
    return from_arrow(data, check_backend(backend_of(like)))
