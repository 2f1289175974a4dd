"""Slot claims: overlapping ones never, touching ones always, however many ask at once."""

from __future__ import annotations

import asyncio
import random

import pytest

from core.domain.errors import SlotTaken
from core.domain.ids import AccountId, BookingId, ConnectionId, SessionId
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage
from core.storage.protocols_meeting import Engaged
from tests.integration.storage.samples import C1, add_session, booking, session

ONE, TWO = (AccountId("sub-1"), "primary"), (AccountId("sub-2"), "primary")
SLOT = Interval(1_000, 2_000)


async def add_bookings(storage: SqlStorage, count: int) -> list[BookingId]:
    """Store as many attempts of one session."""
    await add_session(storage)
    names = [BookingId(f"b{number}") for number in range(count)]
    async with storage.uow() as uow:
        for number, name in enumerate(names):
            await uow.bookings.add(booking(id=name, generation=number), 60)
        await uow.commit()
    return names


async def test_overlapping_time_is_claimed_once(storage: SqlStorage) -> None:
    """On the same calendar of the same account, by a second or by all of it."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [ONE], SLOT)
        for slot in (SLOT, Interval(1_999, 3_000), Interval(1, 1_001), Interval(1_400, 1_500), Interval(1, 9_000)):
            with pytest.raises(SlotTaken):
                await uow.claims.hold(second, [ONE], slot)
        await uow.claims.hold(second, [ONE], Interval(2_000, 3_000))
        assert await uow.claims.held([ONE], Interval(0, 9_000)) == (Interval(1_000, 3_000),)


async def test_other_accounts_and_calendars_are_free(storage: SqlStorage) -> None:
    """The key is account and calendar, not the person."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [ONE], SLOT)
        await uow.claims.hold(second, [TWO, (ONE[0], "other")], SLOT)
        assert await uow.claims.held([TWO], SLOT) == (SLOT,)
        assert await uow.claims.held([(TWO[0], "other")], SLOT) == ()
        assert await uow.claims.held([], SLOT) == ()


async def test_meetings_and_held_time_are_read_together(storage: SqlStorage) -> None:
    """Meetings of this connection only, claims of these calendars only; what is to be moved counts for neither."""
    first, second = await add_bookings(storage, 2)
    met = SessionId("met")
    async with storage.uow() as uow:
        for name, slot in ((met, SLOT), (SessionId("later"), Interval(2_000, 3_000))):
            await uow.sessions.add(
                session(id=name, fingerprint=name, state=SessionState.CONFIRMED, booked_slot=slot, booked_at=1)
            )
        await uow.claims.hold(first, [ONE, TWO], SLOT)
        await uow.claims.hold(second, [ONE, (TWO[0], "other")], Interval(2_000, 3_000))
        both, span = Interval(0, 9_000), Interval(1_500, 2_500)
        found = await uow.claims.engaged(C1, both, [ONE, TWO], span)
        assert found == Engaged((SLOT, Interval(2_000, 3_000)), {ONE: (span,), TWO: (Interval(1_500, 2_000),)})
        moved = booking(id=first, session=met)
        assert await uow.claims.engaged(C1, both, [ONE, TWO], span, moved=moved) == Engaged(
            (Interval(2_000, 3_000),), {ONE: (Interval(2_000, 2_500),)}
        )
        assert await uow.claims.engaged(ConnectionId("c9"), both, [], span) == Engaged((), {})
        assert (await uow.claims.engaged(C1, SLOT, [TWO], Interval(2_000, 3_000))) == Engaged((SLOT,), {})


async def test_all_or_none_are_claimed(storage: SqlStorage) -> None:
    """A refused claim leaves the calendar that was free free, and the unit of work usable."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [TWO], SLOT)
        with pytest.raises(SlotTaken):
            await uow.claims.hold(second, [ONE, TWO], SLOT)
        assert await uow.claims.held([ONE], SLOT) == ()
        await uow.commit()
    async with storage.reading() as uow:
        assert await uow.claims.held([ONE, TWO], SLOT) == (SLOT,)


async def test_released_time_can_be_claimed_again(storage: SqlStorage) -> None:
    """Releasing twice is fine."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [ONE, TWO], SLOT)
        await uow.claims.release(first)
        await uow.claims.release(first)
        await uow.claims.hold(second, [ONE, TWO], SLOT)


async def test_held_time_is_clipped_to_the_span_and_merged(storage: SqlStorage) -> None:
    """Two touching claims are one span."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [ONE], SLOT)
        await uow.claims.hold(second, [TWO], Interval(2_000, 3_000))
        assert await uow.claims.held([ONE, TWO], Interval(1_500, 2_500)) == (Interval(1_500, 2_500),)


async def test_of_forty_racers_for_overlapping_time_one_wins(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Both calendars in either order, slots a minute apart; the others are told SlotTaken, none a deadlock."""
    names = await add_bookings(rivals[0], 40)

    async def race(number: int) -> bool:
        calendars = [ONE, TWO] if number % 2 else [TWO, ONE]
        try:
            async with rivals[number % 2].uow() as uow:
                await uow.claims.hold(names[number], calendars, Interval(1_000 + number * 20, 2_000 + number * 20))
                await asyncio.sleep(random.random() / 100)
                await uow.commit()
        except SlotTaken:
            return False
        return True

    assert sum(await asyncio.gather(*map(race, range(40)))) == 1
    async with rivals[0].reading() as uow:
        (held,) = await uow.claims.held([ONE], Interval(0, 9_000))
        assert held.length == 1_000


async def test_racers_for_touching_time_all_win(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Back to back is not overlapping."""
    names = await add_bookings(rivals[0], 10)

    async def race(number: int) -> None:
        async with rivals[number % 2].uow() as uow:
            await uow.claims.hold(names[number], [ONE, TWO], Interval(number * 1_000, number * 1_000 + 1_000))
            await uow.commit()

    await asyncio.gather(*map(race, range(10)))
    async with rivals[0].reading() as uow:
        assert await uow.claims.held([ONE], Interval(0, 20_000)) == (Interval(0, 10_000),)


async def test_a_meeting_that_moves_is_no_obstacle_to_itself(storage: SqlStorage) -> None:
    """Half an hour later, around it, or elsewhere: its own claim gives way, and what lies between is nobody else's."""
    old, new, third = await add_bookings(storage, 3)
    for slot, free in (
        (Interval(1_500, 2_500), Interval(2_500, 3_000)),
        (Interval(500, 2_500), Interval(100, 500)),
        (Interval(1_200, 1_800), Interval(2_000, 2_100)),
        (Interval(5_000, 6_000), Interval(4_000, 5_000)),
    ):
        async with storage.uow() as uow:
            await uow.claims.hold(old, [ONE, TWO], SLOT)
            with pytest.raises(SlotTaken):
                await uow.claims.hold(new, [ONE], Interval(1_500, 2_500))
            await uow.claims.hold(new, [ONE, TWO], slot, moves=old)
            for taken in (SLOT, slot):
                with pytest.raises(SlotTaken):
                    await uow.claims.hold(third, [ONE], taken)
            await uow.claims.hold(third, [ONE], free)
            await uow.claims.release(old)
            await uow.claims.release(new)
            await uow.claims.hold(new, [ONE, TWO], slot)
            assert await uow.claims.held([ONE, TWO], Interval(0, 9_000), besides=third) == (slot,)


async def test_a_move_that_finds_its_time_taken_changes_nothing(storage: SqlStorage) -> None:
    """The old claim is as it was on both calendars, also on the one that was claimed first."""
    old, new, third = await add_bookings(storage, 3)
    async with storage.uow() as uow:
        await uow.claims.hold(old, [ONE, TWO], SLOT)
        await uow.claims.hold(third, [TWO], Interval(2_000, 2_100))
        with pytest.raises(SlotTaken):
            await uow.claims.hold(new, [ONE, TWO], Interval(1_500, 2_500), moves=old)
        assert await uow.claims.held([ONE], Interval(0, 9_000)) == (SLOT,)
        assert await uow.claims.held([TWO], Interval(0, 9_000), besides=third) == (SLOT,)
        await uow.claims.hold(new, [ONE], Interval(2_000, 3_000))


async def test_racers_for_the_time_beside_a_move_get_one_answer(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """A meeting moves half an hour on while another booking wants the same half hour: one of them gets it."""
    old, new, third = await add_bookings(rivals[0], 3)
    async with rivals[0].uow() as uow:
        await uow.claims.hold(old, [ONE, TWO], SLOT)
        await uow.commit()

    async def take(storage: SqlStorage, who: BookingId, slot: Interval, moves: BookingId | None) -> bool:
        try:
            async with storage.uow() as uow:
                await uow.claims.hold(who, [TWO, ONE], slot, moves=moves)
                await asyncio.sleep(0.01)
                await uow.commit()
        except SlotTaken:
            return False
        return True

    won = await asyncio.gather(
        take(rivals[0], new, Interval(1_500, 2_500), old), take(rivals[1], third, Interval(2_000, 3_000), None)
    )
    assert sorted(won) == [False, True]
    async with rivals[0].reading() as uow:
        (held,) = await uow.claims.held([ONE], Interval(0, 9_000))
        assert held == (Interval(1_000, 2_500) if won[0] else Interval(1_000, 3_000))


async def test_past_time_is_forgotten(storage: SqlStorage) -> None:
    """Claims that ended before the instant go, the others stay."""
    first, second = await add_bookings(storage, 2)
    async with storage.uow() as uow:
        await uow.claims.hold(first, [ONE], SLOT)
        await uow.claims.hold(second, [ONE], Interval(2_000, 3_000))
        assert await uow.claims.purge(2_001) == 1
        assert await uow.claims.held([ONE], Interval(0, 9_000)) == (Interval(2_000, 3_000),)
