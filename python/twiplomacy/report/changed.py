"""Section 3: what becomes of a text when it is passed on by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..variants import Variants
from .changed_figure import add_figure
from .context import DRAWS, Context
from .section import Finding, Section

KEPT = {"hashtag": "hashtags", "link": "links", "mention": "handles", "number": "numbers"}


def section(context: Context) -> Section:
    """Find texts that are nearly the same, and say what was changed from one to the next."""
    result = Section(
        key="changed",
        number="3",
        heading="The transformations that may occur to it within networks",
        question="Who says the same again, and what does each hand change?",
        definition="Posts are variants of one another if at least 0.6 of their runs of three words "
        "are common (Jaccard; links, handles and case aside), at least five words each; a family "
        "is what such pairs hold together. Reposts are left out: their text is the original's. The "
        "parent of a post is the most similar earlier variant: inferred, since both may have taken "
        "the text from a third. A copy is a post with a parent. Edits: the fewest tokens dropped, "
        "added or substituted that turn the parent into the copy. Mutation rate: share of copies "
        "with any such edit. Drift: 1 - Jaccard of the tokens to the first text of the family, "
        "by the number of steps from it; since a text that differs more is also placed more "
        "steps away, it is held against times shuffled within the families. Retention: share of "
        "the first text's hashtags, links, handles and numbers that a copy still has. Intervals: "
        "bootstrap over families.",
        sources=("variants", "mutation_rate", "operations", "edit_distance"),
    )
    variants = context.corpus.variants(progress=False)
    families = pa.table(variants._core.families())
    if not len(families):
        result.missing = (
            "No two posts of the archive are nearly the same. Texts shorter than five words are "
            "not compared; an archive of the officials and of those who talk about them would "
            "show who says the same again."
        )
        return result
    shared = families.filter(pc.greater(families["accounts"], 1))
    posts = pc.sum(families["posts"]).as_py()
    result.findings = [
        Finding("families of variants", len(families), n=posts, n_of="posts"),
        Finding("families with more than one account", len(shared)),
    ]
    result.tables = {
        "variants": _labelled(context, variants),
        "operations": _table(variants._core.operations(None, (DRAWS, context.seed), None)),
    }
    copies = variants._core.n_copies()
    if not copies:
        result.missing = (
            "No post of these families has a time, so nothing says which came first, and what was "
            "changed. Collect the posts with their times."
        )
        return result
    result.findings += _changes(result, context, variants)
    own = _from_oneself(result.tables["variants"])
    result.coverage.append(
        f"{own:,} of {copies:,} copies are by the author of their parent: an account that says "
        "the same again."
    )
    result.coverage.append(
        "Where the platform writes a short link of its own for every post (t.co), a link counts as "
        "changed each time."
    )
    add_figure(result, context, variants)
    return result


def _changes(result: Section, context: Context, variants: Variants) -> list[Finding]:
    """Add the tables of change, and give what is worth a sentence."""
    draws = (DRAWS, context.seed)
    rate = _table(variants._core.mutation_rate(None, draws)).to_pylist()[0]
    drift, slope = map(_table, variants._core.drift(None, 8, draws, True, None))
    retention = _table(variants._core.retention(8, draws))
    result.tables |= {"drift": drift, "drift_slope": slope, "retention": retention}
    line = slope.to_pylist()[0]
    return [
        Finding(
            "mutation rate",
            rate["mutation_rate"],
            "share",
            (rate["ci_low"], rate["ci_high"]),
            rate["copies"],
            "copies",
            says="{value} of the copies of a text differ from the text that they were taken from.",
        ),
        Finding(
            "drift a step",
            line["slope"],
            "number",
            (line["ci_low"], line["ci_high"]),
            line["copies"],
            "copies",
            null=line["null_mean"],
            p=line["p"],
            says="Texts drift by {value} with each step away from the first of their family "
            "(0: the same words, 1: none of them).",
        ),
        *(
            Finding(
                f"{KEPT[row['kind']]} of the first text kept after one step",
                row["share"],
                "share",
                (row["ci_low"], row["ci_high"]),
                row["items"],
                KEPT[row["kind"]],
            )
            for row in retention.to_pylist()
            if row["depth"] == 1
        ),
    ]


def _labelled(context: Context, variants: Variants) -> pa.Table:
    """Return the lineage under the names by which accounts and posts may be shown."""
    table = variants._lineage()
    for name in ("post", "parent"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, context.post_labels(table[name]))
    for name in ("author", "parent_author"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, context.labels(table[name]))
    lists = table["touched"].combine_chunks().cast(pa.list_(pa.string()))
    touched = pc.binary_join(lists, ", ")
    table = table.set_column(table.column_names.index("touched"), "touched", touched)
    return table.drop_columns(["author_handle", "parent_author_handle"])


def _from_oneself(lineage: pa.Table) -> int:
    same = pc.equal(lineage["author"], lineage["parent_author"])
    return int(pc.sum(pc.fill_null(same, False)).as_py() or 0)


def _table(batch: Any) -> pa.Table:
    return pa.Table.from_batches([batch])
