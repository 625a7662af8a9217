"""A column of texts in, a table of the same kind beside it out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa

from ..errors import InputError
from ..frames import Frame, backend_of, check_backend, from_arrow, lists_of_strings
from ..frames import texts as as_texts


def texts_in(texts: Any, argument: str = "texts") -> pa.LargeStringArray:
    """Take any column or list of strings; nulls stay null, lone surrogates become U+FFFD."""
    return as_texts(texts, argument)


def texts_or_tokens(texts: Any, argument: str = "texts") -> pa.Array:
    """Take a column of strings, or one of lists of strings; nulls stay null."""
    try:
        lists = lists_of_strings(texts, argument)
    except InputError as error:
        if not isinstance(error.__cause__, UnicodeEncodeError):
            raise
        lists = None  # strings with half a character, which texts_in mends
    return texts_in(texts, argument) if lists is None else lists


def beside(data: Any, like: Any) -> Frame:
    """Give back the kind of table that the column came from."""
    return from_arrow(data, check_backend(backend_of(like)))


def row_by_row(data: Any, like: Any) -> Frame:
    """Give back one row a text; a pandas Series keeps its index, so that columns fit beside it."""
    frame = beside(data, like)
    if isinstance(like, pd.Series) and isinstance(frame, pd.DataFrame):
        frame.index = like.index
    return frame
