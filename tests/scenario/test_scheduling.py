"""Asking for a meeting: in words, with a form, with mistakes, and when nothing suits both."""

from __future__ import annotations

from tests.scenario.reading import buttons, words
from tests.scenario.world import DAY, HOUR, START, World


async def test_words_are_understood_and_repeated(connected: World) -> None:
    """The card says what was understood; the window holds."""
    alice = connected.alice
    await alice.types("/perin schedule @bob 1h Thursday afternoon about Budget & plans")
    card = words(alice.card)
    assert "Budget &amp; plans" in card or "Budget & plans" in card
    assert "Understood as" in card
    assert "Thu 3 Dec" in card
    assert "for *1 hour*" in card


async def test_a_person_alone_opens_the_form(connected: World) -> None:
    """Without details a form asks; what it finds comes as a card, and the form says so."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob")
    assert alice.screen.title_text == "Schedule a meeting"
    sent = await alice.submits({"perin.schedule.when": "tomorrow", "perin.schedule.title": "Lunch"})
    assert sent.ok
    assert "Slots are out." in words(alice.screen)
    assert "Wed 2 Dec" in words(bob.card)


async def test_words_nobody_understood_open_the_form_filled_in(connected: World) -> None:
    """A typo is shown, and corrected in place; leaving it is refused beside the field."""
    alice = connected.alice
    await alice.types("/perin schedule @bob 45m nxt weke about Pricing")
    form = words(alice.screen)
    assert "I didn't understand" in form
    values = alice.slack.values(alice.screen)
    assert "nxt weke" in str(values)
    assert "Pricing" in str(values)
    refused = await alice.submits()
    assert set(refused.errors) == {"perin.schedule.when"}
    assert (await alice.submits({"perin.schedule.when": "next week"})).ok
    assert "Pricing" in words(alice.card)


async def test_a_title_swallows_neither_length_nor_time(connected: World) -> None:
    """What follows the mention is no title; where a title ends in a time, the form asks before any slot goes out."""
    alice, bob = connected.alice, connected.bob
    before = len(bob.dms)
    await alice.types("/perin schedule about roadmap 45m tomorrow with @bob")
    assert "I took “45m tomorrow” for the time" in words(alice.screen)
    assert len(bob.dms) == before
    assert (await alice.submits()).ok
    assert words(bob.card).startswith("roadmap\n")
    assert "for *45 minutes*" in words(alice.card)
    await alice.types("/perin schedule about budget @bob 1h tomorrow")
    assert words(bob.card).startswith("budget\n")
    assert "for *1 hour*" in words(alice.card)
    assert "Wed 2 Dec" in words(alice.card)


async def test_a_time_that_has_passed_is_said(connected: World) -> None:
    """The past is refused in words, by command and beside the field."""
    alice = connected.alice
    assert "leaves no time to meet" in await alice.types("/perin schedule @bob 45m 2025-12-03")
    await alice.types("/perin schedule @bob")
    refused = await alice.submits({"perin.schedule.when": "2025-12-03"})
    assert set(refused.errors) == {"perin.schedule.when"}
    assert len(connected.bob.dms) == 1


async def test_no_mutual_slot_is_the_askers_alone(connected: World) -> None:
    """When nothing suits both, only the asker's card says so, with what would help; the other side hears nothing."""
    alice, bob = connected.alice, connected.bob
    bob.calendar.add_event(summary="Offsite", start=START, end=START + 3 * DAY)
    before = len(bob.dms)
    answer = await alice.types("/perin schedule @bob 45m tomorrow about Pricing")
    assert "No time suits" in answer
    assert "*No time suits you both as things stand.* What would help:" in words(alice.card)
    assert len(bob.dms) == before
    assert "Pricing" not in await bob.types("/perin sessions")
    assert "Pricing" in await alice.types("/perin sessions")


async def test_more_times_retire_the_earlier_ones(connected: World) -> None:
    """*More times* offers three others on both cards; an earlier slot that is still on screen is refused."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week")
    first, seen = buttons(alice.card)[:3], bob.card
    assert await alice.presses("More times", alice.card) == ""
    assert not set(first) & set(buttons(alice.card)[:3])
    assert len(bob.dms) == 2
    assert "no longer on offer" in await bob.presses(buttons(seen)[0], seen, stale=True)
    assert bob.meetings() == []


async def test_times_come_to_an_end(connected: World) -> None:
    """When nothing else suits both, *More times* says so and the slots shown stay."""
    alice = connected.alice
    await alice.types("/perin schedule @bob 1h tomorrow")
    assert await alice.presses("More times", alice.card) == ""
    left = (words(alice.card), buttons(alice.card))
    assert "no more times that suit you both" in await alice.presses("More times", alice.card)
    assert (words(alice.card), buttons(alice.card)) == left


async def test_rounds_come_to_an_end(connected: World) -> None:
    """Five rounds are the most: then the card has no button for a sixth, and an old one is refused."""
    alice = connected.alice
    await alice.types("/perin schedule @bob 30m")
    fourth = alice.card
    for _ in range(4):
        fourth = alice.card
        assert await alice.presses("More times", alice.card) == ""
    assert "More times" not in buttons(alice.card)
    assert "Five rounds of slots have gone back and forth" in await alice.presses("More times", fourth, stale=True)


async def test_the_same_request_twice_is_one_session(connected: World) -> None:
    """Typing it again returns the card there is."""
    alice, bob = connected.alice, connected.bob
    for _ in range(2):
        await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert len([message for message in bob.dms if "Pricing" in words(message)]) == 1
    assert "1 open session" in await alice.types("/perin sessions")


async def test_three_open_sessions_are_enough(connected: World) -> None:
    """A fourth on one connection is refused with what to do."""
    for title in ("One", "Two", "Three"):
        await connected.alice.types(f"/perin schedule @bob 45m next week about {title}")
    told = await connected.alice.types("/perin schedule @bob 45m next week about Four")
    assert "3 open sessions already" in told


async def test_only_finding_times_never_books(connected: World) -> None:
    """*Only find times* shows both the same times, without a button to book."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob")
    assert (await alice.submits({"perin.schedule.kind": ["only_times"], "perin.schedule.when": "tomorrow"})).ok
    for human in (alice, bob):
        assert "Nothing is booked from here." in words(human.card)
        assert not [label for label in buttons(human.card) if label.startswith(("Book", "Accept"))]


async def test_shortcuts_open_the_form(connected: World) -> None:
    """From anywhere, and from a message with its author filled in."""
    alice, bob = connected.alice, connected.bob
    await alice.slack.shortcut("perin.schedule.global")
    await connected.quiet()
    assert alice.screen.title_text == "Schedule a meeting"
    await alice.closes()
    connected.slack.workspace.add_channel("C0PLANS", "plans", ("U0ALICE", "U0BOB"))
    said = await bob.slack.mention("C0PLANS", "shall we meet?")
    await alice.slack.message_shortcut("perin.schedule.message", said)
    await connected.quiet()
    assert "U0BOB" in str(alice.slack.values(alice.screen))
    await alice.closes()
    await alice.slack.message_shortcut("perin.schedule.message", alice.dm)
    await connected.quiet()
    assert "U0B" not in str(alice.slack.values(alice.screen))


async def test_what_stops_a_session_is_said(world: World) -> None:
    """Not connected, not linked, paused: each its own sentence, and nobody is told."""
    alice, bob = world.alice, world.bob
    assert "aren't connected yet" in await alice.types("/perin schedule @bob tomorrow")
    await world.connect(alice, bob)
    await bob.types("/perin pause")
    assert "paused Perin" in await alice.types("/perin schedule @bob tomorrow")
    await bob.types("/perin resume")
    assert "Slots are out" in await alice.types("/perin schedule @bob tomorrow")


async def test_nobody_meets_themselves(connected: World) -> None:
    """Oneself is refused wherever a person is named, in a command and in the form."""
    alice = connected.alice
    for verb in ("schedule @alice tomorrow", "permissions @alice", "revoke @alice", "block @alice"):
        assert "That is you." in await alice.types(f"/perin {verb}"), verb
    await alice.types("/perin schedule")
    await alice.submits({"perin.schedule.person": "U0ALICE"})
    assert "That is you." in words(alice.screen)


async def test_a_slot_taken_while_it_is_on_offer_brings_others(connected: World) -> None:
    """The booking sees the fresh calendar: nothing is written, others are offered, and the presser is told."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week")
    monday = START - START % DAY + 6 * DAY
    alice.calendar.add_event(summary="Dentist", start=monday + 12 * HOUR, end=monday + 17 * HOUR)
    told = await bob.books()
    assert "was just taken" in told
    assert alice.meetings() == bob.meetings() == []
    assert "Mon 7 Dec" not in words(bob.card).partition("Book")[0].partition("Asked for")[0]
    assert not [label for label in buttons(bob.card) if label.startswith("Book Mon")]
