"""Blocking calls off the loop: how many at once, how long, and what becomes of them at the end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from core.calendars.google.replies import NoAnswer
from core.calendars.google.threads import Threads


async def test_no_more_calls_at_once_than_threads() -> None:
    """Three threads meet at a barrier for three; ten calls never have a fourth beside them."""
    threads, barrier = Threads(3, 5.0), threading.Barrier(3, timeout=5.0)
    busy, most, lock = 0, 0, threading.Lock()

    def work() -> str:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        barrier.wait()
        with lock:
            busy -= 1
        return threading.current_thread().name

    names = await asyncio.gather(*(threads.run(work) for _ in range(9)))
    await threads.aclose()
    assert most == 3
    assert len(set(names)) == 3


async def test_calls_in_turn_need_one_thread() -> None:
    """A thread is only started when all others have something to do."""
    threads = Threads(8, 5.0)
    names = {await threads.run(lambda: threading.current_thread().name) for _ in range(20)}
    await threads.aclose()
    assert len(names) == 1


async def test_what_a_call_raises_is_raised_where_it_is_waited_for() -> None:
    """The thread survives it."""
    threads = Threads(1, 5.0)

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await threads.run(fail)
    assert await threads.run(lambda: 7) == 7
    await threads.aclose()


async def test_a_call_that_takes_too_long_goes_on_alone() -> None:
    """Its caller is told that it may happen; the call behind it, that it won't; and it never does."""
    threads, go, done = Threads(1, 0.05), threading.Event(), threading.Event()
    begun: list[str] = []

    def slow() -> None:
        begun.append("slow")
        go.wait(5.0)
        done.set()

    outcomes = await asyncio.gather(
        threads.run(slow), threads.run(lambda: begun.append("never")), return_exceptions=True
    )
    assert [outcome.sent for outcome in outcomes if isinstance(outcome, NoAnswer)] == [True, False]
    go.set()
    await asyncio.to_thread(done.wait, 5.0)
    await threads.aclose()
    assert begun == ["slow"]
