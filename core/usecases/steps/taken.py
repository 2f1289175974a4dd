"""After a slot was taken: offer others in the same session, or say that there are none."""

from __future__ import annotations

from contextlib import suppress

from core.booking.writing import write
from core.domain.audit import SYSTEM
from core.domain.errors import CalendarRefused, Conflict, Refused, SessionExpired, StaleVersion
from core.domain.messages import offered_slots
from core.domain.notices import NoticeKind
from core.domain.rights.negotiating import check_propose
from core.domain.sessions import Session, SessionState, end
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import Found, Ground, look, offer, require_same_ground, survey, wanted_of


async def offer_again(deps: Deps, session: Session) -> None:
    """Work off a session whose slot was taken: the asker's side offers the next slots, under its rights as they stand.

    Nothing happens when somebody else did it first. A calendar that can't be read now leaves the row for the next tick.
    """
    now = deps.now()
    async with deps.reading() as uow:
        row = await uow.sessions.get(session.id)
        pair = await uow.connections.pair(row.connection)
        offered = offered_slots(await uow.messages.of(row.id))
    if not row.needs_slots or not row.is_open:
        return
    try:
        check_propose(pair.connection, row, pair.side(row.asker), pair.other(row.asker), now)
        async with deps.reading() as uow:
            ground = await survey(uow, pair, row.asker, now, session=row)
        wanted = wanted_of(row, exclude=offered)
        found = await look(deps, ground, wanted, now)
        await _store(deps, row, ground, found)
    except (CalendarRefused, SessionExpired, Conflict):
        return
    except Refused:
        with suppress(Conflict):
            await _store(deps, row, None, Found(slots=(), relaxations=()))


async def _store(deps: Deps, row: Session, ground: Ground | None, found: Found) -> None:
    """Offer what was found, or end the session. Raises Conflict, SessionExpired."""
    now = deps.now()
    async with deps.uow() as uow:
        fresh, pair = await hold(uow, row.id)
        if fresh.version != row.version:
            raise StaleVersion(what="session")
        telling = Telling(now)
        if found.slots and ground is not None:
            await require_same_ground(uow, ground, pair, now)
            ttl = deps.timing.session_time_to_live
            moved = await offer(uow, row, pair, row.asker, found.slots, now=now, ttl=ttl)
            kind = NoticeKind.SLOTS_FOR_YOU
        else:
            ended = end(row, SessionState.ERROR, by=None, reason="no_slots_left", now=now)
            moved = await uow.sessions.save(ended)
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
    action = "session.reoffered" if moved.is_open else "session.booking_failed"
    telling.record((moved.asker, moved.other), action, moved.id, actor=SYSTEM, authority="slot_taken")
    await write(uow, telling)
