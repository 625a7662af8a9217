"""The instrument for the study of digital diplomacy.

``tw.read`` turns an archive into a corpus; a corpus gives networks, cascades, threads and
responses; each of them has its own measures.
"""

from . import change, content, datasets
from ._core import __version__
from .cascades import Cascades
from .codebook import Codebook
from .content import Dictionary
from .conversations import Conversations
from .coordination import Coordination, CoSharing, co_sharing, coordination
from .corpus import Corpus
from .disk import convert, open  # noqa: A004 - the name of the contract
from .errors import (
    ArchiveError,
    CoverageWarning,
    InputError,
    MissingDependencyError,
    TwiplomacyError,
)
from .frames import set_backend
from .models import Fit, mrqap, qap_correlation
from .network import Network, compare_partitions
from .reading import from_frame, read
from .references import Reference, cite
from .report import study
from .responses import Responses
from .roster import Roster, read_roster
from .variants import Variants, compare_texts, variants

__all__ = [
    "ArchiveError",
    "Cascades",
    "CoSharing",
    "Codebook",
    "Conversations",
    "Coordination",
    "Corpus",
    "CoverageWarning",
    "Dictionary",
    "Fit",
    "InputError",
    "MissingDependencyError",
    "Network",
    "Reference",
    "Responses",
    "Roster",
    "TwiplomacyError",
    "Variants",
    "__version__",
    "change",
    "cite",
    "co_sharing",
    "compare_partitions",
    "compare_texts",
    "content",
    "convert",
    "coordination",
    "datasets",
    "from_frame",
    "mrqap",
    "open",
    "qap_correlation",
    "read",
    "read_roster",
    "set_backend",
    "study",
    "variants",
]
