"""Whichever process comes next finishes what another left: same steps, next fence."""

from __future__ import annotations

from core.booking.carry_out import carry_out
from core.booking.world import World
from core.domain.bookings import Booking, BookingState
from core.domain.errors import LeaseLost

_UNFINISHED = (BookingState.BOOKING, BookingState.ROLLING_BACK)


async def recover(world: World, *, limit: int = 10) -> tuple[Booking, ...]:
    """Take over bookings whose lease ended and bring each as far as it goes; returns them as they are now."""
    async with world.storage.uow() as uow:
        taken = await uow.bookings.take_over(_UNFINISHED, limit, world.lease)
        await uow.commit()
    settled = []
    for booking in taken:
        try:
            settled.append(await carry_out(world, booking))
        except LeaseLost:
            continue
    return tuple(settled)
