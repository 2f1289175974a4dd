"""The messages of a session, and the ledger of revealed slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from core.domain.errors import StaleVersion
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.messages import Message
from core.domain.quota import REVEALED_SECONDS
from core.scheduling.intervals import Interval
from core.storage.repositories.sql import count, insert, many, value
from core.storage.rows.meeting import MESSAGE, message_from, message_row
from core.storage.tables import messages, reveals, sessions
from core.storage.transaction import Statements, Transaction

_OF = select(*MESSAGE).where(messages.c.session == value("session")).order_by(messages.c.number)
_OF_MANY = (
    select(*MESSAGE).where(messages.c.session.in_(many("sessions"))).order_by(messages.c.session, messages.c.number)
)
_ADD = insert(messages).on_conflict_do_nothing()
_LAST = select(func.coalesce(func.max(messages.c.number), 0)).where(messages.c.session == value("session"))
# Who appends holds the session: the next number is read after the one before was committed.
_HOLD = select(sessions.c.id).where(sessions.c.id == value("session")).with_for_update(key_share=True)

_COUNT = select(func.count(), func.min(reveals.c.shown_at)).where(
    reveals.c.connection == value("connection"),
    reveals.c.viewer == value("viewer"),
    reveals.c.shown_at > count("since"),
)
_SHOWN = select(reveals.c.slot_start, reveals.c.slot_end).where(
    reveals.c.connection == value("connection"),
    reveals.c.viewer == value("viewer"),
    reveals.c.shown_at > count("since"),
)
_SHOW = insert(reveals)
_RECORD = _SHOW.on_conflict_do_update(
    index_elements=list(reveals.primary_key.columns),
    set_={"shown_at": _SHOW.excluded.shown_at},
    # Within the window a repeat is the same reveal; after it, a new one.
    where=reveals.c.shown_at <= _SHOW.excluded.shown_at - REVEALED_SECONDS,
).returning(reveals.c.slot_start)


class SqlMessages:
    """See ``Messages``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, session: SessionId) -> tuple[Message, ...]:
        """Return them by number."""
        return tuple(map(message_from, await self._transaction.all(_OF, {"session": session})))

    async def of_many(self, sessions: Sequence[SessionId]) -> dict[SessionId, tuple[Message, ...]]:
        """Return those of several sessions, each session's by number."""
        if not sessions:
            return {}
        found: dict[SessionId, list[Message]] = {}
        for message in map(message_from, await self._transaction.all(_OF_MANY, {"sessions": list(sessions)})):
            found.setdefault(message.session, []).append(message)
        return {session: tuple(several) for session, several in found.items()}

    async def add(self, message: Message) -> Message:
        """Append with the next number, or the given one. Raises StaleVersion when its key or number exists."""
        number = await self._transaction.run(lambda db: _append(db, message))
        return replace(message, number=number)


def _append(db: Statements, message: Message) -> int:
    number = message.number or _next(db, message.session)
    if not db.change(_ADD, {**message_row(message), "number": number}):
        raise StaleVersion
    return number


def _next(db: Statements, session: SessionId) -> int:
    on = {"session": session}
    if db.locks:
        db.one(_HOLD, on)
    last = db.one(_LAST, on)
    return 1 if last is None else int(last[0]) + 1


class SqlReveals:
    """See ``Reveals``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def count(self, connection: ConnectionId, viewer: PersonKey, since: int) -> tuple[int, int | None]:
        """Return how many distinct slots were shown after ``since``, and when the oldest of them was."""
        parameters = {"connection": connection, "viewer": viewer, "since": since}
        row = await self._transaction.one(_COUNT, parameters)
        return (0, None) if row is None else (row[0], row[1])

    async def shown(self, connection: ConnectionId, viewer: PersonKey, since: int) -> tuple[Interval, ...]:
        """Return the distinct slots shown after ``since``."""
        parameters = {"connection": connection, "viewer": viewer, "since": since}
        return tuple(Interval(row[0], row[1]) for row in await self._transaction.all(_SHOWN, parameters))

    async def record(self, connection: ConnectionId, viewer: PersonKey, slots: Sequence[Interval], now: int) -> None:
        """Remember what was shown."""
        shown = [
            {
                "connection": connection,
                "viewer": viewer,
                "slot_start": slot.start,
                "slot_end": slot.end,
                "shown_at": now,
            }
            for slot in sorted(set(slots))
        ]
        if shown:
            await self._transaction.run(lambda db: db.all(_RECORD, shown))
