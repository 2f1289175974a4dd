"""What becomes of a meeting: moved, canceled, undone, booked without a click, changed in Google."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.scenario.human import Human, is_ours
from tests.scenario.reading import buttons, words
from tests.scenario.replaying import actions_of, replay
from tests.scenario.world import DAY, HOUR, START, World

NOTE = "perin.cancel.note"


@pytest.fixture
async def booked(connected: World) -> World:
    """Alice and Bob meet on Monday 7 December, 15:00 in Paris, about Pricing; either may book."""
    await connected.alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await connected.bob.books()
    return connected


def slots(human: Human) -> list[str]:
    """The buttons that book or accept on their newest card."""
    return [label for label in buttons(human.card) if label.startswith(("Book", "Accept"))]


def starts(human: Human) -> list[datetime]:
    """When Perin's events in their calendar begin."""
    return [datetime.fromisoformat(event["start"]["dateTime"]) for event in human.calendar.events() if is_ours(event)]


async def test_a_meeting_moves(booked: World) -> None:
    """New times go to both, the old meeting stands until one is booked; then both cards tell old and new."""
    alice, bob = booked.alice, booked.bob
    old, before = (alice.card, bob.card), (len(alice.dms), len(bob.dms))
    assert await alice.presses("Reschedule", old[0]) == ""
    assert alice.screen.title_text == "Reschedule"
    assert "It stays there until a new time is booked" in words(alice.screen)
    refused = await alice.submits({"perin.reschedule.when": "nxt weke"})
    assert set(refused.errors) == {"perin.reschedule.when"}
    assert (await alice.submits({"perin.reschedule.when": "8 Dec afternoon"})).ok
    assert "New times are out" in words(alice.screen)
    await alice.closes()
    assert (len(alice.dms), len(bob.dms)) == (before[0] + 1, before[1] + 1)
    assert "asks to move this meeting" in words(bob.card)
    assert "Now it is Mon 7 Dec 09:00–09:45 (New York)" in words(bob.card)
    assert "the meeting stays as it is" in words(bob.card)
    assert len(starts(alice)) == 1
    standing = next(one for one in bob.dms if one.ts == old[1].ts)
    assert "A new time is being looked for." in words(standing)
    assert "Show new times" in buttons(standing)
    assert await bob.books() == ""
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    assert starts(alice) == starts(bob)
    assert starts(alice)[0].day == 8
    for human in (alice, bob):
        assert "*Moved to Tue 8 Dec" in words(human.card)
        assert "It was Mon 7 Dec" in words(human.card)
    gone = next(one for one in bob.dms if one.ts == old[1].ts)
    assert "*Moved.* It is now Tue 8 Dec" in words(gone)
    assert "Show the meeting" in buttons(gone)
    assert alice.dm.text.startswith("Moved with Bob Tanaka: Pricing, Tue 8 Dec")


async def test_a_move_that_is_canceled_leaves_the_meeting(booked: World) -> None:
    """The old meeting stands, its card loses the remark, and a second press finds the one open search."""
    alice, bob = booked.alice, booked.bob
    old = alice.card
    for _ in range(2):
        await alice.presses("Reschedule", old, stale=True)
        assert (await alice.submits({"perin.reschedule.when": "8 Dec"})).ok
        await alice.closes()
    assert len([one for one in bob.dms if "asks to move this meeting" in words(one)]) == 1
    assert await bob.presses("Cancel", bob.card) == ""
    assert "so the meeting stays as it was" in words(alice.card)
    assert "Show the meeting" in buttons(alice.card)
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    standing = next(one for one in alice.dms if one.ts == old.ts)
    assert "A new time is being looked for." not in words(standing)
    assert "Reschedule" in buttons(standing)


async def test_a_search_that_finds_nothing_is_the_askers_alone(booked: World) -> None:
    """Without another time only the presser learns of it; to the other one the meeting looks as ever."""
    alice, bob = booked.alice, booked.bob
    bob.calendar.add_event(summary="Offsite", start=START, end=START + 14 * DAY)
    before = len(bob.dms)
    await alice.presses("Reschedule", alice.card)
    assert (await alice.submits({"perin.reschedule.when": "8 Dec"})).ok
    assert "No other time suits you and Bob Tanaka" in words(alice.screen)
    await alice.closes()
    assert "*No time suits you both as things stand.*" in words(alice.card)
    assert "a new time is being looked for" in await alice.types("/perin sessions")
    assert "a new time is being looked for" not in await bob.types("/perin sessions")
    assert len(bob.dms) == before


async def test_american_readers_see_twelve_hours(world: World) -> None:
    """Whoever has Slack in American English reads 9:00 AM wherever the other one reads 15:00."""
    alice = world.alice
    sam = world.add_person("U0SAM", "sam", "Sam Reed", "America/New_York", locale="en-US")
    await world.connect(alice, sam)
    await alice.types("/perin schedule @sam 45m 7 Dec at 15:00 about Pricing")
    assert "Mon 7 Dec 15:00–15:45 (Paris) · 09:00 (New York)" in words(alice.card)
    assert "Mon 7 Dec 9:00–9:45 AM (New York) · 3:00 PM (Paris)" in words(sam.card)
    assert "Asked for: Mon 7 Dec, at 3:00 PM (Paris)" in words(sam.card)
    assert buttons(sam.card)[0] == "Book Mon 9:00 AM"
    await alice.books()
    assert "Mon 7 Dec 9:00–9:45 AM (New York)" in sam.dm.text


async def test_a_meeting_is_canceled_with_a_word(booked: World) -> None:
    """It goes from both calendars; the other one is told once, with the note, which can't mention anybody."""
    alice, bob = booked.alice, booked.bob
    before = (len(alice.dms), len(bob.dms))
    card = alice.card
    await alice.presses("Cancel meeting", card)
    assert alice.screen.title_text == "Cancel meeting"
    assert (await alice.submits({NOTE: "Sorry, <!channel> & flu"})).ok
    assert "Canceled. Pricing goes from both calendars" in words(alice.screen)
    await alice.closes()
    assert alice.meetings() == bob.meetings() == []
    assert (len(alice.dms), len(bob.dms)) == (before[0], before[1] + 1)
    assert "They wrote: “Sorry, &lt;!channel&gt; &amp; flu”" in bob.dm.text
    assert "*Canceled.* You canceled the meeting of Mon 7 Dec" in words(alice.card)
    assert "Alice Moreau wrote: “Sorry," in words(bob.card)
    assert "There is no meeting here to change" in await alice.presses("Cancel meeting", card, stale=True)


async def test_an_edited_event_is_not_taken_away_unasked(booked: World) -> None:
    """Whoever cancels learns what the other changed in Google, and decides again."""
    alice, bob = booked.alice, booked.bob
    event = next(one for one in bob.calendar.events() if is_ours(one))
    bob.calendar.update_event("primary", event["id"], summary="Pricing, room 4")
    await alice.presses("Cancel meeting", alice.card)
    assert (await alice.submits({NOTE: "Sorry"})).ok
    assert "Bob Tanaka changed this event in their Google Calendar." in words(alice.screen)
    assert "room 4" not in words(alice.screen)
    assert len(bob.meetings()) == 1
    assert "Sorry" in str(alice.slack.values(alice.screen))
    assert (await alice.submits()).ok
    assert alice.meetings() == bob.meetings() == []


async def test_perins_book_and_either_undoes(world: World) -> None:
    """With *Book automatically* on both sides nobody clicks; both are told why; *Undo* takes it out and stops it."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="book_automatically", back="book_automatically")
    before = (len(alice.dms), len(bob.dms))
    told = await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "as you both allow" in told
    assert (len(alice.dms), len(bob.dms)) == (before[0] + 1, before[1] + 1)
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    for human in (alice, bob):
        assert human.card is human.dm
        assert "You both let your Perins book by themselves" in words(human.card)
    undo = next(label for label in buttons(bob.card) if label.startswith("Undo (until "))
    told_before = len(alice.dms)
    assert await bob.presses(undo, bob.card) == ""
    assert alice.meetings() == bob.meetings() == []
    assert "*Undone.* You undid what your Perins had booked" in words(bob.card)
    assert "Perin no longer books by itself in their calendar" in words(alice.card)
    assert len(alice.dms) == told_before + 1
    assert "Bob Tanaka undid" in alice.dm.text
    await alice.types("/perin schedule @bob 45m next week about Budget")
    assert alice.meetings() == []
    assert slots(bob)


async def test_undo_comes_too_late(world: World) -> None:
    """After ten minutes the meeting stands, and the press says what can be done instead."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="book_automatically", back="book_automatically")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    undo = next(label for label in buttons(bob.card) if label.startswith("Undo (until "))
    await world.later(601)
    assert "Undo works for ten minutes" in await bob.presses(undo, bob.card, stale=True)
    assert bob.meetings() == [("Pricing", "confirmed")]


async def test_a_change_in_google_is_decided_once(booked: World) -> None:
    """Both are asked what shall become of it; the other one takes the new time, and both calendars agree again."""
    alice, bob = booked.alice, booked.bob
    event = next(one for one in bob.calendar.events() if is_ours(one))
    later = [datetime.fromisoformat(event[end]["dateTime"]).timestamp() + HOUR for end in ("start", "end")]
    bob.calendar.update_event("primary", event["id"], start=later[0], end=later[1])
    await booked.tick(20 * 60)
    for human in (alice, bob):
        assert "*Changed in Google Calendar.*" in words(human.card)
        assert buttons(human.card)[:3] == ["Take new time", "Propose another", "Cancel both"]
    assert "Bob Tanaka moved it to Mon 7 Dec 16:00–16:45" in alice.dm.text
    seen = bob.card
    assert await alice.presses("Take new time", alice.card) == ""
    assert starts(alice) == starts(bob)
    assert "*Changed in Google Calendar.*" not in words(alice.card) + words(bob.card)
    assert "Take new time" not in buttons(bob.card)
    assert "nothing to decide" in await bob.presses("Take new time", seen, stale=True)


async def test_a_meeting_removed_in_google_is_canceled_on_both(booked: World) -> None:
    """*Cancel both* ends what one of the two had deleted."""
    alice, bob = booked.alice, booked.bob
    event = next(one for one in bob.calendar.events() if is_ours(one))
    bob.calendar.delete_event("primary", event["id"])
    await booked.tick(20 * 60)
    assert "Take new time" not in buttons(alice.card)
    assert "Bob Tanaka removed it from their calendar." in words(alice.card)
    await alice.presses("Cancel both", alice.card)
    assert (await alice.submits()).ok
    assert alice.meetings() == bob.meetings() == []
    assert "*Canceled.*" in words(bob.card)


async def test_nobody_else_changes_a_meeting(world: World) -> None:
    """Somebody who got hold of a button of a meeting is refused, and no form opens."""
    alice, priya = world.alice, world.priya
    await world.connect(alice, world.bob, give="book_automatically", back="book_automatically")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await alice.chooses("perin.session.overflow", "Show exchange", alice.card)
    pressed = [one for one in actions_of(alice.card) if one["action_id"] != "perin.session.open_calendar"]
    assert len(pressed) == 4
    for action in pressed:
        assert "This belongs to two other people" in await replay(world, priya, actions=[action]), action
    assert priya.slack.modals() == []
    assert alice.meetings() == [("Pricing", "confirmed")]
