"""Forget a person: connections end, Google access is given back, every row of theirs is deleted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from core.booking.writing import write
from core.domain import connections
from core.domain.accounts import Access
from core.domain.errors import CalendarBroken, CalendarError, StillWorking
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.sessions import SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.ending import end_connection
from core.usecases.steps.spending import spend


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted: how many connections ended, and whether a calendar was linked."""

    connections: int
    had_calendar: bool


async def forget_person(deps: Deps, *, person: PersonKey) -> Forgotten:
    """Delete the person; meetings already booked stay on both calendars, which are their owners'.

    The other side's audit keeps "a former member". Raises StillWorking while a booking of theirs is in flight,
    RateLimited, NotFound.
    """
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        await uow.people.get(person)
        pairs = await uow.connections.of(person)
        access = await _access(uow, person)
        telling = Telling(deps.now())
        for pair in pairs:
            await _end(uow, pair, person, telling)
        await write(uow, telling)
        await uow.people.delete(person)
        await uow.commit()
    deps.wake()
    if access is not None:
        with suppress(CalendarError):
            await deps.calendars.revoke(access)
    return Forgotten(connections=len(pairs), had_calendar=access is not None)


async def _access(uow: UnitOfWork, person: PersonKey) -> Access | None:
    if await uow.accounts.find(person) is None:
        return None
    try:
        return await uow.accounts.access(person)
    except CalendarBroken:
        return None


async def _end(uow: UnitOfWork, pair: Pair, person: PersonKey, telling: Telling) -> None:
    """End one connection and tell the other side, without naming anything that is about to be deleted."""
    opened = await uow.sessions.open_on(pair.connection.id)
    if any(session.state is SessionState.BOOKING for session in opened):
        raise StillWorking
    ended = await uow.connections.save(connections.revoke(pair.connection, person, telling.now))
    await end_connection(uow, pair, ended, actor=person, telling=telling)
    other = pair.other(person)
    telling.notice(other.person, NoticeKind.CONNECTION_REVOKED, about=ended.id, other=person)
    telling.record((other.key,), "connection.revoked", ended.id, actor=person, authority="forget")
