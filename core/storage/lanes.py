"""How work reaches the database from the event loop: a bounded number of transactions, each step never abandoned.

A step that has begun is always finished: a task that is cancelled meanwhile waits until its statements are done.
Otherwise a connection would go back to the pool with a statement in flight, and SQLite's write lock with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from core.domain.errors import StorageBusy

T = TypeVar("T")

PATIENCE_SECONDS = 10.0
"""How long a transaction waits for its turn: longer than any healthy one takes, shorter than Slack's people do."""


class Lane:
    """Lets as many transactions of ``engine`` run at the same time as it has ``turns``; the others wait.

    The waiting happens in the event loop, where it can be cancelled at once.
    """

    def __init__(self, engine: AsyncEngine, turns: asyncio.Semaphore) -> None:
        self.engine = engine
        self._turns = turns

    async def enter(self) -> None:
        """Wait for a turn. Raises StorageBusy when none comes."""
        if not self._turns.locked():
            await self._turns.acquire()
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise StorageBusy from error

    def leave(self) -> None:
        """Give the turn to the next."""
        self._turns.release()


async def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end and return what it does; a cancellation is raised only once it is done."""
    task = asyncio.create_task(work)
    canceled: asyncio.CancelledError | None = None
    while not task.done():
        # Lighter than a shield, of which every statement would have one.
        is_done = task.get_loop().create_future()
        task.add_done_callback(partial(_tell, is_done))
        try:
            await is_done
        except asyncio.CancelledError as error:
            canceled = error
    if canceled is not None:
        task.exception()  # looked at, so that nobody calls it lost
        raise canceled
    return task.result()


def _tell(is_done: asyncio.Future[None], _: asyncio.Task[Any]) -> None:
    if not is_done.done():
        is_done.set_result(None)
