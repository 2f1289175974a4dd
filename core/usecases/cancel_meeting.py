"""Cancel a meeting: it leaves both calendars, and what its owner edited there goes only with a word of theirs."""

from __future__ import annotations

from dataclasses import replace

from core.booking.remove import removing
from core.booking.writing import write
from core.domain.bookings import Booking, BookingState
from core.domain.errors import BadInput, LeaseLost, NotBooked
from core.domain.ids import PersonKey, SessionId
from core.domain.notices import NEEDS_ANSWER
from core.domain.quota import Act
from core.domain.rights.meeting import check_cancel_meeting, check_read
from core.domain.sessions import NOTE_MOST, Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.reading import read_view
from core.usecases.steps.removing import Removal, Seen, decide_removal, look_at_events, take_away
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


async def cancel_meeting(
    deps: Deps, *, person: PersonKey, session: SessionId, note: str = "", anyway: bool = False
) -> SessionView:
    """Take the meeting off both calendars and tell the other side once; ``note`` is for them.

    Pressed again, or by both, it returns what is true now. Raises MeetingEdited (facts ``whose``, ``start``, ``end``)
    when one of the two edited its event in Google, unless ``anyway``; NotParticipant, NotBooked, SessionBooking while
    the meeting is being moved, BadInput for a note that is too long, RateLimited, NotFound.
    """
    if len(note) > NOTE_MOST:
        raise BadInput(field="note", reason="too_long")
    booking = await _read(deps, person, session)
    seen = await look_at_events(deps, booking) if booking is not None else Seen()
    if seen.edited is not None and not anyway:
        raise seen.edited
    removal = Removal(by=person, note=note.strip(), seen=seen)
    booking = await _decide(deps, session, removal, anyway=anyway)
    deps.wake()
    if booking is not None:
        await take_away(deps, booking)
        deps.wake()
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        return await read_view(uow, row, await uow.connections.pair(row.connection), person, deps.now())


async def _read(deps: Deps, person: PersonKey, session: SessionId) -> Booking | None:
    """Return the booking whose events are to be looked at; None when the meeting is gone, or going, already."""
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        check_read(row, person)
        booking = await uow.bookings.of_session(session)
    if row.is_meeting:
        return booking
    if _was_meeting(row):
        return booking if booking is not None and _waits_for_a_word(booking) else None
    raise NotBooked(session=session)


def _was_meeting(row: Session) -> bool:
    return row.state is SessionState.CANCELED and row.booked_slot is not None


def _waits_for_a_word(booking: Booking) -> bool:
    """Whether an event stays because its owner edited it while it was to go."""
    return booking.state is BookingState.NEEDS_ATTENTION and any(leg.drift is not None for leg in booking.legs)


async def _decide(deps: Deps, session: SessionId, removal: Removal, *, anyway: bool) -> Booking | None:
    """Store the decision; returns the booking whose events are to go, None when somebody is at that already."""
    async with deps.uow() as uow:
        await spend(uow, removal.by, Act.OTHER)
        row, pair = await hold(uow, session)
        if _was_meeting(row):
            decided = await _again(uow, deps, row, removal) if anyway else None
            await uow.commit()
            return decided
        check_cancel_meeting(row, removal.by)
        booking, telling = await decide_removal(uow, deps, row, pair, removal)
        await write(uow, telling)
        await uow.commit()
    return booking


async def _again(uow: UnitOfWork, deps: Deps, row: Session, removal: Removal) -> Booking | None:
    """The word that was waited for: the edited event goes too, as it was just read."""
    booking = await uow.bookings.of_session(row.id)
    if booking is None or not _waits_for_a_word(booking):
        return None
    try:
        taken = await uow.bookings.take(booking.id, deps.timing.lease)
    except LeaseLost:
        return None
    again = removing(taken, removal.seen.etags, booking.reason)
    saved = await uow.bookings.save(replace(again, settled_at=None), deps.timing.lease)
    await uow.notices.resolve(deps.now(), kinds=tuple(NEEDS_ANSWER), session=row.id)
    telling = Telling(deps.now())
    telling.record(
        (row.asker, row.other), "session.removed_anyway", row.id, actor=removal.by, authority=removal.authority
    )
    await write(uow, telling)
    return saved
