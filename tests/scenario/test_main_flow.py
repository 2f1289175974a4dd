"""The main job, end to end: from two commands to one event on both calendars."""

from __future__ import annotations

from tests.scenario.reading import buttons, words
from tests.scenario.world import World, opened


async def play(world: World) -> None:
    """Link, invite, accept, schedule, book."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob)
    assert alice.dm.text.startswith("Bob Tanaka accepted your invite. Your Perins are connected.")
    assert "Slots are out" in await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert len(alice.dms) == len(bob.dms) == 2
    for human in (alice, bob):
        # Who offered the times asks for more of them; who got them may suggest others.
        offer = ["Book"] * 3 + ["More", *(["Suggest"] if human is bob else []), "Cancel"]
        assert human.card is human.dm
        assert [label.split()[0] for label in buttons(human.card)] == offer
        assert "Mon 7 Dec" in words(human.card)
    assert await bob.books() == ""
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]
    for human in (alice, bob):
        assert "*Booked: Mon 7 Dec" in words(human.card)
        assert human.card.edited is not None
    assert [message.text[:22] for message in alice.dms[2:]] == ["Booked with Bob Tanaka"]
    assert len(bob.dms) == 2


async def test_two_people_meet(world: World) -> None:
    """Two commands put one meeting into both calendars, and each person gets at most one message per act."""
    await play(world)


async def test_two_people_meet_on_postgresql(mode: str, postgres_url: str) -> None:
    """The same on the database of many replicas."""
    async with opened(mode, postgres_url) as world:
        await play(world)
