"""Socket Mode, the server's side: tickets, up to ten connections, each envelope to one of them.

Apart from HTTP because a connection can be lost while an envelope is on its way.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from typing import Any, Literal

from aiohttp import ClientConnectionError, WSMsgType, web

from sandbox.slack.delivery.answer import Answer, Kind, Retry

CONNECTION_LIMIT = 10
TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 3600
CLOSE_SECONDS = 1.0

Drop = Literal["abrupt", "warning", "refresh_requested", "link_disabled"]


class SocketHub:
    """The open Socket Mode connections of the app and the envelopes that wait for an acknowledgement."""

    def __init__(self, app_id: Callable[[], str], real_now: Callable[[], float]) -> None:
        """Begin with no connection; `app_id` is told in each hello."""
        self._app_id = app_id
        self._real_now = real_now
        self._tickets: dict[str, float] = {}
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Answer]]] = {}
        self._next = 0
        self._came = asyncio.Event()

    @property
    def count(self) -> int:
        """How many connections have been greeted and not lost."""
        return len(self._open)

    def ticket(self) -> str:
        """Give a ticket for one connection; it is worth nothing after 30 real seconds or one use."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._real_now() + TICKET_SECONDS
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Turn a request with a fresh ticket into a connection and keep it until either side ends it."""
        until = self._tickets.pop(request.match_info["ticket"], 0.0)
        if until < self._real_now():
            return web.Response(status=401, text="this ticket is used or expired")
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        if len(self._open) >= CONNECTION_LIMIT:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            self._came.set()
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(frame.data))
        finally:
            self._lost(socket)
        return socket

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self._app_id()},
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": CONNECTION_SECONDS,
            },
        }

    def _acknowledged(self, ack: dict[str, Any]) -> None:
        found = self._waiting.pop(str(ack.get("envelope_id")), None)
        if found is not None and not found[1].done():
            found[1].set_result(Answer(200, ack.get("payload")))

    def _lost(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for waiting_on, future in self._waiting.values():
            if waiting_on is socket and not future.done():
                future.set_result(Answer(0, reason="connection_failed"))

    async def send(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Answer:
        """Hand an envelope to one connection, in turn; waits at most `seconds` for its acknowledgement."""
        if not self._open:
            return Answer(0, reason="connection_failed")
        self._next = (self._next + 1) % len(self._open)
        socket = self._open[self._next]
        envelope = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        key = str(envelope["envelope_id"])
        self._waiting[key] = (socket, future)
        try:
            await socket.send_json(envelope)
            async with asyncio.timeout(seconds):
                return await future
        except TimeoutError:
            return Answer(0, reason="http_timeout")
        except (ClientConnectionError, ConnectionError):
            return Answer(0, reason="connection_failed")
        finally:
            self._waiting.pop(key, None)

    async def connected(self, count: int = 1, seconds: float = 5.0) -> None:
        """Wait until at least `count` connections are open; raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while len(self._open) < count:
                self._came.clear()
                await self._came.wait()

    async def close(self) -> None:
        """Close every connection without a word, as when the sandbox stops."""
        for socket in list(self._open):
            self._lost(socket)
            await socket.close()

    async def drop(self, how: Drop = "abrupt") -> int:
        """End every connection the way Slack does and return how many there were.

        `warning` only announces the end; `refresh_requested` and `link_disabled` announce it and close;
        `abrupt` cuts the transport.
        """
        sockets = list(self._open)
        for socket in sockets:
            if how != "abrupt":
                await socket.send_json({"type": "disconnect", "reason": how, "debug_info": {}})
            if how == "warning":
                continue
            self._lost(socket)
            if how == "abrupt" and socket._req is not None and socket._req.transport is not None:  # noqa: SLF001 - a cut line has no public name
                socket._req.transport.abort()  # noqa: SLF001 - the same
            else:
                await socket.close()
        return len(sockets)
