"""The whole sandbox over its control API: clock, calendars, faults, wire, stream; and the world of the demo."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from sandbox.demo_world import ALICE, BOB, PERSONAS, PRIYA, populate
from sandbox.google.freebusy import busy
from sandbox.server import Sandbox, SandboxOptions

WEDNESDAY_NOON = 1_795_608_000  # 25 November 2026, 12:00 UTC
WEEK = 604_800


@dataclass
class Driver:
    """A caller of the control API."""

    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON document
        async with self.session.get(f"{self.sandbox.url}/control/{path}") as answer:
            assert answer.status == 200
            return await answer.json()

    async def send(self, verb: str, path: str, body: object = None) -> tuple[int, Any]:
        async with self.session.request(verb, f"{self.sandbox.url}/control/{path}", json=body) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with Sandbox(SandboxOptions(start=WEDNESDAY_NOON)) as sandbox, aiohttp.ClientSession() as session:
        populate(sandbox)
        yield Driver(sandbox, session)


async def test_the_clock_moves_for_everybody(driver: Driver) -> None:
    """One step forward is the same step for Slack, Google and the page."""
    before = (await driver.get("clock"))["now"]
    status, after = await driver.send("POST", "clock", {"advance": 3_600})
    assert status == 200
    assert 3_600 <= after["now"] - before < 3_610
    assert (await driver.send("POST", "clock", {"advance": -1}))[0] == 400
    assert (await driver.send("POST", "clock", {"advance": "soon"}))[0] == 400


async def test_a_person_edits_the_calendar_without_the_app(driver: Driver) -> None:
    """Add, move, delete; each is what Google then says."""
    start = WEDNESDAY_NOON + 3_600
    event = {"summary": "Haircut", "start": start, "end": start + 1_800}
    status, made = await driver.send("POST", "calendar/g-alice/event", event)
    assert status == 201
    path = f"calendar/g-alice?from={start}&to={start + 1_800}"
    assert made["id"] in [event["id"] for event in (await driver.get(path))["events"]]
    moved = {"id": made["id"], "summary": "Haircut", "start": start + WEEK, "end": start + WEEK + 1_800}
    assert (await driver.send("POST", "calendar/g-alice/event", moved))[0] == 200
    assert made["id"] not in [event["id"] for event in (await driver.get(path))["events"]]
    assert (await driver.send("DELETE", f"calendar/g-alice/event/{made['id']}"))[0] == 200
    assert (await driver.send("DELETE", f"calendar/g-alice/event/{made['id']}"))[0] == 404


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("POST", "calendar/g-nobody/event", {}, 404),
        ("POST", "calendar/g-alice/event", {"summary": "No time"}, 400),
        ("POST", "calendar/g-alice/event", {"summary": "Backwards", "start": 20, "end": 10}, 400),
        ("POST", "calendar/g-alice/event", [], 400),
        ("POST", "faults", {"side": "google", "kind": "explode"}, 400),
        ("POST", "faults", {"side": "mars", "kind": "drop"}, 400),
        ("GET", "calendar/g-alice?from=monday", None, 400),
        ("GET", "wire?after=x", None, 400),
    ],
)
async def test_a_wrong_order_is_refused_in_a_sentence(
    driver: Driver, verb: str, path: str, body: object, status: int
) -> None:
    """The driver learns what was wrong."""
    answered, document = await driver.send(verb, path, body)
    assert answered == status
    assert document["error"]


async def test_faults_of_both_sides_are_planned_and_forgotten(driver: Driver) -> None:
    """One door for both plans."""
    await driver.send("POST", "faults", {"side": "google", "kind": "drop", "method": "insert"})
    _, planned = await driver.send("POST", "faults", {"side": "slack", "method": "chat.postMessage"})
    assert [len(planned[side]) for side in ("google", "slack")] == [1, 1]
    assert await driver.send("DELETE", "faults") == (200, {"google": [], "slack": []})


async def test_the_stream_tells_what_changes(driver: Driver) -> None:
    """A server-sent event per change, with its topic inside."""
    async with driver.session.get(f"{driver.sandbox.url}/control/stream") as stream:
        await driver.send("POST", "clock", {"advance": 1})
        await driver.send("DELETE", f"calendar/g-bob/event/{driver.sandbox.google.account('g-bob').events()[0]['id']}")
        heard: list[dict[str, Any]] = []
        while len(heard) < 2:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                heard.append(json.loads(line[6:]))
    assert [change["topic"] for change in heard] == ["clock", "calendar"]
    assert (heard[1]["sub"], heard[1]["what"]) == ("g-bob", "deleted")


async def test_the_sandbox_stops_with_a_listener_still_there(driver: Driver) -> None:
    """An open page doesn't keep the process alive."""
    async with driver.session.get(f"{driver.sandbox.url}/control/stream") as stream:
        await driver.sandbox.stop()
        assert (await stream.content.read()).startswith(b"retry:")
    with pytest.raises(RuntimeError):
        _ = driver.sandbox.url


async def test_the_page_learns_whose_google_is_whose(driver: Driver) -> None:
    """Slack people carry the account with their address; the app has none."""
    people = {person["id"]: person["google_sub"] for person in (await driver.get("people"))["people"]}
    assert {persona.user: persona.sub for persona in PERSONAS}.items() <= people.items()
    assert None in people.values()
    accounts = (await driver.get("accounts"))["accounts"]
    assert [account["sub"] for account in accounts] == [persona.sub for persona in PERSONAS]


async def test_access_can_be_taken_away_from_outside(driver: Driver) -> None:
    """The owner's own switch ends the app's grant."""
    driver.sandbox.google.grant_now("g-bob", ["openid"])
    assert (await driver.send("POST", "calendar/g-bob/revoke"))[0] == 200
    assert driver.sandbox.google.oauth.granted("g-bob") == frozenset()


async def test_the_demo_world_is_the_same_each_time() -> None:
    """The same start gives the same events, to the etag."""

    async def made() -> list[Any]:
        sandbox = Sandbox(SandboxOptions(start=WEDNESDAY_NOON))
        populate(sandbox)
        events = [event for persona in PERSONAS for event in sandbox.google.account(persona.sub).events()]
        return [{name: event[name] for name in event if name not in ("created", "updated")} for event in events]

    first = await made()
    assert first == await made()
    assert len(first) > 150


async def test_the_demo_world_has_one_of_everything_that_matters(driver: Driver) -> None:
    """Free and busy days, holds, focus, an absence, a declined invitation, a second calendar."""
    events = [event for persona in PERSONAS for event in driver.sandbox.google.account(persona.sub).events()]
    assert {"focusTime", "outOfOffice", "default"} == {event["eventType"] for event in events}
    assert any(event["status"] == "tentative" for event in events)
    assert any("date" in event["start"] and event.get("transparency") == "transparent" for event in events)
    assert any(who["responseStatus"] == "declined" for event in events for who in event.get("attendees", []))
    assert driver.sandbox.google.account(ALICE.sub).events("family@group.calendar.google.com")


async def test_alice_and_bob_can_meet_next_week_and_bob_and_priya_hardly(driver: Driver) -> None:
    """The demo's story works: some afternoon half hour in Paris is a free morning half hour in New York."""

    def free(sub: str, start: int) -> bool:
        account = driver.sandbox.google.account(sub)
        book = account.entry("primary").book
        return busy(book, start, start + 1_800, account.spec.email) == []

    monday = 1_796_047_200  # Monday 30 November 2026, 14:00 UTC: 15:00 in Paris, 9:00 in New York
    slots = [monday + day * 86_400 + half * 1_800 for day in range(5) for half in range(4)]
    shared = [start for start in slots if free(ALICE.sub, start) and free(BOB.sub, start)]
    assert 3 <= len(shared) < len(slots)
    assert PRIYA.tz == "Asia/Kolkata"
