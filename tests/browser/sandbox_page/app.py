"""A small Slack app for the page's tests: it does what each test tells it to when something reaches it.

Apart from Perin on purpose: these tests are about the page, and need every element, answer and delay on order.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

import aiohttp
from aiohttp import web

from sandbox.server import Sandbox

Json = dict[str, Any]
Answer = Json | None
Reaction = Callable[[Json], Awaitable[Answer]]


class ScriptedApp:
    """Receives what the sandbox delivers over HTTP and calls its Web API.

    `heard` is every payload in order. `on[kind]` (`command`, `block_actions`, `view_submission`, `view_closed`)
    answers one; without an entry it is acknowledged with nothing.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._news = asyncio.Condition()
        self.heard: list[Json] = []
        self.on: dict[str, Reaction] = {}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/slack/events", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession()
        self._sandbox.slack.use_http(f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None and self._runner is not None:
            await self._session.close()
            await self._runner.cleanup()

    async def call(self, method: str, **arguments: object) -> Json:
        """Call the Web API; the answer must be ok."""
        assert self._session is not None
        slack = self._sandbox.slack
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with self._session.post(slack.api_url + method, json=arguments, headers=headers) as response:
            answer: Json = await response.json()
        assert answer["ok"], answer
        return answer

    async def say(self, user: str, text: str, blocks: list[Json] | None = None) -> Json:
        """Send a direct message; gives the Web API's answer with `channel` and `ts`."""
        channel = self._sandbox.slack.person(user).channel
        return await self.call("chat.postMessage", channel=channel, text=text, blocks=blocks or [])

    async def last(self, kind: str, count: int = 1) -> Json:
        """The newest payload of a kind, waiting up to five seconds until there are `count` of it."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.of(kind)) >= count)
        return self.of(kind)[-1]

    def of(self, kind: str) -> list[Json]:
        """Every payload of a kind, oldest first."""
        return [payload for payload in self.heard if kind_of(payload) == kind]

    async def _receive(self, request: web.Request) -> web.Response:
        payload: Json
        if request.content_type == "application/json":
            payload = await request.json()
        else:
            form = await request.post()
            payload = json.loads(str(form["payload"])) if "payload" in form else dict(form)
        async with self._news:
            self.heard.append(payload)
            self._news.notify_all()
        reaction = self.on.get(kind_of(payload))
        answer = await reaction(payload) if reaction else None
        return web.Response() if answer is None else web.json_response(answer)


def kind_of(payload: Json) -> str:
    """`command`, an event's type, or an interaction's type."""
    if "command" in payload:
        return "command"
    if "event" in payload:
        return str(payload["event"]["type"])
    return str(payload["type"])
