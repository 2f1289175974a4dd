"""Call to mind what nobody answered: at most twice, in the person's working hours; and what they put off themselves.

A card that offers *Undo* is drawn anew when its ten minutes are over, and Home with it: nothing else would happen to
them then.

Which are due is claimed row by row in the database, so of all replicas one asks.
"""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.connections import ConnectionState
from core.domain.errors import NotFound
from core.domain.notices import BOOKINGS, Notice, NoticeKind, nudge_about
from core.domain.nudging import UNLIMITED_SECONDS, can_be_nudged, next_nudge
from core.domain.people import Person
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps

_BATCH = 50


async def nudge(deps: Deps) -> int:
    """Nudge whoever is due; returns how many were told. A question answered meanwhile is not called to mind."""
    now = deps.now()
    telling = Telling(now)
    async with deps.uow() as uow:
        due = await uow.notices.due_nudges(now, _BATCH)
        people = await uow.people.find_many(tuple({row.person for row in due})) if due else {}
        for row in due:
            await _call_to_mind(uow, row, people.get(row.person), telling)
        await write(uow, telling)
        await uow.commit()
    if due:
        deps.wake()
    return len(telling.notices)


async def _call_to_mind(uow: UnitOfWork, row: Notice, person: Person | None, telling: Telling) -> None:
    """Tell one person, and plan when they are told next; who is paused, off work or in quiet hours is only planned for.

    Of a booking nobody is told again: its card is only drawn anew.
    """
    now = telling.now
    session = await _session(uow, row)
    if row.kind in BOOKINGS:
        await uow.notices.plan_nudge(replace(row, nudge_at=None))
        if person is not None and session is not None:
            telling.card(person, session)
            telling.home(person.key)
        return
    expires_at = await _end(uow, row, session)
    if person is None or expires_at is None or expires_at <= now:
        await uow.notices.plan_nudge(replace(row, nudge_at=None, snoozed_until=None))
        return
    was_snoozed = row.snoozed_until is not None
    tells = was_snoozed or (not person.is_paused and can_be_nudged(person, now))
    sent = row.nudges + 1 if tells or person.is_paused else row.nudges
    again = None if was_snoozed else next_nudge(person, sent=sent, now=now, expires_at=expires_at)
    await uow.notices.plan_nudge(replace(row, nudge_at=again, nudges=sent, snoozed_until=None))
    if was_snoozed and session is not None:
        telling.card(person, session)
        telling.home(person.key)
    if tells and NoticeKind.NUDGE.value not in person.settings.muted:
        telling.notice(
            person,
            NoticeKind.NUDGE,
            about=nudge_about(row.id, sent),
            other=row.other,
            connection=row.connection,
            session=session,
            facts={"about": row.kind.value, "notice": row.id, "asked_at": row.created_at, "expires_at": expires_at},
        )


async def _session(uow: UnitOfWork, row: Notice) -> Session | None:
    if row.session is None:
        return None
    try:
        return await uow.sessions.get(row.session)
    except NotFound:
        return None


async def _end(uow: UnitOfWork, row: Notice, session: Session | None) -> int | None:
    """Return until when the question can be answered; None when it is moot."""
    if session is not None:
        return session.expires_at if session.is_open else None
    if row.session is not None or row.connection is None:
        return None
    try:
        connection = await uow.connections.get(row.connection)
    except NotFound:
        return None
    if row.kind is NoticeKind.INVITE_RECEIVED:
        return connection.expires_at if connection.state is ConnectionState.PENDING else None
    return row.created_at + UNLIMITED_SECONDS if connection.state is ConnectionState.ACTIVE else None
