"""Several processes on one PostgreSQL: whatever reaches both happens once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenario.reading import buttons, place_of, words
from tests.scenario.world import DAY, World, join, opened

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def pair(postgres_url: str) -> AsyncIterator[World]:
    """Two processes' worth of Perin on one database, in socket mode: envelopes reach them in turn."""
    async with opened("socket", postgres_url, replicas=2) as world:
        await world.connect(world.alice, world.bob)
        await world.alice.types("/perin schedule @bob 45m next week about Pricing")
        yield world


async def press_book_together(world: World) -> None:
    """Both people press *Book* on the same slot of their own card at the same instant."""
    presses = []
    for human in (world.alice, world.bob):
        action, block = place_of(human.card, buttons(human.card)[0])
        presses.append(human.slack.click(human.card, action, block_id=block))
    assert all(outcome.acked for outcome in await asyncio.gather(*presses))


def booked_once(world: World) -> bool:
    """Whether both cards say so and exactly one of the two was written to."""
    told = [message for human in (world.alice, world.bob) for message in human.dms if "Booked with" in message.text]
    return len(told) == 1 and all("*Booked:" in words(human.card) for human in (world.alice, world.bob))


async def test_both_book_at_the_same_instant(pair: World) -> None:
    """One booking, one message to the one who came second, and a sentence instead of a second booking."""
    await press_book_together(pair)
    await pair.quiet()
    assert booked_once(pair)
    assert pair.alice.meetings() == pair.bob.meetings() == [("Pricing", "confirmed")]
    private = [words(human.slack.ephemerals()[-1]) for human in (pair.alice, pair.bob)]
    assert sum("being booked" in text or "booked already" in text for text in private) == 1


async def test_an_event_reaches_both_and_is_worked_once(pair: World) -> None:
    """The same event at both processes at once is answered once."""
    pair.slack.office.twice = {"events_api"}
    seen = len(pair.alice.slack.ephemerals())
    await pair.alice.slack.message("hello")
    await pair.quiet()
    assert len(pair.alice.slack.ephemerals()) == seen + 1


async def test_a_job_at_both_is_done_once(pair: World) -> None:
    """Both processes expire the same session at the same moment: one row in each inbox."""
    pair.sandbox.clock.advance(DAY + 60)
    jobs = [job.work() for one in pair.replicas for job in one.jobs.plan() if job.name == "expire_sessions"]
    await asyncio.gather(*jobs)
    await pair.quiet()
    assert "*Expired.*" in words(pair.bob.card)
    assert (await pair.bob.types("/perin notifications")).count("Nobody chose a slot") == 1


async def test_periodic_work_is_shared_out(pair: World) -> None:
    """Of both processes one hears that a job is due."""
    from core.usecases.jobs import is_due

    asked = [is_due(one.parts.deps, job="a_job", every_seconds=60) for one in pair.replicas for _ in range(5)]
    assert sum(await asyncio.gather(*asked)) == 1


async def test_one_process_stops_and_the_other_goes_on(postgres_url: str) -> None:
    """A process that leaves loses nothing: what it didn't finish the other one does."""
    async with opened("socket", postgres_url) as world:
        await world.connect(world.alice, world.bob)
        async with AsyncExitStack() as stack:
            await join(world, stack)
            await world.alice.types("/perin schedule @bob 45m next week about Pricing")
            world.replicas.pop()
        assert await world.bob.books() == ""
        assert world.alice.meetings() == [("Pricing", "confirmed")]


@asynccontextmanager
async def started(world: World, count: int) -> AsyncIterator[None]:
    """Start as many real processes of ``perin run`` and stop them again."""
    environment = os.environ | world.environment()
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "run", cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        for _ in range(count)
    ]
    try:
        await world.slack.sockets.connected(count, 20)
        yield
    finally:
        for process in processes:
            process.terminate()
        assert await asyncio.gather(*(process.wait() for process in processes)) == [0] * count


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("every_core")
async def test_two_real_processes_book_at_the_same_instant(postgres_url: str) -> None:
    """The same with two processes of the operating system, on real time: one booking, each told once."""
    async with opened("socket", postgres_url, replicas=0, start=None) as world:
        for human in (world.alice, world.bob):
            world.slack.workspace.people.change(human.id, tz=zone_where_it_is_eleven())
        async with AsyncExitStack() as stack:
            await join(world, stack)
            await world.connect(world.alice, world.bob)
            await world.alice.types("/perin schedule @bob 45m about Pricing")
            world.replicas.clear()
        async with started(world, 2):
            await press_book_together(world)
            await world.slack.until(lambda: booked_once(world), 15)
        assert booked_once(world)
        assert world.alice.meetings() == world.bob.meetings() == [("Pricing", "confirmed")]


def zone_where_it_is_eleven() -> str:
    """A zone in which it is nobody's quiet hours now; its name has the sign that sailors give it."""
    return f"Etc/GMT{datetime.now(UTC).hour - 11:+d}"
