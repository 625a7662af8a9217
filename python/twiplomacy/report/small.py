"""Groups of so few private people that a number about them is a number about somebody."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from ..corpus import Corpus
from ..corpus.private import OF_A_PERSON
from ..roster import Roster

TOGETHER = "small groups"
"""The label of groups that are shown together."""

NOTE = (
    "Groups of the roster with fewer than {k} private accounts. What is said of so few is said of "
    "somebody: those without an official are shown together as “small groups”, or left out "
    "if even together they are too few. Where officials stand in a group it is shown; before you "
    "publish its numbers, see that they say nothing of the private people in it."
)

_SCHEMA = pa.schema(
    [
        ("column", pa.string()),
        ("group", pa.string()),
        ("private_accounts", pa.int64()),
        ("officials", pa.int64()),
        ("shown", pa.string()),
    ]
)

# Not groups: who somebody is, or when. Superiors are accounts.
_NO_GROUPS = {"account", "superior", "side", "since", "until", *OF_A_PERSON}


def merged(corpus: Corpus, k: int) -> tuple[Corpus, pa.Table]:
    """Show groups of fewer than ``k`` private accounts together; list them all.

    Officials are public figures: groups in which one stands keep their label. Linear in the
    cells of the roster.
    """
    officials, numbers = corpus._officials(), corpus._roster_numbers
    if corpus._roster is None or numbers is None or officials is None or k < 2:
        return corpus, _SCHEMA.empty_table()
    table = corpus._roster._arrow()
    official = officials.take(numbers).to_pylist()
    posts = corpus._accounts["posts"].combine_chunks().take(numbers)
    writes = pc.greater(pc.fill_null(posts, 0), 0).to_pylist()
    rows: list[dict[str, object]] = []
    for place, name in enumerate(table.column_names):
        kind = table[name].type
        if name in _NO_GROUPS or not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            continue
        cells, found = _merged(table[name].to_pylist(), official, writes, k)
        if any(row["shown"] != "itself" for row in found):
            table = table.set_column(place, name, pa.array(cells, kind))
        # Names and other things that all differ make no groups.
        if len(found) < sum(not one for one in official):
            rows += [{"column": name, **row} for row in found]
    made = Corpus(corpus._core, corpus._backend, Roster(table, corpus._backend), numbers)
    return made, pa.Table.from_pylist(rows, _SCHEMA)


def _merged(
    cells: list[str | None], official: list[bool], writes: list[bool], k: int
) -> tuple[list[str | None], list[dict[str, object]]]:
    """Merge the small groups of one column; say what became of each.

    Of a group in which some write those count: of ten people on the roster of whom one wrote,
    each number is about that one.
    """
    counts: dict[str, list[int]] = {}
    silent: dict[str, int] = {}
    for cell, is_official, wrote in zip(cells, official, writes, strict=True):
        if cell is None:
            continue
        count = counts.setdefault(cell, [0, 0])
        if is_official or wrote:
            count[is_official] += 1
        else:
            silent[cell] = silent.get(cell, 0) + 1
    for cell, number in silent.items():
        counts[cell][0] = counts[cell][0] or number
    small = {cell: count for cell, count in counts.items() if 0 < count[0] < k}
    alone = {cell for cell, (_, officials) in small.items() if not officials}
    enough = sum(small[cell][0] for cell in alone) >= k
    label = TOGETHER if enough else None
    shown = "together" if enough else "left out"
    rows: list[dict[str, object]] = [
        {
            # Its label, too, may say who it is.
            "group": cell if cell not in alone else f"group {number}",
            "private_accounts": private,
            "officials": officials,
            "shown": shown if cell in alone else "itself",
        }
        for number, (cell, (private, officials)) in enumerate(sorted(small.items()), start=1)
    ]
    return [label if cell in alone else cell for cell in cells], rows


def without_few(table: pa.Table, k: int) -> pa.Table:
    """Leave out the numbers of rows that count fewer than ``k`` of the public."""
    if "publics" not in table.column_names or k < 2:
        return table
    publics = table["publics"]
    few = pc.fill_null(pc.and_(pc.greater(publics, 0), pc.less(publics, k)), False)
    if not pc.any(few).as_py():
        return table
    for place, field in enumerate(table.schema):
        if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
            hidden = pc.if_else(few, pa.scalar(None, field.type), table[field.name])
            table = table.set_column(place, field.name, hidden)
    return table.append_column("fewer_than_k", few)
