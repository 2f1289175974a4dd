"""More work than one batch takes: one tick of the jobs does all of it, so that no number of people makes it late."""

from __future__ import annotations

import pytest

from core.domain.sessions import SessionState
from core.usecases import chores, jobs
from core.usecases.chores import check_calendars
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from tests.integration.booking.conftest import Offered
from tests.integration.booking.test_watch import QUARTER, drag
from tests.support.people import DAY, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

ALICE, BOB = key_of("alice"), key_of("bob")


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a batch be one account, or one booking."""
    monkeypatch.setattr(chores, "_BATCH", 1)
    monkeypatch.setattr(jobs, "_AT_ONCE", 1)


@pytest.mark.usefixtures("one_by_one")
async def test_every_account_is_looked_through_in_its_quarter_of_an_hour(world: World, offered: Offered) -> None:
    """Three accounts are due and a batch is one of them: all three are read at once, and none of them twice."""
    await world.link("priya")
    await world.book("alice", offered.session, offered.slot)
    drag(world, "bob", offered, DAY)
    await check_calendars(world.deps)
    for _ in range(2):
        world.forward(QUARTER)
        calls = len(world.google.calls)
        await check_calendars(world.deps)
        assert [call.method for call in world.google.calls[calls:]] == ["list"] * 3


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_check_that_fails_keeps_no_other_waiting(world: World, offered: Offered) -> None:
    """A bug at Alice's calendar is told at the end: what Bob did in his is found all the same."""
    await world.book("alice", offered.session, offered.slot)
    drag(world, "bob", offered, DAY)
    world.forward(QUARTER)

    async def stumble() -> None:
        raise ValueError("at alice")

    with pytest.raises(ValueError, match="at alice"):
        await check_calendars(before(world.deps, "marked", stumble))
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.leg(BOB).drift is not None


@pytest.mark.usefixtures("one_by_one")
async def test_all_that_was_left_half_done_is_finished_at_once(world: World, offered: Offered) -> None:
    """Two bookings were left by a process that died: whoever looks next finishes both."""
    other = await world.propose(phrase="another")
    for session, slot in ((offered.session, offered.slot), (other.session.id, other.slots[1].slot)):
        process = Process(world.deps, dies_at="before update alice")
        with pytest.raises(Crash):
            await confirm_slot(process.doomed(), person=ALICE, session=session, slot=slot)
    world.forward(LEASE + 1)
    assert await recover_bookings(world.deps) == 2
    for session in (offered.session, other.session.id):
        assert (await world.session(session)).state is SessionState.CONFIRMED
