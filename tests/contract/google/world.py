"""A served Google with two people, a caller that speaks plain HTTP to it, and the discovery document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import googleapiclient
from aiohttp import web

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google import http
from sandbox.google.account import Account, AccountSpec
from sandbox.google.methods import PREFIX
from sandbox.google.server import CLIENT_ID, CLIENT_SECRET, GoogleServer
from sandbox.wire import WireLog

ALICE = AccountSpec("g-alice", "alice@example.com", "Alice Moreau", "Europe/Paris")
BOB = AccountSpec("g-bob", "bob@example.com", "Bob Tanaka", "America/New_York")

PERIN_SCOPES = (
    "openid",
    "email",
    PREFIX + "calendar.events.owned",
    PREFIX + "calendar.freebusy",
    PREFIX + "calendar.calendarlist.readonly",
)
FULL = (PREFIX + "calendar",)

NINE = "2026-12-01T09:00:00+01:00"
TEN = "2026-12-01T10:00:00+01:00"
ELEVEN = "2026-12-01T11:00:00+01:00"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, headers, and the body as JSON (None when empty)."""

    status: int
    headers: dict[str, str]
    document: Any

    @property
    def reason(self) -> str:
        """Google's reason for a refusal."""
        return str(self.document["error"]["errors"][0]["reason"])


class World:
    """A Google at `url`, with Alice and Bob; `call` speaks for Alice unless told otherwise."""

    def __init__(self) -> None:
        changes = Changes()
        self.clock = SandboxClock(changes, start=1_795_000_000)
        self.wire = WireLog(self.clock, changes)
        self.google = GoogleServer(clock=self.clock, changes=changes, wire=self.wire)
        self.alice: Account = self.google.add_account(ALICE)
        self.bob: Account = self.google.add_account(BOB)
        self.url = ""
        self.session: aiohttp.ClientSession

    def bearer(self, sub: str = ALICE.sub, scopes: Iterable[str] = PERIN_SCOPES) -> str:
        """Get an access token for an account that grants `scopes`."""
        refresh = self.google.grant_now(sub, scopes)
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        return str(self.google.oauth.token(form, (CLIENT_ID, CLIENT_SECRET))["access_token"])

    async def call(
        self,
        verb: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        params: Iterable[tuple[str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> Said:
        """Call the Calendar API; an empty `token` sends none."""
        bearer = self.bearer() if token is None else token
        sent = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self.session.request(
            verb,
            f"{self.url}/calendar/v3/{path}",
            json=body,
            params=list(params),
            headers=sent | (headers or {}),
        ) as answer:
            text = await answer.text()
            return Said(answer.status, dict(answer.headers), json.loads(text) if text else None)

    async def try_insert(self, event_id: str | None = None, **more: object) -> Said:
        """Try to insert an event from nine to ten for Alice."""
        body = {"start": {"dateTime": NINE}, "end": {"dateTime": TEN}, **more}
        if event_id is not None:
            body["id"] = event_id
        return await self.call("POST", "calendars/primary/events", body)

    async def insert(self, event_id: str | None = None, **more: object) -> Said:
        """Insert an event from nine to ten for Alice; fail the test when it is refused."""
        made = await self.try_insert(event_id, **more)
        assert made.status == 200, made.document
        return made


@asynccontextmanager
async def served() -> AsyncIterator[World]:
    """Serve a fresh world on a free loopback port."""
    world = World()
    app = web.Application()
    http.add_routes(app, world)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    world.google.origin = world.url
    try:
        async with aiohttp.ClientSession() as world.session:
            yield world
    finally:
        await world.google.close()
        await runner.cleanup()


@cache
def discovery() -> dict[str, Any]:
    """The discovery document of the Calendar API, as shipped with Google's client."""
    folder = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    document: dict[str, Any] = json.loads((folder / "calendar.v3.json").read_text(encoding="utf-8"))
    return document
