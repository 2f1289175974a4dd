"""Who may do what, first part: invites, grants, the ends of a connection."""

from __future__ import annotations

from core.domain import errors as e
from core.domain.scopes import Scope
from core.usecases.terms import Terms
from tests.integration.usecases.acts import (
    accepting_invite,
    asking_for,
    blocking,
    declining,
    editing,
    inviting,
    leaving,
    pausing,
    revoking,
    seeing,
    withdrawing_invite,
)
from tests.integration.usecases.stages import (
    AUTO,
    BOOKS,
    Act,
    Step,
    connected,
    done,
    invited,
    later,
)
from tests.support.people import DAY

Row = tuple[str, str, Act, tuple[Step, ...], type[e.PerinError] | None]
"""Its name, who tries, the act, what happened before, and the refusal (None: allowed)."""

ROWS: list[Row] = [
    # invite: anyone not paused; a real, active, human, full member; not oneself; no live connection; no block
    ("invite", "alice", inviting("bob"), (), None),
    ("invite while paused", "alice", inviting("bob"), (done(pausing, "alice"),), e.InviterPaused),
    ("invite somebody paused", "alice", inviting("bob"), (done(pausing, "bob"),), None),
    ("invite oneself", "alice", inviting("alice"), (), e.TargetIsSelf),
    ("invite a bot", "alice", inviting("robot", is_bot=True), (), e.TargetIsBot),
    ("invite a guest", "alice", inviting("guest", is_guest=True), (), e.TargetIsGuest),
    ("invite an external", "alice", inviting("other", is_external=True), (), e.TargetIsExternal),
    ("invite somebody deactivated", "alice", inviting("gone", is_deactivated=True), (), e.TargetDeactivated),
    ("invite somebody who left", "alice", inviting("bob"), (done(leaving, "bob"),), e.TargetUnknown),
    ("invite again", "alice", inviting("bob"), (invited(),), e.AlreadyInvited),
    ("invite back", "bob", inviting("alice"), (invited(),), e.CrossingInvite),
    ("invite when connected", "bob", inviting("alice"), (connected(),), e.AlreadyConnected),
    ("invite whom one blocks", "alice", inviting("bob"), (done(blocking("bob"), "alice"),), e.YouBlockedThem),
    ("invite who blocks one", "bob", inviting("alice"), (done(blocking("bob"), "alice"),), e.NotTakingInvites),
    ("invite who declined", "alice", inviting("bob"), (invited(), done(declining, "bob")), e.DeclinedRecently),
    ("invite whom one declined", "bob", inviting("alice"), (invited(), done(declining, "bob")), None),
    ("invite after 30 days", "alice", inviting("bob"), (invited(), done(declining, "bob"), later(30 * DAY)), None),
    # withdraw: the inviter, pending
    ("withdraw", "alice", withdrawing_invite, (invited(),), None),
    ("withdraw another's", "bob", withdrawing_invite, (invited(),), e.NotInviter),
    ("withdraw as a stranger", "priya", withdrawing_invite, (invited(),), e.NotParticipant),
    ("withdraw when answered", "alice", withdrawing_invite, (connected(),), e.InviteNotPending),
    # accept, decline: the invited person, pending, not expired
    ("accept an invite", "bob", accepting_invite, (invited(),), None),
    ("accept one's own", "alice", accepting_invite, (invited(),), e.NotInvited),
    ("accept a stranger's", "priya", accepting_invite, (invited(),), e.NotInvited),
    ("accept too late", "bob", accepting_invite, (invited(), later(7 * DAY)), e.InviteExpired),
    ("accept a withdrawn", "bob", accepting_invite, (invited(), done(withdrawing_invite, "alice")), e.InviteNotPending),
    ("accept while paused", "bob", accepting_invite, (invited(), done(pausing, "bob")), None),
    ("decline", "bob", declining, (invited(),), None),
    ("decline one's own", "alice", declining, (invited(),), e.NotInvited),
    ("decline too late", "bob", declining, (invited(), later(7 * DAY)), e.InviteExpired),
    ("decline twice", "bob", declining, (invited(), done(declining, "bob")), e.InviteNotPending),
    # see or edit a grant: the grantor edits, both see; not revoked
    ("see grants", "alice", seeing("bob"), (connected(),), None),
    ("see grants of an invite", "bob", seeing("alice"), (invited(),), None),
    ("see strangers' grants", "priya", seeing("bob"), (connected(),), e.NotConnected),
    ("see revoked grants", "bob", seeing("alice"), (connected(), done(revoking, "alice")), e.NotConnected),
    ("edit one's grant", "bob", editing(BOOKS), (connected(),), None),
    ("edit an offered grant", "alice", editing(BOOKS), (invited(),), None),
    ("edit before accepting", "bob", editing(BOOKS), (invited(),), e.NotConnected),
    ("edit strangers' grants", "priya", editing(BOOKS), (connected(),), e.NotParticipant),
    ("edit when revoked", "bob", editing(BOOKS), (connected(), done(revoking, "alice")), e.ConnectionEnded),
    ("auto without limits", "bob", editing(Terms(AUTO.scopes)), (connected(),), e.AutoNeedsLimits),
    (
        "a scope without its ground",
        "bob",
        editing(Terms(frozenset({Scope.PROPOSE}))),
        (connected(),),
        e.ScopeNeedsAnother,
    ),
    # ask for a missing scope: a participant, once per connection in 7 days
    ("ask for a scope", "alice", asking_for(Scope.WRITE_CONFIRM), (connected(),), None),
    ("ask for what is granted", "alice", asking_for(Scope.PROPOSE), (connected(),), e.NothingMissing),
    ("ask as a stranger", "priya", asking_for(Scope.WRITE_CONFIRM), (connected(),), e.NotParticipant),
    ("ask before an answer", "alice", asking_for(Scope.WRITE_CONFIRM), (invited(),), e.NotConnected),
    (
        "ask again within a week",
        "alice",
        asking_for(Scope.WRITE_AUTO),
        (connected(), done(asking_for(Scope.WRITE_CONFIRM), "alice"), later(7 * DAY - 1)),
        e.AskedRecently,
    ),
    (
        "ask again after a week",
        "alice",
        asking_for(Scope.WRITE_AUTO),
        (connected(), done(asking_for(Scope.WRITE_CONFIRM), "alice"), later(7 * DAY)),
        None,
    ),
    # revoke, block: either side
    ("revoke", "alice", revoking, (connected(),), None),
    ("revoke from the other side", "bob", revoking, (connected(),), None),
    ("revoke strangers'", "priya", revoking, (connected(),), e.NotParticipant),
    ("revoke twice", "bob", revoking, (connected(), done(revoking, "alice")), e.ConnectionEnded),
    ("block", "bob", blocking("alice"), (connected(),), None),
    ("block oneself", "bob", blocking("bob"), (), e.TargetIsSelf),
]
