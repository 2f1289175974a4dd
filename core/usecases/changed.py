"""Take the time to which a meeting was moved in Google: one press, and the other event follows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from core.booking.asking import asking
from core.booking.checks import around, participant
from core.booking.moving import reclaim
from core.booking.new_time import check_free, follow, settle_new_time
from core.booking.watch import read_event, take_note
from core.booking.world import Case, open_case
from core.booking.writing import write
from core.domain.bookings import Booking, BookingState, DriftKind, Leg, LegState
from core.domain.connections import require_active
from core.domain.errors import (
    AccessLost,
    CalendarRefused,
    LeaseLost,
    NeedsTheirPress,
    NotBooked,
    NothingChanged,
    Refused,
    SessionBooking,
    SlotTooSoon,
)
from core.domain.ids import PersonKey, SessionId
from core.domain.quota import Act
from core.domain.rights.negotiating import books_alone, check_calendar, check_rules
from core.domain.sessions import Session, require_meeting
from core.domain.telling import Telling
from core.scheduling.asking import Request
from core.scheduling.checking import is_allowed
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.calendars import mark_broken
from core.usecases.steps.claiming import show
from core.usecases.steps.holding import hold
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


@dataclass(frozen=True, slots=True)
class _Step:
    """A meeting about to follow: the booking in our hands, who moved it where, and whose event follows."""

    booking: Booking
    mover: Leg
    follower: Leg
    slot: Interval


async def take_new_time(deps: Deps, *, person: PersonKey, session: SessionId) -> SessionView:
    """Let the meeting be where one of the two moved it in Google; returns the session as it stands for the presser.

    Who moved their own event has consented by that, the other side consents by pressing; when the mover presses, the
    other side's grant must let them book. Raises NotParticipant, NotBooked, NothingChanged (nobody moved it, or it is
    back, or removed), SlotTooSoon, NeedsTheirPress, the refusals of the other side's rules, SlotTaken, MeetingEdited,
    CalendarNotLinked, CalendarBroken, CalendarUnreadable, SessionBooking while somebody else is at it.
    """
    step = await _begin(deps, person, session)
    is_sent = False
    try:
        case, mover = await _look(deps, step)
        is_sent = True
        with asking(step.follower.person):
            follower = await follow(deps.world(), case, step.follower, step.slot)
    except Refused as error:
        # What a calendar left open may have moved all the same.
        await _let_be(deps, step, is_unknown=is_sent and isinstance(error, CalendarRefused))
        if isinstance(error.__cause__, AccessLost):
            await mark_broken(deps, PersonKey(error.text("whose")))
        raise
    await _store(deps, replace(step, booking=_with(_with(step.booking, mover), follower)), person)
    deps.wake()
    return await show(deps, person, session)


async def _begin(deps: Deps, person: PersonKey, session: SessionId) -> _Step:
    """Check the press, claim the new time for both, and mark the event that is to follow."""
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ACCEPT_OR_CONFIRM)
        row, pair = await hold(uow, session)
        require_meeting(row, person)
        booking = await uow.bookings.of_session(session)
        if booking is None or booking.state is not BookingState.CONFIRMED:
            raise NotBooked(session=session)
        mover, slot = _moved(booking, person)
        follower = next(leg for leg in booking.legs if leg.person != mover.person)
        await _check(uow, row, pair, person, follower, slot=slot, now=now)
        try:
            taken = await uow.bookings.take(booking.id, deps.timing.lease)
        except LeaseLost as error:
            raise SessionBooking(session=session) from error
        await uow.claims.release(taken.id)
        await uow.claims.hold(taken.id, [(leg.account, leg.calendar) for leg in taken.legs], slot)
        moving = replace(follower, state=LegState.MOVING)
        saved = await uow.bookings.save(_with(taken, moving), deps.timing.lease)
        await uow.commit()
    return _Step(saved, mover, moving, slot)


def _moved(booking: Booking, person: PersonKey) -> tuple[Leg, Interval]:
    """Return the leg that was moved, the other side's rather than the presser's own, and where to."""
    moved = [leg for leg in booking.legs if leg.drift is not None and leg.drift.kind is DriftKind.MOVED]
    for leg in sorted(moved, key=lambda leg: leg.person == person):
        if leg.drift is not None and leg.drift.slot is not None:
            return leg, leg.drift.slot
    raise NothingChanged(session=booking.session)


async def _check(
    uow: UnitOfWork, row: Session, pair: Pair, person: PersonKey, follower: Leg, *, slot: Interval, now: int
) -> None:
    """Raise the refusal of the side that didn't move it; whoever presses doesn't need their own notice."""
    if slot.start <= now:
        raise SlotTooSoon(start=slot.start)
    theirs = pair.side(follower.person)
    check_calendar(theirs)
    if person != follower.person:
        require_active(pair.connection)
        if not books_alone(theirs.grant):
            raise NeedsTheirPress(whose=theirs.key)
    span = around(slot)
    meetings = await uow.sessions.meetings_between(row.connection, span.start, span.end)
    slots = tuple(item.booked_slot for item in meetings if item.booked_slot is not None and item.id != row.id)
    one = participant(theirs, meetings=slots, allowances=row.allowances)
    broken = is_allowed((one,), Request(now=now, length=slot.end - slot.start), slot)
    waived = {"minimum_notice"} if person == follower.person else set()
    check_rules([(item.participant, item.rule) for item in broken if item.rule not in waived])


async def _look(deps: Deps, step: _Step) -> tuple[Case, Leg]:
    """See that the moved event is still where it was found and the time is free; nothing is written.

    Returns the case and the mover's leg with its etag as it is now. Raises NothingChanged, SlotTaken, CalendarBroken,
    CalendarUnreadable.
    """
    world = deps.world()
    case = await open_case(world, step.booking)
    with asking(step.mover.person):
        event = await read_event(world, case.access_of(step.mover), step.mover)
    if event is None or not event.is_live or event.slot != step.slot:
        with suppress(LeaseLost):
            await take_note(world, step.booking, step.mover.person, event)
        raise NothingChanged(session=step.booking.session)
    await check_free(world, case, step.follower, step.slot)
    return case, replace(step.mover, etag=event.etag)


async def _let_be(deps: Deps, step: _Step, *, is_unknown: bool) -> None:
    """It came to nothing: the meeting holds its old time again.

    What may have moved all the same stays marked, and the next look at the calendar tells.
    """
    async with deps.uow() as uow:
        state = LegState.MOVING if is_unknown else LegState.WRITTEN
        stored = await uow.bookings.get(step.booking.id)
        if stored.fence != step.booking.fence:
            return
        saved = await uow.bookings.save(_with(stored, replace(stored.leg(step.follower.person), state=state)), 0)
        if not is_unknown:
            await reclaim(uow, saved)
        await uow.commit()


async def _store(deps: Deps, step: _Step, person: PersonKey) -> None:
    """Write the new time. When the meeting was taken away at this moment, that is what stands."""
    async with deps.uow() as uow:
        row, pair = await hold(uow, step.booking.session)
        require_meeting(row, person)
        telling = Telling(deps.now())
        try:
            await settle_new_time(uow, step.booking, row, pair, telling, slot=step.slot, actor=person)
        except LeaseLost:
            return
        await write(uow, telling)
        await uow.commit()


def _with(booking: Booking, leg: Leg) -> Booking:
    return replace(booking, legs=tuple(leg if one.person == leg.person else one for one in booking.legs))
