"""Which languages texts are written in."""

from __future__ import annotations

from typing import Any

from .. import _core
from ..frames import Frame
from ._columns import beside, texts_in


def language(texts: Any, own: bool = True) -> Frame:
    return beside(_core.content_language(texts_in(texts), own), texts)
