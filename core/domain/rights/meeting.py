"""Rows about what is booked: cancel a session, cancel, undo and reschedule a meeting, read."""

from __future__ import annotations

from core.domain.connections import Connection, require_active
from core.domain.errors import NotBooked, NotParticipant, UndoTooLate
from core.domain.ids import PersonKey
from core.domain.sessions import UNDO_SECONDS, Session, require_meeting, require_open
from core.scheduling.intervals import Interval


def check_cancel_session(session: Session, by: PersonKey, now: int) -> None:
    """Either side cancels what isn't booked. Raises NotParticipant and what ``require_open`` raises."""
    if not session.has(by):
        raise NotParticipant
    require_open(session, now)


def check_cancel_meeting(session: Session, by: PersonKey) -> Interval:
    """Either side, always: return the meeting's slot. Raises NotParticipant, NotBooked."""
    return require_meeting(session, by)


def check_reschedule(connection: Connection, session: Session, by: PersonKey, now: int) -> Interval:
    """Either side starts a session that replaces this one; every other row applies to its slots.

    Return the old slot, which counts as free. Raises NotParticipant, NotBooked (also once it is over), NotConnected,
    ConnectionEnded.
    """
    slot = require_meeting(session, by)
    if now >= slot.end:
        raise NotBooked(session=session.id)
    require_active(connection)
    return slot


def check_undo(session: Session, by: PersonKey, now: int) -> Interval:
    """Either side undoes what was booked without a click, for ten minutes.

    Raises NotParticipant, NotBooked, UndoTooLate.
    """
    slot = require_meeting(session, by)
    if not session.booked_auto or session.booked_at is None or now >= session.booked_at + UNDO_SECONDS:
        raise UndoTooLate(session=session.id)
    return slot


def check_read(session: Session, by: PersonKey) -> None:
    """Participants read a session, its card and its transcript. Raises NotParticipant."""
    if not session.has(by):
        raise NotParticipant
