"""The command line: what it prints, how it fails, and what a kill leaves behind."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import archives
import pyarrow.parquet as pq
import pytest
from archives import written

import twiplomacy as tw
from twiplomacy.cli import main

COMMAND = [sys.executable, "-m", "twiplomacy"]
ROSTER = "account,country\nNordaliaMFA,Nordalia\nVesperMission,Vesper\n"


def run(*arguments: Any, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=cwd,
    )


@pytest.fixture
def fails(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Run a command that cannot be done: status 2, a message that has these words."""

    def check(arguments: list[Any], *words: str) -> None:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse
            status = stop.code if isinstance(stop.code, int) else -1
        out, err = capsys.readouterr()
        assert (status, out) == (2, ""), (status, out, err)
        assert "twiplomacy" in err and "Traceback" not in err
        for word in words:
            assert word in err, err

    return check


@pytest.fixture
def roster_file(tmp_path: Path) -> Path:
    return written(tmp_path / "roster.csv", ROSTER.encode())


def test_version_and_help(capsys):
    for arguments, words in (
        (["--version"], [f"twiplomacy {tw.__version__}"]),
        (["--help"], ["study", "coverage", "--version"]),
        (["study", "--help"], ["--roster", "--out", "--seed", "--demo", "--names", "--column"]),
        (["coverage", "--help"], ["ARCHIVE", "--roster", "--format", "--column"]),
    ):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        out, err = capsys.readouterr()
        assert (stop.value.code, err) == (0, "")
        assert all(word in out for word in words)


def test_the_module_and_the_command_are_one():
    script = Path(sys.executable).with_name("twiplomacy")
    assert run("--version").stdout == f"twiplomacy {tw.__version__}\n"
    if script.exists():
        done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout == f"twiplomacy {tw.__version__}\n"


def test_coverage_prints_the_table(pages_file, roster_file, capsys):
    assert main(["coverage", str(pages_file), "--roster", str(roster_file)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = [re.split(r"\s+", line, maxsplit=1) for line in out.splitlines()]
    corpus = tw.read(pages_file, roster=roster_file)
    table = corpus.coverage()
    assert [name for name, _ in lines] == table["measure"].tolist()
    assert [text for _, text in lines] == table["text"].tolist()
    assert dict(lines)["posts"].startswith("8 ")


def test_study_writes_a_report(flat_file, roster_file, tmp_path, capsys):
    out = tmp_path / "deep" / "study"
    options = ["--roster", roster_file, "--out", out, "--seed", 5, "--title", "Öre & Ärger"]
    assert main(["study", str(flat_file), *map(str, options)]) == 0
    shown, err = capsys.readouterr()
    assert shown == f"report: {out / 'report.html'}\n"
    assert err == ""
    assert "Öre &amp; Ärger" in (out / "report.html").read_text("utf-8")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["posts"], manifest["roster"]) == (8, 2)
    assert (manifest["arguments"]["seed"], manifest["arguments"]["names"]) == (5, False)
    assert [entry["file"] for entry in manifest["inputs"]] == ["flat.jsonl", "roster.csv"]


def test_names_and_globs(tmp_path, capsys):
    for number, record in enumerate(archives.flats()):
        written(tmp_path / f"{number}.jsonl.gz", [record])
    out = tmp_path / "out"
    assert main(["study", str(tmp_path / "*.gz"), "--names", "--out", str(out)]) == 0
    assert "elin_kask" in (out / "report.html").read_text("utf-8")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["arguments"]["names"] is True
    assert [entry["file"] for entry in manifest["inputs"]] == [f"{n}.jsonl.gz" for n in range(7)]


def test_columns_of_a_table(tmp_path, capsys, fails):
    rows = [
        {"tweetid": r["post_id"], "who": r["author"], "text": r["text"]} for r in archives.rows()
    ]
    path = archives.write_csv(tmp_path / "posts.csv", rows)
    named = ["--column", "post_id=tweetid", "--column", "author=who"]
    assert main(["coverage", str(path), *named, "--format", "csv"]) == 0
    assert re.search(r"^posts +8 ", capsys.readouterr().out, re.MULTILINE)
    fails(["coverage", path], "post_id", "tweetid")
    fails(["coverage", path, "--column", "post_id=tweet_id"], "tweet_id", "did you mean 'tweetid'")
    fails(["coverage", path, "--column", "postid=tweetid"], "postid", "did you mean 'post_id'")
    for wrong in ("post_id", "post_id=", "=tweetid", ""):
        fails(["coverage", path, "--column", wrong], "--column", repr(wrong), "CANONICAL=YOURS")


def test_arguments_that_cannot_be(pages_file, tmp_path, fails, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fails([], "COMMAND")
    fails(["dance"], "dance")
    fails(["study"], "ARCHIVE", "--demo")
    fails(["coverage"], "ARCHIVE")
    fails(["study", "--demo", pages_file], "--demo", "ARCHIVE")
    fails(["study", pages_file, "--seed", "x"], "--seed")
    fails(["study", pages_file, "--seed", "-1"], "seed")
    fails(["study", pages_file, "--seed", str(2**70)], "seed")
    fails(["study", "none.jsonl"], "none.jsonl")
    fails(["study", "*.none"], "*.none")
    fails(["study", tmp_path], "directory")
    fails(["study", pages_file, "--format", "telepathy"], "telepathy")
    fails(["study", pages_file, "--roster", "none.csv"], "none.csv")
    fails(["study", pages_file, "--roster", pages_file], "roster")
    assert not (tmp_path / "study").exists()


def test_files_that_cannot_be_read_do_not_hide_the_others(pages_file, tmp_path, capsys):
    binary = written(tmp_path / "photo.bin", bytes(range(256)))
    assert main(["read", str(pages_file), str(binary), "--json"]) == 2
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert [row["file"] for row in result["files"]] == [str(pages_file)]
    assert result["together"]["posts"] == len(tw.read(pages_file).posts)
    assert result["unreadable"][0]["file"] == str(binary)
    assert "photo.bin: is a binary file" in err


def test_files_none_of_which_can_be_read(tmp_path, fails):
    files = [written(tmp_path / name, b"\0\1") for name in ("a.bin", "b.bin")]
    fails(["read", *files], "a.bin", "is a binary file")


def test_a_pipe_is_refused_before_anybody_waits_for_it(tmp_path, fails):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    fails(["read", pipe], "is a pipe", "save it to a file")


def test_posts_that_come_through_a_pipe_are_not_lost_in_silence(pages_file):
    done = subprocess.run(
        [*COMMAND, "read", "/dev/stdin"],
        input=pages_file.read_bytes(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"is a pipe" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_and_no_traceback(pages_file, tmp_path, fails, monkeypatch):
    # The file beside the wanted one is on the full device.
    monkeypatch.setattr(Path, "with_name", lambda _, name: Path("/dev/full"))
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    fails(["dehydrate", pages_file, "--out", tmp_path / "ids.txt"], "cannot be written", "No space")


def test_a_roster_for_the_demo_is_not_dropped_in_silence(roster_file, tmp_path, fails):
    fails(["study", "--demo", "--roster", roster_file, "--out", tmp_path / "out"], "--roster")


@pytest.mark.parametrize("blocked", ["out", "out/tables", "out/figures", "parent"])
def test_where_nothing_can_be_written(pages_file, tmp_path, fails, blocked):
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_text("a file")
    out = tmp_path / "parent" / "out" if blocked == "parent" else tmp_path / "out"
    fails(["study", pages_file, "--out", out], str(tmp_path / blocked))
    assert (tmp_path / blocked).read_text() == "a file"
    if blocked == "out":
        with pytest.raises(tw.InputError, match="out.*is a file; wanted a folder"):
            tw.study(tw.read(pages_file), out)


def test_errors_in_a_process_of_its_own(tmp_path):
    done = run("study", "none.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("twiplomacy: ") and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_stops_reading_is_no_error(pages_file):
    process = subprocess.Popen(
        [*COMMAND, "coverage", str(pages_file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.close()  # as head does
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


def test_a_manifest_of_somebody_else_removes_nothing(world, tmp_path):
    outside = tmp_path / "precious.txt"
    outside.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    for listed in (
        ["../precious.txt", "tables/../../precious.txt", str(outside), 7],
        "x",
        {},
        None,
    ):
        (out / "manifest.json").write_text(json.dumps({"files": listed}))
        tw.study(world, out, progress=False)
        assert outside.read_text() == "mine"
    for other in (b"\xff not json", b"[]", b"7"):
        (out / "manifest.json").write_bytes(other)
        tw.study(world, out, progress=False)
        assert json.loads((out / "manifest.json").read_text())["posts"] == 8


def started(out: Path, *arguments: Any) -> subprocess.Popen[str]:
    words = [*COMMAND, "study", *map(str, arguments), "--out", str(out)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def reached(process: subprocess.Popen[str], done: Callable[[], bool]) -> bool:
    """Wait until something is there; False if the process ended before."""
    while not done():
        if process.poll() is not None:
            return False
        time.sleep(0.002)
    return True


def finals(out: Path) -> list[Path]:
    """The files under a final name; those being written have a dot in front."""
    files = [path for path in out.rglob("*") if path.is_file()]
    return [path for path in files if not path.name.startswith(".")]


def check_whole(out: Path) -> None:
    for path in finals(out):
        data = path.read_bytes()
        if path.suffix == ".parquet":
            pq.read_table(path)
        elif path.suffix == ".csv":
            with path.open(newline="", encoding="utf-8") as file:
                widths = {len(row) for row in csv.reader(file)}
            assert len(widths) == 1 and data.endswith(b"\n"), path
        elif path.suffix == ".html":
            assert data.rstrip().endswith(b"</html>")
        elif path.suffix == ".json":
            assert set(json.loads(data)["files"]) <= {
                other.relative_to(out).as_posix() for other in finals(out)
            }
        elif path.suffix == ".svg":
            assert data.rstrip().endswith(b"</svg>")
        else:
            assert path.suffix == ".png" and data.endswith(b"IEND\xaeB`\x82"), path


MOMENTS = ["tables/coverage.parquet", "figures/unseen.svg", "tables/responses.parquet",
           "tables/lorenz.csv", "figures/content.png", "report.html"]  # fmt: skip


def written_beside(out: Path) -> int:
    """How many files are being written; a folder may go away while it is looked through."""
    try:
        return sum(1 for _ in out.rglob(".*.part*"))
    except FileNotFoundError:
        return 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_kill_leaves_no_file_half_written(flat_file, tmp_path):
    out = tmp_path / "out"
    partial = [lambda n=n: written_beside(out) > n for n in (0, 1)]
    for done in [*partial, *(lambda name=name: (out / name).exists() for name in MOMENTS)]:
        for path in finals(out):
            path.unlink()
        process = started(out, flat_file)
        reached(process, done)
        process.kill()
        process.communicate()
        check_whole(out)
    process = started(out, flat_file)
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout) == (0, f"report: {out / 'report.html'}\n"), stderr
    check_whole(out)
    listed = json.loads((out / "manifest.json").read_text())["files"]
    there = {path.relative_to(out).as_posix() for path in finals(out)}
    assert there == {*listed, "manifest.json"}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_what_a_killed_run_was_writing_is_swept_by_the_next(flat_file, tmp_path):
    out = tmp_path / "out"
    process = started(out, flat_file)
    while reached(process, lambda: any(out.rglob(".*"))):
        process.kill()
        process.communicate()
        if any(out.rglob(".*")):
            break
        process = started(out, flat_file)
    assert main(["study", str(flat_file), "--out", str(out)]) == 0
    assert sorted(out.rglob(".*")) == []


def test_a_study_that_breaks_off_does_not_pass_for_the_one_before(world, tmp_path, monkeypatch):
    """Where a manifest stands, the tables beside it are those of its study."""
    from twiplomacy.report import page

    tw.study(world, tmp_path / "out", seed=0, progress=False)
    before = {path: path.read_bytes() for path in finals(tmp_path / "out")}
    whole = page.write_table

    def breaks(table: Any, folder: Path, name: str) -> None:
        if name == "lorenz":
            raise RuntimeError("as if killed")
        whole(table, folder, name)

    monkeypatch.setattr(page, "write_table", breaks)
    other = world.select(kind=["original", "reply"])
    with pytest.raises(RuntimeError):
        tw.study(other, tmp_path / "out", seed=1, progress=False)
    if (tmp_path / "out" / "manifest.json").exists():
        assert {path: path.read_bytes() for path in finals(tmp_path / "out")} == before


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("moment", ["tables/coverage.parquet", "tables/responses.csv"])
def test_an_interrupt_says_so(tmp_path, moment):
    out = tmp_path / "out"
    process = started(out, "--demo")
    # While it is made: once all is made it is moved into place faster than a key is heard.
    assert reached(process, lambda: (out / ".partial" / moment).exists())
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate()
    assert process.returncode == 130
    assert stdout == "" and "interrupted" in stderr and "Traceback" not in stderr
    check_whole(out)
    assert not (out / "manifest.json").exists()
    assert sorted(out.rglob(".*.part*")) == []


def test_an_interrupt_in_a_command_is_130(monkeypatch, pages_file, capsys):
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("twiplomacy.reading.read", stopped)
    for command in ("study", "coverage"):
        assert main([command, str(pages_file)]) == 130
        assert "interrupted" in capsys.readouterr().err
