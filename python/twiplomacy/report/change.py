"""Section 9: whether it changes with time, and what goes with who names whom."""

from __future__ import annotations

from importlib.util import find_spec
from math import isnan
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import change
from ..errors import InputError
from ..frames import label_texts
from ..models import Fit, mrqap
from ..network import Network
from ..palette import COLOURS, INK
from .context import DRAWS, Context
from .figures import date_axis, percent_axis
from .hierarchy import official_ties
from .section import Finding, Picture, Section

MEASURES = {
    "reply_ratio": "replies to others",
    "repost_share": "reposts",
    "mention_share": "posts that name an account",
    "link_share": "posts with a link",
}
LEAST_WINDOWS = 12
LEAST_POSTS = 10
LEAST_NODES, MOST_NODES = 10, 400
WINDOWS = (("day", 1), ("week", 7), ("month", 30))


def section(context: Context) -> Section:
    """Follow measures over time, and ask what predicts the officials' ties."""
    result = Section(
        key="change",
        number="9",
        heading="It alters the DNA of diplomacy",
        question="Does the officials' conduct change with time, and what goes with who deals with "
        "whom?",
        definition="Measures over windows of time, with bootstrap intervals over accounts; the "
        "first and last window, which the archive does not span as a whole, are left out of "
        "tests. Interrupted time series: level and slope before and after a date, errors by Newey "
        "and West, p by the share of other dates at which the level would have changed as much. "
        "Change points: least squares with a penalty (PELT), p by shuffled blocks. Ties: whether "
        "there is one from one account to another regressed on its return and on what the two "
        "have in common (MRQAP, double semi-partialling): p by permuting the accounts, adjusted "
        "for the number of terms (Benjamini & Hochberg).",
        sources=("interrupted", "newey_west", "changepoints", "mrqap"),
    )
    every = _window(context)
    if every is None:
        result.missing = "The posts have no times, or all the same: nothing can change."
        return result
    _add_series(result, context, every)
    _add_model(result, context)
    return result


def _window(context: Context) -> str | None:
    """Choose windows of which there are enough, and few enough to be filled."""
    times = context.posts["created_at"].drop_null()
    if not len(times):
        return None
    days = (pc.max(times).as_py() - pc.min(times).as_py()).days
    if days < 1:
        return None
    for name, length in reversed(WINDOWS):
        if days / length >= 2 * LEAST_WINDOWS:
            return name
    return "day"


def _add_series(result: Section, context: Context, every: str) -> None:
    """Follow what share of the officials' posts is of a kind, and look for breaks."""
    corpus = context.arrow
    if context.roster_keys:
        corpus = corpus.select(accounts=sorted(context.roster_keys))
    if not len(corpus):
        result.coverage.append("The archive holds no post by an official.")
        return
    tables = []
    for name in MEASURES:
        table = corpus.over_time(name, every, draws=DRAWS, seed=context.seed, progress=False)
        tables.append(table.add_column(0, "measure", pa.array([name] * len(table))))
    series = pa.concat_tables(tables)
    result.tables["over_time"] = series
    windows = len(_whole(series, "repost_share"))
    result.caption = (
        f"Shares of the officials' posts each {every}, with 95 % bootstrap intervals over "
        f"accounts; windows of fewer than {LEAST_POSTS} posts are left out, hollow marks are "
        "windows that the archive does not span as a whole."
    )
    result.size = (7.0, 5.4)
    result.draw = lambda drawn: _draw(drawn, series, context.at)
    if windows < LEAST_WINDOWS:
        result.coverage.append(
            f"{windows} windows with enough posts are too few to tell a trend from "
            "noise; no break is looked for."
        )
    elif find_spec("statsmodels") is None or find_spec("ruptures") is None:
        result.coverage.append(
            "Breaks are not looked for: that needs the extra change (statsmodels, ruptures)."
        )
    elif context.at is not None:
        _interrupt(result, context, series, context.at)
    else:
        _find_breaks(result, context, series)


def _whole(series: pa.Table, name: str) -> pa.Table:
    chosen = pc.and_(pc.equal(series["measure"], name), series["complete"])
    chosen = pc.and_(chosen, pc.greater_equal(series["n"], LEAST_POSTS))
    return series.filter(chosen).drop_columns(["measure"])


def _interrupt(result: Section, context: Context, series: pa.Table, at: str) -> None:
    """Ask what the date did to the level and slope of each series."""
    rows: list[dict[str, Any]] = []
    for name, what in MEASURES.items():
        try:
            part = _whole(series, name)
            fit, placebos = change.interrupted(part, at), change.placebo(part, at)
        except InputError as error:
            result.coverage.append(f"{name}: no interrupted series at {at}: {error}.")
            continue
        elsewhere = {row["term"]: row["p"] for row in placebos.to_pylist()}
        for row in _terms(fit):
            rows.append({"measure": name, **row, "placebo_p": elsewhere.get(row["term"])})
            # A series that never moves has no t, and nothing that could have changed.
            if row["term"].startswith("level change") and not isnan(row["t"]):
                result.findings.append(
                    Finding(
                        f"{what}: change of level on {at}",
                        row["estimate"],
                        "points",
                        (row["ci_low"], row["ci_high"]),
                        fit.n,
                        "windows",
                        f"p by Newey and West {row['p']:.2g}, which is too small in short series; "
                        "the other is the share of dates at which it would have changed as much",
                        p=elsewhere.get(row["term"]),
                        says=f"The share of {what} changed its level by {{value}} on {at}.",
                    )
                )
    if rows:
        result.tables["interrupted"] = pa.Table.from_pylist(rows)
        first = _whole(series, rows[0]["measure"])
        result.pictures.append(
            Picture(
                "interrupted",
                f"{MEASURES[rows[0]['measure']].capitalize()} as a share of posts, before and "
                f"after {at}; dashed: how it would have gone on.",
                lambda: change.plot_interrupted(first, at),
            )
        )


def _terms(fit: Fit) -> list[dict[str, Any]]:
    return fit._terms.to_pylist()  # type: ignore[no-any-return]


def _find_breaks(result: Section, context: Context, series: pa.Table) -> None:
    """Look for breaks where no date is given."""
    found = []
    for name, what in MEASURES.items():
        part = _whole(series, name)
        if len(part) < LEAST_WINDOWS:
            continue
        breaks = change.changepoints(part, seed=context.seed)
        found.append(breaks.add_column(0, "measure", pa.array([name] * len(breaks), pa.string())))
        count = len(breaks)
        result.findings.append(
            Finding(
                f"{what}: breaks found",
                count,
                n=len(part),
                n_of="windows",
                says=f"The share of {what} shows {{value}} break{'' if count == 1 else 's'} in "
                "time that chance seldom makes.",
            )
        )
    if found:
        result.tables["changepoints"] = pa.concat_tables(found)


def _draw(drawn: Any, series: pa.Table, at: str | None) -> None:
    axes = drawn.subplots(2, 2, sharex=True)
    for ax, (name, what), colour in zip(axes.flat, MEASURES.items(), COLOURS, strict=False):
        part = series.filter(pc.equal(series["measure"], name)).to_pandas()
        # A window with few posts keeps its place, so that no line leads across it.
        part.loc[part["n"] < LEAST_POSTS, ["value", "ci_low", "ci_high"]] = np.nan
        start = part["start"].dt.tz_localize(None)
        ax.fill_between(
            start, part["ci_low"], part["ci_high"], color=colour, alpha=0.2, linewidth=0
        )
        ax.plot(start, part["value"], color=colour, linewidth=1.2)
        whole = part["complete"].to_numpy()
        ax.scatter(start[whole], part["value"][whole], s=8, color=colour, zorder=3)
        ax.scatter(
            start[~whole],
            part["value"][~whole],
            s=10,
            facecolor="white",
            edgecolor=colour,
            zorder=3,
        )
        if at is not None:
            ax.axvline(np.datetime64(at), color=INK, linewidth=0.9, linestyle=":")
        ax.set_title(what)
        ax.set_ylim(bottom=0)
        percent_axis(ax.yaxis, None)
        date_axis(ax.xaxis)


def _add_model(result: Section, context: Context) -> None:
    """Ask what goes with who deals with whom."""
    net = official_ties(context)
    # Accounts that deal with nobody here tell of the collection.
    arcs = net.n_edges - net.self_loops
    if not (LEAST_NODES <= net.n_nodes <= MOST_NODES and arcs >= LEAST_NODES):
        result.coverage.append(
            f"What goes with who deals with whom is asked for {LEAST_NODES} to {MOST_NODES} "
            f"accounts with at least {LEAST_NODES} arcs; here are {net.n_nodes:,} with {arcs:,}."
        )
        return
    shared = _shared(net)
    terms = ["t(tie)", *(f"same(`{name}`)" for name in shared), "ego(posts)", "alter(posts)"]
    try:
        fit = mrqap(
            f"tie ~ {' + '.join(terms)}",
            {"tie": _present(net), "posts": _posts(context, net)},
            draws=DRAWS,
            seed=context.seed,
            progress=False,
        )
    except InputError as error:
        result.coverage.append(f"What goes with who deals with whom cannot be fitted: {error}.")
        return
    result.tables["ties_model"] = fit._terms
    # Of what is there or not, an estimate is a difference of probabilities.
    whole = {row["term"] for row in _terms(fit)} - {"ego(posts)", "alter(posts)"}
    result.coverage.append(fit.methods())
    who = "officials" if context.roster_keys else "accounts"
    for row in _terms(fit):
        if row["term"] == "(intercept)":
            continue
        result.findings.append(
            Finding(
                f"ties: {row['term']}",
                row["estimate"],
                "points" if row["term"] in whole else "number",
                (row["ci_low"], row["ci_high"]),
                fit.n,
                f"pairs of {who}",
                p=row["p_adjusted"],
                says=_meaning(row["term"], who),
            )
        )
    result.pictures.append(
        Picture(
            "ties",
            "What goes with a tie from one official to another: change of its probability, with "
            "95 % intervals from permuted accounts; filled where p is 5 % or less.",
            lambda: fit.plot(title=""),
        )
    )


def _meaning(term: str, who: str) -> str:
    if term == "t(tie)":
        return "Where there is a tie one way, the probability of one back differs by {value}."
    if term.startswith("same("):
        name = term[5:-1].strip("`")
        return (
            f"Where two {who} are alike in {name}, the probability of a tie differs by "
            f"{{value}}, other things equal."
        )
    return ""


def _shared(net: Network) -> list[str]:
    """Return up to three columns that put the officials into a few groups."""
    names = []
    for name in net._nodes.column_names:
        if name in ("node", "handle", "name", "superior", "side", "on_roster", "since", "until"):
            continue
        kind = net._nodes[name].type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            continue
        cells = label_texts(net._nodes[name], name)
        groups = len(cells.drop_null().unique())
        if not cells.null_count and 2 <= groups <= net.n_nodes / 2:
            names.append(name)
    return names[:3]


def _present(net: Network) -> Network:
    """Say whether there is a tie, not how heavy it is."""
    edges = net._edges()
    return Network.from_edges(edges["source"], edges["target"], nodes=net._nodes, backend="pyarrow")


def _posts(context: Context, net: Network) -> pa.Table:
    """Return how much each account wrote, on a scale of orders of magnitude."""
    rows = pc.index_in(net._nodes["node"], context.accounts["account"].combine_chunks())
    counts = context.accounts["posts"].combine_chunks().take(rows.combine_chunks())
    return pa.table(
        {"node": net._nodes["node"], "posts": pc.log10(pc.add(counts, 1).cast(pa.float64()))}
    )
