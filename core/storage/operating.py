"""What an operator wants to know of a database from outside of the running process: what Perin couldn't finish.

Kinds, ages and codes only: never whose it is or what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from core.domain.bookings import BookingState
from core.domain.notices import Delivery
from core.storage.engine import postgresql_migration_engine, read_target, sqlite_migration_engine
from core.storage.failures import translate
from core.storage.schema import HEAD, stamped
from core.storage.tables import bookings, notices

_PATIENCE_SECONDS = 5
_IS_DEAD = notices.c.delivery == Delivery.DEAD.value


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: what kind, since when (epoch seconds), and Slack's code for why."""

    kind: str
    created_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """How many messages were given up and the newest of them; how many bookings wait for somebody to reconnect."""

    dead: int
    letters: tuple[DeadLetter, ...]
    waiting: int


def stuck(url: str, limit: int) -> Stuck | None:
    """Look, with at most ``limit`` letters; None when the tables aren't this version's. Raises StorageError."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            return _read(connection, limit) if stamped(connection) == HEAD else None
    except DBAPIError as error:
        raise translate(error) from error
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    target = read_target(url)
    if target.is_sqlite:
        return sqlite_migration_engine(target, patience=_PATIENCE_SECONDS)
    return postgresql_migration_engine(target)


def _read(connection: Connection, limit: int) -> Stuck:
    newest = (
        select(notices.c.kind, notices.c.created_at, notices.c.reason)
        .where(_IS_DEAD)
        .order_by(notices.c.created_at.desc(), notices.c.id)
        .limit(limit)
    )
    waiting = select(func.count()).where(bookings.c.state == BookingState.NEEDS_ATTENTION.value)
    return Stuck(
        dead=int(connection.execute(select(func.count()).where(_IS_DEAD)).scalar_one()),
        letters=tuple(DeadLetter(row.kind, row.created_at, row.reason) for row in connection.execute(newest)),
        waiting=int(connection.execute(waiting).scalar_one()),
    )
