"""Refusals about invites, connections and grants."""

from __future__ import annotations

from core.domain.errors.root import NotAllowed, Refused


class NotParticipant(NotAllowed):
    """Only the two people of a connection may see or use it."""

    code = "not_participant"


class NotInviter(NotAllowed):
    """Only who sent an invite may withdraw it."""

    code = "not_inviter"


class NotInvited(NotAllowed):
    """Only the invited person may accept or decline."""

    code = "not_invited"


class NotAcceptor(NotAllowed):
    """Only who accepted a slot may withdraw that."""

    code = "not_acceptor"


class InviteRefused(Refused):
    """This invite can't be sent."""

    code = "invite_refused"


class InviterPaused(InviteRefused):
    """Who invites has paused Perin."""

    code = "inviter_paused"


class TargetIsSelf(InviteRefused):
    """Nobody connects with themselves."""

    code = "target_is_self"


class TargetUnknown(InviteRefused):
    """No such member in a workspace where Perin is installed."""

    code = "target_unknown"


class TargetIsBot(InviteRefused):
    """Bots and apps have no calendar to share."""

    code = "target_is_bot"


class TargetDeactivated(InviteRefused):
    """The account is deactivated in Slack."""

    code = "target_deactivated"


class TargetIsGuest(InviteRefused):
    """Guests are refused unless the administrator allows them."""

    code = "target_is_guest"


class TargetIsExternal(InviteRefused):
    """Members of other organisations are refused unless allowed."""

    code = "target_is_external"


class AlreadyConnected(InviteRefused):
    """A live connection exists; fact ``connection``."""

    code = "already_connected"


class AlreadyInvited(InviteRefused):
    """The same person invited them already; facts ``connection``, ``expires_at``."""

    code = "already_invited"


class CrossingInvite(InviteRefused):
    """The other person invited first: show that invite's *Accept*; fact ``connection``."""

    code = "crossing_invite"


class YouBlockedThem(InviteRefused):
    """The inviter blocks the person they invite."""

    code = "you_blocked_them"


class NotTakingInvites(InviteRefused):
    """The invited person blocks the inviter, which stays silent."""

    code = "not_taking_invites"


class DeclinedRecently(InviteRefused):
    """After a decline only the decliner may invite; fact ``retry_at``."""

    code = "declined_recently"


class InviteNotPending(Refused):
    """The invite was answered, withdrawn or revoked; fact ``state``."""

    code = "invite_not_pending"


class InviteExpired(Refused):
    """Nobody answered in time."""

    code = "invite_expired"


class NotConnected(Refused):
    """There is no active connection with this person."""

    code = "not_connected"


class ConnectionEnded(Refused):
    """The connection was revoked."""

    code = "connection_ended"


class GrantRefused(Refused):
    """This grant can't be stored."""

    code = "grant_refused"


class AutoNeedsLimits(GrantRefused):
    """``write.auto`` needs a weekly cap and a longest length."""

    code = "auto_needs_limits"


class ScopeNeedsAnother(GrantRefused):
    """A scope rests on a milder one; facts ``scope``, ``needs``."""

    code = "scope_needs_another"


class BadConstraint(GrantRefused):
    """A constraint is outside its limits; facts ``field``, ``reason``."""

    code = "bad_constraint"


class AskedRecently(Refused):
    """A scope is asked for once per connection in 7 days; fact ``retry_at``."""

    code = "asked_recently"


class NothingMissing(Refused):
    """The other side already grants it."""

    code = "nothing_missing"
