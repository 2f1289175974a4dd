"""Sessions, messages and the ledger of revealed slots."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.allowances import Allowance
from core.domain.errors import NotFound, StaleVersion
from core.domain.ids import SessionId
from core.domain.messages import MessageKind
from core.domain.people import Place
from core.domain.quota import REVEALED_SECONDS
from core.domain.sessions import OPEN_STATES, Session, SessionKind, SessionState
from core.scheduling.explain import Relaxation
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage
from tests.integration.storage.samples import (
    ALICE,
    BOB,
    C1,
    CAROL,
    S1,
    SLOT,
    add_connection,
    add_session,
    left_at_default,
    message,
    session,
)

S2 = SessionId("s2")
FULL = session(
    kind=SessionKind.PROPOSAL_ONLY,
    state=SessionState.CONFIRMED,
    place=Place.IN_PERSON,
    window=(Interval(1, 2), Interval(3, 4)),
    round=2,
    generation=3,
    accepted_slot=Interval(5, 6),
    accepted_by=BOB,
    booked_slot=SLOT,
    booked_at=7,
    booked_by=ALICE,
    booked_auto=True,
    ended_at=8,
    ended_by=BOB,
    end_reason="canceled",
    replaces=S2,
    needs_slots=True,
    relaxations=(Relaxation(ALICE, "minimum_notice", "notice", 1, None, (Interval(9, 10),), 4),),
    allowances=(Allowance(ALICE, "minimum_notice", 0),),
    end_note="Something came up",
)


async def test_a_session_comes_back_as_stored(storage: SqlStorage) -> None:
    """Every field survives an insert and a save."""
    assert left_at_default(FULL) == {"version"}
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.sessions.add(session())
        assert await uow.sessions.get(S1) == session()
        saved = await uow.sessions.save(FULL)
        assert saved == replace(FULL, version=2)
        assert await uow.sessions.get(S1) == saved
        with pytest.raises(StaleVersion):
            await uow.sessions.save(FULL)
        with pytest.raises(NotFound):
            await uow.sessions.get(S2)


@pytest.mark.parametrize("state", sorted(OPEN_STATES | {SessionState.BOOKING}))
async def test_the_same_request_is_not_open_twice(storage: SqlStorage, state: SessionState) -> None:
    """Also not while it is being booked, from where it may come back to open."""
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.sessions.add(session(state=state))
        with pytest.raises(StaleVersion):
            await uow.sessions.add(session(id=S2))
        await uow.sessions.add(session(id=S2, fingerprint="f2"))
        await uow.sessions.save(session(state=SessionState.CANCELED))
        await uow.sessions.add(session(id=SessionId("s3")))


async def test_the_same_request_pressed_twice_at_once_opens_one_session(
    rivals: tuple[SqlStorage, SqlStorage],
) -> None:
    """The loser is told, and finds the winner's session."""
    await add_connection(rivals[0])

    async def start(storage: SqlStorage, value: Session) -> bool:
        try:
            async with storage.uow() as uow:
                await uow.sessions.add(value)
                await asyncio.sleep(0.01)
                await uow.commit()
        except StaleVersion:
            return False
        return True

    outcomes = await asyncio.gather(start(rivals[0], session()), start(rivals[1], session(id=S2)))
    assert sorted(outcomes) == [False, True]
    async with rivals[0].reading() as uow:
        assert len(await uow.sessions.open_on(C1)) == 1


async def test_open_sessions_of_a_connection_include_the_booking_ones(storage: SqlStorage) -> None:
    """Oldest first, without ended ones."""
    await add_connection(storage)
    async with storage.uow() as uow:
        for number, state in enumerate(SessionState):
            await uow.sessions.add(
                session(id=SessionId(state.value), state=state, fingerprint=f"f{number}", created_at=100 - number)
            )
        found = [one.state for one in await uow.sessions.open_on(C1)]
    assert found == [
        SessionState.BOOKING,
        SessionState.AWAITING_CONFIRMATION,
        SessionState.NEGOTIATING,
        SessionState.INITIATED,
    ]


async def test_a_persons_sessions_are_open_ones_and_meetings_to_come(storage: SqlStorage) -> None:
    """Soonest first; without slots only the asker sees it; past meetings are not listed."""
    await add_connection(storage)
    rows = (
        session(id=SessionId("open"), expires_at=300),
        session(id=SessionId("past"), state=SessionState.CONFIRMED, booked_slot=Interval(50, 100)),
        session(id=SessionId("now"), state=SessionState.CONFIRMED, booked_slot=Interval(50, 101)),
        session(id=SessionId("later"), state=SessionState.CONFIRMED, booked_slot=Interval(200, 201)),
        session(id=SessionId("ended"), state=SessionState.CANCELED),
        session(id=SessionId("private"), state=SessionState.INITIATED, expires_at=400),
    )
    async with storage.uow() as uow:
        for number, row in enumerate(rows):
            await uow.sessions.add(replace(row, fingerprint=f"f{number}"))
        assert [one.id for one in await uow.sessions.of(ALICE, 100, 10)] == ["now", "later", "open", "private"]
        assert [one.id for one in await uow.sessions.of(BOB, 100, 10)] == ["now", "later", "open"]
        assert [one.id for one in await uow.sessions.of(BOB, 100, 1)] == ["now"]
        assert await uow.sessions.of(CAROL, 100, 10) == ()


async def test_meetings_between_are_the_confirmed_ones_that_overlap(storage: SqlStorage) -> None:
    """Half-open: a meeting that ends when the span begins is outside."""
    await add_connection(storage)
    async with storage.uow() as uow:
        for number, slot in enumerate((Interval(0, 10), Interval(9, 11), Interval(15, 20), Interval(20, 30))):
            row = session(id=SessionId(f"m{number}"), state=SessionState.CONFIRMED, booked_slot=slot)
            await uow.sessions.add(replace(row, fingerprint=f"f{number}"))
        await uow.sessions.add(session(booked_slot=Interval(12, 13)))
        assert [one.id for one in await uow.sessions.meetings_between(C1, 10, 20)] == ["m1", "m2"]


async def test_expired_sessions_are_open_ones_only(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Never one that is booking; two replicas don't get the same."""
    await add_connection(rivals[0])
    async with rivals[0].uow() as uow:
        for number, state in enumerate(SessionState):
            await uow.sessions.add(
                session(id=SessionId(state.value), state=state, fingerprint=f"f{number}", expires_at=50)
            )
        await uow.sessions.add(session(id=S2, fingerprint="late", expires_at=51))
        await uow.commit()
    async with rivals[0].uow() as uow:
        assert {one.state for one in await uow.sessions.expired(50, 10)} == OPEN_STATES
        if rivals[1] is not rivals[0]:
            async with rivals[1].uow() as other:
                assert [one.id for one in await other.sessions.expired(51, 10)] == [S2]


async def test_sessions_that_wait_for_slots_are_found(storage: SqlStorage) -> None:
    """While they are open."""
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.sessions.add(session(needs_slots=True))
        await uow.sessions.add(session(id=S2, fingerprint="f2"))
        await uow.sessions.add(session(id=SessionId("s3"), needs_slots=True, state=SessionState.CANCELED))
        assert [one.id for one in await uow.sessions.needing_slots(5)] == [S1]
        assert await uow.sessions.needing_slots(5, (S1,)) == ()


async def test_messages_are_numbered_within_their_session(storage: SqlStorage) -> None:
    """From 1, in the order they were added; read back whole."""
    await add_session(storage)
    second = message(
        key="m2", kind=MessageKind.CONFIRM, sender=BOB, reason="r", events=("e1", "e2"), grant_versions=(3, 4)
    )
    assert left_at_default(second) == set()
    async with storage.uow() as uow:
        first = await uow.messages.add(message())
        assert (first.number, (await uow.messages.add(second)).number) == (1, 2)
        assert await uow.messages.of(S1) == (first, replace(second, number=2))


async def test_a_number_known_beforehand_is_not_given_twice(storage: SqlStorage) -> None:
    """The first message of a new session carries it; a second with the same is refused."""
    await add_session(storage)
    async with storage.uow() as uow:
        assert (await uow.messages.add(message(number=1))).number == 1
        with pytest.raises(StaleVersion):
            await uow.messages.add(message(key="m2", number=1))
        assert (await uow.messages.add(message(key="m2"))).number == 2


async def test_a_message_is_stored_once(storage: SqlStorage) -> None:
    """Its key is known: refused, without using up a number."""
    await add_session(storage)
    async with storage.uow() as uow:
        await uow.messages.add(message())
        with pytest.raises(StaleVersion):
            await uow.messages.add(message(sender=BOB))
        assert (await uow.messages.add(message(key="m2"))).number == 2


async def test_messages_added_at_once_get_numbers_without_gaps(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Two replicas append to one session; a third repeats a key."""
    await add_session(rivals[0])

    async def append(storage: SqlStorage, key: str) -> int:
        try:
            async with storage.uow() as uow:
                added = await uow.messages.add(message(key=key))
                await uow.commit()
        except StaleVersion:
            return 0
        return added.number

    numbers = await asyncio.gather(*(append(rivals[index % 2], f"m{index % 6}") for index in range(8)))
    assert sorted(numbers) == [0, 0, 1, 2, 3, 4, 5, 6]


async def test_a_slot_shown_twice_counts_once_until_the_week_is_over(storage: SqlStorage) -> None:
    """Per connection and direction."""
    await add_connection(storage)
    other = Interval(20_000, 21_800)
    async with storage.uow() as uow:
        await uow.reveals.record(C1, BOB, [SLOT], 1_000)
        await uow.reveals.record(C1, BOB, [SLOT, other, SLOT], 2_000)
        await uow.reveals.record(C1, BOB, [], 2_000)
        assert await uow.reveals.count(C1, BOB, 0) == (2, 1_000)
        assert await uow.reveals.count(C1, BOB, 1_000) == (1, 2_000)
        assert await uow.reveals.count(C1, ALICE, 0) == (0, None)
        again = 1_000 + REVEALED_SECONDS
        await uow.reveals.record(C1, BOB, [SLOT], again)
        assert await uow.reveals.count(C1, BOB, 1_000) == (2, 2_000)
        assert await uow.reveals.count(C1, BOB, 2_000) == (1, again)
