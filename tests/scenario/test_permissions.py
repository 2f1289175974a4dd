"""Permissions of a standing connection: see, edit, ask for more, end, block."""

from __future__ import annotations

from tests.scenario.reading import buttons, spoken_place, words
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


async def _asks_to_book(world: World) -> None:
    """Bring Alice to ask Bob whether her Perin may book in his calendar."""
    alice, bob = world.alice, world.bob
    await world.connect(alice, bob, give="ask_first", back="ask_first")
    await alice.types("/perin connections")
    shown = await alice.presses("Agreement", alice.private)
    assert "Each of you is asked before anything is booked." in shown
    action, block = spoken_place(alice.private, "Ask Bob Tanaka: Book once one of us confirms")
    await alice.slack.click(alice.private, action, block_id=block)
    await world.quiet()
    assert "I asked Bob Tanaka" in words(alice.private)


async def test_a_missing_right_is_granted_with_one_press(world: World) -> None:
    """The agreement's *Ask* sends one message with the exact change; *Allow it* gives just that, and says so."""
    alice, bob = world.alice, world.bob
    await _asks_to_book(world)
    assert "asks whether their Perin may book in your calendar once one of you two confirms" in bob.dm.text
    told = len(bob.dms)
    await bob.presses("Allow it")
    assert "*You allow it now.*" in words(bob.dm)
    assert buttons(bob.dm) == []
    assert len(bob.dms) == told
    await alice.types("/perin schedule @bob 45m next week")
    assert buttons(alice.card)[0].startswith("Book")
    await alice.types("/perin connections")
    await alice.presses("Agreement", alice.private)
    action, block = spoken_place(alice.private, "Ask Bob Tanaka: Book by itself, inside my limits")
    await alice.slack.click(alice.private, action, block_id=block)
    await world.quiet()
    assert "You asked them not long ago" in words(alice.private)


async def test_a_missing_right_is_refused_with_one_press(world: World) -> None:
    """*Leave it as it is* changes nothing, and the asker finds it in their inbox without a message."""
    alice, bob = world.alice, world.bob
    await _asks_to_book(world)
    before = len(alice.dms)
    await bob.presses("Leave it as it is")
    assert "*You left it as it was.*" in words(bob.dm)
    assert len(alice.dms) == before
    assert "would rather leave it as it is" in await alice.types("/perin notifications")
    await alice.types("/perin schedule @bob 45m next week")
    assert buttons(alice.card)[0].startswith("Accept") or "Bob" in words(alice.card)


async def test_a_request_answered_in_the_form_is_settled(world: World) -> None:
    """Who changes the grant another way has answered; the message says what became of it."""
    bob = world.bob
    await _asks_to_book(world)
    await bob.presses("Permissions for Alice Moreau")
    await bob.submits({"perin.grant.preset": "book_on_confirm"})
    assert "*You allow it now.*" in words(bob.dm)
    assert buttons(bob.dm) == []


async def test_a_grant_is_previewed_before_it_is_given(world: World) -> None:
    """The preview shows next week's free windows under the draft's limits, over the form, which keeps what it held."""
    alice = world.alice
    await alice.links()
    await alice.types("/perin invite @bob")
    await alice.presses("Preview what they would see", alice.screen)
    assert alice.screen.title_text == "What they would see"
    shown = words(alice.screen)
    assert "*Mon 7 Dec*" in shown
    assert "17:00" in shown
    assert "Dentist" not in shown
    assert len(alice.slack.modals()) == 2
    await alice.slack.close()
    await alice.slack.fill(None, {"perin.grant.preset": "exact"})
    await world.quiet()
    await alice.slack.fill(None, {"perin.grant.hours": "Tue 10:00-11:00"})
    await alice.presses("Preview what they would see", alice.screen)
    assert "*Tue 8 Dec*  10:00–11:00" in words(alice.screen)
    assert "Mon 7 Dec" not in words(alice.screen)
    await alice.slack.close()
    await alice.slack.fill(None, {"perin.grant.hours": "whenever"})
    await alice.presses("Preview what they would see", alice.screen)
    assert "can't be used yet" in words(alice.screen)


async def test_a_preview_without_a_calendar_says_what_is_missing(world: World) -> None:
    """Who has linked no calendar is told so, over the form."""
    await world.alice.types("/perin invite @bob")
    await world.alice.presses("Preview what they would see", world.alice.screen)
    assert "You haven't linked a calendar yet" in words(world.alice.screen)


async def test_revoking_asks_first_then_ends_everything(connected: World) -> None:
    """The form names what ends; the open session is canceled on both cards and the other side's inbox says it."""
    alice, bob = connected.alice, connected.bob
    await alice.types("/perin schedule @bob 45m next week")
    await alice.types("/perin revoke @bob")
    assert alice.screen.title_text == "End the connection"
    assert "1 open session" in words(alice.screen)
    assert "no meeting ahead" in words(alice.screen)
    told = len(bob.dms)
    assert (await alice.submits()).ok
    assert "no longer connected" in words(alice.screen)
    for human in (alice, bob):
        assert "*Canceled.* The connection was ended" in words(human.card)
        assert "Book" not in " ".join(buttons(human.card))
    assert len(bob.dms) == told
    assert "ended your connection" in await bob.types("/perin notifications")
    await alice.closes()
    assert "aren't connected" in await alice.types("/perin schedule @bob 45m next week")
    assert "aren't connected" in await alice.types("/perin revoke @bob")


async def test_meetings_are_kept_or_canceled_with_the_connection(connected: World) -> None:
    """What is ticked leaves both calendars and its owner is told; what isn't stands, and the answer says so."""
    alice, bob = connected.alice, connected.bob
    for title in ("Pricing", "Roadmap"):
        await alice.types(f"/perin schedule @bob 45m next week about {title}")
        await bob.books()
    await alice.types("/perin connections")
    await alice.presses("Disconnect", alice.private)
    boxes = next(block for block in alice.screen.blocks if block.get("block_id") == "perin.connection.cancel")
    ticked = next(one["value"] for one in boxes["element"]["options"] if "Pricing" in str(one))
    assert (await alice.submits({"perin.connection.cancel": [ticked]})).ok
    shown = words(alice.screen)
    assert "1 meeting is canceled." in shown
    assert "These stay in both calendars:\n• Roadmap, " in shown
    for human in (alice, bob):
        assert ("Roadmap", "confirmed") in human.meetings()
        assert ("Pricing", "confirmed") not in human.meetings()
    assert "Pricing" in bob.dm.text


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
