"""Sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, func, or_, select

from core.domain.errors import NotFound, StaleVersion
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.sessions import OPEN_STATES, UNSETTLED_STATES, Session, SessionState
from core.storage.repositories.sql import count, insert, many, update_version, value
from core.storage.rows.meeting import SESSION, session_from, session_row
from core.storage.tables import sessions
from core.storage.tables.meeting import MEETING
from core.storage.transaction import Transaction

_OPEN = sessions.c.state.in_(sorted(state.value for state in OPEN_STATES))
_UNSETTLED = sessions.c.state.in_(sorted(state.value for state in UNSETTLED_STATES))
_CONFIRMED = sessions.c.state == SessionState.CONFIRMED.value
_ON = sessions.c.connection == value("connection")

_GET = select(*SESSION).where(sessions.c.id == value("id"))
_ADD = insert(sessions).on_conflict_do_nothing()
_SAVE = update_version(sessions, sessions.c.id)
_OPEN_ON = select(*SESSION).where(_ON, _UNSETTLED).order_by(sessions.c.created_at, sessions.c.id)
_OF = (
    select(*SESSION)
    .where(
        or_(
            sessions.c.asker == value("person"),
            # Without slots only the asker sees it.
            and_(sessions.c.other == value("person"), sessions.c.state != SessionState.INITIATED.value),
        ),
        or_(_UNSETTLED, and_(_CONFIRMED, sessions.c.booked_end > count("now"))),
    )
    .order_by(func.coalesce(sessions.c.booked_start, sessions.c.accepted_start, sessions.c.expires_at), sessions.c.id)
    .limit(count("most"))
)
_MINE = or_(sessions.c.asker == value("person"), sessions.c.other == value("person"))
_FIND_MANY = select(*SESSION).where(sessions.c.id.in_(many("ids")))
_THESE = (
    select(sessions.c.connection, sessions.c.id, sessions.c.replaces).where(sessions.c.id.in_(many("ids"))).subquery()
)
_FAMILY = select(*SESSION).where(
    # A meeting is moved within its connection: that is what an index knows.
    sessions.c.connection.in_(select(_THESE.c.connection)),
    or_(
        sessions.c.id.in_(many("ids")),
        sessions.c.id.in_(select(_THESE.c.replaces)),
        sessions.c.replaces.in_(many("ids")),
    ),
)
_BY_THEMSELVES = (
    select(*SESSION)
    .where(_MINE, _CONFIRMED, sessions.c.booked_auto, sessions.c.booked_at >= count("since"))
    .order_by(sessions.c.booked_at.desc(), sessions.c.id)
)
_BEGINNING = (
    select(*SESSION)
    # As the index says it, and not bound: only then is it found.
    .where(MEETING, sessions.c.booked_start > count("after"), sessions.c.booked_start <= count("until"))
    .order_by(sessions.c.booked_start, sessions.c.id)
    .limit(count("most"))
    .offset(count("skipped"))
)
_MEETINGS_OF = (
    select(*SESSION)
    .where(_MINE, _CONFIRMED, sessions.c.booked_start < count("end"), sessions.c.booked_end > count("start"))
    .order_by(sessions.c.booked_start, sessions.c.id)
)
_MEETINGS = (
    select(*SESSION)
    .where(_ON, _CONFIRMED, sessions.c.booked_start < count("end"), sessions.c.booked_end > count("start"))
    .order_by(sessions.c.booked_start, sessions.c.id)
)
_REPLACING = (
    select(*SESSION)
    .where(_ON, sessions.c.replaces == value("replaced"))
    .order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
)
_EXPIRED = (
    select(*SESSION)
    .where(_OPEN, sessions.c.expires_at <= count("now"))
    .order_by(sessions.c.expires_at)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
)
_NEEDING_SLOTS = (
    select(*SESSION)
    .where(sessions.c.needs_slots, _OPEN, sessions.c.id.not_in(many("besides")))
    .order_by(sessions.c.id)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
)


class SqlSessions:
    """See ``Sessions``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, session: SessionId) -> Session:
        """Return it. Raises NotFound."""
        row = await self._transaction.one(_GET, {"id": session})
        if row is None:
            raise NotFound(what="session")
        return session_from(row)

    async def find_many(self, ids: Sequence[SessionId]) -> dict[SessionId, Session]:
        """Return those that are known."""
        if not ids:
            return {}
        found = map(session_from, await self._transaction.all(_FIND_MANY, {"ids": list(ids)}))
        return {row.id: row for row in found}

    async def family(self, ids: Sequence[SessionId]) -> tuple[Session, ...]:
        """Return these sessions, those they replace and those that replace them."""
        if not ids:
            return ()
        return tuple(map(session_from, await self._transaction.all(_FAMILY, {"ids": list(ids)})))

    async def booked_by_themselves(self, person: PersonKey, since: int) -> tuple[Session, ...]:
        """Return the person's meetings booked without a click since, newest first."""
        rows = await self._transaction.all(_BY_THEMSELVES, {"person": person, "since": since})
        return tuple(map(session_from, rows))

    async def beginning(self, after: int, until: int, limit: int, skip: int = 0) -> tuple[Session, ...]:
        """Return a page of all the meetings that begin after ``after`` and not after ``until``."""
        parameters = {"after": after, "until": until, "most": limit, "skipped": skip}
        return tuple(map(session_from, await self._transaction.all(_BEGINNING, parameters)))

    async def meetings_of(self, person: PersonKey, start: int, end: int) -> tuple[Session, ...]:
        """Return the person's meetings that overlap ``[start, end)``."""
        rows = await self._transaction.all(_MEETINGS_OF, {"person": person, "start": start, "end": end})
        return tuple(map(session_from, rows))

    async def add(self, session: Session) -> Session:
        """Insert it. Raises StaleVersion when the same request is open on the connection."""
        parameters = {
            **session_row(session),
            "id": session.id,
            "connection": session.connection,
            "version": session.version,
        }
        if not await self._transaction.change(_ADD, parameters):
            raise StaleVersion
        return session

    async def save(self, session: Session) -> Session:
        """Store changes under the version read. Raises StaleVersion."""
        parameters = {**session_row(session), "which": session.id, "was": session.version}
        if not await self._transaction.change(_SAVE, parameters):
            raise StaleVersion
        return replace(session, version=session.version + 1)

    async def open_on(self, connection: ConnectionId) -> tuple[Session, ...]:
        """Return the connection's open and booking sessions, oldest first."""
        return tuple(map(session_from, await self._transaction.all(_OPEN_ON, {"connection": connection})))

    async def of(self, person: PersonKey, now: int, limit: int) -> tuple[Session, ...]:
        """Return the person's open sessions and upcoming meetings, soonest first."""
        rows = await self._transaction.all(_OF, {"person": person, "now": now, "most": limit})
        return tuple(map(session_from, rows))

    async def meetings_between(self, connection: ConnectionId, start: int, end: int) -> tuple[Session, ...]:
        """Return confirmed sessions of the connection whose slot overlaps ``[start, end)``."""
        rows = await self._transaction.all(_MEETINGS, {"connection": connection, "start": start, "end": end})
        return tuple(map(session_from, rows))

    async def replacing(self, connection: ConnectionId, session: SessionId) -> tuple[Session, ...]:
        """Return the sessions of the connection that were to move this one's meeting, newest first."""
        rows = await self._transaction.all(_REPLACING, {"connection": connection, "replaced": session})
        return tuple(map(session_from, rows))

    async def needing_slots(self, limit: int, besides: Sequence[str] = ()) -> tuple[Session, ...]:
        """Return open sessions that wait for other slots, held."""
        rows = await self._transaction.all(_NEEDING_SLOTS, {"most": limit, "besides": list(besides)})
        return tuple(map(session_from, rows))

    async def expired(self, now: int, limit: int) -> tuple[Session, ...]:
        """Return open sessions whose time is over, held."""
        rows = await self._transaction.all(_EXPIRED, {"now": now, "most": limit})
        return tuple(map(session_from, rows))
