"""A process falls asleep after it decided that a meeting goes: what another did meanwhile is settled, and stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.booking.carry_out import carry_out
from core.domain.bookings import BookingState
from core.domain.errors import LeaseLost
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.deps import Deps
from core.usecases.forget import forget_person
from core.usecases.jobs import recover_bookings
from core.usecases.revoke import revoke
from core.usecases.undo import undo_booking
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest
from tests.integration.booking.test_removing import book_alone
from tests.support.people import key_of
from tests.support.stepping import Process
from tests.support.world import LEASE, World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")
Press = Callable[[World, Deps, SessionId], Awaitable[object]]


async def undone(_: World, deps: Deps, session: SessionId) -> object:
    """Alice undoes it."""
    return await undo_booking(deps, person=ALICE, session=session)


async def canceled(_: World, deps: Deps, session: SessionId) -> object:
    """Alice cancels it."""
    return await cancel_meeting(deps, person=ALICE, session=session)


async def revoked(world: World, deps: Deps, session: SessionId) -> object:
    """Alice revokes the connection and lets the meeting go with it."""
    connection = (await world.session(session)).connection
    return await revoke(deps, person=ALICE, connection=connection, cancel=(session,))


async def forgotten(_: World, deps: Deps, session: SessionId) -> object:
    """Alice has herself forgotten, her meetings canceled."""
    return await forget_person(deps, person=ALICE, cancel_meetings=True)


class Sleeper(Process):
    """A process that stands still once, after its first commit, while `happen` runs."""

    happen: Callable[[], Awaitable[object]]

    async def pass_by(self, name: str) -> None:
        """Sleep here, if this is the moment."""
        await super().pass_by(name)
        if name == "after commit 1":
            await self.happen()


def asleep(world: World, happen: Callable[[], Awaitable[object]]) -> Deps:
    """What a process works with that sleeps after its first commit."""
    sleeper = Sleeper(world.deps)
    sleeper.happen = happen
    return sleeper.doomed()


@pytest.mark.parametrize("press", [undone, canceled, revoked])
async def test_who_slept_leaves_what_is_removed_removed(world: World, press: Press) -> None:
    """Another took both events away; awake again, the first finds nothing that is its own to bring to an end."""
    session = await book_alone(world)

    async def finish() -> None:
        world.forward(LEASE + 1)
        assert await recover_bookings(world.deps) == 1

    await press(world, asleep(world, finish), session)
    booking = await world.booking(session)
    assert booking is not None
    assert (booking.state, booking.reason != "", booking.fence) == (BookingState.REMOVED, True, 3)
    assert world.legs() == (0, 0)


@pytest.mark.parametrize("press", [undone, canceled, revoked, forgotten])
async def test_who_slept_deletes_no_edit_of_an_owner(world: World, press: Press) -> None:
    """Another found that Bob had edited his event, kept it and asked him: it isn't deleted behind the question."""
    session = await book_alone(world)

    async def finish() -> None:
        world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="Wait")
        world.forward(LEASE + 1)
        assert await recover_bookings(world.deps) == 1
        assert world.legs() == (0, 1)

    await press(world, asleep(world, finish), session)
    assert world.legs() == (0, 1)
    assert (await world.inbox("bob")).count(NoticeKind.CALENDAR_CHANGED) == 1
    if press is not forgotten:
        booking = await world.booking(session)
        assert booking is not None
        assert booking.state is BookingState.NEEDS_ATTENTION


async def test_what_is_settled_is_carried_out_no_further(world: World, offered: Offered) -> None:
    """Whoever comes with a booking that is settled already, even under its newest fence, changes nothing of it."""
    await world.book("alice", offered.session, offered.slot)
    settled = await world.booking(offered.session)
    assert settled is not None
    with pytest.raises(LeaseLost):
        await carry_out(world.deps.world(), settled)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
