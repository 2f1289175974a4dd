"""Connections: the link between two persons' Perins, from invite to its end, as pure transitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.domain.errors import (
    ConnectionEnded,
    InviteExpired,
    InviteNotPending,
    NotConnected,
    NotInvited,
    NotInviter,
    NotParticipant,
)
from core.domain.ids import ConnectionId, PersonKey

DECLINE_COOL_DOWN_DAYS = 30
ASK_SCOPE_COOL_DOWN_DAYS = 7


class ConnectionState(StrEnum):
    """``pending → active → revoked``, ``pending → declined | expired | revoked`` (withdrawn counts as revoked)."""

    PENDING = "pending"
    ACTIVE = "active"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIVE_STATES = frozenset({ConnectionState.PENDING, ConnectionState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection. ``expires_at`` bounds the invite only; ``ended_by`` is who declined, withdrew or revoked.

    Instants are epoch seconds. ``scope_asked_at`` remembers, per asker, when a missing scope was last asked for.
    """

    id: ConnectionId
    inviter: PersonKey
    invited: PersonKey
    state: ConnectionState
    created_at: int
    expires_at: int
    answered_at: int | None = None
    ended_at: int | None = None
    ended_by: PersonKey | None = None
    inviter_asked_at: int | None = None
    invited_asked_at: int | None = None
    version: int = 1

    @property
    def pair(self) -> tuple[PersonKey, PersonKey]:
        """The unordered pair, in a canonical order: at most one live connection has it."""
        return pair_of(self.inviter, self.invited)

    @property
    def is_live(self) -> bool:
        """Whether the connection is pending or active."""
        return self.state in LIVE_STATES

    def has(self, person: PersonKey) -> bool:
        """Whether the person is one of the two."""
        return person in (self.inviter, self.invited)

    def other(self, person: PersonKey) -> PersonKey:
        """Return the other of the two; raises NotParticipant for anybody else."""
        if person == self.inviter:
            return self.invited
        if person == self.invited:
            return self.inviter
        raise NotParticipant

    def asked_at(self, asker: PersonKey) -> int | None:
        """When this side last asked the other for a missing scope."""
        return self.inviter_asked_at if asker == self.inviter else self.invited_asked_at

    def is_expired_at(self, now: int) -> bool:
        """Whether a pending invite's time is over."""
        return self.state is ConnectionState.PENDING and now >= self.expires_at


def pair_of(one: PersonKey, two: PersonKey) -> tuple[PersonKey, PersonKey]:
    """Put two keys into the order in which a pair is stored."""
    return (one, two) if one <= two else (two, one)


def require_pending(connection: Connection, now: int) -> None:
    """Raise InviteExpired or InviteNotPending unless the invite can still be answered."""
    if connection.is_expired_at(now) or connection.state is ConnectionState.EXPIRED:
        raise InviteExpired(connection=connection.id)
    if connection.state is not ConnectionState.PENDING:
        raise InviteNotPending(connection=connection.id, state=connection.state.value)


def require_active(connection: Connection) -> None:
    """Raise ConnectionEnded or NotConnected unless the connection is active."""
    if connection.state is ConnectionState.REVOKED:
        raise ConnectionEnded(connection=connection.id)
    if connection.state is not ConnectionState.ACTIVE:
        raise NotConnected(connection=connection.id, state=connection.state.value)


def accept(connection: Connection, by: PersonKey, now: int) -> Connection:
    """The invited person says yes. Raises NotInvited, InviteExpired, InviteNotPending."""
    if by != connection.invited:
        raise NotInvited
    require_pending(connection, now)
    return replace(connection, state=ConnectionState.ACTIVE, answered_at=now)


def decline(connection: Connection, by: PersonKey, now: int) -> Connection:
    """The invited person says no. Raises NotInvited, InviteExpired, InviteNotPending."""
    if by != connection.invited:
        raise NotInvited
    require_pending(connection, now)
    return replace(connection, state=ConnectionState.DECLINED, answered_at=now, ended_at=now, ended_by=by)


def withdraw(connection: Connection, by: PersonKey, now: int) -> Connection:
    """The inviter takes the invite back. Raises NotInviter, InviteExpired, InviteNotPending."""
    if by != connection.inviter:
        raise NotInviter
    require_pending(connection, now)
    return replace(connection, state=ConnectionState.REVOKED, ended_at=now, ended_by=by)


def expire(connection: Connection, now: int) -> Connection:
    """Nobody answered in time. Raises InviteNotPending when that isn't so."""
    if not connection.is_expired_at(now):
        raise InviteNotPending(connection=connection.id, state=connection.state.value)
    return replace(connection, state=ConnectionState.EXPIRED, ended_at=now)


def revoke(connection: Connection, by: PersonKey, now: int) -> Connection:
    """Either side ends a live connection. Raises NotParticipant, ConnectionEnded, InviteNotPending."""
    if not connection.has(by):
        raise NotParticipant
    if connection.state is ConnectionState.REVOKED:
        raise ConnectionEnded(connection=connection.id)
    if not connection.is_live:
        raise InviteNotPending(connection=connection.id, state=connection.state.value)
    return replace(connection, state=ConnectionState.REVOKED, ended_at=now, ended_by=by)
