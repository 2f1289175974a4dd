"""Where the links inside events lead: an event's own page, and the place where a call would be."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from sandbox.google import presenting, times
from sandbox.google.book import CalendarBook, StoredEvent
from sandbox.google.consent import page
from sandbox.google.server import GoogleServer


def add_routes(app: web.Application, google: GoogleServer) -> None:
    """Serve `/calendar/event?eid=…` (an event's htmlLink) and `/meet/{code}` (its video link)."""

    async def event(request: web.Request) -> web.StreamResponse:
        """Show an event as its calendar has it now."""
        address = presenting.read_eid(request.query.get("eid", ""))
        found = None if address is None else google.find_event(*address)
        if found is None:
            return page("refused.html", status=404, error="not found", description="There is no such event.")
        book, stored = found
        when = _words(book, stored)
        return page("event.html", calendar=book.summary, tz=book.tz, when=when, event=presenting.event(*found))

    async def meet(_: web.Request) -> web.StreamResponse:
        """Stand where a video call would be."""
        return page("meet.html")

    app.router.add_get("/calendar/event", event)
    app.router.add_get("/meet/{code}", meet)


def _words(book: CalendarBook, stored: StoredEvent) -> str:
    """Say when an event is, as in "Mon 30 Nov 2026, 15:00 – 15:45", in the calendar's zone."""
    begins, ends = (datetime.fromtimestamp(at, times.zone(book.tz)) for at in (stored.start, stored.end))
    day = f"{begins:%a} {begins.day} {begins:%b %Y}"
    if "date" in stored.document["start"]:
        return f"{day}, all day"
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%a} {ends.day} {ends:%b %Y, %H:%M}"
    return f"{day}, {begins:%H:%M} – {until}"
