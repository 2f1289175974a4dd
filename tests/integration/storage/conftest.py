"""Open storages: one on each database, two for races, and one whose clock the test holds."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from core.storage.database import SqlStorage, open_storage

KEY = Fernet.generate_key().decode()


class HeldClock:
    """Stands at ``now`` (epoch seconds) until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[SqlStorage]:
    """A storage on a fresh database, on the database's own clock."""
    opened = open_storage(database_url, keys=[KEY])
    yield opened
    await opened.aclose()


@pytest.fixture
def clock() -> HeldClock:
    """The clock of ``timed``."""
    return HeldClock()


@pytest.fixture
async def timed(database_url: str, clock: HeldClock) -> AsyncIterator[SqlStorage]:
    """A storage in which time stands still until ``clock`` is moved."""
    opened = open_storage(database_url, keys=[KEY], virtual_now=clock)
    yield opened
    await opened.aclose()


@pytest.fixture
async def rivals(database_url: str) -> AsyncIterator[tuple[SqlStorage, SqlStorage]]:
    """Two storages on one database, as two replicas have; SQLite allows one process, so there it is the same one."""
    first = open_storage(database_url, keys=[KEY])
    second = first if database_url.startswith("sqlite") else open_storage(database_url, keys=[KEY])
    yield first, second
    await first.aclose()
    if second is not first:
        await second.aclose()
