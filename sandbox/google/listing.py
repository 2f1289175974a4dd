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
    wanted = _Filter.read(book, parameters)
    found = [stored for stored in book.events.values() if wanted.takes(stored)]
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
    tz = times.zone(parameters.text("timeZone") or book.tz).key
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


@dataclass(frozen=True, slots=True)
class _Filter:
    """Which events are wanted, read once and therefore refused even when there is nothing to filter."""

    since: int | None
    low: float | None
    high: float | None
    updated: float | None
    deleted: bool
    uid: str | None
    types: frozenset[str]
    properties: tuple[tuple[str, str, str], ...]
    words: tuple[str, ...]

    @classmethod
    def read(cls, book: CalendarBook, parameters: Parameters) -> _Filter:
        low, high = parameters.moment("timeMin"), parameters.moment("timeMax")
        if low is not None and high is not None and high <= low:
            raise bad_request("timeRangeEmpty", "The specified time range is empty.", "timeMax")
        types = frozenset(parameters.all("eventTypes"))
        if not types.issubset(EVENT_TYPES):
            raise bad_request("invalidParameter", "Invalid string value.", "eventTypes")
        updated = parameters.moment("updatedMin")
        return cls(
            since=_since(book, parameters),
            low=low,
            high=high,
            updated=updated,
            deleted=parameters.flag("showDeleted") or updated is not None,
            uid=parameters.text("iCalUID"),
            types=types,
            properties=tuple(
                (side, *_constraint(text, f"{side}ExtendedProperty"))
                for side in ("private", "shared")
                for text in parameters.all(f"{side}ExtendedProperty")
            ),
            words=tuple((parameters.text("q") or "").lower().split()),
        )

    def takes(self, stored: StoredEvent) -> bool:
        """Apply timeMin to the event's end and timeMax to its start, both exclusive, and the rest as they say."""
        if self.since is not None:
            return stored.revision > self.since
        document = stored.document
        held = document.get("extendedProperties", {})
        return (
            (self.deleted or not stored.cancelled)
            and (self.low is None or stored.end > self.low)
            and (self.high is None or stored.start < self.high)
            and (self.updated is None or times.parse_moment(document["updated"], "updated") >= self.updated)
            and self.uid in (None, document["iCalUID"])
            and (not self.types or document["eventType"] in self.types)
            and all(held.get(side, {}).get(name) == value for side, name, value in self.properties)
            and (not self.words or _mentions(document, self.words))
        )


def _constraint(text: str, parameter: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise bad_request("invalid", "Invalid extended property constraint.", parameter)
    return name, value


def _mentions(document: Json, words: tuple[str, ...]) -> bool:
    people = [text for who in document.get("attendees", []) for text in (who.get("displayName"), who.get("email"))]
    own = [document.get(name) for name in ("summary", "description", "location")]
    haystack = " ".join(text for text in (*own, *people) if text).lower()
    return all(word in haystack for word in words)


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
