"""A button pressed twice, too late, out of order or by the wrong person: a private sentence, and nothing changes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from core.domain.errors import RateLimited
from core.domain.ids import installation_key, person_key
from core.domain.installations import Installation
from core.domain.quota import Act
from core.usecases.installs import put_installation
from core.usecases.limits import spend
from core.usecases.people import find_person
from sandbox.slack.specs import TeamSpec, UserSpec
from tests.scenario.human import Human
from tests.scenario.reading import buttons, words
from tests.scenario.replaying import actions_of, replay
from tests.scenario.world import DAY, START, World


@pytest.fixture
async def offered(connected: World) -> World:
    """Either may book; slots for Pricing are out."""
    await connected.alice.types("/perin schedule @bob 45m next week about Pricing")
    return connected


async def test_booking_twice(offered: World) -> None:
    """The second press on a card as it was says that it is booked, and books nothing more."""
    alice, bob = offered.alice, offered.bob
    seen = alice.card
    await alice.books(seen)
    told = await alice.presses(buttons(seen)[0], seen, stale=True)
    assert "This is booked already: Mon 7 Dec 15:00" in told
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]


async def test_booking_another_slot_after_one_is_booked(offered: World) -> None:
    """Out of order: the other side's press on another slot of the old card changes nothing."""
    alice, bob = offered.alice, offered.bob
    seen = bob.card
    await alice.books()
    assert "This is booked already" in await bob.presses(buttons(seen)[1], seen, stale=True)
    assert alice.meetings() == bob.meetings() == [("Pricing", "confirmed")]


async def test_pressing_after_the_session_expired(offered: World) -> None:
    """After its time every button of a session answers that it has expired, before and after the clock's job."""
    alice, bob = offered.alice, offered.bob
    seen = bob.card
    offered.sandbox.clock.advance(DAY + 60)
    assert "has expired" in await bob.presses(buttons(seen)[0], seen)
    await offered.tick()
    for label in (buttons(seen)[0], "More times", "Cancel"):
        assert "has expired" in await bob.presses(label, seen, stale=True), label
    assert "*Expired.*" in words(bob.card)
    assert "*Expired.*" in words(alice.card)
    assert alice.meetings() == []


async def test_pressing_after_it_was_canceled(offered: World) -> None:
    """A canceled session says so to whoever still sees its buttons."""
    alice, bob = offered.alice, offered.bob
    seen = bob.card
    await alice.presses("Cancel", alice.card)
    for label in (buttons(seen)[0], "More times", "Cancel"):
        assert "was canceled" in await bob.presses(label, seen, stale=True), label
    assert bob.meetings() == []


async def test_answering_an_invite_twice(world: World) -> None:
    """After *Decline*, *Accept* and *Decline* on the message as it was say what happened."""
    alice, bob = world.alice, world.bob
    await alice.types("/perin invite @bob")
    await alice.submits()
    seen = bob.dm
    await bob.presses("Decline", seen)
    assert "was declined" in await bob.presses("Decline", seen, stale=True)
    assert "was declined" in await bob.presses("Accept", seen, stale=True)
    assert bob.slack.modals() == []


async def test_the_wrong_person_presses(offered: World) -> None:
    """A forged or leaked button works for nobody but the two: a sentence each, and the cards stay as they were."""
    alice, bob, priya = offered.alice, offered.bob, offered.priya
    for human, count in ((alice, 6), (bob, 8)):
        await human.chooses("perin.session.overflow", "Show exchange", human.card)
        before = words(human.card)
        pressed = actions_of(human.card)
        assert len(pressed) == count
        for action in pressed:
            assert "This belongs to two other people" in await replay(offered, priya, actions=[action]), action
        assert words(human.card) == before
    assert priya.slack.modals() == []
    assert alice.meetings() == bob.meetings() == []


@pytest.mark.parametrize("user", [{"id": "U0OUT", "team_id": "T0OTHER"}, {"id": "U0OUT"}], ids=["told", "untold"])
async def test_somebody_of_another_organization_presses(offered: World, user: dict[str, str]) -> None:
    """Outsiders are refused whether or not the payload tells their home, and they aren't remembered."""
    alice = offered.alice
    offered.slack.workspace.add_user(UserSpec("U0OUT", "out", "Olga Outside", team_id="T0OTHER"))
    outsider = Human(offered.slack.person("U0OUT"), offered.sandbox.google, "g-none", offered.quiet)
    await alice.presses("More times", alice.card)
    assert "This belongs to two other people" in await replay(offered, outsider, user=user)
    for home in ("T0OTHER", "T0SANDBOX"):
        assert await find_person(offered.deps, person=person_key(home, "U0OUT")) is None


async def test_a_malformed_value_is_refused(offered: World) -> None:
    """A button whose value nobody can read says that it is too old."""
    alice = offered.alice
    await alice.presses("More times", alice.card)
    action = {"type": "button", "action_id": "perin.session.book", "block_id": "b", "action_ts": "1.2", "value": "{"}
    assert "That button is too old to be read" in await replay(offered, alice, actions=[action])


async def test_a_trigger_that_came_too_late(connected: World) -> None:
    """A form that can't be opened any more is a sentence, not silence."""
    connected.expected.add("expired_trigger_id")
    connected.slack.workspace.triggers.seconds = -1.0
    assert "longer than Slack waits" in await connected.alice.types("/perin settings")
    await connected.alice.slack.open_home()
    await connected.quiet()
    assert "Perin finds times for you" in await connected.alice.presses("Help", connected.alice.home)


async def test_too_much_in_a_minute_is_refused_with_a_time(world: World) -> None:
    """The limit per minute names when to try again, changes nothing, and lets go after it."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin schedule @bob 45m next week")
    for _ in range(5):
        await bob.accepts()
        await bob.presses("Withdraw", bob.card)
    assert "That was a lot of accepts and bookings in a short time" in await bob.accepts()
    assert "Withdraw" not in buttons(bob.card)
    await world.later(61)
    assert await bob.accepts() == ""


async def test_an_organization_wide_installation_without_a_team(connected: World) -> None:
    """In an organization payloads may name no team; the person is known by the organization."""
    org = TeamSpec("T0ORG", "Org One", "orgone", enterprise_id="E0ORG", enterprise_name="The Org")
    workspace = connected.slack.workspace
    installed = workspace.install(org, enterprise=True, scopes=workspace.app.scopes)
    workspace.add_user(
        UserSpec("W0ORLA", "orla", "Orla Org", team_id="T0ORG", enterprise_id="E0ORG", tz="Europe/Paris")
    )
    await put_installation(connected.deps, installation=_stored(installed))
    orla = Human(connected.slack.person("W0ORLA"), connected.sandbox.google, "g-none", connected.quiet)
    assert "Perin finds times for you" in await orla.types("/perin help")
    assert "Link your Google calendar" in await orla.presses("Link my calendar", orla.private)
    assert connected.pressed()["team"] is None
    assert await find_person(connected.deps, person=person_key("E0ORG", "W0ORLA")) is not None
    assert await find_person(connected.deps, person=person_key("T0ORG", "W0ORLA")) is None


def _stored(install: Any) -> Installation:  # noqa: ANN401 - the sandbox's install
    return Installation(
        key=installation_key(install.team.enterprise_id, None),
        team=None,
        team_name=install.team.name,
        enterprise=install.team.enterprise_id,
        is_enterprise=True,
        bot_token=install.bot_token,
        bot_user=install.bot_user,
        bot_id=install.bot_id,
        app_id="A0PERIN",
        scopes=frozenset(install.scopes),
        installed_at=START,
    )


async def test_looking_too_often(world: World) -> None:
    """The look that is one too many shows nothing but until when, by the clock of who typed it."""
    priya = world.priya
    await priya.types("/perin help")
    with suppress(RateLimited):
        while True:
            await spend(world.deps, person=priya.key, act=Act.OTHER)
    for verb in ("sessions", "notifications", "audit", "connections", "help"):
        told = await priya.types(f"/perin {verb}")
        assert told.startswith("That was a lot of requests in a short time")
        assert "(Kolkata)" in told
