"""The states of a session, which may follow which, and the two kinds of session."""

from __future__ import annotations

from enum import StrEnum


class SessionState(StrEnum):
    """``initiated → negotiating ⇄ awaiting_confirmation → booking → confirmed``, and the ends."""

    INITIATED = "initiated"
    NEGOTIATING = "negotiating"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    BOOKING = "booking"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    ERROR = "error"


class SessionKind(StrEnum):
    """``PROPOSAL_ONLY`` shows times and never books."""

    SCHEDULE_MEETING = "schedule_meeting"
    PROPOSAL_ONLY = "proposal_only"


OPEN_STATES = frozenset({SessionState.INITIATED, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION})
UNSETTLED_STATES = OPEN_STATES | {SessionState.BOOKING}

MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.INITIATED: frozenset({SessionState.NEGOTIATING, SessionState.CANCELED, SessionState.EXPIRED}),
    SessionState.NEGOTIATING: frozenset(
        {
            SessionState.NEGOTIATING,
            SessionState.AWAITING_CONFIRMATION,
            SessionState.BOOKING,
            SessionState.CANCELED,
            SessionState.EXPIRED,
            SessionState.ERROR,
        }
    ),
    SessionState.AWAITING_CONFIRMATION: frozenset(
        {SessionState.NEGOTIATING, SessionState.BOOKING, SessionState.CANCELED, SessionState.EXPIRED}
    ),
    SessionState.BOOKING: frozenset(
        {SessionState.NEGOTIATING, SessionState.CONFIRMED, SessionState.CANCELED, SessionState.ERROR}
    ),
    SessionState.CONFIRMED: frozenset({SessionState.CANCELED}),
    SessionState.CANCELED: frozenset(),
    SessionState.EXPIRED: frozenset(),
    SessionState.ERROR: frozenset(),
}
"""Which state may follow which. From negotiating to error: a slot was taken and no other is left to offer."""
