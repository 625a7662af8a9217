"""One command from an archive and a roster to a first study.

| module | what it does |
|---|---|
| ``coverage``, ``where``, ``unseen``, ``changed``, ``hierarchy`` | one section each |
| ``dialogue``, ``voice``, ``content``, ``barriers``, ``change`` | and five more |
| ``summary`` | what was found, what stays open, what cannot be said |
| ``paths``, and what ends in ``_figure`` | what the larger of them are made of |
| ``section``, ``context`` | what a section is made of, and what it is given |
| ``small`` | groups of so few private people that they are not shown by themselves |
| ``figures``, ``page``, ``tables`` | how it looks, and how it is written |
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from .._progress import wants_progress
from ..arguments import check_seed, check_whole
from ..corpus import Corpus
from ..corpus.inputs import micros
from ..corpus.private import K
from ..errors import CoverageWarning, InputError, require
from .context import Context
from .section import Section

__all__ = ["study"]


def study(
    corpus: Corpus,
    out: str | Path,
    seed: int = 0,
    names: bool = False,
    inputs: Sequence[str | Path] | str | Path = (),
    title: str = "A first study",
    at: str | None = None,
    progress: bool | None = None,
    *,
    k: int = K,
) -> Path:
    """Answer Seib's questions as far as the corpus can, in one report.

    One section for each of his claims that the package can measure, each with its numbers,
    intervals, n, coverage, one figure, the definition and the sources; a section that the data
    cannot answer says why, and what data would.

    Parameters
    ----------
    corpus : Corpus
        With a roster, if the officials are to be told from others.
    out : str or Path
        The folder to write to; it is made if need be, and files of the same name are replaced.
    seed : int
        The same seed gives the same numbers.
    names : bool
        Whether to show accounts off the roster by name and their posts by id. Otherwise both
        appear under a number: they may be private people. Of texts only those of one family of
        variants are shown, if all its authors are officials or ``names`` is set.
    inputs : str, Path or list of them
        The files behind the corpus, whose names and hashes go into the report and the manifest.
    title : str
        The title of the report.
    at : str, optional
        A date, such as ``"2015-07-14"``, before and after which barriers and the officials'
        conduct are compared. Without one the study looks for breaks by itself.
    progress : bool, optional
        Whether to show progress.
    k : int
        The fewest private people of a group that is shown by itself. Groups of a column of the
        roster in which no official and fewer private accounts stand are merged, or left out if
        even together they are too few; of a group of officials that fewer of the public addressed
        the numbers are left out. The table ``small_groups`` lists them, and those that are shown
        because officials stand in them, too. With ``names`` nothing is merged.

    Returns
    -------
    Path
        The report, ``out/report.html``: one file that opens without a network. Beside it
        ``tables/`` (Parquet and CSV), ``figures/`` (SVG and PNG) and, last, ``manifest.json``
        (version, seed, arguments, hash of every input).

    Raises
    ------
    MissingDependencyError
        If matplotlib or Jinja2 is not installed.
    InputError
        If ``out`` is a file, or ``at`` no date within the archive.

    Notes
    -----
    Every file is written to the side and renamed once whole, the manifest last: a killed run
    leaves no half-written file under a final name.

    Examples
    --------
    >>> import tempfile, twiplomacy as tw
    >>> corpus = tw.datasets.senators().select(since="2015-07-01")
    >>> tw.study(corpus, tempfile.mkdtemp()).name
    'report.html'
    """
    for module in ("matplotlib", "jinja2"):
        require(module, "study", "study")
    folder = Path(out).expanduser()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"out: {str(out)!r} is a file; wanted a folder")
    files = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    for path in files:
        if not Path(path).is_file():
            raise InputError(f"inputs: no file {str(path)!r}; wanted the files behind the corpus")
    from .page import write_report

    context = Context(corpus, check_seed(seed), names, _date(corpus, at), check_whole(k, "k", 1))
    steps = _steps()
    with warnings.catch_warnings():
        # The report says itself what the archive cannot bear.
        warnings.simplefilter("ignore", CoverageWarning)
        sections = [make(context) for make in _shown(steps, progress)]
    return write_report(folder, sections, context, title=title, inputs=files)


def _steps() -> list[Callable[[Context], Section]]:
    from . import (
        barriers,
        change,
        changed,
        content,
        coverage,
        dialogue,
        hierarchy,
        unseen,
        voice,
        where,
    )

    modules = (
        coverage,
        where,
        unseen,
        changed,
        hierarchy,
        dialogue,
        voice,
        content,
        barriers,
        change,
    )
    return [module.section for module in modules]


def _date(corpus: Corpus, at: str | None) -> str | None:
    """Check that the archive lies on both sides of the date."""
    time = micros(at, "at")
    if time is None:
        return None
    times = corpus._posts["created_at"].drop_null().cast("int64")
    first, last = pc.min(times).as_py(), pc.max(times).as_py()
    if first is None or not first < time <= last:
        raise InputError(f"at: {at!r}; wanted a date within the archive")
    moment = pd.Timestamp(time, unit="us")  # in UTC, as all times here, and said in one way
    return str(moment.date()) if moment == moment.normalize() else moment.isoformat()


def _shown(steps: list[Any], progress: bool | None) -> Any:
    if not wants_progress(progress):
        return steps
    from tqdm.auto import tqdm

    return tqdm(steps, desc="study", unit="section", leave=False)
