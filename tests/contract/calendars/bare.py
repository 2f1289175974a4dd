"""A server on a bare socket that breaks connections in ways no web framework would, and counts what it was sent."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET

from core.calendars.google import GoogleCalendars, GoogleOptions
from core.domain.accounts import Access
from core.domain.ids import AccountId, PersonKey

TOKEN = json.dumps({"access_token": "ya29.secret-access", "expires_in": 3599, "token_type": "Bearer"}).encode()
ACCESS = Access(AccountId("g-alice"), "1//secret-refresh", PersonKey("slack:T1:U1"))


@dataclass
class Request:
    """One request as it came over the wire."""

    verb: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Bare:
    """What arrived, and how requests for the Calendar API are answered (tokens always are)."""

    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    talks: list[asyncio.Task[None] | None] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    tokens_flow: asyncio.Event = field(default_factory=asyncio.Event)

    def calls(self, verb: str) -> list[Request]:
        """The requests of one verb to the Calendar API."""
        return [one for one in self.requests if one.verb == verb and one.target.startswith("/calendar/")]

    async def heard(self, verb: str, path: str) -> None:
        """Wait until a request has arrived."""
        while not any(one.verb == verb and one.target.startswith(path) for one in self.requests):
            self.news.clear()
            await self.news.wait()


Behaviour = Callable[[Request, asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; says whether the connection stays open."""


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Write an answer with a matching length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def clean_close(_: Request, __: asyncio.StreamWriter) -> bool:
    """Do the work, say nothing, close politely: what made the library's own transport send a POST again."""
    return False


async def reset(_: Request, writer: asyncio.StreamWriter) -> bool:
    """Cut the connection hard."""
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def half_a_head(_: Request, writer: asyncio.StreamWriter) -> bool:
    """Begin an answer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    return False


async def redirect(_: Request, writer: asyncio.StreamWriter) -> bool:
    """Send the caller elsewhere."""
    writer.write(http(b"", "307 Temporary Redirect", Location="/calendar/v3/elsewhere"))
    return True


async def unavailable(_: Request, writer: asyncio.StreamWriter) -> bool:
    """Be a load balancer in trouble."""
    writer.write(http(b"<html>try later</html>", "503 Service Unavailable", Retry_After="1"))
    return True


async def drip(_: Request, writer: asyncio.StreamWriter) -> bool:
    """Answer a byte at a time, each well within the read timeout, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b" ")
        await asyncio.sleep(0.05)
    return False


@asynccontextmanager
async def bare(behaviour: Behaviour, **options: float) -> AsyncIterator[tuple[Bare, GoogleCalendars]]:
    """Serve, with an adapter that has a short patience in front."""
    seen = Bare()
    seen.tokens_flow.set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        seen.talks.append(asyncio.current_task())
        try:
            await _talk(seen, behaviour, reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    calendars = GoogleCalendars(_options(f"http://127.0.0.1:{seen.port}", options), now=lambda: 0)
    try:
        yield seen, calendars
    finally:
        for talk in filter(None, seen.talks):
            talk.cancel()
        await calendars.aclose()
        server.close()


def _options(url: str, options: dict[str, float]) -> GoogleOptions:
    return GoogleOptions(
        client_id="id",
        client_secret="secret-client",
        auth_url=f"{url}/auth",
        token_url=f"{url}/token",
        revoke_url=f"{url}/revoke",
        api_url=f"{url}/calendar/v3/",
        threads=int(options.get("threads", 4)),
        connect_seconds=0.3,
        read_seconds=options.get("read_seconds", 0.3),
    )


async def _talk(seen: Bare, behaviour: Behaviour, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while request := await _read(reader):
        seen.requests.append(request)
        seen.news.set()
        if request.target == "/token":
            await seen.tokens_flow.wait()
            writer.write(http(TOKEN))
        elif not await behaviour(request, writer):
            return


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    verb, target, _ = head[0].split(" ")
    pairs = (line.split(":", 1) for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(verb, target, headers, body)
