"""A corpus on disk: opened without parsing, made from archives larger than memory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import _core
from ._progress import reporting
from .corpus import Corpus
from .corpus.disk import NUMBER, ROSTER
from .errors import ArchiveError, InputError
from .frames import Backend, check_backend, plain
from .reading import (
    Paths,
    _expand,
    _format_of,
    _parquet_source,
    _source,
    _table_source,
    _wanted,
    left_out,
)
from .roster import Roster

_HEAD = 1 << 16
"""Bytes at the beginning of a file that tell whether it is still the same."""
_ROWS = 20_000
"""Rows of a table that are taken up at a time."""
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_UNITS |= {"kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40}


def open(  # noqa: A001 - the name of the contract
    folder: str | Path,
    backend: Backend | None = None,
    verify: bool = False,
    progress: bool | None = None,
) -> Corpus:
    """Open a corpus on disk.

    Parameters
    ----------
    folder : str or Path
        What :meth:`Corpus.to_parquet` or :func:`convert` wrote.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table that this corpus gives; see :func:`twiplomacy.set_backend`.
    verify : bool
        Whether to compare every file with the hash that was noted when it was written.
    progress : bool, optional
        Whether to show progress, where files are compared.

    Returns
    -------
    Corpus
        With the roster that it had when it was written.

    Raises
    ------
    ArchiveError
        If the folder is no corpus, is damaged, or was written by another release whose format
        this one does not read.

    Notes
    -----
    Files are mapped into memory: nothing is parsed, and only what a measure touches is read.
    Do not change the files while the corpus is open. With ``verify`` linear in their bytes.

    Examples
    --------
    >>> import tempfile, pathlib, twiplomacy as tw
    >>> folder = pathlib.Path(tempfile.mkdtemp()) / "corpus"
    >>> _ = tw.datasets.senators().select(kind="reply").to_parquet(folder)
    >>> len(tw.open(folder, verify=True))
    437
    """
    backend = check_backend(backend)
    path = Path(folder).expanduser()
    with reporting("verifying", "B", progress if verify else False) as report:
        core = _core.open_corpus(path, verify, report)
    if not (path / ROSTER).exists():
        return Corpus(core, backend)
    try:
        table = pq.read_table(path / ROSTER)
    except (pa.ArrowException, OSError) as error:
        raise ArchiveError(f"{path / ROSTER}: {error}") from error
    numbers = table[NUMBER].combine_chunks().cast(pa.uint32())
    return Corpus(core, backend, Roster(table.drop_columns([NUMBER]), backend), numbers)


def convert(
    paths: Paths,
    out: str | Path,
    format: str = "auto",  # noqa: A002 - the name of the contract
    *,
    memory: str | int = "2GB",
    columns: dict[str, str] | None = None,
    without: str | Sequence[str] = (),
    restart: bool = False,
    backend: Backend | None = None,
    progress: bool | None = None,
    checkpoint_s: float = 5.0,
) -> Corpus:
    r"""Make a corpus on disk from archives of any size.

    The archives are read as by :func:`twiplomacy.read`, piece by piece. A run that was stopped,
    in whatever way, goes on where it was when it is called again with the same arguments, and
    gives the same files, byte for byte, as one that was not.

    Parameters
    ----------
    paths : str, Path or list of them
        Files or globs, as in :func:`twiplomacy.read`.
    out : str or Path
        A new or empty folder, or one that an earlier run began.
    format : str
        As in :func:`twiplomacy.read`.
    memory : str or int
        How much memory to use, such as ``"500MB"`` or ``"4GB"``: for the index of posts and
        accounts, and for buffers. Pages of mapped files come on top; the system takes them back
        when it needs them.
    columns : dict, optional
        For tables, as in :func:`twiplomacy.read`.
    without : list of {"text", "profiles"}, optional
        What is never stored: texts of posts; names, self-descriptions and places of accounts.
    restart : bool
        Whether to forget what an earlier run did, and to replace a corpus that is there.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table that the corpus gives.
    progress : bool, optional
        Whether to show progress.
    checkpoint_s : float
        Seconds from one checkpoint to the next: no more than this is done again.

    Returns
    -------
    Corpus
        The corpus in ``out``, as :func:`open` gives it.

    Raises
    ------
    InputError
        If the folder holds something else, or was begun with other inputs or options; if the
        index does not fit the memory (the message says how much is needed).
    ArchiveError
        If a file cannot be read at all, or the disk is full.

    Notes
    -----
    Time is linear in the bytes read, and ``O(n log n)`` in posts at the end. Memory is some 20
    to 30 bytes a distinct post; see the guide for what was measured.

    Examples
    --------
    >>> import tempfile, pathlib, twiplomacy as tw
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> line = '{"id": "20", "text": "just setting up", "author_id": "12"}'
    >>> _ = (folder / "posts.jsonl").write_text(line + "\nnot json\n")
    >>> corpus = tw.convert(folder / "*.jsonl", folder / "corpus")
    >>> len(corpus), len(corpus.rejects)
    (1, 1)
    """
    backend = check_backend(backend)
    files = _expand(paths)
    formats = [_format_of(file, format, columns) for file in files]
    if columns is not None and not {"csv", "parquet"} & set(formats):
        raise InputError("columns: given, but no file is a CSV or Parquet table")
    kept_out = left_out(without)
    pairs = zip(files, formats, strict=True)
    source = {
        "files": [_fingerprint(file, kind) for file, kind in pairs],
        "columns": columns,
        "without": kept_out,
    }
    folder = Path(out).expanduser()
    building = _core.Building(
        folder, json.dumps(source), kept_out, parse_size(memory), float(checkpoint_s), restart
    )
    try:
        if not building.whole:
            _build(building, files, formats, columns, progress)
    finally:
        building.close()
    return open(folder, backend)


def _build(
    building: _core.Building,
    files: Sequence[Path],
    formats: Sequence[str],
    columns: dict[str, str] | None,
    progress: bool | None,
) -> None:
    begin, parts = building.position
    left = list(zip(files, formats, strict=True))[begin:]
    for is_parquet, group in groupby(left, lambda item: item[1] == "parquet"):
        if not is_parquet:
            sources = [_source(file, kind, columns) for file, kind in group]
            with reporting("converting", "B", progress) as report:
                building.add(sources, report)
            parts = 0
            continue
        for file, _ in group:
            for source in islice(_parquet_parts(file, columns), parts, None):
                building.add_part(source)
            building.end_input()
            parts = 0
    building.finish()


def _parquet_parts(file: Path, columns: dict[str, str] | None) -> Iterator[tuple[Any, ...]]:
    """Read a Parquet file piece by piece."""
    with file.open("rb") as raw:
        whole = raw.read(4) == b"PAR1"
    if not whole:  # compressed as a whole: there is no reading it in pieces
        yield _parquet_source(file, columns)
        return
    try:
        table = pq.ParquetFile(file)
        there = table.schema_arrow.empty_table()
        wanted = _wanted(there, columns, str(file))
        row = 1
        for batch in table.iter_batches(_ROWS, columns=wanted):
            piece = plain(pa.Table.from_batches([batch]))
            name, cells, _, kind = _table_source(str(file), piece, columns, str(file))
            yield (name, cells, row, kind)
            row += batch.num_rows
        if row == 1:
            yield _parquet_source(file, columns)
    except pa.ArrowException as error:
        raise ArchiveError(f"{file}: {error}") from error


def _fingerprint(file: Path, kind: str) -> dict[str, Any]:
    """Tell a file from another, or from what it was before."""
    try:
        state = file.stat()
        with file.open("rb") as raw:
            head = hashlib.blake2b(raw.read(_HEAD), digest_size=16).hexdigest()
    except OSError as error:
        raise ArchiveError(f"{file}: {error}") from error
    return {
        "path": str(file),
        "format": kind,
        "bytes": state.st_size,
        "modified_ns": state.st_mtime_ns,
        "head": head,
    }


def parse_size(size: str | int) -> int:
    """Take a number of bytes as people write it.

    Examples
    --------
    >>> parse_size("2GB"), parse_size("1.5 GiB"), parse_size(10**9)
    (2000000000, 1610612736, 1000000000)
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", str(size).lower())
    if found is None or found[2] not in _UNITS or isinstance(size, bool):
        raise InputError(f'memory: {size!r}; wanted a size such as "500MB" or "2GB"')
    return int(float(found[1]) * _UNITS[found[2]])
