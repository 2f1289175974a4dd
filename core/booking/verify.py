"""After the fence: look once more whether a late insert slipped past it, when none can arrive any longer.

The fence rests on Google noticing that an id is taken, which its documentation promises for all but the instant of
creation. So each fenced booking is looked at again once every call of it has run into its time-out.
"""

from __future__ import annotations

import asyncio

from core.booking.holds import take_away
from core.booking.pacing import wait_asked
from core.booking.postponing import finish, put_off
from core.booking.world import Case, World, open_case
from core.domain.bookings import Booking, Leg, LegState
from core.domain.errors import AccessDenied, AccessLost, CalendarError, CalendarGone, EventGone


async def verify(world: World, booking: Booking) -> Booking:
    """Delete what landed of a booking that was rolled back; a calendar that can't be reached for good is let be.

    A leg that a dead token keeps is not touched: it goes when its owner reconnects, and is looked at then.
    Returns the booking with its chore done, or due again later. Raises LeaseLost.
    """
    case = await open_case(world, booking)
    results = await asyncio.gather(*(_clear(world, case, leg) for leg in booking.legs), return_exceptions=True)
    waits = []
    for result in results:
        if isinstance(result, CalendarError):
            waits.append(wait_asked(result) or 0)
        elif isinstance(result, BaseException):
            raise result
    return await (put_off(world, booking, max(waits)) if waits else finish(world, booking))


async def _clear(world: World, case: Case, leg: Leg) -> None:
    access = case.access[leg.person]
    if access is None or leg.state is not LegState.ABSENT:
        return
    try:
        await take_away(world, case, leg, access)
    except (EventGone, CalendarGone, AccessLost, AccessDenied):
        return
