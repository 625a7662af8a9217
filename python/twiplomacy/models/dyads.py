"""The same nodes for all that a formula names, and one number for each pair of them."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import _core
from ..errors import InputError, warn
from ..frames import Backend, strings
from ..network.base import plain_names
from .formula import Factor, Formula, Term, label
from .sources import Attribute, Numbers, Places, Relation, Sparse, as_numbers, is_number, read

Nodes = Literal["common"] | Iterable[Any] | None
Column = tuple[str, "_core.Dyads"]
"""A term's label and its numbers."""

MOST_LEVELS = 50
"""The most levels of an attribute in words that ``ego`` and ``alter`` take apart."""


@dataclass(frozen=True)
class Nodeset:
    """The nodes of a model, in order."""

    labels: pa.LargeStringArray
    in_order: bool
    """Whether values without labels may be taken in the order of the nodes."""

    def __len__(self) -> int:
        return len(self.labels)

    def order(self, relation: Relation) -> Places:
        """Where each node stands in a relation."""
        if relation.labels is None:
            return np.arange(len(self))
        order: Places = pc.index_in(self.labels, relation.labels).to_numpy().astype(np.int64)
        return order


def common_nodes(relations: list[Relation], nodes: Nodes) -> Nodeset:
    """Find the nodes that all relations share, in the order of the first.

    Raises
    ------
    InputError
        If they have different nodes and ``nodes`` does not say what to do, or if rows that are
        only numbered stand beside labels.
    """
    if nodes is not None and not (isinstance(nodes, str) and nodes == "common"):
        return _given_nodes(relations, nodes)
    labelled = [relation for relation in relations if relation.labels is not None]
    bare = [relation for relation in relations if relation.labels is None]
    if not labelled:
        return _numbered(bare)
    if bare:
        raise InputError(
            f"data: the rows of {bare[0].name!r} are only numbered, those of {labelled[0].name!r} "
            "have labels; wanted labels (index and columns of a pandas frame) or nodes=[...] with "
            f"the labels of the {bare[0].n} rows in order"
        )
    shared = labelled[0].labels
    for relation in labelled[1:]:
        if nodes is None:
            _refuse_others(labelled[0], relation)
        shared = shared.filter(pc.is_in(shared, relation.labels))
    if len(shared) < _FEWEST:
        raise InputError(
            f"data: {', '.join(repr(one.name) for one in labelled)} have {len(shared)} nodes in "
            f"common; wanted at least {_FEWEST}"
        )
    return Nodeset(shared, False)


_FEWEST = 3


def _numbered(bare: list[Relation]) -> Nodeset:
    for relation in bare[1:]:
        if relation.n != bare[0].n:
            raise InputError(
                f"data: {bare[0].name!r} has {bare[0].n} rows, {relation.name!r} has "
                f"{relation.n}; wanted matrices of one size, or labels in their rows and columns"
            )
    if bare[0].n < _FEWEST:
        raise InputError(f"data: {bare[0].n} nodes; wanted at least {_FEWEST}")
    return Nodeset(pa.array(map(str, range(bare[0].n)), pa.large_string()), True)


def _given_nodes(relations: list[Relation], nodes: Any) -> Nodeset:
    if isinstance(nodes, str):
        raise InputError(f"nodes: {nodes!r}; wanted 'common' or a list of nodes")
    labels = strings(nodes, "nodes")
    if labels.null_count or len(labels.unique()) != len(labels):
        raise InputError("nodes: a node is missing or stands there twice; wanted each once")
    if len(labels) < _FEWEST:
        raise InputError(f"nodes: {len(labels)} nodes; wanted at least {_FEWEST}")
    for relation in relations:
        if relation.labels is None:
            if relation.n != len(labels):
                raise InputError(
                    f"nodes: {len(labels)} labels for the {relation.n} rows of {relation.name!r}; "
                    "wanted one for each"
                )
            continue
        lacking = labels.filter(pc.is_null(pc.index_in(labels, relation.labels)))
        if len(lacking):
            raise InputError(f"nodes: {_some(lacking)} not in {relation.name!r}")
    return Nodeset(labels, True)


def _refuse_others(first: Relation, other: Relation) -> None:
    only = [
        a.labels.filter(pc.invert(pc.is_in(a.labels, b.labels)))
        for a, b in ((first, other), (other, first))
    ]
    parts = [
        f"{_some(lacking)} only in {relation.name!r}"
        for lacking, relation in zip(only, (first, other), strict=True)
        if len(lacking)
    ]
    if parts:
        raise InputError(
            f"data: the nodes of {first.name!r} and {other.name!r} differ: {', '.join(parts)}; "
            f"wanted the same in all: nodes='common' keeps the {first.n - len(only[0])} that they "
            "share, nodes=[...] those that you name"
        )


def _some(labels: pa.LargeStringArray) -> str:
    """How many, and the first of them."""
    first = ", ".join(repr(name) for name in labels[:3].to_pylist())
    if len(labels) == 1:
        return f"1 node ({first})"
    return f"{len(labels)} nodes ({first}{', ...' if len(labels) > 3 else ''})"


class Data:
    """What a formula names, found in the user's data and brought to the same nodes."""

    def __init__(self, data: Any, formula: Formula, nodes: Nodes = None) -> None:
        if not isinstance(data, Mapping):
            raise InputError(
                f"data: {type(data).__name__}; wanted a mapping of names to networks, matrices or "
                "attributes"
            )
        self._data = {str(name): value for name, value in data.items()}
        self._formula = formula
        self._read: dict[str, Relation | Attribute] = {}
        self.outcome = self._relation(formula.outcome)
        relations = [self._relation(f) for f in formula.factors() if not f.function]
        self.nodes = common_nodes(list({r.name: r for r in relations}.values()), nodes)
        self.levels: dict[str, list[str]] = {}
        self.without: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self._dyads: dict[Factor, list[Column]] = {}
        self._symmetric: dict[str, bool] = {}

    @property
    def backend(self) -> Backend | None:
        """The kind of table of the outcome, where it is one."""
        return self.outcome.backend

    def _find(self, name: str) -> Relation | Attribute | None:
        if name not in self._read:
            if name not in self._data:
                return None
            found = read(self._data[name], f"data: {name!r}")
            self._read[name] = replace(found, name=name) if isinstance(found, Relation) else found
        return self._read[name]

    def _relation(self, factor: Factor) -> Relation:
        found = self._find(factor.name)
        if isinstance(found, Relation):
            return found
        if found is None and factor.name not in self._known():
            raise self._formula.wrong(factor.at, self._unknown(factor.name, "data", self._data))
        raise self._formula.wrong(
            factor.at,
            f"{factor.name!r} is an attribute of nodes; wanted same({factor.name}), "
            f"dist({factor.name}), ego({factor.name}) or alter({factor.name})",
        )

    def _known(self) -> list[str]:
        """Name the attributes that the outcome's network has of its nodes."""
        outcome = self._read.get(self._formula.outcome.name)
        if not isinstance(outcome, Relation) or outcome.network is None:
            return []
        return [name for name in outcome.network._nodes.column_names if name != "node"]

    @staticmethod
    def _unknown(name: str, where: str, names: Iterable[str]) -> str:
        there = list(names)
        close = difflib.get_close_matches(name, there, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        return f"no {name!r} in {where}{hint}; there {'is' if len(there) == 1 else 'are'} " + (
            ", ".join(map(repr, there)) or "none"
        )

    def attribute(self, factor: Factor) -> pa.Array:
        """One value a node, null where none is known."""
        try:
            found = self._attribute(factor.name)
        except LookupError as error:
            raise self._formula.wrong(factor.at, str(error.args[0])) from None
        values = nan_to_null(self.matched(found))
        if values.null_count:
            self.without[factor.name] = values.null_count
        return values

    def named_attribute(self, name: str, argument: str) -> pa.Array:
        """One value a node, for an argument that names an attribute."""
        try:
            return self.matched(self._attribute(name))
        except LookupError as error:
            raise InputError(f"{argument}: {error.args[0]}") from None

    def _attribute(self, name: str) -> Attribute:
        found = self._find(name)
        if isinstance(found, Relation):
            raise LookupError(f"{name!r} is a network or matrix; wanted an attribute of nodes")
        if found is not None:
            return found
        network = self.outcome.network
        if network is None or name not in self._known():
            names = dict.fromkeys([*self._data, *self._known()])
            raise LookupError(self._unknown(name, "data or among the nodes' attributes", names))
        values = network._nodes[name].combine_chunks()
        return Attribute(f"data: {name!r}", network._labels(), values)

    def matched(self, attribute: Attribute) -> pa.Array:
        """Bring an attribute to the order of nodes, found by label, then by handle."""
        labels, keys = self.nodes.labels, attribute.keys
        if keys is None:
            if len(attribute.values) != len(labels):
                raise InputError(
                    f"{attribute.name}: {len(attribute.values)} values for {len(labels)} nodes; "
                    "wanted one for each"
                )
            if self.nodes.in_order:
                return attribute.values
            raise InputError(
                f"{attribute.name}: its values are only numbered, and the nodes have labels; "
                "wanted a mapping, a Series with the nodes as index, or a frame with node and one "
                "more column"
            )
        if keys.null_count or len(keys.unique()) != len(keys):
            raise InputError(f"{attribute.name}: a node is missing or stands there more than once")
        found = pc.coalesce(pc.index_in(labels, keys), *self._by_handle(keys))
        if found.null_count == len(labels):
            raise InputError(
                f"{attribute.name}: none of its keys is a node: it has {_some(keys)}, the nodes "
                f"are {_some(labels)}"
            )
        return attribute.values.take(found.cast(pa.int64()))

    def _by_handle(self, keys: pa.LargeStringArray) -> list[pa.Array]:
        """Where keys that are handles, in any case, name a node of the outcome's network."""
        network = self.outcome.network
        if network is None or "handle" not in network._nodes.column_names:
            return []
        plain = plain_names(keys)
        if len(plain.unique()) != len(plain):
            return []
        labels = self.nodes.labels
        handles = network._nodes["handle"].combine_chunks()
        own = handles.take(pc.index_in(labels, network._labels()).cast(pa.int64()))
        return [pc.index_in(labels, plain), pc.index_in(plain_names(own), plain)]

    def outcome_dyads(self) -> _core.Dyads:
        """Return the outcome's numbers."""
        return self._factor(self._formula.outcome)[0][1]

    def columns(self) -> list[Column]:
        """Return the terms with their numbers, in order; one of words gives several."""
        columns = []
        for term in self._formula.terms:
            some = self._term(term)
            self.places.update((name, term[0].at) for name, _ in some)
            columns += some
        return columns

    def _term(self, term: Term) -> list[Column]:
        columns = self._factor(term[0])
        for factor in term[1:]:
            columns = [
                (f"{left}:{right}", _core.Dyads.product(a, b))
                for left, a in columns
                for right, b in self._factor(factor)
            ]
        return columns

    def _factor(self, factor: Factor) -> list[Column]:
        if factor not in self._dyads:
            make = self._of_attribute if factor.function else self._of_relation
            self._dyads[factor] = make(factor)
        return self._dyads[factor]

    def cells(self, factor: Factor) -> Numbers | Sparse:
        """Bring a relation to the order of nodes, before it is transposed."""
        return ordered(self._relation(factor), self.nodes, factor.binary)

    def _of_relation(self, factor: Factor) -> list[Column]:
        dyads = as_dyads(self.cells(factor), len(self.nodes))
        return [(factor.label, dyads.transpose() if factor.transposed else dyads)]

    def _of_attribute(self, factor: Factor) -> list[Column]:
        values = self.attribute(factor)
        if factor.function == "same":
            return [(factor.label, _core.Dyads.same(codes(values)))]
        if factor.function == "dist":
            return [(factor.label, _core.Dyads.distance(pa.array(self._numbers(values, factor))))]
        make = _core.Dyads.ego if factor.function == "ego" else _core.Dyads.alter
        if is_number(values.type):
            return [(factor.label, make(pa.array(self._numbers(values, factor))))]
        return [
            (f"{factor.function}({factor.name}={level})", make(indicator))
            for level, indicator in self._indicators(values, factor)
        ]

    def _numbers(self, values: pa.Array, factor: Factor) -> Numbers:
        if not is_number(values.type):
            raise self._formula.wrong(
                factor.at,
                f"{factor.name!r} holds {values.type}; {factor.function}( ) wants numbers; "
                f"same({factor.name}) takes any values",
            )
        numbers = as_numbers(values)
        if np.isinf(numbers).any():
            raise self._formula.wrong(factor.at, f"a value of {factor.name!r} is infinite")
        return numbers

    def _indicators(self, values: pa.Array, factor: Factor) -> list[tuple[str, pa.DoubleArray]]:
        """1 for each level but the first, as columns of a regression need a level to compare to."""
        words = as_words(values)
        levels = sorted(words.drop_null().unique().to_pylist())
        if not 2 <= len(levels) <= MOST_LEVELS:
            raise self._formula.wrong(
                factor.at,
                f"{factor.name!r} has {len(levels)} different values in words; "
                f"{factor.function}( ) wants numbers, or from 2 to {MOST_LEVELS} values in words",
            )
        self.levels[factor.name] = levels
        return [
            (level, pc.equal(words, level).cast(pa.int8()).cast(pa.float64()).fill_null(np.nan))
            for level in levels[1:]
        ]

    def directed(self, wanted: bool | None) -> bool:
        """Whether pairs are ordered: as wanted, else unless all that is compared is symmetric.

        Raises
        ------
        InputError
            If unordered pairs are wanted and something is not symmetric.
        """
        if wanted is not None and not isinstance(wanted, bool):
            raise InputError(f"directed: {wanted!r}; wanted True, False or None")
        if wanted:
            return True
        for term in ((self._formula.outcome,), *self._formula.terms):
            if self._is_symmetric(term):
                continue
            if wanted is None:
                return True
            raise self._formula.wrong(
                term[0].at,
                f"directed=False, and {label(term)} is not symmetric: it is not the same from a "
                "to b as from b to a; wanted directed=True, or a symmetric network or matrix",
            )
        return False

    def _is_symmetric(self, term: Term) -> bool:
        one = {self._settled(factor) for factor in term}
        other = {self._settled(factor.transpose()) for factor in term}
        return one == other

    def _settled(self, factor: Factor) -> Factor:
        """Take a symmetric relation for its own transpose."""
        if factor.transposed and self._relation_symmetric(factor):
            return factor.transpose()
        return factor

    def _relation_symmetric(self, factor: Factor) -> bool:
        key = f"{factor.binary} {factor.name}"
        if key not in self._symmetric:
            self._symmetric[key] = is_symmetric(self.cells(factor), len(self.nodes))
        return self._symmetric[key]

    def warn_of_gaps(self) -> None:
        """Say which attributes some nodes lack."""
        if self.without:
            parts = [f"{name!r} of {n}" for name, n in self.without.items()]
            warn(
                f"data: unknown {', '.join(parts)} of the {len(self.nodes)} nodes; their pairs are "
                "left out, and the fit's notes count them"
            )


def ordered(relation: Relation, nodes: Nodeset, binary: bool = False) -> Numbers | Sparse:
    """Bring the cells of a relation to the order of nodes; without the diagonal if sparse."""
    order, cells = nodes.order(relation), relation.cells
    if isinstance(cells, Sparse):
        place = np.full(relation.n, -1)
        place[order] = np.arange(len(nodes))
        source, target = place[cells.source], place[cells.target]
        kept = (source >= 0) & (target >= 0) & (source != target)
        values = _binary(cells.values[kept]) if binary else cells.values[kept]
        return Sparse(source[kept], target[kept], values)
    same = len(order) == relation.n and bool((order == np.arange(relation.n)).all())
    matrix = cells if same else cells[np.ix_(order, order)]
    return _binary(matrix) if binary else matrix


def _binary(values: Numbers) -> Numbers:
    return np.where(np.isnan(values), values, (values != 0).astype(np.float64))


def as_dyads(cells: Numbers | Sparse, n: int) -> _core.Dyads:
    """Hand cells to the kernel."""
    if isinstance(cells, Sparse):
        source, target = (pa.array(end.astype(np.uint32)) for end in (cells.source, cells.target))
        return _core.Dyads.sparse(n, source, target, pa.array(cells.values))
    return _core.Dyads.dense(n, pa.array(cells.ravel()))


def is_symmetric(cells: Numbers | Sparse, n: int) -> bool:
    """Whether each cell equals the one across the diagonal; missing equals missing."""
    if not isinstance(cells, Sparse):
        if not np.array_equal(cells[0, 1:], cells[1:, 0], equal_nan=True):
            return False  # no need to look at all of a large matrix
        apart = ~np.eye(n, dtype=bool)
        return bool(np.array_equal(cells[apart], cells.T[apart], equal_nan=True))
    kept = cells.values != 0
    source, target, values = (part[kept] for part in (cells.source, cells.target, cells.values))
    there, back = source * n + target, target * n + source
    one, other = np.argsort(there), np.argsort(back)
    return bool(
        np.array_equal(there[one], back[other])
        and np.array_equal(values[one], values[other], equal_nan=True)
    )


def spread(cells: Numbers | Sparse, n: int) -> tuple[float, float, int]:
    """Find the least and the most off the diagonal, and how many cells are missing."""
    if isinstance(cells, Sparse):
        values = cells.values
        if len(values) < n * (n - 1):
            values = np.append(values, 0.0)
    else:
        values = cells[~np.eye(n, dtype=bool)]
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan, math.nan, len(values)
    return float(known.min()), float(known.max()), len(values) - len(known)


def missing_pairs(matrices: list[Numbers | Sparse], n: int) -> int:
    """How many ordered pairs are missing in any of the matrices."""
    pairs = [np.zeros(0, np.int64)]
    for cells in matrices:
        if isinstance(cells, Sparse):
            gone = np.isnan(cells.values)
            pairs.append(cells.source[gone] * n + cells.target[gone])
        else:
            source, target = np.nonzero(np.isnan(cells) & ~np.eye(n, dtype=bool))
            pairs.append(source * n + target)
    return len(np.unique(np.concatenate(pairs)))


def codes(values: pa.Array) -> pa.UInt32Array:
    """Give each group a number; null where a node has none."""
    return values.dictionary_encode().indices.cast(pa.uint32())


def as_words(values: pa.Array) -> pa.LargeStringArray:
    """Values of any kind as strings."""
    try:
        return values.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        words = [None if value is None else str(value) for value in values.to_pylist()]
        return pa.array(words, pa.large_string())


def nan_to_null(values: pa.Array) -> pa.Array:
    """Take NaN for what it means: no value."""
    if not pa.types.is_floating(values.type):
        return values
    return pc.if_else(pc.is_nan(values), None, values)
