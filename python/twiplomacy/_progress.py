"""Progress on the terminal or in the notebook, where tqdm is installed."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

Report = Callable[[int, int], None]


def in_notebook() -> bool:
    """Tell whether this process runs the cells of a notebook.

    To have loaded ``ipykernel`` is not enough: what starts kernels for others, such as nbclient,
    loads it as well.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def wants_progress(progress: bool | None) -> bool:
    """Decide whether to show progress: if asked, else where somebody is likely to look."""
    if progress is None:
        progress = sys.stderr.isatty() or in_notebook()
    return bool(progress) and find_spec("tqdm") is not None


@contextmanager
def reporting(label: str, unit: str, progress: bool | None) -> Iterator[Report | None]:
    """Yield what a long kernel calls with ``(done, total)``; None if nobody looks."""
    if not wants_progress(progress):
        yield None
        return
    with warnings.catch_warnings():
        # A notebook without ipywidgets shows the plain bar; that needs no warning, at the import
        # or later.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

        # What is over at once needs no bar.
        bar = tqdm(desc=label, unit=unit, unit_scale=True, leave=False, delay=0.5)
    with bar:

        def report(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield report
