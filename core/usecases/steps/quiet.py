"""Before a calendar or a person goes: nothing of theirs may be on its way to a calendar."""

from __future__ import annotations

from core.domain.errors import StillWorking
from core.domain.ids import PersonKey
from core.storage.protocols import UnitOfWork


async def require_quiet(uow: UnitOfWork, person: PersonKey) -> None:
    """Raise StillWorking while a booking of theirs is under way, also one on a connection that has ended since.

    Every live connection is held first: whoever wants to begin a booking on one waits, and reads what was committed.
    """
    for connection in sorted(pair.connection.id for pair in await uow.connections.of(person)):
        await uow.connections.get(connection)
    if await uow.bookings.under_way(person):
        raise StillWorking
