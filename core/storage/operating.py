"""What an operator wants to know of a database from outside of the running process: what Perin couldn't finish.

Kinds, ages and codes only: never whose it is or what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, literal, select
from sqlalchemy.exc import DBAPIError

from core.domain.bookings import BookingState
from core.domain.notices import Delivery
from core.storage.engine import postgresql_migration_engine, read_target, sqlite_migration_engine
from core.storage.failures import translate
from core.storage.schema import HEAD, stamped
from core.storage.tables import bookings, cards, notices

_PATIENCE_SECONDS = 5
_IS_DEAD = notices.c.delivery == Delivery.DEAD.value
_IS_DEAD_CARD = cards.c.reason != ""
CARD = "card"
"""The kind of a dead letter that is no notice."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: what kind, from when it is (epoch seconds), and Slack's code for why."""

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
    waiting = select(func.count()).where(bookings.c.state == BookingState.NEEDS_ATTENTION.value)
    dead = [select(func.count()).where(_IS_DEAD), select(func.count()).where(_IS_DEAD_CARD)]
    return Stuck(
        dead=sum(int(connection.execute(one).scalar_one()) for one in dead),
        letters=_letters(connection, limit),
        waiting=int(connection.execute(waiting).scalar_one()),
    )


def _letters(connection: Connection, limit: int) -> tuple[DeadLetter, ...]:
    """Return the newest, whether notice or card."""
    told = (
        select(notices.c.kind, notices.c.created_at, notices.c.reason)
        .where(_IS_DEAD)
        .order_by(notices.c.created_at.desc(), notices.c.id)
        .limit(limit)
    )
    drawn = (
        select(literal(CARD), cards.c.due_at, cards.c.reason)
        .where(_IS_DEAD_CARD)
        .order_by(cards.c.due_at.desc(), cards.c.session, cards.c.person)
        .limit(limit)
    )
    found = [DeadLetter(*row) for one in (told, drawn) for row in connection.execute(one)]
    return tuple(sorted(found, key=lambda letter: -letter.created_at)[:limit])
