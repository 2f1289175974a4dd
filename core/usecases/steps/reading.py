"""Read what a card shows of one session: its messages, its booking, and the meeting it moves or that moves it."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.sessions import REPLACED, Session
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.steps.showing import Kin, session_view
from core.usecases.views import SessionView


async def read_view(uow: UnitOfWork, row: Session, pair: Pair, viewer: PersonKey, now: int) -> SessionView:
    """Return the session as this one of its two people sees it."""
    messages = await uow.messages.of(row.id)
    booking = await uow.bookings.of_session(row.id) if row.generation else None
    return session_view(row, pair, messages, booking, viewer, now=now, kin=await _kin(uow, row))


async def _kin(uow: UnitOfWork, row: Session) -> Kin:
    """Read the meeting that the session would move or has moved, and the session that would move it or has."""
    old = await uow.sessions.get(row.replaces) if row.replaces is not None else None
    if not row.is_meeting and row.end_reason != REPLACED:
        return Kin(old=old)
    later = await uow.sessions.replacing(row.connection, row.id)
    return Kin(old=old, new=next((one for one in later if one.ended_at is None or one.booked_slot is not None), None))
