"""A real Bolt app meets the same Slack over Socket Mode and over signed HTTP."""

from __future__ import annotations

from tests.contract.slack.app import Bolt
from tests.contract.slack.world import button


async def test_a_command_is_answered_to_the_person_alone(bolt: Bolt) -> None:
    """The text of the acknowledgement is an ephemeral message in the conversation with the app."""
    outcome = await bolt.world.alice.command("/perin invite @bob & co")
    assert outcome.acked
    assert outcome.reply is not None
    assert outcome.reply.text == "You said invite <@U0BOB|bob> &amp; co"
    assert bolt.world.alice.ephemerals() == [outcome.reply]
    assert bolt.world.bob.ephemerals() == []


async def test_a_command_carries_what_slack_sends(bolt: Bolt) -> None:
    """All fields of a slash command, none missing."""
    await bolt.world.alice.command("/perin  help ")
    body = bolt.bodies("command")[0]
    expected = {
        "team_id": "T0SANDBOX",
        "team_domain": "sandbox",
        "channel_id": "D0ALICE",
        "channel_name": "directmessage",
        "user_id": "U0ALICE",
        "user_name": "alice",
        "command": "/perin",
        "text": "help",
        "api_app_id": "A0PERIN",
        "is_enterprise_install": "false",
    }
    assert expected.items() <= body.items()
    assert {"token", "trigger_id", "response_url"} <= body.keys()


async def test_blocks_of_an_acknowledgement_are_shown(bolt: Bolt) -> None:
    """An acknowledgement may carry blocks."""
    outcome = await bolt.world.alice.command("/perin blocks")
    assert outcome.reply is not None
    assert outcome.reply.blocks[0]["text"]["text"] == "Hello"


async def test_a_broken_acknowledgement_is_a_failure_that_the_person_sees(bolt: Bolt) -> None:
    """Blocks beyond the limits are not shown; the person reads an error instead."""
    outcome = await bolt.world.alice.command("/perin broken")
    assert outcome.reply is None
    assert [f.reason for f in bolt.world.alice.failures()] == ["invalid_blocks"]


async def test_respond_uses_the_response_url(bolt: Bolt) -> None:
    """What is posted later to the response address reaches only the person."""
    world = bolt.world
    await world.alice.command("/perin later")
    await world.slack.until(world.alice.ephemerals)
    assert [m.text for m in world.alice.ephemerals()] == ["late"]


async def test_a_modal_opens_refuses_and_closes(bolt: Bolt) -> None:
    """Open by trigger, an error beside the field, then a submission that goes through."""
    world = bolt.world
    await world.alice.command("/perin form")
    await world.slack.until(world.alice.modals)
    first = await world.alice.submit(None, {"what": "bad"})
    assert (first.errors, first.action, first.ok) == ({"what": "Say something else"}, "errors", False)
    assert world.alice.modals()[0].errors == {"what": "Say something else"}
    second = await world.alice.submit(None, {"what": "lunch"})
    assert second.ok
    assert world.alice.modals() == []
    await world.slack.until(world.alice.dms)
    assert [m.text for m in world.alice.dms()] == ["Done: lunch"]


async def test_a_submission_carries_the_whole_form(bolt: Bolt) -> None:
    """State by block and action, the hash, the metadata, the install's team."""
    world = bolt.world
    await world.alice.command("/perin form")
    await world.slack.until(world.alice.modals)
    shown = world.alice.modals()[0]
    await world.alice.submit(shown.id, {"what": "lunch"})
    view = bolt.bodies("view_submission")[0]["view"]
    assert view["state"]["values"] == {"what": {"text": {"type": "plain_text_input", "value": "lunch"}}}
    assert (view["id"], view["hash"], view["app_installed_team_id"]) == (shown.id, shown.hash, "T0SANDBOX")


async def test_an_empty_required_field_never_reaches_the_app(bolt: Bolt) -> None:
    """The client complains by itself."""
    world = bolt.world
    await world.alice.command("/perin form")
    await world.slack.until(world.alice.modals)
    result = await world.alice.submit()
    assert (result.sent, set(result.errors)) == (False, {"what"})
    assert bolt.bodies("view_submission") == []


async def test_a_click_edits_the_card_in_place(bolt: Bolt) -> None:
    """The pressed message is updated; no second message appears."""
    world = bolt.world
    await world.alice.command("/perin card")
    await world.slack.until(world.alice.dms)
    card = world.alice.dms()[0]
    outcome = await world.alice.click(card, label="Book")
    assert outcome.acked
    await world.slack.until(lambda: world.alice.dms()[0].edited)
    assert [(m.ts, m.text) for m in world.alice.dms()] == [(card.ts, "Booked")]


async def test_a_click_carries_what_slack_sends(bolt: Bolt) -> None:
    """Container, channel, message, action, team and person, as the real payload has them."""
    world = bolt.world
    await world.alice.command("/perin card")
    await world.slack.until(world.alice.dms)
    card = world.alice.dms()[0]
    await world.alice.click(card, "book")
    body = bolt.bodies("block_actions")[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": "D0ALICE",
        "is_ephemeral": False,
    }
    assert body["user"] == {"id": "U0ALICE", "username": "alice", "name": "alice", "team_id": "T0SANDBOX"}
    assert body["team"] == {"id": "T0SANDBOX", "domain": "sandbox"}
    assert (body["enterprise"], body["is_enterprise_install"]) == (None, False)
    assert body["channel"] == {"id": "D0ALICE", "name": "directmessage"}
    assert body["message"]["blocks"] == list(card.blocks)
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["block_id"]) == ("button", "book", "row-book")
    assert action["text"]["text"] == "Book"
    assert {"action_ts"} <= action.keys()
    assert {"trigger_id", "response_url", "state"} <= body.keys()


async def test_an_ephemeral_original_can_be_replaced_and_deleted(bolt: Bolt) -> None:
    """Only through its own response address, and it stays private."""
    world = bolt.world
    client = world.client()
    await client.chat_postMessage(channel="U0ALICE", text="Card", blocks=[button("whisper")])
    await world.alice.click(world.alice.dms()[0], "whisper")
    await world.slack.until(world.alice.ephemerals)
    await world.alice.click(world.alice.ephemerals()[0], "replace")
    assert "message" not in bolt.bodies("block_actions")[-1]
    await world.slack.until(lambda: world.alice.ephemerals()[0].edited)
    assert [m.text for m in world.alice.ephemerals()] == ["Replaced"]


async def test_a_message_can_be_deleted_by_its_response_url(bolt: Bolt) -> None:
    """`delete_original` removes what was clicked."""
    world = bolt.world
    await world.client().chat_postMessage(channel="U0ALICE", text="Card", blocks=[button("delete")])
    await world.alice.click(world.alice.dms()[0], "delete")
    await world.slack.until(lambda: not world.alice.dms())


async def test_home_is_published_when_it_is_opened(bolt: Bolt) -> None:
    """Opening the tab tells the app, and what it publishes is seen by that person only."""
    world = bolt.world
    assert (await world.alice.open_home()).acked
    await world.slack.until(world.alice.home)
    home = world.alice.home()
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "Hello on home"
    assert world.bob.home() is None
    await world.alice.click(home, "pick")
    body = bolt.bodies("block_actions")[0]
    assert body["container"] == {"type": "view", "view_id": home.id}
    assert "channel" not in body


async def test_closing_tells_the_app_that_asked_to_know(bolt: Bolt) -> None:
    """`notify_on_close` sends `view_closed`, without a trigger."""
    world = bolt.world
    await world.alice.command("/perin form")
    await world.slack.until(world.alice.modals)
    await world.alice.close()
    body = bolt.bodies("view_closed")[0]
    assert (body["is_cleared"], "trigger_id" in body) == (False, False)
    assert world.alice.modals() == []


async def test_a_global_shortcut_carries_a_trigger_and_nothing_else(bolt: Bolt) -> None:
    """No channel, no response address."""
    await bolt.world.alice.shortcut("find_time")
    body = bolt.bodies("shortcut")[0]
    assert {"trigger_id", "action_ts", "callback_id"} <= body.keys()
    assert not {"channel", "response_url"} & body.keys()


async def test_a_message_shortcut_carries_the_message(bolt: Bolt) -> None:
    """Which message, where, and an address to answer."""
    world = bolt.world
    await world.client().chat_postMessage(channel="U0ALICE", text="Lunch?")
    message = world.alice.dms()[0]
    await world.alice.message_shortcut("find_time", message)
    body = bolt.bodies("message_action")[0]
    assert (body["message_ts"], body["message"]["text"]) == (message.ts, "Lunch?")
    assert {"channel", "response_url", "trigger_id"} <= body.keys()


async def test_what_a_person_writes_arrives_as_an_event(bolt: Bolt) -> None:
    """`message` in a direct message, with the authorizations of this install."""
    said = await bolt.world.alice.message("hello @bob")
    body = next(b for b in bolt.bodies("message") if "bot_id" not in b["event"])
    event = body["event"]
    assert (event["text"], event["channel_type"], event["ts"]) == ("hello <@U0BOB>", "im", said.ts)
    assert body["authorizations"][0]["user_id"] == "U0BOTSANDBOX"
    assert body["event_id"].startswith("Ev")
