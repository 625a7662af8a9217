"""The default diplomatic markers: how officials hedge, promise, thank, threaten and ask."""

from __future__ import annotations

import json
import textwrap
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from ..frames import Frame, check_backend, from_arrow
from ..references.works import WORKS
from .dictionary import Dictionary, count


@cache
def _listed() -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath("markers.json").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = json.loads(text)["markers"]
    return listed


@cache
def marker_dictionary() -> Dictionary:
    """Give the default diplomatic markers as a dictionary, to look at or to build on.

    Returns
    -------
    Dictionary
        English entries by category; :func:`marker_sources` says where each category comes from.

    Notes
    -----
    The entries are of our own compiling, after the definitions and cues of the sources. ``us`` and
    ``may`` count only as they are written, apart from ``US`` and ``May``.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> "red line" in tw.content.marker_dictionary()["threat"]
    True
    >>> own = tw.Dictionary({**tw.content.marker_dictionary(), "climate": ["climate", "#cop*"]})
    """
    entries = {marker["category"]: marker["entries"] for marker in _listed()}
    exact = sorted({entry for marker in _listed() for entry in marker["exact"]})
    return Dictionary(entries, exact=exact)


def markers(texts: Any, own: bool = True, share: bool = False, hashtags: bool = True) -> Frame:
    """Count the default diplomatic markers in each text, one column a category.

    Hedging and boosting, politeness (thanks, please, apologies, indirect requests, deference,
    greetings), commitment and intention, appeals, demands, obligation, threats, praise, blame,
    good wishes, and the signs of dialogue: questions, second person, first person plural,
    invitations, and negation. English.

    Parameters
    ----------
    texts : column or list of str
        Any string column (pandas, polars, Arrow) or a list; nulls stay null.
    own : bool
        Count in the author's own words only: see :func:`own_words`.
    share : bool
        Divide by the words of the text.
    hashtags : bool
        Whether the word of a hashtag counts as that word.

    Returns
    -------
    frame
        One row a text: ``n_words``, then one column a category, as :func:`count` gives them:
        ``hedges, boosters, gratitude, please, apology, indirect_request, deference, greeting,
        commitment, intention, appeal, demand, obligation, threat, praise, blame, expressive,
        questions, second_person, first_person_plural, invitation, negation``.

    Raises
    ------
    InputError
        If it is not a column of strings.

    See Also
    --------
    marker_sources : the published source of each category.
    twiplomacy.Corpus.markers : rates by account or group, with intervals.

    Notes
    -----
    The categories overlap on purpose: ``could you`` is a hedge (``could``), an indirect request
    and second person. Counts of cues are no speech acts: irony, quotation and negation (``we do
    not condemn``) count, too. Compare groups by their rates, and read a sample before you
    conclude. Overlaps and cost: as :func:`count`.

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.markers(["We condemn the attack.", "Thank you! Could you join us?"])
    >>> table.loc[:, ["blame", "gratitude", "indirect_request", "invitation"]].values.tolist()
    [[1, 0, 0, 0], [0, 1, 1, 1]]
    """
    return count(texts, marker_dictionary(), own, share, hashtags)


def marker_sources() -> Frame:
    """List the default markers with the published source of each category.

    Returns
    -------
    frame
        One row a category: ``category, label, definition, source`` (the references, in full),
        ``entries`` (how many), ``example`` (a sentence that it fits).

    Examples
    --------
    >>> import twiplomacy as tw
    >>> table = tw.content.marker_sources().set_index("category")
    >>> table.loc["commitment", "source"].split(",")[0]
    'Searle'
    """
    listed = _listed()
    text = pa.large_string()
    table = pa.table(
        {
            "category": pa.array([marker["category"] for marker in listed], text),
            "label": pa.array([marker["label"] for marker in listed], text),
            "definition": pa.array([marker["definition"] for marker in listed], text),
            "source": pa.array(
                [" ".join(WORKS[key].text() for key in marker["sources"]) for marker in listed],
                text,
            ),
            "entries": pa.array([len(marker["entries"]) for marker in listed], pa.int64()),
            "example": pa.array([marker["fits"][0] for marker in listed], text),
        }
    )
    return from_arrow(table, check_backend(None))


def markers_page() -> str:
    """Write docs/markers.md, which lists the default markers."""
    lines = [
        "# The default diplomatic markers",
        "",
        "What `tw.content.markers` counts: English entries of our own compiling, after the",
        "definitions and cues of the sources. `*` stands for any characters, `?` for one. Tests",
        "run the sentences of each category. How they are counted:",
        "[markers](dictionaries.md#markers).",
        "",
        "```python",
        "import twiplomacy as tw",
        "",
        "tw.content.marker_sources()[['category', 'entries']].head(3)",
        "```",
        "",
        "```text",
        "   category  entries",
        *(f"{i} {m['category']:>10} {len(m['entries']):>8}" for i, m in enumerate(_listed()[:3])),
        "```",
        "",
        "| category | what it is | sources | entries |",
        "|---|---|---|---|",
    ]
    used: dict[str, None] = {}
    for marker in _listed():
        used.update(dict.fromkeys(marker["sources"]))
        sources = "; ".join(_short(key) for key in marker["sources"])
        anchor = marker["label"].lower().replace(" ", "-")
        lines.append(
            f"| [`{marker['category']}`](#{anchor}) | {marker['definition']} | {sources} "
            f"| {len(marker['entries'])} |"
        )
    for marker in _listed():
        entries = textwrap.wrap(", ".join(marker["entries"]), 100, break_long_words=False)
        lines += ["", f"## {marker['label']}", "", "```text", *entries, "```"]
        if marker["exact"]:
            exact = ", ".join(f"`{entry}`" for entry in marker["exact"])
            lines += ["", f"Only as they are written: {exact}."]
        lines += ["", f"Fits: {_quoted(marker['fits'])}", "", f"Not: {_quoted(marker['misses'])}"]
    lines += ["", "## Sources", "", *(f"- {WORKS[key].text()}" for key in sorted(used))]
    return "\n".join(lines) + "\n"


def _short(key: str) -> str:
    work = WORKS[key]
    family = [name.split(",")[0] for name in work.authors.replace(" & ", " ").split("., ")]
    names = family[0] if len(family) == 1 else " & ".join(family)
    return f"{names if len(family) < 3 else f'{family[0]} and others'} {work.year}"


def _quoted(sentences: list[str]) -> str:
    return " / ".join(f"“{sentence}”" for sentence in sentences)
