"""Rate limits, idempotency keys, Slack's deliveries and job leases, all on the database's clock."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.errors import KeyReused, StillWorking
from core.domain.quota import Quota
from core.storage.database import SqlStorage
from core.storage.protocols_work import Delivery, KeyClaim, KeyState
from core.storage.repositories.inbox import ATTEMPTS_MOST
from tests.integration.storage.conftest import HeldClock
from tests.integration.storage.samples import ALICE, BOB

MINUTE, DAY = Quota("invite", 2, 60), Quota("invite_day", 3, 86_400)
EVENT = Delivery("T1", "Ev1", "team_join", {"user": "UALICE"})
NEW = KeyClaim(KeyState.NEW)


async def test_acts_are_counted_until_the_window_ends(timed: SqlStorage, clock: HeldClock) -> None:
    """The answer names the exceeded quota and the instant from which it holds no longer."""
    clock.now = 1_800_000_030.0
    async with timed.uow() as uow:
        assert await uow.quotas.hit(ALICE, [MINUTE]) is None
        assert await uow.quotas.hit(ALICE, [MINUTE]) is None
        assert await uow.quotas.hit(BOB, [MINUTE]) is None
        exceeded = await uow.quotas.hit(ALICE, [MINUTE])
        assert exceeded == (MINUTE, 1_800_000_060)
        clock.now = 1_800_000_059.9
        assert await uow.quotas.hit(ALICE, [MINUTE]) == exceeded
        clock.now = 1_800_000_060.0
        assert await uow.quotas.hit(ALICE, [MINUTE]) is None


async def test_a_refused_act_uses_up_nothing(timed: SqlStorage, clock: HeldClock) -> None:
    """Knocking at the minute's limit does not spend the day's; the longest wait is told."""
    async with timed.uow() as uow:
        for _ in range(10):
            await uow.quotas.hit(ALICE, [MINUTE, DAY])
        clock.now += 60
        assert await uow.quotas.hit(ALICE, [MINUTE, DAY]) is None
        refused = await uow.quotas.hit(ALICE, [MINUTE, DAY])
        assert refused is not None
        assert refused[0] == DAY


async def test_past_windows_are_purged(timed: SqlStorage, clock: HeldClock) -> None:
    """Running ones stay."""
    async with timed.uow() as uow:
        await uow.quotas.hit(ALICE, [MINUTE, DAY])
        assert await uow.quotas.purge(int(clock.now) + 60) == 1
        assert await uow.quotas.purge(int(clock.now) + 86_400) == 1


async def test_replicas_share_a_quota(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Twenty presses at once, seven allowed: seven pass."""
    quota = Quota("answer", 7, 86_400)

    async def press(storage: SqlStorage) -> bool:
        async with storage.uow() as uow:
            allowed = await uow.quotas.hit(ALICE, [quota]) is None
            await uow.commit()
            return allowed

    assert sum(await asyncio.gather(*(press(rivals[index % 2]) for index in range(20)))) == 7


async def test_a_key_runs_once_and_answers_ever_after(timed: SqlStorage) -> None:
    """New, then working, then the stored answer; other content under the same key is refused throughout."""
    async with timed.uow() as uow:
        assert await uow.keys.claim("schedule", "k", "f", 60) == NEW
        with pytest.raises(StillWorking):
            await uow.keys.claim("schedule", "k", "f", 60)
        with pytest.raises(KeyReused):
            await uow.keys.claim("schedule", "k", "other", 60)
        await uow.keys.finish("schedule", "k", "s1")
        assert await uow.keys.claim("schedule", "k", "f", 60) == KeyClaim(KeyState.DONE, "s1")
        with pytest.raises(KeyReused):
            await uow.keys.claim("schedule", "k", "other", 60)
        assert await uow.keys.claim("invite", "k", "other", 60) == NEW, "another scope"


async def test_a_key_whose_worker_died_is_claimed_again(timed: SqlStorage, clock: HeldClock) -> None:
    """When its lease ends, and with the same content only."""
    async with timed.uow() as uow:
        await uow.keys.claim("schedule", "k", "f", 0.5)
        clock.now += 0.5
        with pytest.raises(KeyReused):
            await uow.keys.claim("schedule", "k", "other", 60)
        assert await uow.keys.claim("schedule", "k", "f", 60) == NEW
        with pytest.raises(StillWorking):
            await uow.keys.claim("schedule", "k", "f", 60)


async def test_a_key_claimed_in_a_transaction_that_failed_is_free(storage: SqlStorage) -> None:
    """Nothing is stored of work that was not done."""
    async with storage.uow() as uow:
        await uow.keys.claim("schedule", "k", "f", 60)
    async with storage.uow() as uow:
        assert await uow.keys.claim("schedule", "k", "f", 60) == NEW


async def test_of_many_equal_requests_one_runs(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """The others are told that it is being worked on."""

    async def claim(storage: SqlStorage) -> bool:
        try:
            async with storage.uow() as uow:
                claimed = await uow.keys.claim("schedule", "k", "f", 60)
                await uow.commit()
        except StillWorking:
            return False
        return claimed == NEW

    assert sum(await asyncio.gather(*(claim(rivals[index % 2]) for index in range(10)))) == 1


async def test_keys_are_kept_for_thirty_days(timed: SqlStorage, clock: HeldClock) -> None:
    """Not a second less."""
    thirty_days = int(clock.now) + 30 * 86_400
    async with timed.uow() as uow:
        await uow.keys.claim("schedule", "k", "f", 60)
        assert await uow.keys.purge(thirty_days - 1) == 0
        assert await uow.keys.purge(thirty_days) == 1


async def test_a_delivery_is_received_once(timed: SqlStorage, clock: HeldClock) -> None:
    """Again only when its worker died; never when it is done."""
    async with timed.uow() as uow:
        assert await uow.inbox.receive(EVENT, 30)
        assert not await uow.inbox.receive(EVENT, 30)
        assert await uow.inbox.claim_stale(5, 30) == ()
        clock.now += 30
        assert await uow.inbox.receive(EVENT, 30)
        clock.now += 30
        assert await uow.inbox.claim_stale(5, 30) == (EVENT,)
        assert await uow.inbox.claim_stale(5, 30) == ()
        await uow.inbox.done(EVENT.team, EVENT.event)
        clock.now += 60
        assert await uow.inbox.claim_stale(5, 30) == ()
        assert not await uow.inbox.receive(EVENT, 30)


async def test_a_delivery_that_kills_its_workers_is_left_alone(timed: SqlStorage, clock: HeldClock) -> None:
    """After five attempts; the purge takes it a day later, and what is done as well."""
    async with timed.uow() as uow:
        await uow.inbox.receive(EVENT, 1)
        taken = 0
        for _ in range(20):
            clock.now += 1
            taken += len(await uow.inbox.claim_stale(5, 1))
        assert taken == ATTEMPTS_MOST - 1
        await uow.inbox.receive(Delivery("T1", "Ev2", "team_join", {}), 1)
        await uow.inbox.done("T1", "Ev2")
        await uow.inbox.receive(Delivery("T1", "Ev3", "team_join", {}), 1)
        day = int(clock.now) + 26 * 3600
        assert await uow.inbox.purge(day - 60) == 0
        assert await uow.inbox.purge(day + 1) == 2
        clock.now += 2 * 86_400
        assert [one.event for one in await uow.inbox.claim_stale(5, 1)] == ["Ev3"]


async def test_of_many_deliveries_of_one_event_one_is_worked(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Slack delivers it again, to another replica, before the first is done."""

    async def receive(storage: SqlStorage) -> bool:
        async with storage.uow() as uow:
            mine = await uow.inbox.receive(EVENT, 30)
            await uow.commit()
            return mine

    assert sum(await asyncio.gather(*(receive(rivals[index % 2]) for index in range(8)))) == 1


async def test_a_job_is_due_once_per_period(timed: SqlStorage, clock: HeldClock) -> None:
    """Each job on its own."""
    async with timed.uow() as uow:
        assert await uow.leases.due("expiry", 0.5)
        assert not await uow.leases.due("expiry", 0.5)
        assert await uow.leases.due("outbox", 0.5)
        clock.now += 0.5
        assert await uow.leases.due("expiry", 0.5)


async def test_of_many_replicas_one_does_a_job(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """They tick at the same instant."""

    async def tick(storage: SqlStorage) -> bool:
        async with storage.uow() as uow:
            mine = await uow.leases.due("expiry", 60)
            await uow.commit()
            return mine

    assert sum(await asyncio.gather(*(tick(rivals[index % 2]) for index in range(10)))) == 1
