"""`events.list`: filters, order, pages, masks and incremental synchronisation."""

from __future__ import annotations

import pytest

from tests.contract.google.conforming import conforms
from tests.contract.google.world import ELEVEN, NINE, TEN, Said, World

EVENTS = "calendars/primary/events"


async def listed(world: World, **params: str) -> Said:
    return await world.call("GET", EVENTS, params=params.items())


def ids(answer: Said) -> list[str]:
    return [event["id"] for event in answer.document["items"]]


async def three(world: World) -> None:
    await world.insert("nine0", start={"dateTime": NINE}, end={"dateTime": TEN})
    await world.insert("ten00", start={"dateTime": TEN}, end={"dateTime": ELEVEN})
    await world.insert("e4rl0", start={"dateTime": "2026-11-30T09:00:00Z"}, end={"dateTime": "2026-11-30T10:00:00Z"})


async def test_both_bounds_are_exclusive(world: World) -> None:
    """An event that ends at timeMin or starts at timeMax isn't listed."""
    await three(world)
    assert ids(await listed(world, timeMin=TEN)) == ["ten00"]
    assert ids(await listed(world, timeMin="2026-12-01T00:00:00Z", timeMax=TEN)) == ["nine0"]


async def test_single_events_are_listed_by_start(world: World) -> None:
    """Ordering by startTime sorts, and needs singleEvents."""
    await three(world)
    assert ids(await listed(world, singleEvents="true", orderBy="startTime")) == ["e4rl0", "nine0", "ten00"]
    assert (await listed(world, orderBy="startTime")).status == 400


async def test_tombstones_are_listed_only_when_asked_for(world: World) -> None:
    """The flag showDeleted brings them back."""
    await three(world)
    world.alice.delete_event("primary", "nine0")
    assert ids(await listed(world)) == ["ten00", "e4rl0"]
    assert ids(await listed(world, showDeleted="true")) == ["nine0", "ten00", "e4rl0"]


async def test_events_are_found_by_private_property(world: World) -> None:
    """Every constraint must hold; a shared property doesn't count."""
    await world.insert("first", extendedProperties={"private": {"bk_s": "1", "bk_gen": "1"}})
    await world.insert("second", extendedProperties={"shared": {"bk_s": "1"}})
    assert ids(await listed(world, privateExtendedProperty="bk_s=1")) == ["first"]
    both = [("privateExtendedProperty", "bk_s=1"), ("privateExtendedProperty", "bk_gen=2")]
    assert ids(await world.call("GET", EVENTS, params=both)) == []
    assert (await listed(world, privateExtendedProperty="bk_s")).status == 400


async def test_pages_cover_everything_once_and_only_the_last_can_be_synced_from(world: World) -> None:
    """The nextPageToken leads on with the same query; nextSyncToken comes at the end."""
    await three(world)
    first = await listed(world, maxResults="2")
    assert "nextSyncToken" not in first.document
    second = await listed(world, maxResults="2", pageToken=first.document["nextPageToken"])
    assert ids(first) + ids(second) == ["nine0", "ten00", "e4rl0"]
    assert conforms(second.document, "Events")
    assert "nextPageToken" not in second.document
    assert "nextSyncToken" in second.document
    other = await listed(world, maxResults="1", pageToken=first.document["nextPageToken"])
    assert (other.status, other.reason) == (400, "invalid")


async def test_a_sync_token_brings_what_changed_and_what_was_deleted(world: World) -> None:
    """Nothing first, then exactly the changes, tombstones among them."""
    await three(world)
    token = (await listed(world)).document["nextSyncToken"]
    assert ids(await listed(world, syncToken=token)) == []
    world.alice.update_event("primary", "ten00", summary="Renamed")
    world.alice.delete_event("primary", "e4rl0")
    changed = await listed(world, syncToken=token)
    assert sorted(ids(changed)) == ["e4rl0", "ten00"]
    assert ids(await listed(world, syncToken=changed.document["nextSyncToken"])) == []


async def test_an_old_sync_token_is_410(world: World) -> None:
    """The caller must read everything again."""
    token = (await listed(world)).document["nextSyncToken"]
    world.google.expire_sync_tokens("alice@example.com")
    refused = await listed(world, syncToken=token)
    assert (refused.status, refused.reason) == (410, "fullSyncRequired")


@pytest.mark.parametrize(
    "name", ["timeMin", "timeMax", "orderBy", "q", "privateExtendedProperty", "iCalUID", "updatedMin"]
)
async def test_a_sync_token_stands_alone(world: World, name: str) -> None:
    """Google refuses the filters that it lists beside a sync token."""
    token = (await listed(world)).document["nextSyncToken"]
    assert (await listed(world, syncToken=token, **{name: NINE})).status == 400


@pytest.mark.parametrize(
    "params",
    [
        {"timeMin": "2026-12-01"},
        {"timeMin": "2026-12-01T09:00:00"},
        {"timeMin": TEN, "timeMax": NINE},
        {"timeMin": NINE, "timeMax": NINE},
        {"maxResults": "0"},
        {"maxResults": "many"},
        {"singleEvents": "yes"},
        {"orderBy": "title"},
        {"pageToken": "nonsense"},
        {"syncToken": "nonsense"},
        {"eventTypes": "party"},
        {"timeZone": "Europe/Atlantis"},
        {"timemin": NINE},
        {"fields": "items(id"},
        {"fields": "items(idd)"},
    ],
)
async def test_a_wrong_query_is_400(world: World, params: dict[str, str]) -> None:
    """A query that isn't understood is refused, not answered with something else."""
    await world.insert("first")
    assert (await listed(world, **params)).status == 400


async def test_fields_cut_the_answer(world: World) -> None:
    """Only what the mask names is answered."""
    await three(world)
    answer = await listed(world, fields="items(id,start/dateTime),timeZone", timeMin=TEN)
    assert answer.document == {
        "items": [{"id": "ten00", "start": {"dateTime": TEN}}],
        "timeZone": "Europe/Paris",
    }


async def test_times_are_written_in_the_zone_asked_for(world: World) -> None:
    """The parameter timeZone changes how an instant is written, not which it is."""
    await world.insert("first")
    answer = await listed(world, timeZone="America/New_York")
    assert answer.document["items"][0]["start"]["dateTime"] == "2026-12-01T03:00:00-05:00"
