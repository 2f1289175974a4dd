"""Keys of people and installations, ids of events: what they are made of and what can't be read out of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.booking.plan import draft, event_id, is_ours, plan_legs, poison
from core.calendars.protocols import Event
from core.domain.accounts import Access, AccountState, CalendarAccount, LinkState
from core.domain.bookings import Booking, BookingState
from core.domain.ids import AccountId, BookingId, SessionId, installation_key, person_key, split_person_key
from core.domain.installations import Installation
from core.domain.rights.negotiating import Side
from core.domain.telling import Telling
from tests.unit.domain.values import NOW, SLOT, A, B, grant, person, session

WORDS = some.text(some.characters(exclude_characters=":", codec="ascii"), min_size=1)


@given(WORDS, WORDS)
def test_a_person_key_can_be_taken_apart(home: str, user: str) -> None:
    """Home and member go in and come out."""
    key = person_key(home, user)
    assert key == f"slack:{home}:{user}"
    assert (split_person_key(key).home, split_person_key(key).user) == (home, user)


@pytest.mark.parametrize(("home", "user"), [("", "U1"), ("T1", ""), ("T:1", "U1"), ("T1", "U:1")])
def test_a_home_is_never_guessed(home: str, user: str) -> None:
    """A part that is missing or ambiguous makes no key."""
    with pytest.raises(ValueError, match="person key"):
        person_key(home, user)


@pytest.mark.parametrize("text", ["", "U1", "slack:T1", "slack::U1", "slack:T1:", "mail:T1:U1", "slack:T1:U1:x"])
def test_what_is_no_person_key(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match="person key"):
        split_person_key(text)  # type: ignore[arg-type]  # not one


def test_an_installation_belongs_to_somebody() -> None:
    """To a team, to an enterprise, or to a team of one; never to nobody."""
    assert (installation_key(None, "T1"), installation_key("E1", None)) == ("-:T1", "E1:-")
    with pytest.raises(ValueError, match="installation"):
        installation_key(None, "")


@given(some.text(min_size=1), some.text(), some.integers(1, 99))
def test_an_event_id_is_legal_and_tells_nothing(secret: str, name: str, generation: int) -> None:
    """Base32hex characters only, the same for the same attempt, another for any other, keyed by the secret."""
    own = event_id(secret, SessionId(name), A, generation)
    assert re.fullmatch(r"[a-v0-9]{5,1024}", own)
    assert own == event_id(secret, SessionId(name), A, generation)
    others = {
        event_id(secret + "x", SessionId(name), A, generation),
        event_id(secret, SessionId(name + "x"), A, generation),
        event_id(secret, SessionId(name), B, generation),
        event_id(secret, SessionId(name), A, generation + 1),
    }
    assert len(others | {own}) == 5


def account(key: str, name: str) -> CalendarAccount:
    who = person_key("T1", key)
    return CalendarAccount(who, AccountId(name), f"{name}@x", AccountState.LINKED, f"{name}@x", (f"{name}@x",), NOW)


def booking() -> Booking:
    legs = plan_legs("secret", session(generation=1), (account("UA", "a"), account("UB", "b")))
    return Booking(BookingId("b1"), SessionId("s1"), 1, SLOT, BookingState.BOOKING, 1, 0, NOW, A, legs)


def test_only_our_own_events_are_ours() -> None:
    """An event is ours by its marks, of this session and this attempt; the fence carries them too."""
    one = booking()
    leg = one.leg(A)
    blocker = poison(one, leg)
    assert (blocker.id, blocker.blocks_time, blocker.tentative) == (leg.event, False, True)
    found = Event(leg.event, "e", "confirmed", SLOT, "", blocker.marks)
    assert is_ours(found, one)
    assert not is_ours(replace(found, marks={}), one)
    assert not is_ours(found, replace(one, generation=2))
    assert not is_ours(found, replace(one, session=SessionId("s2")))


def test_a_hold_can_be_told_from_a_meeting() -> None:
    """The tentative form says so in its title; both carry the marks."""
    one = booking()
    other = Side(person(key=B, user="UB", name="Bob"), replace(grant(), grantor=B, grantee=A), None)
    drafts = [draft(one, one.leg(A), session(title="Plan"), other, person(), tentative=flag) for flag in (True, False)]
    assert [made.title for made in drafts] == ["Hold: Plan", "Plan"]
    assert [made.tentative for made in drafts] == [True, False]
    assert drafts[0].marks == drafts[1].marks
    assert one.leg(B).event in drafts[0].marks.values()


def test_a_leg_belongs_to_one_of_two() -> None:
    """Nobody else has one."""
    with pytest.raises(KeyError):
        booking().leg(person_key("T1", "UC"))


def test_secrets_are_not_shown() -> None:
    """What may end up in a log names its owner and nothing else."""
    secret = "s3cr3t-value"
    shown = [
        repr(Access(AccountId("g"), secret, A)),
        repr(LinkState("hash", A, NOW, verifier=secret, pending=secret)),
        repr(
            Installation(
                installation_key(None, "T1"), "T1", "Acme", None, False, secret, "U", "B", "A", frozenset(), NOW
            )
        ),
    ]
    assert not any(secret in text for text in shown)


def test_a_deactivated_person_is_told_nothing() -> None:
    """Neither notice nor card, but the trail is kept."""
    telling = Telling(NOW)
    gone = person(is_deactivated=True)
    telling.card(gone, session())
    telling.record((A, B), "session.proposed", "s1", actor=A, authority="click", authorities={B: "accept"})
    assert (telling.notices, telling.cards) == ([], {})
    assert [(row.person, row.other, row.authority) for row in telling.audit] == [(A, B, "click"), (B, A, "accept")]
