"""Calendar accounts and their refresh tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select, update

from core.domain.accounts import Access, AccountState, CalendarAccount
from core.domain.errors import CalendarBroken, CalendarNotLinked, NotFound, StaleVersion
from core.domain.ids import AccountId, PersonKey, split_person_key
from core.storage.crypto import Unreadable, Vault
from core.storage.repositories.sealing import rewrap
from core.storage.repositories.sql import count, insert, many, update_version, value
from core.storage.rows.people import ACCOUNT, account_from, account_row
from core.storage.sql_time import NOW_MS, milliseconds
from core.storage.tables import accounts
from core.storage.transaction import AnyRow, Transaction

_PURPOSE = "google refresh token"

_FIND = select(*ACCOUNT).where(accounts.c.person == value("person"))
_ACCESSES = select(accounts.c.person, accounts.c.account, accounts.c.token_sealed, accounts.c.paused_until).where(
    accounts.c.person.in_(many("people"))
)
_ADD = insert(accounts)
_LINK = _ADD.on_conflict_do_update(
    index_elements=[accounts.c.person],
    set_={
        **{
            column.name: _ADD.excluded[column.name] for column in accounts.c if column.name not in {"person", "version"}
        },
        "version": accounts.c.version + 1,
    },
).returning(accounts.c.version)
_SAVE = update_version(accounts, accounts.c.person)
_REPLACE_TOKEN = update(accounts).where(accounts.c.person == value("which"), accounts.c.account == value("of_account"))
_PAUSE = (
    update(accounts)
    .where(accounts.c.account == value("of_account"), accounts.c.paused_until < count("until"))
    .values(paused_until=count("until"))
)
_UNCHECKED = (
    select(accounts.c.person)
    .where(accounts.c.state == AccountState.LINKED.value, accounts.c.checked_ms <= NOW_MS - count("every"))
    .order_by(accounts.c.checked_ms, accounts.c.person)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("unchecked")
)
_CHECKED = (
    update(accounts)
    .where(accounts.c.person.in_(select(_UNCHECKED.c.person)))
    .values(checked_ms=NOW_MS - count("spread"))
    .returning(accounts.c.person)
)
_UNLINK = delete(accounts).where(accounts.c.person == value("person"))


class SqlAccounts:
    """See ``Accounts``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def find(self, person: PersonKey) -> CalendarAccount | None:
        """Return the person's account."""
        row = await self._transaction.one(_FIND, {"person": person})
        return None if row is None else account_from(row)

    async def access(self, person: PersonKey) -> Access:
        """Return what a calendar call needs. Raises CalendarNotLinked, CalendarBroken."""
        (access,) = await self.accesses((person,))
        return access

    async def accesses(self, people: Sequence[PersonKey]) -> tuple[Access, ...]:
        """Return what calls to several people's calendars need. Raises CalendarNotLinked, CalendarBroken."""
        rows = {row.person: row for row in await self._transaction.all(_ACCESSES, {"people": list(people)})}
        return tuple(self._opened(person, rows.get(person)) for person in people)

    def _opened(self, person: PersonKey, row: AnyRow | None) -> Access:
        if row is None:
            raise CalendarNotLinked(whose=person)
        _, account, sealed, paused_until = row
        if sealed is None:
            raise CalendarBroken(whose=person)
        try:
            token = self._vault.open(_PURPOSE, _owner(account, person), sealed)
        except Unreadable as error:
            raise CalendarBroken(whose=person) from error
        return Access(account, token, person, paused_until)

    async def link(self, account: CalendarAccount, refresh_token: str) -> CalendarAccount:
        """Insert or replace the person's account. Raises AccountTaken, GoogleNotSetUp."""
        parameters = {
            **account_row(account),
            **self._sealed(account.account, account.person, refresh_token),
            "person": account.person,
            "home": split_person_key(account.person).home,
            "account": account.account,
            "linked_at": account.linked_at,
            "version": 1,
        }
        row = await self._transaction.one(_LINK, parameters)
        if row is None:
            raise StaleVersion
        return replace(account, version=row[0])

    async def save(self, account: CalendarAccount) -> CalendarAccount:
        """Store choices and state under the version read. Raises StaleVersion."""
        parameters = {**account_row(account), "which": account.person, "was": account.version}
        if not await self._transaction.change(_SAVE, parameters):
            raise StaleVersion
        return replace(account, version=account.version + 1)

    async def replace_token(self, account: AccountId, person: PersonKey, refresh_token: str) -> None:
        """Store a rotated refresh token. Raises NotFound when the person no longer has this account."""
        parameters = {**self._sealed(account, person, refresh_token), "which": person, "of_account": account}
        if not await self._transaction.change(_REPLACE_TOKEN, parameters):
            raise NotFound(what="account")

    async def pause(self, account: AccountId, until: int) -> None:
        """Leave the account alone until then; a longer pause that stands is kept."""
        await self._transaction.change(_PAUSE, {"of_account": account, "until": until})

    async def take_unchecked(self, every_seconds: float, spread_seconds: float, limit: int) -> tuple[PersonKey, ...]:
        """Claim linked accounts that nobody checked for so long."""
        parameters = {"every": milliseconds(every_seconds), "spread": milliseconds(spread_seconds), "most": limit}
        rows = await self._transaction.run(lambda db: db.all(_CHECKED, {**parameters, **db.clock()}))
        return tuple(sorted(row[0] for row in rows))

    async def unlink(self, person: PersonKey) -> None:
        """Delete the account and its token."""
        await self._transaction.change(_UNLINK, {"person": person})

    async def rewrap(self, limit: int) -> int:
        """Seal up to ``limit`` tokens again with the newest key."""
        return await self._transaction.run(lambda db: rewrap(db, self._vault, accounts, accounts.c.person, limit))

    def _sealed(self, account: AccountId, person: PersonKey, token: str) -> dict[str, str]:
        sealed = self._vault.seal(_PURPOSE, _owner(account, person), token)
        return {"token_sealed": sealed, "sealed_with": self._vault.newest}


def _owner(account: str, person: str) -> str:
    return f"{person} {account}"
