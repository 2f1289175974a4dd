"""What may pass is tried again: later and later, not before Google allows it, by whichever replica, and not forever."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from core.booking.pacing import PacedCalendars
from core.calendars.protocols import Calendars
from core.domain.errors import CalendarUnreadable
from core.domain.sessions import SessionState
from core.usecases.jobs import recover_bookings
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest
from tests.support.people import key_of
from tests.support.world import World

# What Google does is the same on either database; races and crashes are proved on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")


def paced_anew(world: World) -> Calendars:
    """The calendars as a replica sees them that has just started: it knows of no pause but what the rows say."""
    inner = cast("PacedCalendars", world.deps.calendars)._calendars
    return cast("Calendars", PacedCalendars(inner, world.storage, world.clock.now))


async def test_what_passes_is_tried_again(world: World, offered: Offered) -> None:
    """Google asks to be left alone for seven seconds: it is, by every replica, and then the meeting is booked."""
    world.fault("error", "freebusy", account="g-bob", status=429, reason="rateLimitExceeded", retry_after=7)
    waiting = await world.book("alice", offered.session, offered.slot)
    assert waiting.session.state is SessionState.BOOKING
    calls = len(world.google.calls)
    rival = replace(world.deps, calendars=paced_anew(world))
    for _ in range(6):
        world.forward(1)
        assert await recover_bookings(rival) == 0
        with pytest.raises(CalendarUnreadable):
            await propose_meeting(rival, asker=ALICE, other=BOB, request=MeetingRequest(phrase="x"), key=rival.new_id())
    assert not [call for call in world.google.calls[calls:] if call.account == "g-bob"]
    world.forward(2)
    assert await recover_bookings(world.deps) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_trying_again_ends(world: World, offered: Offered) -> None:
    """Five tries within a minute, further and further apart; then it is told as failed, nothing written."""
    world.fault("error", "freebusy", account="g-bob", times=None)
    await world.book("alice", offered.session, offered.slot)
    tries, started = 1, world.now
    while (await world.session(offered.session)).state is SessionState.BOOKING:
        world.forward(1)
        tries += await recover_bookings(world.deps)
    assert tries == 5
    assert 10 < world.now - started < 60
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR


async def test_a_spent_quota_is_left_alone_for_an_hour(world: World, offered: Offered) -> None:
    """Google refuses Bob's writes for hours: nothing is booked, and his account isn't asked again within the hour."""
    world.fault("error", "insert", account="g-bob", status=403, reason="quotaExceeded", times=None)
    failed = await world.book("alice", offered.session, offered.slot)
    assert (failed.session.state, failed.session.end_reason) == (SessionState.ERROR, "quota_spent")
    calls = len(world.google.calls)
    world.forward(3598)
    with pytest.raises(CalendarUnreadable):
        await world.propose(phrase="another")
    assert not [call for call in world.google.calls[calls:] if call.account == "g-bob"]
    world.forward(2)
    assert (await world.propose(phrase="another")).slots


async def test_a_way_back_waits_longer_and_longer(world: World, offered: Offered) -> None:
    """While Bob's calendar is silent his hold is asked for at doubling distances, and goes once he is there again."""
    world.fault("error", "list", account="g-bob", status=403, reason="forbidden")
    world.fault("drop", "get", account="g-bob", times=None)
    await world.book("alice", offered.session, offered.slot)
    tries: list[int] = []
    for second in range(60):
        world.forward(1)
        if await recover_bookings(world.deps):
            tries.append(second + 1)
    assert tries == [1, 3, 7, 15, 31]
    world.google.faults.clear()
    world.forward(60)
    await recover_bookings(world.deps)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
