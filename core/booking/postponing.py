"""What becomes of a chore after a try: done, or due again after a while, and after many tries given up."""

from __future__ import annotations

from dataclasses import replace

from core.booking.pacing import delay
from core.booking.world import World
from core.domain.bookings import Booking, Chore

TRIES = 10
"""With doubling waits that is about half an hour; longer only where Google asks for it."""
LONGEST_SECONDS = 600.0


async def finish(world: World, booking: Booking) -> Booking:
    """Store that nothing is left to do. Raises LeaseLost."""
    done = replace(booking, chore=Chore.NONE, due_at=0, attempt=0)
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(done, 0)
        await uow.commit()
    return saved


async def put_off(world: World, booking: Booking, wait: int = 0) -> Booking:
    """Store that it is tried again, ``wait`` seconds from now at the earliest; the last try was the last.

    Raises LeaseLost.
    """
    tried = booking.attempt + 1
    if tried >= TRIES:
        return await finish(world, booking)
    later = delay(tried, world.chance(), wait, LONGEST_SECONDS)
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(replace(booking, attempt=tried), 0, due_in=later)
        await uow.commit()
    return saved
