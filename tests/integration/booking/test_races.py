"""Several press at once, or one comes back from the dead: exactly one booking, by whoever holds the lease."""

from __future__ import annotations

import asyncio

import pytest

from core.booking.carry_out import carry_out
from core.booking.recover import recover
from core.domain.bookings import BookingState
from core.domain.errors import Conflict, LeaseLost, SessionBooked, SessionBooking, SessionRefused, SlotTaken
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.scheduling.intervals import Interval
from core.usecases.cancel import cancel_session
from core.usecases.confirm import confirm_slot
from core.usecases.people import update_profile
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.people import MINUTE, key_of, profile_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

ALICE, BOB, PRIYA = key_of("alice"), key_of("bob"), key_of("priya")


async def test_two_press_book_at_once(world: World, offered: Offered) -> None:
    """Both people press the same slot in two replicas: one books, the other is told that it is being booked."""
    results = await asyncio.gather(
        confirm_slot(world.deps, person=ALICE, session=offered.session, slot=offered.slot),
        confirm_slot(world.rival(), person=BOB, session=offered.session, slot=offered.slot),
        return_exceptions=True,
    )
    (winner,) = [item for item in results if isinstance(item, SessionView)]
    (loser,) = [item for item in results if isinstance(item, BaseException)]
    assert winner.session.state is SessionState.CONFIRMED
    assert isinstance(loser, SessionBooking | SessionBooked)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    assert len(await world.deliver()) == 1


async def test_one_presses_twice(world: World, offered: Offered) -> None:
    """A double click books once."""
    results = await asyncio.gather(
        *(
            confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
            for deps in (world.deps, world.rival())
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(item, SessionView) for item in results) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_book_and_cancel_at_once(world: World, offered: Offered) -> None:
    """Whichever is first, the other is told what is true; a canceled session leaves nothing on a calendar."""
    results = await asyncio.gather(
        confirm_slot(world.deps, person=ALICE, session=offered.session, slot=offered.slot),
        cancel_session(world.rival(), person=BOB, session=offered.session),
        return_exceptions=True,
    )
    losers = [item for item in results if isinstance(item, BaseException)]
    assert len(losers) == 1
    assert isinstance(losers[0], SessionRefused | Conflict)
    is_booked = (await world.session(offered.session)).state is SessionState.CONFIRMED
    assert world.legs() == ((1, 1) if is_booked else (0, 0))


async def priya_asks(world: World, offered: Offered, minutes: int) -> Offered:
    """Priya, in Paris for once, asks Alice for a time that begins `minutes` after Bob's slot does."""
    await update_profile(world.deps, profile=profile_of("priya", time_zone="Europe/Paris"))
    await world.link("priya")
    await world.connect("alice", "priya", mine=Terms(scopes=BOOK_ON_CONFIRM))
    start = offered.slot.start + minutes * MINUTE
    view = await world.propose("priya", "alice", window=(Interval(start, start + 45 * MINUTE),))
    return Offered(view.session.id, view.slots[0].slot)


@pytest.mark.parametrize("minutes", [0, 30])
async def test_two_sessions_want_the_same_person_at_once(world: World, offered: Offered, minutes: int) -> None:
    """Alice is booked by Bob and by Priya for times that overlap: one gets it, the other learns that it was taken."""
    theirs = await priya_asks(world, offered, minutes)
    results = await asyncio.gather(
        confirm_slot(world.deps, person=BOB, session=offered.session, slot=offered.slot),
        confirm_slot(world.rival(), person=PRIYA, session=theirs.session, slot=theirs.slot),
        return_exceptions=True,
    )
    won = [item for item in results if isinstance(item, SessionView) and item.session.is_meeting]
    assert len(won) == 1
    assert len(world.events("alice")) == 1
    (lost,) = [one for one in (offered, theirs) if not (await world.session(one.session)).is_meeting]
    state = await assert_taken(world, lost)
    told = sum(isinstance(item, SlotTaken) for item in results)
    assert (state, told) in {(SessionState.NEGOTIATING, 1), (SessionState.ERROR, 0)}


async def assert_taken(world: World, lost: Offered) -> SessionState:
    """The loser's booking is settled and holds no time; its session has other slots, or ended for want of them."""
    booking = await world.booking(lost.session)
    assert booking is not None
    assert booking.state is BookingState.ROLLED_BACK
    assert booking.reason == "slot_taken"
    row = await world.session(lost.session)
    assert not row.needs_slots
    return row.state


async def test_adjacent_times_are_no_conflict(world: World, offered: Offered) -> None:
    """When one meeting ends as the other begins, both are booked."""
    theirs = await priya_asks(world, offered, 45)
    results = await asyncio.gather(
        confirm_slot(world.deps, person=BOB, session=offered.session, slot=offered.slot),
        confirm_slot(world.rival(), person=PRIYA, session=theirs.session, slot=theirs.slot),
    )
    assert [view.session.state for view in results] == [SessionState.CONFIRMED] * 2
    assert len(world.events("alice")) == 2


async def test_a_held_time_is_refused_before_google_sees_it(world: World, offered: Offered) -> None:
    """While one booking holds the time, another that overlaps writes nothing; no other slot suits it, and it ends."""
    theirs = await priya_asks(world, offered, 15)
    process = Process(world.deps, dies_at="before insert alice")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=BOB, session=offered.session, slot=offered.slot)
    view = await confirm_slot(world.deps, person=PRIYA, session=theirs.session, slot=theirs.slot)
    assert view.session.end_reason == "no_slots_left"
    assert world.events("priya") == []
    assert await assert_taken(world, theirs) is SessionState.ERROR


@pytest.mark.parametrize("moment", ["insert", "overlapping", "update"])
async def test_a_sleeper_does_nothing_when_it_wakes(world: World, offered: Offered, moment: str) -> None:
    """A process stopped longer than its lease finds the booking in other hands: it stops, and what they did stands."""

    async def sleep_too_long() -> None:
        world.forward(LEASE + 1)
        (settled,) = await recover(world.deps.world())
        assert settled.is_settled

    deps = before(world.deps, moment, sleep_too_long)
    view = await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert view.session.state is SessionState.CONFIRMED
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.fence == 2


async def test_a_sleeper_can_not_undo_what_was_finished(world: World, offered: Offered) -> None:
    """Awake again and failing, the first process must not roll back under the fence of the one that took over."""

    async def sleep_and_fail() -> None:
        world.forward(LEASE + 1)
        await recover(world.deps.world())
        world.fault("error", "list", account="g-alice", status=403, reason="forbidden")

    deps = before(world.deps, "overlapping", sleep_and_fail)
    view = await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert view.session.state is SessionState.CONFIRMED
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_an_old_fence_changes_nothing(world: World, offered: Offered) -> None:
    """Carrying a booking out under a fence that was passed on stops at the first write."""
    process = Process(world.deps, dies_at="after commit 2")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=offered.session, slot=offered.slot)
    stale = await world.booking(offered.session)
    assert stale is not None
    await come_to_rest(world)
    calls = len(world.google.calls)
    with pytest.raises(LeaseLost):
        await carry_out(world.deps.world(), stale)
    assert not [call for call in world.google.calls[calls:] if call.method in {"delete", "insert"}]
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
