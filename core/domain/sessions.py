"""Sessions: the negotiation of one meeting on one connection, as pure transitions between its states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.domain.allowances import Allowance
from core.domain.errors import (
    AnotherAccepted,
    NoRoundsLeft,
    NotAcceptor,
    NotBooked,
    NotParticipant,
    OnlyFindsTimes,
    SessionBooked,
    SessionBooking,
    SessionEnded,
    SessionExpired,
    SessionRefused,
)
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.messages import ROUNDS_MOST
from core.domain.people import Place
from core.domain.session_states import MOVES, OPEN_STATES, UNSETTLED_STATES, SessionKind, SessionState
from core.scheduling.explain import Relaxation
from core.scheduling.intervals import Interval

__all__ = [
    "CANCELED",
    "MEETING_GONE",
    "MOVES",
    "NOTE_MOST",
    "OPEN_MOST",
    "OPEN_STATES",
    "REPLACED",
    "UNDONE",
    "UNDO_SECONDS",
    "UNSETTLED_STATES",
    "Session",
    "SessionKind",
    "SessionState",
    "accept",
    "cancel",
    "claim",
    "confirm",
    "end",
    "expiry",
    "propose",
    "remove",
    "reopen",
    "require_meeting",
    "require_open",
    "void_accept",
    "withdraw_accept",
]

OPEN_MOST = 3
UNDO_SECONDS = 600
REPLACED = "replaced"
"""The end reason of a session whose meeting was moved by a later one."""
CANCELED = "canceled"
UNDONE = "undone"
NOTE_MOST = 200
"""How long the words of who cancels a meeting may be."""
MEETING_GONE = "meeting_gone"
"""The end reason of a session whose meeting to move was taken away meanwhile."""


@dataclass(frozen=True, slots=True)
class Session:
    """One negotiation. Lengths in minutes, instants in epoch seconds.

    ``window`` is what the asker asked for (empty: all of the horizon) and ``phrase`` how it was understood, in words;
    ``fingerprint`` tells the same request typed twice. ``round`` counts proposals, ``generation`` booking attempts.
    ``accepted_*`` is the one outstanding accept, ``booked_slot`` the meeting; ``booked_auto``: nobody clicked.
    ``replaces`` is the session whose meeting this one moves. ``needs_slots``: the newest slots are void and others are
    to be offered (somebody took the one being booked). ``relaxations`` say, while there is no mutual slot, what would
    help. ``allowances`` are exceptions that one of the two made for this session only. ``end_note`` is what the person
    who canceled wrote to the other. ``expires_at`` never lies past the moment the last offered slot can be met.
    """

    id: SessionId
    connection: ConnectionId
    asker: PersonKey
    other: PersonKey
    kind: SessionKind
    state: SessionState
    title: str
    place: Place | None
    length_minutes: int
    window: tuple[Interval, ...]
    phrase: str
    fingerprint: str
    created_at: int
    expires_at: int
    round: int = 0
    generation: int = 0
    accepted_slot: Interval | None = None
    accepted_by: PersonKey | None = None
    booked_slot: Interval | None = None
    booked_at: int | None = None
    booked_by: PersonKey | None = None
    booked_auto: bool = False
    ended_at: int | None = None
    ended_by: PersonKey | None = None
    end_reason: str = ""
    replaces: SessionId | None = None
    needs_slots: bool = False
    relaxations: tuple[Relaxation, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    end_note: str = ""
    version: int = 1

    def has(self, person: PersonKey) -> bool:
        """Whether the person is one of the two."""
        return person in (self.asker, self.other)

    def counterpart(self, person: PersonKey) -> PersonKey:
        """Return the other of the two; raises NotParticipant for anybody else."""
        if person == self.asker:
            return self.other
        if person == self.other:
            return self.asker
        raise NotParticipant

    @property
    def is_open(self) -> bool:
        """Whether slots may still be offered, accepted or booked."""
        return self.state in OPEN_STATES

    @property
    def is_meeting(self) -> bool:
        """Whether this session became a meeting that still stands."""
        return self.state is SessionState.CONFIRMED


def require_open(session: Session, now: int) -> None:
    """Raise the refusal that tells what is true instead, unless the session is open.

    SessionExpired, SessionBooking, SessionBooked (facts ``start``, ``end``) or SessionEnded (fact ``state``).
    """
    if not session.is_open:
        raise _truth(session)
    if now >= session.expires_at:
        raise SessionExpired(session=session.id)


def _truth(session: Session) -> SessionRefused:
    """Return the refusal that says what the session is instead of what it was taken for."""
    if session.state is SessionState.EXPIRED:
        return SessionExpired(session=session.id)
    if session.state is SessionState.BOOKING:
        return SessionBooking(session=session.id)
    if session.state is SessionState.CONFIRMED and session.booked_slot is not None:
        return SessionBooked(session=session.id, start=session.booked_slot.start, end=session.booked_slot.end)
    return SessionEnded(session=session.id, state=session.state.value)


def _move(session: Session, state: SessionState, **changes: Any) -> Session:  # noqa: ANN401 - any field
    """Return the session in ``state``.

    An illegal move is refused with what is true instead, as ``require_open`` says it.
    """
    if state not in MOVES[session.state]:
        raise _truth(session)
    return replace(session, state=state, **changes)


def _require_participant(session: Session, by: PersonKey) -> None:
    if not session.has(by):
        raise NotParticipant


def propose(session: Session, by: PersonKey, *, expires_at: int, now: int) -> Session:
    """New slots go out: earlier ones retire, an accept is void. Raises NoRoundsLeft and as ``require_open``."""
    _require_participant(session, by)
    require_open(session, now)
    if session.round >= ROUNDS_MOST:
        raise NoRoundsLeft(session=session.id)
    return _move(
        session,
        SessionState.NEGOTIATING,
        round=session.round + 1,
        accepted_slot=None,
        accepted_by=None,
        needs_slots=False,
        relaxations=(),
        expires_at=expires_at,
    )


def accept(session: Session, by: PersonKey, slot: Interval, now: int) -> Session:
    """One side agrees to exactly this slot. Raises AnotherAccepted, OnlyFindsTimes and as ``require_open``."""
    _require_participant(session, by)
    require_open(session, now)
    if session.kind is SessionKind.PROPOSAL_ONLY:
        raise OnlyFindsTimes(session=session.id)
    if session.accepted_slot is not None and session.accepted_by is not None:
        raise AnotherAccepted(start=session.accepted_slot.start, end=session.accepted_slot.end, by=session.accepted_by)
    return _move(session, SessionState.AWAITING_CONFIRMATION, accepted_slot=slot, accepted_by=by)


def withdraw_accept(session: Session, by: PersonKey, now: int) -> Session:
    """Who accepted takes it back. Raises NotAcceptor and as ``require_open``."""
    _require_participant(session, by)
    require_open(session, now)
    if session.accepted_by != by:
        raise NotAcceptor
    return void_accept(session)


def void_accept(session: Session) -> Session:
    """An accept no longer counts (withdrawn, permissions edited); the slots stay live.

    A session that is being booked stays so: its booking looks for the accept again before it commits. Raises as
    ``require_open`` for one that is over.
    """
    if session.state is SessionState.BOOKING:
        return replace(session, accepted_slot=None, accepted_by=None)
    return _move(session, SessionState.NEGOTIATING, accepted_slot=None, accepted_by=None)


def claim(session: Session, now: int) -> Session:
    """A booking begins. Raises OnlyFindsTimes and as ``require_open``."""
    require_open(session, now)
    if session.kind is SessionKind.PROPOSAL_ONLY:
        raise OnlyFindsTimes(session=session.id)
    return _move(session, SessionState.BOOKING, generation=session.generation + 1)


def confirm(session: Session, slot: Interval, *, by: PersonKey | None, now: int) -> Session:
    """The slot is on both calendars; ``by`` is None when nobody clicked.

    Only from booking: raises as ``require_open``, SessionEnded for one that is open but not being booked.
    """
    return _move(
        session,
        SessionState.CONFIRMED,
        booked_slot=slot,
        booked_at=now,
        booked_by=by,
        booked_auto=by is None,
        accepted_slot=None,
        accepted_by=None,
    )


def reopen(session: Session) -> Session:
    """The slot was taken: (back) to negotiating, the slots are void and others are to be offered.

    Raises as ``require_open`` for a session that is over.
    """
    return _move(session, SessionState.NEGOTIATING, accepted_slot=None, accepted_by=None, needs_slots=True)


def end(session: Session, state: SessionState, *, by: PersonKey | None, reason: str, now: int) -> Session:
    """Put the session into one of its ends with a reason code. Raises as ``require_open`` for one that is over."""
    return _move(
        session,
        state,
        needs_slots=False,
        ended_at=now,
        ended_by=by,
        end_reason=reason,
        accepted_slot=None,
        accepted_by=None,
    )


def cancel(session: Session, by: PersonKey, now: int) -> Session:
    """Either side ends an open session. Raises NotParticipant and as ``require_open``."""
    _require_participant(session, by)
    require_open(session, now)
    return end(session, SessionState.CANCELED, by=by, reason="canceled", now=now)


def remove(session: Session, *, by: PersonKey | None, reason: str, note: str, now: int) -> Session:
    """A standing meeting is taken away: canceled or undone. ``note`` is for the other person.

    Raises as ``require_open`` for a session that isn't a meeting.
    """
    return replace(end(session, SessionState.CANCELED, by=by, reason=reason, now=now), end_note=note)


def require_meeting(session: Session, by: PersonKey) -> Interval:
    """Return the meeting's slot. Raises NotParticipant, NotBooked."""
    _require_participant(session, by)
    if session.state is not SessionState.CONFIRMED or session.booked_slot is None:
        raise NotBooked(session=session.id)
    return session.booked_slot


def expiry(*, created_at: int, time_to_live: int, last_start: int | None, notice_seconds: int) -> int:
    """Return when a session ends unanswered: its time-to-live, or sooner when its last slot can no longer be met.

    ``last_start`` is the latest offered slot's start, ``notice_seconds`` the longer of both minimum notices.
    """
    policy = created_at + time_to_live
    return policy if last_start is None else min(policy, last_start - notice_seconds)
