"""Signed HTTP, as Slack posts it to a Request URL.

Apart from Socket Mode: here the body's exact bytes are signed and the answer is the HTTP response.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.delivery.answer import Answer, Kind, Retry

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"


def signed_headers(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Give the headers that prove a body came from Slack at `timestamp` (real epoch seconds)."""
    base = f"v0:{timestamp}:".encode() + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": signature, "User-Agent": AGENT}


def encoded(kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Give a payload's body and content type: commands as a form, clicks in its `payload`, events as JSON."""
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return json.dumps(payload).encode(), "application/json"


class HttpPost:
    """Posts to one Request URL with one signing secret."""

    def __init__(self, url: str, secret: str, real_now: Callable[[], float]) -> None:
        """Post to `url`, signed with `secret`."""
        self._url = url
        self._secret = secret
        self._real_now = real_now
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Answer:
        """Post a payload and wait at most `seconds` for the response; never raises for the app's faults."""
        body, content_type = encoded(kind, payload)
        headers = signed_headers(self._secret, body, int(self._real_now())) | {"Content-Type": content_type}
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                text = await response.text()
                return _answer(response, text)
        except TimeoutError:
            return Answer(0, reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(0, reason="connection_failed")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _answer(response: aiohttp.ClientResponse, text: str) -> Answer:
    body: dict[str, Any] | str | None = text or None
    if text and response.content_type == "application/json":
        try:
            parsed = json.loads(text)
        except ValueError:
            parsed = text
        body = parsed if isinstance(parsed, dict) else text
    return Answer(
        response.status,
        body,
        reason="" if response.status == 200 else "http_error",
        no_retry=response.headers.get("x-slack-no-retry") == "1",
    )
