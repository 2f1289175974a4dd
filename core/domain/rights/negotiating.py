"""Rows about sessions that are not booked yet: start, propose, counter, accept, confirm, book without a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.accounts import CalendarAccount
from core.domain.connections import Connection, require_active
from core.domain.errors import (
    AutoNotAllowed,
    CalendarBroken,
    CalendarNotLinked,
    NeedsTheirAccept,
    NoRoundsLeft,
    NotParticipant,
    OnlyFindsTimes,
    OtherPaused,
    RightsChanged,
    RuleBroken,
    ScopeMissing,
    SlotNotLive,
    SlotTooSoon,
    TargetDeactivated,
    TooManyOpen,
    WeeklyCapReached,
)
from core.domain.grants import Grant
from core.domain.ids import PersonKey
from core.domain.messages import ROUNDS_MOST, Message, newest_proposal
from core.domain.people import Person
from core.domain.scopes import Scope
from core.domain.sessions import OPEN_MOST, Session, SessionKind, require_open
from core.scheduling.intervals import Interval


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as just read: the person, their grant to the other, their calendar (None: not linked)."""

    person: Person
    grant: Grant
    account: CalendarAccount | None

    @property
    def key(self) -> PersonKey:
        """The person's key."""
        return self.person.key


def check_calendar(side: Side) -> CalendarAccount:
    """Return the side's usable calendar. Raises CalendarNotLinked, CalendarBroken (fact ``whose``)."""
    if side.account is None:
        raise CalendarNotLinked(whose=side.key)
    if not side.account.is_usable:
        raise CalendarBroken(whose=side.key)
    return side.account


def _require(grant: Grant, *scopes: Scope) -> None:
    for scope in scopes:
        if not grant.allows(scope):
            raise ScopeMissing(scope=scope.value, grantor=grant.grantor)


def require_present(side: Side) -> None:
    """Raise TargetDeactivated for somebody who left Slack: their connections are about to end."""
    if side.person.is_deactivated:
        raise TargetDeactivated


def check_start(connection: Connection, mine: Side, theirs: Side, open_sessions: int) -> None:
    """A starts a session with B.

    Raises NotParticipant, NotConnected, ConnectionEnded, TargetDeactivated, OtherPaused, ScopeMissing
    (``events.propose``), TooManyOpen.
    """
    if not connection.has(mine.key):
        raise NotParticipant
    require_active(connection)
    require_present(theirs)
    if theirs.person.is_paused:
        raise OtherPaused(whose=theirs.key)
    _require(theirs.grant, Scope.PROPOSE)
    if open_sessions >= OPEN_MOST:
        raise TooManyOpen(most=OPEN_MOST)


def check_propose(connection: Connection, session: Session, mine: Side, theirs: Side, now: int) -> None:
    """The presser's side sends slots, *More times*, or a counter-proposal, under the presser's own rights.

    Raises NotParticipant, NotConnected, ConnectionEnded, TargetDeactivated, OtherPaused, ScopeMissing,
    CalendarNotLinked, CalendarBroken, NoRoundsLeft, and what ``require_open`` raises. That slots are left to reveal is
    the ledger's to say.
    """
    if not session.has(mine.key):
        raise NotParticipant
    require_active(connection)
    require_present(theirs)
    require_open(session, now)
    if theirs.person.is_paused:
        raise OtherPaused(whose=theirs.key)
    _require(theirs.grant, Scope.AVAILABILITY, Scope.PROPOSE)
    if session.round >= ROUNDS_MOST:
        raise NoRoundsLeft(session=session.id)
    check_calendar(mine)
    check_calendar(theirs)


def check_live_slot(
    session: Session, messages: tuple[Message, ...], slot: Interval, notice_seconds: int, now: int
) -> Message:
    """Return the newest proposal if it holds ``slot`` and the slot still keeps the longer minimum notice.

    Raises SlotNotLive, SlotTooSoon and what ``require_open`` raises.
    """
    require_open(session, now)
    proposal = newest_proposal(messages)
    if proposal is None or session.needs_slots or slot not in proposal.slots:
        raise SlotNotLive(session=session.id)
    if slot.start < now + notice_seconds:
        raise SlotTooSoon(start=slot.start)
    return proposal


def check_accept(connection: Connection, session: Session, by: PersonKey) -> None:
    """A participant agrees to a slot. Raises NotParticipant, NotConnected, ConnectionEnded, OnlyFindsTimes.

    The slot itself is checked by ``check_live_slot``; one accept at a time by ``sessions.accept``.
    """
    if not session.has(by):
        raise NotParticipant
    require_active(connection)
    if session.kind is SessionKind.PROPOSAL_ONLY:
        raise OnlyFindsTimes(session=session.id)


def books_alone(theirs: Grant) -> bool:
    """Whether a press by this grant's grantee is *Book* (else it is *Accept*)."""
    return theirs.allows(Scope.WRITE_CONFIRM) or theirs.allows(Scope.WRITE_AUTO)


def check_confirm(connection: Connection, session: Session, mine: Side, theirs: Side, slot: Interval) -> None:
    """X books a slot: the click is X's consent, the other side's is its grant or its accept of exactly this slot.

    Raises NotParticipant, NotConnected, ConnectionEnded, OnlyFindsTimes, NeedsTheirAccept.
    """
    check_accept(connection, session, mine.key)
    require_present(theirs)
    accepted = session.accepted_by == theirs.key and session.accepted_slot == slot
    if not accepted and not books_alone(theirs.grant):
        raise NeedsTheirAccept(whose=theirs.key)


def check_offered_rights(proposer: Grant, receiver: Grant, offered_by: PersonKey) -> None:
    """The rights a slot was offered under must still hold: the receiver's grant let the proposer read and propose.

    Raises RightsChanged.
    """
    theirs = receiver if receiver.grantee == offered_by else proposer
    if not {Scope.AVAILABILITY, Scope.PROPOSE} <= theirs.scopes:
        raise RightsChanged(grantor=theirs.grantor)


def check_rules(violations: Sequence[tuple[str, str]]) -> None:
    """Turn the engine's findings ``(whose, rule)`` about a concrete slot into the refusal.

    Raises WeeklyCapReached for the cap, SlotTooSoon for notice, RuleBroken for every other rule.
    """
    for whose, rule in violations:
        if rule == "weekly_cap":
            raise WeeklyCapReached(whose=whose)
        if rule == "minimum_notice":
            raise SlotTooSoon(whose=whose)
        raise RuleBroken(whose=whose, rule=rule)


def check_auto(connection: Connection, session: Session, mine: Side, theirs: Side) -> None:
    """The Perins book without a click: both grants, both switches, nobody paused.

    Raises NotConnected, ConnectionEnded, OnlyFindsTimes, AutoNotAllowed.
    """
    check_accept(connection, session, mine.key)
    if not (mine.grant.books_automatically and theirs.grant.books_automatically):
        raise AutoNotAllowed(reason="grants")
    if mine.person.is_paused or theirs.person.is_paused:
        raise AutoNotAllowed(reason="paused")
