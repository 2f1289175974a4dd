"""Undo what was booked without a click: the meeting goes, and so does the switch that let it happen."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.bookings import Booking
from core.domain.errors import NotBooked
from core.domain.ids import PersonKey, SessionId
from core.domain.quota import Act
from core.domain.rights.meeting import check_undo
from core.domain.sessions import UNDONE
from core.usecases.deps import Deps
from core.usecases.steps.granting import store_grant
from core.usecases.steps.holding import hold
from core.usecases.steps.reading import read_view
from core.usecases.steps.removing import Removal, decide_removal, look_at_events, take_away
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


async def undo_booking(deps: Deps, *, person: PersonKey, session: SessionId) -> SessionView:
    """Take the meeting off both calendars, turn auto-scheduling off on the presser's own grant, tell the other once.

    Pressed again it returns what is true now. Raises NotParticipant, NotBooked, UndoTooLate, MeetingEdited when one of
    the two edited its event meanwhile (it can still be canceled), SessionBooking, RateLimited, NotFound.
    """
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        booking = await uow.bookings.of_session(session)
    if row.end_reason != UNDONE or not row.has(person):
        check_undo(row, person, deps.now())
        if booking is None:
            raise NotBooked(session=session)
        seen = await look_at_events(deps, booking)
        if seen.edited is not None:
            raise seen.edited
        going = await _decide(deps, session, Removal(by=person, reason=UNDONE, seen=seen))
        if going is not None:
            deps.wake()
            await take_away(deps, going)
            deps.wake()
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        return await read_view(uow, row, await uow.connections.pair(row.connection), person, deps.now())


async def _decide(deps: Deps, session: SessionId, removal: Removal) -> Booking | None:
    """Store the decision; returns the booking whose events are to go, None when it is undone already."""
    async with deps.uow() as uow:
        await spend(uow, removal.by, Act.OTHER)
        row, pair = await hold(uow, session)
        if row.end_reason == UNDONE:
            return None
        check_undo(row, removal.by, deps.now())
        going, telling = await decide_removal(uow, deps, row, pair, removal)
        await write(uow, telling)
        grant = pair.side(removal.by).grant
        if grant.auto_scheduling:
            await store_grant(uow, pair, replace(grant, auto_scheduling=False), deps.now())
        await uow.commit()
    return going
