"""A standing meeting that is to move: how a test gets there, and what must be true once everything is at rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.bookings import BookingState
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.reschedule import reschedule_meeting
from core.usecases.terms import MeetingChange
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import booking_event
from tests.support.people import key_of
from tests.support.world import World

BOTH = ("alice", "bob")


def lies(event: dict[str, Any]) -> Interval:
    """Where an event of the sandbox's lies."""
    start, end = (datetime.fromisoformat(event[name]["dateTime"]) for name in ("start", "end"))
    return Interval(int(start.timestamp()), int(end.timestamp()))


@dataclass(frozen=True)
class Move:
    """The meeting that stands, its events by person, the session that would move it, and the slot to be pressed."""

    meeting: SessionId
    was: Interval
    events: dict[str, str]
    session: SessionId
    slot: Interval


async def prepare(world: World, offered: Offered) -> Move:
    """Alice books what she was offered, then Bob asks for another time."""
    await world.book("alice", offered.session, offered.slot)
    return await reschedule(world, offered, MeetingChange())


async def reschedule(world: World, booked: Offered, change: MeetingChange) -> Move:
    """Bob asks for another time of what is booked."""
    booking = await world.booking(booked.session)
    assert booking is not None
    view = await reschedule_meeting(
        world.deps, person=key_of("bob"), session=booked.session, request=change, key=world.deps.new_id()
    )
    await world.deliver()
    events = {name: booking_event(booking, name) for name in BOTH}
    return Move(booked.session, booked.slot, events, view.session.id, view.slots[0].slot)


async def assert_moved_or_not(world: World, move: Move) -> bool:
    """One event each, the same as ever, both at the new time or both at the old; the rows and trails say which."""
    old, new = await world.session(move.meeting), await world.session(move.session)
    before, after = await world.booking(move.meeting), await world.booking(move.session)
    is_moved = new.state is SessionState.CONFIRMED
    slot = move.slot if is_moved else move.was
    assert before is not None
    assert before.state is (BookingState.MOVED if is_moved else BookingState.CONFIRMED)
    assert after is None or after.state is (BookingState.CONFIRMED if is_moved else BookingState.ROLLED_BACK)
    assert (old.state, old.end_reason) == (
        (SessionState.CANCELED, "replaced") if is_moved else (SessionState.CONFIRMED, "")
    )
    assert await world.held() == (slot,)
    for name in BOTH:
        (event,) = world.events(name)
        assert (event["id"], event["status"]) == (move.events[name], "confirmed")
        assert lies(event) == slot
        standing = after if is_moved else before
        assert standing is not None
        assert standing.leg(key_of(name)).etag == event["etag"]
        assert event["extendedProperties"]["private"]["bk_s"] == (move.session if is_moved else move.meeting)
        trail = await world.trail(name)
        assert [entry.number for entry in trail] == list(range(1, len(trail) + 1))
        assert [entry.action for entry in trail].count("session.rescheduled") == int(is_moved)
        assert (await world.inbox(name)).count(NoticeKind.RESCHEDULED) == int(is_moved)
    return is_moved
