"""A Google without a network: the sandbox's calendars behind Perin's protocol, so that a call is one plain step.

The adapter's own reading and writing of events is used; what lies between, sockets and threads, is proved elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from core.calendars.google import amending, events
from core.calendars.google.errors import Verb
from core.calendars.protocols import Amendment, BusyReading, Event, EventDraft
from core.domain.accounts import Access
from core.domain.errors import (
    AccessLost,
    CalendarError,
    CalendarGone,
    EventChanged,
    EventExists,
    EventGone,
    RequestInvalid,
)
from core.scheduling.intervals import Interval, merge
from sandbox.google import freebusy, presenting
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.errors import GoogleRefusal
from sandbox.google.server import GoogleServer

_MEANINGS: dict[int, type[CalendarError]] = {
    404: EventGone,
    409: EventExists,
    410: EventGone,
    412: EventChanged,
}


class Peer:
    """Calls to Google as the protocol names them, carried out at once; see ``Calendars``."""

    def __init__(self, google: GoogleServer, now: Callable[[], int]) -> None:
        self._google = google
        self._now = now
        self.dead: set[str] = set()

    def is_set_up(self) -> bool:
        """Always."""
        return True

    async def busy(self, access: Access, calendars: Sequence[str], span: Interval) -> BusyReading:
        """Free/busy of the calendars, merged."""
        found: list[Interval] = []
        for calendar in calendars:
            book = self._book(access, calendar, Verb.FREEBUSY)
            email = self._google.account(access.account).spec.email
            taken = freebusy.busy(book, span.start, span.end, email)
            found += [Interval(int(start), int(end)) for start, end in taken]
        return BusyReading(tuple(merge(found)), self._now())

    async def insert(self, access: Access, calendar: str, draft: EventDraft) -> Event:
        """Write a new event."""
        book = self._book(access, calendar, Verb.INSERT)
        body = events.to_json(draft)
        with _refusals():
            stored = book.insert(body, book.id, given_id=body.pop("id"))
        return _read(book, stored)

    async def get(self, access: Access, calendar: str, event: str) -> Event:
        """Read one event, tombstones included."""
        book = self._book(access, calendar, Verb.GET)
        with _refusals():
            stored = book.get(event)
            book.settle_conference(stored)
        return events.found(presenting.event(book, stored), event, book.tz)

    async def overlapping(self, access: Access, calendars: Sequence[str], span: Interval) -> tuple[Event, ...]:
        """List the live events that block time."""
        found: list[Event] = []
        for calendar in calendars:
            book = self._book(access, calendar, Verb.LIST)
            items = [presenting.event(book, stored) for stored in book.events.values()]
            found += events.page({"items": items}, span)[0]
        return tuple(found)

    async def marked(self, access: Access, calendar: str, key: str, value: str, span: Interval) -> tuple[Event, ...]:
        """List the live events that carry the mark."""
        book = self._book(access, calendar, Verb.LIST)
        items = [presenting.event(book, stored) for stored in book.events.values()]
        return tuple(events.marked({"items": items}, key, value, span)[0])

    async def update(self, access: Access, calendar: str, draft: EventDraft, etag: str) -> Event:
        """Replace the event if it still has ``etag``."""
        return self._replace(access, calendar, events.to_json(draft), etag)

    async def amend(self, access: Access, calendar: str, event: str, etag: str, change: Amendment) -> Event:
        """Change some of the event if it still has ``etag``."""
        book = self._book(access, calendar, Verb.UPDATE)
        with _refusals():
            raw = presenting.event(book, book.get(event))
        if raw["status"] == "cancelled":
            raise EventGone
        if raw["etag"] != etag:
            raise EventChanged
        return self._replace(access, calendar, amending.changed(raw, change, None), etag)

    async def delete(self, access: Access, calendar: str, event: str, etag: str | None = None) -> None:
        """Delete the event."""
        book = self._book(access, calendar, Verb.DELETE)
        with _refusals():
            book.delete(event, if_match=etag)

    async def revoke(self, access: Access) -> None:
        """Give the token back."""
        self.dead.add(access.account)

    async def aclose(self) -> None:
        """Nothing to release."""

    def _replace(self, access: Access, calendar: str, body: dict[str, Any], etag: str) -> Event:
        book = self._book(access, calendar, Verb.UPDATE)
        kept = {name: value for name, value in body.items() if name not in {"id", "etag"}}
        with _refusals():
            stored = book.replace(body["id"], kept, if_match=etag, conferences=True)
        return _read(book, stored)

    def _book(self, access: Access, calendar: str, verb: Verb) -> CalendarBook:
        if access.account in self.dead:
            raise AccessLost(account=access.account)
        try:
            return self._google.account(access.account).entry(calendar).book
        except GoogleRefusal as refusal:
            raise CalendarGone(account=access.account, verb=verb.name) from refusal


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except GoogleRefusal as refusal:
        raise _MEANINGS.get(refusal.status, RequestInvalid)(reason=refusal.reason) from refusal


def _read(book: CalendarBook, stored: StoredEvent) -> Event:
    return events.from_json(presenting.event(book, stored), book.tz)
