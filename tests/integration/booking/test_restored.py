"""A database restored from a backup that knows a meeting, but not that it was moved since: the calendars tell."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.domain.bookings import BookingState
from core.domain.errors import SlotTaken
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.chores import check_calendars
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from core.usecases.read_session import read_session
from core.usecases.terms import MeetingChange
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import BOTH, assert_moved_or_not, lies, prepare, reschedule
from tests.integration.booking.quiet import come_to_rest
from tests.support.people import key_of
from tests.support.stepping import Crash, Process
from tests.support.world import LEASE, World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")
QUARTER = 900


def copy(source: Path | str, target: Path | str) -> None:
    """Copy one database file into another."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.fixture(params=["before it was asked for", "before it was booked", "after a first try"])
async def moved(request: pytest.FixtureRequest, world: World, offered: Offered, tmp_path: Path) -> Offered:
    """A meeting at the time where both calendars have it; the rows are those of the backup, from before it moved."""
    live, backup = world.database_url.partition("///")[2], tmp_path / "backup.db"
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()
    if request.param == "before it was asked for":
        copy(live, backup)
    move = await reschedule(world, offered, MeetingChange())
    slot = move.slot
    if request.param == "after a first try":
        world.account("bob").add_event(summary="Walk-in", start=slot.start, end=slot.end)
        with pytest.raises(SlotTaken):
            await world.book("alice", move.session, slot)
        slot = (await read_session(world.deps, viewer=ALICE, session=move.session)).slots[0].slot
    if request.param != "before it was asked for":
        copy(live, backup)
    await world.book("alice", move.session, slot)
    copy(backup, live)
    assert (await world.session(offered.session)).booked_slot == offered.slot
    return Offered(offered.session, slot)


async def sweep(world: World) -> None:
    """Two rounds of looking through the calendars."""
    for _ in range(2):
        world.forward(QUARTER)
        await check_calendars(world.deps)


async def assert_taken(world: World, meeting: Offered) -> None:
    """The meeting is where both calendars have it, under its own marks; nobody is asked, and nobody gets a message."""
    row, booking = await world.session(meeting.session), await world.booking(meeting.session)
    assert (row.state, row.booked_slot) == (SessionState.CONFIRMED, meeting.slot)
    assert booking is not None
    assert (booking.slot, [leg.drift for leg in booking.legs]) == (meeting.slot, [None, None])
    assert await world.held() == (meeting.slot,)
    for name in BOTH:
        (event,) = world.events(name)
        assert lies(event) == meeting.slot
        assert event["extendedProperties"]["private"]["bk_s"] == meeting.session
        assert booking.leg(key_of(name)).etag == event["etag"]
        assert (await world.inbox(name)).count(NoticeKind.RESCHEDULED) == 1
        assert NoticeKind.CALENDAR_CHANGED not in await world.inbox(name)


async def test_a_move_that_the_backup_lost_is_found(world: World, moved: Offered) -> None:
    """Both carry the marks of a move that no row knows: its time is the meeting's, which cancels as any other."""
    await sweep(world)
    await assert_taken(world, moved)
    assert await world.deliver() == []
    await cancel_meeting(world.deps, person=ALICE, session=moved.session)
    assert world.legs() == (0, 0)


async def test_a_dead_token_of_the_other_side_is_waited_for(world: World, moved: Offered) -> None:
    """Bob's half can't be read: Alice's event is marked and its time told; his joins it once he is back."""
    world.google.oauth.revoke_account("g-bob")
    await sweep(world)
    assert (await world.inbox("bob")).count(NoticeKind.RECONNECT_NEEDED) == 1
    booking = await world.booking(moved.session)
    assert booking is not None
    drift = booking.leg(ALICE).drift
    assert drift is not None
    assert drift.slot == moved.slot
    await world.consent("bob")
    await sweep(world)
    row = await world.session(moved.session)
    assert row.booked_slot == moved.slot
    assert await world.held() == (moved.slot,)


async def test_half_a_move_that_the_backup_lost(world: World, moved: Offered) -> None:
    """Bob dragged his on since: both events are marked again, and both people are asked, as after any drag."""
    slot = Interval(moved.slot.start + 3600, moved.slot.end + 3600)
    (event,) = world.events("bob")
    world.account("bob").update_event("primary", event["id"], start=slot.start, end=slot.end)
    await sweep(world)
    booking = await world.booking(moved.session)
    assert booking is not None
    assert [leg.drift.slot for leg in booking.legs if leg.drift is not None] == [moved.slot, slot]
    assert NoticeKind.CALENDAR_CHANGED in await world.inbox("alice")


async def test_what_is_canceled_before_it_was_found_is_not_said_to_be_gone(world: World, moved: Offered) -> None:
    """Neither event is as the rows have it: each owner is asked, and with a word of theirs both go."""
    await cancel_meeting(world.deps, person=ALICE, session=moved.session)
    booking = await world.booking(moved.session)
    assert booking is not None
    assert booking.state is BookingState.NEEDS_ATTENTION
    assert world.legs() == (1, 1)
    for name in BOTH:
        assert (await world.inbox(name)).count(NoticeKind.CALENDAR_CHANGED) == 1
    await cancel_meeting(world.deps, person=BOB, session=moved.session, anyway=True)
    assert world.legs() == (0, 0)
    booking = await world.booking(moved.session)
    assert booking is not None
    assert booking.state is BookingState.REMOVED


async def test_a_move_under_way_is_nobodys_orphan(world: World, offered: Offered) -> None:
    """Killed in the middle, both events carry the move's marks: looking at them changes nothing, and it is finished."""
    move = await prepare(world, offered)
    process = Process(world.deps, dies_at="before commit 5")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=move.session, slot=move.slot)
    etags = [event["etag"] for name in BOTH for event in world.events(name)]
    await check_calendars(world.deps)
    assert [event["etag"] for name in BOTH for event in world.events(name)] == etags
    world.forward(LEASE + 1)
    await recover_bookings(world.deps)
    await come_to_rest(world)
    assert await assert_moved_or_not(world, move)
