"""A meeting moves on both calendars or on neither: its events stay the same ones, and until the end the old stands."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.bookings import BookingState, Chore, LegState
from core.domain.errors import SlotTaken
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.chores import check_calendars
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from core.usecases.read_session import read_session
from core.usecases.reschedule import reschedule_meeting
from core.usecases.terms import MeetingChange, Terms
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import BOTH, Move, assert_moved_or_not, lies, prepare, reschedule
from tests.integration.booking.quiet import come_to_rest
from tests.integration.booking.test_crashes import moments, on_both
from tests.support.people import HOUR, MINUTE, key_of
from tests.support.stepping import Crash, Process, after, before
from tests.support.world import LEASE, World

ALICE, BOB = key_of("alice"), key_of("bob")
QUARTER = 900
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WAY_THERE = moments(("overlapping", "insert", "amend", "delete"), (2, 3, 4, 5, 6))
FEW_THERE = ("after insert alice", "before amend bob", "after amend bob", "after commit 4", "before commit 5")
WAY_BACK = moments(("get", "amend", "delete"), (5, 6))
FEW_BACK = ("after amend alice", "before delete bob", "before commit 6")


@pytest.fixture
async def move(world: World, offered: Offered) -> Move:
    """A meeting, and the slot that Alice is about to press for it."""
    return await prepare(world, offered)


async def die(world: World, move: Move, process: Process) -> None:
    """Press *Book* in a process that dies."""
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=move.session, slot=move.slot)
    assert process.dies_at in process.moments


@on_both(WAY_THERE, FEW_THERE)
async def test_a_move_cut_short_is_finished(world: World, move: Move, moment: str) -> None:
    """Wherever the process dies, the next one brings both events to the new time, and the holds go."""
    await die(world, move, Process(world.deps, dies_at=moment))
    await come_to_rest(world)
    assert await assert_moved_or_not(world, move)


@on_both(["after insert alice", "after amend alice", "before commit 5"], ("after amend bob",))
async def test_a_move_found_too_late_is_undone(world: World, move: Move, moment: str) -> None:
    """Hours later both events are back where they were, by their owners' own etags, and each is told once."""
    await die(world, move, Process(world.deps, dies_at=moment))
    world.forward(3 * HOUR)
    await come_to_rest(world)
    assert not await assert_moved_or_not(world, move)
    assert (await world.session(move.session)).state is SessionState.ERROR
    assert (await world.inbox("bob")).count(NoticeKind.BOOKING_FAILED) == 1


@on_both(WAY_BACK, FEW_BACK)
async def test_a_way_back_of_a_move_cut_short_is_finished(world: World, move: Move, moment: str) -> None:
    """Bob's grant goes in the last moment: dying while both events are moved back leaves the old meeting whole."""
    process = Process(world.deps, dies_at=moment)
    turned: list[str] = []

    async def grant_less(name: str) -> None:
        if name == "before amend alice" and not turned:
            await world.grant("bob", (await world.session(move.session)).connection, Terms())
        if name == "before commit 5":
            turned.append(name)
        if turned:
            await pass_by(name)

    pass_by, process.pass_by = process.pass_by, grant_less  # type: ignore[method-assign]  # one more thing happens there
    await die(world, move, process)
    await come_to_rest(world)
    assert not await assert_moved_or_not(world, move)


@ON_SQLITE
async def test_a_move_is_told_once_and_shown_on_both_cards(world: World, move: Move) -> None:
    """One message to who didn't press; the old card says where the meeting went, the new one where it was."""
    world.edits.clear()
    view = await world.book("alice", move.session, move.slot)
    assert await assert_moved_or_not(world, move)
    assert (view.old_slot, view.can_change, view.replaced_by) == (move.was, True, None)
    assert await world.deliver() == [("bob", "rescheduled")]
    assert (world.edits.count(("bob", "card")), world.edits.count(("bob", "booked"))) == (2, 1)
    old = await read_session(world.deps, viewer=BOB, session=move.meeting)
    assert (old.replaced_by, old.new_slot, old.can_change) == (move.session, move.slot, False)
    booking = await world.booking(move.session)
    assert booking is not None
    assert (booking.chore, {leg.hold for leg in booking.legs}) == (Chore.NONE, {""})


@ON_SQLITE
async def test_it_moves_again_and_again(world: World, move: Move) -> None:
    """A meeting that was moved moves once more, still as the same two events."""
    await world.book("alice", move.session, move.slot)
    view = await reschedule_meeting(
        world.deps, person=ALICE, session=move.session, request=MeetingChange(), key="again"
    )
    again = Move(move.session, move.slot, move.events, view.session.id, view.slots[0].slot)
    await world.book("bob", again.session, again.slot)
    for name in BOTH:
        (event,) = world.events(name)
        assert (event["id"], lies(event)) == (move.events[name], again.slot)


@pytest.mark.parametrize("minutes", [15, 60])
async def test_to_a_time_that_overlaps_the_old_one(world: World, offered: Offered, minutes: int) -> None:
    """Shorter within its own time, or longer over it: the meeting is no obstacle to itself, whoever else looks."""
    await world.book("alice", offered.session, offered.slot)
    slot = Interval(offered.slot.start, offered.slot.start + minutes * MINUTE)
    view = await world.propose(phrase="in between", length_minutes=15)
    assert all(one.slot.start >= offered.slot.end or one.slot.end <= offered.slot.start for one in view.slots)
    move = await reschedule(world, offered, MeetingChange(length_minutes=minutes, window=(slot,)))
    assert move.slot == slot
    await world.book("alice", move.session, slot)
    assert await assert_moved_or_not(world, move)


@ON_SQLITE
@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("call", ["overlapping", "amend"])
async def test_the_new_time_is_taken(world: World, move: Move, name: str, call: str) -> None:
    """Somebody books over the new time, seen before or after our holds: the meeting stays, others are offered."""

    async def walk_in() -> None:
        world.account(name).add_event(summary="Walk-in", start=move.slot.start, end=move.slot.end)

    deps = before(world.deps, "overlapping", walk_in) if call == "overlapping" else after(world.deps, "insert", walk_in)
    with pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=move.session, slot=move.slot)
    assert not await assert_moved_or_not(world, move)
    assert (await world.session(move.session)).round == 2


@ON_SQLITE
async def test_what_the_owner_added_stays(world: World, move: Move) -> None:
    """Bob gave the event a title and a guest of his own: it moves with both, under its newer etag."""
    world.account("bob").update_event(
        "primary", move.events["bob"], summary="My words", attendees=[{"email": "guest@example.com"}]
    )
    await world.book("alice", move.session, move.slot)
    assert await assert_moved_or_not(world, move)
    (event,) = world.events("bob")
    assert (event["summary"], event["attendees"][0]["email"]) == ("My words", "guest@example.com")


@ON_SQLITE
@pytest.mark.parametrize("is_noted", [False, True])
@pytest.mark.parametrize("call", ["overlapping", "amend"])
async def test_an_event_that_its_owner_moved_is_not_moved(
    world: World, move: Move, call: str, *, is_noted: bool
) -> None:
    """Bob drags the meeting elsewhere while it is to move: his change stands, Alice's event goes back.

    Where the change was noted before the move came to nothing, the time that is held for each is where their event is.
    """
    elsewhere = Interval(move.slot.start + 24 * HOUR, move.slot.end + 24 * HOUR)

    async def drag() -> None:
        start, end = elsewhere.start, elsewhere.end
        world.account("bob").update_event("primary", move.events["bob"], start=start, end=end)
        if is_noted:
            assert await check_calendars(world.deps) == 1

    world.forward(QUARTER)
    deps = before(world.deps, call, drag)
    view = await confirm_slot(deps, person=ALICE, session=move.session, slot=move.slot)
    assert (view.session.state, view.session.end_reason) == (SessionState.ERROR, "meeting_edited")
    (mine,), (theirs,) = world.events("alice"), world.events("bob")
    assert (lies(mine), lies(theirs)) == (move.was, elsewhere)
    assert await world.held("alice") == (move.was,)
    assert await world.held("bob") == (elsewhere if is_noted else move.was,)
    assert (await world.session(move.meeting)).is_meeting


@ON_SQLITE
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "drop", "when": "after"},
        {"kind": "error", "when": "after"},
        {"kind": "html", "when": "after"},
        {"kind": "wrong_time"},
        {"kind": "late", "delay": 600.0},
        {"kind": "late", "delay": 600.0, "times": 3},
        {"kind": "drop", "times": 3},
        {"kind": "drop", "times": 3, "when": "after"},
        {"kind": "error", "times": 3, "status": 429, "reason": "rateLimitExceeded", "retry_after": 90},
    ],
    ids=str,
)
async def test_an_answer_to_a_move_that_never_came(world: World, move: Move, fault: dict[str, Any]) -> None:
    """The move may or may not have happened, or happens late: both events end at one of the two times together."""
    world.fault(method="update", account="g-alice" if fault["kind"] == "error" else "g-bob", **fault)
    await world.book("alice", move.session, move.slot)
    for _ in range(4):  # also when Google asks to be left alone for longer than a lease
        await come_to_rest(world)
    world.google.late.land_now()
    await assert_moved_or_not(world, move)


@ON_SQLITE
async def test_a_move_that_lands_after_the_way_back(world: World, move: Move) -> None:
    """Both tries of Bob's move arrive after all was undone: his event was changed once more first, so they are void."""
    world.fault("late", "update", account="g-bob", delay=600.0, times=2)
    await world.book("alice", move.session, move.slot)
    world.forward(3 * HOUR)
    await come_to_rest(world)
    assert not await assert_moved_or_not(world, move)
    assert world.google.late.land_now() == 2
    assert not await assert_moved_or_not(world, move)


@ON_SQLITE
async def test_a_sleeper_moves_nothing_after_the_way_back(world: World, move: Move) -> None:
    """A process asleep before its move wakes up after another one gave up and told so: its write changes nothing."""

    async def sleep_too_long() -> None:
        world.forward(3 * HOUR)
        assert await recover_bookings(world.deps) == 1
        assert not await assert_moved_or_not(world, move)

    await confirm_slot(before(world.deps, "amend", sleep_too_long), person=ALICE, session=move.session, slot=move.slot)
    assert not await assert_moved_or_not(world, move)


@ON_SQLITE
async def test_a_dead_token_keeps_the_old_meeting(world: World, move: Move) -> None:
    """Bob's access dies before his event moves: Alice's goes back, and after reconnecting so do his hold and event."""

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-bob")

    await confirm_slot(before(world.deps, "amend", revoke_access), person=ALICE, session=move.session, slot=move.slot)
    assert (await world.session(move.session)).state is SessionState.ERROR
    booking = await world.booking(move.session)
    assert booking is not None
    assert booking.state is BookingState.NEEDS_ATTENTION
    assert lies(world.events("alice")[0]) == move.was
    await world.consent("bob")
    await come_to_rest(world)
    assert not await assert_moved_or_not(world, move)


@ON_SQLITE
async def test_the_leg_states_on_the_way(world: World, move: Move) -> None:
    """Before anything moves it is written down that it may: a process that dies then is followed by one that looks."""
    await die(world, move, Process(world.deps, dies_at="before amend alice"))
    booking = await world.booking(move.session)
    assert booking is not None
    assert {leg.state for leg in booking.legs} == {LegState.MOVING}
    world.forward(LEASE + 1)
    assert await recover_bookings(world.deps) == 1
    assert await assert_moved_or_not(world, move)
