"""Bringing a database's schema up to this version. Alembic is imported only when there is something to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import StorageError
from core.storage.engine import Target, postgresql_migration_engine, read_target, sqlite_migration_engine
from core.storage.failures import translate
from core.storage.schema import HEAD, stamped

__all__ = ["HEAD", "current", "upgrade", "upgrade_async"]

PATIENCE_SECONDS = 60
"""How long one start waits for another one's migration."""

_ADVISORY_LOCK = 7_305_804_402
"""Any number, the same in every version: one migration at a time."""


def current(url: str) -> str | None:
    """Return the revision the database is at, None when it was never migrated. Raises StorageError."""
    with _alone(read_target(url)) as connection:
        return stamped(connection)


def upgrade(url: str) -> None:
    """Bring the database to ``HEAD``, in one transaction; several processes may do so at once.

    Raises StorageError; then the schema is as it was.
    """
    with _alone(read_target(url)) as connection:
        if stamped(connection) == HEAD:
            return
        _upgrade(connection)
        if connection.dialect.name == "sqlite":
            _check_references(connection)


async def upgrade_async(url: str) -> None:
    """Do the same from a running event loop."""
    await asyncio.to_thread(upgrade, url)


@contextmanager
def _alone(target: Target) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other migration runs beside; committed at the end."""
    engine = _engine(target)
    try:
        with engine.begin() as connection:
            if not target.is_sqlite:
                connection.execute(text("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            yield connection
    except DBAPIError as error:
        raise translate(error) from error
    finally:
        engine.dispose()


def _engine(target: Target) -> Engine:
    if target.is_sqlite:
        # Rebuilding a table drops it, and with enforcement on that would delete the rows that refer to it.
        return sqlite_migration_engine(target, patience=PATIENCE_SECONDS)
    return postgresql_migration_engine(target)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a fifth of a second that a start without migration doesn't pay
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", "core.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StorageError(reason="dangling_reference", table=str(broken[0]))
