"""Other answers than Book: other times, not now, and what would help when nothing suits both."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from sandbox.slack.state.conversations import SlackMessage
from tests.scenario.human import Human
from tests.scenario.reading import action_ids, buttons, options, words
from tests.scenario.world import DAY, HOUR, START, World

COUNTER = "perin.counter.slots"
SNOOZE = "perin.session.snooze"


@pytest.fixture
async def offered(connected: World) -> World:
    """Either may book; slots for Pricing are out."""
    await connected.alice.types("/perin schedule @bob 45m next week about Pricing")
    return connected


async def test_other_times_are_suggested_and_booked(offered: World) -> None:
    """The receiver picks among times that suit both; they take the place of the slots on both cards."""
    alice, bob = offered.alice, offered.bob
    before = (len(alice.dms), len(bob.dms))
    earlier = buttons(bob.card)[:3]
    assert "Suggest other times" not in buttons(alice.card)
    assert await bob.presses("Suggest other times", bob.card) == ""
    assert bob.screen.title_text == "Suggest other times"
    assert "suit you and Alice Moreau both" in words(bob.screen)
    times = options(bob.screen, COUNTER)
    assert len(times) == 12
    refused = await bob.submits()
    assert set(refused.errors) == {COUNTER}
    assert (await bob.submits({COUNTER: times[4:6]})).ok
    assert "Sent. Alice Moreau has 2 times to choose from" in words(bob.screen)
    await bob.closes()
    assert (len(alice.dms), len(bob.dms)) == before
    assert "*Bob Tanaka suggests other times.*" in words(alice.card)
    assert "*You suggested these times.*" in words(bob.card)
    assert not set(earlier) & set(buttons(bob.card))
    assert "Not now" in words(alice.card)
    assert "Suggest other times" in buttons(alice.card)
    assert await alice.books() == ""
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    await alice.chooses("perin.session.overflow", "Show exchange", alice.card)
    assert "Bob Tanaka's Perin suggested other times to you" in words(alice.screen)


async def test_more_pages_of_other_times_keep_what_was_chosen(offered: World) -> None:
    """A second page adds to the first."""
    bob = offered.bob
    await bob.presses("Suggest other times", bob.card)
    first = options(bob.screen, COUNTER)
    await bob.slack.fill(None, {COUNTER: first[:1]})
    await bob.presses("Show more times", bob.screen)
    assert set(first) < set(options(bob.screen, COUNTER))
    assert first[0] in str(bob.slack.values(bob.screen))
    assert (await bob.submits()).ok
    assert len([label for label in buttons(bob.card) if label.startswith("Book")]) == 1


async def test_a_form_of_other_times_grows_stale(offered: World) -> None:
    """When the card has moved on, the form sends nothing and says so."""
    alice, bob = offered.alice, offered.bob
    await bob.presses("Suggest other times", bob.card)
    await alice.presses("More times", alice.card)
    shown = words(alice.card)
    assert (await bob.submits({COUNTER: options(bob.screen, COUNTER)[:1]})).ok
    assert "Something changed a moment before your press" in words(bob.screen)
    assert words(alice.card) == shown


async def test_buttons_are_gone_while_a_press_takes_its_time(offered: World) -> None:
    """Before the calendars are read the card has nothing left to press; refused or not, the truth is drawn then."""
    bob = offered.bob
    card = bob.card
    for refusal in ("", "Something changed a moment before your press"):
        before = len(offered.calls("chat.update", ts=card.ts))
        assert refusal in await bob.presses("More times", card, stale=True)
        drawn = [call.args["blocks"] for call in offered.calls("chat.update", ts=card.ts)[before:]]
        assert "One moment …" in str(drawn[0])
        assert "perin." not in str(drawn[0])
        assert len(drawn) == 2
        assert len([label for label in buttons(bob.card) if label.startswith("Book")]) == 3


async def test_buttons_are_gone_after_any_press(world: World) -> None:
    """Whatever is pressed on a card, it first loses its buttons and then shows what is true."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await _hushes(world, bob, bob.chooses(SNOOZE, "Remind me in an hour", bob.card))
    put_off = bob.card
    await _hushes(world, bob, bob.presses("Take it up now", put_off))
    await _hushes(world, bob, bob.presses("Take it up now", put_off, stale=True))
    assert SNOOZE in action_ids(bob.card)
    await _hushes(world, bob, bob.accepts())
    await _hushes(world, bob, bob.presses("Withdraw", bob.card))
    await bob.accepts()
    await _hushes(world, alice, alice.books())
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    await alice.types("/perin schedule @bob 30m next week about Hiring")
    await _hushes(world, bob, bob.presses("Cancel", bob.card))
    assert "*Canceled.*" in words(bob.card)


async def _hushes(world: World, human: Human, press: Awaitable[str]) -> None:
    """Press, and see the card without its buttons before anything else is drawn on it."""
    ts = human.card.ts
    before = len(world.calls("chat.update", ts=ts))
    await press
    drawn = [str(call.args["blocks"]) for call in world.calls("chat.update", ts=ts)[before:]]
    assert "One moment …" in drawn[0]
    assert "perin." not in drawn[0]
    assert "One moment …" not in drawn[-1]


async def test_not_now(offered: World) -> None:
    """What waits is put off, called to mind once, and can be answered at any time."""
    alice, bob = offered.alice, offered.bob
    assert SNOOZE not in action_ids(alice.card)
    assert await bob.chooses(SNOOZE, "Remind me in an hour", bob.card) == ""
    assert "You put this off." in words(bob.card)
    assert SNOOZE not in action_ids(bob.card)
    assert "put this off" not in words(alice.card)
    await offered.tick(HOUR + 60)
    (reminder,) = _reminders(bob)
    assert "You put this off." not in words(bob.card)
    await offered.tick(60)
    assert _reminders(bob) == [reminder]
    await bob.books()
    assert "no longer needs your answer" in words(next(one for one in bob.dms if one.ts == reminder.ts))


def _reminders(human: Human) -> list[SlackMessage]:
    return [one for one in human.dms if "Shall we find a time for Pricing with Alice Moreau?" in one.text]


async def test_putting_off_is_taken_back(offered: World) -> None:
    """*Take it up now* brings the menu back, and nobody is reminded."""
    bob = offered.bob
    await bob.chooses(SNOOZE, "Remind me tomorrow morning", bob.card)
    assert await bob.presses("Take it up now", bob.card) == ""
    assert SNOOZE in action_ids(bob.card)
    assert "You put this off." not in words(bob.card)


async def test_ones_own_limit_gives_way_once(connected: World) -> None:
    """When nothing suits both, a press relaxes one's own rule for this session, and slots go out."""
    alice, bob = connected.alice, connected.bob
    bob.calendar.add_event(summary="Offsite", start=START + 2 * HOUR, end=START + 14 * DAY)
    await alice.types("/perin schedule @bob 30m today about Pricing")
    rows = buttons(alice.card)
    before = len(bob.dms)
    label = next(one for one in rows if one.endswith("notice and ask Bob Tanaka"))
    assert await alice.presses(label, alice.card) == ""
    assert "Bob Tanaka has been asked and hasn't answered yet." in words(alice.card)
    assert len(bob.dms) == before + 1
    assert "asks whether you would allow" in bob.dm.text
    assert "notice" in bob.dm.text
    asked = bob.dm
    told = await bob.presses("Allow once", asked)
    assert told == ""
    assert buttons(bob.dms[before]) == []
    assert [label for label in buttons(bob.card) if label.startswith("Book")]
    assert "has been answered already" in await bob.presses("Allow once", asked, stale=True)
    await bob.books()
    assert bob.meetings() == [("Pricing", "confirmed")]


async def test_the_other_keeps_their_limit(connected: World) -> None:
    """*No* is told to the asker, whose card no longer offers to ask; nothing is offered."""
    alice, bob = connected.alice, connected.bob
    bob.calendar.add_event(summary="Offsite", start=START + 2 * HOUR, end=START + 14 * DAY)
    await alice.types("/perin schedule @bob 30m today about Pricing")
    label = next(one for one in buttons(alice.card) if one.endswith("notice and ask Bob Tanaka"))
    card = alice.card
    await alice.presses(label, card)
    before = len(bob.dms)
    assert await bob.presses("No, keep my limit", bob.dm) == ""
    assert "You have answered this." in words(bob.dms[before - 1])
    assert label not in buttons(alice.card)
    assert "would rather keep to their limits" in await alice.types("/perin notifications")
    assert "no longer helps" in await alice.presses(label, card, stale=True)


async def test_a_shorter_meeting_is_a_press_away(connected: World) -> None:
    """The request itself gives way: the card asks for less and offers slots."""
    alice, bob = connected.alice, connected.bob
    bob.calendar.add_event(summary="Offsite", start=START, end=START + 24 * HOUR)
    bob.calendar.add_event(summary="Workshop", start=START + 25 * HOUR, end=START + 14 * DAY)
    await alice.types("/perin schedule @bob 90m tomorrow about Pricing")
    label = next(one for one in buttons(alice.card) if one.startswith("Make it "))
    assert await alice.presses(label, alice.card) == ""
    assert "1 hour 30 minutes" not in words(alice.card)
    assert [label for label in buttons(bob.card) if label.startswith("Book")]
