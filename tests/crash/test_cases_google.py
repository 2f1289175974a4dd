"""Cases in which Google answers late, twice or not at all and the process lives: what is sent, and who is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core.domain.bookings import LegState
from core.domain.errors import SlotTaken
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from sandbox.google.calls import GoogleCall
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.crash_stage import Meanwhile, Plan
from tests.support.people import HOUR, key_of
from tests.support.stepping import before
from tests.support.world import World, small_world

ALICE = key_of("alice")


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """Alice and Bob, linked and connected; either may book."""
    async with small_world(sqlite_url) as made:
        await made.link("alice")
        await made.link("bob")
        await made.connect(mine=Terms(scopes=BOOK_ON_CONFIRM), theirs=Terms(scopes=BOOK_ON_CONFIRM))
        yield made


@pytest.fixture
async def offered(world: World) -> SessionView:
    """Three slots, asked for by Alice."""
    return await world.propose()


def sent(world: World, method: str, name: str) -> list[GoogleCall]:
    """The calls of a method for one person, oldest first."""
    return [call for call in world.google.calls if (call.method, call.account) == (method, f"{name}@example.com")]


@pytest.mark.parametrize(("kind", "when"), [("drop", "after"), ("error", "after"), ("html", "after")])
async def test_what_landed_unheard_is_looked_up_and_not_sent_again(
    world: World, offered: SessionView, kind: str, when: str
) -> None:
    """The event stands but the answer was lost: one POST, one look, one event."""
    world.fault(kind, "insert", account="g-bob", when=when)
    await world.book("alice", offered.session.id, offered.slots[0].slot)
    assert len(sent(world, "insert", "bob")) == 1
    assert len(sent(world, "get", "bob")) == 1
    assert await assert_at_rest(world, offered.session.id) is SessionState.CONFIRMED


async def test_a_doubled_answer_costs_at_most_two_posts(world: World, offered: SessionView) -> None:
    """The first insert never arrived, the second did: two POSTs under one id, one event."""
    world.fault("drop", "insert", account="g-bob")
    await world.book("alice", offered.session.id, offered.slots[0].slot)
    posts = sent(world, "insert", "bob")
    assert len(posts) == 2
    assert len({call.event_id for call in posts}) == 1
    assert await assert_at_rest(world, offered.session.id) is SessionState.CONFIRMED


async def test_what_lands_between_the_look_and_the_second_try(world: World, offered: SessionView) -> None:
    """The first insert arrives after we looked for it in vain: the second meets 409, and that is our own event."""
    world.google.faults = (plan := Plan())
    plan.meanwhile.append(Meanwhile("insert", world.google.late.land_now, "g-bob", nth=2))
    world.fault("late", "insert", account="g-bob", delay=3600.0)
    await world.book("alice", offered.session.id, offered.slots[0].slot)
    assert [call.status for call in sent(world, "insert", "bob")] == ["closed", 409]
    assert await assert_at_rest(world, offered.session.id) is SessionState.CONFIRMED


async def test_a_hold_that_its_owner_deleted_is_not_put_back(world: World, offered: SessionView) -> None:
    """The hold landed unheard and Bob deleted it before we looked: that is his no, and only the fence meets its id."""
    world.fault("drop", "insert", account="g-bob", when="after")

    async def delete() -> None:
        world.account("bob").delete_event("primary", world.events("bob")[0]["id"])

    deps = before(world.deps, "get", delete)
    with pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=offered.session.id, slot=offered.slots[0].slot)
    assert await assert_at_rest(world, offered.session.id) is SessionState.NEGOTIATING
    assert [call.status for call in sent(world, "insert", "bob")] == ["closed", 409]
    assert (await world.inbox("bob")).count(NoticeKind.SLOT_TAKEN) == 1


async def test_nothing_is_said_before_the_ids_are_fenced(world: World, offered: SessionView) -> None:
    """Both tries of Bob's hold are still under way: that nothing was booked is told only after their id was taken."""
    world.fault("late", "insert", account="g-bob", delay=3600.0, times=2)
    told: list[int] = []

    async def look() -> None:
        told.append((await world.inbox("bob")).count(NoticeKind.BOOKING_FAILED))

    deps = before(world.deps, "delete", look)
    await confirm_slot(deps, person=ALICE, session=offered.session.id, slot=offered.slots[0].slot)
    world.forward(HOUR)
    await recover_bookings(deps)
    await come_to_rest(world)
    assert told == [0]
    assert world.google.late.land_now() == 2
    assert await assert_at_rest(world, offered.session.id) is SessionState.ERROR
    booking = await world.booking(offered.session.id)
    assert booking is not None
    assert {leg.state for leg in booking.legs} == {LegState.ABSENT}
