"""The control API of the sandbox: its clock, faults, wire log and the stream of changes.

What drives the page and outside programs; nothing that Perin would ever call. The parts that belong to one half
(people in Slack, calendars in Google) are added by that half.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

from sandbox.google import control as google_control
from sandbox.google import faults as google_faults
from sandbox.jsonhttp import body_of, number_of, refusal
from sandbox.slack import control as slack_control
from sandbox.slack.faults import Fault as SlackFault
from sandbox.slack.specs import UserSpec

if TYPE_CHECKING:
    from sandbox.changes import Change, Changes, Subscription
    from sandbox.clock import SandboxClock
    from sandbox.google.server import GoogleServer
    from sandbox.slack.server import SlackWorkspaceServer
    from sandbox.wire import WireLog

KEEP_ALIVE = 15.0
STREAM_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Controlled(Protocol):
    """What the control API reaches: both halves and what they share. The sandbox itself is one."""

    clock: SandboxClock
    changes: Changes
    wire: WireLog
    slack: SlackWorkspaceServer
    google: GoogleServer

    @property
    def url(self) -> str:
        """The address the sandbox is served at."""
        ...


def add_routes(app: web.Application, sandbox: Controlled) -> None:
    """Serve `/control/…` on `app`."""
    shared = _Shared(sandbox)
    app.router.add_get("/control/clock", shared.clock)
    app.router.add_post("/control/clock", shared.advance)
    app.router.add_get("/control/faults", shared.faults)
    app.router.add_post("/control/faults", shared.plan_fault)
    app.router.add_delete("/control/faults", shared.clear_faults)
    app.router.add_get("/control/wire", shared.wire)
    app.router.add_get("/control/wire/{number:[0-9]+}", shared.wire_detail)
    app.router.add_get("/control/stream", shared.stream)
    google_control.add_routes(app, sandbox.google)
    slack_control.add_routes(app, sandbox, shared.google_side)


class _Shared:
    """The requests that concern both halves."""

    def __init__(self, sandbox: Controlled) -> None:
        self._sandbox = sandbox

    def google_side(self, user: UserSpec) -> dict[str, Any]:
        """Tell which Google account has a Slack person's address: `{google_sub}`, None for nobody's."""
        account = self._sandbox.google.find_account(user.email)
        return {"google_sub": None if account is None else account.spec.sub}

    async def clock(self, _: web.Request) -> web.Response:
        """Say what time it is, and how far people moved it: `{now, offset, moved}` in seconds."""
        clock = self._sandbox.clock
        return web.json_response({"now": clock.now(), "offset": clock.offset, "moved": clock.moved})

    async def advance(self, request: web.Request) -> web.Response:
        """Move the world `advance` seconds forward, or forward to the instant `to` (epoch seconds)."""
        body = await body_of(request)
        clock = self._sandbox.clock
        try:
            clock.advance(number_of(body, "to") - clock.now() if "to" in body else number_of(body, "advance"))
        except ValueError as error:
            raise refusal(400, str(error)) from error
        return await self.clock(request)

    async def faults(self, _: web.Request) -> web.Response:
        """List the faults still to come, by side."""
        sandbox = self._sandbox
        return web.json_response(
            {
                "google": [asdict(fault) for fault in sandbox.google.faults.pending()],
                "slack": [asdict(fault) for fault in sandbox.slack.faults.pending()],
            }
        )

    async def plan_fault(self, request: web.Request) -> web.Response:
        """Plan a fault: `{side: "slack"|"google", …}` with the fields of that side's fault."""
        fields = await body_of(request)
        side = fields.pop("side", None)
        try:
            if side == "google":
                self._sandbox.google.faults.add(google_faults.from_json(fields))
            elif side == "slack":
                self._sandbox.slack.faults.add(SlackFault(**fields))
            else:
                raise refusal(400, "side is slack or google.")
        except (TypeError, ValueError) as error:
            raise refusal(400, str(error)) from error
        return await self.faults(request)

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Forget every fault of both sides."""
        self._sandbox.google.faults.clear()
        self._sandbox.slack.faults.clear()
        return await self.faults(request)

    async def wire(self, request: web.Request) -> web.Response:
        """List the wire log, `?after=` a number for what came since."""
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise refusal(400, "after is the number of an entry.")
        entries = self._sandbox.wire.entries(int(after))
        return web.json_response({"entries": [entry.as_json() for entry in entries]})

    async def wire_detail(self, request: web.Request) -> web.Response:
        """Show what was said in one exchange of the wire log, secrets covered."""
        detail = self._sandbox.wire.detail(int(request.match_info["number"]))
        if detail is None:
            raise refusal(404, "Nothing more is kept of that exchange.")
        return web.json_response(detail)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send every change as a server-sent event `{topic, …}` until the caller or the sandbox goes."""
        response = web.StreamResponse(headers=STREAM_HEADERS)
        with self._sandbox.changes.subscribe() as changes:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            with contextlib.suppress(ConnectionError):
                await _relay(changes, response)
        return response


async def _relay(changes: Subscription, response: web.StreamResponse) -> None:
    """Pass changes on, with a comment now and then so that a dead connection is noticed."""
    while True:
        try:
            async with asyncio.timeout(KEEP_ALIVE):
                change = await anext(changes)
        except TimeoutError:
            await response.write(b": still here\n\n")
        except StopAsyncIteration:
            return
        else:
            await response.write(_event(change))


def _event(change: Change) -> bytes:
    data: dict[str, Any] = {**change.data, "topic": change.topic}
    return f"id: {change.number}\ndata: {json.dumps(data)}\n\n".encode()
