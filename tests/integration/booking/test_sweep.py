"""A database restored from a backup, and events of ours that nobody knows of: taken back, removed, or let be."""

from __future__ import annotations

import sqlite3

import pytest

from core.booking.plan import APP, app_mark, event_id
from core.domain.ids import SessionId
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.chores import check_calendars
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest
from tests.support.people import DAY, key_of
from tests.support.stepping import Crash, Process
from tests.support.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE = key_of("alice")
QUARTER = 900


def restore(world: World, *, state: str = "negotiating", keep_session: bool = True) -> None:
    """The database as it was before the meeting was booked, or before its session was begun."""
    path = world.database_url.partition("///")[2]
    with sqlite3.connect(path) as rows:
        rows.execute("PRAGMA foreign_keys = ON")
        rows.execute("DELETE FROM bookings")
        rows.execute("DELETE FROM messages WHERE kind = 'confirm'")
        rows.execute("DELETE FROM notices WHERE kind = 'booked'")
        rows.execute("UPDATE sessions SET state = ?, generation = 0, booked_start = NULL, booked_end = NULL", [state])
        if not keep_session:
            rows.execute("DELETE FROM sessions")
    rows.close()


async def sweep(world: World) -> None:
    """Two rounds of looking through the calendars."""
    for _ in range(2):
        world.forward(QUARTER)
        await check_calendars(world.deps)


async def test_a_meeting_the_backup_lost_is_taken_back(world: World, offered: Offered) -> None:
    """Both calendars hold it and its session is open: it is booked here too, shown on both cards, sent to nobody."""
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()
    restore(world)
    await sweep(world)
    row = await world.session(offered.session)
    assert (row.state, row.booked_slot, row.generation) == (SessionState.CONFIRMED, offered.slot, 1)
    assert world.legs() == (1, 1)
    assert await world.held() == (offered.slot,)
    assert await world.deliver() == []
    booking = await world.booking(offered.session)
    assert booking is not None
    assert {leg.event for leg in booking.legs} == {world.events(name)[0]["id"] for name in ("alice", "bob")}


@pytest.mark.parametrize("state", ["canceled", "expired"])
async def test_what_is_over_here_is_removed_there(world: World, offered: Offered, state: str) -> None:
    """The session ended since the backup was put back: what is left of it goes from both calendars."""
    await world.book("alice", offered.session, offered.slot)
    restore(world, state=state)
    await sweep(world)
    assert world.legs() == (0, 0)


async def test_half_a_meeting_is_removed(world: World, offered: Offered) -> None:
    """Only one calendar still holds it: nothing is booked on one side only."""
    await world.book("alice", offered.session, offered.slot)
    world.account("bob").delete_event("primary", world.events("bob")[0]["id"])
    restore(world)
    await sweep(world)
    assert world.legs() == (0, 0)
    assert (await world.session(offered.session)).state is SessionState.NEGOTIATING


async def test_a_meeting_of_a_session_nobody_knows_stays(world: World, offered: Offered) -> None:
    """It may be one whose other side had their data deleted: a confirmed event is its owner's, a hold is nobody's."""
    await world.book("alice", offered.session, offered.slot)
    restore(world, keep_session=False)
    await sweep(world)
    assert world.legs() == (1, 1)


def plant(world: World, session: str, slot: Interval, *, name: str = "bob", **more: str) -> str:
    """Put an event with marks of ours on a calendar; its id is the one we would give it, unless told otherwise."""
    marks = {"bk_s": session, "bk_gen": "1", APP: app_mark("event-secret")}
    made = world.account(name).add_event(
        summary="?",
        start=slot.start,
        end=slot.end,
        status=more.get("status", "tentative"),
        event_id=more.get("event_id") or event_id("event-secret", SessionId(session), key_of(name), 1),
        extendedProperties={"private": marks},
    )
    return str(made["id"])


async def test_holds_nobody_knows_go(world: World, offered: Offered) -> None:
    """A hold of an unknown session is debris; the same marks under an id that isn't ours are left alone."""
    later = Interval(offered.slot.start + DAY, offered.slot.end + DAY)
    gone = plant(world, "unknown", offered.slot)
    copy = plant(world, "unknown", later, event_id="copiedhand")
    await sweep(world)
    left = {event["id"] for event in world.account("bob").events()}
    assert gone not in left
    assert copy in left


async def test_what_is_being_booked_is_let_be(world: World, offered: Offered) -> None:
    """A booking under way, or abandoned and not yet taken over, is nobody's leftover."""
    process = Process(world.deps, dies_at="before update alice")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=offered.session, slot=offered.slot)
    assert world.legs() == (1, 1)
    await check_calendars(world.deps)
    assert world.legs() == (1, 1)
    world.forward(61)
    await recover_bookings(world.deps)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    await sweep(world)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
