"""Writing events: ids, tombstones, etags, sequence numbers, properties and links, as Google documents them."""

from __future__ import annotations

import pytest

from sandbox.google.methods import PREFIX
from tests.contract.google.conforming import conforms
from tests.contract.google.world import ALICE, BOB, ELEVEN, FULL, NINE, TEN, World

EVENT = "calendars/primary/events/bk0001"
TIMES = {"start": {"dateTime": NINE}, "end": {"dateTime": TEN}}


@pytest.mark.parametrize("event_id", ["bk0001", "a" * 5, "v0" * 512, "0" * 1024])
async def test_an_id_of_base32hex_between_5_and_1024_characters_is_taken(world: World, event_id: str) -> None:
    """The id that the caller chose is the event's."""
    made = await world.try_insert(event_id)
    assert (made.status, made.document["id"]) == (200, event_id)


@pytest.mark.parametrize("event_id", ["abcd", "a" * 1025, "wxyz0", "ABCDE", "bk-001", "bk 001", "ÄÖ-!", ""])
async def test_any_other_id_is_refused(world: World, event_id: str) -> None:
    """Google answers 400 invalid, which its client library doesn't notice beforehand."""
    refused = await world.try_insert(event_id)
    assert (refused.status, refused.reason) == (400, "invalid")


async def test_an_event_without_an_id_gets_one(world: World) -> None:
    """Two inserts without an id are two events."""
    first, second = await world.insert(), await world.insert()
    assert first.document["id"] != second.document["id"]
    assert conforms(first.document, "Event")


async def test_an_existing_id_is_409_and_the_body_is_ignored(world: World) -> None:
    """A second insert isn't an upsert."""
    await world.insert("bk0001", summary="First")
    refused = await world.try_insert("bk0001", summary="Second")
    assert (refused.status, refused.reason) == (409, "duplicate")
    assert [event["summary"] for event in world.alice.events()] == ["First"]


async def test_ids_are_unique_per_calendar_only(world: World) -> None:
    """The same id may live in two people's calendars."""
    await world.insert("bk0001")
    token = world.bearer(BOB.sub)
    made = await world.call("POST", "calendars/primary/events", {"id": "bk0001", **TIMES}, token=token)
    assert made.status == 200


async def test_a_deleted_event_stays_as_a_tombstone(world: World) -> None:
    """Delete gives 204, get still finds it cancelled, a second delete is 410, the id is never free again."""
    await world.insert("bk0001", summary="Was here")
    assert (await world.call("DELETE", EVENT)).status == 204
    assert (await world.call("GET", EVENT)).document["status"] == "cancelled"
    again = await world.call("DELETE", EVENT)
    assert (again.status, again.reason) == (410, "deleted")
    reused = await world.try_insert("bk0001")
    assert (reused.status, reused.reason) == (409, "duplicate")


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
async def test_a_tombstone_does_not_rise_again(world: World, verb: str) -> None:
    """Undelete isn't dependable at Google; the sandbox always refuses it."""
    await world.insert("bk0001")
    await world.call("DELETE", EVENT)
    refused = await world.call(verb, EVENT, {**TIMES, "status": "confirmed"})
    assert (refused.status, refused.reason) == (403, "forbidden")


async def test_what_never_was_is_404(world: World) -> None:
    """Get, update and delete of an unknown event are 404 notFound."""
    answers = [await world.call(verb, EVENT, TIMES if verb == "PUT" else None) for verb in ("GET", "PUT", "DELETE")]
    assert [(answer.status, answer.reason) for answer in answers] == [(404, "notFound")] * 3


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
async def test_if_match_guards_every_rewrite(world: World, verb: str) -> None:
    """An etag from before somebody's change is 412 and nothing happens; the present one passes."""
    made = await world.insert("bk0001", summary="Mine")
    world.alice.update_event("primary", "bk0001", summary="Theirs")
    body = None if verb == "DELETE" else {**TIMES, "summary": "Mine again"}
    stale = await world.call(verb, EVENT, body, headers={"If-Match": made.document["etag"]})
    assert (stale.status, stale.reason) == (412, "conditionNotMet")
    now = world.alice.events()[0]
    assert now["summary"] == "Theirs"
    fresh = await world.call(verb, EVENT, body, headers={"If-Match": now["etag"]})
    assert fresh.status == (204 if verb == "DELETE" else 200)


async def test_put_drops_what_it_does_not_say(world: World) -> None:
    """Description, place and private properties are gone after a PUT without them; id and creation stay."""
    private = {"extendedProperties": {"private": {"bk_s": "1"}}}
    made = await world.insert("bk0001", description="Long", location="Here", **private)
    put = await world.call("PUT", EVENT, {**TIMES, "summary": "Short"})
    assert {"description", "location", "extendedProperties"}.isdisjoint(put.document)
    assert (put.document["id"], put.document["created"]) == ("bk0001", made.document["created"])


async def test_patch_merges_properties_and_null_removes(world: World) -> None:
    """PATCH lays objects over each other and replaces nothing that it doesn't name."""
    await world.insert("bk0001", description="Long", extendedProperties={"private": {"a": "1", "b": "2"}})
    patch = {"description": None, "extendedProperties": {"private": {"b": None, "c": "3"}}}
    patched = await world.call("PATCH", EVENT, patch)
    assert patched.document["extendedProperties"]["private"] == {"a": "1", "c": "3"}
    assert "description" not in patched.document


async def test_private_properties_lose_long_keys_and_the_tail_of_long_values(world: World) -> None:
    """44 characters of key and 1024 of value are kept; the rest goes without a word."""
    given = {"k" * 44: "v" * 1025, "l" * 45: "gone"}
    made = await world.insert("bk0001", extendedProperties={"private": given})
    assert made.document["extendedProperties"]["private"] == {"k" * 44: "v" * 1024}


async def test_moving_raises_the_sequence_and_each_write_changes_the_etag(world: World) -> None:
    """Sequence counts moves; an older sequence number is refused."""
    made = (await world.insert("bk0001")).document
    named = (await world.call("PATCH", EVENT, {"summary": "Named"})).document
    moved = (await world.call("PATCH", EVENT, {"end": {"dateTime": ELEVEN}})).document
    assert [event["sequence"] for event in (made, named, moved)] == [0, 0, 1]
    assert len({event["etag"] for event in (made, named, moved)}) == 3
    refused = await world.call("PUT", EVENT, {**TIMES, "sequence": 0})
    assert (refused.status, refused.reason) == (400, "invalid")


async def test_updated_follows_the_worlds_clock(world: World) -> None:
    """Moving the sandbox's clock moves the stamps that Google would set."""
    before = (await world.insert("bk0001")).document["updated"]
    world.clock.advance(86_400)
    after = (await world.call("PATCH", EVENT, {"summary": "Later"})).document["updated"]
    assert after[:10] > before[:10]


async def test_defaults_are_not_answered(world: World) -> None:
    """Opaque and default visibility are said by absence."""
    made = await world.insert("bk0001", transparency="opaque", visibility="default")
    assert {"transparency", "visibility"}.isdisjoint(made.document)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"start": {"dateTime": NINE}},
        {"start": {"dateTime": TEN}, "end": {"dateTime": NINE}},
        {"start": {"dateTime": "2026-12-01T09:00:00"}, "end": {"dateTime": TEN}},
        {"start": {"date": "2026-12-01"}, "end": {"dateTime": TEN}},
        {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-01"}},
        {"start": {"dateTime": NINE, "date": "2026-12-01"}, "end": {"dateTime": TEN}},
        {"start": {"dateTime": NINE, "timeZone": "Europe/Atlantis"}, "end": {"dateTime": TEN}},
        {**TIMES, "status": "maybe"},
        {**TIMES, "status": "cancelled"},
        {**TIMES, "transparency": "clear"},
        {**TIMES, "attendees": [{"email": "nobody"}]},
        {**TIMES, "sumary": "a typing error"},
        {**TIMES, "summary": 7},
        {**TIMES, "extendedProperties": {"private": {"a": 1}}},
        {**TIMES, "id": "bk0001", "iCalUID": "bk0001@example.com"},
        {**TIMES, "recurrence": ["RRULE:FREQ=DAILY"]},
        {**TIMES, "reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}},
        [],
    ],
)
async def test_a_wrong_body_is_400_and_writes_nothing(world: World, body: object) -> None:
    """No half-understood event comes into being."""
    refused = await world.call("POST", "calendars/primary/events", body)
    assert refused.status == 400
    assert world.alice.events(include_deleted=True) == []


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ([("sendUpdates", "none")], 200),
        ([("sendUpdates", "nobody")], 400),
        ([("sendupdates", "none")], 400),
        ([("sendUpdates", "none"), ("sendUpdates", "all")], 400),
        ([("alt", "media")], 400),
    ],
)
async def test_query_parameters_are_checked(world: World, params: list[tuple[str, str]], status: int) -> None:
    """A wrong word for sendUpdates or an unknown parameter is 400."""
    made = await world.call("POST", "calendars/primary/events", TIMES, params=params)
    assert made.status == status


async def test_a_video_link_is_pending_first_and_there_one_read_later(world: World) -> None:
    """With conferenceDataVersion 1 a create request becomes a link; the etag moves with it."""
    request = {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    body = {"id": "bk0001", "conferenceData": request, **TIMES}
    made = await world.call("POST", "calendars/primary/events", body, params=[("conferenceDataVersion", "1")])
    assert made.document["conferenceData"]["createRequest"]["status"]["statusCode"] == "pending"
    assert "hangoutLink" not in made.document
    got = await world.call("GET", EVENT)
    assert got.document["conferenceData"]["createRequest"]["status"]["statusCode"] == "success"
    assert got.document["hangoutLink"].startswith(world.url + "/meet/")
    assert got.document["etag"] != made.document["etag"]
    assert conforms(got.document, "Event")
    put = await world.call("PUT", EVENT, {**TIMES, "summary": "Kept"})
    assert put.document["hangoutLink"] == got.document["hangoutLink"]


async def test_a_link_that_was_asked_for_before_is_not_made_again(world: World) -> None:
    """A request id that was used is ignored; leaving the data out of a version 1 write drops the link."""
    request = {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    version = [("conferenceDataVersion", "1")]
    body = {"id": "bk0001", "conferenceData": request, **TIMES}
    await world.call("POST", "calendars/primary/events", body, params=version)
    link = (await world.call("GET", EVENT)).document["hangoutLink"]
    again = await world.call("PUT", EVENT, body, params=version)
    assert again.document["hangoutLink"] == link
    dropped = await world.call("PUT", EVENT, TIMES, params=version)
    assert {"hangoutLink", "conferenceData"}.isdisjoint(dropped.document)


async def test_without_the_version_a_video_link_is_not_made(world: World) -> None:
    """The version is 0 unless said, and then the request is ignored."""
    request = {"createRequest": {"requestId": "bk0001", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    made = await world.insert("bk0001", conferenceData=request)
    assert "conferenceData" not in made.document


async def test_the_owned_scope_reaches_only_owned_calendars(world: World) -> None:
    """A shared calendar that Alice may edit is out of reach of calendar.events.owned, not of calendar.events."""
    world.bob.add_calendar("team@group.calendar.google.com", summary="Team")
    world.alice.add_calendar("team@group.calendar.google.com", access_role="writer")
    path = "calendars/team@group.calendar.google.com/events"
    refused = await world.call("POST", path, TIMES)
    assert (refused.status, refused.reason) == (403, "insufficientPermissions")
    token = world.bearer(ALICE.sub, [PREFIX + "calendar.events"])
    assert (await world.call("POST", path, TIMES, token=token)).status == 200


async def test_a_reader_can_not_write(world: World) -> None:
    """The calendar's own rule stands above the scopes."""
    world.alice.add_calendar("team@group.calendar.google.com", access_role="reader")
    token = world.bearer(ALICE.sub, FULL)
    refused = await world.call("POST", "calendars/team@group.calendar.google.com/events", TIMES, token=token)
    assert (refused.status, refused.reason) == (403, "requiredAccessLevel")


async def test_who_sees_free_busy_only_sees_no_titles(world: World) -> None:
    """The scope calendar.events.freebusy, and a calendar shared that way, show when and not what."""
    await world.insert("bk0001", summary="Secret", description="Very", location="There")
    token = world.bearer(ALICE.sub, [PREFIX + "calendar.events.freebusy"])
    hidden = (await world.call("GET", EVENT, token=token)).document
    assert {"summary", "description", "location", "creator"}.isdisjoint(hidden)
    assert hidden["start"]["dateTime"] == NINE


@pytest.mark.parametrize(
    ("token", "reason"), [("", "required"), ("ya29.unknown", "authError")], ids=["no token", "an unknown token"]
)
async def test_without_a_good_token_everything_is_401(world: World, token: str, reason: str) -> None:
    """Authentication comes before anything else, even before a bad body."""
    refused = await world.call("POST", "calendars/primary/events", [], token=token)
    assert (refused.status, refused.reason) == (401, reason)
    assert "invalid_token" in refused.headers["WWW-Authenticate"]


async def test_a_token_without_the_scope_is_403(world: World) -> None:
    """Free/busy alone doesn't list calendars or write events."""
    token = world.bearer(ALICE.sub, [PREFIX + "calendar.freebusy"])
    for verb, path in (("GET", "users/me/calendarList"), ("POST", "calendars/primary/events"), ("GET", EVENT)):
        refused = await world.call(verb, path, token=token)
        assert (refused.status, refused.reason) == (403, "insufficientPermissions")


async def test_the_link_of_an_event_opens(world: World) -> None:
    """The htmlLink leads to a page of the sandbox that shows the event, with its text escaped."""
    made = await world.insert("bk0001", summary="<b>Alice</b> & Bob")
    async with world.session.get(made.document["htmlLink"]) as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "&lt;b&gt;Alice&lt;/b&gt; &amp; Bob" in page
    assert "Tue 1 Dec 2026, 09:00 – 10:00" in page
