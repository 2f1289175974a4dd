"""`freebusy.query`: what takes time, what doesn't, and what can't be told."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google.faults import GoogleFault
from tests.contract.google.world import ALICE, ELEVEN, NINE, TEN, Said, World

HOUR = 3_600
NINE_AT = 1_796_112_000


async def asked(world: World, *calendars: str, **more: object) -> Said:
    body = {
        "timeMin": "2026-12-01T00:00:00Z",
        "timeMax": "2026-12-03T00:00:00Z",
        "items": [{"id": calendar} for calendar in calendars or ("primary",)],
        **more,
    }
    return await world.call("POST", "freeBusy", body)


async def busy(world: World, **more: object) -> list[tuple[str, str]]:
    spans = (await asked(world, **more)).document["calendars"]["primary"]["busy"]
    return [(span["start"], span["end"]) for span in spans]


async def test_overlapping_and_touching_events_are_one_span(world: World) -> None:
    """Free/busy merges: who asks can't count events."""
    await world.insert("first", start={"dateTime": NINE}, end={"dateTime": TEN})
    await world.insert("second", start={"dateTime": TEN}, end={"dateTime": ELEVEN})
    assert await busy(world) == [("2026-12-01T08:00:00Z", "2026-12-01T10:00:00Z")]
    await world.insert("three", start={"dateTime": NINE}, end={"dateTime": ELEVEN})
    assert await busy(world) == [("2026-12-01T08:00:00Z", "2026-12-01T10:00:00Z")]


async def test_spans_end_where_the_question_ends(world: World) -> None:
    """An event that reaches out of the range is cut at its bounds."""
    await world.insert("first", start={"dateTime": "2026-11-30T22:00:00Z"}, end={"dateTime": "2026-12-01T01:00:00Z"})
    assert await busy(world) == [("2026-12-01T00:00:00Z", "2026-12-01T01:00:00Z")]


@pytest.mark.parametrize(
    "event",
    [
        {"transparency": "transparent"},
        {"attendees": [{"email": ALICE.email, "self": True, "responseStatus": "declined"}]},
        {"event_type": "workingLocation"},
    ],
    ids=["transparent", "declined", "working location"],
)
async def test_some_events_take_no_time(world: World, event: dict[str, Any]) -> None:
    """Transparent, declined and working-location events leave the time free."""
    world.alice.add_event(summary="Not busy", start=NINE_AT, end=NINE_AT + HOUR, **event)
    assert await busy(world) == []


@pytest.mark.parametrize(
    "event",
    [
        {"status": "tentative"},
        {"attendees": [{"email": ALICE.email, "self": True, "responseStatus": "needsAction"}]},
        {"event_type": "focusTime"},
        {"event_type": "outOfOffice"},
    ],
    ids=["tentative", "unanswered", "focus time", "out of office"],
)
async def test_other_events_take_time(world: World, event: dict[str, Any]) -> None:
    """A hold, an unanswered invitation, focus time and absence block."""
    world.alice.add_event(summary="Busy", start=NINE_AT, end=NINE_AT + HOUR, **event)
    assert len(await busy(world)) == 1


async def test_deleted_events_take_no_time(world: World) -> None:
    """A tombstone blocks nothing."""
    await world.insert("first")
    world.alice.delete_event("primary", "first")
    assert await busy(world) == []


async def test_an_all_day_event_is_the_day_of_the_calendars_zone(world: World) -> None:
    """Alice's 2 December begins when it begins in Paris."""
    world.alice.add_event(summary="Away", start="2026-12-02", end="2026-12-03", all_day=True)
    assert await busy(world) == [("2026-12-01T23:00:00Z", "2026-12-02T23:00:00Z")]


async def test_an_all_day_event_marked_free_leaves_the_day_free(world: World) -> None:
    """A birthday doesn't block."""
    world.alice.add_event(
        summary="Birthday", start="2026-12-02", end="2026-12-03", all_day=True, transparency="transparent"
    )
    assert await busy(world) == []


async def test_times_are_written_in_the_zone_asked_for(world: World) -> None:
    """UTC unless a zone is given."""
    await world.insert("first")
    assert await busy(world, timeZone="Asia/Kolkata") == [("2026-12-01T13:30:00+05:30", "2026-12-01T14:30:00+05:30")]


async def test_a_calendar_that_can_not_be_read_is_an_error_inside_a_200(world: World) -> None:
    """Each calendar answers for itself."""
    answer = await asked(world, "primary", "bob@example.com")
    assert answer.status == 200
    assert answer.document["calendars"]["primary"] == {"busy": []}
    assert answer.document["calendars"]["bob@example.com"]["errors"] == [{"domain": "global", "reason": "notFound"}]


async def test_the_plan_can_make_a_calendar_unreadable_or_absent(world: World) -> None:
    """The two ways in which a 200 isn't an answer."""
    world.google.faults.add(GoogleFault("calendar_error", "freebusy", calendar="primary", reason="internalError"))
    world.google.faults.add(GoogleFault("calendar_missing", "freebusy", account=ALICE.sub))
    first, second = await asked(world), await asked(world)
    assert first.document["calendars"]["primary"]["errors"][0]["reason"] == "internalError"
    assert second.document["calendars"] == {}


async def test_more_than_50_calendars_are_too_many(world: World) -> None:
    """Each of them says so."""
    answer = await asked(world, *(f"c{number}@example.com" for number in range(51)))
    reasons = {entry["errors"][0]["reason"] for entry in answer.document["calendars"].values()}
    assert reasons == {"tooManyCalendarsRequested"}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"timeMax": "2026-12-01T00:00:00Z"}, "timeRangeEmpty"),
        ({"timeMax": "2026-11-01T00:00:00Z"}, "timeRangeEmpty"),
        ({"timeMax": "2027-03-05T00:00:00Z"}, "timeRangeTooLong"),
        ({"timeMin": None}, "required"),
        ({"timeMin": "2026-12-01T00:00:00"}, "required"),
        ({"timeMin": "tomorrow"}, "badRequest"),
        ({"calendarExpansionMax": 51}, "invalid"),
        ({"calender": []}, "badRequest"),
    ],
)
async def test_a_wrong_question_is_400(world: World, more: dict[str, Any], reason: str) -> None:
    """Nothing is answered for a range or a body that makes no sense."""
    refused = await asked(world, **more)
    assert (refused.status, refused.reason) == (400, reason)


async def test_93_days_are_still_answered(world: World) -> None:
    """The longest range that the sandbox takes."""
    assert (await asked(world, timeMax="2027-03-04T00:00:00Z")).status == 200
