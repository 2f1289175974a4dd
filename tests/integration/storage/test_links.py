"""One-time links: each step happens once, in time, in one browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.domain.accounts import LinkState
from core.domain.errors import LinkInvalid
from core.storage.database import SqlStorage
from core.storage.unit_of_work import SqlUnitOfWork
from tests.integration.storage.samples import ALICE, add_people

Step = Callable[[SqlUnitOfWork], Awaitable[object]]


async def add_link(storage: SqlStorage, *, bound: bool = False) -> None:
    """Store a link of Alice's that is valid until 100."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.links.add(LinkState("hash", ALICE, 100))
        if bound:
            await uow.links.bind("hash", browser_hash="browser", verifier="verifier", now=1)
        await uow.commit()


async def test_a_link_goes_its_way_once(storage: SqlStorage) -> None:
    """Read, bound, parked and consumed; every second time refused."""
    await add_link(storage)
    async with storage.uow() as uow:
        assert await uow.links.get("hash", 1) == LinkState("hash", ALICE, 100)
        bound = await uow.links.bind("hash", browser_hash="browser", verifier="verifier", now=1)
        assert (bound.verifier, bound.browser_hash) == ("verifier", "browser")
        with pytest.raises(LinkInvalid):
            await uow.links.bind("hash", browser_hash="browser", verifier="again", now=1)
        parked = await uow.links.park("hash", browser_hash="browser", pending="sealed", now=1)
        assert (parked.verifier, parked.pending) == ("verifier", "sealed")
        with pytest.raises(LinkInvalid):
            await uow.links.park("hash", browser_hash="browser", pending="again", now=1)
        assert await uow.links.consume("hash", browser_hash="browser", now=1) == parked
        with pytest.raises(LinkInvalid):
            await uow.links.consume("hash", browser_hash="browser", now=1)


async def test_another_browser_gets_nowhere(storage: SqlStorage) -> None:
    """A forwarded link or consent page attaches nothing, and leaves the link to its owner."""
    await add_link(storage, bound=True)
    async with storage.uow() as uow:
        for step in (
            uow.links.park("hash", browser_hash="other", pending="sealed", now=1),
            uow.links.consume("hash", browser_hash="other", now=1),
        ):
            with pytest.raises(LinkInvalid):
                await step
        assert (await uow.links.consume("hash", browser_hash="browser", now=1)).pending is None


async def test_a_link_ends_at_its_instant(storage: SqlStorage) -> None:
    """At ``expires_at`` every step is refused, and the purge takes it."""
    await add_link(storage, bound=True)
    async with storage.uow() as uow:
        for step in (
            uow.links.get("hash", 100),
            uow.links.park("hash", browser_hash="browser", pending="sealed", now=100),
            uow.links.consume("hash", browser_hash="browser", now=100),
        ):
            with pytest.raises(LinkInvalid):
                await step
        assert await uow.links.purge(99) == 0
        assert await uow.links.purge(100) == 1


@pytest.mark.parametrize("step", ["bind", "park", "consume"])
async def test_of_many_racers_one_wins(rivals: tuple[SqlStorage, SqlStorage], step: str) -> None:
    """However many replicas get the same request."""
    await add_link(rivals[0], bound=step != "bind")
    steps: dict[str, Step] = {
        "bind": lambda uow: uow.links.bind("hash", browser_hash="b", verifier="v", now=1),
        "park": lambda uow: uow.links.park("hash", browser_hash="browser", pending="p", now=1),
        "consume": lambda uow: uow.links.consume("hash", browser_hash="browser", now=1),
    }

    async def race(storage: SqlStorage) -> bool:
        try:
            async with storage.uow() as uow:
                await steps[step](uow)
                await uow.commit()
        except LinkInvalid:
            return False
        return True

    assert sum(await asyncio.gather(*(race(rivals[index % 2]) for index in range(10)))) == 1


async def test_an_installation_state_is_consumed_once_and_in_time(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """A replayed or late OAuth redirect is refused."""
    async with rivals[0].uow() as uow:
        await uow.links.add_install_state("state", 100)
        await uow.links.add_install_state("late", 100)
        await uow.commit()

    async def race(storage: SqlStorage) -> bool:
        async with storage.uow() as uow:
            won = await uow.links.consume_install_state("state", 99)
            await uow.commit()
            return won

    assert sum(await asyncio.gather(*(race(rivals[index % 2]) for index in range(6)))) == 1
    async with rivals[0].uow() as uow:
        assert not await uow.links.consume_install_state("late", 100)
        assert not await uow.links.consume_install_state("unknown", 1)
        assert await uow.links.purge(100) == 1
