"""The way back: fence each event id, remove what was written, and only then say that nothing was booked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.booking.plan import is_ours, poison
from core.booking.settle import settle_rolled_back
from core.booking.world import Case, World
from core.domain.accounts import Access
from core.domain.bookings import Booking, BookingState, Leg, LegState
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    CalendarGone,
    EventExists,
    EventGone,
    OutcomeUnknown,
)
from core.domain.ids import PersonKey

_GONE_FOR_GOOD = {LegState.PLANNED, LegState.ABSENT}


async def roll_back(world: World, case: Case, reason: str, dead: tuple[PersonKey, ...] = ()) -> Booking:
    """Clean both calendars and settle the session. ``dead`` are people whose token is known to be dead.

    Returns the booking ``rolled_back``; ``needs_attention`` when a dead token keeps a leg on its calendar; still
    ``rolling_back`` when a calendar didn't answer, for the next process. Raises LeaseLost.
    """
    rolling = replace(case.booking, state=BookingState.ROLLING_BACK, reason=case.booking.reason or reason)
    case = await _save(world, case, rolling)
    results = await asyncio.gather(*(_remove(world, case, leg) for leg in case.booking.legs))
    legs = tuple(leg for leg, _ in results)
    outcomes = {outcome for _, outcome in results}
    booking = replace(case.booking, legs=legs)
    if "unknown" in outcomes:
        return (await _save(world, case, booking)).booking
    state = BookingState.NEEDS_ATTENTION if "lost" in outcomes else BookingState.ROLLED_BACK
    lost = tuple(
        leg.person
        for leg, outcome in results
        if outcome == "lost" or leg.person in dead or case.access[leg.person] is None
    )
    return await settle_rolled_back(world, case.having(replace(booking, state=state)), lost)


async def _remove(world: World, case: Case, leg: Leg) -> tuple[Leg, str]:
    """Return the leg afterwards and ``gone``, ``unknown`` or ``lost`` (its owner must reconnect)."""
    if leg.state in _GONE_FOR_GOOD:
        return replace(leg, state=LegState.ABSENT), "gone"
    access = case.access[leg.person]
    if access is None:
        return leg, "lost"
    try:
        if leg.state is LegState.SENDING:
            await _fence(world, case, leg, access)
        await _delete(world, case, leg, access)
    except (AccessLost, AccessDenied):
        return leg, "lost"
    except CalendarGone:
        return replace(leg, state=LegState.ABSENT), "gone"
    except CalendarError:
        return leg, "unknown"
    return replace(leg, state=LegState.ABSENT), "gone"


async def _fence(world: World, case: Case, leg: Leg, access: Access) -> None:
    """Take the id ourselves: whatever insert of it is still under way will find it used."""
    try:
        await world.calendars.insert(access, leg.calendar, poison(case.booking, leg))
    except EventExists:
        return


async def _delete(world: World, case: Case, leg: Leg, access: Access) -> None:
    """Delete our event; one that isn't ours, or is gone already, is left as it is."""
    try:
        event = await world.calendars.get(access, leg.calendar, leg.event)
        if event.is_live and is_ours(event, case.booking):
            await world.calendars.delete(access, leg.calendar, leg.event)
    except EventGone:
        if leg.state is LegState.SENDING:
            raise OutcomeUnknown(account=leg.account) from None


async def _save(world: World, case: Case, booking: Booking) -> Case:
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(booking, world.lease)
        await uow.commit()
    return case.having(saved)
