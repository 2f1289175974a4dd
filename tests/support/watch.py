"""Removes what tests that were killed left in memory, and ends a PostgreSQL in it: a program started beside it.

It reads what nobody writes: the pipe ends when the tests do, in whatever way. It must need nothing but Python.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

SECONDS = 5
"""How long the server may take to end before its directory is removed anyway."""


def watch(home: Path) -> None:
    """Wait for the tests to end; if `home` is still there then, end the server in it and remove it."""
    sys.stdin.buffer.read()
    notes = home / "data" / "postmaster.pid"
    deadline = time.monotonic() + SECONDS
    try:
        os.kill(int(notes.read_text().partition("\n")[0]), signal.SIGQUIT)
        while notes.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    except (OSError, ValueError):
        pass  # it is gone
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
