"""Section 1 where posts are named: shapes, reach, crossings and gatekeepers of cascades."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..cascades import Cascades
from ..errors import InputError
from .context import DRAWS, Context
from .paths_figure import add_figure
from .section import Finding, Section, show

RULES = ("root", "observed", "recent", "draw", "chain")
FORESTS = 99
MEASURES = ("structural_virality", "depth")
_SAYS = {
    "structural_virality": "Two accounts of a cascade stand {value} steps apart on average "
    "(about 2: all took it from the root).",
    "depth": "A cascade goes {value} steps deep on average.",
}


def add_paths(result: Section, context: Context, cascades: Cascades) -> None:
    """Add what cascades say; ``cascades`` are those of the rule recent."""
    result.definition = (
        "A cascade is a post and its reposts. Depth: edges from the root. Structural virality: "
        "the mean distance between two posts along the tree (2 for a wide star, large for a long "
        "chain). The path is rebuilt by rule: root hangs all on the root (a lower bound); "
        "observed takes what the platform says; recent takes the latest earlier adopter whom the "
        "account follows or had interacted with; draw draws one of these, the more likely the "
        "more followers it has and the later it adopted; chain takes the latest adopter of all "
        "(an upper bound). Intervals: bootstrap over cascades. Engaged: accounts that repost, "
        "answer or quote a post of the cascade; potential: the followers of its accounts added "
        "up; unique exposed: each follower once. Crossings are held against groups permuted among "
        "the accounts. A gatekeeper is who a group first had a cascade from."
    )
    shape = pa.Table.from_batches([cascades._core.shape()])
    edges = pa.Table.from_batches([cascades._core.edges()])
    by_rule = _by_rule(result, context, shape)
    _add_shapes(result, context, shape, by_rule)
    _add_evidence(result, edges)
    _add_reach(result, context, cascades)
    crossings = _add_crossings(result, context, cascades) if context.grouping else None
    _add_coverage(result, context, shape, len(edges))
    add_figure(result, context, cascades, shape, by_rule, crossings)


def _by_rule(result: Section, context: Context, recent: pa.Table) -> list[dict[str, Any]]:
    """Compare the means of shapes under the rules of attribution."""
    rows = []
    each = pa.array(range(len(recent)))
    for rule in RULES:
        draws = FORESTS if rule == "draw" else 0
        try:
            made = context.corpus.cascades(
                attribution=rule, draws=draws, seed=context.seed, progress=False
            )
        except InputError:
            result.coverage.append(
                f"The rule {rule} goes by numbers of followers, and the archive has none."
            )
            continue
        shape = pa.Table.from_batches([made._core.shape()])
        for measure in MEASURES:
            value, ci, n = context.share(shape[measure], each)
            drawn = [
                pc.mean(shape[f"{measure}_ci_{end}"]).as_py() if draws else None
                for end in ("low", "high")
            ]
            rows.append(
                {
                    "attribution": rule,
                    "measure": measure,
                    "mean": value,
                    "ci_low": ci[0],
                    "ci_high": ci[1],
                    "drawn_low": drawn[0],
                    "drawn_high": drawn[1],
                    "cascades": n,
                }
            )
    return rows


def _add_shapes(
    result: Section, context: Context, shape: pa.Table, rows: list[dict[str, Any]]
) -> None:
    sizes = shape["size"]
    result.findings = [
        Finding("cascades", len(shape), note="with at least one repost"),
        Finding(
            "median size",
            pc.quantile(sizes, 0.5)[0].as_py(),
            "number",
            n=len(shape),
            n_of="cascades",
            note=f"largest {pc.max(sizes).as_py():,}",
        ),
    ]
    mean = {(row["attribution"], row["measure"]): row["mean"] for row in rows}
    for row in rows:
        if row["attribution"] != "recent":
            continue
        name = row["measure"]
        bounds = [show(mean[rule, name], "number") for rule in ("root", "chain")]
        result.findings.append(
            Finding(
                f"mean {name.replace('_', ' ')}",
                row["mean"],
                "number",
                (row["ci_low"], row["ci_high"]),
                row["cascades"],
                "cascades",
                f"rule recent; from {bounds[0]} (root) to {bounds[1]} (chain)",
                says=_SAYS.get(name, ""),
            )
        )
    shown = shape.set_column(0, "cascade", context.post_labels(shape["cascade"]))
    shown = shown.set_column(1, "author", context.labels(shape["author"]))
    result.tables["cascades"] = shown.drop_columns(["author_handle"])
    types = {"drawn_low": pa.float64(), "drawn_high": pa.float64()}
    table = pa.Table.from_pylist(rows)
    for name, kind in types.items():
        table = table.set_column(table.column_names.index(name), name, table[name].cast(kind))
    result.tables["shape_by_rule"] = table
    virality = [show(mean[rule, "structural_virality"], "number") for rule in ("root", "chain")]
    result.notes["shape_by_rule"] = (
        f"Whatever the true paths, the rules put the mean structural virality between "
        f"{virality[0]} (root) and {virality[1]} (chain). drawn_low and drawn_high: mean bounds of "
        f"95 % of {FORESTS} drawn forests."
    )


def _add_evidence(result: Section, edges: pa.Table) -> None:
    counts = edges["evidence"].value_counts().to_pylist()
    for row in sorted(counts, key=lambda row: row["values"]):
        share = row["counts"] / len(edges)
        label = f"edges known as {row['values']}"
        result.findings.append(Finding(label, share, "share", None, len(edges), "edges"))


def _add_reach(result: Section, context: Context, cascades: Cascades) -> None:
    table = pa.Table.from_batches([cascades._core.reach()])
    exposed = table["unique_exposed"].to_numpy()
    engaged = table["engaged"].to_numpy()
    known = np.isfinite(exposed)
    largest = int(np.argmax(engaged))
    note = (
        f"The cascade that moved most accounts moved {engaged[largest]:,} to repost, answer or "
        "quote"
    )
    if known[largest]:
        note += f", and {exposed[largest]:,.0f} accounts follow who passed it on."
    else:
        note += "; how many could have seen it cannot be told without follow lists."
    result.tables["reach"] = table.set_column(0, "cascade", context.post_labels(table["cascade"]))
    result.notes["reach"] = note
    median = float(np.median(engaged))
    result.findings.append(
        Finding(
            "accounts that a cascade moved to act (median)",
            median,
            "number",
            n=len(table),
            n_of="cascades",
            note=f"exposed, median {np.median(exposed[known]):,.0f}" if known.any() else "",
        )
    )


def _add_crossings(result: Section, context: Context, cascades: Cascades) -> pa.Table | None:
    """Add who passes on to whom by the roster's grouping, if edges have groups at both ends."""
    by = context.grouping
    assert by is not None
    groups = cascades._account_groups(by)
    share = pa.table(cascades._core.crossing_share(groups, DRAWS, context.seed)).to_pylist()[0]
    if not share["edges"]:
        result.coverage.append(
            f"No repost leads from an account with a {by} in the roster to another, so crossings "
            "cannot be told: the roster has the officials only, not who passes them on."
        )
        return None
    table = pa.table(cascades._core.crossings(groups, DRAWS, context.seed))
    result.tables["crossings"] = table
    result.notes["crossings"] = (
        f"{share['crossing']:,} of {share['edges']:,} edges ({show(share['share'], 'share')}) lead "
        f"from one {by} to another; by chance it would be {show(share['expected'], 'share')} "
        f"(p = {share['p']:.2g})."
    )
    result.findings.append(
        Finding(
            f"edges from one {by} to another",
            share["share"],
            "share",
            n=share["edges"],
            n_of="edges",
            null=share["expected"],
            p=share["p"],
            says=f"{{value}} of the steps lead from one {by} to another.",
        )
    )
    if share["ungrouped"]:
        result.coverage.append(
            f"{share['ungrouped']:,} edges have an end without a {by} in the roster; crossings "
            "leave them out."
        )
    gates = pa.table(cascades._core.gatekeepers(groups))
    if len(gates):
        masked = gates.set_column(0, "account", context.labels(gates["account"]))
        result.tables["gatekeepers"] = masked.drop_columns(["handle"])
        first = masked.to_pylist()[0]
        name = first["account"] or "an account that is not known"
        result.notes["gatekeepers"] = (
            f"{first['group']} had {first['arrivals']:,} cascades from elsewhere first through "
            f"{name}: {show(first['share'], 'share')} of all that reached it."
        )
    return table


def _add_coverage(result: Section, context: Context, shape: pa.Table, total: int) -> None:
    roots = context.posts.filter(pc.is_in(context.posts["post_id"], shape["cascade"]))
    claimed = pc.sum(roots["repost_count"]).as_py()
    notes = result.coverage
    if claimed is not None:
        notes.append(
            f"The archive holds {total:,} reposts; the platform counted {claimed:,} for the "
            f"{len(roots):,} roots that are in it. Sizes and shapes are those of what is held."
        )
    if context.coverage["missing_roots"]:
        notes.append(
            f"{context.coverage['missing_roots']:,.0f} roots are not in the archive: their "
            "cascades have no start and no text."
        )
    if context.coverage["reposts_author_only"]:
        notes.append(
            f"{context.coverage['reposts_author_only']:,.0f} reposts name only the author of "
            "their source and belong to no cascade."
        )
    if not context.corpus._core.n_follows():
        notes.append(
            "No follow lists: earlier interaction stands in for them, which finds fewer parents."
        )
