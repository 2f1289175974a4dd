"""The calendar calls of one leg: is the time free, put the hold, does it stand alone, make it the meeting.

Each answers for itself only; what both legs' answers mean together is decided in ``carry_out``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from core.booking.moving import move
from core.booking.plan import draft, is_as_written, is_ours, signed
from core.booking.world import Case, World
from core.calendars.protocols import Event, EventDraft
from core.domain.bookings import Leg, LegState
from core.domain.errors import (
    AccessLost,
    CalendarError,
    CalendarUnreadable,
    EventChanged,
    EventExists,
    EventGone,
    OutcomeUnknown,
    SlotTaken,
)

log = structlog.get_logger()
_TRIES = 2
"""An insert whose outcome stays unknown is sent once more, under the same id: that can't make a second event."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A leg after an attempt to write it, and what went wrong, if anything did."""

    leg: Leg
    error: CalendarError | None = None


async def check_free(world: World, case: Case, leg: Leg) -> None:
    """The calendar must answer, now, that the slot and the owner's buffers around it are free.

    The meeting that is moved there doesn't count: free/busy can't leave it out, so its calendar is listed instead.
    Raises SlotTaken, CalendarUnreadable, CalendarBroken, AccessLost.
    """
    try:
        if case.old is not None:
            await check_alone(world, case, leg)
            return
        reading = await world.calendars.busy(case.access_of(leg), case.busy_calendars(leg), case.with_buffers(leg))
    except AccessLost:
        raise
    except CalendarError as error:
        raise CalendarUnreadable(whose=leg.person) from error
    if reading.busy:
        raise SlotTaken(whose=leg.person)


async def put_hold(world: World, case: Case, leg: Leg, *, is_repeat: bool) -> Attempt:
    """Insert the hold, or find our own earlier one.

    After a refusal that certainly wrote nothing the leg is ``planned`` again; while something may stand, or may yet
    arrive, it stays ``sending``. ``is_repeat``: an earlier process may have sent it. Raises CalendarBroken.
    """
    access, may_stand = case.access_of(leg), is_repeat
    doubt: CalendarError = OutcomeUnknown(account=leg.account)
    try:
        event = await _find_own(world, case, leg) if is_repeat else None
        for _ in range(_TRIES):
            if event is not None:
                break
            try:
                event = await world.calendars.insert(access, leg.calendar, _draft(case, leg, tentative=True))
            except (EventExists, OutcomeUnknown) as error:
                doubt, may_stand = error, may_stand or error.facts.get("sent") is not False
                event = await _find_own(world, case, leg)
    except CalendarError as error:
        event, doubt = None, error
    if event is None:
        left = leg if may_stand else replace(leg, state=LegState.PLANNED, sent_at=None)
        return Attempt(left, doubt)
    if leg.hold:
        # Etag and link stay those of the event that is to be moved.
        return Attempt(replace(leg, state=LegState.WRITTEN))
    is_hold = event.status == "tentative"
    return Attempt(replace(leg, state=LegState.WRITTEN, tentative=is_hold, etag=event.etag, link=event.link))


async def check_alone(world: World, case: Case, leg: Leg) -> None:
    """Nothing but our own hold may stand in the slot and the owner's buffers: write first, then check.

    The meeting that is moved may lie there too. The written calendar is listed, so that our own events can be told
    from others'; the other calendars that count hold nothing of ours, and a list of events is not ours to ask there:
    their free/busy is. Raises SlotTaken, CalendarBroken and what the calls raise.
    """
    access, span = case.access_of(leg), case.with_buffers(leg)
    ours = {event for one in case.booking.legs for event in (one.event, one.held_event)}
    rest = tuple(item for item in case.busy_calendars(leg) if item != leg.calendar)
    found = await world.calendars.overlapping(access, (leg.calendar,), span)
    if any(event.id not in ours for event in found):
        raise SlotTaken(whose=leg.person)
    if rest and (await world.calendars.busy(access, rest, span)).busy:
        raise SlotTaken(whose=leg.person)


async def make_meeting(world: World, case: Case, leg: Leg) -> Leg:
    """Turn the hold into the meeting if it is untouched; an unknown or refused outcome is settled by reading it.

    A leg that moves a standing event moves it now. Raises EventChanged, EventGone (somebody moved or removed the
    hold), MeetingEdited (or the meeting itself), CalendarBroken and what the calls raise.
    """
    if leg.hold:
        return await move(world, case, leg)
    if not leg.tentative:
        return leg
    event = await _update(world, case, leg)
    return replace(leg, tentative=False, etag=event.etag, link=event.link, meeting_link=event.meeting_link)


async def _update(world: World, case: Case, leg: Leg) -> Event:
    access, meeting = case.access_of(leg), _draft(case, leg, tentative=False)
    try:
        return await world.calendars.update(access, leg.calendar, meeting, leg.etag)
    except (EventChanged, OutcomeUnknown):
        found = _own(await world.calendars.get(access, leg.calendar, leg.event), case)
        if found.status == "confirmed" and found.slot == case.booking.slot:
            # Under the etag of before an edit of its owner's is noticed when the meeting is to go.
            return found if is_as_written(found) else replace(found, etag=leg.etag)
        if found.etag == leg.etag:
            return await world.calendars.update(access, leg.calendar, meeting, leg.etag)
        raise


async def _find_own(world: World, case: Case, leg: Leg) -> Event | None:
    """Return our own hold if it landed; None says only that it isn't there yet.

    Raises EventChanged also for one that its owner edited: it would be written over.
    """
    try:
        event = _own(await world.calendars.get(case.access_of(leg), leg.calendar, leg.held_event), case)
    except EventGone:
        return None
    if not is_as_written(event):
        raise EventChanged(reason="edited")
    return event


def _own(event: Event, case: Case) -> Event:
    """Return the event if it is our live one. Raises EventChanged: removed by somebody, or never ours.

    The latter can't be but by a mistake or by design of somebody's: the operator is to hear of it.
    """
    if event.is_live and is_ours(event, case.booking):
        return event
    if event.is_live:
        log.warning("booking.foreign_event", booking=case.booking.id, session=case.booking.session, event_id=event.id)
    raise EventChanged(reason="removed" if not event.is_live else "foreign")


def _draft(case: Case, leg: Leg, *, tentative: bool) -> EventDraft:
    other, owner = case.pair.other(leg.person), case.person(leg.person)
    return signed(draft(case.booking, leg, case.session, other, owner, tentative=tentative), case.app)
