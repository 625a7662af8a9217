"""Writing files so that a killed run leaves nothing half-written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ArchiveError


@contextmanager
def written_whole(path: str | Path) -> Iterator[Path]:
    """Yield a path beside the wanted one, which takes its place once all went well.

    Parameters
    ----------
    path : str or Path
        Where the file is wanted; its folder is made if need be.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> with written_whole(target) as beside:
    ...     _ = beside.write_text("whole")
    >>> target.read_text()
    'whole'
    """
    target = Path(path).expanduser()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{target}: its folder cannot be made: {error}") from error
    # The suffix stays last: some writers choose the format by it.
    beside = target.with_name(f".{target.stem}.part{os.getpid()}{target.suffix}")
    try:
        yield beside
        try:
            beside.replace(target)
        except OSError as error:
            raise ArchiveError(f"{target}: cannot be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
