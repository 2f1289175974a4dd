"""Read a session so that nobody else decides on it before this unit of work ends."""

from __future__ import annotations

from core.domain.ids import SessionId
from core.domain.sessions import Session
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair


async def hold(uow: UnitOfWork, session: SessionId) -> tuple[Session, Pair]:
    """Return the session and both sides of its connection, in a unit of work that may write. Raises NotFound.

    Whoever decides on a session holds its connection first; the session is read once that is ours, so that a second
    press sees what the first one did.
    """
    named = await uow.sessions.get(session)
    pair = await uow.connections.pair(named.connection)
    return await uow.sessions.get(session), pair
