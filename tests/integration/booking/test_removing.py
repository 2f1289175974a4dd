"""A meeting is taken away: from both calendars, once, whoever dies or is silent, and no edit of an owner is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.domain.bookings import Booking, BookingState, LegState
from core.domain.errors import BadInput, MeetingEdited, NotBooked, NotParticipant, UndoTooLate
from core.domain.grants import AUTO_CONSTRAINTS
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_AUTOMATICALLY
from core.domain.sessions import SessionState
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.jobs import recover_bookings
from core.usecases.read_session import read_session
from core.usecases.terms import Terms
from core.usecases.undo import undo_booking
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import BOTH, lies
from tests.integration.booking.quiet import booking_event, come_to_rest
from tests.integration.booking.test_crashes import moments, on_both
from tests.support.people import HOUR, MINUTE, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AUTO = Terms(BOOK_AUTOMATICALLY, AUTO_CONSTRAINTS, auto_scheduling=True)


@pytest.fixture
async def meeting(world: World, offered: Offered) -> SessionId:
    """Alice booked a meeting with Bob."""
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()
    return offered.session


async def assert_removed(world: World, session: SessionId, by: str = "alice", reason: str = "canceled") -> None:
    """Nothing stands on either calendar or in the claims; rows, trails and messages say it once."""
    row, booking = await world.session(session), await world.booking(session)
    assert (row.state, row.end_reason, row.ended_by) == (SessionState.CANCELED, reason, key_of(by))
    assert booking is not None
    assert (booking.state, {leg.state for leg in booking.legs}) == (BookingState.REMOVED, {LegState.ABSENT})
    assert world.legs() == (0, 0)
    assert await world.held() == ()
    action = "session.undone" if reason == "undone" else "session.meeting_canceled"
    for name in BOTH:
        trail = await world.trail(name)
        assert [entry.number for entry in trail] == list(range(1, len(trail) + 1))
        assert [entry.action for entry in trail].count(action) == 1
        assert (await world.inbox(name)).count(NoticeKind.MEETING_CANCELED) == int(name != by)


@on_both(moments(("delete",), (1, 2)), ("after commit 1", "after delete alice", "before commit 2"))
async def test_a_removal_cut_short_is_finished(world: World, meeting: SessionId, moment: str) -> None:
    """Wherever the process dies: nothing happened, or the next one takes both events away."""
    process = Process(world.deps, dies_at=moment)
    with pytest.raises(Crash):
        await cancel_meeting(process.doomed(), person=ALICE, session=meeting)
    assert moment in process.moments
    await come_to_rest(world)
    if moment == "before commit 1":
        assert world.legs() == (1, 1)
        await cancel_meeting(world.deps, person=ALICE, session=meeting)
    await assert_removed(world, meeting)


async def test_both_press_cancel_at_once(world: World, meeting: SessionId) -> None:
    """On two replicas, and once more later: one of them canceled, everybody sees what is true."""
    rival = world.rival()
    await asyncio.gather(
        cancel_meeting(world.deps, person=ALICE, session=meeting), cancel_meeting(rival, person=BOB, session=meeting)
    )
    view = await cancel_meeting(world.deps, person=BOB, session=meeting)
    by = "alice" if view.session.ended_by == ALICE else "bob"
    await assert_removed(world, meeting, by)


@ON_SQLITE
async def test_canceling_tells_the_other_once(world: World, meeting: SessionId) -> None:
    """One message with the reason to who didn't press; cards and what told of the meeting are edited; it is over."""
    world.edits.clear()
    view = await cancel_meeting(world.deps, person=ALICE, session=meeting, note=" Caught a cold ")
    assert (view.session.end_note, view.can_change, view.needs_attention) == ("Caught a cold", False, False)
    assert await world.deliver() == [("bob", "meeting_canceled")]
    assert {("alice", "card"), ("bob", "card"), ("bob", "booked")} <= set(world.edits)
    with pytest.raises(BadInput):
        await cancel_meeting(world.deps, person=ALICE, session=meeting, note="x" * 201)
    with pytest.raises(NotParticipant):
        await cancel_meeting(world.deps, person=key_of("priya"), session=meeting)


@ON_SQLITE
async def test_only_a_meeting_is_canceled(world: World, offered: Offered) -> None:
    """A session that isn't booked has its own way to end."""
    with pytest.raises(NotBooked):
        await cancel_meeting(world.deps, person=ALICE, session=offered.session)


@ON_SQLITE
@pytest.mark.parametrize("change", [{"summary": "Mine"}, {"description": "Notes"}, {"start": HOUR}])
async def test_an_edited_event_is_not_deleted_unasked(world: World, meeting: SessionId, change: dict[str, Any]) -> None:
    """Bob changed something of his event: canceling asks first, whoever presses, and changes nothing until told."""
    (event,) = world.events("bob")
    if "start" in change:
        slot = lies(event)
        change = {"start": slot.start + HOUR, "end": slot.end + HOUR}
    world.account("bob").update_event("primary", event["id"], **change)
    for person in (ALICE, BOB):
        with pytest.raises(MeetingEdited) as refused:
            await cancel_meeting(world.deps, person=person, session=meeting)
        assert (refused.value.text("whose"), refused.value.number("start")) == (BOB, lies(world.events("bob")[0]).start)
    assert world.legs() == (1, 1)
    assert (await world.session(meeting)).is_meeting
    await cancel_meeting(world.deps, person=ALICE, session=meeting, anyway=True)
    await assert_removed(world, meeting)


@ON_SQLITE
async def test_an_edit_in_the_last_moment(world: World, meeting: SessionId) -> None:
    """Bob edits his event after it was looked at: it stays, he is asked, and his word takes it away."""

    async def edit() -> None:
        world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="Wait")

    deps = before(world.deps, "delete", edit)
    view = await cancel_meeting(deps, person=ALICE, session=meeting)
    assert (view.session.state, view.needs_attention) == (SessionState.CANCELED, True)
    assert view.drift is not None
    assert view.drift.whose == BOB
    assert world.legs() == (0, 1)
    await world.deliver()
    asked = [one for one in await world.notices("bob") if one.kind is NoticeKind.CALENDAR_CHANGED]
    assert [one.needs_answer for one in asked] == [True]
    await world.consent("bob")  # a fresh token is no word about the event
    await come_to_rest(world)
    assert world.legs() == (0, 1)
    with pytest.raises(MeetingEdited):
        await cancel_meeting(world.deps, person=ALICE, session=meeting)
    view = await cancel_meeting(world.deps, person=BOB, session=meeting, anyway=True)
    assert not view.needs_attention
    assert not any(one.needs_answer for one in await world.notices("bob"))
    await assert_removed(world, meeting)


@ON_SQLITE
async def test_what_is_gone_already_is_fine(world: World, meeting: SessionId) -> None:
    """Both deleted their events themselves: canceling settles it without a question."""
    for name in BOTH:
        world.account(name).delete_event("primary", world.events(name)[0]["id"])
    await cancel_meeting(world.deps, person=ALICE, session=meeting)
    await assert_removed(world, meeting)


@ON_SQLITE
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop"},
        {"kind": "drop", "when": "after"},
        {"kind": "drop", "times": 5},
        {"kind": "error", "when": "after", "times": 3},
        {"kind": "error", "status": 429, "reason": "rateLimitExceeded", "retry_after": 90},
        {"kind": "late", "delay": 600.0, "times": 2},
    ],
    ids=str,
)
async def test_a_delete_without_an_answer(world: World, meeting: SessionId, fault: dict[str, Any]) -> None:
    """It may or may not have happened: it is tried until it is known to be gone, and told once."""
    world.fault(method="delete", account="g-bob", **fault)
    await cancel_meeting(world.deps, person=ALICE, session=meeting)
    for _ in range(4):
        await come_to_rest(world)
    world.google.late.land_now()
    await assert_removed(world, meeting)


@ON_SQLITE
@pytest.mark.parametrize("when", ["before", "while", "unlinked"])
async def test_a_dead_token_keeps_only_its_own_leg(world: World, meeting: SessionId, when: str) -> None:
    """Bob's token is dead: Alice's event goes at once, Bob is asked once to reconnect, and then his goes too."""

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-bob")

    if when == "before":
        await revoke_access()
    elif when == "unlinked":
        async with world.storage.uow() as uow:
            await uow.accounts.unlink(BOB)
            await uow.commit()
    deps = before(world.deps, "delete", revoke_access) if when == "while" else world.deps
    view = await cancel_meeting(deps, person=ALICE, session=meeting)
    assert (view.session.state, view.needs_attention) == (SessionState.CANCELED, True)
    assert world.legs() == (0, 1)
    assert (await world.inbox("bob")).count(NoticeKind.RECONNECT_NEEDED) == int(when != "unlinked")
    await come_to_rest(world)
    assert world.legs() == (0, 1)
    await world.consent("bob")
    await come_to_rest(world)
    await assert_removed(world, meeting)
    assert not (await read_session(world.deps, viewer=BOB, session=meeting)).needs_attention


@ON_SQLITE
async def test_an_event_without_our_marks_is_left_alone(world: World, meeting: SessionId) -> None:
    """Bob's copy lost Perin's marks: it is his own now, and isn't touched."""
    event = booking_event_of(await world.booking(meeting))
    stored = world.account("bob").entry("bob@example.com").book
    stored.events[event].document.pop("extendedProperties")
    stored.patch(event, {"summary": "Mine alone"})
    await cancel_meeting(world.deps, person=ALICE, session=meeting, anyway=True)
    assert world.account("bob").events()[0]["summary"] == "Mine alone"
    booking = await world.booking(meeting)
    assert booking is not None
    assert booking.state is BookingState.REMOVED


def booking_event_of(booking: Booking | None) -> str:
    """The id of Bob's event."""
    assert booking is not None
    return booking_event(booking, "bob")


@ON_SQLITE
@pytest.mark.parametrize("name", BOTH)
async def test_undo_takes_it_away_and_turns_the_switch_off(world: World, name: str) -> None:
    """Either side undoes what nobody clicked: both events go, their own switch is off, the other hears of it once."""
    session = await book_alone(world)
    other = "bob" if name == "alice" else "alice"
    view = await undo_booking(world.deps, person=key_of(name), session=session)
    assert view.undo_until is None
    await assert_removed(world, session, name, "undone")
    assert await world.deliver() == [(other, "meeting_canceled")]
    async with world.storage.reading() as uow:
        pair = await uow.connections.pair(view.session.connection)
    assert not pair.side(key_of(name)).grant.auto_scheduling
    assert pair.side(key_of(other)).grant.auto_scheduling
    assert (await world.trail(name))[-1].action in {"grant.edited", "session.undone"}
    again = await undo_booking(world.deps, person=key_of(name), session=session)
    assert again.session.end_reason == "undone"


@ON_SQLITE
async def test_undo_is_for_ten_minutes(world: World) -> None:
    """Then it is a meeting like any other."""
    session = await book_alone(world)
    view = await read_session(world.deps, viewer=BOB, session=session)
    assert view.undo_until == (view.session.booked_at or 0) + 10 * MINUTE
    world.forward(10 * MINUTE)
    with pytest.raises(UndoTooLate):
        await undo_booking(world.deps, person=BOB, session=session)
    assert (await read_session(world.deps, viewer=BOB, session=session)).undo_until is None
    assert world.legs() == (1, 1)


@ON_SQLITE
async def test_an_edited_event_is_not_undone_unasked(world: World) -> None:
    """Undo asks as canceling does, and leaves the switch as it is until then."""
    session = await book_alone(world)
    world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="Mine")
    with pytest.raises(MeetingEdited):
        await undo_booking(world.deps, person=ALICE, session=session)
    assert world.legs() == (1, 1)


async def book_alone(world: World) -> SessionId:
    """Let the two Perins book by themselves."""
    async with world.storage.reading() as uow:
        pair = await uow.connections.pair_between(ALICE, BOB)
    assert pair is not None
    for name in BOTH:
        await world.grant(name, pair.connection.id, AUTO)
    view = await world.propose()
    await world.deliver()
    assert await recover_bookings(world.deps) == 0
    row = await world.session(view.session.id)
    assert row.booked_auto
    return row.id
