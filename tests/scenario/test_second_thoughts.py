"""Who thinks better of it: *Leave it* where a block was asked for, *Take it out* for what was to stay after all."""

from __future__ import annotations

import pytest

from tests.scenario.human import is_ours
from tests.scenario.reading import buttons, words
from tests.scenario.world import World


async def test_a_block_is_left(connected: World) -> None:
    """*Leave it* takes the question away and blocks nobody."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin block @bob")
    asked = alice.private
    assert "nothing was changed" in await alice.presses("Leave it", asked)
    assert (alice.private.ts, buttons(alice.private)) == (asked.ts, [])
    assert "Slots are out" in await bob.types("/perin schedule @alice 45m next week")


async def test_a_block_is_left_as_it_is(connected: World) -> None:
    """*Leave it* under the question whether to unblock leaves the block as it is."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin block @bob")
    await alice.presses("Block", alice.private)
    await alice.types("/perin unblock @bob")
    assert "nothing was changed" in await alice.presses("Leave it", alice.private)
    assert buttons(alice.private) == []
    assert "isn't taking invites" in await bob.types("/perin invite @alice")


@pytest.fixture
async def kept(connected: World) -> World:
    """Alice canceled a meeting while Google was down for Bob's calendar, and he changed the event meanwhile."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m 7 Dec at 15:00 about Pricing")
    await bob.books()
    connected.google_fault("error", "delete", account="g-bob", times=None)
    await alice.presses("Cancel meeting", alice.card)
    await alice.submits()
    await alice.closes()
    (event,) = [one for one in bob.calendar.events() if is_ours(one)]
    bob.calendar.update_event("primary", event["id"], summary="Pricing, with my notes")
    connected.sandbox.google.faults.clear()
    for _ in range(3):
        await connected.tick(60)
    assert alice.meetings() == []
    assert bob.meetings() == [("Pricing, with my notes", "confirmed")]
    return connected


@pytest.mark.parametrize("place", ["message", "card"])
async def test_what_its_owner_had_changed_is_taken_out(kept: World, place: str) -> None:
    """Only its owner is asked, and after one more word the entry is gone."""
    bob = kept.bob
    assert "Take it out" not in [label for one in kept.alice.dms for label in buttons(one)]
    await bob.presses("Take it out", bob.dm if place == "message" else bob.card)
    assert "Its entry is still in a calendar, because it was changed there." in words(bob.screen)
    assert bob.meetings() == [("Pricing, with my notes", "confirmed")]
    assert (await bob.submits()).ok
    assert bob.meetings() == []
    assert "Take it out" not in [label for one in bob.dms for label in buttons(one)]
