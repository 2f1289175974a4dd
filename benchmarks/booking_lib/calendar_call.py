"""What one calendar call costs this process, beside the same exchange by aiohttp with nothing around it.

The server is another process that answers at once with a fixed document, so that only the caller's own CPU counts:
the adapter's threads, checks and Google's library on one side, a bare JSON POST on a kept session on the other.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median

import aiohttp

from core.calendars.google import GoogleCalendars, GoogleOptions
from core.calendars.google.events import to_json
from core.calendars.protocols import EventDraft
from core.domain.accounts import Access
from core.domain.ids import AccountId, PersonKey
from core.scheduling.intervals import Interval

CALLS = 200
"""Calls of each kind in one round."""

SLOT = Interval(1_893_499_200, 1_893_501_000)
ACCESS = Access(AccountId("g-alice"), "1//refresh", PersonKey("slack:T1:U1"))
ME = "alice@example.com"
DRAFT = EventDraft(
    id="bk" + "0a" * 32,
    slot=SLOT,
    title="Alice and Bob",
    description="With Bob Martin. Booked by Perin; change or cancel it from Slack.",
    marks={"bk_s": "s" * 32, "bk_gen": "1", "bk_peer": "bk" + "0b" * 32},
    tentative=True,
)
BODY = to_json(DRAFT)
WRITTEN = {
    **{name: BODY[name] for name in ("id", "status", "start", "end", "extendedProperties")},
    "etag": '"3540000000000000"',
    "htmlLink": "https://www.google.com/calendar/event?eid=abcdefghijklmnopqrstuvwxyz",
}
FREE = {
    "timeMin": "2030-01-01T12:00:00.000Z",
    "timeMax": "2030-01-01T12:30:00.000Z",
    "calendars": {ME: {"busy": [{"start": "2030-01-01T12:00:00Z", "end": "2030-01-01T12:10:00Z"}]}},
}
TOKEN = {"access_token": "ya29." + "x" * 180, "expires_in": 3599, "token_type": "Bearer"}


class _Answering(asyncio.Protocol):
    """Answers by the path alone, as cheaply as Python can, ``latency`` seconds after the request."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if mark and len(body) >= int(length or b"0"):
            self._got = b""
            document = TOKEN if b" /token" in head else FREE if b"freeBusy" in head else WRITTEN
            latency = 0.0 if document is TOKEN else self._latency
            asyncio.get_running_loop().call_later(latency, self._answer, document)

    def _answer(self, document: object) -> None:
        text = json.dumps(document).encode()
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {len(text)}\r\n"
            "Cache-Control: no-cache, no-store, max-age=0, must-revalidate\r\nServer: ESF\r\nX-XSS-Protection: 0\r\n"
            "Date: Tue, 01 Jan 2030 12:00:00 GMT\r\nVary: Origin\r\nVary: X-Origin\r\nVary: Referer\r\n\r\n"
        )
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(head.encode() + text)


async def _serve(port: Connection, latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(latency), "127.0.0.1", 0)
    port.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _process(port: Connection, latency: float) -> None:
    asyncio.run(_serve(port, latency))


@contextmanager
def _server(latency: float = 0.0) -> Iterator[str]:
    """Serve from a process of its own and give the address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(theirs, latency), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _adapter(url: str) -> GoogleCalendars:
    options = GoogleOptions(
        client_id="id",
        client_secret="secret",  # noqa: S106 - of nobody
        token_url=f"{url}/token",
        api_url=f"{url}/calendar/v3/",
    )
    return GoogleCalendars(options, now=lambda: 0)


async def _cpu(call: Callable[[], Awaitable[object]]) -> float:
    """Return the CPU seconds of this process, all its threads, for one of ``CALLS`` calls in turn."""
    before = time.process_time()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - before) / CALLS


async def _compared(url: str, count: int) -> dict[str, list[float]]:
    calendars = _adapter(url)
    headers = {"Authorization": f"Bearer {TOKEN['access_token']}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def raw(path: str, body: object) -> object:
            async with session.post(f"{url}/calendar/v3/{path}", json=body) as answer:
                return await answer.json()

        contestants: dict[str, Callable[[], Awaitable[object]]] = {
            "aiohttp_insert": lambda: raw(f"calendars/{ME}/events", BODY),
            "insert": lambda: calendars.insert(ACCESS, ME, DRAFT),
            "aiohttp_busy": lambda: raw("freeBusy", {"items": [{"id": ME}]}),
            "busy": lambda: calendars.busy(ACCESS, [ME], SLOT),
        }
        for call in contestants.values():
            await call()
        taken: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(count):
            for name, call in contestants.items():
                taken[name].append(await _cpu(call))
    await calendars.aclose()
    return taken


async def _fanned_out(url: str, accounts: int) -> float:
    """Return the seconds that ``accounts`` people's free/busy takes, all asked at once by a warm adapter."""
    calendars = _adapter(url)
    people = [Access(AccountId(f"g-{n}"), f"1//{n}", PersonKey(f"slack:T1:U{n}")) for n in range(accounts)]

    async def ask() -> float:
        before = time.perf_counter()
        await asyncio.gather(*(calendars.busy(one, [ME], SLOT) for one in people))
        return time.perf_counter() - before

    await ask()
    taken = await ask()
    await calendars.aclose()
    return taken


def measure(rounds: int) -> dict[str, float]:
    """Measure a call's CPU and its fan-out.

    ``insert_us`` and ``busy_us`` with their ``aiohttp_…`` anchors are microseconds of CPU, ``…_ratio`` the median over
    ``rounds`` of one by the other in the same round; ``fan_out_10`` and ``fan_out_50`` how many round trips of 100 ms
    it takes to ask that many people's calendars at once.
    """
    with _server() as url:
        taken = asyncio.run(_compared(url, rounds))
    result = {f"{name}_us": round(median(each) * 1e6, 1) for name, each in taken.items()}
    for name in ("insert", "busy"):
        ratios = [ours / theirs for ours, theirs in zip(taken[name], taken[f"aiohttp_{name}"], strict=True)]
        result[f"{name}_ratio"] = round(median(ratios), 2)
    with _server(latency=0.1) as url:
        for accounts in (10, 50):
            result[f"fan_out_{accounts}"] = round(asyncio.run(_fanned_out(url, accounts)) / 0.1, 2)
    return result
