"""A database that is locked, cut off, restarted, behind or not there: what a unit of work makes of it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text

from core.domain.errors import NotFound, SchemaBehind, StorageBusy, StorageError
from core.storage.database import SqlStorage, open_storage
from core.storage.protocols import Storage
from tests.integration.storage.conftest import KEY
from tests.integration.storage.samples import ALICE, BOB, add_people, connection, person, stored_names
from tests.support.databases import Databases


async def test_a_foreign_lock_on_the_file_is_waited_for_and_then_told(sqlite_url: str) -> None:
    """A backup tool may lock it for a moment; for longer it is StorageBusy, and later all is well."""
    storage = open_storage(sqlite_url)
    intruder = sqlite3.connect(
        sqlite_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None, check_same_thread=False
    )
    intruder.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, intruder.rollback)
    timer.start()
    await add_people(storage, ALICE)
    timer.join()
    intruder.close()
    assert await stored_names(storage) == {ALICE}
    await storage.aclose()


async def test_what_a_writer_has_read_nobody_else_changes_meanwhile(sqlite_url: str) -> None:
    """Its transaction holds the write lock from its first read on, against other programs too."""
    storage = open_storage(sqlite_url)
    async with storage.uow() as uow:
        assert await uow.people.find(ALICE) is None
        with (
            closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"), timeout=0)) as intruder,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            intruder.execute("DELETE FROM people")
        await uow.people.add(person())
        await uow.commit()
    assert await stored_names(storage) == {ALICE}
    await storage.aclose()


async def test_a_transaction_survives_a_restarted_server(databases: Databases, postgres_url: str) -> None:
    """Connections cut while idle in the pool: the next unit begins anew and nobody notices."""
    storage = open_storage(postgres_url)
    await asyncio.gather(*(stored_names(storage) for _ in range(4)))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
    async with storage.uow() as uow:
        await uow._transaction.all(text(cut))
    await add_people(storage, ALICE)
    assert await stored_names(storage) == {ALICE}
    await storage.aclose()


@pytest.mark.parametrize("is_reading", [True, False])
async def test_a_connection_cut_in_the_middle_is_told(postgres_url: str, *, is_reading: bool) -> None:
    """What began before the server died fails as the storage's error, and what comes next works."""
    storage = open_storage(postgres_url)
    await add_people(storage, ALICE)

    async def be_cut() -> None:
        async with storage.reading() if is_reading else storage.uow() as uow:
            (victim,) = await uow._transaction.all(text("SELECT pg_backend_pid() AS pid"))
            async with storage.uow() as other:
                await other._transaction.all(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": victim.pid})
            await uow._transaction.all(text("SELECT 1"))

    with pytest.raises(StorageError):
        await be_cut()
    assert await stored_names(storage) == {ALICE}
    await storage.aclose()


async def test_a_deadlock_is_told_as_busy(postgres_url: str) -> None:
    """One of the two goes on; the other may be tried again."""
    storage = open_storage(postgres_url)
    await add_people(storage)
    both_hold = asyncio.Barrier(2)

    async def cross(first: str, second: str) -> bool:
        lock = text("UPDATE people SET name = name WHERE key = :key")
        try:
            async with storage.uow() as uow:
                await uow._transaction.change(lock, {"key": first})
                await both_hold.wait()
                await uow._transaction.change(lock, {"key": second})
        except StorageBusy:
            return False
        return True

    assert sorted(await asyncio.gather(cross(ALICE, BOB), cross(BOB, ALICE))) == [False, True]
    await storage.aclose()


async def test_the_schema_is_checked(databases: Databases, database_url: str) -> None:
    """A database of this version passes, an empty one is behind, a closed one is an error."""
    storage: Storage = open_storage(database_url, keys=[KEY])
    await storage.check()
    await storage.aclose()
    await storage.aclose()
    empty = open_storage(databases.empty("sqlite" if database_url.startswith("sqlite") else "postgresql"))
    with pytest.raises(SchemaBehind):
        await empty.check()
    await empty.aclose()


async def test_a_database_that_cannot_be_reached_is_an_error_without_the_url(tmp_path: object) -> None:
    """The password stays where it is."""
    storage = open_storage(f"postgresql://someone:hunter2@/perin?host={tmp_path}&connect_timeout=1")
    with pytest.raises(StorageError) as caught:
        await storage.check()
    assert "hunter2" not in repr(caught.value.facts)
    async with storage.uow() as uow:
        with pytest.raises(StorageError):
            await uow.people.find(ALICE)
    await storage.aclose()


async def test_a_broken_reference_is_not_found(storage: SqlStorage) -> None:
    """Both databases enforce foreign keys."""
    async with storage.uow() as uow:
        with pytest.raises(NotFound):
            await uow.connections.add(connection())
