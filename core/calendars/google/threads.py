"""Blocking calls off the event loop: a bounded set of threads of our own, each call with a deadline.

Apart from the shared default pool, which may have six threads and which a hanging Google would starve for everybody.
A plain queue in place of ``concurrent.futures``: handing a call over costs half, and what has begun is known exactly.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from core.calendars.google.replies import NoAnswer

Result = TypeVar("Result")


class Threads:
    """At most ``count`` calls at once; nobody waits longer than ``seconds`` for one, the queue included."""

    def __init__(self, count: int, seconds: float) -> None:
        """Start no thread yet; they are daemons, so that a hanging call never keeps the process alive."""
        self._count = count
        self._seconds = seconds
        self._waiting: SimpleQueue[_Call[Any] | None] = SimpleQueue()
        self._open: set[_Call[Any]] = set()
        self._started = 0
        self._ended = asyncio.Event()
        self._is_closed = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do ``work`` in a thread and return its result.

        Raises NoAnswer when the time is over: ``sent`` is False if it never began, else the thread goes on by
        itself and what it does may still happen. Cancelling the caller has the same two outcomes.
        """
        if self._is_closed:
            raise NoAnswer(sent=False)
        call: _Call[Result] = _Call(work, self._over)
        self._open.add(call)
        if self._started < min(self._count, len(self._open)):
            self._started += 1
            threading.Thread(target=self._work, name=f"perin-google-{self._started}", daemon=True).start()
        self._waiting.put(call)
        try:
            async with asyncio.timeout(self._seconds):
                return await call.outcome
        except TimeoutError as error:
            raise NoAnswer(sent=not self._take_back(call)) from error
        except asyncio.CancelledError:
            self._take_back(call)
            raise

    async def aclose(self) -> None:
        """Drop what has not begun, wait for what has (not longer than a call may take), and end the threads."""
        self._is_closed = True
        for call in tuple(self._open):
            if self._take_back(call) and not call.outcome.done():
                call.outcome.set_exception(NoAnswer(sent=False))
        for _ in range(self._started):
            self._waiting.put(None)
        if self._open:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._ended.wait()

    def _take_back(self, call: _Call[Any]) -> bool:
        """Keep a call from beginning; False when it has begun already."""
        if not call.claim():
            return False
        self._open.discard(call)
        return True

    def _over(self, call: _Call[Any]) -> None:
        self._open.discard(call)
        if self._is_closed and not self._open:
            self._ended.set()

    def _work(self) -> None:
        while (call := self._waiting.get()) is not None:
            if call.claim():
                call.do()
            del call  # an idle thread must not keep the last answer alive


class _Call(Generic[Result]):
    """One piece of work and its outcome; whoever claims it first, a thread or the loop, decides whether it begins."""

    def __init__(self, work: Callable[[], Result], over: Callable[[_Call[Result]], None]) -> None:
        self._work = work
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._free = threading.Lock()
        self.outcome: asyncio.Future[Result] = self._loop.create_future()

    def claim(self) -> bool:
        """Say whether the caller is the first to ask."""
        return self._free.acquire(blocking=False)

    def do(self) -> None:
        """Do the work, in whatever thread this is, and tell the loop."""
        try:
            result = self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised where the work is waited for
            self._tell(self._failed, error)
        else:
            self._tell(self._done, result)

    def _tell(self, settle: Callable[[Any], None], outcome: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has gone, and with it whoever waited
            self._loop.call_soon_threadsafe(settle, outcome)

    def _done(self, result: Result) -> None:
        if not self.outcome.done():
            self.outcome.set_result(result)
        self._over(self)

    def _failed(self, error: BaseException) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)
        self._over(self)
