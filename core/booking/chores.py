"""What is left to do once the fate of a booking is settled: taken in turn by whichever process comes, tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from core.booking.conference import make_conference
from core.booking.tidy import tidy
from core.booking.verify import verify
from core.booking.world import World
from core.domain.bookings import Booking, Chore
from core.domain.errors import LeaseLost

WORKS: Mapping[Chore, Callable[[World, Booking], Awaitable[object]]] = {
    Chore.TIDY: tidy,
    Chore.CONFERENCE: make_conference,
    Chore.VERIFY: verify,
}


async def work_off(world: World, *, limit: int = 10) -> int:
    """Take the chores that are due and do each; returns how many were taken.

    One that raises keeps none of the others waiting; the first such error is raised at the end.
    """
    async with world.storage.reading() as uow:
        if not await uow.bookings.has_chores():
            return 0
    async with world.storage.uow() as uow:
        taken = await uow.bookings.take_chores(limit, world.lease)
        await uow.commit()
    results = await asyncio.gather(*(WORKS[one.chore](world, one) for one in taken), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, LeaseLost):
            raise result
    return len(taken)
