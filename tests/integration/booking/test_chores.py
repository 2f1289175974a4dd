"""What is left to do once the fate of a booking is settled: the look after the fence, and the video link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.bookings import BookingState, Chore
from core.domain.errors import MeetingEdited
from core.domain.grants import Constraints
from core.domain.notices import NoticeKind
from core.domain.people import Place
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.chores import work_off_chores
from core.usecases.jobs import recover_bookings
from core.usecases.read_session import read_session
from core.usecases.terms import Terms
from tests.integration.booking.conftest import Offered
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.support.people import HOUR, key_of
from tests.support.stepping import Crash, Process, before
from tests.support.world import LEASE, World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")
VIDEO = Terms(BOOK_ON_CONFIRM, Constraints(place=Place.VIDEO))
QUIET = 31


async def prefer_video(world: World, offered: Offered, *names: str) -> Offered:
    """Let these prefer video, and offer anew."""
    connection = (await world.session(offered.session)).connection
    for name in names:
        await world.grant(name, connection, VIDEO)
    view = await world.propose(phrase="by video")
    return Offered(view.session.id, view.slots[0].slot)


async def links(world: World, offered: Offered) -> tuple[str, str]:
    """The address that Alice and Bob join at, as their cards show it."""
    alice, bob = [await read_session(world.deps, viewer=one, session=offered.session) for one in (ALICE, BOB)]
    return alice.meeting_link, bob.meeting_link


async def chore_of(world: World, offered: Offered) -> Chore:
    """What is left to do for the booking."""
    booking = await world.booking(offered.session)
    assert booking is not None
    return booking.chore


async def slip_past_the_fence(world: World, offered: Offered) -> None:
    """Let Google overlook that the id was taken: the booking was rolled back, and then an insert of it lands."""
    world.fault("late", "insert", account="g-bob", delay=600.0, times=4)
    await world.book("alice", offered.session, offered.slot)
    world.forward(LEASE + 1)
    await recover_bookings(world.deps)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.chore is Chore.VERIFY
    del world.account("bob").entry("primary").book.events[booking.leg(BOB).event]
    world.google.late.land_now()
    assert world.legs() == (0, 1)


async def test_what_slips_past_the_fence_is_found(world: World, offered: Offered) -> None:
    """Once no insert can come any more, what landed late is removed."""
    await slip_past_the_fence(world, offered)
    assert await work_off_chores(world.deps) == 0
    world.forward(QUIET)
    world.fault("error", "get", account="g-bob")
    assert await work_off_chores(world.deps) == 1
    assert world.legs() == (0, 1)
    world.forward(QUIET)
    assert await work_off_chores(world.deps) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert await chore_of(world, offered) is Chore.NONE


async def test_a_dead_token_does_not_keep_the_other_calendar_from_the_look(world: World, offered: Offered) -> None:
    """Bob's hold waits for his token; what slips into Alice's calendar goes all the same, and his when he is back."""
    world.fault("late", "insert", account="g-alice", delay=600.0, times=4)
    await world.book("alice", offered.session, offered.slot)
    world.google.oauth.revoke_account("g-bob")
    world.forward(LEASE + 1)
    await recover_bookings(world.deps)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert (booking.state, booking.chore) == (BookingState.NEEDS_ATTENTION, Chore.VERIFY)
    del world.account("alice").entry("primary").book.events[booking.leg(ALICE).event]
    world.google.late.land_now()
    assert world.legs() == (1, 1)
    world.forward(QUIET)
    assert await work_off_chores(world.deps) == 1
    assert world.legs() == (0, 1)
    assert await work_off_chores(world.deps) == 0
    await world.consent("bob")
    await come_to_rest(world)
    assert await assert_at_rest(world, offered.session) is SessionState.ERROR
    assert await chore_of(world, offered) is Chore.NONE


async def test_a_booking_that_needed_no_fence_is_not_looked_at_again(world: World, offered: Offered) -> None:
    """A refusal that certainly wrote nothing leaves nothing to look for."""
    world.fault("error", "insert", account="g-bob", status=403, reason="forbidden")
    await world.book("alice", offered.session, offered.slot)
    world.forward(HOUR)
    assert await work_off_chores(world.deps) == 0


async def test_both_prefer_video(world: World, offered: Offered) -> None:
    """One link is made on the asker's event, stands on both events and both cards, and nobody gets a message for it."""
    offered = await prefer_video(world, offered, "alice", "bob")
    world.fault("slow_link", "update", account="g-alice", delay=3.0, times=None)
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()
    assert await work_off_chores(world.deps) == 1
    assert await links(world, offered) == ("", "")
    world.forward(4)
    assert await work_off_chores(world.deps) == 1
    link = (await links(world, offered))[0]
    assert link.startswith("http")
    assert await links(world, offered) == (link, link)
    (hers,), (his,) = world.events("alice"), world.events("bob")
    assert hers["hangoutLink"] == link
    assert link in his["description"]
    assert his["location"] == link
    assert "conferenceData" not in his
    world.edits.clear()
    assert await world.deliver() == []
    assert sorted(world.edits) == [("alice", "card"), ("bob", "card")]
    assert await chore_of(world, offered) is Chore.NONE
    booking = await world.booking(offered.session)
    assert booking is not None
    assert [leg.etag for leg in booking.legs] == [hers["etag"], his["etag"]]


@pytest.mark.parametrize("names", [(), ("alice",), ("bob",)])
async def test_a_link_needs_both(world: World, offered: Offered, names: tuple[str, ...]) -> None:
    """Unless both prefer video no link is asked for."""
    offered = await prefer_video(world, offered, *names)
    await world.book("alice", offered.session, offered.slot)
    assert await work_off_chores(world.deps) == 0


async def test_no_link_undoes_nothing(world: World, offered: Offered) -> None:
    """Google can't make the link: the meeting stands without one, and it isn't tried forever."""
    offered = await prefer_video(world, offered, "alice", "bob")
    world.fault("no_link", "update", account="g-alice", times=None)
    await world.book("alice", offered.session, offered.slot)
    while await chore_of(world, offered) is not Chore.NONE:
        world.forward(60)
        await work_off_chores(world.deps)
    assert await links(world, offered) == ("", "")
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    assert NoticeKind.BOOKING_FAILED not in await world.inbox("bob")


async def test_a_calendar_that_is_silent_is_given_up(world: World, offered: Offered) -> None:
    """Ten tries, further and further apart, then the meeting stays without a link."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    world.fault("drop", "get", account="g-alice", times=None)
    tries = 0
    while await chore_of(world, offered) is not Chore.NONE:
        tries += await work_off_chores(world.deps)
        world.forward(30)
    assert tries == 10


@pytest.mark.parametrize("moment", ["after amend alice", "before amend bob", "after amend bob", "before commit 2"])
async def test_a_link_cut_short_is_finished(world: World, offered: Offered, moment: str) -> None:
    """The process dies while the link is put on the events: the next one ends with the same link on both."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    if moment.endswith("bob"):
        await work_off_chores(world.deps)
        world.forward(5)
    process = Process(world.deps, dies_at=moment)
    with pytest.raises(Crash):
        await work_off_chores(process.doomed())
    assert await work_off_chores(world.deps) == 0
    world.forward(LEASE + 1)
    assert await work_off_chores(world.deps) == 1
    first, second = await links(world, offered)
    assert first == second != ""
    assert world.events("bob")[0]["description"].count(first) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED
    await cancel_meeting(world.deps, person=ALICE, session=offered.session)  # asks nobody about an edit of their own


@pytest.mark.parametrize("edits", [False, True], ids=["left", "edited"])
async def test_a_link_whose_answer_was_lost_is_not_taken_for_an_edit(
    world: World, offered: Offered, *, edits: bool
) -> None:
    """Bob's event was changed and nothing says so: what it says since is told apart, as ours or as his."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    await work_off_chores(world.deps)
    world.forward(5)
    world.fault("drop", "update", account="g-bob", when="after")
    await work_off_chores(world.deps)
    assert await links(world, offered) == ("", "")
    assert "Join: " in world.events("bob")[0]["description"]
    if edits:
        world.account("bob").update_event("primary", world.events("bob")[0]["id"], summary="Mine now")
    world.forward(60)
    await work_off_chores(world.deps)
    assert all(await links(world, offered))
    if edits:
        with pytest.raises(MeetingEdited):
            await cancel_meeting(world.deps, person=ALICE, session=offered.session)
    else:
        await cancel_meeting(world.deps, person=ALICE, session=offered.session)
        assert world.events("bob") == []


async def test_an_edit_before_the_link_is_not_overlooked(world: World, offered: Offered) -> None:
    """Bob writes into his event before the link is there: both stay, and canceling asks before it takes that away."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    world.account("bob").update_event("primary", world.events("bob")[0]["id"], description="My notes")
    await work_off_chores(world.deps)
    world.forward(5)
    await work_off_chores(world.deps)
    link = (await links(world, offered))[1]
    assert world.events("bob")[0]["description"] == f"My notes\n\nJoin: {link}"
    with pytest.raises(MeetingEdited):
        await cancel_meeting(world.deps, person=ALICE, session=offered.session)


async def test_a_link_stops_for_a_cancellation(world: World, offered: Offered) -> None:
    """Who cancels needn't wait for the link, and the link's process writes nothing any more once fenced off."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)

    async def take() -> None:
        async with world.storage.uow() as uow:
            booking = await uow.bookings.of_session(offered.session)
            assert booking is not None
            taken = await uow.bookings.take(booking.id, LEASE)
            await uow.bookings.save(replace(taken, chore=Chore.NONE), 0)
            await uow.commit()

    await work_off_chores(before(world.deps, "amend", take))
    assert await links(world, offered) == ("", "")


@pytest.mark.parametrize("is_asked_for", [False, True], ids=["before", "after"])
async def test_an_edit_of_the_asker_s_is_noticed_beside_the_link(
    world: World, offered: Offered, *, is_asked_for: bool
) -> None:
    """What Alice writes before the link is asked for, or while Google makes it, isn't taken for Google's own change."""
    offered = await prefer_video(world, offered, "alice", "bob")
    world.fault("slow_link", "update", account="g-alice", delay=3.0, times=None)
    await world.book("alice", offered.session, offered.slot)
    if is_asked_for:
        await work_off_chores(world.deps)
    world.account("alice").update_event("primary", world.events("alice")[0]["id"], description="My notes")
    for _ in range(3):
        await work_off_chores(world.deps)
        world.forward(5)
    assert all(await links(world, offered))
    with pytest.raises(MeetingEdited):
        await cancel_meeting(world.deps, person=BOB, session=offered.session)
    assert world.events("alice")[0]["description"] == "My notes"
