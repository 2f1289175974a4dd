"""Messages: where they may go, what they may hold, how they change."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, HeaderBlock, SectionBlock

from sandbox.slack.specs import AppSpec, UserSpec
from tests.contract.slack.world import World, button, error_of, text_block


async def test_a_user_id_becomes_the_conversation(world: World) -> None:
    """Posting to a person answers with the id of their conversation, the same every time."""
    first = await world.client().chat_postMessage(channel="U0ALICE", text="one")
    second = await world.client().chat_postMessage(channel=first["channel"], text="two")
    assert (first["channel"], second["channel"]) == ("D0ALICE", "D0ALICE")
    assert [m.text for m in world.alice.dms()] == ["one", "two"]
    assert float(second["ts"]) > float(first["ts"])


async def test_the_answer_holds_the_message_as_slack_made_it(world: World) -> None:
    """Author, bot, team, and blocks with ids."""
    answer = await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=[text_block()])
    message = answer["message"]
    assert (message["user"], message["bot_id"], message["app_id"]) == ("U0BOTSANDBOX", "B0BOTSANDBOX", "A0PERIN")
    assert message["blocks"][0]["block_id"]


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        (UserSpec("U0GONE", "gone", deleted=True), "user_disabled"),
        (UserSpec("U0EVE", "eve", team_id="T0OTHER", is_stranger=True), "channel_not_found"),
        (UserSpec("U0BOTX", "botx", is_bot=True), "is_bot"),
    ],
)
async def test_some_people_cannot_be_written_to(world: World, spec: UserSpec, error: str) -> None:
    """Deactivated people, strangers and bots are refused, each by its word."""
    world.slack.workspace.add_user(spec)
    assert await error_of(world.client().chat_postMessage(channel=spec.id, text="x")) == error


async def test_a_guest_and_somebody_from_a_shared_channel_can_be_written_to(world: World) -> None:
    """Guests and Slack Connect partners are people."""
    world.slack.workspace.add_user(UserSpec("U0GUEST", "guest", is_restricted=True))
    world.slack.workspace.add_user(UserSpec("U0OUT", "out", team_id="T0OTHER"))
    for user in ("U0GUEST", "U0OUT"):
        assert (await world.client().chat_postMessage(channel=user, text="x"))["ok"] is True


async def test_conversations_that_are_not_there_or_not_ours(world: World) -> None:
    """Unknown ids, channels without the bot, an app whose messages are off."""
    world.slack.workspace.add_channel("C0GENERAL", "general", ("U0ALICE",))
    client = world.client()
    assert await error_of(client.chat_postMessage(channel="D0NOBODY", text="x")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel="C0GENERAL", text="x")) == "not_in_channel"
    world.slack.workspace.configure(AppSpec(messages_tab=False))
    assert await error_of(client.chat_postMessage(channel="U0ALICE", text="x")) == "messages_tab_disabled"


async def test_empty_and_broken_messages_are_refused_in_slacks_words(world: World) -> None:
    """`no_text`, `invalid_blocks` with every problem, `invalid_blocks_format`."""
    client = world.client()
    assert await error_of(client.api_call("chat.postMessage", json={"channel": "U0ALICE"})) == "no_text"
    assert await error_of(client.chat_postMessage(channel="U0ALICE", text="x", blocks="{}")) == "invalid_blocks_format"
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="U0ALICE", text="x", blocks=[{"type": "actions", "elements": []}])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"
    ]
    assert world.alice.dms() == []


async def test_a_message_without_text_is_taken_with_a_warning(world: World) -> None:
    """The warning is in the answer and kept for tests."""
    answer = await world.client().api_call("chat.postMessage", json={"channel": "U0ALICE", "blocks": [text_block()]})
    assert answer["warning"] == "missing_text_in_message"
    assert world.slack.workspace.warnings == ["chat.postMessage: missing_text_in_message"]


async def test_long_text_is_cut_when_posted_and_refused_when_edited(world: World) -> None:
    """40,000 characters on post, 4,000 on update."""
    client = world.client()
    posted = await client.chat_postMessage(channel="U0ALICE", text="x" * 40_001)
    assert (len(posted["message"]["text"]), posted["warning"]) == (40_000, "message_truncated")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert await error_of(client.chat_update(**where, text="x" * 4_001)) == "msg_too_long"
    assert (await client.chat_update(**where, text="x" * 4_000))["ok"] is True


async def test_what_the_sdks_models_build_is_taken(world: World) -> None:
    """Blocks from the SDK's own classes pass the limits."""
    blocks = [
        HeaderBlock(text="Hello"),
        SectionBlock(text="*Who*", fields=["a", "b"]),
        ActionsBlock(elements=[ButtonElement(text="Go", action_id="go", value="1", style="primary")]),
    ]
    answer = await world.client().chat_postMessage(channel="U0ALICE", text="x", blocks=blocks)
    assert [block["type"] for block in answer["message"]["blocks"]] == ["header", "section", "actions"]


async def test_an_update_keeps_or_drops_blocks_as_slack_does(world: World) -> None:
    """Text alone removes the blocks, blocks alone keep the text, metadata alone keeps both."""
    client = world.client()
    posted = await client.chat_postMessage(channel="U0ALICE", text="one", blocks=[text_block()])
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    kept = await client.chat_update(**where, blocks=[button("go")], text="one")
    assert kept["message"]["blocks"][0]["type"] == "actions"
    metadata = {"event_type": "session", "event_payload": {"id": "1"}}
    noted = await client.api_call("chat.update", json=where | {"metadata": metadata})
    assert (len(noted["message"]["blocks"]), noted["message"]["metadata"]) == (1, metadata)
    plain = await client.chat_update(**where, text="two")
    assert (plain["message"].get("blocks"), plain["text"]) == (None, "two")
    assert world.alice.dms()[0].edited is not None


async def test_only_ones_own_lasting_messages_can_be_changed(world: World) -> None:
    """A person's message, an ephemeral one, a deleted one, and a user id instead of a conversation."""
    client = world.client()
    said = await world.alice.message("hello")
    update, delete = client.chat_update, client.chat_delete
    assert await error_of(update(channel=said.channel, ts=said.ts, text="x")) == "cant_update_message"
    assert await error_of(delete(channel=said.channel, ts=said.ts)) == "cant_delete_message"
    whisper = await client.chat_postEphemeral(channel=said.channel, user="U0ALICE", text="psst")
    assert await error_of(update(channel=said.channel, ts=whisper["message_ts"], text="x")) == "message_not_found"
    posted = await client.chat_postMessage(channel="U0ALICE", text="x")
    assert await error_of(update(channel="U0ALICE", ts=posted["ts"], text="x")) == "channel_not_found"
    await delete(channel=posted["channel"], ts=posted["ts"])
    assert await error_of(update(channel=posted["channel"], ts=posted["ts"], text="x")) == "message_not_found"


async def test_an_ephemeral_is_for_one_person_in_the_conversation(world: World) -> None:
    """Nobody else sees it, it counts as nothing, and a reload loses it."""
    client = world.client()
    await client.chat_postMessage(channel="U0ALICE", text="x")
    await client.chat_postEphemeral(channel="D0ALICE", user="U0ALICE", text="psst")
    assert (
        await error_of(client.chat_postEphemeral(channel="D0ALICE", user="U0BOB", text="psst")) == "user_not_in_channel"
    )
    assert ([m.text for m in world.alice.ephemerals()], len(world.alice.dms())) == (["psst"], 1)
    assert world.alice.unread() == 1
    world.alice.reload()
    assert world.alice.ephemerals() == []


async def test_threads_need_a_parent(world: World) -> None:
    """A reply to what isn't there is refused; a reply is linked to its parent."""
    client = world.client()
    parent = await client.chat_postMessage(channel="U0ALICE", text="x")
    await client.chat_postMessage(channel="U0ALICE", text="y", thread_ts=parent["ts"])
    assert world.alice.dms()[1].thread_ts == parent["ts"]
    missing = client.chat_postMessage(channel="U0ALICE", text="y", thread_ts="1.000001")
    assert await error_of(missing) == "cannot_reply_to_message"


async def test_history_is_newest_first_with_metadata_on_request(world: World) -> None:
    """Own bookkeeping can be found again by what was attached."""
    client = world.client()
    metadata = {"event_type": "session", "event_payload": {"id": "1"}}
    await client.chat_postMessage(channel="U0ALICE", text="one", metadata=metadata)
    await client.chat_postMessage(channel="U0ALICE", text="two")
    history = await client.conversations_history(channel="D0ALICE", include_all_metadata=True, limit=1)
    assert ([m["text"] for m in history["messages"]], history["has_more"]) == (["two"], True)
    full = await client.conversations_history(channel="D0ALICE", include_all_metadata=True)
    assert full["messages"][1]["metadata"] == metadata
    bare = await client.conversations_history(channel="D0ALICE")
    assert "metadata" not in bare["messages"][1]


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "no spaces", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "ok", "event_payload": []}, "invalid_metadata_schema"),
        ({"event_type": "ok", "event_payload": {}, "more": 1}, "invalid_metadata_format"),
    ],
)
async def test_malformed_metadata_is_refused(world: World, metadata: dict[str, object], error: str) -> None:
    """A name, an object, and nothing else."""
    assert await error_of(world.client().chat_postMessage(channel="U0ALICE", text="x", metadata=metadata)) == error


async def test_a_permalink_names_the_message(world: World) -> None:
    """Of a message that is there."""
    posted = await world.client().chat_postMessage(channel="U0ALICE", text="x")
    link = await world.client().chat_getPermalink(channel="D0ALICE", message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/D0ALICE/p{posted['ts'].replace('.', '')}")
    assert await error_of(world.client().chat_getPermalink(channel="D0ALICE", message_ts="1.0")) == "message_not_found"


async def test_a_stale_press_is_what_was_under_way_when_the_update_came(world: World) -> None:
    """The person can press what they saw a moment ago, but only when a test says so."""
    client = world.client()
    posted = await client.chat_postMessage(channel="U0ALICE", text="x", blocks=[button("book")])
    seen = world.alice.dms()[0]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="done")
    with pytest.raises(Exception, match="no element book"):
        await world.alice.click(seen, "book")
    outcome = await world.alice.click(seen, "book", stale=True)
    assert outcome.failure is not None
