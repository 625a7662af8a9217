"""The files that dictionaries come in: LIWC, Lexicoder, YAML, JSON, WordStat, Yoshikoder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..errors import InputError, require
from .nested import DEEPEST, flat


@dataclass
class Draft:
    """What a file says, before it is a dictionary."""

    entries: dict[str, list[str]]
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, entry, and what of it is not used."""
    labels: dict[str, str] = field(default_factory=dict)


def read_draft(path: str | Path, form: str | None, encoding: str | None) -> Draft:
    """Read a file by its format, or by that of its ending."""
    if not isinstance(path, str | PathLike):
        raise InputError(f"path: {path!r}; wanted the path of a file")
    path = Path(path)
    wanted = ", ".join(FORMATS)
    if form is None:
        form = ENDINGS.get(path.suffix.lower())
        if form is None:
            raise InputError(
                f"{path}: the ending {path.suffix!r} names no format of dictionaries; wanted "
                f"{', '.join(ENDINGS)}, or format= with one of {wanted}"
            )
    if form not in FORMATS:
        raise InputError(f"format: {form!r}; wanted one of {wanted}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; wanted a dictionary") from error
    return FORMATS[form](_decoded(content, encoding, path), path)


def _decoded(content: bytes, encoding: str | None, path: Path) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    tried = [encoding] if encoding else ["utf-16" if marked else "utf-8-sig", "windows-1252"]
    for name in tried:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise InputError(f"encoding: {name!r} is none; wanted one such as 'utf-8'") from error
    raise InputError(f"{path}: text in none of {', '.join(tried)}; name its encoding=")


# None of these tries a run of blanks from more than one place: lines may be long.
_HEADER = re.compile(r"\s*(?P<number>\d{1,18})\s+(?P<name>\S.*)")
_LABELLED = re.compile(r"(?P<name>\S+)\s+\((?P<label>.+)\)")
_CONDITION = re.compile(r"\([^()]*\)\s*\d+(?:/\d+)?|<[^<>]*>\s*\d+(?:/\d+)?")
_CODES = re.compile(r"(?<!\s)\s+(?=[\d(<])")
_WEIGHT = re.compile(r"(?<=\s)\((?P<weight>\d+)\)$")


def _liwc(text: str, path: Path) -> Draft:
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    borders = [at for at, (_, line) in enumerate(lines) if line.strip() == "%"]
    if not borders or borders[0] != 0:
        number, line = lines[0] if lines else (1, "")
        raise _wrong(path, number, line, "'%' on a line of its own, before the categories")
    if len(borders) < 2:
        raise _wrong(path, lines[-1][0], "the end of the file", "'%' after the categories")
    draft = Draft({})
    names: dict[int, str] = {}
    for number, line in lines[1 : borders[1]]:
        found = _HEADER.fullmatch(line)
        if found is None:
            raise _wrong(path, number, line.strip(), "a number and the name of a category")
        name, code = found["name"].strip(), int(found["number"])
        labelled = _LABELLED.fullmatch(name)
        if labelled is not None:
            name = labelled["name"]
            draft.labels[name] = labelled["label"]
        if code in names or name in draft.entries:
            raise _wrong(path, number, line.strip(), "each number and name once")
        names[code] = name
        draft.entries[name] = []
    for number, line in lines[borders[1] + 1 :]:
        _liwc_entry(draft, names, line.strip(), number, path)
    return draft


def _liwc_entry(draft: Draft, names: dict[int, str], line: str, number: int, path: Path) -> None:
    if "\t" in line:
        word, _, rest = line.partition("\t")
        condition = re.search(r"\s<[^<>]*>\s*\d", word)
        if condition is not None:
            word, rest = word[: condition.start()], f"{word[condition.start() :]} {rest}"
    else:
        found = _CODES.search(line)
        word, rest = (line[: found.start()], line[found.start() :]) if found else (line, "")
    word = word.strip()
    conditions = _CONDITION.findall(rest)
    if conditions:
        note = f"left out: {', '.join(conditions)}"
        draft.notes.append((number, word, note))
    codes = _CONDITION.sub(" ", rest).split()
    if not codes and not conditions:
        raise _wrong(path, number, line, "a word and the numbers of its categories")
    for code in codes:
        if not code.isdecimal() or len(code) > 18:
            raise _wrong(path, number, code, "the number of a category")
        if int(code) not in names:
            raise _wrong(path, number, f"category {code} of {word!r}", "one of the header")
        draft.entries[names[int(code)]].append(word)


def _lexicoder(text: str, path: Path) -> Draft:
    draft = Draft({})
    outer, category = "", None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("+") or (line.startswith("=") and outer):
            name = line[1:].strip()
            category = name if line.startswith("+") else f"{outer}.{name}"
            if not name or category in draft.entries:
                raise _wrong(path, number, line, "a name that is not there yet")
            outer = name if line.startswith("+") else outer
            draft.entries[category] = []
        elif line and category is None:
            raise _wrong(path, number, line, "'+' and the name of a category first")
        elif line and category is not None:
            draft.entries[category].append(line)
    if category is None:
        raise _wrong(path, 1, "no category", "'+' and the name of a category")
    return draft


def _wordstat(text: str, path: Path) -> Draft:
    draft = Draft({})
    outer: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        depth = len(line) - len(line.lstrip("\t"))
        line = line.strip()
        if not line:
            continue
        if depth > len(outer):
            raise _wrong(path, number, line, f"at most {len(outer)} tabs before it")
        weighted = _WEIGHT.search(line)
        if weighted is None or weighted.start() == 0:
            outer = [*outer[:depth], line]
            continue
        if depth == 0:
            raise _wrong(path, number, line, "the name of a category first")
        word, weight = line[: weighted.start()].rstrip().replace("_", " "), weighted["weight"]
        if word.startswith("@"):
            draft.notes.append((number, word, "left out: a rule"))
            continue
        if weight != "1":
            draft.notes.append((number, word, f"the weight {weight} is not used"))
        draft.entries.setdefault(".".join(outer[:depth]), []).append(word)
    if not draft.entries:
        raise _wrong(path, 1, "no entry", "entries with their weight, such as 'PEACE (1)'")
    return draft


def _yoshikoder(text: str, path: Path) -> Draft:
    try:
        # As bytes, so that what the file says of its encoding is not in the way.
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml.*?\?>", "", text).encode())
    except ElementTree.ParseError as error:
        raise _wrong(path, error.position[0], str(error), "a dictionary as XML") from error
    draft = Draft({})

    def add(node: ElementTree.Element, outer: list[str]) -> None:
        if len(outer) > DEEPEST:
            raise InputError(f"{path}: categories more than {DEEPEST} deep")
        for inner in node:
            name = (inner.get("name") or "").strip()
            if inner.tag in ("cnode", "pnode") and not name:
                raise InputError(f"{path}: a {inner.tag} without a name, in {'.'.join(outer)!r}")
            if inner.tag == "cnode":
                add(inner, [*outer, name])
            elif inner.tag == "pnode":
                if not outer:
                    raise InputError(f"{path}: the entry {name!r} is in no category")
                draft.entries.setdefault(".".join(outer), []).append(name)
            else:
                add(inner, outer)

    add(root, [])
    if not draft.entries:
        raise InputError(f"{path}: no entry; wanted cnode with pnode within it")
    return draft


def _json(text: str, path: Path) -> Draft:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise InputError(f"{path}: category {name!r} is there twice")
            found[name] = value
        return found

    try:
        return Draft(flat(json.loads(text, object_pairs_hook=once), str(path)))
    except json.JSONDecodeError as error:
        raise _wrong(path, error.lineno, error.msg, "JSON") from error
    except RecursionError as error:
        raise InputError(f"{path}: categories more than {DEEPEST} deep") from error


def _yaml(text: str, path: Path) -> Draft:
    require("yaml", "content", "a dictionary as YAML")
    import yaml

    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise _wrong(path, mark.line + 1 if mark else 1, problem, "YAML") from error
    except RecursionError as error:
        raise InputError(f"{path}: categories more than {DEEPEST} deep") from error
    if root is None:
        raise _wrong(path, 1, "nothing", "categories with their entries")
    return Draft(flat(_YamlValues(path).of(root, 0), str(path)))


class _YamlValues:
    """The values of YAML nodes, every scalar as it is written: ``no`` is a word here."""

    MOST = 5_000_000

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = 0

    def of(self, node: Any, depth: int) -> Any:
        line = node.start_mark.line + 1
        self.seen += 1
        if depth > DEEPEST or self.seen > self.MOST:
            raise _wrong(self.path, line, "aliases that hold themselves", "plain entries")
        if node.id == "scalar":
            if not node.value.strip():
                raise _wrong(self.path, line, "an empty entry", "a word or pattern")
            return node.value
        if node.id == "sequence":
            return [self.of(item, depth + 1) for item in node.value]
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.id != "scalar":
                raise _wrong(self.path, line, f"a {key.id} as a name", "the name of a category")
            if key.value in found:
                raise _wrong(self.path, line, f"category {key.value!r} again", "each name once")
            found[key.value] = self.of(value, depth + 1)
        return found


def _wrong(path: Path, line: int, found: str, wanted: str) -> InputError:
    short = found if len(found) <= 80 else f"{found[:79]}…"
    return InputError(f"{path}, line {line}: {short!r}; wanted {wanted}")


FORMATS: dict[str, Callable[[str, Path], Draft]] = {
    "liwc": _liwc,
    "lexicoder": _lexicoder,
    "yaml": _yaml,
    "json": _json,
    "wordstat": _wordstat,
    "yoshikoder": _yoshikoder,
}
ENDINGS = {
    ".dic": "liwc",
    ".lc3": "lexicoder",
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".cat": "wordstat",
    ".ykd": "yoshikoder",
}
