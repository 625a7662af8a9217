"""From files and frames to a corpus."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from . import _core
from ._progress import reporting
from .corpus import Corpus, lacking
from .errors import ArchiveError, InputError
from .foreign import lacks
from .frames import Backend, as_text, backend_of, check_backend, pick_columns, plain, to_arrow
from .roster import Roster, read_roster

Paths = str | Path | Sequence[str | Path]

_LISTS = ("mentions", "hashtags", "urls")
_EXACT = 2**53
_COUNTERS = ("reply_count", "repost_count", "quote_count", "like_count", "view_count")


def read(
    paths: Paths,
    format: str = "auto",  # noqa: A002 - the name of the contract
    roster: Roster | Any | None = None,
    backend: Backend | None = None,
    progress: bool | None = None,
    *,
    columns: dict[str, str] | None = None,
    without: str | Sequence[str] = (),
) -> Corpus:
    r"""Read an archive of posts into a corpus.

    Twitter/X API v2 (answers with ``data``, ``includes`` and ``errors``, and flattened posts),
    Twitter API v1.1, Twitter's account archives and releases on information operations, and
    tables as CSV or Parquet; each plain, ``.gz`` or ``.zst``, told from
    the content and not from the name. A post that is inside another (retweeted, quoted,
    included) becomes a row of its own, once. Of several versions of a post the fullest is kept:
    whole text before cut text, then more fields filled, then the longer text, then the one read
    first; what it lacks is filled from the others. Of an edited post the latest version is kept,
    and references to earlier versions lead to it. Twitter's ``&amp;``, ``&lt;`` and ``&gt;`` are
    turned back into the characters that people saw.

    Parameters
    ----------
    paths : str, Path or list of them
        Files, or globs such as ``"archive/**/*.jsonl.gz"``, which are taken in alphabetical
        order.
    format : str
        ``"auto"``, or the name of one format for all files: ``"twitter-v2"``, ``"twitter-v1"``,
        ``"twitter-archive"`` (``tweets.js``), ``"twitter-archive-csv"`` (the old ``tweets.csv``),
        ``"twitter-operations"``, ``"bluesky"``, ``"mastodon"``, ``"activitypub"`` (the
        ``outbox.json`` of a Mastodon account), ``"truth-social"``, ``"telegram"``, ``"csv"``,
        ``"parquet"``. The posts of an account archive are
        its owner's, who stands in ``account.js`` in the same folder (``data/js/user_details.js``
        beside an old ``tweets.csv``); without that file they have no author.
    roster : Roster, path or frame, optional
        The officials; see :func:`twiplomacy.read_roster`.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table that this corpus gives; see :func:`twiplomacy.set_backend`.
    progress : bool, optional
        Whether to show progress; by default where a terminal or a notebook would show it.
    columns : dict, optional
        For tables: canonical name to the name in your table, such as
        ``{"post_id": "tweetid", "author": "user_screen_name"}``.
    without : list of {"text", "profiles"}, optional
        What is not kept: texts of posts; names, self-descriptions and places of accounts.

    Returns
    -------
    Corpus
        Its ``rejects`` table lists every line that could not be used, and why.

    Raises
    ------
    InputError
        If a file is not there, a glob finds nothing, or a table lacks ``post_id`` or an author.
    ArchiveError
        If a file cannot be read at all: a directory, a binary file, an unknown format.

    Notes
    -----
    Linear in the bytes read; lines are parsed in parallel. The result does not depend on the
    number of threads.

    Examples
    --------
    >>> import tempfile, pathlib, twiplomacy as tw
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> line = '{"id": "20", "text": "just setting up", "author_id": "12"}'
    >>> _ = (folder / "posts.jsonl").write_text(line + "\nnot json\n")
    >>> corpus = tw.read(folder / "*.jsonl")
    >>> len(corpus), len(corpus.rejects)
    (1, 1)
    """
    backend = check_backend(backend)
    files = _expand(paths)
    formats = [_format_of(file, format, columns) for file in files]
    if columns is not None and not {"csv", "parquet"} & set(formats):
        raise InputError("columns: given, but no file is a CSV or Parquet table")
    sources = [_source(file, kind, columns) for file, kind in zip(files, formats, strict=True)]
    with reporting("reading", "B", progress) as report:
        core = _core.read(sources, report, left_out(without))
    corpus = Corpus(core, backend)
    # A table in memory has its format last, a file in the middle.
    lacking.ids(corpus, {source[3] if len(source) == 4 else source[1] for source in sources})
    return corpus if roster is None else corpus.attach(roster=read_roster(roster))


def left_out(without: str | Sequence[str]) -> list[str]:
    """Return the names of what is not kept, in alphabetical order."""
    return [without] if isinstance(without, str) else sorted(set(without))


def from_frame(
    frame: Any,
    columns: dict[str, str] | None = None,
    roster: Roster | Any | None = None,
    backend: Backend | None = None,
    progress: bool | None = None,
) -> Corpus:
    """Take a table of posts that is in memory as a corpus.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or any Arrow table
        One row a post. It needs ``post_id`` and ``author_id`` or ``author`` (a handle); every
        other canonical column is taken where it is there: ``created_at, text, lang, kind,
        reply_to, reply_to_author, quote_of, quote_of_author, repost_of, repost_of_author, via,
        conversation_id, mentions, hashtags, urls, reply_count, repost_count, quote_count,
        like_count, view_count, platform``. Lists may be lists, or strings such as ``"a b"``,
        ``"a,b"`` or ``"['a', 'b']"``; without a column of mentions, hashtags or links they are
        read from the text. Times without a zone are UTC.
    columns : dict, optional
        Canonical name to your name, such as ``{"post_id": "tweet_id"}``.
    roster : Roster, path or frame, optional
        The officials; see :func:`twiplomacy.read_roster`.
    backend : {"pandas", "polars", "pyarrow"}, optional
        The kind of table that the corpus gives; by default the kind that came in.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If a column is missing or cannot be read: the message lists the columns that are there.

    Examples
    --------
    >>> import pandas as pd, twiplomacy as tw
    >>> frame = pd.DataFrame({"tweet": ["1", "2"], "author": ["un", "eu"], "reply_to": [None, "1"]})
    >>> corpus = tw.from_frame(frame, columns={"post_id": "tweet"})
    >>> corpus.posts["kind"].tolist()
    ['original', 'reply']
    """
    backend = check_backend(backend or backend_of(frame))
    source = _table_source("frame", to_arrow(frame, "frame"), columns, "the frame")
    with reporting("reading", "row", progress) as report:
        core = _core.read([source], report)
    corpus = Corpus(core, backend)
    lacking.ids(corpus, {source[3]})
    return corpus if roster is None else corpus.attach(roster=read_roster(roster))


def _expand(paths: Paths) -> list[Path]:
    """Resolve globs; every file must be there."""
    given = [paths] if isinstance(paths, str | Path) else paths
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise InputError(f"paths: {paths!r}; wanted a file name, a Path or a list of them")
    files: list[Path] = []
    for item in given:
        if not isinstance(item, str | Path):
            raise InputError(f"paths: {item!r}; wanted a file name or a Path")
        path = Path(item).expanduser()
        if path.is_dir():
            raise InputError(
                f"paths: {str(item)!r} is a directory; name its files, or a glob such as "
                f"{str(path / '*.jsonl')!r}"
            )
        if path.is_fifo() or path.is_socket():
            raise InputError(
                f"paths: {str(item)!r} is a pipe, which can be read only once; save it to a file "
                "first"
            )
        if path.exists():
            files.append(path)
            continue
        if not glob.has_magic(str(path)):
            raise InputError(f"paths: no file {str(item)!r}; wanted a file that exists")
        matched = sorted(
            Path(match)
            for match in glob.glob(str(path), recursive=True)  # noqa: PTH207 - absolute globs too
            if Path(match).is_file()
        )
        if not matched:
            raise InputError(f"paths: the glob {str(item)!r} finds no file")
        files.extend(matched)
    if not files:
        raise InputError("paths: an empty list; wanted at least one file")
    return files


def _source(file: Path, kind: str, columns: dict[str, str] | None) -> tuple[Any, ...]:
    """Return a file as the compiled reader takes it."""
    if kind == "parquet":
        return _parquet_source(file, columns)
    if kind != "csv":
        return (file, kind, {})
    # Say what is missing before anything is read.
    header = _core.header(file)
    nothing = pa.array([], pa.string())
    found = _canonical(pa.table([nothing] * len(header), names=header), columns, str(file))
    return (file, kind, {name: (columns or {}).get(name, name) for name in found})


def _format_of(file: Path, wanted: str, columns: dict[str, str] | None) -> str:
    if wanted == "auto":
        found = _core.sniff(file)
        # Who names the columns says what they are.
        return "csv" if columns and _core.format_reads(found) == "table" else found
    if wanted not in _core.formats():
        raise InputError(f"format: {wanted!r}; wanted auto, {', '.join(_core.formats())}")
    return wanted


def _table_source(
    name: str, table: pa.Table, columns: dict[str, str] | None, source: str
) -> tuple[Any, ...]:
    """Return a table in memory as the compiled reader takes it."""
    kind = "csv" if columns else _core.table_format(table.column_names)
    if kind == "csv":
        found = _canonical(table, columns, source)
        arrays = {own: _normalised(own, column) for own, column in found.items()}
    else:
        arrays = {own: _as_it_is(own, table[own]) for own in table.column_names}
    batch = pa.record_batch(list(arrays.values()), names=list(arrays))
    return (name, batch, 1, kind)


def _as_it_is(name: str, column: pa.ChunkedArray) -> pa.Array:
    """Bring a column of a known table to text, times or lists of text, whatever it is called."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _normalised("created_at", column)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        if pa.types.is_nested(kind.value_type):
            return _as_json(column)
        return _normalised("mentions", column)
    if pa.types.is_struct(kind):
        return _as_json(column)
    if pa.types.is_boolean(kind):
        return as_text(column.cast(pa.string()), name)
    if pa.types.is_floating(kind):
        largest = pc.max(pc.abs(pc.if_else(pc.is_finite(column), column, 0))).as_py() or 0
        # Coordinates and times may have fractions; what is larger is an id that lost its digits.
        if largest < _EXACT:
            return as_text(pc.if_else(pc.is_finite(column), column, None).cast(pa.string()), name)
    return as_text(column, name)


def _as_json(column: pa.ChunkedArray) -> pa.Array:
    """Write objects, and lists of them, as the JSON that they would be in a cell of a CSV."""
    cells = (None if cell is None else json.dumps(cell, default=str) for cell in column.to_pylist())
    return pa.array(cells, pa.large_string())


def _canonical(
    table: pa.Table, columns: dict[str, str] | None, source: str
) -> dict[str, pa.ChunkedArray]:
    """Find the canonical columns; a post needs an id and an author."""
    found = pick_columns(table, columns, _core.table_columns(), [], source)
    for wanted in (["post_id"], ["author_id", "author"]):
        if not found.keys() & set(wanted):
            raise lacks(source, table.column_names, wanted, columns)
    return found


def _normalised(name: str, column: pa.ChunkedArray) -> pa.Array:
    kind = column.type
    if name == "created_at" and (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        utc = pa.timestamp("us", "UTC")
        naive = pa.types.is_date(kind) or kind.tz is None
        times = column.cast(pa.timestamp("us"), safe=False) if naive else column
        return _one(times.cast(utc, safe=False))
    if name == "created_at" and pa.types.is_floating(kind):
        return as_text(column.cast(pa.string()), name)
    if name in _COUNTERS and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _one(_counts(column, name))
    is_list = (
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )
    if name in _LISTS and is_list:
        item = kind.value_type
        if (
            pa.types.is_null(item)
            or pa.types.is_string(item)
            or pa.types.is_large_string(item)
            or pa.types.is_string_view(item)
            or pa.types.is_integer(item)
        ):
            return _one(column.cast(pa.large_list(pa.large_string())))
        raise InputError(f"{name}: lists of {item}; wanted lists of strings")
    return as_text(column, name)


def _counts(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column.cast(pa.int64())
    column = column.cast(pa.float64())
    column = pc.if_else(pc.is_finite(column), pc.floor(column), pa.scalar(None, pa.float64()))
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid as error:
        raise InputError(f"{name}: {error}; wanted whole numbers") from error


def _one(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return pa.concat_arrays(column.chunks)


def _parquet_source(file: Path, columns: dict[str, str] | None) -> tuple[Any, ...]:
    try:
        with file.open("rb") as raw:
            whole = raw.read(4) == b"PAR1"
        data, fault = (b"", None) if whole else _core.read_all(file)
        if fault is not None:
            raise ArchiveError(f"{file}: the file breaks off: {fault}")
        # Say what is missing before anything is read, and name all that is there.
        there = pq.read_schema(file if whole else pa.BufferReader(data)).empty_table()
        wanted = _wanted(there, columns, str(file))
        table = pq.read_table(file if whole else pa.BufferReader(data), columns=wanted)
    except pa.ArrowException as error:
        raise ArchiveError(f"{file}: {error}") from error
    return _table_source(str(file), plain(table), columns, str(file))


def _wanted(there: pa.Table, columns: dict[str, str] | None, source: str) -> list[str]:
    """Return the names of the columns that are read."""
    if not columns and _core.table_format(there.column_names) != "csv":
        return list(there.column_names)
    found = _canonical(there, columns, source)
    own = {(columns or {}).get(name, name) for name in found}
    return [name for name in there.column_names if name in own]
