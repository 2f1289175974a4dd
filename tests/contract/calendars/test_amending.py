"""Changing an event that stands: the change arrives, and whatever its owner added stays."""

from __future__ import annotations

from typing import Any

import pytest

from core.calendars.protocols import PLACES, Amendment, Event
from core.domain.accounts import Access
from core.domain.errors import AccessLost, CalendarError, EventChanged, EventGone, OutcomeUnknown, RequestInvalid
from core.scheduling.intervals import Interval
from tests.contract.calendars.world import HOUR, NOON, SLOT, World, draft

ME = "alice@example.com"
LATER = Interval(NOON + 2 * HOUR, NOON + 3 * HOUR)
GUEST = {"email": "carol@example.com"}
OWN = {
    "attendees": [GUEST],
    "colorId": "7",
    "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 3}]},
    "visibility": "private",
    "extendedProperties": {"private": {"hers": "1"}, "shared": {"too": "2"}},
}
"""What an owner may have added in Google."""


async def _held(world: World, **more: Any) -> tuple[Access, Event]:  # noqa: ANN401 - any field of a draft
    access = world.access()
    await world.calendars.insert(access, ME, draft(tentative=False, **more))
    world.alice.update_event("primary", "bk0001", **OWN)
    event = await world.calendars.get(access, ME, "bk0001")
    world.google.calls.clear()
    return access, event


async def _amended(world: World, access: Access, event: Event, **change: Any) -> Event:  # noqa: ANN401 - any change
    return await world.calendars.amend(access, ME, event.id, event.etag, Amendment(**change))


def _on_calendar(world: World) -> dict[str, Any]:
    [document] = world.alice.events()
    return document


async def test_a_moved_event_keeps_all_that_its_owner_added(world: World) -> None:
    """Guests, colour, reminders, privacy, title and properties are what they were; time and our mark are new."""
    access, event = await _held(world, location="Room 4")
    before = _on_calendar(world)
    moved = await _amended(world, access, event, slot=LATER, marks={"bk_gen": "2", "bk_s": "S2"})
    assert (moved.slot, moved.status) == (LATER, "confirmed")
    assert moved.marks == {"hers": "1", "bk_side": "a", "bk_s": "S2", "bk_gen": "2"}
    after = _on_calendar(world)
    fresh = {"start", "end", "etag", "updated", "sequence", "extendedProperties"}
    assert {name: after[name] for name in after if name not in fresh} == {
        name: before[name] for name in before if name not in fresh
    }
    assert after["extendedProperties"]["shared"] == {"too": "2"}
    assert after["attendees"][0]["email"] == GUEST["email"]
    assert moved == await world.calendars.get(access, ME, "bk0001")
    assert world.count("get", "update") == 3


async def test_a_whole_day_is_kept_or_becomes_a_time(world: World) -> None:
    """An event that its owner made a whole day takes new marks as it is, and a slot in place of the day."""
    access, _ = await _held(world)
    days = {"start": {"date": "2030-01-01"}, "end": {"date": "2030-01-02"}}
    world.alice.update_event("primary", "bk0001", **{name: {**day, "dateTime": None} for name, day in days.items()})
    whole = await world.calendars.get(access, ME, "bk0001")
    marked = await _amended(world, access, whole, marks={"bk_gen": "2"})
    assert (marked.slot, _on_calendar(world)["start"]) == (whole.slot, {"date": "2030-01-01"})
    moved = await _amended(world, access, marked, slot=LATER)
    assert moved.slot == LATER
    assert "date" not in _on_calendar(world)["start"]


async def test_an_event_that_changed_since_is_left_alone(world: World) -> None:
    """Another etag, at the reading or between the two calls, changes nothing."""
    access, event = await _held(world)
    world.alice.update_event("primary", "bk0001", summary="Mine now")
    with pytest.raises(EventChanged):
        await _amended(world, access, event, slot=LATER)
    assert world.count("update") == 0
    world.fault("error", "update", status=412, reason="conditionNotMet")
    now = await world.calendars.get(access, ME, "bk0001")
    with pytest.raises(EventChanged):
        await _amended(world, access, now, slot=LATER)
    assert now == await world.calendars.get(access, ME, "bk0001")


async def test_what_is_gone_stays_gone(world: World) -> None:
    """Neither a deleted event nor one that never was is written."""
    access, event = await _held(world)
    with pytest.raises(EventGone):
        await world.calendars.amend(access, ME, "bk0009", event.etag, Amendment(slot=LATER))
    world.alice.delete_event("primary", "bk0001")
    tombstone = await world.calendars.get(access, ME, "bk0001")
    with pytest.raises(EventGone):
        await _amended(world, access, tombstone, slot=LATER)
    assert world.alice.events() == []
    assert world.count("update") == 0


@pytest.mark.parametrize(
    ("place", "shown"),
    [("", "https://meet.example/a"), *((word, "https://meet.example/a") for word in PLACES.values()), ("Room", "Room")],
)
async def test_the_others_meeting_is_shown_as_text(world: World, place: str, shown: str) -> None:
    """The address becomes the place unless somebody chose one, and one line of the description, once."""
    access, event = await _held(world, location=place)
    for _ in range(2):
        event = await _amended(world, access, event, join="https://meet.example/a")
    document = _on_calendar(world)
    assert document["location"] == shown
    assert document["description"] == "With Bob Martin\n\nJoin: https://meet.example/a"
    assert "conferenceData" not in document
    assert event.conference == ""


async def test_the_mark_of_what_an_event_says_stays_true_if_it_was(world: World) -> None:
    """Of an event that nobody edited it tells the new words; one that its owner edited stays told apart."""
    access, event = await _held(world)
    marked = await _amended(world, access, event, marks={"bk_as": event.wording})
    joined = await _amended(world, access, marked, join="https://meet.example/a", rewords="bk_as")
    now = await world.calendars.get(access, ME, "bk0001")
    assert joined.marks["bk_as"] == now.wording != event.wording
    world.alice.update_event("primary", "bk0001", summary="Mine now")
    edited = await world.calendars.get(access, ME, "bk0001")
    again = await _amended(world, access, edited, join="https://meet.example/b", rewords="bk_as")
    assert again.marks["bk_as"] == now.wording != (await world.calendars.get(access, ME, "bk0001")).wording


async def test_a_video_meeting_is_asked_for_once_and_survives_a_move(world: World) -> None:
    """It is pending, then ready with its address; asking again and moving the event leave it as it is."""
    access, event = await _held(world)
    asked = await _amended(world, access, event, wants_conference=True)
    assert (asked.conference, asked.meeting_link) == ("pending", "")
    ready = await world.calendars.get(access, ME, "bk0001")
    assert ready.conference == "ready"
    assert ready.meeting_link.startswith("http")
    moved = await _amended(world, access, ready, slot=LATER, wants_conference=True)
    assert (moved.conference, moved.meeting_link, moved.slot) == ("ready", ready.meeting_link, LATER)


async def test_a_video_meeting_may_fail_or_take_its_time(world: World) -> None:
    """Neither is an error: the event stands, and says which of the two it is."""
    access, event = await _held(world)
    world.fault("slow_link", "update", delay=3_600)
    pending = await _amended(world, access, event, wants_conference=True)
    assert (await world.calendars.get(access, ME, "bk0001")).conference == "pending"
    world.google.clock.advance(3_600)
    assert (await world.calendars.get(access, ME, "bk0001")).conference == "ready"
    await world.calendars.insert(access, ME, draft("bk0002"))
    world.fault("no_link", "update")
    other = await world.calendars.get(access, ME, "bk0002")
    await _amended(world, access, other, wants_conference=True)
    failed = await world.calendars.get(access, ME, "bk0002")
    assert (pending.conference, failed.conference, failed.is_live) == ("pending", "failed", True)


READING: list[tuple[str, dict[str, Any]]] = [
    ("drop", {}),
    ("html", {}),
    ("truncated", {}),
    ("wrong_id", {}),
    ("error", {"status": 503}),
]


@pytest.mark.parametrize(("kind", "more"), READING)
async def test_a_failed_reading_is_no_unknown_write(world: World, kind: str, more: dict[str, Any]) -> None:
    """Nothing has been written, and the error says so."""
    access, event = await _held(world)
    world.fault(kind, "get", **more)
    with pytest.raises(OutcomeUnknown) as failed:
        await _amended(world, access, event, slot=LATER)
    assert failed.value.facts["sent"] is False
    assert world.count("update") == 0


WRITING: list[tuple[str, dict[str, Any]]] = [
    ("drop", {"when": "after"}),
    ("error", {"status": 503, "when": "after"}),
    ("html", {"when": "after"}),
    ("truncated", {}),
    ("cut_off", {}),
    ("wrong_id", {}),
    ("wrong_time", {}),
    ("late", {"delay": 30.0}),
]


@pytest.mark.parametrize(("kind", "more"), WRITING)
async def test_a_write_without_its_own_answer_is_unknown_and_sent_once(
    world: World, kind: str, more: dict[str, Any]
) -> None:
    """A lost, late, bent or foreign answer leaves the outcome unknown; reading again tells."""
    access, event = await _held(world)
    world.fault(kind, "update", **more)
    with pytest.raises(OutcomeUnknown) as failed:
        await _amended(world, access, event, slot=LATER)
    assert failed.value.facts["sent"] is True
    assert world.count("update") == 1
    world.google.late.land_now()
    assert (await world.calendars.get(access, ME, "bk0001")).slot == LATER
    with pytest.raises(EventChanged):
        await _amended(world, access, event, slot=SLOT)


async def test_access_lost_between_reading_and_writing_is_told(world: World) -> None:
    """The owner took the access away after the reading: the event is as it was."""
    access, event = await _held(world)
    world.fault("revoke", "get", when="after")
    with pytest.raises(AccessLost):
        await _amended(world, access, event, slot=LATER)
    assert world.alice.events()[0]["etag"] == event.etag


async def test_marks_that_google_would_cut_never_leave(world: World) -> None:
    """The limits of a draft hold for an amendment."""
    access, event = await _held(world)
    with pytest.raises(RequestInvalid):
        await _amended(world, access, event, marks={"k" * 45: "v"})
    assert world.count("update") == 0


async def test_events_are_found_by_their_mark(world: World) -> None:
    """Live ones with this very mark within the span, free time too, on every page; nothing else."""
    access = world.access()
    await world.calendars.insert(access, ME, draft("bk0001"))
    await world.calendars.insert(access, ME, draft("bk0002", blocks_time=False))
    await world.calendars.insert(access, ME, draft("bk0003", marks={"bk_s": "S2"}))
    await world.calendars.insert(access, ME, draft("bk0004", slot=LATER))
    await world.calendars.insert(access, ME, draft("bk0005"))
    await world.calendars.delete(access, ME, "bk0005")
    world.alice.add_event(summary="x", start=NOON, end=NOON + 60)
    found = await world.calendars.marked(access, ME, "bk_s", "S1", SLOT)
    assert [event.id for event in found] == ["bk0001", "bk0002"]
    assert found[0] == await world.calendars.get(access, ME, "bk0001")
    assert len(await world.calendars.marked(access, ME, "bk_s", "S1", Interval(NOON, LATER.end))) == 3
    assert await world.calendars.marked(access, ME, "bk_s", "S", SLOT) == ()


async def test_a_list_by_mark_is_read_whole_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages are one answer; a failing second page fails it."""
    monkeypatch.setattr("core.calendars.google.events.EVENTS_PER_PAGE", 2)
    access = world.access()
    for number in range(3):
        await world.calendars.insert(access, ME, draft(f"bk000{number}"))
    assert len(await world.calendars.marked(access, ME, "bk_s", "S1", SLOT)) == 3
    world.fault("error", "list", skip=1)
    with pytest.raises(CalendarError):
        await world.calendars.marked(access, ME, "bk_s", "S1", SLOT)
