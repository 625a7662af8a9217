"""A fitted model: its terms, how many cases, and the sentence for a methods section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ..errors import require
from ..frames import Backend, Frame, from_arrow
from ..references import Reference
from ..references.measures import MEASURES
from ..references.works import WORKS
from .page import html_table, latex_table
from .picture import draw_terms


class Fit:
    """What a model says: one row a term, with its estimate and how sure it is.

    Made by :func:`twiplomacy.mrqap`, :func:`twiplomacy.change.interrupted` and
    :func:`twiplomacy.change.lead_lag`.
    """

    def __init__(
        self,
        terms: pa.Table,
        *,
        backend: Backend,
        model: str,
        outcome: str,
        n: int,
        unit: str,
        methods: str,
        r_squared: float = float("nan"),
        works: Sequence[str] = (),
        notes: Mapping[str, Any] | None = None,
        note: str = "",
        r_squared_name: str = "R²",
    ) -> None:
        self._terms = terms
        self._backend: Backend = backend
        self._model = model
        self._outcome = outcome
        self._n = n
        self._unit = unit
        self._methods = methods
        self._r_squared = r_squared
        self._works = tuple(works)
        self._notes = dict(notes or {})
        self._note = note
        self._r_squared_name = r_squared_name

    def __repr__(self) -> str:
        return (
            f"<Fit, {self._model} of {self._outcome} on {self._n:,} {self._unit}, "
            f"{len(self._terms)} terms>"
        )

    def _repr_html_(self) -> str:
        return html_table(self._terms, self._heading(), self._foot(), self._note)

    def _heading(self) -> str:
        return f"{self._model} of {self._outcome}"

    def _foot(self) -> list[tuple[str, str]]:
        """Say below the terms how many cases there are and how much is explained."""
        foot = [("n", f"{self._n:,} {self._unit}")]
        if self._r_squared == self._r_squared:
            foot.append((self._r_squared_name, f"{self._r_squared:.3f}"))
        return foot

    @property
    def terms(self) -> Frame:
        """The terms, one a row: ``term, estimate`` and what the model adds.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> tw.mrqap("friendship ~ advice + reports", managers, draws=99).terms["term"].tolist()
        ['(intercept)', 'advice', 'reports']
        """
        return from_arrow(self._terms, self._backend)

    @property
    def n(self) -> int:
        """The number of cases: dyads, or points of time."""
        return self._n

    @property
    def r_squared(self) -> float:
        """The share of the outcome's variance that the model explains; NaN where it has none.

        For logistic and Poisson regressions McFadden's pseudo R²: 1 minus the log-likelihood
        over that of a model with the intercept alone.
        """
        return self._r_squared

    @property
    def outcome(self) -> str:
        """What the model explains."""
        return self._outcome

    @property
    def notes(self) -> dict[str, Any]:
        """What else there is to know: choices made, cases left out.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> tw.mrqap("friendship ~ advice", managers, draws=99).notes["directed"]
        True
        """
        return dict(self._notes)

    @property
    def works(self) -> tuple[Reference, ...]:
        """The sources of the model, for a bibliography.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> tw.mrqap("friendship ~ advice", managers, draws=99).works[0].text.split(" (")[0]
        'Dekker, D., Krackhardt, D., & Snijders, T. A. B.'
        """
        keys = [MEASURES.get(key, key) for key in self._works]
        return tuple(Reference(WORKS[key].text(), WORKS[key].bibtex(key)) for key in keys)

    def methods(self) -> str:
        """Return the sentence for a methods section.

        Returns
        -------
        str
            The model, its cases, draws and seed, its source and the version of the package.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> print(tw.mrqap("friendship ~ advice", managers, draws=99).methods()[:53])
        We regressed friendship on advice by ordinary least s
        """
        return self._methods

    def to_latex(
        self, caption: str | None = None, label: str | None = None, digits: int = 3
    ) -> str:
        r"""Write the terms as a LaTeX table.

        Parameters
        ----------
        caption : str, optional
            The heading, as plain text: signs that LaTeX takes as its own are escaped. By default
            the model and its outcome.
        label : str, optional
            For ``\\\\ref``, such as ``"tab:friendship"``.
        digits : int
            Decimals; a number that they would make 0 is written with a power of ten.

        Returns
        -------
        str
            A ``table`` with the rules of the package booktabs.

        Raises
        ------
        InputError
            If the label holds other signs than letters, digits and ``:.-_``, or digits are out of
            range.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> fit = tw.mrqap("friendship ~ advice", managers, draws=99)
        >>> print(fit.to_latex(label="tab:friendship").splitlines()[2].strip())
        \caption{MRQAP of friendship}
        """
        heading = self._heading() if caption is None else caption
        return latex_table(self._terms, heading, label, digits, self._foot(), self._note)

    def plot(
        self,
        *,
        scale: str = "estimate",
        intercept: bool = False,
        level: float = 0.05,
        p: str = "p",
        ax: Any | None = None,
        title: str | None = None,
    ) -> Any:
        """Draw the estimates with their intervals.

        Parameters
        ----------
        scale : {"estimate", "t"}
            What the marks stand for: the estimates; or the estimates and their intervals over
            their standard errors, where the units of terms are too different for one axis.
        intercept : bool
            Whether to draw the intercept.
        level : float
            Marks with a p of this or less are filled, others hollow.
        p : str
            The column of p-values.
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default in a new figure.
        title : str, optional
            A heading; by default the model and its outcome.

        Returns
        -------
        matplotlib.figure.Figure
            ``.savefig("terms.pdf")`` makes a file of it.

        Raises
        ------
        InputError
            If the terms have no intervals or p-values, or an argument cannot be used.
        MissingDependencyError
            If matplotlib is not installed.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> managers = tw.datasets.high_tech_managers()
        >>> figure = tw.mrqap("friendship ~ advice + reports", managers, draws=99).plot()
        >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
        ['advice', 'reports']
        """
        require("matplotlib", "study", "Fit.plot")
        heading = self._heading() if title is None else title
        return draw_terms(
            self._terms, heading, scale=scale, intercept=intercept, level=level, p=p, ax=ax
        )
