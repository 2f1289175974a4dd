"""What comes without anybody's press: reminders of meetings, nudges, and the messages that somebody does without."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.parsing.settings import SWITCHABLE
from sandbox.slack.state.conversations import SlackMessage
from tests.scenario.human import Human
from tests.scenario.reading import buttons, url_of, words
from tests.scenario.world import World

MEETING = "/perin schedule @bob 45m 2 Dec at 15:00 about Pricing"
"""Tomorrow, a Wednesday: 15:00 in Paris, 14:00 in UTC, 09:00 in New York."""


async def _comes_to(world: World, day: int, hour: int, minute: int = 0) -> None:
    """Let it be that time of December in UTC, and let the jobs do what is due then."""
    at = datetime(2026, 12, day, hour, minute, tzinfo=UTC).timestamp()
    await world.tick(int(at - world.sandbox.clock.now()) + 1)


async def _sets(human: Human, **values: object) -> None:
    """Fill in and save their settings."""
    await human.types("/perin settings")
    assert (await human.submits({f"perin.settings.{name}": value for name, value in values.items()})).ok
    await human.closes()


def _told(human: Human, what: str) -> list[SlackMessage]:
    """The messages to them in which these words stand, oldest first."""
    return [one for one in human.dms if what in one.text]


async def test_a_reminder_brings_the_way_in(connected: World) -> None:
    """Ten minutes before, each is told once, in their own zone, with *Join*, which leads to the one video meeting."""
    alice, bob = connected.alice, connected.bob
    for human in (alice, bob):
        await _sets(human, place="video")
    await alice.types(MEETING)
    await bob.books()
    await _comes_to(connected, 2, 13, 48)
    assert _told(alice, "Coming up") == _told(bob, "Coming up") == []
    await _comes_to(connected, 2, 13, 50)
    for human, other, at in (
        (alice, "Bob Tanaka", "15:00–15:45 (Paris)"),
        (bob, "Alice Moreau", "09:00–09:45 (New York)"),
    ):
        (reminder,) = _told(human, "Coming up")
        assert reminder.text.startswith(f"Coming up: Pricing with {other}, ")
        assert at in reminder.text
        assert buttons(reminder) == ["Join", "Open in calendar"]
        assert url_of(reminder, "Join") == alice.calendar.events()[-1]["hangoutLink"]
        assert await human.presses("Join", reminder) == ""
    await _comes_to(connected, 2, 13, 51)
    await _comes_to(connected, 2, 14, 1)
    assert (len(_told(alice, "Coming up")), len(_told(bob, "Coming up"))) == (1, 1)


async def test_a_reminder_comes_when_its_reader_wants_it(connected: World) -> None:
    """An hour before for who set that, in hours that are quiet to them, too; not at all for who wants none."""
    alice, bob = connected.alice, connected.bob
    await _sets(alice, reminder="none")
    await _sets(bob, reminder="60", quiet_until="12:00")
    await alice.types(MEETING)
    await alice.books()
    await _comes_to(connected, 2, 12, 58)
    assert _told(bob, "Coming up") == []
    await _comes_to(connected, 2, 13)
    assert len(_told(bob, "Coming up")) == 1
    await _comes_to(connected, 2, 13, 55)
    assert (_told(alice, "Coming up"), len(_told(bob, "Coming up"))) == ([], 1)


async def test_quiet_hours_end_two_hours_before_the_meeting(connected: World) -> None:
    """What is booked in somebody's night is told two hours before it begins, although their quiet hours go on."""
    alice, bob = connected.alice, connected.bob
    await alice.types(MEETING)
    await _comes_to(connected, 2, 2)
    await alice.books()
    await _comes_to(connected, 2, 11, 58)
    assert _told(bob, "Booked with") == []
    await _comes_to(connected, 2, 12)
    assert len(_told(bob, "Booked with")) == 1
    await alice.presses("Cancel meeting", alice.card)
    await alice.submits()
    assert "canceled" in bob.dm.text


async def test_an_unanswered_invite_is_called_to_mind_twice(world: World) -> None:
    """In the reader's working hours, never on their Friday night; its buttons answer, and then it asks no more."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    counts = []
    for when in ((5, 3), (7, 13, 58), (7, 14), (7, 20, 58), (7, 21), (8, 13)):
        await _comes_to(world, *when)
        counts.append(len(_told(bob, "still open")))
    assert counts == [0, 0, 1, 1, 2, 2]
    first, second = _told(bob, "still open")
    assert first.text.startswith("Alice Moreau's invite to connect your Perins is still open. It stays open until ")
    await bob.presses("Accept", second)
    await bob.submits()
    for nudge in _told(bob, "still open"):
        assert buttons(nudge) == []
        assert "no longer needs your answer" in words(nudge)


async def test_whoever_answered_is_not_nudged(connected: World) -> None:
    """Slots nobody answered are called to mind an hour before the working day ends, those that were, never."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await alice.types("/perin schedule @bob 30m next week about Roadmap")
    await bob.books(next(one for one in bob.dms if "Pricing" in words(one)))
    await _comes_to(connected, 1, 20, 58)
    assert _told(bob, "Shall we find a time") == []
    await _comes_to(connected, 1, 21)
    (nudge,) = _told(bob, "Shall we find a time")
    assert "Roadmap" in nudge.text
    assert "*Alice Moreau* asks you" in await bob.presses("Show card", nudge)


@pytest.mark.parametrize("kind", ["booked", "meeting_canceled"])
async def test_a_message_that_is_switched_off_stays_in_the_inbox(connected: World, kind: str) -> None:
    """Whose box isn't ticked sends no message: the card says it, and the inbox has it; the others come as ever."""
    alice, bob = connected.alice, connected.bob
    await _sets(bob, muted=[one.value for one in SWITCHABLE if one.value != kind])
    await alice.types(MEETING)
    await alice.books()
    assert len(_told(bob, "Booked with")) == (kind != "booked")
    assert "*Booked: Wed 2 Dec" in words(bob.card)
    before = len(bob.dms)
    await alice.presses("Cancel meeting", alice.card)
    await alice.submits()
    assert len(bob.dms) - before == (kind != "meeting_canceled")
    assert "*Canceled.*" in words(bob.card)
    told = await bob.types("/perin notifications")
    assert "Booked with Alice Moreau: Pricing" in told
    assert "Alice Moreau canceled" in told
