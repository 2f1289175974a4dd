"""`events.list`: filters, order, pages, and incremental synchronisation. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from sandbox.google import presenting, times
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.entries import ListEntry
from sandbox.google.errors import bad_request, full_sync_required
from sandbox.google.parameters import Parameters
from sandbox.google.schema import Json

PAGE, PAGE_LIMIT = 250, 2_500
EVENT_TYPES = ("birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation")

# Google refuses these beside a sync token.
_NOT_WITH_SYNC = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin",
)  # fmt: skip
# A list made with one of these gives no sync token: it could not be continued.
_NO_TOKEN_AFTER = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")


@dataclass(frozen=True, slots=True)
class _Token:
    """What a page or sync token says: its kind, calendar, a position, and the query it belongs to."""

    kind: str
    calendar: str
    position: int
    query: str = ""

    def text(self) -> str:
        fields = [self.kind, self.calendar, self.position, self.query]
        return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def _read_token(text: str, kind: str, calendar: str, name: str) -> _Token:
    try:
        token = _Token(*json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, TypeError):
        raise bad_request("invalid", f"Invalid {name} value.", name) from None
    if token.kind != kind or token.calendar != calendar:
        raise bad_request("invalid", f"Invalid {name} value.", name)
    return token


def answer(entry: ListEntry, parameters: Parameters, *, hidden: bool) -> Json:
    """List one page of a calendar's events as `parameters` ask for; `hidden` leaves out what they are about.

    Refuses with 400 a bad or impossible combination, with 410 `fullSyncRequired` a sync token that is too old.
    """
    book = entry.book
    since = _since(book, parameters)
    found = [stored for stored in book.events.values() if _wanted(stored, parameters, since)]
    _order(found, parameters)
    query = _fingerprint(parameters)
    offset = 0
    if (page_token := parameters.text("pageToken")) is not None:
        token = _read_token(page_token, "page", book.id, "pageToken")
        if token.query != query:
            raise bad_request("invalid", "Invalid page token value.", "pageToken")
        offset = token.position
    size = parameters.number("maxResults", PAGE, low=1, high=PAGE_LIMIT)
    page = found[offset : offset + size]
    tz = parameters.text("timeZone") or book.tz
    document: Json = {
        "kind": "calendar#events",
        "etag": f'"p{book.revision}"',
        "summary": book.summary,
        "updated": max((stored.document["updated"] for stored in book.events.values()), default=times.stamp_text(0)),
        "timeZone": tz,
        "accessRole": entry.role,
        "defaultReminders": [{"method": "popup", "minutes": 10}] if entry.role == "owner" else [],
        "items": [presenting.event(book, stored, tz=tz, hidden=hidden) for stored in page],
    }
    if offset + size < len(found):
        document["nextPageToken"] = _Token("page", book.id, offset + size, query).text()
    elif not any(parameters.all(name) for name in _NO_TOKEN_AFTER):
        document["nextSyncToken"] = _Token("sync", book.id, book.revision).text()
    return document


def _since(book: CalendarBook, parameters: Parameters) -> int | None:
    """Give the revision after which changes are asked for, None for a full list."""
    text = parameters.text("syncToken")
    if text is None:
        return None
    for name in _NOT_WITH_SYNC:
        if parameters.all(name):
            raise bad_request("badRequest", f"Sync token cannot be combined with {name}.", name)
    if parameters.text("showDeleted") == "false":
        raise bad_request("badRequest", "Sync token cannot be combined with showDeleted=false.", "showDeleted")
    token = _read_token(text, "sync", book.id, "syncToken")
    if token.position < book.oldest_sync:
        raise full_sync_required()
    return token.position


def _wanted(stored: StoredEvent, parameters: Parameters, since: int | None) -> bool:
    document = stored.document
    if since is not None:
        return stored.revision > since
    updated_min = parameters.moment("updatedMin")
    if updated_min is not None and times.parse_moment(document["updated"], "updatedMin") < updated_min:
        return False
    if stored.cancelled and not parameters.flag("showDeleted") and updated_min is None:
        return False
    return (
        _inside(stored, parameters)
        and parameters.text("iCalUID") in (None, document["iCalUID"])
        and (not parameters.all("eventTypes") or document["eventType"] in parameters.all("eventTypes"))
        and _has_properties(document, "private", parameters.all("privateExtendedProperty"))
        and _has_properties(document, "shared", parameters.all("sharedExtendedProperty"))
        and _mentions(document, parameters.text("q"))
    )


def _inside(stored: StoredEvent, parameters: Parameters) -> bool:
    """Apply timeMin to the event's end and timeMax to its start, both exclusive."""
    low, high = parameters.moment("timeMin"), parameters.moment("timeMax")
    if low is not None and high is not None and high <= low:
        raise bad_request("timeRangeEmpty", "The specified time range is empty.", "timeMax")
    return (low is None or stored.end > low) and (high is None or stored.start < high)


def _has_properties(document: Json, side: str, constraints: list[str]) -> bool:
    held = document.get("extendedProperties", {}).get(side, {})
    for constraint in constraints:
        name, equals, value = constraint.partition("=")
        if not equals:
            raise bad_request("invalid", "Invalid extended property constraint.", f"{side}ExtendedProperty")
        if held.get(name) != value:
            return False
    return True


def _mentions(document: Json, words: str | None) -> bool:
    if not words:
        return True
    people = [text for who in document.get("attendees", []) for text in (who.get("displayName"), who.get("email"))]
    haystack = " ".join(
        str(text)
        for text in (*(document.get(name) for name in ("summary", "description", "location")), *people)
        if text
    ).lower()
    return all(word in haystack for word in words.lower().split())


def _order(found: list[StoredEvent], parameters: Parameters) -> None:
    order = parameters.choice("orderBy", ("startTime", "updated"))
    if order == "startTime" and not parameters.flag("singleEvents"):
        raise bad_request("badRequest", "The requested ordering is not available for the particular query.", "orderBy")
    if order == "startTime":
        found.sort(key=lambda stored: (stored.start, stored.document["id"]))
    elif order == "updated":
        found.sort(key=lambda stored: stored.revision)


def _fingerprint(parameters: Parameters) -> str:
    """Tell queries apart, so that a page token continues only the query that gave it."""
    own = sorted(
        (name, tuple(given)) for name, given in parameters.values.items() if name not in ("pageToken", "fields")
    )
    return hashlib.sha256(repr(own).encode()).hexdigest()[:16]
