"""The process dies at any moment of a booking; whoever comes next ends it on both calendars or on neither."""

from __future__ import annotations

import pytest

from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import recover_bookings
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.people import HOUR, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

ALICE = key_of("alice")
WHEN = ("before", "after")
BOTH = ("alice", "bob")


def moments(calls: tuple[str, ...], commits: tuple[int, ...]) -> list[str]:
    """Every moment before and after these calls to either calendar, and before and after these commits."""
    called = [f"{when} {call} {name}" for call in calls for name in BOTH for when in WHEN]
    return called + [f"{when} commit {number}" for number in commits for when in WHEN]


WAY_THERE = moments(("busy", "insert", "overlapping", "update"), (2, 3, 4))
WAY_BACK = moments(("get", "delete"), (4, 5))


# What the database does at a crash is the same wherever in the booking it happens: few moments on PostgreSQL.
FEW_THERE = ("before insert alice", "after insert bob", "after commit 3", "before commit 4", "after commit 4")
FEW_BACK = ("after delete bob", "before commit 5", "after commit 5")


def on_both(some: list[str], few: tuple[str, ...]) -> pytest.MarkDecorator:
    """Run at all moments on SQLite, at few on PostgreSQL."""
    cases = [("sqlite", moment) for moment in some] + [("postgresql", moment) for moment in few]
    return pytest.mark.parametrize(("database_url", "moment"), cases, indirect=["database_url"])


async def press_and_die(world: World, offered: Offered, moment: str) -> None:
    """Press *Book* in a process that dies at the moment."""
    process = Process(world.deps, dies_at=moment)
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=offered.session, slot=offered.slot)
    assert moment in process.moments


@on_both(WAY_THERE, FEW_THERE)
async def test_a_booking_cut_short_is_finished(world: World, offered: Offered, moment: str) -> None:
    """Inside the time to decide, whoever takes it over brings it to one event on each calendar."""
    await press_and_die(world, offered, moment)
    assert await recover_bookings(world.deps) == 0  # the lease may still have an owner
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


@on_both(["after insert alice", "after update bob", "before commit 4"], ("after commit 3",))
async def test_a_booking_found_too_late_is_undone(world: World, offered: Offered, moment: str) -> None:
    """Hours later nobody wants a meeting to appear: both calendars are cleaned and both are told."""
    await press_and_die(world, offered, moment)
    world.forward(3 * HOUR)
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR


@on_both(WAY_BACK, FEW_BACK)
async def test_a_way_back_cut_short_is_finished(world: World, offered: Offered, moment: str) -> None:
    """Somebody booked over the hold; dying while it is taken away leaves nothing behind, and new slots are offered."""
    blocked = Process(world.deps, dies_at=moment)

    async def book_over(name: str) -> None:
        if name == "before overlapping bob":
            world.account("bob").add_event(summary="Walk-in", start=offered.slot.start, end=offered.slot.end)
        await pass_by(name)

    pass_by, blocked.pass_by = blocked.pass_by, book_over  # type: ignore[method-assign]  # one more thing happens there
    with pytest.raises(Crash):
        await confirm_slot(blocked.doomed(), person=ALICE, session=offered.session, slot=offered.slot)
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.NEGOTIATING
    assert (await world.session(offered.session)).round == 2


async def test_two_replicas_take_over_one_of_them_gets_it(world: World, offered: Offered) -> None:
    """After the lease ended, of two replicas that look one resumes the booking."""
    await press_and_die(world, offered, "after insert alice")
    world.forward(LEASE + 1)
    rival = world.rival()
    assert await recover_bookings(world.deps) + await recover_bookings(rival) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_recovery_tells_each_once(world: World, offered: Offered) -> None:
    """Whoever finishes it, the presser's card is edited and the other side gets the one message."""
    await press_and_die(world, offered, "after update alice")
    await come_to_rest(world)
    assert await world.deliver() == [("bob", "booked")]
    await come_to_rest(world)
    assert await world.deliver() == []


async def test_one_that_fails_keeps_no_other_waiting(world: World, offered: Offered) -> None:
    """Of two abandoned bookings one meets a bug: the other is finished all the same, and the bug is heard of."""
    second = await world.propose(length_minutes=30, phrase="another")
    free = next(one.slot for one in second.slots if one.slot.start >= offered.slot.end)
    await press_and_die(world, offered, "after insert alice")
    await press_and_die(world, Offered(second.session.id, free), "after insert alice")

    async def bug() -> None:
        raise ZeroDivisionError

    world.forward(LEASE + 1)
    with pytest.raises(ZeroDivisionError):
        await recover_bookings(before(world.deps, "overlapping", bug))
    states = {(await world.session(one)).state for one in (offered.session, second.session.id)}
    assert states == {SessionState.CONFIRMED, SessionState.BOOKING}
    await come_to_rest(world)  # by now the time to decide about the other one is over
    states = {(await world.session(one)).state for one in (offered.session, second.session.id)}
    assert states == {SessionState.CONFIRMED, SessionState.ERROR}
    assert world.legs() == (1, 1)
