"""Permissions of a standing connection: see, edit, ask for more, end, block."""

from __future__ import annotations

from tests.scenario.reading import buttons, words
from tests.scenario.world import World


async def test_permissions_are_edited(connected: World) -> None:
    """The form shows both grants, saves one's own, and the other side is told in the inbox without a message."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin permissions @bob")
    assert "Bob Tanaka lets your Perin" in words(alice.screen)
    before = len(bob.dms)
    assert (await alice.submits({"perin.grant.preset": "ask_first"})).ok
    assert "Saved." in words(alice.screen)
    assert len(bob.dms) == before
    assert "changed what your Perin may do" in await bob.types("/perin notifications")
    await alice.closes()
    await alice.types("/perin schedule @bob 45m next week")
    assert buttons(alice.card)[0].startswith("Book")
    assert buttons(bob.card)[0].startswith("Accept")


async def test_an_edit_voids_an_open_accept(connected: World) -> None:
    """Permissions that change after an accept take it back on both cards."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin permissions @bob")
    await alice.submits({"perin.grant.preset": "ask_first"})
    await alice.closes()
    await alice.types("/perin schedule @bob 45m next week")
    await bob.accepts()
    assert "accepted a slot and awaits your answer" in words(alice.card)
    await bob.types("/perin permissions @alice")
    await bob.slack.fill(None, {"perin.grant.preset": "exact"})
    await connected.quiet()
    await bob.submits({"perin.grant.longest": "60"})
    assert "awaits your answer" not in words(alice.card)
    assert not [label for label in buttons(alice.dm) if label.startswith("Book") and alice.dm is not alice.card]


async def test_two_edits_of_one_form_do_not_overwrite_each_other(connected: World) -> None:
    """A form drawn from an older grant is refused when that grant has changed since."""
    alice = connected.alice
    await alice.types("/perin permissions @bob")
    form = alice.screen
    await alice.submits({"perin.grant.preset": "ask_first"})
    await alice.closes()
    connected.slack.workspace.views.open_root(form)
    await alice.submits({"perin.grant.preset": "book_on_confirm"})
    assert "Something changed a moment before your press" in words(alice.screen)


async def test_a_missing_right_is_asked_for_once(world: World) -> None:
    """*Ask to book directly* sends one message with the exact change; a second ask within a week is refused."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin connections")
    assert "I asked Bob Tanaka" in await alice.presses("Ask to book directly", alice.private)
    assert "asks whether their Perin may" in bob.dm.text
    await alice.types("/perin connections")
    assert "You asked them not long ago" in await alice.presses("Ask to book directly", alice.private)
    asked = bob.dm
    await bob.presses("Permissions for Alice Moreau", asked)
    await bob.submits({"perin.grant.preset": "book_on_confirm"})
    assert "*This has been dealt with.*" in words(bob.dm)
    assert buttons(bob.dm) == []


async def test_revoking_asks_first_then_ends_everything(connected: World) -> None:
    """A revoked connection cancels its open session on both cards; the other side's inbox says it."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week")
    await alice.types("/perin revoke @bob")
    assert "End the connection with Bob Tanaka?" in words(alice.private)
    assert "nothing was changed" in await alice.presses("Keep it", alice.private)
    await alice.types("/perin revoke @bob")
    assert "no longer connected" in await alice.presses("End the connection", alice.private)
    for human in (alice, bob):
        assert "*Canceled.* The connection was ended" in words(human.card)
        assert "Book" not in " ".join(buttons(human.card))
    assert "ended your connection" in await bob.types("/perin notifications")
    assert "aren't connected" in await alice.types("/perin schedule @bob 45m next week")


async def test_blocking_is_silent(connected: World) -> None:
    """A block ends the connection, refuses invites without saying why, and lifting it lets them in again."""
    alice, bob = connected.alice, connected.bob
    before = len(bob.dms)
    await alice.types("/perin block @bob")
    assert "can't invite you any more, and isn't told" in await alice.presses("Block", alice.private)
    assert len(bob.dms) == before
    told = await bob.types("/perin notifications")
    assert "block" not in told.lower()
    refused = await bob.types("/perin invite @alice")
    assert "isn't taking invites" in refused
    assert "You blocked this person" in await alice.types("/perin invite @bob")
    await alice.types("/perin unblock @bob")
    assert "can invite you again" in await alice.presses("Unblock", alice.private)
    await bob.types("/perin invite @alice")
    assert bob.screen.title_text == "Invite to connect"


async def test_a_command_without_its_person_asks_for_one(world: World) -> None:
    """Verbs about a person say how to name one."""
    for verb in ("revoke", "block", "unblock"):
        assert f"`/perin {verb} @person`" in await world.alice.types(f"/perin {verb}")
