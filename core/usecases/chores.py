"""What Perin does by itself about meetings that stand: finish what is left to do."""

from __future__ import annotations

from core.booking.chores import work_off
from core.usecases.deps import Deps


async def work_off_chores(deps: Deps) -> int:
    """Do what is left of settled bookings (holds to remove, video links, the look after the fence); returns how many.

    Safe on many replicas.
    """
    worked = await work_off(deps.world())
    if worked:
        deps.wake()
    return worked
