"""The video link of a meeting that stands: made on the asker's event, shown as text on the other's.

Google makes it after it was asked for, so this is a chore: asked once, looked for again, and let be when it fails or
takes too long. Nothing of it ever undoes the meeting. Conference data is never copied from one event to another: the
other side gets the address only.
"""

from __future__ import annotations

from dataclasses import replace

from core.booking.pacing import wait_asked
from core.booking.plan import is_as_written, is_ours, joining
from core.booking.postponing import LOST_SECONDS, finish, put_off, wait_for_owners
from core.booking.settle import mark_broken
from core.booking.world import Case, World, open_case
from core.booking.writing import write
from core.calendars.protocols import Amendment, Event
from core.domain.bookings import Booking, BookingState, Chore, Leg
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarBroken,
    CalendarError,
    CalendarGone,
    EventGone,
    RequestInvalid,
)
from core.domain.grants import limits_of
from core.domain.ids import PersonKey
from core.domain.people import Place
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.storage.protocols_people import Pair

_LOST = (AccessLost, CalendarBroken)
_FOR_GOOD = (AccessDenied, CalendarGone, EventGone, RequestInvalid)


def wants_video(session: Session, pair: Pair) -> bool:
    """Whether the meeting gets a video link: both prefer to meet by video, and nothing else was asked for."""
    sides = (pair.one, pair.two)
    return session.place is Place.VIDEO and all(limits_of(one.person, one.grant).place is Place.VIDEO for one in sides)


def link_chore(booking: Booking, session: Session, pair: Pair) -> Chore:
    """Return the chore that gets the meeting its video link, ``NONE`` when it has one or needs none."""
    has_link = any(leg.meeting_link for leg in booking.legs)
    return Chore.CONFERENCE if not has_link and wants_video(session, pair) else Chore.NONE


async def make_conference(world: World, booking: Booking) -> Booking:
    """Make the link and put it on both events and both cards, as far as it comes this time.

    Whose token is dead is asked once to reconnect, and their part is done then. Returns the booking with its chore done
    or given up, or due again later. Raises LeaseLost when somebody cancels or
    moves the meeting meanwhile.
    """
    case = await open_case(world, booking)
    if booking.state is not BookingState.CONFIRMED or world.now() >= booking.slot.end:
        return await finish(world, booking)
    try:
        host = await _host(world, case, booking.leg(case.session.asker))
        if host is None or host.conference == "failed":
            return await finish(world, booking)
        case = case.having(_with(booking, case.session.asker, host))
        if not host.meeting_link:
            return await put_off(world, case.booking)
        guest, lost = await _guest(world, case, host.meeting_link)
    except (CalendarError, CalendarBroken) as error:
        return await _stop(world, case, error)
    if guest is not None:
        case = case.having(_with(case.booking, case.session.other, guest))
    return await _store(world, case, host.meeting_link, lost)


async def _stop(world: World, case: Case, error: CalendarError | CalendarBroken) -> Booking:
    """Store what becomes of the chore: tried again once the asker reconnected, given up, or tried again soon."""
    if isinstance(error, _LOST):
        return await wait_for_owners(world, case.booking, (case.session.asker,))
    if isinstance(error, _FOR_GOOD):
        return await finish(world, case.booking)
    return await put_off(world, case.booking, wait_asked(error) or 0)


async def _host(world: World, case: Case, leg: Leg) -> Event | None:
    """Return the asker's event with what became of its link, asked for now if it wasn't yet; None: not ours any more.

    An event that its owner edited keeps the etag we know, so that the edit is noticed before it is taken away. Of one
    that was moved that can't be told: Google changes it too, as it makes the link. Raises what the calls raise.
    """
    access = case.access_of(leg)
    found = event = await world.calendars.get(access, leg.calendar, leg.event)
    if not event.is_live or not is_ours(event, case.booking):
        return None
    if not event.conference:
        change = Amendment(wants_conference=True)
        found = await world.calendars.amend(access, leg.calendar, leg.event, event.etag, change)
    is_edited = case.session.replaces is None and not is_as_written(event, leg.etag)
    return replace(found, etag=leg.etag) if is_edited else found


async def _guest(world: World, case: Case, link: str) -> tuple[Event | None, tuple[PersonKey, ...]]:
    """Show the address on the other's event; returns it as it is then, and whose token is dead.

    None when that can't be done, which keeps the link from nobody's card, and when the owner had edited the event
    before: then its known etag stays, so that the edit is noticed before the event is taken away. Raises what may pass.
    """
    leg = case.booking.leg(case.session.other)
    try:
        access = case.access_of(leg)
        event = await world.calendars.get(access, leg.calendar, leg.event)
        if not event.is_live or not is_ours(event, case.booking):
            return None, ()
        joined = await world.calendars.amend(access, leg.calendar, leg.event, event.etag, joining(link))
    except _LOST:
        return None, (leg.person,)
    except _FOR_GOOD:
        return None, ()
    return (joined if is_as_written(event, leg.etag) else None), ()


def _with(booking: Booking, person: str, event: Event) -> Booking:
    """Return the booking with the event's newest etag on that person's leg: the change was ours, not its owner's."""
    legs = tuple(replace(leg, etag=event.etag) if leg.person == person else leg for leg in booking.legs)
    return replace(booking, legs=legs)


async def _store(world: World, case: Case, link: str, lost: tuple[PersonKey, ...]) -> Booking:
    """Store the link and show it on both cards; for an event that a dead token keeps from it the chore stays."""
    is_news = any(leg.meeting_link != link for leg in case.booking.legs)
    booking = replace(case.booking, legs=tuple(replace(leg, meeting_link=link) for leg in case.booking.legs), attempt=0)
    async with world.storage.uow() as uow:
        pair = await uow.connections.pair(case.session.connection)
        session = await uow.sessions.get(booking.session)
        if lost:
            saved = await uow.bookings.save(booking, 0, due_in=LOST_SECONDS)
        else:
            saved = await uow.bookings.save(replace(booking, chore=Chore.NONE, due_at=0), 0)
        telling = Telling(world.now())
        for side in (pair.one, pair.two) if is_news else ():
            telling.card(side.person, session)
        for person in lost:
            await mark_broken(uow, pair, person, saved, telling)
        await write(uow, telling)
        await uow.commit()
    return saved
