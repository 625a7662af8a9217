"""What the paths rest on: rules held to known paths, and what is missing to rebuild them."""

from __future__ import annotations

import pyarrow as pa

from .._progress import reporting
from ..errors import InputError, warn
from ..frames import Frame
from .base import Base


class Calibration(Base):
    """How far the rules of attribution can be trusted in this corpus."""

    def calibrate(self, progress: bool | None = None) -> Frame:
        """Try every rule of attribution on the paths that the platform names.

        The platform's word is put aside, each rule finds parents as if there were none, and these
        are compared with the named ones.

        Parameters
        ----------
        progress : bool, optional
            Whether to show progress.

        Returns
        -------
        frame
            ``attribution, edges`` (whose parent the platform names), ``precision`` (share of them
            whose parent the rule finds), ``edges_beyond_root`` (whose named parent is not the
            root), ``precision_beyond_root``, ``inferred`` (share of the edges for which the rule
            had a candidate; the others hang on the root), ``whole_paths`` (edges with a named path
            all the way to the root), ``depth_error`` (mean of inferred minus true depth over
            these; NaN without any), ``cannot`` (why a rule could not be tried; its numbers are
            then NaN). One row a rule but ``observed``.

        Raises
        ------
        InputError
            If the cascades do not come from a corpus, or no parent is named in them.

        Notes
        -----
        Followers, ``alpha``, ``beta`` and ``seed`` are those with which the cascades were made;
        ``draw`` is tried once. Where the platform names only some parents, whole paths are short
        ones more often than not, and ``depth_error`` says little of the deep. That rules differ:
        DeVerna and others 2024, arXiv 2410.21554. Near-linear in posts and interactions for each
        rule.

        Examples
        --------
        >>> import twiplomacy as tw
        >>> table = tw.datasets.weibo_cascades().cascades().calibrate()
        >>> table["attribution"][0], int(table["edges"][0])
        ('root', 7117)
        """
        with reporting("calibration", "post", progress) as report:
            table = self._core.calibrate(report)
        if table is None:
            raise InputError(
                "calibrate: cascades of given edges; wanted those of a corpus whose platform "
                "names parents (via)"
            )
        if not table["edges"][0].as_py():
            raise InputError(
                "calibrate: the platform names no parent in these cascades; wanted an archive "
                "with via (Bluesky), chains of quotes (quotes=True), or "
                "tw.datasets.simulate(observed=1.0)"
            )
        return self._frame(table)

    def _warn(self, coverage: pa.Table) -> None:
        """Warn where the archive or the lists of followers cannot bear the rule."""
        counts = dict(
            zip(coverage["measure"].to_pylist(), coverage["value"].to_pylist(), strict=True)
        )
        passed, timed, listed = self._core.basis()
        infers = self._attribution not in ("root", "observed")
        if not len(self._core) and not counts.get("reposts", 0) > counts.get(
            "reposts_author_only", 0
        ):
            warn(
                "cascades: no post passes on another by its id "
                f"({counts.get('reposts_author_only', 0):,.0f} reposts name only an account); "
                "wanted an archive with repost_of, such as the platform's own JSON"
            )
        elif passed and infers and not timed:
            warn(
                f"cascades: none of the {passed:,} posts that pass another on has a time, so all "
                f"hang on the root; wanted created_at for the rule {self._attribution!r}"
            )
        elif passed and infers and self._attribution != "chain" and listed == 0:
            warn(
                f"cascades: none of the {passed:,} posts that pass another on is by a follower in "
                "the lists, so all hang on the root; wanted lists of the accounts of this corpus "
                "(ids or handles), or follows left out: earlier interaction then stands in"
            )
