"""Dictionaries: categories of words and patterns, and how often texts use them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..arguments import several
from ..errors import InputError, require, warn
from ..files import written_whole
from ..frames import Frame, check_backend, from_arrow
from ._columns import row_by_row, texts_in
from .dictionary_files import Draft, read_draft
from .nested import flat

WORDS = "n_words"
"""The column beside the categories, whose name none of them may have."""


class Dictionary(Mapping[str, tuple[str, ...]]):
    r"""Words and patterns by category.

    Parameters
    ----------
    entries : mapping
        Category to its entries: a string, a list of strings, or categories within it, whose names
        are joined by a dot (``economy.jobs``). ``*`` stands for any characters or none, ``?`` for
        one; ``\*`` and ``\?`` are the signs themselves. Several tokens between blanks
        (``united states``) must follow each other with nothing but blanks between them; a lone
        ``*`` there is any one token.
    ignore_case : bool
        Whether ``Peace`` and ``peace`` are the same.
    exact : list of str
        Entries whose case counts all the same: ``exact=["US"]`` keeps ``US`` apart from ``us``.

    Attributes
    ----------
    categories : list of str
        The names of the categories, in order.
    labels : dict
        What a LIWC file calls a category at length, where it does.
    entries : frame
        ``category, entry``: one row an entry.
    notes : frame
        ``line, entry, note``: what of a file could not be used as it stands.

    Raises
    ------
    InputError
        If a category is twice there or named ``n_words``, or an entry is no string or holds no
        token.

    See Also
    --------
    twiplomacy.content.count : look texts up.

    Notes
    -----
    A dictionary is a mapping: ``dictionary["peace"]`` gives the entries of a category,
    ``len(dictionary)`` the number of categories. An entry that is twice in a category is there
    once.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> dictionary = tw.Dictionary({"talk": ["negotiat*", "cease fire"], "war": {"arms": "tank*"}})
    >>> dictionary.categories
    ['talk', 'war.arms']
    >>> dictionary
    <Dictionary: 2 categories, 3 entries>
    """

    def __init__(
        self, entries: Mapping[str, Any], ignore_case: bool = True, exact: Sequence[str] = ()
    ) -> None:
        self._set(Draft(flat(entries, "entries")), ignore_case, exact, "entries")

    def _set(self, draft: Draft, ignore_case: bool, exact: Sequence[str], source: str) -> None:
        if not isinstance(ignore_case, bool):
            raise InputError(f"ignore_case: {ignore_case!r}; wanted True or False")
        if WORDS in draft.entries:
            raise InputError(
                f"{source}: a category named {WORDS!r}, which is the column that counts words; "
                "wanted another name"
            )
        self._entries = {name: tuple(dict.fromkeys(draft.entries[name])) for name in draft.entries}
        self._ignore_case = ignore_case
        self._exact = [entry.strip() for entry in several(exact, "exact")]
        there = {entry for entries in self._entries.values() for entry in entries}
        for entry in self._exact:
            if entry not in there:
                raise InputError(f"exact: {entry!r} is no entry; wanted one as it is written there")
        self._notes = draft.notes
        self.labels = dict(draft.labels)
        self.categories = list(self._entries)
        rows = [
            (entry, number)
            for number, name in enumerate(self.categories)
            for entry in self._entries[name]
        ]
        try:
            self._core = _core.Dictionary(rows, self.categories, ignore_case, self._exact)
        except InputError as error:
            raise InputError(f"{source}: {error}") from error
        except UnicodeEncodeError as error:
            raise InputError(
                f"{source}: an entry or category with half a character ({error}); wanted Unicode"
            ) from error

    @classmethod
    def read(
        cls,
        path: str | Path,
        format: str | None = None,  # noqa: A002 - as in tw.read
        ignore_case: bool = True,
        exact: Sequence[str] = (),
        encoding: str | None = None,
    ) -> Dictionary:
        r"""Read a dictionary from a file.

        Parameters
        ----------
        path : str or Path
            The file.
        format : str, optional
            ``"liwc"`` (2007 and 2015, ``.dic``), ``"lexicoder"`` (``.lc3``), ``"yaml"`` (quanteda,
            ``.yml, .yaml``), ``"json"``, ``"wordstat"`` (``.cat``) or ``"yoshikoder"`` (``.ykd``).
            Without it the ending of the name decides.
        ignore_case : bool
            Whether ``Peace`` and ``peace`` are the same.
        exact : list of str
            Entries whose case counts all the same.
        encoding : str, optional
            That of the file; without it UTF-8 (or UTF-16 with its mark), else Windows-1252.

        Returns
        -------
        Dictionary
            Categories in the order of the file.

        Raises
        ------
        InputError
            If the file is not there or something in it cannot be used: the message names file
            and line.
        MissingDependencyError
            If it is YAML and PyYAML is not installed.

        Warns
        -----
        CoverageWarning
            If parts of entries had to be left out: see ``notes``.

        Notes
        -----
        LIWC: a category is named as in the header, without the label in brackets, and the
        indented headers of 2015 give labels but no longer names, since their entries list the
        parents' numbers, too. The conditions of 2007 (``(02 134)125/464``, ``<of>131/125``) are
        published nowhere: these parts of an entry are left out and noted, the plain numbers
        beside them hold. Lexicoder: blanks around an entry mark the borders of words, which
        every entry has here; ``=`` begins a category within one with ``+``. WordStat: ``_`` joins
        the words of an entry; weights and rules are noted and not used. Reading is linear in the
        size of the file.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import twiplomacy as tw
        >>> path = Path(tempfile.mkdtemp()) / "small.dic"
        >>> header = "%\n1\ttalk\n2\twar\n%\n"
        >>> _ = path.write_text(header + "negotiat*\t1\ncease fire\t1\t2\n")
        >>> dict(tw.Dictionary.read(path))
        {'talk': ('negotiat*', 'cease fire'), 'war': ('cease fire',)}
        """
        dictionary = cls.__new__(cls)
        draft = read_draft(path, format, encoding)
        dictionary._set(draft, ignore_case, exact, str(path))
        if draft.notes:
            line, entry, note = draft.notes[0]
            warn(
                f"{path}: parts of {len(draft.notes):,} entries are not used, such as {entry!r} in "
                f"line {line} ({note}); see .notes of the dictionary"
            )
        return dictionary

    @property
    def entries(self) -> Frame:
        """One row an entry: ``category, entry``."""
        rows = [(name, entry) for name, entries in self._entries.items() for entry in entries]
        columns = [[row[place] for row in rows] for place in (0, 1)]
        text = pa.large_string()
        table = pa.table({"category": pa.array(columns[0], text), "entry": columns[1]})
        return from_arrow(table.cast(pa.schema([("category", text), ("entry", text)])), _backend())

    @property
    def notes(self) -> Frame:
        """What of the file could not be used as it stands: ``line, entry, note``."""
        lines, entries, notes = zip(*self._notes, strict=True) if self._notes else ((), (), ())
        text = pa.large_string()
        table = pa.table(
            [pa.array(lines, pa.int64()), pa.array(entries, text), pa.array(notes, text)],
            names=["line", "entry", "note"],
        )
        return from_arrow(table, _backend())

    def at_level(self, level: int) -> Dictionary:
        """Merge the categories within others: their names keep as many parts as ``level`` says.

        Parameters
        ----------
        level : int
            1 for the outermost categories only.

        Returns
        -------
        Dictionary
            With the entries of all merged categories.

        Raises
        ------
        InputError
            If the level is below 1.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> nested = tw.Dictionary({"war": {"arms": "tank*", "acts": ["attack*", "shell*"]}})
        >>> dict(nested.at_level(1))
        {'war': ('tank*', 'attack*', 'shell*')}
        """
        if isinstance(level, bool) or not isinstance(level, int) or level < 1:
            raise InputError(f"level: {level!r}; wanted a whole number from 1 on")
        merged: dict[str, list[str]] = {}
        for name, entries in self._entries.items():
            merged.setdefault(".".join(name.split(".")[:level]), []).extend(entries)
        return Dictionary(merged, self._ignore_case, self._exact)

    def to_json(self, path: str | Path) -> None:
        """Write categories and entries as JSON; :meth:`read` reads them back.

        Parameters
        ----------
        path : str or Path
            Where to; a file that is there is replaced.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import twiplomacy as tw
        >>> path = Path(tempfile.mkdtemp()) / "talk.json"
        >>> tw.Dictionary({"talk": ["negotiat*"]}).to_json(path)
        >>> tw.Dictionary.read(path) == tw.Dictionary({"talk": ["negotiat*"]})
        True
        """
        plain = {name: list(entries) for name, entries in self._entries.items()}
        text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
        with written_whole(path) as whole:
            whole.write_text(text, encoding="utf-8")

    def to_yaml(self, path: str | Path) -> None:
        """Write categories and entries as YAML, as quanteda reads it.

        Parameters
        ----------
        path : str or Path
            Where to; a file that is there is replaced.

        Raises
        ------
        MissingDependencyError
            If PyYAML is not installed.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import twiplomacy as tw
        >>> path = Path(tempfile.mkdtemp()) / "talk.yml"
        >>> tw.Dictionary({"talk": ["negotiat*", "yes"]}).to_yaml(path)
        >>> tw.Dictionary.read(path)["talk"]
        ('negotiat*', 'yes')
        """
        require("yaml", "content", "a dictionary as YAML")
        import yaml

        plain = {name: list(entries) for name, entries in self._entries.items()}
        text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
        with written_whole(path) as whole:
            whole.write_text(text, encoding="utf-8")

    def __getitem__(self, category: str) -> tuple[str, ...]:
        return self._entries[category]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        entries = sum(len(entries) for entries in self._entries.values())
        return f"<Dictionary: {len(self):,} categories, {entries:,} entries>"


def _backend() -> Any:
    return check_backend(None)


def as_dictionary(dictionary: Dictionary | Mapping[str, Any] | str | Path) -> Dictionary:
    """Take a dictionary, a mapping, or a file."""
    if isinstance(dictionary, Dictionary):
        return dictionary
    if isinstance(dictionary, str | Path):
        return Dictionary.read(dictionary)
    if isinstance(dictionary, Mapping):
        return Dictionary(dictionary)
    raise InputError(
        f"dictionary: {type(dictionary).__name__}; wanted a tw.Dictionary, a mapping of categories "
        "to entries, or the path of a file"
    )


def count(
    texts: Any,
    dictionary: Dictionary | Mapping[str, Any] | str | Path,
    own: bool = True,
    share: bool = False,
    hashtags: bool = True,
) -> Frame:
    """Count in each text the words of each category of a dictionary.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    dictionary : Dictionary, mapping or path
        A :class:`twiplomacy.Dictionary`, or what makes one.
    own : bool
        Count in the author's own words only: see :func:`own_words`.
    share : bool
        Divide by the words of the text.
    hashtags : bool
        Whether the word of a hashtag counts as that word: whether ``brexit`` fits ``#Brexit``.
        ``#brexit`` fits only the tag in either case. False is quanteda's way.

    Returns
    -------
    frame
        One row a text: ``n_words`` (words, numbers and hashtags, as in :func:`readability`), then
        one column a category, in the order of the dictionary: counts (null for a null text), or
        shares with ``share`` (NaN for a null text and without words).

    Raises
    ------
    InputError
        If it is not a column of strings, or the dictionary cannot be used.

    Notes
    -----
    Overlaps are treated as in quanteda's ``tokens_lookup(nested_scope = "key")`` (Benoit and
    others 2018): within a category the longest entry counts first, then from left to right, and
    no token counts twice; what counts in one category may count in others, too. Entries are
    looked for in the tokens of :func:`tokens`: punctuation between two words parts them, handles
    and links are one token, and a curly apostrophe is a straight one. Beyond case nothing is
    normalised: an accent as a sign of its own is not the accented letter. Linear in the length of
    the texts, whatever the number of entries; only an entry that begins with a wildcard is tried on
    every token by itself.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> texts = ["We call for talks and a cease fire.", "Talks failed. #War"]
    >>> table = tw.content.count(texts, {"talk": ["talks", "cease fire"], "war": "war*"})
    >>> table.values.tolist()
    [[8, 2, 0], [3, 1, 1]]
    """
    core = as_dictionary(dictionary)._core
    counted = core.count(texts_in(texts), bool(own), bool(hashtags))
    return row_by_row(shares(counted) if share else counted, texts)


def shares(counted: pa.RecordBatch) -> pa.Table:
    """Divide counts by the words beside them; NaN where there are none."""
    words = counted.column(0)
    below = pc.fill_null(words.cast(pa.float64()), float("nan"))
    # Signs without a word have no share, also where an entry fits them.
    below = pc.if_else(pc.equal(below, 0.0), float("nan"), below)
    columns = [words]
    for column in counted.columns[1:]:
        above = pc.fill_null(column.cast(pa.float64()), float("nan"))
        columns.append(pc.divide(above, below))
    return pa.table(columns, names=counted.schema.names)
