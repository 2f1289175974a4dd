"""Persons and installations."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import CalendarBroken, GoogleNotSetUp, NotFound, StaleVersion
from core.domain.ids import installation_key
from core.domain.people import Place, Settings
from core.scheduling.hours import default_hours
from core.storage.database import SqlStorage, open_storage
from tests.integration.storage.samples import (
    ALICE,
    BOB,
    CAROL,
    TEAM,
    account,
    add_people,
    installation,
    left_at_default,
    person,
)


async def test_a_person_comes_back_as_stored(storage: SqlStorage) -> None:
    """Every field survives, settings with hours, place and muted kinds included."""
    settings = Settings(
        hours=default_hours("Asia/Tokyo"),
        minimum_notice_minutes=1,
        shortest_minutes=2,
        longest_minutes=3,
        default_minutes=4,
        buffer_before_minutes=5,
        buffer_after_minutes=6,
        horizon_days=7,
        place=Place.PHONE,
        weekly_cap=8,
        quiet_from_minute=9,
        quiet_until_minute=10,
        digest=False,
        digest_minute=11,
        reminder_minutes=None,
        muted=frozenset({"b", "a"}),
    )
    whole = person(
        settings=settings,
        time_zone_override="Asia/Tokyo",
        paused_at=5,
        dm_channel="D1",
        locale="de-DE",
        is_deactivated=True,
    )
    assert left_at_default(whole) == {"version"}
    assert left_at_default(settings) == set()
    async with storage.uow() as uow:
        await uow.people.add(whole)
        await uow.commit()
    async with storage.reading() as uow:
        assert await uow.people.get(ALICE) == whole


async def test_adding_a_known_person_returns_the_stored_one(storage: SqlStorage) -> None:
    """The second request does not overwrite what the first stored."""
    await add_people(storage, ALICE)
    async with storage.uow() as uow:
        assert (await uow.people.add(person(name="Other"))).name == "A"


async def test_two_first_requests_store_one_person(rivals: tuple[SqlStorage, SqlStorage]) -> None:
    """Both get the same stored person."""

    async def add(storage: SqlStorage, name: str) -> str:
        async with storage.uow() as uow:
            stored = await uow.people.add(person(name=name))
            await asyncio.sleep(0)
            await uow.commit()
            return stored.name

    one, two = await asyncio.gather(add(rivals[0], "one"), add(rivals[1], "two"))
    async with rivals[0].reading() as uow:
        kept = await uow.people.get(ALICE)
    assert one == two == kept.name


async def test_saving_under_an_old_version_is_refused(storage: SqlStorage) -> None:
    """Of two who read the same version, the second to save learns it."""
    await add_people(storage, ALICE)
    async with storage.uow() as uow:
        read = await uow.people.get(ALICE)
        saved = await uow.people.save(replace(read, name="New"))
        assert saved.version == read.version + 1
        with pytest.raises(StaleVersion):
            await uow.people.save(replace(read, name="Newer"))
        assert (await uow.people.get(ALICE)).name == "New"


async def test_unknown_people_are_not_found(storage: SqlStorage) -> None:
    """``get`` raises, ``find`` and ``find_many`` leave them out."""
    await add_people(storage, ALICE)
    async with storage.reading() as uow:
        with pytest.raises(NotFound):
            await uow.people.get(CAROL)
        assert await uow.people.find(CAROL) is None
        assert set(await uow.people.find_many([ALICE, CAROL])) == {ALICE}
        assert await uow.people.find_many([]) == {}


async def test_an_installation_comes_back_with_its_token(storage: SqlStorage) -> None:
    """The token is opened again; a reinstall replaces everything."""
    async with storage.uow() as uow:
        await uow.installations.put(installation())
        assert await uow.installations.get(TEAM) == installation()
        await uow.installations.put(installation(bot_token="xoxb-new", scopes=frozenset({"commands"})))
        assert (await uow.installations.get(TEAM)).bot_token == "xoxb-new"


async def test_a_team_is_served_by_its_own_installation_before_the_organisations(storage: SqlStorage) -> None:
    """Only an organisation-wide installation serves teams it does not name."""
    org = installation(key=installation_key("E1", None), team=None, enterprise="E1", is_enterprise=True)
    own = installation(enterprise="E1")
    async with storage.uow() as uow:
        await uow.installations.put(org)
        await uow.installations.put(own)
        assert await uow.installations.find("E1", "T1") == own
        assert await uow.installations.find("E1", "T2") == org
        assert await uow.installations.find(None, "T2") is None
        await uow.installations.uninstall(TEAM, 9)
        assert await uow.installations.find("E1", "T1") == org


async def test_uninstalling_deletes_the_tokens_at_once(storage: SqlStorage) -> None:
    """Slack's token and the calendar tokens go; the rows stay until they are forgotten."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.installations.put(installation())
        await uow.accounts.link(account(), "refresh")
        await uow.installations.uninstall(TEAM, 9_000)
        with pytest.raises(NotFound):
            await uow.installations.get(TEAM)
        with pytest.raises(CalendarBroken):
            await uow.accounts.access(ALICE)
        assert await uow.installations.uninstalled_before(9_000) == ()
        assert await uow.installations.uninstalled_before(9_001) == (TEAM,)
        assert await uow.people.find(ALICE) is not None


async def test_forgetting_an_installation_forgets_its_people_only(storage: SqlStorage) -> None:
    """People of another installation keep their rows."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.people.add(person(CAROL, installation=installation_key(None, "T2")))
        await uow.installations.put(installation())
        await uow.installations.forget(TEAM)
        assert set(await uow.people.find_many([ALICE, BOB, CAROL])) == {CAROL}
        assert await uow.installations.uninstalled_before(2**40) == ()


async def test_without_keys_only_an_installation_without_a_token_is_stored(database_url: str) -> None:
    """One workspace's token may live in the environment; any other needs an encryption key."""
    keyless = open_storage(database_url)
    async with keyless.uow() as uow:
        with pytest.raises(GoogleNotSetUp):
            await uow.installations.put(installation())
        await uow.installations.put(installation(bot_token=""))
        assert (await uow.installations.get(TEAM)).bot_token == ""
    assert not keyless.can_keep_secrets()
    await keyless.aclose()
