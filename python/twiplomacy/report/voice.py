"""Section 6: voice and communities."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..palette import COLOURS, QUIET
from .context import DRAWS, Context
from .figures import legend_of, percent_axis
from .hierarchy import official_ties
from .section import Finding, Section
from .voice_groups import add_groups

SEEDS = 10
_UNEQUAL = "The Gini coefficient of {} is {{value}} (0: all alike, 1: one has all)."
COMMUNITIES = 10
MEASURES = {
    "posts": "posts written",
    "replies_received": "replies received",
    "mentions_received": "mentions received",
}


def section(context: Context) -> Section:
    """Measure how unequally voice is shared, and which communities there are."""
    corpus = context.corpus
    result = Section(
        key="voice",
        number="6",
        heading="A venue to talk back to the powerful, and to build communities of interest",
        question="How unequally are speaking and being heard shared, and who talks with whom?",
        definition="Gini coefficient of posts over authors (posts found only inside others "
        "included), and of replies and mentions received over all who wrote or received one: 0 if "
        "all have the same, towards 1 if one has all. "
        "Communities: Leiden on modularity in the network of ties of any kind, directions "
        "dropped, weights counting posts. Reciprocity: share of arcs that are returned. "
        f"Intervals: bootstrap over accounts; for modularity the range over {SEEDS} seeds.",
        sources=("gini", "leiden", "modularity", "reciprocity"),
    )
    net = corpus.network("any", progress=False)
    if not net.n_edges:
        result.missing = "No post in the archive replies to, quotes, passes on or names an account."
        return result
    summary, lorenz = corpus._core.participation(DRAWS, context.seed)
    gini = pa.Table.from_batches([summary])
    for row in gini.to_pylist():
        result.findings.append(
            Finding(
                f"Gini of {MEASURES[row['measure']]}",
                row["gini"],
                "number",
                (row["ci_low"], row["ci_high"]),
                row["accounts"],
                "accounts",
                says="" if row["measure"] == "posts" else _UNEQUAL.format(MEASURES[row["measure"]]),
            )
        )
    _note_cap(result, context)
    runs = [
        net._core.communities("leiden", "modularity", 1.0, True, context.seed + run, -1).column(0)
        for run in range(SEEDS)
    ]
    scores = [net._core.modularity(run.cast(pa.uint32()), 1.0, False) for run in runs]
    communities = runs[0]
    n_communities = (pc.max(communities).as_py() or 0) + 1
    result.findings += [
        Finding(
            "modularity of the communities",
            scores[0],
            "number",
            None,
            n_communities,
            "communities",
            f"{min(scores):.3f} – {max(scores):.3f} over {SEEDS} seeds",
        ),
        Finding("reciprocity of ties", net.reciprocity(), "share", None, net.n_edges, "arcs"),
    ]
    add_groups(result, context, official_ties(context))
    keys = net._nodes["node"]
    members = pa.table({"account": keys, "community": communities})
    if context.grouping and context.grouping in net._nodes.column_names:
        members = members.append_column("group", net._nodes[context.grouping])
    shown = members.set_column(0, "account", context.labels(keys))
    result.tables = {
        "participation": gini,
        "communities": shown,
        "lorenz": pa.Table.from_batches([lorenz]),
        **result.tables,
    }
    result.caption = (
        "Left: Lorenz curves; the further below the diagonal, the more unequal. Right: "
        + (
            "the communities with most accounts of the roster, of all their accounts."
            if context.grouping
            else "the largest communities."
        )
    )
    result.draw = lambda drawn: _draw(drawn, result.tables["lorenz"], members, context)
    return result


def _note_cap(result: Section, context: Context) -> None:
    """Warn where many authors have just as many posts as the one with most."""
    posts = context.accounts["posts"].to_pylist()
    most = max(posts, default=0)
    authors = sum(count > 0 for count in posts)
    capped = sum(count == most for count in posts)
    if most > 1 and authors > 2 and capped > authors / 2:
        result.coverage.append(
            f"{capped:,} of {authors:,} authors have exactly {most:,} posts: the collection seems "
            "to stop there, so the Gini of posts tells of the collection and not of the authors."
        )


def _draw(drawn: Any, lorenz: pa.Table, members: pa.Table, context: Context) -> None:
    left, right = drawn.subplots(1, 2, width_ratios=(1, 1.15))
    left.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
    for (measure, label), colour, style in zip(
        MEASURES.items(), COLOURS, ("-", "--", ":"), strict=False
    ):
        points = lorenz.filter(pc.equal(lorenz["measure"], measure))
        left.plot(
            points["accounts_share"].to_pylist(),
            points["share"].to_pylist(),
            color=colour,
            linestyle=style,
            linewidth=1.8,
            label=label,
        )
    left.set_xlabel("share of accounts, least first")
    left.set_ylabel("share received or written")
    left.set_xlim(0, 1)
    left.set_ylim(0, 1)
    left.set_aspect("equal")
    percent_axis(left.xaxis)
    percent_axis(left.yaxis)
    left.legend(loc="upper left", fontsize=8)
    _draw_communities(right, members, context)


def _draw_communities(axes: Any, members: pa.Table, context: Context) -> None:
    """Draw the largest communities: accounts of the roster by group, or all accounts."""
    grouping = context.grouping
    sizes = {c["values"]: c["counts"] for c in members["community"].value_counts().to_pylist()}
    of_group: dict[str, dict[int, int]] = {}
    for row in members.to_pylist():
        group = row.get("group") if grouping else "accounts"
        if group is not None:
            counts = of_group.setdefault(str(group), {})
            counts[row["community"]] = counts.get(row["community"], 0) + 1
    total = {c: sum(counts.get(c, 0) for counts in of_group.values()) for c in sizes}
    chosen = sorted(sizes, key=lambda c: (-total[c], c))[:COMMUNITIES]
    rows = range(len(chosen))
    left = [0] * len(chosen)
    entries = {}
    for place, name in enumerate(sorted(of_group)):
        widths = [of_group[name].get(c, 0) for c in chosen]
        entries[name] = COLOURS[place % len(COLOURS)]
        axes.barh(rows, widths, left=left, color=entries[name], height=0.75)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    if grouping:
        for row, community, end in zip(rows, chosen, left, strict=True):
            axes.text(end + 0.15, row, f"of {sizes[community]:,}", va="center", fontsize=7.5)
    axes.set_xlim(0, max(left) * 1.25)
    axes.set_ylim(len(chosen) - 0.4, -0.6)
    axes.set_yticks(list(rows), [str(community) for community in chosen])
    axes.set_ylabel("community")
    axes.set_xlabel("accounts of the roster" if grouping else "accounts")
    axes.grid(axis="y", visible=False)
    if len(entries) > 1:
        legend_of(axes, entries, loc="lower right", fontsize=8, title=grouping)
