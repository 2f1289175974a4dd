"""Store many outcomes in one go: what comes in while a store is under way is stored together by the next.

Nothing is ever held back to wait for company, and each caller goes on only once its own outcome is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """Gathers items for ``store``, which keeps those it returns. One store runs at a time."""

    def __init__(self, store: Callable[[Sequence[T]], Awaitable[Collection[T]]]) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[T, asyncio.Future[bool]]] = []

    async def add(self, item: T) -> bool:
        """Store the item; returns whether it was kept. Raises what ``store`` raises."""
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, mine))
        async with self._turn:
            if not mine.done():
                await self._store_waiting()
        return mine.result()

    async def _store_waiting(self) -> None:
        """Store whatever waits; whoever does this being cancelled, the next in turn does it for the others."""
        batch, self._waiting = self._waiting, []
        try:
            kept = await self._store([item for item, _ in batch])
        except asyncio.CancelledError:
            self._waiting = batch + self._waiting
            raise
        except Exception as error:  # noqa: BLE001 - each of them is told
            for _, future in batch:
                future.set_exception(error)
        else:
            for item, future in batch:
                future.set_result(item in kept)
