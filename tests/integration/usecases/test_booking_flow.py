"""From two slots on two cards to one event on both calendars, and who is told what on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import NeedsTheirAccept, SessionBooked
from core.domain.grants import Constraints
from core.domain.messages import MessageKind
from core.domain.notices import NoticeKind
from core.domain.people import Place
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.domain.sessions import SessionState
from core.scheduling.hours import WeeklyHours, Window
from core.scheduling.intervals import Interval
from core.usecases.read_session import read_session, read_transcript
from core.usecases.terms import Terms
from tests.support.people import MINUTE, START, at, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
BOOKS = Terms(scopes=BOOK_ON_CONFIRM)


def hours(zone: str, start: int, end: int) -> WeeklyHours:
    """Monday to Friday from `start` to `end` o'clock in `zone`."""
    return WeeklyHours(zone, ((Window(start * 60, end * 60),),) * 5 + ((),) * 2)


async def test_the_main_job(pair: World) -> None:
    """Ask, accept, confirm: one confirmed event on each calendar, nothing tentative, each in words of its owner."""
    view = await pair.propose(title="Plan Q1")
    session, slot = view.session.id, view.slots[1].slot
    assert [one.press for one in view.slots] == ["accept"] * 3
    with pytest.raises(NeedsTheirAccept):
        await pair.book("alice", session, slot)
    accepted = await pair.accept("bob", session, slot)
    assert [one.press for one in accepted.slots] == ["none", "waiting", "none"]
    asked = await read_session(pair.deps, viewer=ALICE, session=session)
    assert [one.press for one in asked.slots] == ["none", "book", "none"]
    booked = await pair.book("alice", session, slot)
    assert booked.session.state is SessionState.CONFIRMED
    assert booked.session.booked_slot == slot
    for name, other in (("alice", "Bob Martin"), ("bob", "Alice Moreau")):
        (event,) = pair.events(name)
        assert_meeting(event, slot, title="Plan Q1", other=other)
    with pytest.raises(SessionBooked):
        await pair.book("alice", session, slot)


def assert_meeting(event: dict[str, Any], slot: Interval, *, title: str, other: str) -> None:
    assert event["status"] == "confirmed"
    assert event["summary"] == title
    assert other in event["description"]
    assert at(event["start"]["dateTime"][:19], event["start"]["timeZone"]) == slot.start
    assert at(event["end"]["dateTime"][:19], event["end"]["timeZone"]) == slot.end
    assert event.get("attendees", []) == []
    marks = event["extendedProperties"]["private"]
    assert {"bk_s", "bk_gen", "bk_peer"} <= marks.keys()


async def test_each_event_names_its_peer(pair: World) -> None:
    """The two copies know each other by private marks, so that either can be found from the other."""
    slot = await booked_directly(pair)
    (mine,), (theirs,) = pair.events("alice"), pair.events("bob")
    assert mine["extendedProperties"]["private"]["bk_peer"] == theirs["id"]
    assert theirs["extendedProperties"]["private"]["bk_peer"] == mine["id"]
    assert mine["id"] != theirs["id"]
    assert slot.start > START


async def booked_directly(world: World, **wishes: Any) -> Interval:  # noqa: ANN401 - any field of a request
    """Let Bob's grant allow it and book Alice's first slot with one press."""
    async with world.storage.reading() as uow:
        connection = (await uow.connections.of(ALICE))[0].connection.id
    await world.grant("bob", connection, BOOKS)
    view = await world.propose(**wishes)
    await world.book("alice", view.session.id, view.slots[0].slot)
    return view.slots[0].slot


async def test_one_press_books_where_the_grant_allows_it(pair: World) -> None:
    """With Bob's leave to book, Alice's press is *Book*; Bob's press on the same slots is still *Accept*."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, BOOKS)
    view = await pair.propose(phrase="again")
    assert {one.press for one in view.slots} == {"book"}
    bobs = await read_session(pair.deps, viewer=BOB, session=view.session.id)
    assert {one.press for one in bobs.slots} == {"accept"}
    await pair.book("alice", view.session.id, view.slots[0].slot)
    assert pair.legs() == (1, 1)


async def test_a_title_is_made_of_both_names(pair: World) -> None:
    """Without a title the event is called after the two people."""
    await booked_directly(pair)
    assert pair.events("alice")[0]["summary"] == "Alice Moreau and Bob Martin"
    assert pair.events("bob")[0]["summary"] == "Bob Martin and Alice Moreau"


async def test_who_may_not_be_known_is_not_named(world: World) -> None:
    """Without the right to read the profile, neither title nor description tells the other's name or zone."""
    await world.link("alice")
    await world.link("bob")
    nameless = Terms(scopes=BOOK_ON_CONFIRM - {Scope.PROFILE})
    await world.connect(theirs=nameless)
    view = await world.propose()
    assert view.other.name is None
    assert view.other.time_zone is None
    await world.book("alice", view.session.id, view.slots[0].slot)
    (event,) = world.events("alice")
    assert "Bob" not in event["summary"] + event["description"]
    assert "Alice Moreau" in world.events("bob")[0]["description"]


async def test_the_preferred_place_goes_along(pair: World) -> None:
    """A preference for where to meet is written into the event, and a request's own place wins over it."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, Terms(BOOK_ON_CONFIRM, Constraints(place=Place.PHONE)))
    preferred = await pair.propose(phrase="one")
    wished = await pair.propose(phrase="two", place=Place.IN_PERSON)
    assert preferred.session.place is Place.PHONE
    assert wished.session.place is Place.IN_PERSON
    await pair.book("alice", preferred.session.id, preferred.slots[0].slot)
    assert pair.events("alice")[0]["location"] == "Phone call"


async def test_slots_suit_both_calendars_and_both_clocks(pair: World) -> None:
    """Each slot lies in both people's working hours, each in its own zone, and in nobody's busy time."""
    for day in range(7, 12):
        pair.busy("alice", f"2026-12-{day:02} 15:00", f"2026-12-{day:02} 16:00")
        pair.busy("bob", f"2026-12-{day:02} 10:30", f"2026-12-{day:02} 12:00")
    view = await pair.propose()
    # Paris 9–17 and New York 9–17 have 15:00 to 17:00 Paris in common; what is left of it is 16:00 to 16:30.
    assert view.slots == ()
    assert {item.category for item in view.session.relaxations}
    shorter = await pair.propose(length_minutes=30, phrase="shorter")
    assert [one.slot.start for one in shorter.slots] == [at(f"2026-12-{day:02} 16:00", "Europe/Paris") for day in SOON]


SOON = (7, 8, 9)


async def test_constraints_are_each_grantors_own(world: World) -> None:
    """Alice's and Bob's constraints are two things: each is kept, and in its own zone."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(
        mine=Terms(ASK_FIRST, Constraints(hours=hours("Europe/Paris", 14, 20), shortest_minutes=30)),
        theirs=Terms(ASK_FIRST, Constraints(hours=hours("America/New_York", 13, 17), longest_minutes=60)),
    )
    view = await world.propose()
    # New York 13:00 is Paris 19:00, and Alice stops at 20:00: one hour a day, all in one place.
    assert len(view.slots) == 3
    for one in view.slots:
        start = datetime.fromtimestamp(one.slot.start, ZoneInfo("Europe/Paris"))
        assert (start.hour, start.minute) in {(19, 0), (19, 15)}


async def test_dms_are_few(pair: World) -> None:
    """Each act gives each person at most one new message, and none to the one who acted."""
    assert await pair.deliver() == [("alice", "invite_accepted")]
    view = await pair.propose()
    session, slot = view.session.id, view.slots[0].slot
    assert await pair.deliver() == [("alice", "card"), ("bob", "card")]
    assert NoticeKind.SLOTS_FOR_YOU in await pair.inbox("bob")
    assert NoticeKind.SLOTS_FOR_YOU not in await pair.inbox("alice")
    pair.forward(MINUTE)
    await pair.accept("bob", session, slot)
    assert await pair.deliver() == [("alice", "confirmation_needed")]
    pair.forward(MINUTE)
    pair.edits.clear()
    await pair.book("alice", session, slot)
    assert await pair.deliver() == [("bob", "booked")]
    assert sorted(pair.edits) == [("alice", "card"), ("alice", "confirmation_needed"), ("bob", "card")]
    async with pair.storage.reading() as uow:
        assert [(await uow.notices.count(key))[0] for key in (ALICE, BOB)] == [0, 0]


async def test_an_invite_answered_before_it_was_delivered_is_not_sent(pair: World) -> None:
    """What is void before its message left never becomes a message."""
    assert ("bob", "invite_received") not in await pair.deliver()


async def test_the_transcript_shows_what_the_perins_said(pair: World) -> None:
    """Proposal, accept and confirm are numbered, and the confirm names both events."""
    view = await pair.propose()
    session, slot = view.session.id, view.slots[2].slot
    await pair.accept("bob", session, slot)
    await pair.book("alice", session, slot)
    read = await read_transcript(pair.deps, viewer=BOB, session=session)
    said = [(message.number, message.kind, message.sender) for message in read.messages]
    assert said == [
        (1, MessageKind.PROPOSAL, ALICE),
        (2, MessageKind.ACCEPT, BOB),
        (3, MessageKind.CONFIRM, ALICE),
    ]
    assert read.messages[0].slots == tuple(one.slot for one in view.slots)
    ids = {pair.events("alice")[0]["id"], pair.events("bob")[0]["id"]}
    assert set(read.messages[2].events) == ids
    assert {message.grant_versions for message in read.messages} == {(1, 1)}


async def test_the_audit_trail_has_no_gaps(pair: World) -> None:
    """Each transition is one numbered row in each trail, and each trail says by whose leave the calendar was booked."""
    view = await pair.propose()
    session, slot = view.session.id, view.slots[0].slot
    await pair.accept("bob", session, slot)
    await pair.book("alice", session, slot)
    for name in ("alice", "bob"):
        trail = await pair.trail(name)
        assert [entry.number for entry in trail] == list(range(1, len(trail) + 1))
        assert [entry.action for entry in trail] == [
            "connection.invited",
            "connection.accepted",
            "session.proposed",
            "session.accepted",
            "session.booking",
            "session.booked",
        ]
    assert (await pair.trail("alice"))[-1].authority == "click"
    assert (await pair.trail("bob"))[-1].authority == "accept"


async def test_a_grant_is_the_authority_of_a_direct_booking(pair: World) -> None:
    """Booked without Bob's press, his trail names the permission he gave."""
    await booked_directly(pair)
    assert (await pair.trail("bob"))[-1].authority == "grant:write.confirm"


async def test_a_transition_wakes_the_outbox(pair: World) -> None:
    """What was written is to be told at once, not at the next tick."""
    pair.woken.clear()
    await pair.propose()
    assert pair.woken
