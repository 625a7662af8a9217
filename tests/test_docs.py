"""Every example of the README and of the guide runs, and prints what stands below it.

A block fenced as ``python`` runs; all blocks of a page share one namespace, as in a notebook. If a
block fenced as ``text`` comes next, it must hold what the code prints and, as in a notebook, the
value of its last line. In it ``...`` stands for anything, and all white space is equal.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pandas as pd
import pytest

import twiplomacy as tw

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDE = sorted(DOCS.glob("*.md"))
EXAMPLES = [ROOT / "README.md", *GUIDE]
PAGES = [*EXAMPLES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?:\s*^```text\n(?P<wanted>.*?)^```$)?", re.M | re.S
)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """One example of a page."""

    page: Path
    line: int
    code: str
    wanted: str | None

    def run(self, namespace: dict[str, Any]) -> str:
        """Run it as a notebook would: what it prints, and the value of its last line."""
        # Empty lines in front make the lines of a traceback those of the page.
        tree = ast.parse("\n" * self.line + self.code, str(self.page))
        value = None
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, str(self.page), "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), str(self.page), "eval"), namespace)
        return printed.getvalue() + ("" if value is None else f"{value!r}\n")


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found["code"], found["wanted"])
        for found in BLOCK.finditer(text)
    ]


def named(paths: list[Path]) -> Any:
    return pytest.mark.parametrize("page", paths, ids=[str(p.relative_to(ROOT)) for p in paths])


@pytest.fixture
def elsewhere_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that examples write land in a folder of their own, also from a kernel."""
    monkeypatch.setenv("PYTHONPATH", str(Path(tw.__file__).resolve().parents[1]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@named(EXAMPLES)
def test_examples_do_what_the_page_says(page: Path, elsewhere_written: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    check = doctest.OutputChecker().check_output
    with pd.option_context("display.width", 80, "display.max_columns", 0, "display.max_rows", 60):
        for block in blocks(page):
            got = block.run(namespace)
            if block.wanted is not None and not check(block.wanted, got, LOOSE):
                pytest.fail(
                    f"{page.name}, line {block.line}\nwanted:\n{block.wanted}\ngot:\n{got}",
                    pytrace=False,
                )


WITHOUT_EXAMPLES = ("architecture.md", "benchmarks.md", "index.md")


@named([page for page in EXAMPLES if page.name not in WITHOUT_EXAMPLES])
def test_every_page_has_an_example_with_its_output(page: Path) -> None:
    assert any(block.wanted for block in blocks(page))


@named(NOTEBOOKS)
def test_notebooks_run_and_are_stored_without_outputs(page: Path, elsewhere_written: Path) -> None:
    notebook = nbformat.read(page, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [], "outputs are stripped in git"
            assert cell.execution_count is None
    where = {"metadata": {"path": str(elsewhere_written)}}
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


def anchors(page: Path) -> set[str]:
    """The anchors that headings get, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@named([*PAGES, *NOTEBOOKS])
def test_relative_links_lead_somewhere(page: Path) -> None:
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        target = found["target"]
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name}: {target}"


def test_the_index_links_every_page() -> None:
    targets = {found["target"] for found in LINK.finditer((DOCS / "index.md").read_text("utf-8"))}
    wanted = {str(page.relative_to(DOCS)) for page in [*GUIDE, *NOTEBOOKS]} - {"index.md"}
    assert wanted <= targets


@named(PAGES)
def test_make_targets_that_are_named_are_there(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))) <= targets


def test_the_citation_is_of_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: \"?([^\"\n]+)\"?$", citation, re.M) == [tw.__version__]


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.M)[0] == tw.__version__
