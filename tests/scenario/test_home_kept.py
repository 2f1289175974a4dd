"""App Home stays true while it is open, whoever changed what it shows, without a storm of drawings."""

from __future__ import annotations

from tests.scenario.reading import buttons, words
from tests.scenario.world import DAY, World


async def test_home_follows_what_others_do(connected: World) -> None:
    """Slots that arrive, and a booking by the other side, show in a Home that is open, within a few drawings."""
    alice, bob = connected.alice, connected.bob
    await bob.slack.open_home()
    await connected.quiet()
    assert "Needs you" not in words(bob.home)
    drawn = len(connected.calls("views.publish"))
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "Needs you" in words(bob.home)
    assert "Pricing" in words(bob.home)
    await alice.books()
    assert "Needs you" not in words(bob.home)
    assert "Next meetings" in words(bob.home)
    publishes = connected.calls("views.publish")[drawn:]
    assert {call.args["user_id"] for call in publishes} == {bob.id}
    assert len(publishes) <= 4


async def test_a_home_nobody_opened_lately_is_left_alone(connected: World) -> None:
    """Neither who never opened it, nor who did so yesterday, is sent anything."""
    alice, bob = connected.alice, connected.bob
    await bob.slack.open_home()
    await connected.quiet()
    await connected.later(DAY)
    drawn = len(connected.calls("views.publish"))
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert len(connected.calls("views.publish")) == drawn


async def test_a_form_opened_from_home_shows_in_home(world: World) -> None:
    """What was saved in a form stands in Home when the form is closed."""
    alice = world.alice
    await alice.slack.open_home()
    await world.quiet()
    await alice.presses("Settings", alice.home)
    await alice.submits({"perin.settings.length": "60"})
    assert "1 hour as a rule" in words(alice.home)
    await alice.closes()
    await alice.links()
    assert "alice@example.com is linked" in words(alice.home)


async def test_a_press_in_home_keeps_the_page(world: World) -> None:
    """Who turned a page and presses something there finds the same page again."""
    alice = world.alice
    for number in range(7):
        world.add_person(f"U0F{number}", f"friend{number}", f"Friend {number}")
        await alice.types(f"/perin invite @friend{number}")
        await alice.submits()
        await alice.closes()
        await world.later(15)
    await alice.slack.open_home()
    await world.quiet()
    await alice.presses("Next connections", alice.home)
    assert "6–7 of 7 connections" in words(alice.home)
    drawn = len(world.calls("views.publish"))
    await alice.presses("Pause Perin", alice.home)
    assert "6–7 of 7 connections" in words(alice.home)
    assert len(world.calls("views.publish")) - drawn <= 2


async def test_blocking_from_home(connected: World) -> None:
    """Home leads to blocking and back: the form names who is blocked, with the way to lift it."""
    alice, bob = connected.alice, connected.bob
    await alice.slack.open_home()
    await connected.quiet()
    await alice.presses("Block or unblock", alice.home)
    await alice.submits({"perin.block.person": bob.id})
    assert "can't invite you any more" in words(alice.screen)
    assert "You aren't connected with anybody yet." in words(alice.home)
    await alice.closes()
    await alice.presses("Block or unblock", alice.home)
    assert "Unblock" in buttons(alice.screen)
    await alice.presses("Unblock", alice.screen)
    assert "can invite you again" in words(alice.screen)
