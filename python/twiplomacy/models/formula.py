"""Formulas such as ``"y ~ x + t(x) + same(country)"``: from text to terms.

::

    formula     = relation "~" sum
    sum         = product {"+" product}
    product     = interaction {"*" interaction}       a * b is a + b + a:b
    interaction = unit {":" unit}
    unit        = "(" sum ")" | relation | attribute
    relation    = name | "t" "(" relation ")" | "binary" "(" relation ")"
    attribute   = ("same" | "dist" | "ego" | "alter") "(" name ")"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError

RELATIONS = ("t", "binary")
"""Functions of a network or matrix."""
ATTRIBUTES = ("same", "dist", "ego", "alter")
"""Functions of what is known of nodes."""

MOST_TERMS = 200
_MOST_NESTED = 40
_NAME = re.compile(r"[^\W\d][\w.]*")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[^\W\d][\w.]*)|`(?P<quoted>[^`]+)`|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<sign>[~+\-*:()]))"
)
_NO_INTERCEPT = "a model without an intercept; wanted one with it: leave the number out"
_FUNCTIONS = (
    "t(network), binary(network), same(attribute), dist(attribute), ego(attribute), "
    "alter(attribute)"
)


@dataclass(frozen=True)
class Factor:
    """One number for each pair of nodes: a relation, or a function of an attribute.

    ``function`` is empty for a relation, which may be transposed (``t``) and made 0 or 1
    (``binary``). ``at`` is the place of the name in the formula.
    """

    name: str
    function: str = ""
    transposed: bool = False
    binary: bool = False
    at: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """As it stands in a formula."""
        text = quoted(self.name)
        if self.function:
            return f"{self.function}({text})"
        if self.binary:
            text = f"binary({text})"
        return f"t({text})" if self.transposed else text

    def transpose(self) -> Factor:
        """Let rows and columns change places."""
        if self.function in ("same", "dist"):
            return self
        if self.function:
            return Factor(self.name, "alter" if self.function == "ego" else "ego", at=self.at)
        return Factor(self.name, "", not self.transposed, self.binary, self.at)


Term = tuple[Factor, ...]
"""Factors that are multiplied with each other; most terms have one."""


@dataclass(frozen=True)
class Formula:
    """What is explained, and by which terms, in the order in which they are written."""

    text: str
    outcome: Factor
    terms: tuple[Term, ...]

    def wrong(self, at: int, message: str) -> InputError:
        """Make an error that points at a place of the formula."""
        return wrong(self.text, at, message)

    def factors(self) -> list[Factor]:
        """List the outcome and every factor of the terms, each once."""
        return list(dict.fromkeys([self.outcome, *(f for term in self.terms for f in term)]))

    def __str__(self) -> str:
        return f"{self.outcome.label} ~ {' + '.join(map(label, self.terms))}"


def label(term: Term) -> str:
    """Write a term as it stands in a formula."""
    return ":".join(factor.label for factor in term)


def quoted(name: str) -> str:
    """Put a name in backticks where the formula needs them."""
    return name if _NAME.fullmatch(name) else f"`{name}`"


def wrong(text: str, at: int, message: str) -> InputError:
    """Make an error that shows the formula with a caret under the place."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return InputError(f"formula: {message}\n  {shown}\n  {' ' * at}^")


def parse(text: Any) -> Formula:
    """Read a formula.

    A term that is written twice counts once, in its first place, as in R.

    Raises
    ------
    InputError
        If it is none; the message points at the place and says what was wanted there.
    """
    if not isinstance(text, str):
        raise InputError(f"formula: {type(text).__name__}; wanted a string such as 'y ~ x + t(x)'")
    return _Parser(text).formula()


@dataclass(frozen=True)
class _Token:
    kind: str  # "name", "number", "end", or the sign itself
    text: str
    at: int
    backticks: bool = False


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise wrong(text, at, _odd_sign(text, at))
        kind = found.lastgroup or ""
        start = found.start(kind) - (kind == "quoted")
        word = found[kind]
        if kind == "sign":
            tokens.append(_Token(word, word, start))
        else:
            name = "name" if kind == "quoted" else kind
            tokens.append(_Token(name, word, start, kind == "quoted"))
        at = found.end()
    return [*tokens, _Token("end", "", end)]


def _odd_sign(text: str, at: int) -> str:
    sign = text[at]
    if sign == "`":
        return "a name in backticks that is empty or does not end; wanted `name`"
    return (
        f"{sign!r} has no meaning here; wanted names, + * : ( ) ~, and backticks around a name "
        "with other characters"
    )


class _Parser:
    """Reads one formula from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._place = 0
        self._nested = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _wrong(self, token: _Token, message: str) -> InputError:
        return wrong(self._text, token.at, message)

    def _want(self, kind: str, wanted: str) -> _Token:
        if self._next.kind != kind:
            raise self._wrong(self._next, f"{_found(self._next)}; wanted {wanted}")
        return self._take()

    def formula(self) -> Formula:
        first = self._next
        if first.kind != "name":
            raise self._wrong(
                first, f"{_found(first)}; wanted the outcome first, as in 'y ~ x + t(x)'"
            )
        outcome = self._factor()
        if outcome.function:
            raise self._wrong(
                first, f"the outcome is {outcome.label}; wanted a network or matrix of data"
            )
        self._want("~", "~ after the outcome, as in 'y ~ x + t(x)'")
        terms = self._once(self._sum())
        end = self._want("end", "+, * or : between terms, or the end")
        if not terms:
            raise self._wrong(end, "no term; wanted at least one, as in 'y ~ x'")
        for term in terms:
            if term == (outcome,):
                raise wrong(self._text, term[0].at, f"{outcome.label} would explain itself")
        return Formula(self._text, outcome, tuple(terms))

    def _once(self, terms: Iterable[Term]) -> list[Term]:
        """Each term once, whatever the order of its factors."""
        kept: dict[frozenset[Factor], Term] = {}
        for term in terms:
            kept.setdefault(frozenset(term), term)
            if len(kept) > MOST_TERMS:
                raise self._wrong(
                    self._next, f"more than {MOST_TERMS} terms up to here; wanted fewer"
                )
        return list(kept.values())

    def _sum(self) -> list[Term]:
        terms = self._summand()
        while self._next.kind in ("+", "-"):
            self._refuse_minus()
            self._take()
            terms = self._once([*terms, *self._summand()])
        return terms

    def _summand(self) -> list[Term]:
        """Read a product; or the number 1, for the intercept that is there anyway."""
        self._refuse_minus()
        token = self._next
        if token.kind == "number" and token.text == "1":
            self._take()
            return []
        return self._product()

    def _refuse_minus(self) -> None:
        token = self._next
        if token.kind != "-":
            return
        if self._tokens[self._place + 1].text in ("0", "1"):
            raise self._wrong(token, _NO_INTERCEPT)
        raise self._wrong(
            token,
            "'-' takes nothing away; leave the term out, and write a name with a hyphen in "
            "backticks",
        )

    def _product(self) -> list[Term]:
        terms = self._interaction()
        while self._next.kind == "*":
            self._take()
            right = self._interaction()
            terms = self._once([*terms, *right, *self._crossed(terms, right)])
        return terms

    def _interaction(self) -> list[Term]:
        terms = self._unit()
        while self._next.kind == ":":
            self._take()
            terms = self._crossed(terms, self._unit())
        return terms

    def _crossed(self, left: list[Term], right: list[Term]) -> list[Term]:
        return self._once(tuple(dict.fromkeys((*a, *b))) for a in left for b in right)

    def _unit(self) -> list[Term]:
        token = self._next
        if token.kind == "(":
            self._open()
            terms = self._sum()
            self._close(token)
            if not terms:
                raise self._wrong(token, "no term between the brackets")
            return terms
        if token.kind != "name":
            raise self._wrong(token, _no_term(token))
        return [(self._factor(),)]

    def _open(self) -> None:
        self._nested += 1
        token = self._take()
        if self._nested > _MOST_NESTED:
            raise self._wrong(token, f"brackets in more than {_MOST_NESTED} brackets")

    def _close(self, opened: _Token) -> None:
        self._nested -= 1
        self._want(")", f"a ) for the ( at character {opened.at + 1}")

    def _factor(self) -> Factor:
        token = self._want("name", f"the name of a network or matrix, or one of {_FUNCTIONS}")
        if self._next.kind != "(" or token.backticks:
            return Factor(token.text, at=token.at)
        if token.text in RELATIONS:
            return self._relation(token)
        if token.text in ATTRIBUTES:
            opened = self._next
            self._open()
            name = self._want("name", f"the name of an attribute of nodes in {token.text}( )")
            self._close(opened)
            return Factor(name.text, token.text, at=name.at)
        close = difflib.get_close_matches(token.text, [*RELATIONS, *ATTRIBUTES], n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise self._wrong(token, f"no function {token.text!r}{hint}; wanted one of {_FUNCTIONS}")

    def _relation(self, function: _Token) -> Factor:
        opened = self._next
        self._open()
        inner = self._factor()
        if inner.function:
            raise self._wrong(
                function,
                f"{function.text}({inner.label}); wanted {function.text} of a network or matrix",
            )
        self._close(opened)
        if function.text == "t":
            return inner.transpose()
        return Factor(inner.name, "", inner.transposed, True, inner.at)


def _found(token: _Token) -> str:
    return "the end" if token.kind == "end" else repr(token.text)


def _no_term(token: _Token) -> str:
    if token.text == "0":
        return _NO_INTERCEPT
    if token.kind == "number":
        return (
            f"the number {token.text} is no term; the intercept is always there; wanted the name "
            "of a network or matrix, in backticks if it begins with a digit"
        )
    return f"{_found(token)}; wanted the name of a network or matrix, or one of {_FUNCTIONS}"
