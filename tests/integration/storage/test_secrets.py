"""Secrets at rest: unreadable in the file, bound to their owner, and movable to a new key."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from core.domain.accounts import LinkState
from core.domain.errors import CalendarBroken, LinkInvalid, NotFound
from core.domain.ids import installation_key
from core.storage.crypto import Unreadable, Vault
from core.storage.database import SqlStorage, open_storage
from core.storage.engine import postgresql_migration_engine, read_target, sqlite_migration_engine
from tests.integration.storage.conftest import KEY
from tests.integration.storage.samples import ALICE, BOB, TEAM, account, add_people, installation

NEW_KEY = Fernet.generate_key().decode()


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Do something behind the storage's back; returns the rows, if any."""
    target = read_target(url)
    engine = sqlite_migration_engine(target, patience=2) if target.is_sqlite else postgresql_migration_engine(target)
    try:
        with engine.begin() as connection:
            result = connection.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


async def fill(storage: SqlStorage) -> None:
    """Store one secret of every kind."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.installations.put(installation(bot_token="xoxb-very-secret"))
        await uow.accounts.link(account(ALICE), "refresh-very-secret-alice")
        await uow.accounts.link(account(BOB), "refresh-very-secret-bob")
        await uow.links.add(LinkState(hashlib.sha256(b"link-token").hexdigest(), ALICE, 2**40))
        await uow.links.bind(
            hashlib.sha256(b"link-token").hexdigest(), browser_hash="hash", verifier="verifier-very-secret", now=1
        )
        await uow.links.park(
            hashlib.sha256(b"link-token").hexdigest(),
            browser_hash="hash",
            pending=storage.seal("consent", ALICE, "consent-very-secret"),
            now=1,
        )
        await uow.commit()


async def test_no_secret_stands_in_the_file(sqlite_url: str) -> None:
    """Scanned raw: database and write-ahead log."""
    storage = open_storage(sqlite_url, keys=[KEY])
    await fill(storage)
    path = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    raw = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    await storage.aclose()
    assert b"very-secret" not in raw
    assert KEY.encode() not in raw
    assert b"someone@example.com" in raw, "the scan looks at the right file"


async def test_no_secret_stands_in_any_column(storage: SqlStorage, database_url: str) -> None:
    """Every row of every table with a secret, as text."""
    await fill(storage)
    await storage.aclose()
    rows = [execute(database_url, f"SELECT * FROM {table}") for table in ("installations", "accounts", "links")]
    assert all(rows)
    assert "very-secret" not in repr(rows)


async def test_a_token_copied_to_another_row_is_not_used(storage: SqlStorage, database_url: str) -> None:
    """Swapped ciphertexts decrypt, but name their owner."""
    await fill(storage)
    await storage.aclose()
    execute(
        database_url,
        f"UPDATE accounts SET token_sealed = (SELECT a.token_sealed FROM accounts a WHERE a.person = '{ALICE}')"
        f" WHERE person = '{BOB}'",
    )
    execute(
        database_url,
        "UPDATE installations SET token_sealed ="
        f" (SELECT token_sealed FROM accounts WHERE person = '{ALICE}') WHERE key = '{TEAM}'",
    )
    reopened = open_storage(database_url, keys=[KEY])
    async with reopened.reading() as uow:
        with pytest.raises(CalendarBroken):
            await uow.accounts.access(BOB)
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-very-secret-alice"
        with pytest.raises(NotFound):
            await uow.installations.get(TEAM)
    await reopened.aclose()


async def test_keys_are_rotated_without_losing_a_token(storage: SqlStorage, database_url: str) -> None:
    """With new and old key all is read; rewrapped in batches; then the old key may go."""
    await fill(storage)
    await storage.aclose()
    both = open_storage(database_url, keys=[NEW_KEY, KEY])
    async with both.uow() as uow:
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-very-secret-alice"
        assert [await uow.accounts.rewrap(1) for _ in range(3)] == [1, 1, 0]
        assert [await uow.installations.rewrap(5) for _ in range(2)] == [1, 0]
        await uow.commit()
    await both.aclose()
    after = open_storage(database_url, keys=[NEW_KEY])
    async with after.reading() as uow:
        assert (await uow.accounts.access(BOB)).refresh_token == "refresh-very-secret-bob"
        assert (await uow.installations.get(TEAM)).bot_token == "xoxb-very-secret"
    await after.aclose()


async def test_a_token_that_no_key_opens_is_broken_and_does_not_hold_up_the_others(
    storage: SqlStorage, database_url: str
) -> None:
    """Rotation passes over it and stays finished; giving the key back makes it readable again."""
    await fill(storage)
    await storage.aclose()
    lost = open_storage(database_url, keys=[NEW_KEY])
    async with lost.uow() as uow:
        with pytest.raises(CalendarBroken):
            await uow.accounts.access(ALICE)
        assert [await uow.accounts.rewrap(1) for _ in range(3)] == [0, 0, 0]
        await uow.accounts.link(account(BOB), "refresh-again")
        await uow.commit()
    await lost.aclose()
    found = open_storage(database_url, keys=[NEW_KEY, KEY])
    async with found.reading() as uow:
        assert (await uow.accounts.access(ALICE)).refresh_token == "refresh-very-secret-alice"
    await found.aclose()


async def test_a_parked_secret_is_opened_for_its_purpose_and_owner_only(storage: SqlStorage) -> None:
    """Anything else is a link that can't be used."""
    sealed = storage.seal("consent", ALICE, "secret")
    assert storage.unseal("consent", ALICE, sealed) == "secret"
    for purpose, owner, text_ in (("consent", BOB, sealed), ("other", ALICE, sealed), ("consent", ALICE, "x")):
        with pytest.raises(LinkInvalid):
            storage.unseal(purpose, owner, text_)


def test_a_malformed_key_is_refused_without_being_repeated() -> None:
    """The message may reach a terminal."""
    with pytest.raises(ValueError, match="encryption key") as caught:
        Vault(["not-a-key"])
    assert "not-a-key" not in str(caught.value)


def test_without_keys_nothing_opens() -> None:
    """No key is not an empty key."""
    with pytest.raises(Unreadable):
        Vault([]).open("p", "o", "x")
    with pytest.raises(Unreadable):
        Vault([]).rewrap("x")


def test_values_with_secrets_do_not_show_them() -> None:
    """Their representation may end up in a log."""
    assert "xoxb" not in repr(installation(key=installation_key(None, "T9"), bot_token="xoxb-1"))
