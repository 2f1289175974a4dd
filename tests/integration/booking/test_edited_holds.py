"""Somebody edits their event while it is being booked: it is theirs then, and stays whatever becomes of the meeting."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.bookings import BookingState, Chore, LegState
from core.domain.errors import MeetingEdited, SlotTaken
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.chores import check_calendars, work_off_chores
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from handlers.render.notice_meeting import WORDS
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import lies, prepare
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.integration.booking.test_chores import QUIET, slip_past_the_fence
from tests.integration.booking.test_crashes import press_and_die
from tests.support.people import DAY, HOUR, key_of
from tests.support.stepping import Crash, Process, after, before
from tests.support.world import LEASE, World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")


def edit(world: World, **change: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of an event
    """Bob changes his event in Google; returns it as it is then."""
    world.account("bob").update_event("primary", world.events("bob")[0]["id"], **change)
    return world.events("bob")[0]


async def assert_kept(world: World, offered: Offered, edited: dict[str, Any]) -> SessionState:
    """Nothing was booked, Alice's calendar is clean, and Bob's event is as he left it, for good."""
    world.forward(DAY)
    await check_calendars(world.deps)
    row, booking = await world.session(offered.session), await world.booking(offered.session)
    assert booking is not None
    assert (booking.state, {leg.state for leg in booking.legs}) == (BookingState.ROLLED_BACK, {LegState.ABSENT})
    assert await world.held() == ()
    assert world.legs() == (0, 1)
    (left,) = world.events("bob")
    for name in ("id", "status", "summary", "description", "start", "end"):
        assert left[name] == edited[name]
    return row.state


async def said_to(world: World, name: str, kind: NoticeKind) -> str:
    """What the person's one notice of the kind says."""
    (view,) = [one for one in await world.notice_views(name) if one.notice.kind is kind]
    words = WORDS[kind]
    return words if isinstance(words, str) else words(view)


async def test_notes_in_an_event_that_was_not_booked_stay(world: World, offered: Offered) -> None:
    """Everything was written but the commit, and Bob takes notes: found hours later, his event stays and he is told."""
    await press_and_die(world, offered, "before commit 4")
    edited = edit(world, description="What I want to ask")
    world.forward(3 * HOUR)
    await come_to_rest(world)
    assert await assert_kept(world, offered, edited) is SessionState.ERROR
    assert "stays in your calendar" in await said_to(world, "bob", NoticeKind.BOOKING_FAILED)
    told = await said_to(world, "alice", NoticeKind.BOOKING_FAILED)
    assert "in your calendar" not in told
    assert "as they were" not in told


async def test_that_it_stays_is_told_although_the_way_back_was_blocked(world: World, offered: Offered) -> None:
    """Alice's calendar is silent at first: whoever ends the way back still knows that Bob's event stays."""
    await press_and_die(world, offered, "before commit 4")
    edited = edit(world, summary="Mine")
    world.forward(3 * HOUR)
    world.fault("drop", "get", account="g-alice")
    await recover_bookings(world.deps)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.state is BookingState.ROLLING_BACK
    await come_to_rest(world)
    assert await assert_kept(world, offered, edited) is SessionState.ERROR
    assert "stays in your calendar" in await said_to(world, "bob", NoticeKind.BOOKING_FAILED)


async def test_a_hold_that_its_owner_moved_is_not_written_over(world: World, offered: Offered) -> None:
    """It landed, the process died, Bob moves and renames it: whoever comes next takes that for his no, and for his."""
    await press_and_die(world, offered, "after insert bob")
    slot = offered.slot
    edited = edit(world, summary="Mine", start=slot.start + 2 * HOUR, end=slot.end + 2 * HOUR)
    await come_to_rest(world)
    assert await assert_kept(world, offered, edited) is SessionState.NEGOTIATING
    assert "stays in your calendar" in await said_to(world, "bob", NoticeKind.SLOT_TAKEN)


async def test_a_hold_edited_while_it_is_booked_stays(world: World, offered: Offered) -> None:
    """Bob renames the hold before it becomes the meeting: it is not made one, nor deleted."""
    kept: list[dict[str, Any]] = []

    async def rename() -> None:
        kept.append(edit(world, summary="Mine"))

    with pytest.raises(SlotTaken):
        await confirm_slot(
            before(world.deps, "update", rename), person=ALICE, session=offered.session, slot=offered.slot
        )
    assert await assert_kept(world, offered, kept[0]) is SessionState.NEGOTIATING


async def test_an_edit_just_before_the_delete(world: World, offered: Offered) -> None:
    """On the way back Bob's hold was read as it was written, and then he edits it: it is read again, and stays."""
    kept: list[dict[str, Any]] = []

    async def rename() -> None:
        kept.append(edit(world, summary="Mine"))

    world.fault("error", "list", account="g-alice", status=403, reason="forbidden")
    deps = after(world.deps, "get", rename)
    await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert await assert_kept(world, offered, kept[0]) is SessionState.ERROR


async def test_notes_in_an_event_that_is_booked_after_all(world: World, offered: Offered) -> None:
    """Found in time the meeting is booked with Bob's notes in it; canceling it then asks him first."""
    await press_and_die(world, offered, "before commit 4")
    edit(world, description="What I want to ask")
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    (event,) = world.events("bob")
    assert (event["description"], lies(event)) == ("What I want to ask", offered.slot)
    with pytest.raises(MeetingEdited):
        await cancel_meeting(world.deps, person=ALICE, session=offered.session)


async def test_what_only_takes_an_id_goes_although_it_was_edited(world: World, offered: Offered) -> None:
    """It is nobody's meeting: Bob moves it in the moment before it is removed, and nothing of it is left to him."""
    world.fault("late", "insert", account="g-bob", delay=600.0, times=2)
    await world.book("alice", offered.session, offered.slot)
    world.forward(DAY)

    async def moved() -> None:
        edit(world, start=offered.slot.start + HOUR, end=offered.slot.end + HOUR)

    deps = after(world.deps, "insert", moved)
    await recover_bookings(deps)
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert world.legs() == (0, 0)


def hold_of(world: World) -> dict[str, Any]:
    """The one event of Bob's that keeps the new time of a meeting that is being moved."""
    (hold,) = [event for event in world.events("bob") if event["summary"].startswith("Hold: ")]
    return hold


async def test_a_hold_that_its_owner_edits_during_a_move_stays(world: World, offered: Offered) -> None:
    """The meeting has moved and the holds are to go: Bob was quicker with his notes, and keeps them."""
    move = await prepare(world, offered)

    async def take_notes() -> None:
        world.account("bob").update_event("primary", hold_of(world)["id"], description="Bring the slides")

    await confirm_slot(before(world.deps, "delete", take_notes), person=ALICE, session=move.session, slot=move.slot)
    booking = await world.booking(move.session)
    assert booking is not None
    assert (booking.state, booking.chore) == (BookingState.CONFIRMED, Chore.NONE)
    assert hold_of(world)["description"] == "Bring the slides"
    assert len(world.events("alice")) == 1
    await cancel_meeting(world.deps, person=ALICE, session=move.session)
    await check_calendars(world.deps)
    (left,) = world.events("bob")
    assert left["description"] == "Bring the slides"


async def test_an_edited_hold_stays_when_the_moved_meeting_is_canceled(world: World, offered: Offered) -> None:
    """Nobody came to tidy up yet: canceling takes the meeting away, and Bob's notes stay."""
    move = await prepare(world, offered)
    process = Process(world.deps, dies_at="before delete bob")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=move.session, slot=move.slot)
    assert (await world.session(move.session)).state is SessionState.CONFIRMED
    world.account("bob").update_event("primary", hold_of(world)["id"], description="Bring the slides")
    world.forward(LEASE + 1)
    await cancel_meeting(world.deps, person=ALICE, session=move.session)
    (left,) = world.events("bob")
    assert left["description"] == "Bring the slides"
    assert world.events("alice") == []


async def test_what_landed_late_and_was_edited_stays(world: World, offered: Offered) -> None:
    """An insert slipped past the fence after all, and Bob wrote into it before it was found: it is his."""
    await slip_past_the_fence(world, offered)
    edited = edit(world, description="What is this?")
    world.forward(QUIET)
    await work_off_chores(world.deps)
    assert await assert_kept(world, offered, edited) is SessionState.ERROR
