"""What happens without anybody's press: time, people who leave, an app that is removed, a line that breaks."""

from __future__ import annotations

from core.usecases.installs import find_installation
from core.usecases.people import find_person
from tests.scenario.reading import buttons, words
from tests.scenario.world import DAY, HOUR, World


async def test_a_deactivated_person_is_gone_from_every_connection(connected: World) -> None:
    """Open sessions end, the other side's inbox says why, and nobody writes to the one who left."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    sent = len(connected.calls("chat.postMessage", channel="U0BOB"))
    await connected.slack.change_user("U0BOB", deleted=True)
    await connected.quiet()
    assert "*Canceled.*" in words(alice.card)
    assert "left Slack" in await alice.types("/perin notifications")
    assert len(connected.calls("chat.postMessage", channel="U0BOB")) == sent
    known = await find_person(connected.deps, person=bob.key)
    assert known is not None
    assert known.is_deactivated


async def test_a_changed_time_zone_is_taken_over(connected: World) -> None:
    """A zone changed in Slack is the zone of the next card."""
    alice = connected.alice
    await connected.slack.change_user("U0ALICE", tz="Europe/London")
    await connected.quiet()
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "(London)" in words(alice.card)


async def test_quiet_hours_hold_a_message_back(connected: World) -> None:
    """At night slots are found and shown to the asker; the other one's card comes with their morning."""
    alice, bob = connected.alice, connected.bob
    await connected.later(13 * HOUR)
    before = len(bob.dms)
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    assert "Pricing" in words(alice.card)
    assert len(bob.dms) == before
    await connected.later(10 * HOUR)
    assert len(bob.dms) == before + 1
    assert "Pricing" in words(bob.card)


async def test_looking_brings_a_held_back_card_out(connected: World) -> None:
    """Who looks at the session in the night gets the card at once."""
    alice, bob = connected.alice, connected.bob
    await connected.later(13 * HOUR)
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await bob.types("/perin sessions")
    await bob.presses("Show card", bob.private)
    assert "Pricing" in words(bob.card)


async def test_a_session_nobody_answers_expires(connected: World) -> None:
    """After its time both cards say so, the inbox has a row, and no message is sent."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    before = (len(alice.dms), len(bob.dms))
    await connected.tick(DAY + 60)
    for human in (alice, bob):
        assert "*Expired.* Nobody chose a slot in time" in words(human.card)
        assert "Nobody chose a slot" in await human.types("/perin notifications")
    assert (len(alice.dms), len(bob.dms)) == before
    assert "Look again" in buttons(alice.card)


async def test_uninstalling_deletes_the_token_at_once(connected: World) -> None:
    """After an uninstall nothing is sent any more and no installation is found."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week about Pricing")
    await connected.slack.uninstall()
    await connected.quiet()
    assert await find_installation(connected.deps, enterprise=None, team="T0SANDBOX") is None
    called = len(connected.slack.calls)
    await connected.tick(DAY + 60)
    assert len(connected.slack.calls) == called
    assert len(bob.dms) == 2


async def test_a_revoked_bot_token_is_an_uninstallation(connected: World) -> None:
    """``tokens_revoked`` with a bot token deletes it; with somebody's user token it changes nothing."""
    install = connected.slack.workspace.home_install
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ALICE"], "bot": []}, "event_ts": "1.2"}
    await connected.slack.events.send(install, event)
    await connected.quiet()
    assert await find_installation(connected.deps, enterprise=None, team="T0SANDBOX") is not None
    await connected.slack.events.send(install, {**event, "tokens": {"oauth": [], "bot": [install.bot_user]}})
    await connected.quiet()
    assert await find_installation(connected.deps, enterprise=None, team="T0SANDBOX") is None


async def test_a_broken_line_is_dialed_again(connected: World) -> None:
    """After Slack ends the connection Perin dials again and works on."""
    if connected.mode == "socket":
        await connected.slack.drop_sockets("refresh_requested")
        await connected.slack.sockets.connected(1, 15)
    assert "Slots are out" in await connected.alice.types("/perin schedule @bob 45m next week")
