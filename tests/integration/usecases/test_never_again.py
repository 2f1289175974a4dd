"""Twelve mistakes that a scheduler between two people's calendars makes easily, and that this one must never make."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from inspect import signature
from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import CalendarBroken, NotConnected, SessionEnded, SlotNotLive, SlotTaken, WeeklyCapReached
from core.domain.grants import Constraints, limits_of
from core.domain.notices import NoticeKind
from core.domain.people import Place
from core.domain.rights.meeting import check_cancel_meeting
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM, Scope
from core.domain.sessions import SessionState, confirm
from core.scheduling.hours import WeeklyHours, Window
from core.scheduling.intervals import Interval
from core.usecases.accept import accept_slot
from core.usecases.confirm import confirm_slot
from core.usecases.jobs import expire_sessions
from core.usecases.propose import propose_meeting
from core.usecases.read_session import read_session
from core.usecases.terms import MeetingRequest, Terms
from tests.support.people import DAY, HOUR, MINUTE, at, key_of
from tests.support.world import World

# Each is a rule above the database, which other tests prove on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE, BOB = key_of("alice"), key_of("bob")
BOOKS = Terms(BOOK_ON_CONFIRM)


async def test_1_accepting_never_overwrites_the_inviters_grant(world: World) -> None:
    """Two grants per connection, one each way: the accepter's scopes are the accepter's only."""
    connection = await world.connect(mine=BOOKS, theirs=Terms(frozenset({Scope.PROFILE})))
    async with world.storage.reading() as uow:
        mine, theirs = await uow.grants.find(connection, ALICE), await uow.grants.find(connection, BOB)
    assert mine is not None
    assert theirs is not None
    assert (mine.scopes, theirs.scopes) == (BOOK_ON_CONFIRM, frozenset({Scope.PROFILE}))
    assert (mine.grantee, theirs.grantee) == (BOB, ALICE)


async def test_2_each_side_is_bound_by_its_own_constraints(world: World) -> None:
    """A buffer of Bob's and a notice of Alice's both count, and neither counts for the other."""
    await world.link("alice")
    await world.link("bob")
    connection = await world.connect(
        mine=Terms(ASK_FIRST, Constraints(minimum_notice_minutes=7 * 24 * 60)),
        theirs=Terms(ASK_FIRST, Constraints(buffer_before_minutes=60)),
    )
    async with world.storage.reading() as uow:
        pair = await uow.connections.pair(connection)
    one, two = (limits_of(side.person, side.grant) for side in (pair.one, pair.two))
    assert (one.minimum_notice_minutes, two.minimum_notice_minutes) == (7 * 24 * 60, 240)
    assert (one.buffer_before_minutes, two.buffer_before_minutes) == (0, 60)
    view = await world.propose(window=(), phrase="any day")
    assert min(slot.slot.start for slot in view.slots) >= world.now + 7 * DAY


async def test_3_hours_are_the_persons_and_hold_to_the_end(world: World) -> None:
    """Working hours are read in the person's zone whatever the server's, and the slot's end must lie in them too."""
    await world.link("alice")
    await world.link("bob")
    late = WeeklyHours("America/New_York", ((Window(9 * 60, 10 * 60),),) * 5 + ((),) * 2)
    await world.connect(theirs=Terms(ASK_FIRST, Constraints(hours=late)))
    view = await world.propose(length_minutes=45)
    for one in view.slots:
        start, end = (datetime.fromtimestamp(t, ZoneInfo("America/New_York")) for t in (one.slot.start, one.slot.end))
        assert (start.hour, start.minute) >= (9, 0)
        assert (end.hour, end.minute) <= (10, 0)
    assert len(view.slots) == 3


async def test_4_a_booking_looks_again_and_takes_only_what_was_offered(pair: World) -> None:
    """Both calendars are read again at the press, and a slot that nobody offered can't be booked."""
    connection = (await pair.propose(phrase="first")).session.connection
    await pair.grant("bob", connection, BOOKS)
    view = await pair.propose()
    slot = view.slots[0].slot
    for invented in (Interval(slot.start + MINUTE, slot.end + MINUTE), Interval(slot.start, slot.end + MINUTE)):
        with pytest.raises(SlotNotLive):
            await pair.book("alice", view.session.id, invented)
    pair.account("alice").add_event(summary="Dentist", start=slot.start, end=slot.end)
    with pytest.raises(SlotTaken):
        await pair.book("alice", view.session.id, slot)
    assert pair.legs() == (0, 0)


async def test_5_a_dead_token_is_never_an_empty_calendar(pair: World) -> None:
    """When the *other* side's calendar can't be read, that side isn't free: nothing is offered."""
    pair.google.oauth.revoke_account("g-bob")
    with pytest.raises(CalendarBroken) as refused:
        await pair.propose()
    assert refused.value.text("whose") == BOB
    assert NoticeKind.SLOTS_FOR_YOU not in await pair.inbox("bob")


async def test_6_every_constraint_is_kept(pair: World) -> None:
    """The weekly cap, the length and the place that people set do something; so does each field there is."""
    connection = (await pair.propose(phrase="first")).session.connection
    terms = Constraints(weekly_cap=1, default_minutes=60, place=Place.PHONE, horizon_days=13)
    await pair.grant("bob", connection, Terms(BOOK_ON_CONFIRM, terms))
    first = await pair.propose(length_minutes=None, phrase="second")
    second = await pair.propose(phrase="third")
    assert first.session.place is Place.PHONE
    await pair.book("alice", first.session.id, first.slots[0].slot)
    with pytest.raises(WeeklyCapReached):
        await pair.book("alice", second.session.id, second.slots[1].slot)
    person = await pair.person("bob")
    async with pair.storage.reading() as uow:
        grant = (await uow.connections.pair(connection)).side(BOB).grant
    limits = limits_of(person, grant)
    for name in ("weekly_cap", "default_minutes", "place", "horizon_days"):
        assert getattr(limits, name) == getattr(terms, name)
    assert {field.name for field in fields(Constraints)} <= {field.name for field in fields(limits)}


async def test_7_a_failed_press_can_be_repeated(pair: World) -> None:
    """A press that failed leaves no key behind that refuses the next one, on another slot or after a new search."""
    connection = (await pair.propose(phrase="first")).session.connection
    await pair.grant("bob", connection, BOOKS)
    request = MeetingRequest(length_minutes=45, phrase="again")
    pair.fault("error", "freebusy", times=2)
    with pytest.raises(Exception, match="calendar_unreadable"):
        await propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="one")
    view = await propose_meeting(pair.deps, asker=ALICE, other=BOB, request=request, key="two")
    slot = view.slots[0].slot
    pair.account("bob").add_event(summary="Dentist", start=slot.start, end=slot.end, event_id="dentist")
    with pytest.raises(SlotTaken):
        await pair.book("alice", view.session.id, slot)
    pair.account("bob").delete_event("primary", "dentist")
    again = await read_session(pair.deps, viewer=ALICE, session=view.session.id)
    await pair.book("alice", view.session.id, again.slots[0].slot)
    assert pair.legs() == (1, 1)


async def test_8_the_two_events_know_each_other_and_nothing_is_left_over(pair: World) -> None:
    """Each copy carries the other's id, a meeting can be canceled by either, and a rollback believes only its eyes."""
    connection = (await pair.propose(phrase="first")).session.connection
    await pair.grant("bob", connection, BOOKS)
    view = await pair.propose()
    pair.fault("error", "insert", account="g-bob", status=403, reason="forbidden")
    pair.fault("drop", "delete", account="g-alice", times=None)
    await pair.book("alice", view.session.id, view.slots[0].slot)
    assert pair.legs() == (1, 0)
    assert (await pair.session(view.session.id)).state is SessionState.BOOKING
    assert NoticeKind.BOOKING_FAILED not in await pair.inbox("bob")
    pair.google.faults.clear()
    other = await pair.propose(phrase="second")
    await pair.book("alice", other.session.id, other.slots[1].slot)
    (bobs,) = pair.events("bob")
    peers = {event["id"]: event["extendedProperties"]["private"]["bk_peer"] for event in pair.events("alice")}
    assert peers[bobs["extendedProperties"]["private"]["bk_peer"]] == bobs["id"]
    booked = await pair.session(other.session.id)
    assert check_cancel_meeting(booked, ALICE) == check_cancel_meeting(booked, BOB) == other.slots[1].slot


async def test_9_what_is_over_is_never_confirmed(pair: World) -> None:
    """Only a session that is being booked becomes a meeting, whatever else its state is."""
    view = await pair.propose()
    slot = view.slots[0].slot
    for state in SessionState:
        stored = replace(view.session, state=state)
        if state is SessionState.BOOKING:
            assert confirm(stored, slot, by=ALICE, now=pair.now).state is SessionState.CONFIRMED
            continue
        with pytest.raises(SessionEnded.__base__):  # type: ignore[arg-type]  # the branch of such refusals
            confirm(stored, slot, by=ALICE, now=pair.now)


async def test_10_nobody_can_be_told_anything_without_a_connection(pair: World) -> None:
    """Whom a session or a message reaches follows from the connection, not from what the asker names."""
    with pytest.raises(NotConnected):
        await pair.propose("alice", "priya")
    assert await pair.inbox("priya") == []
    for act in (accept_slot, confirm_slot):
        assert not {"to", "other", "counterpart"} & signature(act).parameters.keys()
    view = await pair.propose()
    assert {view.session.asker, view.session.other} == {ALICE, BOB}


async def test_11_sessions_really_expire_and_all_chosen_calendars_count(pair: World) -> None:
    """The time-to-live is kept by a job, busy time is read from every chosen calendar, limits live in the database."""
    pair.account("bob").add_calendar("family", summary="Family")
    await pair.link("bob", busy=("family",))
    week = at("2026-12-07 09:00", "America/New_York")
    for day in range(5):
        start = week + day * DAY
        pair.account("bob").add_event("family", summary="School run", start=start, end=start + 8 * HOUR)
    nothing = await pair.propose()
    assert nothing.slots == ()
    view = await pair.propose(window=(), phrase="any day")
    pair.forward(DAY)
    assert await expire_sessions(pair.deps) == 2
    assert (await pair.session(view.session.id)).state is SessionState.EXPIRED
    rival = pair.rival()
    request = MeetingRequest(length_minutes=30, phrase="from elsewhere")
    for number in range(10):
        await propose_meeting(rival, asker=ALICE, other=BOB, request=request, key=f"key {number}")
    with pytest.raises(Exception, match="rate_limited"):
        await pair.propose()


async def test_12_people_read_names_and_local_times(pair: World) -> None:
    """What is told carries the person as a mention and the instant as a number: words and zones are the reader's."""
    view = await pair.propose()
    await pair.accept("bob", view.session.id, view.slots[0].slot)
    await pair.book("alice", view.session.id, view.slots[0].slot)
    views = [notice for notice in await pair.notice_views("bob") if notice.notice.kind is NoticeKind.BOOKED]
    assert len(views) == 1
    (told,) = views
    assert told.other is not None
    assert (told.other.user, told.other.name) == ("UALICE", "Alice Moreau")
    assert told.session is not None
    assert told.session.session.booked_slot == view.slots[0].slot
    assert told.session.zone == "America/New_York"
    for notice in await pair.notices("bob"):
        assert not any(isinstance(fact, str) and "T" in fact and "Z" in fact for fact in notice.facts.values())
