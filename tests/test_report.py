"""The study: whole, self-contained, private, the same every time, and honest about gaps."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import math
import re
import warnings
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import archives
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from archives import HANDLES, post_id, user_id, written

import twiplomacy as tw

Row = dict[str, Any]
Studied = tuple[Path, dict[str, str]]
OFFICIALS = ("NordaliaMFA", "VesperMission")
ROSTER: list[Row] = [
    {"account": OFFICIALS[0], "name": "Nordalia", "country": "Nordalia", "side": "official"},
    {"account": OFFICIALS[1], "name": "Vesper", "country": "Vesper", "side": "official"},
]
SECTIONS = [
    "coverage",
    "where",
    "unseen",
    "changed",
    "hierarchy",
    "dialogue",
    "voice",
    "content",
    "barriers",
    "change",
]
FRAMES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table.from_pylist}
CANNOT = "These data cannot answer this."
FORMULA = tuple("=+-@\t\r")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of ``archives`` as API pages, and 300 further posts with lines that are bad."""
    more = [post | {"id": str(int(post["id"]) + 100)} for post in archives.many(300, width=700)]
    for post in more:
        for reference in post.get("referenced_tweets", []):
            reference["id"] = str(int(reference["id"]) + 100)
    bad = json.dumps({"id": post_id(500), "text": "@quiet_harbour", "author_id": {"elin_kask": 1}})
    alien = json.dumps(
        {"id": post_id(501), "created_at": "elin_kask", "author_id": user_id("elin_kask")}
    )
    content = (
        archives.lines([*archives.pages(), *more])
        + f'{bad}\n{alien}\nelin_kask!\n{{"elin_kask": 1}}\n'.encode()
    )
    return written(tmp_path_factory.mktemp("archive") / "posts.jsonl", content)


def studied(corpus: tw.Corpus, out: Path, **options: Any) -> dict[str, str]:
    """Run a study; give the HTML of each section by its key, and the whole under ''."""
    report = tw.study(corpus, out, progress=False, **options)
    assert report == out / "report.html"
    html = report.read_text("utf-8")
    check_whole(out, html)
    parts = re.split(r'<section id="([a-z]+)">', html)
    return dict(zip(["", *parts[1::2]], [html, *parts[2::2]], strict=True))


class Attributes(HTMLParser):
    """Collects tags and the attributes that could reach for a network."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("src", "href", "action", "srcset", "poster", "data", "xlink:href"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def check_whole(out: Path, html: str) -> None:
    """Every file that the manifest lists is there and whole, and no other."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert set(manifest["files"]) == there - {"manifest.json"}
    assert manifest["files"] == sorted(manifest["files"])
    for path in out.rglob("*.parquet"):
        table = pq.read_table(path)
        header = [f"'{n}" if n.startswith(FORMULA) else n for n in table.column_names]
        types = dict(zip(header, table.schema.types, strict=True))
        options = pacsv.ConvertOptions(column_types=types, strings_can_be_null=True)
        options.null_values = [""]
        options.quoted_strings_can_be_null = False
        sheet = pacsv.read_csv(
            path.with_suffix(".csv"),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=options,
        )
        assert sheet.column_names == header
        for name, column in zip(header, table.columns, strict=True):
            pairs = zip(sheet[name].to_pylist(), column.to_pylist(), strict=True)
            assert all(same(cell, own) for cell, own in pairs), (path, name)
    for figure in out.rglob("*.svg"):
        assert figure.read_bytes().rstrip().endswith(b"</svg>")
        png = figure.with_suffix(".png").read_bytes()
        assert png.startswith(b"\x89PNG") and png.endswith(b"IEND\xaeB`\x82")
    check_alone(html)


def same(cell: Any, own: Any) -> bool:
    if isinstance(own, float) and isinstance(cell, float):
        return (math.isnan(cell) and math.isnan(own)) or math.isclose(cell, own, rel_tol=1e-12)
    return cell == own or (isinstance(own, str) and cell == f"'{own}")


def check_alone(html: str) -> None:
    """Nothing in the page, nor in its pictures, reaches for a network or runs."""
    found = Attributes(html)
    assert not found.tags & {"script", "iframe", "object", "embed", "link", "base", "form"}
    assert not found.handlers
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in found.links)
    pictures = [
        re.sub("<!--.*?-->", "", base64.b64decode(link.partition(",")[2]).decode(), flags=re.DOTALL)
        for link in found.links
        if link.startswith("data:")
    ]
    tags = " ".join(re.findall(r"<style.*?</style>|<[^>]+>", html, re.DOTALL))
    for text in [tags, *pictures]:
        assert not re.search(r"url\(\s*['\"]?(?!#)", text)
        assert not re.search(r"(src|href)\s*=\s*['\"]?\s*(https?:)?//", text)
        assert "@import" not in text
    for picture in pictures:
        drawn = Attributes(picture)
        assert "script" not in drawn.tags
        assert all(link.startswith("#") for link in drawn.links if link)
    assert html.rstrip().endswith("</html>")


def cells(out: Path) -> list[str]:
    """All cells of all CSV tables, headers included."""
    found: list[str] = []
    for path in out.rglob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            found += [cell for row in csv.reader(file) for cell in row]
    return found


def tables(out: Path) -> dict[str, list[Row]]:
    found = {path.stem: pq.read_table(path).to_pylist() for path in out.rglob("*.parquet")}
    return {name: [{k: str(v) for k, v in row.items()} for row in t] for name, t in found.items()}


@pytest.fixture(scope="module")
def senators(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """The study of the senators, which warns of nothing."""
    out = tmp_path_factory.mktemp("senators")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        return out, studied(tw.datasets.senators(), out, title="A title & more")


@pytest.fixture(scope="module")
def hidden(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """A study of the archive with its roster; who is not on it has no name there."""
    out = tmp_path_factory.mktemp("hidden")
    return out, studied(tw.read(archive, roster=pd.DataFrame(ROSTER)), out, inputs=[archive])


@pytest.fixture(scope="module")
def named(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """The same study with names."""
    out = tmp_path_factory.mktemp("named")
    return out, studied(tw.read(archive, roster=pd.DataFrame(ROSTER)), out, names=True)


def test_the_senators(senators):
    out, html = senators
    assert list(html)[1:] == SECTIONS
    assert "A title &amp; more" in html[""]
    assert all("<h3>Definition</h3>" in html[key] for key in SECTIONS)
    assert all("<h3>Sources</h3>" in html[key] for key in SECTIONS[1:])
    assert all("data:image/svg+xml" in html[key] for key in SECTIONS)
    assert "<dd>17,586" in html["coverage"]
    assert all("n = " in html[key] for key in SECTIONS)
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["posts"], manifest["roster"]) == (17586, 89)
    assert manifest["version"] == tw.__version__
    given = {"seed": 0, "names": False, "title": "A title & more", "at": None, "k": 5}
    assert manifest["arguments"] == given
    wanted = {"coverage", "sources", "unseen", "amplification", "amplifiers", "dialogue"}
    assert wanted | {"communities"} <= set(tables(out))


@pytest.mark.filterwarnings("error::UserWarning")
def test_paths_of_a_world_with_follow_lists(tmp_path):
    world = tw.datasets.simulate(seed=1, publics=80, originals=150)
    corpus = world.attach(follows=world.truth.follows)
    html = studied(corpus, tmp_path)["where"]
    found = tables(tmp_path)
    assert {"cascades", "shape_by_rule", "reach", "crossings", "gatekeepers"} <= set(found)
    rules = [row["attribution"] for row in found["shape_by_rule"]]
    assert rules == [rule for rule in ("root", "observed", "recent", "draw", "chain") for _ in "md"]
    depth = {row["attribution"]: float(row["mean"]) for row in found["shape_by_rule"][1::2]}
    assert depth["root"] <= depth["recent"] <= depth["chain"]
    drawn = next(row for row in found["shape_by_rule"][1::2] if row["attribution"] == "draw")
    assert float(drawn["drawn_low"]) <= depth["draw"] <= float(drawn["drawn_high"])
    assert len(found["crossings"]) == 16
    assert len(found["reach"]) == len(found["cascades"])
    crossed = corpus.cascades().crossing_share("country", seed=0)
    assert f"{crossed['crossing'][0]:,.0f} of {crossed['edges'][0]:,.0f} edges" in html
    assert "first through" in html and "p = " in html
    drawing = (tmp_path / "figures" / "where.svg").read_text()
    for text in ("Path of the largest cascade", "How an edge is known", "Flow in all cascades"):
        assert text in drawing  # labels stand in comments
    assert CANNOT not in html


def test_the_senators_bear_no_paths(senators):
    out, html = senators
    assert CANNOT in html["where"] and "no path can be rebuilt" in html["where"]
    assert not {"cascades", "crossings", "reach"} & set(tables(out))


@pytest.mark.parametrize("roster", [True, False])
def test_every_frame_gives_the_same_study(archive, tmp_path, roster):
    found = []
    for backend, make in FRAMES.items():
        tw.set_backend(backend)
        corpus = tw.read(archive, roster=make(ROSTER) if roster else None, backend=backend)
        html = studied(corpus, tmp_path / backend)
        assert list(html)[1:] == SECTIONS
        found.append((tables(tmp_path / backend), pictures(tmp_path / backend)))
    assert found[0][0] == found[1][0] == found[2][0]
    assert found[0][1] == found[1][1] == found[2][1]
    assert ("dialogue_by_country" in found[0][0]) == roster


def pictures(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "figures").iterdir()}


def test_a_study_of_frames_and_of_categories(tmp_path):
    frame = pd.DataFrame(archives.table().to_pylist())
    roster = pd.DataFrame(ROSTER).astype({"country": "category"})
    studied(tw.from_frame(frame, roster=roster), tmp_path)
    assert "dialogue_by_country" in tables(tmp_path)


def test_the_same_seed_gives_the_same_study(archive, tmp_path):
    corpus = tw.read(archive, roster=pd.DataFrame(ROSTER))
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for out, seed in ((first, 3), (again, 3), (other, 4)):
        studied(corpus, out, seed=seed)
    assert tables(first) == tables(again) != tables(other)
    assert pictures(first) == pictures(again)
    made = [
        re.sub(r"\d{4}-\d\d-\d\d", "", (out / "report.html").read_text()) for out in (first, again)
    ]
    assert made[0] == made[1]


def test_the_manifest_has_the_hash_of_every_input(archive, tmp_path):
    roster = tmp_path / "roster.csv"
    pd.DataFrame(ROSTER).to_csv(roster, index=False)
    html = studied(tw.read(archive, roster=roster), tmp_path / "out", inputs=[archive, str(roster)])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    for entry, path in zip(manifest["inputs"], (archive, roster), strict=True):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert (entry["sha256"], entry["bytes"]) == (digest, path.stat().st_size)
        assert digest[:16] in html[""]


def test_inputs_that_are_not_there_are_told_before_any_work(world, tmp_path):
    with pytest.raises(tw.InputError, match="inputs.*none.jsonl"):
        tw.study(world, tmp_path / "out", inputs=[tmp_path / "none.jsonl"])
    assert not (tmp_path / "out").exists()


def private(archive: Path) -> list[str]:
    """What could tell who wrote something: of the archive's posts by nobody on the roster."""
    posts = tw.read(archive).posts
    officials = [user_id(handle) for handle in OFFICIALS]
    ids = posts.loc[~posts["author_id"].isin(officials), "post_id"].tolist()
    named = [handle for handle in HANDLES if handle not in OFFICIALS]
    return [*ids, *named, *(user_id(handle) for handle in named), archives.MISSING]


@pytest.mark.parametrize("roster", [True, False])
def test_nobody_off_the_roster_can_be_found(archive, hidden, tmp_path, roster):
    secret = private(archive)
    out, html = hidden
    if not roster:
        out, html = tmp_path, studied(tw.read(archive), tmp_path, inputs=[archive])
    drawn = [path.read_text() for path in out.rglob("*.svg")]  # labels stand in comments
    shown = "\n".join([html[""], *cells(out), str(tables(out)), *drawn]).lower()
    assert [text for text in secret if text.lower() in shown] == []
    assert "account 3" in shown and "post " in shown
    assert (OFFICIALS[0].lower() in shown) == roster
    for word in ("welcome the lumen", "harbour sleeps", "شكرا"):
        assert word not in shown


def test_labels_of_what_is_hidden_are_the_same_in_all_tables(hidden, named):
    """One missing post has one label: tables can be joined."""
    pairs = set()
    labels, shown = tables(hidden[0]), tables(named[0])
    for name in ("responses", "threads", "cascades", "content"):
        for masked, row in zip(labels[name], shown[name], strict=True):
            columns = set(row) & {"response", "to_post", "conversation", "cascade", "post_id"}
            pairs |= {(masked[column], row[column]) for column in columns}
    assert len(pairs) == len({label for label, _ in pairs}) == len({post for _, post in pairs})


def test_names_are_shown_if_asked_for(named):
    out, html = named[0], named[1][""]
    shown = html + "\n".join(cells(out))
    assert all(handle in shown for handle in HANDLES)
    assert post_id(3) in shown and "account 3" not in shown
    assert "appear under a number" not in html


SCRIPT = "<script>alert(1)</script>"
LINK = '=HYPERLINK("http://evil.example","x")'
IMAGE = '"><img src=//evil.example/x onerror=alert(1)>'
FORMULAS = (LINK, "+1+1", "-2+3", "@SUM(A1)", "\tcmd", "\r=1")


def hostile() -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [SCRIPT, LINK, IMAGE, *FORMULAS[1:]]
    posts = [
        {"post_id": f"{n}{names[n % len(names)]}", "author": names[n % len(names)],
         "text": SCRIPT, "reply_to_author": names[(n + 1) % len(names)],
         "created_at": f"2031-03-02T08:{n:02}:00Z", "hashtags": [SCRIPT, LINK, *FORMULAS],
         "repost_of": f"0{names[0]}" if n % 5 == 4 else None, "mentions": [names[0]]}
        for n in range(40)
    ]  # fmt: skip
    groups = [SCRIPT, LINK, IMAGE]
    roster = [{"account": a, "name": a, "country": g} for a, g in zip(names, groups, strict=False)]
    return pd.DataFrame(posts), pd.DataFrame(roster)


@pytest.mark.parametrize("names", [False, True])
def test_hostile_texts_are_harmless(tmp_path, names):
    frame, roster = hostile()
    html = studied(tw.from_frame(frame, roster=roster), tmp_path, names=names, title=SCRIPT)[""]
    assert "<script" not in html and "<img src=//" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    formulas = [cell for cell in cells(tmp_path) if cell.startswith(FORMULA)]
    assert [cell for cell in formulas if not re.fullmatch(r"[-+][\d.e+-]+|-inf|-nan", cell)] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells(tmp_path))
    kept = {row["hashtag"] for row in tables(tmp_path)["hashtags"]}
    assert any("hyperlink" in tag.lower() and not tag.startswith("'") for tag in kept)


@pytest.mark.parametrize(
    "column", ["a/b", "../../../up", "=1+1", "community", "group", "on a\nline"]
)
def test_any_column_of_the_roster_may_be_the_grouping(tmp_path, column):
    roster = pd.DataFrame({"account": OFFICIALS, column: ["x", "y"]})
    out = tmp_path / "deep" / "out"
    corpus = tw.from_frame(archives.table().to_pandas(), roster=roster)
    studied(corpus, out)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    assert {path.name for path in out.iterdir()} == {
        "tables",
        "figures",
        "report.html",
        "manifest.json",
    }
    assert not [path for path in (out / "tables").iterdir() if path.is_dir()]
    assert not [cell for cell in cells(out) if cell.startswith("=")]


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("label", ["$\\frac{$", "$x$ and $y_{$", "_hidden", "和平", "سلام", "a\nb"])
def test_any_label_can_be_drawn(tmp_path, label):
    rows = archives.rows()
    for row in rows:
        row["hashtags"] = [label]
        row["author"] = {"elin_kask": label}.get(row["author"], row["author"])
    roster = pd.DataFrame([*ROSTER, {"account": label, "name": label, "country": label}])
    rows += [row | {"post_id": f"{row['post_id']}{n}"} for n in range(10) for row in rows]
    studied(tw.from_frame(pd.DataFrame(rows), roster=roster), tmp_path, names=True)


def bare(tmp_path: Path, *drop: str, roster: bool = False, **columns: Any) -> dict[str, str]:
    """A study of the world without some of its columns."""
    rows = [row | columns for row in archives.without(archives.rows(), *drop)]
    corpus = tw.from_frame(pd.DataFrame(rows), roster=pd.DataFrame(ROSTER) if roster else None)
    html = studied(corpus, tmp_path)
    assert list(html)[1:] == SECTIONS
    for part in html.values():
        assert not re.search(r">\s*(nan|None|NaT|inf)\s*<", part)
        assert "no post ha" not in part
    return html


REFERENCES = ("reply_to", "reply_to_author", "quote_of", "quote_of_author", "repost_of",
              "repost_of_author", "mentions", "conversation_id")  # fmt: skip


def test_a_section_without_its_data_says_what_is_wanted(tmp_path):
    html = bare(tmp_path / "roster")
    assert CANNOT in html["unseen"] and "roster" in html["unseen"]
    html = bare(tmp_path / "reposts", "repost_of", "repost_of_author", roster=True)
    assert CANNOT in html["where"] and "no reposts" in html["where"]
    assert CANNOT not in html["unseen"]
    html = bare(tmp_path / "ties", *REFERENCES, roster=True, text="hm", kind="original")
    for key in ("where", "unseen", "voice"):
        assert CANNOT in html[key]


def test_posts_without_texts_times_or_authors(tmp_path):
    html = bare(tmp_path / "texts", "text", roster=True)
    assert CANNOT in html["content"] and CANNOT not in html["where"]
    html = bare(tmp_path / "times", "created_at", roster=True)
    assert "<figure>" not in html["coverage"]
    html = bare(tmp_path / "authors", "author", roster=True, author_id=None)
    assert CANNOT in html["dialogue"]
    html = bare(tmp_path / "all", *REFERENCES, "created_at", "text", "author", author_id=None)
    assert all(CANNOT in html[key] for key in SECTIONS[1:])


@pytest.mark.parametrize("roster", [True, False])
def test_an_empty_corpus(world, tmp_path, roster):
    corpus = world.select(accounts=[])
    corpus = corpus.attach(roster=pd.DataFrame(ROSTER)) if roster else corpus
    html = studied(corpus, tmp_path / "out")
    assert list(html)[1:] == SECTIONS
    assert all(CANNOT in html[key] for key in SECTIONS[1:])
    assert "<dd>0" in html["coverage"]


def test_what_else_is_in_the_folder_stays_and_stale_tables_go(world, tmp_path):
    out = tmp_path / "out"
    for name in ("notes.txt", "tables/mine.csv", "figures/mine.svg"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    tw.study(world.attach(roster=pd.DataFrame(ROSTER)), out, progress=False)
    assert (out / "tables" / "dialogue_by_country.csv").exists()
    tw.study(world, out, progress=False)
    assert not list(out.rglob("*_by_country.*"))
    assert not (out / "figures" / "unseen.svg").exists()
    for name in ("notes.txt", "tables/mine.csv", "figures/mine.svg"):
        (out / name).unlink()
    check_whole(out, (out / "report.html").read_text("utf-8"))


SAID = "We call on all sides to stop the fire at once and to return to the table"


def said(authors: list[str]) -> tw.Corpus:
    """A family of variants, one post an author; the ministry is an official, the others are not."""
    frame = pd.DataFrame(
        {
            "post_id": [f"p{row}" for row in range(len(authors))],
            "author_id": authors,
            "created_at": pd.date_range("2024-01-01", periods=len(authors), tz="UTC"),
            "text": [f"{SAID} {'now ' * row}".strip() for row in range(len(authors))],
        }
    )
    return tw.from_frame(frame, roster=pd.DataFrame({"account": ["ministry"], "country": ["X"]}))


def test_variants_have_a_section_and_officials_a_picture(tmp_path):
    section = studied(said(["ministry"] * 3), tmp_path)["changed"]
    assert "families of variants" in section and "mutation rate" in section
    assert "the largest family by officials" in section
    rows = tables(tmp_path)["variants"]
    assert [row["post"] for row in rows] == ["p0", "p1", "p2"]
    assert [row["parent"] for row in rows[1:]] == ["p0", "p1"]


def test_the_words_of_others_are_not_drawn(tmp_path):
    authors = ["ministry", "ministry", "neighbour"]
    hidden = studied(said(authors), tmp_path / "hidden")["changed"]
    assert "mutation rate" in hidden and "the largest family" not in hidden
    assert all("neighbour" not in str(row) for row in tables(tmp_path / "hidden")["variants"])
    shown = studied(said(authors), tmp_path / "open", names=True)["changed"]
    assert "the largest family" in shown


def test_without_variants_or_times_the_section_says_so(tmp_path):
    corpus = said(["ministry"])
    assert "No two posts" in studied(corpus, tmp_path / "one")["changed"]
    frame = said(["ministry"] * 2).posts.drop(columns="created_at")
    untimed = tw.from_frame(frame, roster=pd.DataFrame({"account": ["ministry"]}))
    assert "which came first" in studied(untimed, tmp_path / "untimed")["changed"]


def test_groups_have_key_terms_and_markers(tmp_path):
    corpus = tw.datasets.senators().select(since="2015-06-15")
    section = studied(corpus, tmp_path)["content"]
    assert "sentiment, mean" in section and "posts in English" in section
    found = tables(tmp_path)
    assert {row["group"] for row in found["markers"]} == {"D", "I", "R"}
    assert all(0 < float(row["p_accounts"]) <= 1 for row in found["key_terms"])
