"""Channels with several people and the app, and what the page may change about a person."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.person.seat import SLACKBOT
from tests.contract.slack.app import Bolt
from tests.contract.slack.world import World, error_of

TEAM, BOT = "C0TEAM", "U0BOTSANDBOX"


async def control(world: World, path: str, body: dict[str, object] | None = None) -> tuple[int, Any]:
    """Ask the control API as the page does; a body makes it a POST."""
    method = "GET" if body is None else "POST"
    async with world.session.request(method, f"{world.url}/control/{path}", json=body) as response:
        return response.status, await response.json()


async def test_an_app_outside_a_channel_hears_nothing_until_it_is_invited(socket_bolt: Bolt) -> None:
    """Slack tells only who named it; `/invite` adds it for everybody to see, once."""
    world = socket_bolt.world
    channel = world.slack.workspace.add_channel(TEAM, "team", ("U0ALICE", "U0BOB"))
    await world.alice.mention(TEAM, "hello @perin")
    assert [(m.user, m.channel) for m in world.alice.ephemerals()] == [(SLACKBOT, TEAM)]
    assert (world.bob.ephemerals(), socket_bolt.bodies("app_mention")) == ([], [])
    for _ in range(2):
        await world.alice.command("/invite @perin", TEAM)
    assert [m.text for m in channel.messages.values()][1:] == ["was added to #team by <@U0ALICE>."]
    await world.bob.mention(TEAM, "@perin, are you there?")
    assert [b["event"]["channel"] for b in socket_bolt.bodies("app_mention")] == [TEAM]


async def test_only_the_app_is_invited_and_only_to_a_channel(world: World) -> None:
    """Anything else is no command, told where it was typed."""
    world.slack.workspace.add_channel(TEAM, "team", ("U0ALICE",))
    for text, channel in (("/invite @bob", TEAM), ("/invite @perin", None), ("/lunch", TEAM)):
        outcome = await world.alice.command(text, channel)
        assert outcome.failure is not None
        assert (outcome.failure.reason, outcome.failure.channel) == ("invalid_command", channel or "D0ALICE")


async def test_everybody_in_a_channel_sees_it_and_has_their_own_unread(world: World) -> None:
    """What one writes the others have not read until they look; an answer for one stays where it was given."""
    world.slack.workspace.add_channel(TEAM, "team", ("U0ALICE", "U0BOB", BOT))
    status, said = await control(world, "person/U0ALICE/message", {"text": "lunch @bob?", "channel": TEAM})
    assert (status, said["text"]) == (200, "lunch <@U0BOB>?")
    kinds = [element["type"] for element in said["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "user", "text"]
    await world.client().chat_postEphemeral(channel=TEAM, user="U0BOB", text="psst")
    _, bob = await control(world, "person/U0BOB")
    assert [(c["name"], c["unread"], len(c["messages"])) for c in bob["channels"]] == [("team", 1, 2)]
    assert bob["dms"] == []
    _, listed = await control(world, "people")
    assert {p["id"]: p["unread"] for p in listed["people"] if not p["is_bot"]} == {"U0ALICE": 0, "U0BOB": 1}
    await control(world, "person/U0BOB/read", {"channel": TEAM})
    assert world.bob.unread(TEAM) == 0


async def test_a_channels_messages_are_read_with_a_scope_of_their_own(world: World) -> None:
    """`im:history` reads direct messages only; a channel's need `channels:history`, and being there."""
    world.slack.workspace.add_channel(TEAM, "team", ("U0ALICE",))
    client = world.client()
    assert await error_of(client.conversations_history(channel=TEAM)) == "missing_scope"
    world.slack.bot_scopes.add("channels:history")
    assert await error_of(client.conversations_history(channel=TEAM)) == "not_in_channel"
    world.slack.bot_scopes.discard("im:history")
    assert await error_of(client.conversations_history(channel=world.alice.channel)) == "missing_scope"


async def test_a_shortcut_on_a_colleagues_message_names_its_author(socket_bolt: Bolt) -> None:
    """The payload has the message with its author, and the channel it stands in."""
    world = socket_bolt.world
    world.slack.workspace.add_channel(TEAM, "team", ("U0ALICE", "U0BOB"))
    said = await world.bob.mention(TEAM, "who has time?")
    body: dict[str, object] = {"callback_id": "with_them", "message_ts": said.ts, "channel": TEAM}
    await control(world, "person/U0ALICE/shortcut", body)
    payload = world.slack.office.delivered[-1].payload
    assert (payload["type"], payload["message"]["user"]) == ("message_action", "U0BOB")
    assert (payload["channel"]["id"], payload["user"]["id"]) == (TEAM, "U0ALICE")


async def test_a_persons_zone_and_standing_can_be_changed(socket_bolt: Bolt) -> None:
    """Each change is told to the app as `user_change`."""
    world = socket_bolt.world
    for body in ({"tz": "Asia/Tokyo"}, {"deleted": True}, {"deleted": False}):
        status, _ = await control(world, "person/U0BOB/profile", dict(body))
        assert status == 200
    changes = [delivered.payload["event"] for delivered in world.slack.office.delivered]
    assert [(c["type"], c["user"]["deleted"]) for c in changes] == [
        ("user_change", False),
        ("user_change", True),
        ("user_change", False),
    ]
    assert world.bob.spec.tz == "Asia/Tokyo"


@pytest.mark.parametrize("body", [{}, {"tz": "Mars/Olympus"}, {"tz": 3}, {"deleted": "yes"}, {"is_admin": True}])
async def test_nothing_else_about_a_person_can_be_changed(world: World, body: dict[str, object]) -> None:
    """Unknown zones, wrong types and other fields are refused, and nothing changes."""
    before = world.bob.spec
    status, answer = await control(world, "person/U0BOB/profile", body)
    assert (status, world.bob.spec) == (400, before)
    assert answer["error"]


async def test_a_text_file_opens_as_text_and_never_as_a_page(world: World) -> None:
    """An uploaded page can't run in the sandbox's name; the download address saves it."""
    await world.client().chat_postMessage(channel="U0ALICE", text="x")
    await world.client().files_upload_v2(channel="D0ALICE", filename="a.html", content="<script>1</script>")
    shared = world.alice.dms()[-1].files[0]
    assert (shared["mimetype"], shared["filetype"], shared["size"]) == ("text/html", "html", 18)
    for name, way in (("url_private", "inline"), ("url_private_download", "attachment")):
        async with world.session.get(f"{shared[name]}?person=U0ALICE") as response:
            assert response.headers["Content-Disposition"].startswith(way)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "html" not in response.content_type
