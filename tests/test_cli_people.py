"""The command line: reading, ids alone, pseudonyms, JSON."""

from __future__ import annotations

import json
import os
import re
import stat

import pandas as pd
import pytest

import twiplomacy as tw
from twiplomacy.cli import main

KEY = "a key for the tests, 16 bytes and more"


@pytest.fixture
def roster_file(tmp_path):
    path = tmp_path / "officials.csv"
    path.write_text("account,country\nNordaliaMFA,Nordalia\n")
    return path


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "project.key"
    path.write_text(KEY + "\n")
    path.chmod(0o600)
    return path


def answer(capsys, *arguments):
    """Run a command that goes well; what it prints."""
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr()


def test_read_says_what_is_in_each_file(pages_file, flat_file, tmp_path, capsys):
    with flat_file.open("a") as file:
        file.write('=cmd|"x"\n')
    out, err = answer(capsys, "read", pages_file, flat_file, "--rejects", tmp_path / "bad.csv")
    assert err == ""
    rows = [re.split(r"  +", line.strip()) for line in out.splitlines()]
    assert rows[0] == ["file", "format", "lines", "posts", "rejects"]
    alone = [tw.read(path) for path in (pages_file, flat_file)]
    for row, path, corpus in zip(rows[1:], (pages_file, flat_file), alone, strict=False):
        assert row[0] == str(path) and row[-2:] == [f"{len(corpus)}", f"{len(corpus.rejects)}"]
    assert rows[3][0] == "together" and rows[3][-2:] == ["8", "1"]
    bad = pd.read_csv(tmp_path / "bad.csv")
    assert bad["file"].tolist() == [str(flat_file)] and bad["line"].tolist() == [8]
    found = json.loads(answer(capsys, "read", flat_file, "--json").out)
    assert found["together"]["posts"] == found["files"][0]["posts"] == 8
    assert found["files"][0]["rejects"] == 1


def test_json_of_coverage(pages_file, capsys):
    found = json.loads(answer(capsys, "coverage", pages_file, "--json").out)
    assert found["posts"]["value"] == 8 and found["posts"]["text"].startswith("8 ")
    assert found["off_roster_share"]["value"] is None


def test_json_of_study(flat_file, tmp_path, capsys):
    out = tmp_path / "out"
    found = json.loads(answer(capsys, "study", flat_file, "--out", out, "--json", "--k", 9).out)
    assert found == {
        "report": str(out / "report.html"),
        "manifest": str(out / "manifest.json"),
        "posts": 8,
    }
    assert json.loads((out / "manifest.json").read_text())["arguments"]["k"] == 9


def test_dehydrate(flat_file, roster_file, tmp_path, capsys):
    found = answer(capsys, "dehydrate", flat_file, "--out", tmp_path / "ids.txt")
    assert found.out == f"8 ids: {tmp_path / 'ids.txt'}\n"
    wanted = sorted(tw.read(flat_file).posts["post_id"], key=lambda post: (len(post), post))
    assert (tmp_path / "ids.txt").read_text().split() == wanted
    options = [
        "--columns",
        "lang,created_at",
        "--of",
        "official",
        "--roster",
        roster_file,
        "--json",
    ]
    found = json.loads(
        answer(capsys, "dehydrate", flat_file, "--out", tmp_path / "a.csv", *options).out
    )
    assert len(pd.read_csv(tmp_path / "a.csv")) == found["ids"]
    assert pd.read_csv(tmp_path / "a.csv").columns.tolist() == ["post_id", "lang", "created_at"]


def test_pseudonymise_and_read_again(flat_file, roster_file, key_file, tmp_path, capsys):
    options = ["--roster", roster_file, "--keep", "officials", "--key-file", key_file, "--out"]
    wanted = tw.read(flat_file, roster=roster_file).pseudonymise(KEY, keep="officials")
    for name in ("hidden.parquet", "hidden"):
        out = tmp_path / name
        found = answer(capsys, "pseudonymise", flat_file, *options, out)
        assert (found.out, found.err) == (f"8 posts: {out}\n", "")
        again = tw.read(out) if out.is_file() else tw.open(out)
        assert again.posts["post_id"].tolist() == wanted.posts["post_id"].tolist()
        assert again.posts["text"].tolist() == wanted.posts["text"].tolist()
        assert "NordaliaMFA" in set(again.posts["author"])
        assert "elin" not in again.posts.to_csv().lower()
    assert again.roster.frame.equals(wanted.roster.frame)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(KEY.encode() in data for data in written) == 1  # the file of the key
    assert sum(b"elin_kask" in data.lower() for data in written) == 1  # the archive
    arguments = ["pseudonymise", str(flat_file), "--key-file", str(key_file), "--out", "a.csv"]
    assert main(arguments) == 2 and "a.csv" in capsys.readouterr().err


def test_convert_and_every_command_on_the_corpus(flat_file, pages_file, tmp_path, capsys, key_file):
    corpus = tmp_path / "corpus"
    found = answer(capsys, "convert", flat_file, pages_file, corpus, "--memory", "300MB")
    assert found.out == f"8 posts, 0 rejects: {corpus}\n"
    assert tw.open(corpus).posts.equals(tw.read([flat_file, pages_file]).posts)
    told = json.loads(answer(capsys, "convert", flat_file, pages_file, corpus, "--json", "--memory",
                             "300MB").out)  # fmt: skip
    assert told == {"corpus": str(corpus), "posts": 8, "rejects": 0}
    shown = json.loads(answer(capsys, "read", corpus, "--json").out)
    assert shown["files"][0]["format"] == "corpus" and shown["together"]["posts"] == 8
    assert (
        answer(capsys, "coverage", corpus).out
        == answer(capsys, "coverage", flat_file, pages_file).out
    )
    answer(capsys, "study", corpus, "--out", tmp_path / "study")
    manifest = json.loads((tmp_path / "study" / "manifest.json").read_text())
    assert [entry["file"] for entry in manifest["inputs"]] == ["corpus.json"]
    answer(capsys, "dehydrate", corpus, "--out", tmp_path / "ids.txt")
    assert len((tmp_path / "ids.txt").read_text().split()) == 8
    answer(capsys, "pseudonymise", corpus, "--key-file", key_file, "--out", tmp_path / "hidden")
    assert len(tw.open(tmp_path / "hidden")) == 8


def test_convert_without_texts(flat_file, tmp_path, capsys):
    answer(capsys, "convert", flat_file, tmp_path / "a", "--without", "text")
    assert tw.open(tmp_path / "a").posts["text"].isna().all()
    for arguments, words in (
        (["convert", flat_file, tmp_path / "a"], "restart"),
        (["convert", flat_file, flat_file], "is a file"),
        (["convert", flat_file, tmp_path / "b", "--memory", "much"], "much"),
        (["convert", flat_file, tmp_path / "b", "--without", "names"], "names"),
        (["coverage", tmp_path / "a", flat_file], "alone"),
        (["coverage", tmp_path / "a", "--without", "text"], "--without"),
    ):
        assert main([str(argument) for argument in arguments]) == 2
        assert words in capsys.readouterr().err
    answer(capsys, "convert", flat_file, tmp_path / "a", "--restart")
    assert tw.open(tmp_path / "a").posts["text"].notna().any()


def test_the_key_comes_from_the_environment(flat_file, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TWIPLOMACY_KEY", KEY)
    answer(capsys, "pseudonymise", flat_file, "--out", tmp_path / "a.parquet")
    monkeypatch.setenv("OTHER", KEY)
    monkeypatch.delenv("TWIPLOMACY_KEY")
    answer(capsys, "pseudonymise", flat_file, "--out", tmp_path / "b.parquet", "--key-env", "OTHER")
    a, b = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in "ab")
    assert a["author_id"].equals(b["author_id"])
    assert main(["pseudonymise", str(flat_file), "--out", str(tmp_path / "c.parquet")]) == 2
    assert "TWIPLOMACY_KEY is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "0 bytes"), (b"short", "5 bytes"), (b"\xff" * 40, "is not text")]
)
def test_keys_that_are_none(flat_file, key_file, tmp_path, capsys, content, words):
    key_file.write_bytes(content)
    arguments = ["pseudonymise", flat_file, "--key-file", key_file, "--out", tmp_path / "a.parquet"]
    assert main([str(argument) for argument in arguments]) == 2
    err = capsys.readouterr().err
    assert words in err and "short" not in err and "Traceback" not in err
    assert not (tmp_path / "a.parquet").exists()


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_key_that_others_can_read(flat_file, key_file, tmp_path, capsys):
    key_file.chmod(0o644)
    arguments = ["--key-file", key_file, "--out", tmp_path / "a.parquet"]
    assert "chmod 600" in answer(capsys, "pseudonymise", flat_file, *arguments).err
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o644


def test_no_option_takes_the_key_itself(capsys):
    with pytest.raises(SystemExit):
        main(["pseudonymise", "--help"])
    assert "--key " not in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", ["read", "coverage", "convert", "study", "dehydrate", "pseudonymise"]
)
def test_help_has_examples(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    out = capsys.readouterr().out
    assert stop.value.code == 0
    assert f"twiplomacy {command} " in out and "examples:" in out
    assert "--json" in out and "--threads" in out


def test_threads_are_checked(flat_file, capsys, elsewhere):
    for wrong in ("0", "many"):
        with pytest.raises(SystemExit) as stop:
            main(["coverage", str(flat_file), "--threads", wrong])
        assert stop.value.code == 2
    capsys.readouterr()
    code = (
        "import os, sys; from twiplomacy.cli import main; "
        "main(['coverage', sys.argv[1], '--threads', '1']); print(os.environ['RAYON_NUM_THREADS'])"
    )
    assert elsewhere(code, flat_file).splitlines()[-1] == "1"
