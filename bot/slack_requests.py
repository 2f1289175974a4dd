"""Slack's requests in HTTP mode: what isn't signed, is old or can't be read is refused before Bolt sees it.

Apart from the other pages because Bolt parses before it verifies, fails on odd headers, logs what it refuses, and takes
a command for empty whose text has the word "payload". So a request is checked and parsed once, here, and handed on as
one that is vouched for already, as the socket's are. Bolt's own check stays on for whatever else would reach it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.clock import real_time

SKEW_SECONDS = 300
_VOUCHED_FOR = "socket_mode"
"""How Bolt calls requests whose signature isn't its business; it makes no other difference to it."""


class SlackRequests:
    """Answers ``POST /slack/events``."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._secret = signing_secret.encode()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Hand a good request to Bolt; 401 for one that Slack didn't sign just now, 400 for one nobody can read."""
        body = await request.read()
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not is_signed(self._secret, body, stamp, signature, real_time()):
            return web.Response(status=401)
        payload = read_payload(body, request.content_type)
        if payload is None:
            return web.Response(status=400)
        answer = await self._app.async_dispatch(AsyncBoltRequest(body=payload, mode=_VOUCHED_FOR))
        return web.Response(status=answer.status, body=answer.body.encode(), headers=answer.first_headers())


def is_signed(secret: bytes, body: bytes, stamp: str, signature: str, now: float) -> bool:
    """Whether ``signature`` is Slack's for this body and for an instant at most five minutes from ``now``.

    https://docs.slack.dev/authentication/verifying-requests-from-slack. Malformed headers are simply not signed.
    """
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and signature.isascii()):
        return False
    if abs(now - int(stamp)) > SKEW_SECONDS:
        return False
    expected = hmac.new(secret, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)


def read_payload(body: bytes, content_type: str) -> dict[str, Any] | None:
    """Return what Slack sends: a JSON object, the JSON object in a form's ``payload``, or a form; None for all else."""
    try:
        text = body.decode()
        if content_type == "application/json" or text.startswith("{"):
            read = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            read = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and read else None
