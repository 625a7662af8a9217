"""Series of dialogue, of what officials do not see, and of how unequal participation is."""

from __future__ import annotations

from ..errors import InputError
from .posts import points
from .request import Point, Points, Request

RATES = {
    "reply_ratio": ("replies to others / posts", "posts"),
    "answer_rate": ("share of messages that are answered", "addressed"),
    "answered_24h": ("share of messages answered within a day (Kaplan-Meier)", "addressed"),
    "median_latency_s": ("median time to the answer (Kaplan-Meier)", "addressed"),
    "third_turn_share": ("share of replies that are replied to in turn", "third_turns_known"),
    "reply_to_repost_ratio": ("replies received / reposts received", "reposts_received"),
}
INEQUALITY = {
    "gini_posts": "Gini coefficient of posts over authors",
    "gini_replies_received": "Gini coefficient of replies received",
    "gini_mentions_received": "Gini coefficient of mentions received",
}
BARRIERS = {
    "access": "share of the public's accounts that wrote to an official and were answered",
    "talk_back": "share of the public's posts that address an official",
}
UNSEEN = {"unseen_share": "share of the responses to officials that they were not told of"}


def dialogue(request: Request, name: str) -> Points:
    """Measure dialogue; see :meth:`twiplomacy.Corpus.dialogue`."""
    names = [*request.by, request.every]
    corpus = request.corpus
    levels, terms = corpus._groups(names)
    found = corpus._core.dialogue((levels, terms), request.draws, request.seed, None)
    table = corpus._labelled(found, names, levels)
    ends = (f"{name}_ci_low", f"{name}_ci_high")
    return points(request, table, name, RATES[name][1], ends)


def inequality(request: Request, name: str) -> Points:
    """Measure participation; see :meth:`twiplomacy.Corpus.participation`."""
    wanted = name.removeprefix("gini_")
    found: Points = {}
    for key, window, corpus in request.parts():
        summary, _ = corpus._core.participation(request.draws, request.seed)
        (row,) = (row for row in summary.to_pylist() if row["measure"] == wanted)
        found[key, window] = Point(row["gini"], row["accounts"], row["ci_low"], row["ci_high"])
    return found


def unseen(request: Request, name: str) -> Points:
    """Measure the unseen share; see :meth:`twiplomacy.Responses.unseen`."""
    corpus = request.corpus
    officials = corpus._officials()
    if officials is None:
        raise InputError(f"measure: {name!r} needs officials; attach a roster")
    keys = corpus._accounts.filter(officials)["account"].to_pylist()
    names = [*request.by, request.every]
    levels, terms = corpus._groups(names)
    responses = corpus.responses(keys, progress=False)
    found = responses._core.unseen_by_group((levels, terms), False, request.draws, request.seed)
    table = corpus._labelled(found, names, levels)
    return points(request, table, "share", "responses", ("ci_low", "ci_high"))


def barriers(request: Request, name: str) -> Points:
    """Measure access and talking back; see :meth:`twiplomacy.Corpus.access`."""
    corpus = request.corpus
    officials = corpus._officials()
    if officials is None:
        raise InputError(f"measure: {name!r} needs officials; attach a roster")
    names = [*request.by, request.every]
    groups = corpus._groups(names)
    measure = corpus._core.access if name == "access" else corpus._core.talk_back
    found, _ = measure(officials, groups, (None, None), request.draws, request.seed, None)
    table = corpus._labelled(found, names, groups[0])
    n = "publics" if name == "access" else "posts"
    return points(request, table, name, n, ("ci_low", "ci_high"))
