"""Slack's requests in http mode, as they arrive at the port."""

from __future__ import annotations

import hashlib
import hmac
import io
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from bot.clock import real_clock, real_time
from bot.run import running
from bot.settings import load_settings
from sandbox.server import Sandbox

COMMAND = b"command=%2Fperin&text=a+private+word&user_id=U0ALICE&team_id=T0SANDBOX&trigger_id=1.2.3"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Door:
    """Where Slack posts to, and the secret it signs with."""

    url: str
    secret: str
    browser: aiohttp.ClientSession

    def headers(self, body: bytes, *, late: int = 0) -> dict[str, str]:
        """Sign as Slack does, `late` seconds ago."""
        stamp = str(int(real_time()) - late)
        signature = hmac.new(self.secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}", "Content-Type": FORM}

    async def post(self, body: bytes | io.BytesIO, headers: dict[str, str]) -> int:
        """Post, and return the status."""
        async with self.browser.post(self.url, data=body, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def door(sandbox: Sandbox, env: dict[str, str], browser: aiohttp.ClientSession) -> AsyncIterator[Door]:
    """A Perin in http mode."""
    env |= {"PERIN_MODE": "http", "PERIN_SLACK_SIGNING_SECRET": sandbox.slack.signing_secret}
    async with running(load_settings(env), real_clock()) as perin:
        sandbox.slack.use_http(f"http://127.0.0.1:{perin.port}/slack/events")
        yield Door(f"http://127.0.0.1:{perin.port}/slack/events", sandbox.slack.signing_secret, browser)


async def test_slack_finds_the_address_good(sandbox: Sandbox, door: Door) -> None:
    """The challenge that Slack sends when the address is saved is echoed."""
    assert await sandbox.slack.verify_url()
    assert door.url


async def test_a_signed_request_is_taken_and_one_that_is_old_or_odd_refused(door: Door) -> None:
    """Unsigned, stale and malformed headers are 401, whatever the body."""
    good = door.headers(COMMAND)
    assert await door.post(COMMAND, good) == 200
    assert await door.post(COMMAND, door.headers(COMMAND, late=301)) == 401
    assert await door.post(COMMAND + b"&text=other", good) == 401
    assert await door.post(COMMAND, {"Content-Type": FORM}) == 401
    assert await door.post(COMMAND, good | {"X-Slack-Request-Timestamp": "now"}) == 401
    assert await door.post(COMMAND, good | {"X-Slack-Signature": "v0=é"}) == 401
    assert await door.post(b"\xff", good) == 401


@pytest.mark.parametrize("body", [b"{", b"\xff", b"payload=x", b""])
async def test_what_nobody_can_read_is_400_even_when_signed(door: Door, body: bytes) -> None:
    """It never reaches Bolt, which would fail on it."""
    assert await door.post(body, door.headers(body)) == 400


async def test_a_body_that_is_too_large_is_413(door: Door) -> None:
    """Nobody fills the memory."""
    body = b"x" * (1024 * 1024 + 1)
    assert await door.post(io.BytesIO(body), door.headers(body)) == 413


async def test_what_is_refused_is_never_logged(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the body nor the signature of a refused request is written down, at any level."""
    caplog.set_level(logging.DEBUG)
    headers = door.headers(COMMAND, late=400)
    assert await door.post(COMMAND, headers) == 401
    assert "private" not in caplog.text
    assert headers["X-Slack-Signature"] not in caplog.text
