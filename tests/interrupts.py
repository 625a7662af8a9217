"""Ctrl-C while something long runs: how soon does it end, and is all as it was?"""

from __future__ import annotations

import json
from collections.abc import Callable

IMPORTS = "import json, os, signal, threading, time\n"

PRESSED = """
before = state()
lags = {}
for name, routine in routines.items():
    pressed = []
    def press():
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
    timer = threading.Timer(0.7, press)
    timer.start()
    try:
        # What is over sooner begins again, until the key is hit.
        while not pressed or time.monotonic() < pressed[0] + 5:
            routine()
        lags[name] = None
    except KeyboardInterrupt:
        lags[name] = time.monotonic() - pressed[0]
print(json.dumps(lags))
print(before == state())
"""


def check_ends_soon(setup: str, elsewhere: Callable[[str], str]) -> None:
    """Run code that defines ``routines`` and ``state()`` in another process, and press the key."""
    lags, unchanged = elsewhere(IMPORTS + setup + PRESSED).splitlines()
    found = json.loads(lags)
    assert not [name for name, lag in found.items() if lag is None], "never ended"
    assert max(found.values()) < 2, found
    assert unchanged == "True", "what was there has changed"
