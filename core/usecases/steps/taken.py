"""After a slot was taken: offer others in the same session, or say that there are none."""

from __future__ import annotations

from contextlib import suppress

from core.booking.settle import TAKEN
from core.booking.writing import write
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking
from core.domain.errors import CalendarRefused, Conflict, Refused, SessionExpired, StaleVersion
from core.domain.messages import offered_slots
from core.domain.notices import NoticeKind
from core.domain.rights.negotiating import check_propose
from core.domain.sessions import Session, SessionState, end
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.claiming import claim_alone, see_through
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import Found, Ground, look, offer, require_same_ground, survey, wanted_of

_ALONE_MOST = 3
"""After so many attempts that somebody else was quicker at, a person decides."""


async def offer_again(deps: Deps, session: Session) -> bool:
    """Work off a session whose slot was taken: the asker's side offers the next slots, under its rights as they stand.

    Where both sides book automatically, and it was only that somebody was quicker, the best of them is booked at once.
    Nothing happens when somebody else did it first. Returns False when the row is left for later: a calendar can't be
    read now.
    """
    now = deps.now()
    async with deps.reading() as uow:
        row = await uow.sessions.get(session.id)
        pair = await uow.connections.pair(row.connection)
        offered = offered_slots(await uow.messages.of(row.id))
    if not row.needs_slots or not row.is_open:
        return True
    try:
        check_propose(pair.connection, row, pair.side(row.asker), pair.other(row.asker), now)
        async with deps.reading() as uow:
            ground = await survey(uow, pair, row.asker, now, session=row)
        wanted = wanted_of(row, exclude=offered)
        found = await look(deps, ground, wanted, now)
        booking = await _store(deps, row, ground, found)
        if booking is not None:
            await see_through(deps, booking)
    except (CalendarRefused, SessionExpired):
        return False
    except Conflict:
        return True
    except Refused:
        with suppress(Conflict):
            await _store(deps, row, None, Found(slots=(), relaxations=()))
    return True


async def _store(deps: Deps, row: Session, ground: Ground | None, found: Found) -> Booking | None:
    """Offer what was found, or end the session; returns the booking begun without a click, if one was.

    Raises Conflict, SessionExpired.
    """
    now, booking = deps.now(), None
    async with deps.uow() as uow:
        fresh, pair = await hold(uow, row.id)
        if fresh.version != row.version:
            raise StaleVersion(what="session")
        telling = Telling(now)
        if found.slots and ground is not None:
            await require_same_ground(uow, ground, pair, now)
            ttl = deps.timing.session_time_to_live
            moved = await offer(uow, row, pair, row.asker, found.slots, now=now, ttl=ttl)
            if await _may_try_alone(uow, row):
                moved, booking = await claim_alone(deps, uow, moved, pair, found.best) or (moved, None)
            kind = NoticeKind.SLOTS_FOR_YOU
        else:
            ended = end(row, SessionState.ERROR, by=None, reason="no_slots_left", now=now)
            moved = await uow.sessions.save(ended)
            kind = NoticeKind.BOOKING_FAILED
        await _tell(uow, pair, moved, kind, telling)
        await uow.commit()
    return booking


async def _may_try_alone(uow: UnitOfWork, row: Session) -> bool:
    """Whether the Perins may try by themselves (again): the time was taken, not something wrong, and not too often."""
    earlier = await uow.bookings.of_session(row.id)
    return earlier is not None and earlier.reason in TAKEN and row.generation < _ALONE_MOST


async def _tell(uow: UnitOfWork, pair: Pair, moved: Session, kind: NoticeKind, telling: Telling) -> None:
    is_booking = moved.state is SessionState.BOOKING
    failed = await uow.bookings.of_session(moved.id) if kind is NoticeKind.BOOKING_FAILED else None
    # What the Perins book by themselves is told once it is booked.
    for side in () if is_booking else (pair.one, pair.two):
        telling.card(side.person, moved)
        telling.notice(
            side.person,
            kind,
            about=f"{moved.id}:{moved.round}:{moved.generation}",
            other=moved.counterpart(side.key),
            connection=moved.connection,
            session=moved,
            facts={"reason": moved.end_reason},
            # Whoever pressed sees on their card what came of it.
            own_dm=False if failed is not None and failed.confirmed_by == side.key else None,
        )
    action = "session.reoffered" if moved.is_open or is_booking else "session.booking_failed"
    telling.record((moved.asker, moved.other), action, moved.id, actor=SYSTEM, authority="slot_taken")
    if is_booking:
        both = (moved.asker, moved.other)
        telling.record(both, "session.booking", moved.id, actor=SYSTEM, authority="grant:write.auto")
    await write(uow, telling)
