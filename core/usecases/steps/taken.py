"""After a slot was taken: offer others in the same session, or say that there are none."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.audit import SYSTEM
from core.domain.errors import CalendarRefused, Conflict, Refused
from core.domain.messages import ROUNDS_MOST, offered_slots
from core.domain.notices import NoticeKind
from core.domain.sessions import Session, SessionState, end
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.offering import Found, Wanted, look, offer, survey


async def offer_again(deps: Deps, session: Session) -> None:
    """Work off a session whose slot was taken: the asker's side offers the next slots.

    Nothing happens when somebody else did it first. A calendar that can't be read now leaves the row for the next tick.
    """
    try:
        async with deps.reading() as uow:
            row = await uow.sessions.get(session.id)
            pair = await uow.connections.pair(row.connection)
            messages = await uow.messages.of(row.id)
            if not row.needs_slots or not row.is_open:
                return
            ground = await survey(uow, pair, row.asker, deps.now())
        wanted = Wanted(length=row.length_minutes * 60, window=row.window, exclude=offered_slots(messages))
        found = await look(deps, ground, wanted, deps.now())
    except CalendarRefused:
        return
    except Refused:
        row, pair, found = session, None, Found(slots=(), relaxations=())
    try:
        await _store(deps, row, pair, found)
    except Conflict:
        return


async def _store(deps: Deps, row: Session, pair: Pair | None, found: Found) -> None:
    now = deps.now()
    async with deps.uow() as uow:
        pair = pair or await uow.connections.pair(row.connection)
        telling = Telling(now)
        if found.slots and row.round < ROUNDS_MOST:
            ttl = deps.timing.session_time_to_live
            moved = await offer(uow, row, pair, row.asker, found.slots, now=now, ttl=ttl)
            kind = NoticeKind.SLOTS_FOR_YOU
        else:
            ended = end(row, SessionState.ERROR, by=None, reason="no_slots_left", now=now)
            moved = await uow.sessions.save(replace(ended, needs_slots=False))
            kind = NoticeKind.BOOKING_FAILED
        await _tell(uow, pair, moved, kind, telling)
        await uow.commit()


async def _tell(uow: UnitOfWork, pair: Pair, moved: Session, kind: NoticeKind, telling: Telling) -> None:
    for side in (pair.one, pair.two):
        telling.card(side.person, moved)
        telling.notice(
            side.person,
            kind,
            about=f"{moved.id}:{moved.round}:{moved.generation}",
            other=moved.counterpart(side.key),
            connection=moved.connection,
            session=moved,
            facts={"reason": moved.end_reason},
        )
    telling.record((moved.asker, moved.other), "session.reoffered", moved.id, actor=SYSTEM, authority="slot_taken")
    await write(uow, telling)
