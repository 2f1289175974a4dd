"""What goes over the wire when an event is amended, over which connections, and how many calls at once."""

from __future__ import annotations

import asyncio
import json
import select
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.calendars.google import GoogleOptions
from core.calendars.protocols import Amendment
from core.domain.errors import EventChanged, OutcomeUnknown
from tests.contract.calendars.bare import ACCESS, Request, bare, http
from tests.contract.calendars.world import SLOT, draft

ME = "alice@example.com"
ETAG = '"3410"'
HELD: dict[str, Any] = {
    "kind": "calendar#event",
    "id": "bk0001",
    "etag": ETAG,
    "status": "confirmed",
    "summary": "Hers",
    "start": {"dateTime": "2030-01-01T13:00:00+01:00", "timeZone": "Europe/Paris"},
    "end": {"dateTime": "2030-01-01T14:00:00+01:00", "timeZone": "Europe/Paris"},
    "recurrence": ["RRULE:FREQ=WEEKLY"],
    "somethingNew": {"of": ["Google", 1]},
    "extendedProperties": {"private": {"bk_s": "S1"}},
}


async def test_an_amendment_reads_everything_and_writes_everything_back() -> None:
    """Unmasked reading, one conditional PUT with nobody told, and fields nobody here has heard of are in it."""

    async def serve(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(json.dumps(HELD).encode() if request.verb == "GET" else request.body))
        return True

    async with bare(serve) as (seen, calendars):
        change = Amendment(marks={"bk_gen": "2"}, wants_conference=True)
        event = await calendars.amend(ACCESS, ME, "bk0001", ETAG, change)
    assert event.marks == {"bk_s": "S1", "bk_gen": "2"}
    [read], [write] = seen.calls("GET"), seen.calls("PUT")
    assert "fields" not in parse_qs(urlsplit(read.target).query)
    query = parse_qs(urlsplit(write.target).query)
    assert (query["sendUpdates"], query["conferenceDataVersion"]) == (["none"], ["1"])
    assert write.headers["if-match"] == ETAG
    assert json.loads(write.body) == {
        **HELD,
        "extendedProperties": {"private": {"bk_s": "S1", "bk_gen": "2"}},
        "conferenceData": {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}},
    }


async def test_a_moved_event_keeps_the_zone_its_owner_chose() -> None:
    """Without it an event that was made recurring would be refused, or drift with summer time."""

    async def serve(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(json.dumps(HELD).encode() if request.verb == "GET" else request.body))
        return True

    async with bare(serve) as (seen, calendars):
        assert (await calendars.amend(ACCESS, ME, "bk0001", ETAG, Amendment(slot=SLOT))).slot == SLOT
    [write] = seen.calls("PUT")
    assert json.loads(write.body)["start"] == {"dateTime": "2030-01-01T12:00:00Z", "timeZone": "Europe/Paris"}


async def test_an_edit_between_reading_and_writing_wins() -> None:
    """The condition is Google's to check, at the moment of the write."""

    async def serve(request: Request, writer: asyncio.StreamWriter) -> bool:
        refusal = b'{"error": {"code": 412, "errors": [{"reason": "conditionNotMet"}]}}'
        writer.write(
            http(json.dumps(HELD).encode()) if request.verb == "GET" else http(refusal, "412 Precondition Failed")
        )
        return True

    async with bare(serve) as (seen, calendars):
        with pytest.raises(EventChanged):
            await calendars.amend(ACCESS, ME, "bk0001", ETAG, Amendment(slot=SLOT))
    assert len(seen.calls("PUT")) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {**HELD, "status": "cancelled"},
        {**HELD, "status": "tentative"},
        {**HELD, "extendedProperties": {}},
        {**HELD, "extendedProperties": {"private": {"bk_s": "S2"}}},
        {**HELD, "end": {"dateTime": "2030-01-01T15:00:00+01:00"}},
        {**HELD, "id": "bk0002"},
        {**HELD, "etag": ""},
        [HELD],
    ],
)
async def test_the_answer_to_an_amendment_must_be_the_event_that_was_sent(answer: object) -> None:
    """Another state, time, mark or id in a 200 leaves the outcome unknown."""

    async def serve(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(json.dumps(HELD if request.verb == "GET" else answer).encode()))
        return True

    async with bare(serve) as (_, calendars):
        with pytest.raises(OutcomeUnknown) as failed:
            await calendars.amend(ACCESS, ME, "bk0001", ETAG, Amendment(join="https://meet.example/a"))
    assert failed.value.facts["sent"] is True


async def test_every_write_counts_with_its_video_meeting() -> None:
    """Without version 1 Google would ignore what a body says of it."""

    async def serve(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(json.dumps({**json.loads(request.body), "etag": ETAG}).encode()))
        return True

    async with bare(serve) as (seen, calendars):
        await calendars.insert(ACCESS, ME, draft())
        await calendars.update(ACCESS, ME, draft(), ETAG)
    for write in (*seen.calls("POST"), *seen.calls("PUT")):
        assert parse_qs(urlsplit(write.target).query)["conferenceDataVersion"] == ["1"]


async def test_a_connection_that_was_closed_meanwhile_is_not_used() -> None:
    """A server that promised to keep it and closed it after all costs a new connection, not a call."""

    async def once(_: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(b'{"items": []}'))
        return False

    async with bare(once) as (seen, calendars):
        for number in range(1, 4):
            assert await calendars.calendars(ACCESS) == ()
            assert seen.connections == number
            [[kept]] = calendars._wire._transport()._kept.values()
            await asyncio.to_thread(select.select, [kept._socket], [], [], 5.0)


async def test_many_peoples_calendars_are_read_at_the_same_time() -> None:
    """Twenty-five calls are all under way before the first is answered; each then uses its connection again."""
    waiting, everybody = 0, asyncio.Event()

    async def serve(_: Request, writer: asyncio.StreamWriter) -> bool:
        nonlocal waiting
        waiting += 1
        if waiting == 25:
            everybody.set()
        await everybody.wait()
        writer.write(http(b'{"items": []}'))
        return True

    async with bare(serve, threads=GoogleOptions().threads, read_seconds=5.0) as (seen, calendars):
        for _ in range(2):
            await asyncio.gather(*(calendars.overlapping(ACCESS, [f"c{n}"], SLOT) for n in range(25)))
        assert seen.connections == 25
