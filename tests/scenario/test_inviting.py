"""Inviting, answering and withdrawing: the form, its field errors, and each refusal in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenario.reading import buttons, words
from tests.scenario.world import DAY, World

PRESETS = {
    "ask_first": "see their name and time zone, see when they are free or busy and send them slots.",
    "book_on_confirm": "book in their calendar once one of you two confirms",
    "book_automatically": "book in their calendar by itself",
}


@pytest.mark.parametrize("preset", PRESETS)
async def test_a_preset_says_to_the_invited_what_it_offers(world: World, preset: str) -> None:
    """Each preset's rights stand in the invited person's message."""
    await world.alice.types("/perin invite @bob")
    assert (await world.alice.submits({"perin.grant.preset": preset})).ok
    assert "Your invite is on its way to" in words(world.alice.screen)
    assert PRESETS[preset] in world.bob.dm.text
    assert buttons(world.bob.dm) == ["Accept", "Decline"]


async def test_choose_exactly_unfolds_the_form(world: World) -> None:
    """The radio redraws the form; a wrong field is told beside it, a right form is sent."""
    alice = world.alice
    await alice.types("/perin invite @bob")
    await alice.slack.fill(None, {"perin.grant.preset": "exact"})
    await world.quiet()
    assert "Each right and each limit by itself." in words(alice.screen)
    assert "Working hours for this person" in words(alice.screen)
    refused = await alice.submits({"perin.grant.hours": "whenever"})
    assert set(refused.errors) == {"perin.grant.hours"}
    longest = await alice.submits({"perin.grant.hours": "", "perin.grant.shortest": "60", "perin.grant.longest": "30"})
    assert set(longest.errors) == {"perin.grant.longest"}
    sent = await alice.submits({"perin.grant.hours": "Mon–Thu 10:00–16:00", "perin.grant.longest": "60"})
    assert sent.ok
    assert len(world.bob.dms) == 1


async def test_booking_by_itself_needs_limits(world: World) -> None:
    """Auto-scheduling without a weekly limit is refused beside the field."""
    alice = world.alice
    await alice.types("/perin invite @bob")
    await alice.slack.fill(None, {"perin.grant.preset": "book_automatically"})
    await world.quiet()
    await alice.slack.fill(None, {"perin.grant.preset": "exact"})
    await world.quiet()
    refused = await alice.submits({"perin.grant.weekly_cap": "inherit"})
    assert set(refused.errors) == {"perin.grant.weekly_cap"}


async def test_an_invite_from_app_home_asks_for_the_person(world: World) -> None:
    """The form of App Home has a field for the person, which refuses to stay empty and takes whom one chooses."""
    alice = world.alice
    await alice.slack.open_home()
    await world.quiet()
    await alice.presses("Invite somebody", alice.home)
    sent = await alice.submits({"perin.invite.person": "U0BOB"})
    assert sent.ok
    assert world.bob.dm.text.startswith("Alice Moreau would like to connect")


async def test_accepting_grants_something_of_ones_own(world: World) -> None:
    """Accept opens the same form; afterwards both messages and both lists say what holds."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits({"perin.grant.preset": "ask_first"})
    await bob.presses("Accept")
    assert "Now choose what Alice Moreau's Perin may do" in words(bob.screen)
    assert (await bob.submits({"perin.grant.preset": "book_on_confirm"})).ok
    assert "You and Alice Moreau are connected." in words(bob.screen)
    assert "*You accepted: your Perins are connected.*" in words(bob.dm)
    assert buttons(bob.dm) == []
    assert alice.dm.text.startswith("Bob Tanaka accepted your invite.")
    assert len(bob.dms) == len(alice.dms) == 1
    assert "connected" in await alice.types("/perin connections")


async def test_declining(world: World) -> None:
    """The decliner's message says so, the inviter is told once, and only the decliner may invite for thirty days."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    assert await bob.presses("Decline") == ""
    assert "*You declined.*" in words(bob.dm)
    assert "declined your invite, so nothing is shared" in alice.dm.text
    assert "They declined your last invite" in await alice.types("/perin invite @bob")
    await bob.types("/perin invite @alice")
    assert bob.screen.title_text == "Invite to connect"


async def test_withdrawing(world: World) -> None:
    """Withdraw voids the invited person's message without another one."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    await alice.presses("Withdraw the invite", alice.screen)
    assert "is withdrawn. Nothing was shared." in words(alice.screen)
    assert len(bob.dms) == 1
    assert buttons(bob.dm) == []
    assert "It is no longer open." in words(bob.dm)


async def test_crossing_invites_show_the_earlier_one(world: World) -> None:
    """Whoever invites second gets the first invite's *Accept*; nothing is accepted by itself."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await bob.types("/perin invite @alice")
    await alice.submits()
    crossed = await bob.submits()
    assert crossed.action == "update"
    assert "They invited you first" in words(bob.screen)
    await bob.presses("Accept their invite", bob.screen)
    assert bob.screen.title_text == "Accept the invite"
    assert (await bob.submits()).ok
    assert alice.dm.text.startswith("Bob Tanaka accepted your invite.")


async def test_an_invite_runs_out(world: World) -> None:
    """After a week nothing can be answered any more, by the button or by the clock."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    old = bob.dm
    world.sandbox.clock.advance(7 * DAY + 60)
    assert "ran out before it was answered" in await bob.presses("Decline", old)
    await world.tick()
    assert buttons(bob.dm) == []
    assert "It ran out before it was answered." in words(bob.dm)
    assert "ran out" in await alice.types("/perin notifications")
    assert len(alice.dms) == 0


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "bot": ({"is_bot": True}, "That is an app, and apps have no calendar."),
    "guest": ({"is_restricted": True}, "That person is a guest here"),
    "single": ({"is_ultra_restricted": True}, "That person is a guest here"),
    "outsider": ({"team_id": "T0OTHER"}, "That person belongs to another organization"),
    "stranger": ({"team_id": "T0OTHER", "is_stranger": True}, "That person belongs to another organization"),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_who_cannot_be_invited(world: World, name: str) -> None:
    """Apps, guests and outsiders are refused before a form opens, each with its own sentence."""
    fields, sentence = REFUSALS[name]
    world.slack.workspace.add_user(world.spec(f"U0{name.upper()}", name, **fields))
    assert sentence in await world.alice.types(f"/perin invite @{name}")
    assert world.alice.slack.modals() == []


async def test_somebody_deactivated_meanwhile_is_refused(world: World) -> None:
    """Who left Slack while the form was open gets no invite."""
    await world.alice.types("/perin invite @priya")
    await world.slack.change_user("U0PRIYA", deleted=True)
    await world.alice.submits()
    assert "That account is deactivated in Slack" in words(world.alice.screen)


async def test_nobody_invites_themselves(world: World) -> None:
    """Oneself is refused."""
    assert "That is you." in await world.alice.types("/perin invite @alice")


async def test_a_name_that_slack_does_not_know_is_asked_for_again(world: World) -> None:
    """A name that is nobody's is answered with how to pick one."""
    assert "I couldn't tell who @nobody is" in await world.alice.types("/perin invite @nobody")


async def test_a_second_invite_says_where_the_first_one_is(world: World) -> None:
    """Inviting twice, and inviting somebody connected, is refused in words."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    assert "You invited them already" in await alice.types("/perin invite @bob")
    await bob.presses("Accept")
    await bob.submits()
    assert "You two are connected already" in await alice.types("/perin invite @bob")
    await alice.presses("Permissions", alice.private)
    assert alice.screen.title_text == "Permissions"


async def test_a_guest_chosen_in_the_form_is_refused_in_the_form(world: World) -> None:
    """Slack's menu of people can't leave guests out, so the form says it."""
    world.slack.workspace.add_user(world.spec("U0GUEST", "guest", is_restricted=True))
    await world.alice.types("/perin invite")
    await world.alice.submits({"perin.invite.person": "U0GUEST"})
    assert "That person is a guest here" in words(world.alice.screen)
