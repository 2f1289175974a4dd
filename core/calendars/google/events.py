"""The wire format of events: our draft to Google's JSON, Google's JSON to what the floors above know. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from core.calendars.google import times
from core.calendars.google.replies import Garbled
from core.calendars.protocols import Event, EventDraft, wording_of
from core.domain.errors import RequestInvalid
from core.scheduling.intervals import Interval

FIELDS = (
    "id,etag,status,start,end,htmlLink,hangoutLink,"
    "conferenceData(entryPoints(entryPointType,uri),createRequest/status/statusCode),extendedProperties/private"
)
"""All that is read of events: nothing that says what they are about or who comes."""

OWN_FIELDS = f"{FIELDS},summary,description,location"
"""What is read of one event under an id of ours: also what it says, for ``wording_of`` and nothing else."""

LIST_FIELDS = (
    "nextPageToken,timeZone,items(id,etag,status,start,end,transparency,"
    "attendees(self,responseStatus),extendedProperties/private)"
)

MARKED_FIELDS = f"nextPageToken,timeZone,items({FIELDS})"

_ID = re.compile(r"[a-v0-9]{5,1024}")
LONGEST_KEY, LONGEST_VALUE, MOST_MARKS = 44, 1024, 300
STATUSES = frozenset({"confirmed", "tentative", "cancelled"})
DAY = 86_400
EVENTS_PER_PAGE = 2500
_CONFERENCES = {"pending": "pending", "success": "pending", "failure": "failed"}


def check(draft: EventDraft) -> None:
    """Refuse what Google would refuse, or silently drop or cut.

    Raises RequestInvalid, fact ``reason``: ``bad_id`` (base32hex lower case, 5 to 1024 characters) or ``bad_marks``
    (300 at most; keys up to 44 characters, values up to 1024).
    """
    if not _ID.fullmatch(draft.id):
        raise RequestInvalid(reason="bad_id")
    check_marks(draft.marks)


def check_marks(marks: Mapping[str, str]) -> None:
    """Refuse private properties that Google would drop or cut. Raises RequestInvalid, as ``check``."""
    if len(marks) > MOST_MARKS or any(
        not 0 < len(key) <= LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in marks.items()
    ):
        raise RequestInvalid(reason="bad_marks")


def to_json(draft: EventDraft) -> dict[str, Any]:
    """Write the whole event. Nobody is invited."""
    body: dict[str, Any] = {
        "id": draft.id,
        "status": _status(draft),
        "summary": draft.title,
        "description": draft.description,
        "start": {"dateTime": times.to_text(draft.slot.start)},
        "end": {"dateTime": times.to_text(draft.slot.end)},
        "transparency": "opaque" if draft.blocks_time else "transparent",
        "extendedProperties": {"private": dict(draft.marks)},
    }
    if draft.location:
        body["location"] = draft.location
    return body


def from_json(answer: object, zone: str | None = None) -> Event:
    """Read one event; ``zone`` is the calendar's, for whole days. Raises Garbled for what can't be believed."""
    raw = document(answer)
    status = raw.get("status")
    if status not in STATUSES:
        raise Garbled("the status is unknown")
    marks = inner(inner(raw, "extendedProperties"), "private")
    link = _meeting_link(raw)
    return Event(
        id=_text(raw, "id"),
        etag=_text(raw, "etag"),
        status=status,
        slot=slot_of(raw, zone),
        link=_link(raw.get("htmlLink")),
        marks={key: value for key, value in marks.items() if isinstance(value, str)},
        meeting_link=link,
        conference="ready" if link else _asked(raw),
    )


def written(answer: object, draft: EventDraft) -> Event:
    """Read the answer to a write. Raises Garbled unless it is the very event that was sent."""
    event = from_json(answer)
    if (event.id, event.status, event.slot, event.marks) != (draft.id, _status(draft), draft.slot, dict(draft.marks)):
        raise Garbled("another event than the one sent")
    return event


def found(answer: object, wanted: str, zone: str | None) -> Event:
    """Read the answer to a look-up, with its wording. Raises Garbled unless it is the event asked for."""
    event = from_json(answer, zone)
    if event.id != wanted:
        raise Garbled("another event than the one asked for")
    return replace(event, wording=wording(answer, zone))


def wording(answer: object, zone: str | None) -> str:
    """Return the event's ``wording_of``. Raises Garbled when a live event has no time that can be read."""
    raw = document(answer)
    title, description, location = (str(raw.get(name) or "") for name in ("summary", "description", "location"))
    return wording_of(title, description, location, slot_of(raw, zone))


def needs_zone(answer: object) -> bool:
    """Say whether this live event lasts whole days, so that only the calendar's zone tells when."""
    raw = document(answer)
    return raw.get("status") != "cancelled" and "date" in inner(raw, "start")


def slot_of(raw: Mapping[str, Any], zone: str | None) -> Interval | None:
    """Return when the event is; None for one without length and for a tombstone whose time isn't known.

    Raises Garbled when a live event has no time that can be read.
    """
    start, end = inner(raw, "start"), inner(raw, "end")
    if raw.get("status") == "cancelled" and not ("dateTime" in start and "dateTime" in end):
        return None
    if "date" in start:
        return times.span(times.day_start(start["date"], zone), times.day_start(end.get("date"), zone))
    return times.span(times.from_text(start.get("dateTime")), times.from_text(end.get("dateTime"), is_end=True))


def page(answer: object, span: Interval) -> tuple[list[Event], str | None]:
    """Read one page of a list: the events that block time within ``span``, and the next page's token.

    Free (transparent), cancelled and declined events don't block; everything else does. Raises Garbled.
    """
    items, zone, token = _listed(answer)
    events = [from_json(item, zone) for item in items if _blocks(document(item))]
    return [event for event in events if event.slot and event.slot.overlaps(span)], token


def marked(answer: object, key: str, value: str, span: Interval) -> tuple[list[Event], str | None]:
    """Read one page of a list: the live events with our mark within ``span``, and the next page's token.

    One without length counts wherever it is listed. Raises Garbled.
    """
    items, zone, token = _listed(answer)
    events = [from_json(item, zone) for item in items]
    ours = [event for event in events if event.is_live and event.marks.get(key) == value]
    return [event for event in ours if event.slot is None or event.slot.overlaps(span)], token


def list_query(calendar: str, span: Interval, page: str | None) -> dict[str, Any]:
    """Write the question for everything on a calendar within ``span``: single events, of attendees only oneself.

    A day more is asked for on both sides: in which zone Google filters whole days is not documented.
    """
    return {
        "calendarId": calendar,
        "timeMin": times.to_text(span.start - DAY),
        "timeMax": times.to_text(span.end + DAY),
        "maxResults": EVENTS_PER_PAGE,
        "singleEvents": True,
        "showDeleted": False,
        "maxAttendees": 1,
        "pageToken": page,
    }


def deleted(answer: object) -> None:
    """Read the answer to a deletion, 204 without content. Raises Garbled for anything else.

    The library gives text for that one alone; an empty 200, such as one cut off in its head, is bytes.
    """
    if not isinstance(answer, str) or answer:
        raise Garbled("a deletion was answered with a page")


def document(answer: object) -> Mapping[str, Any]:
    """Return the answer if it is a JSON object. Raises Garbled: an HTML page arrives as plain text."""
    if not _is_document(answer):
        raise Garbled("the answer is no document")
    return answer


def inner(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object called ``name`` inside another, an empty one when there is none."""
    value = raw.get(name)
    return value if _is_document(value) else {}


def _listed(answer: object) -> tuple[list[object], str | None, str | None]:
    """Return one page's items, the calendar's zone and the next page's token. Raises Garbled."""
    raw = document(answer)
    items, zone, token = raw.get("items", []), raw.get("timeZone"), raw.get("nextPageToken")
    if not isinstance(items, list) or not (token is None or isinstance(token, str)):
        raise Garbled("the list is no list")
    return items, zone if isinstance(zone, str) else None, token


def _blocks(raw: Mapping[str, Any]) -> bool:
    if raw.get("transparency") == "transparent" or raw.get("status") == "cancelled":
        return False
    attendees = raw.get("attendees")
    return not any(
        _is_document(who) and who.get("self") is True and who.get("responseStatus") == "declined"
        for who in (attendees if isinstance(attendees, list) else [])
    )


def _status(draft: EventDraft) -> str:
    return "tentative" if draft.tentative else "confirmed"


def _is_document(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, dict)


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise Garbled(f"{name} can't be read")
    return value


def _link(value: object) -> str:
    """Return a link that may be shown, "" for anything but http(s)."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def _meeting_link(raw: Mapping[str, Any]) -> str:
    points = inner(raw, "conferenceData").get("entryPoints")
    videos = [
        _link(point.get("uri"))
        for point in (points if isinstance(points, list) else [])
        if _is_document(point) and point.get("entryPointType") == "video"
    ]
    return _link(raw.get("hangoutLink")) or next(filter(None, videos), "")


def _asked(raw: Mapping[str, Any]) -> str:
    """Return what became of a video meeting that has no address (yet); "" when none was asked for."""
    status = inner(inner(inner(raw, "conferenceData"), "createRequest"), "status").get("statusCode")
    return _CONFERENCES.get(status, "") if isinstance(status, str) else ""
