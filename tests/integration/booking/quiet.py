"""What must be true of a booking once everything has come to rest."""

from __future__ import annotations

from core.domain.bookings import Booking, BookingState, LegState
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.chores import work_off_chores
from core.usecases.jobs import recover_bookings
from tests.support.world import LEASE, World

OUTCOMES = {NoticeKind.BOOKED, NoticeKind.BOOKING_FAILED, NoticeKind.SLOT_TAKEN}


async def come_to_rest(world: World, *, turns: int = 3) -> None:
    """Let leases end and whoever comes next finish the work, until nobody finds any."""
    for _ in range(turns):
        world.forward(LEASE + 1)
        if not await recover_bookings(world.deps) + await work_off_chores(world.deps):
            return


async def assert_at_rest(world: World, session: SessionId) -> SessionState:
    """Both or neither, the rows tell the same as the calendars, each is told once, the trails have no gaps."""
    row, booking = await world.session(session), await world.booking(session)
    is_booked = row.state is SessionState.CONFIRMED
    assert world.legs() == ((1, 1) if is_booked else (0, 0))
    assert booking is not None
    assert booking.is_settled
    assert (booking.state is BookingState.CONFIRMED) == is_booked
    assert {leg.state for leg in booking.legs} == {LegState.WRITTEN if is_booked else LegState.ABSENT}
    assert bool(await world.held()) == is_booked
    for name in ("alice", "bob"):
        if is_booked:
            (event,) = world.events(name)
            assert (event["id"], event["status"]) == (booking_event(booking, name), "confirmed")
        about = [one for one in await world.notices(name) if one.session == session and one.kind in OUTCOMES]
        assert len(about) == booking.generation
        trail = await world.trail(name)
        assert [entry.number for entry in trail] == list(range(1, len(trail) + 1))
        actions = [entry.action for entry in trail]
        assert actions.count("session.booked") == int(is_booked)
    return row.state


def booking_event(booking: Booking, name: str) -> str:
    """The id of a person's event."""
    return next(leg.event for leg in booking.legs if leg.person.endswith(name.upper()))
