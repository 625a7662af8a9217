"""The exceptions and warnings of the package."""

from __future__ import annotations

import sys
import warnings


class TwiplomacyError(Exception):
    """The root of every exception that the package raises."""


class InputError(TwiplomacyError, ValueError):
    """An argument, file name, column or value that cannot be used.

    The message names it, says what was found and what was wanted.
    """


class ArchiveError(TwiplomacyError, OSError):
    """A file that cannot be read at all.

    A bad line never raises this: it becomes a row of ``corpus.rejects``.
    """


class MissingDependencyError(TwiplomacyError, ImportError):
    """An optional package that this call needs and that is not installed."""


class CoverageWarning(UserWarning):
    """The archive lacks what a measure rests on; the result says less than it seems to.

    The message says what was wanted, what there is, and what to do instead.
    """


def warn(message: str) -> None:
    """Warn of what the archive lacks, at the line of the user's that called the package.

    Parameters
    ----------
    message : str
        Which method, what there is, and what was wanted instead.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn("cascades: no reposts; wanted some")
    >>> caught[0].category.__name__
    'CoverageWarning'
    """
    package = __name__.partition(".")[0]
    level, frame = 2, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        frame = frame.f_back
        level += 1
    warnings.warn(message, CoverageWarning, stacklevel=level)


def require(module: str, extra: str | None, purpose: str) -> None:
    """Raise a helpful error if an optional package is missing.

    Parameters
    ----------
    module : str
        The package as it is imported.
    extra : str or None
        The extra of twiplomacy that installs it; None if no extra does, for its licence.
    purpose : str
        What it is needed for, as the subject of a sentence.

    Raises
    ------
    MissingDependencyError
        If it cannot be imported.

    Examples
    --------
    >>> require("json", "all", "this example")
    """
    from importlib.util import find_spec

    if find_spec(module) is None:
        wanted = module if extra is None else f"'twiplomacy[{extra}]'"
        raise MissingDependencyError(
            f"{purpose} needs {module}; install it with: pip install {wanted}"
        )
