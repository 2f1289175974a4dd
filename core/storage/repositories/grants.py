"""Grants and blocks: what one person says about another, alone."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select, update

from core.domain.errors import StaleVersion
from core.domain.grants import Grant
from core.domain.ids import ConnectionId, PersonKey
from core.storage.repositories.sql import count, insert, value
from core.storage.rows.connecting import GRANT, grant_from, grant_row
from core.storage.tables import blocks, grants
from core.storage.transaction import Transaction

_FIND = select(*GRANT).where(grants.c.connection == value("connection"), grants.c.grantor == value("grantor"))
_ADD = insert(grants).on_conflict_do_nothing()
_SAVE = (
    update(grants)
    .where(
        grants.c.connection == value("which"),
        grants.c.grantor == value("whose"),
        grants.c.version == count("was"),
    )
    .values(version=grants.c.version + 1)
)

_BLOCK = insert(blocks).on_conflict_do_nothing()
_UNBLOCK = delete(blocks).where(blocks.c.blocker == value("blocker"), blocks.c.blocked == value("blocked"))
_BLOCKED_BY = select(blocks.c.blocked).where(blocks.c.blocker == value("blocker")).order_by(blocks.c.created_at.desc())


class SqlGrants:
    """See ``Grants``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, connection: ConnectionId, grantor: PersonKey) -> Grant | None:
        """Return one side's grant."""
        row = await self._transaction.one(_FIND, {"connection": connection, "grantor": grantor})
        return None if row is None else grant_from(row)

    async def add(self, grant: Grant) -> Grant:
        """Insert a side's first grant. Raises StaleVersion when there is one."""
        parameters = {
            **grant_row(grant),
            "connection": grant.connection,
            "grantor": grant.grantor,
            "grantee": grant.grantee,
            "version": grant.version,
        }
        if not await self._transaction.change(_ADD, parameters):
            raise StaleVersion
        return grant

    async def save(self, grant: Grant) -> Grant:
        """Store changes under the version read. Raises StaleVersion."""
        parameters = {
            **grant_row(grant),
            "which": grant.connection,
            "whose": grant.grantor,
            "was": grant.version,
        }
        if not await self._transaction.change(_SAVE, parameters):
            raise StaleVersion
        return replace(grant, version=grant.version + 1)


class SqlBlocks:
    """See ``Blocks``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, blocker: PersonKey, blocked: PersonKey, now: int) -> bool:
        """Block; False when it was so already."""
        parameters = {"blocker": blocker, "blocked": blocked, "created_at": now}
        return await self._transaction.change(_BLOCK, parameters) > 0

    async def remove(self, blocker: PersonKey, blocked: PersonKey) -> bool:
        """Unblock; False when there was no block."""
        return await self._transaction.change(_UNBLOCK, {"blocker": blocker, "blocked": blocked}) > 0

    async def by(self, blocker: PersonKey) -> tuple[PersonKey, ...]:
        """Return whom this person blocks, newest first."""
        return tuple(row[0] for row in await self._transaction.all(_BLOCKED_BY, {"blocker": blocker}))
