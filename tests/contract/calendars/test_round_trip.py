"""What the adapter writes is what Google holds, and what it reads is what Google says."""

from __future__ import annotations

import pytest

from core.domain.errors import (
    AccessDenied,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    OutcomeUnknown,
    RequestInvalid,
)
from core.scheduling.intervals import Interval
from tests.contract.calendars.world import BOB, HOUR, NOON, SCOPES, SLOT, World, draft

ME = "alice@example.com"
DAY = 24 * HOUR


async def test_an_insert_is_the_event_that_google_then_holds(world: World) -> None:
    """Id, time, title, place, marks and the hold form arrive unchanged, with nobody invited."""
    event = await world.calendars.insert(world.access(), ME, draft(location="Room 4"))
    assert (event.id, event.status, event.slot) == ("bk0001", "tentative", SLOT)
    assert event.marks == {"bk_s": "S1", "bk_side": "a"}
    assert event.link.startswith("http")
    [held] = world.alice.events()
    assert held["summary"] == "Secret plans"
    assert held["description"] == "With Bob Martin"
    assert held["location"] == "Room 4"
    assert held["status"] == "tentative"
    assert held.get("transparency", "opaque") == "opaque"
    assert "attendees" not in held
    assert held["etag"] == event.etag


async def test_a_hold_is_confirmed_by_an_update_in_place(world: World) -> None:
    """The same id stays, the status moves, and the etag is a new one."""
    access = world.access()
    hold = await world.calendars.insert(access, ME, draft())
    firm = await world.calendars.update(access, ME, draft(tentative=False), hold.etag)
    assert firm.status == "confirmed"
    assert firm.etag != hold.etag
    assert await world.calendars.get(access, ME, "bk0001") == firm


async def test_a_taken_id_is_told_live_or_deleted(world: World) -> None:
    """Google never upserts: the id stays taken by the event and by its tombstone."""
    access = world.access()
    await world.calendars.insert(access, ME, draft())
    with pytest.raises(EventExists):
        await world.calendars.insert(access, ME, draft(title="Another"))
    await world.calendars.delete(access, ME, "bk0001")
    with pytest.raises(EventExists):
        await world.calendars.insert(access, ME, draft())


async def test_a_deleted_event_is_read_as_a_tombstone(world: World) -> None:
    """A look-up tells a deleted event from one that never was, and a second deletion says so."""
    access = world.access()
    await world.calendars.insert(access, ME, draft())
    await world.calendars.delete(access, ME, "bk0001")
    tombstone = await world.calendars.get(access, ME, "bk0001")
    assert not tombstone.is_live
    assert tombstone.marks["bk_s"] == "S1"
    with pytest.raises(EventGone):
        await world.calendars.delete(access, ME, "bk0001")
    with pytest.raises(EventGone):
        await world.calendars.get(access, ME, "bk0002")


async def test_an_event_that_its_owner_edited_is_not_overwritten(world: World) -> None:
    """Update and delete with an old etag change nothing."""
    access = world.access()
    hold = await world.calendars.insert(access, ME, draft())
    world.alice.update_event("primary", "bk0001", summary="Mine now")
    with pytest.raises(EventChanged):
        await world.calendars.update(access, ME, draft(tentative=False), hold.etag)
    with pytest.raises(EventChanged):
        await world.calendars.delete(access, ME, "bk0001", hold.etag)
    assert [held["summary"] for held in world.alice.events()] == ["Mine now"]


async def test_an_update_of_nothing_says_so(world: World) -> None:
    """Neither a missing event nor a tombstone is brought to life."""
    access = world.access()
    with pytest.raises(EventGone):
        await world.calendars.update(access, ME, draft(), '"1"')


async def test_a_free_event_is_written_as_free(world: World) -> None:
    """An event that doesn't block time leaves its owner free."""
    access = world.access()
    await world.calendars.insert(access, ME, draft(blocks_time=False))
    assert (await world.calendars.busy(access, [ME], SLOT)).busy == ()


async def test_an_event_made_a_whole_day_is_read_in_the_calendars_zone(world: World) -> None:
    """The owner turned our event into 2 January, which begins at 23:00 UTC in Paris."""
    access = world.access()
    await world.calendars.insert(access, ME, draft())
    day = {"dateTime": None, "timeZone": None}
    world.alice.update_event(
        "primary", "bk0001", start={"date": "2030-01-02", **day}, end={"date": "2030-01-03", **day}
    )
    event = await world.calendars.get(access, ME, "bk0001")
    assert event.slot == Interval(NOON + 11 * HOUR, NOON + 35 * HOUR)


async def test_a_calendar_that_is_not_there_is_gone(world: World) -> None:
    """Writing to, listing and reading an unknown calendar name it as gone."""
    access = world.access()
    with pytest.raises(CalendarGone):
        await world.calendars.insert(access, "nowhere@example.com", draft())
    with pytest.raises(CalendarGone):
        await world.calendars.overlapping(access, ["nowhere@example.com"], SLOT)
    with pytest.raises(CalendarGone) as gone:
        await world.calendars.busy(access, [ME, "nowhere@example.com"], SLOT)
    assert gone.value.facts["calendar"] == "nowhere@example.com"


async def test_a_calendar_of_somebody_else_is_read_by_busy_only(world: World) -> None:
    """``calendar.events.owned`` doesn't reach a shared calendar; free/busy does."""
    world.alice.add_calendar("team@example.net", access_role="reader")
    access = world.access()
    await world.calendars.busy(access, ["team@example.net"], SLOT)
    with pytest.raises(AccessDenied):
        await world.calendars.overlapping(access, ["team@example.net"], SLOT)


async def test_a_token_without_the_scope_is_denied(world: World) -> None:
    """A consent that left out writing shows as a denial, not as a dead token."""
    access = world.access(scopes=tuple(scope for scope in SCOPES if "owned" not in scope))
    with pytest.raises(AccessDenied) as denied:
        await world.calendars.insert(access, ME, draft())
    assert denied.value.text("reason") == "insufficientPermissions"


async def test_an_id_that_google_would_refuse_never_leaves(world: World) -> None:
    """The charset of ids is checked here: the library would send anything."""
    for event in ("bkXYZ", "abcd", "bk-0001", "bkwxyz", "bké001"):
        with pytest.raises(RequestInvalid):
            await world.calendars.insert(world.access(), ME, draft(event))
    assert world.google.calls == []


async def test_the_calendars_of_an_account_primary_first(world: World) -> None:
    """What may be written is what the account owns; what it merely edits is not."""
    world.alice.add_calendar("a@group", summary="Gym", tz="Asia/Kathmandu")
    world.alice.add_calendar("team@example.net", access_role="writer")
    listed = await world.calendars.calendars(world.access())
    assert listed[0].is_primary
    assert listed[0].id == ME
    assert {entry.id: entry.can_write for entry in listed} == {
        ME: True,
        "a@group": True,
        "team@example.net": False,
    }
    assert next(entry for entry in listed if entry.id == "a@group").time_zone == "Asia/Kathmandu"


async def test_busy_time_is_merged_clipped_and_dated(world: World) -> None:
    """Two calendars become one set of spans inside the asked span; the reading is as old as its first call."""
    world.alice.add_calendar("a@group")
    world.alice.add_event(summary="x", start=NOON - HOUR, end=NOON + 600)
    world.alice.add_event("a@group", summary="y", start=NOON + 300, end=NOON + 900)
    world.alice.add_event(summary="free", start=NOON + 1200, end=NOON + 1500, transparency="transparent")
    reading = await world.calendars.busy(world.access(), [ME, "a@group", ME], SLOT)
    assert reading.busy == (Interval(NOON, NOON + 900),)
    assert reading.read_at == world.now


async def test_a_long_span_is_read_in_pieces_that_miss_nothing(world: World) -> None:
    """A hundred days take four questions; events on the seams and at the far end are found."""
    for day in (0, 31, 62, 99):
        world.alice.add_event(summary="x", start=NOON + day * DAY - 60, end=NOON + day * DAY + 60)
    span = Interval(NOON, NOON + 100 * DAY)
    reading = await world.calendars.busy(world.access(), [ME], span)
    assert [one.start for one in reading.busy] == [NOON, *(NOON + day * DAY - 60 for day in (31, 62, 99))]
    assert world.count("freebusy") == 4


async def test_more_calendars_than_one_question_takes(world: World) -> None:
    """Fifty-one calendars take two questions, and the last one counts."""
    names = [f"c{number}@group" for number in range(51)]
    for name in names:
        world.alice.add_calendar(name)
    world.alice.add_event(names[-1], summary="x", start=NOON, end=NOON + 60)
    assert (await world.calendars.busy(world.access(), names, SLOT)).busy == (Interval(NOON, NOON + 60),)
    assert world.count("freebusy") == 2


async def test_no_calendar_at_all_is_not_free(world: World) -> None:
    """An empty question has no answer."""
    with pytest.raises(RequestInvalid):
        await world.calendars.busy(world.access(), [], SLOT)
    with pytest.raises(RequestInvalid):
        await world.calendars.overlapping(world.access(), [], SLOT)


async def test_overlapping_finds_what_blocks_and_nothing_else(world: World) -> None:
    """Free, declined and deleted events, and those that only touch, don't block; tentative and unanswered ones do."""
    self_as = {"email": ME, "self": True}
    other = {"email": "carol@example.com", "responseStatus": "declined"}
    add = world.alice.add_event
    blocking = [
        add(summary="plain", start=NOON, end=NOON + 60),
        add(summary="tentative", start=NOON + 60, end=NOON + 120, status="tentative"),
        add(
            summary="asked",
            start=NOON,
            end=NOON + 60,
            attendees=[other, {**self_as, "responseStatus": "needsAction"}],
        ),
        add(summary="across", start=NOON - DAY, end=NOON + DAY),
    ]
    add(summary="free", start=NOON, end=NOON + 60, transparency="transparent")
    add(
        summary="declined",
        start=NOON,
        end=NOON + 60,
        attendees=[{"email": "carol@example.com"}, {**self_as, "responseStatus": "declined"}],
    )
    add(summary="before", start=NOON - HOUR, end=NOON)
    add(summary="after", start=NOON + HOUR, end=NOON + 2 * HOUR)
    gone = add(summary="gone", start=NOON, end=NOON + 60)
    world.alice.delete_event("primary", gone["id"])
    found = await world.calendars.overlapping(world.access(), [ME], SLOT)
    assert {event.id for event in found} == {event["id"] for event in blocking}


async def test_overlapping_takes_whole_days_in_the_calendars_zone(world: World) -> None:
    """1 January in Kathmandu ends at 18:15 UTC, in New York at 05:00 UTC the next day."""
    world.alice.add_calendar("np@group", tz="Asia/Kathmandu")
    world.alice.add_calendar("ny@group", tz="America/New_York")
    for name in ("np@group", "ny@group"):
        world.alice.add_event(
            name, summary="x", start="2030-01-01", end="2030-01-02", all_day=True, transparency="opaque"
        )
    at_six = Interval(NOON + 6 * HOUR, NOON + 6 * HOUR + 900)
    after = Interval(at_six.end, at_six.end + 60)
    access = world.access()
    assert len(await world.calendars.overlapping(access, ["np@group"], at_six)) == 1
    assert await world.calendars.overlapping(access, ["np@group"], after) == ()
    assert len(await world.calendars.overlapping(access, ["np@group", "ny@group"], after)) == 1


async def test_overlapping_shows_our_own_marks(world: World) -> None:
    """The caller tells its own events from others by id and marks."""
    access = world.access()
    await world.calendars.insert(access, ME, draft())
    [own] = await world.calendars.overlapping(access, [ME], SLOT)
    assert (own.id, own.marks["bk_s"], own.slot) == ("bk0001", "S1", SLOT)


async def test_a_list_is_read_to_its_last_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two events a page, all five are found; a list without an end is not believed."""
    monkeypatch.setattr("core.calendars.google.events.EVENTS_PER_PAGE", 2)
    for number in range(5):
        world.alice.add_event(summary="x", start=NOON + number * 60, end=NOON + number * 60 + 60)
    access = world.access()
    assert len(await world.calendars.overlapping(access, [ME], SLOT)) == 5
    assert world.count("list") == 3
    monkeypatch.setattr("core.calendars.google.calls.MOST_PAGES", 2)
    with pytest.raises(OutcomeUnknown):
        await world.calendars.overlapping(access, [ME], SLOT)


async def test_two_people_do_not_see_each_others_calendars(world: World) -> None:
    """Each call acts with its own account's token."""
    await world.calendars.insert(world.access(), ME, draft())
    with pytest.raises(CalendarGone):
        await world.calendars.busy(world.access(BOB), [ME], SLOT)
