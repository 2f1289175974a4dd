"""Take the time to which one of the two moved the meeting in Google: the other event follows, then the rows.

The event that follows is marked as ``moving`` first. A process that dies in between leaves either nothing done or both
events at the new time, and the next look at the calendars tells which.
"""

from __future__ import annotations

from dataclasses import replace

from core.booking.asking import asking
from core.booking.moving import reclaim
from core.booking.plan import is_ours
from core.booking.world import Case, World
from core.calendars.protocols import Amendment, Event
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, Leg, LegState
from core.domain.errors import (
    EventChanged,
    EventGone,
    MeetingEdited,
    OutcomeUnknown,
    SlotTaken,
)
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair

MOVED = "moved"


async def check_free(world: World, case: Case, leg: Leg, slot: Interval) -> None:
    """The leg's owner must be free at ``slot``, the meeting itself aside. Raises SlotTaken, CalendarUnreadable.

    CalendarBroken when the calendar can't be asked at all.
    """
    access = case.access_of(leg)
    rest = tuple(one for one in case.busy_calendars(leg) if one != leg.calendar)
    with asking(leg.person):
        found = await world.calendars.overlapping(access, (leg.calendar,), slot)
        is_busy = any(event.id not in {leg.event, leg.hold} for event in found)
        is_busy = is_busy or bool(rest and (await world.calendars.busy(access, rest, slot)).busy)
    if is_busy:
        raise SlotTaken(whose=leg.person)


async def follow(world: World, case: Case, leg: Leg, slot: Interval) -> Leg:
    """Move the leg's event to ``slot``; an unknown outcome is settled by reading it.

    Raises MeetingEdited when it isn't there any more, or its owner moves it at this moment; CalendarBroken and what the
    calls raise.
    """
    access = case.access_of(leg)
    try:
        event = await world.calendars.get(access, leg.calendar, leg.event)
        _require_standing(event, case, leg)
        if event.slot != slot:
            event = await world.calendars.amend(access, leg.calendar, leg.event, event.etag, Amendment(slot=slot))
    except OutcomeUnknown:
        event = await world.calendars.get(access, leg.calendar, leg.event)
        if event.slot != slot:
            raise
    except (EventChanged, EventGone) as error:
        raise MeetingEdited(whose=leg.person) from error
    return replace(leg, etag=event.etag, state=LegState.WRITTEN, drift=None)


def _require_standing(event: Event, case: Case, leg: Leg) -> None:
    if not (event.is_live and is_ours(event, case.booking)):
        raise MeetingEdited(whose=leg.person)


async def settle_new_time(
    uow: UnitOfWork,
    booking: Booking,
    session: Session,
    pair: Pair,
    telling: Telling,
    *,
    slot: Interval,
    actor: PersonKey | None = None,
) -> Session:
    """Store that the meeting is at ``slot`` now, and tell it: who didn't press hears of it.

    ``actor`` is None when both moved their own event there. The booking must be held. Raises LeaseLost, StaleVersion.
    """
    legs = tuple(replace(leg, drift=None, state=LegState.WRITTEN) for leg in booking.legs)
    saved = await uow.bookings.save(replace(booking, slot=slot, legs=legs), 0)
    await reclaim(uow, saved)
    moved = await uow.sessions.save(replace(session, booked_slot=slot))
    await uow.messages.add(_message(saved, moved, pair, actor, telling.now))
    await uow.notices.resolve(telling.now, kinds=(NoticeKind.CALENDAR_CHANGED,), session=session.id)
    for side in (pair.one, pair.two):
        telling.card(side.person, moved, actor=actor)
        telling.notice(
            side.person,
            NoticeKind.RESCHEDULED,
            about=f"{session.id}:{saved.generation}:{saved.fence}",
            other=moved.counterpart(side.key),
            connection=moved.connection,
            session=moved,
            own_dm=False if actor is None or side.key == actor else None,
        )
    by, authority = (actor, "click") if actor is not None else (SYSTEM, "google")
    telling.record((moved.asker, moved.other), "session.rescheduled", moved.id, actor=by, authority=authority)
    return moved


def _message(booking: Booking, session: Session, pair: Pair, actor: PersonKey | None, now: int) -> Message:
    return Message(
        session=session.id,
        number=0,
        kind=MessageKind.CONFIRM,
        sender=actor or session.asker,
        sent_at=now,
        key=f"confirm:{booking.generation}:{booking.fence}",
        slots=(booking.slot,),
        reason=MOVED,
        events=tuple(leg.event for leg in booking.legs),
        grant_versions=(pair.one.grant.version, pair.two.grant.version),
    )
