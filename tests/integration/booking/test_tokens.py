"""Tokens that die, calendars that are unlinked or exchanged: closed to everything, and mended when they come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.accounts import AccountState
from core.domain.bookings import BookingState, LegState
from core.domain.errors import CalendarBroken, CalendarNotLinked
from core.domain.ids import AccountId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.calendars import unlink
from core.usecases.chores import work_off_chores
from core.usecases.confirm import confirm_slot
from core.usecases.home_watch import claim_homes, home_opened
from core.usecases.jobs import recover_bookings
from core.usecases.read_session import read_session
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.people import SCOPES, key_of
from tests.support.stepping import Crash, Process, after, before
from tests.support.world import LEASE, World

# What Google does is the same on either database; races and crashes are proved on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")


@pytest.mark.parametrize("moment", ["busy", "insert", "overlapping"])
async def test_a_token_dies_while_booking(world: World, offered: Offered, moment: str) -> None:
    """Bob takes Perin's access away in the middle: nothing is booked, and he is asked once to reconnect."""

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-bob")

    deps = before(world.deps, moment, revoke_access)
    after_all = await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert (after_all.session.state, after_all.session.end_reason) == (SessionState.ERROR, "calendar_broken")
    assert len(world.events("alice")) == 0
    async with world.storage.reading() as uow:
        account = await uow.accounts.find(BOB)
    assert account is not None
    assert account.state is AccountState.BROKEN
    assert (await world.inbox("bob")).count(NoticeKind.RECONNECT_NEEDED) == 1
    with pytest.raises(CalendarBroken) as refused:
        await world.propose(phrase="another")
    assert refused.value.text("whose") == BOB
    assert (await world.inbox("bob")).count(NoticeKind.RECONNECT_NEEDED) == 1


async def test_whoever_is_connected_sees_that_a_calendar_is_broken(world: World, offered: Offered) -> None:
    """Priya has nothing to do with the meeting; her Home, which she has open, is drawn anew as Bob's token dies."""
    await world.link("priya")
    await world.connect("priya", "bob")
    await home_opened(world.deps, person=key_of("priya"))

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-bob")

    assert await claim_homes(world.deps, limit=9) == ()
    deps = before(world.deps, "insert", revoke_access)
    await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert [person.key for person in await claim_homes(world.deps, limit=9)] == [key_of("priya")]


async def test_what_a_dead_token_left_goes_when_it_is_reconnected(world: World, offered: Offered) -> None:
    """Bob's hold can't be removed without his token: it needs attention until he reconnects, then it goes."""

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-bob")

    deps = after(world.deps, "overlapping", revoke_access)
    await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.state is BookingState.NEEDS_ATTENTION
    assert not booking.is_settled
    assert booking.settled_at is None
    assert (booking.leg(ALICE).state, booking.leg(BOB).state) == (LegState.ABSENT, LegState.WRITTEN)
    assert world.legs() == (0, 1)
    assert (await read_session(world.deps, viewer=BOB, session=offered.session)).needs_attention
    await world.deliver()
    world.edits.clear()
    await world.consent("bob")
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert not (await read_session(world.deps, viewer=BOB, session=offered.session)).needs_attention
    await world.deliver()
    assert ("bob", "card") in world.edits


async def test_an_unlinked_calendar_fails_closed(world: World, offered: Offered) -> None:
    """Without Bob's calendar nothing is offered or booked, and it is said whose is missing."""
    await unlink(world.deps, person=BOB)
    for attempt in (world.propose(phrase="another"), world.book("alice", offered.session, offered.slot)):
        with pytest.raises(CalendarNotLinked) as refused:
            await attempt
        assert refused.value.text("whose") == BOB


async def test_another_account_is_not_the_one_that_was_written_to(world: World, offered: Offered) -> None:
    """Bob links another Google account while a hold stands in the first: nothing is written or called broken there."""
    process = Process(world.deps, dies_at="after insert bob")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=offered.session, slot=offered.slot)
    async with world.storage.uow() as uow:
        account = await uow.accounts.find(BOB)
        assert account is not None
        other = replace(account, account=AccountId("g-priya"), write_calendar="priya@example.com")
        await uow.accounts.link(other, world.google.grant_now("g-priya", SCOPES))
        await uow.commit()
    await come_to_rest(world)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.state is BookingState.NEEDS_ATTENTION
    assert world.legs() == (0, 1)
    assert world.events("priya") == []
    async with world.storage.reading() as uow:
        linked = await uow.accounts.find(BOB)
    assert linked is not None
    assert linked.is_usable


@pytest.mark.parametrize("name", ["alice", "bob"])
@pytest.mark.parametrize("moment", ["before update", "after update"])
async def test_a_token_dies_as_the_meeting_is_made(world: World, offered: Offered, name: str, moment: str) -> None:
    """The other side is cleaned at once, the owner is asked once, and their leg goes as soon as they reconnect."""

    async def revoke_access() -> None:
        world.google.oauth.revoke_account(f"g-{name}")

    deps = (before if moment.startswith("before") else after)(world.deps, "update", revoke_access)
    await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    row = await world.session(offered.session)
    if row.state is SessionState.CONFIRMED:
        assert world.legs() == (1, 1)  # both were written before the token died
        return
    assert row.end_reason == "calendar_broken"
    assert world.legs() == ((1, 0) if name == "alice" else (0, 1))
    assert (await world.inbox(name)).count(NoticeKind.RECONNECT_NEEDED) == 1
    await world.consent(name)
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert (await world.inbox(name)).count(NoticeKind.RECONNECT_NEEDED) == 1


async def test_a_token_dies_before_the_look_after_the_fence(world: World, offered: Offered) -> None:
    """What can't be reached any more is let be, and the other calendar is looked at all the same."""
    world.fault("late", "insert", account="g-bob", delay=600.0, times=4)
    await world.book("alice", offered.session, offered.slot)
    world.forward(LEASE + 1)
    await recover_bookings(world.deps)
    world.google.oauth.revoke_account("g-bob")
    world.forward(LEASE)
    assert await work_off_chores(world.deps) == 1
    world.forward(LEASE)
    assert await work_off_chores(world.deps) == 0
