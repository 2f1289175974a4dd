"""After the database was restored from a backup: a meeting that stands, and was moved since the backup was made.

Its events carry the marks of the session that moved them, of which no row tells any more. They are marked as this
meeting's again, each under the etag it was read with; where both lie at one time, both had agreed on it.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.booking.asking import asking
from core.booking.plan import APP, app_mark, is_ours, marks
from core.booking.watch import read_event, take_note
from core.booking.world import World, open_case
from core.calendars.protocols import Amendment, Event
from core.domain.accounts import Access
from core.domain.bookings import Booking, Leg
from core.domain.errors import EventChanged
from core.domain.ids import PersonKey, SessionId


def attempt_of(event: Event) -> tuple[SessionId, int]:
    """Return which attempt of which session the event's marks tell of, "" and 0 where they don't."""
    number = event.marks.get("bk_gen", "")
    return SessionId(event.marks.get("bk_s", "")), int(number) if number.isdecimal() and len(number) < 10 else 0


async def is_orphan(world: World, booking: Booking, event: Event) -> bool:
    """Whether an event of the booking's carries our marks of an attempt that no row knows.

    An attempt is a row before its first call: what is being moved, or was left half moved, is never an orphan.
    """
    if is_ours(event, booking) or not event.is_live or event.marks.get(APP) != app_mark(world.event_secret):
        return False
    session, generation = attempt_of(event)
    async with world.storage.reading() as uow:
        known = await uow.bookings.of_session(session)
    return known is None or known.generation < generation


async def mark_again(world: World, access: Access, booking: Booking, leg: Leg, event: Event) -> Event:
    """Mark an orphan as this booking's; nothing else of it changes. Raises EventChanged and what ``amend`` raises."""
    change = Amendment(marks=marks(booking, leg))
    return await world.calendars.amend(access, leg.calendar, leg.event, event.etag, change)


async def regain(world: World, booking: Booking, person: PersonKey) -> bool:
    """Mark what is an orphan of the two events, and take note of where they lie; whether there was anything new.

    At one time, it is the meeting's new time and nobody is asked; else each one's change is told as any other. Raises
    what the person's calendar raises, and CalendarBroken, CalendarUnreadable when the other side's can't be asked: the
    person's own event is marked by then.
    """
    case = await open_case(world, booking)
    mine = booking.leg(person)
    theirs = next(leg for leg in booking.legs if leg.person != person)
    try:
        event = await _standing(world, case.access_of(mine), booking, mine)
        access = case.access[theirs.person]
        with asking(theirs.person):
            other = None if access is None else await _standing(world, access, booking, theirs)
    except EventChanged:
        return False
    agreed: Mapping[PersonKey, Event] = {}
    if event is not None and other is not None and other.is_live and event.slot == other.slot:
        agreed = {theirs.person: other}
    return await take_note(world, booking, person, event, agreed)


async def _standing(world: World, access: Access, booking: Booking, leg: Leg) -> Event | None:
    """Return the leg's event, marked as the booking's if it was an orphan; None when it is gone."""
    event = await read_event(world, access, leg)
    if event is None or not await is_orphan(world, booking, event):
        return event
    return await mark_again(world, access, booking, leg, event)
