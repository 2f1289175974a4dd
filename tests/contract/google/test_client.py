"""Google's own Python client, in its usual form, finds in the sandbox what it knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

import httplib2  # type: ignore[import-untyped]  # publishes no types
import pytest
import urllib3
from google.auth.exceptions import RefreshError
from google.auth.transport.urllib3 import Request
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp  # type: ignore[import-untyped]  # publishes no types
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from sandbox.google.server import CLIENT_ID, CLIENT_SECRET
from tests.contract.google.conforming import conforms
from tests.contract.google.world import ALICE, BOB, NINE, PERIN_SCOPES, TEN, World

T = TypeVar("T")
Service: TypeAlias = Any


def credentials_of(world: World, sub: str) -> Credentials:
    return Credentials(  # type: ignore[no-untyped-call]  # google-auth types its constructors only in part
        token=None,
        refresh_token=world.google.grant_now(sub, PERIN_SCOPES),
        token_uri=f"{world.url}/token",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
    )


@contextmanager
def service_of(world: World, sub: str) -> Iterator[Service]:
    http = AuthorizedHttp(credentials_of(world, sub), http=httplib2.Http(timeout=5))
    service = build(
        "calendar",
        "v3",
        http=http,
        static_discovery=True,
        cache_discovery=False,
        client_options={"api_endpoint": f"{world.url}/calendar/v3/"},
    )
    try:
        yield service
    finally:
        service.close()


async def in_thread(world: World, sub: str, work: Callable[[Service], T]) -> T:
    def run() -> T:
        with service_of(world, sub) as service:
            return work(service)

    return await asyncio.to_thread(run)


async def test_an_event_lives_its_whole_life_through_googles_client(world: World) -> None:
    """Insert, get, list, update with If-Match, patch, free/busy and delete all work and answer Google's documents."""

    def life(service: Service) -> None:
        events = service.events()
        body = {
            "id": "bk0123456789",
            "summary": "Alice and Bob",
            "status": "tentative",
            "start": {"dateTime": NINE},
            "end": {"dateTime": TEN},
            "extendedProperties": {"private": {"bk_s": "1"}},
        }
        made = events.insert(calendarId="primary", body=body, sendUpdates="none").execute()
        assert conforms(made, "Event")
        got = events.get(calendarId="primary", eventId="bk0123456789").execute()
        assert got == made
        listed = events.list(
            calendarId="primary", privateExtendedProperty="bk_s=1", singleEvents=True, orderBy="startTime"
        ).execute()
        assert conforms(listed, "Events")
        assert listed["items"] == [made]
        change = events.update(calendarId="primary", eventId="bk0123456789", body={**body, "status": "confirmed"})
        change.headers["If-Match"] = made["etag"]
        assert change.execute()["status"] == "confirmed"
        moved = events.patch(calendarId="primary", eventId="bk0123456789", body={"summary": "Moved"}).execute()
        assert (moved["summary"], moved["status"]) == ("Moved", "confirmed")
        assert events.delete(calendarId="primary", eventId="bk0123456789").execute() == ""

    await in_thread(world, ALICE.sub, life)
    assert [event["status"] for event in world.alice.events(include_deleted=True)] == ["cancelled"]


async def test_lists_calendars_and_free_busy_conform(world: World) -> None:
    """Everything else that is answered with 200 is a document of the discovery schemas too."""
    world.alice.add_calendar("team@group.calendar.google.com", summary="Team", access_role="reader")
    world.alice.add_event(summary="Lunch", start=1_795_003_600, end=1_795_007_200)

    def look(service: Service) -> None:
        assert conforms(service.calendarList().list().execute(), "CalendarList")
        assert conforms(service.calendarList().get(calendarId="primary").execute(), "CalendarListEntry")
        body = {
            "timeMin": "2026-11-17T00:00:00Z",
            "timeMax": "2026-11-20T00:00:00Z",
            "items": [{"id": "primary"}, {"id": "nobody@example.com"}],
        }
        answer = service.freebusy().query(body=body).execute()
        assert conforms(answer, "FreeBusyResponse")
        assert answer["calendars"]["nobody@example.com"]["errors"][0]["reason"] == "notFound"

    await in_thread(world, ALICE.sub, look)


async def test_refusals_reach_googles_client_with_status_and_reason(world: World) -> None:
    """The error documents are those the client takes reasons from."""

    def refused(service: Service) -> HttpError:
        with pytest.raises(HttpError) as caught:
            service.events().get(calendarId="primary", eventId="nothing00").execute()
        return caught.value

    error = await in_thread(world, BOB.sub, refused)
    assert error.status_code == 404
    assert error.error_details == [{"domain": "global", "reason": "notFound", "message": "Not Found"}]


async def test_googles_client_never_gets_an_event_it_may_not_have(world: World) -> None:
    """Bob's token doesn't open Alice's calendar, and the client sees a 404."""
    world.alice.add_event(summary="Private", start=1_795_003_600, end=1_795_007_200, event_id="private00")

    def refused(service: Service) -> int:
        with pytest.raises(HttpError) as caught:
            service.events().get(calendarId=ALICE.email, eventId="private00").execute()
        return int(caught.value.status_code)

    assert await in_thread(world, BOB.sub, refused) == 404


async def test_google_auth_learns_that_access_was_taken_away(world: World) -> None:
    """After the person revokes, a refresh raises an error that isn't worth retrying."""
    credentials = credentials_of(world, ALICE.sub)

    def refresh() -> None:
        with urllib3.PoolManager() as pool:
            credentials.refresh(Request(pool))  # type: ignore[no-untyped-call]  # as above

    await asyncio.to_thread(refresh)
    assert credentials.valid
    world.google.oauth.revoke_account(ALICE.sub)
    with pytest.raises(RefreshError) as caught:
        await asyncio.to_thread(refresh)
    assert not caught.value.retryable
