"""Slack installations and their bot tokens."""

from __future__ import annotations

from sqlalchemy import and_, or_, select, update

from core.domain.accounts import AccountState
from core.domain.errors import NotFound
from core.domain.ids import InstallationKey
from core.domain.installations import Installation
from core.storage.crypto import Unreadable, Vault
from core.storage.repositories.forgetting import forget_installation
from core.storage.repositories.sealing import rewrap
from core.storage.repositories.sql import count, insert, value
from core.storage.rows.people import INSTALLATION, Values, installation_from, installation_row
from core.storage.tables import accounts, installations, people
from core.storage.transaction import Statements, Transaction

_PURPOSE = "slack bot token"
_INSTALLED = installations.c.uninstalled_at.is_(None)

_GET = select(*INSTALLATION).where(installations.c.key == value("key"), _INSTALLED)
_FIND = (
    select(*INSTALLATION)
    .where(
        _INSTALLED,
        or_(
            installations.c.team == value("of_team"),
            and_(installations.c.is_enterprise.is_(True), installations.c.enterprise == value("of_enterprise")),
        ),
    )
    # Its own before the organisation's.
    .order_by(installations.c.is_enterprise)
    .limit(1)
)
_ADD = insert(installations)
_PUT = _ADD.on_conflict_do_update(
    index_elements=[installations.c.key],
    set_={column.name: _ADD.excluded[column.name] for column in installations.c if not column.primary_key},
)
_UNINSTALL = (
    update(installations)
    .where(installations.c.key == value("which"), _INSTALLED)
    .values(token_sealed=None, sealed_with=None, uninstalled_at=count("at"))
)
_DROP_CALENDAR_TOKENS = (
    update(accounts)
    .where(accounts.c.person.in_(select(people.c.key).where(people.c.installation == value("which"))))
    .values(
        token_sealed=None,
        sealed_with=None,
        state=AccountState.BROKEN.value,
        version=accounts.c.version + 1,
    )
)
_UNINSTALLED = select(installations.c.key).where(installations.c.uninstalled_at < count("before"))


class SqlInstallations:
    """See ``Installations``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def get(self, key: InstallationKey) -> Installation:
        """Return it. Raises NotFound, also once uninstalled, and when its token can't be opened."""
        row = await self._transaction.one(_GET, {"key": key})
        if row is None:
            raise NotFound(what="installation")
        return self._opened(row)

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """Return the installation that serves this team."""
        row = await self._transaction.one(_FIND, {"of_team": team, "of_enterprise": enterprise})
        return None if row is None else self._opened(row)

    async def put(self, installation: Installation) -> None:
        """Insert or replace it; without a token (it is in the environment) no encryption key is needed."""
        token = installation.bot_token
        sealed = self._vault.seal(_PURPOSE, installation.key, token) if token else None
        parameters = {
            **installation_row(installation),
            "token_sealed": sealed,
            "sealed_with": self._vault.newest if token else None,
        }
        await self._transaction.change(_PUT, parameters)

    async def uninstall(self, key: InstallationKey, now: int) -> None:
        """Delete its token and its people's calendar tokens."""

        def delete_tokens(db: Statements) -> None:
            db.change(_UNINSTALL, {"which": key, "at": now})
            db.change(_DROP_CALENDAR_TOKENS, {"which": key})

        await self._transaction.run(delete_tokens)

    async def uninstalled_before(self, now: int) -> tuple[InstallationKey, ...]:
        """Return those uninstalled before the instant."""
        return tuple(row[0] for row in await self._transaction.all(_UNINSTALLED, {"before": now}))

    async def forget(self, key: InstallationKey) -> None:
        """Delete it with its people."""
        await self._transaction.run(lambda db: forget_installation(db, key))

    async def rewrap(self, limit: int) -> int:
        """Seal up to ``limit`` tokens again with the newest key."""
        return await self._transaction.run(
            lambda db: rewrap(db, self._vault, installations, installations.c.key, limit)
        )

    def _opened(self, row: Values) -> Installation:
        if row[5] is None:
            return installation_from(row, "")
        try:
            return installation_from(row, self._vault.open(_PURPOSE, row[0], row[5]))
        except Unreadable as error:
            raise NotFound(what="installation token") from error
