"""Bookings and legs: fences, leases, and who may go on with what somebody else left."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.bookings import BookingState, Chore, Drift, DriftKind, LegState
from core.domain.errors import LeaseLost, NotFound, StaleVersion
from core.domain.ids import BookingId
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage
from tests.integration.storage.conftest import HeldClock
from tests.integration.storage.samples import ALICE, B1, BOB, CAROL, S1, add_session, booking, left_at_default, leg

UNSETTLED = (BookingState.BOOKING, BookingState.ROLLING_BACK)
LEASE = 60.0


async def add_booking(storage: SqlStorage, lease: float = LEASE) -> None:
    """Store an open session with its booking."""
    await add_session(storage)
    async with storage.uow() as uow:
        await uow.bookings.add(booking(), lease)
        await uow.commit()


async def test_a_booking_comes_back_with_its_legs_in_order(timed: SqlStorage, clock: HeldClock) -> None:
    """Every field of both survives an insert and a save."""
    await add_booking(timed)
    written = leg(
        BOB,
        state=LegState.WRITTEN,
        tentative=False,
        etag='"1"',
        link="https://calendar",
        meeting_link="https://meet",
        sent_at=7,
        hold="bkhold",
        drift=Drift(DriftKind.MOVED, Interval(3, 4)),
    )
    async with timed.uow() as uow:
        stored = await uow.bookings.get(B1)
        assert stored == booking(lease_until=int(clock.now) + 60)
        changed = replace(
            stored,
            state=BookingState.ROLLING_BACK,
            reason="taken",
            legs=(written, stored.legs[1]),
            settled_at=9,
            chore=Chore.VERIFY,
            due_at=8,
            attempt=2,
        )
        assert left_at_default(changed) == left_at_default(written) == set()
        await uow.bookings.save(changed, LEASE)
        assert await uow.bookings.get(B1) == changed
        with pytest.raises(NotFound):
            await uow.bookings.get(BookingId("b2"))


async def test_a_session_shows_its_newest_attempt(timed: SqlStorage) -> None:
    """One booking per generation; the same generation twice is refused."""
    await add_booking(timed)
    async with timed.uow() as uow:
        assert await uow.bookings.of_session(S1) is not None
        await uow.bookings.add(booking(id=BookingId("b2"), generation=2), LEASE)
        newest = await uow.bookings.of_session(S1)
        assert newest is not None
        assert newest.id == "b2"
        await uow.commit()
    async with timed.uow() as uow:
        with pytest.raises(StaleVersion):
            await uow.bookings.add(booking(id=BookingId("b3"), generation=2), LEASE)


async def test_one_leg_is_stored_and_the_lease_renewed(timed: SqlStorage, clock: HeldClock) -> None:
    """The other leg stays as it is."""
    await add_booking(timed)
    clock.now += 30
    async with timed.uow() as uow:
        stored = await uow.bookings.get(B1)
        sending = replace(stored.leg(ALICE), state=LegState.SENDING, sent_at=5)
        saved = await uow.bookings.save_leg(stored, sending, LEASE)
        assert saved.lease_until == int(clock.now) + 60
        assert saved.leg(ALICE) == sending
        assert saved.leg(BOB) == stored.leg(BOB)
        assert await uow.bookings.get(B1) == saved


async def test_an_abandoned_booking_is_taken_over_when_its_lease_ends(timed: SqlStorage, clock: HeldClock) -> None:
    """Not a moment before; then the first owner's writes change nothing."""
    await add_booking(timed, 0.5)
    async with timed.uow() as uow:
        first = await uow.bookings.get(B1)
        clock.now += 0.4
        assert await uow.bookings.take_over(UNSETTLED, 10, LEASE) == ()
        clock.now += 0.1
        (taken,) = await uow.bookings.take_over(UNSETTLED, 10, LEASE)
        assert taken.fence == first.fence + 1
        assert taken.legs == first.legs
        assert await uow.bookings.take_over(UNSETTLED, 10, LEASE) == ()
        with pytest.raises(LeaseLost):
            await uow.bookings.save(replace(first, state=BookingState.CONFIRMED), LEASE)
        with pytest.raises(LeaseLost):
            await uow.bookings.save_leg(first, replace(first.leg(BOB), state=LegState.SENDING), LEASE)
        assert await uow.bookings.get(B1) == taken


async def test_only_the_asked_states_are_taken_over(timed: SqlStorage, clock: HeldClock) -> None:
    """What needs attention waits for its owner, what is settled for nobody."""
    await add_booking(timed)
    clock.now += 61
    async with timed.uow() as uow:
        assert await uow.bookings.take_over([BookingState.REMOVING], 10, LEASE) == ()
        assert len(await uow.bookings.take_over([BookingState.REMOVING, BookingState.BOOKING], 10, LEASE)) == 1


async def test_replicas_take_over_each_booking_once(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Eight workers at once, twenty abandoned bookings: every one has one new owner."""
    await add_session(rivals[0])
    async with rivals[0].uow() as uow:
        for number in range(20):
            await uow.bookings.add(booking(id=BookingId(f"b{number}"), generation=number), -1)
        await uow.commit()

    async def work(storage: SqlStorage) -> list[str]:
        mine: list[str] = []
        while True:
            async with storage.uow() as uow:
                taken = await uow.bookings.take_over(UNSETTLED, 3, LEASE)
                await uow.commit()
            if not taken:
                return mine
            assert {one.fence for one in taken} == {2}
            mine += [one.id for one in taken]

    owned = await asyncio.gather(*(work(rivals[index % 2]) for index in range(8)))
    assert sorted(name for mine in owned for name in mine) == sorted(f"b{number}" for number in range(20))


async def test_replicas_take_each_chore_once(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Eight workers at once, twenty chores that are due: each is done by one."""
    await add_session(rivals[0])
    done = {"state": BookingState.ROLLED_BACK, "chore": Chore.VERIFY}
    async with rivals[0].uow() as uow:
        for number in range(20):
            await uow.bookings.add(booking(id=BookingId(f"b{number}"), generation=number, **done), -1)
        await uow.commit()

    async def work(storage: SqlStorage) -> list[str]:
        mine: list[str] = []
        while True:
            async with storage.uow() as uow:
                taken = await uow.bookings.take_chores(3, LEASE)
                await uow.commit()
            if not taken:
                return mine
            mine += [one.id for one in taken]

    owned = await asyncio.gather(*(work(rivals[index % 2]) for index in range(8)))
    assert sorted(name for mine in owned for name in mine) == sorted(f"b{number}" for number in range(20))


async def test_a_settled_booking_can_be_taken_at_once(timed: SqlStorage) -> None:
    """To remove a meeting; while somebody works on it, nobody else may."""
    await add_booking(timed)
    async with timed.uow() as uow:
        with pytest.raises(LeaseLost):
            await uow.bookings.take(B1, LEASE)
        stored = await uow.bookings.get(B1)
        settled = await uow.bookings.save(replace(stored, state=BookingState.CONFIRMED), LEASE)
        assert settled.lease_until == 0
        taken = await uow.bookings.take(B1, LEASE)
        assert (taken.fence, taken.state, taken.legs) == (2, BookingState.CONFIRMED, stored.legs)
        with pytest.raises(LeaseLost):
            await uow.bookings.take(B1, LEASE)
        with pytest.raises(NotFound):
            await uow.bookings.take(BookingId("b2"), LEASE)


async def test_who_must_mend_a_booking_finds_it(timed: SqlStorage) -> None:
    """In ``needs_attention``, with a leg of theirs."""
    await add_booking(timed)
    async with timed.uow() as uow:
        assert await uow.bookings.needing(BOB) == ()
        stuck = await uow.bookings.save(replace(booking(), state=BookingState.NEEDS_ATTENTION), LEASE)
        assert await uow.bookings.needing(BOB) == (stuck,)
        assert await uow.bookings.needing(CAROL) == ()


async def test_a_chore_is_taken_by_one_when_it_is_due(timed: SqlStorage, clock: HeldClock) -> None:
    """Not before its time, not while unsettled, under a new fence, and again only once its lease ended."""
    await add_booking(timed)
    async with timed.uow() as uow:
        rolling = replace(await uow.bookings.get(B1), state=BookingState.ROLLING_BACK, chore=Chore.VERIFY)
        assert await uow.bookings.take_chores(10, LEASE) == ()
        rolling = await uow.bookings.save(rolling, 0)
        assert await uow.bookings.take_chores(10, LEASE) == ()
        done = await uow.bookings.save(replace(rolling, state=BookingState.ROLLED_BACK), 0, due_in=30)
        assert done.due_at == int(clock.now) + 30
        await uow.commit()
    async with timed.uow() as uow:
        assert not await uow.bookings.has_chores()
        clock.now += 30
        assert await uow.bookings.has_chores()
        (taken,) = await uow.bookings.take_chores(10, LEASE)
        assert (taken.chore, taken.fence, taken.due_at) == (Chore.VERIFY, done.fence + 1, int(clock.now) + 60)
        assert await uow.bookings.take_chores(10, LEASE) == ()
        with pytest.raises(LeaseLost):
            await uow.bookings.save(replace(done, chore=Chore.NONE), 0)
        clock.now += 60
        assert len(await uow.bookings.take_chores(10, LEASE)) == 1


async def test_meetings_with_something_left_to_do(timed: SqlStorage) -> None:
    """Confirmed, with a leg of theirs, and a chore that needn't be due yet."""
    await add_booking(timed)
    async with timed.uow() as uow:
        stored = await uow.bookings.get(B1)
        waiting = replace(stored, state=BookingState.CONFIRMED, chore=Chore.TIDY)
        saved = await uow.bookings.save(waiting, 0, due_in=3600)
        assert await uow.bookings.unfinished(BOB) == (saved,)
        assert await uow.bookings.unfinished(CAROL) == ()
        await uow.bookings.save(replace(saved, state=BookingState.ROLLED_BACK), 0)
        assert await uow.bookings.unfinished(BOB) == ()
        await uow.bookings.save(replace(saved, chore=Chore.NONE), 0)
        assert await uow.bookings.unfinished(BOB) == ()


async def test_meetings_to_come_are_a_persons_own(timed: SqlStorage) -> None:
    """Confirmed ones that aren't over; one moved later in Google counts until then."""
    await add_booking(timed)
    async with timed.uow() as uow:
        stored = await uow.bookings.get(B1)
        assert await uow.bookings.upcoming(BOB, 0, 10) == ()
        moved = tuple(replace(one, drift=Drift(DriftKind.MOVED, Interval(9000, 9900))) for one in stored.legs)
        settled = await uow.bookings.save(replace(stored, state=BookingState.CONFIRMED), 0)
        assert await uow.bookings.upcoming(BOB, stored.slot.end - 1, 10) == (settled,)
        assert await uow.bookings.upcoming(BOB, stored.slot.end, 10) == ()
        assert await uow.bookings.upcoming(CAROL, 0, 10) == ()
        settled = await uow.bookings.save(replace(settled, legs=moved), 0)
        assert await uow.bookings.upcoming(BOB, 9899, 10) == (settled,)
