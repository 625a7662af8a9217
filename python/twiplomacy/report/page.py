"""The report: one HTML file that opens without a network, with its tables and figures beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import _core
from ..files import written_whole
from ..references import cite
from .context import Context
from .figures import figure, save
from .section import Section, duration
from .tables import write_table

ROWS_SHOWN = 10


def write_report(
    folder: Path, sections: list[Section], context: Context, title: str, inputs: list[str | Path]
) -> Path:
    """Write tables, figures, the report and last the manifest; return the report's path."""
    shown = [_shown(section, folder) for section in sections]
    manifest = _manifest(context, inputs)
    html = _template().render(title=title, sections=shown, manifest=manifest)
    report = folder / "report.html"
    with written_whole(report) as beside:
        beside.write_text(html, encoding="utf-8")
    manifest["files"] = sorted(
        path.relative_to(folder).as_posix() for path in _written(folder, sections)
    )
    _remove_stale(folder, manifest["files"])
    with written_whole(folder / "manifest.json") as beside:
        beside.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return report


def _remove_stale(folder: Path, files: list[str]) -> None:
    """Remove tables and figures of an earlier study that this one does not have."""
    try:
        before = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in {str(name) for name in before} - set(files):
        path = (folder / name).resolve()
        if path.parent in ((folder / "tables").resolve(), (folder / "figures").resolve()):
            path.unlink(missing_ok=True)


def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    # The texts of posts and handles are hostile: everything is escaped.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _shown(section: Section, folder: Path) -> dict[str, Any]:
    """Write the files of a section and return what the template shows of it."""
    image = None
    if section.draw is not None:
        with figure(*section.size) as drawn:
            section.draw(drawn)
            svg = save(drawn, folder / "figures", section.key)
        image = base64.b64encode(svg).decode("ascii")
    previews = []
    for name, table in section.tables.items():
        write_table(table, folder / "tables", name)
        if len(table):
            previews.append(_preview(name, table))
    return {
        "section": section,
        "image": image,
        "previews": previews,
        "references": [cite(source).text for source in section.sources],
    }


def _preview(name: str, table: pa.Table) -> dict[str, Any]:
    rows = [
        [_cell(column, cell) for column, cell in row.items()]
        for row in table.slice(0, ROWS_SHOWN).to_pylist()
    ]
    numeric = [
        pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        for field in table.schema
    ]
    return {
        "name": name,
        "columns": list(zip(table.column_names, numeric, strict=True)),
        "rows": [list(zip(row, numeric, strict=True)) for row in rows],
        "total": len(table),
    }


def _cell(column: str, cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        if column.endswith(("_s", "_s_ci_low", "_s_ci_high")):
            return duration(cell)
        return f"{cell:,.0f}" if cell.is_integer() and abs(cell) >= 1 else f"{cell:.3g}"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    text = str(cell)
    return text if len(text) <= 120 else text[:119] + "…"


def _manifest(context: Context, inputs: list[str | Path]) -> dict[str, Any]:
    return {
        "package": "twiplomacy",
        "version": _core.__version__,
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "arguments": {"seed": context.seed, "names": context.names},
        "posts": len(context.corpus),
        "roster": len(context.roster_keys),
        "inputs": [_fingerprint(Path(path)) for path in inputs],
    }


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _written(folder: Path, sections: list[Section]) -> list[Path]:
    found = [folder / "report.html"]
    for section in sections:
        if section.draw is not None:
            found += [folder / "figures" / f"{section.key}{end}" for end in (".svg", ".png")]
        for name in section.tables:
            found += [folder / "tables" / f"{name}{end}" for end in (".parquet", ".csv")]
    return found
