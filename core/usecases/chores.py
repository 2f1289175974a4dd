"""What Perin does by itself about meetings that stand: finish what is left to do, and look whether they still do.

Safe on many replicas.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from core.booking.chores import work_off
from core.booking.sweep import check_account
from core.booking.watch import read_event, take_note
from core.booking.world import open_case
from core.domain.bookings import BookingState
from core.domain.errors import AccessLost, CalendarBroken, CalendarError, CalendarRefused
from core.domain.ids import PersonKey, SessionId
from core.usecases.deps import Deps
from core.usecases.steps.calendars import mark_broken

_BATCH = 20
_SPREAD = 0.25


async def work_off_chores(deps: Deps) -> int:
    """Do what is left of settled bookings: holds to remove, video links, the look after the fence. Returns how many."""
    worked = await work_off(deps.world())
    if worked:
        deps.wake()
    return worked


async def check_calendars(deps: Deps) -> int:
    """Compare the meetings of the accounts whose turn it is with what stands in Google; returns how many differed.

    Each account's turn comes every 15 minutes, or a little sooner. One that can't be read now is read at its next turn.
    """
    every = deps.timing.check_every
    async with deps.uow() as uow:
        people = await uow.accounts.take_unchecked(every, deps.chance() * _SPREAD * every, _BATCH)
        await uow.commit()
    found = sum(await asyncio.gather(*(_check_one(deps, person) for person in people)))
    if found:
        deps.wake()
    return found


async def _check_one(deps: Deps, person: PersonKey) -> int:
    try:
        return await check_account(deps.world(), person)
    except (AccessLost, CalendarBroken):
        await mark_broken(deps, person)
    except (CalendarError, CalendarRefused):
        return 0
    return 0


async def check_meeting(deps: Deps, *, session: SessionId) -> None:
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
