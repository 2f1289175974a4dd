"""*Choose limits …*: booking by itself is asked for like any other right, and only given together with its limits."""

from __future__ import annotations

import pytest

from tests.scenario.human import Human
from tests.scenario.reading import buttons, spoken_place, words
from tests.scenario.world import World

CAP = "perin.grant.weekly_cap"


async def _asks(world: World, human: Human, other: str) -> None:
    """Ask in the agreement that one's Perin may book by itself."""
    await human.types("/perin connections")
    await human.presses("Agreement", human.private)
    action, block = spoken_place(human.private, f"Ask {other}: Book by itself, inside my limits")
    await human.slack.click(human.private, action, block_id=block)
    await world.quiet()
    assert f"I asked {other}" in words(human.private)


@pytest.fixture
async def asked(connected: World) -> World:
    """Alice has asked Bob whether her Perin may book in his calendar by itself."""
    await _asks(connected, connected.alice, "Bob Tanaka")
    return connected


async def test_the_limits_are_chosen_where_it_is_asked(asked: World) -> None:
    """The message leads to the form at *Book automatically* with its limits; once both allow it nobody clicks."""
    alice, bob = asked.alice, asked.bob
    assert "book in your calendar by itself, inside your limits" in bob.dm.text
    assert buttons(bob.dm) == ["Choose limits …", "Leave it as it is", "Permissions for Alice Moreau"]
    await bob.presses("Choose limits …")
    assert "At most 2 a week, 60 minutes, 4 hours' notice." in words(bob.screen)
    assert "'value': 'book_automatically'" in str(bob.slack.values(bob.screen))
    before = len(alice.dms)
    assert (await bob.submits()).ok
    assert "at most 2 a week" in words(bob.screen)
    assert "*You allow it now.*" in words(bob.dm)
    assert buttons(bob.dm) == []
    assert len(alice.dms) == before
    assert "changed what your Perin may do" in await alice.types("/perin notifications")
    await alice.types("/perin permissions @bob")
    await alice.submits({"perin.grant.preset": "book_automatically"})
    await alice.closes()
    assert "as you both allow" in await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]


async def test_opening_the_form_allows_nothing(asked: World) -> None:
    """Who closes the form again has answered nothing: the question waits, and one's Perin is asked first as before."""
    bob = asked.bob
    await bob.presses("Choose limits …")
    await bob.closes()
    assert "Choose limits …" in buttons(bob.dm)
    assert "1 thing needs you" in await bob.types("/perin notifications")
    await bob.types("/perin permissions @alice")
    assert "'value': 'book_on_confirm'" in str(bob.slack.values(bob.screen))


async def test_other_limits_than_the_preset(asked: World) -> None:
    """From the form *Choose exactly* takes one's own limits, refuses to go without any, and holds to them."""
    alice, bob = asked.alice, asked.bob
    await alice.types("/perin permissions @bob")
    await alice.submits({"perin.grant.preset": "book_automatically"})
    await alice.closes()
    await bob.presses("Choose limits …")
    await bob.slack.fill(None, {"perin.grant.preset": "exact"})
    await asked.quiet()
    refused = await bob.submits({CAP: "inherit"})
    assert set(refused.errors) == {CAP}
    assert (await bob.submits({CAP: "1"})).ok
    assert "*You allow it now.*" in words(bob.dm)
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert bob.meetings() == [("Pricing", "confirmed")]
    await alice.types("/perin schedule @bob 45m 8 Dec about Budget")
    assert bob.meetings() == [("Pricing", "confirmed")]
