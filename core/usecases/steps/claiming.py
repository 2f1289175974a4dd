"""Begin a booking and see it through: by a person's press, or by the two Perins where both sides let them.

The claim is made in the caller's transaction, so that what was decided and the booking stand or fall together; a crash
right after it leaves a booking that recovery finishes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from core.booking.carry_out import carry_out
from core.booking.checks import around, check_slot_rules, slots_of
from core.booking.plan import plan_legs
from core.booking.world import standing_booking
from core.domain import sessions
from core.domain.bookings import Booking, BookingState
from core.domain.errors import LeaseLost, Refused, SlotTaken
from core.domain.ids import BookingId, PersonKey, SessionId
from core.domain.rights.negotiating import check_auto, check_calendar
from core.domain.sessions import Session, require_meeting
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.reading import read_view
from core.usecases.views import SessionView


async def claim(
    deps: Deps, uow: UnitOfWork, session: Session, pair: Pair, slot: Interval, *, by: PersonKey | None
) -> tuple[Session, Booking]:
    """T0: the session moves to booking, the time is claimed for both, the legs are laid. One winner of any race.

    ``by`` is None when nobody clicked. When another booking holds some of that time, this one only has to be wound up:
    its session gets other slots. Raises, before anything is written, the refusal of a rule as it stands now, NotBooked
    (the meeting to move is gone), CalendarNotLinked, CalendarBroken, and as ``sessions.claim``.
    """
    now = deps.now()
    span = around(slot)
    meetings = await uow.sessions.meetings_between(pair.connection.id, span.start, span.end)
    check_slot_rules(pair, slot, slots_of(meetings, session), now, session.allowances)
    accounts = (check_calendar(pair.one), check_calendar(pair.two))
    old = await _standing(uow, session)
    claimed = await uow.sessions.save(sessions.claim(session, now))
    planned = Booking(
        id=BookingId(deps.new_id()),
        session=claimed.id,
        generation=claimed.generation,
        slot=slot,
        state=BookingState.BOOKING,
        fence=1,
        lease_until=0,
        decide_by=now + deps.timing.booking_decision,
        confirmed_by=by,
        legs=plan_legs(deps.event_secret, claimed, accounts, old),
        created_at=now,
    )
    booking = await uow.bookings.add(planned, deps.timing.lease)
    calendars = [(leg.account, leg.calendar) for leg in booking.legs]
    try:
        await uow.claims.hold(booking.id, calendars, slot, moves=None if old is None else old.id)
    except SlotTaken as taken:
        lost = replace(booking, state=BookingState.ROLLING_BACK, reason=taken.code)
        booking = await uow.bookings.save(lost, deps.timing.lease)
    return claimed, booking


async def claim_alone(
    deps: Deps, uow: UnitOfWork, session: Session, pair: Pair, best: Interval | None
) -> tuple[Session, Booking] | None:
    """Let the two Perins book the best of the slots just offered, if both sides allow that and every rule holds.

    None when they may not: then the slots are ordinary ones. A standing meeting is never moved without a press.
    """
    if best is None or session.replaces is not None:
        return None
    try:
        check_auto(pair.connection, session, pair.one, pair.two)
        return await claim(deps, uow, session, pair, best, by=None)
    except Refused:
        return None


async def see_through(deps: Deps, booking: Booking) -> None:
    """Carry the booking out as far as it comes now; another process may have taken it over."""
    deps.wake()
    try:
        with suppress(LeaseLost):
            await carry_out(deps.world(), booking)
    finally:
        deps.wake()


async def show(deps: Deps, person: PersonKey, session: SessionId) -> SessionView:
    """Return the session as it stands now, for one of its two people."""
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        pair = await uow.connections.pair(row.connection)
        return await read_view(uow, row, pair, person, deps.now())


async def _standing(uow: UnitOfWork, session: Session) -> Booking | None:
    """Return the booking of the meeting that the session moves, None when it moves none. Raises NotBooked."""
    if session.replaces is None:
        return None
    require_meeting(await uow.sessions.get(session.replaces), session.asker)
    return await standing_booking(uow, session)
