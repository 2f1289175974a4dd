"""One Google on a loopback port, two people in it, and the adapter that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

from aiohttp import web

from core.calendars.google import GoogleCalendars, GoogleOptions
from core.calendars.google.oauth import CALENDAR_SCOPES, SCOPE_PREFIX
from core.calendars.protocols import EventDraft
from core.domain.accounts import Access
from core.domain.ids import AccountId, PersonKey
from core.scheduling.intervals import Interval
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google import faults
from sandbox.google import http as google_http
from sandbox.google.account import Account, AccountSpec
from sandbox.google.server import GoogleServer
from sandbox.wire import WireLog

NOON = 1_893_499_200
"""2030-01-01 12:00 UTC, a Tuesday."""

HOUR = 3_600
SLOT = Interval(NOON, NOON + HOUR)
SCOPES = ("openid", "email", *(SCOPE_PREFIX + scope for scope in CALENDAR_SCOPES))
ALICE, BOB = "g-alice", "g-bob"


@dataclass
class World:
    """The server, the adapter, and what tests do with both."""

    google: GoogleServer
    url: str
    options: GoogleOptions
    calendars: GoogleCalendars
    stored: list[tuple[AccountId, str]] = field(default_factory=list)
    now: int = NOON - 86_400

    @property
    def alice(self) -> Account:
        """Alice's Google, for what she does in it herself."""
        return self.google.account(ALICE)

    def access(self, sub: str = ALICE, scopes: tuple[str, ...] = SCOPES) -> Access:
        """A link as it stands after the consent."""
        token = self.google.grant_now(sub, scopes)
        return Access(AccountId(sub), token, PersonKey(f"slack:T1:{sub}"))

    def fault(self, kind: str, method: str, **more: object) -> None:
        """Plan one fault; ``more`` are further fields of ``GoogleFault``."""
        self.google.faults.add(faults.from_json({"kind": kind, "method": method, **more}))

    def count(self, *methods: str) -> int:
        """How many calls of these methods reached the server."""
        return sum(call.method in methods for call in self.google.calls)


HOLD = EventDraft(
    id="bk0001",
    slot=SLOT,
    title="Secret plans",
    description="With Bob Martin",
    marks={"bk_s": "S1", "bk_side": "a"},
    tentative=True,
)


def draft(event: str = "bk0001", **more: Any) -> EventDraft:  # noqa: ANN401 - any field of a draft
    """A hold of one hour, with ``more`` of its fields replaced."""
    return replace(HOLD, id=event, **more)


@asynccontextmanager
async def served(**options: Any) -> AsyncIterator[World]:  # noqa: ANN401 - any field of the options
    """Serve a Google with Alice and Bob, and an adapter with short timeouts in front of it."""
    clock, changes = SandboxClock(Changes(), NOON - 86_400), Changes()
    google = GoogleServer(clock=clock, changes=changes, wire=WireLog(clock, changes))
    app = web.Application()
    google_http.add_routes(app, cast("Any", SimpleNamespace(google=google)))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    google.origin = url
    google.add_account(AccountSpec(ALICE, "alice@example.com", "Alice Moreau", "Europe/Paris"))
    google.add_account(AccountSpec(BOB, "bob@example.com", "Bob Martin", "America/New_York"))
    made = replace(
        GoogleOptions(
            client_id=google.client_id,
            client_secret=google.client_secret,
            auth_url=f"{url}/o/oauth2/v2/auth",
            token_url=f"{url}/token",
            revoke_url=f"{url}/revoke",
            api_url=f"{url}/calendar/v3/",
            connect_seconds=0.5,
            read_seconds=0.5,
        ),
        **options,
    )
    stored: list[tuple[AccountId, str]] = []

    async def store(access: Access, token: str) -> None:
        stored.append((access.account, token))

    calendars = GoogleCalendars(made, now=lambda: world.now, on_new_refresh_token=store)
    world = World(google, url, made, calendars, stored)
    try:
        yield world
    finally:
        await calendars.aclose()
        await google.close()
        await runner.cleanup()
