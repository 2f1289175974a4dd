"""Remind each person of their meetings, as long before as they set; once per meeting and time, on any replica."""

from __future__ import annotations

import asyncio

from core.booking.writing import write
from core.domain.errors import PerinError
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.people import REMINDER_MOST_MINUTES, Person
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.checking import check_meeting

_BATCH = 200


async def remind(deps: Deps) -> int:
    """Remind of meetings that begin soon, never of one that has begun; returns how many were told.

    A meeting that was moved is told again for its new time only.
    """
    now, told, skip = deps.now(), 0, 0
    while True:
        async with deps.reading() as uow:
            rows = await uow.sessions.beginning(now, now + REMINDER_MOST_MINUTES * 60, _BATCH, skip)
            due = await _due(uow, rows, now) if rows else ()
        told += await _remind(deps, due, now) if due else 0
        if len(rows) < _BATCH:
            return told
        skip += _BATCH


async def _due(uow: UnitOfWork, rows: tuple[Session, ...], now: int) -> tuple[tuple[Session, PersonKey], ...]:
    """Return who is to be reminded of what now, without those who were."""
    people = await uow.people.find_many(tuple({key for row in rows for key in (row.asker, row.other)}))
    wanted = [
        (row, key)
        for row in rows
        for key in (row.asker, row.other)
        if key in people and _is_time(row, people[key], now)
    ]
    sent = await uow.notices.known([_key(row, key) for row, key in wanted]) if wanted else frozenset()
    return tuple((row, key) for row, key in wanted if _key(row, key) not in sent)


def _is_time(row: Session, person: Person, now: int) -> bool:
    minutes = person.settings.reminder_minutes
    if minutes is None or row.booked_slot is None or NoticeKind.REMINDER.value in person.settings.muted:
        return False
    return row.booked_slot.start - minutes * 60 <= now < row.booked_slot.start


async def _remind(deps: Deps, due: tuple[tuple[Session, PersonKey], ...], now: int) -> int:
    """Tell them, of the meetings as they stand after a last look at both calendars."""
    meetings = sorted({row.id for row, _ in due})
    looks = await asyncio.gather(*(check_meeting(deps, session) for session in meetings), return_exceptions=True)
    telling = Telling(now)
    async with deps.uow() as uow:
        people = await uow.people.find_many(tuple({key for _, key in due}))
        fresh = await uow.sessions.find_many(tuple({row.id for row, _ in due}))
        for row, key in due:
            meeting = fresh.get(row.id)
            if key in people and meeting is not None and meeting.is_meeting and meeting.booked_slot == row.booked_slot:
                telling.notice(
                    people[key],
                    NoticeKind.REMINDER,
                    about=_about(meeting),
                    other=meeting.counterpart(key),
                    connection=meeting.connection,
                    session=meeting,
                )
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    # Whatever went wrong with one meeting keeps nobody waiting for their reminder.
    for error in looks:
        if isinstance(error, BaseException) and not isinstance(error, PerinError):
            raise error
    return len(telling.notices)


def _about(row: Session) -> str:
    return f"{row.id}:{row.booked_slot.start if row.booked_slot is not None else 0}"


def _key(row: Session, person: PersonKey) -> str:
    return f"{_about(row)}:{NoticeKind.REMINDER.value}:{person}"
