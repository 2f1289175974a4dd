"""Send requests as Slack would: so many at the same time (closed loop), or so many per second (open loop)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PATIENCE_SECONDS = 20.0
"""How long what follows an answer may take; nothing is measured of a server that lets somebody wait for ever."""

Done = Awaitable[object] | None
"""What else has to happen until a request counts as done, besides its HTTP answer."""

Make = Callable[[], tuple[bytes, Done]]
"""Makes the next request."""


@dataclass(slots=True)
class Outcome:
    """What came of a stretch: seconds from the (planned) sending to the HTTP answer, and the answers' statuses."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests done per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which that share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000

    def note(self, began: float, status: int) -> None:
        """Count one answer."""
        self.latencies.append(time.perf_counter() - began)
        self.statuses[status] += 1


class _Line(asyncio.Protocol):
    """One kept connection that carries one request at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._got = b""
        self._answer: asyncio.Future[int] | None = None

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
        if mark and len(body) >= length:
            self._got = b""
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(int(head[9:12]))

    async def send(self, request: bytes) -> int:
        """Send one request; returns the status."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


@asynccontextmanager
async def _lines(port: int, count: int) -> AsyncIterator[list[_Line]]:
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(_Line, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


async def closed_loop(port: int, make: Make, *, at_once: int, seconds: float, most: int = 1_000_000) -> Outcome:
    """Keep ``at_once`` requests under way for so long, or until ``most`` were sent."""
    outcome, until, left = Outcome(), time.perf_counter() + seconds, [most]

    async def work(line: _Line) -> None:
        while time.perf_counter() < until and left[0] > 0:
            left[0] -= 1
            request, done = make()
            began = time.perf_counter()
            outcome.note(began, await line.send(request))
            if done is not None:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await done

    async with _lines(port, at_once) as lines:
        began = time.perf_counter()
        await asyncio.gather(*map(work, lines))
        outcome.seconds = time.perf_counter() - began
    return outcome


async def open_loop(port: int, make: Make, *, rate: float, seconds: float, most_lines: int = 256) -> Outcome:
    """Send at fixed instants, whatever became of the earlier ones; latencies count from those instants.

    What follows the answer isn't waited for.
    """
    outcome = Outcome(seconds=seconds)
    async with _lines(port, most_lines) as lines:
        free: asyncio.LifoQueue[_Line] = asyncio.LifoQueue()
        for line in lines:
            free.put_nowait(line)

        async def one(planned: float) -> None:
            line = await free.get()
            outcome.note(planned, await line.send(make()[0]))
            free.put_nowait(line)

        began, tasks = time.perf_counter(), set()
        for number in range(int(rate * seconds)):
            planned = began + number / rate
            await asyncio.sleep(max(0.0, planned - time.perf_counter()))
            task = asyncio.create_task(one(planned))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=10)
        outcome.statuses[0] += len(tasks)
    return outcome
