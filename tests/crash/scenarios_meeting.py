"""What is killed once a meeting stands: it is canceled, undone, or moved, and the move may fail."""

from __future__ import annotations

from functools import partial

from bot.assembly import Parts
from core.domain.ids import SessionId
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.confirm import confirm_slot
from core.usecases.reschedule import reschedule_meeting
from core.usecases.terms import MeetingChange
from core.usecases.undo import undo_booking
from tests.crash.scenarios import ALICE, AUTO, BOB, Act, offered, scenario
from tests.support.crash_stage import Meanwhile
from tests.support.world import World


async def booked(world: World, parts: Parts) -> SessionId:
    """Alice booked a slot, and both were told."""
    session, slot = await offered(world, parts)
    await world.book("alice", session, slot)
    await parts.notifier.deliver_due()
    return session


async def to_move(world: World, parts: Parts) -> tuple[SessionId, Interval]:
    """Bob asks for another time for their meeting, and is offered some."""
    meeting = await booked(world, parts)
    view = await reschedule_meeting(world.deps, person=BOB, session=meeting, request=MeetingChange(), key="moved once")
    await parts.notifier.deliver_due()
    return view.session.id, view.slots[0].slot


@scenario
async def cancel(world: World, parts: Parts) -> Act:
    """Alice cancels the meeting."""
    session = await booked(world, parts)
    return Act(partial(cancel_meeting, person=ALICE, session=session, note="sorry"), session, "canceled")


@scenario
async def undo(world: World, parts: Parts) -> Act:
    """Bob undoes what was booked without a click."""
    for name in ("alice", "bob"):
        await world.link(name)
    await world.connect(mine=AUTO, theirs=AUTO)
    view = await world.propose()
    await parts.notifier.deliver_due()
    return Act(partial(undo_booking, person=BOB, session=view.session.id), view.session.id, "canceled")


@scenario
async def move(world: World, parts: Parts) -> Act:
    """Bob books another time: the same two events move."""
    session, slot = await to_move(world, parts)
    return Act(partial(confirm_slot, person=BOB, session=session, slot=slot), session, "confirmed")


@scenario
async def move_fails(world: World, parts: Parts) -> Act:
    """Somebody takes the new time before the overlap list: the meeting stands on both where it was."""
    session, slot = await to_move(world, parts)
    alice = world.account("alice")
    walk_in = Meanwhile(
        "list", lambda: alice.add_event(summary="Walk-in", start=slot.start, end=slot.end), "g-alice", nth=2
    )
    press = partial(confirm_slot, person=BOB, session=session, slot=slot)
    return Act(press, session, "negotiating", meanwhile=(walk_in,))
