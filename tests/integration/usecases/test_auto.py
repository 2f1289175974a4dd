"""The two Perins book without a click: the best slot, inside both sides' limits, told once; else ordinary slots."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.bookings import BookingState
from core.domain.messages import MessageKind
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionKind, SessionState
from core.usecases.jobs import recover_bookings
from core.usecases.more_times import more_times
from core.usecases.nudging import nudge
from core.usecases.pause import pause
from core.usecases.propose import propose_meeting
from core.usecases.read_session import read_session
from core.usecases.terms import MeetingRequest, Terms
from tests.integration.usecases.stages import ASKS, AUTO, AUTO_OFF, BOOKS
from tests.support.people import NEXT_WEEK, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")
WISH = MeetingRequest(length_minutes=45, window=NEXT_WEEK, phrase="next week")


@pytest.fixture
async def auto(world: World) -> World:
    """Alice and Bob let their Perins book by themselves."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=AUTO, theirs=AUTO)
    await world.deliver()
    return world


async def test_the_best_slot_is_booked_at_once(auto: World) -> None:
    """One act gives each one message, their card; it says what was booked, on whose authority, and can be undone."""
    view = await auto.propose()
    assert view.session.state is SessionState.CONFIRMED
    assert view.session.booked_auto
    assert view.undo_until == auto.now + 600
    assert auto.legs() == (1, 1)
    assert await auto.deliver() == [("alice", "card"), ("bob", "card")]
    assert await auto.inbox("bob") == [NoticeKind.INVITE_RECEIVED, NoticeKind.BOOKED]
    proposal, confirm = await auto.messages(view.session.id)
    assert (proposal.kind, confirm.kind, confirm.reason) == (MessageKind.PROPOSAL, MessageKind.CONFIRM, "auto")
    for name in ("alice", "bob"):
        booked = (await auto.trail(name))[-1]
        assert (booked.action, booked.authority) == ("session.booked", "grant:write.auto")


@sqlite_only
async def test_undo_leaves_the_cards_with_its_ten_minutes(auto: World) -> None:
    """Then both cards are drawn once more without it, nobody is told anything, and that was that."""
    view = await auto.propose()
    await auto.deliver()
    auto.edits.clear()
    auto.forward(599)
    assert (await nudge(auto.deps), await auto.deliver(), auto.edits) == (0, [], [])
    auto.forward(1)
    assert (await nudge(auto.deps), await auto.deliver()) == (0, [])
    assert sorted(auto.edits) == [("alice", "card"), ("bob", "card")]
    assert (await read_session(auto.deps, viewer=BOB, session=view.session.id)).undo_until is None
    assert (await nudge(auto.deps), await auto.deliver(), len(auto.edits)) == (0, [], 2)


@sqlite_only
@pytest.mark.parametrize("terms", [(AUTO, BOOKS), (BOOKS, AUTO), (AUTO_OFF, AUTO), (AUTO, AUTO_OFF), (AUTO, ASKS)])
async def test_both_must_want_it(world: World, terms: tuple[Terms, Terms]) -> None:
    """A scope or a switch that one side lacks leaves it to a press."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=terms[0], theirs=terms[1])
    await world.deliver()
    view = await world.propose()
    assert (view.session.state, len(view.slots)) == (SessionState.NEGOTIATING, 3)
    assert await world.deliver() == [("alice", "card"), ("bob", "card")]
    assert world.legs() == (0, 0)


@sqlite_only
async def test_only_times_are_never_booked(auto: World) -> None:
    """Who asked for times only gets times."""
    assert (await auto.propose(kind=SessionKind.PROPOSAL_ONLY)).session.state is SessionState.NEGOTIATING


@sqlite_only
async def test_nothing_is_booked_for_who_paused(auto: World) -> None:
    """The asker paused Perin for others: what they ask for themselves is offered, and booked by a press."""
    await pause(auto.deps, person=ALICE)
    assert (await auto.propose()).session.state is SessionState.NEGOTIATING


@sqlite_only
async def test_the_weekly_limit_holds(auto: World) -> None:
    """Two a week by themselves, by default; what goes beyond isn't even offered there."""
    weeks = [await auto.propose(phrase=phrase) for phrase in ("one", "two")]
    assert {one.session.state for one in weeks} == {SessionState.CONFIRMED}
    third = await auto.propose(phrase="three")
    assert (third.session.state, third.slots) == (SessionState.INITIATED, ())
    assert auto.legs() == (2, 2)


@sqlite_only
async def test_more_times_wants_to_choose(auto: World) -> None:
    """Who asks for more times is choosing: nothing is booked under their hands."""
    auto.fault("error", "insert", account="g-bob", status=403, reason="forbidden")
    view = await auto.propose()
    assert view.session.state is SessionState.NEGOTIATING
    more = await more_times(auto.deps, person=ALICE, session=view.session.id)
    assert (more.session.state, len(more.slots)) == (SessionState.NEGOTIATING, 3)


@sqlite_only
async def test_what_fails_becomes_ordinary_slots(auto: World) -> None:
    """Google refuses Bob's event: both get slots to press, nobody hears of a failure of what nobody asked for."""
    auto.fault("error", "insert", account="g-bob", status=403, reason="forbidden")
    view = await auto.propose()
    assert (view.session.state, len(view.slots)) == (SessionState.NEGOTIATING, 3)
    assert auto.legs() == (0, 0)
    assert await auto.deliver() == [("alice", "card"), ("bob", "card")]
    assert (await auto.inbox("bob"))[1:] == [NoticeKind.SLOTS_FOR_YOU]
    assert NoticeKind.BOOKING_FAILED not in await auto.inbox("alice")


@sqlite_only
async def test_a_taken_slot_gives_way_to_the_next_best(auto: World) -> None:
    """Somebody is quicker in Google: the Perins book the best of the next three, and each gets one message."""

    async def walk_in() -> None:
        async with auto.storage.reading() as uow:
            (session,) = await uow.sessions.open_on((await uow.connections.of(BOB))[0].connection.id)
        booking = await auto.booking(session.id)
        assert booking is not None
        auto.account("bob").add_event(summary="Walk-in", start=booking.slot.start, end=booking.slot.end)

    deps = before(auto.deps, "insert", walk_in)
    view = await propose_meeting(deps, asker=ALICE, other=BOB, request=WISH, key="k")
    assert (view.session.state, view.session.generation) == (SessionState.CONFIRMED, 2)
    assert auto.legs() == (1, 1)
    assert [what for name, what in await auto.deliver() if name == "bob"] == ["card"]


@pytest.mark.parametrize("moment", ["after commit 2", "after insert alice", "before commit 5"])
async def test_a_crash_in_between_is_finished(auto: World, moment: str) -> None:
    """The slots and the booking are one decision: whoever comes next finishes it, and it is told as if nothing was."""
    process = Process(auto.deps, dies_at=moment)
    with pytest.raises(Crash):
        await propose_meeting(process.doomed(), asker=ALICE, other=BOB, request=WISH, key="k")
    auto.forward(LEASE + 1)
    assert await recover_bookings(auto.deps) == 1
    assert auto.legs() == (1, 1)
    assert await auto.deliver() == [("alice", "card"), ("bob", "card")]


@sqlite_only
async def test_a_right_withdrawn_meanwhile_stops_it(auto: World) -> None:
    """Bob switches it off between the claim and the commit: nothing is booked, both get slots to press."""

    async def switch_off() -> None:
        async with auto.storage.reading() as uow:
            connection = (await uow.connections.of(BOB))[0].connection.id
        await auto.grant("bob", connection, replace(AUTO, auto_scheduling=False))

    deps = before(auto.deps, "update", switch_off)
    view = await propose_meeting(deps, asker=ALICE, other=BOB, request=WISH, key="k")
    assert view.session.state is SessionState.NEGOTIATING
    assert len(view.slots) == 3
    assert auto.legs() == (0, 0)
    booking = await auto.booking(view.session.id)
    assert booking is not None
    assert (booking.state, booking.reason) == (BookingState.ROLLED_BACK, "auto_not_allowed")


@sqlite_only
async def test_the_other_side_reads_it_in_their_own_words(auto: World) -> None:
    """Bob's card shows the meeting and how long it can be undone."""
    view = await auto.propose()
    his = await read_session(auto.deps, viewer=BOB, session=view.session.id)
    assert (his.session.booked_auto, his.undo_until) == (True, auto.now + 600)
