"""What becomes of words when a text goes from one group to another."""

from __future__ import annotations

from .._progress import reporting
from ..arguments import DRAWS, check_draws, check_seed
from ..errors import InputError
from ..frames import Frame
from ..grouped import By
from .base import Base


class Framing(Base):
    """Shifts of words between groups."""

    def frame_shift(
        self, by: By, draws: int = DRAWS, seed: int = 0, progress: bool | None = None
    ) -> Frame:
        """Measure how much a text's words shift when it crosses the border of a group.

        divergence = mean over copies of JSD(parent, copy), with
        JSD(p, q) = 1/2 sum p log2(2 p / (p + q)) + 1/2 sum q log2(2 q / (p + q))
        over the shares p and q of the words of the two texts: 0 if they use the same words as
        often, 1 if they share none.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            Groups of accounts: a column of the roster, or several; a mapping of accounts to
            groups; or a frame with ``account`` and one more column.
        draws : int
            Permutations, and draws of the bootstrap.
        seed : int
            The same seed gives the same numbers on any number of threads.
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``from, to`` (groups of the parent's and of the copy's author), ``crossing`` (whether
            they differ), ``copies, families, divergence, ci_low, ci_high, null_mean, p``. First all
            copies that cross a border and all that do not (``from`` and ``to`` null), then each
            pair of groups between which something went.

        Raises
        ------
        InputError
            If a grouping is not known, or is a window of time.

        Notes
        -----
        Divergence: Lin 1991, *IEEE Transactions on Information Theory* 37:145. Its use for borders
        is ours. Words are those by which texts are matched: whatever their case, without links,
        handles and punctuation. Copies of oneself, by accounts in no group, and without words are
        left out. Null: groups are permuted among the accounts that take part; p is two-sided,
        (1 + draws at least as far from their mean) / (1 + draws). Interval: 95 %, percentile
        bootstrap of families. Since a family holds what is alike, divergence has an upper bound
        that the threshold sets: compare groups, do not read it as such. O(copies x draws).

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> texts, people = [text, text, text + " or face justice"], ["a", "b", "c"]
        >>> var = tw.variants(texts, at=[1, 2, 3], author=people)
        >>> table = var.frame_shift({"a": "X", "b": "X", "c": "Y"}, draws=9)
        >>> table["divergence"].round(2).tolist()
        [0.12, 0.0, 0.0, 0.12]
        """
        groups = self._account_groups(by)
        with reporting("frame_shift", "draw", progress) as report:
            return self._frame(
                self._core.frame_shift(groups, (check_draws(draws), check_seed(seed)), report)
            )

    def frame_words(self, by: By, source: str | None = None, target: str | None = None) -> Frame:
        """List the words that a text loses and gains when it crosses the border of a group.

        Parameters
        ----------
        by : str, list of str, mapping or frame
            Groups of accounts, as in :meth:`frame_shift`.
        source, target : str, optional
            Only crossings from this group to that one, and copies within the first. Both or none.

        Returns
        -------
        frame
            ``word`` (in lower case), ``lost`` (crossing copies that have it less often than their
            parent), ``gained`` (more often), ``lost_within, gained_within`` (the same of copies
            within a group). Those that change most often at borders first, then by word.

        Raises
        ------
        InputError
            If a grouping is not known, or only one of ``source`` and ``target`` is given.

        Notes
        -----
        The same copies as in :meth:`frame_shift`. Linear in the copies.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> text = "We call on all sides to stop the fire at once"
        >>> texts, people = [text, text + " or else"], ["a", "b"]
        >>> var = tw.variants(texts, at=[1, 2], author=people)
        >>> var.frame_words({"a": "X", "b": "Y"})[["word", "gained"]].values.tolist()
        [['else', 1], ['or', 1]]
        """
        if (source is None) != (target is None):
            raise InputError("target: wanted both source and target, or neither")
        pair = None if source is None or target is None else (str(source), str(target))
        return self._frame(self._core.frame_words(self._account_groups(by), pair))
