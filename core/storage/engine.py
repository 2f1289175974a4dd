"""How a connection is made and how its transactions begin, for SQLite and for PostgreSQL.

SQLite: write-ahead log, ``synchronous=FULL`` (an intent must be on disk before the call it announces), ``BEGIN
IMMEDIATE`` on the one connection that writes, plain ``BEGIN`` on the others, which can't write. PostgreSQL:
READ COMMITTED for writers with timeouts, one repeatable snapshot for readers.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.domain.errors import StorageError

SQLITE_LEAST = (3, 35)
SQLITE_READERS = 3
BUSY_SECONDS = 2
CONNECT_SECONDS = 5
_TIMEOUTS = {"statement_timeout": 10, "lock_timeout": 3, "idle_in_transaction_session_timeout": 30}
"""PostgreSQL's own, in seconds."""

DBAPIConnection = Any
"""A driver's connection, or SQLAlchemy's adapter of an asynchronous one: both look the same."""

# Without this a driver's count of inserted rows is not kept, and "was it inserted" would be answered with -1.
_OPTIONS = {"preserve_rowcount": True}

_SQLITE_SCHEMES = frozenset({"sqlite", "sqlite+aiosqlite"})
_POSTGRESQL_SCHEMES = frozenset({"postgresql", "postgresql+psycopg"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where the database is. ``file`` is SQLite's; None means PostgreSQL."""

    url: URL
    file: Path | None

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.file is not None


def read_target(url: str) -> Target:
    """Understand a database URL.

    Raises StorageError (fact ``reason``): ``bad_url``, ``unsupported_url``, ``memory_database`` (its one
    connection would mix transactions), ``sqlite_too_old``. The URL itself is never repeated: it may hold a
    password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(reason="bad_url") from error
    if parsed.drivername in _POSTGRESQL_SCHEMES:
        return Target(parsed.set(drivername="postgresql+psycopg"), None)
    if parsed.drivername not in _SQLITE_SCHEMES:
        raise StorageError(reason="unsupported_url", scheme=parsed.drivername)
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StorageError(reason="memory_database")
    if sqlite3.sqlite_version_info < SQLITE_LEAST:
        raise StorageError(reason="sqlite_too_old", found=sqlite3.sqlite_version, least="3.35")
    return Target(parsed.set(drivername="sqlite"), Path(parsed.database))


def sqlite_engine(target: Target, *, size: int, writes: bool) -> AsyncEngine:
    """Return an engine of at most ``size`` connections; ``writes`` False makes every write an error."""
    engine = create_async_engine(
        target.url.set(drivername="sqlite+aiosqlite"),
        poolclass=AsyncAdaptedQueuePool,
        connect_args={"timeout": BUSY_SECONDS},
        **_pool(size),
    )
    _arm_sqlite(engine.sync_engine, writes=writes, foreign_keys=True)
    return engine


def sqlite_migration_engine(target: Target, *, patience: float) -> Engine:
    """Return the engine Alembic, which is not asynchronous, runs on; without enforcement of foreign keys.

    ``patience`` is how long (seconds) a lock that another process holds is waited for.
    """
    engine = create_engine(target.url, connect_args={"timeout": patience}, **_pool(1))
    _arm_sqlite(engine, writes=True, foreign_keys=False)
    return engine


def _pool(size: int) -> dict[str, Any]:
    return {"pool_size": size, "max_overflow": 0, "hide_parameters": True, "execution_options": _OPTIONS}


def _arm_sqlite(engine: Engine, *, writes: bool, foreign_keys: bool) -> None:
    """Set every new connection up, and begin every transaction in the way it needs."""
    pragmas = (
        "PRAGMA synchronous=FULL",
        f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}",
        f"PRAGMA query_only={'OFF' if writes else 'ON'}",
    )

    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin transactions by itself, and too late: a read before the first write would not
        # be in it.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in pragmas:
            _ask(connection, pragma)

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _ask(connection: DBAPIConnection, statement: str) -> Any:  # noqa: ANN401 - whatever the one column holds
    """Run one statement on a bare connection and return the first column of its first row, if it has one."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    finally:
        cursor.close()
    return row[0] if row else None


def _write_ahead(connection: DBAPIConnection) -> None:
    """Switch the file to a write-ahead log, once for ever; SQLite itself doesn't wait for others who do the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while _ask(connection, "PRAGMA journal_mode") != "wal":
        try:
            _ask(connection, "PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def postgresql_engine(target: Target, *, size: int) -> AsyncEngine:
    """Return an engine of at most ``size`` connections whose statements, locks and idle transactions are bounded."""
    engine = create_async_engine(target.url, **_postgresql(target), **_pool(size))
    _arm_postgresql(engine.sync_engine)
    return engine


def postgresql_migration_engine(target: Target) -> Engine:
    """Return the engine Alembic, which is not asynchronous, runs on."""
    engine = create_engine(target.url, **_postgresql(target), **_pool(1))
    _arm_postgresql(engine)
    return engine


def _postgresql(target: Target) -> dict[str, Any]:
    connect = {} if "connect_timeout" in target.url.query else {"connect_timeout": CONNECT_SECONDS}
    return {"isolation_level": "READ COMMITTED", "connect_args": connect}


def _arm_postgresql(engine: Engine) -> None:
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        connection.autocommit = True
        for name, seconds in _TIMEOUTS.items():
            _ask(connection, f"SET {name} = '{seconds}s'")
        connection.autocommit = False

    event.listen(engine, "connect", on_connect)


def snapshot_reader(engine: AsyncEngine) -> AsyncEngine:
    """Return the same PostgreSQL engine for reading: one consistent snapshot per transaction, no writes."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
