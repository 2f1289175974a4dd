"""How stored state looks from outside: event and calendar documents for one reader. Pure."""

from __future__ import annotations

import base64
import zlib
from copy import deepcopy

from sandbox.google import times
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.entries import ListEntry
from sandbox.google.schema import Json

_VISIBLE_WHEN_HIDDEN = frozenset(
    {"kind", "etag", "id", "status", "htmlLink", "start", "end", "transparency", "updated", "iCalUID", "eventType"}
)


def event(book: CalendarBook, stored: StoredEvent, *, tz: str | None = None, hidden: bool = False) -> Json:
    """Give an event's document with times written in zone `tz` (the calendar's, unless asked otherwise).

    `hidden` leaves only what a reader of free/busy may see.
    """
    document = deepcopy(stored.document)
    for name in ("start", "end"):
        when = document[name]
        if "dateTime" in when:
            instant = times.instant(when, book.tz, name)
            when["dateTime"] = times.moment_text(instant, tz or book.tz)
            when["timeZone"] = when.get("timeZone") or book.tz
    document["htmlLink"] = f"{book.origin()}/calendar/event?eid={eid(book.id, document['id'])}"
    if hidden:
        document = {name: value for name, value in document.items() if name in _VISIBLE_WHEN_HIDDEN}
        document["visibility"] = "private"
    return document


def eid(calendar_id: str, event_id: str) -> str:
    """Pack an event's address into the opaque word used in its link."""
    return base64.urlsafe_b64encode(f"{event_id} {calendar_id}".encode()).decode().rstrip("=")


def read_eid(word: str) -> tuple[str, str] | None:
    """Unpack the word of a link into (calendar id, event id), or None when it isn't one."""
    try:
        event_id, _, calendar_id = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode().partition(" ")
    except ValueError:
        return None
    return (calendar_id, event_id) if calendar_id else None


def list_entry(entry: ListEntry) -> Json:
    """Give a line of somebody's calendar list."""
    book = entry.book
    document: Json = {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{zlib.crc32(f"{book.id}{entry.role}{book.summary}".encode())}"',
        "id": book.id,
        "summary": book.summary,
        "timeZone": book.tz,
        "colorId": "14",
        "backgroundColor": entry.color,
        "foregroundColor": "#000000",
        "accessRole": entry.role,
        "defaultReminders": [{"method": "popup", "minutes": 10}] if entry.role == "owner" else [],
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    if entry.selected:
        document["selected"] = True
    if entry.primary:
        document["primary"] = True
    return document


def calendar(book: CalendarBook) -> Json:
    """Give a calendar's own document."""
    return {
        "kind": "calendar#calendar",
        "etag": f'"{zlib.crc32(f"{book.id}{book.summary}".encode())}"',
        "id": book.id,
        "summary": book.summary,
        "timeZone": book.tz,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        "dataOwner": book.owner_email,
    }
