"""Connections and grants."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.connections import Connection, ConnectionState
from core.domain.errors import AlreadyConnected, CrossingInvite, NotFound, PerinError, StaleVersion
from core.domain.grants import AUTO_CONSTRAINTS, Constraints
from core.domain.ids import ConnectionId, SessionId
from core.domain.people import Place
from core.domain.scopes import BOOK_AUTOMATICALLY
from core.domain.sessions import SessionState
from core.scheduling.hours import default_hours
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Footing, Pair
from tests.integration.storage.samples import (
    ALICE,
    BOB,
    C1,
    CAROL,
    account,
    add_connection,
    add_people,
    add_session,
    connection,
    grant,
    left_at_default,
    session,
)

C2 = ConnectionId("c2")


async def test_a_connection_comes_back_as_stored(storage: SqlStorage) -> None:
    """Every field survives an insert and a save."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.connections.add(connection())
        changed = connection(
            state=ConnectionState.REVOKED,
            answered_at=1,
            ended_at=2,
            ended_by=BOB,
            inviter_asked_at=3,
            invited_asked_at=4,
        )
        assert left_at_default(changed) == {"version"}
        saved = await uow.connections.save(changed)
        assert saved == replace(changed, version=2)
        assert await uow.connections.get(C1) == saved
        with pytest.raises(StaleVersion):
            await uow.connections.save(changed)
        with pytest.raises(NotFound):
            await uow.connections.get(C2)


@pytest.mark.parametrize("state", [ConnectionState.PENDING, ConnectionState.ACTIVE])
async def test_a_pair_has_one_live_connection(storage: SqlStorage, state: ConnectionState) -> None:
    """The second is refused by the right name, whoever asks, and the unit of work goes on."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.connections.add(connection(state=state))
        crossing = CrossingInvite if state is ConnectionState.PENDING else AlreadyConnected
        with pytest.raises(crossing) as refused:
            await uow.connections.add(connection(id=C2, inviter=BOB, invited=ALICE))
        assert refused.value.text("connection") == C1
        with pytest.raises(AlreadyConnected):
            await uow.connections.add(connection(id=C2))
        assert (await uow.connections.get(C1)).state is state


async def test_an_ended_connection_leaves_the_pair_free(storage: SqlStorage) -> None:
    """Only pending and active ones are live."""
    await add_people(storage)
    async with storage.uow() as uow:
        for number, state in enumerate((ConnectionState.DECLINED, ConnectionState.EXPIRED, ConnectionState.REVOKED)):
            await uow.connections.add(connection(id=ConnectionId(f"old{number}"), state=state))
        await uow.connections.add(connection())
        found = await uow.connections.pair_between(BOB, ALICE)
        assert found is not None
        assert found.connection.id == C1


async def test_crossing_invites_end_with_one_connection(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Both press at the same instant: the later learns of the earlier, nothing is accepted by itself."""
    await add_people(rivals[0])

    async def invite(storage: SqlStorage, value: Connection) -> PerinError | None:
        try:
            async with storage.uow() as uow:
                await uow.connections.add(value)
                await asyncio.sleep(0.01)
                await uow.commit()
        except PerinError as error:
            return error
        return None

    outcomes = await asyncio.gather(
        invite(rivals[0], connection()), invite(rivals[1], connection(id=C2, inviter=BOB, invited=ALICE))
    )
    lost = [error for error in outcomes if error is not None]
    assert [type(error) for error in lost] == [CrossingInvite]
    async with rivals[0].reading() as uow:
        pair = await uow.connections.pair_between(ALICE, BOB)
    assert pair is not None
    assert pair.connection.state is ConnectionState.PENDING
    assert lost[0].text("connection") == pair.connection.id


async def test_a_pair_has_both_sides_the_inviters_first(storage: SqlStorage) -> None:
    """Persons, grants and accounts in their places; what is missing is empty, not somebody else's."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.connections.add(connection(inviter=BOB, invited=ALICE))
        await uow.grants.add(grant())
        await uow.accounts.link(account(BOB), "token")
        await uow.commit()
    async with storage.reading() as uow:
        pair = await uow.connections.pair(C1)
        assert (pair.one.key, pair.two.key) == (BOB, ALICE)
        assert pair.side(ALICE).grant == grant()
        assert pair.side(BOB).grant.scopes == frozenset()
        assert (pair.side(BOB).grant.grantor, pair.side(BOB).grant.grantee) == (BOB, ALICE)
        assert pair.side(BOB).account == account(BOB)
        assert pair.side(ALICE).account is None
        with pytest.raises(NotFound):
            await uow.connections.pair(C2)


async def test_what_a_request_stands_on_is_read_at_once(storage: SqlStorage) -> None:
    """The pair, its unsettled sessions and the one of the same request, and what the viewer's side was shown."""
    await add_session(storage)
    slot, later = Interval(1_000, 2_000), Interval(3_000, 4_000)
    async with storage.uow() as uow:
        await uow.sessions.add(session(id=SessionId("s2"), fingerprint="f2", state=SessionState.BOOKING))
        await uow.sessions.add(session(id=SessionId("s3"), fingerprint="f3", state=SessionState.CANCELED))
        await uow.reveals.record(C1, ALICE, [slot], 1_000)
        await uow.reveals.record(C1, ALICE, [later], 2_000)
        await uow.commit()
    async with storage.uow() as uow:
        pair = await uow.connections.pair(C1)
        for viewer, other, fingerprint, since, same, shown in (
            (ALICE, BOB, "f2", 0, SessionId("s2"), (2, 1_000)),
            (ALICE, BOB, "f3", 1_000, None, (1, 2_000)),
            (BOB, ALICE, "f9", 0, None, (0, None)),
        ):
            footing = await uow.connections.footing(viewer, other, fingerprint=fingerprint, since=since, is_held=True)
            assert footing == Footing(pair, 2, same, shown)
        assert await uow.connections.footing(ALICE, CAROL, fingerprint="f", since=0, is_held=False) is None


async def test_a_persons_connections_are_the_live_ones_newest_first(storage: SqlStorage) -> None:
    """Of either side, without ended ones and without other people's."""
    await add_people(storage, ALICE, BOB, CAROL)
    async with storage.uow() as uow:
        await uow.connections.add(connection(created_at=1))
        await uow.connections.add(connection(id=C2, inviter=CAROL, invited=ALICE, created_at=2))
        await uow.connections.add(
            connection(id=ConnectionId("c3"), inviter=BOB, invited=CAROL, state=ConnectionState.REVOKED)
        )
        assert [pair.connection.id for pair in await uow.connections.of(ALICE)] == [C2, C1]
        assert [pair.connection.id for pair in await uow.connections.of(BOB)] == [C1]


async def test_standing_tells_connection_decline_and_blocks(storage: SqlStorage) -> None:
    """Seen from either person, with the newest decline."""
    await add_people(storage)
    async with storage.uow() as uow:
        empty = await uow.connections.standing(ALICE, BOB)
        assert (empty.live, empty.last_declined, empty.inviter_blocks, empty.invited_blocks) == (
            None,
            None,
            False,
            False,
        )
        for at in (10, 30, 20):
            declined = connection(id=ConnectionId(f"d{at}"), state=ConnectionState.DECLINED, ended_at=at, ended_by=BOB)
            await uow.connections.add(declined)
        await uow.connections.add(connection())
        await uow.blocks.add(BOB, ALICE, 5)
        standing = await uow.connections.standing(ALICE, BOB)
        assert standing.live == connection()
        assert standing.last_declined is not None
        assert standing.last_declined.ended_at == 30
        assert (standing.inviter_blocks, standing.invited_blocks) == (False, True)
        turned = await uow.connections.standing(BOB, ALICE)
        assert (turned.inviter_blocks, turned.invited_blocks) == (True, False)


async def test_expired_invites_are_found_once_each(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Only pending ones whose instant came; on PostgreSQL two replicas don't get the same."""
    await add_people(rivals[0], ALICE, BOB, CAROL)
    async with rivals[0].uow() as uow:
        await uow.connections.add(connection(expires_at=50))
        await uow.connections.add(connection(id=C2, inviter=ALICE, invited=CAROL, expires_at=51))
        late = connection(id=ConnectionId("c3"), inviter=BOB, invited=CAROL, expires_at=9, state=ConnectionState.ACTIVE)
        await uow.connections.add(late)
        await uow.commit()
    async with rivals[0].uow() as uow:
        assert [one.id for one in await uow.connections.expired(50, 10)] == [C1]
        if rivals[1] is not rivals[0]:
            async with rivals[1].uow() as other:
                assert await other.connections.expired(50, 10) == ()
        assert len(await uow.connections.expired(60, 1)) == 1


async def held(uow: UnitOfWork, how: str) -> Pair:
    """Read both sides for a decision."""
    if how == "pair":
        return await uow.connections.pair(C1)
    if how == "between":
        pair = await uow.connections.pair_between(ALICE, BOB)
    else:
        footing = await uow.connections.footing(ALICE, BOB, fingerprint="f", since=0, is_held=True)
        pair = None if footing is None else footing.pair
    assert pair is not None
    return pair


@pytest.mark.parametrize("how", ["pair", "between", "footing"])
async def test_who_decides_on_a_connection_is_waited_for(rivals: tuple[SqlStorage, SqlStorage], how: str) -> None:
    """A unit that may write reads the sides as the one before left them, never as they were while it waited."""
    await add_connection(rivals[0])
    order: list[str] = []

    async def edit(started: asyncio.Event) -> None:
        async with rivals[0].uow() as uow:
            mine = (await uow.connections.pair(C1)).side(ALICE).grant
            started.set()
            await asyncio.sleep(0.1)
            await uow.grants.save(replace(mine, scopes=frozenset()))
            order.append("edited")
            await uow.commit()

    async def decide(started: asyncio.Event) -> frozenset[object]:
        await started.wait()
        async with rivals[1].uow() as uow:
            pair = await held(uow, how)
            order.append("decided")
            return frozenset(pair.side(ALICE).grant.scopes)

    started = asyncio.Event()
    _, scopes = await asyncio.gather(edit(started), decide(started))
    assert order == ["edited", "decided"]
    assert scopes == frozenset()


async def test_grants_never_overwrite_each_other(storage: SqlStorage) -> None:
    """Two per connection, by grantor; a second first grant and an old version are refused."""
    await add_connection(storage)
    whole = grant(
        scopes=BOOK_AUTOMATICALLY,
        constraints=replace(
            AUTO_CONSTRAINTS,
            hours=default_hours("Asia/Tokyo"),
            place=Place.VIDEO,
            shortest_minutes=20,
            default_minutes=40,
            buffer_before_minutes=5,
            buffer_after_minutes=10,
            horizon_days=7,
        ),
        auto_scheduling=True,
        updated_at=7,
    )
    assert left_at_default(whole) == {"version"}
    assert left_at_default(whole.constraints) == set()
    async with storage.uow() as uow:
        with pytest.raises(StaleVersion):
            await uow.grants.add(grant())
        saved = await uow.grants.save(whole)
        assert await uow.grants.find(C1, ALICE) == saved == replace(whole, version=2)
        with pytest.raises(StaleVersion):
            await uow.grants.save(whole)
        assert await uow.grants.find(C1, BOB) == grant(BOB, ALICE)
        assert saved.constraints != Constraints()
        assert await uow.grants.find(C2, ALICE) is None


async def test_a_grant_needs_its_connection(storage: SqlStorage) -> None:
    """A dangling one is refused, on SQLite too."""
    async with storage.uow() as uow:
        with pytest.raises(NotFound):
            await uow.grants.add(grant())
