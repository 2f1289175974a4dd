"""Units of work: all or nothing, whatever happens to the task, the process or the connection in between."""

from __future__ import annotations

import asyncio
import gc
import random
import time

import pytest
from sqlalchemy import text

from core.domain.errors import StorageBusy, StorageError
from core.storage import lanes
from core.storage.database import SqlStorage, open_storage
from core.storage.transaction import Statements
from tests.integration.storage.samples import ALICE, BOB, C1, add_people, connection, entry, person, stored_names

LONG = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT count(*) FROM n")
"""A statement that is still running when the next turn of the event loop comes."""


async def test_what_is_not_committed_is_gone(storage: SqlStorage) -> None:
    """Left without commit, or by an error: nothing stays, and the error comes through."""
    async with storage.uow() as uow:
        await uow.people.add(person())

    async def fail() -> None:
        async with storage.uow() as uow:
            await uow.people.add(person())
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await stored_names(storage) == set()


async def test_what_is_committed_stays_whatever_follows(storage: SqlStorage) -> None:
    """An error after the commit undoes nothing."""

    async def fail_late() -> None:
        async with storage.uow() as uow:
            await uow.people.add(person())
            await uow.commit()
            raise KeyError

    with pytest.raises(KeyError):
        await fail_late()
    assert await stored_names(storage) == {ALICE}


async def test_a_refused_commit_leaves_nothing(postgres_url: str) -> None:
    """A connection that was cut before the commit: an error, no half of it, and the next unit works."""
    storage = open_storage(postgres_url)
    async with storage.uow() as uow:
        await uow.people.add(person())
        async with storage.uow() as other:
            cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'")
            await other._transaction.all(cut)
        with pytest.raises(StorageError):
            await uow.commit()
    assert await stored_names(storage) == set()
    await storage.aclose()


async def test_a_unit_of_work_is_used_once(storage: SqlStorage) -> None:
    """After its end a statement is an error, not a second transaction that nobody commits."""
    async with storage.uow() as uow:
        await uow.commit()
        with pytest.raises(RuntimeError):
            await uow.people.find(ALICE)
        with pytest.raises(RuntimeError):
            await uow.commit()
    with pytest.raises(RuntimeError):
        await storage.uow().people.find(ALICE)


async def test_an_open_write_is_not_seen_and_does_not_hold_up_readers(storage: SqlStorage) -> None:
    """Also on SQLite, where there is one writer."""
    async with storage.uow() as uow:
        await uow.people.add(person())
        assert await stored_names(storage) == set()
        await uow.commit()
    assert await stored_names(storage) == {ALICE}


async def test_a_reader_sees_one_instant(storage: SqlStorage) -> None:
    """What is committed after its first statement stays unseen until its end."""
    async with storage.reading() as before:
        assert await before.people.find(ALICE) is None
        await add_people(storage, ALICE)
        assert await before.people.find(ALICE) is None
    assert await stored_names(storage) == {ALICE}


async def test_a_reader_cannot_write(storage: SqlStorage) -> None:
    """The database refuses it."""
    async with storage.reading() as uow:
        with pytest.raises(StorageError):
            await uow.people.add(person())


async def test_writers_read_what_the_one_before_wrote(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Read, change and write by forty tasks at once: no update is lost, none fails for a lock."""
    await add_people(rivals[0], ALICE, BOB)
    async with rivals[0].uow() as uow:
        await uow.connections.add(connection(created_at=0))
        await uow.commit()

    async def increment(number: int) -> None:
        async with rivals[number % 2].uow() as uow:
            held = await uow.connections.get(C1)
            await asyncio.sleep(0)
            await uow.connections.save(connection(created_at=held.created_at + 1, version=held.version))
            await uow.commit()

    await asyncio.gather(*map(increment, range(40)))
    async with rivals[0].reading() as uow:
        assert (await uow.connections.get(C1)).created_at == 40


async def test_a_cancelled_task_leaves_the_database_usable(storage: SqlStorage) -> None:
    """Two hundred tasks cancelled at any point of a read-and-write transaction: no lock, no half, no lost turn."""
    await add_people(storage)
    gc.disable()  # the collector must not be what frees a lock

    async def work() -> None:
        async with storage.uow() as uow:
            await uow.people.find_many([ALICE, BOB])
            await uow.audit.add([entry(), entry(person=BOB)])
            await uow.people.get(ALICE)
            await uow.commit()

    try:
        for _ in range(200):
            task = asyncio.create_task(work())
            await asyncio.sleep(random.random() / 150)
            task.cancel()
            await asyncio.wait([task])
        started = time.monotonic()
        await asyncio.gather(*(work() for _ in range(8)))
    finally:
        gc.enable()
    assert time.monotonic() - started < 2, "nobody waited for a lock that a cancelled task left"
    async with storage.reading() as uow:
        trails = [[one.number for one in await uow.audit.of(who, limit=999)] for who in (ALICE, BOB)]
    assert trails[0] == trails[1] == list(range(len(trails[0]), 0, -1))
    assert len(trails[0]) >= 8


async def test_cancelling_waits_for_the_statement_in_flight(storage: SqlStorage) -> None:
    """However often it is cancelled: the connection goes back to the pool idle."""
    begun = asyncio.Event()
    ended = False

    def slow(db: Statements) -> None:
        nonlocal ended
        begun.set()
        db.all(LONG)
        ended = True

    async def work() -> None:
        async with storage.uow() as uow:
            await uow._transaction.run(slow)

    task = asyncio.create_task(work())
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended
    await add_people(storage, ALICE)


async def test_who_waits_for_a_turn_can_be_cancelled_at_once(sqlite_url: str) -> None:
    """Without waiting for the writer, and without keeping its turn."""
    storage = open_storage(sqlite_url)
    async with storage.uow():
        waiting = asyncio.create_task(add_people(storage, ALICE))
        await asyncio.sleep(0.01)
        started = time.monotonic()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert time.monotonic() - started < 0.5
    await add_people(storage, BOB)
    assert await stored_names(storage) == {BOB}
    await storage.aclose()


async def test_a_turn_that_never_comes_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit of work opened inside another one must not hang for ever."""
    monkeypatch.setattr(lanes, "PATIENCE_SECONDS", 0.05)
    storage = open_storage(sqlite_url)
    async with storage.uow():
        with pytest.raises(StorageBusy):
            await add_people(storage, ALICE)
    await storage.aclose()


async def test_more_units_than_connections_take_turns(postgres_url: str) -> None:
    """A small pool is slower, not a deadlock: each open unit has a thread of its own."""
    storage = open_storage(postgres_url, pool_size=2)
    await add_people(storage)

    async def work(number: int) -> None:
        async with storage.uow() as uow:
            await uow.audit.add([entry(person=BOB if number % 2 else ALICE)])
            await uow.people.get(ALICE)
            await uow.commit()

    await asyncio.gather(*map(work, range(30)))
    await storage.aclose()


async def test_reading_keeps_the_servers_prepared_statements(postgres_url: str) -> None:
    """Planning a wide read costs ten times its execution; a ROLLBACK would have the driver forget the plan."""
    storage = open_storage(postgres_url, pool_size=1)
    for _ in range(8):
        async with storage.reading() as uow:
            await uow.connections.of(ALICE)
    async with storage.reading() as uow:
        prepared = await uow._transaction.all(text("SELECT name FROM pg_prepared_statements"))
    assert prepared
    await storage.aclose()
