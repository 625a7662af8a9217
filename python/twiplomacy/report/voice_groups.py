"""What section 6 says of groups: whether ties stay within them, and who stands between."""

from __future__ import annotations

from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..network import Network
from .context import DRAWS, Context
from .section import Finding, Picture, Section

ROLE_DRAWS = 199
DEFINITION = (
    " Between groups, of the officials' ties: E-I index = (E - I) / (E + I), E pairs tied across "
    "groups, I within one; random-walk controversy (near 1: walks stay on their side); modularity "
    "and normalised mutual information of communities and groups. A broker stands between two "
    f"accounts that have no tie of their own, in one of five roles. Null, {DRAWS} draws: groups "
    "dealt anew to the accounts."
)


def add_groups(result: Section, context: Context, net: Network) -> None:
    """Add what the groups of the roster say of the ties among the officials."""
    grouping = context.grouping
    # Pictures name accounts: without officials those would be private people.
    if not context.roster_keys or grouping is None or grouping not in net._nodes.column_names:
        return
    net = with_groups(result, net, grouping)
    if net.n_edges - net.self_loops < 2 or len(pc.unique(net._nodes[grouping])) < 2:
        return
    result.definition += DEFINITION
    result.sources = (*result.sources, "ei_index", "rwc", "brokerage")
    index = net.ei_index(grouping, draws=DRAWS, seed=context.seed, progress=False)
    divided = net.polarisation(grouping, draws=DRAWS, seed=context.seed, progress=False)
    sides = net.rwc(grouping)
    result.tables |= {"ei_index": index, "polarisation": divided, "controversy": sides}
    (whole,) = islice(index.to_pylist(), 1)
    result.findings.append(
        Finding(
            f"E-I index by {grouping}",
            whole["value"],
            "number",
            n=int(whole["external"] + whole["internal"]),
            n_of="tied pairs",
            null=whole["null_mean"],
            p=whole["p"],
            says=f"The E-I index of the officials' ties by {grouping} is {{value}} (-1: all ties "
            "stay within a group, 1: all lead out of it).",
        )
    )
    for row in divided.to_pylist():
        if row["measure"] == "nmi":
            result.findings.append(
                Finding(
                    f"agreement of communities and {grouping}",
                    row["value"],
                    "number",
                    n=net.n_nodes,
                    n_of="accounts",
                    null=row["null_mean"],
                    p=row["p_adjusted"],
                    says=f"Communities and {grouping} agree by {{value}} (0: not at all, 1: they "
                    "are the same).",
                )
            )
    _add_brokers(result, context, net, grouping)


def with_groups(result: Section, net: Network, grouping: str) -> Network:
    """Leave out the accounts without a group, so that no measure has to, and say how many."""
    known = net._nodes["node"].filter(pc.is_valid(net._nodes[grouping]))
    lacking = net.n_nodes - len(known)
    if lacking:
        result.coverage.append(
            f"{lacking:,} of {net.n_nodes:,} officials with ties have no {grouping} on the roster "
            "and are left out of what is said of groups."
        )
    return net.subgraph(known.to_pylist())


def _add_brokers(result: Section, context: Context, net: Network, grouping: str) -> None:
    try:
        roles = net.brokerage_totals(grouping, draws=ROLE_DRAWS, seed=context.seed, progress=False)
        brokers = net.brokerage(grouping)
    except InputError:
        return
    result.tables["brokerage_totals"] = roles
    shown = brokers.set_column(0, "account", context.labels(brokers["node"]))
    if "handle" in shown.column_names:
        shown = shown.drop_columns(["handle"])
    result.tables["brokerage"] = shown.sort_by([("total", "descending"), ("account", "ascending")])
    if not pc.sum(pc.greater(brokers["total"].cast(pa.float64()), 0)).as_py():
        return
    result.pictures.append(
        Picture(
            "brokerage",
            f"The officials that stand most between two others without a tie of their own, by role "
            f"and {grouping}. Thin: on average if groups were dealt anew.",
            lambda: net.plot_brokerage(grouping).figure,
        )
    )
