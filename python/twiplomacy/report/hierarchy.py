"""Section 4: hierarchy, or network."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..network import Network
from .context import Context
from .section import Finding, Picture, Section

# Each draw measures a rewired network anew.
DRAWS = 199
MOST_DRAWN = 1_000
MOST_ON_CHART = 120
TESTED = {
    "trophic_incoherence": "The trophic incoherence of the ties is {value} (0: each leads up by "
    "one level, 1: no order from bottom to top).",
    "agony_hierarchy": "",
    "flow_hierarchy": "{value} of the arcs are in no cycle.",
    "krackhardt_hierarchy": "",
    "global_reaching_centrality": "",
}
SHARES = ("flow_hierarchy",)
PATHS = {
    "line": "{value} of the traffic among the officials runs between superior and subordinate.",
    "skip": "{value} of the traffic among the officials skips somebody in the line of command.",
    "lateral": "",
}


def section(context: Context) -> Section:
    """Measure how far ties are ordered, and how far they keep to the formal chart."""
    result = Section(
        key="hierarchy",
        number="4",
        heading="Governments remain hierarchic in structure",
        question="Are the ties ordered from top to bottom, and do they keep to the formal chart?",
        definition="Ties of any kind "
        + ("among the officials" if context.roster_keys else "among all accounts")
        + "; an arc leads from who was read to who passed it on, answered or named (information). "
        "Krackhardt's four measures, flow hierarchy (share of arcs in no cycle), global reaching "
        "centrality, trophic levels and incoherence (0: each arc leads up by one level), agony "
        "(the least weight against any ranking). On the chart a tie is line (superior and "
        "subordinate), skip (further apart in one line of command), lateral (neither) or external "
        f"(one end off the chart). Nulls, {DRAWS} draws: networks rewired with all degrees kept; "
        "officials dealt anew to the posts of the chart; p adjusted for the number of tests "
        "(Benjamini & Hochberg).",
        sources=("krackhardt_hierarchy", "global_reaching_centrality", "trophic_levels", "agony"),
    )
    net = official_ties(context)
    if net.n_edges - net.self_loops < 2:
        result.missing = (
            "The archive holds fewer than two ties among the officials."
            if context.roster_keys
            else "No post in the archive replies to, quotes, passes on or names an account."
        )
        return result
    table = net.hierarchy(seed=context.seed)
    tested = net.test(list(TESTED), draws=DRAWS, seed=context.seed, progress=False)
    result.tables = {"hierarchy": table, "hierarchy_tests": tested}
    arcs = net.n_edges - net.self_loops
    for row in tested.to_pylist():
        name = row["statistic"]
        # Where every rewired network has the same, chance is no alternative and p says nothing.
        free = row["null_sd"] > 0
        result.findings.append(
            Finding(
                name.replace("_", " "),
                row["value"],
                "share" if name in SHARES else "number",
                n=arcs,
                n_of="arcs",
                note="" if free else "with these degrees it can be no other",
                null=row["null_mean"] if free else None,
                p=row["p_adjusted"] if free else None,
                says=TESTED[name],
            )
        )
    levels = net.trophic_levels()
    shown = levels.set_column(0, "account", context.labels(levels["node"]))
    result.tables["levels"] = (
        shown.drop_columns(["handle"]) if "handle" in shown.column_names else shown
    )
    _add_chart(result, context, net)
    _add_levels(result, context, net)
    return result


def official_ties(context: Context) -> Network:
    """Return the ties among the officials; among all accounts where there is no roster."""
    among = sorted(context.roster_keys) or None
    return context.arrow.network("any", among=among, progress=False)


def _add_chart(result: Section, context: Context, net: Network) -> None:
    """Hold the ties against the formal chart, if the roster has one."""
    roster = context.corpus.roster
    if roster is not None and not context.roster_keys:
        result.coverage.append("The roster names no officials, so there is no chart of theirs.")
        return
    if roster is None or "superior" not in roster.columns:
        result.coverage.append(
            "The roster has no column superior, so there is no formal chart to hold the ties "
            "against."
        )
        result.cannot.append(
            "Whether ties keep to the formal chart or go past it: the roster names no superiors."
        )
        return
    chart = _chart(context, net)
    try:
        paths = net.bypass(chart, DRAWS, context.seed, progress=False, forest=True)
        ranks = net.rank_correlation(chart, DRAWS, context.seed, progress=False, forest=True)
    except InputError as error:
        result.coverage.append(f"The formal chart cannot be used: {error}.")
        return
    result.tables["bypass"] = paths
    result.tables["rank_correlation"] = ranks
    on_chart = paths.filter(pc.equal(paths["null"], "chart"))
    counted = pc.sum(on_chart["edges"]).as_py()
    for row in on_chart.to_pylist():
        if row["path"] in PATHS:
            result.findings.append(
                Finding(
                    f"ties on the chart: {row['path']}",
                    row["share"],
                    "share",
                    n=counted,
                    n_of="arcs",
                    null=row["null_mean"],
                    p=row["p_adjusted"] if row["null_sd"] > 0 else None,
                    says=PATHS[row["path"]] if row["null_sd"] > 0 else "",
                )
            )
    (row,) = ranks.to_pylist()
    result.findings.append(
        Finding(
            "rank and trophic level, Spearman",
            row["value"],
            "number",
            n=row["n"],
            n_of="accounts",
            null=row["null_mean"],
            p=row["p"],
            says="Rank on the chart and trophic level go together with a Spearman correlation of "
            "{value}.",
        )
    )
    superiors = pc.sum(pc.is_valid(net._nodes["superior"])).as_py() or 0
    if superiors <= MOST_ON_CHART - 20:
        result.pictures.append(
            Picture(
                "chart",
                "Left the formal chart, right the ties that were observed, in the same places.",
                lambda: net.plot_chart(chart, forest=True),
            )
        )


def _chart(context: Context, net: Network) -> pa.Table:
    """Return who is whose superior, without the name of anybody who is no official.

    An official's superior may be off the roster or of the public; both keep their place under a
    number.
    """
    bosses = net._nodes["superior"].cast(pa.large_string()).to_pylist()
    if not context.names:
        known = {name.lower() for name in context.officials_names}
        numbers: dict[str, str] = {}
        for place, boss in enumerate(bosses):
            plain = (boss or "").strip().removeprefix("@").lower()
            if plain and plain not in known:
                bosses[place] = numbers.setdefault(plain, f"superior {len(numbers) + 1}")
    return pa.table({"node": net._nodes["node"], "superior": pa.array(bosses, pa.large_string())})


def _add_levels(result: Section, context: Context, net: Network) -> None:
    largest = net._core.components(False)["component"]
    size = pc.sum(pc.equal(largest, 0)).as_py() or 0
    if not 2 < size <= MOST_DRAWN:
        return
    grouping = context.grouping if context.grouping in net._nodes.column_names else None
    labels = 15 if context.roster_keys or context.names else 0

    def make() -> Any:
        return net.plot_levels(by=grouping, labels=labels, seed=context.seed)

    result.pictures.append(
        Picture(
            "levels",
            "The largest component by trophic level: news flows up where it is grey. From left to "
            "right nothing is measured.",
            make,
        )
    )
