"""Leaving: what it would do is shown first, and meetings are kept or canceled by choice."""

from __future__ import annotations

import pytest

from core.domain.connections import ConnectionState
from core.domain.errors import NotParticipant, StillWorking
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.usecases.calendars import unlink
from core.usecases.confirm import confirm_slot
from core.usecases.forget import forget_person, preview_forget
from core.usecases.jobs import recover_bookings
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import preview_end, revoke
from core.usecases.terms import MeetingChange, Terms
from core.usecases.views import SessionView
from tests.support.people import DAY, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

ALICE, BOB = key_of("alice"), key_of("bob")


@pytest.fixture
async def pair(world: World) -> World:
    """Alice and Bob may each book with one press."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=Terms(BOOK_ON_CONFIRM), theirs=Terms(BOOK_ON_CONFIRM))
    return world


async def book(world: World, phrase: str) -> SessionView:
    """Book the first time that suits both."""
    view = await world.propose(phrase=phrase)
    return await world.book("alice", view.session.id, view.slots[0].slot)


async def test_what_ending_would_do(pair: World) -> None:
    """Open sessions and upcoming meetings are shown to either side, and to nobody else; past ones are over."""
    meeting = await book(pair, "one")
    opened = await pair.propose(phrase="two")
    for person in (ALICE, BOB):
        shown = await preview_end(pair.deps, person=person, connection=meeting.session.connection)
        assert [view.session.id for view in shown.meetings] == [meeting.session.id]
        assert [view.session.id for view in shown.open] == [opened.session.id]
        everything = await preview_forget(pair.deps, person=person)
        assert (everything.connections, everything.open, everything.has_calendar) == (1, 1, True)
        assert [view.session.id for view in everything.meetings] == [meeting.session.id]
    with pytest.raises(NotParticipant):
        await preview_end(pair.deps, person=key_of("priya"), connection=meeting.session.connection)
    pair.forward(30 * DAY)
    shown = await preview_end(pair.deps, person=ALICE, connection=meeting.session.connection)
    assert shown.meetings == ()


async def test_revoking_cancels_what_was_chosen(pair: World) -> None:
    """Of three meetings the two chosen go, with one message to Bob for both; the third stays and is named."""
    first, second, third = [await book(pair, phrase) for phrase in ("one", "two", "three")]
    await pair.deliver()
    connection = first.session.connection
    chosen = (first.session.id, third.session.id, SessionId("none of theirs"))
    ended = await revoke(pair.deps, person=ALICE, connection=connection, cancel=chosen)
    assert [view.session.id for view in ended.kept] == [second.session.id]
    assert pair.legs() == (1, 1)
    assert len(await pair.held()) == 1
    told = [what for name, what in await pair.deliver() if name == "bob"]
    assert told == ["meeting_canceled"]
    assert (await pair.inbox("bob")).count(NoticeKind.MEETING_CANCELED) == 2


async def test_revoking_keeps_what_was_edited(pair: World) -> None:
    """A chosen meeting whose event Bob edited isn't destroyed: it is among those that stand."""
    meeting = await book(pair, "one")
    pair.account("bob").update_event("primary", pair.events("bob")[0]["id"], summary="Mine")
    ended = await revoke(pair.deps, person=ALICE, connection=meeting.session.connection, cancel=(meeting.session.id,))
    assert [view.session.id for view in ended.kept] == [meeting.session.id]
    assert pair.legs() == (1, 1)


async def test_a_meeting_that_a_chore_is_at(pair: World) -> None:
    """Revoking ends the connection at once and names the meeting as kept; forgetting waits for the chore."""
    meeting = await book(pair, "one")
    booking = await pair.booking(meeting.session.id)
    assert booking is not None
    async with pair.deps.uow() as uow:
        await uow.bookings.take(booking.id, LEASE)
        await uow.commit()
    with pytest.raises(StillWorking):
        await forget_person(pair.deps, person=BOB, cancel_meetings=True)
    ended = await revoke(pair.deps, person=ALICE, connection=meeting.session.connection, cancel=(meeting.session.id,))
    assert ended.view.connection.state is ConnectionState.REVOKED
    assert [view.session.id for view in ended.kept] == [meeting.session.id]


async def test_a_meeting_that_outlived_its_connection_can_go(pair: World) -> None:
    """Booked, then revoked: it still counts among what forgetting shows, and goes when chosen."""
    meeting = await book(pair, "one")
    await revoke(pair.deps, person=BOB, connection=meeting.session.connection)
    assert [view.session.id for view in (await preview_forget(pair.deps, person=BOB)).meetings] == [meeting.session.id]
    gone = await forget_person(pair.deps, person=BOB, cancel_meetings=True)
    assert (gone.connections, gone.canceled_meetings, gone.kept_meetings) == (0, 1, 0)
    assert pair.legs() == (0, 0)


@pytest.mark.parametrize("cancels", [True, False])
async def test_forgetting_keeps_or_cancels_meetings(pair: World, cancels: bool) -> None:
    """By choice; the other side hears of it in one message, and the calendar is given back at the end."""
    for phrase in ("one", "two"):
        await book(pair, phrase)
    await pair.deliver()
    gone = await forget_person(pair.deps, person=ALICE, cancel_meetings=cancels)
    assert (gone.connections, gone.had_calendar) == (1, True)
    assert (gone.canceled_meetings, gone.kept_meetings) == ((2, 0) if cancels else (0, 2))
    assert pair.legs() == ((0, 0) if cancels else (2, 2))
    assert await pair.deliver() == ([("bob", "meeting_canceled")] if cancels else [])
    (trail,) = [[entry for entry in await pair.trail("bob") if entry.action == "connection.revoked"]]
    assert [entry.other for entry in trail] != [ALICE]


async def test_nothing_is_given_back_while_something_is_under_way(pair: World) -> None:
    """A booking that a crash left, also on a connection revoked since, keeps its token until it is settled."""
    view = await pair.propose()
    connection = view.session.connection
    process = Process(pair.deps, dies_at="after insert bob")
    with pytest.raises(Crash):
        await confirm_slot(process.doomed(), person=ALICE, session=view.session.id, slot=view.slots[0].slot)
    await revoke(pair.deps, person=ALICE, connection=connection)
    for attempt in (
        forget_person(pair.deps, person=ALICE),
        forget_person(pair.deps, person=BOB, cancel_meetings=True),
        unlink(pair.deps, person=BOB),
    ):
        with pytest.raises(StillWorking):
            await attempt
    pair.forward(LEASE + 1)
    await settle(pair)
    await unlink(pair.deps, person=BOB)
    await forget_person(pair.deps, person=ALICE)
    assert pair.legs() == (0, 0)


async def settle(world: World) -> None:
    """Let recovery finish what was left."""
    assert await recover_bookings(world.deps) == 1


async def test_events_that_cant_go_yet_keep_the_person(pair: World) -> None:
    """Google is silent while meetings are taken away: the data stays until they are gone, then forgetting works."""
    await book(pair, "one")
    pair.fault("drop", "delete", times=4)
    with pytest.raises(StillWorking):
        await forget_person(pair.deps, person=ALICE, cancel_meetings=True)
    pair.forward(LEASE + 1)
    await settle(pair)
    gone = await forget_person(pair.deps, person=ALICE, cancel_meetings=True)
    assert gone.canceled_meetings == 0
    assert pair.legs() == (0, 0)


async def test_a_meeting_in_the_middle_of_a_move_is_kept(pair: World) -> None:
    """Revoked with the meeting chosen while it is being moved: it stands where it was, and is named."""
    meeting = await book(pair, "one")
    view = await reschedule_meeting(
        pair.deps, person=BOB, session=meeting.session.id, request=MeetingChange(), key="move"
    )
    kept: list[SessionView] = []

    async def end() -> None:
        ended = await revoke(pair.deps, person=BOB, connection=meeting.session.connection, cancel=(meeting.session.id,))
        kept.extend(ended.kept)

    deps = before(pair.deps, "amend", end)
    after_all = await confirm_slot(deps, person=ALICE, session=view.session.id, slot=view.slots[0].slot)
    assert after_all.session.state is SessionState.CANCELED
    assert [one.session.id for one in kept] == [meeting.session.id]
    assert pair.legs() == (1, 1)
    assert (await pair.session(meeting.session.id)).is_meeting
