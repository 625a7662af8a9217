"""The sources of every measure, ready to cite."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from .errors import InputError

__all__ = ["Reference", "cite"]


@dataclass(frozen=True)
class Reference:
    """A source: the reference as text, and as BibTeX.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> print(tw.cite("structural_virality").text)
    Goel, S., Anderson, A., Hofman, J., & Watts, D. J. (2016). The structural virality of \
online diffusion. Management Science, 62(1), 180-196.
    """

    text: str
    bibtex: str

    def __str__(self) -> str:
        return f"{self.text}\n\n{self.bibtex}"


def _latex(text: str) -> str:
    """Escape the signs that LaTeX would take as its own."""
    for sign in "&#%$_":
        text = text.replace(sign, f"\\{sign}")
    return text


@dataclass(frozen=True)
class _Work:
    authors: str
    year: int
    title: str
    venue: str
    kind: str = "article"
    volume: str = ""
    pages: str = ""

    def text(self) -> str:
        place = ", ".join(part for part in (self.venue, self.volume, self.pages) if part)
        return f"{self.authors} ({self.year}). {self.title}. {place}."

    def _authors(self) -> str:
        if "," not in self.authors:  # an institution is one name
            return f"{{{self.authors}}}"
        names = self.authors.replace(", & ", " and ").replace(" & ", " and ")
        return names.replace("., ", ". and ")

    def bibtex(self, key: str) -> str:
        venue = {"article": "journal", "book": "publisher", "inproceedings": "booktitle"}
        fields = {
            "author": self._authors(),
            "year": str(self.year),
            "title": f"{{{self.title}}}",
            venue.get(self.kind, "howpublished"): self.venue,
            "volume": self.volume.partition("(")[0],
            "number": self.volume.partition("(")[2].rstrip(")"),
            "pages": self.pages.replace("-", "--"),
        }
        lines = [f"  {name} = {{{_latex(value)}}}" for name, value in fields.items() if value]
        return f"@{self.kind}{{{key},\n" + ",\n".join(lines) + "\n}"


_WORKS = {
    "seib2012": _Work(
        "Seib, P.",
        2012,
        "Twiplomacy: Worth praising, but with caution",
        "Open Canada, 17 October",
        "misc",
    ),
    "goel2016": _Work(
        "Goel, S., Anderson, A., Hofman, J., & Watts, D. J.",
        2016,
        "The structural virality of online diffusion",
        "Management Science",
        "article",
        "62(1)",
        "180-196",
    ),
    "vosoughi2018": _Work(
        "Vosoughi, S., Roy, D., & Aral, S.",
        2018,
        "The spread of true and false news online",
        "Science",
        "article",
        "359(6380)",
        "1146-1151",
    ),
    "deverna2024": _Work(
        "DeVerna, M. R., Pierri, F., Aiyappa, R., Pacheco, D., Bryden, J., & Menczer, F.",
        2024,
        "Information diffusion assumptions can distort our understanding of social network "
        "dynamics",
        "arXiv 2410.21554",
        "misc",
    ),
    "barbosa2015": _Work(
        "Barbosa, S., Cesar-Jr, R. M., & Cosley, D.",
        2015,
        "Using text similarity to detect social interactions not captured by formal reply "
        "mechanisms",
        "IEEE International Conference on e-Science",
        "inproceedings",
    ),
    "traag2019": _Work(
        "Traag, V. A., Waltman, L., & van Eck, N. J.",
        2019,
        "From Louvain to Leiden: guaranteeing well-connected communities",
        "Scientific Reports",
        "article",
        "9",
        "5233",
    ),
    "newman2004": _Work(
        "Newman, M. E. J., & Girvan, M.",
        2004,
        "Finding and evaluating community structure in networks",
        "Physical Review E",
        "article",
        "69",
        "026113",
    ),
    "brin1998": _Work(
        "Brin, S., & Page, L.",
        1998,
        "The anatomy of a large-scale hypertextual Web search engine",
        "Computer Networks and ISDN Systems",
        "article",
        "30",
        "107-117",
    ),
    "tarjan1972": _Work(
        "Tarjan, R.",
        1972,
        "Depth-first search and linear graph algorithms",
        "SIAM Journal on Computing",
        "article",
        "1(2)",
        "146-160",
    ),
    "wasserman1994": _Work(
        "Wasserman, S., & Faust, K.",
        1994,
        "Social Network Analysis: Methods and Applications",
        "Cambridge University Press",
        "book",
    ),
    "kent1998": _Work(
        "Kent, M. L., & Taylor, M.",
        1998,
        "Building dialogic relationships through the World Wide Web",
        "Public Relations Review",
        "article",
        "24(3)",
        "321-334",
    ),
    "rafaeli1988": _Work(
        "Rafaeli, S.",
        1988,
        "Interactivity: From new media to communication",
        "Sage Annual Review of Communication Research",
        "article",
        "16",
        "110-134",
    ),
    "kaplan1958": _Work(
        "Kaplan, E. L., & Meier, P.",
        1958,
        "Nonparametric estimation from incomplete observations",
        "Journal of the American Statistical Association",
        "article",
        "53(282)",
        "457-481",
    ),
    "gomez2008": _Work(
        "Gómez, V., Kaltenbrunner, A., & López, V.",
        2008,
        "Statistical analysis of the social network and discussion threads in Slashdot",
        "Proceedings of the 17th International Conference on World Wide Web",
        "inproceedings",
        "",
        "645-654",
    ),
    "gini1912": _Work("Gini, C.", 1912, "Variabilità e mutabilità", "Cuppini", "book"),
    "efron1993": _Work(
        "Efron, B., & Tibshirani, R. J.",
        1993,
        "An Introduction to the Bootstrap",
        "Chapman & Hall",
        "book",
    ),
    "bjornsson1968": _Work("Björnsson, C. H.", 1968, "Läsbarhet", "Liber", "book"),
    "anderson1983": _Work(
        "Anderson, J.",
        1983,
        "Lix and Rix: Variations on a little-known readability index",
        "Journal of Reading",
        "article",
        "26(6)",
        "490-496",
    ),
    "senter1967": _Work(
        "Senter, R. J., & Smith, E. A.",
        1967,
        "Automated Readability Index",
        "Aerospace Medical Research Laboratories, AMRL-TR-66-220",
        "misc",
    ),
    "coleman1975": _Work(
        "Coleman, M., & Liau, T. L.",
        1975,
        "A computer readability formula designed for machine scoring",
        "Journal of Applied Psychology",
        "article",
        "60(2)",
        "283-284",
    ),
    "unicode2023": _Work(
        "The Unicode Consortium",
        2023,
        "Unicode Text Segmentation",
        "Unicode Standard Annex #29",
        "misc",
    ),
}

_MEASURES = {
    "twiplomacy": "seib2012",
    "structural_virality": "goel2016",
    "cascades": "vosoughi2018",
    "attribution": "deverna2024",
    "unseen": "barbosa2015",
    "leiden": "traag2019",
    "modularity": "newman2004",
    "pagerank": "brin1998",
    "components": "tarjan1972",
    "reciprocity": "wasserman1994",
    "dialogue": "kent1998",
    "third_turn": "rafaeli1988",
    "latency": "kaplan1958",
    "h_index": "gomez2008",
    "gini": "gini1912",
    "bootstrap": "efron1993",
    "lix": "bjornsson1968",
    "rix": "anderson1983",
    "ari": "senter1967",
    "coleman_liau": "coleman1975",
    "tokens": "unicode2023",
}


def cite(measure: str) -> Reference:
    """Give the source of a measure.

    Parameters
    ----------
    measure : str
        Such as ``"structural_virality"``, ``"leiden"`` or ``"latency"``; ``"twiplomacy"`` for
        the essay that the package answers to.

    Returns
    -------
    Reference
        ``.text`` for a bibliography, ``.bibtex`` for LaTeX; printing it shows both.

    Raises
    ------
    InputError
        If no measure has this name; the message lists those that have one.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> tw.cite("latency").text.split(".")[0]
    'Kaplan, E'
    """
    if measure not in _MEASURES:
        close = difflib.get_close_matches(str(measure), _MEASURES, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise InputError(
            f"measure: {measure!r}{hint}; wanted one of {', '.join(sorted(_MEASURES))}"
        )
    key = _MEASURES[measure]
    work = _WORKS[key]
    return Reference(work.text(), work.bibtex(key))
