"""The way back: undo moves, fence each event id, remove what was written, and only then say that nothing was booked.

What its owner edited meanwhile isn't ours to remove: their event is left to them, and they are told that it stays.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.booking.holds import take_away
from core.booking.moving import move_back
from core.booking.pacing import delay, wait_asked
from core.booking.plan import poison, signed
from core.booking.settle import settle_rolled_back
from core.booking.world import Case, World
from core.domain.accounts import Access
from core.domain.bookings import Booking, BookingState, Chore, Leg, LegState
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
    case = await _save(world, case, _rolling(case.booking, reason), world.lease)
    results = await asyncio.gather(*(_remove(world, case, leg) for leg in case.booking.legs))
    legs = tuple(leg for leg, _, _ in results)
    outcomes = {outcome for _, outcome, _ in results}
    booking = replace(case.booking, legs=legs)
    if "unknown" in outcomes:
        booking = replace(booking, attempt=booking.attempt + 1)
        later = delay(booking.attempt, world.chance(), max(wait for _, _, wait in results))
        return (await _save(world, case, booking, later)).booking
    state = BookingState.NEEDS_ATTENTION if "lost" in outcomes else BookingState.ROLLED_BACK
    lost = tuple(
        leg.person
        for leg, outcome, _ in results
        if outcome == "lost" or leg.person in dead or case.access[leg.person] is None
    )
    # Absent only now: until nothing is in doubt any more, the next process finds out again that it was kept.
    kept = tuple(leg.person for leg, outcome, _ in results if outcome == "kept")
    legs = tuple(replace(leg, state=LegState.ABSENT) if leg.person in kept else leg for leg in legs)
    return await settle_rolled_back(world, case.having(replace(booking, state=state, legs=legs)), lost, kept)


def _rolling(booking: Booking, reason: str) -> Booking:
    """Return the booking on its way back; where an id is fenced, it will be looked at once more afterwards."""
    is_fenced = any(leg.state is LegState.SENDING for leg in booking.legs)
    return replace(
        booking,
        state=BookingState.ROLLING_BACK,
        reason=booking.reason or reason,
        chore=Chore.VERIFY if is_fenced else booking.chore,
        attempt=0 if booking.state is BookingState.BOOKING else booking.attempt,
    )


async def _remove(world: World, case: Case, leg: Leg) -> tuple[Leg, str, int]:
    """Return the leg afterwards and ``gone``, ``kept`` (by its owner), ``unknown`` or ``lost`` (they must reconnect).

    The number is how many seconds the calendar asks to be left alone.
    """
    if leg.state in _GONE_FOR_GOOD:
        return replace(leg, state=LegState.ABSENT), "gone", 0
    access = case.access[leg.person]
    if access is None:
        return leg, "lost", 0
    try:
        if leg.state is LegState.MOVING:
            leg = await move_back(world, case, leg, access)
        if leg.state is LegState.SENDING:
            await _fence(world, case, leg, access)
        is_kept = await _delete(world, case, leg, access)
    except (AccessLost, AccessDenied):
        return leg, "lost", 0
    except CalendarGone:
        return replace(leg, state=LegState.ABSENT), "gone", 0
    except CalendarError as error:
        return leg, "unknown", wait_asked(error) or 0
    return (leg, "kept", 0) if is_kept else (replace(leg, state=LegState.ABSENT), "gone", 0)


async def _fence(world: World, case: Case, leg: Leg, access: Access) -> None:
    """Take the id ourselves: whatever insert of it is still under way will find it used."""
    try:
        await world.calendars.insert(access, leg.calendar, signed(poison(case.booking, leg), case.app))
    except EventExists:
        return


async def _delete(world: World, case: Case, leg: Leg, access: Access) -> bool:
    """Take the hold away; returns whether it stays, its owner's own. Raises what the calls raise."""
    try:
        return await take_away(world, case, leg, access)
    except EventGone:
        if leg.state is LegState.SENDING:
            raise OutcomeUnknown(account=leg.account) from None
        return False


async def _save(world: World, case: Case, booking: Booking, lease: float) -> Case:
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(booking, lease)
        await uow.commit()
    return case.having(saved)
