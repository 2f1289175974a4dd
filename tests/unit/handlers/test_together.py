"""Outcomes stored together: each is told its own, none is lost, none waits for company."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from handlers.together import Together


class Slow:
    """A store that waits to be let through, and keeps what isn't odd."""

    def __init__(self) -> None:
        self.stored: list[list[int]] = []
        self.open = asyncio.Event()
        self.error: Exception | None = None

    async def store(self, items: Sequence[int]) -> set[int]:
        """Take them down once open."""
        await self.open.wait()
        if self.error is not None:
            raise self.error
        self.stored.append(list(items))
        return {item for item in items if item % 2 == 0}


async def begun(together: Together[int], *items: int) -> list[asyncio.Task[bool]]:
    """Tasks that have each added theirs."""
    tasks = [asyncio.create_task(together.add(item)) for item in items]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_one_is_stored_is_stored_together() -> None:
    """The first goes at once; the others share the next store, and each learns whether it was kept."""
    slow = Slow()
    tasks = await begun(Together(slow.store), 1, 2, 3, 4)
    slow.open.set()
    assert await asyncio.gather(*tasks) == [False, True, False, True]
    assert slow.stored == [[1], [2, 3, 4]]


async def test_a_failure_reaches_everyone_it_concerns_and_nobody_later() -> None:
    """Who comes after it is stored as ever."""
    slow = Slow()
    slow.error = OSError("full")
    together = Together(slow.store)
    tasks = await begun(together, 1, 2, 3)
    slow.open.set()
    assert [type(one) for one in await asyncio.gather(*tasks, return_exceptions=True)] == [OSError] * 3
    slow.error = None
    assert await together.add(4)


async def test_who_is_cancelled_while_storing_for_others_leaves_them_to_the_next() -> None:
    """Nobody waits for ever, nothing is lost."""
    slow = Slow()
    together = Together(slow.store)
    first, second, third = await begun(together, 2, 4, 6)
    first.cancel()
    slow.open.set()
    assert await second
    assert await third
    with pytest.raises(asyncio.CancelledError):
        await first
    assert sorted(item for batch in slow.stored for item in batch) == [2, 4, 6]
