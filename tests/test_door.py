"""The one door to long work: Ctrl-C, progress, panics, and a free interpreter meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import archives
import nbclient
import nbformat
import pytest

import twiplomacy as tw
from twiplomacy import _core

SPIN = """
import sys, time
from twiplomacy import _core
print("ready", flush=True)
try:
    _core.spin(60)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    _core.spin(0.05)
    print("alive", flush=True)
"""
LIMIT = 2.0  # a guard against hanging: the issue asks for an end within two seconds


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT works otherwise there")
def test_ctrl_c_ends_long_work():
    work = subprocess.Popen([sys.executable, "-c", SPIN], stdout=subprocess.PIPE, text=True)
    try:
        assert work.stdout.readline() == "ready\n"
        time.sleep(0.5)
        assert work.poll() is None
        work.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert work.stdout.readline() == "interrupted\n"
        assert time.monotonic() - start < LIMIT
        assert work.communicate(timeout=30)[0] == "alive\n"
        assert work.returncode == 0
    finally:
        work.kill()
        work.wait()


def test_progress_is_reported():
    seen = []
    _core.spin(0.5, lambda done, total: seen.append((done, total)))
    assert len(seen) >= 2
    assert {total for _, total in seen} == {500}
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert done[-1] > 0


def test_an_error_in_the_progress_callback_ends_the_work():
    def stop(done: int, total: int) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        _core.spin(60, stop)


def test_a_panic_is_an_exception_with_its_message(capfd):
    with pytest.raises(tw.TwiplomacyError, match="boom") as caught:
        _core.panic_with("boom")
    assert type(caught.value) is tw.TwiplomacyError
    assert "report" in str(caught.value)
    _core.spin(0.01)
    assert tw.Network.from_edges(["a"], ["b"]).n_nodes == 2


def test_the_interpreter_is_released():
    turns = 0
    ended = threading.Event()

    def count() -> None:
        nonlocal turns
        while not ended.is_set():
            turns += 1
            time.sleep(0.001)

    other = threading.Thread(target=count)
    other.start()
    try:
        before = turns
        _core.spin(0.5)
        assert turns - before > 10
    finally:
        ended.set()
        other.join()


def test_work_in_several_threads_of_python(tmp_path):
    path = archives.written(tmp_path / "flat.jsonl", archives.flats())
    found = []

    def read() -> None:
        found.append(tw.read(path).posts["post_id"].tolist())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [tw.read(path).posts["post_id"].tolist()] * 8


def test_progress_can_be_asked_for(flat_file, capsys):
    for progress in (True, False):
        corpus = tw.read(flat_file, progress=progress)
        corpus.network("any", progress=progress)
        corpus.dialogue(draws=9, progress=progress)
        corpus.responses("NordaliaMFA", progress=progress)
    assert capsys.readouterr().out == ""


LOOKS = "from twiplomacy._progress import wants_progress\n"


def test_a_notebook_shows_progress():
    cell = nbformat.v4.new_code_cell(LOOKS + "assert wants_progress(None)")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()


def test_what_has_only_loaded_a_kernel_shows_no_progress(elsewhere):
    code = "import IPython, ipykernel.kernelapp\n" + LOOKS + "print(wants_progress(None))"
    assert elsewhere(code) == "False\n"
