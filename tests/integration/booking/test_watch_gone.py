"""Meetings whose events are gone, or out of our hands: told as what they are, and never touched again."""

from __future__ import annotations

import pytest

from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.read_session import read_session
from handlers.render.cards_meeting import drift_words
from tests.integration.booking.conftest import Offered
from tests.integration.booking.test_watch import look
from tests.support.people import key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


@pytest.fixture
async def meeting(world: World, offered: Offered) -> Offered:
    """A meeting on both calendars."""
    await world.book("alice", offered.session, offered.slot)
    return offered


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_both_deleted_theirs(world: World, meeting: Offered) -> None:
    """Bob's second deletion is news of Bob's: what both are asked again says that it is in neither calendar."""
    for name in ("alice", "bob"):
        world.account(name).delete_event("primary", world.events(name)[0]["id"])
        assert await look(world) == 1
    asked = [one for one in await world.notices("alice") if one.needs_answer]
    assert [one.facts["whose"] for one in asked] == [BOB]
    view = await read_session(world.deps, viewer=ALICE, session=meeting.session)
    assert view.drift is not None
    assert view.drift.is_both
    assert drift_words(view, view.drift) == "It was removed from both calendars."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_event_without_our_marks_is_out_of_our_hands(world: World, meeting: Offered) -> None:
    """Bob's calendar lost the marks: it counts as removed, and canceling leaves that event alone."""
    event = world.events("bob")[0]["id"]
    world.account("bob").update_event("primary", event, extendedProperties=None)
    assert await look(world) == 1
    booking = await world.booking(meeting.session)
    assert booking is not None
    assert [leg.drift is not None and leg.drift.slot is None for leg in booking.legs] == [False, True]
    await cancel_meeting(world.deps, person=ALICE, session=meeting.session, anyway=True)
    assert [one["id"] for one in world.account("bob").events() if one["id"] == event] == [event]
