"""The one gate of http mode: no listener hears of what it refuses, and nothing gets round it."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.clock import real_time
from bot.slack_requests import SlackRequests
from handlers.app import build_app
from handlers.asker import Kit

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND = b"command=%2Fperin&text=the+payload&team_id=T1&user_id=U1"
FORM = "application/x-www-form-urlencoded"


def headers(body: bytes = COMMAND, *, late: int = 0, secret: str = SECRET) -> dict[str, str]:
    """Signed as Slack does, so many seconds ago."""
    stamp = str(int(real_time()) - late)
    signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}", "Content-Type": FORM}


@dataclass
class Door:
    """A served app with one listener, and what it heard."""

    client: TestClient[Any, Any] = field(init=False)
    heard: list[str] = field(default_factory=list)

    async def post(self, given: dict[str, str], body: bytes = COMMAND) -> int:
        """Post, and return the status."""
        async with self.client.post("/slack/events", data=body, headers=given) as answer:
            return answer.status


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """An app that hears every command, behind the gate."""
    made = Door()

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    async def hear(ack: AsyncAck, body: dict[str, Any]) -> None:
        made.heard.append(body["text"])
        await ack()

    app.command("/perin")(hear)
    site = Application()
    site.router.add_post("/slack/events", SlackRequests(app, SECRET).handle)
    async with TestClient(TestServer(site)) as made.client:
        yield made


async def test_what_slack_signed_just_now_is_heard_whole(door: Door) -> None:
    """Also a command in whose words Bolt itself would take the form for one of another kind."""
    assert await door.post(headers()) == 200
    assert door.heard == ["the payload"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"Content-Type": FORM}, id="unsigned"),
        pytest.param(headers(secret="another"), id="forged"),
        pytest.param(headers(b"command=%2Fperin&text=help"), id="signed for other words"),
        pytest.param(headers(late=301), id="replayed when it is old"),
        pytest.param(headers(late=-86_400), id="from the future"),
        pytest.param(
            headers(late=301) | {"X-Slack-Request-Timestamp": headers()["X-Slack-Request-Timestamp"]}, id="redated"
        ),
    ],
)
async def test_no_listener_hears_of_what_is_not_signed_just_now(door: Door, given: dict[str, str]) -> None:
    """It is 401 before anything of it is read."""
    assert await door.post(given) == 401
    assert door.heard == []


@pytest.mark.parametrize("given", [{}, headers(secret="another"), headers(late=301)])
async def test_what_reaches_the_app_by_any_other_way_is_checked_by_bolt(given: dict[str, str]) -> None:
    """Only the gate vouches: Bolt's own check stays on, and nothing behind it is touched."""
    async with aiohttp.ClientSession() as session:
        clients = SimpleNamespace(session=session, base_url="http://127.0.0.1:9/api/")
        nothing = SimpleNamespace(clients=clients, deps=SimpleNamespace(now=time.time))
        app = build_app(cast("Kit", nothing), signing_secret=SECRET)
        headed: dict[str, Any] = {"Content-Type": FORM} | given
        request = AsyncBoltRequest(body=COMMAND.decode().replace("payload", "help"), headers=headed, mode="http")
        assert (await app.async_dispatch(request)).status == 401
