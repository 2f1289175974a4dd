"""Work side by side: nobody waits for the slowest, nothing is left behind."""

from __future__ import annotations

import asyncio

import pytest

from handlers.in_flight import InFlight


async def test_the_slowest_does_not_hold_up_the_next() -> None:
    """With one piece still under way the next is begun, and the block ends only when all have."""
    slow, done = asyncio.Event(), []

    async def work(name: str) -> None:
        if name == "slow":
            await slow.wait()
        done.append(name)

    async with InFlight() as under_way:
        for name in ("slow", "quick"):
            under_way.start(work(name))
        await under_way.until_fewer_than(2)
        under_way.start(work("next"))
        await under_way.until_fewer_than(2)
        assert done == ["quick", "next"]
        slow.set()
    assert done == ["quick", "next", "slow"]


async def test_a_failure_is_raised_once_all_is_done() -> None:
    """One that fails takes nobody with it, and is not swallowed."""
    done = []

    async def fail() -> None:
        raise ValueError

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("work")

    with pytest.raises(ValueError):  # noqa: PT012 - raised when the block ends
        async with InFlight() as under_way:
            under_way.start(fail())
            under_way.start(work())
    assert done == ["work"]


async def test_who_is_cancelled_cancels_what_was_started() -> None:
    """A process that stops leaves no message on its way behind."""
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    async def deliver() -> None:
        async with InFlight() as under_way:
            under_way.start(work())

    task = asyncio.create_task(deliver())
    for _ in range(3):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["work"]
