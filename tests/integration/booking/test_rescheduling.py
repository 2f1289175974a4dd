"""What a press on *Reschedule* means: who may, what counts, and what becomes of it when the meeting goes elsewhere."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.errors import NotBooked, SessionBooking
from core.domain.grants import Constraints
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.confirm import confirm_slot
from core.usecases.read_session import read_session
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import revoke
from core.usecases.steps.checking import check_meeting
from core.usecases.terms import MeetingChange, Terms
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import Move, assert_moved_or_not, lies, prepare, reschedule
from tests.support.people import HOUR, NEXT_WEEK, key_of
from tests.support.stepping import before
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def move(world: World, offered: Offered) -> Move:
    """A meeting, and the slot that Alice is about to press for it."""
    return await prepare(world, offered)


@ON_SQLITE
async def test_the_weekly_cap_counts_the_meeting_once(world: World, offered: Offered) -> None:
    """With one meeting a week it can still move within its week, and a second one can't be booked."""
    connection = (await world.session(offered.session)).connection
    await world.grant("bob", connection, Terms(BOOK_ON_CONFIRM, Constraints(weekly_cap=1)))
    view = await world.propose(phrase="fresh")
    booked = Offered(view.session.id, view.slots[0].slot)
    await world.book("alice", booked.session, booked.slot)
    move = await reschedule(world, booked, MeetingChange(window=NEXT_WEEK))
    await world.book("alice", move.session, move.slot)
    assert (await world.session(move.session)).is_meeting


@ON_SQLITE
async def test_one_open_move_per_meeting(world: World, move: Move) -> None:
    """A second press, by either side, shows the one there is; canceling the meeting ends it."""
    for person in (ALICE, BOB):
        again = await reschedule_meeting(
            world.deps, person=person, session=move.meeting, request=MeetingChange(length_minutes=15), key=person
        )
        assert again.session.id == move.session
    await cancel_meeting(world.deps, person=ALICE, session=move.meeting)
    ended = await world.session(move.session)
    assert (ended.state, ended.end_reason) == (SessionState.CANCELED, "meeting_gone")
    assert world.legs() == (0, 0)
    with pytest.raises(NotBooked):
        await reschedule_meeting(world.deps, person=BOB, session=move.meeting, request=MeetingChange(), key="late")


async def test_two_presses_for_another_time_open_one_session(world: World, offered: Offered) -> None:
    """Both sides press *Reschedule* in the same moment, on two replicas: there is one session, and both see it."""
    await world.book("alice", offered.session, offered.slot)
    rival = world.rival()
    views = await asyncio.gather(
        *(
            reschedule_meeting(deps, person=person, session=offered.session, request=MeetingChange(), key=person)
            for deps, person in ((world.deps, ALICE), (rival, BOB))
        )
    )
    assert len({view.session.id for view in views}) == 1


@ON_SQLITE
async def test_a_meeting_is_not_canceled_while_it_moves(world: World, move: Move) -> None:
    """In the very moment of the move canceling has to wait; afterwards the moved meeting can be canceled."""

    async def cancel() -> None:
        with pytest.raises(SessionBooking):
            await cancel_meeting(world.deps, person=BOB, session=move.meeting)

    await confirm_slot(before(world.deps, "amend", cancel), person=ALICE, session=move.session, slot=move.slot)
    assert await assert_moved_or_not(world, move)
    await cancel_meeting(world.deps, person=BOB, session=move.session)
    assert world.legs() == (0, 0)
    assert await world.held() == ()


@ON_SQLITE
async def test_revoked_in_the_middle_of_a_move(world: World, move: Move) -> None:
    """The connection ends before the move is committed: the meeting stays where it was."""

    async def end() -> None:
        await revoke(world.deps, person=BOB, connection=(await world.session(move.session)).connection)

    view = await confirm_slot(before(world.deps, "amend", end), person=ALICE, session=move.session, slot=move.slot)
    assert view.session.state is SessionState.CANCELED
    assert not await assert_moved_or_not(world, move)


@ON_SQLITE
@pytest.mark.parametrize("fails", [False, True])
async def test_a_meeting_that_was_dragged_elsewhere_moves_from_there(
    world: World, offered: Offered, fails: bool
) -> None:
    """Bob moved his event in Google and both look for another time: it moves on from there, or goes back there."""
    dragged = Interval(offered.slot.start + 24 * HOUR, offered.slot.end + 24 * HOUR)
    await world.book("alice", offered.session, offered.slot)
    (event,) = world.events("bob")
    world.account("bob").update_event("primary", event["id"], start=dragged.start, end=dragged.end)
    await check_meeting(world.deps, session=offered.session)
    move = await reschedule(world, offered, MeetingChange())
    assert move.slot not in (offered.slot, dragged)

    async def grant_less() -> None:
        await world.grant("bob", (await world.session(move.session)).connection, Terms())

    deps = before(world.deps, "amend", grant_less) if fails else world.deps
    await confirm_slot(deps, person=ALICE, session=move.session, slot=move.slot)
    if not fails:
        assert await assert_moved_or_not(world, move)
        return
    (mine,), (theirs,) = world.events("alice"), world.events("bob")
    assert (lies(mine), lies(theirs)) == (offered.slot, dragged)
    held = sorted(set(await world.held()), key=lambda spot: spot.start)
    assert held == [offered.slot, dragged]
    assert (await read_session(world.deps, viewer=ALICE, session=move.meeting)).drift is not None


@ON_SQLITE
@pytest.mark.parametrize("fails", [False, True])
async def test_a_meeting_whose_event_was_removed_gets_a_new_one(world: World, offered: Offered, fails: bool) -> None:
    """Bob deleted his event: moving the meeting makes him a new one, and nothing of it stays when that fails."""
    await world.book("alice", offered.session, offered.slot)
    (event,) = world.events("bob")
    world.account("bob").delete_event("primary", event["id"])
    await check_meeting(world.deps, session=offered.session)
    move = await reschedule(world, offered, MeetingChange())

    async def grant_less() -> None:
        await world.grant("bob", (await world.session(move.session)).connection, Terms())

    deps = before(world.deps, "amend", grant_less) if fails else world.deps
    await confirm_slot(deps, person=ALICE, session=move.session, slot=move.slot)
    if fails:
        assert world.legs() == (1, 0)
        assert lies(world.events("alice")[0]) == offered.slot
        return
    (mine,), (theirs,) = world.events("alice"), world.events("bob")
    assert (mine["id"], lies(mine), lies(theirs)) == (move.events["alice"], move.slot, move.slot)
    assert (theirs["status"], theirs["id"] == event["id"]) == ("confirmed", False)
    await cancel_meeting(world.deps, person=BOB, session=move.session)
    assert world.legs() == (0, 0)
