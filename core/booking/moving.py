"""Move a standing event to the new time, and back again when the move comes to nothing.

Apart from the other calls of a leg because here something stands that is not ours to lose: the meeting as it was. It
is only ever changed under the etag it was read with, so that whatever its owner did to it since is noticed first; and
a write that may still arrive late is outrun by one more change, which makes its etag an old one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from core.booking.plan import is_gone, is_ours, marks, place
from core.booking.world import Case, World
from core.calendars.protocols import Amendment, Event
from core.domain.accounts import Access
from core.domain.bookings import Booking, BookingState, Leg, LegState
from core.domain.errors import EventChanged, EventGone, LeaseLost, MeetingEdited, OutcomeUnknown, SlotTaken
from core.storage.protocols import UnitOfWork

_TAKEN_AWAY = frozenset({BookingState.REMOVING, BookingState.REMOVED})
_TRIES = 3
"""How often an event that is edited under our hands is read again on the way back."""


async def move(world: World, case: Case, leg: Leg) -> Leg:
    """Move the leg's event to the booking's slot, unless it is there already.

    What its owner changed of it besides the time stays. Raises MeetingEdited when it isn't where the meeting was, or
    is gone; LeaseLost, CalendarBroken and what the calls raise.
    """
    access, change = case.access_of(leg), Amendment(slot=case.booking.slot, marks=marks(case.booking, leg))
    try:
        try:
            event = await world.calendars.amend(access, leg.calendar, leg.event, leg.etag, change)
        except (EventChanged, OutcomeUnknown):
            event = await _move_as_it_is(world, case, leg, change)
    except (EventChanged, EventGone) as error:
        raise MeetingEdited(whose=leg.person) from error
    link = event.meeting_link or leg.meeting_link
    return replace(leg, state=LegState.MOVED, tentative=False, etag=event.etag, link=event.link, meeting_link=link)


async def _move_as_it_is(world: World, case: Case, leg: Leg, change: Amendment) -> Event:
    """Read the event: moved already, or to be moved in the form its owner gave it. Raises EventChanged, EventGone."""
    access, (old, was) = case.access_of(leg), case.standing(leg)
    found = await world.calendars.get(access, leg.calendar, leg.event)
    if found.is_live and is_ours(found, case.booking) and found.slot == case.booking.slot:
        return found
    if not (found.is_live and is_ours(found, old) and found.slot == place(old, was)):
        raise EventChanged(account=leg.account)
    # Its etag is a newer one than we were given: only who still owns the booking may use it. Whoever took it over
    # changes the event before saying that the move is off, so that this etag is an old one by then.
    async with world.storage.uow() as uow:
        await uow.bookings.save_leg(case.booking, leg, world.lease)
        await uow.commit()
    return await world.calendars.amend(access, leg.calendar, leg.event, found.etag, change)


async def move_back(world: World, case: Case, leg: Leg, access: Access) -> Leg:
    """Put the leg's event back to where the meeting was, and outrun what may still be on its way to move it.

    One that isn't ours, or is gone, is left as it is; one that its owner moved elsewhere meanwhile stays there. When
    the meeting was canceled since, the event goes too. Returns the leg with the event's new etag. Raises OutcomeUnknown
    while it keeps changing, and what the calls raise.
    """
    old, was = case.standing(leg)
    token = f"{case.booking.session}:{case.booking.generation}:{case.booking.fence}"
    for _ in range(_TRIES):
        try:
            found = await world.calendars.get(access, leg.calendar, leg.event)
            change = _way_back(found, case.booking, old, was, token)
            if change is None:
                return leg
            if old.state in _TAKEN_AWAY:
                await world.calendars.delete(access, leg.calendar, leg.event, found.etag)
                return leg
            event = await world.calendars.amend(access, leg.calendar, leg.event, found.etag, change)
        except EventGone:
            return leg
        except EventChanged:
            continue
        # No longer its hold: what was written last is the meeting.
        return replace(leg, etag=event.etag, tentative=False)
    raise OutcomeUnknown(account=leg.account)


def _way_back(found: Event, booking: Booking, old: Booking, was: Leg, token: str) -> Amendment | None:
    """Return what to write; None when there is nothing of ours to write to."""
    undo = {"bk_undo": token}
    if not found.is_live:
        return None
    if is_ours(found, booking):
        slot = place(old, was) if found.slot == booking.slot else None
        return Amendment(slot=slot, marks={**marks(old, was), **undo})
    return Amendment(marks=undo) if is_ours(found, old) else None


async def restore_standing(uow: UnitOfWork, case: Case) -> None:
    """After a move that came to nothing: the standing meeting holds its own time again, and knows its new etags.

    It may have changed since the move began: what is stored of it now counts. Who is at it at this moment sees to its
    time themselves.
    """
    if case.old is None or case.old.state is not BookingState.CONFIRMED:
        return
    etags = {leg.person: leg.etag for leg in case.booking.legs if leg.hold and not leg.tentative}
    with suppress(LeaseLost):
        old = await uow.bookings.take(case.old.id, 0)
        if old.state is not BookingState.CONFIRMED:
            return
        legs = tuple(replace(leg, etag=etags.get(leg.person, leg.etag)) for leg in old.legs)
        await reclaim(uow, await uow.bookings.save(replace(old, legs=legs), 0))


async def reclaim(uow: UnitOfWork, booking: Booking) -> None:
    """Let a standing meeting hold the time where its events lie, and no other: one that is gone takes nobody's."""
    await uow.claims.release(booking.id)
    for leg in booking.legs:
        if is_gone(leg):
            continue
        # Somebody else's since: then the calendar says so.
        with suppress(SlotTaken):
            await uow.claims.hold(booking.id, [(leg.account, leg.calendar)], place(booking, leg))
