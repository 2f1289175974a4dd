"""Rows about invites, grants and asking for a missing scope."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.connections import (
    ASK_SCOPE_COOL_DOWN_DAYS,
    DECLINE_COOL_DOWN_DAYS,
    Connection,
    ConnectionState,
    require_active,
)
from core.domain.errors import (
    AlreadyConnected,
    AlreadyInvited,
    AskedRecently,
    ConnectionEnded,
    CrossingInvite,
    DeclinedRecently,
    InviterPaused,
    NotConnected,
    NothingMissing,
    NotParticipant,
    NotTakingInvites,
    TargetDeactivated,
    TargetIsBot,
    TargetIsExternal,
    TargetIsGuest,
    TargetIsSelf,
    YouBlockedThem,
)
from core.domain.grants import Grant
from core.domain.ids import PersonKey
from core.domain.people import Person, Profile
from core.domain.scopes import Scope

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class InvitePolicy:
    """What the administrator lets people invite beyond full members."""

    guests: bool = False
    externals: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How two persons stand to each other: their newest connection, the newest decline, who blocks whom."""

    live: Connection | None
    last_declined: Connection | None
    inviter_blocks: bool
    invited_blocks: bool


def check_invite_target(inviter: PersonKey, target: Profile, policy: InvitePolicy) -> None:
    """Refuse who can't be invited by what they are.

    Raises TargetIsSelf, TargetIsBot, TargetDeactivated, TargetIsExternal, TargetIsGuest.
    """
    if target.key == inviter:
        raise TargetIsSelf
    if target.is_bot:
        raise TargetIsBot
    if target.is_deactivated:
        raise TargetDeactivated
    if target.is_external and not policy.externals:
        raise TargetIsExternal
    if target.is_guest and not policy.guests:
        raise TargetIsGuest


def check_invite(inviter: Person, standing: Standing, now: int) -> None:
    """Refuse an invite by how the two stand. ``standing.live`` must be fresh (an expired invite is not live).

    Raises InviterPaused, YouBlockedThem, NotTakingInvites, AlreadyConnected, AlreadyInvited, CrossingInvite,
    DeclinedRecently.
    """
    if inviter.is_paused:
        raise InviterPaused
    if standing.inviter_blocks:
        raise YouBlockedThem
    live = standing.live
    if live is not None and live.state is ConnectionState.ACTIVE:
        raise AlreadyConnected(connection=live.id)
    if live is not None and not live.is_expired_at(now):
        if live.inviter == inviter.key:
            raise AlreadyInvited(connection=live.id, expires_at=live.expires_at)
        raise CrossingInvite(connection=live.id)
    if standing.invited_blocks:
        raise NotTakingInvites
    declined = standing.last_declined
    if declined is not None and declined.ended_by != inviter.key and declined.ended_at is not None:
        retry_at = declined.ended_at + DECLINE_COOL_DOWN_DAYS * _DAY
        if now < retry_at:
            raise DeclinedRecently(retry_at=retry_at)


def check_see_grants(connection: Connection, viewer: PersonKey) -> None:
    """Both participants see both grants while the connection isn't revoked. Raises NotParticipant, ConnectionEnded."""
    if not connection.has(viewer):
        raise NotParticipant
    if not connection.is_live:
        raise ConnectionEnded(connection=connection.id)


def check_edit_grant(connection: Connection, grant: Grant, editor: PersonKey) -> None:
    """Only the grantor edits, while the connection isn't revoked; the invited person has no grant before accepting.

    Raises NotParticipant, ConnectionEnded, NotConnected.
    """
    check_see_grants(connection, editor)
    if grant.grantor != editor:
        raise NotParticipant
    if connection.state is ConnectionState.PENDING and editor == connection.invited:
        raise NotConnected(connection=connection.id, state=connection.state.value)


def check_ask_scope(connection: Connection, asker: PersonKey, theirs: Grant, scope: Scope, now: int) -> None:
    """A participant asks once per connection in 7 days, once both have answered.

    Raises NotParticipant, ConnectionEnded, NotConnected, NothingMissing, AskedRecently.
    """
    check_see_grants(connection, asker)
    require_active(connection)
    if theirs.allows(scope):
        raise NothingMissing(scope=scope.value)
    asked_at = connection.asked_at(asker)
    if asked_at is not None and now < asked_at + ASK_SCOPE_COOL_DOWN_DAYS * _DAY:
        raise AskedRecently(retry_at=asked_at + ASK_SCOPE_COOL_DOWN_DAYS * _DAY)
