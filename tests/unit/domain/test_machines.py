"""Connections and sessions as machines: each transition is legal from some states and refused from all others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.domain import connections, sessions
from core.domain.connections import Connection, ConnectionState
from core.domain.errors import (
    AnotherAccepted,
    ConnectionEnded,
    InviteExpired,
    InviteNotPending,
    NoRoundsLeft,
    NotAcceptor,
    NotBooked,
    NotConnected,
    NotInvited,
    NotInviter,
    NotParticipant,
    OnlyFindsTimes,
    PerinError,
    SessionBooked,
    SessionBooking,
    SessionEnded,
    SessionExpired,
)
from core.domain.sessions import MOVES, Session, SessionKind, SessionState
from tests.unit.domain.values import NOW, OTHER_SLOT, SLOT, A, B, C, connection, session

P, ACTIVE, DECLINED, EXPIRED, REVOKED = ConnectionState
MOVES_OF_CONNECTIONS: dict[str, tuple[Callable[[Connection], Connection], dict[ConnectionState, ConnectionState]]] = {
    "accept": (lambda one: connections.accept(one, B, NOW), {P: ACTIVE}),
    "decline": (lambda one: connections.decline(one, B, NOW), {P: DECLINED}),
    "withdraw": (lambda one: connections.withdraw(one, A, NOW), {P: REVOKED}),
    "expire": (lambda one: connections.expire(one, NOW + 7 * 86_400), {P: EXPIRED}),
    "revoke by the inviter": (lambda one: connections.revoke(one, A, NOW), {P: REVOKED, ACTIVE: REVOKED}),
    "revoke by the invited": (lambda one: connections.revoke(one, B, NOW), {P: REVOKED, ACTIVE: REVOKED}),
}


@pytest.mark.parametrize("state", ConnectionState)
@pytest.mark.parametrize("name", MOVES_OF_CONNECTIONS)
def test_connections_move_as_drawn(name: str, state: ConnectionState) -> None:
    """From each state an act leads where the drawing says, or is refused."""
    act, legal = MOVES_OF_CONNECTIONS[name]
    if state in legal:
        assert act(connection(state=state)).state is legal[state]
        return
    with pytest.raises((InviteNotPending, InviteExpired, ConnectionEnded)):
        act(connection(state=state))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda one: connections.accept(one, A, NOW), NotInvited),
        (lambda one: connections.accept(one, C, NOW), NotInvited),
        (lambda one: connections.decline(one, A, NOW), NotInvited),
        (lambda one: connections.withdraw(one, B, NOW), NotInviter),
        (lambda one: connections.revoke(one, C, NOW), NotParticipant),
        (lambda one: connections.accept(one, B, NOW + 7 * 86_400), InviteExpired),
        (lambda one: connections.decline(one, B, NOW + 7 * 86_400), InviteExpired),
        (lambda one: connections.withdraw(one, A, NOW + 7 * 86_400), InviteExpired),
        (lambda one: connections.expire(one, NOW + 7 * 86_400 - 1), InviteNotPending),
        (lambda one: one.other(C), NotParticipant),
        (connections.require_active, NotConnected),
    ],
)
def test_an_invite_belongs_to_two_people_and_a_week(
    act: Callable[[Connection], object], refusal: type[PerinError]
) -> None:
    """Only the invited person answers, only the inviter takes back, and only in time."""
    with pytest.raises(refusal):
        act(connection())


def test_the_pair_has_no_direction() -> None:
    """Whoever invites, the two are the same pair."""
    assert connection().pair == connection(inviter=B, invited=A).pair


S, N, W, K, M, X, E, F = SessionState
"""Initiated, negotiating, awaiting, booking, confirmed, canceled, expired, error."""

OVER = {X: SessionEnded, F: SessionEnded, E: SessionExpired, K: SessionBooking, M: SessionBooked}
MOVES_OF_SESSIONS: dict[str, tuple[Callable[[Session], Session], dict[SessionState, SessionState]]] = {
    "propose": (lambda one: sessions.propose(one, A, expires_at=NOW + 1, now=NOW), {S: N, N: N, W: N}),
    "accept": (lambda one: sessions.accept(one, B, SLOT, NOW), {N: W}),
    "claim": (lambda one: sessions.claim(one, NOW), {N: K, W: K}),
    "confirm": (lambda one: sessions.confirm(one, SLOT, by=A, now=NOW), {K: M}),
    "reopen": (sessions.reopen, {S: N, N: N, W: N, K: N}),
    "void an accept": (sessions.void_accept, {S: N, N: N, W: N, K: K}),
    "cancel": (lambda one: sessions.cancel(one, B, NOW), {S: X, N: X, W: X}),
    "expire": (lambda one: sessions.end(one, E, by=None, reason="", now=NOW), {S: E, N: E, W: E}),
    "end in error": (lambda one: sessions.end(one, F, by=None, reason="", now=NOW), {N: F, K: F}),
    "end canceled": (lambda one: sessions.end(one, X, by=None, reason="", now=NOW), {S: X, N: X, W: X, K: X, M: X}),
}


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("name", MOVES_OF_SESSIONS)
def test_sessions_move_as_drawn(name: str, state: SessionState) -> None:
    """From each state an act leads where the drawing says, or is refused with what the session is instead."""
    act, legal = MOVES_OF_SESSIONS[name]
    if state in legal:
        assert act(session(state)).state is legal[state]
        return
    with pytest.raises(OVER.get(state, SessionEnded)):
        act(session(state))


def test_the_drawing_names_every_state() -> None:
    """What is over leads nowhere; from everything that is open one can cancel."""
    assert set(MOVES) == set(SessionState)
    assert [state for state in SessionState if not MOVES[state]] == [X, E, F]
    assert all(X in MOVES[state] for state in sessions.UNSETTLED_STATES)


@pytest.mark.parametrize("state", sorted(sessions.OPEN_STATES))
def test_an_open_session_whose_time_is_over_is_expired(state: SessionState) -> None:
    """At the very second it ends, before any job has said so."""
    one = session(state)
    sessions.require_open(one, one.expires_at - 1)
    with pytest.raises(SessionExpired):
        sessions.require_open(one, one.expires_at)


def test_what_is_over_says_what_it_is() -> None:
    """Expired isn't ended, booked tells when."""
    with pytest.raises(SessionBooked) as booked:
        sessions.require_open(session(M), NOW)
    assert (booked.value.number("start"), booked.value.number("end")) == (SLOT.start, SLOT.end)
    with pytest.raises(SessionEnded) as ended:
        sessions.require_open(session(X), NOW)
    assert ended.value.text("state") == "canceled"


def test_a_proposal_retires_what_was_before() -> None:
    """A new round voids an accept and the wish for other slots; the sixth is refused."""
    accepted = sessions.accept(session(), B, SLOT, NOW)
    again = sessions.propose(accepted, A, expires_at=NOW + 5, now=NOW)
    assert (again.round, again.accepted_slot, again.accepted_by, again.expires_at) == (2, None, None, NOW + 5)
    assert not sessions.propose(sessions.reopen(session()), A, expires_at=NOW, now=NOW).needs_slots
    with pytest.raises(NoRoundsLeft):
        sessions.propose(session(round=5), A, expires_at=NOW, now=NOW)
    with pytest.raises(NotParticipant):
        sessions.propose(session(), C, expires_at=NOW, now=NOW)


def test_one_accept_at_a_time() -> None:
    """It names slot and person; only that person takes it back."""
    accepted = sessions.accept(session(), B, SLOT, NOW)
    assert (accepted.accepted_by, accepted.accepted_slot) == (B, SLOT)
    with pytest.raises(AnotherAccepted) as refused:
        sessions.accept(accepted, A, OTHER_SLOT, NOW)
    assert refused.value.text("by") == B
    with pytest.raises(NotAcceptor):
        sessions.withdraw_accept(accepted, A, NOW)
    assert sessions.withdraw_accept(accepted, B, NOW).accepted_slot is None
    with pytest.raises(NotParticipant):
        sessions.accept(session(), C, SLOT, NOW)


def test_finding_times_never_books() -> None:
    """A session that only finds times can't be accepted in or claimed."""
    times = session(kind=SessionKind.PROPOSAL_ONLY)
    with pytest.raises(OnlyFindsTimes):
        sessions.accept(times, B, SLOT, NOW)
    with pytest.raises(OnlyFindsTimes):
        sessions.claim(times, NOW)


def test_each_attempt_to_book_has_a_generation() -> None:
    """A second attempt gets another event id than the first."""
    first = sessions.claim(session(), NOW)
    second = sessions.claim(sessions.reopen(first), NOW)
    assert (first.generation, second.generation) == (1, 2)


def test_nobodys_click_is_told() -> None:
    """Without a presser the meeting was booked automatically."""
    assert sessions.confirm(session(K), SLOT, by=None, now=NOW).booked_auto
    assert not sessions.confirm(session(K), SLOT, by=B, now=NOW).booked_auto


def test_only_a_meeting_is_a_meeting() -> None:
    """For both people, and for nobody else."""
    assert sessions.require_meeting(session(M), B) == SLOT
    with pytest.raises(NotBooked):
        sessions.require_meeting(session(), A)
    with pytest.raises(NotParticipant):
        sessions.require_meeting(session(M), C)


def test_the_end_of_a_session() -> None:
    """Its time-to-live, but never past the moment its last slot could be met."""
    day, notice = 86_400, 4 * 3_600
    assert sessions.expiry(created_at=NOW, time_to_live=day, last_start=None, notice_seconds=notice) == NOW + day
    assert (
        sessions.expiry(created_at=NOW, time_to_live=day, last_start=NOW + 9 * day, notice_seconds=notice) == NOW + day
    )
    soon = NOW + 6 * 3_600
    assert sessions.expiry(created_at=NOW, time_to_live=day, last_start=soon, notice_seconds=notice) == soon - notice
