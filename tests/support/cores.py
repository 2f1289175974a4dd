"""Each process of a shared-out run keeps to one core.

Perin hands each statement to its database's thread and waits for it, a test hands Perin a request and waits for the
answer: between two cores each such step wakes a sleeping one, which costs a tenth of the whole run and a fifth of a
crash trial. What is to happen at the very same time, in processes of its own, is started on every core.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


def _allowed() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


EVERY_CORE = _allowed()
"""Those this process was given when it began."""


def pytest_sessionstart() -> None:
    """Choose the core of this process, if it is one of several that share a run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker and EVERY_CORE:
        os.sched_setaffinity(0, {sorted(EVERY_CORE)[int(worker) % len(EVERY_CORE)]})


@contextmanager
def on_every_core() -> Iterator[None]:
    """What is started inside may run on any core, beside this process and beside its like."""
    own = _allowed()
    if own:
        os.sched_setaffinity(0, EVERY_CORE)
    try:
        yield
    finally:
        if own:
            os.sched_setaffinity(0, own)


@pytest.fixture
def every_core() -> Iterator[None]:
    """For a test of processes that race: all it starts may run on any core."""
    with on_every_core():
        yield
