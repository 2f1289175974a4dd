"""After a move: take the holds away that kept the new time. Only ever retried forward, since the meeting stands."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from core.booking.conference import link_chore
from core.booking.pacing import delay, wait_asked
from core.booking.plan import is_ours
from core.booking.world import Case, World, open_case
from core.domain.bookings import Booking, Chore, Leg
from core.domain.errors import AccessDenied, AccessLost, CalendarError, CalendarGone, EventGone, LeaseLost

_LOST_SECONDS = 3600
"""How soon a calendar whose token is dead is tried again."""


async def tidy(world: World, booking: Booking) -> Booking:
    """Remove what is left of the booking's holds; returns it as it stands, with the next chore, or due again.

    Once the meeting is over a calendar that still can't be reached is given up. Does nothing without that chore, and
    nothing more when another process is at it.
    """
    if booking.chore is not Chore.TIDY:
        return booking
    case = await open_case(world, booking)
    results = await asyncio.gather(*(_remove_hold(world, case, leg) for leg in booking.legs))
    after = replace(booking, legs=tuple(leg for leg, _ in results))
    wait = max(seconds for _, seconds in results)
    if wait < 0 or world.now() >= booking.slot.end:
        after, due_in = replace(after, chore=link_chore(after, case.session, case.pair), due_at=0, attempt=0), None
    else:
        after = replace(after, attempt=booking.attempt + 1)
        due_in = delay(after.attempt, world.chance(), wait)
    with suppress(LeaseLost):
        async with world.storage.uow() as uow:
            after = await uow.bookings.save(after, 0, due_in=due_in)
            await uow.commit()
    return after


async def _remove_hold(world: World, case: Case, leg: Leg) -> tuple[Leg, int]:
    """Return the leg afterwards, and in how many seconds at the earliest to try again; -1 when its hold is gone."""
    if not leg.hold:
        return leg, -1
    access = case.access[leg.person]
    if access is None:
        return leg, _LOST_SECONDS
    try:
        event = await world.calendars.get(access, leg.calendar, leg.hold)
        if event.is_live and is_ours(event, case.booking):
            await world.calendars.delete(access, leg.calendar, leg.hold)
    except (AccessLost, AccessDenied):
        return leg, _LOST_SECONDS
    except (EventGone, CalendarGone):
        return replace(leg, hold=""), -1
    except CalendarError as error:
        return leg, wait_asked(error) or 0
    return replace(leg, hold=""), -1
