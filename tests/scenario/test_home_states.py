"""App Home in the states that ask for something: a calendar that broke, what the Perins did, a meeting, a farewell."""

from __future__ import annotations

import pytest

from core.usecases.people import find_person
from tests.scenario.human import Human
from tests.scenario.reading import buttons, url_of, words
from tests.scenario.world import World

BROKEN = "*Your calendar is disconnected.* Until you reconnect it, nobody can find a time with you."


@pytest.fixture
async def booked(connected: World) -> World:
    """Alice and Bob meet by video on Monday 7 December, 15:00 in Paris, about Pricing; Alice has Home open."""
    alice, bob = connected.alice, connected.bob
    for human in (alice, bob):
        await human.types("/perin settings")
        await human.submits({"perin.settings.place": "video"})
        await human.closes()
    await alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await bob.books()
    for _ in range(2):
        await connected.tick(60)
    await _opens_home(connected, alice)
    return connected


async def _opens_home(world: World, human: Human) -> None:
    await human.slack.open_home()
    await world.quiet()


@pytest.fixture
async def broken(connected: World) -> World:
    """Google no longer lets Perin into Bob's calendar, and Perin found that out; Bob has Home open."""
    await _opens_home(connected, connected.bob)
    connected.sandbox.google.oauth.revoke_account("g-bob")
    assert "calendar is disconnected" in await connected.alice.types("/perin schedule @bob 45m tomorrow")
    return connected


@pytest.mark.parametrize("label", ["Reconnect my calendar", "Reconnect my Google calendar"])
async def test_home_says_that_the_calendar_is_broken(broken: World, label: str) -> None:
    """On top and beside the calendar, each with the button that leads through Google and mends it."""
    bob = broken.bob
    shown = words(bob.home)
    assert BROKEN in shown
    assert "*bob@example.com is disconnected.*" in shown
    assert "Change calendar" not in buttons(bob.home)
    await bob.presses(label, bob.home)
    await bob.follows(url_of(bob.screen, "Reconnect"))
    assert "disconnected" not in words(bob.home)
    assert "bob@example.com is linked" in words(bob.home)
    await bob.closes()
    assert "Slots are out" in await broken.alice.types("/perin schedule @bob 45m tomorrow")


async def test_the_message_about_a_broken_calendar_mends_it(broken: World) -> None:
    """*Reconnect my calendar* in the message leads through Google; then the message says that it is done."""
    bob = broken.bob
    asked = bob.dm
    assert "Google no longer lets Perin into your calendar." in asked.text
    await bob.presses("Reconnect my calendar", asked)
    await bob.follows(url_of(bob.private, "Reconnect"))
    assert "*Your calendar is connected again.*" in words(bob.dm)
    assert buttons(bob.dm) == []
    assert "Needs you" not in words(bob.home)


async def test_home_undoes_what_the_perins_did_today(world: World) -> None:
    """What was booked without a click stands in Home with *Undo*; pressed there it is gone from both calendars."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="book_automatically", back="book_automatically")
    await _opens_home(world, bob)
    assert "What Perin did by itself today" not in words(bob.home)
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "What Perin did by itself today" in words(bob.home)
    assert "Booked *Pricing* with Alice Moreau, Mon 7 Dec" in words(bob.home)
    undo = next(label for label in buttons(bob.home) if label.startswith("Undo (until "))
    await bob.presses(undo, bob.home)
    assert alice.meetings() == bob.meetings() == []
    assert "*Undone.* You undid what your Perins had booked" in words(bob.screen)
    assert "What Perin did by itself today" not in words(bob.home)
    assert "Next meetings" not in words(bob.home)


async def test_what_cannot_be_undone_any_more_has_no_undo_in_home(world: World) -> None:
    """After ten minutes Home still tells what the Perins did, without *Undo*; the next day it doesn't."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="book_automatically", back="book_automatically")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await world.later(601)
    await _opens_home(world, bob)
    assert "What Perin did by itself today" in words(bob.home)
    assert not [label for label in buttons(bob.home) if label.startswith("Undo")]
    await world.later(86_400)
    await _opens_home(world, bob)
    assert "What Perin did by itself today" not in words(bob.home)
    assert "Next meetings" in words(bob.home)


async def test_a_meeting_is_joined_from_home(booked: World) -> None:
    """*Join* in Home leads to the video meeting, and pressing it changes nothing."""
    alice = booked.alice
    before = words(alice.home)
    assert url_of(alice.home, "Join") == alice.calendar.events()[-1]["hangoutLink"]
    assert await alice.presses("Join", alice.home) == ""
    assert alice.slack.modals() == []
    assert words(alice.home) == before


async def test_a_meeting_is_moved_from_home(booked: World) -> None:
    """The form opens over Home, says that new times are out, and Home has both: the meeting and the search."""
    alice, bob = booked.alice, booked.bob
    await alice.presses("Reschedule", alice.home)
    assert "It stays there until a new time is booked" in words(alice.screen)
    await alice.submits({"perin.reschedule.when": "8 Dec afternoon"})
    assert "New times are out" in words(alice.screen)
    assert "Booked: Mon 7 Dec 15:00–15:45" in words(alice.home)
    assert "a new time is being looked for" in words(alice.home)
    assert "Reschedule" not in buttons(alice.home)
    await bob.books()
    assert "Booked: Tue 8 Dec" in words(alice.home)
    assert "Mon 7 Dec" not in words(alice.home)


async def test_a_meeting_is_canceled_from_home(booked: World) -> None:
    """The form opens over Home; then the meeting is gone from Home and from both calendars, and the other is told."""
    alice, bob = booked.alice, booked.bob
    await alice.presses("Cancel meeting", alice.home)
    await alice.submits({"perin.cancel.note": "Sorry"})
    assert "Canceled. Pricing goes from both calendars" in words(alice.screen)
    assert "Next meetings" not in words(alice.home)
    assert alice.meetings() == bob.meetings() == []
    assert "They wrote: “Sorry”" in bob.dm.text


async def test_leaving_from_home(booked: World) -> None:
    """*Forget me* asks over Home what shall become of the meeting ahead; then Home knows nobody any more."""
    alice = booked.alice
    await alice.presses("Forget me", alice.home)
    assert "You have 1 meeting ahead." in words(alice.screen)
    await alice.submits({"perin.forget.meetings": "cancel"})
    assert "1 meeting canceled." in words(alice.screen)
    assert "Perin knows nothing of you." in words(alice.home)
    assert buttons(alice.home) == []
    assert await find_person(booked.deps, person=alice.key) is None
