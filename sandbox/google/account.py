"""People with Google accounts: which calendars are in their list, and edits made outside Perin.

The methods are what a test, the demo or the page does *as the person in Google's own web page*: no scopes, no
faults, but the same rules for what an event may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.google import presenting, times
from sandbox.google.book import CalendarBook
from sandbox.google.entries import AccessRole, ListEntry
from sandbox.google.errors import not_found
from sandbox.google.schema import Json

COLORS = ("#9fe1e7", "#fbd75b", "#b3dc6c", "#cabdbf", "#fa573c")


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """A Google account: OpenID `sub`, address (also the id of its primary calendar), name, IANA zone."""

    sub: str
    email: str
    name: str
    tz: str = "UTC"


@dataclass(slots=True)
class Account:
    """One person's Google: `open_book` finds or makes the calendar behind an id."""

    spec: AccountSpec
    open_book: Callable[[str, str, str, str], CalendarBook]
    entries: dict[str, ListEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the primary calendar, whose id is the address."""
        self.add_calendar(self.spec.email, summary=self.spec.email)

    def add_calendar(
        self,
        id: str,  # noqa: A002 - the name that the document of a calendar has for it
        *,
        summary: str | None = None,
        tz: str | None = None,
        access_role: AccessRole = "owner",
    ) -> CalendarBook:
        """Put a calendar into the person's list.

        A new `id` makes a new calendar (owned by nobody here when the role is below owner); a known one is shared with
        this person in the given role.
        """
        owner = self.spec.email if access_role == "owner" else "somebody@example.net"
        book = self.open_book(id, summary or id, tz or self.spec.tz, owner)
        self.entries[book.id] = ListEntry(
            book, access_role, primary=book.id == self.spec.email, color=COLORS[len(self.entries) % len(COLORS)]
        )
        return book

    def entry(self, calendar_id: str) -> ListEntry:
        """Find a calendar in the list; `primary` means the person's own. Refuses with 404."""
        found = self.entries.get(self.spec.email if calendar_id == "primary" else calendar_id)
        if found is None:
            raise not_found()
        return found

    def add_event(
        self,
        calendar_id: str = "primary",
        *,
        summary: str,
        start: float | str,
        end: float | str,
        all_day: bool = False,
        event_id: str | None = None,
        event_type: str = "default",
        **more: Any,  # noqa: ANN401 - any further field of an event document, checked by the calendar
    ) -> Json:
        """Add an event as the person would and return its document.

        `start` and `end` are epoch seconds, or dates `yyyy-mm-dd` (end exclusive) for an all-day event; `more` are
        further fields of the event document (`transparency`, `status`, `attendees`, …).
        """
        book = self.entry(calendar_id).book
        body = {
            "summary": summary,
            "start": self._when(start, all_day=all_day, tz=book.tz),
            "end": self._when(end, all_day=all_day, tz=book.tz),
            **{name: value for name, value in more.items() if value is not None},
        }
        stored = book.insert(body | {"eventType": event_type}, self.spec.email, given_id=event_id)
        return presenting.event(book, stored)

    def update_event(self, calendar_id: str, event_id: str, **changes: Any) -> Json:  # noqa: ANN401 - as add_event
        """Change an event as the person would; `start` and `end` may be epoch seconds, None removes a field."""
        book = self.entry(calendar_id).book
        for name in ("start", "end"):
            if isinstance(changes.get(name), (int, float)):
                changes[name] = {**self._when(changes[name], all_day=False, tz=book.tz), "date": None}
        return presenting.event(book, book.patch(event_id, changes))

    def delete_event(self, calendar_id: str, event_id: str) -> None:
        """Delete an event as the person would. Refuses with 404 and 410."""
        self.entry(calendar_id).book.delete(event_id)

    def events(self, calendar_id: str = "primary", *, include_deleted: bool = False) -> list[Json]:
        """List the documents of a calendar's events by start, tombstones only when asked for."""
        book = self.entry(calendar_id).book
        found = [stored for stored in book.events.values() if include_deleted or not stored.cancelled]
        found.sort(key=lambda stored: (stored.start, stored.document["id"]))
        return [presenting.event(book, stored) for stored in found]

    def _when(self, value: float | str, *, all_day: bool, tz: str) -> Json:
        if all_day:
            return {"date": value if isinstance(value, str) else times.day_text(value, tz)}
        if isinstance(value, str):
            return {"dateTime": value}
        return {"dateTime": times.moment_text(value, tz), "timeZone": tz}
