"""After a move: take the holds away that kept the new time. Only ever retried forward, since the meeting stands."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from core.booking.conference import link_chore
from core.booking.holds import take_away
from core.booking.pacing import delay, wait_asked
from core.booking.postponing import LOST_SECONDS, wait_for_owners
from core.booking.world import Case, World, open_case
from core.domain.bookings import Booking, Chore, Leg
from core.domain.errors import AccessDenied, AccessLost, CalendarError, CalendarGone, EventGone, LeaseLost


async def tidy(world: World, booking: Booking) -> Booking:
    """Remove what is left of the booking's holds; returns it as it stands, with the next chore, or due again.

    Whose token is dead is asked once to reconnect, and their hold goes then. Once the meeting is over a calendar that
    still can't be reached is given up. Does nothing without that chore, and
    nothing more when another process is at it.
    """
    if booking.chore is not Chore.TIDY:
        return booking
    case = await open_case(world, booking)
    results = await asyncio.gather(*(_remove_hold(world, case, leg) for leg in booking.legs))
    after = replace(booking, legs=tuple(leg for leg, _, _ in results))
    lost = [leg.person for leg, outcome, _ in results if outcome == "lost"]
    waits = [wait for _, outcome, wait in results if outcome == "unknown"]
    with suppress(LeaseLost):
        if world.now() >= booking.slot.end or not (lost or waits):
            return await _store(world, replace(after, chore=link_chore(after, case.session, case.pair), attempt=0))
        after = replace(after, attempt=booking.attempt + 1)
        due_in = delay(after.attempt, world.chance(), max(waits) if waits else LOST_SECONDS)
        after = await wait_for_owners(world, after, lost, due_in=due_in)
    return after


async def _store(world: World, booking: Booking) -> Booking:
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(replace(booking, due_at=0), 0)
        await uow.commit()
    return saved


async def _remove_hold(world: World, case: Case, leg: Leg) -> tuple[Leg, str, int]:
    """Return the leg afterwards, and ``gone``, ``unknown`` or ``lost`` (its owner must reconnect).

    The number is how many seconds the calendar asks to be left alone.
    """
    if not leg.hold:
        return leg, "gone", 0
    access = case.access[leg.person]
    if access is None:
        return leg, "lost", 0
    try:
        await take_away(world, case, leg, access)
    except (AccessLost, AccessDenied):
        return leg, "lost", 0
    except (EventGone, CalendarGone):
        return replace(leg, hold=""), "gone", 0
    except CalendarError as error:
        return leg, "unknown", wait_asked(error) or 0
    return replace(leg, hold=""), "gone", 0
