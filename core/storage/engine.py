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

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from core.domain.errors import StorageError

SQLITE_LEAST = (3, 35)
SQLITE_READERS = 3
BUSY_SECONDS = 2
STATEMENT_SECONDS, LOCK_SECONDS, IDLE_SECONDS, CONNECT_SECONDS = 10, 3, 30, 5

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


def sqlite_engine(
    target: Target, *, size: int, writes: bool, foreign_keys: bool = True, patience: float = BUSY_SECONDS
) -> Engine:
    """Return an engine of at most ``size`` connections; ``writes`` False makes every write an error.

    ``patience`` is how long (seconds) a lock that another process holds is waited for.
    """
    engine = create_engine(
        target.url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        execution_options=_OPTIONS,
        connect_args={"timeout": patience},
    )
    pragmas = (
        "PRAGMA synchronous=FULL",
        f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}",
        f"PRAGMA query_only={'OFF' if writes else 'ON'}",
    )

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, and too late: a read before the first write would not
        # be in it.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in pragmas:
            connection.execute(pragma).close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log, once for ever; SQLite itself doesn't wait for others who do the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def postgresql_engine(target: Target, *, size: int) -> Engine:
    """Return an engine of at most ``size`` connections whose statements, locks and idle transactions are bounded."""
    defaults = {} if "connect_timeout" in target.url.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(
        target.url,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        execution_options=_OPTIONS,
        isolation_level="READ COMMITTED",
        connect_args=defaults,
    )

    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's type, as SQLAlchemy hands it out
        connection.autocommit = True
        connection.execute(
            f"SET statement_timeout = '{STATEMENT_SECONDS}s'; SET lock_timeout = '{LOCK_SECONDS}s';"
            f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"
        )
        connection.autocommit = False

    event.listen(engine, "connect", on_connect)
    return engine


def snapshot_reader(engine: Engine) -> Engine:
    """Return the same PostgreSQL engine for reading: one consistent snapshot per transaction, no writes."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
