"""Where the links inside events lead: an event's own page, and the place where a call would be."""

from __future__ import annotations

from aiohttp import web

from sandbox.google import presenting
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
        return page("event.html", calendar=found[0].summary, tz=found[0].tz, event=presenting.event(*found))

    async def meet(_: web.Request) -> web.StreamResponse:
        """Stand where a video call would be."""
        return page("meet.html")

    app.router.add_get("/calendar/event", event)
    app.router.add_get("/meet/{code}", meet)
