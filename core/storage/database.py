"""The entry to the database: opens SQLite or PostgreSQL by URL and hands out units of work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.domain.errors import LinkInvalid, SchemaBehind
from core.storage.crypto import Unreadable, Vault
from core.storage.engine import (
    SQLITE_READERS,
    Target,
    postgresql_engine,
    read_target,
    snapshot_reader,
    sqlite_engine,
)
from core.storage.failures import translate
from core.storage.lanes import Lane, finished
from core.storage.process_lock import ProcessLock
from core.storage.schema import HEAD, stamped
from core.storage.sql_time import SqlClock
from core.storage.transaction import Transaction
from core.storage.unit_of_work import SqlUnitOfWork

POOL_SIZE = 10


class SqlStorage:
    """See ``Storage``. Made by ``open_storage``."""

    def __init__(self, target: Target, vault: Vault, clock: SqlClock, pool_size: int) -> None:
        self._vault = vault
        self._clock = clock
        self._is_closed = False
        self._locks = not target.is_sqlite
        self._process = ProcessLock(target.file) if target.file is not None else None
        if self._process is not None:
            self._process.take()
            writer, reader = (sqlite_engine(target, size=size, writes=writes) for size, writes in _SQLITE_LANES)
            turns = [asyncio.Semaphore(size) for size, _ in _SQLITE_LANES]
        else:
            writer = postgresql_engine(target, size=pool_size)
            reader = snapshot_reader(writer)
            turns = [asyncio.Semaphore(pool_size)] * 2
        self._engines: tuple[AsyncEngine, ...] = (writer, reader)
        self._writing = Lane(writer, turns[0])
        self._reading = Lane(reader, turns[1])

    def uow(self) -> SqlUnitOfWork:
        """Return a new unit of work that may write."""
        return SqlUnitOfWork(Transaction(self._writing, self._clock, writes=True, locks=self._locks), self._vault)

    def reading(self) -> SqlUnitOfWork:
        """Return a new read-only unit of work: one snapshot, never waiting for a writer."""
        return SqlUnitOfWork(Transaction(self._reading, self._clock, writes=False, locks=False), self._vault)

    async def check(self) -> None:
        """Raise SchemaBehind (facts ``found``, ``needed``) or StorageError unless all is as needed."""
        found = await finished(self._stamped())
        if found != HEAD:
            raise SchemaBehind(found=found, needed=HEAD)

    def can_keep_secrets(self) -> bool:
        """Whether there is an encryption key: without one no token can be stored."""
        return bool(self._vault.newest)

    def seal(self, purpose: str, owner: str, text: str) -> str:
        """Encrypt ``text`` for one purpose and owner. Raises GoogleNotSetUp without keys."""
        return self._vault.seal(purpose, owner, text)

    def unseal(self, purpose: str, owner: str, sealed: str) -> str:
        """Return what was sealed for exactly this purpose and owner.

        Raises LinkInvalid when no key opens it or it was sealed for another: what is parked so belongs to a link.
        """
        try:
            return self._vault.open(purpose, owner, sealed)
        except Unreadable as error:
            raise LinkInvalid from error

    async def aclose(self) -> None:
        """Close every connection and let other processes in; a second time without effect."""
        if self._is_closed:
            return
        self._is_closed = True
        await finished(self._dispose())
        if self._process is not None:
            self._process.release()

    async def _stamped(self) -> str | None:
        try:
            async with self._engines[1].connect() as connection:
                return await connection.run_sync(stamped)
        except DBAPIError as error:
            raise translate(error) from error

    async def _dispose(self) -> None:
        for engine in self._engines:
            await engine.dispose()


_SQLITE_LANES = ((1, True), (SQLITE_READERS, False))


def open_storage(
    url: str,
    *,
    keys: Sequence[str] = (),
    now_offset: Callable[[], float] | None = None,
    virtual_now: Callable[[], float] | None = None,
    pool_size: int = POOL_SIZE,
) -> SqlStorage:
    """Open the database at ``url``; nothing is asked of it yet.

    ``keys`` are Fernet keys, newest first. ``now_offset`` (seconds) moves the database's clock, ``virtual_now``
    (epoch seconds) replaces it in simulations. ``pool_size`` bounds PostgreSQL's connections. Raises
    StorageError (fact ``reason``) for a URL that can't be used and a SQLite file that another process has open,
    ValueError for a malformed key.
    """
    return SqlStorage(read_target(url), Vault(keys), SqlClock(now_offset, virtual_now), pool_size)
