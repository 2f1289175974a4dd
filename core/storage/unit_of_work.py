"""The unit of work on SQL: one transaction, and repositories that are made when they are first asked for."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import Self

from core.storage.crypto import Vault
from core.storage.repositories.accounts import SqlAccounts
from core.storage.repositories.audit import SqlAuditTrail
from core.storage.repositories.bookings import SqlBookings
from core.storage.repositories.cards import SqlCards
from core.storage.repositories.claims import SqlClaims
from core.storage.repositories.connections import SqlConnections
from core.storage.repositories.grants import SqlBlocks, SqlGrants
from core.storage.repositories.inbox import SqlInbox, SqlLeases
from core.storage.repositories.installations import SqlInstallations
from core.storage.repositories.keys import SqlIdempotencyKeys
from core.storage.repositories.links import SqlLinks
from core.storage.repositories.messages import SqlMessages, SqlReveals
from core.storage.repositories.notices import SqlNotices
from core.storage.repositories.people import SqlPeople
from core.storage.repositories.quotas import SqlQuotas
from core.storage.repositories.sessions import SqlSessions
from core.storage.transaction import Transaction
from core.storage.transitions import log_transitions


class SqlUnitOfWork:
    """See ``UnitOfWork``. Used once; not shared between tasks."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    async def __aenter__(self) -> Self:
        """Wait for a turn; the transaction begins with the first statement. Raises StorageBusy."""
        await self._transaction.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back unless committed."""
        await self._transaction.roll_back()

    async def commit(self) -> None:
        """Make everything durable, end the transaction and log its transitions. Raises StorageBusy, StorageError."""
        await self._transaction.commit()
        log_transitions(self.audit.added)

    @cached_property
    def installations(self) -> SqlInstallations:
        """Slack installations and their tokens."""
        return SqlInstallations(self._transaction, self._vault)

    @cached_property
    def people(self) -> SqlPeople:
        """Persons and their settings."""
        return SqlPeople(self._transaction)

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Linked Google accounts and their tokens."""
        return SqlAccounts(self._transaction, self._vault)

    @cached_property
    def links(self) -> SqlLinks:
        """One-time links."""
        return SqlLinks(self._transaction, self._vault)

    @cached_property
    def connections(self) -> SqlConnections:
        """Connections, and both sides of one."""
        return SqlConnections(self._transaction)

    @cached_property
    def grants(self) -> SqlGrants:
        """What each side of a connection lets the other do."""
        return SqlGrants(self._transaction)

    @cached_property
    def blocks(self) -> SqlBlocks:
        """Who blocks whom."""
        return SqlBlocks(self._transaction)

    @cached_property
    def sessions(self) -> SqlSessions:
        """The negotiations of meetings."""
        return SqlSessions(self._transaction)

    @cached_property
    def messages(self) -> SqlMessages:
        """The agents' messages."""
        return SqlMessages(self._transaction)

    @cached_property
    def reveals(self) -> SqlReveals:
        """The ledger of distinct slots revealed."""
        return SqlReveals(self._transaction)

    @cached_property
    def bookings(self) -> SqlBookings:
        """Bookings and legs."""
        return SqlBookings(self._transaction)

    @cached_property
    def claims(self) -> SqlClaims:
        """Which account's time is taken by which booking."""
        return SqlClaims(self._transaction)

    @cached_property
    def notices(self) -> SqlNotices:
        """Inbox and outbox."""
        return SqlNotices(self._transaction)

    @cached_property
    def cards(self) -> SqlCards:
        """Cards in Slack."""
        return SqlCards(self._transaction)

    @cached_property
    def audit(self) -> SqlAuditTrail:
        """The audit trail."""
        return SqlAuditTrail(self._transaction)

    @cached_property
    def quotas(self) -> SqlQuotas:
        """Rate limits."""
        return SqlQuotas(self._transaction)

    @cached_property
    def keys(self) -> SqlIdempotencyKeys:
        """Idempotency keys."""
        return SqlIdempotencyKeys(self._transaction)

    @cached_property
    def inbox(self) -> SqlInbox:
        """Slack deliveries."""
        return SqlInbox(self._transaction)

    @cached_property
    def leases(self) -> SqlLeases:
        """Who does a periodic job."""
        return SqlLeases(self._transaction)
