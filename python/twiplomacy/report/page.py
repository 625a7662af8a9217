"""The report: one HTML file that opens without a network, with its tables and figures beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from contextlib import suppress
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import _core
from ..errors import ArchiveError
from ..files import written_whole
from ..references import cite
from .context import Context
from .figures import figure, save, styled
from .section import Section, duration
from .small import without_few
from .summary import findings_table, summarise
from .tables import file_name, write_table

ROWS_SHOWN = 10


def write_report(
    folder: Path, sections: list[Section], context: Context, title: str, inputs: list[str | Path]
) -> Path:
    """Write tables, figures, the report and last the manifest; return the report's path.

    All is written to a folder inside and then moved, so that a study that breaks off leaves the
    one before as it was.
    """
    making = folder / ".partial"
    try:
        making.mkdir(parents=True, exist_ok=True)
        _clear(making)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written to: {error}") from error
    try:
        shown = [_shown(section, making, context.k) for section in sections]
        manifest = _manifest(context, title, inputs)
        write_table(findings_table(sections), making / "tables", "findings")
        summary = summarise(sections)
        html = _template().render(title=title, sections=shown, summary=summary, manifest=manifest)
        (making / "report.html").write_text(html, encoding="utf-8")
        written = sorted(path for path in making.rglob("*") if path.is_file())
        manifest["files"] = [path.relative_to(making).as_posix() for path in written]
        stale = _stale(folder, manifest["files"])
        # From here on the folder is between two studies, and says so by having no manifest.
        (folder / "manifest.json").unlink(missing_ok=True)
        for path in written:
            target = folder / path.relative_to(making)
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
        for path in stale:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written to: {error}") from error
    finally:
        _clear(making)
        with suppress(OSError):
            making.rmdir()
    with written_whole(folder / "manifest.json") as beside:
        beside.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return folder / "report.html"


def _clear(folder: Path) -> None:
    """Remove what a killed study left in the folder where it wrote."""
    for path in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
    for path in folder.parent.glob(".manifest.part*.json"):
        path.unlink(missing_ok=True)


def _stale(folder: Path, files: list[str]) -> list[Path]:
    """Return tables and figures of an earlier study that this one does not have."""
    try:
        before = json.loads((folder / "manifest.json").read_text("utf-8"))
        names = before["files"] if before["package"] == "twiplomacy" else []
        listed = {name for name in names if isinstance(name, str)}
    except (OSError, ValueError, KeyError, TypeError):
        return []
    own = ((folder / "tables").resolve(), (folder / "figures").resolve())
    paths = [(folder / name).resolve() for name in sorted(listed - set(files))]
    return [path for path in paths if path.parent in own]


def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    # The texts of posts and handles are hostile: everything is escaped.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _shown(section: Section, folder: Path, k: int) -> dict[str, Any]:
    """Write the files of a section and return what the template shows of it."""
    image = None
    if section.draw is not None:
        with figure(*section.size) as drawn:
            section.draw(drawn)
            svg = save(drawn, folder / "figures", section.key)
        image = base64.b64encode(svg).decode("ascii")
    pictures = [(image, section.caption)] if image else []
    for picture in section.pictures:
        with styled():
            svg = save(picture.make(), folder / "figures", f"{section.key}_{picture.name}")
        pictures.append((base64.b64encode(svg).decode("ascii"), picture.caption))
    previews = []
    for name, whole in section.tables.items():
        table = without_few(whole, k)
        write_table(table, folder / "tables", name)
        if len(table):
            previews.append(_preview(name, table, section.notes.get(name, "")))
    return {
        "section": section,
        "pictures": pictures,
        "previews": previews,
        "references": [cite(source).text for source in section.sources],
    }


def _preview(name: str, table: pa.Table, note: str) -> dict[str, Any]:
    rows = [
        [_cell(column, cell) for column, cell in row.items()]
        for row in table.slice(0, ROWS_SHOWN).to_pylist()
    ]
    numeric = [
        pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        for field in table.schema
    ]
    return {
        "name": file_name(name),
        "note": note,
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


def _manifest(context: Context, title: str, inputs: list[str | Path]) -> dict[str, Any]:
    return {
        "package": "twiplomacy",
        "version": _core.__version__,
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "arguments": {
            "seed": context.seed,
            "names": context.names,
            "title": title,
            "at": context.at,
            "k": context.k,
        },
        "posts": len(context.corpus),
        "roster": len(context.roster_keys),
        "inputs": [_fingerprint(Path(path)) for path in inputs],
    }


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest}
