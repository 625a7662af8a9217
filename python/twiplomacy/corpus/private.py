"""Private people in a corpus: pseudonyms, ids alone, groups too small to publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from .._progress import reporting
from ..arguments import check_whole, several
from ..errors import InputError
from ..files import write_lines, write_table
from ..frames import Frame, as_text
from ..roster import Roster
from .grouping import By, Grouping

if TYPE_CHECKING:
    from .corpus import Corpus

K = 5
"""The fewest private accounts of a group that is published, unless the user asks for others."""

OF_A_PERSON = (
    "name", "title", "titles", "aliases", "handle", "description", "location", "url", "email",
)  # fmt: skip
"""Columns of a roster that say who somebody is."""

OF_A_GROUP = ("country", "role", "side", "rank", "since", "until")
"""Columns of a roster that say what somebody is; they stay beside a pseudonym."""

_HARMLESS = (
    "created_at", "lang", "kind", "reply_count", "repost_count", "quote_count", "like_count",
    "view_count", "platform", "nested",
)  # fmt: skip
"""Columns of posts that name nobody and quote nothing."""


class Private(Grouping):
    """What a corpus does for the people in it who are no officials."""

    def pseudonymise(
        self,
        key: str | bytes,
        keep: str | Sequence[str] | None = None,
        *,
        post_ids: str = "hash",
        columns: str | Sequence[str] = (),
        progress: bool | None = None,
    ) -> Corpus:
        """Replace the names of people by pseudonyms that only the key ties to them.

        Replaced are ids and handles of accounts, in every column and within texts (``@handle`` in
        any case, also of accounts that are not in the corpus); links to profiles and posts
        (``x.com/handle``, ``t.me/name``, ``bsky.app/profile/...``, ``https://instance/@name`` and
        such), in texts and in ``urls``; e-mail addresses in texts; ids of posts and conversations.
        Names, self-descriptions and places of accounts are dropped, the date of an account is cut
        to the month, and of rejects only their line and a number for their file is left.

        Parameters
        ----------
        key : str or bytes
            At least 16 bytes that nobody can guess: make one for each project with
            ``secrets.token_hex(32)`` and keep it apart from the data. It is written nowhere.
            With the same key an account has the same pseudonym in every corpus.
        keep : "officials", "roster" or list of str, optional
            Who keeps name, handle and profile: ``"officials"``, the accounts of the roster whose
            ``side``, if it has one, is not ``"public"``; ``"roster"``, all accounts of the roster;
            or ids and handles. By default nobody.
        post_ids : {"hash", "keep"}
            Whether ids of posts and conversations are replaced, too. With its id a post, and so
            its author, can be looked up on the platform. With ``"keep"`` Bluesky's ``at://``
            ids still lose their author; Telegram's (``channel/number``) do not, so hash those.
        columns : str or list of str
            Further columns of the roster that stay for accounts under pseudonyms, such as
            ``"party"``. Without it ``country, role, side, rank, since, until`` stay, and what
            stands in others is dropped for them: a surname, a phone number, a note on somebody.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        Corpus
            A new one. An account is ``u_`` and 16 letters and digits, both as key and as handle;
            a post or conversation ``p_`` and 16. The roster follows: its accounts and superiors
            are replaced unless they are kept, of other columns see ``columns``, and its rows
            come in the order of the new accounts, since the old order would tell who is who.

        Raises
        ------
        InputError
            If the key is too short, ``keep`` names an account that is not in the corpus or needs a
            roster that is not there, ``post_ids`` is neither of the two, or ``columns`` are not in
            the roster or say who somebody is.

        Notes
        -----
        Keyed BLAKE3 (O'Connor, Aumasson, Neves & Wilcox-O'Hearn 2020), cut to 80 bits: among N
        accounts the chance that two share a pseudonym is about N**2 / 2**81, that is 4e-11 for ten
        million; it would raise an error. The account's key decides: where only
        its handle is known in one corpus and its id in another, the pseudonyms differ.

        Networks, cascades, threads, responses and what else goes by references are the same up
        to names. Not the same: which of two posts of one moment counts as earlier (it goes by id);
        the length of texts, and so whether a mention stands within the first 280 characters;
        the channel ``name`` of responses to those whose names are dropped; links that differed
        only in the case of a handle.

        **Pseudonymous data are personal data.** A sentence can be searched for, a time to the
        second and a count of followers narrow a search down, a name without ``@`` and a link
        that was shortened or leads to another site stay as they are: see the guide's page on
        ethics. Linear in texts, O(n log n) in posts.

        Examples
        --------
        >>> import pandas as pd, secrets, twiplomacy as tw
        >>> posts = pd.DataFrame({"post_id": ["1", "2"], "author": ["NordaliaMFA", "Elin_K"],
        ...                       "text": ["We listen.", "@NordaliaMFA and @stranger: do you?"]})
        >>> roster = pd.DataFrame({"account": ["NordaliaMFA"]})
        >>> corpus = tw.from_frame(posts, roster=roster)
        >>> hidden = corpus.pseudonymise(secrets.token_hex(32), keep="officials")
        >>> hidden.posts.loc[hidden.posts["author"] == "NordaliaMFA", "text"].tolist()
        ['We listen.']
        >>> bool(hidden.posts["text"].str.contains("stranger|Elin", case=False).any())
        False
        """
        secret = _secret(key)
        if post_ids not in ("hash", "keep"):
            raise InputError(f"post_ids: {post_ids!r}; wanted 'hash' or 'keep'")
        kept = self._kept(keep)
        open_columns = self._open_columns(columns)
        with reporting("pseudonymise", "post", progress) as report:
            core, numbers = self._core.pseudonymise(secret, kept, post_ids == "keep", report)
        from .corpus import Corpus

        # A plain one: what a corpus of another class knows of its people does not follow.
        made = Corpus(core, self._backend)
        if self._roster is not None and self._roster_numbers is not None:
            new = numbers.take(self._roster_numbers)
            # A list of people comes in an order that others have, too: with it goes who is who.
            order = pc.sort_indices(new)
            table = self._hidden_roster(made, kept, numbers, secret, open_columns).take(order)
            made._roster_numbers = new.take(order)
            made._roster = Roster(table, self._backend)
        return made

    def _open_columns(self, columns: str | Sequence[str]) -> set[str]:
        """Return the columns of the roster that stay for accounts under pseudonyms."""
        wanted = several(columns, "columns")
        there = () if self._roster is None else self._roster.columns
        for name in wanted:
            if name not in there:
                raise InputError(f"columns: {name!r}; wanted columns of the roster: {list(there)}")
            if name in OF_A_PERSON or name in ("account", "superior"):
                raise InputError(f"columns: {name!r} says who somebody is; wanted others, or keep")
        return {*OF_A_GROUP, *wanted}

    def _kept(self, keep: str | Sequence[str] | None) -> pa.BooleanArray:
        every = pa.array(range(len(self._accounts)), pa.uint32())
        if keep is None:
            return pa.array([False] * len(every), pa.bool_())
        if isinstance(keep, str) and keep in ("official", "officials"):
            return self._these("official", "keep")
        return pc.is_in(every, self._numbers_of(keep, "keep"))

    def _hidden_roster(
        self,
        made: Private,
        kept: pa.BooleanArray,
        numbers: pa.UInt32Array,
        secret: bytes,
        open_columns: set[str],
    ) -> pa.Table:
        """Return the roster under the names of the new corpus, in the order of the old."""
        assert self._roster is not None and self._roster_numbers is not None
        table = self._roster._arrow()
        own = kept.take(self._roster_numbers)
        hidden = made._core.accounts().column("account").take(numbers)
        new = hidden.take(self._roster_numbers)
        old = as_text(table["account"], "roster.account")
        accounts = pc.if_else(own, old.cast(new.type), new)
        table = table.set_column(table.column_names.index("account"), "account", accounts)
        for name in table.column_names:
            place, column = table.column_names.index(name), table[name].combine_chunks()
            if name == "superior":
                cells = as_text(table[name], "roster.superior").to_pylist()
                cells = self._hidden_names(cells, kept, hidden, secret)
                table = table.set_column(place, name, pa.array(cells, pa.large_string()))
            elif name != "account" and name not in open_columns:
                if not pc.any(own).as_py():
                    # Rather no column than one by which nobody can be grouped.
                    table = table.remove_column(place)
                    continue
                cells = pc.if_else(own, column, pa.scalar(None, column.type))
                table = table.set_column(place, name, cells)
        return table

    def _hidden_names(
        self, names: list[str | None], kept: pa.BooleanArray, hidden: pa.Array, secret: bytes
    ) -> list[str | None]:
        """Return names of accounts as they are called in the new corpus, whose keys are given."""
        given = [name for name in names if name]
        strangers = _core.pseudonyms(secret, given)
        places = self._core.find_accounts(given).to_pylist()
        new = {}
        for name, place, stranger in zip(given, places, strangers, strict=True):
            if place is None:
                new[name] = stranger
            else:
                new[name] = name if kept[place].as_py() else hidden[place].as_py()
        return [new[name] if name else None for name in names]

    def dehydrate(
        self,
        path: str | Path,
        *,
        columns: Sequence[str] | str = (),
        of: str | Sequence[str] | None = None,
    ) -> int:
        """Write the ids of posts and nothing else: what may be shared under most terms.

        Parameters
        ----------
        path : str or Path
            ``.txt`` or ``.txt.gz``: one id a line. ``.csv``, ``.csv.gz`` or ``.parquet``: a table
            with a column ``post_id``.
        columns : str or list of str
            With a table: further columns of :attr:`posts` that neither name nor quote anybody:
            ``created_at, lang, kind, reply_count, repost_count, quote_count, like_count,
            view_count, platform, nested``.
        of : "official", "roster" or list of str, optional
            Only posts by officials, by accounts of the roster, or by these ids and handles. By
            default all posts.

        Returns
        -------
        int
            How many ids were written.

        Raises
        ------
        InputError
            If the name of the file ends in none of those, a column names or quotes somebody, or
            an account is not in the corpus.

        Notes
        -----
        Ids are sorted by length and then by bytes, which is the order of numbers, each once;
        posts that are only referred to, and posts of which the archive says that they were
        deleted, are not written. To get the posts back ("rehydrate") takes
        a tool with access to the platform's API, which no longer gives what was deleted since:
        so their authors' wish is respected. The file takes its place once it is whole.

        Examples
        --------
        >>> import tempfile, pathlib, twiplomacy as tw
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "ids.txt"
        >>> tw.datasets.senators().dehydrate(path)
        17586
        >>> len(path.read_text().split())
        17586
        """
        target = Path(path).expanduser()
        wanted = several(columns, "columns")
        for name in wanted:
            if name not in _HARMLESS:
                raise InputError(f"columns: {name!r}; wanted some of {', '.join(_HARMLESS)}")
        names = list(dict.fromkeys(["post_id", "author_id", "deleted", *wanted]))
        table = self._posts.select(names)
        table = table.filter(pc.invert(table["deleted"]))
        if of is not None:
            if isinstance(of, str) and of == "officials":
                of = "official"
            keys = self._accounts["account"].combine_chunks().take(self._numbers_of(of, "of"))
            table = table.filter(pc.is_in(table["author_id"], keys))
        table = table.drop_columns(["author_id", "deleted"])
        length = pc.binary_length(table["post_id"])
        order = pc.sort_indices(
            pa.table({"length": length, "id": table["post_id"]}),
            [("length", "ascending"), ("id", "ascending")],
        )
        table = table.take(order)
        if target.name.endswith((".txt", ".txt.gz")):
            if wanted:
                raise InputError("columns: a .txt holds ids alone; wanted a .csv or .parquet")
            write_lines(table["post_id"].to_pylist(), target)
        else:
            write_table(table, target)
        return int(table.num_rows)

    def small_groups(self, by: By, k: int = K) -> Frame:
        """Find groups of so few private people that a number about them is a number about somebody.

        Parameters
        ----------
        by : str or list of str
            A column of the roster, a window such as ``"month"``, or several.
        k : int
            The fewest private accounts of a group that may be published.

        Returns
        -------
        frame
            ``group`` (or one column for each of several groupings), ``private_accounts`` (of those
            who wrote in the group, the ones that are no officials), ``officials`` (the others),
            ``posts`` (by the private accounts). Only groups with at least one and fewer than ``k``
            private accounts, in order of group.

        Raises
        ------
        InputError
            If a grouping is not known, or is ``"account"``: there each is a group of one.

        Notes
        -----
        k-anonymity (Samarati & Sweeney 1998; Sweeney 2002) asks that nobody stands in a group of
        fewer than k. It does not help where all of a group do the same, and groups that differ by
        one person tell of that person. Officials are the accounts of the roster whose side is not
        the public. O(n log n) in posts.

        Examples
        --------
        >>> import pandas as pd, twiplomacy as tw
        >>> posts = pd.DataFrame({"post_id": ["1", "2"], "author": ["a", "b"],
        ...                       "created_at": ["2024-01-02", "2024-02-03"]})
        >>> tw.from_frame(posts).small_groups("month")["private_accounts"].tolist()
        [1, 1]
        """
        check_whole(k, "k", 1)
        if "account" in several(by, "by"):
            raise InputError("by: 'account' makes each account a group of one; wanted groups")
        levels, terms = self._groups(by)
        found = self._labelled(self._core.authors_by((levels, terms)), by, levels)
        officials = self._officials()
        if officials is None:
            officials = pa.array([False] * len(self._accounts), pa.bool_())
        official = officials.take(found["author"].combine_chunks())
        private = pc.invert(official)
        names = [name for name in found.column_names if name not in ("author", "posts")]
        table = found.select(names).append_column("private", private.cast(pa.int64()))
        table = table.append_column("official", official.cast(pa.int64()))
        posts = pc.if_else(private, found["posts"], 0)
        table = table.append_column("posts", posts)
        counts = table.group_by(names, use_threads=False).aggregate(
            [("private", "sum"), ("official", "sum"), ("posts", "sum")]
        )
        counts = counts.select([*names, "private_sum", "official_sum", "posts_sum"])
        counts = counts.rename_columns([*names, "private_accounts", "officials", "posts"])
        few = pc.and_(
            pc.greater(counts["private_accounts"], 0), pc.less(counts["private_accounts"], k)
        )
        counts = counts.filter(few).sort_by([(name, "ascending") for name in names])
        return self._frame(counts)


def _secret(key: Any) -> bytes:
    """Return a key as bytes; no message shows it."""
    if isinstance(key, str):
        key = key.encode("utf-8", "surrogatepass")
    if not isinstance(key, bytes | bytearray):
        raise InputError(f"key: a {type(key).__name__}; wanted a string or bytes")
    return bytes(key)
