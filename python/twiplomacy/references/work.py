"""A work, as it is cited."""

from __future__ import annotations

from dataclasses import dataclass


def _latex(text: str) -> str:
    """Escape the signs that LaTeX would take as its own."""
    for sign in "&#%$_":
        text = text.replace(sign, f"\\{sign}")
    return text


@dataclass(frozen=True)
class Work:
    """A source and where it was published."""

    authors: str
    year: int
    title: str
    venue: str
    kind: str = "article"
    volume: str = ""
    pages: str = ""

    def text(self) -> str:
        """Write it as in a bibliography."""
        place = ", ".join(part for part in (self.venue, self.volume, self.pages) if part)
        return f"{self.authors} ({self.year}). {self.title}. {place}."

    def _authors(self) -> str:
        if "," not in self.authors:  # an institution is one name
            return f"{{{self.authors}}}"
        names = self.authors.replace(", & ", " and ").replace(" & ", " and ")
        return names.replace("., ", ". and ")

    def bibtex(self, key: str) -> str:
        """Write it as a BibTeX entry under this key."""
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
