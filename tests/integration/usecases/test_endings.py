"""How things end without a booking, or in the middle of one: expiry, revoke, deactivation, uninstall."""

from __future__ import annotations

import pytest

from core.domain.connections import ConnectionState
from core.domain.errors import CalendarBroken, ConnectionEnded, NotConnected, NotFound, SessionEnded, SessionExpired
from core.domain.notices import NoticeKind
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.usecases.confirm import confirm_slot
from core.usecases.installs import get_installation, put_installation, uninstall
from core.usecases.jobs import clean_up, expire_sessions
from core.usecases.more_times import more_times
from core.usecases.people import deactivate, recognise, update_profile
from core.usecases.read_session import list_sessions
from core.usecases.revoke import block, revoke
from core.usecases.terms import Terms
from tests.support.people import ACME, DAY, HOUR, INSTALLATION, MINUTE, key_of, profile_of
from tests.support.stepping import before
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
BOOKS = Terms(scopes=BOOK_ON_CONFIRM)


async def test_a_session_expires(pair: World) -> None:
    """After a day nobody's button works, even before the job comes; both cards are edited, nobody gets a message."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    await pair.deliver()
    pair.forward(DAY)
    for press in (pair.accept, pair.book):
        with pytest.raises(SessionExpired):
            await press("alice", view.session.id, view.slots[0].slot)
    assert await expire_sessions(pair.deps) == 1
    assert await expire_sessions(pair.deps) == 0
    pair.edits.clear()
    assert await pair.deliver() == []
    assert {("alice", "card"), ("bob", "card"), ("alice", "confirmation_needed")} <= set(pair.edits)
    assert (await pair.session(view.session.id)).state is SessionState.EXPIRED
    for name in ("alice", "bob"):
        assert (await pair.inbox(name)).count(NoticeKind.SESSION_EXPIRED) == 1
        assert (await pair.trail(name))[-1].action == "session.expired"
    with pytest.raises(SessionExpired):
        await more_times(pair.deps, person=ALICE, session=view.session.id)


async def test_a_session_ends_when_its_last_slot_can_no_longer_be_met(pair: World) -> None:
    """It never outlives the moment the last offered slot would be too soon."""
    view = await pair.propose(length_minutes=30, window=(), phrase="soon")
    last = max(one.slot.start for one in view.slots)
    assert view.session.expires_at == min(view.session.created_at + DAY, last - 4 * HOUR)


async def test_a_booking_under_way_never_expires(pair: World) -> None:
    """The clock passing a session's end while it is being booked changes nothing."""
    connection = (await pair.propose()).session.connection
    await pair.grant("bob", connection, BOOKS)
    view = await pair.propose(phrase="again")

    async def a_day_passes() -> None:
        pair.clock.instant = view.session.expires_at + 1
        assert (await pair.session(view.session.id)).state is SessionState.BOOKING
        await expire_sessions(pair.deps)
        assert (await pair.session(view.session.id)).state is SessionState.BOOKING
        pair.clock.instant = view.session.created_at

    deps = before(pair.deps, "overlapping", a_day_passes)
    await confirm_slot(deps, person=ALICE, session=view.session.id, slot=view.slots[0].slot)
    assert pair.legs() == (1, 1)


async def test_a_held_back_card_is_not_posted_once_its_session_is_over(world: World) -> None:
    """Priya sleeps while slots come and are withdrawn: in the morning there is nothing to press, so no card."""
    await world.link("alice")
    await world.link("priya")
    await world.connect("alice", "priya")
    await world.deliver()
    # 20:00 in Kolkata: quiet hours have begun.
    view = await world.propose("alice", "priya")
    assert await world.deliver() == [("alice", "card")]
    world.forward(DAY)
    await expire_sessions(world.deps)
    morning = await world.deliver()
    assert ("priya", "card") not in morning
    assert (await world.session(view.session.id)).state is SessionState.EXPIRED


async def test_quiet_hours_hold_the_first_card_until_morning(world: World) -> None:
    """What needs no answer at night waits until eight in the reader's own zone."""
    await world.link("alice")
    await world.link("priya")
    await world.connect("alice", "priya")
    await world.deliver()
    await world.propose("alice", "priya")
    assert await world.deliver() == [("alice", "card")]
    world.forward(12 * HOUR - MINUTE)
    assert ("priya", "card") not in await world.deliver()
    world.forward(MINUTE)
    assert ("priya", "card") in await world.deliver()


async def test_revoke_ends_open_sessions_at_once(pair: World) -> None:
    """The connection and its open sessions end in one act; nothing can be pressed any more."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    await pair.deliver()
    ended = await revoke(pair.deps, person=BOB, connection=view.session.connection)
    assert ended.view.connection.state is ConnectionState.REVOKED
    assert (await pair.session(view.session.id)).state is SessionState.CANCELED
    assert await pair.deliver() == []
    assert (await pair.inbox("alice")).count(NoticeKind.CONNECTION_REVOKED) == 1
    for press in (pair.accept, pair.book):
        with pytest.raises((ConnectionEnded, SessionEnded)):
            await press("alice", view.session.id, view.slots[0].slot)
    with pytest.raises(NotConnected):
        await pair.propose(phrase="another")
    with pytest.raises(ConnectionEnded):
        await revoke(pair.deps, person=ALICE, connection=view.session.connection)
    assert [entry.action for entry in await pair.trail("alice")][-2:] == ["session.canceled", "connection.revoked"]


async def test_revoke_keeps_a_booked_meeting(pair: World) -> None:
    """If the commit came first the meeting stands."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    await pair.book("alice", view.session.id, view.slots[0].slot)
    await revoke(pair.deps, person=BOB, connection=view.session.connection)
    assert (await pair.session(view.session.id)).state is SessionState.CONFIRMED
    assert pair.legs() == (1, 1)
    assert len(await list_sessions(pair.deps, person=ALICE)) == 1


@pytest.mark.parametrize(
    ("how", "moment"),
    [
        ("revoke", "busy"),
        ("revoke", "insert"),
        ("revoke", "overlapping"),
        ("revoke", "update"),
        ("block", "update"),
        ("deactivate", "update"),
    ],
)
async def test_revoked_while_it_is_booked(pair: World, how: str, moment: str) -> None:
    """Whenever the connection ends during a booking, its commit sees it: both calendars are cleaned, nothing booked."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)

    async def end() -> None:
        if how == "revoke":
            await revoke(pair.deps, person=BOB, connection=view.session.connection)
        elif how == "block":
            await block(pair.deps, person=BOB, target=ALICE)
        else:
            await deactivate(pair.deps, person=BOB)

    deps = before(pair.deps, moment, end)
    after = await confirm_slot(deps, person=ALICE, session=view.session.id, slot=view.slots[0].slot)
    assert after.session.state is SessionState.CANCELED
    assert after.session.end_reason == "connection_ended"
    assert pair.legs() == (0, 0)
    assert await pair.held() == ()
    assert (await pair.inbox("alice")).count(NoticeKind.BOOKING_FAILED) == 1


async def test_a_deactivated_person_leaves_everything(pair: World) -> None:
    """Connections are revoked, sessions end, the other side is told; the one who left is told nothing."""
    view = await pair.propose()
    await pair.deliver()
    await update_profile(pair.deps, profile=profile_of("bob", is_deactivated=True))
    await deactivate(pair.deps, person=BOB)
    assert (await pair.session(view.session.id)).state is SessionState.CANCELED
    assert (await pair.inbox("alice")).count(NoticeKind.PERSON_LEFT) == 1
    assert await pair.deliver() == []
    assert ("bob", "card") not in pair.edits
    assert (await pair.trail("alice"))[-1].authority == "slack:deactivated"
    with pytest.raises(NotConnected):
        await pair.propose(phrase="another")


async def test_a_departure_cut_short_is_finished_later(pair: World) -> None:
    """When the process died after noting the deactivation, Slack's next word about the person ends the connections."""
    gone = profile_of("bob", is_deactivated=True)
    await recognise(pair.deps, profile=gone, installation=INSTALLATION)
    await update_profile(pair.deps, profile=gone)
    async with pair.storage.reading() as uow:
        assert await uow.connections.of(ALICE) == ()


async def test_somebody_unknown_stays_unknown(world: World) -> None:
    """Slack's changes of people Perin never met are not stored."""
    await update_profile(world.deps, profile=profile_of("mallory"))
    await deactivate(world.deps, person=key_of("mallory"))
    with pytest.raises(NotFound):
        await world.person("mallory")


async def test_a_changed_profile_is_taken_over(world: World) -> None:
    """A new zone or name in Slack is the person's from then on; their own choice of zone stays."""
    await update_profile(world.deps, profile=profile_of("alice", time_zone="Asia/Tokyo", name="Alice M."))
    person = await world.person("alice")
    assert (person.time_zone, person.name) == ("Asia/Tokyo", "Alice M.")


async def test_uninstalling_takes_tokens_at_once_and_data_later(pair: World) -> None:
    """Tokens go with the app, at once; a month later everything else does, unless the app came back."""
    await pair.propose()
    await uninstall(pair.deps, key=INSTALLATION)
    with pytest.raises(NotFound):
        await get_installation(pair.deps, key=INSTALLATION)
    async with pair.storage.reading() as uow:
        for key in (ALICE, BOB):
            with pytest.raises(CalendarBroken):
                await uow.accounts.access(key)
    pair.forward(30 * DAY)
    await clean_up(pair.deps)
    assert (await pair.person("alice")).key == ALICE
    pair.forward(1)
    await clean_up(pair.deps)
    with pytest.raises(NotFound):
        await pair.person("alice")
    async with pair.storage.reading() as uow:
        assert await uow.connections.of(BOB) == ()


async def test_the_app_that_comes_back_keeps_its_people(pair: World) -> None:
    """A reinstall within the month ends the waiting deletion; calendars have to be linked again."""
    await uninstall(pair.deps, key=INSTALLATION)
    pair.forward(29 * DAY)
    await put_installation(pair.deps, installation=ACME)
    pair.forward(2 * DAY)
    await clean_up(pair.deps)
    assert (await pair.person("alice")).key == ALICE
    with pytest.raises(CalendarBroken):
        await pair.propose()
