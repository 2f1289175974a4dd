"""Work that goes on side by side while more of it is fetched: the slowest of a batch keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class InFlight:
    """Starts work in order, and remembers what the first to fail raised until somebody asks for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: BaseException | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._tasks)

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

    async def ended(self) -> None:
        """Wait for all that is under way, then raise what the first to fail raised."""
        await self.until_fewer_than(1)
        self.raise_failure()

    def raise_failure(self) -> None:
        """Raise what the first to fail since the last time raised; nothing if none did."""
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    async def cancel(self) -> None:
        """Cancel what is under way and wait until that has ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        failed = None if task.cancelled() else task.exception()
        self._failed = self._failed or failed
