"""Book a slot: the presser's click, the other side's grant or accept, and both calendars or neither."""

from __future__ import annotations

from dataclasses import replace

from core.booking.carry_out import carry_out
from core.booking.checks import around, check_claim, check_slot_rules, slots_of
from core.booking.plan import plan_legs
from core.booking.world import standing_booking
from core.booking.writing import write
from core.domain import sessions
from core.domain.bookings import Booking, BookingState
from core.domain.errors import LeaseLost, SlotTaken
from core.domain.ids import BookingId, PersonKey, SessionId
from core.domain.quota import Act
from core.domain.rights.negotiating import check_calendar
from core.domain.sessions import Session, require_meeting
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.reading import read_view
from core.usecases.steps.spending import spend
from core.usecases.steps.taken import offer_again
from core.usecases.views import SessionView


async def confirm_slot(deps: Deps, *, person: PersonKey, session: SessionId, slot: Interval) -> SessionView:
    """Write the meeting to both calendars, or to neither; returns the session as it stands afterwards.

    Raises the refusals of confirming a slot before anything is written, SlotTaken when somebody else has that time now
    (other slots have been offered then). A failure on the way shows in the returned session's state.
    """
    booking = await _claim(deps, person, session, slot)
    deps.wake()
    try:
        booking = await carry_out(deps.world(), booking)
    except LeaseLost:
        return await _show(deps, person, session)
    finally:
        deps.wake()
    view = await _show(deps, person, session)
    if view.session.needs_slots:
        await offer_again(deps, view.session)
        deps.wake()
        raise SlotTaken(session=session)
    return view


async def _claim(deps: Deps, person: PersonKey, session: SessionId, slot: Interval) -> Booking:
    """T0: the session moves to booking, the time is claimed for both, the legs are laid. One winner of any race.

    When another booking holds some of that time, this one only has to be wound up: its session gets other slots.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ACCEPT_OR_CONFIRM)
        row, pair = await hold(uow, session)
        messages = await uow.messages.of(session)
        check_claim(pair, row, messages, slot=slot, by=person, now=now)
        await _check_rules(uow, pair, row, slot, now)
        claimed = await uow.sessions.save(sessions.claim(row, now))
        old = await _standing(uow, row, person)
        booking = await uow.bookings.add(_plan(deps, claimed, pair, slot, by=person, old=old), deps.timing.lease)
        calendars = [(leg.account, leg.calendar) for leg in booking.legs]
        try:
            await uow.claims.hold(booking.id, calendars, slot, moves=None if old is None else old.id)
        except SlotTaken as taken:
            lost = replace(booking, state=BookingState.ROLLING_BACK, reason=taken.code)
            booking = await uow.bookings.save(lost, deps.timing.lease)
        telling = Telling(now)
        for side in (pair.one, pair.two):
            telling.card(side.person, claimed, actor=person)
        telling.record((row.asker, row.other), "session.booking", session, actor=person, authority="click")
        await write(uow, telling)
        await uow.commit()
    return booking


async def _check_rules(uow: UnitOfWork, pair: Pair, session: Session, slot: Interval, now: int) -> None:
    span = around(slot)
    meetings = await uow.sessions.meetings_between(pair.connection.id, span.start, span.end)
    check_slot_rules(pair, slot, slots_of(meetings, session), now, session.allowances)


async def _standing(uow: UnitOfWork, session: Session, person: PersonKey) -> Booking | None:
    """Return the booking of the meeting that the session moves, None when it moves none.

    Raises NotBooked when that meeting doesn't stand any more.
    """
    if session.replaces is None:
        return None
    require_meeting(await uow.sessions.get(session.replaces), person)
    return await standing_booking(uow, session)


def _plan(deps: Deps, session: Session, pair: Pair, slot: Interval, *, by: PersonKey, old: Booking | None) -> Booking:
    accounts = (check_calendar(pair.one), check_calendar(pair.two))
    now = deps.now()
    return Booking(
        id=BookingId(deps.new_id()),
        session=session.id,
        generation=session.generation,
        slot=slot,
        state=BookingState.BOOKING,
        fence=1,
        lease_until=0,
        decide_by=now + deps.timing.booking_decision,
        confirmed_by=by,
        legs=plan_legs(deps.event_secret, session, accounts, old),
        created_at=now,
    )


async def _show(deps: Deps, person: PersonKey, session: SessionId) -> SessionView:
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        pair = await uow.connections.pair(row.connection)
        return await read_view(uow, row, pair, person, deps.now())
