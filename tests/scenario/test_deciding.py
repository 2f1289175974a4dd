"""From slots to a meeting: book, accept and confirm, take back, cancel, and who is told."""

from __future__ import annotations

import pytest

from tests.scenario.reading import buttons, words
from tests.scenario.world import World


@pytest.fixture
async def asking(world: World) -> World:
    """Alice and Bob are connected, and each wants to be asked first; slots for Pricing are out."""
    await world.connect(world.alice, world.bob, give="ask_first", back="ask_first")
    await world.alice.types("/perin schedule @bob 45m next week about Pricing")
    return world


@pytest.fixture
async def offered(connected: World) -> World:
    """Either may book; slots for Pricing are out."""
    await connected.alice.types("/perin schedule @bob 45m next week about Pricing")
    return connected


async def test_accept_then_book(asking: World) -> None:
    """One accepts, the other is asked once and books; both cards say so and the acceptor is told once."""
    alice, bob = asking.alice, asking.bob
    assert await bob.accepts() == ""
    assert "*Waiting for Alice Moreau.*" in words(bob.card)
    asked = alice.dm
    assert asked.text.startswith("Bob Tanaka accepted Mon 7 Dec")
    before = (len(alice.dms), len(bob.dms))
    assert await alice.presses("Book Mon 15:00", asked) == ""
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    assert "*It is booked.*" in words(alice.dms[-1])
    assert (len(alice.dms), len(bob.dms)) == (before[0], before[1] + 1)
    assert bob.dm.text.startswith("Booked with Alice Moreau: Pricing")
    for human in (alice, bob):
        assert "*Booked: Mon 7 Dec" in words(human.card)


async def test_book_on_the_card_after_the_accept(asking: World) -> None:
    """The card's own button does the same, and voids the question."""
    alice, bob = asking.alice, asking.bob
    await bob.accepts()
    assert await alice.books() == ""
    assert alice.meetings() == [("Pricing", "confirmed")]
    assert buttons(alice.dms[-1]) == []


async def test_an_accept_is_taken_back(asking: World) -> None:
    """*Withdraw* opens the slots again on both cards; the question no longer has a button."""
    alice, bob = asking.alice, asking.bob
    await bob.accepts()
    asked = alice.dm
    assert await bob.presses("Withdraw", bob.card) == ""
    assert [label.split()[0] for label in buttons(bob.card)][:3] == ["Accept"] * 3
    assert [label.split()[0] for label in buttons(alice.card)][:3] == ["Accept"] * 3
    assert buttons(alice.dms[-1]) == []
    told = await alice.presses("Book Mon 15:00", asked, stale=True)
    assert "wants to be asked before anything is booked" in told
    assert alice.meetings() == []


async def test_booking_directly(offered: World) -> None:
    """Where both grants allow it one press is enough; the actor gets no message, the other exactly one."""
    alice, bob = offered.alice, offered.bob
    before = (len(alice.dms), len(bob.dms))
    assert await alice.books() == ""
    assert (len(alice.dms), len(bob.dms)) == (before[0], before[1] + 1)
    assert bob.dm.text.startswith("Booked with Alice Moreau: Pricing, Mon 7 Dec 09:00")
    assert "You booked it." in words(alice.card)
    assert "Alice Moreau booked it." in words(bob.card)


async def test_canceling_a_session(offered: World) -> None:
    """Either side cancels; the other is told once; the card offers to look again."""
    alice, bob = offered.alice, offered.bob
    before = (len(alice.dms), len(bob.dms))
    assert await bob.presses("Cancel", bob.card) == ""
    assert (len(alice.dms), len(bob.dms)) == (before[0] + 1, before[1])
    assert "Bob Tanaka canceled this session" in alice.dm.text
    assert "*Canceled.* You canceled this session" in words(bob.card)
    assert "*Canceled.* Bob Tanaka canceled" in words(alice.card)
    await alice.presses("Look again", alice.card)
    assert alice.screen.title_text == "Schedule a meeting"


async def test_the_exchange_is_shown_to_both(offered: World) -> None:
    """*Show exchange* lists the messages between the two Perins, numbered, for either participant."""
    alice, bob = offered.alice, offered.bob
    await bob.books()
    for human in (alice, bob):
        await human.chooses("perin.session.overflow", "Show exchange", human.card)
        assert human.screen.title_text == "The exchange"
        shown = words(human.screen)
        assert "offer" in shown.lower()
        assert "booked" in shown.lower()
        await human.closes()


async def test_a_booked_meeting_is_listed_with_its_address(offered: World) -> None:
    """Sessions and card lead to each person's own event."""
    alice, bob = offered.alice, offered.bob
    await bob.books()
    assert "1 meeting coming up" in await alice.types("/perin sessions")
    assert "Open in calendar" in buttons(alice.card)
    assert await alice.presses("Open in calendar", alice.card) == ""


async def test_a_failed_booking_leaves_both_calendars_as_they_were(offered: World) -> None:
    """When one calendar refuses to be written, neither keeps anything, and both are told why."""
    alice, bob = offered.alice, offered.bob
    offered.google_fault("error", "insert", account="g-bob", times=None, status=403, reason="forbiddenForNonOrganizer")
    await alice.books()
    assert alice.meetings() == bob.meetings() == []
    assert "*Not booked.*" in words(alice.card)
    assert "couldn't be booked" in bob.dm.text
