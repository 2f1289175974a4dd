"""Slack's requests in HTTP mode: what isn't signed, is old or can't be read is refused before Bolt sees it.

Apart from the other pages because Bolt parses before it verifies, fails on odd headers and logs what it refuses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.clock import real_time

SKEW_SECONDS = 300


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
        if not is_readable(body, request.content_type):
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(await to_bolt_request(request)))


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


def is_readable(body: bytes, content_type: str) -> bool:
    """Whether the body is what Slack sends: a JSON object, a form, or a form whose ``payload`` is a JSON object."""
    try:
        text = body.decode()
        if content_type == "application/json" or text.startswith("{"):
            return isinstance(json.loads(text), dict)
        form = parse_qs(text, keep_blank_values=True)
        return bool(form) and all(isinstance(json.loads(item), dict) for item in form.get("payload", ()))
    except (ValueError, RecursionError):
        return False
