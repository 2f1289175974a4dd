"""What becomes of a chore after a try: done, or due again after a while, and after many tries given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.booking.pacing import delay
from core.booking.settle import mark_broken
from core.booking.world import World
from core.booking.writing import write
from core.domain.bookings import Booking, Chore
from core.domain.ids import PersonKey
from core.domain.telling import Telling

TRIES = 10
"""With doubling waits that is about half an hour; longer only where Google asks for it."""
LONGEST_SECONDS = 600.0
LOST_SECONDS = 3600
"""How soon a calendar whose token is dead is tried again, unless its owner reconnects before."""


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


async def wait_for_owners(
    world: World, booking: Booking, lost: Sequence[PersonKey], *, due_in: float = LOST_SECONDS
) -> Booking:
    """Store how far it came, and ask those whose token is dead, once, to reconnect; the chore is due then.

    Raises LeaseLost.
    """
    async with world.storage.uow() as uow:
        session = await uow.sessions.get(booking.session)
        pair = await uow.connections.pair(session.connection)
        saved = await uow.bookings.save(booking, 0, due_in=due_in)
        telling = Telling(world.now())
        for person in lost:
            await mark_broken(uow, pair, person, saved, telling)
        await write(uow, telling)
        await uow.commit()
    return saved
