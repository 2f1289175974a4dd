"""Blocking calls off the event loop: a bounded set of threads of our own, each call with a deadline.

Apart from the shared default pool, which may have six threads and which a hanging Google would starve for everybody.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from core.calendars.google.replies import NoAnswer

Result = TypeVar("Result")


class Threads:
    """At most ``count`` calls at once; nobody waits longer than ``seconds`` for one, the queue included."""

    def __init__(self, count: int, seconds: float) -> None:
        """Start no thread yet."""
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="perin-google")
        self._seconds = seconds
        self._running: set[Future[Any]] = set()
        self._is_closed = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do ``work`` in a thread and return its result.

        Raises NoAnswer when the time is over: ``sent`` is False if it never began, else the thread goes on by
        itself and what it does may still happen. Cancelling the caller has the same two outcomes.
        """
        if self._is_closed:
            raise NoAnswer(sent=False)
        future = self._executor.submit(self._unless_closed, work)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise NoAnswer(sent=not future.cancel()) from error

    async def aclose(self) -> None:
        """Drop what has not begun, wait for what has (not longer than a call may take), and end the threads."""
        self._is_closed = True
        self._executor.shutdown(wait=False)
        running = [asyncio.wrap_future(future) for future in tuple(self._running)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await asyncio.gather(*running, return_exceptions=True)

    def _unless_closed(self, work: Callable[[], Result]) -> Result:
        if self._is_closed:
            raise NoAnswer(sent=False)
        return work()
