"""A corpus as a folder, and what the platform said of its posts and accounts later."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .. import _core
from ..errors import ArchiveError, InputError
from ..frames import Frame
from .grouping import Grouping

ROSTER = "roster.parquet"
NUMBER = "account_row"
_ROWS = 100_000
"""Posts of a row group: enough for readers, little for memory."""


class OnDisk(Grouping):
    """A corpus on disk, and its tables of deletions and handles."""

    @property
    def deletions(self) -> Frame:
        """Every post that the platform says was deleted.

        Returns
        -------
        frame
            ``post_id, author_id`` (null where neither a notice nor a post says), ``deleted_at``
            (the earliest time that a notice gives), ``seen`` (whether the post itself was read;
            then ``posts`` marks it as ``deleted``). One row a post, in order of time (unknown
            last) and then of id.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> len(tw.datasets.senators().deletions)
        0
        """
        return self._frame(self._core.deletions())

    @property
    def handles(self) -> Frame:
        """Every handle that each account was seen with.

        Returns
        -------
        frame
            ``account, handle, current`` (whether it is the one seen last). In order of account,
            then of first sight. An account may be found by any of them, unless another account
            was seen with it later.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> posts = pd.DataFrame(
        ...     {"post_id": ["1", "2"], "author_id": ["7", "7"], "author": ["old", "new"]}
        ... )
        >>> corpus = tw.from_frame(posts)
        >>> corpus.handles["handle"].tolist(), len(corpus.select(accounts="old"))
        (['old', 'new'], 2)
        """
        return self._frame(self._core.handles())

    def to_parquet(self, folder: str | Path) -> Path:
        """Write the corpus into a folder that :func:`twiplomacy.open` opens at once.

        Parameters
        ----------
        folder : str or Path
            A new or empty folder, or a corpus on disk, which is replaced.

        Returns
        -------
        Path
            The folder: ``corpus.json`` and ``columns/`` for :func:`twiplomacy.open`, and for R,
            DuckDB, polars and others ``posts.parquet``, ``accounts.parquet``,
            ``rejects.parquet`` and ``coverage.parquet``, the tables of the same names.

        Raises
        ------
        InputError
            If the folder holds something else.
        ArchiveError
            If it cannot be written.

        Notes
        -----
        All is written beside the folder and takes its place at the end: a run that is killed
        leaves what was there before. Linear in posts.

        Examples
        --------
        >>> import tempfile, pathlib, twiplomacy as tw
        >>> corpus = tw.datasets.senators()
        >>> folder = corpus.to_parquet(pathlib.Path(tempfile.mkdtemp()) / "senators")
        >>> tw.open(folder)
        <Corpus of 17,586 posts, roster of 89>
        """
        target = Path(folder).expanduser()
        check_folder(target)
        beside = target.with_name(f".{target.name}.part{os.getpid()}")
        try:
            beside.mkdir(parents=True)
            _core.save_corpus(self._core, beside, json.dumps(None))
            self._write_tables(beside)
            put(beside, target)
        except OSError as error:
            raise ArchiveError(f"{target}: cannot be written: {error}") from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return target

    def _write_tables(self, folder: Path) -> None:
        first = self._core.posts(None, 0, _ROWS)
        with pq.ParquetWriter(folder / "posts.parquet", first.schema, compression="zstd") as file:
            file.write_batch(first)
            for start in range(_ROWS, len(self._core), _ROWS):
                file.write_batch(self._core.posts(None, start, start + _ROWS))
        tables = {
            "accounts": self._accounts,
            "rejects": pa.Table.from_batches([self._core.rejects()]),
            "coverage": self._coverage(),
        }
        for name, table in tables.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        if self._roster is not None:
            roster = self._roster._arrow().append_column(NUMBER, self._roster_numbers)
            pq.write_table(roster, folder / ROSTER, compression="zstd")


def check_folder(target: Path) -> None:
    """Refuse a folder that holds something that is no corpus."""
    if target.exists() and not _core.is_corpus(target):
        if not target.is_dir():
            raise InputError(f"folder: {str(target)!r} is a file; wanted a folder")
        if any(target.iterdir()):
            raise InputError(
                f"folder: {str(target)!r} holds something that is no corpus; wanted a new or "
                "empty folder, or a corpus to replace"
            )


def put(beside: Path, target: Path) -> None:
    """Put a folder in the place of another."""
    old = target.with_name(f".{target.name}.old{os.getpid()}")
    if target.exists():
        target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)
