"""Meetings that people move or delete in Google: noticed, told once, taken over by one press; leftovers are swept."""

from __future__ import annotations

import pytest

from core.domain.errors import MeetingEdited, NeedsTheirPress, NothingChanged, RuleBroken, SlotTaken, SlotTooSoon
from core.domain.notices import NoticeKind
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.changed import take_new_time
from core.usecases.chores import check_calendars
from core.usecases.read_session import read_session
from core.usecases.reschedule import reschedule_meeting
from core.usecases.steps.checking import check_meeting
from core.usecases.terms import MeetingChange, Terms
from tests.integration.booking.conftest import Offered
from tests.support.people import DAY, HOUR, key_of
from tests.support.stepping import Crash, Process
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
QUARTER = 900


@pytest.fixture
async def meeting(world: World, offered: Offered) -> Offered:
    """A meeting on both calendars, and everybody told of it."""
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()
    world.edits.clear()
    return offered


async def look(world: World) -> int:
    """A quarter of an hour later the calendars are compared."""
    world.forward(QUARTER)
    return await check_calendars(world.deps)


def drag(world: World, name: str, meeting: Offered, seconds: int) -> Interval:
    """Somebody drags their event to another time in Google."""
    slot = Interval(meeting.slot.start + seconds, meeting.slot.end + seconds)
    event = world.events(name)[0]["id"]
    world.account(name).update_event("primary", event, start=slot.start, end=slot.end)
    return slot


def where(world: World, name: str) -> Interval:
    """Where a person's event lies."""
    (event,) = world.events(name)
    found = world.google.find_event(f"{name}@example.com", event["id"])
    assert found is not None
    return Interval(int(found[1].start), int(found[1].end))


async def state_of(world: World, meeting: Offered) -> tuple[Interval | None, tuple[object, ...]]:
    """The meeting's time as the rows have it, and each leg's change."""
    booking = await world.booking(meeting.session)
    assert booking is not None
    return (await world.session(meeting.session)).booked_slot, tuple(leg.drift for leg in booking.legs)


async def test_a_move_is_told_to_both_once(world: World, meeting: Offered) -> None:
    """Bob drags it a day later: both are asked once, both cards say so, and his new time is held."""
    slot = drag(world, "bob", meeting, DAY)
    assert await look(world) == 1
    assert await world.deliver() == [("alice", "calendar_changed"), ("bob", "calendar_changed")]
    assert sorted(world.edits) == [("alice", "card"), ("bob", "card")]
    view = await read_session(world.deps, viewer=ALICE, session=meeting.session)
    assert view.drift is not None
    assert (view.drift.whose, view.drift.slot) == (BOB, slot)
    assert await world.held() == (meeting.slot, slot)
    assert await look(world) == 0
    assert await world.deliver() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_change_undone_by_hand_is_over(world: World, meeting: Offered) -> None:
    """Bob drags it back: nothing is asked any more; dragged away again it is told again."""
    drag(world, "bob", meeting, DAY)
    await look(world)
    drag(world, "bob", meeting, 0)
    assert await look(world) == 1
    assert (await state_of(world, meeting))[1] == (None, None)
    assert [one for one in await world.notices("alice") if one.needs_answer] == []
    assert await world.held() == (meeting.slot,)
    await world.deliver()
    drag(world, "bob", meeting, DAY)
    await look(world)
    assert len(await world.deliver()) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_deleted_event_is_told(world: World, meeting: Offered) -> None:
    """Alice deletes hers: both are asked; there is no time to take, and her time is free again."""
    world.account("alice").delete_event("primary", world.events("alice")[0]["id"])
    assert await look(world) == 1
    view = await read_session(world.deps, viewer=BOB, session=meeting.session)
    assert view.drift is not None
    assert (view.drift.whose, view.drift.slot) == (ALICE, None)
    assert (await world.held("alice"), await world.held("bob")) == ((), (meeting.slot,))
    with pytest.raises(NothingChanged):
        await take_new_time(world.deps, person=BOB, session=meeting.session)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_no_change(world: World, meeting: Offered) -> None:
    """A title, guests, notes: the owner's business. One list per calendar is all that is asked."""
    world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="With Alice!", colorId="3")
    calls = len(world.google.calls)
    assert await look(world) == 0
    assert [call.method for call in world.google.calls[calls:]] == ["list", "list"]
    assert await check_calendars(world.deps) == 0
    assert len(world.google.calls) == calls + 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_calendar_that_is_silent_changes_nothing(world: World, meeting: Offered) -> None:
    """What can't be read isn't gone; a dead token is asked to be mended once."""
    world.fault("error", "list", account="g-bob")
    world.google.oauth.revoke_account("g-alice")
    assert await look(world) == 0
    assert (await state_of(world, meeting))[1] == (None, None)
    assert (await world.inbox("alice")).count(NoticeKind.RECONNECT_NEEDED) == 1


async def test_the_other_side_takes_the_new_time(world: World, meeting: Offered) -> None:
    """Alice presses: her event follows at once, both rows and claims too, and Bob hears of it once."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    await world.deliver()
    world.edits.clear()
    view = await take_new_time(world.deps, person=ALICE, session=meeting.session)
    assert view.session.booked_slot == slot
    assert view.drift is None
    assert (where(world, "alice"), where(world, "bob")) == (slot, slot)
    assert await state_of(world, meeting) == (slot, (None, None))
    assert await world.held() == (slot,)
    assert await world.deliver() == [("bob", "rescheduled")]
    assert [one for one in await world.notices("alice") if one.needs_answer] == []
    assert await look(world) == 0
    with pytest.raises(NothingChanged):
        await take_new_time(world.deps, person=ALICE, session=meeting.session)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_mover_needs_the_others_leave(world: World, meeting: Offered) -> None:
    """Bob may take it alone while Alice lets him book; once she only wants to be asked, he may not."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    await world.deliver()
    connection = (await world.session(meeting.session)).connection
    await world.grant("alice", connection, Terms(ASK_FIRST))
    for person, may in ((ALICE, True), (BOB, False)):
        drift = (await read_session(world.deps, viewer=person, session=meeting.session)).drift
        assert drift is not None
        assert (drift.slot, drift.can_take) == (slot, may)
    with pytest.raises(NeedsTheirPress):
        await take_new_time(world.deps, person=BOB, session=meeting.session)
    await world.grant("alice", connection, Terms(BOOK_ON_CONFIRM))
    await world.deliver()
    await take_new_time(world.deps, person=BOB, session=meeting.session)
    assert where(world, "alice") == slot
    assert await world.deliver() == [("alice", "rescheduled")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_other_side_must_be_free(world: World, meeting: Offered) -> None:
    """Busy, outside their hours, or over: refused, and nothing moves."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    walk_in = world.account("alice").add_event(summary="Mine", start=slot.start, end=slot.end)
    with pytest.raises(SlotTaken):
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
    world.account("alice").delete_event("primary", str(walk_in["id"]))
    drag(world, "bob", meeting, 12 * HOUR)
    await look(world)
    with pytest.raises(RuleBroken):
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
    assert where(world, "alice") == meeting.slot
    assert meeting.slot in await world.held()
    drag(world, "bob", meeting, -(meeting.slot.start - world.now) - DAY)
    await look(world)
    with pytest.raises(SlotTooSoon):
        await take_new_time(world.deps, person=ALICE, session=meeting.session)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_event_is_looked_at_once_more(world: World, meeting: Offered) -> None:
    """Bob dragged it on since it was noticed: nothing follows to where it isn't; the newer time is asked about."""
    drag(world, "bob", meeting, DAY)
    await look(world)
    slot = drag(world, "bob", meeting, 2 * DAY)
    with pytest.raises(NothingChanged):
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
    view = await read_session(world.deps, viewer=ALICE, session=meeting.session)
    assert view.drift is not None
    assert view.drift.slot == slot
    assert where(world, "alice") == meeting.slot


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_both_moved_it_to_the_same_time(world: World, meeting: Offered) -> None:
    """They agreed without Perin: that is the meeting's time, and nobody is asked anything."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    drag(world, "alice", meeting, DAY)
    assert await look(world) == 1
    assert await state_of(world, meeting) == (slot, (None, None))
    assert [one for one in await world.notices("alice") if one.needs_answer] == []


@pytest.mark.parametrize(
    "moment", ["after commit 1", "before amend alice", "after amend alice", "before commit 2", "after commit 2"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_taking_it_cut_short(world: World, meeting: Offered, moment: str) -> None:
    """The process dies in the middle: either nothing moved and it can be pressed again, or it is where both are."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    process = Process(world.deps, dies_at=moment)
    with pytest.raises(Crash):
        await take_new_time(process.doomed(), person=ALICE, session=meeting.session)
    assert moment in process.moments
    await look(world)
    followed = where(world, "alice") == slot
    assert followed == (moment not in {"after commit 1", "before amend alice"})
    booked, drifts = await state_of(world, meeting)
    assert booked == (slot if followed else meeting.slot)
    assert any(drifts) is not followed
    assert await world.held() == ((slot,) if followed else (meeting.slot, slot))
    if not followed:
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
        assert where(world, "alice") == slot


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_answer_lost_on_the_way(world: World, meeting: Offered, when: str) -> None:
    """The write's answer is lost: reading tells, and what wasn't written can be pressed again."""
    slot = drag(world, "bob", meeting, DAY)
    await look(world)
    world.fault("drop", "update", account="g-alice", when=when)
    if when == "after":
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
    else:
        with pytest.raises(Exception, match="unreadable"):
            await take_new_time(world.deps, person=ALICE, session=meeting.session)
        await look(world)
        await take_new_time(world.deps, person=ALICE, session=meeting.session)
    assert where(world, "alice") == slot
    assert await state_of(world, meeting) == (slot, (None, None))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_just_before_a_reminder(world: World, meeting: Offered) -> None:
    """One meeting is looked at without waiting for its turn; a calendar that is silent counts as unchanged."""
    drag(world, "bob", meeting, DAY)
    world.fault("drop", "get", account="g-alice")
    await check_meeting(world.deps, meeting.session)
    view = await read_session(world.deps, viewer=ALICE, session=meeting.session)
    assert view.drift is not None
    assert view.drift.whose == BOB


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_changed_meeting_can_be_canceled(world: World, meeting: Offered) -> None:
    """The change was told to both, so that canceling takes both events away; another edit since then is asked about."""
    drag(world, "bob", meeting, DAY)
    await look(world)
    world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="With my notes")
    with pytest.raises(MeetingEdited):
        await cancel_meeting(world.deps, person=ALICE, session=meeting.session)
    await cancel_meeting(world.deps, person=ALICE, session=meeting.session, anyway=True)
    assert world.legs() == (0, 0)
    assert await world.held() == ()
    assert [one for one in await world.notices("bob") if one.needs_answer] == []
    assert await look(world) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_changed_meeting_can_be_rescheduled(world: World, meeting: Offered) -> None:
    """Another time than either: both events move there, from where each of them lies."""
    drag(world, "bob", meeting, DAY)
    await look(world)
    view = await reschedule_meeting(
        world.deps, person=ALICE, session=meeting.session, request=MeetingChange(), key=world.deps.new_id()
    )
    slot = view.slots[0].slot
    await world.book("alice", view.session.id, slot)
    assert (where(world, "alice"), where(world, "bob")) == (slot, slot)
    assert await world.held() == (slot,)
    assert await look(world) == 0
