"""Slack as the servers under test meet it: signed requests out, and a Web API that answers at once and counts.

The Web API lives in the process of whoever sends the requests, so that the answer to a command can be waited for. It is
a bare protocol, as cheap as Python can be: what is measured is the other end.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp

SECRET = "benchmark"  # noqa: S105 - of nobody
TOKEN = "xoxb-benchmark"  # noqa: S105 - of nobody
TEAM = "T1"
_STAMPS = itertools.count(1)
_SCOPES = "commands,chat:write,users:read,im:history,app_mentions:read,files:write"


def command(text: str, *, user: str = "U0", name: str = "/perin", answer_to: str = "") -> bytes:
    """Return the body of a slash command."""
    return urlencode(
        {
            "token": "x",
            "team_id": TEAM,
            "team_domain": "acme",
            "channel_id": "C1",
            "channel_name": "general",
            "user_id": user,
            "user_name": "somebody",
            "command": name,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": answer_to,
            "trigger_id": "1.2.3",
        }
    ).encode()


def click(action: str, *, user: str = "U0", answer_to: str = "") -> bytes:
    """Return the body of a press on a button of a private answer."""
    pressed = {"type": "button", "action_id": action, "block_id": "b", "value": "v", "action_ts": "1.1"}
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "somebody", "name": "somebody", "team_id": TEAM},
        "api_app_id": "A1",
        "token": "x",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
        "trigger_id": "1.2.3",
        "team": {"id": TEAM, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C1", "name": "general"},
        "response_url": answer_to,
        "actions": [pressed],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def home_opened(user: str) -> bytes:
    """Return the body of the event that somebody looks at App Home."""
    event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home", "event_ts": "1.1"}
    known = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{next(_STAMPS)}"}
    return json.dumps({**known, "event": event}).encode()


def signed(body: bytes) -> bytes:
    """Return the whole HTTP request, signed now."""
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


class WebApi:
    """Answers every method after ``latency`` seconds; tells who waits for an answer over a response URL."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        self.url = ""
        self.connections = 0
        self.calls: Counter[str] = Counter()
        self.waiting: dict[str, asyncio.Future[None]] = {}

    def expect(self, key: str) -> tuple[str, asyncio.Future[None]]:
        """Return a response URL, and what is done once something was posted to it."""
        future = self.waiting[key] = asyncio.get_running_loop().create_future()
        return f"{self.url}/respond/{key}", future

    def take(self, path: str) -> bytes:
        """Count a call and return its answer's body."""
        method = path.rpartition("/")[2]
        if path.startswith("/counted/"):
            return str(self.calls[method]).encode()
        if path.startswith("/respond/"):
            self.calls["respond"] += 1
            self._tell(method)
            return b"ok"
        self.calls[method] += 1
        self._tell(method)
        answer: dict[str, object] = {"ok": True, "channel": "D1", "ts": f"1.{next(_STAMPS):06}", "view": {"id": "V1"}}
        if method == "auth.test":
            answer |= {"team_id": TEAM, "team": "Acme", "user_id": "UBOT", "bot_id": "B1", "app_id": "A1"}
        return json.dumps(answer).encode()

    def _tell(self, key: str) -> None:
        future = self.waiting.pop(key, None)
        if future is not None and not future.done():
            future.set_result(None)


class _Answering(asyncio.Protocol):
    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._api.connections += 1

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
        if not mark or len(body) < length:
            return
        self._got = body[length:]
        answer = self._api.take(head.split(b" ", 2)[1].decode())
        if self._api.latency:
            asyncio.get_running_loop().call_later(self._api.latency, self._answer, answer)
        else:
            self._answer(answer)

    def _answer(self, body: bytes) -> None:
        kind = "application/json" if body.startswith(b"{") else "text/plain"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nx-oauth-scopes: {_SCOPES}\r\n"
        self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


@asynccontextmanager
async def web_api(latency: float = 0.0) -> AsyncIterator[WebApi]:
    """Serve a Web API on a free port of this machine."""
    api = WebApi(latency)
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(api), "127.0.0.1", 0)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        server.close()


class WebApiApart:
    """A Web API in a process of its own: the time it takes is not taken from whoever calls it."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def counted(self, method: str) -> int:
        """How many calls of the method there were."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/counted/{method}") as answer:
            return int(await answer.text())


@asynccontextmanager
async def web_api_apart(latency: float) -> AsyncIterator[WebApiApart]:
    """Serve a Web API in another process for as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.handlers_lib.slack_side", str(latency)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield WebApiApart((await process.stdout.readline()).decode().strip())
    finally:
        process.kill()
        await process.wait()


async def _serve(latency: float) -> None:
    async with web_api(latency) as api:
        print(api.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
