"""The audit trail: numbered per person without gaps, and without the names of those who left."""

from __future__ import annotations

import asyncio
import random

import pytest

from core.domain.audit import FORMER_MEMBER, SYSTEM
from core.domain.connections import ConnectionState
from core.domain.errors import NotFound
from core.domain.ids import ConnectionId
from core.domain.notices import NoticeKind
from core.domain.quota import Quota
from core.storage.database import SqlStorage
from tests.integration.storage.samples import (
    ALICE,
    BOB,
    C1,
    CAROL,
    S1,
    account,
    add_connection,
    add_people,
    add_session,
    booking,
    connection,
    entry,
    message,
    notice,
    person,
)


async def test_entries_are_numbered_per_person(storage: SqlStorage) -> None:
    """In the order given, going on where the last transaction ended; read newest first, in pages."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry(action="a.1"), entry(person=BOB, action="b.1"), entry(action="a.2")])
        await uow.commit()
    async with storage.uow() as uow:
        await uow.audit.add([entry(action="a.3", actor=SYSTEM, other=None, facts={"slots": (1, 2)})])
        await uow.audit.add([])
        await uow.commit()
    async with storage.reading() as uow:
        trail = await uow.audit.of(ALICE, limit=9)
        assert [(one.number, one.action) for one in trail] == [(3, "a.3"), (2, "a.2"), (1, "a.1")]
        assert (trail[0].actor, trail[0].facts) == (SYSTEM, {"slots": (1, 2)})
        assert [one.number for one in await uow.audit.of(ALICE, limit=1, before=3)] == [2]
        assert [one.number for one in await uow.audit.of(BOB, limit=9)] == [1]


async def test_a_rolled_back_transaction_uses_up_no_number(storage: SqlStorage) -> None:
    """No gap tells of something that did not happen."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry()])
    async with storage.uow() as uow:
        await uow.audit.add([entry()])
        await uow.commit()
    async with storage.reading() as uow:
        assert [one.number for one in await uow.audit.of(ALICE, limit=9)] == [1]


async def test_transactions_at_once_leave_no_gap(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Two people's trails written in either order, some rolled back: neither gap nor deadlock."""
    await add_people(rivals[0])

    async def write(number: int) -> bool:
        both = [entry(), entry(person=BOB)]
        async with rivals[number % 2].uow() as uow:
            await uow.audit.add(both if number % 3 else both[::-1])
            await asyncio.sleep(random.random() / 100)
            if number % 5 == 0:
                return False
            await uow.commit()
            return True

    kept = sum(await asyncio.gather(*map(write, range(20))))
    async with rivals[0].reading() as uow:
        for person in (ALICE, BOB):
            numbers = [one.number for one in await uow.audit.of(person, limit=99)]
            assert numbers == list(range(kept, 0, -1))


async def test_a_trail_needs_its_person(storage: SqlStorage) -> None:
    """Nothing is kept for somebody who isn't stored, nor anything that was to be kept with it."""
    async with storage.uow() as uow:
        await uow.people.add(person(BOB))
        await uow.audit.add([entry()])
        with pytest.raises(NotFound):
            await uow.commit()
    async with storage.uow() as uow:
        assert await uow.people.find(BOB) is None
        await uow.audit.add([entry()])
        with pytest.raises(NotFound):
            await uow.people.find(BOB)


async def test_a_trail_that_is_rolled_back(storage: SqlStorage) -> None:
    """Who changes their mind before the next step leaves nothing."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry()])
    async with storage.uow() as uow:
        assert await uow.audit.of(ALICE, limit=9) == ()


async def test_forgetting_deletes_everything_of_a_person(storage: SqlStorage) -> None:
    """Account, trail, connections with all that hangs on them, rate limits; a stranger keeps all."""
    await add_session(storage)
    async with storage.uow() as uow:
        await uow.people.add(await uow.people.get(ALICE))
        await uow.accounts.link(account(BOB), "token")
        await uow.messages.add(message())
        await uow.bookings.add(booking(), 60)
        await uow.cards.want(S1, {ALICE: 1, BOB: 1})
        await uow.audit.add([entry(person=BOB)])
        await uow.quotas.hit(BOB, [Quota("q", 1, 86_400)])
        await uow.notices.add([notice(connection=C1, session=S1)])
        await uow.blocks.add(BOB, CAROL, 1)
        await uow.people.delete(BOB)
        await uow.commit()
    async with storage.uow() as uow:
        assert await uow.people.find(BOB) is None
        assert await uow.accounts.find(BOB) is None
        for gone in (uow.connections.get(C1), uow.sessions.get(S1), uow.bookings.get(booking().id)):
            with pytest.raises(NotFound):
                await gone
        assert await uow.messages.of(S1) == ()
        assert await uow.cards.find(ALICE, S1) is None
        assert await uow.audit.of(BOB, limit=9) == ()
        assert await uow.notices.of(BOB, unread_only=False, limit=9) == ()
        assert await uow.quotas.hit(BOB, [Quota("q", 1, 86_400)]) is None
        assert await uow.people.find(ALICE) is not None


async def test_the_other_sides_trail_keeps_a_former_member(storage: SqlStorage) -> None:
    """Same entries, same numbers, no key: not as actor, not as other, not among the facts."""
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.audit.add(
            [
                entry(facts={"whose": BOB, "by": (BOB, ALICE), "similar": f"{BOB}X"}),
                entry(actor=BOB, other=None),
                entry(other=CAROL),
            ]
        )
        await uow.people.delete(BOB)
        third, second, first = await uow.audit.of(ALICE, limit=9)
    assert (first.number, first.actor, first.other) == (1, ALICE, FORMER_MEMBER)
    assert first.facts == {"whose": FORMER_MEMBER, "by": (FORMER_MEMBER, ALICE), "similar": f"{BOB}X"}
    assert (second.number, second.actor, second.other) == (2, FORMER_MEMBER, None)
    assert (third.number, third.actor, third.other) == (3, ALICE, CAROL)


async def test_the_other_sides_inbox_no_longer_waits_for_who_left(storage: SqlStorage) -> None:
    """The rows stay, without name, connection and session; what needed an answer is void."""
    await add_session(storage)
    async with storage.uow() as uow:
        await uow.notices.add(
            [
                notice(1, person=ALICE, other=BOB, connection=C1, session=S1, facts={"whose": BOB}),
                notice(2, person=ALICE, other=BOB, kind=NoticeKind.BOOKED),
            ]
        )
        await uow.people.delete(BOB)
        rows = await uow.notices.of(ALICE, unread_only=False, limit=9)
        assert {(row.other, row.connection, row.session) for row in rows} == {(None, None, None)}
        assert await uow.notices.count(ALICE) == (0, 2)
        assert "UBOB" not in repr([row.facts for row in rows])
        assert {row.id: row.resolved_at is None for row in rows} == {"n1": False, "n2": True}


async def test_a_block_outlives_the_blocked_persons_data(storage: SqlStorage) -> None:
    """Having one's data deleted is no way around it."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.blocks.add(ALICE, BOB, 1)
        await uow.people.delete(BOB)
        assert await uow.blocks.by(ALICE) == (BOB,)


async def test_who_left_may_come_back_as_somebody_new(storage: SqlStorage) -> None:
    """The trail begins at 1 and the pair is free."""
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry(person=BOB)])
        await uow.people.delete(BOB)
        await uow.commit()
    await add_people(storage, BOB)
    async with storage.uow() as uow:
        await uow.connections.add(connection(id=ConnectionId("c2"), state=ConnectionState.ACTIVE))
        await uow.audit.add([entry(person=BOB)])
        assert [one.number for one in await uow.audit.of(BOB, limit=9)] == [1]


async def test_a_home_is_stale_once_something_was_recorded(storage: SqlStorage) -> None:
    """Only of those who opened it lately; one claim wins, and an entry after it makes it stale again."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry()])
        await uow.audit.home_opened(ALICE, 100)
        await uow.audit.home_opened(BOB, 100)
        await uow.commit()
    async with storage.reading() as uow:
        assert await uow.audit.stale_homes(0, 9) == ()
    async with storage.uow() as uow:
        await uow.audit.add([entry(), entry(person=BOB)])
        await uow.commit()
    async with storage.uow() as uow:
        assert await uow.audit.stale_homes(100, 9) == (ALICE, BOB)
        assert await uow.audit.stale_homes(100, 1) == (ALICE,)
        assert await uow.audit.stale_homes(101, 9) == ()
        assert [await uow.audit.claim_home(ALICE) for _ in range(2)] == [True, False]
        await uow.commit()
    async with storage.uow() as uow:
        assert await uow.audit.stale_homes(100, 9) == (BOB,)
        await uow.audit.add([entry()])
        await uow.commit()
    async with storage.uow() as uow:
        assert await uow.audit.claim_home(ALICE)


async def test_a_home_is_stale_when_somebody_says_so(storage: SqlStorage) -> None:
    """Without an entry: the numbers go on without a gap, and who never opened theirs is left alone."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.home_opened(ALICE, 100)
        await uow.audit.add([], frozenset({ALICE, BOB}))
        assert await uow.audit.stale_homes(100, 9) == (ALICE,)
        assert await uow.audit.claim_home(ALICE)
        await uow.audit.add([entry()], frozenset({ALICE}))
        assert [one.number for one in await uow.audit.of(ALICE, limit=9)] == [1]
        assert await uow.audit.claim_home(ALICE)
        assert not await uow.audit.claim_home(ALICE)


async def test_a_home_never_opened_is_never_stale(storage: SqlStorage) -> None:
    """Who hasn't looked at it is sent nothing."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.audit.add([entry()])
        assert await uow.audit.stale_homes(0, 9) == ()


async def test_the_home_of_somebody_unknown_is_nobodys(storage: SqlStorage) -> None:
    """Who isn't stored has no home to remember."""
    async with storage.uow() as uow:
        with pytest.raises(NotFound):
            await uow.audit.home_opened(ALICE, 100)
