"""Rights on values alone: which slot is live, what a violation is called, under whose rights a slot was offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.accounts import AccountState, CalendarAccount
from core.domain.errors import (
    CalendarBroken,
    CalendarNotLinked,
    RevealLimit,
    RightsChanged,
    RuleBroken,
    SlotNotLive,
    SlotTooSoon,
    WeeklyCapReached,
)
from core.domain.ids import AccountId, SessionId
from core.domain.messages import Message, MessageKind, accept_withdrawal, newest_proposal, offered_slots
from core.domain.quota import QUOTAS, REVEALED_MOST, REVEALED_SECONDS, Act
from core.domain.rights.negotiating import (
    Side,
    books_alone,
    check_calendar,
    check_live_slot,
    check_offered_rights,
    check_rules,
)
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.scheduling.intervals import Interval
from tests.unit.domain.values import NOW, OTHER_SLOT, SLOT, A, B, grant, person, session

NOTICE = 4 * 3_600


def said(number: int, kind: MessageKind, *slots: Interval, reason: str = "") -> Message:
    return Message(SessionId("s1"), number, kind, A, NOW, f"{kind}:{number}", slots, reason)


FIRST, SECOND = said(1, MessageKind.PROPOSAL, SLOT), said(3, MessageKind.PROPOSAL, OTHER_SLOT)


def test_a_slot_is_live_in_the_newest_proposal_only() -> None:
    """Older slots, invented ones, and those of a session that waits for others are not."""
    assert check_live_slot(session(), (FIRST,), SLOT, NOTICE, NOW) == FIRST
    for messages in ((), (FIRST, SECOND), (SECOND, FIRST)):
        with pytest.raises(SlotNotLive):
            check_live_slot(session(), messages, SLOT, NOTICE, NOW)
    with pytest.raises(SlotNotLive):
        check_live_slot(session(needs_slots=True), (FIRST,), SLOT, NOTICE, NOW)
    with pytest.raises(SlotNotLive):
        check_live_slot(session(), (FIRST,), Interval(SLOT.start, SLOT.end - 60), NOTICE, NOW)


def test_a_slot_is_live_until_its_notice() -> None:
    """To the second."""
    last = SLOT.start - NOTICE
    assert check_live_slot(session(), (FIRST,), SLOT, NOTICE, last) == FIRST
    with pytest.raises(SlotTooSoon):
        check_live_slot(session(), (FIRST,), SLOT, NOTICE, last + 1)


def test_messages_tell_what_was_offered() -> None:
    """The newest proposal by its number, every slot ever offered, and which cancel takes back an accept."""
    messages = (FIRST, said(2, MessageKind.ACCEPT, SLOT), SECOND)
    assert newest_proposal(messages) == SECOND
    assert offered_slots(messages) == (SLOT, OTHER_SLOT)
    assert newest_proposal(messages[1:2]) is None
    for reason, is_withdrawal in (("accept_withdrawn", True), ("accept_voided", True), ("canceled", False)):
        assert accept_withdrawal(said(4, MessageKind.CANCEL, reason=reason)) is is_withdrawal


@pytest.mark.parametrize("scopes", [frozenset(), ASK_FIRST - {Scope.PROPOSE}, ASK_FIRST - {Scope.AVAILABILITY}])
def test_a_slot_stands_on_the_receivers_rights(scopes: frozenset[Scope]) -> None:
    """It was offered under what the receiver let the proposer do; the proposer's own grant plays no part."""
    mine, theirs = grant(), replace(grant(), grantor=B, grantee=A)
    check_offered_rights(mine, theirs, A)
    check_offered_rights(replace(mine, scopes=scopes), theirs, A)
    with pytest.raises(RightsChanged) as refused:
        check_offered_rights(mine, replace(theirs, scopes=scopes), A)
    assert refused.value.text("grantor") == B
    with pytest.raises(RightsChanged):
        check_offered_rights(replace(mine, scopes=scopes), theirs, B)


def test_a_violation_becomes_its_refusal() -> None:
    """The cap and the notice have sentences of their own; every other rule is named."""
    check_rules([])
    for rule, refusal in (("weekly_cap", WeeklyCapReached), ("minimum_notice", SlotTooSoon), ("hours", RuleBroken)):
        with pytest.raises(refusal) as refused:
            check_rules([(B, rule), (A, "longest")])
        assert refused.value.text("whose") == B


def test_a_press_books_where_the_other_allows_it() -> None:
    """With either right to write."""
    assert not books_alone(grant())
    assert books_alone(grant(BOOK_ON_CONFIRM))
    assert books_alone(grant(ASK_FIRST | {Scope.WRITE_AUTO}))


def test_a_calendar_is_there_or_it_is_said_whose_is_not() -> None:
    """Not linked and broken are two things."""
    linked = CalendarAccount(A, AccountId("g"), "a@x", AccountState.LINKED, "a@x", ("a@x",), NOW)
    assert check_calendar(Side(person(), grant(), linked)) == linked
    for account, refusal in ((None, CalendarNotLinked), (replace(linked, state=AccountState.BROKEN), CalendarBroken)):
        with pytest.raises(refusal) as refused:
            check_calendar(Side(person(), grant(), account))
        assert refused.value.text("whose") == A


def test_the_quotas_are_the_contracts() -> None:
    """Per person and minute, invites also per day; sixty slots revealed in seven days."""
    assert {act: [(quota.most, quota.seconds) for quota in QUOTAS[act]] for act in Act} == {
        Act.INVITE: [(5, 60), (30, 86_400)],
        Act.ANSWER: [(20, 60)],
        Act.PERMISSION: [(20, 60)],
        Act.SESSION: [(10, 60)],
        Act.PROPOSAL: [(10, 60)],
        Act.ACCEPT_OR_CONFIRM: [(10, 60)],
        Act.OTHER: [(60, 60)],
    }
    assert (REVEALED_MOST, REVEALED_SECONDS) == (60, 7 * 86_400)
    names = [quota.name for quotas in QUOTAS.values() for quota in quotas]
    assert len(set(names)) == len(names)
    assert RevealLimit.code == "reveal_limit"
