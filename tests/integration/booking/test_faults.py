"""Google refuses, is silent, answers nonsense, or somebody else is quicker: nothing is ever half booked."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from core.domain.bookings import BookingState
from core.domain.errors import CalendarUnreadable, SlotTaken
from core.domain.grants import Constraints
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import expire_sessions, recover_bookings
from core.usecases.read_session import read_session
from core.usecases.terms import Terms
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.people import DAY, MINUTE, key_of
from tests.support.stepping import before
from tests.support.world import World

# What Google does is the same on either database; races and crashes are proved on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")


async def walk_in(world: World, name: str, offered: Offered, *, earlier: int = 0) -> None:
    """Somebody puts an event of their own into the slot (or just before it)."""
    start, end = offered.slot.start - earlier, (offered.slot.start if earlier else offered.slot.end)
    world.account(name).add_event(summary="Walk-in", start=start, end=end)


@pytest.mark.parametrize("name", ["alice", "bob"])
@pytest.mark.parametrize("moment", ["before busy", "before overlapping"])
async def test_a_slot_taken_meanwhile(world: World, offered: Offered, name: str, moment: str) -> None:
    """Seen at the fresh check or after our holds: nothing stays, both get other slots, each is told once."""
    deps = before(world.deps, moment.removeprefix("before "), lambda: walk_in(world, name, offered))
    with pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert await assert_at_rest(world, offered.session) is SessionState.NEGOTIATING
    assert sum(call.method == "insert" for call in world.google.calls) == (0 if moment == "before busy" else 2)
    view = await read_session(world.deps, viewer=BOB, session=offered.session)
    assert len(view.slots) == 3
    assert offered.slot not in {one.slot for one in view.slots}
    world.edits.clear()
    assert await world.deliver() == []
    assert sorted(world.edits) == [("alice", "card"), ("bob", "card")]
    for person in ("alice", "bob"):
        told = await world.inbox(person)
        assert told.count(NoticeKind.SLOT_TAKEN) == 1
    assert [message.reason for message in await world.messages(offered.session)] == ["", "slot_taken", ""]


async def test_a_buffer_counts_when_the_slot_is_booked(world: World, offered: Offered) -> None:
    """An event that only touches the slot takes it from somebody who keeps time free before a meeting."""
    connection = (await world.session(offered.session)).connection
    await world.grant("bob", connection, Terms(BOOK_ON_CONFIRM, Constraints(buffer_before_minutes=15)))
    await walk_in(world, "bob", offered, earlier=10 * MINUTE)
    with pytest.raises(SlotTaken):
        await world.book("alice", offered.session, offered.slot)
    assert world.legs() == (0, 0)


async def test_touching_events_take_nothing(world: World, offered: Offered) -> None:
    """Without buffers an event that ends when the slot begins is no conflict."""
    await walk_in(world, "bob", offered, earlier=10 * MINUTE)
    await world.book("alice", offered.session, offered.slot)
    assert world.legs() == (1, 1)


async def test_another_calendar_that_counts(world: World, offered: Offered) -> None:
    """Busy time in a second calendar of Bob's stops the booking too, before and after the holds."""
    world.account("bob").add_calendar("family", summary="Family")
    await world.link("bob", busy=("family",))

    async def walk_in_there() -> None:
        world.account("bob").add_event("family", summary="School", start=offered.slot.start, end=offered.slot.end)

    deps = before(world.deps, "overlapping", walk_in_there)
    with pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert world.legs() == (0, 0)


async def test_when_nothing_else_suits(world: World, offered: Offered) -> None:
    """Taken, and no other time left: the session ends with its reason, each is told once; who pressed by their card."""

    async def busy_all_week() -> None:
        world.busy("bob", "2026-12-06 00:00", "2026-12-19 00:00")

    deps = before(world.deps, "busy", busy_all_week)
    row = (await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)).session
    assert (row.state, row.end_reason) == (SessionState.ERROR, "no_slots_left")
    assert (await world.inbox("bob")).count(NoticeKind.BOOKING_FAILED) == 1
    assert (await world.trail("bob"))[-1].action == "session.booking_failed"
    sent = [who for who, what in await world.deliver() if what == NoticeKind.BOOKING_FAILED.value]
    assert sent == ["bob"]


async def test_new_slots_need_the_rights_as_they_stand(world: World, offered: Offered) -> None:
    """After a slot was taken, no calendar is read under a right that has gone meanwhile."""
    connection = (await world.session(offered.session)).connection

    async def taken_and_withdrawn() -> None:
        await walk_in(world, "bob", offered)
        await world.grant("bob", connection, Terms(frozenset()))

    deps = before(world.deps, "busy", taken_and_withdrawn)
    after_all = await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert after_all.session.state is SessionState.ERROR
    assert sum(call.method == "freebusy" for call in world.google.calls) == 4  # two to offer, two to book


async def test_new_slots_wait_for_an_unreadable_calendar(world: World, offered: Offered) -> None:
    """While a calendar can't be read nothing is offered; the next tick tries again, until the session expires."""
    await walk_in(world, "bob", offered)
    world.fault("error", "freebusy", account="g-alice", skip=1, times=None)
    with pytest.raises(SlotTaken):
        await world.book("alice", offered.session, offered.slot)
    assert (await world.session(offered.session)).needs_slots
    view = await read_session(world.deps, viewer=ALICE, session=offered.session)
    assert view.slots == ()
    world.google.faults.clear()
    assert await recover_bookings(world.deps) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.NEGOTIATING
    assert not (await world.session(offered.session)).needs_slots


async def test_an_unreadable_calendar_is_asked_ever_less_often(world: World, offered: Offered) -> None:
    """A tick every two seconds for ten minutes asks a handful of times, and it goes on soon after the calendar does."""
    await walk_in(world, "bob", offered)
    world.fault("error", "freebusy", account="g-alice", skip=1, times=None)
    with pytest.raises(SlotTaken):
        await world.book("alice", offered.session, offered.slot)
    tries = 0
    for _ in range(300):
        tries += await recover_bookings(world.deps)
        world.forward(2)
    assert 5 <= tries <= 10
    world.google.faults.clear()
    world.forward(300)
    assert await recover_bookings(world.deps) == 1
    assert not (await world.session(offered.session)).needs_slots
    assert world.deps.rests.resting(world.now) == ()


async def test_waiting_for_slots_ends_with_the_session(world: World, offered: Offered) -> None:
    """A session that waits for slots that never come expires like any other."""
    await walk_in(world, "bob", offered)
    world.fault("error", "freebusy", account="g-alice", skip=1, times=None)
    with pytest.raises(SlotTaken):
        await world.book("alice", offered.session, offered.slot)
    world.forward(DAY)
    await expire_sessions(world.deps)
    assert (await world.session(offered.session)).state is SessionState.EXPIRED
    assert await recover_bookings(world.deps) == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "status": 503},
        {"kind": "html"},
        {"kind": "drop"},
        {"kind": "calendar_error", "calendar": "bob@example.com", "reason": "notFound"},
        {"kind": "calendar_missing", "calendar": "bob@example.com"},
    ],
)
async def test_what_can_not_be_read_is_not_free(world: World, offered: Offered, fault: dict[str, object]) -> None:
    """At the proposal it refuses and names whose; at the booking nothing is written at all."""
    planned = {"method": "freebusy", "account": "g-bob", "times": None, **fault}
    world.fault(**planned)  # type: ignore[arg-type]  # fields of a fault
    with pytest.raises(CalendarUnreadable) as refused:
        await world.propose(phrase="another")
    assert refused.value.text("whose") == BOB
    await world.book("alice", offered.session, offered.slot)
    await come_to_rest(world)
    failed = await world.session(offered.session)
    assert (failed.state, failed.end_reason) == (SessionState.ERROR, "calendar_unreadable")
    assert sum(call.method == "insert" for call in world.google.calls) == 0
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR


async def test_bobs_no_undoes_alices_hold(world: World, offered: Offered) -> None:
    """Google refuses Bob's event after Alice's was written: both calendars are clean, both learn why."""
    world.fault("error", "insert", account="g-bob", status=403, reason="forbidden")
    failed = await world.book("alice", offered.session, offered.slot)
    assert (failed.session.state, failed.session.end_reason) == (SessionState.ERROR, "access_denied")
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert await world.deliver() == [("bob", "booking_failed")]
    assert sum(call.method == "insert" for call in world.google.calls) == 2  # nothing of Bob's to fence


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["drop", "error", "html"])
async def test_an_insert_without_an_answer(world: World, offered: Offered, kind: str, when: str) -> None:
    """No answer is no failure: the event is looked for and sent again under the same id, and there is one."""
    world.fault(kind, "insert", account="g-bob", when=when)
    booked = await world.book("alice", offered.session, offered.slot)
    assert booked.session.state is SessionState.CONFIRMED
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_an_insert_that_lands_late(world: World, offered: Offered) -> None:
    """The first insert arrives after the second: Google refuses the id, and there is one event."""
    world.fault("late", "insert", account="g-bob", delay=60.0)
    await world.book("alice", offered.session, offered.slot)
    world.google.late.land_now()
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_an_insert_that_lands_after_the_way_back(world: World, offered: Offered) -> None:
    """All tries of an insert land after all was undone: the id was fenced before anybody was told."""
    world.fault("late", "insert", account="g-bob", delay=600.0, times=4)
    await world.book("alice", offered.session, offered.slot)
    await come_to_rest(world)
    failed = await world.session(offered.session)
    assert (failed.state, failed.end_reason) == (SessionState.ERROR, "outcome_unknown")
    assert world.google.late.land_now() == 4
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR


async def test_a_way_back_that_is_blocked_says_nothing_yet(world: World, offered: Offered) -> None:
    """While Bob's calendar doesn't answer it isn't known whether something stands: nobody is told until it is clean."""
    world.fault("error", "list", account="g-bob", status=403, reason="forbidden")
    world.fault("drop", "get", account="g-bob", times=None)
    stuck = await world.book("alice", offered.session, offered.slot)
    assert stuck.session.state is SessionState.BOOKING
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.state is BookingState.ROLLING_BACK
    assert await world.deliver() == []
    world.google.faults.clear()
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR


@pytest.mark.parametrize("kind", ["drop", "error", "html"])
async def test_a_confirmation_without_an_answer(world: World, offered: Offered, kind: str) -> None:
    """The hold became a meeting but the answer was lost: reading it settles it."""
    world.fault(kind, "update", account="g-alice", when="after")
    await world.book("alice", offered.session, offered.slot)
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_somebody_removes_the_hold(world: World, offered: Offered) -> None:
    """Bob deletes the hold in Google while it is being booked: he doesn't want it then, and it is not put back."""

    async def delete() -> None:
        world.account("bob").delete_event("primary", world.events("bob")[0]["id"])

    deps = before(world.deps, "update", delete)
    with pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    assert await assert_at_rest(world, offered.session) is SessionState.NEGOTIATING


async def test_a_foreign_event_under_our_id_is_left_alone(world: World, offered: Offered) -> None:
    """An event that carries our id but not our marks is never changed or deleted, and the operator hears of it once."""
    booking_id: list[str] = []

    async def take_the_id() -> None:
        booking = await world.booking(offered.session)
        assert booking is not None
        booking_id.append(booking.leg(BOB).event)
        world.account("bob").add_event(
            summary="Mine", start=offered.slot.end + DAY, end=offered.slot.end + DAY + MINUTE, event_id=booking_id[0]
        )

    deps = before(world.deps, "busy", take_the_id)
    with capture_logs() as lines, pytest.raises(SlotTaken):
        await confirm_slot(deps, person=ALICE, session=offered.session, slot=offered.slot)
    booking = await world.booking(offered.session)
    assert booking is not None
    told = {"log_level": "warning", "booking": booking.id, "session": offered.session, "event_id": booking_id[0]}
    assert [line for line in lines if line["event"] == "booking.foreign_event"] == [
        {"event": "booking.foreign_event", **told}
    ]
    left = [event for event in world.account("bob").events() if event["id"] == booking_id[0]]
    assert [event["summary"] for event in left] == ["Mine"]
    assert world.legs() == (0, 0)
