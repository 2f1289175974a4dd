"""Work that goes on side by side while more of it is fetched: the slowest of a batch keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self


class InFlight:
    """Starts work in order and is left only once all of it has ended. Raises, then, what the first to fail raised."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: BaseException | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is under way; when this task is cancelled, cancel it too."""
        if isinstance(error, asyncio.CancelledError):
            self._cancel()
        try:
            await self.until_fewer_than(1)
        except asyncio.CancelledError:
            self._cancel()
            raise
        if error is None and self._failed is not None:
            raise self._failed

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a piece of work."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def until_fewer_than(self, number: int) -> None:
        """Wait until fewer pieces than that are under way."""
        while len(self._tasks) >= number:
            await asyncio.wait(set(self._tasks), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)  # what is done once a task has ended, is done in the loop's next turn

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and self._failed is None:
            self._failed = task.exception()

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
