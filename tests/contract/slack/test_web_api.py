"""Tokens, scopes, arguments and planned faults, seen through the real SDK."""

from __future__ import annotations

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from sandbox.slack.faults import Fault
from sandbox.slack.specs import UserSpec
from tests.contract.slack.world import World, error_of, text_block


async def test_auth_test_says_who_calls(world: World) -> None:
    """Team, bot and user of the token, with its scopes in a header."""
    answer = await world.client().auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0BOTSANDBOX", "B0BOTSANDBOX")
    assert "chat:write" in str(answer.headers["x-oauth-scopes"])


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-unknown", "invalid_auth"), ("app", "not_allowed_token_type")]
)
async def test_a_token_that_is_not_good_is_named(world: World, token: str, error: str) -> None:
    """None, unknown, or of the wrong kind: three words."""
    client = world.client(world.slack.app_token if token == "app" else token)
    assert await error_of(client.auth_test()) == error


async def test_only_the_app_token_opens_connections(world: World) -> None:
    """A bot token gets no socket."""
    assert (
        await error_of(world.client().apps_connections_open(app_token=world.slack.bot_token))
        == "not_allowed_token_type"
    )
    answer = await world.client().apps_connections_open(app_token=world.slack.app_token)
    assert str(answer["url"]).startswith("ws://127.0.0.1:")


async def test_a_missing_scope_is_named_with_what_was_there(world: World) -> None:
    """`needed` and `provided`, as a re-authorisation message would want them."""
    world.slack.bot_scopes.discard("chat:write")
    with pytest.raises(SlackApiError) as refused:
        await world.client().chat_postMessage(channel="U0ALICE", text="x")
    assert refused.value.response["needed"] == "chat:write"
    assert "commands" in refused.value.response["provided"]
    assert world.alice.dms() == []


async def test_opening_a_conversation_needs_a_scope_that_posting_does_not(world: World) -> None:
    """`im:write` is for `conversations.open` only."""
    assert await error_of(world.client().conversations_open(users="U0ALICE")) == "missing_scope"
    world.slack.bot_scopes.add("im:write")
    assert (await world.client().conversations_open(users="U0ALICE"))["channel"]["id"] == "D0ALICE"


async def test_a_revoked_and_an_uninstalled_token_are_told_apart(world: World) -> None:
    """`token_revoked` after `auth.revoke`, `account_inactive` after an uninstall."""
    assert (await world.client().auth_revoke())["revoked"] is True
    assert await error_of(world.client().auth_test()) == "token_revoked"
    world.slack.workspace.home_install.ended = None
    await world.slack.uninstall()
    assert await error_of(world.client().auth_test()) == "account_inactive"


async def test_form_and_json_bodies_are_the_same_call(world: World) -> None:
    """A form carries blocks as JSON in a string; a JSON body may not carry the token."""
    url = f"{world.slack.api_url}chat.postMessage"
    blocks = [text_block()]
    form = {"token": world.slack.bot_token, "channel": "U0ALICE", "text": "x", "blocks": json.dumps(blocks)}
    async with world.session.post(url, data=form) as response:
        assert (await response.json())["ok"] is True
    async with world.session.post(url, json=form) as response:
        assert (await response.json())["error"] == "not_authed"
    assert world.alice.dms()[0].blocks[0]["text"]["text"] == "x"


async def test_an_unknown_method_and_bad_json_are_refused(world: World) -> None:
    """Typing errors in a method or body are errors."""
    async with world.session.post(f"{world.slack.api_url}chat.shout") as response:
        assert (await response.json())["error"] == "unknown_method"
    headers = {"Content-Type": "application/json"}
    async with world.session.post(f"{world.slack.api_url}auth.test", data=b"{", headers=headers) as response:
        assert (await response.json())["error"] == "invalid_json"


async def test_a_rate_limit_is_waited_out_by_the_sdks_handler(world: World) -> None:
    """429 with `Retry-After`, then the same call goes through, once."""
    world.slack.faults.add(Fault("chat.postMessage", kind="ratelimited", retry_after=0))
    client = world.client(retry_handlers=[AsyncRateLimitErrorRetryHandler()])
    await client.chat_postMessage(channel="U0ALICE", text="x")
    assert [call.status for call in world.slack.calls_of("chat.postMessage")] == [429, 200]
    assert len(world.alice.dms()) == 1


async def test_without_the_handler_a_rate_limit_is_an_error(world: World) -> None:
    """The answer says how long to wait, in seconds."""
    world.slack.faults.add(Fault("chat.postMessage", kind="ratelimited", retry_after=7))
    with pytest.raises(SlackApiError) as refused:
        await world.client().chat_postMessage(channel="U0ALICE", text="x")
    assert (refused.value.response.status_code, refused.value.response["error"]) == (429, "ratelimited")
    assert refused.value.response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_cut_connection_leaves_the_caller_not_knowing(world: World, kind: str, arrived: int) -> None:
    """Before: nothing was done. After: the message is there although the caller saw an error."""
    world.slack.faults.add(Fault("chat.postMessage", kind=kind))
    client = world.client(retry_handlers=[])
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="U0ALICE", text="x")
    assert len(world.alice.dms()) == arrived


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("not_json", 200), ("error:fatal_error", 200)])
async def test_a_sick_slack_is_an_sdk_error(world: World, kind: str, status: int) -> None:
    """Server errors, pages instead of JSON, and Slack's own error codes."""
    world.slack.faults.add(Fault("users.info", kind=kind))
    with pytest.raises(SlackApiError) as refused:
        await world.client().users_info(user="U0ALICE")
    assert refused.value.response.status_code == status
    assert (await world.client().users_info(user="U0ALICE"))["ok"] is True


async def test_a_slow_slack_answers_late_but_right(world: World) -> None:
    """`slow` delays the call and then lets it happen."""
    world.slack.faults.add(Fault("auth.test", kind="slow:0.05"))
    with pytest.raises(TimeoutError):
        await _hurried(world)
    assert (await world.client().auth_test())["ok"] is True


async def _hurried(world: World) -> None:
    limit = aiohttp.ClientTimeout(total=0.01)
    headers = {"Authorization": f"Bearer {world.slack.bot_token}"}
    async with world.session.post(f"{world.slack.api_url}auth.test", headers=headers, timeout=limit):
        pass


async def test_users_info_describes_a_person(world: World) -> None:
    """Zone always, locale when asked for, no address without its scope."""
    user = (await world.client().users_info(user="U0ALICE", include_locale=True))["user"]
    assert (user["tz"], user["locale"], user["is_bot"]) == ("Europe/Paris", "fr-FR", False)
    assert "email" not in user["profile"]
    world.slack.bot_scopes.add("users:read.email")
    again = (await world.client().users_info(user="U0ALICE"))["user"]
    assert again["profile"]["email"] == "alice@example.com"
    assert "locale" not in again
    assert await error_of(world.client().users_info(user="U0NOBODY")) == "user_not_found"


async def test_users_list_comes_in_pages_of_the_own_team(world: World) -> None:
    """Every member once, outsiders never, and a cursor that ends."""
    world.slack.workspace.add_user(UserSpec("U0EVE", "eve", team_id="T0OTHER"))
    seen: list[str] = []
    async for page in await world.client().users_list(limit=2):
        seen += [user["id"] for user in page["members"]]
    assert seen == ["U0BOTSANDBOX", "U0ALICE", "U0BOB"]
    assert await error_of(world.client().users_list(cursor="?")) == "invalid_cursor"


async def test_calls_are_recorded_without_tokens(world: World) -> None:
    """Method, arguments, answer; and no record anywhere holds a token."""
    await world.client().chat_postMessage(channel="U0ALICE", text="secret plan")
    call = world.slack.calls[-1]
    assert (call.method, call.args["text"], call.team_id) == ("chat.postMessage", "secret plan", "T0SANDBOX")
    lines = json.dumps([entry.as_json() for entry in world.wire.entries()])
    assert "secret plan" not in lines
    assert world.slack.bot_token not in lines + str(list(world.slack.calls))


async def test_blocks_validate_needs_no_token(world: World) -> None:
    """Pointers, codes and sentences for blocks, views and messages; exactly one of them."""
    client = world.client("")
    assert (await client.blocks_validate(blocks=[text_block()]))["ok"] is True
    with pytest.raises(SlackApiError) as refused:
        await client.blocks_validate(blocks=[text_block("x" * 3001)])
    assert refused.value.response["errors"][0]["pointer"] == "/0/text/text"
    assert await error_of(client.blocks_validate(view={"type": "modal", "blocks": []})) == "invalid_view"
    assert await error_of(client.blocks_validate(message={"blocks": [{"type": "x"}]})) == "invalid_message"
    assert await error_of(client.blocks_validate()) == "invalid_arguments"
