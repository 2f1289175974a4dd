"""How work reaches the database from the event loop: a bounded number of transactions, each step in a thread.

A step is a plain function of several statements, so it costs the event loop one turn however many statements it has.
A step that has begun is never abandoned: a task that is cancelled meanwhile waits until its thread is done.
Otherwise a connection would go back to the pool with a statement in flight, and SQLite's write lock with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from sqlalchemy import Engine

from core.domain.errors import StorageBusy

T = TypeVar("T")

PATIENCE_SECONDS = 10.0
"""How long a transaction waits for its turn: longer than any healthy one takes, shorter than Slack's people do."""


class Lane:
    """Lets at most ``size`` transactions of ``engine`` run at the same time; the others wait their turn.

    The waiting happens in the event loop, where it costs no thread and can be cancelled at once.
    """

    def __init__(self, engine: Engine, turns: asyncio.Semaphore, threads: Executor) -> None:
        self.engine = engine
        self._turns = turns
        self._threads = threads

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

    async def step(self, work: Callable[[], T]) -> T:
        """Run ``work`` in a thread and return what it does; a cancellation is raised only once it is done."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await _until_done(future)
            raise


async def _until_done(future: asyncio.Future[T]) -> None:
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            continue
