"""Calendar accounts: who holds which, and whose token is whose."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.domain.accounts import AccountState
from core.domain.errors import (
    AccountTaken,
    CalendarBroken,
    CalendarNotLinked,
    GoogleNotSetUp,
    NotFound,
    StaleVersion,
)
from core.domain.ids import AccountId, person_key
from core.storage.database import SqlStorage, open_storage
from tests.integration.storage.conftest import HeldClock
from tests.integration.storage.samples import ALICE, BOB, account, add_people, person

SHARED = AccountId("sub-shared")


async def test_a_linked_account_gives_access(storage: SqlStorage) -> None:
    """The account comes back without its token, the access with it."""
    await add_people(storage)
    async with storage.uow() as uow:
        stored = await uow.accounts.link(account(), "refresh-1")
        assert await uow.accounts.find(ALICE) == stored == account()
        access = await uow.accounts.access(ALICE)
        assert (access.account, access.person, access.refresh_token) == (stored.account, ALICE, "refresh-1")
        assert "refresh-1" not in repr(access)


async def test_two_accesses_come_at_once(storage: SqlStorage) -> None:
    """In the order asked for, each with its owner's token; refused when one of them has none."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.accounts.link(account(), "of-alice")
        with pytest.raises(CalendarNotLinked):
            await uow.accounts.accesses((ALICE, BOB))
        await uow.accounts.link(account(BOB), "of-bob")
        for people, tokens in (((BOB, ALICE), ["of-bob", "of-alice"]), ((ALICE,), ["of-alice"])):
            assert [one.refresh_token for one in await uow.accounts.accesses(people)] == tokens


async def test_linking_again_replaces_the_account(storage: SqlStorage) -> None:
    """One account per person; who read the old one can't save over the new."""
    await add_people(storage)
    async with storage.uow() as uow:
        old = await uow.accounts.link(account(), "refresh-1")
        new = await uow.accounts.link(account(account=SHARED), "refresh-2")
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-2"
        with pytest.raises(StaleVersion):
            await uow.accounts.save(old)
        saved = await uow.accounts.save(replace(new, state=AccountState.BROKEN, busy_calendars=()))
        assert await uow.accounts.find(ALICE) == saved


async def test_one_google_account_belongs_to_one_person_of_a_workspace(storage: SqlStorage) -> None:
    """A colleague is refused by name; the same account in another workspace is fine."""
    elsewhere = person_key("T2", "UALICE")
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.people.add(person(elsewhere))
        await uow.accounts.link(account(account=SHARED), "one")
        await uow.accounts.link(account(elsewhere, account=SHARED), "two")
        await uow.commit()
    async with storage.uow() as uow:
        with pytest.raises(AccountTaken):
            await uow.accounts.link(account(BOB, account=SHARED), "three")
    async with storage.reading() as uow:
        assert await uow.accounts.find(BOB) is None


async def test_two_people_linking_one_account_at_once_end_with_one_link(
    rivals: tuple[SqlStorage, SqlStorage],
) -> None:
    """The loser is told AccountTaken."""
    await add_people(rivals[0])

    async def link(storage: SqlStorage, who: str) -> str:
        try:
            async with storage.uow() as uow:
                await uow.accounts.link(account(person_key("T1", who), account=SHARED), "token")
                await asyncio.sleep(0.01)
                await uow.commit()
        except AccountTaken:
            return "taken"
        return "linked"

    outcomes = await asyncio.gather(link(rivals[0], "UALICE"), link(rivals[1], "UBOB"))
    assert sorted(outcomes) == ["linked", "taken"]


async def test_without_an_account_there_is_no_access(storage: SqlStorage) -> None:
    """Not linked and unlinked are the same refusal."""
    await add_people(storage)
    async with storage.uow() as uow:
        with pytest.raises(CalendarNotLinked):
            await uow.accounts.access(ALICE)
        await uow.accounts.link(account(), "refresh")
        await uow.accounts.unlink(ALICE)
        with pytest.raises(CalendarNotLinked):
            await uow.accounts.access(ALICE)


async def test_a_rotated_token_is_kept_for_the_same_account_only(storage: SqlStorage) -> None:
    """A token that arrives after the person switched accounts is not stored."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.accounts.link(account(), "refresh-1")
        await uow.accounts.replace_token(account().account, ALICE, "refresh-2")
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-2"
        with pytest.raises(NotFound):
            await uow.accounts.replace_token(SHARED, ALICE, "refresh-3")
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-2"


async def test_without_keys_no_token_is_stored_and_none_is_read(storage: SqlStorage, database_url: str) -> None:
    """A missing key breaks the link, it does not crash."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.accounts.link(account(), "refresh")
        await uow.commit()
    await storage.aclose()
    keyless = open_storage(database_url)
    async with keyless.uow() as uow:
        with pytest.raises(CalendarBroken):
            await uow.accounts.access(ALICE)
        with pytest.raises(GoogleNotSetUp):
            await uow.accounts.link(account(BOB), "refresh")
        assert await uow.accounts.rewrap(10) == 0
    await keyless.aclose()


async def test_an_account_is_checked_by_one_and_not_again_too_soon(timed: SqlStorage, clock: HeldClock) -> None:
    """Linked ones only, in turn; the next turn comes a little earlier, as far as it was told."""
    await add_people(timed)
    async with timed.uow() as uow:
        await uow.accounts.link(account(), "refresh")
        await uow.accounts.link(replace(account(BOB), state=AccountState.BROKEN), "refresh")
        assert await uow.accounts.take_unchecked(900, 100, 10) == (ALICE,)
        assert await uow.accounts.take_unchecked(900, 100, 10) == ()
        clock.now += 799
        assert await uow.accounts.take_unchecked(900, 0, 10) == ()
        clock.now += 1
        assert await uow.accounts.take_unchecked(900, 0, 10) == (ALICE,)
