"""Notices: the inbox people read, and the outbox that sends each DM."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.errors import NotFound
from core.domain.ids import NoticeId
from core.domain.notices import Delivery, Notice, NoticeKind, Posted
from core.storage.database import SqlStorage
from tests.integration.storage.conftest import HeldClock
from tests.integration.storage.samples import ALICE, BOB, C1, S1, add_people, add_session, left_at_default, notice

N1 = NoticeId("n1")
INVITES = [NoticeKind.INVITE_RECEIVED]
LEASE = 30.0


async def add(storage: SqlStorage, *notices: Notice) -> None:
    """Store people and notices."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.notices.add(notices)
        await uow.commit()


async def claimed(storage: SqlStorage, now: int = 2_000) -> tuple[Notice, ...]:
    """Claim what is due and commit."""
    async with storage.uow() as uow:
        due = await uow.notices.claim_due(now, 50, LEASE)
        await uow.commit()
        return due


async def test_a_notice_comes_back_as_stored(storage: SqlStorage) -> None:
    """Every field survives, facts of every kind included."""
    await add_session(storage)
    whole = notice(
        connection=C1,
        session=S1,
        facts={"a": 1, "b": "x", "c": True, "d": None, "e": (1, 2), "f": ("x", "y")},
        delivery=Delivery.SENT,
        attempt=2,
        channel="D1",
        ts="1.2",
        edit_wanted=True,
        read_at=3,
        resolved_at=4,
        nudge_at=5,
        nudges=1,
        snoozed_until=6,
    )
    assert left_at_default(whole) == set()
    async with storage.uow() as uow:
        await uow.notices.add([whole])
        await uow.notices.add([])
        assert await uow.notices.get(N1) == whole
        with pytest.raises(NotFound):
            await uow.notices.get(NoticeId("n2"))


async def test_the_same_notice_is_told_once(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """A key that exists is left alone, also when two replicas decide the same at once."""
    await add_people(rivals[0])

    async def tell(storage: SqlStorage, number: int) -> None:
        async with storage.uow() as uow:
            await uow.notices.add([notice(number, key="same"), notice(number + 10)])
            await uow.commit()

    await asyncio.gather(tell(rivals[0], 1), tell(rivals[1], 2))
    async with rivals[0].reading() as uow:
        rows = await uow.notices.of(BOB, unread_only=False, limit=9)
    assert sorted(row.key == "same" for row in rows) == [False, False, True]


async def test_the_inbox_shows_what_needs_an_answer_first(storage: SqlStorage) -> None:
    """Then unread, then the rest, newest first in each; pages by rows skipped."""
    final = NoticeKind.BOOKED
    await add(
        storage,
        notice(1, read_at=5),
        notice(2, kind=final, read_at=5),
        notice(3, kind=final),
        notice(4, kind=final),
        notice(5, resolved_at=5, read_at=5),
        notice(6, person=ALICE, other=BOB),
    )
    async with storage.reading() as uow:
        page = await uow.notices.of(BOB, unread_only=False, limit=9)
        assert [row.id for row in page] == ["n1", "n4", "n3", "n5", "n2"]
        second = await uow.notices.of(BOB, unread_only=False, limit=2, skip=2)
        assert [row.id for row in second] == ["n3", "n5"]
        unread = await uow.notices.of(BOB, unread_only=True, limit=9)
        assert [row.id for row in unread] == ["n1", "n4", "n3"], "read is not resolved"
        assert await uow.notices.count(BOB) == (1, 2)


async def test_reading_is_ones_own_and_resolves_nothing(storage: SqlStorage) -> None:
    """Somebody else's notice can't be marked; all or some can."""
    await add(storage, notice(1), notice(2), notice(3, person=ALICE, other=BOB))
    async with storage.uow() as uow:
        assert await uow.notices.mark_read(BOB, [N1, NoticeId("n3")], 7) == 1
        assert await uow.notices.mark_read(BOB, [], 7) == 0
        assert await uow.notices.mark_read(BOB, None, 8) == 1
        assert (await uow.notices.get(N1)).read_at == 7
        assert (await uow.notices.get(NoticeId("n3"))).read_at is None
        assert await uow.notices.count(BOB) == (2, 0)


async def test_what_is_due_is_claimed_once_and_sent(timed: SqlStorage, clock: HeldClock) -> None:
    """Longest due first; not before ``due_at``; not again while the lease runs; never after it was sent."""
    await add(
        timed,
        notice(1, due_at=1_900),
        notice(2, due_at=1_800),
        notice(3, due_at=2_001),
        notice(4, delivery=Delivery.NONE),
    )
    first = await claimed(timed)
    assert [(one.id, one.delivery, one.attempt) for one in first] == [
        ("n2", Delivery.SENDING, 1),
        ("n1", Delivery.SENDING, 1),
    ]
    assert await claimed(timed) == ()
    async with timed.uow() as uow:
        await uow.notices.sent([Posted(N1, "D1", "1.1")])
        await uow.commit()
    clock.now += LEASE
    assert [(one.id, one.attempt) for one in await claimed(timed)] == [("n2", 2)]
    async with timed.reading() as uow:
        sent = await uow.notices.get(N1)
    assert (sent.delivery, sent.channel, sent.ts) == (Delivery.SENT, "D1", "1.1")


async def test_of_two_messages_for_one_row_only_the_first_stands(timed: SqlStorage) -> None:
    """What comes in together is judged one by one: each row keeps one message, and says of the others they are many."""
    await add(timed, notice(1), notice(2))
    first, other, second = Posted(N1, "D1", "1.1"), Posted(N1, "D1", "1.2"), Posted(NoticeId("n2"), "D1", "2.1")
    gone = Posted(NoticeId("n9"), "D1", "9.1")
    await claimed(timed)
    async with timed.uow() as uow:
        assert await uow.notices.sent([second, first, other, gone]) == {first, second}
        assert await uow.notices.sent([other, Posted(N1, "D1", "1.3", instead_of="1.1")]) == {
            Posted(N1, "D1", "1.3", instead_of="1.1")
        }
        await uow.commit()


async def test_a_retry_waits_for_its_instant(timed: SqlStorage) -> None:
    """Then it is claimed without waiting for the lease."""
    await add(timed, notice())
    await claimed(timed)
    async with timed.uow() as uow:
        await uow.notices.retry(N1, 2_500)
        await uow.commit()
    assert await claimed(timed, 2_499) == ()
    assert [one.attempt for one in await claimed(timed, 2_500)] == [2]


async def test_what_is_given_up_is_dead_and_counted(timed: SqlStorage) -> None:
    """The backlog tells waiting, the oldest's age and the dead."""
    await add(timed, notice(1, due_at=1_000), notice(2, due_at=1_400), notice(3, due_at=9_000))
    async with timed.uow() as uow:
        assert await uow.notices.backlog(1_500) == (2, 500, 0)
        await uow.notices.give_up(N1, "channel_not_found")
        assert await uow.notices.backlog(1_500) == (1, 100, 1)
        assert (await uow.notices.get(N1)).delivery is Delivery.DEAD
        assert await uow.notices.backlog(1) == (0, 0, 1)


async def test_a_redraw_that_is_given_up_was_delivered_all_the_same(timed: SqlStorage) -> None:
    """It rests, and is not counted as dead."""
    await add(timed, notice(delivery=Delivery.SENT, channel="D1", ts="1.1"))
    async with timed.uow() as uow:
        await uow.notices.resolve(1_900, kinds=INVITES, person=BOB)
        await uow.commit()
    await claimed(timed)
    async with timed.uow() as uow:
        await uow.notices.give_up(N1, "user_disabled")
        assert await uow.notices.backlog(2_000) == (0, 0, 0)
        assert (await uow.notices.get(N1)).delivery is Delivery.SENT
        await uow.commit()
    assert await claimed(timed) == ()


async def test_what_is_resolved_before_it_was_sent_never_goes_out(timed: SqlStorage) -> None:
    """Answered elsewhere: no DM any more, and no second time."""
    await add(timed, notice())
    async with timed.uow() as uow:
        assert await uow.notices.resolve(1_900, kinds=INVITES, person=BOB) == 1
        assert await uow.notices.resolve(1_901, kinds=INVITES, person=BOB) == 0
        await uow.commit()
    assert await claimed(timed) == ()
    async with timed.reading() as uow:
        row = await uow.notices.get(N1)
    assert (row.delivery, row.resolved_at, row.needs_answer) == (Delivery.NONE, 1_900, False)


async def test_what_is_resolved_after_it_was_sent_is_redrawn_once(timed: SqlStorage) -> None:
    """Its buttons are void; redrawing it clears the wish."""
    await add(timed, notice())
    await claimed(timed)
    async with timed.uow() as uow:
        await uow.notices.sent([Posted(N1, "D1", "1.1")])
        await uow.notices.resolve(1_900, kinds=INVITES, person=BOB)
        await uow.commit()
    (redraw,) = await claimed(timed)
    assert (redraw.delivery, redraw.edit_wanted, redraw.ts) == (Delivery.SENT, True, "1.1")
    async with timed.uow() as uow:
        await uow.notices.sent([Posted(N1, "D1", "1.1")])
        await uow.commit()
    assert await claimed(timed) == ()


async def test_what_is_resolved_while_it_is_being_sent_is_redrawn_afterwards(timed: SqlStorage) -> None:
    """The DM that went out showed live buttons; finishing it must not lose the change."""
    await add(timed, notice())
    await claimed(timed)
    async with timed.uow() as uow:
        await uow.notices.resolve(1_900, kinds=INVITES, person=BOB)
        await uow.notices.sent([Posted(N1, "D1", "1.1")])
        await uow.commit()
    assert [one.edit_wanted for one in await claimed(timed)] == [True]


async def test_a_redraw_that_failed_comes_back(timed: SqlStorage, clock: HeldClock) -> None:
    """By retry or, when its worker died, by the lease."""
    await add(timed, notice(delivery=Delivery.SENT, channel="D1", ts="1.1"))
    async with timed.uow() as uow:
        await uow.notices.resolve(1_900, kinds=INVITES, person=BOB)
        await uow.commit()
    assert len(await claimed(timed)) == 1
    async with timed.uow() as uow:
        await uow.notices.retry(N1, 2_000)
        await uow.commit()
    assert [one.edit_wanted for one in await claimed(timed)] == [True]
    clock.now += LEASE
    assert [one.edit_wanted for one in await claimed(timed)] == [True]


async def test_resolving_is_narrowed_to_what_was_named(storage: SqlStorage) -> None:
    """By person, session, connection and kind together; by nothing is refused."""
    await add_session(storage)
    async with storage.uow() as uow:
        await uow.notices.add(
            [
                notice(1, connection=C1, session=S1),
                notice(2, connection=C1),
                notice(3, session=S1, kind=NoticeKind.SLOTS_FOR_YOU),
                notice(4, person=ALICE, other=BOB, session=S1),
            ]
        )
        assert await uow.notices.resolve(5, kinds=INVITES, person=BOB, session=S1, connection=C1) == 1
        assert await uow.notices.resolve(5, kinds=INVITES, connection=C1) == 1
        assert await uow.notices.resolve(5, kinds=[*INVITES, NoticeKind.SLOTS_FOR_YOU], session=S1) == 2
        with pytest.raises(ValueError, match="whose"):
            await uow.notices.resolve(5, kinds=INVITES)


async def test_replicas_claim_each_notice_once(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Four workers, a hundred notices, batches of seven."""
    await add(rivals[0], *(notice(number) for number in range(100)))

    async def work(storage: SqlStorage) -> list[str]:
        mine: list[str] = []
        while True:
            async with storage.uow() as uow:
                batch = await uow.notices.claim_due(9_000, 7, LEASE)
                await uow.commit()
            if not batch:
                return mine
            mine += [one.id for one in batch]

    done = await asyncio.gather(*(work(rivals[index % 2]) for index in range(4)))
    assert sorted(name for mine in done for name in mine) == sorted(f"n{number}" for number in range(100))


async def test_what_is_long_told_is_forgotten(timed: SqlStorage) -> None:
    """Read, answered or given up, and old: never what waits for an answer, is unread, or is still to be shown."""
    told = {"delivery": Delivery.SENT}
    kept = [
        notice(1, kind=NoticeKind.INVITE_RECEIVED, read_at=5, **told),
        notice(2, kind=NoticeKind.BOOKED, **told),
        notice(3, kind=NoticeKind.BOOKED, read_at=5, created_at=9_000, **told),
        notice(4, kind=NoticeKind.BOOKED, read_at=5, delivery=Delivery.PENDING),
    ]
    gone = [
        notice(5, kind=NoticeKind.INVITE_RECEIVED, resolved_at=5, **told),
        notice(6, kind=NoticeKind.BOOKED, read_at=5, **told),
        notice(7, kind=NoticeKind.BOOKED, delivery=Delivery.DEAD),
    ]
    await add(timed, *kept, *gone)
    async with timed.uow() as uow:
        assert await uow.notices.purge(9_000) == len(gone)
        left = await uow.notices.of(kept[0].person, unread_only=False, limit=50)
    assert {one.id for one in left} == {one.id for one in kept}
