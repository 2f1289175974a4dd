"""Alice, Bob and Priya: who they are, where they live, what time it is for them, and their Google."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from aiohttp import web

from core.calendars.google import GoogleCalendars, GoogleOptions
from core.calendars.google.oauth import CALENDAR_SCOPES, SCOPE_PREFIX
from core.domain.ids import PersonKey, installation_key, person_key
from core.domain.installations import Installation
from core.domain.people import Profile
from core.scheduling.intervals import Interval
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google import http as google_http
from sandbox.google.account import AccountSpec
from sandbox.google.server import GoogleServer
from sandbox.wire import WireLog

START = 1_796_135_400
"""Tuesday 2026-12-01 14:30 UTC: 15:30 in Paris, 09:30 in New York, 20:00 in Kolkata."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400
HOME = "T1"
INSTALLATION = installation_key(None, HOME)
ZONES = {"alice": "Europe/Paris", "bob": "America/New_York", "priya": "Asia/Kolkata"}
NAMES = {"alice": "Alice Moreau", "bob": "Bob Martin", "priya": "Priya Nair"}
SCOPES = ("openid", "email", *(SCOPE_PREFIX + scope for scope in CALENDAR_SCOPES))


def key_of(name: str) -> PersonKey:
    """The person key of one of the three."""
    return person_key(HOME, f"U{name.upper()}")


def profile_of(name: str, /, **more: Any) -> Profile:  # noqa: ANN401 - any field of a profile
    """What Slack says of one of the three, or of anybody else in the workspace."""
    known = Profile(
        key=key_of(name),
        home=HOME,
        user=f"U{name.upper()}",
        name=NAMES.get(name, name.title()),
        time_zone=ZONES.get(name, "UTC"),
    )
    return replace(known, **more)


def at(text: str, zone: str = "UTC") -> int:
    """Epoch seconds of a wall time, such as `at("2026-12-08 15:00", "Europe/Paris")`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


NEXT_WEEK = (Interval(at("2026-12-07 00:00", "Europe/Paris"), at("2026-12-14 00:00", "Europe/Paris")),)


class HeldClock:
    """Stands at `instant` (epoch seconds) until it is moved."""

    def __init__(self) -> None:
        self.instant = START

    def __call__(self) -> float:
        return self.instant

    def now(self) -> int:
        """The instant, as use cases read it."""
        return self.instant


ACME = Installation(
    key=INSTALLATION,
    team=HOME,
    team_name="Acme",
    enterprise=None,
    is_enterprise=False,
    bot_token="xoxb-1",
    bot_user="UBOT",
    bot_id="BBOT",
    app_id="A1",
    scopes=frozenset({"chat:write"}),
    installed_at=START,
)
"""The workspace they are members of."""


@asynccontextmanager
async def serve_google(clock: HeldClock) -> AsyncIterator[tuple[GoogleServer, GoogleCalendars]]:
    """Serve a Google in which the three have accounts, and the adapter in front of it."""
    changes = Changes()
    sandbox_clock = SandboxClock(changes, clock.instant)
    google = GoogleServer(clock=sandbox_clock, changes=changes, wire=WireLog(sandbox_clock, changes))
    app = web.Application()
    google_http.add_routes(app, cast("Any", SimpleNamespace(google=google)))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    google.origin = url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    for name, zone in ZONES.items():
        google.add_account(AccountSpec(f"g-{name}", f"{name}@example.com", NAMES[name], zone))
    options = GoogleOptions(
        client_id=google.client_id,
        client_secret=google.client_secret,
        auth_url=f"{url}/o/oauth2/v2/auth",
        token_url=f"{url}/token",
        revoke_url=f"{url}/revoke",
        api_url=f"{url}/calendar/v3/",
    )
    calendars = GoogleCalendars(options, now=clock.now)
    try:
        yield google, calendars
    finally:
        await calendars.aclose()
        await google.close()
        await runner.cleanup()
