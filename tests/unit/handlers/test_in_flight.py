"""Work side by side: nobody waits for the slowest, nothing is left behind."""

from __future__ import annotations

import asyncio

import pytest

from handlers.in_flight import InFlight


async def test_the_slowest_does_not_hold_up_the_next() -> None:
    """With one piece still under way the next is begun, and the end has come only when all have ended."""
    slow, done = asyncio.Event(), []

    async def work(name: str) -> None:
        if name == "slow":
            await slow.wait()
        done.append(name)

    under_way = InFlight()
    for name in ("slow", "quick"):
        under_way.start(work(name))
    await under_way.until_fewer_than(2)
    under_way.start(work("next"))
    await under_way.until_fewer_than(2)
    assert done == ["quick", "next"]
    assert under_way.is_busy
    slow.set()
    await under_way.ended()
    assert done == ["quick", "next", "slow"]
    assert not under_way.is_busy


async def test_a_failure_is_raised_once_all_is_done() -> None:
    """One that fails takes nobody with it, is not swallowed, and is told once."""
    done = []

    async def fail(error: Exception) -> None:
        raise error

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("work")

    under_way = InFlight()
    under_way.start(fail(ValueError()))
    under_way.start(fail(TypeError()))
    under_way.start(work())
    with pytest.raises(ValueError):
        await under_way.ended()
    assert done == ["work"]
    under_way.raise_failure()


async def test_what_is_cancelled_has_ended() -> None:
    """A process that stops leaves no message on its way behind."""
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("work")

    under_way = InFlight()
    under_way.start(work())
    await asyncio.sleep(0)
    await under_way.cancel()
    assert ended == ["work"]
    await under_way.ended()
