"""Look whether a meeting still stands as it was booked, outside any transaction."""

from __future__ import annotations

from contextlib import suppress

from core.booking.watch import read_event, take_note
from core.booking.world import open_case
from core.domain.bookings import BookingState
from core.domain.errors import CalendarError, CalendarRefused
from core.domain.ids import SessionId
from core.usecases.deps import Deps


async def check_meeting(deps: Deps, session: SessionId) -> None:
    """Look at both events of one meeting, just before people are reminded of it; what can't be read counts as there."""
    world = deps.world()
    for place in (0, 1):
        # Read anew for each: what is noted is compared with the rows as they were before the calendar was read.
        async with deps.reading() as uow:
            booking = await uow.bookings.of_session(session)
        if booking is None or booking.state is not BookingState.CONFIRMED:
            return
        leg = booking.legs[place]
        case = await open_case(world, booking)
        with suppress(CalendarError, CalendarRefused):
            await take_note(world, booking, leg.person, await read_event(world, case.access_of(leg), leg))
