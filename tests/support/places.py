"""Where tests and measurements keep what they throw away: in memory, where the machine has such a place.

Killing a process loses nothing there, and commits then cost CPU, not the disk of the day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
WATCH = Path(__file__).with_name("watch.py")
LEAST_FREE = 2 << 30
"""Bytes: containers often have but 64 MB there."""


def in_memory() -> str | None:
    """Return a directory of this machine's memory in which another can be made, None when it has none to spare."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < LEAST_FREE:
        return None
    return str(MEMORY)


@contextmanager
def thrown_away(prefix: str) -> Iterator[Path]:
    """Make a directory, in memory if there is room, that is gone afterwards, also when the tests are killed."""
    home = tempfile.mkdtemp(prefix=prefix, dir=in_memory())
    watch = subprocess.Popen([sys.executable, "-I", WATCH, home], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield Path(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
        watch.communicate()
