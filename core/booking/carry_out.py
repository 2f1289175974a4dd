"""Carry a claimed booking out: fresh check, tentative on both, overlap list, confirm (or move) on both, commit.

The same code serves the first run and every resumption: each step starts from the legs as stored. Both legs of a step
go out at the same time, no transaction is open meanwhile. A call whose outcome is unknown is never taken for a failure:
what may have been written is looked for, and on the way back its id is fenced.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from core.booking.commit import commit
from core.booking.legs import Attempt, check_alone, check_free, make_meeting, put_hold
from core.booking.pacing import next_try, wait_asked
from core.booking.remove import remove
from core.booking.roll_back import roll_back
from core.booking.tidy import tidy
from core.booking.world import Case, World, open_case
from core.domain.bookings import UNFINISHED_STATES, Booking, BookingState, Leg, LegState
from core.domain.errors import AccessLost, CalendarBroken, CalendarError, LeaseLost, OutcomeUnknown, Refused
from core.domain.ids import PersonKey

Result = TypeVar("Result")


class Stopped(Exception):
    """A step came to nothing: ``reason`` is why, ``lost`` whose token turned out to be dead. Never leaves this file.

    ``wait`` is set when it may pass: in how many seconds at the earliest it may be tried again.
    """

    def __init__(self, reason: str, lost: tuple[PersonKey, ...], wait: int | None = None) -> None:
        """Keep them."""
        super().__init__(reason)
        self.reason = reason
        self.lost = lost
        self.wait = wait


async def carry_out(world: World, booking: Booking) -> Booking:
    """Bring the booking to its end and return it settled, or as far as it came.

    A refusal or a calendar's error rolls both calendars back, and so does a time to decide that has passed. What may
    pass (no answer, "slow down") is left to the next process for a while, and so is a way back that a calendar didn't
    let through. Raises LeaseLost when another process took it over, or has brought it to an end already.
    """
    if booking.state not in UNFINISHED_STATES:
        raise LeaseLost
    case = await open_case(world, booking)
    if booking.state is BookingState.REMOVING:
        return await remove(world, case)
    if booking.state is not BookingState.BOOKING or world.now() >= booking.decide_by:
        return await roll_back(world, case, OutcomeUnknown.code)
    try:
        if all(leg.state is LegState.PLANNED for leg in booking.legs):
            await _each(case, lambda leg: check_free(world, case, leg))
        held = await _hold_both(world, case)
        await _each(held, lambda leg: check_alone(world, held, leg))
        ready = await _intend_moves(world, held)
        # The new etags are stored by the committing transaction.
        legs = await _each(ready, lambda leg: make_meeting(world, ready, leg))
        booked = await commit(world, ready.having(replace(ready.booking, legs=tuple(legs))))
    except Stopped as stop:
        later = None if stop.wait is None else next_try(world, booking, stop.wait)
        if later is not None:
            return await _put_off(world, await _reload(world, case), later)
        return await roll_back(world, await _reload(world, case), stop.reason, stop.lost)
    except Refused as refusal:
        return await roll_back(world, await _reload(world, case), refusal.code)
    return await tidy(world, booked)


async def _intend_moves(world: World, case: Case) -> Case:
    """Store that standing events are about to be moved: from here on the way back looks after them too."""
    if not any(leg.hold and leg.state is LegState.WRITTEN for leg in case.booking.legs):
        return case
    legs = tuple(replace(leg, state=LegState.MOVING) if leg.hold else leg for leg in case.booking.legs)
    return await _save(world, case, replace(case.booking, legs=legs))


async def _put_off(world: World, case: Case, seconds: float) -> Booking:
    """Let go of the booking for so long: whoever looks then tries again."""
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(replace(case.booking, attempt=case.booking.attempt + 1), seconds)
        await uow.commit()
    return saved


async def _reload(world: World, case: Case) -> Case:
    """Read the legs again: what a failed step stored before it failed is where the way back starts."""
    async with world.storage.reading() as uow:
        stored = await uow.bookings.get(case.booking.id)
    return case.having(replace(stored, fence=case.booking.fence))


async def _each(case: Case, step: Callable[[Leg], Awaitable[Result]]) -> list[Result]:
    """Take one step for both legs at once and wait for both, whatever becomes of either. Raises Stopped."""
    results = await asyncio.gather(*(step(leg) for leg in case.booking.legs), return_exceptions=True)
    _stop_for(case, [item if isinstance(item, BaseException) else None for item in results])
    return [item for item in results if not isinstance(item, BaseException)]


def _stop_for(case: Case, errors: list[BaseException | None]) -> None:
    """Raise the gravest of the legs' errors: a bug as it is, else Stopped, a dead token before anything else."""
    for error in errors:
        if error is not None and not isinstance(error, CalendarError | Refused):
            raise error
    legs = case.booking.legs
    lost = tuple(leg.person for leg, error in zip(legs, errors, strict=True) if isinstance(error, AccessLost))
    known = [error for error in errors if isinstance(error, CalendarError | Refused)]
    if lost:
        raise Stopped(CalendarBroken.code, lost)
    if known:
        waits = [wait_asked(error) for error in known]
        grave = next((error for error, wait in zip(known, waits, strict=True) if wait is None), None)
        if grave is not None:
            raise Stopped(grave.code, ()) from grave
        raise Stopped(known[0].code, (), max(wait for wait in waits if wait is not None)) from known[0]


async def _hold_both(world: World, case: Case) -> Case:
    """Put the hold on both calendars: intent stored first, then both inserts, then what came of them."""
    sent_before = {leg.person for leg in case.booking.legs if leg.state is LegState.SENDING}
    sending = tuple(
        replace(leg, state=LegState.SENDING, sent_at=world.now()) if leg.state is LegState.PLANNED else leg
        for leg in case.booking.legs
    )
    if not any(leg.state is LegState.SENDING for leg in sending):
        return case
    sent = await _save(world, case, replace(case.booking, legs=sending))

    async def one(leg: Leg) -> Attempt:
        if leg.state is not LegState.SENDING:
            return Attempt(leg)
        return await put_hold(world, sent, leg, is_repeat=leg.person in sent_before)

    results = await asyncio.gather(*(one(leg) for leg in sending), return_exceptions=True)
    legs = tuple(
        leg if isinstance(item, BaseException) else item.leg for leg, item in zip(sending, results, strict=True)
    )
    held = await _save(world, sent, replace(sent.booking, legs=legs))
    _stop_for(held, [item if isinstance(item, BaseException) else item.error for item in results])
    return held


async def _save(world: World, case: Case, booking: Booking) -> Case:
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(booking, world.lease)
        await uow.commit()
    return case.having(saved)
