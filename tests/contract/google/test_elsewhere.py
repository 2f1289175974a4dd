"""A sandbox in a process of its own: driven over its control API, and untouched by what happens to its callers."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any, get_args
from urllib.parse import urlsplit

import aiohttp
import pytest

from core.calendars.google import GoogleCalendars, GoogleOptions
from core.calendars.google.oauth import CALENDAR_SCOPES, SCOPE_PREFIX
from core.calendars.protocols import Amendment, Event, EventDraft
from core.domain.accounts import Access
from core.domain.errors import AccessDenied, AccessLost, CalendarError, OutcomeUnknown, QuotaSpent, SlowDown
from core.domain.ids import AccountId, PersonKey
from core.scheduling.intervals import Interval
from sandbox.google.faults import Kind
from sandbox.google.server import CLIENT_ID, CLIENT_SECRET
from sandbox.serving import served_elsewhere

NOON = 1_893_499_200
SLOT, LATER = Interval(NOON, NOON + 3_600), Interval(NOON + 7_200, NOON + 9_000)
NUMBERS = count(1)

DYING = """
import socket, sys, time
host, port, head, body = sys.argv[1:]
line = socket.create_connection((host, int(port)))
line.sendall(head.encode() + body.encode())
print("sent", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a sandbox in another process, for all tests of this module."""
    with served_elsewhere() as address:
        yield address


class Driver:
    """The adapter in this process, and the control API of the other one."""

    def __init__(self, url: str, session: aiohttp.ClientSession, name: str) -> None:
        self.url, self.name, self._session = url, name, session
        self.calendars = GoogleCalendars(_options(url), now=lambda: 0)
        self.access = Access(AccountId(name), "", PersonKey(f"slack:T1:{name}"))

    @property
    def calendar(self) -> str:
        """The primary calendar's id."""
        return f"{self.name}@example.com"

    async def control(self, verb: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON document
        """Ask the control API."""
        async with self._session.request(verb, f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status in (200, 201), await answer.text()
            return await answer.json()

    async def settle(self) -> None:
        """Open an account with a grant."""
        await self.control("POST", "accounts", {"sub": self.name, "email": self.calendar, "name": "A"})
        scopes = ["openid", "email", *(SCOPE_PREFIX + scope for scope in CALENDAR_SCOPES)]
        given = await self.control("POST", f"calendar/{self.name}/grant", {"scopes": scopes})
        self.access = Access(self.access.account, given["refresh_token"], self.access.person)

    async def fault(self, kind: str, method: str, **more: object) -> None:
        """Plan a fault for this account."""
        await self.control(
            "POST", "faults", {"side": "google", "kind": kind, "method": method, "account": self.name, **more}
        )

    async def hold(self, event: str = "bk0001") -> Event:
        """Write an event."""
        draft = EventDraft(event, SLOT, "T", "D", {"bk_s": "S1"}, tentative=False)
        return await self.calendars.insert(self.access, self.calendar, draft)

    async def move(self, event: Event) -> Event:
        """Move it and ask for a video meeting."""
        change = Amendment(slot=LATER, wants_conference=True)
        return await self.calendars.amend(self.access, self.calendar, event.id, event.etag, change)

    async def read(self) -> Event:
        """Read it."""
        return await self.calendars.get(self.access, self.calendar, "bk0001")


def _options(url: str) -> GoogleOptions:
    return GoogleOptions(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        token_url=f"{url}/token",
        api_url=f"{url}/calendar/v3/",
        connect_seconds=1.0,
        read_seconds=1.0,
    )


@pytest.fixture
async def driver(url: str) -> AsyncIterator[Driver]:
    """Somebody new in that sandbox."""
    async with aiohttp.ClientSession() as session:
        made = Driver(url, session, f"g-{next(NUMBERS)}")
        await made.settle()
        try:
            yield made
        finally:
            await made.control("DELETE", "faults")
            await made.calendars.aclose()


AMENDING: list[tuple[str, str, dict[str, Any], type[CalendarError] | None, bool]] = [
    ("error", "get", {"status": 503}, OutcomeUnknown, False),
    ("drop", "get", {}, OutcomeUnknown, False),
    ("html", "get", {}, OutcomeUnknown, False),
    ("error", "update", {"status": 503, "when": "before"}, OutcomeUnknown, False),
    ("error", "update", {"status": 503, "when": "after"}, OutcomeUnknown, True),
    ("drop", "update", {"when": "before"}, OutcomeUnknown, False),
    ("drop", "update", {"when": "after"}, OutcomeUnknown, True),
    ("hang", "update", {"delay": 2.0, "when": "after"}, OutcomeUnknown, True),
    ("late", "update", {"delay": 60.0}, OutcomeUnknown, True),
    ("late_hang", "update", {"delay": 60.0}, OutcomeUnknown, True),
    ("truncated", "update", {}, OutcomeUnknown, True),
    ("cut_off", "update", {}, OutcomeUnknown, True),
    ("html", "update", {"when": "after"}, OutcomeUnknown, True),
    ("wrong_id", "update", {}, OutcomeUnknown, True),
    ("wrong_time", "update", {}, OutcomeUnknown, True),
    ("error", "update", {"status": 401, "reason": "authError", "times": 2}, AccessLost, False),
    ("error", "update", {"status": 403, "reason": "insufficientPermissions"}, AccessDenied, False),
    ("error", "update", {"status": 403, "reason": "quotaExceeded"}, QuotaSpent, False),
    ("error", "update", {"status": 429, "reason": "rateLimitExceeded", "retry_after": 7}, SlowDown, False),
    ("revoke", "update", {"when": "before"}, AccessLost, False),
    ("slow", "update", {"delay": 0.05}, None, True),
    ("date", "update", {"delay": 600.0}, None, True),
    ("no_link", "update", {}, None, True),
    ("slow_link", "update", {"delay": 600.0}, None, True),
]
"""Fault, method, its fields, what moving an event raises, and whether it has moved when all is quiet."""


@pytest.mark.parametrize(("kind", "method", "more", "error", "moves"), AMENDING)
async def test_every_fault_strikes_from_another_process(
    driver: Driver, kind: str, method: str, more: dict[str, Any], error: type[CalendarError] | None, *, moves: bool
) -> None:
    """Planned over HTTP, felt by the adapter, and afterwards the calendar is as the fault says."""
    event = await driver.hold()
    await driver.fault(kind, method, **more)
    if error is None:
        assert (await driver.move(event)).slot == LATER
    else:
        with pytest.raises(error):
            await driver.move(event)
    landed = await driver.control("POST", "google/land")
    assert landed == {"landed": int(kind.startswith("late"))}
    [held] = (await driver.control("GET", f"calendar/{driver.name}"))["events"]
    assert (held["etag"] != event.etag) is moves
    assert (await driver.control("GET", "faults"))["google"] == []


def test_no_fault_is_forgotten() -> None:
    """Each kind there is strikes in this module, or is about a call that amending doesn't make."""
    elsewhere = {"duplicate", "calendar_error", "calendar_missing"}
    assert {kind for kind, *_ in AMENDING} | elsewhere == set(get_args(Kind))


@pytest.mark.parametrize(
    ("kind", "delay", "conference"),
    [("no_link", 0.0, "failed"), ("no_link", 600.0, "pending"), ("slow_link", 600.0, "pending")],
)
async def test_what_became_of_the_video_meeting_is_read_later(
    driver: Driver, kind: str, delay: float, conference: str
) -> None:
    """A fault in its making shows in the next reading."""
    event = await driver.hold()
    await driver.fault(kind, "update", delay=delay)
    assert (await driver.move(event)).conference == "pending"
    assert (await driver.read()).conference == conference


async def test_tombstones_and_calls_can_be_looked_at(driver: Driver) -> None:
    """What is needed to judge a program that was killed: everything that was ever written, and every call."""
    await driver.hold()
    await driver.control("DELETE", "google/calls")
    await driver.calendars.delete(driver.access, driver.calendar, "bk0001")
    assert (await driver.control("GET", f"calendar/{driver.name}"))["events"] == []
    [gone] = (await driver.control("GET", f"calendar/{driver.name}?deleted=1"))["events"]
    assert (gone["id"], gone["status"], gone["extendedProperties"]["private"]) == (
        "bk0001",
        "cancelled",
        {"bk_s": "S1"},
    )
    [call] = (await driver.control("GET", "google/calls"))["calls"]
    assert (call["method"], call["status"], call["account"]) == ("delete", 204, driver.calendar)


@pytest.mark.parametrize("whole", [True, False])
async def test_a_caller_that_is_killed_leaves_the_sandbox_standing(driver: Driver, *, whole: bool) -> None:
    """What had been sent in full takes effect, half a request does not, and the next caller is served."""
    bearer = await _bearer(driver)
    body = json.dumps({"id": "bk0001", "start": _when(NOON), "end": _when(NOON + 60)})
    head = (
        f"POST /calendar/v3/calendars/{driver.calendar}/events HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {bearer}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    await driver.fault("slow", "insert", delay=0.05)
    where = urlsplit(driver.url)
    sent = [str(where.hostname), str(where.port), head, body if whole else body[:20]]
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DYING, *sent, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"sent\n"
    process.kill()
    await process.wait()
    await _quiet(driver, whole=whole)
    held = (await driver.control("GET", f"calendar/{driver.name}"))["events"]
    assert [event["id"] for event in held] == (["bk0001"] if whole else [])
    await driver.hold("bk0002")


def test_the_sandbox_ends_with_whoever_started_it() -> None:
    """When its line is closed its port is free again."""
    with served_elsewhere() as address:
        where = urlsplit(address)
        socket.create_connection((where.hostname, where.port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((where.hostname, where.port))


def _when(at: int) -> dict[str, str]:
    return {"dateTime": f"2030-01-01T12:{(at - NOON) // 60:02}:00Z"}


async def _bearer(driver: Driver) -> str:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": driver.access.refresh_token,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    async with driver._session.post(f"{driver.url}/token", data=form) as answer:
        return str((await answer.json())["access_token"])


async def _quiet(driver: Driver, *, whole: bool) -> None:
    """Wait until the killed caller's request has been answered, if it was one."""
    while whole:
        calls = (await driver.control("GET", "google/calls"))["calls"]
        if any(
            call["method"] == "insert" and call["account"] == driver.calendar and call["status"] != "open"
            for call in calls
        ):
            return
        await asyncio.sleep(0)
