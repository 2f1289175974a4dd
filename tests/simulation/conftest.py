"""The prepared database that every history of this process copies, and silence from the log of transitions."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.simulation.world import prepare
from tests.support.compiled import share_compiled_statements


@pytest.fixture(scope="session")
def template(scratch: Path) -> Path:
    """The three know Perin, are linked and connected with each other."""
    share_compiled_statements()
    path = scratch / "template.db"
    asyncio.run(prepare(path))
    flush(path)
    return path


@pytest.fixture
def place(scratch: Path) -> Iterator[Path]:
    """Where a history's database lies while it is played."""
    with tempfile.TemporaryDirectory(dir=scratch) as directory:
        yield Path(directory)


def flush(path: Path) -> None:
    """Bring the write-ahead log into the one file that is copied."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Thousands of transitions are logged otherwise."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)
