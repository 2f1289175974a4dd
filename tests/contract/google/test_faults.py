"""The fault plan: each way in which an answer is lost, late, wrong or bent, and what has happened by then."""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime

import aiohttp
import pytest

from sandbox.google.faults import GoogleFault
from tests.contract.google.world import ALICE, BOB, NINE, TEN, World

EVENT = "calendars/primary/events/bk0001"
LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError)


def ids(world: World) -> list[str]:
    return [event["id"] for event in world.alice.events()]


@pytest.mark.parametrize(("when", "landed"), [("before", []), ("after", ["bk0001"])])
async def test_an_error_comes_before_or_after_the_write(world: World, when: str, landed: list[str]) -> None:
    """A 503 may hide an event that was written."""
    world.google.faults.add(GoogleFault("error", "insert", when=when))  # type: ignore[arg-type]  # a parameter is a str
    refused = await world.try_insert("bk0001")
    assert (refused.status, refused.reason) == (503, "backendError")
    assert ids(world) == landed


@pytest.mark.parametrize(("when", "landed"), [("before", []), ("after", ["bk0001"])])
async def test_the_connection_ends_without_an_answer(world: World, when: str, landed: list[str]) -> None:
    """The caller learns nothing, whether or not the write was done."""
    world.google.faults.add(GoogleFault("drop", "insert", when=when))  # type: ignore[arg-type]  # as above
    with pytest.raises(LOST):
        await world.insert("bk0001")
    assert ids(world) == landed
    assert [(call.method, call.status, call.fault) for call in world.google.calls] == [("insert", "closed", "drop")]


async def test_a_late_write_lands_after_the_caller_gave_up(world: World) -> None:
    """First there is nothing, later there is an event; the id still makes it one."""
    world.google.faults.add(GoogleFault("late", "insert", delay=60))
    with pytest.raises(LOST):
        await world.insert("bk0001")
    assert (await world.call("GET", EVENT)).status == 404
    assert world.google.late.land_now() == 1
    assert (await world.call("GET", EVENT)).status == 200


async def test_a_late_write_lands_by_itself_when_it_is_due(world: World) -> None:
    """The delay is real time, and the connection may stay open until then."""
    changes = world.google.changes.subscribe()
    world.google.faults.add(GoogleFault("late_hang", "insert", delay=0.02))
    with pytest.raises(LOST):
        await world.insert("bk0001")
    assert (await anext(changes)).data["event"] == "bk0001"


async def test_a_late_write_meets_the_tombstone_of_its_id(world: World) -> None:
    """An id that was used and deleted in the meantime keeps the late event out."""
    world.google.faults.add(GoogleFault("late", "insert", delay=60))
    with pytest.raises(LOST):
        await world.insert("bk0001")
    await world.insert("bk0001", transparency="transparent")
    await world.call("DELETE", EVENT)
    world.google.late.land_now()
    assert ids(world) == []


async def test_a_request_delivered_twice(world: World) -> None:
    """With an id there is one event and the answer is 409; without an id there are two events."""
    world.google.faults.add(GoogleFault("duplicate", "insert", times=2))
    assert (await world.try_insert("bk0001")).status == 409
    assert (await world.try_insert()).status == 200
    assert len(ids(world)) == 3


async def test_a_slow_answer_is_an_answer(world: World) -> None:
    """It takes its time and is right."""
    world.google.faults.add(GoogleFault("slow", "insert", delay=0.05))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert (await world.try_insert("bk0001")).status == 200
    assert loop.time() - begun >= 0.05


async def test_a_held_connection_is_closed_in_the_end(world: World) -> None:
    """Nothing was done and nothing is said."""
    world.google.faults.add(GoogleFault("hang", "insert", delay=0.02))
    with pytest.raises(LOST):
        await world.insert("bk0001")
    assert ids(world) == []


@pytest.mark.parametrize("kind", ["html", "truncated"])
async def test_a_200_that_is_no_json(world: World, kind: str) -> None:
    """A web page in the place of an answer, or half an answer."""
    world.google.faults.add(GoogleFault(kind, "insert", when="after"))  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        await world.insert("bk0001")
    assert ids(world) == ["bk0001"]


async def test_an_answer_that_ends_in_the_middle(world: World) -> None:
    """The length says more than comes; the write was done."""
    world.google.faults.add(GoogleFault("cut_off", "insert"))
    with pytest.raises(aiohttp.ClientPayloadError):
        await world.insert("bk0001")
    assert ids(world) == ["bk0001"]


async def test_an_answer_about_another_event(world: World) -> None:
    """The id in the answer isn't the one that was sent."""
    world.google.faults.add(GoogleFault("wrong_id", "insert"))
    assert (await world.insert("bk0001")).document["id"] != "bk0001"


async def test_a_quota_answer_says_when_to_come_back(world: World) -> None:
    """A 429 carries Retry-After and the usage domain."""
    fault = GoogleFault("error", "insert", status=429, reason="rateLimitExceeded", retry_after=7)
    world.google.faults.add(fault)
    refused = await world.try_insert("bk0001")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "7")
    assert refused.document["error"]["errors"][0]["domain"] == "usageLimits"


@pytest.mark.parametrize(("when", "status", "landed"), [("before", 401, []), ("after", 200, ["bk0001"])])
async def test_access_is_taken_away_in_the_middle(world: World, when: str, status: int, landed: list[str]) -> None:
    """Before the write it is refused; after it the next call is."""
    token = world.bearer()
    world.google.faults.add(GoogleFault("revoke", "insert", when=when))  # type: ignore[arg-type]  # as above
    body = {"id": "bk0001", "start": {"dateTime": NINE}, "end": {"dateTime": TEN}}
    assert (await world.call("POST", "calendars/primary/events", body, token=token)).status == status
    assert ids(world) == landed
    assert (await world.call("GET", EVENT, token=token)).status == 401


async def test_the_date_may_be_wrong(world: World) -> None:
    """Google's clock and ours needn't agree."""
    world.google.faults.add(GoogleFault("date", "get", delay=600))
    await world.insert("bk0001")
    stamped = parsedate_to_datetime((await world.call("GET", EVENT)).headers["Date"]).timestamp()
    assert 590 < stamped - world.clock.real_now() < 610


async def test_the_token_endpoint_can_fail_too(world: World) -> None:
    """Its errors have the shape of OAuth."""
    refresh = world.google.grant_now(ALICE.sub, ["openid"])
    world.google.faults.add(GoogleFault("error", "token", account=ALICE.email, status=400, reason="invalid_grant"))
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": world.google.client_id,
        "client_secret": world.google.client_secret,
    }
    answers = []
    for _ in range(2):
        async with world.session.post(f"{world.url}/token", data=form) as answer:
            answers.append((answer.status, (await answer.json()).get("error")))
    assert answers == [(400, "invalid_grant"), (200, None)]


async def test_a_video_link_can_fail(world: World) -> None:
    """Its status becomes failure and there is no link."""
    world.google.faults.add(GoogleFault("no_link", "insert"))
    request = {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    body = {"id": "bk0001", "start": {"dateTime": NINE}, "end": {"dateTime": TEN}, "conferenceData": request}
    await world.call("POST", "calendars/primary/events", body, params=[("conferenceDataVersion", "1")])
    got = (await world.call("GET", EVENT)).document
    assert got["conferenceData"]["createRequest"]["status"]["statusCode"] == "failure"
    assert "hangoutLink" not in got


async def test_a_video_link_can_take_its_time(world: World) -> None:
    """It stays pending for so long, also for a caller who sees nothing but the status; then it is there."""
    world.google.faults.add(GoogleFault("slow_link", "insert", delay=60))
    request = {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    body = {"id": "bk0001", "start": {"dateTime": NINE}, "end": {"dateTime": TEN}, "conferenceData": request}
    params = [("conferenceDataVersion", "1"), ("fields", "status")]
    assert (await world.call("POST", "calendars/primary/events", body, params=params)).document == {
        "status": "confirmed"
    }
    assert "hangoutLink" not in (await world.call("GET", EVENT)).document
    world.clock.advance(60)
    [listed] = (await world.call("GET", "calendars/primary/events")).document["items"]
    assert listed["hangoutLink"] == (await world.call("GET", EVENT)).document["hangoutLink"]


async def test_an_answer_about_another_time(world: World) -> None:
    """The event is where it was put; the answer says a day later, for a time and for a whole day."""
    world.google.faults.add(GoogleFault("wrong_time", "insert", times=2))
    moved = (await world.insert("bk0001")).document
    assert moved["start"]["dateTime"] == NINE.replace("-01T", "-02T")
    whole = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    assert (await world.insert("bk0002", **whole)).document["end"] == {"date": "2026-12-03"}
    assert {event["start"].get("dateTime", NINE) for event in world.alice.events()} == {NINE}


async def test_a_fault_strikes_whom_it_names_and_nobody_else(world: World) -> None:
    """Account, calendar, event and the number of the call all have to agree."""
    world.google.faults.add(GoogleFault("error", "insert", account=BOB.sub))
    world.google.faults.add(GoogleFault("error", "insert", calendar="team@group.calendar.google.com"))
    world.google.faults.add(GoogleFault("error", "insert", event_id="bk0009"))
    world.google.faults.add(GoogleFault("error", "insert", event_id="bk0002", skip=1))
    statuses = [(await world.try_insert(event_id)).status for event_id in ("bk0001", "bk0002", "bk0002", "bk0009")]
    assert statuses == [200, 200, 503, 503]
    assert len(world.google.faults.pending()) == 2
