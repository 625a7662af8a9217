"""Section 8: barriers between officials and the public."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from .context import DRAWS, Context
from .hierarchy import official_ties
from .section import Finding, Picture, Section
from .voice_groups import with_groups

MOST_GROUPS = 20


def section(context: Context) -> Section:
    """Measure who of the public is answered, and how ties cross borders."""
    result = Section(
        key="barriers",
        number="8",
        heading="Reduce barriers between policymakers and those affected by policy",
        question="Who of the public is ever answered, and how far are they from the officials?",
        definition="The public: all accounts that are not officials of the roster. Access = share "
        "of those who sent the officials a message (a reply or mention within the span of the "
        "official's own posts) and were answered at least once; talk-back share = share of the "
        "public's posts that address an official. Distance: steps from an account of the public to "
        "the nearest official, along ties of any kind by which words travel. Mixing: weight of the "
        "ties from group to group, against groups dealt anew to the accounts. Intervals: bootstrap "
        "over accounts of the public.",
        sources=("mixing", "twiplomacy"),
    )
    if not context.roster_keys:
        result.missing = (
            "Without a roster nothing says who the officials are and who the public is. Name them "
            "with --roster FILE."
        )
        return result
    if _public(context):
        _add_access(result, context)
        _add_distance(result, context)
    else:
        result.missing = (
            "All posts are by the officials themselves, so nothing says whether the public is "
            "heard. Collect what others write to the officials: replies, quotes and mentions."
        )
    _add_mixing(result, context)
    if context.at is not None:
        _add_date(result, context, context.at)
    return result


def _public(context: Context) -> int:
    """Count the authors that are not officials."""
    officials = pa.array(sorted(context.roster_keys), pa.large_string())
    authors = pc.unique(context.posts["author_id"]).drop_null()
    return len(authors) - int(pc.sum(pc.is_in(authors, officials)).as_py() or 0)


def _add_access(result: Section, context: Context) -> None:
    corpus = context.arrow
    options: dict[str, Any] = {"draws": DRAWS, "seed": context.seed, "progress": False}
    (whole,) = corpus.access(**options).to_pylist() or [None]
    (talk,) = corpus.talk_back(**options).to_pylist() or [None]
    if whole is not None and whole["publics"]:
        result.findings.append(
            Finding(
                "access",
                whole["access"],
                "share",
                (whole["ci_low"], whole["ci_high"]),
                whole["publics"],
                "accounts that wrote to an official",
                says="{value} of those who wrote to an official were ever answered.",
            )
        )
    if talk is not None:
        result.findings.append(
            Finding(
                "talk-back share",
                talk["talk_back"],
                "share",
                (talk["ci_low"], talk["ci_high"]),
                talk["posts"],
                "posts of the public",
                says="{value} of the public's posts address an official.",
            )
        )
    if context.grouping:
        name = f"access_by_{context.grouping}"
        result.tables[name] = corpus.access(context.grouping, **options)


def _add_distance(result: Section, context: Context) -> None:
    """Measure the steps from the public to the nearest official."""
    net = context.arrow.network("any", progress=False)
    officials = pc.is_in(
        net._nodes["node"], pa.array(sorted(context.roster_keys), pa.large_string())
    )
    sides = pc.if_else(officials, "official", "public")
    if len(pc.unique(sides)) < 2:
        return
    groups = pa.table({"node": net._nodes["node"], "side": sides})
    near = net.nearest(groups)
    result.tables["nearest"] = near
    rows = [r for r in near.to_pylist() if (r["from"], r["to"]) == ("public", "official")]
    known = [row for row in rows if row["distance"] is not None]
    reached = sum(row["nodes"] for row in known)
    tied = sum(row["nodes"] for row in rows)
    if reached:
        mean = sum(row["distance"] * row["nodes"] for row in known) / reached
        result.findings.append(
            Finding(
                "steps from the public to the nearest official",
                mean,
                "number",
                n=reached,
                n_of="accounts with a path",
                note=f"{tied - reached:,} of {tied:,} accounts have none",
                says="From an account of the public it is {value} steps to the nearest official on "
                "average, where there is a path.",
            )
        )


def _add_mixing(result: Section, context: Context) -> None:
    """Show from which group to which the officials' ties lead."""
    net, grouping = official_ties(context), context.grouping
    if grouping is None or grouping not in net._nodes.column_names:
        return
    net = with_groups(result, net, grouping)
    groups = len(pc.unique(net._nodes[grouping]))
    if net.n_edges - net.self_loops < 2 or groups < 2:
        return
    options: dict[str, Any] = {"draws": DRAWS, "seed": context.seed, "progress": False}
    mixing = net.mixing(grouping, **options)
    returned = net.cross_reciprocity(grouping, **options)
    result.tables |= {"mixing": mixing, "cross_reciprocity": returned}
    across = [row for row in mixing.to_pylist() if row["from"] != row["to"]]
    share = sum(row["share"] for row in across)
    expected = sum(row["null_mean"] for row in across) / (pc.sum(mixing["weight"]).as_py() or 1)
    result.findings.append(
        Finding(
            f"traffic from one {grouping} to another",
            share,
            "share",
            n=net.n_edges - net.self_loops,
            n_of="arcs among officials",
            note=f"chance gives {100 * expected:.1f} %; see the table for each pair",
            says=f"{{value}} of the traffic among the officials leads from one {grouping} to "
            "another.",
        )
    )
    if groups <= MOST_GROUPS:
        result.pictures.append(
            Picture(
                "mixing",
                f"Ties among the officials from {grouping} (rows) to {grouping} (columns), against "
                "groups dealt anew to the accounts.",
                lambda: net.plot_mixing(grouping, draws=DRAWS, seed=context.seed),
            )
        )


def _add_date(result: Section, context: Context, at: str) -> None:
    """Set before and after the date beside each other."""
    if not _public(context):
        return
    try:
        table = context.arrow.barriers(at, draws=DRAWS, seed=context.seed, progress=False)
    except InputError as error:
        result.coverage.append(f"Before and after {at} cannot be compared: {error}.")
        return
    result.tables["before_and_after"] = table
    for row in table.to_pylist():
        if row["measure"] == "access":
            result.findings.append(
                Finding(
                    f"access after {at}, less that before",
                    row["difference"],
                    "points",
                    (row["ci_low"], row["ci_high"]),
                    row["n_before"] + row["n_after"],
                    "accounts that wrote to an official",
                    null=row["null_mean"],
                    p=row["p_adjusted"],
                    says=f"Access changed by {{value}} after {at}.",
                )
            )
