"""Look through one account: are its meetings still where they were booked, and does anything of ours stand there else?

What carries our marks and no meeting knows of is left over from a late write, or from before the database was restored
from a backup. An event counts as ours only under the very id that we would give it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from core.booking.adopt import adopt
from core.booking.plan import APP, app_mark, event_id
from core.booking.regain import attempt_of, is_orphan, regain
from core.booking.watch import read_event, take_note
from core.booking.world import World
from core.calendars.protocols import Event
from core.domain.accounts import Access, CalendarAccount
from core.domain.bookings import Booking, BookingState, Chore
from core.domain.errors import CalendarRefused, EventChanged, EventGone, NotFound
from core.domain.ids import PersonKey, SessionId
from core.domain.sessions import Session
from core.scheduling.intervals import Interval

MEETINGS_MOST = 200
_DAY = 86_400
_BACK, _AHEAD = _DAY, 120 * _DAY


@dataclass(frozen=True, slots=True)
class Stranger:
    """An event with our marks that no meeting to come owns: where it is, and of which attempt it says to be."""

    calendar: str
    event: Event
    session: SessionId
    generation: int


async def check_account(world: World, person: PersonKey) -> int:
    """Compare the person's meetings with their calendars, one list per calendar; returns how many differed.

    Raises CalendarBroken, CalendarNotLinked and what the calls raise. Where it is the other side of something whose
    calendar can't be asked, the person's others are looked through all the same, and the first is raised then.
    """
    now = world.now()
    async with world.storage.reading() as uow:
        account = await uow.accounts.find(person)
        access = await uow.accounts.access(person)
        bookings = await uow.bookings.upcoming(person, now, MEETINGS_MOST)
    if account is None or not account.is_usable:
        return 0
    mine = [one for one in bookings if one.leg(person).account == account.account]
    listed = await _listed(world, access, account, mine)
    differed, refused = 0, list[CalendarRefused]()
    for booking in mine:
        leg = booking.leg(person)
        # One that the list doesn't show may lie outside of it, or be from before there was the mark.
        event = listed.pop((leg.calendar, leg.event), None) or await read_event(world, access, leg)
        with _keeping(refused):
            differed += await _compare(world, booking, person, event)
    for stranger in _strangers(world, person, listed):
        with _keeping(refused):
            differed += await _settle_stranger(world, access, stranger)
    if refused:
        raise refused[0]
    return differed


@contextmanager
def _keeping(refused: list[CalendarRefused]) -> Iterator[None]:
    """Let what the other side's calendar refuses wait until the person's own is looked through."""
    try:
        yield
    except CalendarRefused as error:
        refused.append(error)


async def _compare(world: World, booking: Booking, person: PersonKey, event: Event | None) -> bool:
    if event is not None and await is_orphan(world, booking, event):
        return await regain(world, booking, person)
    return await take_note(world, booking, person, event)


async def _listed(
    world: World, access: Access, account: CalendarAccount, bookings: list[Booking]
) -> dict[tuple[str, str], Event]:
    """Return everything of ours on the calendars that are written to, by calendar and id."""
    calendars = sorted({account.write_calendar, *(one.leg(account.person).calendar for one in bookings)})
    span = Interval(world.now() - _BACK, world.now() + _AHEAD)
    mark = app_mark(world.event_secret)
    pages = await asyncio.gather(*(world.calendars.marked(access, one, APP, mark, span) for one in calendars))
    return {(calendar, event.id): event for calendar, page in zip(calendars, pages, strict=True) for event in page}


def _strangers(world: World, person: PersonKey, listed: dict[tuple[str, str], Event]) -> list[Stranger]:
    found = []
    for (calendar, _), event in listed.items():
        session, generation = attempt_of(event)
        if event.id == event_id(world.event_secret, session, person, generation):
            found.append(Stranger(calendar, event, session, generation))
    return found


async def _settle_stranger(world: World, access: Access, stranger: Stranger) -> bool:
    """Adopt it, remove it, or let it be; whether anything was done. Raises what the calls raise."""
    async with world.storage.reading() as uow:
        try:
            session: Session | None = await uow.sessions.get(stranger.session)
        except NotFound:
            session = None
        booking = await uow.bookings.of_session(stranger.session)
    is_newer = booking is None or stranger.generation > booking.generation
    if session is not None and is_newer and session.is_open and stranger.event.status == "confirmed":
        adopted = await adopt(world, access, session, stranger.event, stranger.generation)
        if adopted is not None:
            return adopted
    elif not _is_left_over(session, booking, stranger, access.person):
        return False
    with suppress(EventGone, EventChanged):
        await world.calendars.delete(access, stranger.calendar, stranger.event.id, stranger.event.etag)
    return True


def _is_left_over(session: Session | None, booking: Booking | None, stranger: Stranger, person: PersonKey) -> bool:
    """Whether nobody needs the event any more and nobody is at work on it.

    A confirmed event of a session that isn't known at all may be a meeting whose other side had their data deleted: it
    is the owner's.
    """
    if session is None:
        return stranger.event.status == "tentative"
    if not session.has(person):
        return False
    if booking is None or stranger.generation != booking.generation:
        return True
    if not booking.is_settled or booking.chore is not Chore.NONE or booking.state is BookingState.MOVED:
        return False
    return booking.state is not BookingState.CONFIRMED or booking.leg(person).event != stranger.event.id
