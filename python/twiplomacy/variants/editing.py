"""What each hand changed: edits between texts, and how often copies are edited."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .. import _core
from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError
from ..frames import Frame, backend_of, check_backend, from_arrow, texts
from ..grouped import By
from .base import Base

FEATURES = ("class", "frequency")


def compare_texts(
    before: Any, after: Any, keep: bool = True, progress: bool | None = None
) -> Frame:
    """List the edits that turn one text into another, each with what it touched.

    Tokens (see :func:`twiplomacy.content.tokens`) are compared as they are written: capitals
    count, spaces do not. The operations ``drop``, ``add`` and ``substitute`` are as few as can be
    (Levenshtein's distance over tokens).

    Parameters
    ----------
    before, after : str, or columns or lists of str
        Two texts, or two columns of the same length whose texts are compared pair by pair. A pair
        with a null has no rows.
    keep : bool
        Whether to list the tokens that are kept, too. Without them the table is much smaller.
    progress : bool, optional
        Whether to show progress.

    Returns
    -------
    frame
        One row an edit, in the order of the text: ``pair`` (only for columns: the place of the
        pair, from 0), ``op`` (``keep, drop, add, substitute``), ``token_before`` (null where one
        was added), ``token_after`` (null where one was dropped), ``class``: the first of these that
        either token is; null where it is kept:

        - ``punctuation_or_case``: the two differ by capitals or the form of the apostrophe alone,
        - ``hashtag`` (also ``$TSLA``), ``link``, ``mention``, ``number``,
        - ``name``: a word with a capital inside a sentence, where not nearly all words have one,
        - ``negation``: ``not``, ``without``, ``don't`` (Hutto & Gilbert 2014),
        - ``hedge``: ``may``, ``perhaps``, ``likely`` (Hyland 2005),
        - ``intensifier``: ``very``, ``deeply`` (Hutto & Gilbert 2014),
        - ``word``: any other, ``emoji``,
        - ``punctuation_or_case``: punctuation.

        ``op`` and ``class`` are categories.

    Raises
    ------
    InputError
        If an argument is no text and no column of texts, or the two differ in length.

    Notes
    -----
    Ties: what both texts begin and end with, up to a blank, is kept, then tokens that are equal at
    both ends; then, from the end: keep, else substitute, else drop, else add. Between kept tokens
    what goes is paired with what comes: first what differs by its form alone, then what is of one
    class, of one kind; of equals the earliest. The classes of words are for English. Bit-parallel
    (Myers 1999; Hyyrö 2003): linear in the texts and in n m / 64 for the tokens n, m between the
    equal ends. Where more than 8,192 stand against 8,192 the texts are aligned in blocks, and the
    list may be longer than need be.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> edits = tw.compare_texts("We may meet in Vienna", "We will not meet in #Vienna", keep=False)
    >>> edits[["op", "token_before", "token_after", "class"]].fillna("").values.tolist()
    [['substitute', 'may', 'will', 'hedge'], ['add', '', 'not', 'negation'], ['substitute', \
'Vienna', '#Vienna', 'hashtag']]
    """
    if isinstance(before, str) != isinstance(after, str):
        raise InputError("after: wanted a text for a text, and a column for a column")
    single = isinstance(before, str)
    columns = [[before], [after]] if single else [before, after]
    olds, news = (
        texts(column, name) for column, name in zip(columns, ("before", "after"), strict=True)
    )
    with reporting("compare_texts", "pair", progress) as report:
        found = _core.compare_texts(olds, news, bool(keep), report)
    table = pa.Table.from_batches([found])
    if single:
        return from_arrow(table.drop_columns(["pair"]), check_backend(None))
    return from_arrow(table, check_backend(backend_of(before)))


class Editing(Base):
    """How often, and how, copies are edited."""

    def mutation_rate(self, by: By | None = None, draws: int = DRAWS, seed: int = 0) -> Frame:
        """Measure how often a text changes when it is passed on.

        mutation rate = copies with any token that differs from their parent's / copies

        Parameters
        ----------
        by : str, list of str, mapping or frame, optional
            Groups of the copying account: a column of the roster, ``"account"``, a mapping or a
            frame with ``account`` and one more column; or a window of time such as ``"month"``,
            or several.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same numbers on any number of threads.

        Returns
        -------
        frame
            ``copies, mutated, mutation_rate, ci_low, ci_high``, after ``group`` (or one column for
            each of several groupings). In order of group; copies in no group are left out.

        Raises
        ------
        InputError
            If a grouping is not known.

        Notes
        -----
        Source: Adamic, Lento, Adar & Ng 2016, WSDM. Capitals, links and punctuation count as
        differences, spaces do not. Interval: 95 %, percentile bootstrap of families; where all
        copies agree the exact bound for as many families. O(copies + draws x families).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text, text, text + " today"], at=[1, 2, 3])
        >>> float(var.mutation_rate(draws=9)["mutation_rate"][0])
        0.5
        """
        groups = None if by is None else self._groups(by)
        found = self._core.mutation_rate(groups, (check_draws(draws), check_seed(seed)))
        return self._frame(self._labelled(found, by, [] if groups is None else groups[0]))

    def operations(
        self,
        by: By | None = None,
        draws: int = DRAWS,
        seed: int = 0,
        progress: bool | None = None,
    ) -> Frame:
        """Count what hands do to texts: which operations, on what.

        Parameters
        ----------
        by : str, list of str, mapping or frame, optional
            Groups of the copying account, or windows of time: see :meth:`mutation_rate`.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``op`` (``drop, add, substitute``), ``class`` (see :func:`compare_texts`), ``count``,
            ``share`` (of all operations of the group other than keep), ``ci_low, ci_high``; after
            ``group`` (or one column for each of several groupings). All operations and classes,
            zeros included.

        Raises
        ------
        InputError
            If a grouping is not known.

        Notes
        -----
        Source: Simmons, Adamic & Adar 2011, ICWSM. Interval: 95 %, percentile bootstrap of
        families with a change; for what never happened the exact bound for as many families.
        O(copies + draws x families).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text, text + " #Syria"], at=[1, 2])
        >>> table = var.operations(draws=9)
        >>> table[table["count"] > 0][["op", "class", "share"]].values.tolist()
        [['add', 'hashtag', 1.0]]
        """
        groups = None if by is None else self._groups(by)
        with reporting("operations", "draw", progress) as report:
            found = self._core.operations(groups, (check_draws(draws), check_seed(seed)), report)
        return self._frame(self._labelled(found, by, [] if groups is None else groups[0]))

    def substitutions(self) -> Frame:
        """List which token replaced which.

        Returns
        -------
        frame
            ``before, after`` (in lower case), ``class``, ``count``, ``families`` (in which it
            happened), ``accounts`` (that did it). The most frequent first, then by the tokens.
            Changes of capitals or punctuation alone are left out.

        Notes
        -----
        Linear in the copies. For what is replaced more often than by chance see
        :meth:`substitution_bias`.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> var = tw.variants([text, text.replace("stop", "cease")], at=[1, 2], similarity=0.4)
        >>> var.substitutions()[["before", "after"]].values.tolist()
        [['stop', 'cease']]
        """
        return self._frame(self._core.substitutions())

    def substitution_bias(self, by: str = "class", draws: int = DRAWS, seed: int = 0) -> Frame:
        """Say which kinds of tokens are replaced more often than by chance.

        susceptibility(c) = s(c) / sum over copies of k N(c) / N

        with s(c) tokens of kind c that were replaced, over what it would be if each copy had
        replaced as many tokens (k) of its parent's N, each as likely, of which N(c) are of the
        kind. 1: as by chance; 2: twice as often.

        Parameters
        ----------
        by : {"class", "frequency"}
            ``class``: what the token is, as in :func:`compare_texts`. ``frequency``: in how many of
            all given texts it is, in up to four bins with about as many tokens each.
        draws : int
            Draws of the bootstrap.
        seed : int
            The same seed gives the same numbers on any number of threads.

        Returns
        -------
        frame
            ``class``; or ``bin`` (1: the rarest), ``texts_low, texts_high`` (fewest and most texts
            with a token of the bin); then ``tokens`` (of the parents of copies with a
            substitution), ``substituted, expected, susceptibility, ci_low, ci_high,
            replacements`` (tokens of the kind that came in place of others).

        Raises
        ------
        InputError
            If ``by`` is none of the two.

        Notes
        -----
        After Lerique & Roth 2018, *Cognitive Science* 42:188, who look at single words replaced in
        quotes; here a copy may replace any number of tokens, and hashtags, links, handles and
        numbers are tokens, too. Punctuation, emoji and changes of capitals are left out. Replaced
        means aligned by the fewest edits: of a rewritten passage the pairs are a guess. Families
        are matched by words without links and handles, so copies that replace those are found
        more easily: compare classes of words among themselves. Interval: 95 %, percentile
        bootstrap of families. Linear in the copies, and with ``frequency`` in all texts.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at noon in #Syria"
        >>> var = tw.variants([text, text.replace("#Syria", "#Yemen")], at=[1, 2])
        >>> table = var.substitution_bias(draws=9)
        >>> table[["class", "substituted", "expected", "susceptibility"]].values.tolist()
        [['hashtag', 1, 0.07692307692307693, 13.0], ['word', 0, 0.9230769230769231, 0.0]]
        """
        if by not in FEATURES:
            raise InputError(f"by: {by!r}; wanted one of {', '.join(FEATURES)}")
        return self._frame(self._core.susceptibility(by, (check_draws(draws), check_seed(seed))))
