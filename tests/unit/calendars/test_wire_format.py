"""Drafts to JSON and JSON to events: exact where it is right, refused where it can't be believed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.google import events, times
from core.calendars.google.replies import Garbled
from core.calendars.protocols import EventDraft
from core.domain.errors import RequestInvalid
from core.scheduling.intervals import Interval

NOON = 1_893_499_200
HOUR = 3_600
SLOT = Interval(NOON, NOON + HOUR)


def _draft(**more: Any) -> EventDraft:  # noqa: ANN401 - any field of a draft
    fields = {
        "id": "bk0001",
        "slot": SLOT,
        "title": "T",
        "description": "D",
        "marks": {"bk_s": "1"},
        "tentative": True,
        **more,
    }
    return EventDraft(**fields)


def _event(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of an event document
    return {
        "id": "bk0001",
        "etag": '"1"',
        "status": "tentative",
        "start": {"dateTime": "2030-01-01T13:00:00+01:00"},
        "end": {"dateTime": "2030-01-01T14:00:00+01:00"},
        **more,
    }


def test_a_draft_on_the_wire() -> None:
    """Exactly these fields: nobody invited, UTC, busy, our marks in the private properties."""
    assert events.to_json(_draft()) == {
        "id": "bk0001",
        "status": "tentative",
        "summary": "T",
        "description": "D",
        "start": {"dateTime": "2030-01-01T12:00:00Z"},
        "end": {"dateTime": "2030-01-01T13:00:00Z"},
        "transparency": "opaque",
        "extendedProperties": {"private": {"bk_s": "1"}},
    }
    firm = events.to_json(_draft(tentative=False, location="Room 4", blocks_time=False))
    assert (firm["status"], firm["location"], firm["transparency"]) == ("confirmed", "Room 4", "transparent")


@pytest.mark.parametrize("name", ["abcd", "a" * 1025, "bkw", "BK0001", "bk 001", "bk0001\n", "bk\u0660001", ""])
def test_an_id_outside_the_charset_is_refused(name: str) -> None:
    """Base32hex in lower case, 5 to 1024 characters."""
    with pytest.raises(RequestInvalid) as refused:
        events.check(_draft(id=name))
    assert refused.value.text("reason") == "bad_id"


@pytest.mark.parametrize(
    "marks", [{"k" * 45: "v"}, {"": "v"}, {"k": "v" * 1025}, {f"k{number}": "" for number in range(301)}]
)
def test_marks_that_google_would_drop_or_cut_are_refused(marks: dict[str, str]) -> None:
    """Google does both without a word."""
    with pytest.raises(RequestInvalid) as refused:
        events.check(_draft(marks=marks))
    assert refused.value.text("reason") == "bad_marks"


def test_marks_and_ids_at_their_limits_are_fine() -> None:
    """The limits themselves are allowed."""
    events.check(_draft(id="av095", marks={"k" * 44: "v" * 1024}))
    events.check(_draft(id="a" * 1024))


def test_the_written_event_is_believed_only_if_it_is_ours() -> None:
    """Another id, state or time in a 200 is no confirmation."""
    ours = {"extendedProperties": {"private": {"bk_s": "1"}}}
    assert events.written(_event(**ours), _draft()).slot == SLOT
    later = {"dateTime": "2030-01-01T15:00:00+01:00"}
    for wrong in (
        _event(**ours, id="bk0002"),
        _event(**ours, status="confirmed"),
        _event(**ours, status="cancelled"),
        _event(**ours, end=later),
        _event(**ours, etag=""),
        _event(**ours, start={}),
        _event(**ours, start={"dateTime": "2030-01-01T13:00:00"}),
        _event(),
        _event(extendedProperties={"private": {"bk_s": "2"}}),
        {},
        None,
        "<html>",
        [_event()],
    ):
        with pytest.raises(Garbled):
            events.written(wrong, _draft())


def test_an_edit_is_seen_by_the_wording() -> None:
    """As written it is the draft's, white space aside; any word, the place or the time makes it another."""
    draft = _draft(title="A  title", description="With Bob.\nBye", location="Room 4")
    written = {**events.to_json(draft), "etag": '"1"'}
    assert events.found(written, draft.id, None).wording == draft.wording
    assert events.found({**written, "summary": "A title "}, draft.id, None).wording == draft.wording
    later = {"dateTime": times.to_text(NOON + 60)}
    for change in ({"summary": "Mine"}, {"description": ""}, {"location": "Room 5"}, {"start": later}):
        assert events.found({**written, **change}, draft.id, None).wording != draft.wording


def test_a_tombstone_may_have_lost_its_time() -> None:
    """It is read all the same, as an event that no longer stands."""
    bare = {"id": "bk0001", "etag": '"2"', "status": "cancelled"}
    event = events.found(bare, "bk0001", None)
    assert not event.is_live
    assert event.slot is None
    assert not events.needs_zone({**bare, "start": {"date": "2030-01-01"}})


def test_only_an_empty_204_is_a_deletion() -> None:
    """The library gives text for 204 and bytes for an empty 200."""
    events.deleted("")
    wrong_ones: tuple[object, ...] = (b"", b"<html>", "<html>", {}, None)
    for wrong in wrong_ones:
        with pytest.raises(Garbled):
            events.deleted(wrong)


def test_links_are_links() -> None:
    """What may become a button is http(s); a video link is found in either place."""
    entry = {"entryPointType": "video", "uri": "https://meet.example/abc"}
    assert events.from_json(_event(htmlLink="javascript:alert(1)")).link == ""
    assert events.from_json(_event(hangoutLink="https://meet.example/x")).meeting_link == "https://meet.example/x"
    assert events.from_json(_event(conferenceData={"entryPoints": [{}, 3, entry]})).meeting_link == entry["uri"]


@pytest.mark.parametrize(
    ("more", "blocks"),
    [
        ({}, True),
        ({"status": "confirmed"}, True),
        ({"transparency": "transparent"}, False),
        ({"status": "cancelled"}, False),
        ({"attendees": [{"self": True, "responseStatus": "declined"}]}, False),
        ({"attendees": [{"responseStatus": "declined"}]}, True),
        ({"attendees": [{"self": True, "responseStatus": "tentative"}]}, True),
        ({"attendees": "?"}, True),
        ({"start": {"dateTime": "2030-01-01T12:00:00Z"}, "end": {"dateTime": "2030-01-01T12:00:00Z"}}, False),
        ({"start": {"dateTime": "2030-01-01T13:00:00Z"}, "end": {"dateTime": "2030-01-01T13:01:00Z"}}, False),
        ({"start": {"dateTime": "2030-01-01T12:59:59.5Z"}, "end": {"dateTime": "2030-01-01T13:01:00Z"}}, True),
        ({"start": {"date": "2030-01-01"}, "end": {"date": "2030-01-02"}}, True),
    ],
)
def test_what_blocks(more: dict[str, Any], blocks: object) -> None:
    """Everything but free, deleted, declined, empty and merely touching events."""
    found, _ = events.page({"timeZone": "UTC", "items": [_event(**more)]}, SLOT)
    assert bool(found) is blocks


def test_what_was_listed_without_our_mark_is_not_ours() -> None:
    """Google's filter is not relied upon: another mark, another value and a tombstone are left out."""
    mine = {"extendedProperties": {"private": {"bk_s": "S1"}}}
    items = [
        _event(**mine, id="bk0001"),
        _event(id="bk0002", extendedProperties={"private": {"bk_s": "S2"}}),
        _event(id="bk0003"),
        _event(**mine, id="bk0004", status="cancelled"),
        _event(**mine, id="bk0005", end={"dateTime": "2030-01-01T13:00:00+01:00"}),
    ]
    found, token = events.marked({"items": items, "nextPageToken": "2"}, "bk_s", "S1", SLOT)
    assert ([event.id for event in found], token) == (["bk0001", "bk0005"], "2")
    assert events.marked({"items": items[:1]}, "bk_s", "S1", Interval(SLOT.end, SLOT.end + 1)) == ([], None)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "<html>",
        {"items": {}},
        {"items": [3]},
        {"items": [], "nextPageToken": 3},
        {"items": [{}]},
        {"items": [_event(start={"date": "2030-01-01"}, end={"date": "2030-01-02"})]},
        {"timeZone": "Mars/Olympus", "items": [_event(start={"date": "2030-01-01"}, end={"date": "2030-01-02"})]},
        {"timeZone": ["UTC"], "items": [_event(start={"date": "2030-01-01"}, end={"date": "2030-01-02"})]},
        {"timeZone": "UTC", "items": [_event(start={"date": "2030-01-02"}, end={"date": "2030-01-01"})]},
    ],
)
def test_a_list_with_one_unreadable_event_is_not_read(answer: object) -> None:
    """What can't be placed in time might be in the way."""
    with pytest.raises(Garbled):
        events.page(answer, SLOT)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2030-03-31", "Europe/Paris", 23),
        ("2030-10-27", "Europe/Paris", 25),
        ("2030-04-07", "Australia/Lord_Howe", 24.5),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2030-06-01", "Asia/Kathmandu", 24),
    ],
)
def test_a_whole_day_is_as_long_as_the_clocks_make_it(day: str, zone: str, hours: float) -> None:
    """Also where midnight itself does not exist."""
    next_day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert times.day_start(next_day, zone) - times.day_start(day, zone) == hours * HOUR


@given(at=st.integers(-2_000_000_000, 9_000_000_000))
def test_an_instant_survives_the_wire(at: int) -> None:
    """Written and read back it is the same second."""
    assert times.from_text(times.to_text(at)) == at


def test_parts_of_a_second_make_busy_time_longer_never_shorter() -> None:
    """Rounded outwards."""
    assert times.from_text("2030-01-01T12:00:00.999Z") == NOON
    assert times.from_text("2030-01-01T12:00:00.001Z", is_end=True) == NOON + 1
