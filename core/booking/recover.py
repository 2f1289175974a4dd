"""Whichever process comes next finishes what another left: same steps, next fence."""

from __future__ import annotations

import asyncio

from core.booking.carry_out import carry_out
from core.booking.world import World
from core.domain.bookings import UNFINISHED_STATES, Booking
from core.domain.errors import LeaseLost


async def recover(world: World, *, limit: int = 10) -> tuple[Booking, ...]:
    """Take over bookings whose lease ended and bring each as far as it goes; returns them as they are now.

    One that raises keeps none of the others waiting; the first such error is raised at the end.
    """
    async with world.storage.uow() as uow:
        taken = await uow.bookings.take_over(UNFINISHED_STATES, limit, world.lease)
        await uow.commit()
    results = await asyncio.gather(*(carry_out(world, booking) for booking in taken), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, LeaseLost):
            raise result
    return tuple(result for result in results if not isinstance(result, BaseException))
